/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.rom.tests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.io.LengthUnit;
import org.orthotwin.geometry.io.MeshReader;
import org.orthotwin.joint.Side;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.rom.ProstheticRange;

/**
 * A replaced hip on two scanned bones of different people: a left hip bone and a right femur, mirrored, scaled to the socket and hung at
 * its centre. Their orientation is only that of a rough reading of the surfaces, so results are good for bands, threads, mirrors and
 * times.
 */
final class RealBones {

    /** Centre and radius of the socket and of the femoral head, and the middle of the femoral condyles, in the files, m. */
    private static final Vec3 SOCKET = new Vec3(0.0108, -0.1333, 0.5191);
    private static final double SOCKET_RADIUS = 0.0188;
    private static final Vec3 HEAD = new Vec3(0.2739, 0.3570, -0.5453);
    private static final double HEAD_RADIUS = 0.0205;
    private static final Vec3 KNEE = new Vec3(0.6728, 0.3392, -0.5558);
    /** How much the plan adds to the femur's offset, m. */
    private static final double OFFSET = 0.008;
    private static final double REAMER = 0.025;
    private static final double RESECTION = 0.030;

    private RealBones() {
    }

    /** As a right hip, or mirrored as the left one. Skips the test where the bones are missing. */
    static Problem hip(Side side, double inclination, double anteversion) {
        TriangleMesh pelvis = pelvis();
        TriangleMesh femur = femur();
        return TestHip.hip(side, solids(inclination, anteversion), Map.of("reamed", pelvis), Map.of("resected", femur));
    }

    static TestHip.Solids solids(double inclination, double anteversion) {
        Vec3 neck = ProstheticRange.neckAxis(Math.toRadians(131), Math.toRadians(12));
        double end = -0.045;
        TriangleMesh stem = TriangleMesh.concat(
                TestHip.revolve(new double[][] {{0, end}, {0.006, end}, {0.006, -0.006}, {0, -0.006}}, 64, 0),
                TestHip.revolve(new double[][] {{0, end - 0.012}, {0.011, end - 0.012}, {0.011, end}, {0, end}}, 64, 0));
        List<double[]> shell = new ArrayList<>();
        for (int i = 0; i <= 16; i++) {
            double a = Math.PI / 2 * i / 16;
            shell.add(new double[] {0.0245 * Math.sin(a), -0.0245 * Math.cos(a)});
        }
        shell.add(new double[] {0.016, 0});
        for (int i = 16; i >= 0; i--) {
            double a = Math.PI / 2 * i / 16;
            shell.add(new double[] {0.016 * Math.sin(a), -0.016 * Math.cos(a)});
        }
        return new TestHip.Solids(
                TestHip.zAlong(ProstheticRange.cupAxis(Math.toRadians(inclination), Math.toRadians(anteversion))),
                TestHip.zAlong(neck.negate()), stem, TestHip.revolve(shell.toArray(double[][]::new), 96, 0), 0.032, 0.012);
    }

    /** The hip bone without what the reamer takes, as a right one: x anterior, y superior, z right, origin at the socket's centre. */
    static TriangleMesh pelvis() {
        // turned so that the symphysis is 46 mm in front and 79 mm medially of the socket, tilted until the spine is above it, and turned
        // again to
        // bring the ischium clear of the femur, which is another person's
        double turn = Math.toRadians(50);
        RigidTransform frame = RigidTransform.frameXY(SOCKET, new Vec3(-Math.sin(turn), Math.cos(turn), 0), Vec3.Z)
                .times(RigidTransform.rotation(Vec3.Z, Math.toRadians(22))).times(RigidTransform.rotation(Vec3.Y, Math.toRadians(-20)));
        return without(read("OsCoxaeLeft.obj").transformed(frame.inverse()).mirroredZ(), REAMER);
    }

    /** The femur without head and neck, as a right one, scaled to the socket; origin at the head's centre. */
    static TriangleMesh femur() {
        Vec3 up = HEAD.minus(KNEE).normalized();
        Vec3 anterior = Vec3.Z.minus(up.times(up.z())).normalized();
        RigidTransform frame = RigidTransform.frame(HEAD, anterior, up, anterior.cross(up));
        return without(read("SmoothFemurRight.obj").transformed(frame.inverse()).scaled(SOCKET_RADIUS / HEAD_RADIUS), RESECTION)
                .transformed(RigidTransform.translation(new Vec3(0, 0, OFFSET)));
    }

    /** Without the triangles that have a corner within a distance of the origin; open there, which a collision does not mind. */
    private static TriangleMesh without(TriangleMesh m, double radius) {
        List<Integer> kept = new ArrayList<>();
        for (int t = 0; t < m.triangleCount(); t++) {
            if (m.corner(t, 0).norm() > radius && m.corner(t, 1).norm() > radius && m.corner(t, 2).norm() > radius) {
                for (int k = 0; k < 3; k++) {
                    kept.add(m.triangles()[3 * t + k]);
                }
            }
        }
        return new TriangleMesh(m.vertices(), kept.stream().mapToInt(Integer::intValue).toArray());
    }

    private static TriangleMesh read(String name) {
        String set = System.getProperty("orthotwin.data");
        Path file = Path.of(set == null ? "../shared/data" : set).resolve("bones/artisynth-core").resolve(name);
        assumeTrue(Files.exists(file), "skipped: no real bone " + name + " (set -Dorthotwin.data=<folder>)");
        return MeshReader.read(file, LengthUnit.of("mm"));
    }
}
