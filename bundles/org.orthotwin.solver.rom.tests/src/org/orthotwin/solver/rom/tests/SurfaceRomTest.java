/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.rom.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.joint.Side;
import org.orthotwin.solver.ContactEvent;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.SolverException;

/** The search on surfaces: against the closed form, against geometry that can be solved by hand, mirrored, and on several threads. */
class SurfaceRomTest {

    private static final List<String> LIMITS = List.of("flexion", "extension", "abduction", "adduction", "internal-rotation",
            "external-rotation",
            "internal-rotation-at-90-flexion");
    private static final String[] FINE = {"tolerance", "0.00001deg"};

    /** Largest difference to the closed form over all motions, degrees. */
    private static double error(int segments, double... design) {
        Problem p = TestHip.prosthesis(Side.RIGHT, design[0], design[1], design[2], design[3], design[4] / 1000, design[5] / 1000,
                segments);
        Solution mesh = Rom.solve(p, 1, FINE);
        Solution numbers = Rom.solve(Rom.NUMBERS, 1, "cup.inclination.radiographic", design[0] + "deg", "cup.anteversion.radiographic",
                design[1] + "deg", "stem.ccd", design[2] + "deg", "stem.anteversion", design[3] + "deg", "head.diameter", design[4] + "mm",
                "neck.diameter", design[5] + "mm");
        double worst = 0;
        for (String l : LIMITS) {
            assertEquals(Rom.degrees(numbers, "hip.rom." + l), Rom.degrees(mesh, "hip.rom." + l + ".analytic"), 1e-7, l);
            worst = Math.max(worst, Math.abs(Rom.degrees(numbers, "hip.rom." + l) - Rom.degrees(mesh, "hip.rom." + l)));
        }
        return worst;
    }

    /** The polygons of neck and rim are off by a term in 1/segments^2; so is the limit. */
    @ParameterizedTest
    @CsvSource({"45,15,135,15,28,12", "40,20,130,15,28,12", "40,15,127,15,36,12", "50,25,135,10,28,14"})
    void convergesToTheClosedForm(double ri, double ra, double ccd, double at, double head, double neck) {
        int[] segments = {16, 32, 64, 128, 256};
        double[] e = new double[segments.length];
        for (int i = 0; i < e.length; i++) {
            e[i] = error(segments[i], ri, ra, ccd, at, head, neck);
        }
        double order = Math.log(e[0] / e[e.length - 1]) / Math.log(segments[segments.length - 1] / (double) segments[0]);
        String numbers = java.util.Arrays.toString(e) + " deg, order " + order;
        assertTrue(e[2] < 0.3, numbers);
        assertTrue(e[4] < 0.02, numbers);
        assertTrue(order > 1.8 && order < 2.5, numbers);
    }

    /** The closed form is asked for where there are parts: it is that of their numbers, not of the settings' defaults. */
    @ParameterizedTest
    @CsvSource({"RIGHT,40,20,130,10,36,12", "LEFT,50,25,135,15,28,14"})
    void theClosedFormOfPartsIsThatOfTheirNumbers(Side side, double ri, double ra, double ccd, double at, double head, double neck) {
        Problem p = TestHip.prosthesis(side, ri, ra, ccd, at, head / 1000, neck / 1000, 24);
        String[] postures = {"pelvic.tilt.standing", "8deg", "pelvic.tilt.sitting", "-20deg"};
        Solution parts = Rom.solve(p, 1, "method", "analytic", postures[0], postures[1], postures[2], postures[3]);
        Solution numbers = Rom.solve(Rom.NUMBERS, 1, "cup.inclination.radiographic", ri + "deg", "cup.anteversion.radiographic", ra + "deg",
                "stem.ccd", ccd + "deg", "stem.anteversion", at + "deg", "head.diameter", head + "mm", "neck.diameter", neck + "mm",
                postures[0], postures[1], postures[2], postures[3]);
        assertEquals(numbers.values().keySet(), parts.values().keySet());
        numbers.values().forEach((name, v) -> assertEquals(v.si(), parts.values().get(name).si(), 1e-9, name));
        assertEquals(numbers.contacts().size(), parts.contacts().size());
        ContactEvent e = parts.contacts().getFirst();
        assertEquals("stem/liner", e.first() + "/" + e.second());
        if (side == Side.RIGHT) {
            Vec3 inPelvis = p.body("pelvis").frame("pelvis.app").inverse().apply(e.point());
            assertEquals(0, inPelvis.distance(numbers.contacts().getFirst().point()), 1e-9);
            assertEquals(0, p.body("pelvis").frame("pelvis.app").inverse().times(e.childInParent()).times(p.joint().childFrame())
                    .times(numbers.contacts().getFirst().childInParent().inverse()).angle(), 1e-7);
        }
    }

