/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.estimation.Chain;
import org.orthotwin.followup.estimation.ChangePoints;
import org.orthotwin.followup.estimation.ExtendedKalman;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.followup.detection.RunLength;
import org.orthotwin.followup.estimation.Tail;
import org.orthotwin.followup.estimation.UnscentedKalman;
import org.orthotwin.model.anatomy.ModelFiles;
import org.orthotwin.model.anatomy.ModelValidator;
import org.orthotwin.model.twin.ParameterEstimate;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinFiles;
import org.orthotwin.model.twin.TwinState;

/**
 * Courses against published numbers, updates against closed forms and chains, histories that only grow, alerts on patients with a truth.
 */
class FollowUpTest {

    private static final double DAY = Clinic.DAY;

    private static double course(String id, Map<String, Double> facts, double days) {
        Observable d = Observables.get(id);
        Gaussian g = Belief.population(d.joint(), facts).of(d);
        return d.course().orElseThrow().at(g.means(), days * DAY);
    }

    /** The numbers that the priors say they come from. */
    @Test
    void coursesOfThePopulationPassThroughThePublishedNumbers() {
        Map<String, Double> none = Map.of();
        double half = 182.625;
        double oks = course("knee.score.oks", none, -1);
        assertEquals(15.0, course("knee.score.oks", none, half) - oks, 0.01);
        assertEquals(1.1, course("knee.score.oks", none, 2 * half) - course("knee.score.oks", none, half), 0.02);
        assertEquals(20.2, course("hip.score.ohs", none, half) - course("hip.score.ohs", none, -1), 0.02);
        assertEquals(43, course("knee.score.koos-pain", none, -1), 0.01);
        assertEquals(66, course("knee.score.koos-pain", none, 42), 0.05);
        assertEquals(88, course("knee.score.koos-pain", none, 730), 0.01);
        assertEquals(73, course("knee.score.koos-adl", none, 42), 0.05);
        assertEquals(90, course("knee.score.koos-adl", none, 730), 0.01);
        assertEquals(Math.toRadians(78), course("knee.flexion", none, 0), 1e-9);
        assertEquals(Math.toRadians(116), course("knee.flexion", none, 730), 1e-6);
        assertEquals(0.58e-3, course("knee.migration.mtpm", none, half), 0.003e-3);
        assertEquals(0.04e-3, course("knee.migration.mtpm", none, 2 * half) - course("knee.migration.mtpm", none, half), 0.002e-3);
        assertEquals(0.31e-3, course("knee.migration.mtpm", Clinic.CEMENTED, 2 * half), 0.001e-3);
        assertEquals(0.63e-3, course("knee.migration.mtpm", Map.of("implant.cemented", 0.0), 2 * half), 0.001e-3);
        assertEquals(0.11e-3, course("hip.migration.cup-proximal", none, half), 0.003e-3);
        assertEquals(0.015e-3, course("hip.migration.cup-proximal", none, 4 * half) - course("hip.migration.cup-proximal", none, half),
                0.003e-3);
        double year = 365.25;
        assertEquals(0.05e-3, course("hip.wear.linear", none, 2 * year) - course("hip.wear.linear", none, year), 1e-9);
        assertEquals(0.21e-3, course("hip.wear.linear", Map.of("implant.crosslinked", 0.0), 2 * year)
                - course("hip.wear.linear", Map.of("implant.crosslinked", 0.0), year), 1e-9);
    }

    /** Forces over the weight of who is listed for an operation, as instrumented implants told them. */
    @Test
    void forcesPassThroughWhatInstrumentedImplantsTold() {
        double weight = 84 * 9.80665;
        double[][] published = {{2.61, 42, 2.2 / 2.8}, {3.16, 6, 1.9 / 2.9}, {3.16, 42, 2.5 / 2.9}};
        String[] of = {"knee.force.walking", "knee.force.stair-ascent", "knee.force.stair-ascent"};
        for (int i = 0; i < of.length; i++) {
            double late = course(of[i], Map.of(), 3650);
            assertEquals(published[i][0], late / weight, 0.002, of[i]);
            assertEquals(published[i][2], course(of[i], Map.of(), published[i][1]) / late, 0.004, of[i]);
        }
        assertEquals(1, course("knee.force.stair-ascent", Map.of(), 365) / course("knee.force.stair-ascent", Map.of(), 3650), 0.001);
        assertEquals(2.471, course("hip.force.walking", Map.of(), 3650) / weight, 0.002);
        assertEquals(2.607, course("hip.force.one-leg-stance", Map.of(), 3650) / weight, 0.002);
        assertEquals(0, course("knee.force.walking", Map.of(), -1), "there is no implant yet");
    }

    /** Shares of the bone of a week after the operation, as means of what was published of three stems after five years. */
    @Test
    void boneRoundAStemIsWhatWasMeasured() {
        double[][] published = {{1, -0.03, -0.15, -0.14}, {4, 0.03, -0.016, -0.097}, {7, -0.14, -0.28, -0.27}};
        for (double[] z : published) {
            String zone = "hip.density.gruen-" + (int) z[0];
            double share = course(zone, Map.of(), 5 * 365.25) / course(zone, Map.of(), 0) - 1;
            assertEquals((z[1] + z[2] + z[3]) / 3, share, 0.005, zone);
        }
        double half = course("hip.density.gruen-7", Map.of(), 182.625) / course("hip.density.gruen-7", Map.of(), 0);
        assertTrue(half > 0.80 && half < 0.90, "a tenth to a fifth within half a year: " + half);
        // function of WOMAC is daily living of KOOS, pain half of its pain
        double[][] koos = {{-1, 43, 49}, {42, 66, 73}, {730, 88, 90}};
        for (double[] k : koos) {
            double expected = 20 * (1 - k[1] / 100) + (8 + 68) * (1 - k[2] / 100);
            assertEquals(expected, course("knee.score.womac", Map.of(), k[0]), 0.7, "day " + k[0]);
        }
        assertEquals(0.95, course("gait.cadence", Map.of(), -1) * course("gait.stride", Map.of(), -1) / 2, 0.01);
        assertEquals(1.2, course("gait.cadence", Map.of(), 3650) * course("gait.stride", Map.of(), 3650) / 2, 0.01);
    }

    /** All that is measured is predicted; not facts and events, and not what is looked at for one cause alone. */
    @Test
    void everyObservableHasACourse() {
        Set<String> other = Set.of("event", "fact", "laboratory", "lucency");
        assertEquals(List.of(), Observables.all().stream().filter(d -> !other.contains(d.kind()) && d.course().isEmpty())
                .map(Observable::id).toList());
    }

    /** Wear is linear in its parameters: the posterior is least squares with the prior as two more equations. */
    @Test
    void wearIsUpdatedAsItsClosedForm() {
        FollowUp f = new FollowUp(Clinic.operated("hip", "P-1", "hip", "hip.wear.linear 2021-01-01 0.2 mm",
                "hip.wear.linear 2022-01-01 0.31 mm", "hip.wear.linear 2023-01-01 0.35 mm"));
        f.absorb(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, Monitor.NONE);
        double e = 1e-4;
        double a = 1 / (0.08e-3 * 0.08e-3);
        double c = 1 / Math.pow(0.03e-3 / FollowUp.YEAR, 2);
        double b = 0;
        double p = a * 0.1e-3;
        double q = c * 0.05e-3 / FollowUp.YEAR;
        double[] y = {0.2e-3, 0.31e-3, 0.35e-3};
        String[] times = {"2021-01-01", "2022-01-01", "2023-01-01"};
        for (int i = 0; i < 3; i++) {
            double t = f.since(Times.instant(times[i]));
            a += 1 / (e * e);
            b += t / (e * e);
            c += t * t / (e * e);
            p += y[i] / (e * e);
            q += t * y[i] / (e * e);
        }
        double det = a * c - b * b;
        Gaussian g = f.belief(f.twin().getCurrentState()).of(Observables.get("hip.wear.linear"));
        assertEquals((c * p - b * q) / det, g.mean(0), 1e-12);
        assertEquals((a * q - b * p) / det, g.mean(1), 1e-20);
        assertEquals(Math.sqrt(c / det), g.deviation(0), 1e-12);
        assertEquals(-b / Math.sqrt(a * c), g.correlation(0, 1), 1e-9);
    }

