/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.hip.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Quantity;
import org.orthotwin.core.Unit;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.hip.HipFrames;
import org.orthotwin.joint.hip.HipMeasurement;
import org.orthotwin.joint.hip.HipRevisionMeasurement;
import org.orthotwin.measurement.MeasuredValue;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.Value;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Measurements against the truth of the synthetic hip and against what was put in. */
class HipMeasurementTest {

    private static final double DEGREE = Math.toRadians(1);
    private static final double MM = 0.001;

    private static Problem plan(HipCase c, Map<String, Double> cupAt, Map<String, Double> stemAt, double neckLength) {
        return c.planned(HipCase.cup(0.052), cupAt, HipCase.stem(c.side, 4, 0.0115, Math.toRadians(127), 0.042), stemAt,
                HipCase.head(0.032, neckLength));
    }

    private static Map<String, Double> at(Object... pairs) {
        Map<String, Double> m = new TreeMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            m.put((String) pairs[i], (Double) pairs[i + 1]);
        }
        return m;
    }

    @ParameterizedTest
    @EnumSource(value = Side.class, names = {"LEFT", "RIGHT"})
    void nativeAnatomyIsThatOfTheGenerator(Side side) {
        HipCase c = HipCase.of(side);
        Problem p = c.unoperated;
        assertEquals(c.truth("femur.version"), c.measure("hip.native.version", p).si(), 1e-6);
        assertEquals(c.truth("femur.neck-shaft-angle"), c.measure("hip.native.neck-shaft-angle", p).si(), 1e-6);
        assertEquals(c.truth("femur.offset"), c.measure("hip.native.offset", p).si(), 1e-6);
        assertEquals(2 * c.truth("femur.head.radius"), c.measure("hip.native.head-diameter", p).si(), 0.3 * MM);
        assertEquals(2 * c.truth("acetabulum.radius"), c.measure("hip.native.acetabular-diameter", p).si(), 0.3 * MM);
        for (String d : List.of("radiographic", "operative", "anatomic")) {
            assertEquals(c.truth("acetabulum.inclination." + d), c.measure("hip.native.acetabular-inclination." + d, p).si(), DEGREE);
            assertEquals(c.truth("acetabulum.anteversion." + d), c.measure("hip.native.acetabular-anteversion." + d, p).si(), DEGREE);
        }
    }

    @ParameterizedTest
    @EnumSource(value = Side.class, names = {"LEFT", "RIGHT"})
    void cupAnglesAndCentreAreThoseOfThePlacement(Side side) {
        HipCase c = HipCase.of(side);
        Problem p = plan(c, at("inclination", Math.toRadians(40), "anteversion", Math.toRadians(15), "shift.lateral", -0.003,
                "shift.superior", 0.004,
                "shift.anterior", 0.012), at("anteversion", 0.3), 0);
        assertEquals(40, Math.toDegrees(c.measure("hip.cup.inclination.radiographic", p).si()), 1e-9);
        assertEquals(15, Math.toDegrees(c.measure("hip.cup.anteversion.radiographic", p).si()), 1e-9);
        assertEquals(42.2735, Math.toDegrees(c.measure("hip.cup.inclination.anatomic", p).si()), 5e-5);
        assertEquals(22.6291, Math.toDegrees(c.measure("hip.cup.anteversion.anatomic", p).si()), 5e-5);
        assertEquals(38.3808, Math.toDegrees(c.measure("hip.cup.inclination.operative", p).si()), 5e-5);
        assertEquals(19.2790, Math.toDegrees(c.measure("hip.cup.anteversion.operative", p).si()), 5e-5);
        assertEquals(13, c.measure("hip.centre.shift", p).si() / MM, 1e-9);
        assertEquals(3, c.measure("hip.centre.shift.medial", p).si() / MM, 1e-9);
        assertEquals(4, c.measure("hip.centre.shift.superior", p).si() / MM, 1e-9);
        assertEquals(12, c.measure("hip.centre.shift.anterior", p).si() / MM, 1e-9);
    }

    /** The cut of the test's stem is 2 mm above its origin, which is placed on the axis of the canal where the neck's axis passes it. */
    @ParameterizedTest
    @EnumSource(value = Side.class, names = {"LEFT", "RIGHT"})
    void neckCutIsMeasuredFromTheLesserTrochanter(Side side) {
        HipCase c = HipCase.of(side);
        Problem p = plan(c, at("inclination", 0.7), at("anteversion", 0.3), 0);
        var femur = p.body(p.joint().child());
        var axes = femur.frame(HipFrames.FEMUR_STEM).inverse();
        assertEquals(2 * MM - axes.apply(femur.landmark("LT")).y(), c.measure("hip.stem.resection-height", p).si(), 1e-9);
    }

    @Test
    void combinedAnteversionsAreTheirSums() {
        HipCase c = HipCase.of(Side.RIGHT);
        Problem p = plan(c, at("inclination", Math.toRadians(40), "anteversion", Math.toRadians(15)), at("anteversion", 0.35), 0);
        double stem = Math.toDegrees(c.measure("hip.stem.version", p).si());
        assertEquals(0.35, c.measure("hip.stem.anteversion", p).si(), 1e-12);
        assertEquals(15 + 0.7 * stem, Math.toDegrees(c.measure("hip.combined-anteversion.widmer", p).si()), 1e-9);
        assertEquals(40 + 22.6291 + 0.77 * stem, Math.toDegrees(c.measure("hip.combined-anteversion.yoshimine", p).si()), 5e-5);
        assertEquals(19.2790 + stem, Math.toDegrees(c.measure("hip.combined-anteversion.ranawat", p).si()), 5e-5);
        assertEquals(15 + stem, Math.toDegrees(c.measure("hip.combined-anteversion.dorr", p).si()), 1e-9);
    }

    /** A stem whose neck is the native one has the native version, offset and length. */
    @ParameterizedTest
    @EnumSource(value = Side.class, names = {"LEFT", "RIGHT"})
    void aStemLikeTheNativeNeckChangesNothing(Side side) {
        HipCase c = HipCase.of(side);
        PartModel stem = HipCase.stem(side, 4, 0.0115, c.truth("femur.neck-shaft-angle"), c.truth("femur.offset"));
        // turn about the canal axis that brings the neck to the native head
        Vec3 head = c.femur.frame(HipFrames.FEMUR_STEM).inverse().apply(c.femur.landmark("FHC"));
        double turn = Math.atan2(head.x(), -side.sign() * head.z());
        Problem p = c.planned(HipCase.cup(0.052), at("inclination", 0.7, "anteversion", 0.3), stem, at("anteversion", turn),
                HipCase.head(0.032, 0.0));
        for (String id : List.of("hip.leg-length.change", "hip.offset.global.change", "hip.offset.femoral.change",
                "hip.abductor.length.change",
                "hip.abductor.minimus.length.change", "hip.abductor.lever.change", "hip.capsule.iliofemoral-superior",
                "hip.capsule.iliofemoral-inferior", "hip.capsule.pubofemoral", "hip.capsule.ischiofemoral", "hip.centre.shift")) {
            assertEquals(0, c.measure(id, p).si(), 1e-9, id);
        }
        assertEquals(c.truth("femur.version"), c.measure("hip.stem.version", p).si(), 1e-9);
        assertEquals(c.truth("femur.offset"), c.measure("hip.offset.femoral", p).si(), 1e-9);
    }

    /** Cup and stem moved by known amounts along the axes in which length and offset are counted. */
    @ParameterizedTest
    @EnumSource(value = Side.class, names = {"LEFT", "RIGHT"})
    void lengthAndOffsetFollowTheParts(Side side) {
        HipCase c = HipCase.of(side);
        Map<String, Double> stemAt = at("anteversion", 0.3);
        Problem base = plan(c, at("inclination", 0.7, "anteversion", 0.3), stemAt, 0);
        Vec3 down = new Vec3(0, -0.005, -0.002 * side.sign());
        Vec3 inApp = c.pelvis.frame(HipFrames.PELVIS_APP).inverse().rotate(c.pelvis.frame(HipFrames.ISB_PELVIS).rotate(down));
        Problem moved = plan(c, at("inclination", 0.7, "anteversion", 0.3, "shift.anterior", inApp.x(), "shift.superior", inApp.y(),
                "shift.lateral",
                side.sign() * inApp.z()), stemAt, 0);
        assertEquals(5, (c.measure("hip.leg-length.change", moved).si() - c.measure("hip.leg-length.change", base).si()) / MM, 1e-9);
        assertEquals(-2, (c.measure("hip.offset.global.change", moved).si() - c.measure("hip.offset.global.change", base).si()) / MM, 1e-9);
        // a longer neck lengthens the leg and widens the offset, by what its direction gives
        Problem longer = plan(c, at("inclination", 0.7, "anteversion", 0.3), stemAt, 0.008);
        double length = c.measure("hip.leg-length.change", longer).si() - c.measure("hip.leg-length.change", base).si();
        double femoral = c.measure("hip.offset.femoral", longer).si() - c.measure("hip.offset.femoral", base).si();
        assertEquals(8 * Math.sin(Math.toRadians(127)), femoral / MM, 1e-9);
        assertTrue(length > 3 * MM && length < 6.5 * MM, "length " + length);
        assertTrue(c.measure("hip.abductor.length.change", longer).si() > c.measure("hip.abductor.length.change", base).si());
        assertTrue(c.measure("hip.abductor.lever", longer).si() > c.measure("hip.abductor.lever", base).si());
        // depth shortens
        Problem deeper = plan(c, at("inclination", 0.7, "anteversion", 0.3), at("anteversion", 0.3, "depth", 0.004), 0);
        double shorter = c.measure("hip.leg-length.change", deeper).si() - c.measure("hip.leg-length.change", base).si();
        assertTrue(shorter < -3.8 * MM && shorter > -4 * MM, "depth 4 mm changes the length by " + shorter);
    }

    @Test
    void headCoverageIsThatOfTwoHalfSpheres() {
        HipCase c = HipCase.of(Side.RIGHT);
        for (double inclination : new double[] {20, 40, 60}) {
            Problem p = plan(c, at("inclination", Math.toRadians(inclination), "anteversion", 0.0), at("anteversion", 0.3), 0);
            assertEquals(1 - inclination / 180, c.measure("hip.head.coverage", p).si(), 0.005);
        }
        assertEquals(c.measure("hip.head.coverage", plan(c, at("inclination", 0.8, "anteversion", 0.4), at("anteversion", 0.3), 0)).si(),
                HipCase.of(Side.LEFT).measure("hip.head.coverage", plan(HipCase.of(Side.LEFT), at("inclination", 0.8, "anteversion", 0.4),
                        at("anteversion", 0.3), 0)).si(), 1e-12);
    }

    @Test
    void boneCoverageFollowsWhereTheCupIs() {
        HipCase right = HipCase.of(Side.RIGHT);
        HipCase left = HipCase.of(Side.LEFT);
        Map<String, Double> here = at("inclination", 0.7, "anteversion", 0.3);
        double there = right.measure("hip.cup.bone-coverage", plan(right, here, at("anteversion", 0.3), 0)).si();
        assertTrue(there > 0.55 && there < 0.95, "covered " + there);
        double medial = right.measure("hip.cup.bone-coverage", plan(right, at("inclination", 0.7, "anteversion", 0.3, "shift.lateral",
                -0.002),
                at("anteversion", 0.3), 0)).si();
        assertTrue(medial > there, "2 mm medially " + medial + ", not more than " + there);
        assertEquals(0, right.measure("hip.cup.bone-coverage", plan(right, at("inclination", 0.7, "anteversion", 0.3, "shift.lateral",
                0.09),
                at("anteversion", 0.3), 0)).si(), 1e-12);
        assertEquals(there, left.measure("hip.cup.bone-coverage", plan(left, here, at("anteversion", 0.3), 0)).si(), 2e-3);
    }

    @Test
    void canalFillGrowsWithTheStemUntilItPenetrates() {
        HipCase c = HipCase.of(Side.RIGHT);
        double last = 0;
        for (double width : new double[] {0.009, 0.011, 0.0125}) {
            Problem p = c.planned(HipCase.cup(0.052), at("inclination", 0.7), HipCase.stem(c.side, 4, width, 2.2, 0.042), at("anteversion",
                    0.35),
                    HipCase.head(0.032, 0.0));
            double fill = c.measure("hip.canal-fill", p).si();
            assertTrue(fill > last, "fill " + fill + " of a stem of " + width + " m");
            assertTrue(c.measure("hip.canal-penetration", p).si() < 1 * MM);
            last = fill;
        }
        Problem thick = c.planned(HipCase.cup(0.052), at("inclination", 0.7), HipCase.stem(c.side, 4, 0.019, 2.2, 0.042), at("anteversion",
                0.35),
                HipCase.head(0.032, 0.0));
        assertTrue(c.measure("hip.canal-penetration", thick).si() > 1.5 * MM);
        assertTrue(c.measure("hip.canal-fit", thick).si() > 0.4);
        Problem tilted = c.planned(HipCase.cup(0.052), at("inclination", 0.7), HipCase.stem(c.side, 4, 0.0125, 2.2, 0.042),
                at("anteversion", 0.35, "varus", Math.toRadians(4)), HipCase.head(0.032, 0.0));
        assertEquals(4, Math.toDegrees(c.measure("hip.stem.varus", tilted).si()), 1e-9);
        assertTrue(c.measure("hip.canal-penetration", tilted).si() > 1 * MM);
    }

    @Test
    void answersOfSolversAreReadOut() {
        HipCase c = HipCase.of(Side.RIGHT);
        Solution rom = Solution.builder().value("hip.rom.flexion", new Value(2.1, Dimension.ANGLE, 0.01)).build();
        MeasuredValue v = c.measure("hip.rom.flexion", c.unoperated, Map.of("rom", rom));
        assertEquals(2.1, v.si());
        assertEquals(0.01, v.uncertainty());
        MeasuredValue none = c.measure("hip.rom.jump-distance", c.unoperated, Map.of("rom", rom));
        assertTrue(Double.isNaN(none.si()) && none.note().contains("hip.jump-distance.lateral"), none.note());
        Solution load = Solution.builder().value("hip.load.angle-from-vertical", Value.of(0.27, Dimension.ANGLE)).notConverged(3,
                1).build();
        assertEquals("not converged", c.measure("hip.load.angle", c.unoperated, Map.of("hipload", load)).note());
        assertThrows(NoSuchElementException.class, () -> c.measure("hip.rom.flexion", c.unoperated));
    }

    @Test
    void whatIsMissingIsNamed() {
        HipCase c = HipCase.of(Side.RIGHT);
        assertTrue(assertThrows(NoSuchElementException.class, () -> c.measure("hip.cup.inclination.radiographic",
                c.unoperated)).getMessage()
                .contains("cup"));
        assertThrows(NoSuchElementException.class, () -> c.measure("hip.no-such", c.unoperated));
    }

    @Test
    void everyMeasurementIsDeclaredOnceAndCompletely() throws Exception {
        List<String> declared = new ArrayList<>();
        try (InputStream in = HipMeasurement.class.getResourceAsStream("/plugin.xml")) {
            NodeList list = DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(in).getElementsByTagName("measurement");
            for (int i = 0; i < list.getLength(); i++) {
                Element e = (Element) list.item(i);
                String id = e.getAttribute("id");
                declared.add(id);
                boolean revision = id.startsWith("hip.revision.");
                assertEquals((revision ? HipRevisionMeasurement.class : HipMeasurement.class).getName(), e.getAttribute("class"), id);
                assertEquals("hip", e.getAttribute("joints"), id);
                assertFalse(e.getAttribute("version").isBlank() || e.getAttribute("name").isBlank()
                        || e.getAttribute("description").isBlank(), id);
                Dimension d = Unit.of(e.getAttribute("unit")).dimension();
                for (String limit : List.of("lower", "upper")) {
                    if (e.hasAttribute(limit)) {
                        assertTrue(Double.isFinite(Quantity.parseSi(e.getAttribute(limit), d)), id);
                        assertFalse(e.getAttribute("targetSource").isBlank(), id + " has a target without a source");
                    }
                }
                NodeList targets = e.getElementsByTagName("target");
                for (int k = 0; k < targets.getLength(); k++) {
                    Element t = (Element) targets.item(k);
                    assertTrue(Quantity.parseSi(t.getAttribute("lower"), d) < Quantity.parseSi(t.getAttribute("upper"), d), id);
                    assertFalse(t.getAttribute("source").isBlank(), id + " has a target without a source");
                    assertTrue(t.getAttribute("measurement").isEmpty() || HipMeasurement.ids().contains(t.getAttribute("measurement")), id);
                }
            }
        }
        assertEquals(Stream.concat(HipMeasurement.ids().stream(), HipRevisionMeasurement.ids().stream()).sorted().toList(),
                declared.stream().sorted().toList());
    }
}
