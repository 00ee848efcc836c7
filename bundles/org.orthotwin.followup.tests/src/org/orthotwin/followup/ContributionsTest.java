/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.InputException;
import org.orthotwin.core.JsonText;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.followup.estimation.Assimilation;
import org.orthotwin.followup.estimation.Estimator;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.followup.estimation.VectorFunction;
import org.orthotwin.followup.spi.CourseModel;
import org.orthotwin.followup.spi.DetectorType;
import org.orthotwin.followup.spi.EstimatorType;
import org.orthotwin.model.twin.TwinState;

/** What others contribute and what is wrong with it: it is named, and everything else works as before. */
class ContributionsTest {

    private static final String BUNDLE = "org.stranger";

    @AfterEach
    void goAway() {
        Courses.registry().removeContributor(BUNDLE);
        Observables.registry().removeContributor(BUNDLE);
        Estimators.registry().removeContributor(BUNDLE);
        Detectors.registry().removeContributor(BUNDLE);
        assertEquals(List.of(), Observables.registry().problems());
        assertEquals(List.of(), Courses.registry().problems());
    }

    private static void course(String id, CourseModel model, String kind) {
        Courses.registry().add(new Contribution<>(id, id, "", BUNDLE, Map.of("version", "1"), Map.of("parameter", List.of(Map.of("name",
                "amount", "kind", kind))), () -> model));
    }

    /** An observable with another member before its course. */
    private static String with(String id, String member) {
        return observable(id, "stranger.level", "10mm").replace("'id':", member + ", 'id':");
    }

    private static String past(String id, String more) {
        return "{'id': '" + id + "', 'probability': 0.001, 'source': 's', 'name': 'N', 'effects': {}, 'complication': "
                + "'complication.infection', 'past': {'half': '2yr', 'amiss': 0.3, " + more + "}},";
    }

    private static String regression(String members) {
        return "'regressions': [{'fact': 'patient.bmi', 'source': 's', 'per': '1kg/m2', " + members + "}]";
    }

    private static void file(String json) {
        ObservableFile f = ObservableFile.of(JsonText.parse(json.replace('\'', '"')));
        Observables.registry().add(new Contribution<>("stranger.file", "File", "", BUNDLE, Map.of(), Map.of(), () -> f));
    }

    private static String observable(String id, String course, String value) {
        return "{'id': '" + id + "', 'version': '1', 'joint': 'knee', 'kind': 'motion', 'unit': 'mm', 'lower': '-9mm', 'upper': '90mm',"
                + "'better': 'down', 'name': 'N', 'course': '" + course + "', 'error': '1mm', 'errorSource': 's', 'parameters': [{'name':"
                + "'amount', 'value': '" + value + "', 'sd': '2mm', 'source': 's'}]}";
    }

    private static String tied(String id, String tie) {
        String o = observable(id, "stranger.level", "10mm");
        return o.substring(0, o.length() - 1) + ", 'ties': [{'measurement': 'm', 'source': 's', " + tie + "}]}";
    }

    /** y = amount: the posterior of normal numbers with a normal prior. */
    @Test
    void aStrangersCourseIsEstimatedAndPredicted() {
        List<Observable> before = Observables.all();
        course("stranger.level", (x, t) -> t < 0 ? 0 : x[0], "value");
        file("{'observables': [" + observable("stranger.gap", "stranger.level", "10mm") + "]}");
        assertTrue(Observables.all().containsAll(before));
        Observable d = Observables.get("stranger.gap");
        assertTrue(Observables.predicted("knee").contains(d) && !Observables.predicted("hip").contains(d));
        FollowUp f = Clinic.followed(VirtualPatient.draw("P-1", "knee", Clinic.CEMENTED, Clinic.OPERATION, List.of(
                new VirtualPatient.Visit(d, 10 * Clinic.DAY), new VirtualPatient.Visit(d, 20 * Clinic.DAY)), Optional.empty(), false, 5));
        double sum = f.twin().getObservations().stream().filter(o -> o.getDefinition().equals(d.id())).mapToDouble(o -> o.getValue()).sum();
        double precision = 1 / 4e-6 + 2 / 1e-6;
        Gaussian g = f.belief(f.twin().getCurrentState()).of(d);
        assertEquals((0.01 / 4e-6 + sum / 1e-6) / precision, g.mean(0), 1e-9);
        assertEquals(1 / Math.sqrt(precision), g.deviation(0), 1e-9);
        // without the bundle its observations are kept and not predicted; the rest of the twin is as it was
        Observables.registry().removeContributor(BUNDLE);
        assertEquals(before, Observables.all());
        assertEquals(List.of(), new FollowUp(f.twin()).absorb(Estimators.standard(), Estimators.DEFAULT, Clinic.SOFTWARE, Monitor.NONE));
        assertFalse(new FollowUp(f.twin()).belief(f.twin().getCurrentState()).observables().contains(d));
    }

