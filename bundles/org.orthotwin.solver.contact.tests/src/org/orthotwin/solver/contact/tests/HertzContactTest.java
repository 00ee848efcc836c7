/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.contact.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.orthotwin.solver.contact.HertzContact;
import org.orthotwin.solver.contact.HertzContact.Validity;

/** Evaluations of the textbook's formulas, and where the theory does not hold. */
class HertzContactTest {

    private static final double INFINITE = Double.POSITIVE_INFINITY;

    /** Cobalt-chromium, 20 mm, on flat polyethylene, 1000 N: a 2.9475 mm, p0 54.95842 MPa, depth 0.43439 mm. */
    @Test
    void ballOnPlane() {
        HertzContact h = HertzContact.of(0.020, INFINITE, 210e9, 0.3, 463e6, 0.46, 1000, INFINITE);
        assertEquals(2.9475e-3, h.radius(), 0.5e-7);
        assertEquals(54.95842e6, h.pressure(), 5);
        assertEquals(0.43439e-3, h.depth(), 0.5e-8);
        assertEquals(Validity.VALID, h.validity());
        assertEquals(Validity.THIN, HertzContact.of(0.020, INFINITE, 210e9, 0.3, 463e6, 0.46, 1000, 0.006).validity());
    }

    /** A rigid head of 14 mm in a socket of 14.1 mm, E 1000 MPa, 2500 N: a 14.595 mm, wider than the head; p0 5.60 MPa. */
    @Test
    void conformingSurfacesAreFlagged() {
        HertzContact h = HertzContact.of(0.014, -0.0141, INFINITE, 0, 1000e6, 0.4, 2500, INFINITE);
        assertEquals(14.595e-3, h.radius(), 0.5e-6);
        assertEquals(5.60e6, h.pressure(), 0.005e6);
        assertEquals(Validity.CONFORMING, h.validity());
        assertEquals(0, HertzContact.of(0.014, -0.0141, INFINITE, 0, 1000e6, 0.4, 0, INFINITE).pressure());
        assertThrows(IllegalArgumentException.class, () -> HertzContact.of(0.0141, -0.014, INFINITE, 0, 1000e6, 0.4, 1, INFINITE));
    }
}
