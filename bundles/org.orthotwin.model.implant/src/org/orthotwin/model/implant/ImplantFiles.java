/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.model.implant;

import java.io.InputStream;
import java.nio.file.Path;
import org.orthotwin.model.anatomy.ModelFiles;
import org.orthotwin.model.anatomy.ModelFormat;

/** {@code .implant} files. Errors are those of {@link ModelFiles}. */
public final class ImplantFiles {

    public static final ModelFormat<Catalogue> FORMAT = new ModelFormat<>(ImplantPackage.Literals.CATALOGUE, Catalogue.class);

    private ImplantFiles() {
    }

    public static Catalogue load(Path file) {
        return ModelFiles.load(file, FORMAT);
    }

    public static Catalogue load(InputStream in, String name) {
        return ModelFiles.load(in, name, FORMAT);
    }

    public static void save(Path file, Catalogue catalogue) {
        ModelFiles.save(file, catalogue);
    }
}