    @Test
    void filterAgreesWithAChainOverAllObservations() {
        List<VirtualPatient.Visit> visits = Clinic.visits().stream().filter(v -> v.observable().id().equals("knee.migration.mtpm")
                || v.observable().id().equals("knee.score.oks")).toList();
        FollowUp f = Clinic.followed(VirtualPatient.draw("P-1", "knee", Clinic.CEMENTED, Clinic.OPERATION, visits, Optional.empty(), false,
                7));
        List<FollowUp.Record> records = f.record(f.twin().getCurrentState(), 1, Monitor.NONE);
        assertEquals(2, records.size());
        for (FollowUp.Record r : records) {
            assertTrue(r.worst() < 1, r.observable().id() + " differs by " + r.worst());
            for (int i = 0; i < r.filter().dimension(); i++) {
                assertEquals(1, r.chain().fit().deviation(i) / r.filter().deviation(i), 0.45, r.observable().parameter(i));
            }
        }
    }

    @Test
    void extendedFilterAgreesWithTheUnscentedOne() {
        FollowUp a = Clinic.followed(Clinic.patient(Optional.empty(), 6));
        FollowUp b = new FollowUp(Clinic.twin(Clinic.patient(Optional.empty(), 6)));
        b.absorb(new ExtendedKalman(), "extended", Clinic.SOFTWARE, Monitor.NONE);
        for (Observable d : Observables.predicted("knee")) {
            Gaussian g = a.belief(a.twin().getCurrentState()).of(d);
            Gaussian h = b.belief(b.twin().getCurrentState()).of(d);
            for (int i = 0; i < g.dimension(); i++) {
                assertEquals(g.mean(i), h.mean(i), 0.7 * g.deviation(i), d.parameter(i));
            }
        }
    }

    @Test
    void historyOnlyGrows(@TempDir Path folder) {
        VirtualPatient p = Clinic.patient(Optional.empty(), 7);
        Twin twin = Histories.begin("twin", "P-1");
        List<ObservationFile.Row> rows = p.rows();
        Intake.take(twin, rows.subList(0, 20), Optional.empty(), "test", Clinic.NOW);
        new FollowUp(twin).absorb(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, Monitor.NONE);
        TwinFiles.save(folder.resolve("a.twin"), twin);
        Twin loaded = TwinFiles.load(folder.resolve("a.twin"));
        assertEquals(ModelFiles.text(twin), ModelFiles.text(loaded));
        List<String> before = lines(loaded);
        Intake.take(loaded, rows.subList(20, rows.size()), Optional.empty(), "test", Clinic.NOW);
        new FollowUp(loaded).absorb(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, Monitor.NONE);
        List<String> after = lines(loaded);
        assertTrue(after.size() > before.size());
        int at = 0;
        for (String line : before) {
            while (at < after.size() && !after.get(at).equals(line)) {
                at++;
            }
            assertTrue(at++ < after.size(), "changed or gone: " + line);
        }
        assertEquals(List.of(), ModelValidator.validate(loaded));
        // all at once, or in two parts with a file in between: the same
        FollowUp whole = Clinic.followed(p);
        Map<String, Double> a = values(whole.twin().getCurrentState());
        assertEquals(a, values(loaded.getCurrentState()));
        // nothing new: no new state
        assertEquals(List.of(), new FollowUp(loaded).absorb(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, Monitor.NONE));
    }

    private static List<String> lines(Twin twin) {
        return ModelFiles.text(twin).lines().filter(l -> !l.contains("currentState=")).toList();
    }

    private static Map<String, Double> values(TwinState s) {
        Map<String, Double> v = new TreeMap<>();
        Histories.estimates(s).forEach((name, e) -> v.put(name, e.getValue()));
        return v;
    }

    @Test
    void pastStatesAreOpenedComparedAndBranched() {
        FollowUp f = Clinic.followed(Clinic.patient(Optional.empty(), 5));
        Twin twin = f.twin();
        TwinState last = twin.getCurrentState();
        TwinState first = twin.getStates().getFirst();
        List<Histories.Change> changes = Histories.difference(first, last);
        List<Histories.Change> own = changes.stream().filter(c -> !Histories.isOfChange(c.name())).toList();
        assertEquals(Clinic.visits().stream().map(VirtualPatient.Visit::observable).distinct()
                .mapToInt(d -> d.course().orElseThrow().size()).sum(), own.size());
        assertTrue(own.stream().allMatch(c -> c.afterSd() < c.beforeSd() * 1.2), changes.toString());
        assertEquals(3, changes.size() - own.size(), "whether, how fast and since when migration has changed");
        assertEquals(List.of(), Histories.difference(last, last));
        String before = ModelFiles.text(twin);
        TwinState branch = Histories.branch(twin, first, "what if it were slow", Map.of("knee.score.oks.time",
                new Belief.Value(200 * DAY, 20 * DAY)), Instant.parse("2022-06-01T00:00:00Z"), Clinic.SOFTWARE);
        assertSame(branch, twin.getCurrentState());
        assertSame(first, branch.getParent());
        assertEquals(200 * DAY, Histories.estimates(branch).get("knee.score.oks.time").getValue(), 1e-6);
        assertEquals(first.getParameters().size(), Histories.estimates(branch).size());
        FollowUp again = new FollowUp(twin);
        assertFalse(again.absorb(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, Monitor.NONE).isEmpty());
        double slow = Histories.estimates(twin.getCurrentState()).get("knee.score.oks.time").getValue();
        assertTrue(slow > 1.3 * Histories.estimates(last).get("knee.score.oks.time").getValue(), "the branch remembers its belief");
        assertNotEquals(before, ModelFiles.text(twin));
        assertEquals(List.of(), ModelValidator.validate(twin));
        assertEquals("state.unknown", assertThrows(InputException.class, () -> Histories.state(twin, "state-x")).diagnostic().code());
        assertEquals("parameter.unknown", assertThrows(InputException.class, () -> Histories.branch(twin, first, "x",
                Map.of("knee.score.oks.tim", new Belief.Value(1, 1)), Clinic.NOW, List.of())).diagnostic().code());
    }

    /** Who knows better says so in a branch: then that is the prior, and what was observed before it is in it already. */
    @Test
    void theBeliefsOfABranchAreThePriorOfWhatFollows() {
        Twin twin = Clinic.operated("hip", "P-1", "hip", "hip.wear.linear 2024-01-01 0.9 mm");
        FollowUp f = new FollowUp(twin);
        f.absorb(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, Monitor.NONE);
        double rate = 0.3e-3 / FollowUp.YEAR;
        double deviation = 0.02e-3 / FollowUp.YEAR;
        TwinState branch = Histories.branch(twin, twin.getCurrentState(), "a liner of another make", Map.of("hip.wear.linear.rate",
                new Belief.Value(rate, deviation), "hip.wear.linear.bedding", new Belief.Value(0.1e-3, 0.01e-3)),
                Instant.parse("2024-02-01T00:00:00Z"), Clinic.SOFTWARE);
        assertSame(branch, Histories.base(branch));
        FollowUp again = new FollowUp(twin);
        assertTrue(again.identifiability(branch).stream().allMatch(i -> i.contraction() == 0), "nothing was observed since");
        assertEquals(List.of(), again.record(branch, 1, Monitor.NONE));
        assertEquals(List.of(), Intake.take(twin, List.of(Clinic.row("hip.wear.linear", "2025-01-01", "1.7", "mm")), Optional.of("P-1"),
                "test", Clinic.NOW).quarantined());
        again.absorb(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, Monitor.NONE);
        TwinState now = twin.getCurrentState();
        assertSame(branch, Histories.base(now));
        double t = again.since(Times.instant("2025-01-01"));
        double variance = 1e-10 + t * t * deviation * deviation + 1e-8;
        FollowUp.Identified told = again.identifiability(now).stream()
                .filter(i -> i.observable().id().equals("hip.wear.linear") && i.index() == 1).findFirst().orElseThrow();
        assertEquals(t * t * deviation * deviation / variance, told.contraction(), 1e-9);
        FollowUp.Record r = again.record(now, 1, Monitor.NONE).getFirst();
        assertTrue(r.worst() < 0.2, "chain and filter are " + r.worst() + " deviations apart");
    }

