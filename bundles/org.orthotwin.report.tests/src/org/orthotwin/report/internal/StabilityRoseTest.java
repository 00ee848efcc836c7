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
import org.orthotwin.solver.Person;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Table;

/** What a hollow holds in every direction, as a rose. */
class StabilityRoseTest {

    private static Table table(double front) {
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            rows.add(new double[] {i * Math.PI / 4, i == 2 ? front : 0.5, 0.6, 0.002});
        }
        return new Table("shoulder-stability", List.of("direction", "ratio", "ratio.rigid", "way"), List.of(Unit.of("deg"), Unit.of("1"),
                Unit.of("1"), Unit.of("mm")), rows);
    }

    private static String drawn(Table t, String language) {
        Html h = new Html();
        StabilityRose.draw(h, t, new Problem(new Person(70, 1.7, 60), List.of(), null, List.of(), List.of()), new Words(language));
        return h.toString();
    }

    @Test
    void eachDirectionHasAPoint() {
        Table t = table(0.3);
        assertTrue(StabilityRose.fits(t));
        String svg = drawn(t, "en");
        assertEquals(8, svg.split("r=\"3\"", -1).length - 1, svg);
        assertEquals(2, svg.split("<path", -1).length - 1, svg);
        // 0.6 is the outermost ring, 120 wide: 0.3 forwards of a right shoulder lies half of it to the right of the middle
        assertTrue(svg.contains("cx=\"240\" cy=\"180\" r=\"3\""), svg);
        assertTrue(svg.contains("0.30") && svg.contains("front"), svg);
        assertTrue(drawn(t, "fr").contains("0,30") && drawn(t, "fr").contains("avant"), svg);
    }

    @Test
    void aDirectionWithoutAnAnswerHasNoPoint() {
        String svg = drawn(table(Double.NaN), "en");
        assertEquals(7, svg.split("r=\"3\"", -1).length - 1, svg);
        assertFalse(svg.contains("NaN"), svg);
    }
}
