/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.core.runtime.ILog;
import org.eclipse.core.runtime.Platform;
import org.eclipse.core.runtime.preferences.InstanceScope;
import org.eclipse.jface.preference.IPreferenceStore;
import org.eclipse.ui.preferences.ScopedPreferenceStore;
import org.orthotwin.core.AtomicFiles;
import org.osgi.framework.FrameworkUtil;

/** What a user has set for the workbench; kept in the workspace. */
public final class UserSettings {

    /** Who is named in journals; empty for the name that the system has. */
    public static final String AUTHOR = "author";
    /** Number of threads for what is computed in the background; 0 for all processors but one. */
    public static final String THREADS = "threads";
    /** Whether changes that are not saved are kept for the case that the program ends unasked. */
    public static final String KEEP_UNSAVED = "keep.unsaved";
    /** Whether scenes are drawn without OpenGL. */
    public static final String SOFTWARE = "scene.software";
    /** {@link #LIGHT}, {@link #DARK} or {@link #AS_SYSTEM}. */
    public static final String THEME = "theme";
    /** {@code en} or {@code fr}; empty for the system's. */
    public static final String LANGUAGE = "language";

    public static final String LIGHT = "light";
    public static final String DARK = "dark";
    public static final String AS_SYSTEM = "system";

    /** In the workspace, where the program that starts the workbench looks before there are preferences to be read. */
    private static final String LANGUAGE_FILE = ".language";

    private static ScopedPreferenceStore store;

    private UserSettings() {
    }

    /** Where they are, with their defaults. */
    public static synchronized IPreferenceStore store() {
        if (store == null) {
            store = new ScopedPreferenceStore(InstanceScope.INSTANCE, "org.orthotwin.ui");
            store.setDefault(AUTHOR, "");
            store.setDefault(THREADS, 0);
            store.setDefault(KEEP_UNSAVED, true);
            store.setDefault(SOFTWARE, false);
            store.setDefault(THEME, AS_SYSTEM);
            store.setDefault(LANGUAGE, "");
            store.addPropertyChangeListener(e -> {
                if (LANGUAGE.equals(e.getProperty())) {
                    keepLanguage(String.valueOf(e.getNewValue()));
                }
            });
        }
        return store;
    }

    /** Who is named in journals. */
    public static String author() {
        String set = Platform.isRunning() ? store().getString(AUTHOR).strip() : "";
        return set.isEmpty() ? System.getProperty("user.name", "") : set;
    }

    /** Who types here, as it was said last; empty where nobody has said so yet, since what the system calls them is no name. */
    public static String signature() {
        return Platform.isRunning() ? store().getString(AUTHOR).strip() : "";
    }

    /** Remembers who types here, for every form. */
    public static void sign(String name) {
        if (Platform.isRunning() && !name.isBlank() && !name.strip().equals(signature())) {
            store().setValue(AUTHOR, name.strip());
            try {
                // at once: nobody is asked again after a restart, however this one ends
                store.save();
            } catch (IOException e) {
                ILog.of(UserSettings.class).warn(String.valueOf(e.getMessage()), e);
            }
        }
    }

    /** How many threads may compute in the background while the user interface goes on. */
    public static int threads() {
        int set = Platform.isRunning() ? store().getInt(THREADS) : 0;
        return set > 0 ? set : Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
    }

    /** How many threads may compute something that the user waits for. */
    public static int allThreads() {
        int set = Platform.isRunning() ? store().getInt(THREADS) : 0;
        return set > 0 ? set : Runtime.getRuntime().availableProcessors();
    }

    /** The folder for what is not saved; empty where it is not wanted or there is no workspace. */
    static Optional<Path> aside() {
        return Platform.isRunning() && store().getBoolean(KEEP_UNSAVED) ? Optional.of(Platform.getStateLocation(
                FrameworkUtil.getBundle(UserSettings.class)).toPath().resolve("unsaved")) : Optional.empty();
    }

    private static void keepLanguage(String code) {
        Path file = Path.of(Platform.getLocation().toOSString(), LANGUAGE_FILE);
        try {
            if (code.isEmpty()) {
                Files.deleteIfExists(file);
            } else {
                AtomicFiles.writeString(file, code + "\n");
            }
        } catch (IOException e) {
            ILog.of(UserSettings.class).warn(String.valueOf(e.getMessage()), e);
        }
    }
}