    @Test
    void theClosedFormIsRefusedWhereThePartsDoNotSayIt() {
        Problem bare = TestHip.hip(Side.RIGHT, null, Map.of(), Map.of());
        SolverException none = assertThrows(SolverException.class, () -> Rom.solve(bare, 1, "method", "analytic"));
        assertEquals(SolverException.Code.INCOMPLETE_PROBLEM, none.code());
        assertTrue(none.getMessage().contains("head.diameter") && none.getMessage().contains("method=mesh"), none.getMessage());
        Problem p = TestHip.prosthesis(Side.RIGHT, 45, 15, 135, 15, 0.028, 0.012, 24);
        List<PlacedPart> parts = new ArrayList<>(p.parts());
        parts.replaceAll(x -> x.role().equals("liner") ? new PlacedPart(x.role(), new PartModel(x.part().component(), x.part().size(),
                x.part().kind(), x.part().partNumber(), Map.of("rim.height", 0.0, "liner.lip-angle", 0.2), x.part().surfaces(),
                x.part().features()), x.body(), x.pose()) : x);
        Problem lipped = new Problem(p.person(), p.bodies(), p.joint(), parts, List.of());
        SolverException lip = assertThrows(SolverException.class, () -> Rom.solve(lipped, 1, "method", "analytic"));
        assertTrue(lip.getMessage().contains("'liner'") && lip.getMessage().contains("raised"), lip.getMessage());
    }

    @Test
    void leftIsTheMirrorImage() {
        Solution right = Rom.solve(composite(Side.RIGHT), 1, "by-kind", "true", "pelvic.tilt.sitting", "25deg");
        Solution left = Rom.solve(composite(Side.LEFT), 1, "by-kind", "true", "pelvic.tilt.sitting", "25deg");
        assertEquals(right.values().keySet(), left.values().keySet());
        assertTrue(right.values().size() > 30);
        right.values().forEach((name, v) -> assertEquals(v.si(), left.values().get(name).si(), 1e-9, name));
        for (int i = 0; i < right.contacts().size(); i++) {
            assertEquals(right.contacts().get(i).kind(), left.contacts().get(i).kind());
            assertEquals(right.contacts().get(i).first(), left.contacts().get(i).first());
        }
    }

    /** A hip with bones: each kind of contact comes first somewhere. */
    static Problem composite(Side side) {
        TestHip.Solids s = solids(36);
        TriangleMesh iliacSpine = TestHip.ball(new Vec3(0.045, 0.04, 0.01), 0.012, 24);
        TriangleMesh ischium = TestHip.ball(new Vec3(-0.045, -0.03, 0.0), 0.012, 24);
        TriangleMesh trochanter = TestHip.ball(new Vec3(-0.005, -0.01, 0.06), 0.015, 24);
        TriangleMesh shaft = TestHip.revolve(new double[][] {{0, -0.2}, {0.014, -0.2}, {0.014, -0.03}, {0, -0.03}}, 24, 0)
                .transformed(RigidTransform.rotation(Vec3.X, -Math.PI / 2)).transformed(RigidTransform.translation(new Vec3(0, 0, 0.045)));
        return TestHip.hip(side, s, Map.of("outer", TriangleMesh.concat(iliacSpine, ischium)),
                Map.of("outer", TriangleMesh.concat(trochanter, shaft, TestHip.ball(Vec3.ZERO, 0.02, 12)), "resected",
                        TriangleMesh.concat(trochanter, shaft)));
    }

    private static TestHip.Solids solids(int segments) {
        return new TestHip.Solids(TestHip.zAlong(org.orthotwin.solver.rom.ProstheticRange.cupAxis(Math.toRadians(45), Math.toRadians(15))),
                TestHip.zAlong(org.orthotwin.solver.rom.ProstheticRange.neckAxis(Math.toRadians(135), Math.toRadians(15)).negate()),
                TestHip.revolve(new double[][] {{0, -0.05}, {0.006, -0.05}, {0.006, -0.005}, {0, -0.005}}, segments, 0),
                TestHip.revolve(new double[][] {{0.016, 0}, {0.024, 0}, {0.024, -0.01}, {0.016, 0}}, segments, 0), 0.032, 0.012);
    }

