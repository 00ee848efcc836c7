/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.workbench.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Scale;
import org.eclipse.ui.PlatformUI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.solver.ContactEvent;
import org.orthotwin.ui.internal.PlotsView;
import org.orthotwin.ui.internal.plot.BarsPlot;
import org.orthotwin.ui.internal.plot.MapPlot;

/** The plots of the bundled hip, and the ways between them and the scene. */
class PlotsTest extends OpenHip {

    private static final double DEG = Math.PI / 180;

    @TempDir
    Path folder;

    @Test
    void theMapMovesTheJointAndTheJointMarksTheMap() throws Exception {
        hand.ui(() -> PlatformUI.getWorkbench().showPerspective("org.orthotwin.rcp.simulation", page().getWorkbenchWindow()));
        try {
            PlotsView view = hand.ui(() -> (PlotsView) page().showView(PlotsView.ID));
            Canvas canvas = hand.find(Canvas.class, c -> "canvas".equals(c.getData("plots")));
            hand.await("the map is drawn", 120, () -> map(view) != null);
            double[] cell = hand.ui(() -> map(view).pointOf(90 * DEG, 70 * DEG));

            // a cell where bone meets bone
            hand.run(() -> {
                // a press that is posted does not say to a canvas where it is
                Event press = new Event();
                press.button = 1;
                press.x = (int) cell[0];
                press.y = (int) cell[1];
                canvas.notifyListeners(SWT.MouseDown, press);
            });
            hand.await("the joint is there", 10, () -> session.posture().isPresent());
            assertEquals(90, Math.toDegrees(hand.ui(() -> session.motions().get("flexion"))), 1e-6);
            assertEquals(70, Math.toDegrees(hand.ui(() -> session.motions().get("internal-rotation"))), 1e-6);
            hand.await("what touches there is known", 60, () -> session.touching().isPresent());
            ContactEvent touching = hand.ui(() -> session.touching().orElseThrow());
            assertEquals(List.of("femur.right", "pelvis", "bony"), List.of(touching.first(), touching.second(), touching.kind()));
            hand.await("the map says so", 10, () -> map(view) != null && map(view).at(cell[0], cell[1]).contains("bony"));

            // the end of flexion is where the map says that it is
            Combo what = hand.find(Combo.class, c -> "what".equals(c.getData("plots")));
            hand.run(() -> {
                session.pose("flexion");
                what.select(0);
                what.notifyListeners(SWT.Selection, null);
            });
            double limit = measured("hip.rom.flexion");
            assertEquals(Math.toDegrees(limit), Math.toDegrees(hand.ui(() -> session.motions().get("flexion"))), 0.1);
            hand.await("the bars are drawn", 10, () -> view.shown().orElse(null) instanceof BarsPlot b && !b.label(20, 60).isEmpty());
            hand.pause(300);
            ImageData seen = hand.screenshot("plots");
            Rectangle place = hand.place(canvas);
            double bars = Hand.part(seen, place, c -> c.red - c.blue > 40);
            assertTrue(bars > 0.02, "bars of bone and parts cover " + bars + " of the plot");

            // the player leads it on, and the plots follow
            Scale time = hand.find(Scale.class, c -> "time".equals(c.getData("player")));
            hand.run(() -> {
                time.setSelection(time.getMaximum() / 2);
                time.notifyListeners(SWT.Selection, null);
            });
            hand.await("the joint is in the middle of it", 10, () -> session.posture().isPresent() && session.poseLabel().isEmpty());
            double before = hand.ui(() -> session.motions().get("flexion"));
            hand.press("Play");
            hand.await("the joint moves", 20, () -> Math.abs(session.motions().get("flexion") - before) > 2 * DEG);
            hand.press("Pause");

            for (String ending : List.of("png", "svg", "csv")) {
                hand.ui(() -> {
                    view.write(folder.resolve("plot." + ending), ending);
                    return null;
                });
            }
            assertTrue(Files.readString(folder.resolve("plot.svg")).contains("Flexion</text>"));
            assertTrue(Files.readString(folder.resolve("plot.csv")).startsWith("motion,limit,target,contact\n,deg,deg,\nflexion,"));
            assertTrue(Files.size(folder.resolve("plot.png")) > 5_000);
        } finally {
            hand.run(() -> session.pose(""));
            hand.ui(() -> PlatformUI.getWorkbench().showPerspective("org.orthotwin.rcp.planning", page().getWorkbenchWindow()));
        }
    }

    /** The map that is shown, once it is painted and can be pointed at. */
    private static MapPlot map(PlotsView view) {
        return view.shown().orElse(null) instanceof MapPlot m && m.pointOf(0, 0)[0] > 0 ? m : null;
    }
}
