/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.workbench.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.function.Predicate;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.graphics.RGB;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Control;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.orthotwin.render.Scene;
import org.orthotwin.render.StandardView;
import org.orthotwin.scene.ui.SceneControl;
import org.orthotwin.ui.CaseSession;
import org.orthotwin.ui.CaseSessions;
import org.orthotwin.ui.Posture;
import org.orthotwin.ui.internal.CaseEditor;

/** Ligaments are drawn where the bones are, in the colours of their strain, and say what they are. */
class LigamentsTest {

    private static final Predicate<RGB> TAUT = x -> x.red > x.green + 70 && x.red > x.blue + 60;
    private static final Predicate<RGB> SLACK = x -> x.blue > x.red + 50 && x.blue > x.green + 40;

    private static final String TIP =
            "Show ligaments in the colours of their strain, and muscles, where their bones are known to be";

    private final Hand hand = new Hand();
    private SceneControl scene;

    @Test
    void ligamentsOfAKneeAreSeen() {
        CaseSession session = OpenHip.open(hand, "knee-native");
        scene = hand.ui(() -> ((CaseEditor) OpenHip.page().getActiveEditor()).sceneControl());
        hand.await("the knee is there", 120, () -> !session.evaluation().running() && session.evaluation().scene().isPresent());
        hand.await("it is drawn", 10, () -> !scene.scene().items().isEmpty());
        hand.run(() -> scene.view(StandardView.POSTERIOR));
        hand.pause(1000);
        assertTrue(part("ligaments", TAUT) > 0.0007, "ligaments in extension are taut");
        hand.run(() -> session.pose(new Posture(Map.of("flexion", Math.toRadians(70)), false)));
        hand.await("it is bent", 10, () -> session.childInParent().isPresent());
        double slack = part("ligaments-bent", SLACK);
        assertTrue(slack > 0.0007, "slack " + slack);
        assertTrue(told(), "what is under the pointer is said");
        hand.press(TIP);
        assertFalse(part("ligaments-hidden", SLACK) > 0.0003, "they are hidden");
        hand.press(TIP);
        assertEquals(slack, part("ligaments-bent", SLACK), 0.2 * slack, "and come again");
    }

    /** Moves the pointer over the middle of the picture until it is on a ligament. */
    private boolean told() {
        Rectangle in = hand.ui(() -> scene.getClientArea());
        for (int y = in.height / 3; y < in.height * 2 / 3; y += 12) {
            for (int x = in.width / 4; x < in.width * 3 / 4; x += 5) {
                Point at = new Point(x, y);
                if (hand.ui(() -> scene.pick(at.x, at.y).map(p -> scene.scene().items().get(p.item())).filter(i -> i
                        instanceof Scene.Solid s && s.scalars() != null).isPresent())) {
                    Control canvas = hand.ui(() -> scene.getChildren()[0]);
                    hand.point(canvas, x, y);
                    hand.await("it is named", 5, () -> canvas.getToolTipText() != null && canvas.getToolTipText().matches(
                            ".*mm long, (slack|strained) by .*%"));
                    return true;
                }
            }
        }
        return false;
    }

    private double part(String picture, Predicate<RGB> kind) {
        return Hand.part(hand.screenshot(picture), hand.place(scene), kind);
    }

    @AfterEach
    void closeTheCase() {
        hand.run(() -> {
            CaseSessions.active().ifPresent(s -> s.pose(""));
            OpenHip.page().closeAllEditors(false);
        });
    }
}
