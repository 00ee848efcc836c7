/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.MeshChecks;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.ClinicalMotion;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.joint.GeneratedSubject;
import org.orthotwin.joint.PlacementConvention;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.spi.JointType;
import org.orthotwin.joint.spi.SubjectGenerator;

/**
 * What every {@link JointType} has to hold. Extend it, give the joint and landmarks of one plausible pair of bones, and run it with JUnit
 * 5; what the joint does not have (a generator, placements of its own) is skipped or has nothing to check.
 */
public abstract class JointContract {

    /** Rounding of a rotation and its inverse, rad and m. */
    private static final double EXACT = 1e-9;
    private static final int SAMPLES = 200;

    /** The joint under test. */
    protected abstract JointType joint();

    /**
     * Plausible landmarks by code of one bone in a frame of your choice, m: all that the frames of this bone ask for.
     *
     * @param boneType {@link JointType#parentBone()} or {@link JointType#childBone()}
     */
    protected abstract Map<String, Vec3> landmarks(String boneType, Side side);

    @Test
    public void framesOfTheCoordinatesAreDefinedOnItsBones() {
        JointType j = joint();
        assertEquals(j.parentBone(), frame(j.parentFrame()).boneType());
        assertEquals(j.childBone(), frame(j.childFrame()).boneType());
        assertEquals(j.frames().size(), new HashSet<>(j.frames().stream().map(FrameDefinition::id).toList()).size(),
                "a frame id comes twice");
        for (FrameDefinition f : j.frames()) {
            assertTrue(List.of(j.parentBone(), j.childBone()).contains(f.boneType()) || j.furtherBones().contains(f.boneType()), f.id()
                    + " is on a bone that the joint does not have");
            assertFalse(f.description().isBlank(), f.id() + " has no description");
        }
    }

    @Test
    public void framesAreOrthonormalAndRightHanded() {
        for (Side side : List.of(Side.RIGHT, Side.LEFT)) {
            for (FrameDefinition f : joint().frames()) {
                assertProper(f.id(), f.rule().pose(wanted(f, side), side));
            }
        }
    }

    @Test
    public void framesMoveWithTheirLandmarks() {
        RigidTransform motion = RigidTransform.rotation(new Vec3(1, -2, 0.5), 1.1).withTranslation(new Vec3(0.3, -0.7, 0.2));
        for (Side side : List.of(Side.RIGHT, Side.LEFT)) {
            for (FrameDefinition f : joint().frames()) {
                Map<String, Vec3> moved = new LinkedHashMap<>();
                wanted(f, side).forEach((code, p) -> moved.put(code, motion.apply(p)));
                assertClose(f.id(), motion.times(f.rule().pose(wanted(f, side), side)), f.rule().pose(moved, side));
            }
        }
    }

    @Test
    public void collinearAndCoincidentLandmarksAreRefused() {
        for (Side side : List.of(Side.RIGHT, Side.LEFT)) {
            for (FrameDefinition f : joint().frames()) {
                Map<String, Vec3> line = new LinkedHashMap<>();
                Map<String, Vec3> point = new LinkedHashMap<>();
                for (String code : f.landmarks(side)) {
                    line.put(code, new Vec3(0.1, 0.2, 0.3).times(1 + line.size()));
                    point.put(code, new Vec3(0.1, 0.2, 0.3));
                }
                assertTrue(assertThrows(IllegalArgumentException.class, () -> f.rule().pose(line, side),
                        f.id()).getMessage().matches(".*\\d.*"),
                        f.id() + ": the message for collinear landmarks has no number");
                assertThrows(IllegalArgumentException.class, () -> f.rule().pose(point, side), f.id());
            }
        }
    }

    @Test
    public void coordinatesAreNamedAndHaveRanges() {
        List<CoordinateDefinition> all = joint().coordinates();
        assertFalse(all.isEmpty());
        assertEquals(all.size(), new HashSet<>(all.stream().map(CoordinateDefinition::name).toList()).size(),
                "a coordinate's name comes twice");
        for (CoordinateDefinition c : all) {
            assertTrue(c.minimum() < c.maximum(), c.name() + " has an empty range");
            assertTrue(c.minimum() <= 0 && c.maximum() >= 0, c.name() + " cannot be 0, the neutral position");
            assertTrue(c.dimension() == Dimension.ANGLE || c.dimension() == Dimension.LENGTH, c.name() + " is neither angle nor length");
        }
    }

