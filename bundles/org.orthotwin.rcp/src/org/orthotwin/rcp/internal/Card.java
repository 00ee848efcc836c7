/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.rcp.internal;

import java.util.function.Consumer;
import org.eclipse.core.runtime.jobs.IJobChangeEvent;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.core.runtime.jobs.JobChangeAdapter;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.Font;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Display;
import org.orthotwin.ui.plot.GcInk;

/** A field to click or to press Enter on, which says that it is being waited for where that takes a while. */
final class Card {

    private static final Color GROUND = new Color(0xFF, 0xFF, 0xFF);
    private static final Color HOVER = new Color(0xE6, 0xF0, 0xF8);
    private static final Color EDGE = new Color(0xC9, 0xD5, 0xE0);
    private static final Color INK = new Color(0x1B, 0x27, 0x33);
    private static final Color SOFT = new Color(0x5B, 0x6B, 0x7B);
    private static final Color DARK_GROUND = new Color(0x3A, 0x3F, 0x45);
    private static final Color DARK_HOVER = new Color(0x47, 0x52, 0x5D);
    private static final Color DARK_EDGE = new Color(0x5A, 0x66, 0x72);
    private static final Color DARK_INK = new Color(0xEA, 0xEF, 0xF4);
    private static final Color DARK_SOFT = new Color(0xA9, 0xB4, 0xBF);
    private static final Color BUSY = new Color(0x3A, 0x86, 0xBA);
    /** Of what is to be looked at; readable on a light and on a dark ground. */
    private static final Color ALERT = new Color(0xB3, 0x26, 0x1E);
    private static final Color ON_ALERT = new Color(0xFF, 0xFF, 0xFF);
    private static final int MARGIN = 18;
    private static final int PILL = 9;
    /** Of the width a badge takes this part at most. */
    private static final double PART = 0.6;
    /** Milliseconds from one picture of what runs to the next. */
    private static final int TICK = 60;

    private final Canvas canvas;
    private final Font bold;
    private final String what;
    private String title;
    private String badge = "";
    private boolean over;
    private Job job;
    private int tick;

    Card(Composite parent, Font bold, int width, int height, String title, String what, Consumer<Card> action) {
        this.bold = bold;
        this.title = title;
        this.what = what;
        canvas = new Canvas(parent, SWT.DOUBLE_BUFFERED);
        GridData d = new GridData(SWT.FILL, SWT.TOP, false, false);
        d.widthHint = width;
        d.heightHint = height;
        canvas.setLayoutData(d);
        canvas.setData("card", title);
        canvas.addListener(SWT.Paint, e -> paint(e.gc));
        canvas.addListener(SWT.MouseEnter, e -> hover(true));
        canvas.addListener(SWT.MouseExit, e -> hover(false));
        canvas.addListener(SWT.FocusIn, e -> canvas.redraw());
        canvas.addListener(SWT.FocusOut, e -> canvas.redraw());
        Runnable chosen = () -> {
            if (job == null) {
                action.accept(this);
            }
        };
        canvas.addListener(SWT.MouseUp, e -> chosen.run());
        canvas.addListener(SWT.KeyDown, e -> {
            if (e.keyCode == SWT.CR || e.keyCode == SWT.KEYPAD_CR || e.character == ' ') {
                chosen.run();
            }
        });
        canvas.addListener(SWT.Traverse, e -> e.doit = true);
        canvas.setCursor(canvas.getDisplay().getSystemCursor(SWT.CURSOR_HAND));
    }

    private void hover(boolean now) {
        over = now;
        canvas.redraw();
    }

    /** Another title, from any thread. */
    void rename(String name) {
        later(() -> {
            title = name;
            canvas.setData("card", name);
            canvas.redraw();
        });
    }

    /** What stands in a badge beside the title; empty for none. */
    void badge(String text) {
        if (!text.equals(badge)) {
            badge = text;
            canvas.setData("badge", text);
            canvas.setToolTipText(text.isEmpty() ? null : told());
            canvas.redraw();
        }
    }

    /** Shows that a job is at work until it is done; meanwhile nothing comes of clicks. */
    void waitFor(Job running) {
        job = running;
        running.addJobChangeListener(new JobChangeAdapter() {
            @Override
            public void done(IJobChangeEvent event) {
                later(() -> {
                    job = null;
                    canvas.redraw();
                });
            }
        });
        animate();
    }

