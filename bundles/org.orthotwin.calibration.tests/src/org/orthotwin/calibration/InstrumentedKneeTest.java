/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.calibration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.cases.Cases;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.simulation.Case;

/** What a tibial component that tells its force says of a knee. */
class InstrumentedKneeTest {

    /** Scales and forces in two tasks tell something of how long the lever arm of a knee's tendon is. */
    @Test
    @Tag("long")
    void forcesTellTheTendonsArm(@TempDir Path folder) throws IOException {
        Case knee = Case.load(Cases.open("knee-tka", folder, "en", Monitor.NONE));
        knee.scenario().getRequests().removeIf(r -> !r.getSolver().equals("kneeload"));
        knee.scenario().getDistributions().clear();
        Map<String, Double> given = CalibrationTest.run(knee, "tendon.arm.times=0.85", "subject.mass=95kg");
        String[] vary = {"subject.mass+=normal(0kg,12kg)", "tendon.arm.times*=lognormal(1,0.1)"};
        List<String> rows = new ArrayList<>(List.of("body.mass 2021-01-01 95 kg 0.5"));
        for (int y = 2; y <= 4; y++) {
            rows.add("knee.force.walking 202" + y + "-01-01 " + 1.22 * given.get("knee.load.level-walking") + " N 30");
            rows.add("knee.force.stair-ascent 202" + y + "-01-01 " + 0.9 * given.get("knee.load.stair-ascent") + " N 30");
        }
        Twin t = CalibrationTest.twin("knee", rows.toArray(String[]::new));
        CalibrationTest.calibrate(t, knee, CalibrationTest.options(40, vary));
        FollowUp.Mechanical m = CalibrationTest.told(t);
        assertEquals(95, m.model().inputs().getFirst().at(m.now().mean(0)), 2);
        // logarithms of two forces, each tied with 15 %, and an arm of 10 %: what is left of a body whose mass is known
        Map<String, Double> usual = CalibrationTest.run(knee, "subject.mass=95kg");
        double tie = Math.log(1.15);
        double precision = 1 / (0.1 * 0.1);
        double sum = 0;
        for (String task : List.of("knee.load.level-walking", "knee.load.stair-ascent")) {
            double told = Math.log(given.get(task) / usual.get(task));
            double slope = told / Math.log(0.85);
            precision += slope * slope / (tie * tie);
            sum += slope * told / (tie * tie);
        }
        double arm = m.model().inputs().getLast().at(m.now().mean(1));
        assertEquals(Math.exp(sum / precision), arm, 0.015, "the arm is shorter than usual");
        // these secants are steeper than the plane about what is believed
        assertEquals(1 - 1 / (0.1 * 0.1 * precision), m.contraction(1), 0.08, "how much of it is told");
    }
}