    @Test
    void whatAnObservationToldIsSaid() {
        FollowUp f = new FollowUp(Clinic.operated("hip", "P-1", "hip", "hip.wear.linear 2024-01-01 0.9 mm"));
        f.absorb(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, Monitor.NONE);
        FollowUp.Step s = f.steps(f.twin().getCurrentState()).getFirst();
        double t = f.since(Times.instant("2024-01-01"));
        double rate = 0.03e-3 / FollowUp.YEAR;
        double expected = 0.1e-3 + t * 0.05e-3 / FollowUp.YEAR;
        double variance = 0.08e-3 * 0.08e-3 + t * t * rate * rate + 1e-8;
        assertEquals((0.9e-3 - expected) / Math.sqrt(variance), s.residual(), 1e-9);
        double gain = (0.9e-3 - expected) / variance;
        assertEquals(t * rate * gain, s.shifts()[1], 1e-9);
        // information of a linear observation about two parameters is that about their combination
        double before = variance - 1e-8;
        double after = before * 1e-8 / variance;
        double moved = gain * before;
        assertEquals((after / before + moved * moved / before - 1 - Math.log(after / before)) / 2 / Math.log(2), s.information(), 1e-9);
        FollowUp.Identified told = f.identifiability(f.twin().getCurrentState()).stream()
                .filter(i -> i.observable().id().equals("hip.wear.linear") && i.index() == 1).findFirst().orElseThrow();
        assertEquals(t * t * rate * rate / variance, told.contraction(), 1e-9);
        assertEquals(0, told.with());
        assertTrue(f.identifiability(f.twin().getCurrentState()).stream().filter(i -> i.observable().id().equals("hip.score.ohs"))
                .allMatch(i -> i.told() == FollowUp.Told.NOT && i.contraction() == 0));
    }

    @Test
    void noFollowUpWithoutAnOperation() {
        assertEquals("twin.no-operation", assertThrows(InputException.class, () -> new FollowUp(Histories.begin("t", "P")))
                .diagnostic().code());
    }

    @Test
    void looseningIsFoundDatedAndNamed() {
        VirtualPatient p = Clinic.patient(Optional.of(new VirtualPatient.Event("loosening", 90 * DAY, 1)), 5);
        FollowUp f = Clinic.followed(p);
        List<Alert> alerts = Alerts.of(f, f.twin().getCurrentState(), 200, Monitor.NONE);
        Alert migration = alerts.stream().filter(a -> a.id().startsWith("knee.migration.mtpm.deviation")).findFirst().orElseThrow();
        assertTrue(f.since(migration.begins()) > 90 * DAY && f.since(migration.begins()) <= 365 * DAY);
        assertTrue(migration.probability() > 0.9);
        assertTrue(migration.evidence().stream().anyMatch(e -> e.statistic() > e.limit()));
        assertEquals("loosening", migration.causes().getFirst().cause());
        assertEquals(1, migration.causes().stream().mapToDouble(CauseComparison.Fit::probability).sum(), 1e-12);
        assertTrue(alerts.stream().anyMatch(a -> a.kind() == Alert.Kind.LIMIT && a.measured().getValue() > 0.5e-3));
        // under the cause the last observation is where the course goes, which the twin alone does not expect
        Observable d = migration.observable();
        FollowUp.Step last = f.steps(f.twin().getCurrentState()).stream().filter(s -> s.observable().equals(d)).toList().getLast();
        double[] at = {-1, f.since(Times.instant(last.observation().getTime()))};
        double[] under = CauseComparison.course(f, f.twin().getCurrentState(), migration.causes().getFirst(), d, at).orElseThrow();
        assertTrue(Double.isNaN(under[0]));
        assertEquals(last.observation().getValue(), under[1], 3 * d.error());
        assertTrue(last.observation().getValue() - last.prediction().getMean() > 3 * d.error());
        assertEquals(Optional.empty(), CauseComparison.course(f, f.twin().getCurrentState(), migration.causes().getFirst(),
                Observables.get("knee.flexion"), at));
        // the same twin, the same alerts
        assertEquals(alerts.stream().map(Alert::id).toList(), Alerts.of(f, f.twin().getCurrentState(), 200, Monitor.NONE).stream()
                .map(Alert::id).toList());
        InputException two = assertThrows(InputException.class, () -> Alerts.of(f, f.twin().getCurrentState(), 2, Monitor.NONE));
        assertEquals("alarms.length", two.diagnostic().code());
        assertTrue(two.getMessage().contains("more than 2 and at most 1000000"), two.getMessage());
    }

    private static List<Alert> limits(FollowUp f) {
        return Alerts.of(f, f.twin().getCurrentState(), 200, Monitor.NONE).stream().filter(a -> a.kind() == Alert.Kind.LIMIT).toList();
    }

    private static FollowUp followed(String joint, String... rows) {
        FollowUp f = new FollowUp(Clinic.operated("t", "P-1", joint, rows));
        f.absorb(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, Monitor.NONE);
        return f;
    }

    /** A cup that was firm at two years and is loose at five was firm at two years, and is judged by what was measured at five. */
    @Test
    void whatWasMeasuredDecidesLimits(@TempDir Path folder) throws Exception {
        List<String> rows = new ArrayList<>(List.of("hip.score.ohs 2019-12-01 18 1", "hip.migration.cup-proximal 2021-01-01 0.09 mm",
                "hip.migration.cup-proximal 2022-01-01 0.05 mm", "hip.migration.cup-proximal 2023-01-01 0.08 mm"));
        assertEquals(List.of(), limits(followed("hip", rows.toArray(String[]::new))));
        rows.add("hip.migration.cup-proximal 2025-01-01 0.55 mm");
        FollowUp half = followed("hip", rows.toArray(String[]::new));
        Alert risk = limits(half).getFirst();
        assertEquals("at-risk", risk.level());
        assertEquals(0.55e-3, risk.measured().getValue(), 1e-15);
        rows.add("hip.migration.cup-proximal 2025-07-01 1.2 mm");
        FollowUp f = followed("hip", rows.toArray(String[]::new));
        List<Alert> all = Alerts.of(f, f.twin().getCurrentState(), 200, Monitor.NONE);
        Alert gravest = limits(f).getFirst();
        assertEquals(1, limits(f).size());
        assertEquals("unacceptable", gravest.level());
        assertEquals("2025-07-01", FollowUpResult.day(gravest.begins()));
        FollowUpResult r = new FollowUpResult(f, f.twin().getCurrentState(), Optional.empty(), List.of(), List.of(), List.of(), all,
                AlertLog.read(folder.resolve("none.alerts.json")), Clinic.NOW, 200);
        String words = r.words(gravest, "en");
        assertTrue(words.contains("1.2 mm was measured on 2025-07-01") && words.contains("1 mm, the limit at 731 days"), words);
        // it changed between two films, and the cause began then too
        Alert deviation = all.stream().filter(a -> a.kind() == Alert.Kind.DEVIATION && a.observable().id().startsWith("hip.migration"))
                .findFirst().orElseThrow();
        assertEquals("2023-01-01", FollowUpResult.day(Times.instant(deviation.before().getTime())));
        String said = r.words(deviation, "en");
        assertTrue(said.contains(" was predicted. Changed between 2022-01-01 and 2025-01-01 (90 %), most probably between 2023-01-01 and "
                + "2025-01-01."), said);
        CauseComparison.Fit fit = deviation.causes().getFirst();
        assertTrue(fit.from() <= fit.onset() && fit.onset() <= fit.to());
        assertTrue(fit.from() >= f.since(Times.instant("2021-01-01")) && fit.to() <= f.since(Times.instant("2025-07-01")));
        // the line of then is not drawn through what came later
        Observable cup = Observables.get("hip.migration.cup-proximal");
        double two = f.since(Times.instant("2022-01-01"));
        FollowUp.Point then = f.fan(f.twin().getCurrentState(), cup, two, r.under()).getLast();
        assertEquals(0.07e-3, then.twin().mean(0), 0.06e-3);
        assertEquals(0.07e-3, f.belief(f.twin().getCurrentState()).value(cup, two).mean(0), 0.06e-3, "nor does it move what is believed");
    }

