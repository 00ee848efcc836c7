/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.balance.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.io.LengthUnit;
import org.orthotwin.geometry.io.MeshReader;
import org.orthotwin.joint.Side;
import org.orthotwin.solver.balance.ContactPair;
import org.orthotwin.solver.balance.Equilibrium;
import org.orthotwin.solver.balance.Line;
import org.orthotwin.solver.balance.Load;
import org.orthotwin.solver.contact.ElasticFoundation;
import org.orthotwin.solver.contact.ElasticLayer;
import org.orthotwin.solver.contact.FoundationContact;
import org.orthotwin.solver.ligament.FibreLaw;

/**
 * The real surfaces of a knee prosthesis (CAMS-Knee, in the model of CR Smith) through a squat: the femoral component on its insert, with
 * two collateral ligaments and a posterior cruciate one of our own about its flexion axis. What is asked is that nothing jumps.
 */
class RealImplantTest {

    /** Their z is proximal, y anterior, x to the side: into the joint's x anterior, y proximal, z to the side. */
    private static final RigidTransform AXES = RigidTransform.frame(Vec3.ZERO, Vec3.Y, Vec3.Z, Vec3.X).inverse();
    /** Of that model: 463 MPa, 0.45, 3 mm on each surface. */
    private static final ElasticFoundation LAW = new ElasticFoundation(ElasticFoundation.Law.LINEAR,
            List.of(new ElasticLayer(463e6, 0.45, 0.003), new ElasticLayer(463e6, 0.45, 0.003)));

    private static TriangleMesh surface(String name) throws IOException {
        Path file = Lenhart.data("cams-tka/Geometry/" + name + ".stl");
        return MeshReader.read(file, LengthUnit.METRE).transformed(AXES);
    }

    /** Largest change from pose to pose: of a place, m; of an angle, rad; of the force, N; of the peak pressure over the largest. */
    private record Change(double way, double turn, double force, double pressure) {
    }

    /** Where nothing jumps, half the step makes half the change; a jump stays as large as it is. */
    @Test
    void nothingJumpsThroughASquat() throws IOException {
        Change coarse = squat(4);
        Change fine = squat(2);
        assertTrue(fine.way < 0.65 * coarse.way && fine.way < 0.002, fine + " and " + coarse);
        assertTrue(fine.turn < Math.toRadians(0.15), fine + " and " + coarse);
        assertTrue(fine.force < 0.65 * coarse.force && fine.force < 100, fine + " and " + coarse);
        assertTrue(fine.pressure < 0.2, fine + " and " + coarse);
    }

    private static Change squat(int step) throws IOException {
        TriangleMesh femoral = surface("femur_implant_Mplus_JWI_contact");
        TriangleMesh insert = surface("tibia_inlay_JWI_contact");
        double hollow = lowestUpwards(insert);
        double condyle = lowest(femoral);
        double[] start = {0, 0, 0, 0, condyle - hollow + 0.0001, 0};
        ContactPair bearing = new ContactPair(new FoundationContact(insert, Bvh.of(femoral), LAW), true, RigidTransform.IDENTITY,
                RigidTransform.IDENTITY);
        Vec3 insertOrigin = new Vec3(0, start[4], 0);
        List<Line> ligaments = new ArrayList<>();
        for (double side : new double[] {-0.040, 0.040}) {
            ligaments.add(fibre("collateral" + side, new Vec3(0, 0, side), new Vec3(0.004, -0.045, 0.8 * side), insertOrigin, 3000, 0.02));
            ligaments.add(fibre("behind" + side, new Vec3(-0.004, 0, side), new Vec3(-0.006, -0.045, 0.8 * side), insertOrigin, 3000,
                    0.01));
        }
        ligaments.add(fibre("posterior", new Vec3(0.006, -0.006, 0), new Vec3(-0.025, -0.020, 0), insertOrigin, 9000, -0.03));
        Load weight = new Load(Vec3.ZERO, new Vec3(0, 750, 0), Vec3.ZERO, true);
        Equilibrium knee = new Equilibrium(Lenhart.KNEE, Side.RIGHT, ligaments, List.of(bearing), List.of(weight));
        boolean[] free = {false, true, true, true, true, true};
        double[] q = start;
        List<double[]> poses = new ArrayList<>();
        for (int degrees = 0; degrees <= 100; degrees += step) {
            double[] next = q.clone();
            next[0] = Math.toRadians(degrees);
            Equilibrium.Found f = knee.solve(next, free, Monitor.NONE);
            assertTrue(f.balanced(), degrees + " degrees: " + f.ending() + ", " + f.residual() + " N");
            q = f.q();
            RigidTransform pose = knee.pose(q);
            knee.wrench(pose);
            poses.add(new double[] {q[1], q[2], q[3], q[4], q[5], bearing.forceOnChild(pose).norm(), bearing.contact().peakPressure()});
        }
        assertEquals(750, poses.getFirst()[5], 150, "upright it carries the weight and little of the ligaments");
        double way = 0;
        double turn = 0;
        double force = 0;
        double pressure = 0;
        double largest = poses.stream().mapToDouble(p -> p[6]).max().orElseThrow();
        for (int i = 1; i < poses.size(); i++) {
            double[] a = poses.get(i - 1);
            double[] b = poses.get(i);
            turn = Math.max(turn, Math.max(Math.abs(b[0] - a[0]), Math.abs(b[1] - a[1])));
            way = Math.max(way, new Vec3(b[2] - a[2], b[3] - a[3], b[4] - a[4]).norm());
            force = Math.max(force, Math.abs(b[5] - a[5]));
            pressure = Math.max(pressure, Math.abs(b[6] - a[6]) / largest);
        }
        return new Change(way, turn, force, pressure);
    }

    private static Line fibre(String name, Vec3 onFemur, Vec3 onTibia, Vec3 tibia, double stiffness, double strain) {
        double length = onFemur.distance(onTibia.plus(tibia));
        return new Line(name, List.of(onFemur, onTibia), List.of(false, true), FibreLaw.ofReference(stiffness, length, strain));
    }

    private static double lowest(TriangleMesh mesh) {
        return mesh.bounds()[1];
    }

    /** The lowest place that looks up, away from the middle. */
    private static double lowestUpwards(TriangleMesh mesh) {
        double low = Double.POSITIVE_INFINITY;
        for (int t = 0; t < mesh.triangleCount(); t++) {
            Vec3 a = mesh.corner(t, 0);
            Vec3 n = mesh.corner(t, 1).minus(a).cross(mesh.corner(t, 2).minus(a)).normalized();
            if (n.y() > 0.9 && Math.abs(a.z()) > 0.010 && Math.abs(a.z()) < 0.028) {
                low = Math.min(low, a.y());
            }
        }
        return low;
    }
}
