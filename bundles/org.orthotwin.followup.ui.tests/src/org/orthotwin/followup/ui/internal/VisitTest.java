/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.Observable;
import org.orthotwin.followup.ObservationFile;
import org.orthotwin.followup.Observables;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.ui.TypedNumber;

/** What is noted of a visit before it is saved, and what is offered to be observed. */
class VisitTest {

    private static ObservationFile.Row row(String observable, String time, String value, String unit) {
        return new ObservationFile.Row(1, Map.of("observable", observable, "time", time, "value", value, "unit", unit));
    }

    @Test
    void whatWasNotedIsToldAndTakenOutAgain() {
        Visit v = new Visit();
        assertTrue(v.isEmpty());
        v.add(row("pain", "2023-03-15", "7", "1"));
        v.add(row("knee.flexion", "2023-03-15", "110", "deg"));
        v.add(row("knee.score.oks", "2023-03-15", "items(4 3 4 2 3 4 3 3 2 4 4 3)", "1"));
        v.add(row("complication", "2023-03-15", "1", "1"));
        assertEquals("Pain (0 to 10) 7, Flexion of the knee 110\u00b0, Oxford Knee Score 39, Complication", v.words("en"));
        assertEquals("oui", Visit.value(row("implant.cemented", "2023-03-15", "yes", "1"), "fr"));
        // a file would refuse the second, unless it is of another time
        assertEquals("7", v.again(row("pain", "2023-03-15", "5", "1")).orElseThrow().text("value"));
        assertEquals(Optional.empty(), v.again(row("pain", "2023-03-16", "5", "1")));
        assertEquals("110", v.remove(1).text("value"));
        assertEquals(List.of("pain", "knee.score.oks", "complication"), v.rows().stream().map(r -> r.text("observable")).toList());
    }

    /** A comma may stand between thousands in English: nobody has 1.25 steps. */
    @Test
    void aCommaThatMayMeanThousandsIsAskedAbout() {
        assertEquals("1.25", TypedNumber.of(" 1,25", "en"));
        assertEquals("0.250", TypedNumber.of("0,250", "en"));
        assertEquals("1,250", TypedNumber.of("1,250", "en"));
        assertEquals("-12,345,678.5", TypedNumber.of("-12,345,678.5", "en"));
        assertEquals("1.250", TypedNumber.of("1,250", "fr"));
        assertEquals(Optional.of("8,432: is it 8432 or 8.432? Type it without a comma."), ObservationForm.problem(row("activity.steps",
                "2023-03-15", TypedNumber.of("8,432", "en"), "1"), "P", "en"));
    }

    /** A note goes with its event from the form into the file, the list and the words beside a dot. */
    @Test
    void whatIsSaidOfAComplicationIsShown(@TempDir Path folder) throws Exception {
        ObservationFile.Row wound = new ObservationFile.Row(1, Map.of("observable", "complication", "time", "2023-03-15", "value", "1",
                "unit", "1", "by", "Ambulanz", "note", "wound dehiscence"));
        Visit v = new Visit();
        v.add(wound);
        assertEquals("Complication wound dehiscence", v.words("en"));
        assertEquals(Optional.empty(), v.again(new ObservationFile.Row(1, Map.of("observable", "complication", "time", "2023-03-15",
                "value", "1", "unit", "1", "note", "thrombosis"))));
        Path file = Knee.followed(folder);
        assertEquals(1, Deeds.add(file, v.rows(), false, Monitor.NONE).taken());
        Reading r = Knee.read(file, null);
        Observation o = r.twin().getObservations().getLast();
        assertEquals("Complication: wound dehiscence", ObservationsView.cells(r, o)[1]);
        assertTrue(r.result().orElseThrow().todo("en").stream().anyMatch(t -> t.text().contains("Say what the complication of 2023-03-15")
                && t.text().endsWith(" What was written with it: 'wound dehiscence'.")), "whoever is asked again sees what was written");
        assertTrue(FanPlots.words(new Reading.Seen(o, 0, true, Optional.empty()), Observables.get("complication")).endsWith(
                "note: wound dehiscence \u2013 by Ambulanz"));
    }

