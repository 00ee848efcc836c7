/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.segmentation.internal;

import java.util.stream.IntStream;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;

/**
 * A CT as one array of HU, cut to what 16 bits hold, its axes put in the order and sense of the patient: the first index grows most nearly
 * to the left, the second to the back, the third to the head. The grid stays as oblique as it was; nothing is resampled.
 */
final class Ct {

    final Grid grid;
    final short[] hu;
    /** Of the array here. */
    final VolumeGeometry geometry;
    /** Image axis that each axis here is, and whether it runs the other way. */
    private final int[] axis;
    private final boolean[] turned;

    private Ct(Grid grid, short[] hu, VolumeGeometry geometry, int[] axis, boolean[] turned) {
        this.grid = grid;
        this.hu = hu;
        this.geometry = geometry;
        this.axis = axis;
        this.turned = turned;
    }

    static Ct of(Volume v, Monitor monitor) {
        VolumeGeometry g = v.geometry();
        Vec3[] d = {g.iDirection(), g.jDirection(), g.kDirection()};
        int[] axis = order(d);
        boolean[] turned = new boolean[3];
        int[] n = {g.nx(), g.ny(), g.nz()};
        double[] s = {g.iSpacing(), g.jSpacing(), g.kSpacing()};
        int[] start = new int[3];
        for (int a = 0; a < 3; a++) {
            turned[a] = d[axis[a]].toArray()[a] < 0;
            start[axis[a]] = turned[a] ? n[axis[a]] - 1 : 0;
        }
        Grid grid = new Grid(n[axis[0]], n[axis[1]], n[axis[2]], s[axis[0]], s[axis[1]], s[axis[2]]);
        VolumeGeometry own = new VolumeGeometry(grid.nx(), grid.ny(), grid.nz(), g.point(start[0], start[1], start[2]),
                sense(d[axis[0]], turned[0]), sense(d[axis[1]], turned[1]), sense(d[axis[2]], turned[2]), grid.si(), grid.sj(), grid.sk());
        short[] hu = new short[grid.size()];
        Ct ct = new Ct(grid, hu, own, axis, turned);
        IntStream.range(0, g.nz()).parallel().forEach(k -> {
            monitor.checkCancelled();
            float[] row = new float[g.nx() * g.ny()];
            v.values(k, row);
            for (int j = 0, p = 0; j < g.ny(); j++) {
                for (int i = 0; i < g.nx(); i++, p++) {
                    // not a number is padding, as far outside as air
                    hu[ct.own(i, j, k)] = Float.isNaN(row[p]) ? -1024
                            : (short) Math.clamp(Math.round(row[p]), Short.MIN_VALUE, Short.MAX_VALUE);
                }
            }
        });
        return ct;
    }

    private static Vec3 sense(Vec3 d, boolean turned) {
        return turned ? d.negate() : d;
    }

    /** Which direction is nearest to each of the patient's axes, the best fit in all. */
    private static int[] order(Vec3[] d) {
        int[][] all = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
        int[] best = all[0];
        double most = -1;
        for (int[] o : all) {
            double fit = Math.abs(d[o[0]].x()) + Math.abs(d[o[1]].y()) + Math.abs(d[o[2]].z());
            if (fit > most + 1e-9) {
                most = fit;
                best = o;
            }
        }
        return best;
    }

    /** Index here of a voxel of the image. */
    int own(int i, int j, int k) {
        int[] at = {i, j, k};
        int x = at[axis[0]];
        int y = at[axis[1]];
        int z = at[axis[2]];
        return grid.index(turned[0] ? grid.nx() - 1 - x : x, turned[1] ? grid.ny() - 1 - y : y, turned[2] ? grid.nz() - 1 - z : z);
    }

    /** HU between voxel centres, trilinear; at the border the nearest voxel's. {@code x, y, z} in m along the image's axes. */
    double at(double x, double y, double z) {
        return atIndex(x / grid.si(), y / grid.sj(), z / grid.sk());
    }

    /** As {@link #at}, by index. */
    double atIndex(double x, double y, double z) {
        double a = Math.clamp(x, 0, grid.nx() - 1.0);
        double b = Math.clamp(y, 0, grid.ny() - 1.0);
        double c = Math.clamp(z, 0, grid.nz() - 1.0);
        int i = Math.min((int) a, Math.max(0, grid.nx() - 2));
        int j = Math.min((int) b, Math.max(0, grid.ny() - 2));
        int k = Math.min((int) c, Math.max(0, grid.nz() - 2));
        a -= i;
        b -= j;
        c -= k;
        int p = grid.index(i, j, k);
        int dx = grid.nx() > 1 ? 1 : 0;
        int dy = grid.ny() > 1 ? grid.nx() : 0;
        int dz = grid.nz() > 1 ? grid.nx() * grid.ny() : 0;
        double near = mix(mix(hu[p], hu[p + dx], a), mix(hu[p + dy], hu[p + dx + dy], a), b);
        double far = mix(mix(hu[p + dz], hu[p + dx + dz], a), mix(hu[p + dy + dz], hu[p + dx + dy + dz], a), b);
        return mix(near, far, c);
    }

    private static double mix(double a, double b, double t) {
        return a + t * (b - a);
    }

    /** The place (LPS, m) of a place along the image's axes. */
    Vec3 lps(Vec3 p) {
        return geometry.point(p.x() / grid.si(), p.y() / grid.sj(), p.z() / grid.sk());
    }

    /** A direction in LPS along the image's axes; unit if it was. */
    Vec3 alongAxes(Vec3 lps) {
        return new Vec3(lps.dot(geometry.iDirection()), lps.dot(geometry.jDirection()), lps.dot(geometry.kDirection()));
    }
}