    /** A twin says which side it is of, by a word or a number, until that is withdrawn; both knees are not one. */
    @Test
    void aTwinHasASide(@TempDir Path folder) {
        Twin one = Clinic.operated("one", "P-1", "knee");
        Twin other = Clinic.operated("other", "P-1", "knee", "side 2020-01-01 right 1");
        assertEquals(Optional.empty(), Histories.side(one));
        assertEquals(Optional.of("right"), Histories.side(other));
        List<ObservationFile.Row> left = List.of(Clinic.row("side", "2020-01-02", "Left", ""));
        assertEquals("row.side", Intake.take(other, left, Optional.of("P-1"), "test", Clinic.NOW).quarantined().getFirst().reason().code());
        Withdrawals.withdraw(other, Withdrawals.find(other, "side@2020-01-01", false), "the other knee", "test", Clinic.NOW);
        assertEquals(List.of(), Intake.take(other, left, Optional.of("P-1"), "test", Clinic.NOW).quarantined());
        assertEquals(Optional.of("left"), Histories.side(other));
        assertEquals(1, Intake.take(other, List.of(Clinic.row("side", "2020-01-03", "middle", "")), Optional.of("P-1"), "test", Clinic.NOW)
                .quarantined().size());
        Intake.take(one, List.of(Clinic.row("side", "2020-01-01", "1", "")), Optional.of("P-1"), "test", Clinic.NOW);
        InputException e = assertThrows(InputException.class, () -> TwinNetwork.couple(one, folder.resolve("a.twin"), other, folder.resolve(
                "b.twin"), CouplingKind.LEFT_RIGHT, Optional.empty()));
        assertEquals("coupling.one-side", e.diagnostic().code());
        Withdrawals.withdraw(one, Withdrawals.find(one, "side@2020-01-01", false), "the other knee", "test", Clinic.NOW);
        Intake.take(one, List.of(Clinic.row("side", "2020-01-05", "right", "")), Optional.of("P-1"), "test", Clinic.NOW);
        assertEquals(CouplingKind.LEFT_RIGHT.id(), TwinNetwork.couple(one, folder.resolve("a.twin"), other, folder.resolve("b.twin"),
                CouplingKind.LEFT_RIGHT, Optional.empty()).getKind());
    }

    /** Cuts of 2.5 degrees of varus and 1 of valgus leave a leg 1.5 degrees in varus, and one that is withdrawn leaves nothing of it. */
    @Test
    void cutsSayTheAngleOfTheLeg() {
        Observable hka = Observables.get("knee.alignment.hka");
        FollowUp f = followed("knee", "knee.cut.femur 2020-01-01 2.5 deg", "knee.cut.tibia 2020-01-01 -1 deg");
        Observation said = f.twin().getObservations().getLast();
        assertEquals(hka.id(), said.getDefinition());
        assertEquals(178.5, Math.toDegrees(said.getValue()), 1e-9);
        assertEquals(Math.sqrt(1 + 1 + 2.25), Math.toDegrees(said.getStandardUncertainty()), 1e-9);
        // prior 180 +- 3 and what the cuts say
        double weight = 9 / (9 + 4.25);
        assertEquals(180 - 1.5 * weight, Math.toDegrees(f.belief(f.twin().getCurrentState()).value(hka, FollowUp.YEAR).mean(0)), 1e-6);
        assertEquals(0, Intake.take(f.twin(), List.of(Clinic.row("knee.cut.tibia", "2020-01-01", "-1", "deg")), Optional.of("P-1"), "test",
                Clinic.NOW).taken().size(), "said once");
        Observation tibia = f.twin().getObservations().stream().filter(o -> o.getDefinition().equals("knee.cut.tibia")).findFirst()
                .orElseThrow();
        Withdrawals.withdraw(f.twin(), tibia, "the other side", "nurse", Clinic.NOW);
        assertFalse(Withdrawals.standing(f.twin()).contains(said));
        FollowUp again = new FollowUp(f.twin());
        again.absorb(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, Monitor.NONE);
        assertEquals(180, Math.toDegrees(again.belief(f.twin().getCurrentState()).value(hka, FollowUp.YEAR).mean(0)), 1e-6);
    }

    /**
     * Virtual knees have cuts that go with their angle: what cuts leave of it is 1.5 degrees and independent of it,
     * each spread as by itself.
     */
    @Test
    void virtualCutsGoWithTheAngle() {
        List<Observable> three = List.of(Observables.get("knee.alignment.hka"), Observables.get("knee.cut.femur"), Observables.get(
                "knee.cut.tibia"));
        VirtualCohort cohort = new VirtualCohort(followed("knee"), 4000, 7, Monitor.NONE);
        List<VirtualPatient> all = cohort.patients(List.of(), Monitor.NONE);
        double[] h = all.stream().mapToDouble(p -> Math.toDegrees(p.truth().get(three.get(0))[2])).toArray();
        double[] f = all.stream().mapToDouble(p -> Math.toDegrees(p.truth().get(three.get(1))[0])).toArray();
        double[] t = all.stream().mapToDouble(p -> Math.toDegrees(p.truth().get(three.get(2))[0])).toArray();
        double[] left = new double[h.length];
        Arrays.setAll(left, i -> h[i] + f[i] + t[i] - 180);
        assertEquals(3, Math.sqrt(covariance(h, h)), 0.1);
        assertEquals(2.2, Math.sqrt(covariance(f, f)), 0.08);
        assertEquals(2.2, Math.sqrt(covariance(t, t)), 0.08);
        assertEquals(1.5, Math.sqrt(covariance(left, left)), 0.05);
        assertEquals(0, covariance(left, h) / 4.5, 0.05);
        assertEquals(0, Arrays.stream(left).average().orElseThrow(), 0.1);
        VirtualPatient one = VirtualPatient.draw("P", "knee", Map.of(), Clinic.OPERATION, List.of(), Optional.empty(), false, 3);
        assertTrue(Math.abs(Math.toDegrees(one.truth().get(three.get(0))[2] + one.truth().get(three.get(1))[0] + one.truth().get(three.get(
                2))[0]) - 180) < 6);
    }

    private static double covariance(double[] a, double[] b) {
        double x = Arrays.stream(a).average().orElseThrow();
        double y = Arrays.stream(b).average().orElseThrow();
        double s = 0;
        for (int i = 0; i < a.length; i++) {
            s += (a[i] - x) * (b[i] - y);
        }
        return s / (a.length - 1);
    }

    /** Gaps that differ by more than 2 mm are told, side against side and flexion against extension. */
    @Test
    void gapsThatDifferAreTold(@TempDir Path folder) throws Exception {
        FollowUp f = followed("knee", "knee.gap.extension.medial 2020-01-01 19 mm", "knee.gap.extension.lateral 2020-01-01 20 mm",
                "knee.gap.flexion.medial 2020-01-01 19 mm", "knee.gap.flexion.lateral 2020-01-01 22 mm");
        FollowUpResult r = new FollowUpResult(f, f.twin().getCurrentState(), Optional.empty(), List.of(), List.of(), List.of(), List.of(),
                AlertLog.read(folder.resolve("none.alerts.json")), Clinic.NOW, 200);
        String told = r.warnings().stream().filter(d -> d.code().equals("warning.gaps")).findFirst().orElseThrow().text("en");
        // 3 mm between the sides in flexion; 2 mm between flexion and extension on the lateral side are balanced
        assertTrue(told.contains("flexion.medial 19 mm, knee.gap.flexion.lateral 22 mm"), told);
        assertFalse(told.contains("extension"), told);
    }

    /** After a branch the later observations are not taken yet, and nothing is said of them. */
    @Test
    void whatIsNotTakenYetIsCounted() {
        FollowUp f = followed("knee", "knee.score.oks 2020-06-01 30 1", "knee.score.oks 2021-01-01 36 1");
        TwinState last = f.twin().getCurrentState();
        assertEquals(0, f.pending(last));
        TwinState branch = Histories.branch(f.twin(), f.twin().getStates().getFirst(), "what if", Map.of(), Clinic.NOW, Clinic.SOFTWARE);
        assertEquals(2, f.pending(branch));
    }

    private static double probability(List<CauseComparison.Fit> fits, String cause) {
        return fits.stream().filter(f -> f.cause().equals(cause)).mapToDouble(CauseComparison.Fit::probability).sum();
    }

