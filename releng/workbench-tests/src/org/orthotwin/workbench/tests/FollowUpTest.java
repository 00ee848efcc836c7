/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.workbench.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.core.commands.common.CommandException;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.jface.action.ActionContributionItem;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.CTabFolder;
import org.eclipse.swt.custom.ScrolledComposite;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.RGB;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.MenuItem;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.swt.widgets.Text;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.swt.widgets.TreeItem;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.handlers.IHandlerService;
import org.eclipse.ui.intro.IIntroManager;
import org.eclipse.ui.navigator.CommonNavigator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.orthotwin.followup.AlertLog;
import org.orthotwin.followup.Aside;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Histories;
import org.orthotwin.followup.Intake;
import org.orthotwin.followup.ObservationFile;
import org.orthotwin.followup.TwinFile;
import org.orthotwin.followup.ui.internal.MechanicsView;
import org.orthotwin.followup.ui.internal.ObservationsView;
import org.orthotwin.followup.ui.internal.TwinEditor;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.ParameterEstimate;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinFiles;
import org.orthotwin.model.twin.TwinState;
import org.orthotwin.ui.CaseFolders;
import org.orthotwin.ui.CaseSessions;

/** The bundled knee is followed by hand: looked at in its states, observed once more, and an alert of it acknowledged. */
class FollowUpTest {

    private static final String CASE = "knee-follow-up";

    private final Hand hand = new Hand();
    private TwinEditor editor;

    private static IWorkbenchPage page() {
        return PlatformUI.getWorkbench().getWorkbenchWindows()[0].getActivePage();
    }

    private static IProject project() {
        return ResourcesPlugin.getWorkspace().getRoot().getProject(CASE);
    }

    @AfterEach
    void leave() {
        hand.ui(() -> {
            page().closeAllEditors(false);
            PlatformUI.getWorkbench().showPerspective("org.orthotwin.rcp.planning", page().getWorkbenchWindow());
            if (project().exists()) {
                project().delete(true, true, null);
            }
            return null;
        });
    }

    /** What would come of a revision, and a virtual cohort, beside the courses. */
    @Test
    void whatIfAndAVirtualCohortAreDrawnBesideTheCourses() throws Exception {
        hand.run(() -> CaseFolders.open("example:" + CASE));
        hand.await("the twin is open", 60, () -> page().getActiveEditor() instanceof TwinEditor e && e.state().isPresent()
                && page().getPerspective().getId().equals("org.orthotwin.rcp.followup"));
        hand.await("there are curves", 20, () -> painted("courses") > 0.003);
        Combo beside = hand.find(Combo.class, c -> "beside".equals(c.getData("courses")));
        assertEquals(0.0, green(), 0.0005);
        choose(beside, "revision");
        hand.await("what would come of a revision is green", 10, () -> green() > 0.01);
        // a loosening may be an infection, and none was excluded: the alerts say so in the same words
        Label first = hand.find(Label.class, l -> "said".equals(l.getData("first")));
        assertTrue(hand.ui(() -> first.isVisible() && first.getText().equals(FollowUpResult.infectionFirst("en"))));
        StyledText says = hand.find(StyledText.class, t -> "words".equals(t.getData("alerts")));
        Table alerts = hand.find(Table.class, t -> "table".equals(t.getData("alerts")));
        hand.run(() -> {
            alerts.setSelection(Stream.of(alerts.getItems()).map(TableItem::getText).toList().indexOf(Stream.of(alerts.getItems()).map(
                    TableItem::getText).filter(x -> x.startsWith("Oxford Knee Score")).findFirst().orElseThrow()));
            alerts.notifyListeners(SWT.Selection, new Event());
        });
        hand.settle();
        String said = hand.ui(says::getText);
        assertTrue(said.contains(FollowUpResult.infectionFirst("en")) && said.contains("Changed between "), said);
        hand.screenshot("follow-up-what-if");
        Canvas courses = canvas("courses");
        hand.run(() -> {
            // behind the last observation of the first course, where the band of what is done is
            Event move = new Event();
            move.x = courses.getClientArea().width * 2 / 5;
            move.y = 100;
            courses.notifyListeners(SWT.MouseMove, move);
        });
        hand.settle();
        hand.screenshot("follow-up-what-if-told");
        hand.run(() -> courses.notifyListeners(SWT.MouseExit, new Event()));
        choose(beside, "Twin and population");
        hand.await("the band is gone", 10, () -> green() < 0.0005);
        assertFalse(hand.ui(first::isVisible));
        choose(beside, "cohort");
        hand.await("the cohort is lines", 10, () -> green() > 0.001);
        hand.screenshot("follow-up-cohort");
        choose(beside, "Twin and population");
        hand.await("they are gone", 10, () -> green() < 0.0005);
    }

