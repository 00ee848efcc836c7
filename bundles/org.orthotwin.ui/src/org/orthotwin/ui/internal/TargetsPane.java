/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Composite;
import org.orthotwin.report.Wording;
import org.orthotwin.simulation.Measured;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.simulation.Verdict;
import org.orthotwin.ui.UiLanguage;
import org.orthotwin.ui.plot.GcInk;
import org.orthotwin.ui.plot.Ink;

/** What the plan comes to against its targets, what is missed first: read while a part is moved. */
final class TargetsPane {

    private static final int ROW = 21;
    private static final int MARK = 16;

    private final Wording wording = new Wording(UiLanguage.code());
    private final Canvas canvas;
    private final GridData place = new GridData(SWT.FILL, SWT.TOP, true, false);
    private List<Measured> rows = List.of();

    TargetsPane(Composite parent) {
        canvas = new Canvas(parent, SWT.DOUBLE_BUFFERED);
        canvas.setData("position", "targets");
        canvas.setLayoutData(place);
        canvas.addListener(SWT.Paint, e -> paint(e.gc));
        canvas.addListener(SWT.MouseMove, e -> {
            int i = e.y / ROW - 1;
            canvas.setToolTipText(i < 0 || i >= rows.size() ? null : tip(rows.get(i)));
        });
    }

    /**
     * Shows other numbers.
     *
     * @return whether it has another height now
     */
    boolean show(Optional<RunResult> result) {
        int before = rows.size();
        // by what is met and what is not; within that as they are measured, so that rows change places only when a verdict changes
        rows = result.stream().flatMap(r -> r.measurements().stream()).filter(m -> m.verdict() != Verdict.NO_TARGET
                && m.verdict() != Verdict.NOT_MEASURED).sorted(Comparator.comparing((Measured m) -> m.verdict() == Verdict.WITHIN))
                .toList();
        place.exclude = rows.isEmpty();
        place.heightHint = (rows.size() + 1) * ROW;
        canvas.setVisible(!rows.isEmpty());
        canvas.redraw();
        return before != rows.size();
    }

    private String tip(Measured m) {
        return wording.measurement(m.definition()) + '\n' + Texts.text("verdict." + m.verdict().id()) + ": " + wording.target(m)
                + (m.targetSource().isEmpty() ? "" : '\n' + Texts.text("measurements.source", m.targetSource()));
    }

    private void paint(GC gc) {
        Rectangle area = canvas.getClientArea();
        Ink.Palette palette = GcInk.paletteOn(canvas.getBackground());
        Color ink = GcInk.color(palette.ink());
        Color soft = GcInk.color(palette.muted());
        gc.setForeground(ink);
        gc.setFont(JFaceResources.getFontRegistry().getBold(JFaceResources.DEFAULT_FONT));
        long met = rows.stream().filter(m -> m.verdict() == Verdict.WITHIN).count();
        gc.drawText(Texts.text("position.targets", met, rows.size()), 0, 1, true);
        gc.setFont(canvas.getFont());
        int y = ROW;
        for (Measured m : rows) {
            Styles.mark(gc, 2, y + ROW / 2 - 1, m.verdict());
            String target = wording.target(m);
            String value = Wording.value(m.definition().unit(), m.value().si());
            Point t = gc.textExtent(target);
            Point v = gc.textExtent(value);
            int targetAt = area.width - Math.max(78, t.x) - 2;
            gc.setForeground(soft);
            gc.drawText(target, targetAt, y, true);
            gc.setForeground(m.verdict() == Verdict.WITHIN ? ink : Styles.error(canvas));
            gc.drawText(value, targetAt - v.x - 10, y, true);
            gc.setForeground(ink);
            gc.drawText(GcInk.fitted(gc, wording.measurement(m.definition()), targetAt - v.x - 18 - MARK), MARK, y, true);
            y += ROW;
        }
    }
}
