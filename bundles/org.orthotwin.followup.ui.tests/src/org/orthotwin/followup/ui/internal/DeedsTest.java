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
import java.text.Collator;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.calibration.Calibration;
import org.orthotwin.cases.Cases;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Sha256;
import org.orthotwin.followup.Alert;
import org.orthotwin.followup.AlertLog;
import org.orthotwin.followup.Aside;
import org.orthotwin.followup.Belief;
import org.orthotwin.followup.CauseComparison;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.Histories;
import org.orthotwin.followup.Observable;
import org.orthotwin.followup.ObservationFile;
import org.orthotwin.followup.Observables;
import org.orthotwin.followup.Withdrawals;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinFiles;
import org.orthotwin.model.twin.TwinState;
import org.orthotwin.simulation.Case;
import org.orthotwin.simulation.Proposals;
import org.orthotwin.ui.plot.NoInk;

/** What the workbench writes into the files of the bundled knee. */
class DeedsTest {

    @TempDir
    Path folder;

    private static ObservationFile.Row row(String observable, String time, String value, String unit) {
        return new ObservationFile.Row(1, new HashMap<>(Map.of("observable", observable, "time", time, "value", value, "unit", unit)));
    }

    @Test
    void anObservationIsAppendedWithItsState() throws Exception {
        Path file = Knee.followed(folder);
        Twin before = TwinFiles.load(file);
        assertEquals(1, Deeds.add(file, row("knee.flexion", "2023-03-15", "118", "deg"), Monitor.NONE).taken());
        Twin after = TwinFiles.load(file);
        Observation o = after.getObservations().getLast();
        assertEquals(before.getObservations().size() + 1, after.getObservations().size());
        assertEquals("knee.flexion", o.getDefinition());
        assertEquals(Math.toRadians(118), o.getValue(), 1e-12);
        assertEquals("manual", o.getSource());
        assertEquals(before.getStates().size() + 1, after.getStates().size());
        TwinState s = after.getCurrentState();
        assertEquals(List.of(o), s.getInputs());
        assertEquals(before.getCurrentState().getId(), s.getParent().getId());
        for (int i = 0; i < before.getStates().size(); i++) {
            assertEquals(before.getStates().get(i).getParameters().getFirst().getValue(),
                    after.getStates().get(i).getParameters().getFirst()
                    .getValue(), "nothing of the past changes");
        }
        assertFalse(Files.exists(folder.resolve("." + file.getFileName() + ".lock")), "the lock is given back");
    }

    /** Withdrawn, it is crossed out on the time line and told of; restored, all is as before. */
    @Test
    void anObservationIsWithdrawnAndRestored() throws Exception {
        Path file = Knee.followed(folder);
        String wrong = TwinFiles.load(file).getObservations().stream().filter(o -> o.getDefinition().equals("knee.score.oks")).toList()
                .get(2).getId();
        double before = oks(file);
        int states = TwinFiles.load(file).getStates().size();
        assertEquals(List.of(), Deeds.withdraw(file, wrong, true, "another patient", "AB", Monitor.NONE));
        double without = oks(file);
        assertTrue(Math.abs(without - before) > 1e-6);
        assertTrue(TwinFiles.load(file).getStates().size() > states, "what was believed stays");
        Reading r = Reading.of(file, Optional.empty(), 200, Monitor.NONE);
        Observation o = Histories.observation(r.twin(), wrong);
        assertTrue(r.courses().stream().flatMap(c -> c.seen().stream()).noneMatch(s -> s.observation() == o));
        TimeLine line = new TimeLine(r, Optional.empty());
        line.draw(new NoInk(), 900, 600);
        double[] at = line.placeOf(o).orElseThrow();
        assertEquals(o, line.observations(at[0], at[1]).getFirst());
        assertTrue(line.at(at[0], at[1]).contains("another patient"), line.at(at[0], at[1]));
        assertEquals("AB", r.withdrawal(o).orElseThrow().getSource());
        Path csv = folder.resolve("line.csv");
        line.csv().write(csv);
        assertTrue(Files.readString(csv).contains("withdrawn," + wrong));
        Deeds.withdraw(file, wrong, false, "it was right", "", Monitor.NONE);
        assertEquals(before, oks(file));
        assertEquals(Optional.empty(), Reading.of(file, Optional.empty(), 200, Monitor.NONE).withdrawal(o));
    }

