/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.fhir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.Estimators;
import org.orthotwin.followup.Histories;
import org.orthotwin.followup.stream.Arrival;
import org.orthotwin.followup.stream.Keeper;
import org.orthotwin.followup.stream.Sink;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinFiles;

/** A server is asked again and again: what it has comes once, whoever goes away meanwhile. */
class FhirStreamTest {

    private static final Duration OFTEN = Duration.ofMillis(20);

    @TempDir
    private Path folder;
    private HttpServer http;
    /** Negative while the server is away. */
    private int port;
    private final List<Stored> stored = new CopyOnWriteArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private volatile int answer = 200;
    private volatile String unwanted = "";

    /** A resource at the server. */
    private record Stored(String type, String patient, Instant updated, String json) {
    }

    @BeforeEach
    void begin() {
        start(0);
    }

    @AfterEach
    void end() {
        http.stop(0);
    }

    private void start(int at) {
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        port = http.getAddress().getPort();
        http.createContext("/r4/", this::answer);
        http.start();
    }

    /** Search by subject and _lastUpdated, three resources a page, in the order of their last change. */
    private void answer(HttpExchange e) throws IOException {
        String query = e.getRequestURI().getRawQuery();
        Map<String, String> q = new HashMap<>();
        for (String p : query.split("&")) {
            q.put(p.substring(0, p.indexOf('=')), URLDecoder.decode(p.substring(p.indexOf('=') + 1), StandardCharsets.UTF_8));
        }
        String type = e.getRequestURI().getPath().substring("/r4/".length());
        asked.add(type + " " + q.getOrDefault("_lastUpdated", "") + " " + q.get("subject"));
        List<String> subjects = List.of(q.get("subject").split(","));
        int status = !unwanted.isEmpty() && subjects.contains("Patient/" + unwanted) ? 404 : answer;
        Instant since = q.containsKey("_lastUpdated") ? Instant.parse(q.get("_lastUpdated").substring(2)) : Instant.MIN;
        int from = Integer.parseInt(q.getOrDefault("from", "0"));
        List<Stored> found = stored.stream().filter(s -> s.type.equals(type) && subjects.contains("Patient/" + s.patient)
                && !s.updated.isBefore(since)).sorted(Comparator.comparing(Stored::updated)).toList();
        String next = found.size() > from + 3 ? ", \"link\": [{\"relation\": \"next\", \"url\": \"" + type + "?" + query.replaceFirst(
                "&from=.*", "") + "&from=" + (from + 3) + "\"}]" : "";
        byte[] body = ("{\"resourceType\": \"Bundle\", \"entry\": [" + String.join(",", found.stream().skip(from).limit(3).map(
                s -> "{\"resource\": " + s.json + "}").toList()) + "]" + next + "}").getBytes(StandardCharsets.UTF_8);
        e.sendResponseHeaders(status, body.length);
        e.getResponseBody().write(body);
        e.close();
    }

    private void store(String type, String patient, String id, Instant updated, String rest) {
        stored.add(new Stored(type, patient, updated, "{\"resourceType\": \"" + type + "\", \"id\": \"" + id
                + "\", \"meta\": {\"versionId\": \"1\", \"lastUpdated\": \"" + updated + "\"}, \"subject\": {\"reference\": \"Patient/"
                + patient + "\"}, " + rest + "}"));
    }

    private void steps(String patient, int i, Instant updated) {
        store("Observation", patient, patient + "-" + i, updated, "\"status\": \"final\", \"code\": {\"coding\": [{\"system\": "
                + "\"http://loinc.org\", \"code\": \"41950-7\"}]}, \"effectiveDateTime\": \"" + Instant.parse("2023-03-01T08:00:00Z").plus(
                        i, ChronoUnit.HOURS) + "\", \"valueQuantity\": {\"value\": " + (4000 + i)
                + ", \"system\": \"http://unitsofmeasure.org\", \"code\": \"{steps}/d\"}");
    }

    private void operated(String patient, Instant updated) {
        store("Procedure", patient, "op-" + patient, updated, "\"status\": \"completed\", \"code\": {\"coding\": [{\"system\": "
                + "\"http://snomed.info/sct\", \"code\": \"609588000\"}]}, \"performedDateTime\": \"2023-01-01T08:00:00Z\"");
    }

    private Path twin(String patient) throws IOException {
        Path file = folder.resolve(patient + ".twin");
        TwinFiles.save(file, Histories.begin("twin-" + patient, patient));
        return file;
    }

    private Keeper keeper() throws IOException {
        return Keeper.open(folder, new Keeper.Settings(Estimators.standard(), Estimators.DEFAULT, List.of("test 1"), -1, d -> { }));
    }

    private FhirStream stream(Keeper keeper, Sink sink) throws IOException {
        return stream(keeper::patients, sink);
    }

    private FhirStream stream(Supplier<Set<String>> patients, Sink sink) throws IOException {
        return new FhirStream(new FhirServer("http://localhost:" + Math.abs(port) + "/r4", Optional.empty()), FhirCodes.known(), folder,
                patients, OFTEN, sink, this::say);
    }

