/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Severity;
import org.orthotwin.followup.estimation.EnsembleKalman;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.followup.estimation.LinearKalman;
import org.orthotwin.model.anatomy.ModelValidator;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinFiles;
import org.orthotwin.model.twin.TwinState;

/** Couplings against closed forms and simulated truths: each kind changes what is predicted, as it should, and nothing counts twice. */
class TwinNetworkTest {

    private static final Path HERE = Path.of("here.twin");
    private static final double ERROR = 1e-4;
    private static final String[] DAYS = {"2021-01-01", "2022-01-01", "2023-01-01", "2024-01-01"};

    @TempDir
    Path folder;

    private static String[] wear(double... mm) {
        String[] rows = new String[mm.length];
        for (int i = 0; i < mm.length; i++) {
            rows[i] = "hip.wear.linear " + DAYS[i] + " " + mm[i] + " mm";
        }
        return rows;
    }

    private static void couple(Twin a, Twin b, CouplingKind kind, Double correlation) {
        TwinNetwork.couple(a, HERE, b, HERE.resolveSibling(b.getId() + ".twin"), kind, Optional.ofNullable(correlation));
    }

    private static TwinNetwork.Result update(Twin... twins) {
        return new TwinNetwork(List.of(twins)).update(Estimators.standard(), Estimators.DEFAULT, Clinic.SOFTWARE, Clinic.NOW, Monitor.NONE);
    }

    private static Gaussian belief(Twin t, String observable) {
        return new FollowUp(t).belief(t.getCurrentState()).of(Observables.get(observable));
    }

    /** Bedding and rate of both sides as one filter of four numbers, in which each goes with its twin's. */
    private static Gaussian both(double correlation, double[] right, double[] left) {
        double[] mean = {1e-4, 0.05e-3 / FollowUp.YEAR, 1e-4, 0.05e-3 / FollowUp.YEAR};
        double[] sd = {0.08e-3, 0.03e-3 / FollowUp.YEAR, 0.08e-3, 0.03e-3 / FollowUp.YEAR};
        double[][] c = new double[4][4];
        for (int i = 0; i < 4; i++) {
            c[i][i] = sd[i] * sd[i];
            c[i][(i + 2) % 4] = correlation * sd[i] * sd[i];
        }
        Gaussian g = new Gaussian(mean, c);
        for (int side = 0; side < 2; side++) {
            double[] y = side == 0 ? right : left;
            for (int i = 0; i < y.length; i++) {
                double[] h = new double[4];
                h[2 * side] = 1;
                h[2 * side + 1] = Times.seconds(Clinic.OPERATION, Times.instant(DAYS[i]));
                g = LinearKalman.update(g, new double[][] {h}, new double[] {y[i] / 1000}, new double[][] {{ERROR * ERROR}}).posterior();
            }
        }
        return g;
    }

    private static void assertBoth(Gaussian exact, int side, Gaussian g) {
        for (int i = 0; i < 2; i++) {
            double sd = exact.deviation(2 * side + i);
            assertEquals(exact.mean(2 * side + i), g.mean(i), 1e-6 * sd);
            assertEquals(sd, g.deviation(i), 1e-6 * sd);
        }
        assertEquals(exact.correlation(2 * side, 2 * side + 1), g.correlation(0, 1), 1e-6);
    }