    /** From nothing to a patient who is followed: the form with a side, two values of a visit, and the table. */
    @Test
    void aFollowUpIsBegunByHand() throws Exception {
        IHandlerService handlers = page().getWorkbenchWindow().getService(IHandlerService.class);
        hand.run(() -> PlatformUI.getWorkbench().getDisplay().asyncExec(() -> {
            try {
                handlers.executeCommand("org.orthotwin.followup.ui.new", null);
            } catch (CommandException e) {
                throw new IllegalStateException(e);
            }
        }));
        Shell form = hand.dialog("New Follow-up");
        Button finish = hand.find(form, Button.class, b -> b.getText().replace("&", "").equals("Finish"));
        assertEquals(false, hand.ui(finish::isEnabled), "nobody is named");
        Text patient = hand.find(form, Text.class, t -> "patient".equals(t.getData("begin")));
        Text day = hand.find(form, Text.class, t -> "day".equals(t.getData("begin")));
        hand.run(() -> patient.setText("Mueller, Anna"));
        hand.screenshot("follow-up-new-name");
        Label named = hand.find(form, Label.class, l -> "named".equals(l.getData("begin")));
        assertTrue(hand.ui(() -> named.getText().startsWith("This looks like a name.")), "a pseudonym is meant");
        hand.run(() -> patient.setText("Begun-1"));
        assertTrue(hand.ui(() -> named.getText().startsWith("A pseudonym such as")));
        assertEquals(List.of("", false), hand.ui(() -> List.of(day.getText(), finish.isEnabled())), "nobody was operated today by default");
        hand.run(() -> day.setText("2025-02-30"));
        assertEquals(false, hand.ui(finish::isEnabled), "there is no such day");
        hand.run(() -> day.setText("10.02.2025"));
        assertEquals(true, hand.ui(finish::isEnabled));
        choose(hand.find(form, Combo.class, c -> "side".equals(c.getData("begin"))), "left");
        choose(hand.find(form, Combo.class, c -> "patient.female".equals(c.getData("begin"))), "female");
        // a knee has no stem with a collar
        Combo joint = hand.find(form, Combo.class, c -> "joint".equals(c.getData("begin")));
        choose(joint, "Hip");
        Combo collar = hand.find(form, Combo.class, c -> "implant.collar".equals(c.getData("begin")));
        Combo where = hand.find(form, Combo.class, c -> "where".equals(c.getData("begin")));
        assertTrue(hand.ui(() -> where.toDisplay(0, where.getSize().y).y < finish.toDisplay(0, 0).y), "the form has grown");
        hand.screenshot("follow-up-new-hip");
        choose(joint, "Knee");
        assertEquals(false, hand.ui(collar::isVisible));
        hand.run(() -> day.setText("10.02.2025"));
        // what is known of somebody whose operation is to come is known today
        Combo kind = hand.find(form, Combo.class, c -> "kind".equals(c.getData("begin")));
        choose(kind, "planned");
        hand.run(() -> day.setText("2099-02-10"));
        assertEquals(true, hand.ui(finish::isEnabled), "an operation may be to come");
        choose(kind, "done");
        assertEquals(false, hand.ui(finish::isEnabled), "none was done that is to come");
        hand.run(() -> day.setText("10.02.2025"));
        assertEquals(true, hand.ui(finish::isEnabled));
        hand.screenshot("follow-up-new");
        hand.click(finish, 20, 10);
        hand.await("it is open", 60, () -> page().getActiveEditor() instanceof TwinEditor e && e.state().isPresent()
                && "knee".equals(e.getPartProperty("twin.joint")));
        IProject made = ResourcesPlugin.getWorkspace().getRoot().getProject("Begun-1");
        Path file = hand.ui(() -> made.getFile("Begun-1.twin").getLocation().toPath());
        try {
            Twin begun = TwinFiles.load(file);
            assertEquals("2025-02-10", begun.getObservations().getFirst().getTime());
            assertEquals(Optional.of("left"), Histories.side(begun));
            hand.press("Type in what was observed");
            Shell add = hand.dialog("Add an Observation");
            Combo what = hand.find(add, Combo.class, c -> String.join("", c.getItems()).contains("Flexion of the knee"));
            choose(what, "Flexion of the knee");
            Text value = hand.find(add, Text.class, t -> "value".equals(t.getData("observation")));
            hand.run(() -> value.setText("112"));
            hand.click(hand.find(add, Button.class, b -> b.getText().equals("Add Another")), 20, 10);
            hand.await("the next is asked for, and can be typed at once", 10, () -> value.getText().isEmpty() && value.isFocusControl());
            choose(what, "Oxford Knee Score");
            hand.run(() -> value.setText("35"));
            assertTrue(hand.ui(() -> hand.find(add, Label.class, x -> "expected".equals(x.getData("observation"))).getText()).startsWith(
                    "expected then"), "what is predicted is beside what is typed");
            hand.screenshot("follow-up-visit");
            hand.click(hand.find(add, Button.class, b -> b.getText().equals("Add Another")), 20, 10);
            assertTrue(hand.ui(() -> what.getText()).length() > 0 && hand.ui(value::getText).isEmpty(), "the next is asked for");
            // what was noted comes back to be corrected
            Table noted = hand.find(add, Table.class, t -> "noted".equals(t.getData("observation")));
            assertEquals(List.of("Flexion of the knee", "Oxford Knee Score"), hand.ui(() -> Stream.of(noted.getItems()).map(
                    TableItem::getText).toList()));
            hand.run(() -> {
                noted.select(1);
                noted.notifyListeners(SWT.Selection, new Event());
            });
            hand.click(hand.find(add, Button.class, b -> b.getText().equals("Correct")), 20, 10);
            hand.await("it is in the field", 10, () -> value.getText().equals("35") && what.getText().equals(
                    "Oxford Knee Score \u2013 0 to 48, more is better"));
            hand.run(() -> value.setText("36"));
            hand.click(hand.find(add, Button.class, b -> b.getText().equals("Add Another")), 20, 10);
            // who leaves is asked, and stays if he does not look
            hand.run(() -> add.getDisplay().asyncExec(add::close));
            Shell leave = hand.dialog("Not saved yet");
            hand.screenshot("follow-up-leave");
            assertEquals("Go Back", hand.ui(() -> leave.getDefaultButton().getText()));
            hand.click(hand.ui(leave::getDefaultButton), 20, 10);
            hand.await("the form is still there", 10, () -> leave.isDisposed() && add.isVisible());
            Text search = hand.find(add, Text.class, t -> "search".equals(t.getData("observation")));
            // what is not found leaves nothing to be taken for it
            hand.run(() -> search.setText("frobnication"));
            Button save = hand.find(add, Button.class, b -> b.getText().equals("Save Visit"));
            assertEquals(List.of(0, false, false), hand.ui(() -> List.of(what.getItemCount(), value.isEnabled(), save.isEnabled())));
            hand.screenshot("follow-up-not-found");
            hand.run(() -> search.setText("embolism"));
            hand.await("a complication is found by what it is", 10, () -> what.getText().startsWith("Venous thrombosis"));
            hand.run(() -> search.setText("fever"));
            hand.await("so is a sign", 10, () -> what.getText().equals("Fever"));
            hand.run(() -> search.setText("pain"));
            hand.await("the plain score is meant", 10, () -> what.getText().equals("Pain (0 to 10) \u2013 less is better"));
            hand.screenshot("follow-up-found");
            hand.run(() -> search.setText("reactive"));
            hand.await("one is left", 10, () -> what.getItemCount() == 1);
            hand.run(() -> value.setText("90"));
            hand.click(hand.find(add, Button.class, b -> b.getText().equals("Save Visit")), 20, 10);
            Shell unusual = hand.dialog("Is it right?");
            hand.screenshot("follow-up-unusual");
            assertEquals("Go Back", hand.ui(() -> unusual.getDefaultButton().getText()));
            hand.click(hand.find(unusual, Button.class, b -> b.getText().equals("It Is Right")), 20, 10);
            hand.await("all are in the file", 20, () -> TwinFiles.load(file).getObservations().size() == 6);
            Table alerts = hand.find(Table.class, t -> "table".equals(t.getData("alerts")));
            hand.await("the protein is an alert", 20, () -> alerts.getItemCount() == 1 && alerts.getItem(0).getText().startsWith(
                    "C-reactive protein, positive test, since "));
            hand.run(() -> show("org.orthotwin.followup.ui.visit"));
            Table visit = hand.find(Table.class, t -> "table".equals(t.getData("visit")));
            hand.await("what is expected next is told", 20, () -> visit.getItemCount() > 2 && !visit.getItem(0).getText(3).isEmpty());
            hand.screenshot("follow-up-next-visit");
            for (int i = 1; i < 5; i++) {
                int column = i;
                assertTrue(hand.ui(() -> {
                    GC gc = new GC(visit);
                    try {
                        return Stream.of(visit.getItems()).allMatch(x -> gc.textExtent(x.getText(column)).x <= visit.getColumn(column)
                                .getWidth());
                    } finally {
                        gc.dispose();
                    }
                }), "no number and no day is cut, column " + i);
            }
            hand.run(() -> show("org.orthotwin.followup.ui.alerts"));
            hand.run(() -> show("org.orthotwin.followup.ui.observations"));
            ObservationsView table = hand.ui(() -> (ObservationsView) page().findView(ObservationsView.ID));
            hand.await("the table has them", 20, () -> table.lines().size() == 6 && table.lines().stream().filter(l -> l.endsWith(
                    ",counts")).count() == 2);
            hand.screenshot("follow-up-table");
            whatIsCorrectedMayBeOfAnotherKind(table);
            rowsThatWerePutAsideAreSettled(file);
        } finally {
            // other tests look at what it covers
            hand.run(() -> show("org.orthotwin.followup.ui.courses"));
            hand.ui(() -> {
                page().closeAllEditors(false);
                made.delete(true, true, null);
                return null;
            });
        }
    }

