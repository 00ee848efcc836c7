/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.opensim.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.wrap.WrapShape;
import org.orthotwin.geometry.io.LengthUnit;
import org.orthotwin.geometry.io.MeshReader;
import org.orthotwin.geometry.io.MeshWriter;
import org.orthotwin.interop.opensim.AnatomyModel;
import org.orthotwin.interop.opensim.OpenSimAnatomy;
import org.orthotwin.interop.opensim.OsimModel;
import org.orthotwin.interop.opensim.OsimReader;
import org.orthotwin.joint.ClinicalMotion;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.spi.JointType;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.AnatomyFactory;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.anatomy.Coordinate;
import org.orthotwin.model.anatomy.DataFiles;
import org.orthotwin.model.anatomy.DataReference;
import org.orthotwin.model.anatomy.Frame;
import org.orthotwin.model.anatomy.Joint;
import org.orthotwin.model.anatomy.Landmark;
import org.orthotwin.model.anatomy.Ligament;
import org.orthotwin.model.anatomy.LigamentBundle;
import org.orthotwin.model.anatomy.ModelFiles;
import org.orthotwin.model.anatomy.Muscle;
import org.orthotwin.model.anatomy.PathPoint;
import org.orthotwin.model.anatomy.Quantity;
import org.orthotwin.model.anatomy.Sex;
import org.orthotwin.model.anatomy.WrapObject;
import org.orthotwin.multibody.Link;
import org.orthotwin.multibody.MultibodyModel;
import org.orthotwin.multibody.PathGeometry;
import org.orthotwin.multibody.Posture;
import org.orthotwin.multibody.Segment;

/** Anatomies as models of OpenSim, by joints that somebody may contribute. */
class AnatomyModelTest {

    private static final AnatomyFactory MAKE = AnatomyFactory.eINSTANCE;
    private static final RigidTransform ABOVE = RigidTransform.rotation(Vec3.X, 0.3).withTranslation(new Vec3(0.01, -0.4, 0.02));
    private static final RigidTransform BELOW = RigidTransform.rotation(Vec3.Y, -0.2).withTranslation(new Vec3(0, 0.03, 0.01));

    /** How a joint of the tests moves, from its angles and, behind them, its lengths. */
    private interface Motion {
        RigidTransform of(double[] q, Side side);
    }

    /** A joint whose distal frame is built on three landmarks. */
    private record Type(int angles, int lengths, double lowest, Motion motion) implements JointType {

        @Override
        public String parentBone() {
            return "upper";
        }

        @Override
        public String childBone() {
            return "lower";
        }

        @Override
        public String parentFrame() {
            return "test.upper";
        }

        @Override
        public String childFrame() {
            return "test.lower";
        }

        @Override
        public List<FrameDefinition> frames() {
            return List.of(new FrameDefinition("test.lower", "lower", List.of("o{S}", "x", "y"), "by three points", (l, side) -> {
                Vec3 o = l.get(side == Side.LEFT ? "oL" : "oR");
                return RigidTransform.frameXY(o, l.get("x").minus(o), l.get("y").minus(o));
            }));
        }

        @Override
        public List<CoordinateDefinition> coordinates() {
            java.util.ArrayList<CoordinateDefinition> all = new java.util.ArrayList<>();
            for (int i = 0; i < angles + lengths; i++) {
                all.add(i < angles ? new CoordinateDefinition("a" + i, "an angle", Dimension.ANGLE, i == 1 ? lowest : -1, i == 1 ? 0 : 1.2)
                        : new CoordinateDefinition("s" + i, "a length", Dimension.LENGTH, -0.01, 0.02));
            }
            return all;
        }

        @Override
        public RigidTransform childInParent(double[] q, Side side) {
            return motion.of(q, side);
        }

        @Override
        public double[] coordinates(RigidTransform childInParent, Side side) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<ClinicalMotion> motions() {
            return List.of();
        }
    }

    private static RigidTransform turn(Vec3 axis, double angle) {
        return RigidTransform.rotation(axis, angle);
    }

    private static final Map<String, Type> TYPES = Map.of(
            "hinge", new Type(1, 0, -1, (q, side) -> turn(new Vec3(0.6, 0, 0.8), q[0])),
            // its third angle turns first, mirrored on the left
            "gimbal", new Type(3, 0, -1, (q, side) -> turn(Vec3.X, q[2]).times(turn(Vec3.Z, side.sign() * q[0]))
                    .times(turn(Vec3.Y, q[1]))),
            "euler", new Type(3, 0, -1.5, (q, side) -> turn(Vec3.Y, q[0]).times(turn(Vec3.X, q[1])).times(turn(Vec3.Y, q[2]))),
            "sliding", new Type(2, 1, -1, (q, side) -> {
                RigidTransform r = turn(Vec3.Z, q[0]).times(turn(Vec3.X, q[1]));
                return r.withTranslation(r.axis(1).times(q[2]));
            }),
            "rolling", new Type(2, 0, -1, (q, side) -> turn(Vec3.Z, q[0] * (1 + q[1])).times(turn(Vec3.X, q[1]))));

