/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.workbench.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.CTabFolder;
import org.eclipse.swt.custom.CTabItem;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Link;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.swt.widgets.Text;
import org.junit.jupiter.api.Test;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.Landmark;
import org.orthotwin.model.anatomy.ModelFiles;
import org.orthotwin.model.scenario.Activity;
import org.orthotwin.model.scenario.SolverRequest;
import org.orthotwin.ui.internal.PropertiesView;

/** The forms that are made from the metamodels: an element found through them, changed in another unit, refused, undone. */
class PropertiesTest extends OpenHip {

    @Test
    void aLandmarkIsFoundAndChangedInAnotherUnit() throws Exception {
        PropertiesView view = hand.ui(() -> (PropertiesView) page().showView(PropertiesView.ID));
        try {
            Anatomy anatomy = hand.ui(() -> session.models().anatomy().orElseThrow());
            String before = hand.ui(() -> ModelFiles.text(anatomy));
            hand.run(() -> session.select("pelvis"));
            CTabFolder tabs = hand.find(CTabFolder.class, t -> Stream.of(t.getItems()).anyMatch(i -> i.getText().startsWith(
                    "Landmarks (")));
            assertEquals("Values", hand.ui(() -> tabs.getItem(0).getText()));
            int list = hand.ui(() -> Stream.of(tabs.getItems()).map(i -> i.getText().startsWith("Landmarks (")).toList().indexOf(true));
            hand.run(() -> tabs.setSelection(list));
            Table table = hand.find(Table.class, t -> t == tabs.getItem(list).getControl());
            Landmark landmark = anatomy.getBones().stream().filter(b -> b.getId().equals("pelvis")).findFirst().orElseThrow().getLandmarks()
                    .getFirst();
            assertTrue(hand.ui(() -> table.getItem(0).getText()).contains(landmark.getCode()));
            hand.settle();
            hand.screenshot("properties-list");
            Rectangle row = hand.ui(() -> table.getItem(0).getBounds(0));
            hand.click(table, row.x + 8, row.y + row.height / 2);
            hand.key(SWT.CR, '\r');
            Text uncertainty = hand.find(Text.class, t -> "uncertainty".equals(t.getData("feature")));
            Combo unit = hand.find(Combo.class, c -> "uncertainty".equals(c.getData("unit")));
            String shown = hand.ui(uncertainty::getText);
            assertEquals(landmark.getUncertainty() * 1000, Double.parseDouble(shown), 1e-9, "mm");
            hand.run(() -> {
                unit.select(List.of(unit.getItems()).indexOf("cm"));
                unit.notifyListeners(SWT.Selection, new Event());
            });
            assertEquals(landmark.getUncertainty() * 100, Double.parseDouble(hand.ui(uncertainty::getText)), 1e-9, "cm");
            assertEquals(before, hand.ui(() -> ModelFiles.text(anatomy)), "a unit that is looked in changes nothing");
            hand.run(uncertainty::setFocus);
            hand.settle();
            hand.click(uncertainty, 8, 8);
            hand.keys(SWT.CTRL, 'a');
            hand.type("0.35\n");
            hand.await("3.5 mm are in the model", 10, () -> Math.abs(landmark.getUncertainty() - 0.0035) < 1e-12);
            hand.keys(SWT.CTRL, 'a');
            hand.type("2kg\n");
            hand.await("what is no length is refused in words", 10, () -> Stream.of(uncertainty.getShell()).anyMatch(s -> says(s, "kg")));
            assertEquals(0.0035, hand.ui(landmark::getUncertainty), 1e-12);
            hand.settle();
            hand.screenshot("properties");
            // what a person locked stays where it is
            Text position = hand.find(Text.class, t -> "position".equals(t.getData("feature")));
            Button locked = hand.find(Button.class, b -> "locked".equals(b.getData("feature")));
            boolean was = hand.ui(locked::getSelection);
            hand.run(locked::setFocus);
            hand.settle();
            hand.click(locked, 8, 8);
            hand.await("the lock is turned", 10, () -> landmark.isLocked() != was);
            hand.await("the position follows the lock", 10, () -> position.isEnabled() == was);
            hand.run(() -> {
                session.undo();
                session.undo();
            });
            assertEquals(before, hand.ui(() -> ModelFiles.text(anatomy)));
            linesAndLists(tabs);
            assertFalse(hand.ui(session::isDirty));
        } finally {
            hand.run(() -> page().hideView(view));
        }
    }

    /** A description has lines, and of the activities some are run by a solver: each change is one step. */
    private void linesAndLists(CTabFolder tabs) {
        hand.run(() -> session.select(""));
        String was = hand.ui(() -> session.plan().orElseThrow().getDescription());
        Text description = hand.find(Text.class, t -> "description".equals(t.getData("feature")));
        hand.run(() -> {
            description.setFocus();
            description.selectAll();
        });
        hand.type("one\ntwo");
        hand.keys(SWT.CTRL, SWT.CR);
        hand.await("two lines are in the model", 10, () -> "one\ntwo".equals(session.plan().orElseThrow().getDescription()));
        hand.screenshot("properties-lines");
        hand.run(session::undo);
        assertEquals(was, hand.ui(() -> session.plan().orElseThrow().getDescription()));
        Link trail = hand.find(Link.class, l -> l.getText().contains("href"));
        hand.run(() -> {
            Event up = new Event();
            up.text = "0";
            trail.notifyListeners(SWT.Selection, up);
        });
        SolverRequest first = hand.ui(() -> session.models().scenario().getRequests().stream().filter(r -> !r.getActivities().isEmpty())
                .findFirst().orElseThrow());
        List<Activity> before = hand.ui(() -> List.copyOf(first.getActivities()));
        hand.run(() -> {
            for (CTabItem i : tabs.getItems()) {
                if (i.getControl() instanceof Table t && Stream.of(t.getItems()).anyMatch(x -> x.getData() == first)) {
                    tabs.setSelection(i);
                    Event row = new Event();
                    row.item = Stream.of(t.getItems()).filter(x -> x.getData() == first).findFirst().orElseThrow();
                    t.notifyListeners(SWT.DefaultSelection, row);
                    return;
                }
            }
        });
        Table activities = hand.find(Table.class, t -> "activities".equals(t.getData("feature")));
        assertEquals(before.size(), hand.ui(() -> Stream.of(activities.getItems()).filter(TableItem::getChecked).count()));
        hand.run(() -> {
            Event row = new Event();
            row.detail = SWT.CHECK;
            row.item = activities.getItem(0);
            activities.getItem(0).setChecked(false);
            activities.notifyListeners(SWT.Selection, row);
        });
        assertEquals(before.subList(1, before.size()), hand.ui(() -> List.copyOf(first.getActivities())));
        hand.screenshot("properties-several");
        hand.run(session::undo);
        assertEquals(before, hand.ui(() -> List.copyOf(first.getActivities())));
        assertEquals(before.size(), hand.ui(() -> Stream.of(activities.getItems()).filter(TableItem::getChecked).count()));
    }

    /** Whether a label anywhere in a control says a word. */
    private static boolean says(Composite in, String word) {
        return Stream.of(in.getChildren()).anyMatch(c -> c instanceof Label l && l.isVisible() && l.getText().contains(word)
                || c instanceof Composite x && says(x, word));
    }
}
