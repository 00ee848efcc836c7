/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.knee.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
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
import org.orthotwin.joint.knee.internal.HostBone;
import org.orthotwin.joint.knee.internal.JointLine;
import org.orthotwin.joint.knee.internal.RevisedKnee;
import org.orthotwin.joint.knee.internal.ShaftFit;

/** Contact of the parts of a revised knee with bone of shapes for which it is known. */
class RevisionContactTest {

    private static final double MM = 0.001;

    static TriangleMesh box(double x0, double y0, double z0, double x1, double y1, double z1) {
        double[] v = new double[24];
        for (int i = 0; i < 8; i++) {
            v[3 * i] = (i & 1) == 0 ? x0 : x1;
            v[3 * i + 1] = (i & 2) == 0 ? y0 : y1;
            v[3 * i + 2] = (i & 4) == 0 ? z0 : z1;
        }
        return new TriangleMesh(v, new int[] {0, 2, 1, 1, 2, 3, 4, 5, 6, 5, 7, 6, 0, 1, 4, 1, 5, 4, 2, 6, 3, 3, 6, 7, 0, 4, 2, 2, 4, 6, 1,
            3, 5, 3, 7, 5});
    }

    /** A solid of revolution about y of (height, radius) from below, with 96 sides whose middles have that radius. */
    private static TriangleMesh turned(double[][] rows) {
        int n = 96;
        List<Double> v = new ArrayList<>();
        List<Integer> t = new ArrayList<>();
        for (double[] r : rows) {
            double corner = r[1] / Math.sqrt(Math.cos(Math.PI / n));
            for (int k = 0; k < n; k++) {
                v.addAll(List.of(corner * Math.sin(2 * Math.PI * k / n), r[0], corner * Math.cos(2 * Math.PI * k / n)));
            }
        }
        int low = v.size() / 3;
        v.addAll(List.of(0.0, rows[0][0], 0.0, 0.0, rows[rows.length - 1][0], 0.0));
        for (int k = 0; k < n; k++) {
            int l = (k + 1) % n;
            for (int i = 0; i + 1 < rows.length; i++) {
                t.addAll(List.of(i * n + k, i * n + l, (i + 1) * n + l, i * n + k, (i + 1) * n + l, (i + 1) * n + k));
            }
            t.addAll(List.of(low, l, k, low + 1, (rows.length - 1) * n + k, (rows.length - 1) * n + l));
        }
        return new TriangleMesh(v.stream().mapToDouble(Double::doubleValue).toArray(), t.stream().mapToInt(Integer::intValue).toArray());
    }

    private static Body bone(String type, Map<String, TriangleMesh> surfaces) {
        return new Body(type, type, Side.RIGHT, surfaces, Map.of(), Map.of(), Map.of());
    }

    /** A tibial block stands with its whole face on a half space, or on the part of it that bone reaches under. */
    @ParameterizedTest
    @CsvSource({"0, 1", "0.9, 1", "1.1, 0", "-3, 1"})
    void aFaceIsOnBoneUpToAMillimetreBeforeIt(double gap, double host) {
        PartModel block = RevisionCase.one(Side.RIGHT, "augment-tibial-medial", "5-10");
        Body b = bone("tibia", Map.of("outer", box(-0.1, -0.1, -0.1, 0.1, -0.010 - gap * MM, 0.1)));
        assertEquals(host, new HostBone(b, List.of()).bed(block, RigidTransform.IDENTITY).host(), 1e-12);
    }