    @Test
    void everyKindOfContactIsFound() {
        Solution s = Rom.solve(composite(Side.RIGHT), 2, "by-kind", "true");
        List<String> kinds = s.contacts().stream().map(ContactEvent::kind).distinct().sorted().toList();
        assertEquals(List.of("bone-implant", "bony", "prosthetic"), kinds, s.contacts().toString());
        for (ContactEvent e : s.contacts()) {
            double limit = s.values().get("hip.rom." + e.label()).si();
            double first = Double.POSITIVE_INFINITY;
            for (String k : List.of("prosthetic", "bony", "bone-implant")) {
                double v = s.values().get("hip.rom." + e.label() + "." + k).si();
                first = Math.min(first, v);
                assertTrue(v >= limit - Math.toRadians(0.01), e.label() + " " + k);
            }
            assertEquals(first, limit, Math.toRadians(0.01), e.label());
            assertEquals(s.values().get("hip.rom." + e.label() + "." + e.kind()).si(), limit, Math.toRadians(0.01), e.label());
        }
    }

    /** Two balls at known places: the ball of the femur meets that of the pelvis when their centres are two radii apart. */
    @Test
    void bonyLimitOfTwoBalls() {
        double r = 0.01;
        Vec3 onFemur = new Vec3(0, -0.08, 0);
        Vec3 onPelvis = new Vec3(0.08, 0, 0);
        Problem p = TestHip.hip(Side.RIGHT, null, Map.of("outer", TestHip.ball(onPelvis, r, 256)), Map.of("outer", TestHip.ball(onFemur, r,
                256)));
        Solution s = Rom.solve(p, 1, "method", "mesh", "tolerance", "0.0001deg");
        double expected = 90 - 2 * Math.toDegrees(Math.asin(r / 0.08));
        assertEquals(expected, Rom.degrees(s, "hip.rom.flexion"), 0.02);
        ContactEvent e = s.contacts().get(0);
        assertEquals("flexion", e.label());
        assertEquals("bony", e.kind());
        assertEquals("femur", e.first());
        assertEquals("pelvis", e.second());
        Vec3 inPelvis = p.body("pelvis").frame("pelvis.app").inverse().apply(e.point());
        double half = Math.toRadians(90 - expected) / 2;
        assertEquals(0, inPelvis.distance(new Vec3(Math.cos(half), -Math.sin(half), 0).times(0.08 * Math.cos(half))), 0.0015);
        // abduction meets nothing
        assertEquals(180, Rom.degrees(s, "hip.rom.abduction"), 1e-12);
        assertTrue(s.messages().stream().anyMatch(d -> d.code().equals("rom.free") && d.args().get(0).equals("abduction")));
        // flexion is counted from the upright femur of the tilted pelvis
        Solution tilted = Rom.solve(p, 1, "method", "mesh", "posture", "sitting", "pelvic.tilt.sitting", "20deg", "tolerance", "0.0001deg");
        assertEquals(expected + 20, Rom.degrees(tilted, "hip.rom.flexion"), 0.02);
        Solution own = Rom.solve(p, 1, "method", "mesh", "reference.frame", "joint", "tolerance", "0.0001deg");
        assertEquals(expected - Math.toDegrees(0.15), Rom.degrees(own, "hip.rom.flexion"), 0.02);
    }

    @Test
    void threadsDoNotChangeTheNumbers() {
        String[] settings = {"map", "true", "map.step", "15deg", "by-kind", "true"};
        Solution one = Rom.solve(composite(Side.RIGHT), 1, settings);
        Solution four = Rom.solve(composite(Side.RIGHT), 4, settings);
        assertEquals(one.values(), four.values());
        assertEquals(one.contacts(), four.contacts());
        for (int i = 0; i < one.tables().get(0).rows().size(); i++) {
            assertArrayEquals(one.tables().get(0).rows().get(i), four.tables().get(0).rows().get(i));
        }
    }