    @Test
    public void posesGiveTheirCoordinatesBack() {
        for (Side side : List.of(Side.RIGHT, Side.LEFT)) {
            for (double[] q : samples(joint().coordinates(), 1)) {
                RigidTransform pose = joint().childInParent(q, side);
                assertProper("pose at " + Arrays.toString(q), pose);
                assertArrayEquals(q, joint().coordinates(pose, side), EXACT);
            }
        }
    }

    @Test
    public void posesTurnAboutOnePointWhereTheJointSaysSo() {
        assumeTrue(joint().turnsAboutOnePoint(), "skipped: the joint does not say that it turns about one point");
        assertTrue(joint().coordinates().stream().allMatch(c -> c.dimension() == Dimension.ANGLE), "a coordinate is no angle");
        for (Side side : List.of(Side.RIGHT, Side.LEFT)) {
            List<double[]> all = samples(joint().coordinates(), 1);
            for (int i = 0; i < all.size(); i++) {
                RigidTransform pose = joint().childInParent(all.get(i), side);
                assertEquals(0, pose.translation().norm(), Arrays.toString(all.get(i)));
                // one after the other, far apart and near to each other
                double[] far = all.get((i + 1) % all.size());
                double[] near = all.get(i).clone();
                double change = 0;
                double little = 0;
                for (int k = 0; k < near.length; k++) {
                    change += Math.abs(far[k] - near[k]);
                    little += Math.abs(0.01 * (far[k] - near[k]));
                    near[k] += 0.01 * (far[k] - near[k]);
                }
                assertTrue(pose.inverse().times(joint().childInParent(far, side)).angle() <= change + EXACT, Arrays.toString(far));
                assertTrue(pose.inverse().times(joint().childInParent(near, side)).angle() <= little + EXACT, Arrays.toString(near));
            }
        }
    }

    @Test
    public void motionsAreMirroredFromSideToSide() {
        JointType j = joint();
        for (ClinicalMotion m : j.motions()) {
            int i = j.coordinates().stream().map(CoordinateDefinition::name).toList().indexOf(m.coordinate());
            assertTrue(i >= 0, m.id() + " moves '" + m.coordinate() + "', which the joint does not have");
            assertTrue(Math.abs(m.rightSign()) == 1 && Math.abs(m.leftSign()) == 1, m.id() + " has a sign other than 1 and -1");
            for (double part : new double[] {0.3, 1}) {
                double[] right = new double[j.coordinates().size()];
                double[] left = right.clone();
                right[i] = m.sign(Side.RIGHT) * part * m.typical();
                left[i] = m.sign(Side.LEFT) * part * m.typical();
                assertClose(m.id(), mirrored(j.childInParent(right, Side.RIGHT), 2), j.childInParent(left, Side.LEFT));
            }
        }
    }

    @Test
    public void typicalMotionsAreWithinTheCoordinatesRanges() {
        JointType j = joint();
        assertFalse(j.motions().isEmpty());
        assertEquals(j.motions().size(), new HashSet<>(j.motions().stream().map(ClinicalMotion::id).toList()).size(),
                "a motion's id comes twice");
        for (ClinicalMotion m : j.motions()) {
            CoordinateDefinition c = j.coordinates().stream().filter(d -> d.name().equals(m.coordinate())).findFirst().orElseThrow();
            assertTrue(m.typical() > 0, m.id() + " has no typical range");
            for (Side side : List.of(Side.RIGHT, Side.LEFT)) {
                double v = m.sign(side) * m.typical();
                assertTrue(v >= c.minimum() && v <= c.maximum(), m.id() + " of " + v + " is outside the range of " + c.name());
            }
        }
    }

