/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.orthotwin.followup.Observable;
import org.orthotwin.followup.ObservationFile;
import org.orthotwin.followup.Observables;
import org.orthotwin.report.Wording;

/** What was typed in of a visit so far and is in no file yet. */
final class Visit {

    private final List<ObservationFile.Row> rows = new ArrayList<>();

    /** Notes a value; {@link #again} must have found none. */
    void add(ObservationFile.Row row) {
        rows.add(row);
    }

    /** Takes one out, to be typed anew or for good. */
    ObservationFile.Row remove(int index) {
        return rows.remove(index);
    }

    /** What was noted of the same observable and time: a file would refuse the second. */
    Optional<ObservationFile.Row> again(ObservationFile.Row row) {
        boolean event = isEvent(row);
        return rows.stream().filter(r -> r.text("observable").equals(row.text("observable")) && r.text("time").equals(row.text("time"))
                && r.text("source").equals(row.text("source")) && (!event || r.text(ObservationFile.NOTE).equals(row.text(
                        ObservationFile.NOTE)))).findFirst();
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    List<ObservationFile.Row> rows() {
        return List.copyOf(rows);
    }

    /** All of it in a line. */
    String words(String language) {
        return rows.stream().map(r -> name(r, language) + " " + value(r, language)).map(String::strip).collect(Collectors.joining(", "));
    }

    private static boolean isEvent(ObservationFile.Row row) {
        Observable d = Observables.get(row.text("observable"));
        return d.lower() == d.upper();
    }

    static String name(ObservationFile.Row row, String language) {
        return Observables.get(row.text("observable")).name(language);
    }

    /** A value as people say it: answers as their score; of what has only happened what was said of it. */
    static String value(ObservationFile.Row row, String language) {
        return isEvent(row) ? row.text(ObservationFile.NOTE) : ObservationForm.trial(row, "trial").taken().stream().findFirst().map(
                o -> new Wording(language).observed(Observables.get(o.getDefinition()), o.getValue())).orElse(row.text("value"));
    }
}
