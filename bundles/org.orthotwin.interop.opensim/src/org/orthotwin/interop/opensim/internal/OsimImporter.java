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
import org.orthotwin.exchange.Content;
import org.orthotwin.exchange.ExchangeOptions;
import org.orthotwin.exchange.Imported;
import org.orthotwin.exchange.spi.Importer;
import org.orthotwin.interop.opensim.OpenSimAnatomy;

/** Models of OpenSim as anatomies. */
public final class OsimImporter implements Importer {

    @Override
    public Imported read(Path file, ExchangeOptions options, Monitor monitor) throws IOException {
        List<Diagnostic> dropped = new ArrayList<>();
        return Imported.of(new Content.Model(OpenSimAnatomy.read(file, dropped, monitor)), dropped);
    }
}