    /** What the value is of can be corrected, and the value stays as it was typed. */
    private void whatIsCorrectedMayBeOfAnotherKind(ObservationsView view) {
        Table table = hand.find(Table.class, t -> "table".equals(t.getData("observations")));
        hand.run(() -> {
            table.setSelection(view.lines().indexOf(view.lines().stream().filter(l -> l.contains("Flexion of the knee")).findFirst()
                    .orElseThrow()));
            table.getMenu().notifyListeners(SWT.Show, new Event());
            MenuItem correct = Stream.of(table.getMenu().getItems()).filter(i -> i.getText().equals("Correct\u2026")).findFirst()
                    .orElseThrow();
            table.getDisplay().asyncExec(() -> correct.notifyListeners(SWT.Selection, new Event()));
        });
        Shell form = hand.dialog("Correct an Observation");
        Combo what = hand.find(form, Combo.class, c -> String.join("", c.getItems()).contains("Flexion of the knee"));
        Text value = hand.find(form, Text.class, t -> "value".equals(t.getData("observation")));
        Text search = hand.find(form, Text.class, t -> "search".equals(t.getData("observation")));
        assertTrue(hand.ui(() -> what.isEnabled() && what.getText().startsWith("Flexion of the knee") && value.getText().equals("112")));
        hand.run(() -> search.setText("mass"));
        hand.await("another kind", 10, () -> what.getText().startsWith("Body mass") && value.getText().equals("112"));
        hand.screenshot("follow-up-correct");
        hand.click(hand.find(form, Button.class, b -> b.getText().equals("Correct")), 20, 10);
        hand.await("it is of that, and the other is withdrawn", 30, () -> view.lines().stream().anyMatch(l -> l.contains(
                "Body mass,112")) && view.lines().stream().anyMatch(l -> l.contains("Flexion of the knee") && l.contains(
                        "meant was: Body mass")));
    }

    /** What an import put aside is told above the time line, and settled there with a reason. */
    private void rowsThatWerePutAsideAreSettled(Path file) throws Exception {
        Path csv = Files.writeString(file.resolveSibling("some.csv"), """
                patient;observable;time;value;unit
                Begun-1;knee.flexion;2025-06-15;400;deg
                Begun-1;knee.flexion;2025-06-15;100;Grad
                """);
        hand.run(() -> ((TwinEditor) page().getActiveEditor()).importFrom(csv));
        Shell window = hand.shell();
        hand.await("it is told", 20, () -> canSettle(window));
        Button look = hand.find(Button.class, b -> "settle".equals(b.getData("twin")));
        hand.screenshot("follow-up-aside");
        hand.click(look, 20, 10);
        Shell form = hand.dialog("Rows That Were Put Aside");
        Table rows = hand.find(form, Table.class, t -> "rows".equals(t.getData("settle")));
        Button ok = hand.find(form, Button.class, b -> b.getText().equals("Settle"));
        Text why = hand.find(form, Text.class, t -> "why".equals(t.getData("settle")));
        assertEquals(2, hand.ui(rows::getItemCount));
        hand.run(() -> why.setText("measured again"));
        assertEquals(false, hand.ui(ok::isEnabled), "none is ticked");
        hand.run(() -> {
            for (TableItem i : rows.getItems()) {
                i.setChecked(true);
            }
            rows.notifyListeners(SWT.Selection, new Event());
        });
        hand.screenshot("follow-up-settle");
        hand.click(ok, 20, 10);
        hand.await("nothing waits", 20, () -> Aside.waiting(file).isEmpty() && !look.isVisible());
        assertEquals("measured again", Aside.read(file).getFirst().settled().orElseThrow().why());
    }

