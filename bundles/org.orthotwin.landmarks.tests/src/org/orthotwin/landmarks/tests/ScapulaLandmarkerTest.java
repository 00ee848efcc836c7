/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.landmarks.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Decimation;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.io.LengthUnit;
import org.orthotwin.joint.Side;
import org.orthotwin.landmarks.BoneLandmarks;
import org.orthotwin.landmarks.BoneMeasures;
import org.orthotwin.landmarks.CutPlane;
import org.orthotwin.landmarks.Landmarking;
import org.orthotwin.landmarks.MeasureDefinition;
import org.orthotwin.landmarks.internal.HumerusLandmarker;
import org.orthotwin.landmarks.internal.ScapulaLandmarker;
import org.orthotwin.synthesis.Resolution;
import org.orthotwin.synthesis.Sex;
import org.orthotwin.synthesis.ShoulderParameters;
import org.orthotwin.synthesis.SyntheticShoulder;

/** Scapulae whose truth is known, and of real people. */
class ScapulaLandmarkerTest {

    private static final double DEGREE = Math.PI / 180;

    private static SyntheticShoulder synthetic(Sex sex, double version, double inclination, double neoglenoid, Side side) {
        ShoulderParameters p = ShoulderParameters.typical(sex).with(Map.of("glenoidVersion", version * DEGREE, "glenoidInclination",
                inclination * DEGREE, "neoglenoid", neoglenoid * DEGREE));
        return SyntheticShoulder.generate(p, side, Resolution.DEFAULT, Monitor.NONE);
    }

    private static double degrees(BoneLandmarks l, String id) {
        return Math.toDegrees(l.measures().get("scapula.glenoid." + id).value());
    }

    private static BoneLandmarks find(TriangleMesh mesh, Side side) {
        return Repeat.find(new ScapulaLandmarker(), "scapula", mesh, side);
    }

    @Test
    void aGlenoidFacesAsItWasMade() {
        SyntheticShoulder s = synthetic(Sex.MALE, -8, 7, 0, Side.LEFT);
        BoneLandmarks l = find(s.scapula(), null);
        assertEquals(Side.LEFT, l.side());
        Map<String, Vec3> truth = s.landmarks().get("scapula");
        for (String code : List.of("AA", "ACL", "ACR_T", "PC", "AI", "SA", "TS", "GC", "GLEN_S", "GLEN_I", "GLEN_A", "GLEN_P")) {
            assertEquals(0, l.points().get(code).distance(truth.get(code)), 0.002, code);
        }
        assertEquals(-8, degrees(l, "version.3d"), 1);
        assertEquals(-8, degrees(l, "version.friedman"), 1.5);
        assertEquals(7, degrees(l, "inclination.3d"), 2);
        assertFalse(l.measures().containsKey("scapula.glenoid.biconcavity"));
        TriangleMesh coarse = Decimation.toTriangles(s.scapula(), s.scapula().triangleCount() / 2).transformed(Repeat.MOTION);
        BoneLandmarks moved = find(coarse, null);
        assertEquals(Side.LEFT, moved.side());
        l.frames().forEach((id, f) -> {
            var g = Repeat.MOTION.inverse().times(moved.frames().get(id).pose());
            assertTrue(g.translation().distance(f.pose().translation()) < 0.001 && f.pose().inverse().times(g).angle() < DEGREE, id);
        });
    }

