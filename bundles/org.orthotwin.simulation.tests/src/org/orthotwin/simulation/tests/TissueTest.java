/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.simulation.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.io.LengthUnit;
import org.orthotwin.geometry.io.MeshWriter;
import org.orthotwin.joint.Attachment;
import org.orthotwin.joint.SoftTissue;
import org.orthotwin.joint.WrapSurface;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.AnatomyFactory;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.anatomy.Cartilage;
import org.orthotwin.model.anatomy.DataFiles;
import org.orthotwin.model.anatomy.Ligament;
import org.orthotwin.model.anatomy.LigamentBundle;
import org.orthotwin.model.anatomy.Muscle;
import org.orthotwin.model.anatomy.PathPoint;
import org.orthotwin.model.anatomy.Quantity;
import org.orthotwin.model.anatomy.WrapObject;
import org.orthotwin.simulation.Case;
import org.orthotwin.simulation.Simulation;
import org.orthotwin.solver.Problem;

/** Ligaments, muscles and cartilage of an anatomy reach the problem. */
class TissueTest {

    private static final AnatomyFactory F = AnatomyFactory.eINSTANCE;

    @TempDir
    Path folder;

    private static Bone bone(Anatomy a, String type) {
        return a.getBones().stream().filter(b -> type.equals(b.getType())).findFirst().orElseThrow();
    }

    private static PathPoint landmark(Bone b, int index) {
        PathPoint p = F.createPathPoint();
        p.setBone(b);
        p.setLandmark(b.getLandmarks().get(index));
        return p;
    }

    private static PathPoint place(Bone b, Vec3 v) {
        PathPoint p = F.createPathPoint();
        p.setBone(b);
        p.setPosition(v);
        return p;
    }

    private static Quantity quantity(String name, double value, String unit) {
        Quantity q = F.createQuantity();
        q.setName(name);
        q.setValue(value);
        q.setUnit(unit);
        return q;
    }