    /** After a correction of the same day the dot says what counts first, then what was withdrawn, and the menu has both. */
    @Test
    void whatTookThePlaceOfAWithdrawnValueIsReadFirst() throws Exception {
        Path file = Knee.followed(folder);
        Observation old = TwinFiles.load(file).getObservations().stream().filter(o -> o.getDefinition().equals("knee.score.oks")).toList()
                .get(3);
        int was = (int) old.getValue();
        int right = was + 5;
        Deeds.withdraw(file, old.getId(), true, "mistyped", "", Monitor.NONE);
        assertEquals(1, Deeds.add(file, row("knee.score.oks", old.getTime(), String.valueOf(right), "1"), Monitor.NONE).taken());
        Reading r = Reading.of(file, Optional.empty(), 200, Monitor.NONE);
        assertEquals("manual", r.withdrawal(Histories.observation(r.twin(), old.getId())).orElseThrow().getSource());
        TimeLine line = new TimeLine(r, Optional.empty());
        line.draw(new NoInk(), 900, 600);
        Observation anew = r.twin().getObservations().getLast();
        double[] at = line.placeOf(anew).orElseThrow();
        assertEquals(List.of(anew.getId(), old.getId()), line.observations(at[0], at[1]).stream().map(Observation::getId).toList());
        String said = line.at(at[0], at[1]);
        assertTrue(said.indexOf(" " + right) > 0 && said.indexOf(" " + right) < said.indexOf(" " + was + "\n"), said);
        assertTrue(said.indexOf("mistyped") > said.indexOf(" " + was + "\n"), said);
        assertEquals(Optional.of(anew.getId()), line.state(at[0], at[1]).map(s -> s.getInputs().getFirst().getId()));
    }

    private static double oks(Path file) throws Exception {
        Reading r = Reading.of(file, Optional.empty(), 200, Monitor.NONE);
        return r.result().orElseThrow().followUp().belief(r.state().orElseThrow()).observed(Observables.get("knee.score.oks"), 2 * FollowUp
                .YEAR).mean(0);
    }

    @Test
    void whatCannotBeIsRefusedAndTheFileStays() throws Exception {
        Path file = Knee.followed(folder);
        String before = Sha256.of(file);
        InputException e = assertThrows(InputException.class, () -> Deeds.add(file, row("knee.score.oks", "2023-03-15", "99", "1"),
                Monitor.NONE));
        assertEquals("row.range", e.diagnostic().code());
        assertEquals(before, Sha256.of(file));
        // the form says so before, in the same words
        assertEquals(Optional.of(e.diagnostic().text("fr").replace("knee.score.oks", Observables.get("knee.score.oks").name("fr"))),
                ObservationForm.problem(row("knee.score.oks", "2023-03-15", "99", "1"), "P", "fr"));
        assertEquals(Optional.empty(), ObservationForm.problem(row("knee.score.oks", "2023-03-15", "30", "1"), "P", "fr"));
        assertTrue(ObservationForm.problem(row("knee.score.oks", "5/3/2023", "30", "1"), "P", "en").orElseThrow().contains("5/3/2023"));
    }

    @Test
    void filesAreTakenAndToldOf() throws Exception {
        Path file = Knee.followed(folder);
        Path csv = Files.writeString(folder.resolve("visit.csv"), """
                patient,time,observable,value,unit,source
                SYN-K-001,2023-03-15,knee.score.oks,27,1,clinic
                SYN-K-001,2022-09-14,knee.score.oks,30,1,clinic
                SYN-K-001,2023-03-15,knee.flexion,20,m,clinic
                """);
        Deeds.Taken t = Deeds.take(file, csv, Optional.empty(), Monitor.NONE);
        assertEquals(List.of(1, 1, 1), List.of(t.taken(), t.known(), t.aside().size()));
        assertEquals("row.unit", t.aside().getFirst().reason().code());
        assertEquals(3, t.aside().getFirst().row().line() - 1);
        Path fhir = Files.writeString(folder.resolve("visit.json"), """
                {"resourceType": "Observation", "id": "o1", "status": "final", "subject": {"identifier": {"value": "SYN-K-001"}},
                 "code": {"coding": [{"system": "https://orthotwin.org/observables", "code": "gait.speed"}]},
                 "effectiveDateTime": "2023-03-16", "valueQuantity": {"value": 1.1, "system": "http://unitsofmeasure.org", "code": "m/s"}}
                """);
        Deeds.Taken f = Deeds.take(file, fhir, Optional.empty(), Monitor.NONE);
        assertEquals(List.of(), f.aside().stream().map(q -> q.reason().text("en")).toList());
        assertEquals(1, f.taken());
        assertEquals("gait.speed", TwinFiles.load(file).getCurrentState().getInputs().getFirst().getDefinition());
    }