    @Test
    public void placementsGiveTheirCoordinatesBack() {
        List<PlacementConvention> all = joint().placements();
        assertEquals(all.size(), new HashSet<>(all.stream().map(PlacementConvention::id).toList()).size(), "a convention's id comes twice");
        for (PlacementConvention p : all) {
            assertEquals(6, p.coordinates().size(), p.id() + " does not have six coordinates");
            for (Side side : List.of(Side.RIGHT, Side.LEFT)) {
                for (double[] q : samples(p.coordinates(), 0.97)) {
                    RigidTransform pose = p.pose(named(p, q), side);
                    assertProper(p.id(), pose);
                    Map<String, Double> back = p.values(pose, side);
                    assertEquals(p.coordinates().stream().map(CoordinateDefinition::name).toList(), List.copyOf(back.keySet()));
                    assertClose(p.id(), pose, p.pose(back, side));
                    assertArrayEquals(q, back.values().stream().mapToDouble(Double::doubleValue).toArray(), 1e-7, p.id());
                }
            }
        }
    }

    @Test
    public void placementsAreMirroredFromSideToSide() {
        for (PlacementConvention p : joint().placements()) {
            boolean[] possible = {true, true, true};
            for (double[] q : samples(p.coordinates(), 0.97)) {
                RigidTransform right = p.pose(named(p, q), Side.RIGHT);
                RigidTransform left = p.pose(named(p, q), Side.LEFT);
                for (int axis = 0; axis < 3; axis++) {
                    possible[axis] &= difference(mirrored(right, axis), left) <= EXACT;
                }
            }
            assertTrue(possible[0] || possible[1] || possible[2],
                    p.id() + ": the left pose is the right one mirrored in z with no axis of the part negated throughout");
        }
    }

    @Test
    public void placementsRefuseWhatTheyDoNotKnow() {
        for (PlacementConvention p : joint().placements()) {
            assertThrows(IllegalArgumentException.class, () -> p.pose(Map.of("no-such-coordinate", 0.0), Side.RIGHT), p.id());
            for (CoordinateDefinition c : p.coordinates()) {
                for (double bad : new double[] {c.maximum() + 0.1, c.minimum() - 0.1, Double.NaN}) {
                    String message = assertThrows(IllegalArgumentException.class, () -> p.pose(Map.of(c.name(), bad), Side.RIGHT),
                            p.id() + " takes " + bad + " for " + c.name()).getMessage();
                    assertTrue(message.contains(c.name()), "does not name " + c.name() + ": " + message);
                }
            }
        }
    }

    @Test
    public void generatorIsDeterministicAndCarriesItsFrames() {
        assumeTrue(joint().generator().isPresent(), "the joint has no generator");
        SubjectGenerator g = joint().generator().orElseThrow();
        GeneratedSubject a = g.generate(Map.of(), Side.RIGHT, 7L, Monitor.NONE);
        GeneratedSubject b = g.generate(Map.of(), Side.RIGHT, 7L, Monitor.NONE);
        assertEquals(a.subject(), b.subject());
        assertEquals(a.truth(), b.truth());
        assertEquals(a.truth().keySet(), a.units().keySet());
        assertFalse(a.source().isBlank());
        for (int i = 0; i < a.bodies().size(); i++) {
            Body x = a.bodies().get(i);
            Body y = b.bodies().get(i);
            assertEquals(x.landmarks(), y.landmarks());
            assertEquals(x.surfaces().keySet(), y.surfaces().keySet());
            x.surfaces().forEach((role, mesh) -> {
                assertArrayEquals(mesh.vertices(), y.surface(role).vertices());
                assertArrayEquals(mesh.triangles(), y.surface(role).triangles());
                MeshChecks.Report report = MeshChecks.check(mesh);
                assertTrue(report.isSolid(), x.id() + " " + role + ": " + report.problems());
            });
        }
        for (Side side : List.of(Side.RIGHT, Side.LEFT)) {
            GeneratedSubject s = side == Side.RIGHT ? a : g.generate(Map.of(), side, 7L, Monitor.NONE);
            for (FrameDefinition f : joint().frames()) {
                Body body = s.bodies().stream().filter(x -> x.type().equals(f.boneType())).findFirst().orElseThrow();
                Map<String, Vec3> m = new LinkedHashMap<>();
                f.landmarks(side).forEach(code -> m.put(code, body.landmark(code)));
                assertProper(f.id(), f.rule().pose(m, side));
            }
        }
    }