    /**
     * A clinic's table goes into a folder of patients, by the menu of the cases: a twin is begun, a row of nobody waits in the folder, is
     * settled in the list of patients. What is of another patient in a table for the one that is open goes to that one's twin.
     */
    @Test
    void aTableIsTakenIntoAFolderOfPatients() throws Exception {
        hand.run(() -> CaseFolders.open("example:" + CASE));
        hand.await("the twin is open", 60, () -> page().getActiveEditor() instanceof TwinEditor e && e.state().isPresent());
        Path folder = hand.ui(() -> project().getLocation().toPath());
        Path csv = Files.writeString(folder.resolve("clinic.csv"), """
                patient;observable;time;value;unit;side
                P-01;knee.operation;2025-01-10;1;;left
                P-01;knee.flexion;2025-03-15;85;deg;left
                P-09;complication.wound;2025-03-14;1;;
                """);
        IHandlerService handlers = page().getWorkbenchWindow().getService(IHandlerService.class);
        hand.run(() -> PlatformUI.getWorkbench().getDisplay().asyncExec(() -> {
            try {
                handlers.executeCommand("org.orthotwin.followup.ui.import", null);
            } catch (CommandException e) {
                throw new IllegalStateException(e);
            }
        }));
        Shell form = hand.dialog("Import into a Folder of Patients");
        Button ok = hand.find(form, Button.class, b -> b.getText().equals("Import"));
        Text file = hand.find(form, Text.class, t -> "file".equals(t.getData("import")));
        Combo into = hand.find(form, Combo.class, c -> "into".equals(c.getData("import")));
        assertTrue(hand.ui(() -> into.getText().startsWith(CASE)), "the folder of the twin that is open");
        assertEquals(false, hand.ui(ok::isEnabled));
        hand.run(() -> file.setText(folder.resolve("none.csv").toString()));
        assertEquals(false, hand.ui(ok::isEnabled), "there is no such file");
        hand.run(() -> file.setText(csv.toString()));
        hand.click(hand.find(form, Button.class, b -> "begin".equals(b.getData("import"))), 10, 10);
        hand.settle();
        hand.screenshot("follow-up-import-folder");
        hand.click(ok, 20, 10);
        hand.await("it is begun", 30, () -> Files.exists(folder.resolve("P-01.twin")));
        hand.run(() -> show("org.orthotwin.followup.ui.patients"));
        Table table = hand.find(Table.class, t -> "table".equals(t.getData("patients")));
        hand.await("both are listed", 30, () -> table.getItemCount() == 2);
        Label others = hand.find(Label.class, l -> "others".equals(l.getData("patients")));
        assertTrue(hand.ui(others::getText).contains("wait in " + CASE + ": 1."), hand.ui(others::getText));
        hand.screenshot("follow-up-patients-others");
        hand.click(hand.find(Button.class, b -> "settle".equals(b.getData("patients"))), 20, 10);
        Shell rows = hand.dialog("Rows That Were Put Aside");
        Text why = hand.find(rows, Text.class, t -> "why".equals(t.getData("settle")));
        hand.run(() -> why.setText("of the other clinic"));
        hand.screenshot("follow-up-settle-others");
        hand.click(hand.find(rows, Button.class, b -> b.getText().equals("Settle")), 20, 10);
        hand.await("nothing waits", 20, () -> Aside.waiting(folder).isEmpty() && !others.isVisible());
        // what another program begins or takes away in the folder is heard of
        Path other = Files.createDirectory(folder.resolve("ward")).resolve("P-20.twin");
        try (TwinFile twin = TwinFile.begin(other, "P-20")) {
            Intake.take(twin.twin(), List.of(row("knee.operation", LocalDate.of(2025, 1, 10), "1", "")), Optional.of("P-20"), "test",
                    Instant.now());
            twin.save();
        }
        hand.await("a twin of another program is listed", 20, () -> Stream.of(table.getItems()).anyMatch(i -> i.getText().equals("P-20")));
        Files.delete(other);
        Files.delete(other.getParent());
        hand.await("it is gone", 20, () -> table.getItemCount() == 2);
        whoIsNewBelongsToTheFolder(handlers);
        hand.run(() -> show("org.orthotwin.followup.ui.courses"));
        Files.writeString(csv, """
                patient;observable;time;value;unit
                SYN-K-001;pain;2025-03-15;4;
                P-01;pain;2025-03-16;3;
                """);
        hand.run(() -> ((TwinEditor) page().getActiveEditor()).importFrom(csv));
        Shell ask = hand.dialog("Import into a Folder of Patients");
        hand.screenshot("follow-up-import-others");
        hand.click(hand.find(ask, Button.class, b -> b.getText().equals("Give Them to Their Twins")), 20, 10);
        hand.await("the other twin has it", 30, () -> TwinFiles.load(folder.resolve("P-01.twin")).getObservations().stream().anyMatch(
                o -> "pain".equals(o.getDefinition())));
        Shell done = hand.dialog("Import into a Folder of Patients");
        hand.run(done::close);
        anAlertSleepsPastItsTimeOnlyWhenAskedFor(folder);
    }

    /** The folder of patients that is open is offered, and a twin of the same joint that is there is told of. */
    private void whoIsNewBelongsToTheFolder(IHandlerService handlers) {
        hand.run(() -> PlatformUI.getWorkbench().getDisplay().asyncExec(() -> {
            try {
                handlers.executeCommand("org.orthotwin.followup.ui.new", null);
            } catch (CommandException e) {
                throw new IllegalStateException(e);
            }
        }));
        Shell form = hand.dialog("New Follow-up");
        Combo where = hand.find(form, Combo.class, c -> "where".equals(c.getData("begin")));
        assertEquals(CASE, hand.ui(where::getText));
        Text patient = hand.find(form, Text.class, t -> "patient".equals(t.getData("begin")));
        Label named = hand.find(form, Label.class, l -> "named".equals(l.getData("begin")));
        Combo side = hand.find(form, Combo.class, c -> "side".equals(c.getData("begin")));
        hand.run(() -> patient.setText("P-01"));
        assertTrue(hand.ui(named::getText).startsWith("P-01 may have a twin of this joint there already: P-01.twin."), hand.ui(
                named::getText));
        hand.screenshot("follow-up-new-same");
        choose(side, "right");
        assertTrue(hand.ui(named::getText).startsWith("A pseudonym such as"), "the other side is another twin");
        hand.run(form::close);
    }

