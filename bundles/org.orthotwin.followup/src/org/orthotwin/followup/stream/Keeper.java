/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.stream;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.Aside;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Histories;
import org.orthotwin.followup.Intake;
import org.orthotwin.followup.ObservationFile;
import org.orthotwin.followup.TwinLock;
import org.orthotwin.followup.TwinNetwork;
import org.orthotwin.followup.estimation.Estimator;

/**
 * Keeps the twins of a folder in step with messages. A message is written to a journal and forced to the disk before its sender is told
 * that it has arrived; then it is taken into its twin, which is saved a moment later, and only then the journal forgets it. A process
 * that is killed anywhere finds in the journal what it may not have saved, takes it again, and knows by its identity (source and id
 * there) what it had: nothing is lost, nothing is taken twice. Messages that are malformed, of nobody or impossible are put aside by
 * name.
 *
 * <p>Twins that are coupled learn from each other ({@link TwinNetwork}), all that hang together at once: soon after the first message, and
 * then from time to time. The journal keeps one message of each twin whose coupled twins have not learned of it: they are saved before it
 * is forgotten. What they learn follows from what is in their files and from nothing else, and who has learned it learns nothing from it
 * again; so a process that is killed before, between or after their saving finds the message, knows it, and has them learn what they
 * have not.
 *
 * <p>What was observed before what its twin knows is late: its chain of states begins again before it. Where few states have to be made
 * again, as after a short delay, that is done at once, else soon after and from time to time for all that came in late together; until
 * then it is in its twin, and whoever follows that takes it. The journal keeps a message of each such twin, from which a process that
 * was killed finds that it has still to begin again; who has begun again does not do so twice.
 *
 * <p>Bounded: messages that wait, twins that are open and what is remembered of the rest. Messages that come fast are taken together,
 * twin by twin; one that comes alone is taken at once. A twin that another process is adding to is left until that has ended; its
 * messages stay in the journal.
 */
public final class Keeper implements AutoCloseable {

    /** Messages that have come and are not in the journal yet: senders wait when there are more. */
    private static final int QUEUE = 1000;
    private static final int MOST_AT_ONCE = 500;
    /** So long are messages at most on average while they wait, bytes. */
    private static final int MEAN_BYTES = 4096;
    /** Messages come together if no longer apart than this. */
    private static final long PAUSE_MILLIS = 5;
    private static final long IDLE_MILLIS = 100;
    private static final int STOP_SECONDS = 3;
    private static final long OLDEST_NANOS = Duration.ofSeconds(1).toNanos();
    /** A twin that has changed is saved after so long at the latest, where no more comes for any. */
    private static final long SAVE_NANOS = Duration.ofMillis(500).toNanos();
    private static final long SAVE_BUSY_NANOS = Duration.ofSeconds(5).toNanos();
    /** Coupled twins learn no more often than this: who learns begins again, and takes all its own observations anew. */
    private static final long LEARN_NANOS = Duration.ofSeconds(10).toNanos();
    /** So many states are made again at once for what comes in late: some milliseconds. */
    private static final int AGAIN_AT_ONCE = 20;
    /** What comes in later than that is taken no more often than this: each time the states since are made anew. */
    private static final long AGAIN_NANOS = Duration.ofSeconds(10).toNanos();
    /** They learn what moves a prior by more than this, standard deviations; so their histories do not grow with each message. */
    private static final double NEWS = 0.05;
    /** So old is at most what is known of the folder when messages are taken: others add twins, and couple them. */
    private static final long SCAN_NANOS = Duration.ofSeconds(5).toNanos();

