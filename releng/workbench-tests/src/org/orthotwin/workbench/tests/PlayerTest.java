/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.workbench.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Scale;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.PlatformUI;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.ui.internal.SlicesView;
import org.orthotwin.report.JointScene;
import org.orthotwin.ui.CaseSession;
import org.orthotwin.ui.Spot;

/** What a solver found of a motion is played, with the bone that is on neither side of the joint. */
class PlayerTest {

    private final Hand hand = new Hand();

    @Test
    @Tag("long")
    void thePatellaGoesWithTheKnee() throws PartInitException {
        CaseSession session = OpenHip.open(hand, "knee-extension");
        hand.ui(() -> PlatformUI.getWorkbench().showPerspective("org.orthotwin.rcp.simulation", OpenHip.page().getWorkbenchWindow()));
        try {
            hand.await("the knee is at rest", 180, () -> !session.evaluation().running() && session.evaluation().result().isPresent());
            Combo what = hand.find(Combo.class, c -> "what".equals(c.getData("player")));
            hand.await("it can be played", 60, () -> List.of(what.getItems()).stream().anyMatch(t -> t.endsWith("at rest")));
            Scale time = hand.find(Scale.class, c -> "time".equals(c.getData("player")));
            Map<String, RigidTransform> first = at(session, time, 0);
            Map<String, RigidTransform> last = at(session, time, 1);
            assertEquals(List.of("patella.right"), List.copyOf(last.keySet()));
            assertEquals(90, Math.toDegrees(hand.ui(() -> session.motions().get("flexion"))), 1e-6);
            double turned = first.get("patella.right").inverse().times(last.get("patella.right")).angle();
            assertTrue(turned > Math.toRadians(45) && turned < Math.toRadians(75), "the patella turns by " + Math.toDegrees(turned));
            hand.screenshot("patella");
            slicesShowIt(session);
        } finally {
            hand.run(() -> {
                session.pose("");
                OpenHip.page().closeAllEditors(false);
            });
            hand.ui(() -> PlatformUI.getWorkbench().showPerspective("org.orthotwin.rcp.planning", OpenHip.page().getWorkbenchWindow()));
        }
    }

    /** Its outline is in the slice through its middle, where the motion has brought it. */
    private void slicesShowIt(CaseSession session) throws PartInitException {
        SlicesView view = hand.ui(() -> (SlicesView) OpenHip.page().showView(SlicesView.ID));
        try {
            hand.run(() -> {
                JointScene scene = session.evaluation().scene().orElseThrow();
                RigidTransform pose = session.childInParent().orElseThrow();
                JointScene.Shown patella = scene.shown(pose, session.posture().orElseThrow().further()).stream()
                        .filter(x -> x.id().equals("patella.right")).findFirst().orElseThrow();
                session.spot(Optional.of(new Spot(scene.joint().parent(), patella.place(pose).apply(middle(patella.surface()
                        .mesh())))));
            });
            hand.await("the slices are drawn", 60, view::isCurrent);
            hand.settle();
            Canvas pane = hand.find(Canvas.class, c -> "SAGITTAL".equals(c.getData("pane")));
            ImageData seen = hand.screenshot("slices-patella");
            double[] middle = hand.ui(() -> view.seenAt("SAGITTAL", view.cursor()));
            Rectangle r = hand.place(pane);
            Rectangle round = new Rectangle(r.x + (int) middle[0] - 50, r.y + (int) middle[1] - 50, 100, 100).intersection(r);
            assertTrue(Hand.part(seen, round, SlicesTest.PELVIS) > 0.005, "no outline round " + round + " of " + r);
        } finally {
            hand.run(() -> OpenHip.page().hideView(view));
        }
    }

    private static Vec3 middle(TriangleMesh mesh) {
        double[] b = mesh.bounds();
        return new Vec3((b[0] + b[3]) / 2, (b[1] + b[4]) / 2, (b[2] + b[5]) / 2);
    }

    private Map<String, RigidTransform> at(CaseSession session, Scale time, int part) {
        hand.run(() -> {
            time.setSelection(part * time.getMaximum());
            time.notifyListeners(SWT.Selection, null);
        });
        hand.await("the joint is there", 10, () -> session.posture().isPresent());
        return hand.ui(() -> session.posture().get().further());
    }
}