    /** A thigh of 40 cm at any place: its moments of inertia are those of the table about axes that go with the bone, not with its file. */
    @Test
    void aLimbHasTheMassThatGoesWithItsSubject() {
        RigidTransform put = RigidTransform.rotation(new Vec3(1, 2, 3).normalized(), 0.7).withTranslation(new Vec3(0.1, 0.2, -0.3));
        for (Sex sex : Sex.values()) {
            Anatomy a = MAKE.createAnatomy();
            a.setId("a");
            a.setSubject(MAKE.createSubject());
            a.getSubject().setSex(sex);
            a.getSubject().setMass(kilograms(80));
            Bone femur = bone(a, "femur");
            mark(femur, "FHC", put.apply(Vec3.ZERO));
            mark(femur, "MEC", put.apply(new Vec3(0.01, -0.4, -0.04)));
            mark(femur, "LEC", put.apply(new Vec3(-0.01, -0.4, 0.04)));
            bone(a, "pelvis");
            Bone tibia = bone(a, "tibia");
            mark(tibia, "KNEE_T", Vec3.ZERO);
            OsimModel model = AnatomyModel.of(a, "a.anatomy", t -> Optional.empty(), Map.of());
            Segment thigh = model.body().segments().get(0);
            double share = sex == Sex.FEMALE ? 0.1478 : sex == Sex.MALE ? 0.1416 : 0.1447;
            double down = sex == Sex.FEMALE ? 0.3612 : sex == Sex.MALE ? 0.4095 : 0.38535;
            assertEquals(80 * share, thigh.mass(), 1e-12);
            assertEquals(0, put.apply(new Vec3(0, -0.4 * down, 0)).distance(thigh.centre()), 1e-12);
            double along = sex == Sex.FEMALE ? 0.162 : sex == Sex.MALE ? 0.149 : 0.1555;
            assertEquals(thigh.mass() * Math.pow(0.4 * along, 2), about(thigh, put.rotate(Vec3.Y)), 1e-12);
            double across = sex == Sex.FEMALE ? 0.364 : sex == Sex.MALE ? 0.329 : 0.3465;
            assertEquals(thigh.mass() * Math.pow(0.4 * across, 2), about(thigh, put.rotate(new Vec3(-0.01, 0, 0.04).normalized())), 1e-12);
            // what is not known is named: no such segment, or no landmarks of it
            assertEquals(0, model.body().segments().get(1).mass());
            assertEquals(0, model.body().segments().get(2).mass());
            assertTrue(model.dropped().stream().anyMatch(d -> d.text("en").contains("masses of pelvis, tibia:")),
                    model.dropped().toString());
        }
    }

    private static double about(Segment s, Vec3 e) {
        return s.xx() * e.x() * e.x() + s.yy() * e.y() * e.y() + s.zz() * e.z() * e.z() + 2 * (s.xy() * e.x() * e.y() + s.xz() * e.x()
                * e.z() + s.yz() * e.y() * e.z());
    }

    private static void mark(Bone b, String code, Vec3 at) {
        Landmark l = MAKE.createLandmark();
        l.setId(b.getId() + "." + code);
        l.setCode(code);
        l.setPosition(at);
        b.getLandmarks().add(l);
    }

    private static Quantity kilograms(double m) {
        Quantity q = MAKE.createQuantity();
        q.setName("mass");
        q.setValue(m);
        q.setUnit("kg");
        return q;
    }

    private static Bone bone(Anatomy a, String id) {
        Bone b = MAKE.createBone();
        b.setId(id);
        b.setType(id);
        a.getBones().add(b);
        return b;
    }

    private static PathPoint point(Bone b, Vec3 at) {
        PathPoint p = MAKE.createPathPoint();
        p.setBone(b);
        p.setPosition(at);
        return p;
    }

    private static Quantity radius(double r) {
        Quantity q = MAKE.createQuantity();
        q.setName("radius");
        q.setValue(r);
        q.setUnit("m");
        return q;
    }

