/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.rom.tests;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.ClinicalMotion;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.spi.JointType;
import org.orthotwin.solver.JointModel;
import org.orthotwin.solver.Person;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.rom.ProstheticRange;
import org.orthotwin.solver.testkit.BallJoint;

/** A hip made of simple solids, with a joint type of its own: the solver may know of both only what the interfaces say. */
final class TestHip {

    private static final List<ClinicalMotion> MOTIONS = List.of(new ClinicalMotion("flexion", "alpha", 1, 1, 2),
            new ClinicalMotion("extension", "alpha", -1, -1, 0.3), new ClinicalMotion("abduction", "beta", -1, 1, 0.7),
            new ClinicalMotion("adduction", "beta", 1, -1, 0.5), new ClinicalMotion("internal-rotation", "gamma", 1, -1, 0.6),
            new ClinicalMotion("external-rotation", "gamma", -1, 1, 0.7));

    /** On the left beta and gamma count the other way in clinical words. */
    static final JointType TYPE = new BallJoint(MOTIONS);

    /** The same, which the solver has to ask pose by pose. */
    static final JointType POSE_BY_POSE = new BallJoint(MOTIONS, false);

    private TestHip() {
    }

    /** The same problem with a joint that the solver has to ask pose by pose. */
    static Problem poseByPose(Problem p) {
        JointModel j = p.joint();
        return new Problem(p.person(), p.bodies(), new JointModel(j.id(), j.typeId(), POSE_BY_POSE, j.side(), j.parent(), j.child(),
                j.parentFrame(), j.childFrame()), p.parts(), p.activities());
    }

    /**
     * A hip without bones: neck as a prism, liner as a ring whose inner edge is the rim.
     *
     * @param segments around neck and rim
     */
    static Problem prosthesis(Side side, double inclination, double anteversion, double ccd, double version, double head, double neck,
            int segments) {
        Vec3 c = ProstheticRange.cupAxis(Math.toRadians(inclination), Math.toRadians(anteversion));
        Vec3 n = ProstheticRange.neckAxis(Math.toRadians(ccd), Math.toRadians(version));
        RigidTransform cup = zAlong(c);
        RigidTransform taper = zAlong(n.negate());
        double r = neck / 2;
        // towards the body of the stem, which is the negative z of the taper; the mantle is outside the true cylinder, the rim's edge
        // inside the circle
        TriangleMesh cylinder = revolve(new double[][] {{0, -0.07}, {r / Math.cos(Math.PI / segments), -0.07},
            {r / Math.cos(Math.PI / segments), -0.2 * head}, {0, -0.2 * head}}, segments, 0.3);
        double rim = head / 2;
        TriangleMesh ring = revolve(new double[][] {{rim, 0}, {rim + 0.006, 0}, {rim + 0.006, -0.003}, {rim * 0.99 + 0.001, -0.003}, {rim,
                0}},
                segments, 0);
        return hip(side, new Solids(cup, taper, cylinder, ring, head, neck), Map.of(), Map.of());
    }

    /** Parts and their places on the right. */
    record Solids(RigidTransform cup, RigidTransform taper, TriangleMesh neck, TriangleMesh rim, double head, double neckDiameter) {
    }