    @Test
    void theOtherSideIsLearnedFrom() {
        double[] seen = {0.35, 0.55, 0.7};
        Twin right = Clinic.operated("right", "P-1", "hip", wear(seen));
        Twin left = Clinic.operated("left", "P-1", "hip", wear(0.3));
        couple(right, left, CouplingKind.LEFT_RIGHT, 0.5);
        TwinNetwork.Result r = update(right, left);
        assertEquals(List.of("left", "right"), r.order().stream().map(TwinNetwork.Updated::twin).toList());
        assertEquals(List.of(), r.circles());
        Gaussian exact = both(0.5, seen, new double[] {0.3});
        assertBoth(exact, 0, belief(right, "hip.wear.linear"));
        assertBoth(exact, 1, belief(left, "hip.wear.linear"));
        TwinNetwork.Learned l = r.order().getFirst().learned().stream().filter(x -> x.observable().id().equals("hip.wear.linear"))
                .findFirst().orElseThrow();
        assertEquals(List.of("right"), l.from());
        assertTrue(l.after().mean(0) > l.before().mean(0) + 0.01e-3 && l.after().deviation(0) < l.before().deviation(0));
        // the history says so, is valid, and its estimates say where they come from
        TwinState base = Histories.base(left.getCurrentState());
        assertEquals("coupling", base.getCause());
        assertTrue(base.getParameters().stream().allMatch(e -> e.getSource().equals("coupling: what was observed of right")));
        assertEquals(List.of(), ModelValidator.validate(left).stream().filter(d -> d.severity() == Severity.ERROR)
                .toList());
        // score and migration of neither were seen: they are as they were
        assertEquals(Belief.population("hip", Map.of()).of(Observables.get("hip.score.ohs")).deviation(0),
                belief(left, "hip.score.ohs").deviation(0), 0);
    }

    @Test
    void nothingCountsTwice() {
        Twin right = Clinic.operated("right", "P-1", "hip", wear(0.35, 0.55));
        Twin left = Clinic.operated("left", "P-1", "hip", wear(0.3));
        couple(right, left, CouplingKind.LEFT_RIGHT, 0.5);
        couple(left, right, CouplingKind.LEFT_RIGHT, 0.5);
        update(right, left);
        int states = right.getStates().size() + left.getStates().size();
        for (int i = 0; i < 3; i++) {
            assertTrue(update(right, left).order().stream().allMatch(u -> u.state().isEmpty()));
        }
        assertEquals(states, right.getStates().size() + left.getStates().size());
        // what comes later is taken on top, and told to the other
        Intake.take(right, List.of(Clinic.row("hip.wear.linear", DAYS[2], "0.7", "mm")), Optional.of("P-1"), "test", Clinic.NOW);
        update(left, right);
        Gaussian exact = both(0.5, new double[] {0.35, 0.55, 0.7}, new double[] {0.3});
        assertBoth(exact, 0, belief(right, "hip.wear.linear"));
        assertBoth(exact, 1, belief(left, "hip.wear.linear"));
        // loosened, each believes again what it has seen itself
        assertTrue(TwinNetwork.uncouple(right, "left", CouplingKind.LEFT_RIGHT));
        assertTrue(TwinNetwork.uncouple(left, "right", CouplingKind.LEFT_RIGHT));
        update(right, left);
        assertBoth(both(0, new double[] {0.35, 0.55, 0.7}, new double[] {0.3}), 1, belief(left, "hip.wear.linear"));
    }

    /** A belief about b that is all regression on a linear function of what a believes after its own observations. */
    private static void assertRegressed(Gaussian prior, double[] w, double rho, double shift, double shrink, Gaussian g) {
        double[] u = new double[w.length];
        double variance = 0;
        for (int i = 0; i < w.length; i++) {
            for (int j = 0; j < w.length; j++) {
                u[i] += prior.covariance(i, j) * w[j];
            }
            variance += w[i] * u[i];
        }
        for (int i = 0; i < w.length; i++) {
            double slope = rho * u[i] / Math.sqrt(variance);
            assertEquals(prior.mean(i) + slope * shift, g.mean(i), 1e-6 * prior.deviation(i));
            assertEquals(prior.covariance(i, i) - slope * slope * (1 - shrink), g.covariance(i, i), 1e-6 * prior.covariance(i, i));
        }
    }

    private static double[] function(Gaussian g, double[] w) {
        double mean = 0;
        double variance = 0;
        for (int i = 0; i < w.length; i++) {
            mean += w[i] * g.mean(i);
            for (int j = 0; j < w.length; j++) {
                variance += w[i] * w[j] * g.covariance(i, j);
            }
        }
        return new double[] {mean, Math.sqrt(variance)};
    }