    /** What is an alert, or evidence of one, is not told as what nobody judges. */
    @Test
    void whatIsJudgedIsToldSo(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("w.twin");
        LocalDate now = LocalDate.now();
        Deeds.begin(file, "P", List.of(row("knee.operation", now.minusDays(40).toString(), "1", ""), row("laboratory.crp", now.minusDays(9)
                .toString(), "20", "mg/L"), row("laboratory.crp", now.minusDays(1).toString(), "80", "mg/L"), row("complication.wound", now
                        .minusDays(1).toString(), "1", ""), row("body.mass", now.minusDays(40).toString(), "80", "kg")), Monitor.NONE);
        Reading r = Knee.read(file, null);
        Map<String, String> told = new LinkedHashMap<>();
        r.twin().getObservations().forEach(o -> told.put(o.getDefinition() + " " + Math.round(o.getValue() * 1e3), ObservationsView.cells(r,
                o)[6]));
        assertEquals(List.of("noted, not judged", "evidence of causes", "judged: positive test", "judged: complication", "counts"),
                List.copyOf(told.values()), told.toString());
    }

    @Test
    void aSexIsSaidAsSuchAndAJointIsAskedForItsOwnFacts() {
        Observable sex = Observables.get("patient.female");
        Visit v = new Visit();
        v.add(row("patient.female", "2023-03-15", "Female", "1"));
        assertEquals("Sex female", v.words("en"));
        assertEquals("masculin", Visit.value(row("patient.female", "2023-03-15", "0", "1"), "fr"));
        assertEquals("f\u00e9minin", Visit.value(row("patient.female", "2023-03-15", "yes", "1"), "fr"), "as it was always said");
        assertTrue(ObservationForm.problem(row("implant.cemented", "2023-03-15", "female", "1"), "P", "en").isPresent());
        assertTrue(Observables.isFactOf(sex, "knee"));
        assertFalse(Observables.isFactOf(Observables.get("implant.collar"), "knee"));
        assertTrue(Observables.isFactOf(Observables.get("implant.collar"), "hip"));
        assertTrue(Observables.isFactOf(Observables.get("implant.cemented"), "knee"));
    }

    /** A second value of a day is asked about before it is saved; a unit behind a number and what is no number are said as such. */
    @Test
    void aSecondValueOfADayAndWhatIsNoNumberAreTold(@TempDir Path folder) throws Exception {
        Path file = Knee.followed(folder);
        Deeds.add(file, row("knee.flexion", "2023-03-15", "60", "deg"), Monitor.NONE);
        List<Observation> known = Knee.read(file, null).twin().getObservations();
        String asked = ObservationForm.there(row("knee.flexion", "15.03.2023", "33", "deg"), "P", known, "en").orElseThrow();
        assertTrue(asked.startsWith("Flexion of the knee: 60\u00b0 of 2023-03-15 is in the file already, and 33\u00b0 would count"), asked);
        assertEquals(Optional.empty(), ObservationForm.there(row("knee.flexion", "2023-03-16", "33", "deg"), "P", known, "en"));
        assertEquals(Optional.of("2.4 mg/dL: type the number alone, and choose the unit beside it."), ObservationForm.problem(row(
                "laboratory.crp", "2023-03-15", "2.4 mg/dL", "mg/L"), "P", "en"));
        assertEquals(Optional.of("two is not a number."), ObservationForm.problem(row("laboratory.crp", "2023-03-15", "two", "mg/L"), "P",
                "en"));
        assertTrue(ObservationForm.choices("knee").stream().noneMatch(d -> d.id().equals("implant.collar")), "no knee has one");
        assertTrue(ObservationForm.choices("hip").stream().anyMatch(d -> d.id().equals("implant.collar")));
    }

