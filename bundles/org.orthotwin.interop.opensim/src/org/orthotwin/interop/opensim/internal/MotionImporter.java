/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.opensim.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Monitor;
import org.orthotwin.exchange.ExchangeOptions;
import org.orthotwin.exchange.Imported;
import org.orthotwin.exchange.spi.Importer;
import org.orthotwin.interop.opensim.Motions;

/** Tables of coordinates, markers and trials of gait laboratories as motions. */
public final class MotionImporter implements Importer {

    @Override
    public Imported read(Path file, ExchangeOptions options, Monitor monitor) throws IOException {
        List<Diagnostic> left = new ArrayList<>();
        return Imported.of(Motions.read(file, left, monitor), left);
    }
}
