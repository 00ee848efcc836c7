/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.workbench.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.ui.PlatformUI;
import org.junit.jupiter.api.Test;
import org.orthotwin.diagram.ui.internal.DiagramView;
import org.orthotwin.followup.CouplingKind;
import org.orthotwin.followup.Histories;
import org.orthotwin.followup.Intake;
import org.orthotwin.followup.ObservationFile;
import org.orthotwin.followup.TwinNetwork;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinFiles;

/** Twins beside the case that are coupled: cards and lines of the diagram, also where a file is missing. */
class CoupledTwinsTest extends OpenHip {

    private DiagramView view;
    private Canvas canvas;

    private Path file(String id) {
        return session.file().resolveSibling(id + ".twin");
    }

    private Twin twin(String id, String joint) {
        Twin t = Histories.begin(id, "P-1");
        Intake.take(t, List.of(new ObservationFile.Row(1, Map.of("observable", joint + ".operation", "time", "2023-01-01", "value", "1",
                "unit", ""))), Optional.of("P-1"), "registry", Instant.parse("2024-01-01T00:00:00Z"));
        return t;
    }

    @Test
    void coupledTwinsAreCardsAndLines() throws Exception {
        Twin right = twin("right", "hip");
        Twin left = twin("left", "hip");
        Twin knee = twin("knee", "knee");
        TwinNetwork.couple(right, file("right"), left, file("left"), CouplingKind.LEFT_RIGHT, Optional.of(0.6));
        TwinNetwork.couple(right, file("right"), knee, file("knee"), CouplingKind.ACTIVITY, Optional.empty());
        TwinFiles.save(file("right"), right);
        TwinFiles.save(file("left"), left);
        hand.ui(() -> PlatformUI.getWorkbench().showPerspective("org.orthotwin.rcp.anatomy", page().getWorkbenchWindow()));
        try {
            view = hand.ui(() -> (DiagramView) page().showView(DiagramView.ID));
            hand.run(() -> view.setFocus());
            canvas = hand.find(Canvas.class, c -> c.getData("diagram") != null);
            hand.await("the twins are there", 120, () -> view.nodes().containsAll(List.of("twin:right", "twin:left", "twin:knee")));
            assertTrue(hand.ui(() -> view.labels()).containsAll(List.of("left–right  r 0.60", "activity  r 0.90")),
                    hand.ui(() -> view.labels()).toString());
            hand.pause(500);
            hand.settle();
            ImageData seen = hand.screenshot("diagram-coupled");
            Rectangle r = hand.place(canvas);
            Rectangle tag = hand.ui(() -> view.place("coupling:right/coupling-1"));
            double violet = Hand.part(seen, new Rectangle(r.x + tag.x, r.y + tag.y, tag.width, tag.height), c -> c.blue - c.green > 60);
            assertTrue(violet > 0.02, "its name is in the colour of couplings: " + violet);
            double amber = amber(seen, r);
            assertTrue(amber > 0.005, "what is missing is a placeholder: " + amber);
            moveAndSave();
            // it comes: it is no placeholder any more
            TwinFiles.save(file("knee"), knee);
            hand.run(() -> view.setFocus());
            hand.await("the knee has been read", 60, () -> amber(hand.screenshot("diagram-coupled-all"), hand.place(canvas)) < 0.001);
            // neither the delete key nor a double click touches the file of a twin
            String text = Files.readString(file("right"));
            click(hand.ui(() -> view.place("twin:right")));
            hand.key(SWT.DEL, (char) 0);
            hand.settle();
            assertTrue(hand.ui(() -> view.nodes()).contains("twin:right"));
            assertEquals(text, Files.readString(file("right")));
        } finally {
            for (String id : List.of("right", "left", "knee")) {
                Files.deleteIfExists(file(id));
            }
            hand.ui(() -> PlatformUI.getWorkbench().showPerspective("org.orthotwin.rcp.planning", page().getWorkbenchWindow()));
        }
    }

    private double amber(ImageData seen, Rectangle r) {
        Rectangle card = view.place("twin:knee");
        return Hand.part(seen, new Rectangle(r.x + card.x, r.y + card.y, card.width, card.height), c -> c.red - c.blue > 100);
    }

    private void moveAndSave() throws Exception {
        Rectangle card = hand.ui(() -> view.place("twin:left"));
        hand.run(() -> {
            canvas.setFocus();
            hand.mouse(canvas, SWT.MouseMove, card.x + 30, card.y + 16, 0, 1);
            hand.mouse(canvas, SWT.MouseDown, card.x + 30, card.y + 16, 0, 1);
            for (int i = 1; i <= 4; i++) {
                hand.mouse(canvas, SWT.MouseMove, card.x + 30 + 5 * i, card.y + 16 + 10 * i, SWT.BUTTON1, 1);
            }
            hand.mouse(canvas, SWT.MouseUp, card.x + 50, card.y + 56, SWT.BUTTON1, 1);
        });
        hand.await("it is moved", 20, () -> Math.abs(view.place("twin:left").y - card.y - 40) < 5);
        hand.run(session::save);
        assertFalse(hand.ui(() -> session.isDirty()));
        String name = session.file().getFileName().toString();
        Path kept = session.file().resolveSibling(name.substring(0, name.lastIndexOf('.')) + ".diagram");
        assertTrue(Files.readString(kept).contains("at twin%3Aleft "), Files.readString(kept));
    }

    private void click(Rectangle card) {
        hand.run(() -> {
            hand.mouse(canvas, SWT.MouseMove, card.x + 30, card.y + 16, 0, 1);
            hand.mouse(canvas, SWT.MouseDown, card.x + 30, card.y + 16, 0, 1);
            hand.mouse(canvas, SWT.MouseUp, card.x + 30, card.y + 16, SWT.BUTTON1, 1);
        });
        hand.settle();
    }
}
