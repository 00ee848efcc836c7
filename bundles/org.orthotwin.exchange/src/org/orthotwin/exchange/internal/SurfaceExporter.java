/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.exchange.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.exchange.Content;
import org.orthotwin.exchange.ExchangeOptions;
import org.orthotwin.exchange.spi.Exporter;
import org.orthotwin.geometry.io.LengthUnit;
import org.orthotwin.geometry.io.MeshWriter;

/** The surface formats of the geometry kernel. */
public class SurfaceExporter implements Exporter {

    @Override
    public void write(Content content, Path file, ExchangeOptions options, Monitor monitor) throws IOException {
        LengthUnit unit = options.unit().orElseThrow(
                () -> new InputException(Diagnostic.error(SurfaceImporter.TEXTS, "unit.unsaid", file.getFileName().toString())));
        if (!(content instanceof Content.Mesh mesh)) {
            throw new IllegalArgumentException("a " + content.kind() + " is no surface");
        }
        try {
            MeshWriter.write(file, mesh.mesh(), unit);
        } catch (UncheckedIOException e) {
            throw SurfaceImporter.inFile(e);
        }
    }
}
