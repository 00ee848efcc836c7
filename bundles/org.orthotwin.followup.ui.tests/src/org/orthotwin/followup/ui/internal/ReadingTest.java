/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.cases.Cases;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Sha256;
import org.orthotwin.followup.Alert;
import org.orthotwin.followup.AlertLog;
import org.orthotwin.followup.CauseComparison;
import org.orthotwin.followup.ControlChart;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Histories;
import org.orthotwin.followup.Observable;
import org.orthotwin.followup.Observables;
import org.orthotwin.followup.ObservationFile;
import org.orthotwin.followup.Times;
import org.orthotwin.followup.Urgency;
import org.orthotwin.followup.WhatIf;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinFiles;

/** What there is to show of the bundled knee, in its states. */
class ReadingTest {

    @TempDir
    Path folder;

    /** What is shown of a file that nobody has followed is what the verb would make of it, and the file stays as it is. */
    @Test
    void whatTheFileDoesNotKnowIsShownAndNotWritten() throws Exception {
        Path file = Cases.openFollowUp("knee-follow-up", folder);
        String before = Sha256.of(file);
        Reading r = Knee.read(file, null);
        assertEquals(before, Sha256.of(file));
        assertEquals(39, r.unsaved().size());
        Reading kept = Knee.read(Knee.followed(Files.createDirectory(folder.resolve("kept"))), null);
        assertEquals(Set.of(), kept.unsaved());
        assertEquals(kept.result().orElseThrow().alerts().stream().map(Alert::id).toList(), r.result().orElseThrow().alerts().stream()
                .map(Alert::id).toList());
        assertEquals(kept.state().orElseThrow().getId(), r.state().orElseThrow().getId());
        assertTrue(r.isLatest());
    }

    /** What is told of a twin that nobody has open is what is shown when it is: computed without writing, kept, and counted by the log. */
    @Test
    void openAlertsAreThoseThatAreShown() throws Exception {
        Path file = Cases.openFollowUp("knee-follow-up", folder);
        String before = Sha256.of(file);
        Standing a = Standing.of(file, Monitor.NONE);
        assertEquals(before, Sha256.of(file));
        Reading r = Knee.read(file, null);
        assertEquals(r.result().orElseThrow().alerts().stream().sorted(Urgency.ofAlerts(x -> x, x -> AlertLog.Status.OPEN)).map(Alert::id)
                .toList(), a.alerts().stream().map(Standing.Told::id).toList(), "in the order of all lists");
        assertEquals(r.openAlerts(), open(a, AlertLog.read(AlertLog.beside(file)), r.now()));
        assertEquals(Optional.of(a), Standing.parsed(a.kept(), Standing.stamp(file)));
        AlertLog seen = AlertLog.read(AlertLog.beside(file)).with(new AlertLog.Entry(a.alerts().getFirst().id(), "snooze", Optional
                .of(r.now()
                .plusSeconds(60)), "", "", "", r.now()));
        assertEquals(a.alerts().size() - 1, open(a, seen, r.now()));
        assertEquals(a.alerts().size(), open(a, seen, r.now().plusSeconds(61)), "it is open again");
        Files.writeString(file, Files.readString(file) + "\n");
        assertEquals(Optional.empty(), Standing.parsed(a.kept(), Standing.stamp(file)), "the file has changed");
        String stamp = Standing.stamp(file);
        assertEquals(Optional.of(List.of()), Standing.parsed(Standing.unknown(stamp).kept(), stamp).map(Standing::alerts));
    }

    private static long open(Standing s, AlertLog log, Instant now) {
        return s.seen(log, now).stream().filter(x -> x.status() == AlertLog.Status.OPEN).count();
    }

    @Test
    void anEarlierStateKnowsNothingOfWhatCameLater() throws Exception {
        Path file = Knee.followed(folder);
        Reading latest = Knee.read(file, null);
        // the last of that day
        FollowUp.Step step = latest.steps().stream().filter(s -> s.observation().getTime().equals("2021-03-16")).reduce((a, b) -> b)
                .orElseThrow();
        Reading r = Knee.read(file, step.state().getId());
        assertFalse(r.isLatest());
        assertEquals(step.state().getId(), r.state().orElseThrow().getId());
        assertEquals(List.of(), r.result().orElseThrow().alerts().stream().filter(a -> a.observable().id().equals(Knee.MTPM))
                .toList(), "the loosening is not to be seen yet");
        Reading.Course oks = course(r, Knee.OKS);
        assertEquals(7, oks.seen().size());
        oks.seen().forEach(s -> {
            assertEquals(!Times.instant(s.observation().getTime()).isAfter(Times.instant("2021-03-16")), s.known(), s.observation()
                    .getTime());
            assertTrue(s.step().isPresent(), "what it did is known all the same");
        });
        // the axes are those of the latest state, so that charts do not jump
        assertEquals(course(latest, Knee.OKS).fan().getLast().t(), oks.fan().getLast().t(), 0);
        assertNotEquals(course(latest, Knee.OKS).fan().getLast().twin().mean(0), oks.fan().getLast().twin().mean(0));
    }

