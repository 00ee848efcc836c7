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
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Numbers;
import org.orthotwin.followup.estimation.UnscentedKalman;
import org.orthotwin.model.anatomy.ModelValidator;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.Twin;

/** What comes in is taken whole, known, or put aside with a reason that names the mistake. */
class IntakeTest {

    private static final String HEAD = "patient,time,observable,value,unit,uncertainty,source,id\n";
    private static final String OPERATION = "P-1,2020-01-01,knee.operation,1,,,registry,1\n";

    @TempDir
    private Path folder;
    private Twin twin;

    @BeforeEach
    void begin() {
        twin = Histories.begin("twin", "P-1");
    }

    private Intake.Result take(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, text);
        return Intake.take(twin, ObservationFile.read(file), Optional.empty(), name, Clinic.NOW);
    }

    /** With strokes the day is first where nothing else can be, and in French; which it is in English is not guessed. */
    @Test
    void aDateWithStrokesIsTakenWhereItIsOne() {
        assertEquals("2026-11-28", Times.written("28/11/2026"));
        assertEquals("2026-11-28", Times.written(" 28/11/2026 ", "en"));
        assertEquals("2026-11-03", Times.written("3/11/2026", "fr"));
        for (String open : List.of("3/11/2026", "11/28/2026", "13/13/2026")) {
            assertEquals(open, Times.written(open, "en"));
            assertEquals("time.strokes", assertThrows(InputException.class, () -> Times.typed(open)).diagnostic().code());
        }
        assertEquals("11/28/2026", Times.written("11/28/2026", "fr"));
    }

    @Test
    void unitsBecomeSi() throws IOException {
        Intake.Result r = take("a.csv", HEAD + OPERATION + "P-1,2020-03-01,knee.migration.mtpm,350,um,50,rsa,7\n"
                + "P-1,2020-03-01T10:00:00+02:00,knee.flexion,104,deg,,clinic,8\n"
                + "P-1,2020-03-01,knee.score.oks,31,{score},,\"clinic, \"\"north\"\"\",9\n");
        assertEquals(List.of(), r.quarantined());
        Observation m = r.taken().get(1);
        assertEquals(0.00035, m.getValue(), 1e-18);
        assertEquals(0.00005, m.getStandardUncertainty(), 1e-18);
        assertEquals("m", m.getUnit());
        assertEquals("rsa/7", m.getIdentity());
        assertEquals(Math.toRadians(104), r.taken().get(2).getValue(), 1e-15);
        assertEquals("clinic, \"north\"", r.taken().get(3).getSource());
        assertEquals(List.of(), ModelValidator.validate(twin));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "P-2,2020-03-01,knee.score.oks,31,,,,|row.patient",
        ",2020-03-01,knee.score.oks,31,,,,|row.no-patient",
        "P-1,01/03/2020,knee.score.oks,31,,,,|time.strokes",
        "P-1,01.03.20,knee.score.oks,31,,,,|time.unreadable", "P-1,,knee.score.oks,31,,,,|time.missing",
        "P-1,31.11.2020,knee.score.oks,31,,,,|time.no-day", "P-1,2020-03-01,knee.score.oks,items(4 3 -,,,,|items.form",
        "P-1,2020-03-01T10:00:00,knee.score.oks,31,,,,|time.unreadable",
        "P-1,2020-02-30,knee.score.oks,31,,,,|time.no-day",
        "P-1,2031-01-01,knee.score.oks,31,,,,|row.future",
        "P-1,1970-01-01,knee.score.oks,31,,,,|row.unset", "P-1,1969-12-31T23:00:00-01:00,knee.score.oks,31,,,,|row.unset",
        "P-1,1899-12-31,knee.score.oks,31,,,,|row.too-early", "P-1,2009-12-30,knee.score.oks,31,,,,|row.long-before",
        "P-1,2020-03-01,knee.score.oks,31,,0,,|row.uncertainty",
        "P-1,2020-03-01,knee.score.okx,31,,,,|observable.unknown",
        "P-1,2020-03-01,knee.score.oks,49,,,,|row.range",
        "P-1,2020-03-01,knee.score.oks,31,%,,,|row.unit",
        "P-1,2020-03-01,knee.flexion,104,,,,|row.no-unit",
        "P-1,2020-03-01,knee.flexion,104,mm,,,|row.unit",
        "P-1,2020-03-01,knee.flexion,104,degrees,,,|row.unit",
        "P-1,2020-03-01,knee.migration.mtpm,0.35,m,,,|row.range",
        "P-1,2020-03-01,knee.score.oks,,,,,|row.number",
        "P-1,2020-03-01,knee.score.oks,NaN,,,,|row.number",
        "P-1,2020-03-01,knee.score.oks,31,,1e-300,,|row.uncertainty-range", "P-1,2020-03-01,knee.score.oks,31,,49,,|row.uncertainty-range",
        "P-1,2020-03-01,knee.migration.mtpm,0.3,mm,1e300,,|row.uncertainty-range",
        "P-1,2020-01-31,knee.operation,1,,,registry,|row.operation-close", "P-1,2019-12-02,knee.operation,1,,,,|row.operation-close",
        "P-1,2020-03-01,knee.score.oks,31,,-1,,|row.uncertainty"})
    void whatIsWrongIsPutAsideByName(String row, String code) throws IOException {
        Intake.Result r = take("a.csv", HEAD + OPERATION + row + "\n");
        assertEquals(1, r.taken().size());
        assertEquals(code, r.quarantined().getFirst().reason().code());
        assertEquals(3, r.quarantined().getFirst().row().line());
        assertTrue(!r.quarantined().getFirst().reason().text("fr").equals(r.quarantined().getFirst().reason().text("en")));
    }

    /** Who leaves out a part of an id is told the one meant first, and not whatever is observed of the joint. */
    @ParameterizedTest
    @CsvSource({"knee.oks,knee.score.oks", "hip.ohs,hip.score.ohs", "knee.pain.vas,knee.score.koos-pain",
        "shoulder constant,shoulder.score.constant"})
    void whatIsMeantIsNamedFirst(String said, String meant) {
        String text = assertThrows(InputException.class, () -> Observables.get(said)).getMessage();
        assertTrue(text.contains("known are, among others, " + meant), text);
    }

    /** Two sources that tell one fact of a day otherwise: the first counts, and the other is told, in whichever order they come. */
    @Test
    void contradictingFactsDoNotCountByTheirOrder() throws IOException {
        Intake.Result r = take("a.csv", HEAD + OPERATION + "P-1,2020-01-01,implant.cemented,1,,,hospital,1\n"
                + "P-1,2020-01-01,implant.cemented,0,,,registry,2\nP-1,2020-01-01,implant.cemented,1,,,billing,3\n");
        assertEquals(List.of("row.fact"), r.quarantined().stream().map(q -> q.reason().code()).toList());
        assertEquals(1, new FollowUp(twin).facts().get("implant.cemented"), 0);
        String told = r.quarantined().getFirst().reason().text("en");
        assertTrue(told.contains("implant.cemented: 0") && told.contains("hospital"), told);
    }

    /** What is known of a patient is no observation, whenever it was noted: the side of a planned operation is told on the day it came. */
    @Test
    void factsAreNotObservedLast() throws IOException {
        take("a.csv", HEAD.strip() + ",side\nP-1,2999-01-01,knee.operation-planned,1,,,,1,left\n"
                + "P-1,2020-03-01,knee.flexion,104,deg,,,2,left\n");
        assertEquals(Optional.of("left"), Histories.side(twin));
        assertTrue(twin.getObservations().stream().anyMatch(o -> o.getDefinition().equals("side") && o.getTime().compareTo("2020-04")
                > 0));
        assertEquals("2020-03-01", FollowUpResult.day(Withdrawals.last(twin, Clinic.NOW).orElseThrow()));
    }

    /** A table may say of which side a row is. */
    @Test
    void rowsOfTheOtherSideArePutAside() throws IOException {
        String head = HEAD.strip() + ",side\n";
        Intake.Result r = take("a.csv", head + OPERATION.strip() + ",Right\nP-1,2020-03-01,knee.flexion,104,deg,,,2,right\n"
                + "P-1,2020-03-02,knee.flexion,55,deg,,,3,left\nP-1,2020-03-03,knee.flexion,105,deg,,,4,\n"
                + "P-1,2020-03-04,knee.flexion,105,deg,,,5,both\nP-1,2020-03-05,activity.steps,5000,,,,6,left\n");
        assertEquals(List.of("row.side", "row.side-word"), r.quarantined().stream().map(q -> q.reason().code()).toList());
        assertEquals(Optional.of("right"), Histories.side(twin));
        assertEquals(List.of(5, 4), List.of(r.taken().size(), r.rows()), "the side is of no row of its own");
        String french = r.quarantined().getFirst().reason().text("fr");
        assertTrue(french.contains("est du c\u00f4t\u00e9 gauche, et le jumeau est du c\u00f4t\u00e9 droit"), french);
        assertTrue(r.quarantined().getFirst().reason().text("en").contains("is of the left, and the twin is of the right"));
        assertEquals(List.of("row.side"), take("b.csv", HEAD + "P-1,2020-04-01,side,left,,,,9\n").quarantined().stream().map(q -> q
                .reason().code()).toList(), "it is withdrawn first");
        Withdrawals.withdraw(twin, Withdrawals.find(twin, "side@2020-01-01", false), "of the other knee", "x", Clinic.NOW);
        assertEquals(1, take("b.csv", HEAD + "P-1,2020-04-01,side,left,,,,9\n").taken().size());
        assertEquals(Optional.of("left"), Histories.side(twin));
    }

    @Test
    void theSameTwiceIsTakenOnceAndAContradictionNotAtAll() throws IOException {
        String row = "P-1,2020-03-01,knee.score.oks,31,,,clinic,\n";
        assertEquals(2, take("a.csv", HEAD + OPERATION + row + row).taken().size());
        Intake.Result again = take("b.csv", HEAD + OPERATION + row + "P-1,2020-03-01,knee.score.oks,33,,,clinic,\n");
        assertEquals(0, again.taken().size());
        assertEquals(2, again.known());
        assertEquals("row.conflict", again.quarantined().getFirst().reason().code());
        assertEquals(2, twin.getObservations().size());
    }

    /** Which of two is right is not for the order of rows to say: none of them is taken, and both are named. */
    @Test
    void whatContradictsItselfIsNotTaken() throws IOException {
        String head = HEAD + OPERATION + "P-1,2020-03-01,body.mass,90,kg,,scale,w1\n";
        Intake.Result r = take("a.csv", head + "P-1,2020-03-01,body.mass,90,kg,,scale,w1\nP-1,2020-03-01,body.mass,97,kg,,scale,w1\n"
                + "P-1,2020-03-02,body.mass,91,kg,,scale,w2\n");
        assertEquals(2, r.taken().size());
        assertEquals(List.of("row.contradicted", "row.contradicted", "row.contradicted"), r.quarantined().stream().map(q -> q.reason()
                .code()).toList());
        for (String said : List.of("scale/w1", "90 kg, 2020-03-01 (3)", "90 kg, 2020-03-01 (4)", "97 kg, 2020-03-01 (5)")) {
            assertTrue(r.quarantined().getFirst().reason().text("en").contains(said), r.quarantined().getFirst().reason().text("en"));
        }
        assertEquals(1, take("b.csv", head).taken().size(), "once its source says one thing");
    }

    /** What a clock of long ago has told is judged when the operation becomes known. */
    @Test
    void theOperationJudgesWhatCameBefore() throws IOException {
        assertEquals(2, take("a.csv", HEAD + "P-1,1975-01-01,knee.score.oks,31,,,,\nP-1,2019-12-01,knee.score.oks,20,,,,\n").taken()
                .size());
        new FollowUp(twin).absorb(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, Monitor.NONE);
        Intake.Result r = take("b.csv", HEAD + OPERATION);
        assertEquals(List.of(1, 1), List.of(r.taken().size(), r.withdrawals().size()));
        assertEquals("OrthoTwin", r.withdrawals().getFirst().getSource());
        assertTrue(r.withdrawals().getFirst().getDescription().contains("1975-01-01"), r.withdrawals().getFirst().getDescription());
        assertEquals(List.of("2019-12-01", "2020-01-01"), Withdrawals.standing(twin).stream().map(Observation::getTime).sorted().toList());
        new FollowUp(twin).absorb(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, Monitor.NONE);
        assertEquals(1, new FollowUp(twin).steps(twin.getCurrentState()).size());
    }

    /** An export that grows comes under a new name each time. */
    @Test
    void theNameOfAFileMakesNoNewObservation() throws IOException {
        String rows = HEAD + OPERATION + "P-1,2020-03-01,knee.score.oks,31,,,,\nP-1,2020-03-02,knee.flexion,90,deg,,,17\n";
        assertEquals(3, take("january.csv", rows).taken().size());
        Intake.Result again = take("february.csv", rows + "P-1,2020-04-01,knee.score.oks,35,,,,\n");
        assertEquals(1, again.taken().size());
        assertEquals(3, again.known());
        assertEquals(List.of(), again.quarantined());
        assertEquals("february.csv", again.taken().getFirst().getSource());
    }

    @Test
    void anothersOperationTellsNothingOfThisPatientsTimes() throws IOException {
        Intake.Result r = take("a.csv", HEAD + "P-2,2040-01-01,knee.operation,1,,,registry,1\n" + OPERATION
                + "P-1,2020-03-01,knee.score.oks,31,,,clinic,\n");
        assertEquals(2, r.taken().size());
        assertEquals(List.of("row.patient"), r.quarantined().stream().map(q -> q.reason().code()).toList());
    }

    @Test
    void aFileOfSomebodyElseIsRefused() {
        InputException e = assertThrows(InputException.class, () -> take("a.csv", HEAD + "P-2,2020-03-01,knee.score.oks,31,,,,\n"));
        assertEquals("file.patient", e.diagnostic().code());
        assertTrue(twin.getObservations().isEmpty());
    }

    @Test
    void jsonSaysTheSame() throws IOException {
        Intake.Result r = take("a.json", """
                {"patient": "P-1", "observations": [
                  {"time": "2020-01-01", "observable": "knee.operation", "value": 1, "unit": ""},
                  {"time": "2020-03-01", "observable": "knee.migration.mtpm", "value": 0.35, "unit": "mm", "uncertainty": 0.05}]}
                """);
        assertEquals(List.of(), r.quarantined());
        assertEquals(0.00035, r.taken().get(1).getValue(), 1e-18);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"a.csv|time,observable,value|file.no-column",
        "a.csv|time,observable,value,unit,colour|file.column", "a.csv|time,observable,value,unit,unit|file.column",
        "a.csv|time,observable,value,unit\\n2020-01-01,x|file.cells", "a.csv|time,observable,value,unit\\n\"2020|file.quote",
        "a.csv|''|file.empty", "a.json|[1, 2]|file.item", "a.json|{\"a\": 1}|file.json-form",
        "a.json|{\"observations\": [{\"colour\": 1}]}|file.column",
        "a.json|{|file.no-json"})
    void filesOfAnotherFormAreRefused(String name, String text, String code) {
        InputException e = assertThrows(InputException.class, () -> take(name, text.replace("\\n", "\n")));
        assertEquals(code, e.diagnostic().code());
    }

    /** One row that is broken keeps nothing else out, and is named by its place. */
    @Test
    void aBrokenRowIsPutAsideAlone() throws IOException {
        Map<String, String> files = Map.of("a.json", """
                [{"time": "2020-01-01", "observable": "knee.operation", "value": 1, "unit": ""}, 7,
                  {"colour": "red", "time": "2020-02-01", "observable": "knee.score.oks", "value": 30, "unit": ""},
                  {"time": "2020-03-01", "observable": "gait.speed", "value": 110, "unit": "cm/s"}]
                """, "a.csv", """
                observable,time,value,unit
                knee.operation,2020-01-01,1,
                knee.flexion
                knee.score.oks,2020-02-01,30,,1
                body.mass,2020-03-01,200,lb
                """);
        for (Map.Entry<String, String> e : files.entrySet()) {
            begin();
            Path file = folder.resolve(e.getKey());
            Files.writeString(file, e.getValue());
            List<Intake.Quarantined> aside = new java.util.ArrayList<>();
            List<ObservationFile.Row> rows = ObservationFile.read(file, aside, Monitor.NONE);
            boolean json = e.getKey().endsWith(".json");
            assertEquals(json ? List.of("file.item 2", "file.column 3") : List.of("file.cells 3", "file.cells 4"), aside.stream().map(q -> q
                    .reason().code() + " " + q.row().line()).toList());
            Intake.Result r = Intake.take(twin, rows, Optional.of("P-1"), "x", Clinic.NOW);
            assertEquals(List.of(), r.quarantined());
            assertEquals(json ? 1.1 : 90.718474, r.taken().getLast().getValue(), 1e-12);
        }
    }

    /** A file of thousands costs in proportion, and is left when somebody asks for it. */
    @Test
    void manyRowsAreLimitedAndCanBeStopped() throws IOException {
        Path file = folder.resolve("a.csv");
        String row = "P-1,2020-03-01,knee.score.oks,31,,,,";
        Files.writeString(file, HEAD + OPERATION + (row + "\n").repeat(ObservationFile.MOST_ROWS));
        assertEquals("file.rows", assertThrows(InputException.class, () -> ObservationFile.read(file)).diagnostic().code());
        // a registry's table is of many patients, of whom none has so many
        List<ObservationFile.Row> many = ObservationFile.readMany(file, new java.util.ArrayList<>(), Monitor.NONE);
        assertEquals(ObservationFile.MOST_ROWS + 1, many.size());
        assertEquals("file.rows", assertThrows(InputException.class, () -> Intake.take(twin, many, Optional.empty(), "a", Clinic.NOW))
                .diagnostic().code());
        assertThrows(CancellationException.class, () -> ObservationFile.read(file, Monitor.until(() -> true)));
        Files.writeString(file, HEAD + "x".repeat((int) ObservationFile.MOST_BYTES));
        assertEquals("file.large", assertThrows(InputException.class, () -> ObservationFile.read(file)).diagnostic().code());
        List<ObservationFile.Row> rows = IntStream.range(0, 20_000).mapToObj(i -> new ObservationFile.Row(i, Map.of("observable",
                "knee.score.oks", "time", "2020-03-01", "value", "31", "unit", "", "source", "watch", "id", String.valueOf(i)))).toList();
        int[] done = new int[2];
        Monitor stopped = new Monitor() {
            @Override
            public void begin(String task, long total) {
                done[1] = (int) total;
            }

            @Override
            public void worked(long units) {
                done[0] += units;
            }

            @Override
            public boolean isCancelled() {
                return done[0] >= 10;
            }
        };
        assertThrows(CancellationException.class, () -> Intake.take(twin, rows, Optional.of("P-1"), "a", Clinic.NOW, "rows", stopped));
        assertEquals(List.of(10, 20_000), List.of(done[0], done[1]));
        twin = Histories.begin("twin", "P-1");
        assertEquals(20_000, Intake.take(twin, rows, Optional.of("P-1"), "a", Clinic.NOW).taken().size());
        assertEquals(20_000, twin.getObservations().stream().map(Observation::getId).distinct().count());
    }

    /** What cannot be predicted can be observed all the same, and changes nothing of what is. */
    @Test
    void whateverThereIsCanBeObserved() {
        for (String joint : List.of("hip", "knee")) {
            List<Observable> all = Observables.all().stream().filter(d -> d.joint().isEmpty() || d.joint().equals(joint)).filter(
                    d -> !d.id().endsWith(".operation") && !d.kind().equals("fact") && !d.id().startsWith("knee.cut.")).toList();
            Twin twin = Clinic.operated("twin", "P-1", joint);
            List<ObservationFile.Row> rows = all.stream().map(d -> Clinic.row(d.id(), "2020-06-01", Numbers.shortest(d.unit().fromSi(
                    (d.lower() + d.upper()) / 2)), d.unit().symbol())).toList();
            Intake.Result r = Intake.take(twin, rows, Optional.of("P-1"), "test", Clinic.NOW);
            assertEquals(List.of(), r.quarantined());
            assertEquals(all.size(), r.taken().size());
            FollowUp f = new FollowUp(twin);
            f.absorb(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, Monitor.NONE);
            assertEquals(all.stream().filter(d -> d.course().filter(Course::tellsAfter).isPresent()).count(),
                    f.steps(twin.getCurrentState()).size());
        }
        List<String> kinds = Observables.all().stream().map(Observable::kind).distinct().toList();
        assertTrue(kinds.containsAll(List.of("score", "motion", "activity", "migration", "wear", "force", "density", "alignment", "laxity",
                "theatre", "event", "fact")), kinds.toString());
    }

    /** Where semicolons separate a comma is a decimal point, where commas do it is not; dates with points have their day first. */
    @Test
    void spreadsheetsOfHalfOfEuropeAreRead() throws IOException {
        Intake.Result r = take("a.csv", "\ufeffpatient;time;observable;value;unit;uncertainty\r\nP-1;01.01.2020;knee.operation;1;;\r\n"
                + "P-1;2.3.2020;knee.migration.mtpm;0,35;mm;0,05\r\nP-1;03.03.2020;knee.flexion;1.092,5;deg;\r\n;;;;;\r\n");
        assertEquals(List.of("row.number"), r.quarantined().stream().map(q -> q.reason().code()).toList());
        Observation m = r.taken().get(1);
        assertEquals("2020-03-02", m.getTime());
        assertEquals(0.00035, m.getValue(), 1e-18);
        assertEquals(0.00005, m.getStandardUncertainty(), 1e-18);
        Intake.Result commas = take("b.csv", "patient,time,observable,value,unit\nP-1,2020-04-01,knee.flexion,\"92,5\",deg\n");
        assertEquals("row.number", commas.quarantined().getFirst().reason().code());
    }

    /** Where commas are decimal signs a point between groups of three digits may stand between thousands: nobody decides which. */
    @Test
    void pointsThatMayBeBetweenThousandsArePutAside() throws IOException {
        String head = "patient;time;observable;value;unit;uncertainty\nP-1;2020-01-01;knee.operation;1;;\n";
        String steps = "P-1;2020-03-02;activity.steps;12.345;;\n";
        Path file = Files.writeString(folder.resolve("a.csv"), head + steps + "P-1;2020-03-03;activity.steps;9012;;1.500\n"
                + "P-1;2020-03-04;body.mass;80.5;kg;0.250\nP-1;2020-03-05;knee.flexion;100,125;deg;\n");
        List<Intake.Quarantined> aside = new java.util.ArrayList<>();
        Intake.Result r = Intake.take(twin, ObservationFile.read(file, aside, Monitor.NONE), Optional.empty(), "a.csv", Clinic.NOW);
        assertEquals(List.of("row.thousands 3", "row.thousands 4"), aside.stream().map(q -> q.reason().code() + " " + q.row().line())
                .toList());
        assertTrue(aside.getFirst().reason().text("en").contains("12.345 may be 12345, or 12,345"), aside.getFirst().reason().text("en"));
        assertEquals(List.of(), r.quarantined());
        assertEquals(List.of("80.5", "100.125"), List.of(Numbers.shortest(r.taken().get(1).getValue()), Numbers.shortest(Numbers.edge(Math
                .toDegrees(r.taken().get(2).getValue())))));
        // alone in the table of what was put aside they decide nothing either, until somebody has mended them
        Path again = folder.resolve("again.csv");
        ObservationFile.writeAside(again, aside, "en");
        assertTrue(Files.readString(again).contains(";12.345;"), Files.readString(again));
        List<Intake.Quarantined> still = new java.util.ArrayList<>();
        assertEquals(List.of(), ObservationFile.read(again, still, Monitor.NONE));
        assertEquals(2, still.size());
        Files.writeString(again, Files.readString(again).replace(";12.345;", ";12345;").replace(";1.500;", ";1500;"));
        assertEquals(List.of("12345", "9012"), ObservationFile.read(again).stream().map(x -> x.text("value")).toList());
        // without a decimal comma in a table a point is what it is everywhere else
        assertEquals("12.345", ObservationFile.read(Files.writeString(file, head + steps)).getLast().text("value"));
    }

    /**
     * With one of the operation and what was observed dated by the day alone nobody knows which was first: it is put aside where the course
     * jumps at the operation, as motion does, and not where it does not, as a score.
     */
    @ParameterizedTest
    @CsvSource({"2024-01-10T08:00:00+01:00,2024-01-10,1", "2024-01-10,2024-01-10T00:30:00+02:00,1",
        "2024-01-10,2024-01-10T23:30:00-05:00,1",
        "2024-01-10T00:30:00+02:00,2024-01-09,0", "2024-01-10T08:00:00+01:00,2024-01-11,0", "2024-01-10,2024-01-09T23:30:00+02:00,0",
        "2024-01-10,2024-01-10,0", "2024-01-10T08:00:00+01:00,2024-01-10T07:00:00+01:00,0"})
    void onTheDayOfTheOperationTheOrderMustBeKnown(String operation, String time, int aside) throws IOException {
        Intake.Result r = take("a.csv", HEAD + "P-1," + operation + ",knee.operation,1,,,,\nP-1," + time + ",knee.flexion,60,deg,,,\nP-1,"
                + time + ",knee.score.oks,20,,,,\n");
        assertEquals(java.util.Collections.nCopies(aside, "row.operation-day"), r.quarantined().stream().map(q -> q.reason().code())
                .toList());
        assertEquals(3 - aside, r.taken().size());
    }

    /** A file that no spreadsheet would take for a table of ours is refused by what it is, not by a column that it lacks. */
    @Test
    void encodingsAndSeparatorsAreNamed() throws IOException {
        String text = HEAD + OPERATION;
        java.util.Map<String, byte[]> files = Map.of("file.utf-16", text.getBytes(java.nio.charset.StandardCharsets.UTF_16LE),
                "file.encoding", text.getBytes(java.nio.charset.StandardCharsets.UTF_16), "file.tabs", text.replace(',', '\t').getBytes(
                        java.nio.charset.StandardCharsets.UTF_8), "file.line-ends", text.replace('\n', '\r').getBytes(
                                java.nio.charset.StandardCharsets.UTF_8));
        for (Map.Entry<String, byte[]> e : files.entrySet()) {
            Path file = Files.write(folder.resolve("a.csv"), e.getValue());
            assertEquals(e.getKey(), assertThrows(InputException.class, () -> ObservationFile.read(file)).diagnostic().code());
        }
        Intake.Result r = take("b.csv", HEAD + OPERATION + "P-1,2020-03-01,knee.migration.mtpm,350,\u00b5m,,,\n"
                + "P-1,2020-03-02,knee.migration.mtpm,350,\u03bcm,,,\n");
        assertEquals(List.of(0.00035, 0.00035), r.taken().stream().skip(1).map(Observation::getValue).toList());
    }

    /** What was put aside comes back once it is mended; the columns that say why are read over. */
    @Test
    void mendedRowsAreTaken() throws IOException {
        Intake.Result r = take("a.csv", HEAD + OPERATION + "P-1,2020-03-01,knee.flexion,104,,,\"clinic, north\",8\n"
                + "P-1,2020-03-01,knee.score.oks,items(4 3,,,,\n");
        Path aside = folder.resolve("aside.csv");
        ObservationFile.writeAside(aside, r.quarantined(), "fr");
        String text = Files.readString(aside);
        assertTrue(text.startsWith("line,code,reason,patient,time,observable,value,unit,uncertainty,source,id,side\n3,row.no-unit,"), text);
        Intake.Result still = take("again.csv", text);
        assertEquals(List.of("row.no-unit", "items.form"), still.quarantined().stream().map(q -> q.reason().code()).toList());
        Intake.Result mended = take("mended.csv", text.replace("104,,", "104,deg,").replace("items(4 3", "31"));
        assertEquals(List.of(), mended.quarantined());
        assertEquals(List.of("clinic, north", "mended.csv"), mended.taken().stream().map(Observation::getSource).toList());
    }

    /** A value that is typed in and comes again with an export counts once, another value of that day counts beside it and is told of. */
    @Test
    void aValueOfTwoSourcesCountsOnce() throws IOException {
        assertEquals(2, take("manual", HEAD + OPERATION + "P-1,2020-03-01,knee.flexion,104,deg,,,\n").taken().size());
        String export = HEAD + "P-1,2020-03-01T10:00:00Z,knee.flexion," + Numbers.shortest(Math.toRadians(104)) + ",rad,,ward,a7\n";
        Intake.Result r = take("export.csv", export);
        assertEquals(List.of(0, 1), List.of(r.taken().size(), r.known()));
        assertEquals("manual", r.beside().getFirst().there().getSource());
        assertFalse(r.beside().getFirst().counts());
        Intake.Result other = take("export.csv", HEAD + "P-1,2020-03-01,knee.flexion,95,deg,,ward,a8\n");
        assertEquals(List.of(1, 0), List.of(other.taken().size(), other.known()));
        assertTrue(other.beside().getFirst().counts());
        // the source itself says that these are two, and times of day that differ say it, too
        String twice = "P-1,2020-04-01T08:00:00Z,knee.flexion,100,deg,,ward,b1\nP-1,2020-04-01T09:00:00Z,knee.flexion,100,deg,,ward,b2\n"
                + "P-1,2020-04-01T10:00:00Z,knee.flexion,100,deg,,gym,b3\n";
        Intake.Result two = take("day.csv", HEAD + twice);
        assertEquals(List.of(3, 0), List.of(two.taken().size(), two.beside().size()));
        Path file = Files.writeString(folder.resolve("both.csv"), export);
        Intake.Result both = Intake.take(twin, ObservationFile.read(file), Optional.empty(), "export.csv", Clinic.NOW, true, "",
                Monitor.NONE);
        assertEquals(1, both.taken().size());
        assertTrue(both.beside().getFirst().counts());
    }

    /** Of what nobody knows a few are named that may be meant, by their ids or by the words of their names, and not all. */
    @Test
    void aFewThatMayBeMeantAreNamed() {
        assertTrue(said("knee.score.okx").contains("knee.score.oks"));
        assertTrue(said("oxford").contains("knee.score.oks"), said("oxford"));
        assertTrue(said("flexion").contains("knee.flexion") && said("flexion").split(", ").length <= 9, said("flexion"));
        assertTrue(said("zzzzzz").contains("orthotwin observables"));
    }

    private static String said(String id) {
        return assertThrows(InputException.class, () -> Observables.get(id)).diagnostic().text("en");
    }

    /** A table of several others names them and how many they are, not the first alone. */
    @Test
    void aTableOfSeveralOthersNamesThem() {
        Twin twin = Clinic.operated("t", "P-1", "knee");
        List<ObservationFile.Row> rows = new ArrayList<>();
        for (String p : List.of("A", "B", "A", "C")) {
            rows.add(new ObservationFile.Row(1, Map.of("patient", p, "observable", "knee.flexion", "time", "2020-03-01", "value", "100",
                    "unit", "deg")));
        }
        InputException e = assertThrows(InputException.class, () -> Intake.take(twin, rows, Optional.empty(), "test", Clinic.NOW));
        assertTrue(e.getMessage().startsWith("no observation is of 'P-1', whose twin this is: they are of 3 patients, A, B, C;"), e
                .getMessage());
        e = assertThrows(InputException.class, () -> Intake.take(twin, List.of(rows.getFirst()), Optional.empty(), "test", Clinic.NOW));
        assertTrue(e.getMessage().startsWith("every observation is of the patient 'A'"), e.getMessage());
    }
}