    @Test
    void whatIsWrongInAFileIsNamedAndTheRestIsUsed() {
        List<String> before = Observables.all().stream().map(Observable::id).toList();
        List<String> causes = Observables.causes().stream().map(Cause::id).toList();
        course("stranger.level", (x, t) -> x[0], "value");
        course("stranger.positive", (x, t) -> Math.exp(x[0]), "log-value");
        file("{'observables': [" + String.join(",", observable("stranger.wide", "stranger.positive", "10mm").replace("'sd': '2mm'",
                "'ratio': 9"), observable("stranger.good", "stranger.level", "10mm"),
                observable("knee.flexion", "stranger.level", "10mm"), observable("stranger.courseless", "no.such", "10mm"),
                observable("stranger.unit", "stranger.level", "10deg"), observable("Stranger Id", "stranger.level", "10mm"),
                observable("stranger.name", "stranger.level", "10mm").replace("'name': 'N',", ""),
                tied("stranger.factor", "'parameter': 'amount', 'factor': 0, 'sd': '1mm'"), tied("stranger.both",
                        "'parameter': 'amount', 'at': '2yr', 'sd': '1mm'"), tied("stranger.before", "'at': '-1d', 'sd': '1mm'"),
                with("stranger.slope", regression("'centre': '30kg/m2', 'parameters': [{'name': 'weight', 'slope': '1mm'}]")),
                with("stranger.nowhere", regression("'parameters': [{'name': 'amount', 'slope': '1mm'}]")),
                with("stranger.known", regression("'from': '30kg/m2', 'parameters': [{'name': 'amount', 'slope': '1mm', 'sd': '0mm'}]")),
                with("stranger.breaks", "'change': {'hazard': '0/yr', 'rate': '1mm/yr', 'sd': '1mm/yr', 'source': 's'}"))
                + "], 'causes': [{'id': 'loosening', 'effects': {'stranger.good': {'step': '3mm'}}},"
                + "{'id': 'stranger.luck', 'probability': 0.6, 'source': 's', 'name': 'N', 'effects': {}},"
                + past("stranger.treated", "'kept': 'no-such', 'exchanged': 'two-stage', 'source': 's'") + past("stranger.moved",
                        "'kept': 'dair', 'exchanged': 'retrain', 'source': 's'") + past("stranger.hearsay",
                                "'kept': 'dair', 'exchanged': 'two-stage'")
                + "{'id': 'stranger.unknown', 'effects': {'stranger.good': {'step': '3mm'}}},"
                + "{'id': 'wear', 'effects': {'stranger.bad': {'step': '3mm'}}}]}");
        assertEquals(before.size() + 1, Observables.all().size());
        // the first in the order of the bundles' names
        assertEquals("org.orthotwin.followup", Observables.contributor(Observables.get("knee.flexion")));
        assertEquals(3e-3, Observables.causes().stream().filter(c -> c.id().equals("loosening")).findFirst()
                .orElseThrow().patterns().getFirst()
                .get("stranger.good").amount());
        assertEquals(causes, Observables.causes().stream().map(Cause::id).toList());
        List<String> problems = Observables.registry().problems();
        assertEquals(19, problems.size(), problems::toString);
        for (String said : List.of("'knee.flexion', is left out: org.orthotwin.followup has one of this id",
                "'stranger.courseless', is left out: no course 'no.such'", "'stranger.unit', is left out: ",
                "'Stranger Id', is left out: its id is not dotted lower case", "'stranger.name', is left out: it has no text 'name'",
                "'stranger.factor', is left out: its tie to m has the factor 0.0",
                "'stranger.both', is left out: its tie to m is to a parameter", "'stranger.before', is left out: its tie to m",
                "'stranger.wide', is left out: its parameter amount is spread by a factor of 9.0; a filter can take 4",
                "'stranger.slope', is left out: its regression on patient.bmi is of a parameter 'weight'",
                "'stranger.nowhere', is left out: its regression on patient.bmi needs parameters, and either a centre",
                "'stranger.known', is left out: its regression on patient.bmi has no finite slope of amount",
                "'stranger.breaks', is left out: a change has the hazard 0.0",
                "'stranger.treated', is left out: what treated it, 'no-such', is no intervention that ends a cause",
                "'stranger.moved', is left out: what treated it, 'retrain', is no intervention that ends a cause",
                "'stranger.hearsay', is left out: it has no text 'source'",
                "'stranger.luck', is left out: the probabilities", "'stranger.unknown', is left out: it has no probability",
                "'wear', is left out: nothing can be observed that is called 'stranger.bad'")) {
            assertTrue(problems.stream().anyMatch(p -> p.contains(BUNDLE) && p.contains(said)), said + "\n" + problems);
        }
        Observables.all();
        assertEquals(19, Observables.registry().problems().size(), "named once");
    }