    /** Who walks much wears more: steps that are counted for a knee change the wear that is expected of the hip. */
    @Test
    void stepsOfTheKneeTellTheWearOfTheHip() {
        Twin knee = walker("knee", "knee");
        Twin hip = Clinic.operated("hip", "P-1", "hip");
        Gaussian alone = followed(walker("other", "knee"), "activity.steps");
        couple(knee, hip, CouplingKind.USE, null);
        update(knee, hip);
        Observable steps = Observables.get("activity.steps");
        Belief first = Belief.population("knee", Map.of());
        double[] w = CouplingKind.slopes(steps, first);
        double[] before = function(first.of(steps), w);
        double[] after = function(alone, w);
        // 4500 + 2000 steps (less what is not regained in two years) +- sqrt(2) 2000 against 0.05 +- 0.03 mm a year
        double level = steps.course().orElseThrow().at(first.of(steps).means(), 2 * FollowUp.YEAR);
        double rho = before[1] / level / 0.6;
        assertEquals(0.725, rho, 0.002);
        Gaussian prior = Belief.population("hip", Map.of()).of(Observables.get("hip.wear.linear"));
        assertRegressed(prior, new double[] {0, 1}, rho, (after[0] - before[0]) / before[1], after[1] * after[1] / (before[1] * before[1]),
                belief(hip, "hip.wear.linear"));
        // twice the steps, and most of twice the wear
        double rate = belief(hip, "hip.wear.linear").mean(1) * FollowUp.YEAR * 1000;
        assertTrue(rate > 0.08 && rate < 0.1, "mm a year: " + rate);
        // the knee has seen all that there is
        assertEquals(alone.mean(0), belief(knee, "activity.steps").mean(0), 1e-9);
    }

    private static Twin walker(String id, String joint) {
        return Clinic.operated(id, "P-1", joint, "activity.steps 2020-06-01 12000 1", "activity.steps 2021-01-01 12500 1",
                "activity.steps 2022-01-01 12000 1");
    }

    /** What a twin believes after its own observations alone. */
    private static Gaussian followed(Twin t, String observable) {
        new FollowUp(t).absorb(Estimators.standard(), Estimators.DEFAULT, Clinic.SOFTWARE, Monitor.NONE);
        return belief(t, observable);
    }

    @Test
    void oneBodyIsAsActiveForBothJoints() {
        Twin knee = walker("knee", "knee");
        Twin hip = Clinic.operated("hip", "P-1", "hip");
        Gaussian alone = followed(walker("other", "knee"), "activity.steps");
        couple(hip, knee, CouplingKind.ACTIVITY, 0.8);
        update(hip, knee);
        Observable steps = Observables.get("activity.steps");
        Belief first = Belief.population("hip", Map.of());
        double[] w = CouplingKind.slopes(steps, first);
        double[] before = function(first.of(steps), w);
        double[] after = function(alone, w);
        assertRegressed(first.of(steps), w, 0.8, (after[0] - before[0]) / before[1], after[1] * after[1] / (before[1] * before[1]),
                belief(hip, "activity.steps"));
        double predicted = new FollowUp(hip).belief(hip.getCurrentState()).value(steps, 2 * FollowUp.YEAR).mean(0);
        assertTrue(predicted > 10_000, "steps: " + predicted);
    }

    /** What was measured of a body in the clinic of its spine holds for its hip, and is not counted twice on the way back. */
    @Test
    void hipAndSpineAreOfOneBody() {
        Twin spine = Clinic.operated("spine", "P-1", "spine", "body.pelvic-tilt 2020-02-01 18 deg", "body.mass 2020-02-01 61 kg",
                "spine.score.odi 2020-02-01 40 1");
        Twin hip = Clinic.operated("hip", "P-1", "hip", "hip.score.ohs 2020-02-01 20 1");
        couple(hip, spine, CouplingKind.BODY, null);
        update(hip, spine);
        Observable tilt = Observables.get("body.pelvic-tilt");
        Gaussian alone = followed(Clinic.operated("other", "P-1", "spine", "body.pelvic-tilt 2020-02-01 18 deg"), "body.pelvic-tilt");
        assertRegressed(Belief.population("hip", Map.of()).of(tilt), new double[] {1}, 0.98, (alone.mean(0) - Math.toRadians(2)) / Math
                .toRadians(8), Math.pow(alone.deviation(0) / Math.toRadians(8), 2), belief(hip, "body.pelvic-tilt"));
        assertEquals(61, belief(hip, "body.mass").mean(0), 1);
        assertEquals(alone.mean(0), belief(spine, "body.pelvic-tilt").mean(0), 1e-9);
        assertEquals(Belief.population("hip", Map.of()).of(Observables.get("activity.steps")).mean(0), belief(hip,
                "activity.steps").mean(0),
                0);
    }