    /**
     * Beside what is typed stands what it is judged by once it is saved, whatever its day, then what goes with the likeliest cause, as at
     * the next visit.
     */
    @Test
    void whatIsTypedIsJudgedByWhatWasSaidBefore() throws Exception {
        Path file = Knee.followed(folder);
        Reading r = Knee.read(file, null);
        FollowUp f = r.result().orElseThrow().followUp();
        Instant on = r.result().orElseThrow().expectedOn().orElseThrow();
        assertTrue(r.visit().size() > 5);
        for (FollowUpResult.Expected e : r.visit()) {
            Reading.Outlook o = r.outlook(e.observable(), on).orElseThrow();
            assertEquals(e.observed().mean(0), o.under().orElse(o.judged()).mean(0), 0, e.observable().id());
        }
        Observable oks = Observables.get(Knee.OKS);
        Reading.Outlook then = r.outlook(oks, on).orElseThrow();
        assertTrue(then.under().orElseThrow().mean(0) < then.judged().mean(0) - 1, "it is loosening");
        String said = ObservationForm.expected(oks, then, "en");
        assertTrue(said
                .matches("expected then, and judged by it: [\\d.]+ \u00b1 [\\d.]+.* if it is loosening.*: [\\d.]+ \u00b1 [\\d.]+"), said);
        // what goes with the likeliest cause is not asked about, whatever it is judged by
        ObservationFile.Row low = new ObservationFile.Row(1, Map.of("observable", Knee.OKS, "time", FollowUpResult.day(on), "value", String
                .valueOf(Math.round(then.under().get().mean(0))), "unit", "1"));
        assertEquals(Optional.empty(), ObservationForm.far(low, "P", r::outlook, "en"));
        FollowUp.Step s = r.steps().stream().filter(x -> x.observable().equals(oks)).reduce((a, b) -> b).orElseThrow();
        Instant day = Times.instant(s.observation().getTime());
        assertEquals(s.predicted().mean(0), judged(r.outlook(s.observation(), oks, day)), 0);
        for (String time : List.of("2020-12-14", "2023-03-15")) {
            Reading before = Knee.read(file, null);
            double expected = judged(before.outlook(oks, Times.instant(time)));
            Deeds.add(file, new ObservationFile.Row(1, Map.of("observable", Knee.OKS, "time", time, "value", "40", "unit", "1")),
                    Monitor.NONE);
            Reading after = Knee.read(file, null);
            assertEquals(expected, after.step(after.twin().getObservations().getLast()).orElseThrow().predicted().mean(0), 1e-9, time);
        }
    }

    private static double judged(Optional<Reading.Outlook> outlook) {
        return outlook.orElseThrow().judged().mean(0);
    }

    /** What would come of a revision begins anew, a cohort has its quantiles in order, and the table has both. */
    @Test
    void whatMightBeDoneAndAVirtualCohortAreRead() throws Exception {
        Reading r = Knee.read(Knee.followed(folder), null);
        Reading.Course migration = course(r, Knee.MTPM);
        Reading.Alternative revised = migration.alternative("revise").orElseThrow();
        double at = r.result().orElseThrow().followUp().since(Times.instant(r.state().orElseThrow().getTime()));
        assertEquals(at + 1, revised.points().getFirst().t(), 0);
        assertTrue(revised.points().getFirst().observed().mean(0) < 1e-5, "a new part has not migrated yet");
        assertTrue(migration.fan().getLast().twin().mean(0) > 2 * revised.points().getLast().observed().mean(0), "it was loosening");
        assertTrue(migration.alternative("retrain").isEmpty(), "no training holds it");
        assertTrue(course(r, Knee.OKS).alternative("retrain").isEmpty(), "what is loose is not exercised");
        assertTrue(course(r, Knee.OKS).alternative("revise").isPresent());
        asTheCommandLineSays(r, course(r, Knee.OKS));
        for (double[] q : migration.cohort()) {
            for (int k = 1; k < q.length; k++) {
                assertTrue(q[k] >= q[k - 1]);
            }
        }
        assertTrue(migration.rank() > 0.95, "it migrates more than nearly all: " + migration.rank());
        Path table = folder.resolve("courses.csv");
        new FanPlots(r, List.of(migration), Optional.empty()).csv().write(table);
        String csv = Files.readString(table);
        assertTrue(csv.contains(",revise,") && csv.contains(",cohort,"), csv);
    }

