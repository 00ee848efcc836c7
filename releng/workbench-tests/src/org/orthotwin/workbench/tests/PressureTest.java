/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.workbench.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.eclipse.swt.graphics.RGB;
import org.eclipse.swt.graphics.Rectangle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.render.Scene;
import org.orthotwin.render.StandardView;
import org.orthotwin.report.ContactPressure;
import org.orthotwin.scene.ui.SceneControl;
import org.orthotwin.solver.Table;
import org.orthotwin.ui.CaseSession;
import org.orthotwin.ui.CaseSessions;
import org.orthotwin.ui.Posture;
import org.orthotwin.ui.internal.CaseEditor;

/** The pressure on a total knee's polyethylene is seen on it, and wanders with the flexion. */
class PressureTest {

    /** Green to yellow: the upper half of the colours, on a surface in the light. */
    private static final Predicate<RGB> PRESSED = x -> x.green > x.red + 25 && x.green > x.blue + 25;
    private static final String TIP =
            "Show the pressure on the bearing surface where a solver has found it; what presses on it becomes transparent";

    private final Hand hand = new Hand();

    @Test
    void pressureWandersWithTheFlexion() {
        CaseSession session = OpenHip.open(hand, "knee-tka");
        SceneControl scene = hand.ui(() -> ((CaseEditor) OpenHip.page().getActiveEditor()).sceneControl());
        hand.await("the knee is there", 300, () -> !session.evaluation().running() && session.evaluation().scene().isPresent());
        hand.await("it is drawn", 10, () -> !scene.scene().items().isEmpty());
        hand.run(() -> scene.view(StandardView.SUPERIOR));
        hand.pause(1000);
        assertEquals(0, part(scene, "pressure-off"), 1e-6, "nothing is shown unasked");
        hand.press(TIP);
        hand.await("it is shown", 10, () -> shown(scene, session) == 0);
        double pressed = part(scene, "pressure-0");
        assertTrue(pressed > 1e-4, "pressed " + pressed);
        hand.run(() -> session.pose(atRest(session, 6)));
        hand.await("that of the nearest flexion is shown", 10, () -> shown(scene, session) == 60);
        hand.screenshot("pressure-60");
        hand.press(TIP);
        hand.await("it is hidden", 10, () -> hand.ui(() -> scene.scene().items()).stream().noneMatch(PressureTest::isPatch));
    }

    /** Where the solver has found the knee at rest. */
    private static Posture atRest(CaseSession session, int row) {
        Table t = session.evaluation().result().orElseThrow().solutions().get("balance").tables().stream().filter(x -> x.name().equals(
                "balance-motion")).findFirst().orElseThrow();
        Map<String, Double> motions = new HashMap<>();
        for (int k = 0; k < t.columns().size(); k++) {
            motions.put(t.columns().get(k), t.rows().get(row)[k]);
        }
        return new Posture(motions, false);
    }

    /** The flexion that the patch is of, deg; -1 where there is none. */
    private long shown(SceneControl scene, CaseSession session) {
        return hand.ui(() -> {
            ContactPressure found = ContactPressure.of(session.evaluation().result().orElseThrow()).orElseThrow();
            return scene.scene().items().stream().filter(PressureTest::isPatch).map(i -> ((Scene.Solid) i).scalars().values())
                    .flatMap(v -> found.positions().stream().filter(p -> Arrays.equals(v, found.solid(p, RigidTransform.IDENTITY).scalars()
                            .values())).map(p -> Math.round(Math.toDegrees(p)))).findFirst().orElse(-1L);
        });
    }

    /** Ligaments have slack, below 0. */
    private static boolean isPatch(Scene.Item i) {
        return i instanceof Scene.Solid s && s.scalars() != null && s.scalars().min() == 0;
    }

    private double part(SceneControl scene, String picture) {
        Rectangle r = hand.place(scene);
        // at the right is the scale of the colours
        return Hand.part(hand.screenshot(picture), new Rectangle(r.x, r.y, r.width * 4 / 5, r.height), PRESSED);
    }

    @AfterEach
    void closeTheCase() {
        hand.run(() -> {
            CaseSessions.active().ifPresent(s -> s.pose(""));
            OpenHip.page().closeAllEditors(false);
        });
    }
}
