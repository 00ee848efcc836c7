/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.model.twin.Twin;

/** Observables that somebody gives in a file of their own. */
class OwnObservablesTest {

    private static final String WALKING = "org.example.walking";

    /** The example of the documentation. */
    static Path example(Path folder) throws Exception {
        String page = Files.readString(Path.of(System.getProperty("orthotwin.root", "../.."), "releng/docs/observables-file.md"));
        int at = page.indexOf("```json") + 7;
        return Files.writeString(folder.resolve("mine.json"), page.substring(at, page.indexOf("```", at)));
    }

    private static void take(Twin t, String... rows) {
        Intake.Result r = Intake.take(t, List.of(rows).stream().map(x -> x.split(" ")).map(c -> new ObservationFile.Row(1, Map.of(
                "observable", c[0], "time", c[1], "value", c[2]))).toList(), Optional.of("P-1"), "test", Clinic.NOW);
        assertEquals(List.of(), r.quarantined());
    }

    private static FollowUp follow(Twin t) {
        FollowUp f = new FollowUp(t);
        f.absorb(Estimators.standard(), Estimators.DEFAULT, Clinic.SOFTWARE, Monitor.NONE);
        return f;
    }

    private static Gaussian walking(FollowUp f) {
        return f.belief(f.twin().getCurrentState()).of(Observables.get(WALKING));
    }

    @Test
    void theExampleOfTheDocumentationIsOne(@TempDir Path folder) throws Exception {
        List<Observable> before = Observables.all();
        Twin t = Clinic.twin("knee.operation 2020-01-01 1 1", "pain 2020-03-01 3 1");
        try (OwnObservables own = OwnObservables.open(List.of(example(folder)))) {
            assertEquals("mine.json", Observables.contributor(Observables.get(WALKING)));
            take(t, WALKING + " 2020-03-01 50", WALKING + " 2021-01-01 42");
            FollowUp f = follow(t);
            assertEquals(42, f.belief(t.getCurrentState()).value(Observables.get(WALKING), f.since(Times.instant("2021-01-01"))).mean(0),
                    6);
            assertTrue(Alerts.of(f, t.getCurrentState(), 200, Monitor.NONE).stream().anyMatch(a -> a.id().equals(WALKING + ".limit.low")));
        }
        assertEquals(before, Observables.all());
        assertEquals(List.of(), Observables.problems());
    }

    /** What the documentation calls required is named where it is missing. */
    @ParameterizedTest
    @ValueSource(strings = {"version", "kind", "name", "unit", "lower", "upper", "error", "errorSource"})
    void whatIsRequiredIsNamed(String field, @TempDir Path folder) throws Exception {
        Path file = example(folder);
        Files.writeString(file, Files.readString(file).replaceFirst("\"" + field + "\": \"[^\"]*\",?", ""));
        InputException e = assertThrows(InputException.class, () -> OwnObservables.open(List.of(file)));
        assertTrue(e.getMessage().contains("it has no text '" + field + "'"), e.getMessage());
        String page = Files.readString(Path.of(System.getProperty("orthotwin.root", "../.."), "releng/docs/observables-file.md"));
        String required = page.substring(page.indexOf("Required of an observable"), page.indexOf("else may be left out"));
        assertTrue(required.contains("`" + field + "`"), required);
    }

    /** The documented change of a course: its rate is by time, and is read in the observable's unit by the year. */
    @Test
    void aChangeIsByYear(@TempDir Path folder) throws Exception {
        String page = Files.readString(Path.of(System.getProperty("orthotwin.root", "../.."), "releng/docs/observables-file.md"));
        String change = page.substring(page.indexOf("{\"hazard\""), page.indexOf('}', page.indexOf("{\"hazard\"")) + 1);
        Path file = example(folder);
        String steps = Files.readString(file).replace("\"unit\": \"1\", \"lower\": \"0\", \"upper\": \"100\"",
                "\"unit\": \"mm\", \"lower\": \"-100mm\", \"upper\": \"100mm\"").replaceAll("(?s)\"course\": \"recovery\".*\"limits\"",
                        Matcher.quoteReplacement("\"course\": \"migration\", \"error\": \"0.1mm\", \"errorSource\": \"x\", \"change\": "
                                + change + ", \"parameters\": [" + Stream.of("bedding 0.5mm", "time 40d").map(x -> "{\"name\": \"" + x
                                        .split(" ")[0] + "\", \"value\": \"" + x.split(" ")[1] + "\", \"ratio\": 1.5, \"source\": \"x\"}, ")
                                        .collect(Collectors.joining())
                                        + "{\"name\": \"drift\", \"value\": \"0.1mm/yr\", \"sd\": \"0.1mm/yr\","
                                + " \"source\": \"x\"}], \"limits\"")).replace("\"value\": \"50\"", "\"value\": \"1mm\"");
        Files.writeString(file, steps);
        try (OwnObservables own = OwnObservables.open(List.of(file))) {
            Observable.Change c = Observables.get(WALKING).change().orElseThrow();
            assertEquals(1.1e-3, c.law().rate() * FollowUp.YEAR, 1e-12);
            assertEquals(0.6e-3, c.law().deviation() * FollowUp.YEAR, 1e-12);
            assertEquals(0.005, c.law().hazard() * FollowUp.YEAR, 1e-12);
        }
        Files.writeString(file, steps.replace("\"1.1mm/yr\"", "\"1.1mm\""));
        assertTrue(assertThrows(InputException.class, () -> OwnObservables.open(List.of(file))).getMessage().contains("1.1mm"));
    }

