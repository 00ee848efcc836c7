/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.Intervention;
import org.orthotwin.followup.ObservationFile;
import org.orthotwin.followup.Observables;
import org.orthotwin.ui.plot.SvgInk;

/** What is shown of somebody who is going to be operated on. */
class PlannedTest {

    @TempDir
    Path folder;

    private static ObservationFile.Row row(String observable, LocalDate day, String value) {
        return new ObservationFile.Row(1, Map.of("observable", observable, "time", day.toString(), "value", value, "unit", "1"));
    }

    private Reading planned(LocalDate day) throws Exception {
        LocalDate now = LocalDate.now();
        return Knee.read(Deeds.begin(folder.resolve("planned.twin"), "P", List.of(row("knee.operation-planned", day, "1"), row("pain", now
                .minusDays(400), "5"), row("pain", now.minusDays(20), "7"), row("knee.score.oks", now.minusDays(20), "19")), Monitor.NONE),
                null);
    }

    private static String svg(Reading r, List<Reading.Course> courses, String beside) {
        SvgInk ink = new SvgInk(900, 700);
        FanPlots d = new FanPlots(r, courses, Optional.empty(), beside);
        d.draw(ink, 900, 700);
        return ink.finished();
    }

    @Test
    void chartsSayWhetherTheOperationIsInThem() throws Exception {
        Reading r = planned(LocalDate.now().plusDays(60));
        String operate = r.result().orElseThrow().followUp().interventions().stream().filter(Intervention::operates).findFirst()
                .orElseThrow().id();
        List<Reading.Course> seen = r.courses().stream().filter(c -> !c.seen().isEmpty()).toList();
        String without = svg(r, seen, "");
        assertTrue(without.contains("48 is best  \u00b7  without the planned operation"), without);
        assertTrue(without.contains("0 is best  \u00b7  without the planned operation"));
        String both = svg(r, seen, operate);
        assertTrue(both.contains("48 is best  \u00b7  blue without, green with operation"), both);
        assertFalse(both.contains("without the planned operation"));
    }

    /** Pain was observed for 380 days, so that it is told for as long afterwards; the score was seen once, and is told for a year. */
    @Test
    void whatIsFarBeyondTheObservationsIsHatched() throws Exception {
        Reading r = planned(LocalDate.now().plusDays(60));
        Reading.Course pain = r.courses().stream().filter(c -> c.observable().id().equals("pain")).findFirst().orElseThrow();
        double last = pain.seen().getLast().t();
        assertEquals(last + 380 * 86400.0, r.reach(pain), 2 * 3600);
        Reading.Course oks = r.courses().stream().filter(c -> c.observable().id().equals("knee.score.oks")).findFirst().orElseThrow();
        assertEquals(oks.seen().getLast().t() + FollowUp.YEAR, r.reach(oks), 1);
        FanPlots d = new FanPlots(r, List.of(pain), Optional.empty());
        SvgInk ink = new SvgInk(900, 700);
        d.draw(ink, 900, 700);
        assertTrue(d.at(860, 300).contains("far beyond"), d.at(860, 300));
        assertFalse(d.at(80, 300).contains("far beyond"), d.at(80, 300));
        Reading operated = Knee.read(Knee.followed(folder), null);
        assertEquals(Double.POSITIVE_INFINITY, operated.reach(operated.courses().getFirst()), "after an operation others are known");
        assertTrue(operated.visit().stream().noneMatch(e -> e.observable().kind().equals("theatre")), "nothing that only a surgeon sees");
    }

    @Test
    void theNextVisitIsTheOperation() throws Exception {
        LocalDate day = LocalDate.now().plusDays(60);
        assertEquals("Next: the operation planned for " + day + ". Visits are counted from it, once it was done.", VisitView.without(
                planned(day).result().orElseThrow()));
    }

    @Test
    void whatIsBetterIsSaidOfEveryScale() {
        assertEquals("48 is best", FanPlots.direction(Observables.get("knee.score.oks"), "en"));
        assertEquals("0 est le mieux", FanPlots.direction(Observables.get("knee.score.womac"), "fr"));
        assertEquals("more is better", FanPlots.direction(Observables.get("knee.flexion"), "en"));
        assertEquals("0 is straight, below is hyperextension", FanPlots.direction(Observables.get("knee.extension-deficit"), "en"));
        assertEquals("", FanPlots.direction(Observables.get("body.mass"), "en"));
    }
}