    /** A component that loosens may be infected: the course does not tell, tests do, by their published likelihood ratios. */
    @Test
    void testsTellASepticLoosening() {
        VirtualPatient p = Clinic.patient(Optional.of(new VirtualPatient.Event("loosening", 90 * DAY, 1)), 3);
        List<CauseComparison.Fit> course = null;
        double[] ratios = new double[3];
        String[] crp = {"", "4", "60"};
        for (int i = 0; i < 3; i++) {
            Twin twin = Clinic.twin(p);
            if (i > 0) {
                // what an operation does to it does not count
                Intake.take(twin, List.of(Clinic.row("laboratory.crp", "2020-01-10", i == 1 ? "90" : "3", "mg/L"), Clinic.row(
                        "laboratory.crp", "2021-12-01", crp[i], "mg/L")), Optional.of("P-1"), "test", Clinic.NOW);
            }
            FollowUp f = new FollowUp(twin);
            f.absorb(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, Monitor.NONE);
            Alert a = Alerts.of(f, twin.getCurrentState(), 200, Monitor.NONE).stream().filter(Alert::isFinding).findFirst().orElseThrow();
            assertTrue(a.causes().stream().allMatch(c -> c.probability() >= CauseComparison.LEAST), a.causes().toString());
            ratios[i] = a.causes().stream().filter(c -> c.cause().equals("infection-like")).findFirst().orElseThrow().logEvidence();
            // an illness elsewhere raises it as well, by less
            assertEquals(i == 2 ? List.of("elsewhere", "infection-like") : List.of(), CauseComparison.positive(f, twin.getCurrentState())
                    .stream().map(CauseComparison.Test::cause).sorted().toList());
            if (i == 0) {
                course = a.causes();
                assertTrue(probability(course, "infection-like") > 0.2 && probability(course, "loosening") > 0.5, course.toString());
                // nothing of the course does, and of tests the aspirate tells most
                assertEquals("laboratory.synovial-leucocytes", a.discriminator().observable().id());
                assertEquals(2 * RunLength.quantile(0.884), a.discriminator().separation(), 1e-9);
            } else {
                assertEquals(i == 1, probability(a.causes(), "infection-like") < probability(course, "infection-like"));
            }
        }
        assertEquals(Math.log(0.11), ratios[1] - ratios[0], 1e-9);
        assertEquals(Math.log(9.1), ratios[2] - ratios[0], 1e-9);
        assertEquals(0.975, RunLength.normal(RunLength.quantile(0.975)), 1e-12);
    }

    /** 0.44 mm at a year is below 0.5 mm, whatever comes later; a score is judged by that of the year. */
    @Test
    void whatComesLaterDoesNotRewriteAYear() {
        FollowUp f = followed("knee", "implant.cemented 2020-01-01 1 1", "knee.migration.mtpm 2020-06-01 0.3 mm",
                "knee.migration.mtpm 2021-01-01 0.44 mm");
        assertEquals(List.of(), limits(f));
        FollowUp late = followed("knee", "knee.score.oks 2019-12-01 20 1", "knee.score.oks 2021-01-01 38 1",
                "knee.score.oks 2022-01-01 21 1", "knee.score.oks 2022-07-01 19 1");
        assertEquals(List.of(), limits(late), "18 points were gained in the first year");
        FollowUp never = followed("knee", "knee.score.oks 2019-12-01 20 1", "knee.score.oks 2021-01-01 23 1",
                "knee.score.oks 2022-01-01 24 1");
        Alert a = limits(never).getFirst();
        assertEquals("2021-01-01", FollowUpResult.day(Times.instant(a.measured().getTime())));
        // what is usual draws 3 points +- 1.72 sqrt 2 towards 7 and beyond
        assertTrue(a.probability() > 0.8 && a.probability() < RunLength.normal(4 / (1.7195 * Math.sqrt(2))), String.valueOf(a
                .probability()));
        // a course that gains by so much has not begun to after a year: one reading was wrong
        assertEquals(List.of(), limits(followed("knee", "knee.score.oks 2019-12-01 20 1", "knee.score.oks 2021-01-01 25 1",
                "knee.score.oks 2022-01-01 38 1")));
    }

    @Test
    void aGoodCourseRaisesNothing() {
        FollowUp f = Clinic.followed(Clinic.patient(Optional.empty(), 2));
        assertEquals(List.of(), Alerts.of(f, f.twin().getCurrentState(), 1000, Monitor.NONE));
    }

    @Test
    void whatPeopleDidIsKept(@TempDir Path folder) throws Exception {
        Path file = AlertLog.beside(folder.resolve("a.twin"));
        assertEquals("a.alerts.json", file.getFileName().toString());
        Instant now = Instant.parse("2024-01-01T00:00:00Z");
        AlertLog log = AlertLog.read(file).with(new AlertLog.Entry("a", "acknowledge", Optional.empty(), "", "nurse", "seen", now))
                .with(new AlertLog.Entry("b", "snooze", Optional.of(now.plusSeconds(100)), "", "", "", now));
        log.write(file);
        AlertLog read = AlertLog.read(file);
        assertEquals(log.entries(), read.entries());
        assertEquals(AlertLog.Status.ACKNOWLEDGED, read.status("a", now));
        assertEquals(AlertLog.Status.SNOOZED, read.status("b", now));
        assertEquals(AlertLog.Status.OPEN, read.status("b", now.plusSeconds(100)));
        assertEquals(AlertLog.Status.OPEN, read.status("c", now));
        AlertLog given = read.with(new AlertLog.Entry("a", "escalate", Optional.empty(), "Dr Who", "nurse", "drift", now));
        given.write(file);
        assertEquals(AlertLog.Status.ESCALATED, AlertLog.read(file).status("a", now));
        assertEquals("Dr Who", AlertLog.read(file).owner("a", now));
        assertEquals("", given.with(new AlertLog.Entry("a", "acknowledge", Optional.empty(), "", "", "", now)).owner("a", now));
        assertEquals(AlertLog.Status.OPEN, read.with(new AlertLog.Entry("a", "reopen", Optional.empty(), "", "", "", now)).status("a",
                now));
        java.nio.file.Files.writeString(file, "{}");
        assertEquals("log.unreadable", assertThrows(InputException.class, () -> AlertLog.read(file)).diagnostic().code());
    }

    /**
     * A thousand patients of the population, whose truth is known: 90 % of what comes lies within the 90 % interval of what was predicted
     * just before, for each observable within 87 to 93 %, and false alarms are no more than asked for. Then the same with loosening.
     */
    @Test
    @Tag("long")
    void predictionsCoverAndAlarmsKeepTheirRate() {
        int patients = 1000;
        Map<String, int[]> inside = new TreeMap<>();
        int alarms = 0;
        int observations = 0;
        Map<String, double[]> errors = new TreeMap<>();
        for (int i = 0; i < patients; i++) {
            VirtualPatient p = Clinic.patient(Optional.empty(), i);
            FollowUp f = Clinic.followed(p);
            for (FollowUp.Step s : f.steps(f.twin().getCurrentState())) {
                int[] n = inside.computeIfAbsent(s.observable().id(), k -> new int[2]);
                n[0]++;
                n[1] += Math.abs(s.residual()) < 1.6448536 ? 1 : 0;
                observations++;
            }
            List<FollowUp.Step> steps = f.steps(f.twin().getCurrentState());
            for (Observable d : Observables.predicted("knee").stream().filter(x -> inside.containsKey(x.id())).toList()) {
                // the true value half a year after the sixth observation
                FollowUp.Step sixth = steps.stream().filter(s -> s.observable().equals(d)).skip(5).findFirst().orElseThrow();
                double t = f.since(Times.instant(sixth.observation().getTime())) + FollowUp.YEAR / 2;
                double truth = p.value(d, t);
                double[] e = errors.computeIfAbsent(d.id(), k -> new double[2]);
                e[0] += Math.pow(f.belief(f.twin().getStates().getFirst()).value(d, t).mean(0) - truth, 2);
                e[1] += Math.pow(f.belief(sixth.state()).value(d, t).mean(0) - truth, 2);
            }
            alarms += (int) Alerts.of(f, f.twin().getCurrentState(), 200, Monitor.NONE).stream().filter(a -> a.kind()
                    == Alert.Kind.DEVIATION).count();
        }
        StringBuilder told = new StringBuilder();
        inside.forEach((id, n) -> told.append(id).append(" covers ").append(n[1] / (double) n[0]).append(", error ratio ")
                .append(Math.sqrt(errors.get(id)[1] / errors.get(id)[0])).append('\n'));
        told.append(alarms).append(" false alarms in ").append(observations).append(" observations\n");
        inside.forEach((id, n) -> assertEquals(0.9, n[1] / (double) n[0], 0.03, told.toString()));
        errors.forEach((id, e) -> assertTrue(Math.sqrt(e[1] / e[0]) <= 0.5, told.toString()));
        assertTrue(alarms <= observations / 200.0, told.toString());
        assertTrue(alarms >= observations / 2000.0, told.toString());
    }

    /** A chart is read in the order of time, also where an earlier value came in later, and then says what it would say otherwise. */
    @Test
    void chartsAreInTheOrderOfTime() {
        Twin twin = Clinic.operated("t", "P-1", "hip", "hip.wear.linear 2021-01-01 0.2 mm", "hip.wear.linear 2023-01-01 0.4 mm");
        FollowUp f = new FollowUp(twin);
        f.absorb(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, Monitor.NONE);
        Intake.take(twin, List.of(Clinic.row("hip.wear.linear", "2022-01-01", "0.3", "mm")), Optional.of("P-1"), "test", Clinic.NOW);
        f.absorb(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, Monitor.NONE);
        List<FollowUp.Step> taken = f.steps(twin.getCurrentState());
        assertEquals("2023-01-01", taken.getLast().observation().getTime());
        ControlChart chart = ControlChart.of(taken, 200).getFirst();
        assertEquals(List.of("2021-01-01", "2022-01-01", "2023-01-01"), chart.points().stream().map(p -> p.step().observation().getTime())
                .toList());
        assertEquals(taken.get(1).residual(), chart.points().get(1).residual(), "worse is up, and more wear is worse");
    }

