/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.workbench.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.CTabFolder;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.RGB;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.actions.ActionFactory;
import org.junit.jupiter.api.Test;
import org.orthotwin.diagram.ui.internal.Arrangement;
import org.orthotwin.diagram.ui.internal.DiagramView;
import org.orthotwin.diagram.ui.internal.KeptArrangement;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.AnatomyPackage;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.anatomy.ModelFiles;
import org.orthotwin.simulation.Case;

/** The bundled hip as a diagram: seen, renamed, moved, and with a joint that no bundle knows. */
class DiagramTest extends OpenHip {

    private DiagramView view;
    private Canvas canvas;

    @Test
    void diagramShowsTheAnatomyAndChangesItWithUndo() throws Exception {
        hand.ui(() -> PlatformUI.getWorkbench().showPerspective("org.orthotwin.rcp.anatomy", page().getWorkbenchWindow()));
        try {
            view = hand.ui(() -> (DiagramView) page().showView(DiagramView.ID));
            canvas = hand.find(Canvas.class, c -> c.getData("diagram") != null);
            hand.pause(300);
            hand.settle();
            shown();
            rename();
            move();
            marquee();
            removeAll();
            keyboardOnTheOtherPage();
            placeholder();
        } finally {
            hand.ui(() -> PlatformUI.getWorkbench().showPerspective("org.orthotwin.rcp.planning", page().getWorkbenchWindow()));
        }
    }

    private Anatomy anatomy() {
        return session.models().anatomy().orElseThrow();
    }

    private Bone femur() {
        return anatomy().getBones().stream().filter(b -> "femur".equals(b.getType())).findFirst().orElseThrow();
    }

    /** Every bone and part is a node, every joint a line, and there is ink where they are. */
    private void shown() {
        List<String> wanted = hand.ui(() -> Stream.concat(anatomy().getBones().stream().map(Bone::getId), session.plan().orElseThrow()
                .getPlacements().stream().map(p -> p.getRole())).sorted().toList());
        assertEquals(wanted, hand.ui(() -> view.nodes()));
        assertEquals(hand.ui(() -> anatomy().getJoints().size() + anatomy().getLigaments().size() + anatomy().getMuscles().size()), hand.ui(
                () -> view.labels().size()));
        // it is painted, fitted to its room and painted again, each in its own turn
        hand.await("every bone is a card with ink on it", 10, this::cardsArePainted);
        ImageData seen = hand.screenshot("diagram-hip");
        Rectangle r = hand.place(canvas);
        Rectangle above = hand.ui(() -> view.place(anatomy().getJoints().getFirst().getParent().getId()));
        Rectangle below = hand.ui(() -> view.place(anatomy().getJoints().getFirst().getChild().getId()));
        assertTrue(above.y + above.height < below.y, "proximal above distal: " + above + ", " + below);
        Rectangle between = new Rectangle(r.x + Math.min(above.x, below.x), r.y + above.y + above.height,
                Math.max(above.width, below.width),
                below.y - above.y - above.height);
        double line = Hand.part(seen, between, c -> c.blue - c.red > 60);
        assertTrue(line > 0.005 && line < 0.2, "a line between them: " + line);
    }

    private boolean cardsArePainted() {
        ImageData seen = hand.screenshot("diagram-hip");
        Rectangle r = hand.place(canvas);
        return anatomy().getBones().stream().map(b -> view.place(b.getId()))
                .map(c -> new Rectangle(r.x + c.x, r.y + c.y, c.width, c.height)).allMatch(card -> Hand.part(seen, card, c -> c.red > 250 && c.green > 250 && c.blue > 250) > 0.4
                        && Hand.part(seen, card, DiagramTest::dark) > 0.01);
    }

    /** Presses the left button on a place, moves it so far in steps, and lets it go: posted events do not say to a canvas where it is. */
    private void mouse(int x, int y, int dx, int dy) {
        hand.run(() -> {
            canvas.setFocus();
            hand.mouse(canvas, SWT.MouseMove, x, y, 0, 1);
            hand.mouse(canvas, SWT.MouseDown, x, y, 0, 1);
            for (int i = 1; i <= 4 && dx != 0; i++) {
                hand.mouse(canvas, SWT.MouseMove, x + dx * i / 4, y + dy * i / 4, SWT.BUTTON1, 1);
            }
            hand.mouse(canvas, SWT.MouseUp, x + dx, y + dy, SWT.BUTTON1, 1);
        });
        hand.settle();
    }

    private static boolean dark(RGB c) {
        return c.red + c.green + c.blue < 250;
    }

    private void rename() {
        String before = hand.ui(() -> String.valueOf(femur().getName()));
        Rectangle card = hand.ui(() -> view.place(femur().getId()));
        mouse(card.x + card.width / 2, card.y + 16, 0, 0);
        assertEquals(femur().getId(), hand.ui(() -> session.selected()));
        hand.key(SWT.F2, (char) 0);
        hand.await("the name is in a field", 5, () -> canvas.getChildren().length > 0);
        hand.type("Thigh bone\n");
        hand.await("it is renamed", 5, () -> "Thigh bone".equals(femur().getName()));
        hand.screenshot("diagram-renamed");
        hand.run(session::undo);
        assertEquals(before, hand.ui(() -> String.valueOf(femur().getName())));
        hand.run(session::redo);
        assertEquals("Thigh bone", hand.ui(() -> femur().getName()));
        hand.run(session::undo);
        hand.settle();
    }

