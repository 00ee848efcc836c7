/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.swt.widgets.Display;

/**
 * The cases that are open, one session a file however many editors and views show it, and the one that the views follow. For the thread of
 * the user interface.
 */
public final class CaseSessions {

    private static final Map<Path, CaseSession> OPEN = new LinkedHashMap<>();
    private static final List<Runnable> LISTENERS = new CopyOnWriteArrayList<>();
    private static CaseSession active;

    private CaseSessions() {
    }

    /**
     * Opens a case, or joins those who have it open; {@link #close} once for each call.
     *
     * @throws org.orthotwin.core.InputException as {@link CaseSession}
     */
    public static CaseSession open(Path file) {
        Path key = file.toAbsolutePath().normalize();
        CaseSession s = OPEN.get(key);
        if (s == null) {
            s = new CaseSession(Display.getCurrent(), key);
            OPEN.put(key, s);
        }
        s.retain();
        return s;
    }

    public static void close(CaseSession session) {
        if (session.release()) {
            OPEN.values().remove(session);
            if (active == session) {
                activate(null);
            }
        }
    }

    /** The case that views show. */
    public static Optional<CaseSession> active() {
        return Optional.ofNullable(active);
    }

    /** Makes views show another case; null for none. */
    public static void activate(CaseSession session) {
        if (active != session) {
            active = session;
            LISTENERS.forEach(Runnable::run);
        }
    }

    /** @param listener is run when another case becomes the active one, or none */
    public static void addListener(Runnable listener) {
        LISTENERS.add(listener);
    }

    public static void removeListener(Runnable listener) {
        LISTENERS.remove(listener);
    }
}
