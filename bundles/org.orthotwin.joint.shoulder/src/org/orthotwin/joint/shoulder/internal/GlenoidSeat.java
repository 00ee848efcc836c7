/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.shoulder.internal;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.orthotwin.geometry.ClosestPoint;
import org.orthotwin.geometry.KeptTrees;
import org.orthotwin.geometry.RayCast;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.joint.Side;

/**
 * The bone under a part: how far it stands out over the part's back, a plane under a round plate, seen along the part's axis.
 *
 * @param heights on a grid over the part, out of the glenoid positive, sorted, m; a place without bone within reach is the lowest
 */
public record GlenoidSeat(double[] heights) {

    /** Step of the grid, m. */
    private static final double GRID = 0.0008;
    /** How far before the plane the looking begins, m: outside of any glenoid and inside of acromion and coracoid. */
    private static final double BEFORE = 0.025;
    /** Bone that lies deeper than this under the plane is none, m. */
    private static final double REACH = 0.02;
    /** So that what is deep enough is still so when poses were composed, m. */
    private static final double ROUNDING = 1e-9;
    /** From where behind a part its back is looked for, m: behind every augment. */
    private static final double BEHIND = 0.05;
    /** So that a ray does not run along an edge of a symmetrical mesh, m. */
    private static final double OFF = 1.3e-6;
    /** Directions and step in which the edges of part and bone are looked for, and how far, m. */
    private static final int AROUND = 72;
    private static final double STEP = 0.00025;
    private static final double FAR = 0.03;
    /** Bone so far behind a part's back is no longer the glenoid under it, m. */
    private static final double EDGE = 0.006;
    /** Depth behind the back from which pegs and keel are asked for the bone round them, m. */
    private static final double DEEP = 0.004;
    /** A gap below this is none, m: the scatter of a surface that was cut out of an image or polygonised. */
    public static final double CONTACT = 0.0002;

    /**
     * @param bone of the scapula before any reaming, m
     * @param plate pose of its frame: origin in the middle of the back, z to the right of the body
     * @param radius of the plate, m
     */
    public static GlenoidSeat of(TriangleMesh bone, RigidTransform plate, double radius, Side side) {
        RayCast ray = new RayCast(KeptTrees.of(bone));
        Vec3 in = plate.rotate(new Vec3(0, 0, -side.sign()));
        double[] found = new double[(int) Math.ceil(Math.pow(2 * radius / GRID + 3, 2))];
        int n = 0;
        int half = (int) Math.floor(radius / GRID);
        for (int i = -half; i <= half; i++) {
            for (int j = -half; j <= half; j++) {
                if (Math.hypot(i, j) * GRID <= radius) {
                    double d = ray.first(plate.apply(new Vec3(i * GRID, j * GRID, side.sign() * BEFORE)), in);
                    found[n++] = d > BEFORE + REACH ? Double.NEGATIVE_INFINITY : BEFORE - d;
                }
            }
        }
        double[] heights = Arrays.copyOf(found, n);
        Arrays.sort(heights);
        return new GlenoidSeat(heights);
    }

    /**
     * The bone under a part of any outline and back, rounded or with an augment: its surface {@code envelope}, without posts, pegs or keel.
     *
     * @param bone of the scapula before any reaming, m
     * @param part in its place; its z axis points to the right of the body, out of the glenoid on a right one
     */
    public static GlenoidSeat of(TriangleMesh bone, PlacedPart part, Side side) {
        return of(bone, part.part().surfaces().get("envelope"), part.pose(), side);
    }

    /** As {@link #of(TriangleMesh, PlacedPart, Side)}. @param envelope of the part in its own frame, m */
    public static GlenoidSeat of(TriangleMesh bone, TriangleMesh envelope, RigidTransform pose, Side side) {
        RayCast ray = new RayCast(KeptTrees.of(bone));
        RayCast own = new RayCast(KeptTrees.of(envelope));
        Vec3 in = pose.rotate(new Vec3(0, 0, -side.sign()));
        double[] b = envelope.bounds();
        int half = (int) Math.ceil(Math.max(Math.max(-b[0], b[3]), Math.max(-b[1], b[4])) / GRID);
        double[] found = new double[(2 * half + 1) * (2 * half + 1)];
        int n = 0;
        for (int i = -half; i <= half; i++) {
            for (int j = -half; j <= half; j++) {
                double back = back(own, i * GRID, j * GRID, side);
                if (!Double.isNaN(back)) {
                    double d = ray.first(pose.apply(new Vec3(i * GRID, j * GRID, side.sign() * (back + BEFORE))), in);
                    found[n++] = d > BEFORE + REACH ? Double.NEGATIVE_INFINITY : BEFORE - d;
                }
            }
        }
        double[] heights = Arrays.copyOf(found, n);
        Arrays.sort(heights);
        return new GlenoidSeat(heights);
    }