    /** A field that nobody knows would be read by nobody: a limit under a misspelled name would never be in force. */
    @Test
    void fieldsThatNobodyKnowsAreRefusedInEveryObject() {
        course("stranger.level", (x, t) -> x[0], "value");
        String prior = "'parameters': [{'name': 'amount', 'value': '1mm', 'sd': '1mm', 'source': 's'";
        String limit = "'limits': [{'name': 'low', 'level': 'at-risk', 'source': 's', ";
        file("{'observables': [" + String.join(",", with("stranger.a", limit.replace("limits", "limitz") + "'value': '9mm', 'at': '1yr'}]"),
                with("stranger.b", limit + "'value': '9mm', 'at': '1yr', 'unles': {'implant.cemented': 1}}]"),
                with("stranger.c", "'target': {'lower': '1mm', 'upper': '2mm', 'source': 's', 'sauce': 's'}"),
                with("stranger.d", "'factors': [{'fact': 'implant.cemented', 'value': 1, 'ande': {}, " + prior + "}]}]"),
                with("stranger.e", "'factors': [{'fact': 'implant.cemented', 'value': 1, " + prior + ", 'slop': 1}]}]"),
                with("stranger.f", regression("'centre': '30kg/m2', 'parameters': [{'name': 'amount', 'slope': '1mm', 'ds': '1mm'}]")),
                with("stranger.g", "'fading': {'after': '1yr', 'time': '9yr', 'source': 's', 'times': '9yr'}"),
                with("stranger.h", "'ties': [{'measurement': 'm', 'parameter': 'amount', 'sd': '1mm', 'source': 's', 'facto': 2}]"),
                with("stranger.i", "'scoring': {'start': 0, 'factor': 1, 'source': 's', 'blocks': [{'items': 1, 'lower': 0, 'upper': 4,"
                        + "'missing': 0, 'most': 1}]}"),
                with("stranger.j", "'change': {'hazard': '1/yr', 'rate': '1mm/yr', 'sd': '1mm/yr', 'source': 's', 'onset': '1yr'}"),
                with("stranger.k", "'whole': 'true'"), with("stranger.l", "'limits': {'name': 'low'}"),
                with("stranger.m", "'name.french': 'N'"), with("stranger.n", "'better': 'upp'").replace("'better': 'down',", ""),
                with("stranger.o", limit + "'value': '9mm', 'at': '1yr', 'unless': {'implant.cementde': 1}}]"),
                with("stranger.good", "'name.fr': 'N'"))
                + "], 'causes': [{'id': 'loosening', 'effects': {'pain': {'stepp': '3'}}},"
                + "{'id': 'wear', 'effects': {}, 'markers': [{'observable': 'pain', 'from': '3', 'sensitivity': 0.8, 'specificity': 0.8,"
                + "'source': 's', 'untill': '1yr', 'strata': [{'from': '3', 'ratios': 2}], 'rise': {'form': '1d'}}]},"
                + "{'id': 'stiffness', 'effects': {}, 'signs': [{'observable': 'pain', 'limits': 'x', 'ratio': 2}]},"
                + "{'id': 'infection', 'effects': {}, 'needs': [{'observable': 'pain', 'limit': 'x', 'after': '1d'}], 'or': [{'pain':"
                + "{'drif': '1'}}], 'sudden': 1}],"
                + "'interventions': [{'id': 'retrain', 'window': {'form': '1d'}, 'acute': {'sign': '1d'}, 'fore': [],"
                + "'effects': {'pain': {'change': '1', 'sd': '1', 'time': '1d', 'after': '1d'}}}],"
                + "'visits': [{'joint': 'elbow', 'after': ['1yr'], 'evry': '1yr',"
                + "'source': 's'}]}");
        assertTrue(Observables.find("stranger.good").isPresent(), () -> Observables.registry().problems().toString());
        List<String> problems = Observables.registry().problems();
        for (String said : List.of("'stranger.a', is left out: nobody knows the field 'limitz'; near it: limits",
                "'stranger.b', is left out: limits 'low': nobody knows the field 'unles'; near it: unless",
                "'stranger.c', is left out: target: nobody knows the field 'sauce'; near it: source",
                "'stranger.d', is left out: factors 'implant.cemented': nobody knows the field 'ande'; near it: and",
                "'stranger.e', is left out: factors 'implant.cemented': parameters 'amount': nobody knows the field 'slop'; near it: slope",
                "'stranger.f', is left out: regressions 'patient.bmi': parameters 'amount': nobody knows the field 'ds'; known are name,",
                "'stranger.g', is left out: fading: nobody knows the field 'times'; near it: time",
                "'stranger.h', is left out: ties 'm': nobody knows the field 'facto'; near it: factor",
                "'stranger.i', is left out: scoring: blocks no. 1: nobody knows the field 'most'; known are items, lower, missing, upper",
                "'stranger.j', is left out: change: nobody knows the field 'onset'; known are hazard, rate, sd, source",
                "'stranger.k', is left out: the field 'whole' is true or false",
                "'stranger.l', is left out: the field 'limits' is a list of objects",
                "'stranger.m', is left out: nobody knows the field 'name.french'", "'stranger.n', is left out: better is up or down",
                "'stranger.o', is left out: there is no fact 'implant.cementde'",
                "'loosening', is left out: effects 'pain': nobody knows the field 'stepp'; near it: step",
                "'wear', is left out: markers 'pain': ", "nobody knows the field 'untill'; near it: until",
                "strata no. 1: nobody knows the field 'ratios'; near it: ratio", "rise: nobody knows the field 'form'; near it: from",
                "'stiffness', is left out: signs 'pain': nobody knows the field 'limits'; near it: limit",
                "'infection', is left out: ", "needs 'pain': nobody knows the field 'after'; known are limit, observable",
                "or 'pain': nobody knows the field 'drif'; near it: drift", "the field 'sudden' is true or false",
                "'retrain', is left out: ", "effects 'pain': nobody knows the field 'after'", "window: nobody knows the field 'form'",
                "acute: nobody knows the field 'sign'; near it: signs", "nobody knows the field 'fore'; near it: for",
                "a schedule of visits, 'null', is left out: nobody knows the field 'evry'; near it: every")) {
            assertTrue(problems.stream().anyMatch(p -> p.contains(BUNDLE) && p.contains(said)), said + "\n" + problems);
        }
        assertThrows(IllegalStateException.class, () -> ObservableFile.of(Map.of("observable", List.of())));
    }

