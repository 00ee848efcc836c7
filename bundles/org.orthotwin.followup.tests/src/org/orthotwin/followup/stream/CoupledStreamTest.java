/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.JsonText;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.Belief;
import org.orthotwin.followup.CouplingKind;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.Histories;
import org.orthotwin.followup.Intake;
import org.orthotwin.followup.Observable;
import org.orthotwin.followup.ObservationFile;
import org.orthotwin.followup.TwinLock;
import org.orthotwin.followup.TwinNetwork;
import org.orthotwin.followup.estimation.Estimator;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.followup.estimation.UnscentedKalman;
import org.orthotwin.model.anatomy.ModelValidator;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinFiles;

/** Coupled twins that a stream is taken into: they end where one update of them all would have ended, however often the process died. */
class CoupledStreamTest {

    private static final Instant NOW = Instant.parse("2029-01-01T00:00:00Z");

    @TempDir
    private Path folder;
    private final List<String> troubles = new ArrayList<>();

    /** Two hips and a knee of one patient, and a hip of another: left and right, use, and a cohort, all in one group. */
    @BeforeEach
    void twins() {
        twin("left", "P-1", "hip");
        twin("right", "P-1", "hip");
        twin("knee", "P-1", "knee");
        twin("other", "P-2", "hip");
        couple("right", "left", CouplingKind.LEFT_RIGHT);
        couple("knee", "left", CouplingKind.USE);
        couple("other", "left", CouplingKind.COHORT);
    }

    private Path file(String id) {
        return folder.resolve(id + ".twin");
    }

    private void twin(String id, String patient, String joint) {
        Twin t = Histories.begin(id, patient);
        Intake.take(t, List.of(row("registry", "0", joint + ".operation", "2020-01-01", "1", "")), Optional.of(patient), "registry", NOW);
        TwinFiles.save(file(id), t);
    }

    private static ObservationFile.Row row(String source, String id, String observable, String time, String value, String unit) {
        return new ObservationFile.Row(1, Map.of("source", source, "id", id, "observable", observable, "time", time, "value", value, "unit",
                unit));
    }

    private void couple(String a, String b, CouplingKind kind) {
        Twin t = TwinFiles.load(file(a));
        TwinNetwork.couple(t, file(a), TwinFiles.load(file(b)), file(b), kind, Optional.empty());
        TwinFiles.save(file(a), t);
    }

    /** What is observed: twin, its patient, observable, time, value, unit. */
    private static final String[][] SEEN = {
        {"left", "P-1", "hip.wear.linear", "2021-01-01", "0.3", "mm"},
        {"right", "P-1", "hip.wear.linear", "2021-01-01", "0.4", "mm"},
        {"knee", "P-1", "activity.steps", "2021-02-01", "9000", "1"},
        {"other", "P-2", "hip.wear.linear", "2022-01-01", "0.1", "mm"},
        {"right", "P-1", "hip.wear.linear", "2022-01-01", "0.6", "mm"},
        {"knee", "P-1", "activity.steps", "2022-02-01", "11000", "1"},
        {"left", "P-1", "hip.score.ohs", "2022-03-01", "30", "1"},
        {"other", "P-2", "hip.wear.linear", "2023-01-01", "0.15", "mm"},
        {"right", "P-1", "hip.wear.linear", "2023-01-01", "0.7", "mm"}};

    private static Arrival message(int i, Runnable told) {
        String[] s = SEEN[i];
        Map<String, Object> m = new TreeMap<>(Map.of("source", "clinic", "id", String.valueOf(i), "twin", s[0], "observable", s[2], "time",
                s[3], "value", s[4], "unit", s[5]));
        return arrival(s[1], JsonText.line(m), told);
    }

