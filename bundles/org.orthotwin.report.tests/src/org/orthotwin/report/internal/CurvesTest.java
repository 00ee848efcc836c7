/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Unit;
import org.orthotwin.report.Wording;
import org.orthotwin.solver.Table;

/** Curves of what is and of what was before an operation, and what tables of several motions are called. */
class CurvesTest {

    private static Table tensions() {
        List<String> columns = List.of("flexion", "sum", "pubofemoral", "sum.before", "pubofemoral.before", "lonely.before");
        List<Unit> units = new ArrayList<>(List.of(Unit.of("deg")));
        while (units.size() < columns.size()) {
            units.add(Unit.of("N"));
        }
        return new Table("ligament-tension", columns, units, List.of(new double[] {0, 10, 4, 300, 4, 1},
                new double[] {0.1, 20, 5, 200, 5, 2}, new double[] {0.2, 30, 6, 100, 6, 3}));
    }

    /** One drawing with both, dashed what was, and an axis that holds both. */
    @Test
    void whatWasIsDashedBehindWhatIs() {
        Table t = tensions();
        assertTrue(Curves.fits(t) && Curves.isBefore(t, 3) && Curves.isBefore(t, 4));
        assertFalse(Curves.isBefore(t, 1) || Curves.isBefore(t, 5), "what has no partner stands for itself");
        Html h = new Html();
        Curves.draw(h, t, 1, new Words("en"));
        String svg = h.toString();
        assertEquals(2, svg.split("<path ", -1).length - 1);
        assertEquals(1, svg.split("stroke-dasharray", -1).length - 1);
        assertTrue(svg.contains(">300<"), svg);
        Html alone = new Html();
        Curves.draw(alone, t, 5, new Words("en"));
        assertTrue(alone.toString().contains("Lonely, before") && !alone.toString().contains("stroke-dasharray"));
    }

    @Test
    void tablesAreCalledByTheirMotions() {
        assertEquals("Tension of the ligaments", new Wording("en").table("ligament-tension"));
        assertEquals("Tension of the ligaments: flexion", new Wording("en").table("ligament-tension-flexion"));
        assertEquals("Moment of the ligaments against the motion: internal rotation at 90\u00b0 of flexion",
                new Wording("en").table("ligament-moment-internal-rotation-at-flexion-90"));
        assertEquals("Tension des ligaments : rotation interne, abduction \u00e0 \u221210\u00b0",
                new Wording("fr").table("ligament-tension-internal-rotation-at-abduction-minus-10").replace('\u00a0', ' '));
        assertEquals("Ligament tension hopping", new Wording("en").table("ligament-tension-hopping"), "as it is, where nobody knows it");
        assertEquals("Pubofemoral ligament, before", new Wording("en").quantity("pubofemoral.before"));
    }
}
