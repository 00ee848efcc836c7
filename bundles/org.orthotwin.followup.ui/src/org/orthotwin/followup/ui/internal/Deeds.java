/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.orthotwin.calibration.Calibration;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Timestamps;
import org.orthotwin.followup.Aside;
import org.orthotwin.followup.AlertLog;
import org.orthotwin.followup.Belief;
import org.orthotwin.followup.Estimators;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Histories;
import org.orthotwin.followup.Intake;
import org.orthotwin.followup.ObservationFile;
import org.orthotwin.followup.Observables;
import org.orthotwin.followup.TwinFile;
import org.orthotwin.followup.VisitSchedule;
import org.orthotwin.followup.Withdrawals;
import org.orthotwin.followup.stream.FolderIntake;
import org.orthotwin.followup.stream.TwinIndex;
import org.orthotwin.interop.fhir.FhirCodes;
import org.orthotwin.interop.fhir.FhirReader;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.TwinState;
import org.orthotwin.report.FollowUpReport;
import org.orthotwin.report.Report;
import org.orthotwin.simulation.Case;
import org.orthotwin.simulation.WorkFolder;
import org.orthotwin.ui.ResultFolders;
import org.orthotwin.ui.UiLanguage;

/**
 * What the workbench does to a twin's files, the same as the verbs of the command line do; who adds to them holds the twin's lock while it
 * does.
 */
final class Deeds {

    /** What is typed in comes from here, as on the command line. */
    static final String MANUAL = "manual";
    /** What sources of FHIR files are called that have no identifier of their own. */
    private static final String FHIR = "fhir";
    /** Of the chains in a report, as on the command line. */
    static final long SEED = 1;

    private Deeds() {
    }

    /**
     * What became of observations.
     *
     * @param beside what met a value of the same day from another source
     * @param left what FHIR had that is no observation of ours, by its name
     * @param others what is of other patients; nothing of it has been taken or kept
     * @param here whether some of these have a twin in the same folder
     */
    record Taken(int taken, int known, List<Intake.Quarantined> aside, List<Intake.Beside> beside, Map<String, Integer> left,
            Given others, boolean here) {

        /** Those of the known ones that another source had told already. */
        List<Intake.Beside> same() {
            return beside.stream().filter(b -> !b.counts()).toList();
        }
    }

    /**
     * What is in a file of observations.
     *
     * @param aside what could not be read
     * @param origin what the source is called where the rows do not say
     * @param left what FHIR had that is no observation of ours, by its name
     */
    record Given(List<ObservationFile.Row> rows, List<Intake.Quarantined> aside, String origin, Map<String, Integer> left) {

        private static final Given NOTHING = new Given(List.of(), List.of(), "", Map.of());

        /** @param many whether there may be as many rows as a folder of patients has */
        static Given of(Path file, boolean many, Monitor monitor) throws IOException {
            if (FhirReader.isFhir(file)) {
                FhirReader reader = new FhirReader(FhirCodes.known(), FHIR);
                reader.read(file, monitor);
                return new Given(reader.rows(), reader.quarantined(), FHIR, reader.left());
            }
            List<Intake.Quarantined> aside = new ArrayList<>();
            List<ObservationFile.Row> rows = many ? ObservationFile.readMany(file, aside, monitor) : ObservationFile.read(file, aside,
                    monitor);
            return new Given(rows, aside, file.getFileName().toString(), Map.of());
        }

        /** The rows that say that they are of a patient for whom something holds. */
        private Given of(Predicate<String> patient) {
            return new Given(rows.stream().filter(r -> patient.test(r.text("patient"))).toList(), aside.stream().filter(q -> patient.test(q
                    .row().text("patient"))).toList(), origin, left);
        }

        /** Whose rows these are, with how many there are of each. */
        SortedMap<String, Integer> patients() {
            SortedMap<String, Integer> all = new TreeMap<>();
            Stream.concat(rows.stream(), aside.stream().map(Intake.Quarantined::row)).forEach(r -> all.merge(r.text("patient"), 1,
                    Integer::sum));
            return all;
        }
    }

    /**
     * As {@code observe add} for a patient of whom there is no twin yet, then {@code follow}: begins its file.
     *
     * @param rows what is known at the beginning, such as the operation
     * @throws InputException if something of it cannot be; then there is no file
     * @throws IllegalArgumentException if there is a file already
     */
    static Path begin(Path file, String patient, List<ObservationFile.Row> rows, Monitor monitor) throws IOException {
        if (Files.exists(file)) {
            throw new IllegalArgumentException(Texts.text("begin.exists", file));
        }
        try (TwinFile twin = TwinFile.openOrBegin(file, patient, monitor)) {
            Intake.Result r = Intake.take(twin.twin(), rows, Optional.of(patient), MANUAL, Timestamps.now());
            if (!r.quarantined().isEmpty()) {
                throw new InputException(r.quarantined().getFirst().reason());
            }
            absorb(twin, monitor);
            twin.save();
        }
        return file;
    }