    private static final String CLINIC = """
            patient;observable;time;value;unit;side
            SYN-K-001;knee.flexion;2023-03-15;112;deg;
            P-01;knee.operation;2023-01-10;1;;gauche
            P-01;knee.flexion;2023-03-15;85;deg;gauche
            P-02;hip.operation;2023-01-10;1;;right
            P-09;complication.wound;2023-03-14;1;;
            P-09;knee.flexion;2023-03-15;9;m;
            """;

    /** A clinic's table goes into a folder of patients: twins are begun and followed, what is of nobody waits in the folder. */
    @Test
    void aTableIsTakenIntoAFolderOfPatients() throws Exception {
        Path file = Knee.followed(folder);
        int before = TwinFiles.load(file).getObservations().size();
        Path csv = Files.writeString(folder.resolve("clinic.csv"), CLINIC);
        Deeds.TakenByFolder none = Deeds.takeAll(folder, csv, false, Monitor.NONE);
        assertEquals(List.of(), none.begun());
        assertEquals(List.of(1, 5), List.of(none.taken(), none.others()), "nobody is begun unasked");
        assertEquals(before + 1, TwinFiles.load(file).getObservations().size());
        assertEquals(5, Aside.waiting(folder).size());
        Deeds.TakenByFolder t = Deeds.takeAll(folder, csv, true, Monitor.NONE);
        assertEquals(List.of("P-01.twin", "P-02.twin"), t.begun().stream().map(f -> f.getFileName().toString()).sorted().toList());
        assertEquals(2, t.others());
        assertEquals(Optional.of("left"), Histories.side(TwinFiles.load(folder.resolve("P-01.twin"))));
        assertEquals(2, TwinFiles.load(folder.resolve("P-01.twin")).getStates().size(), "it is followed");
        assertEquals(List.of("P-09", "P-09"), Aside.waiting(folder).stream().map(Aside.Row::patient).toList(),
                "rows of those who were begun have settled");
        assertEquals(2, Deeds.settle(folder, Set.of(), "of the other clinic", "", Monitor.NONE));
        assertEquals(List.of(), Aside.waiting(folder));
    }

    /** Rows of others in a table that is taken for one patient are given to their twins or kept with the folder, and never left out. */
    @Test
    void rowsOfOthersAreOfferedToTheirTwins() throws Exception {
        Path file = Knee.followed(folder);
        Path csv = Files.writeString(folder.resolve("clinic.csv"), CLINIC);
        Deeds.begin(folder.resolve("P-01.twin"), "P-01", List.of(row("knee.operation", "2023-01-10", "1", ""), row("side", "2023-01-10",
                "left", "")), Monitor.NONE);
        Deeds.Taken t = Deeds.take(file, csv, Optional.empty(), Monitor.NONE);
        assertEquals(List.of(1, 0), List.of(t.taken(), t.aside().size()));
        assertEquals(Map.of("P-01", 2, "P-02", 1, "P-09", 2), t.others().patients());
        assertTrue(t.here());
        assertEquals(List.of(), Aside.waiting(folder));
        Deeds.keepAll(folder, t.others());
        assertEquals(5, Aside.waiting(folder).size());
        assertEquals("folder.kept", Aside.waiting(folder).getLast().code());
        Deeds.TakenByFolder given = Deeds.takeAll(folder, t.others(), false, Monitor.NONE);
        assertEquals(List.of(1, 3), List.of(given.taken(), given.others()), "the operation is known, the flexion is new");
        assertEquals(Math.toRadians(85), TwinFiles.load(folder.resolve("P-01.twin")).getObservations().getLast().getValue(), 1e-12);
        // a table of others alone, of whom one has a twin here
        Path theirs = Files.writeString(folder.resolve("theirs.csv"), "patient;observable;time;value;unit\nP-01;pain;2023-03-20;3;\n");
        Deeds.Taken u = Deeds.take(file, theirs, Optional.empty(), Monitor.NONE);
        assertEquals(Map.of("P-01", 1), u.others().patients());
        Path alone = Cases.openFollowed("knee-follow-up", Files.createDirectory(folder.resolve("alone")), Monitor.NONE);
        Deeds.Taken some = Deeds.take(alone, csv, Optional.empty(), Monitor.NONE);
        assertEquals(3, some.others().patients().size());
        assertFalse(some.here(), "none of them has a twin beside it");
        // and one of nobody here is the wrong file
        Path wrong = Files.writeString(folder.resolve("wrong.csv"), "patient;observable;time;value;unit\nX-1;pain;2023-03-20;3;\n");
        assertEquals("file.patient", assertThrows(InputException.class, () -> Deeds.take(file, wrong, Optional.empty(), Monitor.NONE))
                .diagnostic().code());
    }

