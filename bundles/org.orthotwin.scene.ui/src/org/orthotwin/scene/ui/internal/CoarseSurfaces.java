/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.scene.ui.internal;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;

import org.eclipse.core.runtime.ILog;
import org.orthotwin.geometry.Decimation;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.render.Surface;

/**
 * Surfaces with fewer triangles, for pictures of what moves where a graphics card is missing. They are made in a thread of their own, and
 * serve all windows for as long as their originals live.
 */
public final class CoarseSurfaces {

    /**
     * A surface in place of one with more triangles.
     *
     * @param surface what is drawn
     * @param error distance that nearly all points of the two keep from each other (m); the farthest lie at up to four times of it
     */
    record Coarse(Surface surface, double error) {
    }

    /** Fewer triangles than these are drawn as they are. */
    private static final int FEW = 3000;
    /**
     * Distance of a coarser surface in parts of the diagonal of its box: a third of a pixel where it fills a window of 1200 pixels.
     */
    private static final double ERROR = 2.5e-4;

    private static final Map<Surface, Optional<Coarse>> MADE = new WeakHashMap<>();
    private static final Deque<Surface> WANTED = new ArrayDeque<>();
    private static Thread maker;

    private CoarseSurfaces() {
    }

    /** The coarser surface, if there is one yet. */
    static Optional<Coarse> of(Surface surface) {
        synchronized (MADE) {
            return MADE.getOrDefault(surface, Optional.empty());
        }
    }

    /** Has coarser surfaces made of these, in place of all that nobody has begun with. */
    public static void want(Collection<Surface> surfaces) {
        synchronized (MADE) {
            WANTED.clear();
            for (Surface s : surfaces) {
                if (s.mesh().triangleCount() >= FEW && !MADE.containsKey(s)) {
                    WANTED.add(s);
                }
            }
            if (!WANTED.isEmpty() && maker == null) {
                maker = new Thread(CoarseSurfaces::make, "Scene coarse surfaces");
                maker.setDaemon(true);
                maker.setPriority(Thread.MIN_PRIORITY);
                maker.start();
            }
        }
    }

    /** Whether all that was wanted is there. */
    public static boolean isReady() {
        synchronized (MADE) {
            return maker == null;
        }
    }

    private static void make() {
        while (true) {
            Surface next;
            synchronized (MADE) {
                next = WANTED.poll();
                if (next == null) {
                    maker = null;
                    return;
                }
                // whatever becomes of it, it is not tried again
                MADE.put(next, Optional.empty());
            }
            Optional<Coarse> made = Optional.empty();
            try {
                made = make(next);
            } catch (RuntimeException e) {
                ILog.of(CoarseSurfaces.class).warn("A surface of " + next.mesh().triangleCount() + " triangles is drawn as it is", e);
            }
            synchronized (MADE) {
                MADE.put(next, made);
            }
        }
    }

    private static Optional<Coarse> make(Surface fine) {
        double[] b = fine.mesh().bounds();
        double error = ERROR * Math.hypot(Math.hypot(b[3] - b[0], b[4] - b[1]), b[5] - b[2]);
        if (!(error > 0)) {
            return Optional.empty();
        }
        TriangleMesh coarse = Decimation.withinError(fine.mesh(), error);
        return coarse.triangleCount() > 0.7 * fine.mesh().triangleCount() ? Optional.empty()
                : Optional.of(new Coarse(Surface.of(coarse), error));
    }
}
