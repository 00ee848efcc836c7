/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.hip.internal;

import java.util.ArrayList;
import java.util.List;
import org.orthotwin.geometry.MeshSection;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;

/**
 * How a stem lies in the canal, in sections at a right angle to its axis at 20, 40, 60 and 80 % of the length below its origin (the neck
 * resection).
 *
 * @param levels from proximal to distal
 * @param estimated whether the canal was estimated from the outer surface, for lack of a surface {@code canal}
 */
public record CanalFit(List<Level> levels, boolean estimated) {

    /** Parts of the stem's length at which sections are taken. */
    public static final double[] PARTS = {0.2, 0.4, 0.6, 0.8};
    /** A stem's surface nearer to the endosteum than this is in contact: about the resolution of clinical CT and of a broach. */
    public static final double CONTACT = 0.001;
    /** Canal over outer width where cortex has to be estimated: at the neck resection, and from 120 mm below it (P C Noble et al 1988). */
    private static final double PROXIMAL_RATIO = 0.85;
    private static final double DISTAL_RATIO = 0.50;
    private static final double DISTAL_DEPTH = 0.120;

    /**
     * One section.
     *
     * @param depth below the stem's origin along its axis, m
     * @param contact part of the stem's outline within {@link #CONTACT} of the endosteum or beyond it, 0 to 1
     * @param width of the stem over that of the canal from side to side in the stem's plane
     * @param gaps from points of the stem's outline to the endosteum, m; negative beyond it
     */
    public record Level(double depth, double contact, double width, double[] gaps) {

        /** How far the stem reaches beyond the endosteum, m; 0 if it does not. */
        public double penetration() {
            double worst = 0;
            for (double g : gaps) {
                worst = Math.max(worst, -g);
            }
            return worst;
        }
    }

    /** The surface of a femur that says where its canal is; the outer one if there is none of its own. */
    static String surface(Body femur) {
        return femur.surfaces().containsKey("canal") ? "canal" : "outer";
    }

    /**
     * @param stem envelope in the stem's frame, y proximal along its axis, z to the right
     * @param pose of the stem in the femur's surface frame
     */
    public static CanalFit of(TriangleMesh stem, RigidTransform pose, Body femur) {
        String name = surface(femur);
        boolean estimated = !name.equals("canal");
        TriangleMesh bone = femur.surface(name);
        double length = -stem.bounds()[1];
        List<Level> levels = new ArrayList<>();
        for (double part : PARTS) {
            double depth = part * length;
            double[] outline = MeshSection.of(stem, RigidTransform.IDENTITY, -depth).largest();
            if (outline == null) {
                continue;
            }
            double[] c = MeshSection.centroid(outline);
            double[] canal = MeshSection.of(bone, pose, -depth).around(c[0], c[1]);
            if (canal == null) {
                continue;
            }
            if (estimated) {
                canal = shrunk(canal, PROXIMAL_RATIO + (DISTAL_RATIO - PROXIMAL_RATIO) * Math.min(1, depth / DISTAL_DEPTH));
            }
            levels.add(level(depth, outline, canal));
        }
        return new CanalFit(levels, estimated);
    }

    /**
     * The move at a right angle to the stem's axis, in the femur's surface frame, that brings its lower half to the middle of the canal;
     * zero where the canal is not met there.
     */
    public static Vec3 centring(TriangleMesh stem, RigidTransform pose, Body femur) {
        TriangleMesh bone = femur.surface(surface(femur));
        double length = -stem.bounds()[1];
        Vec3 sum = Vec3.ZERO;
        int n = 0;
        for (double part : PARTS) {
            double[] outline = part < 0.5 ? null : MeshSection.of(stem, RigidTransform.IDENTITY, -part * length).largest();
            if (outline == null) {
                continue;
            }
            double[] c = MeshSection.centroid(outline);
            double[] canal = MeshSection.of(bone, pose, -part * length).around(c[0], c[1]);
            if (canal != null) {
                double[] m = MeshSection.centroid(canal);
                sum = sum.plus(new Vec3(m[1] - c[1], 0, m[0] - c[0]));
                n++;
            }
        }
        return n == 0 ? Vec3.ZERO : pose.rotate(sum.times(1.0 / n));
    }

    static Level level(double depth, double[] outline, double[] canal) {
        double[] gaps = new double[outline.length / 2];
        double contact = 0;
        double perimeter = 0;
        for (int i = 0; i < gaps.length; i++) {
            int next = 2 * ((i + 1) % gaps.length);
            double z = 0.5 * (outline[2 * i] + outline[next]);
            double x = 0.5 * (outline[2 * i + 1] + outline[next + 1]);
            gaps[i] = -MeshSection.distance(canal, z, x);
            double edge = Math.hypot(outline[next] - outline[2 * i], outline[next + 1] - outline[2 * i + 1]);
            perimeter += edge;
            contact += gaps[i] <= CONTACT ? edge : 0;
        }
        return new Level(depth, contact / perimeter, width(outline) / width(canal), gaps);
    }

    private static double width(double[] loop) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < loop.length; i += 2) {
            low = Math.min(low, loop[i]);
            high = Math.max(high, loop[i]);
        }
        return high - low;
    }

    private static double[] shrunk(double[] loop, double ratio) {
        double[] c = MeshSection.centroid(loop);
        double[] s = new double[loop.length];
        for (int i = 0; i < s.length; i++) {
            s[i] = c[i % 2] + ratio * (loop[i] - c[i % 2]);
        }
        return s;
    }
}
