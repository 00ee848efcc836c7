/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.ui.internal;

import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.core.runtime.ILog;
import org.eclipse.core.runtime.preferences.IEclipsePreferences;
import org.eclipse.core.runtime.preferences.InstanceScope;
import org.osgi.service.prefs.BackingStoreException;

/** Which image was opened last beside each case, in this workspace; the case itself does not refer to the images it came from. */
final class ImageMemory {

    private static final String NODE = "org.orthotwin.imaging.ui";

    private ImageMemory() {
    }

    private static IEclipsePreferences node() {
        return (IEclipsePreferences) InstanceScope.INSTANCE.getNode(NODE).node("images");
    }

    static Optional<Path> of(Path caseFile) {
        return Optional.ofNullable(node().get(caseFile.toString(), null)).map(Path::of);
    }

    static void keep(Path caseFile, Path image) {
        node().put(caseFile.toString(), image.toAbsolutePath().toString());
        try {
            node().flush();
        } catch (BackingStoreException e) {
            ILog.of(ImageMemory.class).warn("which image belongs to a case was not kept", e);
        }
    }
}
