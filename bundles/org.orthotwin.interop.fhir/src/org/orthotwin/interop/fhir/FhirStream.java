/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.fhir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.JsonText;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.Intake;
import org.orthotwin.followup.Observable;
import org.orthotwin.followup.Observables;
import org.orthotwin.followup.ObservationFile;
import org.orthotwin.followup.Times;
import org.orthotwin.followup.stream.Arrival;
import org.orthotwin.followup.stream.Sink;

/**
 * What a FHIR server has of patients as a stream: it is asked again and again what has changed, for many patients at once, for ever. Each
 * resource becomes a message of what it says of observables, and nothing else of it: no name, no remark. How far it has been read moves on
 * when the messages are on the disk ({@link Arrival#acknowledge}), never before; so a process that is killed asks for a little again, and
 * identities tell what is known.
 *
 * <p>The server's own clock counts, which it writes into each resource ({@code meta.lastUpdated}). What others are writing there may appear
 * with a time that has passed: two minutes are asked for again each time. A resource in that time that has come in the same version is
 * passed over.
 */
public final class FhirStream implements AutoCloseable {

    /** Patients that are asked for at once. An address has not many more letters than 2000. */
    private static final int TOGETHER = 40;
    /** The first time there is much of each. */
    private static final int FIRST_TOGETHER = 10;
    private static final Duration OVERLAP = Duration.ofMinutes(2);
    /** No clock runs so far ahead of ours: such a time says nothing of how far a server has been read. */
    private static final Duration AHEAD = Duration.ofMinutes(10);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    /** Versions of resources that are remembered, more than come in two minutes. */
    private static final int REMEMBERED = 50_000;
    /** Resources that are put in order before they are handed over. */
    private static final int ORDERED = 5000;
    private static final int MOST_LETTERS = 400;
    /** A logical id, as R4 has it. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9.-]{1,64}");
    /** Answers that are about what was asked and not about the server. */
    private static final Set<Object> ABOUT_US = Set.of(400, 404, 410, 414, 422);

