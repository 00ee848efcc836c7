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

    /**
     * An image.
     *
     * @param series that was chosen of several in a folder, by its id; empty where there was but one
     */
    record Kept(Path path, String series) {
    }

    private static IEclipsePreferences node(String what) {
        return (IEclipsePreferences) InstanceScope.INSTANCE.getNode(NODE).node(what);
    }

    static Optional<Kept> of(Path caseFile) {
        String key = caseFile.toString();
        return Optional.ofNullable(node("images").get(key, null)).map(p -> new Kept(Path.of(p), node("series").get(key, "")));
    }

    static void keep(Path caseFile, Kept image) {
        node("images").put(caseFile.toString(), image.path().toAbsolutePath().toString());
        node("series").put(caseFile.toString(), image.series());
        flush();
    }

    /** The file into which corrections of the case's labels were saved last. */
    static Optional<Path> corrections(Path caseFile) {
        return Optional.ofNullable(node("corrections").get(caseFile.toString(), null)).map(Path::of);
    }

    static void keepCorrections(Path caseFile, Path file) {
        node("corrections").put(caseFile.toString(), file.toAbsolutePath().toString());
        flush();
    }

    static void forget(Path caseFile) {
        node("corrections").remove(caseFile.toString());
        node("images").remove(caseFile.toString());
        node("series").remove(caseFile.toString());
        flush();
    }

    private static void flush() {
        try {
            InstanceScope.INSTANCE.getNode(NODE).flush();
        } catch (BackingStoreException e) {
            ILog.of(ImageMemory.class).warn("which image belongs to a case was not kept", e);
        }
    }
}