    private static Path anatomy(Path folder, String type, org.orthotwin.model.anatomy.Side side) throws IOException {
        Anatomy a = MAKE.createAnatomy();
        a.setId("subject.1");
        a.setName("a subject");
        Bone upper = bone(a, "upper");
        Bone lower = bone(a, "lower");
        bone(a, "loose");
        Frame f = MAKE.createFrame();
        f.setId("upper.frame");
        f.setDefinition("test.upper");
        f.setPose(ABOVE);
        upper.getFrames().add(f);
        Vec3[] at = {BELOW.translation(), BELOW.apply(new Vec3(0.1, 0, 0)), BELOW.apply(new Vec3(0.02, 0.1, 0))};
        String[] codes = {side == org.orthotwin.model.anatomy.Side.LEFT ? "oL" : "oR", "x", "y"};
        for (int i = 0; i < 3; i++) {
            Landmark l = MAKE.createLandmark();
            l.setId("lower." + codes[i]);
            l.setCode(codes[i]);
            l.setPosition(at[i]);
            lower.getLandmarks().add(l);
        }
        MeshWriter.write(folder.resolve("upper.ply"), new TriangleMesh(new double[] {0, 0, 0, 0.1, 0, 0, 0, 0.1, 0, 0, 0, 0.1},
                new int[] {0, 2, 1, 0, 1, 3, 1, 2, 3, 0, 3, 2}), LengthUnit.MILLIMETRE);
        DataReference r = DataFiles.reference(folder.resolve("a.anatomy"),
                folder.resolve("upper.ply"), "mm");
        upper.getSurfaces().add(r);
        Joint j = MAKE.createJoint();
        j.setId("joint");
        j.setType(type);
        j.setSide(side);
        j.setParent(upper);
        j.setChild(lower);
        Coordinate c = MAKE.createCoordinate();
        c.setId("joint.a0");
        c.setName("a0");
        c.setUnit("rad");
        c.setMinimum(-0.5);
        c.setMaximum(0.9);
        c.setValue(0.2);
        j.getCoordinates().add(c);
        a.getJoints().add(j);
        Ligament l = MAKE.createLigament();
        l.setId("band");
        LigamentBundle b = MAKE.createLigamentBundle();
        b.setId("band.1");
        b.setStiffness(2000);
        b.setReferenceStrain(0.04);
        b.getPath().addAll(List.of(point(upper, new Vec3(0.02, -0.3, 0)), point(lower, new Vec3(0.02, -0.1, 0))));
        b.getWraps().add(cylinder("band roll", lower, 0.015));
        l.getBundles().add(b);
        a.getLigaments().add(l);
        Muscle m = MAKE.createMuscle();
        m.setId("muscle one");
        m.setModel("Thelen2003Muscle");
        m.setMaxIsometricForce(700);
        m.setOptimalFibreLength(0.1);
        m.setTendonSlackLength(0.2);
        m.setPennationAngle(0.1);
        m.setMaxContractionVelocity(0.8);
        m.getPath().addAll(List.of(point(upper, new Vec3(0.03, -0.1, 0)), point(lower, new Vec3(0.03, -0.1, 0))));
        m.getWraps().add(cylinder("roll", lower, 0.02));
        a.getMuscles().add(m);
        Path file = folder.resolve("a.anatomy");
        ModelFiles.save(file, a);
        return file;
    }

    private static WrapObject cylinder(String id, Bone bone, double radius) {
        WrapObject w = MAKE.createWrapObject();
        w.setId(id);
        w.setBone(bone);
        w.setShape("cylinder");
        w.setPose(RigidTransform.IDENTITY);
        w.getParameters().add(radius(radius));
        return w;
    }

    private static OsimModel exported(Path file, Path to) throws IOException {
        return AnatomyModel.export(file, to, id -> Optional.ofNullable(TYPES.get(id)), Monitor.NONE);
    }

    /** Whatever turns about axes moves the same in the model that is read back. */
    @Test
    void jointsMoveAsTheirTypesSay(@TempDir Path folder) throws IOException {
        for (String type : List.of("hinge", "gimbal", "euler", "sliding")) {
            for (var side : List.of(org.orthotwin.model.anatomy.Side.RIGHT, org.orthotwin.model.anatomy.Side.LEFT)) {
                exported(anatomy(folder, type, side), folder.resolve("m.osim"));
                MultibodyModel b = OsimReader.read(folder.resolve("m.osim"), Monitor.NONE).body();
                Type t = TYPES.get(type);
                Side ours = side == org.orthotwin.model.anatomy.Side.LEFT ? Side.LEFT : Side.RIGHT;
                int[] segment = {b.segment("upper"), b.segment("lower")};
                for (int trial = 0; trial < 5; trial++) {
                    double[] v = new double[t.angles + t.lengths];
                    double[] q = b.defaults();
                    for (int i = 0; i < v.length; i++) {
                        v[i] = i < t.angles ? -0.1 - 0.15 * i - 0.17 * trial : 0.003 * trial;
                        if (i < t.angles) {
                            q[b.coordinate("joint_a" + i)] = v[i];
                        }
                    }
                    RigidTransform expected = t.childInParent(v, ours);
                    for (int i = 0; t.lengths > 0 && i < 3; i++) {
                        q[b.coordinate("joint_t" + "xyz".charAt(i))] = expected.translation().toArray()[i];
                    }
                    Posture p = new Posture(b).at(q);
                    RigidTransform there = p.pose(segment[0]).times(ABOVE).times(expected).times(BELOW.inverse());
                    RigidTransform got = p.pose(segment[1]);
                    Vec3 probe = new Vec3(0.1, -0.2, 0.3);
                    assertTrue(there.apply(probe).distance(got.apply(probe)) < 1e-12, type + " " + side + " " + trial);
                }
            }
        }
    }