    /** The same as {@code twin what-if} at the state's time with the likeliest cause, and the pointer says how probably it is better. */
    private static void asTheCommandLineSays(Reading r, Reading.Course c) {
        FollowUpResult x = r.result().orElseThrow();
        double at = x.followUp().since(Times.instant(x.state().getTime()));
        Reading.Alternative a = c.alternative("revise").orElseThrow();
        WhatIf w = new WhatIf(x.followUp(), x.state(), WhatIf.intervention("revise"), at, CauseComparison.likeliest(x.alerts()));
        assertEquals(w.basis(c.observable()), a.basis());
        for (Reading.Then then : List.of(a.points().getFirst(), a.points().get(30), a.points().getLast())) {
            Gaussian g = w.observed(c.observable(), then.t());
            assertEquals(g.mean(0), then.observed().mean(0), 0);
            assertEquals(g.deviation(0), then.observed().deviation(0), 0);
            assertEquals(w.better(c.observable(), then.t()), then.better(), 0);
        }
        String said = FanPlots.words(c.observable(), a, a.points().getLast().t());
        assertTrue(said.contains("if there is revision: ") && (a.basis().orElseThrow() == WhatIf.Basis.ASSUMPTION ? said.endsWith(
                "how probable it is") : said.contains("better than waiting with a probability of " + FollowUpResult.chance(a.points()
                        .getLast().better()))), said);
    }

    private static Reading.Course course(Reading r, String id) {
        return r.courses().stream().filter(c -> c.observable().id().equals(id)).findFirst().orElseThrow();
    }

    /** The alert begins where the chart goes over its limit, and its evidence is the highest that the chart has. */
    @Test
    void chartsHaveTheLimitsThatTheAlertsHave() throws Exception {
        Reading r = Knee.read(Knee.followed(folder), null);
        Alert alert = r.result().orElseThrow().alerts().stream().filter(a -> a.kind() == Alert.Kind.DEVIATION).findFirst().orElseThrow();
        ControlChart chart = r.charts().stream().filter(c -> c.observable().equals(alert.observable())).findFirst().orElseThrow();
        assertEquals(Knee.MTPM, chart.observable().id());
        assertEquals(alert.evidence().get(0).limit(), chart.sumLimit());
        assertEquals(alert.evidence().get(0).statistic(), chart.points().stream().mapToDouble(ControlChart.Point::sum).max().orElse(0));
        assertEquals(alert.evidence().get(1).limit(), chart.jumpLimit());
        assertEquals(alert.evidence().get(1).statistic(),
                chart.points().stream().mapToDouble(ControlChart.Point::residual).max().orElse(0));
        ControlChart.Point first = chart.points().stream().filter(ControlChart.Point::signal).findFirst().orElseThrow();
        assertEquals(alert.signalled(), first.step().observation());
        // the moving average by its own definition
        double w = 0;
        for (ControlChart.Point p : chart.points()) {
            w += 0.2 * (p.residual() - w);
            assertEquals(w, p.average(), 1e-12);
        }
        assertEquals(ControlChart.averageLimit(r.result().get().runLength()), r.averageLimit());
    }

    @Test
    void withoutAnOperationThereIsATimeLineAlone() throws Exception {
        Path file = folder.resolve("nobody.twin");
        Twin twin = Histories.begin("nobody", "N-1");
        TwinFiles.save(file, twin);
        Reading r = Knee.read(file, null);
        assertEquals(Optional.empty(), r.result());
        assertEquals(Optional.empty(), r.operation());
        assertTrue(new TimeLine(r, Optional.empty()).height(600) > 0);
    }

    @Test
    void readingCanBeStopped() throws Exception {
        Path file = Cases.openFollowUp("knee-follow-up", folder);
        Monitor stopped = new Monitor() {
            @Override
            public void begin(String task, long total) {
                // nobody sees it
            }

            @Override
            public void worked(long units) {
                // nobody sees it
            }

            @Override
            public boolean isCancelled() {
                return true;
            }
        };
        assertThrows(CancellationException.class, () -> Reading.of(file, Optional.empty(), 200, stopped));
    }

    /** A change of the twin, and of what was done about its alerts, is noticed. */
    @Test
    void theStampTellsOfEveryChange() throws Exception {
        Path file = Knee.followed(folder);
        String first = Reading.stamp(file);
        assertEquals(first, Reading.stamp(file));
        Deeds.log(file, "a", "acknowledge", Optional.empty(), "", "nurse", "seen", Monitor.NONE);
        String logged = Reading.stamp(file);
        assertNotEquals(first, logged);
        Files.delete(file);
        assertNotEquals(logged, Reading.stamp(file));
    }
}