    /** A stiff knee, 55 days after its operation, is not snoozed past the 84th day without a question. */
    private void anAlertSleepsPastItsTimeOnlyWhenAskedFor(Path folder) throws Exception {
        LocalDate day = LocalDate.now(ZoneOffset.UTC).minusDays(55);
        Path file = folder.resolve("stiff.twin");
        try (TwinFile twin = TwinFile.begin(file, "S-01")) {
            Intake.take(twin.twin(), List.of(row("knee.operation", day, "1", ""), row("knee.flexion", day.plusDays(40), "55", "deg"), row(
                    "knee.flexion", day.plusDays(50), "55", "deg")), Optional.of("S-01"), "test", Instant.now());
            twin.save();
        }
        hand.run(() -> CaseFolders.open(file.toString()));
        Table table = hand.find(Table.class, t -> "table".equals(t.getData("alerts")));
        hand.await("its alerts are there", 30, () -> table.getItemCount() > 0 && Stream.of(table.getItems()).allMatch(i -> i.getText()
                .startsWith("Flexion of the knee")));
        hand.press("Snooze\u2026");
        Shell form = hand.dialog("Snooze");
        Text until = hand.find(form, Text.class, t -> "until".equals(t.getData("alerts")));
        hand.run(() -> until.setText(day.plusDays(90).toString()));
        hand.click(hand.find(form, Button.class, b -> b.getText().equals("OK")), 20, 10);
        hand.await("it is asked", 10, () -> form.getDisplay().getActiveShell() != form);
        Shell question = hand.ui(() -> form.getDisplay().getActiveShell());
        hand.screenshot("follow-up-snooze-late");
        hand.click(hand.find(question, Button.class, b -> b.getText().equals("Go Back")), 20, 10);
        hand.await("the day can be changed", 10, () -> question.isDisposed() && form.isVisible());
        assertFalse(Files.exists(AlertLog.beside(file)));
        hand.run(() -> until.setText(day.plusDays(80).toString()));
        hand.click(hand.find(form, Button.class, b -> b.getText().equals("OK")), 20, 10);
        hand.await("it sleeps", 20, () -> form.isDisposed() && Files.exists(AlertLog.beside(file)));
    }

    private static ObservationFile.Row row(String observable, LocalDate day, String value, String unit) {
        return new ObservationFile.Row(1, Map.of("observable", observable, "time", day.toString(), "value", value, "unit", unit));
    }

    private static boolean canSettle(Composite in) {
        return Stream.of(in.getChildren()).anyMatch(c -> c.isVisible() && "settle".equals(c.getData("twin")) || c instanceof Composite inner
                && canSettle(inner));
    }

    private static void show(String view) {
        try {
            page().showView(view);
        } catch (PartInitException e) {
            throw new IllegalStateException(e);
        }
    }

    private void choose(Combo combo, String part) {
        hand.run(() -> {
            for (int i = 0; i < combo.getItemCount(); i++) {
                if (combo.getItem(i).contains(part)) {
                    combo.select(i);
                    combo.notifyListeners(SWT.Selection, new Event());
                    return;
                }
            }
            throw new AssertionError(part + " is not in " + String.join(", ", combo.getItems()));
        });
        hand.settle();
    }

    private double green() {
        return green(canvas("courses"));
    }

    @Test
    void aPatientIsFollowedByHand() throws Exception {
        hand.run(() -> CaseFolders.open("example:" + CASE));
        hand.await("the twin is open", 60, () -> page().getActiveEditor() instanceof TwinEditor e && e.state().isPresent()
                && page().getPerspective().getId().equals("org.orthotwin.rcp.followup"));
        editor = hand.ui(() -> (TwinEditor) page().getActiveEditor());
        Path file = hand.ui(() -> project().getFile(CASE + ".twin").getLocation().toPath());
        Twin before = TwinFiles.load(file);
        assertEquals(before.getCurrentState().getId(), shown());
        for (String name : new String[] {"courses", "control", "twin"}) {
            hand.await("there are curves in " + name, 20, () -> painted(name) > 0.003);
        }
        hand.screenshot("follow-up");
        theListOfAlertsCutsNoRow();
        long open = open();
        casesSay(open + " alerts");
        anEarlierState(before);
        Twin after = add(file);
        assertEquals(after.getCurrentState().getId(), shown());
        checkByAChain();
        acknowledge(file);
        escalate(file);
        assertEquals(open - 2, open());
        casesSay(open - 2 + " alerts");
        startPageSays(open - 2 + " alerts");
        hand.screenshot("follow-up-acknowledged");
        patients(file, open - 2);
        branch(file);
        closedAndOpenedAgain(file);
    }

    private long open() {
        Table table = hand.find(Table.class, t -> "table".equals(t.getData("alerts")));
        return hand.ui(() -> Stream.of(table.getItems()).filter(i -> "open".equals(i.getData("status"))).count());
    }

    /** The explorer says how many alerts of a case nobody has seen to. */
    private void casesSay(String words) {
        Tree tree = hand.ui(() -> ((CommonNavigator) page().findView("org.orthotwin.ui.cases")).getCommonViewer().getTree());
        hand.await("the cases say " + words, 30, () -> Stream.of(tree.getItems()).map(TreeItem::getText).anyMatch(x -> x.startsWith(CASE
                + " \u00b7 " + words + " \u00b7 overdue since ")));
    }

    /** The patients say so, too, and soon what another program does about an alert. */
    private void patients(Path file, long open) throws Exception {
        hand.run(() -> show("org.orthotwin.followup.ui.patients"));
        Table table = hand.find(Table.class, t -> "table".equals(t.getData("patients")));
        hand.await("the patient is there", 20, () -> table.getItemCount() == 1 && table.getItem(0).getText(1).equals(open
                + ", 2 seen"));
        assertEquals("SYN-K-001", hand.ui(() -> table.getItem(0).getText()));
        assertTrue(hand.ui(() -> table.getItem(0).getText(3)).matches(
                "overdue: the visit at \\d years, which was due on \\d{4}-\\d\\d-\\d\\d"), "it was not seen for years");
        hand.settle();
        hand.screenshot("follow-up-patients");
        theTableCutsNoDay(table);
        Path log = AlertLog.beside(file);
        String before = Files.readString(log);
        String id = AlertLog.read(log).entries().getFirst().alert();
        AlertLog.read(log).with(new AlertLog.Entry(id, "reopen", Optional.empty(), "", "AB", "", Instant.now())).write(log);
        hand.await("another program is heard of", 15, () -> table.getItem(0).getText(1).equals(open + 1 + ", 1 seen"));
        casesSay(open + 1 + " alerts");
        Files.writeString(log, before);
        hand.await("and again", 15, () -> table.getItem(0).getText(1).equals(open + ", 2 seen"));
        hand.run(() -> show("org.orthotwin.followup.ui.courses"));
    }