    /** An image that ends above the inferior angle: what is given for it lies at the cut, and is said to be uncertain outwards. */
    @Test
    @Tag("long")
    void whatAnImageCutsOffIsSaidToBeUncertain() {
        SyntheticShoulder s = synthetic(Sex.FEMALE, -2, 4, 0, Side.RIGHT);
        Vec3 tip = s.landmarks().get("scapula").get("AI");
        TriangleMesh cut = RealData.above(s.scapula(), tip.y() + 0.012);
        CutPlane end = new CutPlane(tip.plus(new Vec3(0, 0.012, 0)), Vec3.Y.negate(), 0.003);
        BoneLandmarks l = new Landmarking(0).find(new ScapulaLandmarker(), "scapula", cut, List.of(end), Side.RIGHT, Map.of(),
                Monitor.NONE);
        assertTrue(l.landmarks().get("AI").sd() > 0.008, "said " + l.landmarks().get("AI").sd());
        assertEquals(0, l.points().get("AI").distance(tip), 0.025, "AI");
        assertTrue(l.notes().stream().anyMatch(n -> n.contains("cut where AI would be")), l.notes().toString());
        assertFalse(l.landmarks().get("SA").sd() > 0.002, "said of SA " + l.landmarks().get("SA").sd());
        assertEquals(-2, degrees(l, "version.3d"), 2);
    }

    /** Points below 2 mm, angles that are fitted to surfaces below a degree. */
    private static void humerus(SyntheticShoulder s) {
        BoneLandmarks l = Repeat.find(new HumerusLandmarker(), "humerus", s.humerus(), null);
        assertEquals(s.side(), l.side());
        assertEquals("whole", l.part());
        Map<String, Vec3> truth = s.landmarks().get("humerus");
        assertEquals(truth.keySet(), l.points().keySet());
        truth.forEach((code, p) -> assertEquals(0, l.points().get(code).distance(p), code.equals("GH") ? 0.0005 : 0.002, code));
        for (String id : List.of("humerus.neck-shaft-angle", "humerus.retroversion")) {
            assertEquals(Math.toDegrees(s.truth().get(id)), Math.toDegrees(l.measures().get(id).value()), 1, id);
        }
    }

    @Test
    void theWholeHumerusIsFound() {
        humerus(synthetic(Sex.FEMALE, -2, 4, 0, Side.RIGHT));
    }

    /** Heads in varus and valgus, small and large, on either side. */
    @ParameterizedTest
    @Tag("long")
    @CsvSource({"FEMALE, 118, LEFT", "MALE, 125, RIGHT", "FEMALE, 147, RIGHT"})
    void headsThatFaceOtherwiseAreFound(Sex sex, double angle, Side side) {
        ShoulderParameters p = ShoulderParameters.typical(sex).with(Map.of("neckShaftAngle", angle * DEGREE));
        humerus(SyntheticShoulder.generate(p, side, Resolution.DEFAULT, Monitor.NONE));
    }

    /** The errors of landmarks are within what is said of them: the root mean square over all is what their deviations promise. */
    @Test
    @Tag("long")
    void whatIsSaidOfTheHumerusHolds() {
        double sum = 0;
        int n = 0;
        for (long seed = 7; seed <= 12; seed++) {
            SyntheticShoulder s = SyntheticShoulder.generate(ShoulderParameters.sample(seed), Side.RIGHT, Resolution.DEFAULT, Monitor.NONE);
            BoneLandmarks l = new Landmarking(4).find(new HumerusLandmarker(), "humerus", s.humerus(), null, Map.of(), Monitor.NONE);
            for (Map.Entry<String, Vec3> e : s.landmarks().get("humerus").entrySet()) {
                double sd = l.landmarks().get(e.getKey()).sd();
                double off = l.points().get(e.getKey()).distance(e.getValue()) / Math.sqrt(3);
                assertTrue(off < 3 * Math.max(sd, 0.0001), e.getKey() + " of seed " + seed + ": " + off + " m, said " + sd);
                sum += off * off / (sd * sd);
                n++;
            }
        }
        assertTrue(Math.sqrt(sum / n) < 1.5, "errors are " + Math.sqrt(sum / n) + " of what is said");
    }