    /** Height of a part's back over the plane z = 0 of its frame, out of the glenoid, m; not a number beside the part. */
    private static double back(RayCast envelope, double x, double y, Side side) {
        // from behind, a little off the vertices of a symmetrical mesh
        double d = envelope.first(new Vec3(x + OFF, y + 0.7 * OFF, -side.sign() * BEHIND), new Vec3(0, 0, side.sign()));
        return Double.isInfinite(d) ? Double.NaN : d - BEHIND;
    }

    /**
     * How far a part reaches beyond the bone's edge at most, across its axis, m; below 0 is the least that the bone reaches beyond it.
     * The bone ends where it falls {@link #EDGE} behind the part's back.
     */
    public static double overhang(TriangleMesh bone, PlacedPart part, Side side) {
        RayCast ray = new RayCast(KeptTrees.of(bone));
        RayCast own = new RayCast(KeptTrees.of(part.part().surfaces().get("envelope")));
        RigidTransform pose = part.pose();
        Vec3 in = pose.rotate(new Vec3(0, 0, -side.sign()));
        double most = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < AROUND; k++) {
            double c = Math.cos(2 * Math.PI * k / AROUND);
            double s = Math.sin(2 * Math.PI * k / AROUND);
            // counted in steps, so that a limit is met exactly
            int edge = 0;
            double last = 0;
            for (int i = 1; i * STEP < FAR; i++) {
                double back = back(own, i * STEP * c, i * STEP * s, side);
                if (Double.isNaN(back)) {
                    break;
                }
                edge = i;
                last = back;
            }
            int reach = 0;
            for (int i = 1; i * STEP < edge * STEP + FAR / 4; i++) {
                double r = i * STEP;
                double back = i <= edge ? back(own, r * c, r * s, side) : last;
                double d = ray.first(pose.apply(new Vec3(r * c, r * s, side.sign() * (back + BEFORE))), in);
                if (BEFORE - d < -EDGE) {
                    break;
                }
                reach = i;
            }
            most = Math.max(most, (edge - reach) * STEP);
        }
        return most;
    }

    /**
     * How thick the bone is round the ends of pegs or keel at the least, m; below 0 where they come out of the vault. What lies less than
     * {@link #DEEP} behind the back does not count: there the face of the glenoid is near.
     */
    public static double wall(TriangleMesh bone, PlacedPart part, Side side) {
        ClosestPoint outside = new ClosestPoint(KeptTrees.of(bone));
        double least = Double.POSITIVE_INFINITY;
        for (Map.Entry<String, TriangleMesh> s : part.part().surfaces().entrySet()) {
            if (s.getKey().startsWith("peg") || s.getKey().equals("keel")) {
                double[] v = s.getValue().vertices();
                int[] t = s.getValue().triangles();
                for (int i = 0; i < t.length; i++) {
                    Vec3 a = Vec3.of(v, 3 * t[i]);
                    // the middle of every edge, too: the sides of a peg have vertices at its ends only
                    for (Vec3 p : List.of(a, a.mid(Vec3.of(v, 3 * t[i % 3 == 2 ? i - 2 : i + 1])))) {
                        if (-side.sign() * p.z() >= DEEP) {
                            least = Math.min(least, -outside.signedDistance(part.pose().apply(p)));
                        }
                    }
                }
            }
        }
        return least;
    }

    /** Bone that is reamed away under the part, m^3. */
    public double volume() {
        double sum = 0;
        for (double h : heights) {
            sum += Math.max(0, h);
        }
        return sum * GRID * GRID;
    }

    /** Part of the plate's back that lies on bone once all that stands out is reamed away, 0 to 1. */
    public double contact() {
        int n = 0;
        for (double h : heights) {
            n += h >= -CONTACT ? 1 : 0;
        }
        return (double) n / heights.length;
    }

    /** The deepest that is reamed away under the plate, m; 0 where nothing is. */
    public double reaming() {
        return Math.max(0, heights[heights.length - 1]);
    }

    /** How much deeper than the plane a plate must lie to have this part of its back on bone, m; below 0 where it may lie higher. */
    public double depthFor(double contact) {
        int k = (int) Math.floor((1 - contact) * heights.length);
        return -heights[Math.max(0, Math.min(heights.length - 1, k))] - CONTACT + ROUNDING;
    }
}