    /** What a state lets one expect is what it is held to when the observation comes. */
    @Test
    void whatIsExpectedIsWhatIsPredicted() {
        Twin twin = Clinic.operated("t", "P-1", "hip", "hip.wear.linear 2021-01-01 0.2 mm", "hip.wear.linear 2023-01-01 0.4 mm");
        FollowUp f = new FollowUp(twin);
        f.absorb(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, Monitor.NONE);
        TwinState before = twin.getCurrentState();
        Observable wear = Observables.get("hip.wear.linear");
        Gaussian expected = f.expected(before, wear, Times.instant("2024-01-01")).orElseThrow();
        Intake.take(twin, List.of(Clinic.row("hip.wear.linear", "2024-01-01", "1.5", "mm")), Optional.of("P-1"), "test", Clinic.NOW);
        f.absorb(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, Monitor.NONE);
        FollowUp.Step step = f.steps(twin.getCurrentState()).getLast();
        assertEquals(step.prediction().getMean(), expected.mean(0), 1e-9);
        assertEquals(step.prediction().getStandardDeviation(), expected.deviation(0), 1e-9);
        assertTrue(step.residual() > FollowUp.FAR, "a wear of three times as much: " + step.residual());
        assertEquals(Optional.empty(), f.expected(before, Observables.get("knee.flexion"), Times.instant("2024-01-01")));
    }

    private static final String[] MIGRATION = {"2020-02-12 0.02", "2020-04-01 0.13", "2020-07-02 0", "2020-12-31 0.44", "2021-07-02 0.87",
        "2021-12-31 1.26"};

    private static FollowUp migrating(String... rows) {
        FollowUp f = new FollowUp(Clinic.operated("t", "P-1", "knee", Arrays.stream(rows).map(r -> "knee.migration.mtpm " + r
                + " mm").toArray(String[]::new)));
        f.absorb(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, Monitor.NONE);
        return f;
    }

    /**
     * What a sum over a grid of all parameters and onsets says of a migration that breaks, the rate integrated in closed form: the bank of
     * filters says it, and the chain.
     */
    @Test
    void filterAndChainSayWhatTheSumOverAllSays() {
        FollowUp f = migrating("2020-02-12 0.1", "2020-04-01 0.22", "2020-07-02 0.25", "2020-12-31 0.44", "2021-07-02 0.87",
                "2021-12-31 1.36");
        TwinState now = f.twin().getCurrentState();
        Observable d = Observables.get("knee.migration.mtpm");
        Course course = d.course().orElseThrow();
        Gaussian prior = f.belief(f.twin().getStates().getFirst()).of(d);
        Observable.Limit limit = d.limits().stream().filter(l -> l.name().equals("at-risk")).findFirst().orElseThrow();
        ChangePoints.Law law = d.change().orElseThrow().law();
        double v = law.deviation() * law.deviation();
        double e = d.error();
        List<FollowUp.Step> steps = f.steps(now);
        double[] t = steps.stream().mapToDouble(s -> f.since(Times.instant(s.observation().getTime()))).toArray();
        double[] y = steps.stream().mapToDouble(s -> s.observation().getValue()).toArray();
        double[][] grid = ChangePoints.grid(law, t[t.length - 1]);
        double[] mean = new double[3];
        double[] square = new double[3];
        double all = 0;
        double changed = 0;
        double rate = 0;
        for (double a = -4.5; a <= 4.5; a += 0.25) {
            for (double b = -4; b <= 4; b += 0.5) {
                for (double c = -4.5; c <= 4.5; c += 0.25) {
                    double[] x = prior.at(a, b, c);
                    double[] r = new double[y.length];
                    Arrays.setAll(r, i -> y[i] - course.at(x, t[i]));
                    for (double[] k : grid) {
                        double precision = 1 / v;
                        double pull = law.rate() / v;
                        double misfit = law.rate() * law.rate() / v;
                        for (int i = 0; i < r.length; i++) {
                            double s = ChangePoints.added(k[0], 1, t[i]);
                            precision += s * s / (e * e);
                            pull += s * r[i] / (e * e);
                            misfit += r[i] * r[i] / (e * e);
                        }
                        double w = Math.exp(k[1] - (a * a + b * b + c * c) / 2 - (misfit - pull * pull / precision
                                + Math.log(precision * v))
                                / 2);
                        all += w;
                        changed += Double.isFinite(k[0]) ? w : 0;
                        rate += Double.isFinite(k[0]) ? w * pull / precision : 0;
                        for (int i = 0; i < 3; i++) {
                            mean[i] += w * x[i];
                            square[i] += w * x[i] * x[i];
                        }
                    }
                }
            }
        }
        FollowUp.Record chain = f.record(now, 1, Monitor.NONE).stream().filter(r -> r.observable().equals(d)).findFirst().orElseThrow();
        Gaussian g = chain.chain().fit();
        Gaussian filter = f.belief(now).of(d);
        for (int i = 0; i < 3; i++) {
            double sd = Math.sqrt(square[i] / all - mean[i] * mean[i] / all / all);
            assertEquals(mean[i] / all, g.mean(i), 0.1 * sd, "mean of " + d.parameter(i));
            assertEquals(sd, g.deviation(i), 0.1 * sd, "spread of " + d.parameter(i));
            assertEquals(mean[i] / all, filter.mean(i), 0.25 * sd, "mean of " + d.parameter(i) + " by the filter");
            assertEquals(sd, filter.deviation(i), 0.25 * sd, "spread of " + d.parameter(i) + " by the filter");
        }
        ChangePoints known = f.belief(now).changes(d);
        assertEquals(changed / all, chain.changed(), 0.02);
        assertEquals(changed / all, known.probability(), 0.02);
        assertEquals(rate / changed, known.changed().mean(3), 0.2 * known.changed().deviation(3));
        assertEquals(chain.beyond(limit), f.belief(now).beyond(d, limit), 0.05);
        assertFalse(chain.isApart());
    }

    /** Before the time of a limit its alert says what the chain says where the filter is far off, and what the filter says elsewhere. */
    @Test
    void anAlertIsAsProbableAsTheChainSays() {
        FollowUp f = migrating("2020-02-12 0.3", "2020-04-01 0.42", "2020-07-02 0.5", "2020-09-20 0.55");
        TwinState now = f.twin().getCurrentState();
        Observable d = Observables.get("knee.migration.mtpm");
        Observable.Limit limit = d.limits().stream().filter(l -> l.name().equals("at-risk")).findFirst().orElseThrow();
        FollowUp.Record chain = f.record(now, 1, Monitor.NONE).stream().filter(r -> r.observable().equals(d)).findFirst().orElseThrow();
        double filter = f.belief(now).beyond(d, limit);
        assertTrue(!chain.isApart() && filter > 0.5 && filter != chain.beyond(limit), filter + " " + chain.worst());
        for (double worst : new double[] {0.9, 1.1}) {
            FollowUp.Record said = new FollowUp.Record(d, chain.chain(), chain.filter(), worst, chain.changes());
            Alert alert = Alerts.of(f, now, 200, Detectors.DEFAULT, x -> Optional.of(said).filter(r -> x.equals(d)), Monitor.NONE).stream()
                    .filter(x -> x.limit() == limit).findFirst().orElseThrow();
            assertEquals(worst > 1 ? chain.beyond(limit) : filter, alert.probability(), 1e-12);
        }
        // a chain that stays below the limit leaves no alert
        FollowUp.Record below = new FollowUp.Record(d, new Chain(new double[][] {{Math.log(1e-4), 16, 0}, {Math.log(2e-4), 16, 0}}, 0.3),
                chain.filter(), 2);
        assertTrue(Alerts.of(f, now, 200, Detectors.DEFAULT, x -> Optional.of(below), Monitor.NONE).stream().noneMatch(x -> x
                .limit() == limit));
    }

