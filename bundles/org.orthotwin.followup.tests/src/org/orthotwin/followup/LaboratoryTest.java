/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Unit;
import org.orthotwin.followup.estimation.UnscentedKalman;
import org.orthotwin.model.twin.Notes;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.Twin;

/** Results as laboratories write them. */
class LaboratoryTest {

    private static final String CELLS = "laboratory.synovial-leucocytes";

    private static Intake.Result take(String observable, String value, String unit) {
        Twin t = Clinic.operated("t", "P", "knee");
        return Intake.take(t, List.of(Clinic.row(observable, "2021-01-10", value, unit)), Optional.of("P"), "test", Clinic.NOW);
    }

    private static Observation taken(String observable, String value, String unit) {
        Intake.Result r = take(observable, value, unit);
        assertEquals(List.of(), r.quarantined());
        return r.taken().getFirst();
    }

    private static String refused(String observable, String value, String unit) {
        return take(observable, value, unit).quarantined().getFirst().reason().text("en");
    }

    /** 1 G/L is 10^9 cells in a litre, which are 1000 in a microlitre, which is a cubic millimetre. */
    @ParameterizedTest
    @CsvSource({"4.5,G/L,4500", "4.5,10^9/L,4500", "4.5,10*9/L,4500", "4.5,10*3/uL,4500", "4.5,10*9/L{cells},4500", "4500,/uL,4500",
        "4500,/\u00b5L,4500", "4500,cells/uL,4500", "4500,{cells}/uL,4500", "4500,/mm3,4500", "4500,10*6/L,4500", "4500,1,4500",
        "4500,'',4500"})
    void cellsAreCountedInAnyVolume(String value, String unit, double expected) {
        assertEquals(expected, taken(CELLS, value, unit).getValue(), 1e-9);
    }

    /** 10 mg/dL are 100 mg/L. */
    @Test
    void proteinInADecilitre() {
        assertEquals(0.1, taken("laboratory.crp", "10", "mg/dL").getValue(), 1e-15);
        assertEquals(List.of("mg/L", "mg/dL"), Intake.units(Observables.get("laboratory.crp")).stream().map(Unit::symbol).toList());
        assertEquals(List.of("/uL", "G/L", "10^9/L", "/mm3"), Intake.units(Observables.get(CELLS)).stream().map(Unit::symbol).toList());
        assertTrue(refused("laboratory.crp", "10", "mmol").contains("mg/L, mg/dL"), refused("laboratory.crp", "10", "mmol"));
        assertTrue(refused("knee.score.oks", "30", "G/L").contains("is not a unit of it"), refused("knee.score.oks", "30", "G/L"));
    }

    /** A share without its sign may be of 1 or of 100, and cultures are counted. */
    @Test
    void sharesHaveTheirSign() {
        assertEquals(0.72, taken("laboratory.synovial-neutrophils", "72", "%").getValue(), 1e-15);
        assertTrue(refused("laboratory.synovial-neutrophils", "72", "").contains("%"));
        assertTrue(refused("laboratory.synovial-neutrophils", "0.72", "1").contains("%"));
        assertTrue(refused("laboratory.synovial-neutrophils", "720", "%").contains("100 %"));
        assertEquals(2, taken("laboratory.culture", "2", "1").getValue(), 0);
        assertTrue(refused("laboratory.culture", "1.5", "1").contains("whole number"));
        assertTrue(refused("laboratory.culture", "2", "G/L").contains("is not a unit of it"));
    }

    /** What was put aside is remembered until the same is taken, and nothing is well with it. */
    @Test
    void whatWasPutAsideIsTold(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("p.twin");
        Twin t = Clinic.operated("t", "P", "knee", "knee.score.oks 2019-12-23 16 1", "knee.score.oks 2020-07-01 38 1");
        FollowUp f = new FollowUp(t);
        f.absorb(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, Monitor.NONE);
        FollowUpResult r = FollowUpResult.of(f, t.getCurrentState(), Optional.empty(), 200, AlertLog.read(AlertLog.beside(file)),
                Clinic.NOW, 1, Monitor.NONE);
        assertTrue(r.isWell());
        for (int i = 0; i < 2; i++) {
            AsideTest.take(file, t, Clinic.row("laboratory.crp", "2021-01-10", "12", "mmol"));
        }
        assertEquals(1, Aside.waiting(file).size());
        assertFalse(r.with(Aside.waiting(file)).isWell());
        String said = r.with(Aside.waiting(file)).noAlerts("en");
        assertTrue(said.startsWith("1 row was put aside; what it would have said is not in this: laboratory.crp 2021-01-10 12 mmol (")
                && said.contains("mg/L, mg/dL)"), said);
        AsideTest.take(file, t, Clinic.row("laboratory.crp", "2021-01-10", "4", "mg/L"));
        assertEquals(List.of(), Aside.waiting(file));
        assertEquals(1, Aside.read(file).size(), "it stays, as settled");
        assertTrue(r.with(Aside.waiting(file)).isWell());
    }

    /** An even distribution from 0 to 5 has its mean at 2.5 and the spread 5/sqrt(12). */
    @Test
    void whatIsBeyondWhatCanBeMeasured() {
        Observation low = taken("laboratory.crp", "<5", "mg/L");
        assertEquals(0.0025, low.getValue(), 1e-15);
        assertEquals(0.005 / Math.sqrt(12), low.getStandardUncertainty(), 1e-15);
        assertEquals("<5 mg/L", Notes.of(low).orElseThrow());
        assertEquals(0.2, taken("laboratory.crp", "> 200", "mg/L").getValue(), 1e-15);
        assertEquals(50_000, taken(CELLS, "\u226550", "G/L").getValue(), 1e-9);
        // it would be judged on a side of 10 or 150 mg/L that nobody knows
        assertTrue(refused("laboratory.crp", "<30", "mg/L").contains("leaves open on which side of 10 mg/L"), refused("laboratory.crp",
                "<30", "mg/L"));
        assertTrue(refused("laboratory.crp", ">50", "mg/L").contains("150 mg/L"), refused("laboratory.crp", ">50", "mg/L"));
        assertTrue(refused("knee.score.oks", "<30", "1").contains("<30"), "a score is counted");
    }
}
