/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.workbench.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.MenuItem;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableColumn;
import org.eclipse.swt.widgets.Text;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.PlatformUI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.simulation.StrategyMatrix;
import org.orthotwin.ui.internal.Strategies;
import org.orthotwin.ui.internal.StrategyView;
import org.orthotwin.ui.internal.plot.ParetoPlot;

/** Ways to operate the bundled hip beside each other: varied by name, computed by a job, judged, drawn, and taken over as a plan. */
class StrategyTest extends OpenHip {

    @TempDir
    Path folder;

    @Test
    void positionsAreVariedJudgedAndTakenOver() throws Exception {
        hand.ui(() -> PlatformUI.getWorkbench().showPerspective("org.orthotwin.rcp.simulation", page().getWorkbenchWindow()));
        try {
            String before = text();
            StrategyView view = hand.ui(() -> (StrategyView) page().showView(StrategyView.ID));
            hand.settle();
            hand.run(() -> page().toggleZoom(page().getReference(view)));
            vary("Inclination\u2026", "30", "50", "20");
            vary("Anteversion\u2026", "10", "30", "20");
            choose("goals", "None");
            choose("goals", "Range of motion", "Extension", "As large as possible");
            choose("goals", "Cup and head coverage", "Cup inclination, radiographic", "As small as possible");
            Button compute = hand.find(Button.class, b -> "compute".equals(b.getData("strategy")));
            press(compute);
            hand.await("all rows are computed", 120, () -> compute.getText().equals("Compute") && matrix().strategies().size() == 10);
            hand.await("they are judged", 10, () -> matrix().standings().stream().anyMatch(StrategyMatrix.Standing::optimal));

            Table table = hand.find(Table.class, t -> "table".equals(t.getData("strategy")));
            int anteversion = column(table, "Cup: anteversion");
            int score = column(table, "Score");
            assertEquals("\u2013", hand.ui(() -> table.getItem(0).getText(anteversion).strip()));
            assertEquals("10\u00b0", hand.ui(() -> table.getItem(1).getText(anteversion).strip()));
            hand.run(() -> table.getColumn(score).notifyListeners(SWT.Selection, new Event()));
            hand.settle();
            List<Double> scores = hand.ui(() -> Stream.iterate(0, i -> i + 1).limit(10)
                    .map(i -> Double.parseDouble(table.getItem(i).getText(score).strip())).toList());
            assertEquals(scores.stream().sorted((a, b) -> Double.compare(b, a)).toList(), scores, "the best is first");
            assertTrue(scores.getFirst() > scores.getLast() + 5, scores.toString());

            // a disc of the chart, which is on the front of what is drawn
            ParetoPlot plot = hand.ui(() -> view.plot().orElseThrow());
            List<Integer> front = hand.ui(plot::frontRows);
            assertTrue(front.size() > 1, "the two that are drawn stand against each other: " + front);
            assertEquals(front.size(), matrix().standings().stream().filter(StrategyMatrix.Standing::optimal).count());
            int row = front.stream().filter(i -> !matrix().strategies().get(i).isAsPlanned()).findFirst().orElseThrow();
            Canvas chart = hand.find(Canvas.class, c -> "chart".equals(c.getData("strategy")));
            double[] at = hand.ui(() -> plot.pointOf(row));
            hand.run(() -> {
                // a press that is posted does not say to a canvas where it is
                Event press = new Event();
                press.button = 1;
                press.x = (int) at[0];
                press.y = (int) at[1];
                chart.notifyListeners(SWT.MouseDown, press);
            });
            assertEquals(row, hand.ui(() -> {
                // a row of a virtual table is there when it is asked for its text
                table.getSelection()[0].getText();
                return table.getSelection()[0].getData();
            }));
            assertTrue(hand.ui(() -> plot.at(at[0], at[1])).contains("Cup: inclination"));
            hand.pause(300);
            ImageData seen = hand.screenshot("strategies");
            Rectangle place = hand.place(chart);
            assertTrue(Hand.part(seen, place, c -> c.blue - c.red > 60) > 0.001, "the discs of the plan in work are drawn");
            Rectangle cells = hand.place(table);
            assertTrue(Hand.part(seen, cells, c -> c.red - c.blue > 20 && c.red > 200) > 0.015, "what differs is marked");

            // the row becomes a plan, and is none again
            List<String> values = matrix().strategies().get(row).values();
            hand.press("Works on the plan that the chosen row is; a variation becomes a new plan of the case");
            Plan made = hand.ui(() -> session.plan().orElseThrow());
            assertTrue(hand.ui(made::getId).matches("(restore|lewinnek)-2"), made.getId());
            assertEquals(Double.parseDouble(values.get(0).replace("deg", "")), Math.toDegrees(coordinate("cup", "inclination")), 1e-9);
            assertEquals(Double.parseDouble(values.get(1).replace("deg", "")), Math.toDegrees(coordinate("cup", "anteversion")), 1e-9);
            settled();
            matrix().strategies().get(row).measured().forEach((id, m) -> assertEquals(m.value().si(), measured(id), Math.max(1e-9, 1e-6
                    * Math.abs(m.value().si())), id));
            hand.run(session::undo);
            assertEquals(before, text());

            hand.ui(() -> {
                view.write(folder.resolve("strategies.csv"));
                return null;
            });
            List<String> lines = Files.readAllLines(folder.resolve("strategies.csv"));
            assertEquals(12, lines.size());
            assertTrue(lines.get(0).startsWith("plan,plan.cup.inclination,plan.cup.anteversion,status,score,"), lines.get(0));
            assertTrue(lines.get(3).startsWith("restore,30,10,converged,"), lines.get(3));
        } finally {
            hand.run(() -> page().setPartState(page().getActivePartReference(), IWorkbenchPage.STATE_RESTORED));
            hand.ui(() -> PlatformUI.getWorkbench().showPerspective("org.orthotwin.rcp.planning", page().getWorkbenchWindow()));
        }
    }

