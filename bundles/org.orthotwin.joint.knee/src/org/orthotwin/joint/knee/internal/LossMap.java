/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.knee.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.orthotwin.geometry.KeptTrees;
import org.orthotwin.geometry.MeshSection;
import org.orthotwin.geometry.RayCast;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;

/**
 * How far bone lies behind where a joint surface was, by parallel rays, and what of a metaphysis is hollow, by sections. Lengths m, in a
 * frame of the bone.
 */
public final class LossMap {

    /** Radius of the disc round a landmark of a joint surface that is looked at, m: the half of a condyle's width. */
    public static final double DISC = 0.008;
    /** Depth that stands for no bone at all, m. */
    public static final double NONE = 0.080;
    private static final int RAYS = 150;
    private static final double GOLDEN = Math.PI * (3 - Math.sqrt(5));
    /** Rays begin so far beyond the joint surface, m. */
    private static final double BEFORE = 0.025;
    /** Grid of the sections of a metaphysis and of the map, m. */
    private static final double GRID = 0.0015;
    static final double STEP = 0.002;
    /** Cosine of the angle to the rays from which on a surface is a wall, which is not mapped. */
    private static final double WALL = 0.6;

    private LossMap() {
    }

    /**
     * Depth that half of a disc has at least: the median over rays spread evenly over it.
     *
     * @param surface where the joint surface was, in the frame
     * @param into unit vector into the bone, in the frame
     */
    static double depth(TriangleMesh bone, RigidTransform frame, Vec3 surface, Vec3 into) {
        RayCast ray = new RayCast(KeptTrees.of(bone));
        Vec3 u = into.anyOrthogonal();
        Vec3 v = into.cross(u);
        Vec3 d = frame.rotate(into);
        double[] all = new double[RAYS];
        for (int i = 0; i < RAYS; i++) {
            double r = DISC * Math.sqrt((i + 0.5) / RAYS);
            Vec3 from = surface.plus(u.times(r * Math.cos(i * GOLDEN))).plus(v.times(r * Math.sin(i * GOLDEN))).minus(into.times(BEFORE));
            all[i] = Math.min(NONE, ray.first(frame.apply(from), d) - BEFORE);
        }
        Arrays.sort(all);
        return 0.5 * (all[RAYS / 2] + all[(RAYS - 1) / 2]);
    }

    /**
     * What is hollow of a metaphysis: rooms that bone encloses in sections square to y.
     *
     * @param medial largest part of the medial half of a section that is hollow, 0 to 1
     * @param lateral of the lateral half
     * @param volume of all, m3
     */
    public record Hollow(double medial, double lateral, double volume) {
    }

    /**
     * @param from lowest section, in the frame
     * @param to highest section
     * @param middle z of the line between both compartments
     * @param lateral sign of the lateral direction along z
     */
    static Hollow hollow(TriangleMesh bone, RigidTransform frame, double from, double to, double middle, int lateral) {
        double[] most = new double[2];
        double volume = 0;
        for (double y = from + 0.5 * STEP; y < to; y += STEP) {
            List<double[]> around = new ArrayList<>();
            List<double[]> holes = new ArrayList<>();
            MeshSection.of(bone, frame, y).loops().forEach(l -> (MeshSection.area(l) > 0 ? around : holes).add(l));
            if (holes.isEmpty()) {
                continue;
            }
            int[] all = new int[2];
            int[] lost = new int[2];
            double[] box = bounds(around);
            // from the middle line outwards, so that both sides are counted alike
            for (int i = (int) Math.floor((box[0] - middle) / GRID); i <= (box[1] - middle) / GRID; i++) {
                double z = middle + (i + 0.5) * GRID;
                int half = (z - middle) * lateral < 0 ? 0 : 1;
                for (double x = box[2] + 0.5 * GRID; x < box[3]; x += GRID) {
                    if (within(around, z, x)) {
                        all[half]++;
                        lost[half] += within(holes, z, x) ? 1 : 0;
                    }
                }
            }
            volume += (lost[0] + lost[1]) * GRID * GRID * STEP;
            for (int k = 0; k < 2; k++) {
                most[k] = Math.max(most[k], all[k] == 0 ? 0 : (double) lost[k] / all[k]);
            }
        }
        return new Hollow(most[0], most[1], volume);
    }

