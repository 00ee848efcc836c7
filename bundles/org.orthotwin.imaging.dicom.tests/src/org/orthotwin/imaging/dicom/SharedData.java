/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Real files that are not part of the project. */
public final class SharedData {

    private SharedData() {
    }

    /** A file or folder of them; the test is skipped where it is missing. */
    public static Path path(String name) {
        String folder = System.getProperty("orthotwin.data");
        Path file = Path.of(folder == null ? "../../../shared/data" : folder).resolve(name);
        Assumptions.assumeTrue(Files.exists(file), "no shared data: " + name);
        return file;
    }
}