    private static int right(Table table, int column) {
        return table.getItem(0).getBounds(column).x + table.getItem(0).getBounds(column).width;
    }

    /** On a small screen, too, days and their heads are seen whole; what it is about and how probable its cause is are not cut. */
    private void theTableCutsNoDay(Table table) {
        Shell shell = hand.shell();
        Rectangle was = hand.ui(shell::getBounds);
        boolean whole = hand.ui(shell::getMaximized);
        hand.run(() -> {
            shell.setMaximized(false);
            shell.setBounds(0, 0, 1280, 800);
        });
        List<String> said = hand.ui(() -> List.of(table.getItem(0).getText(5), table.getItem(0).getText(6)));
        try {
            hand.settle();
            hand.screenshot("follow-up-patients-small");
            // as long as they may be
            hand.run(() -> {
                table.getItem(0).setText(5, "Migration of the tibial component (MTPM)");
                table.getItem(0).setText(6, "loosening of the tibial component 87 %");
                table.notifyListeners(SWT.Resize, new Event());
            });
            for (int i : new int[] {1, 2, 3, 5, 6}) {
                int column = i;
                assertTrue(hand.ui(() -> {
                    GC gc = new GC(table);
                    try {
                        int most = Math.max(gc.textExtent(table.getColumn(column).getText()).x, gc.textExtent(table.getItem(0).getText(
                                column)).x);
                        return table.getColumn(column).getWidth() >= most && (column != 3 || right(table, column) <= table
                                .getClientArea().width);
                    } finally {
                        gc.dispose();
                    }
                }), "column " + i);
            }
        } finally {
            hand.run(() -> {
                table.getItem(0).setText(5, said.get(0));
                table.getItem(0).setText(6, said.get(1));
                shell.setBounds(was);
                shell.setMaximized(whole);
            });
            hand.settle();
        }
    }

    /** So does the card on the start page. */
    private void startPageSays(String words) {
        IIntroManager start = PlatformUI.getWorkbench().getIntroManager();
        hand.run(() -> start.showIntro(page().getWorkbenchWindow(), false));
        try {
            Canvas card = hand.find(Canvas.class, c -> CASE.equals(c.getData("card")));
            hand.await("the card says " + words, 20, () -> String.valueOf(card.getData("badge")).startsWith(
                    words + " \u00b7 overdue since "));
            hand.run(() -> {
                Composite c = card.getParent();
                while (!(c instanceof ScrolledComposite)) {
                    c = c.getParent();
                }
                ((ScrolledComposite) c).showControl(card);
            });
            hand.settle();
            double red = Hand.part(hand.screenshot("follow-up-start-page"), hand.place(card), p -> p.red > 150 && p.green < 70);
            assertTrue(red > 0.02, "the badge is seen: " + red);
            Rectangle name = hand.place(card);
            name.width /= 4;
            assertEquals(0, Hand.part(hand.screenshot("follow-up-start-page"), name, p -> p.red > 150 && p.green < 70), 1e-3,
                    "the name is not below the badge");
        } finally {
            hand.run(() -> start.closeIntro(start.getIntro()));
        }
    }

    /** A chain that is stopped at once draws nothing; one that is let run is drawn in green over what the filter says. */
    private void checkByAChain() {
        hand.run(() -> show("org.orthotwin.followup.ui.parameters"));
        Canvas canvas = canvas("parameters");
        hand.await("the parameters are there", 10, () -> green(canvas) < 0.0005 && painted("parameters") > 0.003);
        hand.press("Check by a Markov Chain");
        hand.await("it runs", 10, () -> chain().isPresent());
        Job job = chain().orElseThrow();
        job.cancel();
        hand.await("it has stopped", 5, () -> chain().isEmpty());
        assertEquals(IStatus.CANCEL, job.getResult().getSeverity());
        hand.press("Check by a Markov Chain");
        hand.await("its draws are outlined", 60, () -> green(canvas) > 0.002);
        hand.screenshot("follow-up-chain");
        hand.run(() -> show("org.orthotwin.followup.ui.control"));
    }

    private static Optional<Job> chain() {
        return Stream.of(Job.getJobManager().find(null)).filter(j -> j.getName().equals("Checking by a Markov chain")).findFirst();
    }

    private double green(Canvas c) {
        return Hand.part(hand.screenshot("follow-up-green"), hand.place(c), x -> x.green > x.red + 12 && x.green > x.blue + 12);
    }

    /** Whole rows of the list, more than half of the view for what the chosen one says, and no text wider than the view. */
    private void theListOfAlertsCutsNoRow() {
        Table table = hand.find(Table.class, t -> "table".equals(t.getData("alerts")));
        StyledText words = hand.find(StyledText.class, t -> "words".equals(t.getData("alerts")));
        int list = hand.ui(() -> table.getClientArea().height);
        int row = hand.ui(table::getItemHeight);
        assertTrue(list >= row, list + " pixels for rows of " + row);
        assertEquals(0, list % row, list + " pixels for rows of " + row);
        assertEquals(row, hand.ui(() -> table.getItem(1).getBounds(0).y - table.getItem(0).getBounds(0).y), "the height of a row");
        assertTrue(hand.ui(() -> words.getClientArea().height) > list, "what it says has more room than the list");
    }

