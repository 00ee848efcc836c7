/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.contact.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.SolverException;

/** Plain numbers as a scenario asks for them. */
class ContactSolverTest {

    @Test
    void paraboloidAndSphere() {
        Solution s = Contact.solve(Contact.EMPTY, "indenter", "paraboloid", "rings", "30");
        assertEquals(Solution.Status.CONVERGED, s.status());
        assertEquals(1000, Contact.si(s, "load"), 1e-5);
        assertEquals(0.27267e-3, Contact.si(s, "foundation.depth"), 0.5e-8);
        assertEquals(3.30257e-3, Contact.si(s, "foundation.radius"), 0.5e-8);
        assertEquals(58.36816e6, Contact.si(s, "foundation.pressure"), 5);
        assertEquals(Contact.si(s, "foundation.depth"), Contact.si(s, "travel"), 0.001 * 0.27267e-3);
        assertEquals(58.36816e6, Contact.si(s, "pressure.peak"), 0.001 * 58.36816e6);
        assertEquals(0.5 * 58.36816e6, Contact.si(s, "pressure.mean"), 0.02 * 58.36816e6);
        assertEquals(54.95842e6, Contact.si(s, "hertz.pressure"), 5);
        assertTrue(s.messages().isEmpty(), s.messages().toString());
        assertTrue(s.tables().getFirst().rows().size() > 3000);
        Solution sphere = Contact.solve(Contact.EMPTY, "depth", "0.27267mm", "rings", "50");
        assertEquals(995.455, Contact.si(sphere, "load"), 0.5);
    }

    /** F = 2 pi R E' h ((1 - x) ln(1 - x) + x), twice as deep a law of another form. */
    @Test
    void nonlinear() {
        Solution s = Contact.solve(Contact.EMPTY, "indenter", "paraboloid", "law", "nonlinear", "load", "100kN", "rings", "20");
        assertEquals(Contact.si(s, "foundation.depth"), Contact.si(s, "travel"), 0.002 * Contact.si(s, "travel"));
        assertEquals(Contact.si(s, "foundation.pressure"), Contact.si(s, "pressure.peak"), 0.005 * Contact.si(s, "pressure.peak"));
        Solution linear = Contact.solve(Contact.EMPTY, "indenter", "paraboloid", "load", "100kN", "rings", "20");
        assertTrue(Contact.si(s, "travel") < Contact.si(linear, "travel"));
    }

    @Test
    void saysWhereHertzDoesNotHold() {
        assertEquals("contact.hertz.thin", Contact.solve(Contact.EMPTY, "layer.thickness", "4mm", "rings", "8").messages().get(0).code());
        assertEquals("contact.hertz.conforming", Contact.solve(Contact.EMPTY, "load", "10kN", "rings", "8").messages().get(0).code());
    }

    @Test
    void whatCannotBe() {
        SolverException e = assertThrows(SolverException.class, () -> Contact.solve(Contact.EMPTY, "load", "1000kN"));
        assertEquals(SolverException.Code.NO_SOLUTION, e.code());
    }
}
