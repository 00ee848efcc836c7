/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.opensim.internal;

import java.io.IOException;
import java.nio.file.Path;
import org.orthotwin.core.Monitor;
import org.orthotwin.exchange.Content;
import org.orthotwin.exchange.ExchangeOptions;
import org.orthotwin.exchange.spi.Exporter;
import org.orthotwin.interop.opensim.Motions;

/** Motions as tables of coordinates, loads or markers. */
public final class MotionExporter implements Exporter {

    @Override
    public void write(Content content, Path file, ExchangeOptions options, Monitor monitor) throws IOException {
        if (!(content instanceof Content.Motion motion)) {
            throw new IllegalArgumentException("a " + content.kind() + " is no motion");
        }
        Motions.write(motion, file);
    }
}