    @Test
    void whatOnlyANoteSaysIsNotSavedWithoutOne() {
        ObservationFile.Row silent = row("complication", "2023-03-15", "1", "1");
        assertEquals(Optional.of("Say in the note what happened."), ObservationForm.problem(silent, "P", "en"));
        assertEquals(Optional.empty(), ObservationForm.problem(new ObservationFile.Row(1, Map.of("observable", "complication", "time",
                "2023-03-15", "value", "1", "unit", "1", "note", "wound oozing")), "P", "en"));
        assertEquals(Optional.empty(), ObservationForm.problem(row("complication.dislocation", "2023-03-15", "1", "1"), "P", "en"));
    }

    /** A hip of which nothing is there yet: its score is asked first, and the wear of its cup is nobody's first question. */
    @Test
    void aNewPatientIsAskedForScoresFirst(@TempDir Path folder) throws Exception {
        for (String joint : List.of("hip", "knee", "shoulder")) {
            Path file = Deeds.begin(folder.resolve(joint + ".twin"), "P", List.of(row(joint + ".operation", "2026-01-10", "1", "")),
                    Monitor.NONE);
            List<Observable> choices = ObservationForm.choices(joint, Knee.read(file, null).usual());
            assertEquals("score", choices.getFirst().kind(), choices.getFirst().id());
            if (joint.equals("hip")) {
                assertEquals("hip.score.ohs", choices.getFirst().id());
                Visit v = new Visit();
                v.add(row("hip.flexion", "2026-03-01", "90", "deg"));
                assertTrue(choices.indexOf(ObservationForm.next(choices, Observables.get("hip.flexion"), v)) < choices.indexOf(Observables
                        .get("hip.wear.linear")));
            }
        }
    }

    @Test
    void answersSaySoonWhatTheyMake() {
        assertEquals(Optional.of("les r\u00e9ponses font 39"), ObservationForm.score(row("knee.score.oks", "2023-03-15",
                "items(4 3 4 2 3 4 3 3 2 4 4 3)", "1"), "P", "fr"));
        assertEquals(Optional.empty(), ObservationForm.score(row("knee.score.oks", "2023-03-15", "items(4 3)", "1"), "P", "en"));
        assertEquals(Optional.empty(), ObservationForm.score(row("knee.score.oks", "2023-03-15", "39", "1"), "P", "en"));
    }

    @Test
    void theNextIsWhatComesNextAndWasNotNoted() {
        List<Observable> choices = List.of(Observables.get("pain"), Observables.get("knee.score.oks"), Observables.get("knee.flexion"),
                Observables.get("complication"));
        Visit v = new Visit();
        v.add(row("knee.score.oks", "2023-03-15", "30", "1"));
        assertEquals("knee.flexion", ObservationForm.next(choices, choices.get(1), v).id());
        v.add(row("knee.flexion", "2023-03-15", "110", "deg"));
        assertEquals("pain", ObservationForm.next(choices, choices.get(2), v).id(), "from the first again, and no event");
    }

    @Test
    void whatPeopleSayInShortIsFound() {
        assertTrue(ObservationForm.fits(Observables.get("knee.flexion"), "ROM", "en"));
        assertTrue(ObservationForm.fits(Observables.get("hip.flexion"), "rom", "fr"));
        assertFalse(ObservationForm.fits(Observables.get("knee.score.oks"), "rom", "en"));
        assertTrue(ObservationForm.fits(Observables.get("knee.score.oks"), "oks", "fr"));
        assertTrue(ObservationForm.fits(Observables.get("laboratory.crp"), "crp", "en"));
        assertTrue(ObservationForm.fits(Observables.get("knee.score.oks"), "knee oxford", "fr"), "in whichever language");
        assertTrue(ObservationForm.fits(Observables.get("complication"), "wound", "en"));
        assertTrue(ObservationForm.fits(Observables.get("complication"), "Plaie", "fr"));
        assertFalse(ObservationForm.fits(Observables.get("complication.fracture"), "wound", "en"));
    }

