/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.shoulder.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Assessment;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.shoulder.GlenoidType;
import org.orthotwin.joint.shoulder.ShoulderJoint;
import org.orthotwin.landmarks.BoneFrames;

/** Types of glenoids whose version, hollows and head are where they are put. */
class GlenoidTypeTest {

    private static final double RADIUS = 0.022;
    private static final double WIDTH = 0.026;

    /** A direction of the scapula's plane, forwards by an angle, of the right side. */
    private static Vec3 direction(double version) {
        return new Vec3(Math.sin(version), 0, Math.cos(version));
    }

    /**
     * Landmarks of a glenoid alone.
     *
     * @param version deg
     * @param hollow how much further back the hinder hollow looks, deg; 0 for one
     * @param behind part of the head that lies behind the glenoid's perpendicular
     * @param off distance of the head's centre from the line of both rims, over its radius
     * @param head whether it is known where it stands
     */
    private static Body scapula(Side side, double version, double hollow, double behind, double off, boolean head) {
        double v = Math.toRadians(version);
        Vec3 n = direction(v);
        Vec3 forwards = new Vec3(n.z(), 0, -n.x());
        Map<String, Vec3> m = new LinkedHashMap<>();
        m.put("GC", Vec3.ZERO);
        m.put("GLEN_N", n.times(0.03));
        m.put("GLEN_A", forwards.times(0.5 * WIDTH).plus(n.times(0.002)));
        m.put("GLEN_P", forwards.times(-0.5 * WIDTH).plus(n.times(0.002)));
        if (hollow > 0) {
            m.put("PALEO_N", n.times(0.03));
            m.put("NEO_N", direction(v - Math.toRadians(hollow)).times(0.03));
        }
        if (head) {
            m.put("HHC", n.times(0.002 + off * RADIUS).plus(forwards.times((0.5 - behind) * 2 * RADIUS)));
        }
        // the surface frame lies elsewhere
        RigidTransform plane = RigidTransform.rotation(new Vec3(1, -2, 0.5).normalized(), 0.8).withTranslation(new Vec3(0.1, 0.2, 0.3));
        m.replaceAll((code, p) -> plane.apply(side == Side.LEFT ? new Vec3(p.x(), p.y(), -p.z()) : p));
        return new Body("scapula", "scapula", side, Map.of(), m, Map.of(BoneFrames.SCAPULA_PLANE, plane));
    }

    private static Body humerus(Side side) {
        return new Body("humerus", "humerus", side, Map.of(), Map.of("GH", Vec3.ZERO, "HEAD_A", new Vec3(0, RADIUS, 0)), Map.of());
    }

    private static Assessment assessed(Body scapula) {
        return new ShoulderJoint().assess(List.of(scapula, humerus(scapula.side())), scapula.side(), List.of()).getFirst();
    }

    @ParameterizedTest
    @CsvSource({"-5, 0, 0.50, 1.10, A1", "-5, 0, 0.50, 0.80, A2", "-4, 0, 0.60, 1.10, B1", "-8, 15, 0.60, 1.10, B2",
        "-20, 0, 0.50, 1.10, B3", "-10, 0, 0.80, 1.10, B3", "-32, 0, 0.50, 1.10, C1", "-30, 12, 0.60, 1.10, C2",
        "12, 0, 0.50, 1.10, D", "-2, 0, 0.28, 1.10, D"})
    void typesFollowFromTheirDefinitions(double version, double hollow, double behind, double off, String type) {
        for (Side side : List.of(Side.RIGHT, Side.LEFT)) {
            Assessment a = assessed(scapula(side, version, hollow, behind, off, true));
            assertTrue(a.clear(), a.verdict().text("en"));
            assertTrue(a.verdict().text("en").startsWith("Walch type " + type + ": "), side + ": " + a.verdict().text("en"));
            assertTrue(a.verdict().text("fr").startsWith("Type " + type + " de Walch : "), a.verdict().text("fr"));
        }
    }

    /** Closed forms of both indices and of the line through the head. */
    @Test
    void indicesAreThoseOfTheirPlaces() {
        double v = Math.toRadians(-12);
        GlenoidType t = GlenoidType.of(scapula(Side.LEFT, -12, 0, 0.6, 0.9, true), Side.LEFT, RADIUS);
        assertEquals(0.6, t.glenohumeral(), 1e-12);
        // the head's centre in the scapula's plane: along the normal and, by 0.2 radii backwards, along the rim
        double x = (0.002 + 0.9 * RADIUS) * Math.sin(v) - 0.2 * RADIUS * Math.cos(v);
        assertEquals(0.5 - x / (2 * RADIUS), t.scapulohumeral(), 1e-12);
        assertEquals(0.1 * RADIUS, t.through(), 1e-12);
        assertEquals(0, t.hollows());
        assertEquals(Math.toRadians(15), GlenoidType.of(scapula(Side.RIGHT, -8, 15, 0.6, 1.1, true), Side.RIGHT, RADIUS).hollows(), 1e-12);
    }

    @Test
    void whatStraddlesIsNamed() {
        Assessment a = assessed(scapula(Side.RIGHT, -14, 0, 0.50, 1.1, true));
        assertEquals("unclear between Walch types A1, B3: within the uncertainty, version may lie on either side of a limit",
                a.verdict().text("en"));
        assertTrue(a.criteria().getFirst().straddles());
    }

    /** Without the head's place what depends on it is unclear, and what does not is clear. */
    @Test
    void withoutTheHeadOnlyTheBoneDecides() {
        Assessment a = assessed(scapula(Side.RIGHT, -5, 0, 0.5, 1.1, false));
        assertEquals("unclear between Walch types A1, A2, B1, B3, D: where the head stood is not known (landmark HHC of the scapula)",
                a.verdict().text("en"));
        assertEquals(3, a.criteria().size());
        assertTrue(assessed(scapula(Side.RIGHT, -8, 15, 0.5, 1.1, false)).verdict().text("en").startsWith("Walch type B2"));
        assertTrue(assessed(scapula(Side.RIGHT, -32, 0, 0.5, 1.1, false)).verdict().text("en").startsWith("Walch type C1"));
    }

    /** The synthetic shoulder of the tests, whose head rests in its one hollow of little retroversion. */
    @Test
    void theTypicalShoulderIsCentred() {
        List<Body> bones = Planned.bones(Planned.SUBJECT, Side.RIGHT);
        Assessment a = Planned.JOINT.assess(bones, Side.RIGHT, List.of()).getFirst();
        assertTrue(a.verdict().text("en").startsWith("Walch type A1"), a.verdict().text("en"));
        assertEquals(Planned.SUBJECT.truth().get("glenoid.version"), a.criteria().getFirst().si(), 0.01);
    }
}
