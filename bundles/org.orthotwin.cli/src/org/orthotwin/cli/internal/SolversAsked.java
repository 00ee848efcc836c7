/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.orthotwin.calibration.Calibration;
import org.orthotwin.cases.Cases;
import org.orthotwin.cli.Invocation;
import org.orthotwin.core.Timestamps;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.estimation.Estimator;
import org.orthotwin.simulation.Case;
import org.orthotwin.simulation.WorkFolder;

/** Where observations have led a calibrated twin beyond the runs of its case, the solvers are asked again, if the case is still there. */
final class SolversAsked {

    private SolversAsked() {
    }

    /** Empty where nothing is beyond the runs, {@code --no-solvers} is given, or the case is not there or not what it was. */
    static Optional<Calibration.Result> of(Invocation call, TwinInput input, FollowUp f, Estimator estimator, String method)
            throws IOException {
        Optional<String> left = f.mechanical(input.twin().getCurrentState()).filter(m -> !m.outside().isEmpty())
                .map(m -> String.valueOf(m.model().element().getScenario()));
        if (left.isEmpty() || call.flag("--no-solvers")) {
            return Optional.empty();
        }
        try (WorkFolder scratch = WorkFolder.temporary()) {
            Optional<Path> file = file(call, input.file(), left.get(), scratch.path());
            Optional<Calibration> again = file.isEmpty() ? Optional.empty() : Calibration.again(input.twin(), Case.load(file.get()), call
                    .common().threads(), call.common().language(), call.monitor());
            return again.map(c -> c.run(estimator, method, Timestamps.now(), TwinInput.software(), (there, all) -> Texts.of(call,
                    "task.calibrate", all), call.monitor()));
        }
    }

    /** The case as it was named, from the folder of the call or from that of the twin. */
    private static Optional<Path> file(Invocation call, Path twin, String name, Path scratch) throws IOException {
        if (name.startsWith(Cases.PREFIX)) {
            String id = name.substring(Cases.PREFIX.length());
            return Cases.ids().contains(id) ? Optional.of(Cases.open(id, scratch, call.common().language(), call.monitor()))
                    : Optional.empty();
        }
        return Stream.of(call.path(name), twin.toAbsolutePath().resolveSibling(name)).filter(Files::isRegularFile).findFirst();
    }
}