    /** A spread that is off by half is as bad as a middle that is off by a standard deviation: 81 and 83 % of an interval of 95 %. */
    @Test
    void theChainIsBetterWhereTheSpreadIsOff() {
        assertEquals(0.81, 2 * RunLength.normal(1.96 / FollowUp.Record.STRETCH) - 1, 0.005);
        assertEquals(0.83, RunLength.normal(0.96) - RunLength.normal(-2.96), 0.005);
        Observable d = Observables.get("knee.migration.mtpm");
        Gaussian filter = Gaussian.independent(new double[] {-8, 16, 0}, new double[] {0.5, 0.4, 1});
        for (double ratio : new double[] {0.6, 0.7, 1, 1.4, 1.6}) {
            Random random = new Random(3);
            double[][] draws = IntStream.range(0, 4000).mapToObj(k -> IntStream.range(0, 3).mapToDouble(i -> filter.mean(i)
                    + filter.deviation(i) * (i == 1 ? ratio : 1) * random.nextGaussian()).toArray()).toArray(double[][]::new);
            FollowUp.Record r = new FollowUp.Record(d, new Chain(draws, 0.3), filter, FollowUp.worst(new Chain(draws, 0.3).fit(), filter));
            assertEquals(Math.max(ratio, 1 / ratio), r.stretch(), 0.05);
            assertTrue(r.worst() < 0.1 && r.isApart() == (r.stretch() > 1.5), ratio + " " + r.stretch());
        }
    }

    /** Where the chain is the better answer, what the observations tell is told by it, and its numbers are beside the filter's. */
    @Test
    void whatIsToldIsByTheBetterAnswer() throws Exception {
        FollowUp f = migrating(MIGRATION);
        TwinState now = f.twin().getCurrentState();
        FollowUp.Record near = f.record(now, 1, Monitor.NONE).getFirst();
        // as where it is far from the filter
        FollowUp.Record chain = new FollowUp.Record(near.observable(), near.chain(), near.filter(), 2, near.changes());
        FollowUpResult r = new FollowUpResult(f, now, Optional.empty(), f.steps(now), f.identifiability(now, List.of(chain)),
                List.of(chain), List.of(), AlertLog.read(Path.of("none")), Clinic.NOW, 200);
        Gaussian prior = f.belief(Histories.base(now)).of(chain.observable());
        Gaussian own = chain.chain().fit();
        int compared = 0;
        for (Object o : list(r.json("t.twin", List.of(), "en"), "parameters")) {
            Map<?, ?> p = (Map<?, ?>) o;
            boolean of = String.valueOf(p.get("name")).startsWith(chain.observable().id());
            assertEquals(of ? "chain" : "filter", p.get("estimator"));
            assertEquals(of, p.get("chain") != null);
            if (of) {
                int i = IntStream.range(0, 3).filter(k -> chain.observable().parameter(k).equals(p.get("name"))).findFirst().orElseThrow();
                assertEquals(1 - Math.pow(own.deviation(i) / prior.deviation(i), 2), (Double) p.get("contraction"), 1e-6);
                assertEquals((own.mean(i) - prior.mean(i)) / prior.deviation(i), (Double) p.get("shift"), 1e-6);
                assertEquals(FollowUp.Told.of((Double) p.get("contraction")).id(), p.get("told"));
                compared++;
            }
        }
        assertEquals(3, compared);
    }

    private static double number(Map<?, ?> o, String key) {
        return (Double) o.get(key);
    }

    /** Where a course is curved filter and chain do not say the same, and the JSON says whose is what: the chain's are its draws. */
    @Test
    void theJsonSaysWhoseNumbersItTells() throws Exception {
        for (FollowUp f : List.of(atTheCeiling(40, 10, 12), migrating("2020-02-12 0.1", "2020-04-01 1.5"))) {
            TwinState now = f.twin().getCurrentState();
            FollowUp.Record c = f.record(now, 1, Monitor.NONE).getFirst();
            Observable d = c.observable();
            assertTrue(c.isApart() && c.worst() > 1.3, d.id() + " " + c.worst());
            FollowUpResult r = new FollowUpResult(f, now, Optional.empty(), f.steps(now), f.identifiability(now, List.of(c)), List.of(c),
                    List.of(), AlertLog.read(Path.of("none")), Clinic.NOW, 200);
            Map<String, Object> json = r.json("t.twin", List.of(), "en");
            Course course = d.course().orElseThrow();
            double[][] x = c.chain().draws();
            double off = 0;
            for (int i = 0; i < course.size(); i++) {
                int k = i;
                Map<?, ?> p = (Map<?, ?>) list(json, "parameters").stream().filter(o -> d.parameter(k).equals(((Map<?, ?>) o).get("name")))
                        .findFirst().orElseThrow();
                double[] own = Arrays.stream(x).mapToDouble(row -> d.unitOf(k).fromSi(course.logarithmic(k) ? Math.exp(row[k]) : row[k]))
                        .sorted().toArray();
                Map<?, ?> posterior = (Map<?, ?>) p.get("posterior");
                Map<?, ?> chain = (Map<?, ?>) p.get("chain");
                assertEquals("filter", posterior.get("by"));
                assertEquals(0.025, below(own, number(chain, "lower")), 1e-3);
                assertEquals(0.5, below(own, number(chain, "median")), 1e-3);
                assertEquals(0.975, below(own, number(chain, "upper")), 1e-3);
                off = Math.max(off, Math.abs(number(chain, "value") - number(posterior, "value")) / number(posterior, "sd"));
            }
            assertTrue(off > 1, d.id() + ": " + off);
            for (Object o : list(json, "predictions")) {
                Map<?, ?> told = (Map<?, ?>) o;
                boolean of = told.get("observable").equals(d.id());
                assertEquals("filter", told.get("twinBy"));
                assertEquals(of ? "chain" : "twin", told.get("better"));
                Map<?, ?> point = (Map<?, ?>) list(told, "points").getFirst();
                assertEquals(of, point.get("chain") != null);
                if (of) {
                    // six weeks: no change is to come, and nothing has faded
                    double t = number(point, "day") * 86400;
                    double[] v = IntStream.range(0, x.length).mapToDouble(k -> course.at(x[k], t) + (c.changes().length == 0 ? 0
                            : ChangePoints.added(c.changes()[k][0], c.changes()[k][1], t))).toArray();
                    double mean = Arrays.stream(v).average().orElseThrow();
                    double sd = Math.sqrt(Arrays.stream(v).map(y -> (y - mean) * (y - mean)).sum() / v.length + d.error() * d.error());
                    Map<?, ?> chain = (Map<?, ?>) point.get("chain");
                    assertEquals(d.unit().fromSi(mean), number(chain, "mean"), 1e-6);
                    assertEquals(d.unit().fromSi(sd), number(chain, "sd"), 1e-3 * d.unit().fromSi(sd));
                    for (Map.Entry<String, Double> q : Map.of("lower", 0.025, "median", 0.5, "upper", 0.975).entrySet()) {
                        double end = d.unit().toSi(number(chain, q.getKey()));
                        double share = Arrays.stream(v).map(y -> RunLength.normal((end - y) / d.error())).average().orElseThrow();
                        // three standard errors of 4000 draws
                        assertTrue(end == d.lower() || end == d.upper() || end == 0 || Math.abs(share - q.getValue()) < 3 * Math.sqrt(q
                                .getValue() * (1 - q.getValue()) / 4000), d.id() + " " + q + ": " + share);
                    }
                    double twin = number((Map<?, ?>) point.get("twin"), "mean");
                    assertTrue(Math.abs(number(chain, "mean") - twin) > 5 * d.unit().fromSi(sd) / Math.sqrt(c.chain().effectiveDraws(0)),
                            d.id() + ": " + chain + " " + point.get("twin"));
                }
            }
        }
    }

    private static double below(double[] sorted, double value) {
        return Arrays.stream(sorted).filter(v -> v < value).count() / (double) sorted.length;
    }

    private static List<?> list(Map<?, ?> m, String key) {
        return (List<?>) m.get(key);
    }