    @Test
    @Tag("long")
    void shouldersOfAnyoneAreFound() {
        for (long seed = 1; seed <= 12; seed++) {
            SyntheticShoulder s = SyntheticShoulder.generate(ShoulderParameters.sample(seed), seed % 2 == 0 ? Side.LEFT : Side.RIGHT,
                    Resolution.DEFAULT, Monitor.NONE);
            humerus(s);
            BoneLandmarks l = find(s.scapula(), null);
            for (Map.Entry<String, Vec3> e : s.landmarks().get("scapula").entrySet()) {
                assertEquals(0, l.points().get(e.getKey()).distance(e.getValue()), 0.002, e.getKey() + " of seed " + seed);
            }
            assertEquals(Math.toDegrees(s.truth().get("glenoid.version")), degrees(l, "version.3d"), 2, "version of seed " + seed);
            assertEquals(Math.toDegrees(s.truth().get("glenoid.inclination")), degrees(l, "inclination.3d"), 2, "inclination of " + seed);
        }
    }

    @Test
    @Tag("long")
    void aWornGlenoidHasTwoHollows() {
        SyntheticShoulder s = synthetic(Sex.MALE, -4, 0, 18, Side.RIGHT);
        BoneLandmarks l = find(s.scapula(), null);
        assertEquals(-4, degrees(l, "version.paleoglenoid"), 2);
        assertEquals(Math.toDegrees(s.truth().get("glenoid.neoglenoid.version")), degrees(l, "version.neoglenoid"), 2);
        // the line from rim to rim is between both
        assertTrue(degrees(l, "version.friedman") < -10 && degrees(l, "version.friedman") > -22);
        assertTrue(subluxation(s, l, "glenohumeral") > 0.5);
        assertTrue(subluxation(s, l, "scapulohumeral") > 0.75);
        SyntheticShoulder normal = synthetic(Sex.FEMALE, 0, 4, 0, Side.RIGHT);
        assertEquals(0.5, subluxation(normal, find(normal.scapula(), null), "scapulohumeral"), 0.02);
    }

    /** A small glenoid that is worn down to the root of the coracoid: its rim cannot be told from that, and it is said. */
    @Test
    @Tag("long")
    void aRimThatIsLevelWithTheCoracoidIsSaidToBeUnsure() {
        ShoulderParameters p = ShoulderParameters.sample(2).with(Map.of("glenoidInclination", 22 * DEGREE, "faceWear", 18 * DEGREE));
        SyntheticShoulder s = SyntheticShoulder.generate(p, Side.RIGHT, Resolution.DEFAULT, Monitor.NONE);
        BoneLandmarks l = new Landmarking(0).find(new ScapulaLandmarker(), "scapula", s.scapula(), Side.RIGHT, Map.of(), Monitor.NONE);
        assertTrue(l.notes().stream().anyMatch(n -> n.contains("level with the root of the coracoid")), l.notes().toString());
        double off = l.points().get("GC").distance(s.landmarks().get("scapula").get("GC")) / Math.sqrt(3);
        assertTrue(l.landmarks().get("GC").sd() > 0.5 * off, "off " + off + " m, said " + l.landmarks().get("GC").sd());
        assertTrue(find(SyntheticShoulder.generate(ShoulderParameters.sample(2), Side.RIGHT, Resolution.DEFAULT, Monitor.NONE).scapula(),
                null).notes().isEmpty());
    }

    /** Hollows above each other are told from those behind each other, and found where the balls were that made them. */
    @ParameterizedTest
    @Tag("long")
    @CsvSource({"MALE, 15, LEFT", "FEMALE, 18, RIGHT", "MALE, -15, RIGHT", "FEMALE, -12, LEFT"})
    void aGlenoidWornAboveOrBelowHasTwoHollows(Sex sex, double wear, Side side) {
        ShoulderParameters p = ShoulderParameters.typical(sex).with(Map.of("glenoidVersion", -3 * DEGREE, "upperNeoglenoid",
                wear * DEGREE));
        SyntheticShoulder s = SyntheticShoulder.generate(p, side, Resolution.DEFAULT, Monitor.NONE);
        BoneLandmarks l = find(s.scapula(), null);
        Map<String, Vec3> truth = s.landmarks().get("scapula");
        assertEquals(truth.keySet(), l.points().keySet());
        for (String code : List.of("HIGH_C", "LOW_C", "GC_HIGH", "GC_LOW")) {
            // the middle of a hollow goes with the rim, which is level with the root of the coracoid where it is worn above
            assertEquals(0, l.points().get(code).distance(truth.get(code)), code.startsWith("GC_") ? 0.0055 : 0.0035, code);
        }
        assertFalse(l.measures().containsKey("scapula.glenoid.biconcavity"));
    }

