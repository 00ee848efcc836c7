/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.landmarks.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Decimation;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Subdivision;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Side;
import org.orthotwin.landmarks.BoneLandmarks;
import org.orthotwin.landmarks.Landmarking;
import org.orthotwin.landmarks.spi.BoneLandmarker;

/** The same bone in another pose, of the other side and with another mesh. */
final class Repeat {

    /** Some motion that no axis is in line with. */
    static final RigidTransform MOTION = RigidTransform.rotation(new Vec3(0.3, -0.8, 0.5), 2.1).withTranslation(new Vec3(0.7, -0.2, 0.4));

    private Repeat() {
    }

    static BoneLandmarks find(BoneLandmarker landmarker, String bone, TriangleMesh mesh, Side side) {
        return new Landmarking(0).find(landmarker, bone, mesh, side, Map.of(), Monitor.NONE);
    }

    /** Moved and mirrored, the landmarks and frames move and mirror with the bone. */
    static void inAnyPose(BoneLandmarker landmarker, String bone, TriangleMesh mesh, Side side, double tolerance) {
        BoneLandmarks a = find(landmarker, bone, mesh, side);
        BoneLandmarks moved = find(landmarker, bone, mesh.transformed(MOTION), side);
        a.landmarks().forEach((code, m) -> assertEquals(0, moved.landmarks().get(code).position().distance(MOTION.apply(m.position())),
                tolerance, bone + " " + code + " moved"));
        BoneLandmarks mirrored = find(landmarker, bone, mesh.mirroredZ(), side.opposite());
        assertEquals(side.opposite(), mirrored.side());
        a.points().forEach((code, p) -> {
            String other = otherSide(bone, code);
            assertEquals(0, mirrored.points().get(other).distance(new Vec3(p.x(), p.y(), -p.z())), 1e-9, bone + " " + other + " mirrored");
        });
        a.measures().forEach((id, m) -> assertEquals(m.value(), mirrored.measures().get(id).value(), 1e-9, id));
        // the mirror in another plane: a motion more
        BoneLandmarks both = find(landmarker, bone, mesh.transformed(MOTION).mirroredZ(), side.opposite());
        a.measures().forEach((id, m) -> assertEquals(m.value(), both.measures().get(id).value(), tolerance / 0.02, id));
        assertEquals(side, find(landmarker, bone, mesh, null).side(), "the side is found");
    }

    private static String otherSide(String bone, String code) {
        if (!bone.equals("pelvis")) {
            return code;
        }
        return code.endsWith("_R") ? code.replace("_R", "_L") : code.endsWith("_L") ? code.replace("_L", "_R")
                : code.matches("[RL](ASIS|PSIS|AC)") ? (code.charAt(0) == 'R' ? "L" : "R") + code.substring(1) : code;
    }

    /** Coarser and finer meshes give the same frames and the same points of some codes. */
    static String meshes(BoneLandmarker landmarker, String bone, TriangleMesh mesh, Side side, double metres, double degrees,
            String... codes) {
        List<String> landmarks = List.of(codes);
        BoneLandmarks a = find(landmarker, bone, mesh, side);
        StringBuilder said = new StringBuilder();
        for (TriangleMesh other : new TriangleMesh[] {Decimation.toTriangles(mesh, mesh.triangleCount() / 2), Subdivision.midpoint(mesh)}) {
            BoneLandmarks b = find(landmarker, bone, other.transformed(MOTION), side);
            landmarks.forEach(code -> {
                double d = MOTION.apply(a.points().get(code)).distance(b.points().get(code));
                assertTrue(d < metres, code + " of " + other.triangleCount() + " triangles moved by " + d + " m");
            });
            a.frames().forEach((id, f) -> {
                RigidTransform g = MOTION.inverse().times(b.frames().get(id).pose());
                double d = g.translation().distance(f.pose().translation());
                double angle = Math.toDegrees(f.pose().inverse().times(g).angle());
                said.append(String.format(java.util.Locale.ROOT, "%s %.2f mm %.2f deg; ", id, d * 1000, angle));
                assertTrue(d < metres && angle < degrees, id + " of " + other.triangleCount() + " triangles: " + d + " m, " + angle
                        + " degrees");
            });
        }
        return said.toString();
    }
}