    @Test
    public void generatorChecksItsParameters() {
        assumeTrue(joint().generator().isPresent(), "the joint has no generator");
        SubjectGenerator g = joint().generator().orElseThrow();
        assertFalse(g.parameters().isEmpty());
        assertThrows(IllegalArgumentException.class, () -> g.generate(Map.of("no-such-parameter", 1.0), Side.RIGHT, null, Monitor.NONE));
        CoordinateDefinition p = g.parameters().get(g.parameters().size() - 1);
        String message = assertThrows(IllegalArgumentException.class,
                () -> g.generate(Map.of(p.name(), p.maximum() + Math.abs(p.maximum()) + 1), Side.RIGHT, null, Monitor.NONE)).getMessage();
        assertTrue(message.contains(p.name()), "does not name " + p.name() + ": " + message);
    }

    private FrameDefinition frame(String id) {
        return joint().frames().stream().filter(f -> f.id().equals(id)).findFirst().orElseThrow(() -> new AssertionError("frame '" + id
                + "' of the coordinates is not among the joint's frames"));
    }

    private Map<String, Vec3> wanted(FrameDefinition f, Side side) {
        Map<String, Vec3> all = landmarks(f.boneType(), side);
        Map<String, Vec3> m = new LinkedHashMap<>();
        for (String code : f.landmarks(side)) {
            assertTrue(all.containsKey(code), "the test gives no landmark '" + code + "' for frame " + f.id());
            m.put(code, all.get(code));
        }
        return m;
    }

    private static Map<String, Double> named(PlacementConvention p, double[] q) {
        Map<String, Double> values = new LinkedHashMap<>();
        for (int i = 0; i < q.length; i++) {
            values.put(p.coordinates().get(i).name(), q[i]);
        }
        return values;
    }

    /** Evenly distributed in the inner {@code part} of the ranges, the same in every run. */
    private static List<double[]> samples(List<CoordinateDefinition> definitions, double part) {
        SplittableRandom random = new SplittableRandom(20);
        double[][] q = new double[SAMPLES][definitions.size()];
        for (double[] s : q) {
            for (int i = 0; i < s.length; i++) {
                CoordinateDefinition c = definitions.get(i);
                s[i] = 0.5 * (c.minimum() + c.maximum()) + part * (random.nextDouble() - 0.5) * (c.maximum() - c.minimum());
            }
        }
        return List.of(q);
    }

    private static void assertProper(String what, RigidTransform t) {
        for (int i = 0; i < 3; i++) {
            assertEquals(1, t.axis(i).norm(), EXACT, what + ": axis " + i + " is no unit vector");
            assertEquals(0, t.axis(i).dot(t.axis((i + 1) % 3)), EXACT, what + ": axes are not at right angles");
        }
        assertEquals(1, t.axis(0).cross(t.axis(1)).dot(t.axis(2)), EXACT, what + " is not right-handed");
        assertTrue(t.translation().isFinite(), what + " has an origin that is not finite");
    }

    private static void assertClose(String what, RigidTransform expected, RigidTransform actual) {
        assertTrue(difference(expected, actual) <= EXACT, what + ": expected " + expected + " but was " + actual);
    }

    private static double difference(RigidTransform a, RigidTransform b) {
        double d = a.translation().distance(b.translation());
        for (int i = 0; i < 9; i++) {
            d = Math.max(d, Math.abs(a.r(i / 3, i % 3) - b.r(i / 3, i % 3)));
        }
        return d;
    }

    /** Mirrored in z, with axis {@code own} of what is placed negated too. */
    private static RigidTransform mirrored(RigidTransform t, int own) {
        double[] r = t.rotationMatrix();
        for (int i = 0; i < 9; i++) {
            if (i / 3 == 2 != (i % 3 == own)) {
                r[i] = -r[i];
            }
        }
        return RigidTransform.of(r, new Vec3(t.translation().x(), t.translation().y(), -t.translation().z()));
    }
}