    /** What cannot be believed is said in the form; a branch that can be is in the file, in SI. */
    private void branch(Path file) {
        int states = TwinFiles.load(file).getStates().size();
        hand.press("Go on from the state that is shown with other beliefs");
        Shell form = hand.dialog("Branch from Here");
        Button ok = hand.find(form, Button.class, b -> b.getText().equals("OK"));
        Text why = hand.find(form, Text.class, x -> "why".equals(x.getData("branch")));
        Text value = hand.find(form, Text.class, x -> String.valueOf(x.getData("branch")).endsWith(".time"));
        String parameter = hand.ui(() -> (String) value.getData("branch"));
        Text deviation = hand.find(form, Text.class, x -> parameter.equals(x.getData("branch.deviation")));
        hand.click(why, 20, 10);
        hand.type("revision");
        hand.await("a reason is enough", 5, ok::isEnabled);
        hand.run(() -> value.setText("40"));
        assertEquals(false, hand.ui(ok::isEnabled), "a value without a spread");
        hand.run(() -> deviation.setText("-1"));
        assertEquals(false, hand.ui(ok::isEnabled), "a spread below 0");
        hand.run(() -> deviation.setText("2 kg"));
        assertEquals(false, hand.ui(ok::isEnabled), "a spread of kilograms");
        hand.run(() -> {
            value.setText("48 h");
            deviation.setText("1,5");
        });
        hand.screenshot("follow-up-branch");
        assertEquals(true, hand.ui(ok::isEnabled));
        hand.click(ok, 20, 10);
        hand.await("the branch is in the file", 20, () -> TwinFiles.load(file).getStates().size() > states);
        ParameterEstimate e = TwinFiles.load(file).getStates().stream().filter(s -> "revision".equals(s.getCause())).flatMap(s -> s
                .getParameters().stream()).filter(p -> parameter.equals(p.getName())).findFirst().orElseThrow();
        assertEquals(2 * 86400, e.getValue(), 1e-3);
        assertEquals(1.5 * 86400, e.getStandardDeviation(), 1e-3);
        hand.await("it is shown", 20, () -> editor.state().isPresent());
    }

    /** What is closed is no longer shown; opened again, it is looked after as before. */
    private void closedAndOpenedAgain(Path file) throws IOException {
        Table alerts = hand.find(Table.class, t -> "table".equals(t.getData("alerts")));
        assertTrue(hand.ui(alerts::getItemCount) > 0);
        hand.run(() -> page().closeAllEditors(false));
        hand.await("the views are empty", 10, () -> alerts.getItemCount() == 0);
        hand.run(() -> CaseFolders.open("example:" + CASE));
        hand.await("the twin is open again", 60, () -> page().getActiveEditor() instanceof TwinEditor e && e.state().isPresent());
        hand.await("its alerts are shown", 10, () -> alerts.getItemCount() > 0);
        Files.setLastModifiedTime(file, FileTime.fromMillis(Files.getLastModifiedTime(file).toMillis() + 5000));
        Shell shell = hand.shell();
        hand.await("that its file was written is said", 20, () -> said(shell));
    }

    private static boolean said(Composite in) {
        return Stream.of(in.getChildren()).anyMatch(c -> c.isVisible() && c instanceof Label l && l.getText().startsWith("Live:")
                || c instanceof Composite inner && said(inner));
    }

    private String shown() {
        return hand.ui(() -> editor.state().orElseThrow().getId());
    }

    private Canvas canvas(String name) {
        return hand.find(Canvas.class, c -> (name.equals("twin") ? "line" : "canvas").equals(c.getData(name)));
    }

    /** How much of a drawing is in the blue of the twin. */
    private double painted(String name) {
        ImageData seen = hand.screenshot("follow-up");
        return Hand.part(seen, hand.place(canvas(name)), FollowUpTest::isOfTheTwin);
    }

    private static boolean isOfTheTwin(RGB c) {
        return c.blue - c.red > 80;
    }

    /** A click on the time line has all views show the twin as it was; the key End brings the latest back. */
    private void anEarlierState(Twin twin) {
        TwinState early = twin.getStates().get(20);
        TwinState known = hand.ui(() -> editor.state().orElseThrow());
        double[] place = hand.ui(() -> editor.placeOf(stateOf(known, early.getId())).orElseThrow());
        Canvas line = canvas("twin");
        Table alerts = hand.find(Table.class, t -> "table".equals(t.getData("alerts")));
        int rows = hand.ui(alerts::getItemCount);
        hand.run(() -> {
            // a press that is posted does not say to a canvas where it is
            Event press = new Event();
            press.button = 1;
            press.x = (int) Math.round(place[0]);
            press.y = (int) Math.round(place[1]);
            line.notifyListeners(SWT.MouseDown, press);
        });
        hand.await("an earlier state is shown", 20, () -> editor.state().orElseThrow().getTime().equals(early.getTime()));
        hand.await("it has fewer alerts", 10, () -> alerts.getItemCount() < rows);
        hand.await("no tool bar lies over its view", 10, () -> covered(page().getWorkbenchWindow().getShell()).isEmpty());
        hand.screenshot("follow-up-earlier");
        Button back = hand.find(Button.class, b -> "latest".equals(b.getData("past")) && b.isVisible());
        assertTrue(hand.ui(() -> ((Label) back.getParent().getChildren()[0]).getText()).contains(early.getTime().substring(0, 10)),
                "that it is an earlier state is said loudly");
        hand.run(() -> {
            Event key = new Event();
            key.keyCode = SWT.END;
            line.notifyListeners(SWT.KeyDown, key);
        });
        hand.await("the latest state is shown", 20, () -> editor.state().orElseThrow().getId().equals(twin.getCurrentState().getId()));
    }

    private static TwinState stateOf(TwinState any, String id) {
        return ((Twin) any.eContainer()).getStates().stream().filter(s -> s.getId().equals(id)).findFirst().orElseThrow();
    }

    /** By the form: what cannot be is said, what can be is in the file and in the views. */
    private Twin add(Path file) {
        int count = TwinFiles.load(file).getObservations().size();
        hand.press("Type in what was observed");
        Shell form = hand.dialog("Add an Observation");
        Button add = hand.find(form, Button.class, b -> b.getText().equals("Save Visit"));
        Text value = hand.find(form, Text.class, t -> "value".equals(t.getData("observation")));
        Text time = hand.find(form, Text.class, t -> "time".equals(t.getData("observation")));
        choose(hand.find(form, Combo.class, c -> String.join("", c.getItems()).contains("Migration of the tibial component (MTPM)")),
                "Migration of the tibial component (MTPM)");
        hand.run(() -> time.setText("2023-03-15"));
        hand.click(value, 20, 10);
        hand.type("99");
        hand.await("99 is typed", 5, () -> value.getText().equals("99"));
        assertEquals(false, hand.ui(add::isEnabled), "the migration of a component is not 99 mm");
        // near what is expected then, below a limit that would raise another alert
        hand.run(() -> value.setText("1.57"));
        assertEquals(true, hand.ui(add::isEnabled));
        hand.screenshot("follow-up-form");
        hand.click(add, 20, 10);
        hand.await("it is in the file", 20, () -> TwinFiles.load(file).getObservations().size() == count + 1);
        Twin after = TwinFiles.load(file);
        Observation o = after.getObservations().getLast();
        assertEquals("knee.migration.mtpm", o.getDefinition(), "what was chosen");
        assertEquals(0.00157, o.getValue(), 1e-12);
        assertEquals("2023-03-15", o.getTime());
        assertEquals(o, after.getCurrentState().getInputs().getFirst());
        hand.await("the views show it", 20, () -> editor.state().orElseThrow().getId().equals(after.getCurrentState().getId()));
        return after;
    }