    @Test
    void circlesAreSolvedOrRefusedByName() {
        Twin knee = walker("knee", "knee");
        Twin right = Clinic.operated("right", "P-1", "hip");
        Twin left = Clinic.operated("left", "P-1", "hip");
        couple(knee, right, CouplingKind.ACTIVITY, 0.8);
        couple(right, left, CouplingKind.ACTIVITY, 0.7);
        couple(left, knee, CouplingKind.ACTIVITY, 0.6);
        TwinNetwork.Result r = update(knee, right, left);
        assertEquals(1, r.circles().size());
        assertEquals(List.of("knee", "left", "right"), r.circles().getFirst().twins().stream().sorted().toList());
        // all three pairs are given, and only the knee was observed: the others are regressed on it alone
        Observable steps = Observables.get("activity.steps");
        Belief first = Belief.population("hip", Map.of());
        double[] w = CouplingKind.slopes(steps, first);
        double[] before = function(first.of(steps), w);
        double[] after = function(belief(knee, "activity.steps"), w);
        assertRegressed(first.of(steps), w, 0.6, (after[0] - before[0]) / before[1], after[1] * after[1] / (before[1] * before[1]),
                belief(left, "activity.steps"));
        couple(left, knee, CouplingKind.ACTIVITY, -0.6);
        InputException e = assertThrows(InputException.class, () -> update(knee, right, left));
        assertEquals("network.contradiction", e.diagnostic().code());
        assertTrue(e.getMessage().contains("knee, left, right"), e.getMessage());
    }

    /** Patients whose two sides really go together: coupled twins predict the side that was not seen better, and say how well. */
    @Test
    void coupledTwinsPredictBetterAndKnowHowWell() {
        Observable d = Observables.get("hip.wear.linear");
        Gaussian prior = Belief.population("hip", Map.of()).of(d);
        double[] mean = {prior.mean(0), prior.mean(1), prior.mean(0), prior.mean(1)};
        double[][] c = new double[4][4];
        for (int i = 0; i < 4; i++) {
            c[i][i] = prior.covariance(i % 2, i % 2);
            c[i][(i + 2) % 4] = 0.7 * c[i][i];
        }
        int n = 150;
        double[][] truth = new EnsembleKalman(n, 3).draw(new Gaussian(mean, c));
        SplittableRandom random = new SplittableRandom(4);
        double t = 5 * FollowUp.YEAR;
        double alone = 0;
        double coupled = 0;
        int covered = 0;
        for (double[] x : truth) {
            double[] seen = new double[DAYS.length];
            for (int i = 0; i < seen.length; i++) {
                seen[i] = 1000 * (x[0] + x[1] * Times.seconds(Clinic.OPERATION, Times.instant(DAYS[i])) + ERROR * random.nextGaussian());
            }
            Twin right = Clinic.operated("right", "P-1", "hip", wear(seen));
            Twin left = Clinic.operated("left", "P-1", "hip");
            couple(right, left, CouplingKind.LEFT_RIGHT, 0.7);
            update(right, left);
            double y = x[2] + x[3] * t;
            alone += Math.pow(prior.mean(0) + prior.mean(1) * t - y, 2);
            Gaussian g = new FollowUp(left).belief(left.getCurrentState()).value(d, t);
            coupled += Math.pow(g.mean(0) - y, 2);
            covered += Math.abs(g.mean(0) - y) < 1.6449 * g.deviation(0) ? 1 : 0;
        }
        // the variance that is left is 1 - 0.49 where the other side is known well
        assertEquals(0.55, coupled / alone, 0.12);
        assertEquals(0.9, covered / (double) n, 4 * Math.sqrt(0.09 / n));
    }

