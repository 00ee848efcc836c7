/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.shoulder.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.spi.PlanProposer.Proposal;

/** Anatomic shoulders that are proposed, measured against the synthetic subject's truth and what is wanted of such a plan. */
class AnatomicProposalTest {

    private static final double DEGREE = Math.toRadians(1);

    private static double of(Map<String, Double> m, String name) {
        return m.get("shoulder.anatomic." + name);
    }

    /** What holds of every plan: the targets of the measurements, and the native head's axis. */
    private static Map<String, Double> sound(PlannedAnatomic p) {
        Map<String, Double> m = Planned.measured(p.problem(), Map.of());
        m.forEach((id, v) -> assertTrue(Double.isFinite(v), id));
        assertTrue(of(m, "version") >= -10 * DEGREE - 1e-9 && of(m, "version") <= 10 * DEGREE + 1e-9, of(m, "version") + " rad");
        assertTrue(of(m, "seating") >= 0.8, of(m, "seating") + " of its back on bone");
        assertTrue(of(m, "overhang") <= 0.001, of(m, "overhang") + " m");
        assertTrue(of(m, "vault-wall") > 0.0005, of(m, "vault-wall") + " m");
        assertTrue(of(m, "mismatch") >= 0.0045 && of(m, "mismatch") <= 0.010, of(m, "mismatch") + " m");
        assertTrue(of(m, "head-offset") < 0.003, of(m, "head-offset") + " m");
        assertTrue(of(m, "head-diameter-change") >= 0 && of(m, "head-diameter-change") < 0.002, of(m, "head-diameter-change") + " m");
        assertEquals(m.get("shoulder.native.retroversion"), of(m, "head-retroversion"), 1e-9);
        assertTrue(of(m, "head-height") >= 0.0048 && of(m, "head-height") <= 0.0112, of(m, "head-height") + " m");
        return m;
    }

    @Test
    void aStemBringsTheHeadNearTheNativeOne() {
        PlannedAnatomic p = PlannedAnatomic.normal(Side.RIGHT, "stem", Map.of());
        Map<String, Double> m = sound(p);
        assertEquals(0, of(m, "head-offset.superior"), 1e-9);
        assertEquals(135 * DEGREE, of(m, "neck-shaft-angle"), 1e-9);
        assertEquals(m.get("shoulder.native.version"), of(m, "version"), 1e-9);
        assertEquals(m.get("shoulder.native.inclination"), of(m, "inclination"), 1e-9);
        // a glenoid that is not worn needs no augment, and little reaming: 0.2 cm3 of these coarse bones, less of finer ones
        assertTrue(p.proposals().getFirst().component().endsWith("glenoid-pegged"), p.proposals().getFirst().component());
        assertTrue(of(m, "reaming-volume") < 250e-9, of(m, "reaming-volume") + " m3");
        assertTrue(of(m, "reaming-depth") < 0.0015, of(m, "reaming-depth") + " m");
    }

    @Test
    void withoutAStemTheHeadLiesOnTheNativeOne() {
        Map<String, Double> m = sound(PlannedAnatomic.normal(Side.RIGHT, "stemless", Map.of()));
        assertEquals(0, of(m, "head-offset"), 1e-9);
        assertEquals(m.get("shoulder.native.neck-shaft-angle"), of(m, "neck-shaft-angle"), 1e-9);
        // another axis is had where it is asked for, and the centre still lies on the native one
        Map<String, Double> other = Planned.measured(PlannedAnatomic.normal(Side.RIGHT, "stemless",
                Map.of("humeral.retroversion", 35 * DEGREE, "humeral.inclination", 140 * DEGREE)).problem(), Map.of());
        assertEquals(35 * DEGREE, of(other, "head-retroversion"), 1e-9);
        assertEquals(140 * DEGREE, of(other, "neck-shaft-angle"), 1e-9);
        assertEquals(0, of(other, "head-offset"), 1e-9);
    }

    @Test
    void aKeelIsHadWhereItIsAskedFor() {
        PlannedAnatomic p = PlannedAnatomic.normal(Side.RIGHT, "stem", Map.of("glenoid.keel", 1.0));
        assertTrue(p.proposals().getFirst().component().endsWith("glenoid-keeled"), p.proposals().getFirst().component());
        sound(p);
    }

    @Test
    void aLeftShoulderIsPlannedAsTheMirroredRightOne() {
        for (String stem : List.of("stem", "stemless")) {
            PlannedAnatomic right = PlannedAnatomic.normal(Side.RIGHT, stem, Map.of());
            PlannedAnatomic left = PlannedAnatomic.normal(Side.LEFT, stem, Map.of());
            for (int i = 0; i < 3; i++) {
                Proposal r = right.proposals().get(i);
                Proposal l = left.proposals().get(i);
                assertEquals(r.component() + r.size(), l.component() + l.size());
                r.coordinates().forEach((name, v) -> assertEquals(v, l.coordinates().get(name), 1e-9, name));
            }
        }
    }

    /**
     * A glenoid that is worn backwards to 23 degrees: within 10 degrees of neutral it is reamed by much more than with an augmented
     * component (on these coarse bones twice, on finer ones nine times), deeper, and with less bone round its pegs.
     */
    @Test
    void anAugmentSavesBoneOfAWornGlenoid() {
        PlannedAnatomic reamed = PlannedAnatomic.worn(Map.of("glenoid.augment", 0.0));
        PlannedAnatomic augmented = PlannedAnatomic.worn(Map.of());
        Map<String, Double> r = Planned.measured(reamed.problem(), Map.of());
        Map<String, Double> a = Planned.measured(augmented.problem(), Map.of());
        assertTrue(r.get("shoulder.native.version") < -20 * DEGREE, r.get("shoulder.native.version") + " rad");
        for (Map<String, Double> m : List.of(r, a)) {
            assertEquals(-10 * DEGREE, of(m, "version"), 1e-9);
        }
        assertTrue(augmented.proposals().getFirst().reason().code().endsWith(".augment"), augmented.proposals().getFirst().size());
        assertTrue(of(r, "reaming-volume") > 1.7 * of(a, "reaming-volume"), of(r, "reaming-volume") + ", " + of(a, "reaming-volume"));
        assertTrue(of(r, "reaming-depth") > 0.001 + of(a, "reaming-depth"), of(r, "reaming-depth") + ", " + of(a, "reaming-depth"));
        assertTrue(of(r, "vault-wall") < of(a, "vault-wall"), of(r, "vault-wall") + ", " + of(a, "vault-wall"));
    }

    /** The words name what was chosen; what cannot be is refused. */
    @Test
    void reasonsAndRefusals() {
        PlannedAnatomic p = PlannedAnatomic.normal(Side.RIGHT, "stemless", Map.of());
        String reason = p.proposals().get(1).reason().text("en");
        assertTrue(reason.startsWith("diameter " + p.proposals().get(1).size().substring(0, 2) + " mm for a native head of"), reason);
        for (Proposal x : p.proposals()) {
            assertTrue(!x.reason().text("fr").contains("{") && !x.reason().text("fr").equals(x.reason().text("en")), x.reason().text("fr"));
        }
        assertTrue(assertThrows(IllegalArgumentException.class, () -> PlannedAnatomic.normal(Side.RIGHT, "stem",
                Map.of("glenosphere.diameter", 0.04))).getMessage().contains("glenoid.augment, glenoid.inclination"));
        assertThrows(IllegalArgumentException.class, () -> PlannedAnatomic.normal(Side.RIGHT, "stem", Map.of("glenoid.seating", 1.5)));
    }
}
