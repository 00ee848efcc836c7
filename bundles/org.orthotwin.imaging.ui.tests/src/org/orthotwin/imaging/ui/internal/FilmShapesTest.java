/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.ui.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.Reslicing;
import org.orthotwin.imaging.SlicePlane;

/** A block between source and film: each ray is attenuated by its way through it. */
class FilmShapesTest {

    private static final Vec3 SOURCE = new Vec3(0, -1, 0);
    /** From the source to the film behind the block, m. */
    private static final double FAR = 1.2;
    private static final SlicePlane FILM = new SlicePlane(new Vec3(-0.1, FAR - 1, 0.1), Vec3.X, Vec3.Z.negate(), 0.005, 41, 41);
    /** Half sides of the block, m. */
    private static final Vec3 HALF = new Vec3(0.03, 0.01, 0.04);

    private static TriangleMesh block() {
        double[] v = new double[24];
        for (int c = 0; c < 8; c++) {
            v[3 * c] = (c & 1) == 0 ? -HALF.x() : HALF.x();
            v[3 * c + 1] = (c & 2) == 0 ? -HALF.y() : HALF.y();
            v[3 * c + 2] = (c & 4) == 0 ? -HALF.z() : HALF.z();
        }
        return new TriangleMesh(v, new int[] {0, 2, 3, 0, 3, 1, 4, 5, 7, 4, 7, 6, 0, 1, 5, 0, 5, 4, 2, 6, 7, 2, 7, 3, 0, 4, 6, 0, 6, 2, 1,
            3, 7, 1, 7, 5});
    }

    private static Shape shape(boolean part, boolean metal, RigidTransform pose) {
        return new Shape("block", "femur", block(), pose, 0, part, metal);
    }

    private static float[] film(boolean imaged, Shape... shapes) {
        float[] film = new float[FILM.width() * FILM.height()];
        FilmShapes.add(film, FILM, SOURCE, List.of(shapes), imaged, Monitor.NONE);
        return film;
    }

    /** The way of the ray to a pixel through the block, m. */
    private static double way(int x, int y) {
        Vec3 d = FILM.point(x, y).minus(SOURCE).normalized();
        double[] from = {SOURCE.x(), SOURCE.y(), SOURCE.z()};
        double[] along = {d.x(), d.y(), d.z()};
        double[] half = {HALF.x(), HALF.y(), HALF.z()};
        double in = 0;
        double out = Double.MAX_VALUE;
        for (int a = 0; a < 3; a++) {
            if (along[a] != 0) {
                double s = (-half[a] - from[a]) / along[a];
                double t = (half[a] - from[a]) / along[a];
                in = Math.max(in, Math.min(s, t));
                out = Math.min(out, Math.max(s, t));
            }
        }
        return Math.max(0, out - in);
    }

    @Test
    void attenuationIsThatOfTheWayThroughTheBlock() {
        double bone = 1.5 * Reslicing.WATER;
        float[] film = film(false, shape(false, false, RigidTransform.IDENTITY));
        int met = 0;
        for (int y = 0; y < 41; y++) {
            for (int x = 0; x < 41; x++) {
                double expected = bone * way(x, y);
                assertEquals(expected, film[x + 41 * y], 1e-5, x + ", " + y);
                met += expected > 0 ? 1 : 0;
            }
        }
        // the shadow is larger than the block, as the film is farther than it
        double shadow = 4 * HALF.x() * HALF.z() * Math.pow(FAR / (1 - HALF.y()), 2) / (0.005 * 0.005);
        assertEquals(shadow, met, 0.1 * shadow);
    }

    @Test
    void whatIsInTheImageAlreadyIsNotAddedTwice() {
        double way = way(20, 20);
        int middle = 20 + 41 * 20;
        // titanium at 60 keV: 0.7661 cm2/g at 4.5 g/cm3
        double metal = 344.7;
        assertEquals(metal * way, film(false, shape(true, true, RigidTransform.IDENTITY))[middle], 0.001 * metal * way);
        assertEquals((metal - Reslicing.WATER) * way, film(true, shape(true, true, RigidTransform.IDENTITY))[middle], 0.001 * metal * way);
        assertEquals(Reslicing.WATER * way, film(false, shape(true, false, RigidTransform.IDENTITY))[middle], 1e-6);
        assertEquals(0, film(true, shape(true, false, RigidTransform.IDENTITY), shape(false, false, RigidTransform.IDENTITY))[middle]);
    }

    @Test
    void shapesAreWhereTheirPosePutsThem() {
        float[] film = film(false, shape(false, false, RigidTransform.translation(new Vec3(0.05, 0, 0))));
        double at = 0.05 * FAR / 1;
        int x = (int) Math.round(20 + at / 0.005);
        assertEquals(1.5 * Reslicing.WATER * 2 * HALF.y(), film[x + 41 * 20], 0.01 * Reslicing.WATER * HALF.y());
        assertEquals(0, film[41 * 20]);
        assertThrows(CancellationException.class, () -> FilmShapes.add(new float[41 * 41], FILM, SOURCE, List.of(shape(true, true,
                RigidTransform.IDENTITY)), false, Monitor.until(() -> true)));
    }
}