    @Test
    void followingKeepsWhatTheFileDidNotKnow() throws Exception {
        Path file = Cases.openFollowUp("knee-follow-up", folder);
        assertEquals(39, Deeds.follow(file, Monitor.NONE));
        String kept = Sha256.of(file);
        assertEquals(0, Deeds.follow(file, Monitor.NONE));
        assertEquals(kept, Sha256.of(file), "nothing new, nothing written");
    }

    @Test
    void aBranchTakesWhatCameLaterAgain() throws Exception {
        Path file = Knee.followed(folder);
        Twin before = TwinFiles.load(file);
        String from = before.getStates().get(10).getId();
        String id = Deeds.branch(file, from, "second look", Map.of("knee.flexion.plateau", new Belief.Value(Math.toRadians(120),
                Math.toRadians(
                3))), Monitor.NONE);
        Twin after = TwinFiles.load(file);
        TwinState begun = Histories.state(after, id);
        assertEquals(from, begun.getParent().getId());
        assertEquals("second look", begun.getCause());
        assertTrue(Histories.chain(after.getCurrentState()).contains(begun));
        assertEquals(before.getStates().size() + 1 + before.getStates().size() - 11, after.getStates().size());
        // the line has both: what goes on, and what it left
        Reading r = Knee.read(file, null);
        assertEquals(Optional.of("second look"), Histories.chain(r.state().orElseThrow()).stream().map(TwinState::getCause).filter(c -> c
                .equals("second look")).findFirst());
        TimeLine line = new TimeLine(r, Optional.empty());
        line.draw(new NoInk(), 900, 400);
        r.twin().getStates().forEach(s -> assertTrue(line.placeOf(s).isPresent(), s.getId()));
    }

    @Test
    void aBranchFromTheLatestStateIsRead() throws Exception {
        Path file = Knee.followed(folder);
        String from = TwinFiles.load(file).getCurrentState().getId();
        String id = Deeds.branch(file, from, "revision", Map.of("knee.score.oks.time", new Belief.Value(2 * 86400, 1.5 * 86400)),
                Monitor.NONE);
        Reading r = Knee.read(file, null);
        assertEquals(id, r.state().orElseThrow().getId());
        // nothing has been observed since: no cause has become more probable
        List<CauseComparison.Fit> fits = r.result().orElseThrow().alerts().stream().map(Alert::causes).filter(c -> !c.isEmpty())
                .findFirst().orElseThrow();
        assertEquals(1, fits.stream().mapToDouble(CauseComparison.Fit::probability).sum(), 1e-12);
        assertTrue(fits.size() > 1 && fits.stream().allMatch(f -> f.logEvidence() == 0));
    }

    @Test
    void whatWasDoneAboutAnAlertIsKept() throws Exception {
        Path file = Knee.followed(folder);
        Reading r = Knee.read(file, null);
        String id = r.result().orElseThrow().alerts().getFirst().id();
        Instant until = Instant.parse("2100-01-01T00:00:00Z");
        Deeds.log(file, id, "snooze", Optional.of(until), "", "nurse", "after the holidays", Monitor.NONE);
        AlertLog log = Knee.read(file, null).result().orElseThrow().log();
        assertEquals(AlertLog.Status.SNOOZED, log.status(id, r.now()));
        assertEquals("after the holidays", log.entries().getFirst().note());
        AlertLog given = Deeds.log(file, id, "escalate", Optional.empty(), "surgeon", "nurse", "", Monitor.NONE);
        assertEquals("surgeon", given.owner(id, r.now()));
        Deeds.log(file, id, "reopen", Optional.empty(), "", "nurse", "", Monitor.NONE);
        assertEquals(AlertLog.Status.OPEN, Knee.read(file, null).result().orElseThrow().log().status(id, r.now()));
    }

