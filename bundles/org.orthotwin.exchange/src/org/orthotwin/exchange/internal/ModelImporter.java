/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.exchange.internal;

import java.nio.file.Path;
import java.util.List;
import org.orthotwin.core.Monitor;
import org.orthotwin.exchange.Content;
import org.orthotwin.exchange.ExchangeOptions;
import org.orthotwin.exchange.Imported;
import org.orthotwin.exchange.spi.Importer;
import org.orthotwin.model.anatomy.AnatomyFiles;
import org.orthotwin.model.anatomy.ModelFiles;
import org.orthotwin.model.implant.ImplantFiles;
import org.orthotwin.model.scenario.ScenarioFiles;
import org.orthotwin.model.twin.TwinFiles;

/** The model files of this program, of this and of older versions. */
public class ModelImporter implements Importer {

    @Override
    public Imported read(Path file, ExchangeOptions options, Monitor monitor) {
        return new Imported(new Content.Model(switch (ModelFiles.kindOf(file)) {
            case "anatomy" -> AnatomyFiles.load(file);
            case "implant" -> ImplantFiles.load(file);
            case "scenario" -> ScenarioFiles.load(file);
            default -> TwinFiles.load(file);
        }), List.of());
    }
}