    private final Path folder;
    private final Settings settings;
    private final LongSupplier clock;
    private final TwinLock lock;
    private final Journal journal;
    private final Quarantine quarantine;
    private final TwinIndex index;
    private final BlockingQueue<Arrival> queue = new ArrayBlockingQueue<>(QUEUE);
    /** For the journal and what is said of it, from here to {@link #received}: messages come in by another thread. */
    private final Object gate = new Object();
    /** In the journal and not in a twin yet. */
    private List<Journal.Entry> waiting = new ArrayList<>();
    private long waitingBytes;
    /** When the last message came, and since when the first waits, ns. */
    private long newest;
    private long oldest;
    /** Of those that wait, how many wait for another to end. */
    private int deferred;
    /** Taken into twins that are not saved yet: these are in memory, too. */
    private int unsaved;
    private long unsavedBytes;
    private long received;
    /** Least recently used first. */
    private final LinkedHashMap<Path, OpenTwin> open = new LinkedHashMap<>(16, 0.75f, true);
    private int weight;
    private long changedSince = -1;
    /** Twins of which coupled twins have not learned, each with a message in the journal from which that follows again. */
    private final Map<Path, Journal.Entry> untold = new TreeMap<>();
    /** Twins to which something has come in late, each with a message in the journal by which that is found again. */
    private final Map<Path, Journal.Entry> late = new TreeMap<>();
    private long againAt = System.nanoTime() - AGAIN_NANOS;
    private long scannedAt = System.nanoTime();
    /** What was said of twins that have left the runs of their cases. */
    private final Map<Path, List<String>> beyond = new HashMap<>();
    /** What was said of observations that twins have of what nobody here knows. */
    private final Map<Path, String> strange = new HashMap<>();
    private long learnedAt = System.nanoTime() - LEARN_NANOS;
    private long learned;
    /** What was said of twins that cannot learn from each other, by the first of them: once, until it changes. */
    private final Map<Path, String> troubles = new HashMap<>();
    private final Set<Path> changedFolders = new HashSet<>();
    /** What was put aside and taken since the last saving, by twin or for the folder: what waits for a person, and what ends that. */
    private final Map<Path, List<Aside.Arrived>> arrived = new LinkedHashMap<>();
    /** Those whose file for that cannot be used, which was said once. */
    private final Set<Path> unusable = new HashSet<>();
    private long taken;
    private long known;
    private long aside;
    private volatile Counts counts;
    private volatile boolean ended;
    /** Somebody wants to know whose twins there are. */
    private volatile boolean asked;
    private volatile Throwable failure;

    /**
     * How twins are kept.
     *
     * @param estimator how parameters are corrected
     * @param method its name, which is kept with predictions
     * @param software names and versions of what computes
     * @param level which level of a topic is the patient's pseudonym, from 0; negative if none is
     * @param mostWaiting messages in the journal, from which on they are all taken before more are let in
     * @param mostOpen states, observations and predictions of the twins that are open, together
     * @param news coupled twins learn what moves what others say by more, standard deviations
     * @param problems is told why twins that are coupled do not learn from each other, which twins have left the runs of their cases, and
     *            which have observations of what nobody here knows, on the thread that runs the keeper
     */
    public record Settings(Estimator estimator, String method, List<String> software, int level, int mostWaiting, int mostOpen,
            double news, Consumer<Diagnostic> problems) {

        /** The same limits for everybody: about 100 MB. */
        public Settings(Estimator estimator, String method, List<String> software, int level, Consumer<Diagnostic> problems) {
            this(estimator, method, software, level, 4000, 60_000, NEWS, problems);
        }
    }

    /**
     * What happened since it was opened.
     *
     * @param received messages
     * @param taken observations that are new in their twin, and withdrawals of observations
     * @param known observations that were there already
     * @param quarantined messages and observations that were put aside
     * @param learned how often a twin has begun again with what coupled twins have observed
     * @param waiting messages that are safe and not in their twins yet
     * @param untold twins of which coupled twins have still to learn
     * @param twins in the folder
     * @param open twins in memory
     */
    public record Counts(long received, long taken, long known, long quarantined, long learned, int waiting, int untold, int twins,
            int open) {
    }

    /** The observations of a message about one patient. */
    record Item(Journal.Entry message, List<ObservationFile.Row> rows) {
    }

    private Keeper(Path folder, Settings settings, LongSupplier clock, TwinLock lock) throws IOException {
        this.folder = folder;
        this.settings = settings;
        this.clock = clock;
        this.lock = lock;
        this.quarantine = Quarantine.in(folder);
        this.index = new TwinIndex(folder);
        this.journal = Journal.open(folder.resolve("messages.journal"), waiting);
        waiting.forEach(e -> waitingBytes += e.payload().length);
        tell();
    }

