/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.workbench.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.eclipse.emf.common.command.Command;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.widgets.Scale;
import org.eclipse.swt.widgets.Text;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.swt.widgets.TreeItem;
import org.eclipse.ui.IEditorPart;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Unit;
import org.orthotwin.model.edit.JournalEntry;
import org.orthotwin.model.scenario.Placement;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.scene.ui.SceneControl;

/** The bundled hip, planned by hand in the workbench. */
class PlanningTest extends OpenHip {

    private static final String INCLINATION = "hip.cup.inclination.radiographic";

    @Test
    void theCaseIsSeenWithItsNumbers() {
        Tree measurements = hand.find(Tree.class, t -> t.getColumnCount() > 3);
        List<String> names = hand.ui(() -> Stream.of(measurements.getItems()).flatMap(i -> Stream.of(i.getItems()))
                .map(TreeItem::getText).toList());
        assertTrue(names.contains("Cup inclination, radiographic"), names.toString());
        SceneControl scene = hand.find(SceneControl.class, s -> true);
        hand.await("the scene is drawn", 30, () -> !scene.isBlank());
        hand.settle();
        ImageData seen = hand.screenshot("planning");
        // bones are warm, the ground is a cold grey
        double part = Hand.part(seen, hand.place(scene), c -> c.red > c.blue + 12);
        assertTrue(part > 0.03 && part < 0.6, "bone covers " + part + " of the scene");
    }

    @Test
    void aTypedAngleChangesPlanAndNumbersAndIsUndone() {
        String before = text();
        Text inclination = field("inclination");
        hand.click(inclination, 8, 8);
        hand.keys(SWT.CTRL, 'a');
        hand.type("45\n");
        hand.await("the plan has 45 deg", 10, () -> Math.abs(Math.toRadians(45) - placement("cup").getCoordinates().get(0).getNumber())
                < 1e-12);
        hand.await("the measurement follows", 60, () -> !session.evaluation().running() && Math.abs(session.evaluation().result()
                .orElseThrow().measurements().stream().filter(m -> m.definition().id().equals(INCLINATION)).findFirst().orElseThrow()
                .value().si() - Math.toRadians(45)) < 1e-6);
        assertTrue(hand.ui(session::isDirty));
        hand.screenshot("typed");
        hand.run(session::undo);
        assertEquals(before, text());
        assertFalse(hand.ui(session::isDirty));
        List<JournalEntry> entries = hand.ui(() -> List.copyOf(session.journal().entries()));
        assertEquals(List.of(JournalEntry.Kind.DONE, JournalEntry.Kind.UNDONE), entries.stream().map(JournalEntry::kind).toList());
        assertTrue(entries.get(0).label().contains("45 deg"), entries.get(0).label());
    }

    @Test
    void aSliderThatIsHeldIsOneStep() {
        String before = text();
        Scale slider = hand.find(Scale.class, s -> "anteversion".equals(s.getData("coordinate")));
        Point size = hand.ui(slider::getSize);
        double start = coordinate("cup", "anteversion");
        hand.click(slider, size.x / 2, size.y / 2);
        hand.hold(SWT.ARROW_RIGHT, 6);
        hand.await("the slider moved the cup and rests", 10, () -> !session.isDragging() && !session.journal().entries().isEmpty());
        assertNotEquals(start, coordinate("cup", "anteversion"));
        settled();
        assertEquals(1, hand.ui(() -> session.journal().entries().size()));
        hand.run(session::undo);
        assertEquals(before, text());
    }

    @Test
    void whatIsSavedIsInTheFile() throws Exception {
        Path file = session.file();
        byte[] original = Files.readAllBytes(file);
        hand.run(() -> session.execute(session.commands().setCoordinate(placement("cup"), "inclination", Math.toRadians(47),
                Unit.of("rad"))));
        IEditorPart editor = hand.ui(() -> page().getActiveEditor());
        assertTrue(hand.ui(editor::isDirty));
        assertArrayEquals(original, Files.readAllBytes(file));
        hand.run(() -> page().saveEditor(editor, false));
        assertFalse(hand.ui(editor::isDirty));
        assertEquals(text(), Files.readString(file));
        hand.run(session::undo);
        assertTrue(hand.ui(editor::isDirty));
        hand.run(() -> page().saveEditor(editor, false));
        assertArrayEquals(original, Files.readAllBytes(file));
    }

    @Test
    void revertingReadsTheFileAgain() {
        String before = text();
        hand.run(() -> session.execute(session.commands().setCoordinate(placement("stem"), "depth", 0.005, Unit.of("m"))));
        assertNotEquals(before, text());
        hand.run(session::revert);
        assertEquals(before, text());
        assertFalse(hand.ui(session::isDirty) || hand.ui(session::canUndo));
        settled();
    }

    /** Anything that can be done can be undone to the same bytes, and done again. */
    @Test
    void aWalkOfCommandsAndBackIsTheSameFile() {
        String start = text();
        // in one turn of the user interface: what is shown of it is not the question here
        hand.run(() -> {
            Random random = new Random(7);
            int done = 0;
            while (done < 1000) {
                done += session.execute(command(random)) ? 1 : 0;
            }
        });
        String end = text();
        assertNotEquals(start, end);
        hand.run(() -> {
            while (session.canUndo()) {
                session.undo();
            }
        });
        assertEquals(start, text());
        hand.run(() -> {
            while (session.canRedo()) {
                session.redo();
            }
        });
        assertEquals(end, text());
    }

    private Command command(Random random) {
        List<Plan> plans = session.models().scenario().getPlans();
        Plan plan = plans.get(random.nextInt(plans.size()));
        Placement p = plan.getPlacements().get(random.nextInt(plan.getPlacements().size()));
        return switch (random.nextInt(6)) {
            case 0, 1 -> session.commands().setCoordinate(p, "anteversion", random.nextInt(30) / 100.0, Unit.of("rad"));
            case 2 -> session.commands().activate(session.models().scenario(), plan);
            case 3 -> plans.size() < 6 ? session.commands().begin(plan, "copy" + random.nextInt(1_000_000), "Copy")
                    : session.commands().remove(plan);
            case 4 -> plans.size() > 2 ? session.commands().remove(plan) : session.commands().activate(session.models().scenario(), plan);
            default -> session.commands().setPart(p, p.getComponent(), String.valueOf(44 + 2 * random.nextInt(10)));
        };
    }
}