    /** Whoever types pain means the plain score, not another one whose 7 is nearly the worst there is. */
    @Test
    void plainPainIsFoundBeforeOtherScores() {
        List<Observable> usual = List.of(Observables.get("knee.score.koos-pain"), Observables.get("pain"));
        List<Observable> choices = ObservationForm.choices("knee", usual);
        assertEquals("knee.score.koos-pain", choices.getFirst().id());
        for (String typed : List.of("pain", "Pai", "douleur", "DOULEUR ")) {
            assertEquals("pain", ObservationForm.found(choices, typed, "fr").getFirst().id(), typed);
        }
        assertEquals("knee.score.koos-pain", ObservationForm.found(choices, "koos pain", "en").getFirst().id());
        assertEquals("knee.score.oks", ObservationForm.found(choices, "oks", "en").getFirst().id());
        assertEquals("complication.wound", ObservationForm.found(choices, "wound", "en").getFirst().id());
        assertEquals(choices, ObservationForm.found(choices, "", "en"));
    }

    @Test
    void whatIsOfferedSaysItsScaleAndWhichWayIsBetter() {
        assertEquals("KOOS pain \u2013 0 to 100, more is better", label("knee.score.koos-pain", "en"));
        assertEquals("Pain (0 to 10) \u2013 less is better", label("pain", "en"));
        assertEquals("Douleur (0 \u00e0 10) \u2013 moins est mieux", label("pain", "fr"));
        assertEquals("Score d'Oxford du genou \u2013 0 \u00e0 48, plus est mieux", label("knee.score.oks", "fr"));
        assertEquals("Flexion of the knee \u2013 \u00b0, more is better", label("knee.flexion", "en"));
        assertEquals("C-reactive protein \u2013 mg/L, less is better", label("laboratory.crp", "en"));
        assertEquals("Complication", label("complication", "en"));
        assertEquals(Observables.get("patient.female").name("en"), label("patient.female", "en"));
    }

    private static String label(String observable, String language) {
        return ObservationForm.label(Observables.get(observable), language);
    }

    /** A value at the other end of a scale, or beyond three standard deviations, is asked about, with the scale and what was expected. */
    @Test
    void whatIsFarOffIsAskedAbout() {
        assertEquals(Optional.of("KOOS pain \u2013 0 to 100, more is better: 7 is far from what was expected, 52 \u00b1 25. Is it right?"),
                far("knee.score.koos-pain", "7", 52, 25));
        assertTrue(far("knee.score.koos-pain", "93", 40, 25).isPresent(), "turned round");
        assertEquals(Optional.empty(), far("knee.score.koos-pain", "12", 52, 25), "poor, and possible");
        assertEquals(Optional.empty(), far("knee.score.koos-pain", "7", 30, 15), "they are at the same end");
        assertTrue(far("pain", "9", 2, 3).isPresent());
        assertEquals(Optional.empty(), far("pain", "7", 2, 2));
        // of a motion only how far it is counts
        assertEquals(Optional.empty(), far("knee.flexion", "62", Math.toRadians(90), Math.toRadians(10)));
        assertTrue(far("knee.flexion", "58", Math.toRadians(90), Math.toRadians(10)).isPresent());
    }

    private static Optional<String> far(String observable, String value, double mean, double deviation) {
        return ObservationForm.far(row(observable, "2023-03-15", value, Observables.get(observable).unit().symbol()), "P",
                (d, t) -> Optional.of(new Reading.Outlook(Gaussian.scalar(mean, deviation * deviation), Optional.empty(), "")), "en");
    }

    /** The bundled knee was last seen for its migration and scores: they come first, before what nobody has observed. */
    @Test
    void whatWasObservedLastIsOfferedFirst(@TempDir Path folder) throws Exception {
        Reading r = Knee.read(Knee.followed(folder), null);
        List<Observable> usual = r.usual();
        List<Observable> choices = ObservationForm.choices("knee", usual);
        assertEquals(usual, choices.subList(0, usual.size()));
        assertTrue(usual.indexOf(Observables.get("knee.migration.mtpm")) < usual.indexOf(Observables.get("activity.steps")), usual.stream()
                .map(Observable::id).toList().toString());
    }
}
