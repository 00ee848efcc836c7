/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.Alert;
import org.orthotwin.followup.AlertLog;
import org.orthotwin.followup.Alerts;
import org.orthotwin.followup.Estimators;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinFiles;
import org.orthotwin.simulation.Simulation;

/**
 * The alerts of a twin's latest state, without all else that there is to show of it: what is told of twins that nobody has open. They
 * follow from the file alone; what was done about them is beside it.
 *
 * @param stamp of the file that they follow from, and of the program
 * @param ids of all of them, in their order
 */
record OpenAlerts(String stamp, List<String> ids) {

    private static final String BREAK = "\n";

    /**
     * Computes them, as {@link Reading} does; the file stays as it is.
     *
     * @throws org.orthotwin.core.InputException if it is no twin
     * @throws java.util.concurrent.CancellationException if the monitor asks to stop
     */
    static OpenAlerts of(Path file, Monitor monitor) throws IOException {
        String stamp = stamp(file);
        Twin twin = TwinFiles.load(file);
        if (!FollowUp.canFollow(twin)) {
            return new OpenAlerts(stamp, List.of());
        }
        FollowUp f = new FollowUp(twin);
        f.absorb(Estimators.standard(), Reading.ESTIMATOR, Reading.software(), monitor);
        return new OpenAlerts(stamp, Alerts.of(f, twin.getCurrentState(), FollowUpResult.RUN_LENGTH, monitor).stream().map(Alert::id)
                .toList());
    }

    /** What changes when they may; empty where there is no such file. */
    static String stamp(Path file) throws IOException {
        try {
            return Simulation.version() + " " + Files.getLastModifiedTime(file).toMillis() + " " + Files.size(file);
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    /** As it is kept: {@link #parsed} reads it. */
    String kept() {
        return stamp + BREAK + String.join(BREAK, ids);
    }

    /** What was kept; empty where that was of another file or program. */
    static Optional<OpenAlerts> parsed(String kept, String stamp) {
        String[] lines = kept == null ? new String[0] : kept.split(BREAK);
        return lines.length > 0 && lines[0].equals(stamp) ? Optional.of(new OpenAlerts(stamp, List.of(lines).subList(1, lines.length)))
                : Optional.empty();
    }

    /** How many of them nobody has seen to by a time. */
    int open(AlertLog log, Instant now) {
        return (int) ids.stream().filter(id -> log.status(id, now) == AlertLog.Status.OPEN).count();
    }
}
