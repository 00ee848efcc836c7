/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.model.scenario;

import java.io.InputStream;
import java.nio.file.Path;
import org.orthotwin.model.anatomy.ModelFiles;
import org.orthotwin.model.anatomy.ModelFormat;

/** {@code .scenario} files. Errors are those of {@link ModelFiles}. */
public final class ScenarioFiles {

    public static final ModelFormat<Scenario> FORMAT = new ModelFormat<>(ScenarioPackage.Literals.SCENARIO, Scenario.class);

    private ScenarioFiles() {
    }

    public static Scenario load(Path file) {
        return ModelFiles.load(file, FORMAT);
    }

    public static Scenario load(InputStream in, String name) {
        return ModelFiles.load(in, name, FORMAT);
    }

    public static void save(Path file, Scenario scenario) {
        ModelFiles.save(file, scenario);
    }
}
