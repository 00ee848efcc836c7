/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.stream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.Aside;
import org.orthotwin.followup.Intake;
import org.orthotwin.followup.ObservationFile;
import org.orthotwin.followup.TwinFile;
import org.orthotwin.model.twin.Observation;

/**
 * Takes a table of several patients into a folder of twins: each row goes to the twin of its patient, of its joint and side where there are
 * several; twins of patients who have none are begun where that is asked for.
 * What no twin takes waits in the folder ({@link Aside#OTHERS}).
 */
public final class FolderIntake {

    /**
     * How it is taken.
     *
     * @param patient whose rows are that do not say it; empty where each must
     * @param origin what the source is called where the rows do not say
     * @param begin whether twins of patients who have none are begun
     * @param both whether equal values of one day from several sources are so many observations
     * @param dry whether nothing is written
     */
    public record Options(Optional<String> patient, String origin, boolean begin, boolean both, boolean dry) {
    }

    /**
     * What a twin has taken.
     *
     * @param file held as long as it is told of it
     * @param begun whether it has just been begun
     * @param result with the rows that could not be read and are of this twin
     */
    public record Took(TwinFile file, boolean begun, Intake.Result result) {
    }

    /**
     * What became of all rows.
     *
     * @param begun files of the twins that were begun
     * @param aside all that was put aside, first what is of no twin
     * @param others how many of them are of no twin, or could be of several
     * @param known how many were there already
     */
    public record Result(List<Path> begun, List<Intake.Quarantined> aside, int others, int taken, int known) {
    }

    private final Path folder;
    private final Options options;
    private final TwinIndex index;
    private NewTwins begun = NewTwins.none();
    private final List<Intake.Quarantined> others = new ArrayList<>();
    private final Map<Path, List<ObservationFile.Row>> rows = new LinkedHashMap<>();
    private final Map<Path, List<Intake.Quarantined>> broken = new HashMap<>();

    /** @param folder is looked through as {@link TwinIndex} does */
    public FolderIntake(Path folder, Options options) throws IOException {
        this.folder = folder;
        this.options = options;
        index = new TwinIndex(folder);
    }

    /** Whose twins there are in the folder. */
    public Set<String> patients() {
        return index.patients();
    }

    /**
     * Takes rows.
     *
     * @param given rows that could be read
     * @param unread those that could not
     * @param now no observation is later
     * @param task what the monitor calls it
     * @param before what is done with a twin that has got something before it is saved
     * @param each is told of each twin, saved already
     * @throws java.util.concurrent.CancellationException if the monitor asks to stop; the twins before have taken their rows then
     */
    public Result take(List<ObservationFile.Row> given, List<Intake.Quarantined> unread, Instant now, String task,
            Consumer<TwinFile> before, Consumer<Took> each, Monitor monitor) throws IOException {
        begun = options.begin ? NewTwins.of(folder, index, given, this::whose) : NewTwins.none();
        distribute(given, unread);
        List<Intake.Quarantined> aside = new ArrayList<>();
        Map<String, List<Observation>> byPatient = new LinkedHashMap<>();
        List<Path> files = new ArrayList<>();
        int taken = 0;
        int known = 0;
        monitor.begin(task, given.size());
        for (Map.Entry<Path, List<ObservationFile.Row>> e : rows.entrySet()) {
            monitor.checkCancelled();
            Path path = e.getKey();
            List<Intake.Quarantined> own = broken.getOrDefault(path, List.of());
            try (TwinFile file = open(path, monitor)) {
                Intake.Result r = Intake.take(file.twin(), e.getValue(), Optional.of(file.twin().getPseudonym()), options.origin, now,
                        options.both, "", Monitor.until(monitor::isCancelled)).with(own);
                boolean anew = begun.patient(path).isPresent() && r.added() > 0;
                if (r.added() > 0 && !options.dry) {
                    before.accept(file);
                    file.save();
                }
                if (anew) {
                    files.add(path);
                }
                if (file.twin().getObservations().isEmpty()) {
                    // a twin of which there is no file
                    others.addAll(r.quarantined());
                } else {
                    aside.addAll(r.quarantined());
                    if (!options.dry) {
                        Aside.remember(path, file.twin(), r.quarantined(), r.taken(), now);
                    }
                }
                byPatient.computeIfAbsent(file.twin().getPseudonym(), p -> new ArrayList<>()).addAll(r.taken());
                taken += r.rows();
                known += r.known();
                each.accept(new Took(file, anew, r));
            } catch (InputException x) {
                others.addAll(own);
                e.getValue().forEach(r -> others.add(new Intake.Quarantined(r, x.diagnostic())));
            }
            monitor.worked(e.getValue().size());
        }
        if (!options.dry) {
            Aside.rememberOthers(folder, others, this::whose, byPatient, now);
        }
        aside.addAll(0, others);
        return new Result(files, aside, others.size(), taken, known);
    }

    /**
     * Keeps rows with a folder that nobody has given to the twin of their patient.
     *
     * @param given rows that could be read
     * @param unread those that could not, with their own reasons
     */
    public static void keep(Path folder, List<ObservationFile.Row> given, List<Intake.Quarantined> unread, Instant now)
            throws IOException {
        List<Intake.Quarantined> all = new ArrayList<>(unread);
        given.forEach(r -> all.add(new Intake.Quarantined(r, Texts.refuse("folder.kept", r.text("patient")).diagnostic())));
        Aside.rememberOthers(folder, all, r -> r.text("patient"), Map.of(), now);
    }

    private void distribute(List<ObservationFile.Row> given, List<Intake.Quarantined> unread) throws IOException {
        for (Intake.Quarantined q : unread) {
            try {
                Path file = file(q.row());
                rows.computeIfAbsent(file, f -> new ArrayList<>());
                broken.computeIfAbsent(file, f -> new ArrayList<>()).add(q);
            } catch (InputException e) {
                // of nobody here: named with its own reason
                others.add(q);
            }
        }
        for (ObservationFile.Row r : given) {
            try {
                rows.computeIfAbsent(file(r), f -> new ArrayList<>()).add(r);
            } catch (InputException e) {
                others.add(new Intake.Quarantined(r, e.diagnostic()));
            }
        }
    }

    private TwinFile open(Path path, Monitor monitor) throws IOException {
        Optional<String> patient = begun.patient(path).filter(p -> !Files.exists(path));
        if (options.dry) {
            return patient.isPresent() ? TwinFile.begin(path, patient.get()) : TwinFile.load(path);
        }
        return patient.isPresent() ? TwinFile.openOrBegin(path, patient.get(), monitor) : TwinFile.open(path, monitor);
    }

    private Path file(ObservationFile.Row row) throws IOException {
        String patient = whose(row);
        if (patient.isEmpty()) {
            throw Texts.refuse("folder.whose");
        }
        return index.file(patient, row).or(() -> begun.file(patient, row)).orElseThrow(() -> {
            String like = String.join(", ", index.like(patient));
            return !like.isEmpty() ? Texts.refuse("folder.like", patient, like) : options.begin ? Texts.refuse("folder.not-begun", patient,
                    TwinFile.name(patient) + TwinFile.ENDING) : Texts.refuse("folder.stranger", patient);
        });
    }

    private String whose(ObservationFile.Row row) {
        return row.text("patient").isEmpty() ? options.patient.orElse("") : row.text("patient");
    }
}
