/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.model.twin;

import java.io.InputStream;
import java.nio.file.Path;
import org.orthotwin.model.anatomy.ModelFiles;
import org.orthotwin.model.anatomy.ModelFormat;

/** {@code .twin} files. Errors are those of {@link ModelFiles}. */
public final class TwinFiles {

    public static final ModelFormat<Twin> FORMAT = new ModelFormat<>(TwinPackage.Literals.TWIN, Twin.class);

    private TwinFiles() {
    }

    public static Twin load(Path file) {
        return ModelFiles.load(file, FORMAT);
    }

    public static Twin load(InputStream in, String name) {
        return ModelFiles.load(in, name, FORMAT);
    }

    public static void save(Path file, Twin twin) {
        ModelFiles.save(file, twin);
    }
}
