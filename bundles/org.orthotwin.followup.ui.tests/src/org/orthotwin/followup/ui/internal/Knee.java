/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.orthotwin.cases.Cases;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.FollowUpResult;

/** The bundled follow-up of a knee. */
final class Knee {

    static final String OKS = "knee.score.oks";
    static final String MTPM = "knee.migration.mtpm";

    private Knee() {
    }

    static Path followed(Path folder) throws IOException {
        return Cases.openFollowed("knee-follow-up", folder, Monitor.NONE);
    }

    static Reading read(Path file, String state) throws IOException {
        return Reading.of(file, Optional.ofNullable(state), FollowUpResult.RUN_LENGTH, Monitor.NONE);
    }
}