    /** The same for one, which counts once. */
    static Taken add(Path file, ObservationFile.Row row, Monitor monitor) throws IOException {
        return add(file, List.of(row), false, monitor);
    }

    /**
     * As {@code observe add} for each of them, then {@code follow}.
     *
     * @param both whether equal values of one day from several sources are so many observations
     * @throws InputException if none of them can be taken
     */
    static Taken add(Path file, List<ObservationFile.Row> rows, boolean both, Monitor monitor) throws IOException {
        try (TwinFile twin = TwinFile.open(file, monitor)) {
            Intake.Result r = Intake.take(twin.twin(), rows, Optional.of(twin.twin().getPseudonym()), MANUAL, Timestamps.now(), both,
                    Texts.text("task.take"), monitor);
            if (r.quarantined().size() == rows.size()) {
                throw new InputException(r.quarantined().getFirst().reason());
            }
            return keep(twin, r, List.of(), Map.of(), monitor);
        }
    }

    /**
     * As {@code observe import}, then {@code follow}. A table that says of none of its rows whose they are is of the twin that is open.
     *
     * @param observations CSV, JSON, or FHIR as JSON
     * @param patient whose they are where the file does not say; empty where a file that says it somewhere must say it everywhere
     */
    static Taken take(Path file, Path observations, Optional<String> patient, Monitor monitor) throws IOException {
        return take(file, observations, patient, false, monitor);
    }

    /**
     * The same.
     *
     * @param both whether equal values of one day from several sources are so many observations
     */
    static Taken take(Path file, Path observations, Optional<String> patient, boolean both, Monitor monitor) throws IOException {
        Given all = Given.of(observations, false, monitor);
        boolean named = all.origin.equals(FHIR) || all.rows.stream().anyMatch(r -> !r.text("patient").isEmpty());
        try (TwinFile twin = TwinFile.open(file, monitor)) {
            String own = String.valueOf(twin.twin().getPseudonym());
            Given others = all.of(p -> !p.isEmpty() && !p.equals(own));
            SortedMap<String, Integer> whoElse = others.patients();
            boolean here = !whoElse.isEmpty() && whoElse.keySet().stream().anyMatch(new TwinIndex(folderOf(file)).patients()::contains);
            // what is of others alone is the wrong file, if nobody else's here
            Given mine = here || others.rows.size() < all.rows.size() ? all.of(p -> p.isEmpty() || p.equals(own)) : all;
            Optional<String> whose = named ? patient : patient.or(() -> Optional.ofNullable(twin.twin().getPseudonym()));
            Taken taken = keep(twin, Intake.take(twin.twin(), mine.rows, whose, all.origin, Timestamps.now(), both, Texts.text(
                    "task.take"), monitor), mine.aside, all.left, monitor);
            return mine == all ? taken : new Taken(taken.taken, taken.known, taken.aside, taken.beside, taken.left, others, here);
        }
    }

    private static Path folderOf(Path file) {
        return file.toAbsolutePath().getParent();
    }

    /**
     * What a folder of twins has taken.
     *
     * @param begun twins that were begun
     * @param others how many of the rows that were put aside are of no twin: they wait in the folder
     */
    record TakenByFolder(List<Path> begun, int taken, int known, List<Intake.Quarantined> aside, int others, Map<String, Integer> left) {
    }

    /**
     * As {@code observe import} into a folder of twins, with or without {@code --begin}, then {@code follow} of those that took something.
     */
    static TakenByFolder takeAll(Path folder, Path observations, boolean begin, Monitor monitor) throws IOException {
        Files.createDirectories(folder);
        return takeAll(folder, Given.of(observations, true, monitor), begin, monitor);
    }

    /** The same of what was read already. */
    static TakenByFolder takeAll(Path folder, Given given, boolean begin, Monitor monitor) throws IOException {
        FolderIntake.Result r = new FolderIntake(folder, new FolderIntake.Options(Optional.empty(), given.origin, begin, false,
                false)).take(
                given.rows, given.aside, Timestamps.now(), Texts.text("task.take"), f -> absorb(f, Monitor.until(monitor::isCancelled)),
                t -> {
                    // all of it is told at last
                }, monitor);
        return new TakenByFolder(r.begun(), r.taken(), r.known(), r.aside(), r.others(), given.left);
    }

