/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.workbench.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.PlatformUI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.Unit;
import org.orthotwin.diagram.ui.internal.DiagramView;
import org.orthotwin.diagram.ui.internal.Flow;
import org.orthotwin.diagram.ui.internal.Flow.State;
import org.orthotwin.model.scenario.ScenarioFactory;
import org.orthotwin.model.scenario.ScenarioPackage;
import org.orthotwin.model.scenario.SolverRequest;

/** The scenario of the bundled hip as a flow: its stations, their states, and what is run and opened from there. */
class FlowTest extends OpenHip {

    @TempDir
    Path folder;

    private DiagramView view;
    private Canvas canvas;

    @Test
    void theFlowTellsItsStateAndIsRunFromThere() throws Exception {
        hand.ui(() -> PlatformUI.getWorkbench().showPerspective("org.orthotwin.rcp.anatomy", page().getWorkbenchWindow()));
        try {
            view = hand.ui(() -> (DiagramView) page().showView(DiagramView.ID));
            hand.run(() -> {
                page().toggleZoom(page().getReference(view));
                view.showFlow(true);
            });
            canvas = hand.find(Canvas.class, c -> c.getData("flow") != null);
            hand.await("every solver has its numbers", 60, () -> state("solver:rom") == State.DONE && state("measurements") == State.DONE);
            assertEquals(List.of("images", "twin", "plan", "activity:level-walking", "activity:stooping", "activity:squatting-to-floor",
                    "solver:rom", "solver:hipload", "solver:capsule", "solver:wear", "measurements", "report"), hand.ui(() -> view.flow()
                            .stations().stream().map(Flow.Station::id).toList()));
            assertTrue(hand.ui(() -> view.flow().ways()).containsAll(List.of(new Flow.Way("twin", "plan"), new Flow.Way("plan",
                    "activity:stooping"), new Flow.Way("activity:stooping", "solver:rom"), new Flow.Way("plan", "solver:hipload"),
                    new Flow.Way("solver:wear", "measurements"), new Flow.Way("measurements", "report"))));
            assertEquals(State.MISSING, state("report"));
            seen();
            seenInANarrowView();
            solver();
            broken();
            placeholder();
            files();
        } finally {
            hand.run(() -> {
                view.showFlow(false);
                page().setPartState(page().getReference(view), IWorkbenchPage.STATE_RESTORED);
            });
            hand.ui(() -> PlatformUI.getWorkbench().showPerspective("org.orthotwin.rcp.planning", page().getWorkbenchWindow()));
        }
    }

    private State state(String station) {
        return view.flow().station(station).orElseThrow().state();
    }

    /** Every station is a card with ink on it, from left to right. */
    private void seen() {
        hand.pause(600);
        ImageData picture = hand.screenshot("flow");
        Rectangle all = hand.place(canvas);
        List<String> ids = hand.ui(() -> view.flow().stations().stream().map(Flow.Station::id).toList());
        for (String id : ids) {
            Rectangle card = hand.ui(() -> view.place(id, false));
            Rectangle at = new Rectangle(all.x + card.x, all.y + card.y, card.width, card.height);
            assertTrue(Hand.part(picture, at, c -> c.red > 250 && c.green > 250 && c.blue > 250) > 0.4, "the card of " + id);
            assertTrue(Hand.part(picture, at, c -> c.red + c.green + c.blue < 300) > 0.005, "words on " + id);
        }
        assertTrue(left("images") < left("twin") && left("twin") < left("plan") && left("plan") < left("activity:stooping")
                && left("activity:stooping") < left("solver:rom") && left("solver:rom") == left("solver:hipload")
                && left("solver:rom") < left("measurements") && left("measurements") < left("report"));
    }

    /** Where there is more room below than beside, it runs downwards, and its words stay large. */
    private void seenInANarrowView() {
        hand.run(() -> page().setPartState(page().getReference(view), IWorkbenchPage.STATE_RESTORED));
        hand.await("the flow runs downwards", 10, () -> top("images") < top("twin") && top("twin") < top("plan")
                && top("plan") < top("activity:stooping") && top("activity:stooping") < top("solver:rom")
                && top("solver:rom") < top("measurements") && top("measurements") < top("report"));
        hand.screenshot("flow-narrow");
        assertTrue(hand.ui(() -> view.place("plan", false).width) > 115, "cards are large enough to be read");
        hand.run(() -> page().setPartState(page().getReference(view), IWorkbenchPage.STATE_MAXIMIZED));
        hand.await("it runs to the right again", 10, () -> left("images") < left("twin") && top("images") == top("twin"));
    }

