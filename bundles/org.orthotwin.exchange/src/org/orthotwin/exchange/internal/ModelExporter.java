/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.exchange.internal;

import java.nio.file.Path;
import org.orthotwin.core.Monitor;
import org.orthotwin.exchange.Content;
import org.orthotwin.exchange.ExchangeOptions;
import org.orthotwin.exchange.spi.Exporter;
import org.orthotwin.model.anatomy.ModelFiles;

/** The model files of this program, in the newest version. */
public class ModelExporter implements Exporter {

    @Override
    public void write(Content content, Path file, ExchangeOptions options, Monitor monitor) {
        if (!(content instanceof Content.Model model)) {
            throw new IllegalArgumentException("a " + content.kind() + " is no model");
        }
        ModelFiles.save(file, model.root());
    }
}