    /** @throws InputException if there is no such folder, or another keeps its twins */
    public static Keeper open(Path folder, Settings settings) throws IOException {
        return open(folder, settings, System::currentTimeMillis);
    }

    /**
     * How many twins a folder has; it is only looked at.
     *
     * @throws InputException if there is no such folder
     */
    public static int twins(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw Texts.refuse("folder.none", folder);
        }
        return new TwinIndex(folder).size();
    }

    /** @param clock ms since 1970 */
    static Keeper open(Path folder, Settings settings, LongSupplier clock) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw Texts.refuse("folder.none", folder);
        }
        TwinLock lock = TwinLock.of(folder.resolve("twins"), Duration.ZERO, Monitor.NONE);
        try {
            return new Keeper(folder, settings, clock, lock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /**
     * Hands a message over, and waits while there are too many; on any thread.
     *
     * @return whether it will be seen to; not if the keeper has ended
     */
    public boolean offer(Arrival message) throws InterruptedException {
        while (!ended) {
            if (queue.offer(message, IDLE_MILLIS, TimeUnit.MILLISECONDS)) {
                return true;
            }
        }
        return false;
    }

    /** The pseudonyms of those who have twins here, as they were some seconds ago; on any thread. */
    public Set<String> patients() {
        asked = true;
        return index.patients();
    }

    /** What happened so far; on any thread. */
    public Counts counts() {
        return counts;
    }

    /**
     * Takes messages until it is told to stop; what was promised is then saved or in the journal. Messages go on being written down in a
     * thread of their own while twins are read and saved.
     *
     * @param monitor asks to stop, which is answered within a second, or {@value #STOP_SECONDS} where many twins have to be saved
     * @throws IOException if something cannot be written: nothing is lost, since what is not on the disk was promised to nobody
     */
    public void run(Monitor monitor) throws IOException {
        Thread intake = new Thread(this::intake, "messages of " + folder);
        intake.start();
        try {
            while (!monitor.isCancelled() && failure == null) {
                step(monitor);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended = true;
            join(intake);
        }
        switch (failure) {
            case null -> {
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
                if (save(end, Monitor.NONE)) {
                    Monitor stop = Monitor.until(() -> System.nanoTime() - end > 0);
                    again(stop);
                    learn(stop);
                }
            }
            case IOException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(failure);
        }
    }

    private static void join(Thread t) {
        try {
            t.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes down what comes, as long as not too much waits. */
    private void intake() {
        try {
            while (!ended) {
                Arrival first = isFull() ? null : queue.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    List<Arrival> batch = new ArrayList<>(List.of(first));
                    queue.drainTo(batch, MOST_AT_ONCE);
                    accept(batch);
                } else if (isFull()) {
                    Thread.sleep(PAUSE_MILLIS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
        }
    }

    private boolean isFull() {
        synchronized (gate) {
            return waiting.size() + unsaved >= settings.mostWaiting
                    || waitingBytes + unsavedBytes >= (long) settings.mostWaiting * MEAN_BYTES;
        }
    }

    private void step(Monitor monitor) throws IOException, InterruptedException {
        List<Journal.Entry> now = List.of();
        boolean full = isFull();
        synchronized (gate) {
            if (waiting.size() == deferred) {
                gate.wait(IDLE_MILLIS);
            }
            long t = System.nanoTime();
            if (!waiting.isEmpty() && (full || t - newest > PAUSE_MILLIS * 1_000_000 || t - oldest > OLDEST_NANOS)) {
                now = new ArrayList<>(waiting);
            } else if (!waiting.isEmpty()) {
                gate.wait(PAUSE_MILLIS);
            }
        }
        if (!now.isEmpty()) {
            apply(now, monitor);
        } else if (asked && System.nanoTime() - scannedAt > SCAN_NANOS) {
            scan();
        }
        long since = changedSince < 0 ? 0 : System.nanoTime() - changedSince;
        if (full || since > (now.isEmpty() ? SAVE_NANOS : SAVE_BUSY_NANOS)) {
            save(Long.MAX_VALUE, monitor);
        }
        if (!late.isEmpty() && System.nanoTime() - againAt > AGAIN_NANOS && save(Long.MAX_VALUE, monitor)) {
            again(monitor);
        }
        if (!untold.isEmpty() && System.nanoTime() - learnedAt > LEARN_NANOS && save(Long.MAX_VALUE, monitor)) {
            learn(monitor);
        }
        if (deferred > 0) {
            // of twins that others are adding to
            Thread.sleep(IDLE_MILLIS);
        }
    }

    /** Writes messages down, and tells their senders. */
    private void accept(List<Arrival> batch) throws IOException {
        long now = clock.getAsLong();
        List<Journal.Entry> entries = batch.stream().map(a -> new Journal.Entry(now, a.topic(), kept(a.payload()))).toList();
        synchronized (gate) {
            journal.append(entries);
            newest = System.nanoTime();
            oldest = waiting.size() == deferred ? newest : oldest;
            waiting.addAll(entries);
            entries.forEach(e -> waitingBytes += e.payload().length);
            received += entries.size();
            tell();
            gate.notifyAll();
        }
        batch.forEach(Arrival::acknowledge);
    }

    /** Of a message that is too long to be taken, as much as tells that it is. */
    private static byte[] kept(byte[] payload) {
        return payload.length <= Message.MOST_BYTES ? payload : Arrays.copyOf(payload, Message.MOST_BYTES + 1);
    }

    /** Takes messages into the twins, one twin after the other. */
    private void apply(List<Journal.Entry> messages, Monitor monitor) throws IOException {
        Set<Journal.Entry> left = identities();
        Map<String, List<Item>> patients = new LinkedHashMap<>();
        for (Journal.Entry e : messages) {
            Map<String, List<ObservationFile.Row>> rows = new LinkedHashMap<>();
            try {
                for (ObservationFile.Row r : Message.rows(e.topic(), e.payload(), settings.level)) {
                    rows.computeIfAbsent(r.texts().get("patient"), p -> new ArrayList<>()).add(r);
                }
            } catch (InputException x) {
                unread(e, x.diagnostic());
            }
            rows.forEach((p, r) -> patients.computeIfAbsent(p, k -> new ArrayList<>()).add(new Item(e, r)));
        }
        if (System.nanoTime() - scannedAt > SCAN_NANOS || patients.keySet().stream().anyMatch(p -> index.of(p).isEmpty())) {
            scan();
        }
        for (Map.Entry<String, List<Item>> p : patients.entrySet()) {
            if (monitor.isCancelled() || !take(p.getKey(), p.getValue())) {
                p.getValue().forEach(i -> left.add(i.message));
            }
        }
        Set<Journal.Entry> done = identities();
        done.addAll(messages);
        done.removeAll(left);
        synchronized (gate) {
            waiting = new ArrayList<>(waiting.stream().filter(e -> !done.contains(e)).toList());
            long bytes = done.stream().mapToLong(e -> e.payload().length).sum();
            waitingBytes -= bytes;
            unsavedBytes += bytes;
            unsaved += done.size();
            deferred = left.size();
            oldest = System.nanoTime();
            tell();
        }
    }

    private void scan() throws IOException {
        index.scan();
        scannedAt = System.nanoTime();
        asked = false;
        tell();
    }

    private static Set<Journal.Entry> identities() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    /** @return false while another adds to one of the patient's twins */
    private boolean take(String patient, List<Item> items) throws IOException {
        Map<Path, List<Item>> files = new LinkedHashMap<>();
        for (Item i : items) {
            Map<Path, List<ObservationFile.Row>> rows = new LinkedHashMap<>();
            for (ObservationFile.Row r : i.rows) {
                try {
                    if (!r.text(Message.REFUSED).isEmpty()) {
                        throw Texts.refuse("message.refused", r.text(Message.REFUSED));
                    }
                    Path file = index.file(patient, r).orElseThrow(() -> Texts.refuse("message.no-twin", Message.shortened(patient)));
                    rows.computeIfAbsent(file, f -> new ArrayList<>()).add(r);
                } catch (InputException e) {
                    putAside(i.message, Optional.of(r), e.diagnostic());
                    arrived(folder, new Aside.Arrived(List.of(Aside.other(new Intake.Quarantined(r, e.diagnostic()), patient)), List.of(),
                            ""));
                }
            }
            rows.forEach((f, r) -> files.computeIfAbsent(f, k -> new ArrayList<>()).add(new Item(i.message, r)));
        }
        boolean all = true;
        for (Map.Entry<Path, List<Item>> f : files.entrySet()) {
            all &= take(f.getKey(), f.getValue());
        }
        return all;
    }

    private boolean take(Path file, List<Item> items) throws IOException {
        OpenTwin before = open.get(file);
        Optional<OpenTwin> twin;
        try {
            twin = OpenTwin.open(file, before);
        } catch (InputException | FileSystemException e) {
            if (Files.exists(file)) {
                // such as a folder that is not for us to write in: that is this twin's trouble alone
                putAside(file, items, e instanceof InputException x ? x.diagnostic() : failed(file, items, e));
                return true;
            }
            // it has gone since we looked, perhaps to another place: judged anew with what comes next
            open.remove(file);
            weight -= before == null ? 0 : before.weight();
            index.scan();
            return false;
        }
        return twin.isPresent() && take(file, twin.get(), before, items);
    }

    private boolean take(Path file, OpenTwin t, OpenTwin before, List<Item> items) throws IOException {
        put(file, t, before);
        int had = t.weight();
        try {
            List<Intake.Result> results = items.stream().map(t::take).toList();
            t.follow(settings, AGAIN_AT_ONCE, Monitor.NONE);
            if (t.isLate()) {
                items.forEach(i -> late.merge(file, i.message, Keeper::shorter));
            } else {
                late.remove(file);
            }
            sayBeyond(file, t);
            for (int i = 0; i < items.size(); i++) {
                count(file, t, items.get(i), results.get(i));
            }
        } catch (RuntimeException e) {
            singly(file, t, items);
            return true;
        } finally {
            weight += t.weight() - had;
        }
        changed(file);
        shrink(file);
        return true;
    }

    /**
     * No solver is asked while messages come: where a twin has left the runs of its case, that is said, once until it leaves them by
     * something else.
     */
    private void sayBeyond(Path file, OpenTwin t) {
        List<String> now = t.beyondRuns();
        List<String> said = now.isEmpty() ? beyond.remove(file) : beyond.put(file, now);
        if (!now.isEmpty() && !now.equals(said)) {
            settings.problems.accept(Diagnostic.warning(Texts.CATALOG, "twin.beyond", file.getFileName(), String.join(", ", now)));
        }
    }

    private void put(Path file, OpenTwin t, OpenTwin before) {
        open.put(file, t);
        if (t != before) {
            FollowUpResult.strange(List.of(t.twin())).filter(d -> !d.text("en").equals(strange.put(file, d.text("en")))).ifPresent(d ->
                    settings.problems.accept(Diagnostic.warning(Texts.CATALOG, "twin.strange", file.getFileName(), d)));
        }
        weight += t == before ? 0 : t.weight() - (before == null ? 0 : before.weight());
    }

    private void changed(Path file) {
        changedSince = changedSince < 0 ? System.nanoTime() : changedSince;
        changedFolders.add(file.toAbsolutePath().getParent());
    }

    /** One of these cannot be taken: all of them are, one after the other, beginning at the file, and saved one by one, but this one. */
    private void singly(Path file, OpenTwin broken, List<Item> items) throws IOException {
        List<Item> all = new ArrayList<>(broken.unsaved());
        items.stream().filter(i -> !all.contains(i)).forEach(all::add);
        open.remove(file);
        weight -= broken.weight();
        OpenTwin t = broken;
        try {
            t = t.again();
            for (Item i : all) {
                Intake.Result r;
                try {
                    r = t.take(i);
                    t.follow(settings, Integer.MAX_VALUE, Monitor.NONE);
                } catch (RuntimeException e) {
                    putAside(file, List.of(i), e instanceof InputException x ? x.diagnostic() : failed(file, List.of(i), e));
                    t = t.again();
                    continue;
                }
                t.write();
                changed(file);
                if (items.contains(i)) {
                    count(file, t, i, r);
                }
            }
        } finally {
            t.release();
        }
    }

    /** What failed, in words of ours: the twin's file, what was to be taken, and what kind of fault it was. */
    private static Diagnostic failed(Path file, List<Item> items, Exception e) {
        if (e instanceof FileSystemException) {
            return Diagnostic.error(Texts.CATALOG, "message.file", file);
        }
        return Diagnostic.error(Texts.CATALOG, "message.failed", file.getFileName(), items.stream().flatMap(i -> i.rows().stream()).map(r ->
                Message.shortened((r.text("observable") + " " + r.text("value") + " " + r.text("unit")).strip() + ", " + r.text("time")))
                .collect(Collectors.joining("; ")), e.getClass().getSimpleName());
    }

    private void count(Path file, OpenTwin t, Item item, Intake.Result r) throws IOException {
        taken += r.added();
        known += r.known();
        // one that is known may have come before a process was killed
        if (r.added() + r.known() > 0 && (index.group(file).size() > 1 || !t.twin().getCouplings().isEmpty())) {
            untold.merge(file, item.message, Keeper::shorter);
        }
        r.side().ifPresent(o -> settings.problems.accept(Diagnostic.warning(Texts.CATALOG, "twin.side", file.getFileName(), Histories.side(
                t.twin()).<Object>map(Histories::sideSaid).orElse(""), o.getDefinition())));
        for (Intake.Quarantined q : r.quarantined()) {
            putAside(item.message, Optional.of(q.row()), q.reason());
        }
        arrived(file, new Aside.Arrived(r.quarantined().stream().map(Aside::row).toList(), r.taken(), ""));
        // what came for a twin that was not there yet
        arrived(folder, new Aside.Arrived(List.of(), r.taken(), t.twin().getPseudonym()));
    }

    private void arrived(Path of, Aside.Arrived what) {
        if (!what.aside().isEmpty() || !what.taken().isEmpty()) {
            arrived.computeIfAbsent(of, f -> new ArrayList<>()).add(what);
        }
    }

    /**
     * Writes down what waits for a person and what has come right, beside the twins and for the folder: a message that is taken again
     * after a crash says the same again, which is there once.
     *
     * @return false where another is at one of these files: that is written later, and the journal forgets nothing until then
     */
    private boolean remember() throws IOException {
        for (Path of : List.copyOf(arrived.keySet())) {
            try {
                if (!Aside.remember(of, arrived.get(of), Instant.ofEpochMilli(clock.getAsLong()))) {
                    continue;
                }
                changedFolders.add(Aside.beside(of).toAbsolutePath().getParent());
            } catch (InputException | FileSystemException e) {
                // it is in the quarantine, which was said
                if (unusable.add(of)) {
                    settings.problems.accept(e instanceof InputException x ? x.diagnostic() : failed(Aside.beside(of), List.of(), e));
                }
            }
            arrived.remove(of);
        }
        return arrived.isEmpty();
    }

    private static Journal.Entry shorter(Journal.Entry a, Journal.Entry b) {
        return a.payload().length <= b.payload().length ? a : b;
    }

    /** What its twin could not take. */
    private void putAside(Path file, List<Item> items, Diagnostic reason) throws IOException {
        for (Item i : items) {
            for (ObservationFile.Row r : i.rows) {
                putAside(i.message, Optional.of(r), reason);
                arrived(file, new Aside.Arrived(List.of(Aside.row(new Intake.Quarantined(r, reason))), List.of(), ""));
            }
        }
    }

    /** What is no message: of the twin of the patient whose topic it came by, where there is one and no other. */
    private void unread(Journal.Entry message, Diagnostic reason) throws IOException {
        putAside(message, Optional.empty(), reason);
        String patient = Message.patient(message.topic(), settings.level);
        List<Path> twins = index.of(patient);
        Path of = twins.size() == 1 ? twins.getFirst() : folder;
        arrived(of, new Aside.Arrived(List.of(Aside.unread(Message.shortened(message.topic()), new String(message.payload(),
                StandardCharsets.UTF_8), reason, of.equals(folder) ? Message.shortened(patient) : "")), List.of(), ""));
    }

    private void putAside(Journal.Entry message, Optional<ObservationFile.Row> row, Diagnostic reason) throws IOException {
        if (quarantine.add(message, row, reason)) {
            aside++;
        }
        changedSince = changedSince < 0 ? System.nanoTime() : changedSince;
    }

    /** Closes the twins that were used least lately, until the rest is small enough. */
    private void shrink(Path except) throws IOException {
        while (weight > settings.mostOpen && open.size() > 1) {
            Path oldest = open.keySet().iterator().next();
            if (oldest.equals(except)) {
                return;
            }
            OpenTwin t = open.remove(oldest);
            weight -= t.weight();
            if (!t.unsaved().isEmpty()) {
                t.save();
            }
            t.release();
        }
    }

    /**
     * Saves every twin that has changed, and then lets the journal forget what is in them.
     *
     * @param end when to leave it, {@link System#nanoTime()}: the journal then forgets nothing
     * @param monitor the same when it asks to stop
     * @return whether all are saved
     */
    private boolean save(long end, Monitor monitor) throws IOException {
        for (OpenTwin t : open.values()) {
            if (monitor.isCancelled() || end != Long.MAX_VALUE && System.nanoTime() - end > 0) {
                return false;
            }
            if (!t.unsaved().isEmpty()) {
                t.save();
            } else {
                t.release();
            }
        }
        quarantine.force();
        if (!remember()) {
            return false;
        }
        changedSince = -1;
        forget();
        return true;
    }

    /** Lets the journal forget what is in the files, and what has been learned of it. */
    private void forget() throws IOException {
        for (Path f : changedFolders) {
            force(f);
        }
        changedFolders.clear();
        synchronized (gate) {
            Set<Journal.Entry> kept = identities();
            List<Journal.Entry> rest = new ArrayList<>(untold.values().stream().filter(kept::add).toList());
            late.values().stream().filter(kept::add).forEach(rest::add);
            waiting.stream().filter(kept::add).forEach(rest::add);
            journal.retain(rest);
            if (rest.isEmpty()) {
                quarantine.turn(Instant.ofEpochMilli(clock.getAsLong()));
            }
            unsaved = 0;
            unsavedBytes = 0;
            tell();
        }
    }

    /**
     * Lets twins to which something came in late begin again before it, and then lets the journal forget that. All twins must be saved.
     *
     * @param monitor asks to leave it: what is late is then taken later
     */
    private void again(Monitor monitor) throws IOException {
        for (Path file : List.copyOf(late.keySet())) {
            if (monitor.isCancelled()) {
                break;
            }
            OpenTwin before = open.get(file);
            try {
                Optional<OpenTwin> twin = OpenTwin.open(file, before);
                if (twin.isEmpty()) {
                    // another adds to it: later
                    continue;
                }
                OpenTwin t = twin.get();
                put(file, t, before);
                int had = t.weight();
                try {
                    t.follow(settings, Integer.MAX_VALUE, monitor);
                    t.save();
                } finally {
                    weight += t.weight() - had;
                }
                changedFolders.add(file.toAbsolutePath().getParent());
                sayBeyond(file, t);
                late.remove(file);
                shrink(file);
            } catch (CancellationException e) {
                drop(file);
            } catch (RuntimeException | FileSystemException e) {
                drop(file);
                late.remove(file);
                if (Files.exists(file)) {
                    settings.problems.accept(Diagnostic.warning(Texts.CATALOG, "twin.late", file.getFileName(), e instanceof InputException
                            x ? x.diagnostic() : failed(file, List.of(), e)));
                }
            }
        }
        againAt = System.nanoTime();
        forget();
    }

    /** What is in memory of it may be half of what it should be: it is read again from its file. */
    private void drop(Path file) throws IOException {
        OpenTwin t = open.remove(file);
        if (t != null) {
            weight -= t.weight();
            t.release();
        }
    }

    /**
     * Lets coupled twins learn of those that have taken something, each group by itself, and then lets the journal forget that. All
     * twins must be saved.
     *
     * @param monitor asks to leave it: what is not learned is then learned later
     */
    private void learn(Monitor monitor) throws IOException {
        index.scan();
        Set<Path> done = new HashSet<>();
        for (Path file : List.copyOf(untold.keySet())) {
            if (monitor.isCancelled()) {
                break;
            }
            List<Path> group = index.group(file);
            if (!done.contains(file) && (group.size() < 2 || learn(group, monitor))) {
                done.addAll(group);
            }
        }
        learnedAt = System.nanoTime();
        untold.keySet().removeAll(done);
        forget();
    }

    /** @return whether they have, and are saved */
    private boolean learn(List<Path> group, Monitor monitor) throws IOException {
        List<OpenTwin> members = new ArrayList<>();
        int had = 0;
        try {
            for (Path p : group) {
                OpenTwin before = open.get(p);
                Optional<OpenTwin> t = OpenTwin.open(p, before);
                if (t.isEmpty()) {
                    // another adds to it: later
                    release(members);
                    return false;
                }
                put(p, t.get(), before);
                had += t.get().weight();
                members.add(t.get());
            }
            TwinNetwork network = new TwinNetwork(members.stream().map(OpenTwin::twin).toList());
            Map<String, OpenTwin> byId = members.stream().collect(Collectors.toMap(t -> t.twin().getId(), Function.identity()));
            Map<OpenTwin, Integer> states = new IdentityHashMap<>();
            members.forEach(t -> states.put(t, t.twin().getStates().size()));
            TwinNetwork.Result r = network.update(settings.estimator, settings.method, settings.software, Instant.ofEpochMilli(clock
                    .getAsLong()), settings.news, monitor);
            for (TwinNetwork.Updated u : r.order()) {
                OpenTwin t = byId.get(u.twin());
                if (t.twin().getStates().size() > states.get(t)) {
                    t.save();
                    changedFolders.add(t.file().toAbsolutePath().getParent());
                }
                learned += u.state().isPresent() ? 1 : 0;
            }
            release(members);
            weight += members.stream().mapToInt(OpenTwin::weight).sum() - had;
            troubles.remove(group.getFirst());
        } catch (CancellationException e) {
            drop(members, had);
            return false;
        } catch (RuntimeException | FileSystemException e) {
            drop(members, had);
            Diagnostic reason = e instanceof InputException x ? x.diagnostic() : e instanceof FileSystemException
                    ? failed(group.getFirst(), List.of(), e) : Diagnostic.error(Texts.CATALOG, "coupling.fault", e.getClass()
                            .getSimpleName());
            if (!reason.text("en").equals(troubles.put(group.getFirst(), reason.text("en")))) {
                settings.problems.accept(Diagnostic.warning(Texts.CATALOG, "coupling.failed", group.stream().map(p -> p.getFileName()
                        .toString()).collect(Collectors.joining(", ")), reason));
            }
            return false;
        }
        shrink(group.getLast());
        return true;
    }

    private static void release(List<OpenTwin> twins) throws IOException {
        for (OpenTwin t : twins) {
            t.release();
        }
    }

    /** What is in memory of these may be half of what it should be: it is read again from their files. */
    private void drop(List<OpenTwin> twins, int had) throws IOException {
        release(twins);
        twins.forEach(t -> open.remove(t.file()));
        weight -= had;
    }

    /** That a file has taken another's place is in its folder, which has to be on the disk, too. */
    static void force(Path folder) {
        try (FileChannel c = FileChannel.open(folder, StandardOpenOption.READ)) {
            c.force(true);
        } catch (IOException e) {
            // not every system opens folders; those that do not order such changes themselves
            return;
        }
    }

    private void tell() {
        counts = new Counts(received, taken, known, aside, learned, waiting.size() + queue.size(), untold.size(), index.size(),
                open.size());
    }

    /** Lets go of the folder. What {@link #run} has not saved stays in the journal. */
    @Override
    public void close() throws IOException {
        ended = true;
        try {
            for (OpenTwin t : open.values()) {
                t.release();
            }
            quarantine.close();
            journal.close();
        } finally {
            lock.close();
        }
    }
}