    /** Bones are given for the right in the frames of pelvis and femur; the left hip is the mirror image. */
    static Problem hip(Side side, Solids s, Map<String, TriangleMesh> pelvis, Map<String, TriangleMesh> femur) {
        // surface frames that are not the frames of the joint, so that a forgotten transform shows
        RigidTransform pelvisFrame = RigidTransform.rotationAbout(new Vec3(0.1, 0.2, 0.3), new Vec3(1, 2, -1), 0.7);
        RigidTransform femurFrame = RigidTransform.rotationAbout(new Vec3(-0.3, 0.1, 0.2), new Vec3(2, -1, 1), -1.1);
        boolean left = side == Side.LEFT;
        List<PlacedPart> parts = new ArrayList<>();
        if (s != null) {
            // on the left a part has its own surface mirrored in y, so that its z axis keeps its meaning, in the mirrored place
            parts.add(part("stem", "hip.stem", Map.of("neck.diameter", s.neckDiameter), Map.of("envelope", left ? mirroredY(s.neck)
                    : s.neck),
                    "femur", place(femurFrame, s.taper, left)));
            parts.add(part("head", "hip.head", Map.of("head.diameter", s.head), Map.of("bearing",
                    revolve(new double[][] {{0, -s.head / 2}, {s.head / 2, 0}, {0, s.head / 2}}, 12, 0)), "femur", place(femurFrame,
                            s.taper, left)));
            parts.add(part("liner", "hip.liner", Map.of("rim.height", 0.0), Map.of("envelope", left ? mirroredY(s.rim) : s.rim), "pelvis",
                    place(pelvisFrame, s.cup, left)));
        }
        Body p = new Body("pelvis", "pelvis", Side.MIDLINE, surfaces(pelvis, pelvisFrame, left), Map.of(), Map.of("pelvis.app",
                pelvisFrame));
        Body f = new Body("femur", "femur", side, surfaces(femur, femurFrame, left), Map.of(), Map.of());
        // the joint's own frame of the pelvis is tilted against the anterior pelvic plane, which the solver must not mind
        RigidTransform own = pelvisFrame.times(RigidTransform.rotation(Vec3.Z, 0.15));
        JointModel joint = new JointModel("hip", "hip", TYPE, side, "pelvis", "femur", own, femurFrame);
        return new Problem(new Person(80, 1.8, 0), List.of(p, f), joint, parts, List.of());
    }

    private static Map<String, TriangleMesh> surfaces(Map<String, TriangleMesh> right, RigidTransform frame, boolean left) {
        Map<String, TriangleMesh> map = new LinkedHashMap<>();
        right.forEach((role, m) -> map.put(role, (left ? m.mirroredZ() : m).transformed(frame)));
        return map;
    }

    private static PlacedPart part(String role, String kind, Map<String, Double> numbers, Map<String, TriangleMesh> surfaces, String body,
            RigidTransform pose) {
        return new PlacedPart(role, new PartModel("test/" + role, "1", kind, "T-" + role, numbers, surfaces, Map.of()), body, pose);
    }

    private static TriangleMesh mirroredY(TriangleMesh m) {
        return m.mirroredZ().transformed(RigidTransform.rotation(Vec3.X, Math.PI));
    }

    /** The mirror image S Q T of a pose, S = diag(1, 1, -1), T = diag(1, -1, 1). */
    private static RigidTransform place(RigidTransform frame, RigidTransform right, boolean left) {
        if (!left) {
            return frame.times(right);
        }
        double[] r = right.rotationMatrix();
        for (int i : new int[] {1, 4, 6, 8}) {
            r[i] = -r[i];
        }
        return frame.times(RigidTransform.of(r, right.translation()));
    }

    static RigidTransform zAlong(Vec3 z) {
        Vec3 x = z.anyOrthogonal();
        return RigidTransform.frame(Vec3.ZERO, x, z.normalized().cross(x), z.normalized());
    }

    /**
     * A profile of (radius, z) turned about z.
     *
     * @param phase of the first segment, as a fraction of a segment
     */
    static TriangleMesh revolve(double[][] profile, int segments, double phase) {
        double[] v = new double[3 * profile.length * segments];
        List<int[]> t = new ArrayList<>();
        for (int i = 0; i < profile.length; i++) {
            for (int k = 0; k < segments; k++) {
                double a = 2 * Math.PI * (k + phase) / segments;
                int o = 3 * (i * segments + k);
                v[o] = profile[i][0] * Math.cos(a);
                v[o + 1] = profile[i][0] * Math.sin(a);
                v[o + 2] = profile[i][1];
                int n = (k + 1) % segments;
                if (i + 1 < profile.length) {
                    t.add(new int[] {i * segments + k, i * segments + n, (i + 1) * segments + n});
                    t.add(new int[] {i * segments + k, (i + 1) * segments + n, (i + 1) * segments + k});
                }
            }
        }
        return new TriangleMesh(v, t.stream().flatMapToInt(java.util.Arrays::stream).toArray());
    }

    /** A ball of latitude and longitude. */
    static TriangleMesh ball(Vec3 center, double radius, int segments) {
        double[][] profile = new double[segments / 2 + 1][];
        for (int i = 0; i < profile.length; i++) {
            double a = Math.PI * i / (profile.length - 1);
            profile[i] = new double[] {radius * Math.sin(a), -radius * Math.cos(a)};
        }
        return revolve(profile, segments, 0).transformed(RigidTransform.translation(center));
    }
}