    private void animate() {
        if (!canvas.isDisposed() && job != null) {
            tick++;
            canvas.redraw();
            canvas.getDisplay().timerExec(TICK, this::animate);
        }
    }

    private void later(Runnable r) {
        Display.getDefault().asyncExec(() -> {
            if (!canvas.isDisposed()) {
                r.run();
            }
        });
    }

    private void paint(GC gc) {
        Rectangle r = canvas.getClientArea();
        boolean dark = GcInk.paletteOn(canvas.getParent().getBackground()).isDark();
        boolean lit = over || canvas.isFocusControl() || job != null;
        gc.setAntialias(SWT.ON);
        gc.setBackground(dark ? lit ? DARK_HOVER : DARK_GROUND : lit ? HOVER : GROUND);
        gc.setForeground(dark ? DARK_EDGE : EDGE);
        gc.fillRoundRectangle(1, 1, r.width - 3, r.height - 3, 12, 12);
        gc.drawRoundRectangle(1, 1, r.width - 3, r.height - 3, 12, 12);
        gc.setFont(bold);
        gc.setForeground(dark ? DARK_INK : INK);
        int line = gc.getFontMetrics().getHeight();
        int width = r.width - 2 * MARGIN - pill(gc, r);
        int cut = gc.textExtent(title).x <= width ? -1 : lastSpace(gc, width);
        int gap = Math.max(2, (r.height - (cut < 0 ? 1 : 2) * line - line * 3 / 4) / 4);
        gc.drawText(fitted(gc, cut < 0 ? title : title.substring(0, cut), width), MARGIN, gap + 2, true);
        if (cut >= 0) {
            gc.drawText(fitted(gc, title.substring(cut + 1), width), MARGIN, gap + 2 + line, true);
        }
        gc.setFont(JFaceResources.getDefaultFont());
        gc.setForeground(dark ? DARK_SOFT : SOFT);
        String below = job == null ? what : Texts.text("start.opening");
        gc.drawText(fitted(gc, below, r.width - 2 * MARGIN), MARGIN, r.height - gap - gc.getFontMetrics().getHeight() - 2, true);
        if (job != null) {
            int length = (r.width - 2 * MARGIN) / 4;
            int way = r.width - 2 * MARGIN - length;
            int at = tick * 12 % (2 * way);
            gc.setBackground(BUSY);
            gc.fillRectangle(MARGIN + (at < way ? at : 2 * way - at), r.height - 7, length, 3);
        }
    }

    /** Draws the badge in the upper right corner, and gives the width that it takes. */
    private int pill(GC gc, Rectangle r) {
        if (badge.isEmpty()) {
            return 0;
        }
        Color ink = gc.getForeground();
        Font font = gc.getFont();
        gc.setFont(JFaceResources.getFontRegistry().getBold(JFaceResources.DEFAULT_FONT));
        // the name has its part of the width, too; what is cut is told by the pointer
        String shown = GcInk.fitted(gc, badge, (int) (PART * (r.width - 2 * MARGIN)) - 2 * PILL);
        Point size = gc.textExtent(shown);
        int width = size.x + 2 * PILL;
        gc.setBackground(ALERT);
        gc.fillRoundRectangle(r.width - MARGIN - width, MARGIN / 2 + 2, width, size.y + 4, size.y + 4, size.y + 4);
        gc.setForeground(ON_ALERT);
        gc.drawText(shown, r.width - MARGIN - width + PILL, MARGIN / 2 + 4, true);
        gc.setForeground(ink);
        gc.setFont(font);
        return width + PILL;
    }

    /** Where the title goes on in a second line; below 0 for nowhere. */
    private int lastSpace(GC gc, int width) {
        int cut = -1;
        for (int i = title.indexOf(' '); i >= 0 && gc.textExtent(title.substring(0, i)).x <= width; i = title.indexOf(' ', i + 1)) {
            cut = i;
        }
        return cut;
    }

    private String told() {
        return title + (badge.isEmpty() ? "" : " \u00b7 " + badge) + '\n' + what;
    }

    /** What is cut is told by the pointer. */
    private String fitted(GC gc, String text, int width) {
        String fitted = GcInk.fitted(gc, text, width);
        if (!fitted.equals(text)) {
            canvas.setToolTipText(told());
        }
        return fitted;
    }
}