    private void acknowledge(Path file) throws Exception {
        Table table = hand.find(Table.class, t -> "table".equals(t.getData("alerts")));
        hand.await("there are open alerts", 10, () -> table.getItemCount() > 1 && "open".equals(table.getItem(0).getData("status")));
        hand.run(() -> {
            // the deviation, wherever it is among those of other levels
            for (int i = 0; i < table.getItemCount(); i++) {
                if ("deviation".equals(table.getItem(i).getData("level")) && table.getItem(i).getText().startsWith("Migration")) {
                    table.setSelection(i);
                    table.notifyListeners(SWT.Selection, new Event());
                    return;
                }
            }
            throw new AssertionError("no deviation of the migration");
        });
        hand.press("Acknowledge\u2026");
        Shell dialog = hand.dialog("Acknowledge");
        Text note = hand.find(dialog, Text.class, t -> "note".equals(t.getData("alerts")));
        hand.click(note, 20, 10);
        hand.type("seen");
        hand.await("the note is typed", 5, () -> note.getText().equals("seen"));
        hand.click(hand.find(dialog, Button.class, b -> b.getText().equals("OK")), 20, 10);
        hand.await("the list says so", 20, () -> has(table, "acknowledged"));
        assertEquals("open", hand.ui(() -> table.getItem(0).getData("status")), "what is open is first");
        assertEquals(0, hand.ui(table::getSelectionIndex), "and comes next");
        AlertLog.Entry e = AlertLog.read(AlertLog.beside(file)).entries().getLast();
        assertEquals("acknowledge", e.action());
        assertEquals("seen", e.note());
        assertTrue(e.alert().startsWith("knee.migration.mtpm.deviation"), e.alert());
    }

    /** Views that their tool bar lies over. */
    private static List<String> covered(Composite part) {
        List<String> names = new ArrayList<>();
        for (Control c : part.getChildren()) {
            if (c instanceof CTabFolder f && f.isVisible() && f.getTopRight() != null && f.getTopRight().isVisible()
                    && f.getSelection() != null && f.getSelection().getControl().getBounds().intersects(f.getTopRight().getBounds())) {
                names.add(f.getSelection().getText());
            } else if (c instanceof Composite inner) {
                names.addAll(covered(inner));
            }
        }
        return names;
    }

    private static boolean has(Table table, String status) {
        return Stream.of(table.getItems()).anyMatch(i -> status.equals(i.getData("status")));
    }

    /** To nobody it cannot be given; whose it is then is in the file and in the list. */
    private void escalate(Path file) throws Exception {
        Table table = hand.find(Table.class, t -> "table".equals(t.getData("alerts")));
        hand.press("Escalate\u2026");
        Shell dialog = hand.dialog("Escalate");
        Button ok = hand.find(dialog, Button.class, b -> b.getText().equals("OK"));
        assertEquals(false, hand.ui(ok::isEnabled), "to nobody");
        Text to = hand.find(dialog, Text.class, t -> "to".equals(t.getData("alerts")));
        hand.click(to, 20, 10);
        hand.type("Dr Martin");
        hand.await("somebody is enough", 5, ok::isEnabled);
        hand.click(ok, 20, 10);
        hand.await("the list says so", 20, () -> has(table, "escalated to Dr Martin"));
        AlertLog.Entry e = AlertLog.read(AlertLog.beside(file)).entries().getLast();
        assertEquals(List.of("escalate", "Dr Martin"), List.of(e.action(), String.valueOf(e.to())));
    }

    /** A hip is calibrated with a case of the workspace, chosen from the button's menu, and the view says what it has taught. */
    @Test
    @Tag("long")
    void aTwinIsCalibratedWithACaseOfTheWorkspace() throws Exception {
        hand.run(() -> CaseFolders.open("example:hip-tha"));
        hand.await("the case is open", 180, () -> CaseSessions.active().isPresent());
        hand.run(() -> CaseFolders.open("example:hip-follow-up"));
        hand.await("the twin is open", 180, () -> page().getActiveEditor() instanceof TwinEditor e && e.state().isPresent());
        MechanicsView view = hand.ui(() -> (MechanicsView) page().showView(MechanicsView.ID));
        Canvas canvas = canvas("mechanics");
        IProject twin = hand.ui(() -> ResourcesPlugin.getWorkspace().getRoot().getProject("hip-follow-up"));
        try {
            hand.run(() -> {
                ActionContributionItem button = (ActionContributionItem) view.getViewSite().getActionBars().getToolBarManager()
                        .getItems()[0];
                Menu menu = button.getAction().getMenuCreator().getMenu(canvas);
                assertEquals(List.of("hip-tha: hip-tha.scenario", "Another file\u2026"), Stream.of(menu.getItems()).map(MenuItem::getText)
                        .filter(t -> !t.isEmpty()).toList());
                menu.getItem(0).notifyListeners(SWT.Selection, new Event());
            });
            Path file = hand.ui(() -> twin.getFile("hip-follow-up.twin").getLocation().toPath());
            hand.await("the twin knows the case", 400, () -> TwinFiles.load(file).getCurrentState().getMechanics() != null);
            hand.await("it is seen", 20, () -> painted("mechanics") > 0.01);
            hand.screenshot("follow-up-case-behind");
        } finally {
            hand.ui(() -> {
                page().closeAllEditors(false);
                twin.delete(true, true, null);
                return null;
            });
        }
    }
}
