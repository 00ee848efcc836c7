/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.examples.exporter;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.MessageCatalog;
import org.orthotwin.core.Monitor;
import org.orthotwin.exchange.Content;
import org.orthotwin.exchange.ExchangeOptions;
import org.orthotwin.exchange.spi.Exporter;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.io.LengthUnit;

/** Writes the Object File Format of Geomview: every coordinate as the shortest decimal that gives its length in m again. */
public final class OffExporter implements Exporter {

    private static final MessageCatalog TEXTS = new MessageCatalog(OffExporter.class);

    @Override
    public void write(Content content, Path file, ExchangeOptions options, Monitor monitor) throws IOException {
        if (!(content instanceof Content.Mesh surface)) {
            throw new IllegalArgumentException("OFF holds a mesh, not a " + content.kind());
        }
        LengthUnit unit = options.unit()
                .orElseThrow(() -> new InputException(Diagnostic.error(TEXTS, "unit.unsaid", file.getFileName().toString())));
        TriangleMesh mesh = surface.mesh();
        monitor.begin(file.getFileName().toString(), mesh.vertexCount() + mesh.triangleCount());
        AtomicFiles.write(file, out -> {
            Writer text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.US_ASCII));
            text.write("OFF\n" + mesh.vertexCount() + " " + mesh.triangleCount() + " 0\n");
            double[] v = mesh.vertices();
            for (int i = 0; i < v.length; i += 3) {
                monitor.checkCancelled();
                text.write(unit.format(v[i]) + " " + unit.format(v[i + 1]) + " " + unit.format(v[i + 2]) + "\n");
                monitor.worked(1);
            }
            int[] t = mesh.triangles();
            for (int i = 0; i < t.length; i += 3) {
                monitor.checkCancelled();
                text.write("3 " + t[i] + " " + t[i + 1] + " " + t[i + 2] + "\n");
                monitor.worked(1);
            }
            text.flush();
        });
    }
}
