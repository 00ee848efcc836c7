/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.InputException;
import org.orthotwin.core.JsonText;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.Aside;
import org.orthotwin.followup.Histories;
import org.orthotwin.followup.Intake;
import org.orthotwin.followup.ObservationFile;
import org.orthotwin.followup.TwinLock;
import org.orthotwin.followup.TwinNetwork;
import org.orthotwin.followup.estimation.Assimilation;
import org.orthotwin.followup.estimation.Estimator;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.followup.estimation.UnscentedKalman;
import org.orthotwin.followup.estimation.VectorFunction;
import org.orthotwin.model.anatomy.ModelValidator;
import org.orthotwin.model.twin.MechanicalOutput;
import org.orthotwin.model.twin.MechanicalParameter;
import org.orthotwin.model.twin.Mechanics;
import org.orthotwin.model.twin.Notes;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinFactory;
import org.orthotwin.model.twin.TwinFiles;

/** Streams into twins: none lost, none doubled, what is wrong aside by name. */
class KeeperTest {

    private static final Instant NOW = Instant.parse("2024-01-01T00:00:00Z");

    @TempDir
    private Path folder;
    private final List<String> troubles = new ArrayList<>();

    /** A message whose sender keeps it until it is told. */
    private static final class Sent implements Arrival {

        private final String topic;
        private final byte[] payload;
        private volatile int told;
        private final Runnable hook;

        Sent(String topic, byte[] payload, Runnable hook) {
            this.topic = topic;
            this.payload = payload;
            this.hook = hook;
        }

        @Override
        public String topic() {
            return topic;
        }

        @Override
        public byte[] payload() {
            return payload;
        }

        @Override
        public void acknowledge() {
            hook.run();
            told++;
        }
    }

    private static Sent sent(String patient, String text) {
        return new Sent("clinic/" + patient + "/home", text.getBytes(StandardCharsets.UTF_8), () -> { });
    }

    private static String steps(int i, double value) {
        return "{\"source\": \"watch\", \"id\": \"" + i + "\", \"observable\": \"activity.steps\", \"unit\": \"\", \"time\": \""
                + Instant.parse("2023-03-01T08:00:00Z").plusSeconds(3600L * i) + "\", \"value\": " + value + "}";
    }

    private Path twin(String patient) throws IOException {
        Twin t = Histories.begin("twin-" + patient, patient);
        Intake.take(t, List.of(new ObservationFile.Row(1, Map.of("observable", "knee.operation", "time", "2023-01-01", "value", "1",
                "unit", ""))), Optional.of(patient), "registry", NOW);
        Path file = folder.resolve(patient + ".twin");
        TwinFiles.save(file, t);
        return file;
    }

    private Keeper keeper(Estimator estimator, int mostOpen) throws IOException {
        return Keeper.open(folder, new Keeper.Settings(estimator, "unscented", List.of("test 1"), 1, 200, mostOpen,
                TwinNetwork.SAME, d -> troubles.add(d.text("en"))), NOW::toEpochMilli);
    }

    /** Of two knees of one patient a message goes to that of its side, and one that says none to neither. */
    @Test
    void theSideOfAMessageChoosesTheTwin() throws Exception {
        for (String side : List.of("right", "left")) {
            Path file = twin("P-1");
            Twin t = TwinFiles.load(file);
            t.setId(side);
            Intake.take(t, List.of(new ObservationFile.Row(1, Map.of("observable", "side", "time", "2023-01-01", "value", side,
                    "unit", ""))), Optional.of("P-1"), "registry", NOW);
            TwinFiles.save(folder.resolve(side + ".twin"), t);
            Files.delete(file);
        }
        String bends = steps(1, 55).replace("activity.steps", "knee.flexion").replace("\"unit\": \"\"", "\"unit\": \"deg\"");
        List<Sent> all = List.of(sent("P-1", bends.replace("{", "{\"side\": \"left\", ")), sent("P-1", bends.replace("\"1\"", "\"2\"")),
                sent("P-1", bends.replace("{", "{\"side\": \"left\", \"twin\": \"right\", ").replace("\"1\"", "\"3\"")));
        try (Keeper k = keeper(new UnscentedKalman(), 60_000)) {
            deliver(k, all);
            Keeper.Counts c = settle(k, all.size());
            assertEquals(List.of(1L, 2L), List.of(c.taken(), c.quarantined()), aside().toString());
        }
        assertEquals(1, TwinFiles.load(folder.resolve("left.twin")).getObservations().stream().filter(o -> o.getDefinition().equals(
                "knee.flexion")).count());
        assertTrue(aside().toString().contains("row.side") && aside().toString().contains("message.twins"), aside().toString());
    }

