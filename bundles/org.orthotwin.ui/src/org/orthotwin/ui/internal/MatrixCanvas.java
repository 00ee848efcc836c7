/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.graphics.Transform;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.ScrollBar;
import org.orthotwin.catalog.Compatibility;
import org.orthotwin.catalog.CompatibilityMatrix;
import org.orthotwin.catalog.LoadedCatalogue;
import org.orthotwin.model.implant.Size;
import org.orthotwin.model.implant.Verdict;
import org.orthotwin.ui.UiLanguage;
import org.orthotwin.ui.plot.GcInk;
import org.orthotwin.ui.plot.Ink;

/** Which sizes of two components go together: allowed, allowed with a warning, forbidden, by colour and by sign; a cell says why. */
final class MatrixCanvas {

    private static final int ALLOWED = 0xCFE8D8;
    private static final int ALLOWED_INK = 0x2E8B57;
    private static final int WARNED = 0xFBE3B0;
    private static final int WARNED_INK = 0xA06000;
    private static final int FORBIDDEN = 0xF6D0CD;
    private static final int FORBIDDEN_INK = 0xC8322B;
    /** Of the sign's colour in a cell on a dark ground, where the sign is pale. */
    private static final double PART = 0.4;
    private static final int CELL = 22;

    private final Canvas canvas;
    private final Consumer<Size> chooser;
    private CompatibilityMatrix matrix;
    private int left;
    private int top;
    private int row = -1;

    /** @param chooser hears of the size of the first component whose row is clicked on */
    MatrixCanvas(Composite parent, Consumer<Size> chooser) {
        this.chooser = chooser;
        canvas = new Canvas(parent, SWT.DOUBLE_BUFFERED | SWT.H_SCROLL | SWT.V_SCROLL | SWT.BORDER);
        canvas.setBackground(parent.getDisplay().getSystemColor(SWT.COLOR_LIST_BACKGROUND));
        canvas.addListener(SWT.Paint, e -> paint(e.gc));
        canvas.addListener(SWT.Resize, e -> bars());
        canvas.getHorizontalBar().addListener(SWT.Selection, e -> canvas.redraw());
        canvas.getVerticalBar().addListener(SWT.Selection, e -> canvas.redraw());
        canvas.addListener(SWT.MouseMove, e -> canvas.setToolTipText(tip(e.x, e.y)));
        canvas.addListener(SWT.MouseDown, e -> {
            Point at = cell(e.x, e.y);
            if (at != null) {
                chooser.accept(matrix.first().getSizes().get(at.y));
            }
        });
    }

    Control control() {
        return canvas;
    }

    /** @param m null for none */
    void show(CompatibilityMatrix m) {
        matrix = m;
        if (m != null) {
            GC gc = new GC(canvas);
            left = widest(gc, m.first().getSizes()) + 14;
            top = widest(gc, m.second().getSizes()) + 12;
            gc.dispose();
        }
        bars();
        canvas.redraw();
    }

    private static int widest(GC gc, List<Size> sizes) {
        return sizes.stream().mapToInt(s -> gc.textExtent(LoadedCatalogue.label(s)).x).max().orElse(0);
    }

    /** Marks a row and brings it into sight. */
    void select(int r) {
        row = r;
        ScrollBar bar = canvas.getVerticalBar();
        if (matrix != null && r >= 0) {
            int seen = (canvas.getClientArea().height - top) / CELL;
            if (r < bar.getSelection() || r >= bar.getSelection() + seen) {
                bar.setSelection(Math.max(0, r - seen / 2));
            }
        }
        canvas.redraw();
    }

    private void bars() {
        Rectangle area = canvas.getClientArea();
        bar(canvas.getVerticalBar(), matrix == null ? 0 : matrix.first().getSizes().size(), (area.height - top - 6) / CELL);
        bar(canvas.getHorizontalBar(), matrix == null ? 0 : matrix.second().getSizes().size(), (area.width - left - 6) / CELL);
    }

    private static void bar(ScrollBar bar, int all, int seen) {
        int page = Math.max(1, Math.min(all, seen));
        bar.setVisible(all > page);
        bar.setValues(Math.min(bar.getSelection(), Math.max(0, all - page)), 0, Math.max(1, all), page, 1, page);
    }

    private Point cell(int x, int y) {
        if (matrix == null || x < left || y < top) {
            return null;
        }
        int i = (x - left) / CELL + canvas.getHorizontalBar().getSelection();
        int j = (y - top) / CELL + canvas.getVerticalBar().getSelection();
        return i < matrix.second().getSizes().size() && j < matrix.first().getSizes().size() ? new Point(i, j) : null;
    }