    /** The bundled hip with cup and wear alone, which is quick. */
    @Test
    void aTwinIsCalibratedWithACase() throws Exception {
        Path file = Cases.openFollowUp("hip-follow-up", folder);
        Path scenario = Cases.open("hip-tha", folder.resolve("case"), "en", Monitor.NONE);
        Case c = Case.load(scenario);
        c.scenario().getRequests().removeIf(r -> !r.getSolver().equals("wear"));
        c.scenario().getDistributions().removeIf(d -> d.getPath().contains("stem") || d.getPath().contains("shift"));
        Proposals.save(c, scenario);
        assertEquals(Optional.empty(), Knee.read(file, null).mechanical());
        Calibration.Result r = Deeds.calibrate(file, scenario, 2, Monitor.NONE);
        assertTrue(r.runs() >= 70 && r.lost().isEmpty(), r.toString());
        Reading reading = Knee.read(file, null);
        FollowUp.Mechanical m = reading.mechanical().orElseThrow();
        assertEquals(4, m.model().inputs().size());
        MechanicsPlot plot = new MechanicsPlot(m);
        Path numbers = folder.resolve("numbers.csv");
        plot.csv().write(numbers);
        String csv = Files.readString(numbers);
        assertTrue(csv.lines().anyMatch(l -> l.startsWith("plan.cup.inclination.radiographic,deg")), csv);
        assertTrue(plot.height(400) > 24 * (4 + m.told().size()));
        assertTrue(reading.unsaved().isEmpty());
        InputException none = assertThrows(InputException.class, () -> Deeds.calibrate(Knee.followed(folder), scenario,
                2, Monitor.NONE));
        assertTrue(none.getMessage().contains("knee"), none.getMessage());
    }

    @Test
    void theReportIsOfTheStateThatIsShown() throws Exception {
        Path file = Knee.followed(folder);
        String state = TwinFiles.load(file).getStates().get(12).getId();
        String before = Sha256.of(file);
        Path page = Deeds.report(file, Optional.of(state), 200, 1, Monitor.NONE);
        assertEquals(folder.resolve("results").resolve("knee-follow-up").resolve("report.html"), page);
        assertTrue(Files.readString(page).contains(state));
        assertTrue(Files.isRegularFile(page.resolveSibling("results.json")));
        assertEquals(before, Sha256.of(file));
    }

    /** A template that was filled in says nowhere whose it is: it is of the twin that is open; where one row says so, all must. */
    @Test
    void aTemplateThatWasFilledInIsOfTheTwinThatIsOpen() throws Exception {
        Path file = Deeds.begin(folder.resolve("P-3.twin"), "P-3", List.of(row("knee.operation", "2025-01-10", "1", "")), Monitor.NONE);
        Path template = folder.resolve("template.csv");
        ObservationFile.writeTemplate(template, "knee", "fr");
        String empty = Files.readAllLines(template).stream().filter(l -> l.startsWith("knee.flexion;")).findFirst().orElseThrow();
        String[] cells = empty.split(";", -1);
        cells[2] = "10.07.2025";
        cells[3] = "112,5";
        Files.writeString(template, Files.readString(template).replace(empty, String.join(";", cells)));
        Deeds.Taken t = Deeds.take(file, template, Optional.empty(), Monitor.NONE);
        assertEquals(List.of(1, 0, 0), List.of(t.taken(), t.known(), t.aside().size()));
        Path some = folder.resolve("some.csv");
        Files.writeString(some, "patient,observable,time,value,unit\nP-3,knee.flexion,2025-08-10,115,deg\n"
                + ",knee.flexion,2025-09-10,116,deg\n");
        Deeds.Taken s = Deeds.take(file, some, Optional.empty(), Monitor.NONE);
        assertEquals(List.of(1, 1), List.of(s.taken(), s.aside().size()));
    }