    /** Facts choose the priors of what comes with a file as well where the twin was followed without it before. */
    @Test
    void factsChoosePriorsWhenTheFileComesLater(@TempDir Path folder) throws Exception {
        Path file = example(folder);
        Gaussian[] known = new Gaussian[2];
        for (int i = 0; i < 2; i++) {
            Twin t = Clinic.twin("knee.operation 2020-01-01 1 1", "pain 2020-03-01 3 1", "patient.bmi 2020-01-01 40 kg/m2");
            if (i > 0) {
                follow(t);
            }
            try (OwnObservables own = OwnObservables.open(List.of(file))) {
                take(t, WALKING + " 2020-03-01 50");
                FollowUp f = follow(t);
                known[i] = walking(f);
                Gaussian prior = f.belief(Histories.base(t.getCurrentState())).of(Observables.get(WALKING));
                assertEquals(Observables.get(WALKING).belief(Observables.get(WALKING).priors(f.facts())).mean(0), prior.mean(0), 1e-9);
                assertEquals(0, f.late());
            }
            follow(t);
            assertEquals(0, new FollowUp(t).late(), "without the file nothing begins again");
        }
        assertEquals(known[0].mean(0), known[1].mean(0), 1e-9);
        assertEquals(known[0].deviation(0), known[1].deviation(0), 1e-9);
    }

    /** Whoever forgets the file is told so, and loses nothing of what was learned with it. */
    @Test
    void withoutTheFileNothingIsLost(@TempDir Path folder) throws Exception {
        Path file = example(folder);
        Twin one = Clinic.twin("knee.operation 2020-01-01 1 1", "pain 2020-03-01 3 1");
        Twin other = Clinic.twin("knee.operation 2020-01-01 1 1", "pain 2020-03-01 3 1");
        Gaussian told;
        try (OwnObservables own = OwnObservables.open(List.of(file))) {
            for (Twin t : List.of(one, other)) {
                take(t, WALKING + " 2020-03-01 50", WALKING + " 2021-01-01 42");
                follow(t);
            }
            take(one, "pain 2021-02-01 2", WALKING + " 2021-06-01 45");
            told = walking(follow(one));
        }
        take(other, "pain 2021-02-01 2");
        FollowUp f = follow(other);
        FollowUpResult r = FollowUpResult.of(f, other.getCurrentState(), Optional.empty(), 200, MarkersTest.log(), Clinic.NOW, 1,
                Monitor.NONE);
        String said = r.warnings().getFirst().text("en");
        assertTrue(said.startsWith("2 observations are kept and do not count") && said.contains(WALKING), said);
        try (OwnObservables own = OwnObservables.open(List.of(file))) {
            take(other, WALKING + " 2021-06-01 45");
            Gaussian again = walking(follow(other));
            for (int i = 0; i < told.dimension(); i++) {
                assertEquals(told.mean(i), again.mean(i), 1e-9 * Math.abs(told.mean(i)));
                assertEquals(told.deviation(i), again.deviation(i), 1e-9 * told.deviation(i));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{| file.no-json", "[]| file.no-json", "{\"observables\": 3}| file.no-json", "{}| own.empty",
        "{\"observables\": [{\"id\": \"pain\"}]}| own.wrong", "{\"observables\": [{\"id\": \"x.y\", \"course\": \"no.such\"}]}| own.wrong",
        "{\"causes\": [{\"id\": \"loosening\", \"effects\": {\"x.y\": {\"step\": \"1\"}}}]}| own.wrong"})
    void whatIsWrongIsRefusedWhole(String json, String code, @TempDir Path folder) throws Exception {
        List<Observable> before = Observables.all();
        Path good = example(folder);
        Path wrong = Files.writeString(folder.resolve("wrong.json"), json);
        InputException e = assertThrows(InputException.class, () -> OwnObservables.open(List.of(good, wrong)));
        assertEquals(code, e.diagnostic().code());
        assertTrue(e.getMessage().contains("wrong.json"), e.getMessage());
        assertEquals(before, Observables.all());
        assertEquals(List.of(), Observables.problems());
    }

    @Test
    void whatIsInstalledIsNotReplaced(@TempDir Path folder) throws Exception {
        Path file = example(folder);
        Files.writeString(file, Files.readString(file).replace(WALKING, "knee.score.oks"));
        InputException e = assertThrows(InputException.class, () -> OwnObservables.open(List.of(file)));
        assertTrue(e.getMessage().contains("'knee.score.oks', is left out: org.orthotwin.followup"), e.getMessage());
        Path mine = example(folder);
        assertEquals("own.twice", assertThrows(InputException.class, () -> OwnObservables.open(List.of(mine, mine))).diagnostic().code());
        assertEquals("file.missing", assertThrows(InputException.class, () -> OwnObservables.open(List.of(folder.resolve("no"))))
                .diagnostic().code());
        assertEquals("knee.score.oks", Observables.get("knee.score.oks").id());
    }
}