    /** A row that an import has put aside is settled by a message of the same name; what the keeper puts aside waits beside it. */
    @Test
    void whatAnImportPutAsideComesRightByAMessage() throws Exception {
        Path file = twin("P-1");
        Twin t = TwinFiles.load(file);
        Intake.Result r = Intake.take(t, List.of(row("1"), row("2")), Optional.of("P-1"), "registry", NOW);
        Aside.remember(file, t, r.quarantined(), r.taken(), NOW);
        assertEquals(2, Aside.waiting(file).size());
        List<Sent> all = List.of(sent("P-1", steps(1, 5000)), sent("P-1", steps(2, -1)));
        try (Keeper k = keeper(new UnscentedKalman(), 60_000)) {
            deliver(k, all);
            Keeper.Counts c = settle(k, all.size());
            assertEquals(List.of(1L, 1L), List.of(c.taken(), c.quarantined()), aside().toString());
        }
        assertEquals(List.of("2023-02-30 5000", "2023-03-01T10:00:00Z -1"), Aside.waiting(file).stream().filter(x -> x.identity().equals(
                "watch/2")).map(x -> x.time() + " " + x.value()).toList());
        assertEquals(2, Aside.waiting(file).size());
        assertEquals(TwinFiles.load(file).getObservations().getLast().getId(), Aside.read(file).getFirst().settled().orElseThrow()
                .observation());
    }

    /** All rows beside the twins and for the folder, by where they are. */
    private Map<String, List<Aside.Row>> rows() throws IOException {
        Map<String, List<Aside.Row>> all = new TreeMap<>(Map.of(".", Aside.read(folder)));
        for (Path p : new TwinIndex(folder).files()) {
            all.put(p.getFileName().toString(), Aside.read(p));
        }
        all.values().removeIf(List::isEmpty);
        return all;
    }

    /** What messages had wrong comes right by others, of the same name or for a twin that was not there; and is asked about once. */
    @Test
    void whatMessagesHadWrongWaitsUntilItComesRight() throws Exception {
        Path file = twin("P-1");
        List<Sent> all = List.of(sent("P-1", steps(1, -1)), sent("P-1", steps(1, 5000)), sent("P-1", steps(2, -2)), sent("P-2", steps(1,
                4000)), sent("P-1", "no\n\tmessage"), sent("P-3", "none"));
        try (Keeper k = keeper(new UnscentedKalman(), 60_000)) {
            deliver(k, all);
            settle(k, all.size());
        }
        assertEquals(Map.of(".", List.of("P-2: activity.steps 2023-03-01T09:00:00Z 4000", "P-3: none"), "P-1.twin", List.of(
                "activity.steps 2023-03-01T10:00:00Z -2", "no message")), waiting());
        List<String> names = Aside.read(file).stream().map(Aside.Row::identity).toList();
        assertEquals(List.of("", "watch/1", "watch/2"), names.stream().sorted().toList());
        assertEquals("clinic/P-1/home", Aside.read(file).get(names.indexOf("")).source());
        twin("P-2");
        Aside.settle(file, List.of(names.indexOf("watch/2") + 1), "no such day", "Dr. B", NOW);
        try (Keeper k = keeper(new UnscentedKalman(), 60_000)) {
            deliver(k, all);
            settle(k, all.size());
        }
        assertEquals(Map.of(".", List.of("P-3: none"), "P-1.twin", List.of("no message")), waiting());
        assertEquals(List.of(2, 3), rows().values().stream().map(List::size).toList());
    }

    private Map<String, List<String>> waiting() throws IOException {
        Map<String, List<String>> all = new TreeMap<>();
        rows().forEach((f, r) -> all.put(f, r.stream().filter(x -> x.settled().isEmpty()).map(x -> x.told("en")).sorted().toList()));
        return all;
    }

    /** While another is at the file nothing is forgotten; a device that sends without end fills no file. */
    @Test
    void whatWaitsIsWrittenLaterAndHasAnEnd() throws Exception {
        Path file = twin("P-1");
        List<Sent> many = IntStream.range(0, 1100).mapToObj(i -> sent("P-1", "wrong " + i)).toList();
        TwinLock other = TwinLock.tryOf(Aside.beside(file)).orElseThrow();
        try (Keeper k = keeper(new UnscentedKalman(), 60_000)) {
            deliver(k, many.subList(0, 10));
            settle(k, 10);
        }
        other.close();
        assertEquals(Map.of(), waiting());
        try (Keeper k = keeper(new UnscentedKalman(), 60_000)) {
            settle(k, 0);
        }
        assertEquals(10, Aside.waiting(file).size());
        try (Keeper k = keeper(new UnscentedKalman(), 60_000)) {
            Thread feeder = new Thread(() -> deliver(k, many));
            feeder.start();
            settle(k, many.size());
            feeder.join();
        }
        assertEquals(List.of(1001, "aside.more"), List.of(Aside.waiting(file).size(), Aside.waiting(file).getLast().code()));
        assertEquals(1100, aside().get("message.no-json"), "all are where they were put as they came");
    }

