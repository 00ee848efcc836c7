/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.swt.widgets.Display;

/** The twins that are open, and the one that the views show. For the thread of the user interface. */
final class TwinSessions {

    private static final Map<Path, TwinSession> OPEN = new LinkedHashMap<>();
    private static final List<Runnable> LISTENERS = new CopyOnWriteArrayList<>();
    private static TwinSession active;

    private TwinSessions() {
    }

    /** Opens a twin, or joins those who have it open; {@link #close} once for each call. */
    static TwinSession open(Path file) {
        TwinSession s = OPEN.computeIfAbsent(file.toAbsolutePath().normalize(), f -> new TwinSession(Display.getCurrent(), f));
        s.retain();
        return s;
    }

    static void close(TwinSession session) {
        if (session.release()) {
            OPEN.values().remove(session);
            if (active == session) {
                activate(null);
            }
        }
    }

    /** The twin that views show. */
    static Optional<TwinSession> active() {
        return Optional.ofNullable(active);
    }

    /** Makes views show another twin; null for none. */
    static void activate(TwinSession session) {
        if (active != session) {
            active = session;
            LISTENERS.forEach(Runnable::run);
        }
    }

    /** @param listener is run when another twin becomes the active one, or none */
    static void addListener(Runnable listener) {
        LISTENERS.add(listener);
    }

    static void removeListener(Runnable listener) {
        LISTENERS.remove(listener);
    }
}