    @Test
    void whatDoesNotFitIsRefusedByName() throws IOException {
        Twin hip = Clinic.operated("hip", "P-1", "hip");
        Twin knee = Clinic.operated("knee", "P-1", "knee");
        Twin stranger = Clinic.operated("stranger", "P-2", "hip");
        assertEquals("coupling.joints", code(() -> couple(hip, knee, CouplingKind.LEFT_RIGHT, null)));
        assertEquals("coupling.two-patients", code(() -> couple(hip, stranger, CouplingKind.LEFT_RIGHT, null)));
        assertEquals("coupling.one-patient", code(() -> couple(hip, Clinic.operated("h2", "P-1", "hip"), CouplingKind.COHORT, null)));
        assertEquals("coupling.no-wear", code(() -> couple(knee, Clinic.operated("k2", "P-1", "knee"), CouplingKind.USE, null)));
        assertEquals("coupling.correlation", code(() -> couple(hip, knee, CouplingKind.ACTIVITY, 1.0)));
        assertEquals("coupling.setting", code(() -> couple(hip, stranger, CouplingKind.COHORT, 0.5)));
        assertEquals("coupling.elsewhere", code(() -> TwinNetwork.couple(hip, folder.resolve("a/hip.twin"), knee, folder.resolve(
                "knee.twin"), CouplingKind.ACTIVITY, Optional.empty())));
        assertEquals("coupling.kind", code(() -> CouplingKind.of("mass")));
        assertEquals(List.of(), hip.getCouplings());
        couple(hip, knee, CouplingKind.ACTIVITY, 0.8);
        assertEquals("network.missing", code(() -> update(hip)));
        assertEquals("network.twice", code(() -> update(hip, knee, knee)));
        couple(knee, hip, CouplingKind.ACTIVITY, 0.7);
        assertEquals("network.two-ways", code(() -> update(hip, knee)));
        TwinNetwork.uncouple(knee, "hip", CouplingKind.ACTIVITY);
        hip.getCouplings().getFirst().getParameters().getFirst().setName("corelation");
        assertEquals("coupling.setting", code(() -> update(hip, knee)));
        // files
        Path file = folder.resolve("hip.twin");
        TwinFiles.save(file, hip);
        assertEquals("network.no-file", code(() -> TwinNetwork.reach(file)));
        TwinFiles.save(folder.resolve("knee.twin"), stranger);
        assertEquals("network.other-twin", code(() -> TwinNetwork.reach(file)));
        TwinFiles.save(folder.resolve("knee.twin"), knee);
        assertEquals(List.of(file, folder.resolve("knee.twin")), TwinNetwork.reach(file));
    }

    private static String code(Executable work) {
        return assertThrows(InputException.class, work).diagnostic().code();
    }

    private static final double[] SHIFTED = {18, 11, Math.log(100 * 86400.0)};
    private static final double[] SPREAD = {5, 4, 0.25};

    /** Patients of a clinic whose courses are others than the published ones, and less spread. */
    private static Twin patient(int i, SplittableRandom random, double[] truth, int visits) {
        Observable d = Observables.get("knee.score.oks");
        for (int k = 0; k < 3; k++) {
            truth[k] = SHIFTED[k] + SPREAD[k] * random.nextGaussian();
        }
        int[] days = {-20, 30, 60, 120, 200, 365};
        List<String> rows = new ArrayList<>();
        for (int k = 0; k < visits; k++) {
            double y = d.course().orElseThrow().at(truth, days[k] * Clinic.DAY) + d.error() * random.nextGaussian();
            rows.add("knee.score.oks " + Times.after(Clinic.OPERATION, days[k] * Clinic.DAY).toString().substring(0, 10) + " "
                    + Math.rint(Math.clamp(y, 0, 48)) + " 1");
        }
        return Clinic.operated("twin-" + i, "P-" + i, "knee", rows.toArray(String[]::new));
    }