    /**
     * Worn glenoids of anyone: landmarks below 2 mm, of the rim, which is rounded off, below 2.3 and one 3.7 (along a flat face), the axes
     * of both hollows and of the rim and Friedman's version below 2 degrees, and no error that was not said. Tried by hand, too: 34
     * with seeds from 101 and 201 on, wear of 8 to 20 degrees: Friedman's version within 2.12 degrees, rim within 2.03 mm.
     */
    @Test
    @Tag("long")
    void wornGlenoidsOfAnyoneAreFoundAndWhatIsSaidOfThemHolds() {
        Said said = new Said();
        for (long seed = 21; seed <= 28; seed++) {
            ShoulderParameters p = ShoulderParameters.sample(seed).with(Map.of("neoglenoid", (10 + 1.5 * (seed - 21)) * DEGREE));
            SyntheticShoulder s = SyntheticShoulder.generate(p, seed % 2 == 0 ? Side.LEFT : Side.RIGHT, Resolution.DEFAULT, Monitor.NONE);
            BoneLandmarks l = new Landmarking(3).find(new ScapulaLandmarker(), "scapula", s.scapula(), null, Map.of(), Monitor.NONE);
            Map<String, Vec3> truth = s.landmarks().get("scapula");
            assertEquals(truth.keySet(), l.points().keySet(), "seed " + seed);
            said.landmarks(l, truth, "seed " + seed);
            String flat = seed == 28 ? "GLEN_A" : "";
            truth.forEach((code, t) -> assertEquals(0, l.points().get(code).distance(t), code.equals(flat) ? 0.004
                    : code.startsWith("GLEN_") ? 0.0023 : 0.002, code + " where " + p.neoglenoid() + " rad are worn"));
            Map<String, Vec3> right = new HashMap<>();
            truth.forEach((code, t) -> right.put(code, s.side() == Side.LEFT ? new Vec3(t.x(), t.y(), -t.z()) : t));
            for (String id : List.of("version.3d", "inclination.3d", "version.friedman", "inclination.friedman", "version.paleoglenoid",
                    "version.neoglenoid")) {
                MeasureDefinition d = BoneMeasures.scapula().stream().filter(m -> m.id().equals("scapula.glenoid." + id)).findFirst()
                        .orElseThrow();
                double off = Math.toDegrees(d.rule().value(right)) - degrees(l, id);
                double sd = Math.toDegrees(l.measures().get("scapula.glenoid." + id).sd());
                assertEquals(0, off, 2, id + " of seed " + seed + ", said " + sd);
            }
        }
        said.check();
    }

    /** Errors against what was said of them. */
    private static final class Said {

        private final List<String> beyond = new ArrayList<>();
        private double sum;
        private int n;

        void landmarks(BoneLandmarks l, Map<String, Vec3> truth, String of) {
            truth.forEach((code, t) -> {
                double sd = l.landmarks().get(code).sd();
                double off = l.points().get(code).distance(t) / Math.sqrt(3);
                if (off > 3 * sd) {
                    beyond.add(code + " of " + of + ": " + off + " m, said " + sd);
                }
                sum += off * off / (sd * sd);
                n++;
            });
        }

        /** At most one of fifty is beyond three times what was said, and all together are about as large as was said. */
        void check() {
            assertTrue(n > 50 && beyond.size() <= n / 50, beyond::toString);
            double ratio = Math.sqrt(sum / n);
            assertTrue(ratio > 0.4 && ratio < 1.4, "errors are " + ratio + " of what is said");
        }
    }