    private final FhirServer server;
    private final FhirCodes codes;
    private final FhirCursors cursors;
    private final Supplier<Set<String>> patients;
    private final Duration every;
    private final Sink sink;
    private final Consumer<Diagnostic> told;
    private final Thread thread;
    private final Monitor monitor = Monitor.until(() -> this.closed);
    private final Map<String, Boolean> seen = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    });
    private final Set<String> said = new HashSet<>();
    private volatile boolean connected;
    private volatile boolean closed;
    private volatile IOException failure;

    /**
     * Begins to ask, in a thread of its own.
     *
     * @param folder where it is kept how far the server has been read
     * @param patients logical ids of the patients who are asked for
     * @param every between two rounds of questions
     * @param told what happens to the line, in that thread; the same is told once
     * @throws InputException if what is kept there is something else
     */
    public FhirStream(FhirServer server, FhirCodes codes, Path folder, Supplier<Set<String>> patients, Duration every, Sink sink,
            Consumer<Diagnostic> told) throws IOException {
        this.server = server;
        this.codes = codes;
        this.cursors = new FhirCursors(folder, server.address() + " " + codes.fingerprint());
        this.patients = patients;
        this.every = every;
        this.sink = sink;
        this.told = told;
        this.thread = new Thread(this::run, "fhir " + server.address());
        thread.setDaemon(true);
        thread.start();
    }

    /** Whether the last round of questions was answered. */
    public boolean isConnected() {
        return connected;
    }

    /** Why nothing more is asked, such as that how far the server has been read can no longer be kept. */
    public Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        Optional<Diagnostic> last = Optional.empty();
        boolean first = true;
        try {
            while (!closed) {
                Optional<Diagnostic> trouble = round();
                connected = trouble.isEmpty();
                if (first || !trouble.equals(last)) {
                    told.accept(trouble.map(t -> Diagnostic.warning(Texts.CATALOG, "stream.lost", t)).orElse(Diagnostic.info(
                            Texts.CATALOG, "stream.connected", server.address())));
                }
                last = trouble;
                first = false;
                if (connected) {
                    pause = FIRST_PAUSE;
                    Thread.sleep(every);
                } else {
                    Thread.sleep(pause);
                    pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
                }
            }
        } catch (CancellationException e) {
            connected = false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            fail(e);
        } catch (RuntimeException e) {
            fail(new IOException(e));
        }
    }

    private void fail(IOException e) {
        connected = false;
        failure = e;
        told.accept(Diagnostic.error(Texts.CATALOG, "stream.ended", String.valueOf(e.getMessage())));
    }

    /** Asks once for all patients. @return what went wrong; empty if nothing did */
    private Optional<Diagnostic> round() throws IOException, InterruptedException {
        Optional<Diagnostic> trouble = Optional.empty();
        for (List<String> chunk : chunks(patients.get())) {
            try {
                read(chunk);
            } catch (InputException e) {
                trouble = Optional.of(e.diagnostic());
                if (e.diagnostic().code().equals("server.unreachable")) {
                    break;
                }
            }
            cursors.save();
        }
        return trouble;
    }

    private List<List<String>> chunks(Set<String> all) {
        List<String> fresh = new ArrayList<>();
        List<String> known = new ArrayList<>();
        for (String p : all.stream().sorted().toList()) {
            if (!ID.matcher(p).matches()) {
                if (said.add(p)) {
                    told.accept(Diagnostic.warning(Texts.CATALOG, "stream.id", shortened(p)));
                }
            } else if (FhirServer.TYPES.stream().allMatch(t -> cursors.get(p, t).isEmpty())) {
                fresh.add(p);
            } else {
                known.add(p);
            }
        }
        List<List<String>> chunks = new ArrayList<>();
        for (int i = 0; i < known.size(); i += TOGETHER) {
            chunks.add(known.subList(i, Math.min(known.size(), i + TOGETHER)));
        }
        for (int i = 0; i < fresh.size(); i += FIRST_TOGETHER) {
            chunks.add(fresh.subList(i, Math.min(fresh.size(), i + FIRST_TOGETHER)));
        }
        return chunks;
    }

    /** One patient that a server does not want to hear of costs no other. */
    private void read(List<String> chunk) throws InterruptedException {
        try {
            ask(chunk);
        } catch (InputException e) {
            if (chunk.size() < 2 || !e.diagnostic().code().equals("server.answer") || !ABOUT_US.contains(e.diagnostic().args().get(1))) {
                throw e;
            }
            InputException last = null;
            for (List<String> half : List.of(chunk.subList(0, chunk.size() / 2), chunk.subList(chunk.size() / 2, chunk.size()))) {
                try {
                    read(half);
                } catch (InputException x) {
                    last = x;
                }
            }
            if (last != null) {
                throw last;
            }
        }
    }

    private void ask(List<String> chunk) throws InterruptedException {
        Handed handed = new Handed();
        Map<String, Instant> newest = new HashMap<>();
        Instant latest = Instant.now().plus(AHEAD);
        for (String type : FhirServer.TYPES) {
            Optional<Instant> since = chunk.stream().allMatch(p -> cursors.get(p, type).isPresent())
                    ? chunk.stream().map(p -> cursors.get(p, type).get()).min(Comparator.naturalOrder()) : Optional.empty();
            server.search(type, chunk, since, (name, json) -> {
                FhirReader reader = new FhirReader(codes, server.address());
                Map<?, ?> bundle = reader.read(name, json, monitor);
                handed.take(bundle, reader);
                for (Map<?, ?> e : FhirReader.maps(bundle, "entry")) {
                    updated(FhirReader.map(e, "resource")).filter(u -> u.isBefore(latest)).ifPresent(u -> newest.merge(type, u,
                            (a, b) -> a.isAfter(b) ? a : b));
                }
                return bundle;
            }, monitor);
        }
        handed.over();
        handed.await();
        newest.forEach((type, t) -> chunk.forEach(p -> cursors.advance(p, type, t.minus(OVERLAP))));
    }

    private static Optional<Instant> updated(Map<?, ?> resource) {
        try {
            return Optional.of(OffsetDateTime.parse(FhirReader.text(FhirReader.map(resource, "meta"), "lastUpdated")).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static String shortened(String text) {
        return text.length() <= MOST_LETTERS ? text : text.substring(0, MOST_LETTERS) + " ...";
    }

    /** What was read of some patients, on its way to the disk. */
    private final class Handed {

        private final List<Resource> ordered = new ArrayList<>();
        private int out;

        /** Takes what a page says, a message for each resource. */
        void take(Map<?, ?> bundle, FhirReader reader) {
            Map<Integer, List<Map<String, Object>>> by = new HashMap<>();
            Map<Integer, ObservationFile.Row> firsts = new HashMap<>();
            for (ObservationFile.Row r : reader.rows()) {
                by.computeIfAbsent(r.line(), l -> new ArrayList<>()).add(new LinkedHashMap<>(r.texts()));
                firsts.putIfAbsent(r.line(), r);
            }
            for (Intake.Quarantined q : reader.quarantined()) {
                if (FhirReader.isUnknown(q)) {
                    if (said.add("code")) {
                        told.accept(Diagnostic.info(Texts.CATALOG, "stream.codes", q.reason()));
                    }
                    continue;
                }
                Map<String, Object> fields = new LinkedHashMap<>(q.row().texts());
                fields.putIfAbsent("source", server.address());
                fields.putIfAbsent("id", "?");
                fields.put("refused", shortened(q.reason().text("en")));
                by.computeIfAbsent(q.row().line(), l -> new ArrayList<>()).add(fields);
            }
            List<Map<?, ?>> entries = FhirReader.maps(bundle, "entry");
            for (int i = 0; i < entries.size(); i++) {
                Map<?, ?> r = FhirReader.map(entries.get(i), "resource");
                List<Map<String, Object>> says = by.get(i + 1);
                String name = FhirReader.text(r, "resourceType") + "/" + FhirReader.text(r, "id");
                Map<?, ?> meta = FhirReader.map(r, "meta");
                String version = FhirReader.text(meta, "versionId") + " " + FhirReader.text(meta, "lastUpdated");
                if (says == null || !version.isBlank() && seen.containsKey(name + " " + version)) {
                    continue;
                }
                ordered.add(new Resource(name, version.isBlank() ? "" : name + " " + version, says, firsts.get(i + 1), this));
                if (ordered.size() >= ORDERED) {
                    try {
                        over();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw (CancellationException) new CancellationException().initCause(e);
                    }
                }
            }
        }

        /** Hands over what there is: operations and facts first, which choose the priors, and the rest in the order of its times. */
        void over() throws InterruptedException {
            ordered.sort(Comparator.comparing(Resource::rank).thenComparing(Resource::time));
            for (Resource r : ordered) {
                synchronized (this) {
                    out++;
                }
                if (!sink.offer(r)) {
                    throw new CancellationException("the twins are no longer kept");
                }
            }
            ordered.clear();
        }

        private synchronized void arrived(String version) {
            if (!version.isEmpty()) {
                seen.put(version, true);
            }
            out--;
            notifyAll();
        }

        /** Until all of it is on the disk. */
        synchronized void await() throws InterruptedException {
            while (out > 0) {
                monitor.checkCancelled();
                wait(100);
            }
        }
    }

    /**
     * A resource as a message.
     *
     * @param name type and id
     * @param version with the name, what tells it from what it was before; empty if nothing does
     * @param says its observations, and reasons why there are none
     * @param first its first observation; null if there is none
     */
    private record Resource(String name, String version, List<Map<String, Object>> says, ObservationFile.Row first, Handed handed)
            implements Arrival {

        int rank() {
            return first == null || Observables.find(first.text("observable")).flatMap(Observable::course).isPresent() ? 1 : 0;
        }

        Instant time() {
            try {
                return first == null ? Instant.MAX : Times.instant(first.text("time"));
            } catch (InputException e) {
                // told where it is taken
                return Instant.MAX;
            }
        }

        @Override
        public String topic() {
            return NO_TOPIC + shortened(name);
        }

        @Override
        public byte[] payload() {
            return JsonText.line(Map.of("observations", says)).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public void acknowledge() {
            handed.arrived(version);
        }
    }

    /** Ends it; what is not on the disk yet is asked for again when it begins again. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