    /** A patient of whom nothing is there yet: the operation and what is known begin the twin; what cannot be leaves no file. */
    @Test
    void aFollowUpIsBegun() throws Exception {
        Path file = folder.resolve("new/P-7.twin");
        List<ObservationFile.Row> rows = List.of(row("hip.operation", "10.01.2026", "1", ""), row("implant.cemented", "2026-01-10", "1",
                ""), row("body.mass", "2026-01-10", "82", "kg"));
        assertEquals(file, Deeds.begin(file, "P-7", rows, Monitor.NONE));
        Reading r = Knee.read(file, null);
        assertEquals(List.of("hip", "P-7"), List.of(r.joint(), r.twin().getPseudonym()));
        assertEquals(Set.of(), r.unsaved());
        assertTrue(r.outlook(Observables.get("hip.score.ohs"), Instant.parse("2026-06-01T00:00:00Z")).isPresent());
        assertEquals(List.of("noted, not judged", "noted, not judged", "counts"), ObservationsView.sorted(
                r, 6, true).stream().map(o -> ObservationsView.cells(r, o)[6]).toList());
        assertThrows(IllegalArgumentException.class, () -> Deeds.begin(file, "P-7", rows, Monitor.NONE));
        Path none = folder.resolve("none/P-8.twin");
        assertThrows(InputException.class, () -> Deeds.begin(none, "P-8", List.of(row("hip.operation", "2026-02-31", "1", "")),
                Monitor.NONE));
        assertFalse(Files.exists(none));
    }

    /** The table has all that was observed, in the order of any column, and says what was withdrawn. */
    @Test
    void theTableHasAllThatWasObserved() throws Exception {
        Path file = Knee.followed(folder);
        Reading r = Knee.read(file, null);
        List<Observation> newest = ObservationsView.sorted(r, 0, true);
        assertEquals(40, newest.size());
        assertEquals("2022-09-14", newest.getFirst().getTime());
        List<Double> values = ObservationsView.sorted(r, 2, false).stream().filter(o -> o.getDefinition().equals(Knee.OKS)).map(
                Observation::getValue).toList();
        assertEquals(values.stream().sorted().toList(), values);
        Observation wrong = newest.stream().filter(o -> o.getDefinition().equals(Knee.OKS)).findFirst().orElseThrow();
        Deeds.withdraw(file, wrong.getId(), true, "mistyped", "AB", Monitor.NONE);
        Reading after = Knee.read(file, null);
        String[] cells = ObservationsView.cells(after, Histories.observation(after.twin(), wrong.getId()));
        assertEquals("Oxford Knee Score", cells[1]);
        assertTrue(cells[6].startsWith("withdrawn ") && cells[6].endsWith(" by AB: mistyped"), cells[6]);
    }

    /** What was typed wrongly is withdrawn and what it should have been is there, in one step or not at all. */
    @Test
    void anObservationIsCorrected() throws Exception {
        Path file = Knee.followed(folder);
        Observation wrong = ObservationsView.sorted(Knee.read(file, null), 0, true).stream().filter(o -> o.getDefinition().equals(Knee.OKS))
                .findFirst().orElseThrow();
        int count = TwinFiles.load(file).getObservations().size();
        ObservationFile.Row impossible = row(Knee.OKS, wrong.getTime(), "49", "1");
        assertThrows(InputException.class, () -> Deeds.correct(file, wrong.getId(), "mistyped", impossible, Monitor.NONE));
        assertEquals(count, TwinFiles.load(file).getObservations().size(), "nothing of both");
        ObservationFile.Row right = row(Knee.OKS, wrong.getTime(), "31", "1");
        right.texts().put("by", "Anna");
        Deeds.correct(file, wrong.getId(), "mistyped", right, Monitor.NONE);
        Reading r = Knee.read(file, null);
        Observation was = Histories.observation(r.twin(), wrong.getId());
        Observation now = Withdrawals.replacement(r.twin(), was).orElseThrow();
        assertEquals(31, now.getValue());
        assertEquals(wrong.getTime(), now.getTime());
        assertEquals("Anna", ObservationsView.cells(r, now)[5]);
        assertTrue(ObservationsView.cells(r, was)[6].endsWith(" by Anna: mistyped"));
        assertTrue(r.step(now).isPresent(), "it counts");
    }