    private int top(String station) {
        return hand.ui(() -> view.place(station, false).y);
    }

    private int left(String station) {
        return hand.ui(() -> view.place(station, false).x);
    }

    /** The button on a solver runs it in full; a double click opens its plots. */
    private void solver() {
        Rectangle button = hand.ui(() -> view.place("solver:hipload", true));
        click(button.x + button.width / 2, button.y + button.height / 2, 1);
        hand.await("it runs or has run", 5, () -> state("solver:hipload") == State.RUNNING || !about().equals("live"));
        hand.await("it has run", 120, () -> state("solver:hipload") == State.DONE && about().startsWith("with everything, "));
        hand.run(() -> session.execute(session.commands().setCoordinate(placement("stem"), "depth", 0.003, Unit.of(
                "m"))));
        hand.await("that was of another plan", 60, () -> state("solver:hipload") == State.DONE && about().equals("live"));
        hand.run(session::undo);
        Rectangle card = hand.ui(() -> view.place("solver:hipload", false));
        click(card.x + 60, card.y + 40, 1);
        click(card.x + 60, card.y + 40, 2);
        hand.await("the plots are opened", 10, () -> Stream.of(page().getViewReferences()).anyMatch(r -> r.getId().equals(
                "org.orthotwin.ui.plots")));
        hand.run(() -> {
            page().hideView(page().findView("org.orthotwin.ui.plots"));
            page().activate(view);
        });
    }

    private String about() {
        return view.flow().station("solver:hipload").orElseThrow().about();
    }

    /** A part that there is not: the plan says so, and what was computed is of an earlier state. */
    private void broken() {
        settled();
        hand.run(() -> session.execute(session.commands().setPart(placement("cup"), "generic/cup-pressfit", "1000")));
        hand.await("the plan has failed", 60, () -> state("plan") == State.FAILED);
        assertTrue(hand.ui(() -> view.flow().station("plan").orElseThrow().why()).contains("1000"));
        assertEquals(State.OUTDATED, hand.ui(() -> state("solver:rom")));
        assertEquals(State.OUTDATED, hand.ui(() -> state("measurements")));
        hand.pause(400);
        hand.screenshot("flow-failed");
        hand.run(session::undo);
        hand.await("all is well again", 60, () -> state("plan") == State.DONE && state("solver:rom") == State.DONE);
    }

    private void placeholder() {
        SolverRequest r = ScenarioFactory.eINSTANCE.createSolverRequest();
        r.setId("far");
        r.setSolver("from.elsewhere");
        hand.run(() -> session.execute(session.commands().add(session.models().scenario(),
                ScenarioPackage.Literals.SCENARIO__REQUESTS, r)));
        hand.await("there is a placeholder", 10, () -> view.flow().station("solver:far").isPresent());
        assertFalse(hand.ui(() -> view.flow().station("solver:far").orElseThrow().known()));
        assertTrue(hand.ui(() -> view.flow().station("solver:far").orElseThrow().why()).contains("from.elsewhere"));
        hand.run(session::undo);
        hand.await("it is gone", 10, () -> view.flow().station("solver:far").isEmpty());
    }

    private void files() throws Exception {
        for (String ending : List.of("svg", "png")) {
            hand.ui(() -> {
                view.writeFlow(folder.resolve("flow." + ending), ending);
                return null;
            });
        }
        String svg = Files.readString(folder.resolve("flow.svg"));
        assertTrue(svg.contains(">Solver<") && svg.contains("Level walking"), svg.substring(0, 300));
        assertTrue(Files.size(folder.resolve("flow.png")) > 10_000);
    }

    /** Posted events do not say to a canvas where it is. */
    private void click(int x, int y, int count) {
        hand.run(() -> {
            hand.mouse(canvas, SWT.MouseMove, x, y, 0, count);
            hand.mouse(canvas, SWT.MouseDown, x, y, 0, count);
            if (count == 2) {
                hand.mouse(canvas, SWT.MouseDoubleClick, x, y, 0, count);
            }
            hand.mouse(canvas, SWT.MouseUp, x, y, SWT.BUTTON1, count);
        });
        hand.settle();
    }
}
