/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.shoulder.internal;

import java.util.Arrays;
import org.orthotwin.geometry.KeptTrees;
import org.orthotwin.geometry.RayCast;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Side;

/**
 * The bone under a round plate: how far it stands out over the plane of the plate's back, seen along the plate's axis.
 *
 * @param heights on a grid over the plate, out of the glenoid positive, sorted, m; a place without bone within reach is the lowest
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