    /** A distal block is a rectangle: bone under a third of its length holds a third of its face; the canal within it does not. */
    @Test
    void contactIsTheAreaThatBoneReachesUnder() {
        PartModel block = RevisionCase.one(Side.RIGHT, "augment-distal", "6-8");
        double length = block.parameter("augment.length");
        TriangleMesh outer = box(-0.1, 0.008, -0.1, length / 6 - 0.5 * length + length / 6, 0.1, 0.1);
        HostBone.Bed bed = new HostBone(bone("femur", Map.of("outer", outer)), List.of()).bed(block, RigidTransform.IDENTITY);
        assertEquals(1.0 / 3, bed.host(), 0.02);
        assertEquals(length * block.parameter("augment.width"), bed.area(), 1e-9);
        // a canal that is as wide as half of the block
        TriangleMesh canal = box(-0.1, -0.1, 0, 0.1, 0.2, 0.1);
        HostBone.Bed hollow = new HostBone(bone("femur", Map.of("outer", box(-0.1, 0.008, -0.1, 0.1, 0.1, 0.1), "canal", canal)),
                List.of()).bed(block, RigidTransform.IDENTITY);
        assertEquals(0.5, hollow.host(), 0.03);
        RigidTransform elsewhere = RigidTransform.rotation(new Vec3(1, 2, 3).normalized(), 0.8).withTranslation(new Vec3(0.1, 0.2, -0.1));
        assertEquals(bed.host(), new HostBone(bone("femur", Map.of("outer", outer.transformed(elsewhere))), List.of()).bed(block,
                elsewhere).host(), 0.01);
    }

    /**
     * A cone of radius R that narrows to 0.8 R in a bore of radius s: its side is in bone or at most a millimetre before it down to where
     * its radius is s less a millimetre along its normal, of its side's area (R^2 - r^2) / (R^2 - 0.64 R^2).
     */
    @ParameterizedTest
    @CsvSource({"17", "18", "19"})
    void aConeHoldsWhereItsBoreIsNarrow(double bore) {
        PartModel cone = RevisionCase.one(Side.RIGHT, "cone-tibial", "40-35");
        double wide = 0.020;
        TriangleMesh outer = TriangleMesh.concat(box(-0.1, -0.2, -0.1, 0.1, 0.1, 0.1), inverted(turned(new double[][] {
            {-0.15, bore * MM}, {0.05, bore * MM}})));
        double host = new HostBone(bone("tibia", Map.of("outer", outer)), List.of()).bed(cone, RigidTransform.IDENTITY).host();
        double slant = Math.atan(0.2 * wide / 0.035);
        double r = bore * MM - HostBone.AGAINST * Math.cos(slant);
        assertEquals(Math.min(1, (wide * wide - r * r) / (wide * wide * 0.36)), host, 0.04);
    }

    private static TriangleMesh inverted(TriangleMesh m) {
        int[] t = m.triangles().clone();
        for (int i = 0; i < t.length; i += 3) {
            int k = t[i];
            t[i] = t[i + 1];
            t[i + 1] = k;
        }
        return new TriangleMesh(m.vertices(), t);
    }

    /** A stem of 14 mm in a tube: the ratio is that of the widths, it is in the tube from its neck to its tip, or beyond it all round. */
    @ParameterizedTest
    @CsvSource({"16, 0.875, 1", "17, 0.8235, 0", "13, 1.0769, 1"})
    void aStemFillsATube(double tube, double fill, double whole) {
        PartModel stem = RevisionCase.one(Side.RIGHT, "stem-press-fit", "14-115");
        Body b = bone("tibia", Map.of("canal", turned(new double[][] {{-0.25, 0.5 * tube * MM}, {0.05, 0.5 * tube * MM}})));
        ShaftFit f = ShaftFit.of(stem, RigidTransform.IDENTITY, b);
        assertEquals(fill, f.fill(), 0.002);
        // sections from 26 mm below the neck to 6 mm above the tip, 5 mm apart
        assertEquals(whole * 0.085, f.engaged(), 1e-9);
        assertEquals(tube > 14 ? 0.085 : 0, f.within(), 1e-9);
        assertEquals(Math.max(0, 0.5 * (14 - tube) * MM), f.penetration(), 2e-5);
        assertEquals(Math.max(0, 0.5 * (tube - 14) * MM), f.room(), 2e-5);
    }

    /** In a canal that is 16 mm wide below a depth and flares above it, the stem engages below it. */
    @Test
    void aStemEngagesBelowTheFlare() {
        PartModel stem = RevisionCase.one(Side.RIGHT, "stem-press-fit", "14-115");
        Body b = bone("femur", Map.of("canal", turned(new double[][] {{-0.25, 0.008}, {-0.0735, 0.008}, {-0.073, 0.010}, {0.01, 0.012}})));
        ShaftFit f = ShaftFit.of(stem, RigidTransform.IDENTITY, b);
        assertEquals(0.109 - 0.0735, f.engaged(), 0.005);
        assertEquals(0.875, f.fill(), 0.002);
        assertEquals(0, f.penetration());
    }

