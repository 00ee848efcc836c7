/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.stream;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.orthotwin.followup.Histories;
import org.orthotwin.followup.Observable;
import org.orthotwin.followup.ObservationFile;
import org.orthotwin.followup.Observables;
import org.orthotwin.followup.TwinFile;

/**
 * The twins that a table begins in a folder: one for each joint and side of a patient of whom the folder has none and the table has an
 * operation, done or planned. A pseudonym alone begins nothing, since it may be mistyped.
 */
final class NewTwins {

    /**
     * A twin that is not there yet.
     *
     * @param side {@code left} or {@code right}; empty where the table does not say it
     */
    private record Place(String joint, String side, Path file) {
    }

    private final Map<String, List<Place>> places;
    private final Map<Path, String> patients = new LinkedHashMap<>();

    private NewTwins(Map<String, List<Place>> places) {
        this.places = places;
        places.forEach((patient, all) -> all.forEach(p -> patients.put(p.file, patient)));
    }

    /** None. */
    static NewTwins none() {
        return new NewTwins(Map.of());
    }

    /** @param whose the patient of a row; empty where nobody knows */
    static NewTwins of(Path folder, TwinIndex index, List<ObservationFile.Row> rows, Function<ObservationFile.Row, String> whose) {
        Map<String, Map<String, Set<String>>> operations = new LinkedHashMap<>();
        for (ObservationFile.Row r : rows) {
            String patient = whose.apply(r);
            Optional<Observable> d = Observables.meant(r.text("observable"), r.text(ObservationFile.JOINT)).filter(
                    x -> Histories.isOperation(x.id()) || Histories.isPlan(x.id()));
            if (!patient.isEmpty() && d.isPresent() && !index.patients().contains(patient)) {
                operations.computeIfAbsent(patient, p -> new LinkedHashMap<>()).computeIfAbsent(d.get().joint(), j -> new LinkedHashSet<>())
                        .add(side(r));
            }
        }
        Map<String, List<Place>> places = new LinkedHashMap<>();
        Set<Path> used = new HashSet<>();
        operations.forEach((patient, joints) -> {
            // a row that does not say its side is of the one that is said
            joints.values().stream().filter(sides -> sides.size() > 1).forEach(sides -> sides.remove(""));
            boolean several = joints.values().stream().mapToInt(Set::size).sum() > 1;
            List<Place> own = new ArrayList<>();
            joints.forEach((joint, sides) -> sides.forEach(side -> own.add(new Place(joint, side, folder.resolve(TwinFile.name(patient)
                    + (several ? "-" + joint + (side.isEmpty() ? "" : "-" + side) : "") + TwinFile.ENDING)))));
            if (own.stream().map(Place::file).noneMatch(f -> Files.exists(f) || used.contains(f))) {
                own.forEach(p -> used.add(p.file));
                places.put(patient, own);
            }
        });
        return new NewTwins(places);
    }

    private static String side(ObservationFile.Row row) {
        return Histories.sideWord(row.text(Histories.SIDE)).orElse("");
    }

    /**
     * The twin that is begun with a row, or takes it then.
     *
     * @return empty if none is begun of this patient
     * @throws org.orthotwin.core.InputException if it could be of several
     */
    Optional<Path> file(String patient, ObservationFile.Row row) {
        List<Place> all = places.getOrDefault(patient, List.of());
        String of = Observables.meant(row.text("observable"), row.text(ObservationFile.JOINT)).map(Observable::joint).orElse("");
        String joint = of.isEmpty() ? row.text(ObservationFile.JOINT) : of;
        List<Place> fit = narrowed(narrowed(all, joint, Place::joint), side(row), Place::side);
        if (fit.size() > 1) {
            throw Texts.refuse("folder.several", patient);
        }
        return fit.stream().findFirst().map(Place::file);
    }

    private static List<Place> narrowed(List<Place> places, String said, Function<Place, String> by) {
        List<Place> fit = places.stream().filter(p -> by.apply(p).equals(said)).toList();
        return said.isEmpty() || fit.isEmpty() ? places : fit;
    }

    /** Whose twin is begun in a file; empty where none is. */
    Optional<String> patient(Path file) {
        return Optional.ofNullable(patients.get(file));
    }
}