    private static double subluxation(SyntheticShoulder s, BoneLandmarks l, String which) {
        Map<String, Vec3> both = new HashMap<>(l.points());
        s.landmarks().get("humerus").forEach((code, p) -> both.put(code, s.worldFrom().get("scapula").inverse()
                .times(s.worldFrom().get("humerus")).apply(p)));
        MeasureDefinition d = BoneMeasures.shoulder().stream().filter(m -> m.id().endsWith(which)).findFirst().orElseThrow();
        return d.rule().value(both);
    }

    @Test
    @Tag("long")
    void uncertaintiesHoldTheErrors() {
        Said said = new Said();
        for (long seed = 31; seed <= 36; seed++) {
            SyntheticShoulder s = SyntheticShoulder.generate(ShoulderParameters.sample(seed), Side.RIGHT, Resolution.DEFAULT, Monitor.NONE);
            BoneLandmarks l = new Landmarking(3).find(new ScapulaLandmarker(), "scapula", s.scapula(), null, Map.of(), Monitor.NONE);
            assertTrue(l.measures().get("scapula.glenoid.version.3d").sd() < 2 * DEGREE);
            assertTrue(l.landmarks().get("GC").sd() < 0.001);
            said.landmarks(l, s.landmarks().get("scapula"), "seed " + seed);
        }
        said.check();
    }

    @Test
    @Tag("long")
    void realScapulaeOfBothSides() {
        for (String file : List.of("bones/artisynth-core/ScapulaLeft.obj", "bones/artisynth-shoulder/Geometry/scapula.vtp",
                "opensim/creator-models/geometry/scapula_rv.vtp", "opensim/creator-models/geometry/scapula_lv.vtp")) {
            TriangleMesh mesh = RealData.mesh(file, LengthUnit.METRE);
            Side side = file.contains("Left") || file.contains("_lv") ? Side.LEFT : Side.RIGHT;
            BoneLandmarks l = find(mesh, null);
            assertEquals(side, l.side(), file);
            // in adults: height 30 to 48, width 20 to 35 mm; version -20 to 10; critical shoulder angle 25 to 42 degrees (Moor 2013)
            assertEquals(0.039, l.measures().get("scapula.glenoid.height").value(), 0.009, file);
            assertEquals(0.0275, l.measures().get("scapula.glenoid.width").value(), 0.0075, file);
            assertEquals(-5, degrees(l, "version.friedman"), 15, file);
            assertFalse(l.points().containsKey("HIGH_C"), file + " has two hollows");
            assertEquals(33.5, Math.toDegrees(l.measures().get("scapula.critical-shoulder-angle").value()), 8.5, file);
            Repeat.inAnyPose(new ScapulaLandmarker(), "scapula", mesh, side, 1e-4);
        }
    }

    @Test
    @Tag("long")
    void framesOfARealScapulaHoldUnderOtherMeshes() {
        assertFalse(Repeat.meshes(new ScapulaLandmarker(), "scapula", RealData.mesh(
                "bones/artisynth-core/ScapulaLeft.obj", LengthUnit.METRE), Side.LEFT, 0.001, 1).isEmpty());
    }

    /** The markers of the model lie up to 10 mm off its bone, on the skin. */
    @Test
    @Tag("long")
    void theFrameOfTheModelWithMarkers() {
        TriangleMesh mesh = RealData.mesh("bones/artisynth-shoulder/Geometry/scapula.vtp", LengthUnit.METRE);
        BoneLandmarks l = find(mesh, null);
        var frame = new ScapulaLandmarker().frames().getFirst();
        var marked = frame.rule().pose(Map.of("AA", new Vec3(-0.044807, -0.00004284, 0.00490913), "TS", new Vec3(-0.0921861, -0.00870938,
                -0.095417), "AI", new Vec3(-0.115393, -0.116437, -0.0826482)), Side.RIGHT);
        assertTrue(marked.inverse().times(l.frames().get(frame.id()).pose()).angle() < 5 * DEGREE);
    }
}
