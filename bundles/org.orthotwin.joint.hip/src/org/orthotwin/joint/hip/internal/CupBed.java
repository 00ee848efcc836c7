/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.hip.internal;

import java.util.List;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.KeptTrees;
import org.orthotwin.geometry.RayCast;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.PartModel;

/**
 * What the outer hemisphere of a shell lies against: host bone, an augment, or nothing. A place is against host bone where it is in it or
 * at most {@link Coverage#AGAINST} before it, and against an augment where it is within {@link #CEMENT} of it.
 */
public final class CupBed {

    /** Largest layer of cement between a shell and its augment, m: 1 to 2 mm are usual. */
    public static final double CEMENT = 0.002;

    /** What there is at a place. */
    public enum Against {
        HOST, AUGMENT, NOTHING
    }

    private final RayCast bone;
    private final RayCast augment;
    private final RigidTransform toAugment;
    private final RigidTransform cup;
    private final double radius;

    /**
     * @param bone tree of the closed pelvis
     * @param cup pose of the shell, z out of its opening, in the bone's frame
     * @param radius outer, m
     * @param augment null where there is none
     * @param at pose of the augment in the bone's frame
     */
    public CupBed(Bvh bone, RigidTransform cup, double radius, PartModel augment, RigidTransform at) {
        this.bone = new RayCast(bone);
        this.augment = augment == null ? null : new RayCast(KeptTrees.of(augment.surfaces().get("envelope")));
        this.toAugment = at == null ? null : at.inverse();
        this.cup = cup;
        this.radius = radius;
    }

    /** @param d unit vector from the shell's centre, in the bone's frame */
    public Against against(Vec3 d) {
        Vec3 c = cup.translation();
        Vec3 far = c.plus(d.times(radius + Coverage.AGAINST));
        if (bone.inside(far) || bone.inside(c.plus(d.times(radius)))) {
            return Against.HOST;
        }
        return augment != null && augment.inside(toAugment.apply(c.plus(d.times(radius + CEMENT)))) ? Against.AUGMENT : Against.NOTHING;
    }

    /** Parts of the hemisphere against host bone, an augment and nothing. @param directions spread evenly over the hemisphere */
    public double[] parts(List<Vec3> directions) {
        int[] n = new int[Against.values().length];
        directions.forEach(d -> n[against(d).ordinal()]++);
        double all = directions.size();
        return new double[] {n[0] / all, n[1] / all, n[2] / all};
    }

    /**
     * The part of an augment's surface away from the shell that lies against host bone, by its triangles' areas.
     *
     * @param shell radius of the shell, m; what of the augment is nearer to its origin than this and a layer of cement is its inner side
     */
    public static double contact(Bvh bone, PartModel augment, RigidTransform at, double shell) {
        RayCast ray = new RayCast(bone);
        TriangleMesh m = augment.surfaces().get("envelope");
        double all = 0;
        double against = 0;
        for (int t = 0; t < m.triangleCount(); t++) {
            Vec3 a = m.corner(t, 0);
            Vec3 n = m.corner(t, 1).minus(a).cross(m.corner(t, 2).minus(a));
            Vec3 p = a.plus(m.corner(t, 1)).plus(m.corner(t, 2)).times(1 / 3.0);
            double area = 0.5 * n.norm();
            if (area == 0 || p.norm() < shell + CEMENT && n.dot(p) < 0) {
                continue;
            }
            all += area;
            Vec3 off = p.plus(n.normalized().times(Coverage.AGAINST));
            if (ray.inside(at.apply(off)) || ray.inside(at.apply(p))) {
                against += area;
            }
        }
        return all == 0 ? 0 : against / all;
    }
}