    @Test
    void softTissueAndSurfacesComeAlong(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("out"));
        OsimModel told = exported(anatomy(folder, "euler", org.orthotwin.model.anatomy.Side.RIGHT), folder.resolve("out/m.osim"));
        assertTrue(told.dropped().stream().anyMatch(d -> d.text("en").contains("masses") && d.text("fr").contains("masses")));
        OsimModel m = OsimReader.read(folder.resolve("out/m.osim"), Monitor.NONE);
        MultibodyModel b = m.body();
        assertEquals("a_subject", b.name());
        Posture p = new Posture(b).at(b.defaults());
        OsimModel.Ligament band = m.ligaments().get(0);
        assertEquals(2000, band.stiffness());
        assertEquals(0.04, new PathGeometry(b, b.paths().get(band.path())).length(p) / band.slack() - 1, 1e-12);
        assertEquals(0.015, ((WrapShape.Cylinder) b.wraps().get(b.paths().get(band.path()).surfaces().getFirst().wrap()).shape()).radius());
        assertEquals(0.015, OpenSimAnatomy.read(folder.resolve("out/m.osim"), new ArrayList<>(), Monitor.NONE).getLigaments().getFirst()
                .getBundles().getFirst().getWraps().getFirst().getParameters().getFirst().getValue());
        assertEquals(0.2, b.defaults()[b.coordinate("joint_a0")]);
        assertEquals(0.9, b.coordinates().get(b.coordinate("joint_a0")).maximum());
        OsimModel.Muscle muscle = m.muscles().get(0);
        assertEquals("muscle_one", muscle.name());
        assertEquals("Thelen2003Muscle", muscle.type());
        assertEquals(8, muscle.speed(), 1e-12);
        assertEquals(1, b.paths().get(muscle.path()).surfaces().size());
        assertEquals(3, b.markers().size());
        // what nothing carries hangs on the ground by six coordinates
        for (String root : List.of("upper", "loose")) {
            Link l = b.links().stream().filter(x -> x.child() == b.segment(root)).findFirst().orElseThrow();
            assertEquals(-1, l.parent());
            assertEquals(6, l.turns().size() + l.shifts().size());
        }
        OsimModel.Shape shape = m.shapes().get(0);
        assertEquals(b.segment("upper"), shape.segment());
        TriangleMesh mesh = MeshReader.read(folder.resolve("out/Geometry").resolve(shape.file()), LengthUnit.METRE);
        assertEquals(0.1, mesh.bounds()[3], 1e-7);
    }

    @Test
    void whatIsNoModelIsRefused(@TempDir Path folder) throws IOException {
        Path file = anatomy(folder, "rolling", org.orthotwin.model.anatomy.Side.RIGHT);
        refused(file, "rolling");
        OsimModel unknown = exported(anatomy(folder, "ball", org.orthotwin.model.anatomy.Side.RIGHT), null);
        assertTrue(unknown.dropped().stream().anyMatch(d -> d.text("fr").contains("ball")));
        assertEquals(3, unknown.body().links().size());
        Files.writeString(file, Files.readString(anatomy(folder, "hinge", org.orthotwin.model.anatomy.Side.RIGHT)).replace("code=\"oR\"",
                "code=\"o\""));
        refused(file, "test.lower");
        Files.writeString(file, Files.readString(anatomy(folder, "hinge", org.orthotwin.model.anatomy.Side.RIGHT)).replace(
                "lengthUnit=\"mm\"", "lengthUnit=\"inch\""));
        refused(file, "upper.ply");
    }

    private static void refused(Path file, String what) {
        InputException e = assertThrows(InputException.class, () -> exported(file, null));
        assertTrue(e.diagnostic().text("en").contains(what) && e.diagnostic().text("fr").contains(what), e.getMessage());
    }
}