    /** Along the axes of the map the code changes where the limits are, and names the kind that comes first. */
    @Test
    void mapAgreesWithTheLimits() {
        Problem p = composite(Side.RIGHT);
        Solution s = Rom.solve(p, 2, "map", "true", "by-kind", "true");
        Map<String, Integer> code = Map.of("prosthetic", 1, "bony", 2, "bone-implant", 3);
        List<double[]> rows = s.tables().get(0).rows();
        assertEquals(22785, rows.size());
        boolean[] seen = new boolean[4];
        int checked = 0;
        for (double[] row : rows) {
            seen[(int) row[3]] = true;
            String motion = row[1] == 0 && row[2] == 0 ? row[0] > 0 ? "flexion" : "extension"
                    : row[0] == 0 && row[2] == 0 ? row[1] > 0 ? "internal-rotation" : "external-rotation"
                    : row[0] == 0 && row[1] == 0 ? row[2] > 0 ? "abduction" : "adduction" : null;
            double angle = Math.abs(row[0] + row[1] + row[2]);
            double limit = motion == null ? 0 : s.values().get("hip.rom." + motion).si();
            if (motion != null && Math.abs(angle - limit) > Math.toRadians(0.2) && angle < limit + Math.toRadians(20)) {
                ContactEvent e = s.contacts().stream().filter(c -> c.label().equals(motion)).findFirst().orElseThrow();
                assertEquals(angle < limit ? 0 : code.get(e.kind()), (int) row[3], motion + " " + Math.toDegrees(angle));
                checked++;
            }
        }
        assertArrayEquals(new boolean[] {true, true, true, true}, seen);
        assertTrue(checked > 30);
    }

    @Test
    void overlapInNeutralNamesThePair() {
        Problem p = composite(Side.RIGHT);
        Body femur = p.body("femur");
        Body unresected = new Body("femur", "femur", Side.RIGHT, Map.of("outer", femur.surface("outer")), Map.of(), Map.of());
        Problem broken = new Problem(p.person(), List.of(p.body("pelvis"), unresected), p.joint(), p.parts(), List.of());
        SolverException e = assertThrows(SolverException.class, () -> Rom.solve(broken, 1));
        assertEquals(SolverException.Code.NO_SOLUTION, e.code());
        assertTrue(e.getMessage().contains("'femur' touches 'liner'"), e.getMessage());
    }

    @Test
    void nothingToTouchIsIncomplete() {
        Problem p = TestHip.hip(Side.RIGHT, null, Map.of(), Map.of());
        SolverException e = assertThrows(SolverException.class, () -> Rom.solve(p, 1, "method", "mesh"));
        assertEquals(SolverException.Code.INCOMPLETE_PROBLEM, e.code());
        SolverException none = assertThrows(SolverException.class, () -> Rom.solve(Rom.NUMBERS, 1, "method", "mesh"));
        assertEquals(SolverException.Code.INCOMPLETE_PROBLEM, none.code());
    }

    /** A mobile bearing gives way: it alone does not stop the neck. */
    @Test
    void mobileBearingGivesWay() {
        Problem p = TestHip.prosthesis(Side.RIGHT, 45, 15, 135, 15, 0.028, 0.012, 48);
        List<PlacedPart> parts = new ArrayList<>();
        for (PlacedPart part : p.parts()) {
            parts.add(part);
            if (part.role().equals("liner")) {
                var m = part.part();
                parts.add(new PlacedPart("insert", new PartModel("test/insert", "1", "hip.mobility-insert", "T-insert",
                        Map.of("outer.diameter", 0.042),
                        m.surfaces(), m.features()), "femur", p.part("head").orElseThrow().pose()));
                parts.set(parts.size() - 2, new PlacedPart("liner", new PartModel("test/liner-mobility", "1", "hip.liner", "T-liner",
                        Map.of(),
                        Map.of("envelope", TestHip.revolve(new double[][] {{0.021, 0}, {0.026, 0}, {0.026, -0.01}, {0.021, 0}}, 48, 0)),
                                Map.of()),
                        part.body(), part.pose()));
            }
        }
        Solution mobile = Rom.solve(new Problem(p.person(), p.bodies(), p.joint(), parts, List.of()), 1);
        Solution fixed = Rom.solve(p, 1);
        Solution large = Rom.solve(Rom.NUMBERS, 1, "head.diameter", "42mm");
        for (String l : LIMITS) {
            assertTrue(Rom.degrees(mobile, "hip.rom." + l) > Rom.degrees(fixed, "hip.rom." + l) + 3, l);
            assertEquals(Rom.degrees(large, "hip.rom." + l), Rom.degrees(mobile, "hip.rom." + l), 0.5, l);
            assertEquals(Rom.degrees(large, "hip.rom." + l), Rom.degrees(mobile, "hip.rom." + l + ".analytic"), 1e-7, l);
        }
    }
}