    /** As uncertainties of observations: what is below a billionth of the scale is no spread of patients. */
    @Test
    void aSpreadOfPatientsIsNoneThatNobodyCanMean() {
        course("stranger.level", (x, t) -> x[0], "value");
        course("stranger.rate", (x, t) -> x[0] * t, "rate");
        String rate = observable("stranger.r", "stranger.rate", "1mm/yr");
        file("{'observables': [" + String.join(",", observable("stranger.a", "stranger.level", "1mm").replace("'sd': '2mm'",
                "'sd': '1e-300mm'"), observable("stranger.b", "stranger.level", "1mm").replace("'sd': '2mm'", "'sd': '100mm'"),
                observable("stranger.c", "stranger.level", "1mm").replace("'error': '1mm'", "'error': '0mm'"),
                rate.replace("stranger.r'", "stranger.d'").replace("'sd': '2mm'", "'sd': '9e-8mm/yr'"),
                rate.replace("stranger.r'", "stranger.e'").replace("'sd': '2mm'", "'sd': '1.1e-7mm/yr'"),
                rate.replace("stranger.r'", "stranger.f'").replace("'sd': '2mm'", "'sd': '100mm/d'"),
                // the same in all patients
                observable("stranger.g", "stranger.level", "1mm").replace("'sd': '2mm'", "'sd': '0mm'")) + "]}");
        assertEquals(List.of("stranger.e", "stranger.g"), Observables.all().stream().map(Observable::id).filter(i -> i.startsWith(
                "stranger.")).toList(), () -> Observables.registry().problems().toString());
    }