    /** Two zones hold a tray on a half space with a stem in a tube; blocks count by what they stand on; a short stem holds nothing. */
    @Test
    void zonesAreCounted() {
        PartModel tray = RevisionCase.one(Side.RIGHT, "tray-rev", "5");
        PartModel stem = RevisionCase.one(Side.RIGHT, "stem-press-fit", "14-115");
        PartModel small = RevisionCase.one(Side.RIGHT, "stem-press-fit", "12-75");
        TriangleMesh canal = turned(new double[][] {{-0.30, 0.008}, {-0.03, 0.008}});
        // nothing under the medial half
        Body b = bone("tibia", Map.of("outer", TriangleMesh.concat(box(-0.1, -0.3, -0.1, 0.1, -0.010, -1e-6), box(-0.1, -0.3, 1e-6, 0.1, 0,
                0.1)), "canal", canal));
        PlacedPart t = new PlacedPart("tray", tray, "tibia", RigidTransform.IDENTITY);
        PlacedPart long1 = new PlacedPart("tibial-stem", stem, "tibia", RigidTransform.translation(new Vec3(0, -0.025, 0)));
        RevisedKnee bare = RevisedKnee.of(b, List.of(t, long1));
        assertEquals(0.5, bare.surface(), 0.02);
        assertArrayEquals(new boolean[] {bare.surface() >= 0.5, false, true}, bare.zones());
        PartModel block = RevisionCase.one(Side.RIGHT, "augment-tibial-medial", "5-10");
        PlacedPart under = new PlacedPart("tibial-augment-medial", block, "tibia", tray.feature("augment.medial").times(block.feature(
                "component").inverse()));
        RevisedKnee held = RevisedKnee.of(b, List.of(t, long1, under));
        assertEquals(1, held.bed(under).host(), 1e-9);
        assertTrue(held.bed().part() > 0.3 && held.surface() > 0.8, held.bed() + " " + held.surface());
        assertArrayEquals(new boolean[] {true, false, true}, held.zones());
        RevisedKnee loose = RevisedKnee.of(b, List.of(t, under, new PlacedPart("tibial-stem", small, "tibia", RigidTransform.translation(
                new Vec3(0, -0.025, 0)))));
        assertArrayEquals(new boolean[] {true, false, false}, loose.zones());
    }

    /** Ratios of a femur 80 mm wide whose joint line is 26 mm under the medial epicondyle, 2 mm higher than 0.35 of the width. */
    @Test
    void theJointLineByAnEpicondyle() {
        Map<String, Vec3> marks = new HashMap<>(Map.of("FHC", new Vec3(0, 0.4, 0), "LEC", new Vec3(0, 0, 0.04), "MEC", new Vec3(0, 0,
                -0.04)));
        Body femur = RevisionCase.framed(new Body("femur", "femur", Side.RIGHT, Map.of(), marks, Map.of()), Side.RIGHT);
        Vec3 at = new Vec3(0.01, -0.026, -0.02);
        assertEquals(0.325, JointLine.MEDIAL.of(femur, femur, at), 1e-9);
        assertEquals(0.002, JointLine.MEDIAL.above(femur, femur, at), 1e-9);
        assertEquals(0.29 * 0.08 - 0.026, JointLine.LATERAL.above(femur, femur, at), 1e-9);
        Map<String, Vec3> tibial = Map.of("TPA_MC", new Vec3(0, 0, -0.02), "TPA_LC", new Vec3(0, 0, 0.02), "KNEE_T", Vec3.ZERO, "ANK_C",
                new Vec3(0, -0.36, 0), "FIB_HEAD", new Vec3(-0.02, -0.010, 0.04));
        Body tibia = RevisionCase.framed(new Body("tibia", "tibia", Side.RIGHT, Map.of(), tibial, Map.of()), Side.RIGHT);
        // 15 mm above the fibula's head, where 12.8 are expected
        assertEquals(0.015 - 0.16 * 0.08, JointLine.FIBULA.above(femur, tibia, new Vec3(0, 0.005, 0)), 1e-9);
    }
}