    private static ObservationFile.Row row(String id) {
        return new ObservationFile.Row(1, Map.of("observable", "activity.steps", "time", "2023-02-30", "value", "5000", "unit", "",
                "source", "watch", "id", id));
    }

    /** Steps of two years = 6000 + 500 z, of which runs know 1.3 standard deviations to both sides. */
    private static Mechanics narrow() {
        Mechanics m = TwinFactory.eINSTANCE.createMechanics();
        m.setScenario("made-up");
        double[] runs = IntStream.range(0, 12).mapToDouble(i -> 2.6 * i / 11.0 - 1.3).toArray();
        MechanicalParameter p = TwinFactory.eINSTANCE.createMechanicalParameter();
        p.setPath("mix.times");
        p.setLabel("activity");
        p.setDistribution("made up");
        p.setChange("replaced");
        p.setUnit("");
        p.setFrom(-4);
        p.setStep(1);
        p.setValues(IntStream.rangeClosed(-4, 4).mapToDouble(i -> i).toArray());
        p.setRuns(runs);
        m.getParameters().add(p);
        MechanicalOutput o = TwinFactory.eINSTANCE.createMechanicalOutput();
        o.setMeasurement("made.up");
        o.setVersion("1");
        o.setUnit("");
        o.setEstimate("activity.steps@730.5d");
        o.setTrust(100);
        o.setValues(Arrays.stream(runs).map(z -> 6000 + 500 * z).toArray());
        m.getOutputs().add(o);
        return m;
    }

