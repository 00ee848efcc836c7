/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.orthotwin.cli.Invocation;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Severity;
import org.orthotwin.core.Sha256;
import org.orthotwin.core.Timestamps;
import org.orthotwin.followup.Aside;
import org.orthotwin.followup.Estimators;
import org.orthotwin.followup.stream.Keeper;
import org.orthotwin.followup.stream.TwinIndex;
import org.orthotwin.interop.fhir.FhirCodes;
import org.orthotwin.interop.fhir.FhirServer;
import org.orthotwin.interop.fhir.FhirStream;
import org.orthotwin.interop.mqtt.Broker;
import org.orthotwin.interop.mqtt.MqttStream;

/** {@code twin serve}: keeps the twins of a folder in step with the messages of a broker, a FHIR server or both, until it is stopped. */
final class TwinServe {

    /** Environment variable with the password of {@code --user}. */
    static final String PASSWORD = "ORTHOTWIN_MQTT_PASSWORD";
    private static final int MOST_SECONDS = 100_000_000;
    /** So often it is looked whether something was put aside or settled, ns. */
    private static final long ASIDE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Invocation call;
    private final Path folder;
    private final Keeper keeper;
    private final long statusNanos;
    private final long end;
    /** What messages come from; null if none do. */
    private Broker broker;
    /** What is asked for them; null if nothing is. */
    private Questions questions;
    private volatile boolean connected;
    private final TwinIndex index;
    private Keeper.Counts said;
    /** What had been put aside and waited when it was told last. */
    private Waiting saidAside = new Waiting(0, 0, List.of());
    private boolean saidConnected;
    private long saidAt = System.nanoTime();
    private long askedAt = System.nanoTime();

    /**
     * Rows that imports or messages have put aside and that wait.
     *
     * @param twins of which there are any, or cannot be read
     * @param rows of those, and of nobody here
     * @param told what there is to be said of each, and of those of nobody here
     */
    private record Waiting(int twins, int rows, List<String> told) {

        static Waiting of(Invocation call, Path folder, List<Path> files) throws IOException {
            String language = call.common().language();
            int twins = 0;
            int rows = 0;
            List<String> told = new ArrayList<>();
            List<Path> all = new ArrayList<>(files);
            all.add(folder);
            for (Path f : all) {
                String said;
                try {
                    List<Aside.Row> own = Aside.waiting(f);
                    rows += own.size();
                    said = Aside.said(own, language);
                } catch (InputException e) {
                    said = e.diagnostic().text(language);
                }
                if (!said.isEmpty()) {
                    twins += f.equals(folder) ? 0 : 1;
                    told.add(Texts.of(call, "serve.rows", f.equals(folder) ? Aside.OTHERS : folder.relativize(f), said));
                }
            }
            return new Waiting(twins, rows, told);
        }
    }

    private TwinServe(Invocation call, Path folder, Keeper keeper, long statusNanos, long end) throws IOException {
        this.call = call;
        this.folder = folder;
        this.index = new TwinIndex(folder);
        this.keeper = keeper;
        this.said = keeper.counts();
        this.statusNanos = statusNanos;
        this.end = end;
    }

    static int run(Invocation call, Map<String, String> environment) throws IOException {
        Path folder = call.path(call.operand("input"));
        Optional<String> user = call.option("--user");
        if (call.option("--broker").isEmpty() && call.option("--fhir").isEmpty()) {
            throw new IllegalArgumentException(Texts.of(call, "serve.no-broker"));
        }
        String filter = call.option("--topic").orElseThrow();
        Optional<String> client = call.option("--client");
        Optional<Broker> broker = call.option("--broker").map(a -> new Broker(a, client.orElse("orthotwin"), filter, user,
                user.map(u -> environment.getOrDefault(PASSWORD, ""))));
        Duration every = Duration.ofNanos(seconds(call, "--every").orElseThrow());
        FhirCodes codes = ObserveVerb.codes(call);
        long status = seconds(call, "--status").orElseThrow();
        long end = seconds(call, "--for").map(n -> System.nanoTime() + n).orElse(0L);
        try (FhirServer server = call.option("--fhir").map(a -> new FhirServer(a, ObserveVerb.token(environment))).orElse(null)) {
            if (call.common().dryRun()) {
                begun(call, Keeper.twins(folder), folder, broker, server, every);
                Waiting.of(call, folder, new TwinIndex(folder).files()).told.forEach(call::warn);
                return Invocation.OK;
            }
            Keeper.Settings settings = new Keeper.Settings(Estimators.standard(), Estimators.DEFAULT, TwinInput.software(),
                    broker.map(Broker::patientLevel).orElse(-1), d -> call.warn(d.text(call.common().language())));
            try (Keeper keeper = Keeper.open(folder, settings)) {
                begun(call, keeper.counts().twins(), folder, broker, server, every);
                TwinServe serve = new TwinServe(call, folder, keeper, status, end);
                if (broker.isPresent()) {
                    Broker b = broker.get();
                    serve.broker = client.isPresent() ? b : new Broker(b.address(), client(folder, filter), filter, user, b.password());
                }
                if (server != null) {
                    serve.questions = new Questions(server, codes, every);
                }
                return serve.serve();
            }
        }
    }