    private void say(Diagnostic d) {
        told.add(d.code());
    }

    private static void run(Keeper k, BooleanSupplier enough) throws IOException {
        long end = System.nanoTime() + 60_000_000_000L;
        k.run(Monitor.until(() -> enough.getAsBoolean() || System.nanoTime() - end > 0));
        assertTrue(enough.getAsBoolean(), () -> "it does not come: " + k.counts());
    }

    private List<String> identities(Path file) {
        return TwinFiles.load(file).getObservations().stream().map(Observation::getIdentity).map(i -> i.replaceFirst(".*/", "")).toList();
    }

    /** Pages, patients that come later, a server that goes away, and processes that are killed in the middle. */
    @Test
    void whateverHappensEachResourceComesOnce() throws Exception {
        Random random = new Random(7);
        List<String> patients = IntStream.range(0, 23).mapToObj(i -> "P-" + i).toList();
        Instant then = Instant.now().minus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.MILLIS);
        for (String p : patients.subList(0, 20)) {
            twin(p);
        }
        patients.forEach(p -> operated(p, then));
        AtomicInteger count = new AtomicInteger();
        for (int round = 0; round < 12; round++) {
            // some of them with the time of the last, as a long transaction writes them
            for (int i = 0; i < 20; i++) {
                int n = count.getAndIncrement();
                steps(patients.get(n % patients.size()), n, then.plusSeconds(60L * round - random.nextInt(100)));
            }
            if (round == 6) {
                for (String p : patients.subList(20, 23)) {
                    twin(p);
                }
            }
            answer = round % 4 == 2 ? 503 : 200;
            if (round % 4 == 3) {
                // away as a whole
                http.stop(0);
                port = -port;
            }
            int before = told.size();
            boolean last = round == 11;
            AtomicInteger left = new AtomicInteger(last ? Integer.MAX_VALUE : 1 + random.nextInt(40));
            try (Keeper k = keeper(); FhirStream s = stream(k, a -> {
                if (left.decrementAndGet() == 0) {
                    throw new Error("killed");
                }
                return k.offer(new Told(a, () -> {
                    if (left.decrementAndGet() == 0) {
                        throw new Error("killed");
                    }
                }));
            })) {
                boolean[] back = {answer == 200 && round % 4 != 3};
                long end = System.nanoTime() + (!last ? 300_000_000L : 60_000_000_000L);
                k.run(Monitor.until(() -> {
                    if (!back[0] && told.size() > before) {
                        assertEquals("stream.lost", told.get(before));
                        answer = 200;
                        back[0] = true;
                        if (port < 0) {
                            start(-port);
                        }
                    }
                    return System.nanoTime() - end > 0 || left.get() <= 0 || last && k.counts().waiting() == 0 && s.isConnected()
                            && all(patients) == count.get() + patients.size();
                }));
                assertTrue(back[0]);
            } catch (Error e) {
                assertEquals("killed", e.getMessage());
            }
        }
        for (int p = 0; p < patients.size(); p++) {
            int patient = p;
            List<String> wanted = Stream.concat(Stream.of("op-" + patients.get(p)), IntStream.range(0, count.get()).filter(i -> i
                    % patients.size() == patient).mapToObj(i -> patients.get(patient) + "-" + i)).sorted().toList();
            Path file = folder.resolve(patients.get(p) + ".twin");
            assertEquals(wanted, identities(file).stream().sorted().toList());
            Twin t = TwinFiles.load(file);
            assertEquals(wanted.size() - 1, t.getStates().stream().filter(s -> "observation".equals(s.getCause())).count());
        }
        assertFalse(Files.exists(folder.resolve("quarantine.jsonl")) && Files.size(folder.resolve("quarantine.jsonl")) > 0);
        assertEquals(patients.size() + count.get(), all(patients));
        assertTrue(asked.stream().anyMatch(a -> a.startsWith("Observation ge")), "everything was read anew each time");
    }

    private int all(List<String> patients) {
        return patients.stream().mapToInt(p -> TwinFiles.load(folder.resolve(p + ".twin")).getObservations().size()).sum();
    }

    private record Told(Arrival of, Runnable fate) implements Arrival {

        @Override
        public String topic() {
            return of.topic();
        }

        @Override
        public byte[] payload() {
            return of.payload();
        }

        @Override
        public void acknowledge() {
            fate.run();
            of.acknowledge();
        }
    }

    /** What cannot be taken is aside by name, once, though it is seen again and again; nothing of a person is in it. */
    @Test
    void whatIsWrongIsAsideByNameAndOnce() throws Exception {
        Path file = twin("P-1");
        Instant then = Instant.now().minusSeconds(3600);
        operated("P-1", then);
        steps("P-1", 1, then);
        store("Observation", "P-1", "units", then, "\"status\": \"final\", \"note\": [{\"text\": \"Secret\"}], \"code\": {\"coding\": "
                + "[{\"system\": \"http://loinc.org\", \"code\": \"41950-7\"}]}, \"effectiveDateTime\": \"2023-03-01\", \"valueQuantity\": "
                + "{\"value\": 4, \"unit\": \"km\"}");
        store("Observation", "P-1", "pulse", then, "\"status\": \"final\", \"code\": {\"coding\": [{\"system\": \"http://loinc.org\", "
                + "\"code\": \"8867-4\"}]}, \"effectiveDateTime\": \"2023-03-01\", \"valueQuantity\": {\"value\": 70}");
        stored.add(new Stored("Observation", "P-1", then, stored.get(1).json.replace("P-1-1", "other").replace("Patient/P-1",
                "Patient/P-2")));
        for (int run = 0; run < 2; run++) {
            int n = asked.size();
            try (Keeper k = keeper(); FhirStream s = stream(k, k::offer)) {
                run(k, () -> asked.size() > n + 12 && k.counts().waiting() == 0);
            }
        }
        assertEquals(List.of("op-P-1", "P-1-1"), identities(file));
        List<String> aside = Files.readAllLines(folder.resolve("quarantine.jsonl"));
        assertEquals(2, aside.size(), aside.toString());
        assertTrue(aside.stream().anyMatch(a -> a.contains("message.refused") && a.contains("no UCUM code")), aside.toString());
        assertTrue(aside.stream().anyMatch(a -> a.contains("message.no-twin")), aside.toString());
        assertFalse(aside.toString().contains("Secret"));
        assertTrue(told.contains("stream.codes"));
    }

    /** What is not on the disk has not been read, and a clock that runs ahead hides nothing. */
    @Test
    void howFarItHasBeenReadFollowsWhatIsSafe() throws Exception {
        operated("P-1", Instant.now().minusSeconds(3600));
        List<Arrival> held = new CopyOnWriteArrayList<>();
        try (FhirStream s = stream(() -> Set.of("P-1"), held::add)) {
            await(() -> held.size() == 1);
            Thread.sleep(100);
            assertEquals(1, held.size());
            assertFalse(Files.exists(folder.resolve(FhirCursors.FILE)));
            held.getFirst().acknowledge();
            await(() -> Files.exists(folder.resolve(FhirCursors.FILE)));
        }
        String before = Files.readString(folder.resolve(FhirCursors.FILE));
        steps("P-1", 1, Instant.parse("2999-01-01T00:00:00Z"));
        steps("P-1", 2, Instant.now().minusSeconds(3000));
        List<String> names = new CopyOnWriteArrayList<>();
        try (FhirStream s = stream(() -> Set.of("P-1"), a -> {
            names.add(a.topic());
            a.acknowledge();
            return true;
        })) {
            await(() -> names.size() == 3 && !text(folder.resolve(FhirCursors.FILE)).equals(before));
            steps("P-1", 3, Instant.now());
            await(() -> names.size() == 4);
        }
        assertEquals(List.of("#Observation/P-1-1", "#Observation/P-1-2", "#Observation/P-1-3", "#Procedure/op-P-1"), names.stream().sorted()
                .toList());
        assertFalse(text(folder.resolve(FhirCursors.FILE)).contains("2999"));
        Files.writeString(folder.resolve(FhirCursors.FILE), "{\"patients\": 3}");
        assertEquals("cursors.unreadable", assertThrows(InputException.class, () -> stream(Set::of, held::add)).diagnostic().code());
    }

    /** A patient that a server does not want to hear of, or that can be none, costs no other; somebody else's server is read anew. */
    @Test
    void onePatientCostsNoOther() throws Exception {
        List<String> patients = List.of("P-1", "P-2", "P-3", "P-4", "P-5");
        patients.forEach(p -> operated(p, Instant.now().minusSeconds(3600)));
        unwanted = "P-3";
        List<String> names = new ArrayList<>();
        Sink sink = a -> {
            synchronized (names) {
                names.add(a.topic());
            }
            a.acknowledge();
            return true;
        };
        Set<String> all = Set.of("P-1", "P-2", "P-3", "P-4", "P-5", "a patient, P-1");
        try (FhirStream s = stream(() -> all, sink)) {
            await(() -> told.contains("stream.lost"));
            assertEquals(4, names.stream().distinct().count(), names.toString());
            assertEquals(1, told.stream().filter("stream.id"::equals).count());
            unwanted = "";
            await(() -> names.contains("#Procedure/op-P-3"));
        }
        assertTrue(asked.stream().noneMatch(a -> a.contains("a patient")));
        int before = names.size();
        http.stop(0);
        start(0);
        try (FhirStream s = stream(() -> all, sink)) {
            await(() -> names.size() == before + 5);
        }
    }

    private static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            return "";
        }
    }

    private static void await(BooleanSupplier what) throws InterruptedException {
        for (long end = System.nanoTime() + 30_000_000_000L; !what.getAsBoolean();) {
            assertTrue(System.nanoTime() < end, "it does not happen");
            Thread.sleep(5);
        }
    }
}
