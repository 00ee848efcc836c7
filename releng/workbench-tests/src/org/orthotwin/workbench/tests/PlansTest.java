/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.workbench.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.RGB;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.swt.widgets.TreeColumn;
import org.eclipse.swt.widgets.TreeItem;
import org.eclipse.ui.actions.ActionFactory;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Unit;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.render.Camera;
import org.orthotwin.scene.ui.SceneControl;

/** Several plans of the bundled hip beside each other. */
class PlansTest extends OpenHip {

    private static final String OTHER = "lewinnek";

    @Test
    void plansStandSideBySideAndOneBeginsAsACopy() {
        String before = text();
        hand.await("the other plan has numbers", 60, () -> session.evaluation().others().containsKey(OTHER)
                && session.evaluation().others().get(OTHER).result().isPresent());
        Tree table = hand.find(Tree.class, t -> t.getColumnCount() > 3);
        hand.await("the other plan's anteversion is shown", 10, () -> cell(table, "Cup anteversion, radiographic", 2).startsWith("15.0"));
        assertEquals("5 to 25\u00b0", hand.ui(() -> cell(table, "Cup anteversion, radiographic", 4)));

        hand.press("New plan as a copy");
        Plan begun = hand.ui(() -> session.plan().orElseThrow());
        assertEquals("restore-2", begun.getId());
        hand.run(() -> session.execute(session.commands().setCoordinate(placement("cup"), "anteversion", Math.toRadians(5),
                Unit.of("rad"))));
        hand.await("three plans are side by side", 90, () -> session.evaluation().others().size() == 2
                && cell(table, "Cup anteversion, radiographic", 3).startsWith("5.0")
                && cell(table, "Cup anteversion, radiographic", 1).startsWith("21.8"));
        List<String> titles = hand.ui(() -> Stream.of(table.getColumns()).map(TreeColumn::getText).toList());
        assertTrue(titles.get(3).startsWith("\u25b8"), titles.toString());

        SceneControl scene = hand.find(SceneControl.class, s -> true);
        hand.run(() -> {
            Vec3 hip = session.evaluation().scene().orElseThrow().anatomical().translation();
            scene.setCamera(Camera.orthographic(hip, scene.camera().forward(), scene.camera().up(), 0.16));
        });
        hand.pause(600);
        double without = ghost(hand.screenshot("plans"), scene);
        hand.run(() -> session.ghost("restore"));
        hand.await("the ghost has numbers", 30, () -> session.evaluation().others().get("restore").scene().isPresent());
        hand.pause(600);
        double with = ghost(hand.screenshot("plans-ghost"), scene);
        // the capsule lies over some of it
        assertTrue(with > without + 0.001, "of the scene " + without + " were violet, with the ghost " + with);

        hand.run(() -> session.execute(session.commands().removePlan(begun)));
        assertEquals(OTHER, hand.ui(() -> session.plan().orElseThrow().getId()));
        hand.run(() -> {
            session.undo();
            session.undo();
            session.undo();
        });
        assertEquals(before, text());
    }

    /** Several plans that are chosen go in one step, the one in work among them; one stays. */
    @Test
    void severalPlansGoInOneStep() {
        hand.run(() -> session.execute(session.commands().begin(session.plan().orElseThrow(), "third", "Third")));
        String before = text();
        Tree plans = hand.find(Tree.class, t -> t.getColumnCount() == 0 && t.getItemCount() > 0 && t.getItem(0).getText().startsWith(
                "Restored"));
        hand.run(() -> {
            plans.setFocus();
            plans.setSelection(Stream.of(plans.getItems()).filter(i -> i.getData() instanceof Plan p && !OTHER.equals(p.getId()))
                    .toArray(TreeItem[]::new));
            plans.notifyListeners(SWT.Selection, new Event());
        });
        hand.run(() -> page().findView("org.orthotwin.ui.plan").getViewSite().getActionBars().getGlobalActionHandler(ActionFactory.DELETE
                .getId()).run());
        hand.await("one plan is left, and in work", 10, () -> session.models().scenario().getPlans().size() == 1
                && session.plan().filter(p -> OTHER.equals(p.getId())).isPresent());
        hand.run(session::undo);
        assertEquals(before, text());
        hand.run(session::undo);
        settled();
    }

    private double ghost(ImageData picture, SceneControl scene) {
        return Hand.part(picture, hand.place(scene), (RGB c) -> c.blue > c.green + 18 && c.red > c.green);
    }

    private static String cell(Tree table, String measurement, int column) {
        return Stream.of(table.getItems()).flatMap(f -> Stream.of(f.getItems())).filter(i -> measurement.equals(i.getText()))
                .map((TreeItem i) -> i.getText(column)).findFirst().orElse("");
    }
}
