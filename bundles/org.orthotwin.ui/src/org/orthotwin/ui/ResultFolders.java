/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.eclipse.core.runtime.Platform;
import org.osgi.framework.FrameworkUtil;

/** Where reports and other results of a case or a twin are put. */
public final class ResultFolders {

    private static final String RESULTS = "results";

    private ResultFolders() {
    }

    /**
     * The folder {@code results} beside a file; where nothing can be written there, as on a share or a medium that is only read, one in the
     * workspace that belongs to the file's folder.
     *
     * @param file of a case or a twin
     * @return a folder that need not be there yet
     */
    public static Path of(Path file) {
        Path beside = file.toAbsolutePath().normalize().resolveSibling(RESULTS);
        return Files.isWritable(Files.isDirectory(beside) ? beside : beside.getParent()) ? beside : inside(Platform.getStateLocation(
                FrameworkUtil.getBundle(ResultFolders.class)).toPath(), beside.getParent());
    }

    /** Folders of one name are told apart by what their whole path is. */
    private static Path inside(Path workspace, Path folder) {
        String path = folder.toUri().toString();
        return workspace.resolve(RESULTS).resolve(folder.getFileName() + "-" + UUID.nameUUIDFromBytes(path.getBytes(
                StandardCharsets.UTF_8)).toString().substring(0, 8));
    }
}