    @Test
    void aCourseThatFailsAtOnceIsNotPredicted() {
        AtomicInteger calls = new AtomicInteger();
        course("stranger.throws", (x, t) -> {
            calls.incrementAndGet();
            throw new UnsupportedOperationException("no licence");
        }, "value");
        course("stranger.kind", (x, t) -> x[0], "angle");
        file("{'observables': [" + observable("stranger.gap", "stranger.throws", "10mm") + "," + observable("stranger.other",
                "stranger.kind", "10mm") + "]}");
        for (int i = 0; i < 3; i++) {
            assertTrue(Observables.predicted("knee").stream().noneMatch(d -> d.id().startsWith("stranger")));
        }
        assertEquals(1, calls.get());
        assertTrue(Observables.find("stranger.gap").isPresent(), "it can be observed");
        List<String> problems = Courses.registry().problems();
        assertEquals(2, problems.size(), problems::toString);
        assertTrue(problems.stream().anyMatch(p -> p.contains("stranger.throws") && p.contains(BUNDLE) && p.contains("no licence")));
        assertTrue(problems.stream().anyMatch(p -> p.contains("stranger.kind") && p.contains("'angle'")));
        Clinic.followed(Clinic.patient(Optional.empty(), 1));
    }

    /** A course that fails later is refused by name, and the twin is what it was. */
    @Test
    void aCourseThatFailsLaterIsRefusedByName() {
        course("stranger.late", (x, t) -> t > 10 * Clinic.DAY && x[0] > 0.05 ? Double.NaN : x[0], "value");
        file("{'observables': [" + observable("stranger.gap", "stranger.late", "10mm") + "]}");
        FollowUp f = new FollowUp(Clinic.twin(VirtualPatient.draw("P-1", "knee", Clinic.CEMENTED, Clinic.OPERATION, List.of(),
                Optional.empty(), false, 5)));
        ObservationFile.Row row = new ObservationFile.Row(1, Map.of("observable", "stranger.gap", "time", "2020-02-01", "value", "80",
                "unit", "mm", "uncertainty", "0.1"));
        Intake.take(f.twin(), List.of(row, new ObservationFile.Row(2, Map.of("observable", "stranger.gap", "time", "2020-02-02", "value",
                "80", "unit", "mm"))), Optional.of("P-1"), "test", Clinic.NOW);
        InputException e = assertThrows(InputException.class, () -> f.absorb(Estimators.standard(), Estimators.DEFAULT, Clinic.SOFTWARE,
                Monitor.NONE));
        assertEquals("contribution.fails", e.diagnostic().code());
        assertTrue(e.getMessage().contains("stranger.late") && e.getMessage().contains(BUNDLE), e.getMessage());
    }

    @Test
    void estimatorsAndDetectorsThatFailAreRefusedByName() {
        assertEquals("contribution.unknown", assertThrows(InputException.class, () -> Estimators.of("no.such", 1)).diagnostic().code());
        Estimators.registry().add(new Contribution<EstimatorType>("stranger.broken", "B", "", BUNDLE, Map.of(), Map.of(), () -> {
            throw new IllegalStateException("no licence");
        }));
        Estimators.registry().add(new Contribution<EstimatorType>("stranger.throws", "B", "", BUNDLE, Map.of(), Map.of(), () -> seed ->
                new Estimator() {
                    @Override
                    public Gaussian forecast(Gaussian belief, VectorFunction f, double[][] q) {
                        return belief;
                    }

                    @Override
                    public Assimilation update(Gaussian prior, VectorFunction h, double[] y, double[][] r) {
                        throw new ArithmeticException("lost");
                    }
                }));
        Estimators.registry().add(new Contribution<EstimatorType>("unscented", "Mine", "", BUNDLE, Map.of(), Map.of(), () -> null));
        assertTrue(assertThrows(InputException.class, () -> Estimators.of("stranger.broken", 1)).getMessage().contains("no licence"));
        FollowUp f = new FollowUp(Clinic.twin(Clinic.patient(Optional.empty(), 1)));
        InputException e = assertThrows(InputException.class, () -> f.absorb(Estimators.of("stranger.throws", 1), "stranger.throws",
                Clinic.SOFTWARE, Monitor.NONE));
        assertTrue(e.getMessage().contains("'stranger.throws'") && e.getMessage().contains("lost"), e.getMessage());
        FollowUp g = Clinic.followed(Clinic.patient(Optional.empty(), 1));
        TwinState s = g.twin().getCurrentState();
        Detectors.registry().add(new Contribution<DetectorType>("stranger.broken", "B", "", BUNDLE, Map.of(), Map.of(), () -> null));
        assertThrows(InputException.class, () -> Alerts.of(g, s, 200, List.of("cusum", "stranger.broken"), Monitor.NONE));
        assertEquals(Alerts.of(g, s, 200, List.of("cusum", "predictive"), Monitor.NONE), Alerts.of(g, s, 200, Monitor.NONE));
    }
}
