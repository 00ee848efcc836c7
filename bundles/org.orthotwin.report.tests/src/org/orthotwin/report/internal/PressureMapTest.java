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
        PressureMap.draw(h, t, problem(), new Words("en"));
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

    @Test
    void otherTablesAreNot() {
        assertFalse(PressureMap.fits(table(List.of())));
        assertFalse(PressureMap.fits(new Table("x", List.of("flexion", "x", "y", "z", "depth"), UNITS, List.of(new double[5]))));
    }
}