    /** What is told of a state names nothing that it does not tell of, goes on as far as the table does, and stays on its scale. */
    @Test
    void whatIsToldIsWhole() throws Exception {
        FollowUp f = migrating(MIGRATION);
        Intake.take(f.twin(), List.of(Clinic.row("knee.score.oks", "2023-01-01", "48", "1"), Clinic.row("knee.score.oks", "2023-06-01",
                "48", "1")), Optional.of("P-1"), "test", Clinic.NOW);
        f.absorb(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, Monitor.NONE);
        TwinState now = f.twin().getCurrentState();
        AlertLog log = AlertLog.read(Path.of("none")).with(new AlertLog.Entry("a", "acknowledge", Optional.empty(), "", "nurse", "seen",
                Clinic.NOW));
        FollowUpResult r = FollowUpResult.of(f, now, Optional.of(Times.instant("2020-06-01")), 200, log, Clinic.NOW, 1, Monitor.NONE);
        Map<String, Object> o = r.json("t.twin", List.of(), "en");
        Map<?, ?> done = (Map<?, ?>) list(o, "log").getFirst();
        assertEquals(List.of("acknowledge", "nurse", "seen"), List.of(done.get("action"), done.get("by"), done.get("note")));
        Set<Object> told = new HashSet<>();
        for (String key : List.of("observations", "given", "withdrawn")) {
            list(o, key).forEach(x -> told.add(((Map<?, ?>) x).get("id")));
        }
        for (Object s : list(o, "states")) {
            assertTrue(told.containsAll(list((Map<?, ?>) s, "inputs")), s.toString());
        }
        for (Object p : list(o, "predictions")) {
            Map<?, ?> last = (Map<?, ?>) list((Map<?, ?>) p, "points").getLast();
            assertEquals(f.horizon(now) / Clinic.DAY, (Double) last.get("day"), 1e-6);
        }
        Map<?, ?> last = (Map<?, ?>) list(o, "observations").getLast();
        Map<?, ?> predicted = (Map<?, ?>) last.get("predicted");
        assertEquals("at-least", last.get("bound"));
        assertTrue((Double) predicted.get("mean") <= 48 && (Double) predicted.get("upper") <= 48, predicted.toString());
        // bits: what is learned when a standard deviation halves is one of them
        Gaussian wide = Gaussian.scalar(0, 4);
        assertEquals(1 + (0.25 - 1) / 2 / Math.log(2), FollowUp.information(wide, Gaussian.scalar(0, 1)), 1e-12);
        Map<?, ?> chain = (Map<?, ?>) list(o, "record").stream().filter(x -> ((Map<?, ?>) x).get("observable").equals(
                "knee.migration.mtpm")).findFirst().orElseThrow();
        assertEquals("filter", chain.get("better"));
        assertEquals(List.of("knee.migration.mtpm.bedding", "knee.migration.mtpm.time", "knee.migration.mtpm.drift"), list(chain,
                "parameters").stream().map(x -> ((Map<?, ?>) x).get("name")).toList());
    }

    /** Whoever sets one parameter has not said where the others come from. */
    @Test
    void onlyWhatIsSetChangesItsSource() {
        FollowUp f = atTheCeiling(20, 40, 44);
        TwinState from = f.twin().getCurrentState();
        Map<String, ParameterEstimate> before = Histories.estimates(from);
        TwinState branch = Histories.branch(f.twin(), from, "my prior", Map.of("knee.score.oks.time", new Belief.Value(60 * Clinic.DAY,
                10 * Clinic.DAY)), Clinic.NOW, Clinic.SOFTWARE);
        Map<String, ParameterEstimate> after = Histories.estimates(branch);
        assertEquals("branch: my prior", after.get("knee.score.oks.time").getSource());
        for (String name : List.of("knee.score.oks.baseline", "knee.score.oks.gain", "knee.score.oks.trend", "knee.flexion.before")) {
            assertEquals(before.get(name).getSource(), after.get(name).getSource(), name);
            assertEquals(before.get(name).getValue(), after.get(name).getValue(), 0, name);
        }
        assertEquals(List.of("knee.score.oks.time"), Histories.difference(from, branch).stream().map(Histories.Change::name).toList());
    }

    private static FollowUp atTheCeiling(int... scores) {
        String[] rows = new String[scores.length];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = "knee.score.oks " + Times.after(Clinic.OPERATION, (i == 0 ? -20 : 182 * i) * Clinic.DAY).toString().substring(0, 10)
                    + " " + scores[i] + " 1";
        }
        FollowUp f = new FollowUp(Clinic.operated("twin", "P-1", "knee", rows));
        f.absorb(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, Monitor.NONE);
        return f;
    }

    /** Who always has the best score may be far better than it tells, and is no worse than expected. */
    @Test
    void aScoreAtItsCeilingSaysAtLeast() {
        Observable d = Observables.get("knee.score.oks");
        FollowUp f = atTheCeiling(20, 48, 48, 48, 48);
        TwinState now = f.twin().getCurrentState();
        Gaussian g = f.belief(now).of(d);
        FollowUp below = atTheCeiling(20, 47, 47, 47, 47);
        Gaussian b = below.belief(below.twin().getCurrentState()).of(d);
        assertTrue(g.mean(0) + g.mean(1) > 49, "it believes in " + g.mean(0) + " + " + g.mean(1));
        assertEquals(47, b.mean(0) + b.mean(1), 0.8);
        assertTrue(g.deviation(1) > 1.5 * b.deviation(1), g.deviation(1) + " against " + b.deviation(1));
        List<FollowUp.Step> steps = f.steps(now);
        for (FollowUp.Step s : steps.subList(1, steps.size())) {
            assertTrue(s.residual() > 0, "a score at its ceiling is taken for " + s.residual() + " standard deviations of a fall");
        }
        assertTrue(steps.getLast().residual() < 0.7, "of what is expected to be at the ceiling " + steps.getLast().residual());
        // a chain of the exact likelihood says the same
        FollowUp.Record chain = f.record(now, 3, Monitor.NONE).stream().filter(r -> r.observable().equals(d)).findFirst().orElseThrow();
        Gaussian c = chain.chain().fit();
        assertEquals(c.mean(1), g.mean(1), 0.4 * c.deviation(1));
        assertEquals(c.deviation(1), g.deviation(1), 0.25 * c.deviation(1));
        // the other end of a scale: no joint space is left, and less there cannot be
        assertEquals(-1, Observables.get("knee.joint-space").side(0));
        assertEquals(0, d.side(47));
    }

    /** Patients of a cohort, some of whom end above the top of a score: what is believed of their gains covers the truth as it says. */
    @Test
    @Tag("long")
    void gainsAreCoveredAtTheCeilingToo() {
        Twin twin = Clinic.twin(Clinic.patient(Optional.empty(), 3));
        FollowUp f = new FollowUp(twin);
        f.absorb(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, Monitor.NONE);
        List<VirtualPatient> all = new VirtualCohort(f, 1000, 7, Monitor.NONE).patients(f.steps(twin.getCurrentState()), Monitor.NONE);
        for (String id : List.of("knee.score.oks", "knee.score.koos-pain")) {
            Observable d = Observables.get(id);
            int[] covered = new int[2];
            int[] of = new int[2];
            for (VirtualPatient p : all) {
                Twin t = Histories.begin("twin", p.pseudonym());
                Intake.take(t, p.rows().stream().filter(r -> r.text("observable").equals(id) || !r.text("observable").contains(".score.")
                        && Observables.get(r.text("observable")).course().isEmpty()).toList(), Optional.empty(), "test", Clinic.NOW);
                FollowUp own = new FollowUp(t);
                own.absorb(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, Monitor.NONE);
                Gaussian g = own.belief(t.getCurrentState()).of(d);
                int above = p.truth().get(d)[0] + p.truth().get(d)[1] > d.upper() ? 1 : 0;
                of[above]++;
                covered[above] += Math.abs(p.truth().get(d)[1] - g.mean(1)) < 1.6448536 * g.deviation(1) ? 1 : 0;
            }
            for (int k = 0; k < 2; k++) {
                double share = covered[k] / (double) of[k];
                // two standard errors of so many beside what is wanted
                double margin = 2 * Math.sqrt(0.9 * 0.1 / of[k]);
                assertTrue(of[k] > 50 && share > 0.87 - margin && share < 0.93 + margin, id + (k == 1 ? " above" : " below") + " the top: "
                        + share + " of " + of[k]);
            }
        }
    }

    /** A file may hold an uncertainty that nobody can mean: it is named, and not what a filter makes of it. */
    @Test
    void anUncertaintyThatNobodyMeansIsNamed() {
        Twin t = Clinic.operated("t", "P", "knee", "knee.score.oks 2019-12-12 18 1", "knee.score.oks 2020-02-12 28 1");
        t.getObservations().getLast().setStandardUncertainty(1e-300);
        InputException e = assertThrows(InputException.class, () -> new FollowUp(t).absorb(new UnscentedKalman(), "unscented",
                Clinic.SOFTWARE, Monitor.NONE));
        assertEquals("observation.uncertainty", e.diagnostic().code());
        assertTrue(e.diagnostic().text("en").startsWith(t.getObservations().getLast().getId() + ": knee.score.oks of 2020-02-12"));
    }
}