    /** What was typed for another score is withdrawn, with what was meant, and stands as that: 7 of 10 was no 7 of 100. */
    @Test
    void whatWasOfAnotherKindIsCorrected() throws Exception {
        Path file = Knee.followed(folder);
        Deeds.add(file, row("knee.score.koos-pain", "2023-03-15", "7", "1"), Monitor.NONE);
        Observation wrong = TwinFiles.load(file).getObservations().getLast();
        int count = TwinFiles.load(file).getObservations().size();
        ObservationFile.Row right = row("pain", "2023-03-15", "7", "1");
        right.texts().put("by", "Anna");
        Deeds.correct(file, wrong.getId(), "typed wrongly", right, Monitor.NONE);
        Reading r = Knee.read(file, null);
        assertEquals(count + 2, r.twin().getObservations().size(), "nothing is taken away");
        Observation was = Histories.observation(r.twin(), wrong.getId());
        assertEquals(7, was.getValue());
        assertTrue(ObservationsView.cells(r, was)[6].endsWith(" by Anna: typed wrongly; meant was: Pain (0 to 10)"),
                ObservationsView.cells(r,
                was)[6]);
        List<Observation> stand = Withdrawals.standing(r.twin()).stream().filter(o -> o.getTime().equals("2023-03-15")).toList();
        assertEquals(List.of("pain 7.0"), stand.stream().map(o -> o.getDefinition() + " " + o.getValue()).toList());
        assertTrue(r.step(stand.getFirst()).isPresent(), "it counts");
    }

    /** A row that an import put aside waits until a person settles it; the twin is read anew then, and the row stays in its file. */
    @Test
    void rowsThatWerePutAsideAreSettled() throws Exception {
        Path file = Knee.followed(folder);
        Path csv = Files.writeString(folder.resolve("some.csv"), """
                patient,observable,time,value,unit
                SYN-K-001,knee.flexion,2023-03-15,400,deg
                SYN-K-001,knee.flexion,2023-03-15,100,Grad
                """);
        assertEquals(2, Deeds.take(file, csv, Optional.empty(), Monitor.NONE).aside().size());
        assertEquals(2, Knee.read(file, null).result().orElseThrow().aside().size());
        String before = Reading.stamp(file);
        assertThrows(InputException.class, () -> Deeds.settle(file, Set.of(2), " ", "AB", Monitor.NONE));
        assertEquals(1, Deeds.settle(file, Set.of(2), "measured again", "", Monitor.NONE));
        assertNotEquals(before, Reading.stamp(file), "it is seen");
        assertEquals(List.of("400"), Knee.read(file, null).result().orElseThrow().aside().stream().map(Aside.Row::value).toList());
        Aside.Settled s = Aside.read(file).get(1).settled().orElseThrow();
        assertEquals(List.of("manual", "measured again"), List.of(s.by(), s.why()));
    }

    /** A result beyond the limit of a test is asked about. */
    @Test
    void unusualResultsAreAskedAbout() {
        assertTrue(ObservationForm.unusual(row("laboratory.crp", "2022-09-14", "90", "mg/L"), "SYN-K-001", "en").orElseThrow().contains(
                "10\u00a0mg/L"));
        assertTrue(ObservationForm.unusual(row("laboratory.crp", "2022-09-14", "9.9", "mg/L"), "SYN-K-001", "en").isEmpty());
        assertTrue(ObservationForm.unusual(row("knee.flexion", "2022-09-14", "90", "deg"), "SYN-K-001", "en").isEmpty());
    }