    /** Keeps rows of others with the folder, as {@code observe import} into it does with rows that are of no twin. */
    static Boolean keepAll(Path folder, Given given) throws IOException {
        FolderIntake.keep(folder, given.rows, given.aside, Timestamps.now());
        return true;
    }

    /**
     * As {@code observe withdraw} or {@code restore}, then {@code follow}.
     *
     * @param observation its id
     * @param withdraw whether it does not count any more, or counts again
     * @param by who says so; may be empty
     * @return ids of states that say what must be said again, since they came after
     */
    static List<String> withdraw(Path file, String observation, boolean withdraw, String why, String by, Monitor monitor)
            throws IOException {
        String who = by.isBlank() ? MANUAL : by.strip();
        try (TwinFile twin = TwinFile.open(file, monitor)) {
            Observation o = Histories.observation(twin.twin(), observation);
            if (withdraw) {
                Withdrawals.withdraw(twin.twin(), o, why, who, Timestamps.now());
            } else {
                Withdrawals.restore(twin.twin(), o, why, who, Timestamps.now());
            }
            List<String> left = Withdrawals.leftBehind(twin.twin()).stream().map(TwinState::getId).toList();
            absorb(twin, monitor);
            twin.save();
            return left;
        }
    }

    /**
     * Withdraws an observation and takes another one in its place, or nothing of both. Where that is of another observable the withdrawal
     * says which.
     *
     * @param row what it should have been
     * @throws InputException if that cannot be taken
     */
    static Integer correct(Path file, String observation, String why, ObservationFile.Row row, Monitor monitor) throws IOException {
        String by = row.text("by").isBlank() ? MANUAL : row.text("by");
        try (TwinFile twin = TwinFile.open(file, monitor)) {
            Observation wrong = Histories.observation(twin.twin(), observation);
            String reason = row.text("observable").equals(wrong.getDefinition()) ? why : Texts.text("correct.meant", why, Observables.find(
                    row.text("observable")).map(d -> d.name(UiLanguage.code())).orElse(row.text("observable")));
            Withdrawals.withdraw(twin.twin(), wrong, reason, by, Timestamps.now());
            Intake.Result r = Intake.take(twin.twin(), List.of(row), Optional.of(twin.twin().getPseudonym()), MANUAL, Timestamps.now(),
                    true, Texts.text("task.take"), monitor);
            if (!r.quarantined().isEmpty()) {
                throw new InputException(r.quarantined().getFirst().reason());
            }
            if (r.taken().isEmpty()) {
                throw new IllegalArgumentException(Texts.text("correct.same"));
            }
            absorb(twin, monitor);
            twin.save();
            return r.taken().size();
        }
    }

    private static Taken keep(TwinFile twin, Intake.Result r, List<Intake.Quarantined> aside, Map<String, Integer> left, Monitor monitor)
            throws IOException {
        if (r.added() > 0) {
            absorb(twin, monitor);
            twin.save();
        }
        List<Intake.Quarantined> all = new ArrayList<>(aside);
        all.addAll(r.quarantined());
        Aside.remember(twin.path(), twin.twin(), all, r.taken(), Timestamps.now());
        return new Taken(r.added() - r.derived(), r.known(), all, r.beside(), left, Given.NOTHING, false);
    }

    private static List<TwinState> absorb(TwinFile twin, Monitor monitor) {
        return FollowUp.canFollow(twin.twin()) ? new FollowUp(twin.twin()).absorb(Estimators.standard(), Reading.ESTIMATOR,
                Reading.software(),
                Texts.text("task.follow"), monitor) : List.of();
    }

    /** As {@code follow}: takes what the file's states do not know yet. Gives the number of states that were added. */
    static Integer follow(Path file, Monitor monitor) throws IOException {
        try (TwinFile twin = TwinFile.open(file, monitor)) {
            List<TwinState> added = absorb(twin, monitor);
            if (!added.isEmpty()) {
                twin.save();
            }
            return added.size();
        }
    }