    private StrategyMatrix matrix() {
        return hand.ui(() -> Strategies.of(session).matrix());
    }

    private static int column(Table table, String title) {
        return table.getDisplay().syncCall(() -> Stream.of(table.getColumns()).map(TableColumn::getText).toList()).indexOf(title);
    }

    private void press(Button b) {
        Rectangle r = hand.ui(b::getBounds);
        hand.click(b, r.width / 2, r.height / 2);
    }

    /** Opens the menu of a button and chooses by the names on the way, ticked or not. */
    private void choose(String name, String... way) {
        Button button = hand.find(Button.class, b -> name.equals(b.getData("strategy")));
        press(button);
        hand.await("the menu is open", 10, () -> button.getMenu() != null && !button.getMenu().isDisposed());
        Menu menu = hand.ui(button::getMenu);
        MenuItem item = hand.ui(() -> {
            Menu in = menu;
            for (int i = 0; i + 1 < way.length; i++) {
                in = find(in, way[i]).getMenu();
            }
            return find(in, way[way.length - 1]);
        });
        // a dialog holds whoever opens it
        hand.run(() -> item.getDisplay().asyncExec(() -> {
            menu.setVisible(false);
            item.setSelection(true);
            item.notifyListeners(SWT.Selection, new Event());
        }));
        hand.settle();
    }

    private static MenuItem find(Menu in, String name) {
        return Stream.of(in.getItems())
                .filter(i -> i.getText().replaceAll("[\u2713\u2002\u2191\u2193]", "").strip().equals(name)).findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " among " + Stream.of(in.getItems()).map(MenuItem::getText).toList()));
    }

    /** Chooses an attribute of the cup by its name, and types its range. */
    private void vary(String name, String... range) {
        choose("vary", "Cup", name);
        Shell dialog = hand.dialog("Vary");
        String[] fields = {"strategy.from", "strategy.to", "strategy.step"};
        for (int i = 0; i < fields.length; i++) {
            String field = fields[i];
            Text text = hand.find(dialog, Text.class, t -> field.equals(t.getData("vary")));
            hand.run(() -> {
                text.setFocus();
                text.selectAll();
            });
            hand.type(range[i]);
        }
        Button ok = hand.find(dialog, Button.class, b -> b.getText().replace("&", "").equals("OK"));
        press(ok);
        hand.await("the dialog is closed", 10, dialog::isDisposed);
    }
}