    /** Several values of one visit; one that another source has told already counts once unless both are to count. */
    @Test
    void aVisitIsTakenAtOnce() throws Exception {
        Path file = Knee.followed(folder);
        List<ObservationFile.Row> visit = List.of(row("knee.flexion", "2023-03-15", "118", "deg"), row("knee.score.oks", "15.03.2023", "29",
                "1"), row("knee.score.koos-pain", "2022-09-14", "1", "1"));
        Deeds.Taken t = Deeds.add(file, visit, false, Monitor.NONE);
        assertEquals(List.of(3, 0, 1), List.of(t.taken(), t.known(), t.beside().size()), "another value of that day is told of");
        assertTrue(t.beside().getFirst().counts());
        Path csv = Files.writeString(folder.resolve("export.csv"), """
                patient,time,observable,value,unit,source
                SYN-K-001,2023-03-15,knee.score.oks,29,1,hospital
                """);
        Deeds.Taken once = Deeds.take(file, csv, Optional.empty(), Monitor.NONE);
        assertEquals(List.of(0, 1, 1), List.of(once.taken(), once.known(), once.same().size()));
        assertEquals(1, Deeds.take(file, csv, Optional.empty(), true, Monitor.NONE).taken());
        Reading r = Knee.read(file, null);
        TimeLine line = new TimeLine(r, Optional.empty());
        line.draw(new NoInk(), 900, 600);
        double[] at = line.placeOf(r.twin().getObservations().getLast()).orElseThrow();
        assertEquals(2, line.observations(at[0], at[1]).size());
        assertTrue(line.at(at[0], at[1]).contains("hospital") && line.at(at[0], at[1]).contains("manual"), line.at(at[0], at[1]));
    }

    /** The form asks about a value that is far from what the twin expects then, and says what a value is before it is typed. */
    @Test
    void theFormAsksAboutWhatIsFarOff() throws Exception {
        Reading r = Knee.read(Knee.followed(folder), null);
        Optional<String> far = ObservationForm.far(row("knee.flexion", "2023-03-15", "12", "deg"), "P", r::outlook, "en");
        Gaussian g = r.outlook(Observables.get("knee.flexion"), Instant.parse("2023-03-15T00:00:00Z")).orElseThrow().judged();
        String expected = String.valueOf(Math.round(Math.toDegrees(g.mean(0)))).substring(0, 2);
        assertTrue(far.orElseThrow().contains("12\u00b0 is far from what was expected") && far.get().contains(expected), far.get());
        assertEquals(Optional.empty(), ObservationForm.far(row("knee.flexion", "2023-03-15", "118", "deg"), "P", r::outlook, "en"));
        assertEquals(Optional.empty(), ObservationForm.far(row("implant.cemented", "2023-03-15", "1", "1"), "P", r::outlook, "en"));
        assertTrue(ObservationForm.about(Observables.get("knee.score.oks"), "en").contains("More is better. Or its 12 answers"));
        assertTrue(ObservationForm.about(Observables.get("knee.flexion"), "fr").contains("\u00b0"));
        String wrong = ObservationForm.problem(row("knee.score.oks", "2023-03-15", "99", "1"), "P", "en").orElseThrow();
        assertTrue(wrong.startsWith("Oxford Knee Score: 99 cannot be"), wrong);
        assertEquals(Optional.of("there is no day 2025-11-31"), ObservationForm.problem(row("knee.score.oks", "2025-11-31", "9", "1"),
                "P", "en"));
        assertTrue(ObservationForm.problem(row("knee.score.oks", "", "9", "1"), "P", "fr").orElseThrow().startsWith(
                "elle ne dit pas quand"));
    }

    @Test
    void theFormOffersWhatGoesWithTheTwin() {
        List<Observable> knee = ObservationForm.choices("knee");
        assertTrue(knee.stream().noneMatch(d -> d.joint().equals("hip")));
        // what is asked at every visit before what happens once, and what was observed before all
        List<String> kinds = knee.stream().map(Observable::kind).distinct().toList();
        assertEquals(List.of("score", "motion", "activity", "laboratory"), kinds.subList(0, 4));
        assertEquals(List.of("event", "fact"), kinds.subList(kinds.size() - 2, kinds.size()));
        Observable crp = Observables.get("laboratory.crp");
        assertEquals(crp, ObservationForm.choices("knee", List.of(crp)).getFirst());
        List<String> motions = knee.stream().filter(d -> d.kind().equals("motion")).map(d -> d.name("en")).toList();
        assertEquals(motions.stream().sorted(Collator.getInstance(Locale.ENGLISH)).toList(), motions);
        assertTrue(ObservationForm.choices("").getFirst().course().isEmpty(), "without an operation that comes first");
        assertEquals(List.of("1"), ObservationForm.units(Observables.get("knee.score.oks")).stream().map(u -> u.symbol()).toList());
        List<String> angle = ObservationForm.units(Observables.get("knee.flexion")).stream().map(u -> u.symbol()).toList();
        assertEquals("deg", angle.getFirst());
        assertTrue(angle.contains("rad"));
    }
}
