/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.rom.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.solver.ContactEvent;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.SolverException;
import org.orthotwin.solver.Table;
import org.orthotwin.solver.rom.ProstheticRange;

/** The closed forms against the published formula evaluated elsewhere, and against their own definition. */
class AnalyticRomTest {

    private static final List<String> ORDER = List.of("flexion", "extension", "abduction", "adduction", "external-rotation",
            "internal-rotation", "internal-rotation-at-90-flexion");

    private static Solution solve(double ri, double ra, double ccd, double at, double head, double neck, String... more) {
        String[] s = {"cup.inclination.radiographic", ri + "deg", "cup.anteversion.radiographic", ra + "deg", "stem.ccd", ccd + "deg",
            "stem.anteversion", at + "deg", "head.diameter", head + "mm", "neck.diameter", neck + "mm"};
        String[] all = new String[s.length + more.length];
        System.arraycopy(s, 0, all, 0, s.length);
        System.arraycopy(more, 0, all, s.length, more.length);
        return Rom.solve(Rom.NUMBERS, 1, all);
    }

    /** Six rows of limits, given to 0.001 degree (beta, flexion, extension) and to 0.01 degree (the others). */
    @ParameterizedTest
    @CsvSource({"45,15,135,15,28,12, 64.623, 129.342,58.813,60.91,58.93,60.29,131.80,38.93",
        "40,20,130,15,28,12, 64.623, 134.520,49.408,48.37,66.41,49.16,138.20,38.14",
        "45,20,135,15,32,12, 67.976, 140.051,56.557,62.72,60.73,58.10,142.58,48.44",
        "40,15,127,15,36,12, 70.529, 145.210,68.740,53.80,77.88,64.40,139.66,41.69",
        "50,25,135,10,28,14, 60.000, 133.976,42.356,57.59,46.71,39.86,122.52,41.71",
        "45,15,135,15,36,12, 70.529, 139.720,69.191,67.36,65.37,71.09,142.59,47.29"})
    void limitsOfSixDesigns(double ri, double ra, double ccd, double at, double head, double neck, double beta, double flexion,
            double extension, double abduction, double adduction, double external, double internal, double internalAt90) {
        Solution s = solve(ri, ra, ccd, at, head, neck);
        assertEquals(beta, Rom.degrees(s, "hip.rom.cup-neck-angle"), 0.0005);
        double[] expected = {flexion, extension, abduction, adduction, external, internal, internalAt90};
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], Rom.degrees(s, "hip.rom." + ORDER.get(i)), i < 2 ? 0.00051 : 0.0051, ORDER.get(i));
        }
        assertEquals(7, s.contacts().size());
    }

    @ParameterizedTest
    @CsvSource({"22,10,125.929", "22.225,12,114.642", "26,12,125.027", "28,10,138.150", "28,12,129.246", "28,14,120.000", "32,12,135.951",
        "36,12,141.058", "36,14,134.229", "40,12,145.085"})
    void oscillationAngle(double head, double neck, double theta) {
        assertEquals(theta, Math.toDegrees(2 * ProstheticRange.coneAngle(head / 2000, neck / 2000, 0)), 0.0005);
    }

    @ParameterizedTest
    @CsvSource({"28,12,2,56.4099", "28,12,-2,72.8363", "32,12,1.5,62.5963"})
    void rimHeight(double head, double neck, double h, double beta) {
        assertEquals(beta, Math.toDegrees(ProstheticRange.coneAngle(head / 2000, neck / 2000, h / 1000)), 0.00005);
        assertEquals(beta, Rom.degrees(solve(45, 15, 135, 15, head, neck, "rim.height", h + "mm"), "hip.rom.cup-neck-angle"), 0.00005);
    }

    /** Flexion and extension have a closed form of their own in the sagittal plane; written here independently of the solver's. */
    @Test
    void sagittalClosedForm() {
        for (double ri = 30; ri <= 60; ri += 5) {
            for (double ra = 0; ra <= 30; ra += 5) {
                double cx = Math.cos(Math.toRadians(ra)) * Math.sin(Math.toRadians(ri));
                double cy = Math.sin(Math.toRadians(ra));
                double cz = -Math.cos(Math.toRadians(ra)) * Math.cos(Math.toRadians(ri));
                double nx = Math.sin(Math.toRadians(48)) * Math.cos(Math.toRadians(12));
                double ny = -Math.sin(Math.toRadians(48)) * Math.sin(Math.toRadians(12));
                double nz = -Math.cos(Math.toRadians(48));
                double a = cy * ny + cz * nz;
                double b = cz * ny - cy * nz;
                double reach = Math.acos((Math.cos(Math.PI / 2 - Math.asin(12 / 32.0)) - cx * nx) / Math.hypot(a, b));
                Solution s = solve(ri, ra, 132, 12, 32, 12);
                assertEquals(Math.toDegrees(Math.atan2(b, a) + reach), Rom.degrees(s, "hip.rom.flexion"), 1e-9);
                assertEquals(Math.toDegrees(Math.atan2(-b, a) + reach), Rom.degrees(s, "hip.rom.extension"), 1e-9);
            }
        }
    }

    /** At every limit the angle between neck and cup is the cone's, just before it is smaller, and the way from neutral is free. */
    @Test
    void limitsAreFirstContacts() {
        ProstheticRange range = new ProstheticRange(ProstheticRange.cupAxis(0.7, 0.4), ProstheticRange.neckAxis(2.3, 0.2), 1.1);
        Vec3[] axes = {Vec3.X, Vec3.Y, Vec3.Z, Vec3.X.negate(), Vec3.Y.negate(), Vec3.Z.negate(), new Vec3(1, 2, 3)};
        RigidTransform before = RigidTransform.rotation(new Vec3(3, 1, 1), 0.2);
        RigidTransform after = RigidTransform.rotation(new Vec3(-1, 1, 2), 0.1);
        for (Vec3 e : axes) {
            double limit = range.limit(before, e, after);
            assertTrue(limit > 0 && limit < Math.PI);
            assertEquals(1.1, range.angle(before.times(RigidTransform.rotation(e, limit)).times(after)), 1e-9);
            assertFalse(range.isFree(before.times(RigidTransform.rotation(e, limit + 1e-6)).times(after)));
            for (double f = 0; f < 0.9999; f += 0.01) {
                assertTrue(range.isFree(before.times(RigidTransform.rotation(e, f * limit)).times(after)));
            }
        }
    }

    /**
     * Posterior tilt t adds t to the operative anteversion: the same as a cup with that anteversion and no tilt, but its neutral is
     * upright.
     */
    @Test
    void tiltIsOperativeAnteversion() {
        double ri = Math.toRadians(40);
        double ra = Math.toRadians(15);
        double oi = Math.asin(Math.sin(ri) * Math.cos(ra));
        double oa = Math.atan(Math.tan(ra) / Math.cos(ri));
        for (double tilt : new double[] {-20, -10, 10, 20, 30}) {
            double turned = oa + Math.toRadians(tilt);
            double ri2 = Math.toDegrees(Math.atan(Math.tan(oi) / Math.cos(turned)));
            double ra2 = Math.toDegrees(Math.asin(Math.cos(oi) * Math.sin(turned)));
            Solution tilted = solve(40, 15, 135, 15, 36, 12, "pelvic.tilt.standing", tilt + "deg");
            Solution same = solve(ri2, ra2, 135, 15, 36, 12);
            for (String d : ORDER) {
                assertEquals(Rom.degrees(same, "hip.rom." + d), Rom.degrees(tilted, "hip.rom.standing." + d), 1e-9, d);
                assertEquals(Rom.degrees(solve(40, 15, 135, 15, 36, 12), "hip.rom." + d), Rom.degrees(tilted, "hip.rom." + d), 0, d);
            }
            assertEquals(Rom.degrees(tilted, "hip.rom.flexion") + tilt, Rom.degrees(tilted, "hip.rom.standing.flexion"), 1e-9);
            assertEquals(same.values().get("hip.jump-distance.lateral").si(),
                    tilted.values().get("hip.jump-distance.standing.lateral").si(),
                    1e-12);
        }
        Solution standing = solve(40, 15, 135, 15, 36, 12, "pelvic.tilt.standing", "10deg", "posture", "standing");
        assertEquals(standing.values().get("hip.rom.standing.flexion"), standing.values().get("hip.rom.flexion"));
    }

    /**
     * Yoshimine (2005) recommends cup inclination + anatomic anteversion + 0.77 stem anteversion = 84.3 degrees for flexion &gt; 120,
     * internal rotation at 90 degrees of flexion &gt; 45, extension &gt; 30 and external rotation &gt; 40 degrees. The mean over the
     * admissible cups comes near and falls as the stem's anteversion grows (28 mm on 12 mm, 135 degrees).
     */
    @Test
    void yoshimineRule() {
        double beta = ProstheticRange.coneAngle(0.014, 0.006, 0);
        RigidTransform flexed = RigidTransform.rotation(Vec3.Z, Math.PI / 2);
        RigidTransform none = RigidTransform.IDENTITY;
        double before = Double.POSITIVE_INFINITY;
        for (int at = 0; at <= 40; at += 10) {
            double sum = 0;
            int count = 0;
            for (int ri = 0; ri <= 90; ri++) {
                for (int ra = -30; ra <= 80; ra++) {
                    ProstheticRange r = new ProstheticRange(ProstheticRange.cupAxis(Math.toRadians(ri), Math.toRadians(ra)),
                            ProstheticRange.neckAxis(Math.toRadians(135), Math.toRadians(at)), beta);
                    if (r.isFree(none) && Math.toDegrees(r.limit(none, Vec3.Z, none)) > 120
                            && Math.toDegrees(r.limit(flexed, Vec3.Y, none)) > 45
                            && Math.toDegrees(r.limit(none, Vec3.Z.negate(), none)) > 30
                            && Math.toDegrees(r.limit(none, Vec3.Y.negate(), none)) > 40) {
                        double aa = Math.toDegrees(Math.atan2(Math.tan(Math.toRadians(ra)), Math.sin(Math.toRadians(ri))));
                        sum += ri + aa + 0.77 * at;
                        count++;
                    }
                }
            }
            double mean = sum / count;
            assertTrue(count > 50, "admissible cups at " + at + " deg: " + count);
            assertEquals(84.3, mean, 8, "stem anteversion " + at);
            assertTrue(mean < before + 0.2, "mean " + mean + " after " + before);
            before = mean;
        }
    }

    /**
     * Figures from the paper: at 45 degrees 0.4 mm for each mm of diameter, -0.25 mm for each degree (32 mm), -0.92 mm for each mm of
     * offset.
     */
    @Test
    void jumpDistanceOfSariali() {
        double jd = jump(45, 32, 0);
        assertEquals(32 * Math.sin(Math.toRadians(22.5)), jd, 1e-9);
        assertEquals(0.4, jump(45, 33, 0) - jd, 0.05);
        assertEquals(-0.25, jump(46, 32, 0) - jd, 0.05);
        assertEquals(-0.92, jump(45, 32, -1) - jd, 0.02);
    }

    private static double jump(double inclination, double head, double rim) {
        return 1000 * solve(inclination, 0, 135, 15, head, 12, "rim.height", rim + "mm").values().get("hip.jump-distance.lateral").si();
    }

    /** In flexion the neck meets the rim in front, so the head would leave behind; the deeper the flexion limit lies, the less holds it. */
    @Test
    void contactPointsLieOnTheRim() {
        Solution s = solve(45, 15, 135, 15, 28, 12);
        Vec3 c = ProstheticRange.cupAxis(Math.toRadians(45), Math.toRadians(15));
        for (ContactEvent e : s.contacts()) {
            assertEquals(0.014, e.point().norm(), 1e-12);
            assertEquals(0, e.point().dot(c), 1e-12);
            assertEquals("prosthetic", e.kind());
        }
        assertTrue(s.contacts().get(0).point().x() > 0);
        assertTrue(s.contacts().get(1).point().x() < 0);
        assertTrue(s.values().get("hip.jump-distance.flexion").si() > 0);
    }

    @Test
    void mapAgreesWithLimits() {
        Solution s = solve(45, 15, 135, 15, 28, 12, "map", "true");
        Table map = s.tables().get(0);
        assertEquals(22785, map.rows().size());
        int contacts = 0;
        for (double[] row : map.rows()) {
            contacts += row[3] == 1 ? 1 : 0;
            if (row[1] == 0 && row[2] == 0) {
                double f = Math.toDegrees(row[0]);
                assertEquals(f > Rom.degrees(s, "hip.rom.flexion") || -f > Rom.degrees(s, "hip.rom.extension") ? 1 : 0, row[3],
                        "flexion " + f);
            }
            if (Math.abs(Math.toDegrees(row[0]) - 90) < 1e-6 && row[2] == 0 && row[1] > 0) {
                assertEquals(Math.toDegrees(row[1]) > Rom.degrees(s, "hip.rom.internal-rotation-at-90-flexion") ? 1 : 0, row[3]);
            }
        }
        assertTrue(contacts > 1000 && contacts < 22000);
        assertEquals(List.of("flexion", "internal-rotation", "abduction", "contact"), map.columns());
    }

    @Test
    void postureThatIsNotFreeGivesANegativeLimit() {
        Solution deep = solve(45, 15, 135, 15, 28, 12, "combined",
                "internal-rotation@flexion=135deg; abduction@flexion=90deg,internal-rotation=10deg");
        assertTrue(Rom.degrees(deep, "hip.rom.flexion") < 135);
        assertTrue(Rom.degrees(deep, "hip.rom.internal-rotation-at-135-flexion") < 0);
        Solution never = solve(30, 0, 135, 0, 22, 12, "combined", "internal-rotation@flexion=150deg");
        assertFalse(never.values().containsKey("hip.rom.internal-rotation-at-150-flexion"));
        assertTrue(never.messages().get(0).toString().startsWith("internal-rotation-at-150-flexion"), never.messages().toString());
        assertTrue(deep.values().containsKey("hip.rom.abduction-at-90-flexion-10-internal-rotation"));
    }

    @Test
    void refusesWhatDoesNotGoTogether() {
        String m = assertThrows(IllegalArgumentException.class, () -> solve(45, 15, 135, 15, 20, 22)).getMessage();
        assertTrue(m.contains("11 mm") && m.contains("10 mm"), m);
        assertThrows(IllegalArgumentException.class, () -> solve(45, 15, 135, 15, 28, 12, "combined", "internal-rotation"));
        assertThrows(IllegalArgumentException.class, () -> solve(45, 15, 135, 15, 28, 12, "combined", "spin@flexion=90deg"));
        assertThrows(IllegalArgumentException.class, () -> solve(45, 15, 135, 15, 28, 12, "combined", "adduction@flexion=90"));
        assertThrows(IllegalArgumentException.class, () -> solve(45, 15, 135, 15, 28, 12, "posture", "sitting"));
        assertThrows(IllegalArgumentException.class, () -> solve(45, 15, 135, 15, 28, 12, "map", "true", "map.flexion.minimum", "150deg"));
        SolverException e = assertThrows(SolverException.class, () -> solve(90, 60, 135, 80, 28, 14));
        assertEquals(SolverException.Code.NO_SOLUTION, e.code());
        assertTrue(e.getMessage().contains("'stem'") && e.getMessage().contains("'liner'"), e.getMessage());
    }
}
