/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Vec3;

/**
 * Interpolation between slices against what distances from discs give: a cone for discs about one axis, and for discs whose centres are
 * apart the ellipse halfway that has the centres as its foci.
 */
class SliceInterpolationTest {

    private static final int N = 64;
    private static final int SLICES = 9;
    private static final double MIDDLE = 31.6;

    /** An empty editor with {@link #SLICES} slices along an axis. */
    private static LabelEditor empty(int axis, double across) {
        int[] n = {N, N, N};
        double[] s = {0.001, 0.001, 0.001};
        n[axis] = SLICES;
        s[axis] = across;
        VolumeGeometry g = new VolumeGeometry(n[0], n[1], n[2], new Vec3(0.1, -0.2, 0.3), Vec3.Y, Vec3.Z, Vec3.X, s[0], s[1], s[2]);
        return new LabelEditor(LabelMap.of(Volume.zeros(g, ScalarType.UINT16, ValueMapping.IDENTITY), Map.of(1, "structure")));
    }

    private static int[] voxel(int axis, int u, int v, int k) {
        return axis == 0 ? new int[] {k, u, v} : axis == 1 ? new int[] {u, k, v} : new int[] {u, v, k};
    }

    /** Paints a disc of a radius, in voxels, on a slice. */
    private static void disc(LabelEditor e, int axis, int k, double u, double v, double radius) {
        int[] c = voxel(axis, 0, 0, k);
        Vec3 at = e.geometry().point(axis == 0 ? k : u, axis == 1 ? k : axis == 0 ? u : v, axis == 2 ? k : v);
        e.brush(at, radius * 0.001, 1, p -> Math.round(new double[] {e.geometry().index(p).x(), e.geometry().index(p).y(), e.geometry()
                .index(p).z()}[axis]) == c[axis]);
    }

    private static boolean in(LabelMap m, int axis, int u, int v, int k) {
        int[] p = voxel(axis, u, v, k);
        return m.at(p[0], p[1], p[2]) == 1;
    }

