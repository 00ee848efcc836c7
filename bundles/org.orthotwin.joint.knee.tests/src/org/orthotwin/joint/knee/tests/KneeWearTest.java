/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.knee.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.SoftTissue;
import org.orthotwin.solver.Person;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.SolverException;
import org.orthotwin.solver.testkit.SolverDeclaration;
import org.orthotwin.solver.wear.WearSolver;

/** Wear of the insert of a planned knee. */
class KneeWearTest {

    private static final double YEAR = 365.25 * 24 * 3600;
    private static final String FACTOR = "2.64e-7mm3/N.m";
    private static Problem plan;

    @BeforeAll
    static void plan() throws IOException {
        plan = plan(Side.RIGHT);
    }

    private static Problem plan(Side side) throws IOException {
        Problem p = KneePlanTest.replaced(side, "total-knee");
        return new Problem(new Person(75, 1.75, 0), p.bodies(), p.joint(), p.parts(), List.of(), p.tissue());
    }

    private static Solution wear(Problem p, String... settings) throws IOException {
        try (InputStream in = Files.newInputStream(KneePlanTest.bundles().resolve("org.orthotwin.solver.wear/plugin.xml"))) {
            return SolverDeclaration.solve(SolverDeclaration.of(in, "wear", WearSolver.class), p, settings);
        }
    }

    private static double of(Solution s, String name) {
        return s.values().get("wear." + name).si();
    }

    /**
     * A million steps take 15 mm3 off the insert: within what simulators take (1.6 and 4.4 mm3 of one design, MJ Dreyer et al. 2023,
     * doi:10.1101/2023.05.09.23289712) and what patients' hips lose (33.6 mm3). The law of Archard gives a volume that grows with the steps
     * alone, whatever the surface becomes, while the depth grows slower as the bearing conforms.
     */
    @Test
    void insertWearsByArchardsLaw() throws IOException {
        Solution s = wear(plan, "cut", "ACL", "wear.factor", FACTOR, "years", "1yr");
        double perMillion = 1e9 * of(s, "volume.per-million");
        assertTrue(perMillion > 4 && perMillion < 34, perMillion + " mm3 in a million steps");
        double linear = 1000 * of(s, "linear.rate") * YEAR;
        assertTrue(linear > 0.02 && linear < 0.3, linear + " mm in the first year");
        assertTrue(of(s, "pressure.worn") < of(s, "pressure.new"));
        List<double[]> rows = s.tables().stream().filter(t -> t.name().equals("wear-years")).findFirst().orElseThrow().rows();
        assertEquals(11, rows.size());
        double[] end = rows.getLast();
        for (int i = 0; i < rows.size(); i++) {
            double[] r = rows.get(i);
            assertEquals(i / 10.0 * end[2], r[2], 0.03 * end[2], "volume in row " + i);
            assertEquals(r[2], r[3] + r[4], 1e-9 * end[2]);
        }
        assertTrue(end[1] < 0.8 * 10 * rows.get(1)[1], "the depth grows slower than in proportion");
        // mechanical alignment loads both compartments alike
        assertEquals(0.5, end[3] / end[2], 0.15);
        // what is not asked for is not waited for
        assertTrue(wear(plan, "knee.insert", "left-out").values().isEmpty());
    }

    @Test
    @Tag("long")
    void aLeftKneeWearsAsTheMirroredRightOne() throws IOException {
        Solution right = wear(plan, "cut", "ACL", "wear.factor", FACTOR, "years", "0.1yr");
        Solution left = wear(plan(Side.LEFT), "cut", "ACL", "wear.factor", FACTOR, "years", "0.1yr");
        right.values().forEach((name, v) -> assertEquals(v.si(), left.values().get(name).si(), 0.01 * Math.abs(v.si()), name));
    }

    @Test
    void whatIsMissingIsNamed() {
        Problem loose = plan.with(SoftTissue.NONE);
        SolverException e = assertThrows(SolverException.class, () -> wear(loose));
        assertTrue(e.getMessage().contains("no ligament"), e.getMessage());
        e = assertThrows(SolverException.class, () -> wear(plan, "cut", "XCL"));
        assertTrue(e.getMessage().contains("'XCL'"), e.getMessage());
    }
}
