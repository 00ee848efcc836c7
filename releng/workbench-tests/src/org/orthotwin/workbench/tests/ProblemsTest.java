/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.workbench.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Table;
import org.junit.jupiter.api.Test;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.model.scenario.ScenarioPackage;
import org.orthotwin.ui.internal.ProblemsView;

/** What is wrong with a case is told, and put right from where it is told, undoable; what others do to its files is not lost. */
class ProblemsTest extends OpenHip {

    private Table table;

    private void show() {
        hand.ui(() -> page().showView(ProblemsView.ID));
        table = hand.find(Table.class, t -> "table".equals(t.getData("problems")));
    }

    private List<String> texts() {
        return hand.ui(() -> Stream.of(table.getItems()).map(i -> i.getText(0)).toList());
    }

    /** The row that begins with a text; waits for it. */
    private int row(String text) {
        hand.await("the problem: " + text, 60, () -> Stream.of(table.getItems()).anyMatch(i -> i.getText(0).contains(text)));
        return hand.ui(() -> Stream.of(table.getItems()).map(i -> i.getText(0).contains(text)).toList().indexOf(true));
    }

    /** Opens the ways out by a click and takes the first that begins so; items of a menu hear no posted events. */
    private void clickFix(int row, String begin) {
        Rectangle r = hand.ui(() -> table.getItem(row).getBounds(1));
        hand.click(table, r.x + 12, r.y + r.height / 2);
        hand.await("the way out: " + begin, 10, () -> Stream.of(table.getMenu().getItems()).anyMatch(i -> i.getText().startsWith(begin)));
        hand.run(() -> {
            table.getMenu().setVisible(false);
            Stream.of(table.getMenu().getItems()).filter(i -> i.getText().startsWith(begin)).findFirst().orElseThrow()
                    .notifyListeners(SWT.Selection, new Event());
        });
    }

    @Test
    void partsThatMustNotBeCombinedAreMadeToGoTogetherByOneClick() {
        show();
        hand.await("there is nothing yet", 10, () -> table.getItemCount() == 0);
        String before = text();
        hand.run(() -> session.execute(session.commands().setPart(placement("head"), placement("head").getComponent(), "32+0")));
        int row = row("must not be combined");
        hand.screenshot("problems");
        assertEquals("2 ways out\u2026", hand.ui(() -> table.getItem(row).getText(1)));
        clickFix(row, "Keep ");
        hand.await("it is no longer a problem", 60, () -> table.getItemCount() == 0);
        assertTrue(hand.ui(() -> session.canUndo()));
        hand.run(() -> {
            session.undo();
            session.undo();
        });
        assertEquals(before, text());
        settled();
    }

    @Test
    void withoutAnActivePlanOneIsMadeActive() {
        show();
        Plan plan = hand.ui(() -> session.plan().orElseThrow());
        hand.run(() -> session.execute(session.commands().set(session.models().scenario(),
                ScenarioPackage.Literals.SCENARIO__ACTIVE_PLAN, null)));
        int row = row("none of its 2 plans is the active one");
        clickFix(row, "Make 'Restored anatomy' the active plan");
        hand.await("the first plan is active", 20, () -> session.plan().filter(p -> p == plan).isPresent());
        hand.await("the problem is gone", 20, () -> texts().stream().noneMatch(t -> t.contains("active one")));
        settled();
    }

    /** A file that another program has written is not overwritten unasked. */
    @Test
    void whatAnotherProgramWroteIsAskedAbout() throws Exception {
        Path file = hand.ui(() -> session.file());
        String kept = Files.readString(file);
        hand.run(() -> session.execute(session.commands().rename(session.plan().orElseThrow(), "Mine")));
        String theirs = kept.replaceFirst("name=\"[^\"]*\"", "name=\"Theirs\"");
        try {
            Files.writeString(file, theirs);
            Files.setLastModifiedTime(file, FileTime.fromMillis(Files.getLastModifiedTime(file).toMillis() + 5000));
            hand.run(() -> page().getWorkbenchWindow().getShell().getDisplay().asyncExec(() -> page().saveEditor(page().getActiveEditor(),
                    false)));
            hand.await("it is asked", 20, () -> question() != null);
            Shell asked = hand.ui(this::question);
            hand.screenshot("changed-outside");
            assertTrue(hand.ui(() -> Hand.all(asked, Label.class).anyMatch(l -> l.getText().contains(file.getFileName().toString()))));
            Button no = hand.find(asked, Button.class, b -> b.getText().replace("&", "").equals("No"));
            hand.click(no, 20, 10);
            hand.await("the question is gone", 10, () -> question() == null);
            assertEquals(theirs, Files.readString(file), "what the other wrote is there");
            assertTrue(hand.ui(() -> session.isDirty()), "what was not written is still to be saved");
        } finally {
            Files.writeString(file, kept);
            hand.run(session::revert);
        }
        settled();
    }

    private Shell question() {
        return Stream.of(hand.shell().getDisplay().getShells()).filter(s -> s.isVisible() && s.getParent() != null && Hand.all(s,
                Button.class).anyMatch(b -> b.getText().replace("&", "").equals("No"))).findFirst().orElse(null);
    }
}