    private static double[] bounds(List<double[]> loops) {
        double[] b = {Double.MAX_VALUE, -Double.MAX_VALUE, Double.MAX_VALUE, -Double.MAX_VALUE};
        for (double[] l : loops) {
            for (int i = 0; i < l.length; i += 2) {
                b[0] = Math.min(b[0], l[i]);
                b[1] = Math.max(b[1], l[i]);
                b[2] = Math.min(b[2], l[i + 1]);
                b[3] = Math.max(b[3], l[i + 1]);
            }
        }
        return b;
    }

    private static boolean within(List<double[]> loops, double z, double x) {
        for (double[] l : loops) {
            if (MeshSection.contains(l, z, x)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The bone's surface as it is seen along y, by how deep it lies below where the joint surface was: one patch for each band of depths.
     *
     * @param level y of the joint surface on both sides of {@code middle}: towards -z and towards +z
     * @param up 1 where rays go up, as into a femur, -1 where they go down
     * @param limits of the bands, ascending, m
     * @param reach x and z from {@code (x, middle)} that is looked at, m
     * @return {@code limits.length + 1} patches in the bone's surface frame, empty ones too
     */
    static List<TriangleMesh> map(TriangleMesh bone, RigidTransform frame, double[] level, int up, double[] limits, double x,
            double middle, double reach) {
        RayCast ray = new RayCast(KeptTrees.of(bone));
        Vec3 d = frame.rotate(new Vec3(0, up, 0));
        List<List<double[]>> cells = new ArrayList<>();
        for (int i = 0; i <= limits.length; i++) {
            cells.add(new ArrayList<>());
        }
        for (double dz = -reach; dz < reach; dz += GRID) {
            for (double dx = -0.7 * reach; dx < 0.7 * reach; dx += GRID) {
                double native0 = dz < 0 ? level[0] : level[1];
                double from = native0 - up * BEFORE;
                double depth = ray.first(frame.apply(new Vec3(x + dx + 0.5 * GRID, from, middle + dz + 0.5 * GRID)), d) - BEFORE;
                if (depth < NONE && facing(bone, ray.triangle(), d)) {
                    int band = 0;
                    while (band < limits.length && depth > limits[band]) {
                        band++;
                    }
                    // a little before the surface, so that it is seen
                    double y = native0 + up * (depth - 0.0004);
                    cells.get(band).add(new double[] {x + dx, y, middle + dz});
                }
            }
        }
        return cells.stream().map(c -> patch(c, up).transformed(frame)).toList();
    }

    /** Whether a triangle is no wall beside the rays. */
    private static boolean facing(TriangleMesh bone, int t, Vec3 d) {
        Vec3 n = bone.corner(t, 1).minus(bone.corner(t, 0)).cross(bone.corner(t, 2).minus(bone.corner(t, 0)));
        return Math.abs(n.dot(d)) > WALL * n.norm();
    }

    private static TriangleMesh patch(List<double[]> cells, int up) {
        double[] v = new double[12 * cells.size()];
        int[] t = new int[6 * cells.size()];
        for (int i = 0; i < cells.size(); i++) {
            double[] c = cells.get(i);
            for (int k = 0; k < 4; k++) {
                v[12 * i + 3 * k] = c[0] + (k == 1 || k == 2 ? GRID : 0);
                v[12 * i + 3 * k + 1] = c[1];
                v[12 * i + 3 * k + 2] = c[2] + (k > 1 ? GRID : 0);
            }
            int a = 4 * i;
            int[] two = up > 0 ? new int[] {a, a + 1, a + 2, a, a + 2, a + 3} : new int[] {a, a + 2, a + 1, a, a + 3, a + 2};
            System.arraycopy(two, 0, t, 6 * i, 6);
        }
        return new TriangleMesh(v, t);
    }

    /** What a surface and something else give, for those asked for last: a changed plan does not change the bones. */
    static <T> T kept(TriangleMesh surface, Class<?> owner, Object by, Supplier<T> work) {
        Map<Object, T> all = surface.derived(owner, m -> new HashMap<Object, T>());
        synchronized (all) {
            T known = all.get(by);
            if (known != null) {
                return known;
            }
        }
        T made = work.get();
        synchronized (all) {
            if (all.size() > KEPT) {
                all.clear();
            }
            all.put(by, made);
        }
        return made;
    }

    private static final int KEPT = 64;
}