    private static Arrival arrival(String patient, String text, Runnable told) {
        return new Arrival() {
            @Override
            public String topic() {
                return "clinic/" + patient + "/home";
            }

            @Override
            public byte[] payload() {
                return text.getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public void acknowledge() {
                told.run();
            }
        };
    }

    private Keeper keeper(Estimator estimator, double news) throws IOException {
        return Keeper.open(folder, new Keeper.Settings(estimator, "unscented", List.of("test 1"), 1, 200, 60_000, news, d -> troubles.add(d
                .text("en"))), NOW::toEpochMilli);
    }

    private static Keeper.Counts run(Keeper k, List<Arrival> messages) throws IOException {
        for (Arrival a : messages) {
            try {
                k.offer(a);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        k.run(Monitor.until(() -> k.counts().received() >= messages.size() && k.counts().waiting() == 0));
        return k.counts();
    }

    private static List<Arrival> messages(int from, int to) {
        List<Arrival> all = new ArrayList<>();
        for (int i = from; i < to; i++) {
            all.add(message(i, () -> { }));
        }
        return all;
    }

    private List<Twin> twins(String... ids) {
        return List.of(ids).stream().map(id -> TwinFiles.load(file(id))).toList();
    }

    /** Every observation is there once and in one state of the line that holds, and the beliefs are those of one update of everything. */
    private void assertInStep(int seen) {
        List<Twin> kept = twins("left", "right", "knee", "other");
        List<Twin> fresh = new ArrayList<>();
        for (Twin t : kept) {
            Twin f = Histories.begin(t.getId(), t.getPseudonym());
            f.getCouplings().addAll(t.getCouplings());
            List<ObservationFile.Row> rows = new ArrayList<>();
            List<String> identities = new ArrayList<>(List.of("registry/0"));
            rows.add(row("registry", "0", (t.getId().equals("knee") ? "knee" : "hip") + ".operation", "2020-01-01", "1", ""));
            for (int i = 0; i < seen; i++) {
                String[] s = SEEN[i];
                if (s[0].equals(t.getId())) {
                    rows.add(row("clinic", String.valueOf(i), s[2], s[3], s[4], s[5]));
                    identities.add("clinic/" + i);
                }
            }
            assertEquals(List.of(), Intake.take(f, rows, Optional.of(t.getPseudonym()), "test", NOW).quarantined());
            fresh.add(f);
            assertEquals(identities.stream().sorted().toList(), t.getObservations().stream().map(Observation::getIdentity).sorted()
                    .toList());
            assertEquals(identities.stream().sorted().toList(), Histories.chain(t.getCurrentState()).stream().flatMap(s -> s.getInputs()
                    .stream()).map(Observation::getIdentity).sorted().toList());
        }
        new TwinNetwork(fresh).update(new UnscentedKalman(), "unscented", List.of("test 1"), NOW, Monitor.NONE);
        for (int i = 0; i < kept.size(); i++) {
            Twin t = kept.get(i);
            Belief exact = new FollowUp(fresh.get(i)).belief(fresh.get(i).getCurrentState());
            Belief held = new FollowUp(t).belief(t.getCurrentState());
            for (Observable d : exact.observables()) {
                Gaussian a = exact.of(d);
                Gaussian b = held.of(d);
                for (int k = 0; k < a.dimension(); k++) {
                    assertEquals(a.mean(k), b.mean(k), 1e-5 * a.deviation(k), t.getId() + " " + d.parameter(k));
                    assertEquals(a.deviation(k), b.deviation(k), 1e-5 * a.deviation(k), t.getId() + " " + d.parameter(k));
                }
            }
            // couplings went to the fresh ones
            assertEquals(List.of(), ModelValidator.validate(t));
        }
    }

    private boolean journalIsEmpty() throws IOException {
        List<Journal.Entry> left = new ArrayList<>();
        Journal.open(folder.resolve("messages.journal"), left).close();
        return left.isEmpty();
    }

    @Test
    void coupledTwinsEndWhereOneUpdateOfAllWouldEnd() throws IOException {
        try (Keeper k = keeper(new UnscentedKalman(), TwinNetwork.SAME)) {
            Keeper.Counts c = run(k, messages(0, 4));
            assertEquals(List.of(4L, 0L, 0L), List.of(c.taken(), c.known(), c.quarantined()));
            assertTrue(c.learned() >= 3, c.toString());
            assertEquals(0, c.untold());
        }
        assertInStep(4);
        assertTrue(journalIsEmpty());
        Map<String, String> before = texts();
        // nothing new: nothing is learned again, not even when the same comes twice
        try (Keeper k = keeper(new UnscentedKalman(), TwinNetwork.SAME)) {
            Keeper.Counts c = run(k, messages(0, 4));
            assertEquals(List.of(4L, 0L), List.of(c.known(), c.learned()));
        }
        assertEquals(before, texts());
        try (Keeper k = keeper(new UnscentedKalman(), TwinNetwork.SAME)) {
            run(k, messages(4, SEEN.length));
        }
        assertInStep(SEEN.length);
        assertEquals(List.of(), troubles);
    }

    private Map<String, String> texts() throws IOException {
        Map<String, String> all = new TreeMap<>();
        for (String id : List.of("left", "right", "knee", "other")) {
            all.put(id, Files.readString(file(id)));
        }
        return all;
    }

    /** Little news is left until it has come to more, so that histories do not grow with each message. */
    @Test
    void littleNewsWaits() throws IOException {
        try (Keeper k = keeper(new UnscentedKalman(), 1e9)) {
            assertEquals(0, run(k, messages(0, 4)).learned());
            assertEquals(0, k.counts().untold());
        }
        try (Keeper k = keeper(new UnscentedKalman(), 0.05)) {
            assertTrue(run(k, messages(0, 4)).learned() > 0);
        }
    }

    /** Killed while it takes, saves, tells senders, or lets coupled twins learn: before, between and after their files are written. */
    @Test
    void killedAnywhereTheyAreInStep() throws IOException {
        Random random = new Random(13);
        AtomicInteger left = new AtomicInteger();
        Runnable fate = () -> {
            if (left.decrementAndGet() == 0) {
                throw new Error("killed");
            }
        };
        Estimator mortal = new Mortal(fate);
        Map<Integer, Boolean> told = new HashMap<>();
        int runs = 0;
        while (told.size() < SEEN.length) {
            // it lives a little longer each time, and is killed for the last time after all were told
            left.set(1 + random.nextInt(20 + 6 * runs));
            try (Keeper k = keeper(mortal, TwinNetwork.SAME)) {
                List<Arrival> next = new ArrayList<>();
                // a broker sends again what it was not told of, one or two at a time so that twins learn between
                for (int i = 0; i < SEEN.length && next.size() < 2; i++) {
                    int n = i;
                    if (!told.containsKey(i)) {
                        next.add(message(i, () -> {
                            fate.run();
                            told.put(n, true);
                        }));
                    }
                }
                run(k, next);
            } catch (Error e) {
                assertEquals("killed", e.getMessage());
            }
            runs++;
        }
        // a start alone, without any message: what the journal has kept is enough
        try (Keeper k = keeper(new UnscentedKalman(), TwinNetwork.SAME)) {
            run(k, List.of());
        }
        assertInStep(SEEN.length);
        assertTrue(journalIsEmpty());
        assertEquals(List.of(), troubles);
    }

    /** A twin that another is adding to learns when that has ended, also if the process has ended meanwhile. */
    @Test
    void whoIsLockedLearnsLater() throws IOException {
        try (TwinLock other = TwinLock.tryOf(file("left")).orElseThrow(); Keeper k = keeper(new UnscentedKalman(), TwinNetwork.SAME)) {
            Keeper.Counts c = run(k, List.of(message(1, () -> { })));
            assertEquals(List.of(1L, 0L), List.of(c.taken(), c.learned()));
            assertEquals(1, c.untold());
        }
        assertEquals(1, TwinFiles.load(file("left")).getObservations().size());
        assertEquals(0, TwinFiles.load(file("left")).getStates().size());
        assertTrue(!journalIsEmpty());
        try (Keeper k = keeper(new UnscentedKalman(), TwinNetwork.SAME)) {
            Keeper.Counts c = run(k, List.of());
            assertEquals(List.of(0L, 1L), List.of(c.taken(), c.known()));
            assertTrue(c.learned() > 0);
        }
        assertEquals("coupling", Histories.base(TwinFiles.load(file("left")).getCurrentState()).getCause());
        assertTrue(journalIsEmpty());
    }

    /** What cannot be learned is said once, costs no message, and is learned when it is put right. */
    @Test
    void whatCannotBeLearnedIsSaidAndKept() throws IOException {
        Path away = Files.move(file("left"), folder.resolve("left.away"));
        try (Keeper k = keeper(new UnscentedKalman(), TwinNetwork.SAME)) {
            Keeper.Counts c = run(k, List.of(message(1, () -> { }), message(3, () -> { })));
            assertEquals(List.of(2L, 0L, 0L), List.of(c.taken(), c.quarantined(), c.learned()));
            assertEquals(2, c.untold());
        }
        assertEquals(1, troubles.size(), troubles.toString());
        assertTrue(troubles.getFirst().contains("left.twin"), troubles.toString());
        Files.move(away, file("left"));
        try (Keeper k = keeper(new UnscentedKalman(), TwinNetwork.SAME)) {
            assertTrue(run(k, List.of()).learned() > 0);
        }
        assertEquals(1, troubles.size());
        assertTrue(journalIsEmpty());
    }

    /** Of a patient with several twins: by what was observed, or by what the message says; nothing is guessed. */
    @Test
    void anObservationFindsItsTwin() throws IOException {
        String steps = "{\"source\": \"w\", \"id\": \"1\", \"observable\": \"activity.steps\", \"time\": \"2021-03-01\", \"value\": 9000, "
                + "\"unit\": \"\"}";
        String knee = "{\"source\": \"c\", \"id\": \"1\", \"observable\": \"knee.score.oks\", \"time\": \"2021-03-01\", \"value\": 30, "
                + "\"unit\": \"\"}";
        String hip = knee.replace("knee.score.oks", "hip.score.ohs");
        try (Keeper k = keeper(new UnscentedKalman(), TwinNetwork.SAME)) {
            Keeper.Counts c = run(k, List.of(arrival("P-1", steps, () -> { }), arrival("P-1", knee, () -> { }), arrival("P-1", hip, () -> {
            }), arrival("P-1", hip.replace("{", "{\"twin\": \"right\", "), () -> { }), arrival("P-1", steps.replace("{",
                    "{\"twin\": \"other\", "), () -> { }), arrival("P-2", steps.replace("{", "{\"twin\": \"left\", "), () -> { })));
            assertEquals(List.of(2L, 4L), List.of(c.taken(), c.quarantined()));
        }
        assertEquals(2, TwinFiles.load(file("knee")).getObservations().size());
        assertEquals(2, TwinFiles.load(file("right")).getObservations().size());
        assertEquals(1, TwinFiles.load(file("left")).getObservations().size());
        List<String> codes = Files.readAllLines(folder.resolve(Quarantine.FILE)).stream().map(l -> (String) ((Map<?, ?>) JsonText.parse(l))
                .get("code")).sorted().toList();
        assertEquals(List.of("message.other-twin", "message.other-twin", "message.twins", "message.twins"), codes);
    }
}
