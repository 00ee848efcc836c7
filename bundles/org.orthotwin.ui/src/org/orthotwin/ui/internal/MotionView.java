/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.util.List;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Composite;
import org.orthotwin.core.Unit;
import org.orthotwin.report.Wording;
import org.orthotwin.ui.CaseSession;
import org.orthotwin.ui.CaseView;
import org.orthotwin.ui.UiLanguage;
import org.orthotwin.ui.plot.GcInk;
import org.orthotwin.ui.plot.Ink;

/** How far each motion goes until something touches, as bars beside what is wanted. A click shows the joint there. */
public final class MotionView extends CaseView {

    public static final String ID = "org.orthotwin.ui.motion";

    private static final Color GOOD = new Color(0x3A, 0x86, 0xB8);
    private static final Color SHORT = new Color(0xC8, 0x32, 0x2B);
    private static final int ROW = 38;
    private static final int MARGIN = 10;
    /** Scale of the bars, rad. */
    private static final double FULL = Math.toRadians(140);

    private final Wording wording = new Wording(UiLanguage.code());
    private List<Wording.Motion> motions = List.of();
    private Canvas canvas;

    @Override
    protected void create(Composite parent) {
        canvas = new Canvas(parent, SWT.DOUBLE_BUFFERED | SWT.V_SCROLL);
        canvas.setBackground(parent.getDisplay().getSystemColor(SWT.COLOR_LIST_BACKGROUND));
        canvas.addListener(SWT.Paint, e -> paint(e.gc));
        canvas.addListener(SWT.Resize, e -> scroll());
        canvas.getVerticalBar().addListener(SWT.Selection, e -> canvas.redraw());
        canvas.addListener(SWT.MouseDown, e -> click(e.y));
        canvas.addListener(SWT.MouseMove, e -> {
            int i = row(e.y);
            canvas.setToolTipText(i < 0 ? null : motions.get(i).touching());
        });
    }

    private int row(int y) {
        int i = (y - MARGIN + canvas.getVerticalBar().getSelection()) / ROW;
        return y >= MARGIN && i < motions.size() ? i : -1;
    }

    private void click(int y) {
        int i = row(y);
        if (i >= 0) {
            session().ifPresent(s -> s.pose(s.poseLabel().equals(motions.get(i).label()) ? "" : motions.get(i).label()));
        }
    }

    private void scroll() {
        int height = 2 * MARGIN + ROW * motions.size();
        Rectangle r = canvas.getClientArea();
        canvas.getVerticalBar().setVisible(height > r.height);
        canvas.getVerticalBar().setValues(Math.min(canvas.getVerticalBar().getSelection(), Math.max(0, height - r.height)), 0, height,
                Math.min(height, r.height), ROW, r.height);
    }

    @Override
    public void setFocus() {
        canvas.setFocus();
    }

    @Override
    protected void changed(CaseSession.Change change) {
        if (canvas.isDisposed() || change != CaseSession.Change.EVALUATION && change != CaseSession.Change.POSE) {
            return;
        }
        motions = session().flatMap(s -> s.evaluation().result()).map(wording::motions).orElse(List.of());
        scroll();
        canvas.redraw();
    }

    private void paint(GC gc) {
        gc.setAntialias(SWT.ON);
        Rectangle area = canvas.getClientArea();
        int y = MARGIN - canvas.getVerticalBar().getSelection();
        int width = Math.max(60, area.width - 2 * MARGIN);
        Color text = canvas.getForeground();
        Ink.Palette palette = GcInk.paletteOn(canvas.getBackground());
        Color track = GcInk.color(palette.grid());
        String posed = session().map(CaseSession::poseLabel).orElse("");
        for (Wording.Motion m : motions) {
            if (m.label().equals(posed)) {
                gc.setBackground(GcInk.color(palette.faint()));
                gc.fillRoundRectangle(MARGIN / 2, y - 3, area.width - MARGIN, ROW - 2, 8, 8);
            }
            boolean isShort = m.angle() < m.wanted();
            String value = Wording.value(Unit.of("deg"), m.angle());
            Point size = gc.textExtent(value);
            gc.setForeground(text);
            gc.drawText(GcInk.fitted(gc, m.name(), width - size.x - 12), MARGIN, y, true);
            gc.setForeground(isShort ? Styles.error(canvas) : text);
            gc.drawText(value, MARGIN + width - size.x, y, true);
            int top = y + size.y + 3;
            gc.setBackground(track);
            gc.fillRoundRectangle(MARGIN, top, width, 8, 8, 8);
            gc.setBackground(isShort ? SHORT : GOOD);
            int to = (int) Math.round(width * Math.max(0, Math.min(1, m.angle() / FULL)));
            gc.fillRoundRectangle(MARGIN, top, Math.max(4, to), 8, 8, 8);
            double mark = Double.isFinite(m.wanted()) ? m.wanted() : Double.NaN;
            if (mark > 0) {
                int x = MARGIN + (int) Math.round(width * Math.min(1, mark / FULL));
                gc.setBackground(GcInk.color(palette.ink()));
                gc.fillRectangle(x - 1, top - 3, 2, 14);
            }
            y += ROW;
        }
        if (motions.isEmpty()) {
            gc.setForeground(canvas.getDisplay().getSystemColor(SWT.COLOR_WIDGET_DISABLED_FOREGROUND));
            boolean computed = session().flatMap(x -> x.evaluation().result()).isPresent();
            GcInk.paragraph(gc, Texts.text(computed ? "motion.not" : "motion.none"), MARGIN, MARGIN, width);
        }
    }
}