    /**
     * As {@code calibrate}.
     *
     * @param scenario file of the case that was carried out, with its distributions
     * @param threads how many may be used
     */
    static Calibration.Result calibrate(Path file, Path scenario, int threads, Monitor monitor) throws IOException {
        try (TwinFile twin = TwinFile.open(file, monitor)) {
            if (!FollowUp.canFollow(twin.twin())) {
                throw new IllegalArgumentException(Texts.text("follow.no-joint"));
            }
            absorb(twin, monitor);
            Calibration c = new Calibration(twin.twin(), Case.load(scenario), List.of(), new Calibration.Options(scenario.toString(),
                    Optional.empty(), List.of(), false, List.of(), Optional.empty(), Optional.empty(), UiLanguage.code()), threads,
                    monitor);
            Calibration.Result r = c.run(Estimators.standard(), Reading.ESTIMATOR, Timestamps.now(), Reading.software(),
                    (there, all) -> Texts.text("task.calibrate", all), monitor);
            twin.save();
            return r;
        }
    }

    /** As {@code twin branch}. What was observed after that state is taken again. Gives the id of the first state of the branch. */
    static String branch(Path file, String from, String reason, Map<String, Belief.Value> values, Monitor monitor) throws IOException {
        try (TwinFile twin = TwinFile.open(file, monitor)) {
            TwinState s = Histories.branch(twin.twin(), Histories.state(twin.twin(), from), reason, new LinkedHashMap<>(values),
                    Timestamps.now(), Reading.software());
            absorb(twin, monitor);
            twin.save();
            return s.getId();
        }
    }

    /**
     * As {@code alerts --acknowledge}, {@code --snooze}, {@code --escalate} and {@code --reopen}.
     *
     * @param to whose it is now, if escalated
     */
    static AlertLog log(Path file, String alert, String action, Optional<Instant> until, String to, String by, String note,
            Monitor monitor) throws IOException {
        // the log beside the twin is read, added to and written back as the twin is
        try (TwinFile twin = TwinFile.open(file, monitor)) {
            Path log = AlertLog.beside(twin.path());
            AlertLog changed = AlertLog.read(log).with(new AlertLog.Entry(alert, action, until, to, by, note, Timestamps.now()));
            changed.write(log);
            return changed;
        }
    }

    /**
     * As {@code observe aside --settle}: rows that were put aside are asked about no more.
     *
     * @param file a twin, or a folder of twins
     * @param numbers of the rows, from 1
     * @param by who says so; may be empty
     * @return how many were settled
     */
    static Integer settle(Path file, Set<Integer> numbers, String why, String by, Monitor monitor) throws IOException {
        if (Files.isDirectory(file)) {
            return Aside.settle(file, numbers, why, by.isBlank() ? MANUAL : by.strip(), Timestamps.now()).size();
        }
        // the file beside the twin is read, added to and written back as the twin is
        try (TwinFile twin = TwinFile.open(file, monitor)) {
            return Aside.settle(twin.path(), numbers, why, by.isBlank() ? MANUAL : by.strip(), Timestamps.now()).size();
        }
    }

    /**
     * Keeps when a patient is to be seen in a file beside the twin.
     *
     * @param schedule the patient's own; empty for the usual one
     */
    static Boolean visits(Path file, Optional<VisitSchedule> schedule, Monitor monitor) throws IOException {
        try (TwinFile twin = TwinFile.open(file, monitor)) {
            if (schedule.isPresent()) {
                schedule.get().write(twin.path());
            } else {
                Files.deleteIfExists(VisitSchedule.beside(twin.path()));
            }
            return schedule.isPresent();
        }
    }

    /** Where the report of a twin is, or will be. */
    static Path page(Path file) {
        return folder(file).resolve(Report.FILE);
    }

    private static Path folder(Path file) {
        return ResultFolders.of(file).resolve(file.getFileName().toString().replaceFirst("\\.[^.]*$", ""));
    }

    /**
     * As {@code follow --out}: the report of a state with all that belongs to it. The twin itself stays as it is.
     *
     * @param state its id; empty, or one that is not there, for the current one
     * @return the page
     */
    static Path report(Path file, Optional<String> state, double runLength, int threads, Monitor monitor) throws IOException {
        Reading r = Reading.of(file, state, runLength, monitor);
        FollowUpResult shown = r.result().orElseThrow(() -> new IllegalArgumentException(Texts.text("follow.no-joint")));
        FollowUpResult result = FollowUpResult.of(shown.followUp(), shown.state(), Optional.empty(), runLength, shown.log(), shown.now(),
                SEED, monitor).with(shown.visits());
        try (WorkFolder work = WorkFolder.beside(folder(file))) {
            FollowUpReport.write(result, work.path(), file.getFileName().toString(), List.of(), UiLanguage.code(), threads, monitor);
            work.moveTo(folder(file));
        }
        return page(file);
    }
}
