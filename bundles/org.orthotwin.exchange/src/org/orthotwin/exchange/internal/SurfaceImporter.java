/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.exchange.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.MessageCatalog;
import org.orthotwin.core.Monitor;
import org.orthotwin.exchange.Content;
import org.orthotwin.exchange.ExchangeOptions;
import org.orthotwin.exchange.Imported;
import org.orthotwin.exchange.spi.Importer;
import org.orthotwin.geometry.io.LengthUnit;
import org.orthotwin.geometry.io.MeshFormatException;
import org.orthotwin.geometry.io.MeshReader;

/** The surface formats of the geometry kernel. None of them states its unit, but for the VTP that is written here. */
public class SurfaceImporter implements Importer {

    static final MessageCatalog TEXTS = new MessageCatalog(SurfaceImporter.class);

    @Override
    public Imported read(Path file, ExchangeOptions options, Monitor monitor) throws IOException {
        try {
            LengthUnit unit = options.unit().or(() -> MeshReader.statedUnit(file)).orElseThrow(
                    () -> new InputException(Diagnostic.error(TEXTS, "unit.unsaid", file.getFileName().toString())));
            return new Imported(new Content.Mesh(MeshReader.read(file, unit)), List.of(), Optional.of(unit));
        } catch (MeshFormatException e) {
            throw new InputException(Diagnostic.error(TEXTS, "surface.broken", e.getMessage()), e);
        } catch (UncheckedIOException e) {
            throw inFile(e);
        }
    }

    /** What the file system says names the file by itself; anything else has it in the outer message. */
    static IOException inFile(UncheckedIOException e) {
        return e.getCause() instanceof FileSystemException f ? f : new IOException(e.getMessage(), e);
    }
}