    /** Of voxels of a slice, how many there are and how many of them a shape has not, or has and they are not there. */
    private static double[] compare(LabelMap m, int axis, int k, java.util.function.BiPredicate<Integer, Integer> shape) {
        int n = 0;
        int other = 0;
        for (int v = 0; v < N; v++) {
            for (int u = 0; u < N; u++) {
                boolean in = in(m, axis, u, v, k);
                n += in ? 1 : 0;
                other += in == shape.test(u, v) ? 0 : 1;
            }
        }
        return new double[] {n, other};
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void discsAboutOneAxisGiveACone(int axis) {
        LabelEditor e = empty(axis, 0.003);
        disc(e, axis, 1, MIDDLE, MIDDLE, 24);
        disc(e, axis, 7, MIDDLE, MIDDLE, 12);
        Object before = e.state();
        int changed = e.interpolate(1, axis, Monitor.NONE);
        LabelMap m = e.labels();
        double sum = 0;
        for (int k = 2; k < 7; k++) {
            double r = 24 - 2.0 * (k - 1);
            double[] found = compare(m, axis, k, (u, v) -> Math.hypot(u - MIDDLE, v - MIDDLE) <= r);
            double area = Math.PI * r * r;
            // the outline is known to half a voxel on the slices that are drawn; of what is curved the nearest voxel beyond it is nearer
            assertEquals(area, found[0], 0.25 * 2 * Math.PI * r, "slice " + k);
            assertTrue(found[1] <= 0.5 * 2 * Math.PI * r, found[1] + " voxels of slice " + k + " differ");
            sum += found[0];
        }
        assertEquals(sum, changed);
        assertEquals(0, compare(m, axis, 0, (u, v) -> false)[0]);
        assertEquals(0, compare(m, axis, 8, (u, v) -> false)[0]);
        assertEquals(List.of("brush", "brush", "interpolate"), e.edits());
        assertFalse(before.equals(e.state()));
        assertTrue(e.undo());
        assertEquals(before, e.state());
        assertEquals(0, compare(e.labels(), axis, 4, (u, v) -> false)[0]);
        assertTrue(e.redo());
        assertEquals(m.volume().sha256(), e.labels().volume().sha256());
    }

    @Test
    void halfwayOnATiltedCylinderIsTheEllipseWithTheCentresAsFoci() {
        LabelEditor e = empty(2, 0.002);
        double r = 15;
        double apart = 16;
        disc(e, 2, 0, MIDDLE - apart / 2, MIDDLE, r);
        disc(e, 2, 8, MIDDLE + apart / 2, MIDDLE, r);
        e.interpolate(1, 2, Monitor.NONE);
        double b = Math.sqrt(r * r - apart * apart / 4);
        double[] found = compare(e.labels(), 2, 4, (u, v) -> Math.hypot(u - MIDDLE + apart / 2, v - MIDDLE) + Math.hypot(u - MIDDLE - apart
                / 2, v - MIDDLE) <= 2 * r);
        assertEquals(Math.PI * r * b, found[0], 0.015 * Math.PI * r * b);
        assertTrue(found[1] <= 0.5 * Math.PI * (r + b), found[1] + " voxels differ");
    }

    @Test
    void otherStructuresStayAndOnlyGapsAreFilled() {
        LabelEditor e = empty(2, 0.001);
        disc(e, 2, 0, MIDDLE, MIDDLE, 10);
        disc(e, 2, 3, MIDDLE, MIDDLE, 10);
        disc(e, 2, 4, MIDDLE, MIDDLE, 4);
        e.brush(e.geometry().point(MIDDLE, MIDDLE, 1), 0.0009, 2);
        int others = e.labels().counts().get(2).intValue();
        assertTrue(others > 0);
        e.interpolate(1, 2, Monitor.NONE);
        LabelMap m = e.labels();
        assertEquals(others, m.counts().get(2).intValue());
        double whole = compare(m, 2, 0, (u, v) -> false)[0];
        assertEquals(4 * whole - others + compare(m, 2, 4, (u, v) -> false)[0], m.counts().get(1).doubleValue());
        assertEquals(0, e.interpolate(1, 2, Monitor.NONE));
        assertEquals(0, e.interpolate(5, 2, Monitor.NONE));
        assertEquals("interpolate", e.edits().getLast());
        assertThrows(IllegalArgumentException.class, () -> e.interpolate(0, 2, Monitor.NONE));
    }

    @Test
    void whatIsCancelledChangesNothing() {
        LabelEditor e = empty(2, 0.001);
        disc(e, 2, 0, MIDDLE, MIDDLE, 10);
        disc(e, 2, 8, MIDDLE, MIDDLE, 10);
        String before = e.labels().volume().sha256();
        Object state = e.state();
        Monitor stop = Monitor.until(() -> true);
        assertThrows(CancellationException.class, () -> e.interpolate(1, 2, stop));
        assertThrows(CancellationException.class, () -> e.fill(0, 0, 4, 1, stop));
        assertEquals(before, e.labels().volume().sha256());
        assertEquals(state, e.state());
    }

    @Test
    void inWords() {
        LabelEditor e = empty(2, 0.002);
        // the third index runs along x in this grid
        disc(e, 2, 2, MIDDLE, MIDDLE, 8);
        disc(e, 2, 5, MIDDLE, MIDDLE, 8);
        LabelScript script = new LabelScript(e);
        assertEquals(0, script.run("interpolate structure y"));
        assertEquals(2 * compare(e.labels(), 2, 2, (u, v) -> false)[0], script.run("interpolate structure x"));
        assertThrows(IllegalArgumentException.class, () -> script.run("interpolate structure axial"));
        assertThrows(IllegalArgumentException.class, () -> script.run("interpolate other x"));
    }
}