    private void move() {
        String model = hand.ui(() -> ModelFiles.text(anatomy()));
        long numbers = computed();
        Rectangle card = hand.ui(() -> view.place(femur().getId()));
        mouse(card.x + card.width / 2, card.y + 16, 60, 30);
        hand.await("it is moved", 5, () -> Math.abs(view.place(femur().getId()).x - card.x - 60) < 4);
        Arrangement moved = hand.ui(() -> KeptArrangement.of(session).now());
        assertEquals(new TreeSet<>(hand.ui(() -> anatomy().getBones().stream().map(Bone::getId).toList())),
                new TreeSet<>(moved.nodes().keySet()));
        assertTrue(hand.ui(() -> session.isDirty()));
        hand.run(session::undo);
        hand.await("it is back", 5, () -> view.place(femur().getId()).x == card.x);
        hand.run(session::redo);
        hand.await("it is moved again", 5, () -> Math.abs(view.place(femur().getId()).x - card.x - 60) < 4);
        assertEquals(moved, hand.ui(() -> KeptArrangement.of(session).now()));
        assertEquals(model, hand.ui(() -> ModelFiles.text(anatomy())), "the anatomy itself does not say where its picture is");
        assertEquals(numbers, computed(), "nothing is computed for it");
    }

    /** With the tool for several, what a rectangle goes round is chosen. */
    private void marquee() {
        assertTrue(hand.ui(() -> view.tools()).contains("Choose several"), "there is such a tool");
        hand.run(() -> view.choose("Choose several"));
        Rectangle above = hand.ui(() -> view.place(anatomy().getJoints().getFirst().getParent().getId()));
        Rectangle below = hand.ui(() -> view.place(anatomy().getJoints().getFirst().getChild().getId()));
        Rectangle both = above.union(below);
        mouse(both.x - 12, both.y - 12, both.width + 24, both.height + 24);
        hand.await("both bones are chosen", 10, () -> view.chosen().containsAll(anatomy().getBones().stream().map(Bone::getId).toList()));
        hand.screenshot("diagram-several");
        hand.run(() -> view.choose("Choose"));
    }

    /** After a click on the tab of the other page, keys go to that page and not to the one that is hidden. */
    private void keyboardOnTheOtherPage() {
        hand.run(() -> canvas.setFocus());
        CTabFolder pages = hand.find(CTabFolder.class, f -> f.getItemCount() == 2 && "Scenario".equals(f.getItem(1).getText()));
        click(pages, 1);
        Canvas flow = hand.find(Canvas.class, c -> c.getData("flow") != null);
        hand.await("the flow has the keyboard", 10, () -> within(flow.getDisplay().getFocusControl(), flow.getParent().getParent()));
        click(pages, 0);
        hand.await("the diagram has it again", 10, () -> canvas.isFocusControl());
    }

    private void click(CTabFolder pages, int tab) {
        hand.run(() -> {
            Rectangle r = pages.getItem(tab).getBounds();
            hand.mouse(pages, SWT.MouseDown, r.x + r.width / 2, r.y + r.height / 2, 0, 1);
            hand.mouse(pages, SWT.MouseUp, r.x + r.width / 2, r.y + r.height / 2, SWT.BUTTON1, 1);
        });
        hand.settle();
    }

    private static boolean within(Control c, Composite parent) {
        for (Control x = c; x != null; x = x.getParent()) {
            if (x == parent) {
                return true;
            }
        }
        return false;
    }

    /** All that is chosen goes in one step, whatever belongs to what. */
    private void removeAll() {
        String model = hand.ui(() -> ModelFiles.text(anatomy()));
        hand.run(() -> {
            canvas.setFocus();
            view.getViewSite().getActionBars().getGlobalActionHandler(ActionFactory.SELECT_ALL.getId()).run();
        });
        hand.key(SWT.DEL, (char) 0);
        hand.await("every bone is gone", 5, () -> anatomy().getBones().isEmpty());
        hand.run(session::undo);
        assertEquals(model, hand.ui(() -> ModelFiles.text(anatomy())));
        settled();
    }

    /** How often numbers were computed, once nothing more comes. */
    private long computed() {
        for (long n = -1;;) {
            settled();
            long now = hand.ui(() -> session.evaluation().number());
            if (n == now) {
                return n;
            }
            n = now;
            hand.pause(1000);
        }
    }

    private void placeholder() throws Exception {
        hand.run(() -> session.execute(session.commands().set(anatomy().getJoints().getFirst(), AnatomyPackage.Literals.JOINT__TYPE,
                "stranger.joint")));
        hand.await("it is shown as unknown", 5, () -> view.labels().stream().anyMatch(l -> l.contains("unknown type 'stranger.joint'")));
        hand.pause(300);
        hand.settle();
        ImageData seen = hand.screenshot("diagram-unknown");
        Rectangle tag = hand.ui(() -> view.place(anatomy().getJoints().getFirst().getId()));
        Rectangle r = hand.place(canvas);
        double amber = Hand.part(seen, new Rectangle(r.x + tag.x, r.y + tag.y, tag.width, tag.height), c -> c.red - c.blue > 80);
        assertTrue(amber > 0.02, "its name is in the colour of what is unknown: " + amber);
        hand.run(session::save);
        assertEquals("stranger.joint", Case.load(session.file()).anatomy().orElseThrow().getJoints().getFirst().getType());
        assertEquals(hand.ui(() -> KeptArrangement.of(session).now()), Arrangement
                .parse(Files.readString(hand.ui(() -> KeptArrangement.of(session)
                .file())), ""));
        assertFalse(hand.ui(() -> session.isDirty()));
    }
}