    /** No solver is asked in a stream; that a twin has left the runs of its case is said by name, and once. */
    @Test
    void whoLeavesTheRunsOfItsCaseIsNamed() throws IOException {
        Path inside = twin("P1");
        Path outside = twin("P2");
        for (Path file : List.of(inside, outside)) {
            Twin t = TwinFiles.load(file);
            new FollowUp(t).absorb(new UnscentedKalman(), "unscented", List.of("test 1"), Monitor.NONE);
            Histories.tie(t, narrow(), Optional.empty(), NOW, List.of("test 1"));
            TwinFiles.save(file, t);
        }
        try (Keeper keeper = keeper(new UnscentedKalman(), 10)) {
            List<Sent> messages = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                messages.add(sent("P1", steps(500 + i, 6000)));
                messages.add(sent("P2", steps(500 + i, 9500)));
            }
            deliver(keeper, messages);
            assertEquals(8, settle(keeper, 8).taken());
        }
        assertEquals(1, troubles.size(), troubles.toString());
        assertTrue(troubles.getFirst().startsWith("P2.twin") && troubles.getFirst().contains("mix.times"), troubles.toString());
    }

    private static void deliver(Keeper keeper, List<? extends Arrival> messages) {
        for (Arrival a : messages) {
            try {
                keeper.offer(a);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Runs until all that was handed over is in the twins, or in quarantine. */
    private static Keeper.Counts settle(Keeper keeper, long messages) throws IOException {
        keeper.run(Monitor.until(() -> keeper.counts().received() >= messages && keeper.counts().waiting() == 0));
        return keeper.counts();
    }

    /** Codes of what was put aside. */
    private Map<String, Integer> aside() throws IOException {
        Map<String, Integer> codes = new TreeMap<>();
        for (String line : Files.readAllLines(folder.resolve(Quarantine.FILE))) {
            codes.merge((String) ((Map<?, ?>) JsonText.parse(line)).get("code"), 1, Integer::sum);
        }
        return codes;
    }

    @Test
    void whatComesIsTakenKnownOrPutAsideByName() throws IOException {
        Path a = twin("P-1");
        twin("P-2");
        Files.copy(twin("P-3"), folder.resolve("again.twin"));
        Files.writeString(folder.resolve("broken.twin"), "<twin:Twin xmlns:twin='https://orthotwin.org/model/twin/1' pseudonym='P-4'>");
        Files.writeString(folder.resolve("none.twin"), "no twin at all");
        List<Sent> all = new ArrayList<>(List.of(sent("P-1", steps(1, 5000)), sent("P-1", steps(2, 5100)), sent("P-2", steps(1, 4000)),
                sent("P-1", "{\"patient\": \"P-1\", \"source\": \"watch\", \"observations\": [" + steps(3, 5200) + ", "
                        + steps(4, 1e9) + ", " + steps(5, 5300) + "]}"),
                sent("P-1", steps(1, 5000)), sent("P-1", steps(1, 6000))));
        for (String wrong : new String[] {"", "{", "[1]", "7", "[".repeat(5000), "{\"observations\": 3}", "{\"observations\": [3]}",
            "{\"colour\": 1}", "{\"source\": {\"a\": 1}}", "{\"source\": \"w\", \"source\": \"w\"}",
            steps(9, 5000).replace("\"id\"", "\"unit\""), steps(9, 5000).replace("\"watch\"", "\" \""),
            steps(9, 5000).replace("activity.steps", "../../etc/passwd"), steps(9, 5000).replace("{\"source\"", "{\"patient\": \"P-2\", "
                    + "\"source\""), steps(9, 5000).replace("5000.0", "\"NaN\""), steps(9, 5000).replace("2023-", "2033-"),
            steps(9, 5000) + "x".repeat(Message.MOST_BYTES), "{\"observations\": [" + "{},".repeat(Message.MOST_ROWS) + "{}]}"}) {
            all.add(sent("P-1", wrong));
        }
        all.add(new Sent("clinic/P-1/home", new byte[] {'{', (byte) 0xff, '}'}, () -> { }));
        all.add(sent("P-9", steps(1, 5000)));
        all.add(sent("../P-1", steps(1, 5000)));
        all.add(sent("P-3", steps(1, 5000)));
        all.add(sent("P-4", steps(1, 5000)));
        try (Keeper k = keeper(new UnscentedKalman(), 60_000)) {
            assertEquals("lock.held", assertThrows(InputException.class, () -> keeper(new UnscentedKalman(), 1)).diagnostic().code());
            deliver(k, all);
            Keeper.Counts c = settle(k, all.size());
            assertTrue(all.stream().allMatch(s -> s.told == 1));
            assertEquals(List.of(5L, 1L, 25L), List.of(c.taken(), c.known(), c.quarantined()), aside().toString());
        }
        Map<String, Integer> codes = new TreeMap<>(Map.of("row.conflict", 1, "row.range", 1, "message.no-json", 5, "message.form", 4,
                "message.column", 1, "message.value", 1, "message.no-identity", 1, "observable.unlisted", 1, "message.topic", 1,
                "row.number", 1));
        codes.putAll(Map.of("row.future", 1, "message.large", 1, "message.rows", 1, "message.encoding", 1, "message.no-twin", 2,
                "message.twins", 1, "file.cut-off", 1));
        assertEquals(codes, aside());
        Map<String, Integer> waiting = Map.of(".", 3, "P-1.twin", 21, "broken.twin", 1);
        assertEquals(waiting, rows().entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().size())));
        Twin t = TwinFiles.load(a);
        assertEquals(List.of("watch/1", "watch/2", "watch/3", "watch/5"),
                t.getObservations().stream().skip(1).map(Observation::getIdentity).toList());
        assertEquals(5, t.getStates().size());
        assertEquals(List.of(), ModelValidator.validate(t));
        // the same again after a new start: all known, nothing aside twice
        try (Keeper k = keeper(new UnscentedKalman(), 60_000)) {
            deliver(k, all);
            Keeper.Counts c = settle(k, all.size());
            assertEquals(List.of(0L, 6L, 0L), List.of(c.taken(), c.known(), c.quarantined()));
        }
        assertEquals(codes, aside());
        assertEquals(waiting, rows().entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().size())));
    }

    /** What a killed process leaves: before a message is written, before its sender is told, and in the middle of taking. */
    @Test
    void killedAnywhereNothingIsLostNorDoubled() throws IOException {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            files.add(twin("P-" + i));
        }
        Random random = new Random(5);
        AtomicInteger left = new AtomicInteger();
        Runnable fate = () -> {
            if (left.decrementAndGet() == 0) {
                throw new Error("killed");
            }
        };
        Map<Integer, Sent> out = new LinkedHashMap<>();
        Set<Integer> told = new HashSet<>();
        int messages = 80;
        for (int i = 0; i < messages; i++) {
            int n = i;
            String text = i % 10 == 9 ? "wrong " + i : steps(i, 4000 + i);
            out.put(i, new Sent("clinic/P-" + i % 5 + "/home", text.getBytes(StandardCharsets.UTF_8), () -> {
                fate.run();
                told.add(n);
            }));
        }
        Estimator mortal = new Mortal(fate);
        int kills = 0;
        while (told.size() < messages || kills < 12) {
            left.set(kills < 12 ? 1 + random.nextInt(40) : Integer.MAX_VALUE);
            try (Keeper k = Keeper.open(folder, new Keeper.Settings(mortal, "unscented", List.of("test 1"), 1, 30, 30, TwinNetwork.SAME,
                    d -> { }), () -> {
                fate.run();
                return NOW.toEpochMilli();
            })) {
                // a broker sends again what it was not told of, and some that it was
                List<Sent> again = out.entrySet().stream().filter(e -> !told.contains(e.getKey()) || random.nextInt(20) == 0)
                        .map(Map.Entry::getValue).toList();
                deliver(k, again);
                settle(k, again.size());
                kills++;
            } catch (Error e) {
                assertEquals("killed", e.getMessage());
                kills++;
            }
        }
        try (Keeper k = keeper(new UnscentedKalman(), 60_000)) {
            settle(k, 0);
        }
        for (int p = 0; p < 5; p++) {
            int patient = p;
            Twin t = TwinFiles.load(files.get(p));
            List<String> wanted = IntStream.range(0, messages).filter(i -> i % 5 == patient && i % 10 != 9).mapToObj(i -> "watch/" + i)
                    .sorted().toList();
            assertEquals(wanted, t.getObservations().stream().skip(1).map(Observation::getIdentity).sorted().toList());
            // what a broker has sent again after what came later is taken in its place
            assertEquals(wanted.stream().sorted(java.util.Comparator.comparing(w -> Integer.parseInt(w.substring(6)))).toList(), Histories
                    .chain(t.getCurrentState()).stream().skip(1).flatMap(s -> s.getInputs().stream()).map(Observation::getIdentity)
                    .toList());
            assertEquals(List.of(), ModelValidator.validate(t));
        }
        assertEquals(Map.of("message.no-json", messages / 10), aside());
        assertEquals(IntStream.range(0, messages).filter(i -> i % 10 == 9).mapToObj(i -> "wrong " + i).sorted().toList(), waiting().values()
                .stream().flatMap(List::stream).sorted().toList());
    }

    /** A watch that was away tells of last week: few states are made again at once, many soon after, and never twice. */
    @Test
    void whatComesInLateIsTakenInItsPlace() throws IOException {
        Path file = twin("P-1");
        int days = 40;
        List<Integer> late = List.of(2, 17, 36);
        try (Keeper k = keeper(new UnscentedKalman(), 60_000)) {
            deliver(k, IntStream.range(0, days).filter(n -> !late.contains(n)).mapToObj(n -> sent("P-1", steps(n, 4000 + n))).toList());
            settle(k, days - late.size());
        }
        assertEquals(1 + days - late.size(), TwinFiles.load(file).getStates().size());
        // a short delay: the three states since
        try (Keeper k = keeper(new UnscentedKalman(), 60_000)) {
            deliver(k, List.of(sent("P-1", steps(36, 4036))));
            settle(k, 1);
        }
        assertEquals(1 + days - 3 + 4, TwinFiles.load(file).getStates().size());
        // a long one: killed while it begins again, when the observations are in the twin's file already and their senders know
        AtomicInteger left = new AtomicInteger(12);
        Estimator mortal = new Mortal(() -> {
            if (left.decrementAndGet() == 0) {
                throw new Error("killed");
            }
        });
        List<Sent> two = List.of(sent("P-1", steps(2, 4002)), sent("P-1", steps(17, 4017)));
        try (Keeper k = keeper(mortal, 60_000)) {
            deliver(k, two);
            assertEquals("killed", assertThrows(Error.class, () -> settle(k, 2)).getMessage());
        }
        assertEquals(List.of(1, 1), two.stream().map(m -> m.told).toList());
        assertEquals(1 + days, TwinFiles.load(file).getObservations().size());
        assertEquals(1 + days - 3 + 4, TwinFiles.load(file).getStates().size());
        try (Keeper k = keeper(new UnscentedKalman(), 60_000)) {
            assertEquals(1, settle(k, 0).known());
        }
        Twin t = TwinFiles.load(file);
        assertEquals(IntStream.range(0, days).mapToObj(n -> "watch/" + n).toList(), Histories.chain(t.getCurrentState()).stream().skip(1)
                .flatMap(s -> s.getInputs().stream()).map(Observation::getIdentity).toList());
        int all = t.getStates().size();
        assertEquals(1 + days - 3 + 4 + days - 2, all);
        // the same again: nothing is left to be done
        try (Keeper k = keeper(new UnscentedKalman(), 60_000)) {
            assertEquals(0, settle(k, 0).known());
        }
        try (Keeper k = keeper(new UnscentedKalman(), 60_000)) {
            deliver(k, two);
            assertEquals(2, settle(k, 2).known());
        }
        assertEquals(all, TwinFiles.load(file).getStates().size());
        assertEquals(List.of(), ModelValidator.validate(t));
        Twin once = TwinFiles.load(twin("P-1"));
        for (int n = 0; n < days; n++) {
            byte[] message = steps(n, 4000 + n).getBytes(StandardCharsets.UTF_8);
            Intake.take(once, Message.rows("clinic/P-1/home", message, 1), Optional.empty(), "x", NOW);
        }
        new FollowUp(once).absorb(new UnscentedKalman(), "unscented", List.of("test 1"), Monitor.NONE);
        assertEquals(believed(once), believed(t));
    }

    private static Map<String, List<Double>> believed(Twin t) {
        Map<String, List<Double>> all = new TreeMap<>();
        Histories.estimates(t.getCurrentState()).values().forEach(e -> all.put(e.getName(), List.of(e.getValue(), e
                .getStandardDeviation())));
        return all;
    }

    @Test
    void aTwinThatAnotherAddsToIsWaitedFor() throws IOException {
        Path file = twin("P-1");
        twin("P-2");
        try (Keeper k = keeper(new UnscentedKalman(), 60_000)) {
            try (TwinLock other = TwinLock.tryOf(file).orElseThrow()) {
                deliver(k, List.of(sent("P-1", steps(1, 5000)), sent("P-2", steps(1, 5000))));
                k.run(Monitor.until(() -> k.counts().taken() == 1));
                assertEquals(1, k.counts().waiting());
            }
        }
        // what waited was told to its sender, and is there after a new start
        try (Keeper k = keeper(new UnscentedKalman(), 60_000)) {
            assertEquals(1, settle(k, 0).taken());
        }
        assertEquals(2, TwinFiles.load(file).getObservations().size());
    }

    /** What another has added meanwhile is kept: a file that has changed is read anew. */
    @Test
    void whatAnotherAddsIsKept() throws IOException {
        Path file = twin("P-1");
        try (Keeper k = keeper(new UnscentedKalman(), 60_000)) {
            deliver(k, List.of(sent("P-1", steps(1, 5000))));
            settle(k, 1);
            assertEquals(1, k.counts().open());
        }
        Twin t = TwinFiles.load(file);
        Intake.take(t, List.of(new ObservationFile.Row(1, Map.of("observable", "knee.score.oks", "time", "2023-06-01", "value", "30",
                "unit", ""))), Optional.of("P-1"), "clinic", NOW);
        TwinFiles.save(file, t);
        try (Keeper k = keeper(new UnscentedKalman(), 60_000)) {
            deliver(k, List.of(sent("P-1", steps(2, 5000))));
            settle(k, 1);
        }
        assertEquals(4, TwinFiles.load(file).getObservations().size());
        assertEquals(4, TwinFiles.load(file).getStates().size());
    }

    /**
     * A day of the clock in which every watch sends each quarter of an hour, every fiftieth message malformed: what is in memory is what a
     * few twins take, however long it goes on.
     */
    @Test
    @Tag("long")
    void aDayLeavesNothingBehindInMemory() throws Exception {
        int twins = 100;
        int quarters = 96;
        for (int i = 0; i < twins; i++) {
            twin("P-" + i);
        }
        AtomicLong now = new AtomicLong(NOW.toEpochMilli());
        List<Long> used = new ArrayList<>();
        try (Keeper k = Keeper.open(folder, new Keeper.Settings(new UnscentedKalman(), "unscented", List.of("test 1"), 1, 200, 1500,
                TwinNetwork.SAME, d -> { }), now::get)) {
            AtomicInteger told = new AtomicInteger();
            Thread day = new Thread(() -> {
                for (int q = 0; q < quarters; q++) {
                    for (int i = 0; i < twins; i++) {
                        int n = q * twins + i;
                        deliver(k, List.of(new Sent("clinic/P-" + i + "/home", (n % 50 == 7 ? "{" + n : steps(q, 4000 + n % 977)).getBytes(
                                StandardCharsets.UTF_8), told::incrementAndGet)));
                    }
                    now.addAndGet(Duration.ofMinutes(15).toMillis());
                    while (told.get() < (q + 1) * twins || k.counts().waiting() > 0) {
                        LockSupport.parkNanos(1_000_000);
                    }
                    if (q == 23 || q == quarters - 1) {
                        used.add(used());
                    }
                }
            });
            day.start();
            k.run(Monitor.until(() -> !day.isAlive()));
            day.join();
            Keeper.Counts c = k.counts();
            assertEquals(twins * quarters / 50, c.quarantined());
            assertEquals(twins * quarters - c.quarantined(), c.taken());
            assertTrue(c.open() < twins / 2, "open twins " + c.open());
        }
        assertEquals(Duration.ofDays(1), Duration.ofMillis(now.get() - NOW.toEpochMilli()));
        long grown = used.getLast() - used.getFirst();
        assertTrue(grown < 4 << 20, grown + " bytes more after 24 hours than after 6");
        assertEquals(quarters - IntStream.range(0, quarters).filter(q -> q * twins % 50 == 7).count(), TwinFiles.load(folder.resolve(
                "P-0.twin")).getObservations().size() - 1);
    }

    private static long used() {
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void fewTwinsAreOpenAtATime() throws IOException {
        List<Sent> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            twin("P-" + i);
            all.add(sent("P-" + i, steps(1, 5000)));
        }
        try (Keeper k = keeper(new UnscentedKalman(), 50)) {
            deliver(k, all);
            Keeper.Counts c = settle(k, all.size());
            assertEquals(20, c.taken());
            assertEquals(20, c.twins());
            assertTrue(c.open() <= 10, c.toString());
        }
        for (int i = 0; i < 20; i++) {
            assertEquals(2, TwinFiles.load(folder.resolve("P-" + i + ".twin")).getStates().size());
        }
    }

    /** One that cannot be estimated with costs neither those before nor those after it, in one batch. */
    @Test
    void whatOneMessageBreaksTheOthersKeep() throws IOException {
        Path file = twin("P-1");
        Estimator fragile = new Estimator() {
            private final Estimator own = new UnscentedKalman();

            @Override
            public Gaussian forecast(Gaussian belief, VectorFunction model, double[][] noise) {
                return own.forecast(belief, model, noise);
            }

            @Override
            public Assimilation update(Gaussian belief, VectorFunction model, double[] observed, double[][] noise) {
                if (observed[0] == 5100) {
                    throw new IllegalStateException("no such steps");
                }
                return own.update(belief, model, observed, noise);
            }
        };
        try (Keeper k = keeper(fragile, 60_000)) {
            deliver(k, List.of(sent("P-1", steps(1, 5000)), sent("P-1", steps(2, 5100)), sent("P-1", steps(3, 5200))));
            Keeper.Counts c = settle(k, 3);
            assertEquals(List.of(2L, 1L), List.of(c.taken(), c.quarantined()));
        }
        assertEquals(Map.of("message.failed", 1), aside());
        assertEquals(3, TwinFiles.load(file).getStates().size());
        assertTrue(TwinLock.tryOf(file).isPresent());
    }

    /** What others leave in the folder, take away or lock for good ends nothing for the rest. */
    @Test
    void whatIsWrongWithOneFileIsThatTwinsTroubleAlone() throws IOException {
        Path file = twin("P-1");
        Path moved = twin("P-2");
        Files.createDirectory(folder.resolve("." + twin("P-3").getFileName() + ".lock"));
        Files.createSymbolicLink(folder.resolve("dangling.twin"), folder.resolve("nowhere"));
        Files.createSymbolicLink(folder.resolve("circle.twin"), folder.resolve("circle.twin"));
        try (Keeper k = keeper(new UnscentedKalman(), 60_000)) {
            assertEquals(3, k.counts().twins());
            Files.move(moved, Files.createDirectory(folder.resolve("away")).resolve("P-2.twin"));
            deliver(k, List.of(sent("P-3", steps(1, 5000)), sent("P-2", steps(1, 5000)), sent("P-1", steps(1, 5000)),
                    sent("P-4", steps(1, 5000))));
            assertEquals(List.of(2L, 2L), List.of(settle(k, 4).taken(), k.counts().quarantined()));
        }
        assertEquals(Map.of("message.file", 1, "message.no-twin", 1), aside());
        assertEquals(2, TwinFiles.load(file).getStates().size());
        assertEquals(3, Keeper.twins(folder));
    }

    /** A message may say more of an observation; what no file can hold ends nothing, and nobody names what another has sent. */
    @Test
    void aMessageMayHaveANote() throws IOException {
        Path file = twin("P-1");
        try (Keeper k = keeper(new UnscentedKalman(), 60_000)) {
            deliver(k, List.of(sent("P-1", noted(1, "with a stick, <b>\\n1000 letters: " + "x".repeat(900))), sent("P-1", noted(2,
                    "\\u0000")), sent("P-1", noted(3, "\\ud800")), sent("P-1", noted(4, "x".repeat(1001))), sent("P-1", noted(5, "")
                            .replace("\"note\"", "\"identity\"")), sent("P-1", steps(6, 5000))));
            assertEquals(List.of(2L, 4L), List.of(settle(k, 6).taken(), k.counts().quarantined()));
        }
        assertEquals(Map.of("row.control", 2, "message.long", 1, "message.column", 1), aside());
        assertEquals(Optional.of("with a stick, <b>\n1000 letters: " + "x".repeat(900)), TwinFiles.load(file).getObservations().stream()
                .flatMap(o -> Notes.of(o).stream()).findFirst());
    }

    private static String noted(int id, String note) {
        return steps(id, 5000 + id).replace("{\"source\"", "{\"note\": \"" + note + "\", \"source\"");
    }

    /** A message does not grow by being put aside row by row. */
    @Test
    void aMessageOfManyWrongRowsStaysSmallInQuarantine() throws IOException {
        twin("P-1");
        String row = "{\"id\": \"N\", \"observable\": \"activity.steps\", \"unit\": \"\", \"time\": \"2023-03-01\", \"value\": -1}, ";
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 400; i++) {
            rows.append(row.replace("N", String.valueOf(i)));
        }
        String all = "{\"source\": \"S\", \"observations\": [" + rows.substring(0, rows.length() - 2) + "]}";
        try (Keeper k = keeper(new UnscentedKalman(), 60_000)) {
            deliver(k, List.of(sent("P-1", all.replace("S", "x".repeat(300))), sent("P-1", all.replace("S", "x".repeat(501))),
                    sent("P-1", steps(1, 5000).replace("watch", "w".repeat(501)))));
            assertEquals(402, settle(k, 3).quarantined());
        }
        assertEquals(Map.of("row.range", 400, "message.long", 2), aside());
        assertTrue(Files.size(folder.resolve(Quarantine.FILE)) < 16L * all.length());
        Map<?, ?> first = (Map<?, ?>) JsonText.parse(Files.readAllLines(folder.resolve(Quarantine.FILE)).stream()
                .filter(l -> l.contains("row.range")).findFirst().orElseThrow());
        assertEquals(1.0, first.get("observation"));
        assertEquals("0", ((Map<?, ?>) first.get("fields")).get("id"));
    }

    @Test
    void englishAndFrenchSayTheSame() throws IOException {
        Properties[] p = {new Properties(), new Properties()};
        for (int i = 0; i < 2; i++) {
            try (var in = Texts.class.getResourceAsStream(i == 0 ? "messages.properties" : "messages_fr.properties")) {
                p[i].load(new InputStreamReader(in, StandardCharsets.UTF_8));
            }
        }
        assertEquals(p[0].stringPropertyNames(), p[1].stringPropertyNames());
    }

    /** Cut off at every byte, the journal gives the whole messages before, and goes on after them. */
    @Test
    void aJournalThatIsCutOffKeepsWhatIsWhole() throws IOException {
        Path file = folder.resolve("a.journal");
        List<Journal.Entry> three = List.of(new Journal.Entry(7, "a/é", new byte[] {1, 2, 3}), new Journal.Entry(8, "", new byte[0]),
                new Journal.Entry(9, "c", "last".getBytes(StandardCharsets.UTF_8)));
        long[] ends = new long[4];
        try (Journal j = Journal.open(file, new ArrayList<>())) {
            ends[0] = Files.size(file);
            for (int i = 0; i < 3; i++) {
                j.append(three.subList(i, i + 1));
                ends[i + 1] = Files.size(file);
            }
        }
        byte[] whole = Files.readAllBytes(file);
        for (int n = (int) ends[0]; n <= whole.length; n++) {
            Files.write(file, Arrays.copyOf(whole, n));
            List<Journal.Entry> left = new ArrayList<>();
            int end = n;
            try (Journal j = Journal.open(file, left)) {
                assertEquals(IntStream.rangeClosed(1, 3).filter(i -> ends[i] <= end).count(), left.size());
                j.append(three.subList(2, 3));
            }
            List<Journal.Entry> again = new ArrayList<>();
            Journal.open(file, again).close();
            assertEquals(left.size() + 1, again.size());
            assertArrayEquals(three.get(2).payload(), again.getLast().payload());
        }
        try (Journal j = Journal.open(file, new ArrayList<>())) {
            j.retain(three.subList(0, 1));
            j.append(three.subList(1, 2));
        }
        List<Journal.Entry> rest = new ArrayList<>();
        Journal.open(file, rest).close();
        assertEquals(List.of("a/é", ""), rest.stream().map(Journal.Entry::topic).toList());
        Files.writeString(file, "something else");
        assertEquals("journal.unreadable", assertThrows(InputException.class, () -> Journal.open(file, rest)).diagnostic().code());
    }
}