    private static void begun(Invocation call, int twins, Path folder, Optional<Broker> broker, FhirServer server, Duration every) {
        broker.ifPresent(b -> call.print(Texts.of(call, "serve.begun", twins, folder, b.filter(), b.address())));
        if (server != null) {
            call.print(Texts.of(call, "serve.asked", twins, folder, server.address(), every.toSeconds()));
        }
    }

    /** What a FHIR server is asked, and how often. */
    private record Questions(FhirServer server, FhirCodes codes, Duration every) {
    }

    /**
     * The same folder with the same topics has the same name again, so that the broker knows what it has kept for it; the folder has it
     * in a file, since another machine may have a folder of the same path.
     */
    static String client(Path folder, String filter) throws IOException {
        Path file = folder.resolve("client.id");
        if (!Files.isRegularFile(file)) {
            AtomicFiles.writeString(file, UUID.randomUUID() + "\n");
        }
        String name = Files.readString(file, StandardCharsets.ISO_8859_1).strip() + "\n" + filter;
        return "orthotwin-" + Sha256.of(name.getBytes(StandardCharsets.UTF_8)).substring(0, 12);
    }

    /** ns */
    private static Optional<Long> seconds(Invocation call, String option) {
        Optional<String> text = call.option(option);
        if (text.isPresent() && (!text.get().matches("\\d{1,9}") || Integer.parseInt(text.get()) < 1
                || Integer.parseInt(text.get()) > MOST_SECONDS)) {
            throw new IllegalArgumentException(Texts.of(call, "serve.seconds", option, text.get()));
        }
        return text.map(t -> TimeUnit.SECONDS.toNanos(Integer.parseInt(t)));
    }

    private int serve() throws IOException {
        aside();
        try (MqttStream messages = broker == null ? null : new MqttStream(broker, keeper::offer, this::told);
                FhirStream answers = questions == null ? null : new FhirStream(questions.server, questions.codes, folder,
                        keeper::patients, questions.every, keeper::offer, this::told)) {
            keeper.run(Monitor.until(() -> {
                connected = (messages == null || messages.isConnected()) && (answers == null || answers.isConnected());
                look();
                return call.monitor().isCancelled() || end != 0 && System.nanoTime() - end >= 0
                        || answers != null && answers.failure().isPresent();
            }));
            if (answers != null && answers.failure().isPresent()) {
                throw answers.failure().get();
            }
        }
        Keeper.Counts c = keeper.counts();
        aside();
        say("end", c);
        if (c.quarantined() > 0) {
            call.warn(Texts.of(call, "serve.aside", c.quarantined(), folder.resolve("quarantine.jsonl")));
        }
        call.print(c.waiting() > 0 ? Texts.of(call, "serve.stopped.waiting", c.waiting(), folder) : Texts.of(call, "serve.stopped",
                folder));
        // whoever stopped it lost nothing: it is no failure that a caller would have to mend, but its code says that it was stopped
        return call.monitor().isCancelled() ? Invocation.CANCELLED : Invocation.OK;
    }

    /** Says from time to time what has happened, if something has. */
    private void look() {
        long now = System.nanoTime();
        boolean aside = now - askedAt > ASIDE_NANOS && aside();
        if (aside || connected != saidConnected || now - saidAt > statusNanos && !keeper.counts().equals(said)) {
            say("status", keeper.counts());
        }
    }

    /** Says which rows wait that were put aside, where that has changed: another process may put rows aside, or settle them. */
    private boolean aside() {
        askedAt = System.nanoTime();
        Waiting now;
        try {
            now = Waiting.of(call, folder, index.files());
        } catch (IOException e) {
            // others write in the folder meanwhile; what is wrong with it is told by who keeps it
            return false;
        }
        if (now.equals(saidAside)) {
            return false;
        }
        now.told.stream().filter(t -> !saidAside.told.contains(t)).forEach(call::warn);
        saidAside = now;
        return true;
    }

    private void say(String kind, Keeper.Counts c) {
        said = c;
        saidConnected = connected;
        saidAt = System.nanoTime();
        call.print(Texts.of(call, "serve.status", Texts.of(call, connected ? "serve.line" : "serve.no-line"), c.received(), c.taken(),
                c.known(), c.quarantined(), c.waiting(), c.twins(), c.open(), c.learned(), c.untold(), saidAside.twins, saidAside.rows));
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("kind", kind);
        o.put("time", Timestamps.now().toString());
        o.put("connected", connected);
        o.put("messages", c.received());
        o.put("taken", c.taken());
        o.put("known", c.known());
        o.put("quarantined", c.quarantined());
        o.put("learned", c.learned());
        o.put("waiting", c.waiting());
        o.put("untold", c.untold());
        o.put("twins", c.twins());
        o.put("open", c.open());
        o.put("twinsAside", saidAside.twins);
        o.put("rowsAside", saidAside.rows);
        call.printJsonLine(o);
    }

    private void told(Diagnostic d) {
        if (d.severity() != Severity.INFO) {
            call.warn(d.text(call.common().language()));
        }
    }
}