    private String tip(int x, int y) {
        Point at = cell(x, y);
        if (at == null) {
            return null;
        }
        Compatibility c = matrix.cells().get(at.y).get(at.x);
        StringBuilder b = new StringBuilder(LoadedCatalogue.label(matrix.first().getSizes().get(at.y))).append(" + ")
                .append(LoadedCatalogue.label(matrix.second().getSizes().get(at.x))).append(": ")
                .append(Texts.text("matrix." + c.verdict().getLiteral().toLowerCase(Locale.ROOT)));
        String reason = c.reason().text(UiLanguage.code());
        if (!reason.isEmpty()) {
            b.append('\n').append(reason);
        }
        String source = c.source().text(UiLanguage.code());
        if (!source.isEmpty()) {
            b.append('\n').append(source).append(c.date().isEmpty() ? "" : ", " + c.date());
        }
        return b.toString();
    }

    private void paint(GC gc) {
        if (matrix == null) {
            return;
        }
        gc.setAntialias(SWT.ON);
        Rectangle area = canvas.getClientArea();
        int fromRow = canvas.getVerticalBar().getSelection();
        int fromColumn = canvas.getHorizontalBar().getSelection();
        List<Size> rows = matrix.first().getSizes();
        List<Size> columns = matrix.second().getSizes();
        Color ink = canvas.getForeground();
        Ink.Palette palette = GcInk.paletteOn(canvas.getBackground());
        for (int i = fromColumn; i < columns.size() && left + (i - fromColumn) * CELL < area.width; i++) {
            int x = left + (i - fromColumn) * CELL;
            Transform turned = new Transform(gc.getDevice());
            turned.translate(x + (CELL - gc.getFontMetrics().getHeight()) / 2f, top - 5);
            turned.rotate(-90);
            gc.setTransform(turned);
            gc.setForeground(ink);
            gc.drawText(LoadedCatalogue.label(columns.get(i)), 0, 0, true);
            gc.setTransform(null);
            turned.dispose();
        }
        for (int j = fromRow; j < rows.size() && top + (j - fromRow) * CELL < area.height; j++) {
            int y = top + (j - fromRow) * CELL;
            String label = LoadedCatalogue.label(rows.get(j));
            Point size = gc.textExtent(label);
            gc.setForeground(ink);
            gc.drawText(label, left - 7 - size.x, y + (CELL - size.y) / 2, true);
            for (int i = fromColumn; i < columns.size() && left + (i - fromColumn) * CELL < area.width; i++) {
                cell(gc, palette, matrix.cells().get(j).get(i).verdict(), left + (i - fromColumn) * CELL, y);
            }
            if (j == row) {
                gc.setForeground(GcInk.color(palette.ink()));
                gc.setLineWidth(2);
                int seen = Math.min(columns.size() - fromColumn, (area.width - left) / CELL);
                gc.drawRoundRectangle(left - 1, y - 1, seen * CELL, CELL, 5, 5);
                gc.setLineWidth(1);
            }
        }
    }

    private static void cell(GC gc, Ink.Palette palette, Verdict v, int x, int y) {
        int pale = v == Verdict.ALLOWED ? ALLOWED : v == Verdict.WARNED ? WARNED : FORBIDDEN;
        int full = v == Verdict.ALLOWED ? ALLOWED_INK : v == Verdict.WARNED ? WARNED_INK : FORBIDDEN_INK;
        gc.setBackground(GcInk.color(palette.isDark() ? palette.over(full, PART) : pale));
        gc.fillRectangle(x, y, CELL - 2, CELL - 2);
        gc.setForeground(GcInk.color(palette.isDark() ? pale : full));
        gc.setLineWidth(2);
        int c = x + CELL / 2 - 1;
        int m = y + CELL / 2 - 1;
        switch (v) {
            case ALLOWED -> gc.drawPolyline(new int[] {c - 4, m, c - 1, m + 3, c + 4, m - 4});
            case WARNED -> {
                gc.drawLine(c, m - 5, c, m + 1);
                gc.drawPoint(c, m + 4);
                gc.drawLine(c, m + 4, c, m + 5);
            }
            default -> {
                gc.drawLine(c - 3, m - 3, c + 3, m + 3);
                gc.drawLine(c - 3, m + 3, c + 3, m - 3);
            }
        }
        gc.setLineWidth(1);
    }
}
