/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Unit;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.joint.Side;
import org.orthotwin.solver.JointModel;
import org.orthotwin.solver.Person;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Table;

/** Where a pressure is drawn, in which panel and in which colour. */
class PressureMapTest {

    private static final List<Unit> UNITS = List.of(Unit.of("deg"), Unit.of("mm"), Unit.of("mm"), Unit.of("mm"), Unit.of("MPa"));

    private static Table table(List<double[]> rows) {
        return new Table("balance-map", List.of("flexion", "x", "y", "z", "pressure"), UNITS, rows);
    }

    private static Problem problem() {
        TriangleMesh plate = new TriangleMesh(new double[] {-0.02, 0, -0.03, -0.02, 0, 0.03, 0.02, 0, 0}, new int[] {0, 1, 2});
        PartModel insert = new PartModel("test/insert", "1", "knee.insert", "I-1", Map.of("bearing.layer", 0.008),
                Map.of("envelope", plate), Map.of());
        return new Problem(new Person(70, 1.7, 60), List.of(), null, List.of(new PlacedPart("insert", insert, "tibia",
                RigidTransform.IDENTITY)), List.of());
    }

    private static String drawn(Table t) {
        Html h = new Html();
        PressureMap.draw(h, t, List.of(t), problem(), new Words("en"));
        return h.toString();
    }

    private static int count(String text, String part) {
        return text.split(java.util.regex.Pattern.quote(part), -1).length - 1;
    }

    @Test
    void eachPositionHasAPanelAndEachPlaceACell() {
        Table t = table(List.of(new double[] {0, -0.0042, 0.007, -0.0213, 10e6}, new double[] {0, -0.0041, 0.007, -0.0212, 2e6},
                new double[] {0, 0.0058, 0.007, 0.0207, 1e6}, new double[] {Math.toRadians(90), -0.0098, 0.007, 0.0207, 4e6}));
        assertTrue(PressureMap.fits(t));
        String svg = drawn(t);
        // two places within one millimetre are one cell of the higher pressure; seven boxes are the legend
        assertEquals(3 + 7, count(svg, "<rect"), svg);
        assertEquals(1 + 1, count(svg, "#cf3325"), svg);
        assertEquals(2, count(svg, "<path"), "an outline in each panel");
        assertTrue(svg.contains("Flexion 0") && svg.contains("Flexion 90") && svg.contains("medial") && svg.contains("lateral"), svg);
        assertTrue(svg.contains("10"), "the highest pressure is named");
    }

    /** A hollow of 20 by 30 mm with a square millimetre that bears in front and above, of this side, with a liner or without. */
    private static String hollow(Side side, boolean liner) {
        Table map = new Table("shoulder-map", List.of("elevation", "forwards", "upwards", "outwards", "pressure"), UNITS,
                List.of(new double[] {0.5, 0.0055, 0.0105, 0.001, 3e6}, new double[] {0.5, -0.0055, 0.0105, 0.001, 0}));
        Table facts = new Table("shoulder-pressure", List.of("elevation", "contact.area", "contact.pressure", "centre.forwards",
                "centre.upwards", "contact.pressure.mean"), List.of(Unit.of("deg"), Unit.of("mm2"), Unit.of("MPa"), Unit.of("mm"),
                        Unit.of("mm"), Unit.of("MPa")), List.of(new double[] {0.5, 1e-6, 3e6, 0.0055, 0.0105, 2e6}));
        Table rim = new Table("shoulder-rim", List.of("direction", "forwards", "upwards", "outwards"), UNITS.subList(0, 4),
                List.of(new double[] {0, 0, 0.015, 0}, new double[] {1.57, 0.01, 0, 0}, new double[] {3.14, 0, -0.015, 0},
                        new double[] {4.71, -0.01, 0, 0}));
        PartModel part = new PartModel("test/liner", "1", "shoulder.liner", "L-1", Map.of(), Map.of(), Map.of());
        Problem p = new Problem(new Person(70, 1.7, 60), List.of(), new JointModel("shoulder", "shoulder", null, side, "scapula", "humerus",
                RigidTransform.IDENTITY, RigidTransform.IDENTITY), liner ? List.of(new PlacedPart("liner", part, "humerus",
                        RigidTransform.IDENTITY)) : List.of(), List.of());
        assertTrue(PressureMap.fits(map));
        Html h = new Html();
        PressureMap.draw(h, map, List.of(facts, map, rim), p, new Words("en"));
        return h.toString().replace('\u00a0', ' ');
    }

    @Test
    void aHollowIsSeenAsOneLooksIntoIt() {
        String svg = hollow(Side.RIGHT, false);
        // one square and the legend; nothing where nothing touches
        assertEquals(1 + 7, count(svg, "<rect"), svg);
        assertTrue(svg.contains("glenoid") && svg.contains("Area of contact 1 mm") && svg.contains("Mean pressure 2.00 MPa")
                && svg.contains("Peak pressure 3.00 MPa"), svg);
        // 32 mm are 230 high, of which the 22 mm of the width have the square from 5 to 6 mm on one side of the middle
        double scale = 230 / 0.032;
        String right = "<rect x=\"" + Svg.n(scale * (0.011 + 0.005)) + "\"";
        String left = "<rect x=\"" + Svg.n(scale * (0.011 - 0.006)) + "\"";
        assertTrue(svg.contains(right) && !svg.contains(left), svg);
        String other = hollow(Side.LEFT, false);
        assertTrue(other.contains(left) && !other.contains(right), other);
        assertTrue(svg.indexOf(">back<") < svg.indexOf(">front<") && other.indexOf(">front<") < other.indexOf(">back<"), other);
        // a liner is seen from the other side
        String liner = hollow(Side.RIGHT, true);
        assertTrue(liner.contains(left) && liner.contains("liner"), liner);
        assertTrue(hollow(Side.LEFT, true).contains(right));
    }

    @Test
    void otherTablesAreNot() {
        assertFalse(PressureMap.fits(table(List.of())));
        assertFalse(PressureMap.fits(new Table("x", List.of("flexion", "x", "y", "z", "depth"), UNITS, List.of(new double[5]))));
    }
}