    private static void dress(Anatomy a, Path anatomyFile) {
        Bone pelvis = bone(a, "pelvis");
        Bone femur = bone(a, "femur");
        a.getLigaments().clear();
        Ligament l = F.createLigament();
        l.setId("capsule");
        LigamentBundle b = F.createLigamentBundle();
        b.setStiffness(2000);
        b.setReferenceStrain(-0.03);
        b.setDamping(3);
        b.getPath().add(landmark(pelvis, 0));
        b.getPath().add(place(femur, new Vec3(0.01, 0.02, 0.03)));
        WrapObject head = F.createWrapObject();
        head.setId("head");
        head.setBone(femur);
        head.setShape("sphere");
        head.setPose(RigidTransform.translation(new Vec3(0.001, 0, 0)));
        head.getParameters().add(quantity("radius", 0.024, "m"));
        b.getWraps().add(head);
        l.getBundles().add(b);
        a.getLigaments().add(l);
        Muscle m = F.createMuscle();
        m.setId("gluteus");
        m.setMaxIsometricForce(700);
        m.setOptimalFibreLength(0.07);
        m.setPennationAngle(0.1);
        m.getPath().add(landmark(pelvis, 1));
        m.getPath().add(landmark(femur, 0));
        WrapObject w = F.createWrapObject();
        w.setBone(femur);
        w.setShape("cylinder");
        w.setPose(RigidTransform.translation(new Vec3(0, -0.01, 0)));
        w.getParameters().add(quantity("radius", 0.02, "m"));
        m.getWraps().add(w);
        a.getMuscles().add(m);
        Cartilage c = F.createCartilage();
        c.setId("head.cartilage");
        c.setBone(femur);
        c.setThickness(quantity("thickness", 0.002, "m"));
        c.getProperties().add(quantity("modulus", 10e6, "Pa"));
        c.getProperties().add(quantity("poisson", 0.45, "1"));
        TriangleMesh cap = new TriangleMesh(new double[] {0, 0.022, 0, 0.02, 0.01, 0, 0, 0.01, 0.02, -0.02, 0.01, 0},
                new int[] {0, 2, 1, 0, 3, 2});
        Path file = anatomyFile.resolveSibling("meshes").resolve("cap.ply");
        try {
            MeshWriter.write(file, cap, LengthUnit.MILLIMETRE);
            c.setSurface(DataFiles.reference(anatomyFile, file, "mm"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        a.getCartilages().add(c);
        a.getJoints().getFirst().getCoordinates().getFirst().setValue(0.2);
    }

    @Test
    void reachesTheProblem() throws IOException {
        SyntheticHip hip = SyntheticHip.shared().copy(folder);
        hip.rewriteAnatomy(a -> dress(a, hip.anatomyFile()));
        Case c = hip.planOnly();
        Simulation s = new Simulation(c, List.of(), Monitor.NONE);
        Problem p = s.assembler().assemble(java.util.Optional.empty(), Monitor.NONE).problem();
        SoftTissue t = p.tissue();
        var bundle = t.ligaments().getFirst();
        assertEquals("capsule.1", bundle.id());
        assertEquals("capsule", bundle.ligament());
        assertEquals(2000, bundle.stiffness());
        assertEquals(-0.03, bundle.referenceStrain());
        assertEquals(3, bundle.damping());
        assertEquals(List.of(new WrapSurface("head", p.joint().child(), "sphere", RigidTransform.translation(new Vec3(0.001, 0, 0)),
                Map.of("radius", 0.024))), bundle.wraps());
        Attachment first = bundle.path().getFirst();
        assertEquals(p.joint().parent(), first.body());
        assertEquals(p.body(first.body()).landmark(first.landmark()), first.position());
        assertEquals(new Attachment(p.joint().child(), new Vec3(0.01, 0.02, 0.03)), bundle.path().getLast());
        var muscle = t.muscles().getFirst();
        assertEquals(700, muscle.maxIsometricForce());
        assertEquals(0.1, muscle.pennationAngle());
        assertEquals(0.02, muscle.wraps().getFirst().dimension("radius"));
        assertEquals(-0.01, muscle.wraps().getFirst().pose().translation().y());
        var cartilage = t.cartilages().getFirst();
        assertEquals(2, cartilage.surface().triangleCount());
        assertEquals(0.022, cartilage.surface().vertex(0).y(), 1e-9);
        assertEquals(0.002, cartilage.thickness());
        assertEquals(10e6, cartilage.modulus());
        assertEquals(0.45, cartilage.poisson());
        double[] q = new double[p.joint().type().coordinates().size()];
        q[0] = 0.2;
        assertEquals(p.joint().childInParent(q), t.posture().get(p.joint().child()));
        // another state of the case reads nothing again
        assertSame(t.cartilages().getFirst().surface(), s.with(List.of(), Monitor.NONE).assembler()
                .assemble(java.util.Optional.empty(), Monitor.NONE).problem().tissue().cartilages().getFirst().surface());
        // parts replace the cartilage of their bones
        Problem planned = s.assembler().assemble(s.source().plan(java.util.Optional.empty()), Monitor.NONE).problem();
        assertTrue(planned.tissue().cartilages().isEmpty());
        // what lies on the native head lies on that of the plan, and is as long at rest as it was
        assertEquals(t.ligaments(), planned.tissue().ligaments().stream().map(l -> l.recorded()).toList());
        assertEquals(0.018, planned.tissue().ligaments().getFirst().wraps().getFirst().dimension("radius"), 1e-12);
        assertNotNull(planned.tissue().posture().get(p.joint().child()));
    }

    @Test
    void refusesABoneThatIsNotThere() throws IOException {
        SyntheticHip hip = SyntheticHip.shared().copy(folder);
        hip.rewriteAnatomy(a -> {
            dress(a, hip.anatomyFile());
            Bone stray = F.createBone();
            stray.setId("stray");
            a.getCartilages().getFirst().setBone(stray);
            a.getBones().add(0, stray);
            stray.setType("stray");
        });
        Case c = hip.planOnly();
        Anatomy a = c.anatomy().orElseThrow();
        a.getBones().removeFirst();
        assertTrue(SyntheticHip.refusal("tissue.bone", () -> new Simulation(c, List.of(), Monitor.NONE)).getMessage().contains("stray"));
    }
}
