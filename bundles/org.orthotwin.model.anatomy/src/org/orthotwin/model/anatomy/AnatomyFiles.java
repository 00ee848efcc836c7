/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.model.anatomy;

import java.io.InputStream;
import java.nio.file.Path;

/** {@code .anatomy} files. Errors are those of {@link ModelFiles}. */
public final class AnatomyFiles {

    public static final ModelFormat<Anatomy> FORMAT = new ModelFormat<>(AnatomyPackage.Literals.ANATOMY, Anatomy.class);

    private AnatomyFiles() {
    }

    public static Anatomy load(Path file) {
        return ModelFiles.load(file, FORMAT);
    }

    public static Anatomy load(InputStream in, String name) {
        return ModelFiles.load(in, name, FORMAT);
    }

    public static void save(Path file, Anatomy anatomy) {
        ModelFiles.save(file, anatomy);
    }
}