    /** What of a summary is reckoned with, by observable. */
    private static List<?> counted(CohortSummary c) {
        return ((List<?>) c.json().get("parts")).stream().map(p -> (Map<?, ?>) p).map(p -> List.of(p.get("observable"), p.get("patients"), p
                .get("observations"), p.get("precision"), p.get("information"), p.get("between"))).toList();
    }

    /** Empirical Bayes: new patients of that clinic are predicted better by what its others have shown than by the literature. */
    @Test
    void aCohortSharpensTheNextPatientsPrior() throws IOException {
        SplittableRandom random = new SplittableRandom(11);
        List<FollowUp> cohort = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            FollowUp f = new FollowUp(patient(i, random, new double[4], 6));
            f.absorb(Estimators.standard(), Estimators.DEFAULT, Clinic.SOFTWARE, Monitor.NONE);
            cohort.add(f);
        }
        CohortSummary all = CohortSummary.of("north", cohort, 5, Estimators.standard());
        Observable d = Observables.get("knee.score.oks");
        Cohort.Part part = all.parts().getFirst();
        assertEquals(30, part.summary().patients());
        assertEquals(180, part.observations());
        Gaussian mean = part.stratum().hierarchy().mean(part.summary());
        for (int k = 0; k < 3; k++) {
            assertEquals(SHIFTED[k], mean.mean(k), 4 * Math.max(mean.deviation(k), SPREAD[k] / Math.sqrt(30)));
        }
        // to a file and back, and without anybody in it
        Path file = folder.resolve("north.json");
        all.write(file);
        String text = Files.readString(file);
        assertFalse(text.contains("P-") || text.contains("twin-") || text.contains("2020-") || text.contains("state"), text);
        CohortSummary read = CohortSummary.read(file);
        // what is derived from rounded numbers is a digit off, those that count are the same
        assertEquals(counted(all), counted(read));
        CohortSummary south = CohortSummary.of("south", cohort.subList(0, 10), 5, Estimators.standard());
        CohortSummary east = CohortSummary.of("east", cohort.subList(10, 30), 5, Estimators.standard());
        double t = 300 * Clinic.DAY;
        double published = 0;
        double informed = 0;
        double sites = 0;
        int covered = 0;
        int n = 100;
        for (int i = 0; i < n; i++) {
            double[] truth = new double[4];
            Twin next = patient(100 + i, random, truth, 1);
            double y = d.course().orElseThrow().at(truth, t);
            FollowUp f = new FollowUp(next);
            f.absorb(Estimators.standard(), Estimators.DEFAULT, Clinic.SOFTWARE, Monitor.NONE);
            published += Math.pow(f.belief(next.getCurrentState()).value(d, t).mean(0) - y, 2);
            CohortSummary.adopt(f, List.of(read), Estimators.standard(), Estimators.DEFAULT, Clinic.NOW, Clinic.SOFTWARE, Monitor.NONE);
            Gaussian g = f.belief(next.getCurrentState()).value(d, t);
            informed += Math.pow(g.mean(0) - y, 2);
            covered += Math.abs(g.mean(0) - y) < 1.6449 * g.deviation(0) ? 1 : 0;
            // in the place of the one before, not on top
            CohortSummary.adopt(f, List.of(south, east), Estimators.standard(), Estimators.DEFAULT, Clinic.NOW, Clinic.SOFTWARE,
                    Monitor.NONE);
            sites += Math.pow(f.belief(next.getCurrentState()).value(d, t).mean(0) - y, 2);
        }
        assertTrue(informed < 0.7 * published, "mean square errors " + informed / n + " against " + published / n);
        assertEquals(informed, sites, 0.1 * informed, "two sites are nearly as good as their patients together");
        assertTrue(covered >= 84 && covered <= 99, "90 % intervals that cover: " + covered);
    }

    /** Within a folder each patient learns from the others, not from himself. */
    @Test
    void coupledPatientsLeaveThemselvesOut() {
        SplittableRandom random = new SplittableRandom(12);
        List<Twin> twins = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            twins.add(patient(i, random, new double[4], 4));
            if (i > 0) {
                couple(twins.get(i), twins.get(0), CouplingKind.COHORT, null);
            }
        }
        TwinNetwork.Result r = update(twins.toArray(Twin[]::new));
        assertTrue(r.order().stream().allMatch(u -> u.state().isPresent()));
        List<FollowUp> others = twins.subList(1, 6).stream().map(FollowUp::new).toList();
        Cohort.Part p = Cohort.parts(others, Estimators.standard()).getFirst();
        Gaussian expected = p.stratum().hierarchy().next(List.of(p.summary()));
        Gaussian g = new FollowUp(twins.getFirst()).belief(Histories.base(twins.getFirst().getCurrentState())).of(p.stratum().observable());
        for (int k = 0; k < 3; k++) {
            assertEquals(expected.mean(k), g.mean(k), 1e-6 * expected.deviation(k));
            assertEquals(expected.deviation(k), g.deviation(k), 1e-6 * expected.deviation(k));
        }
        assertTrue(update(twins.toArray(Twin[]::new)).order().stream().allMatch(u -> u.state().isEmpty()));
    }

    @Test
    void summariesThatTellTooMuchOrCannotBeUsedAreRefused() throws IOException {
        SplittableRandom random = new SplittableRandom(13);
        List<FollowUp> cohort = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            FollowUp f = new FollowUp(patient(i, random, new double[4], 3));
            f.absorb(Estimators.standard(), Estimators.DEFAULT, Clinic.SOFTWARE, Monitor.NONE);
            cohort.add(f);
        }
        List<FollowUp> twice = new ArrayList<>(cohort.subList(0, 4));
        twice.add(cohort.getFirst());
        assertEquals("share.few", code(() -> CohortSummary.of("", twice, 5, Estimators.standard())), "the same patient twice is one");
        assertEquals("share.least", code(() -> CohortSummary.of("", cohort, 4, Estimators.standard())));
        assertEquals("share.few", code(() -> CohortSummary.of("", cohort, 6, Estimators.standard())));
        CohortSummary good = CohortSummary.of("", cohort, 5, Estimators.standard());
        Path file = folder.resolve("s.json");
        assertEquals("file.missing", code(() -> CohortSummary.read(file)));
        good.write(file);
        String text = Files.readString(file);
        for (String change : List.of("\"version\": \"1\">\"version\": \"2\"", "\"patients\": 5>\"patients\": 4", "\"relief\">\"wear\"",
                "\"publishedMean\": 20>\"publishedMean\": 21", "\"format\">\"fromat\"", "\"observations\": 15>\"observations\": 1.5", "{>[",
                "\"knee.score.oks\">\"knee.score.ukn\"")) {
            String[] words = change.split(">");
            assertTrue(text.contains(words[0]), words[0]);
            Files.writeString(file, text.replaceFirst(Pattern.quote(words[0]), Matcher.quoteReplacement(
                    words[1])));
            String code = code(() -> CohortSummary.read(file));
            assertTrue(code.equals("share.form") || code.equals("observable.unknown"), change + ": " + code);
        }
        FollowUp next = new FollowUp(patient(9, random, new double[4], 1));
        assertEquals("share.twice", code(() -> adopt(next, good, good)));
        FollowUp hip = new FollowUp(Clinic.operated("hip", "P-8", "hip", wear(0.3)));
        assertEquals("share.nothing", code(() -> adopt(hip, good)));
        Histories.branch(next.twin(), next.twin().getCurrentState(), "I know", Map.of("knee.score.oks.gain",
                new Belief.Value(10, 1)), Clinic.NOW, Clinic.SOFTWARE);
        assertEquals("share.person", code(() -> adopt(next, good)));
    }

    private static void adopt(FollowUp f, CohortSummary... summaries) {
        CohortSummary.adopt(f, List.of(summaries), Estimators.standard(), Estimators.DEFAULT, Clinic.NOW, Clinic.SOFTWARE, Monitor.NONE);
    }
}
