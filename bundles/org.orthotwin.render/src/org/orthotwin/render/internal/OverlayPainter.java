/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.render.internal;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

import org.orthotwin.geometry.Vec3;
import org.orthotwin.render.Camera;
import org.orthotwin.render.Overlay;
import org.orthotwin.render.Pen;
import org.orthotwin.render.RenderOptions;
import org.orthotwin.render.Scene;

/** Writes the labels of a scene and the overlays of a picture on it. */
public final class OverlayPainter {

    /** Dark and light: ink and paper, or the other way about. */
    private static final int DARK = 0x1B2733;
    private static final int LIGHT = 0xFFFFFF;
    /** Of a text's own colour that is left on a dark ground, where it becomes paler. */
    private static final double PART = 0.45;
    private static final double WEIGHT = 0.125;
    private static final double BOLD = 0.17;
    /** Share of an axis that must lie along an edge's direction for its letter to be written there. */
    private static final double ALONG = 0.5;

    private final Pen pen;
    private final Camera camera;
    private final RenderOptions options;
    private final double u;
    private final double margin;
    private final int ink;
    private final int paper;
    private final List<double[]> taken = new ArrayList<>();

    private OverlayPainter(Pen pen, Camera camera, RenderOptions options) {
        this.pen = pen;
        this.camera = camera;
        this.options = options;
        this.u = options.uiScale();
        this.margin = 14 * u;
        this.ink = options.isOnDark() ? LIGHT : DARK;
        this.paper = options.isOnDark() ? DARK : LIGHT;
    }

    public static void paint(Pen pen, Scene scene, Camera camera, RenderOptions options) {
        OverlayPainter p = new OverlayPainter(pen, camera, options);
        for (Scene.Item item : scene.items()) {
            if (item instanceof Scene.Label label) {
                p.label(label);
            }
        }
        double right = p.margin;
        for (Overlay o : options.overlays()) {
            switch (o) {
                case Overlay.ScaleBar bar -> p.scaleBar();
                case Overlay.OrientationLetters letters -> p.orientation(letters);
                case Overlay.Caption caption -> p.caption(caption.text());
                case Overlay.ColorBar bar -> p.colorBar(bar);
                case Overlay.Legend legend -> right = p.legend(legend, right);
            }
        }
    }

    /** A label beside its point, at the first of eight places that no earlier one covers. */
    private void label(Scene.Label label) {
        double[] at = Frame.pixel(camera, options, label.anchor());
        if (at == null || label.text().isEmpty() || at[0] < 0 || at[1] < 0 || at[0] > options.width() || at[1] > options.height()) {
            return;
        }
        double cap = label.size() * u;
        double w = textWidth(label.text(), cap);
        double gap = 0.7 * cap;
        double[][] places = {{gap, -gap}, {gap, cap + gap}, {-gap - w, -gap}, {-gap - w, cap + gap}, {1.6 * gap, 0.5 * cap},
            {-1.6 * gap - w, 0.5 * cap}, {-0.5 * w, -1.6 * gap}, {-0.5 * w, cap + 1.6 * gap}};
        double[] best = null;
        double least = Double.MAX_VALUE;
        for (double[] q : places) {
            double[] box = {at[0] + q[0] - 0.2 * cap, at[1] + q[1] - 1.2 * cap, at[0] + q[0] + w + 0.2 * cap, at[1] + q[1] + 0.3 * cap};
            double covered = Math.max(0, -box[0]) + Math.max(0, -box[1]) + Math.max(0, box[2] - options.width())
                    + Math.max(0, box[3] - options.height());
            covered *= cap;
            for (double[] t : taken) {
                covered += Math.max(0, Math.min(box[2], t[2]) - Math.max(box[0], t[0]))
                        * Math.max(0, Math.min(box[3], t[3]) - Math.max(box[1], t[1]));
            }
            if (covered < least) {
                least = covered;
                best = box;
            }
        }
        taken.add(best);
        text(label.text(), best[0] + 0.2 * cap, best[3] - 0.3 * cap, cap, options.isOnDark() ? pale(label.color()) : label.color(), WEIGHT);
    }

    private static int pale(int rgb) {
        int mixed = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            mixed |= (int) Math.round(PART * (rgb >> shift & 0xFF) + (1 - PART) * 0xFF) << shift;
        }
        return mixed;
    }

    private void scaleBar() {
        double perMm = options.height() / (camera.height() * 1000.0);
        double most = 0.22 * options.width() / perMm;
        BigDecimal mm = round(most);
        double length = mm.doubleValue() * perMm;
        double x = margin;
        double y = options.height() - margin;
        double cap = 9 * u;
        double[] bar = {x, y, x + length, y, x, y - 5 * u, x, y, x + length, y - 5 * u, x + length, y};
        pen.strokes(bar, 1.6 * u + 3 * u, paper, 0.8);
        pen.strokes(bar, 1.6 * u, ink, 1);
        String text = mm.toPlainString() + " mm";
        text(text, x + 0.5 * (length - textWidth(text, cap)), y - 6 * u, cap, ink, WEIGHT);
    }

    /** The largest 1, 2 or 5 times a power of ten that is not above {@code most}. */
    private static BigDecimal round(double most) {
        BigDecimal best = new BigDecimal("1E-9");
        for (int e = -9; e < 12; e++) {
            for (int m : new int[] {1, 2, 5}) {
                BigDecimal v = BigDecimal.valueOf(m).scaleByPowerOfTen(e);
                if (v.doubleValue() <= most) {
                    best = v;
                }
            }
        }
        return best;
    }

    private void orientation(Overlay.OrientationLetters o) {
        double cap = 12 * u;
        String right = letters(o, camera.right());
        String left = letters(o, camera.right().negate());
        String up = letters(o, camera.up());
        String down = letters(o, camera.up().negate());
        double cy = 0.5 * options.height() + 0.5 * cap;
        double cx = 0.5 * options.width();
        text(right, options.width() - margin - textWidth(right, cap), cy, cap, ink, BOLD);
        text(left, margin, cy, cap, ink, BOLD);
        text(up, cx - 0.5 * textWidth(up, cap), margin + cap, cap, ink, BOLD);
        text(down, cx - 0.5 * textWidth(down, cap), options.height() - margin, cap, ink, BOLD);
    }

    private static String letters(Overlay.OrientationLetters o, Vec3 direction) {
        // Letters stand for +x -x +y -y -z +z of the frame.
        int best = 0;
        double most = -1;
        for (int i = 0; i < 6; i++) {
            double along = o.frame().axis(i / 2).dot(direction) * (i == 0 || i == 2 || i == 5 ? 1 : -1);
            if (along > most) {
                most = along;
                best = i;
            }
        }
        return most >= ALONG ? o.letters().get(best) : "";
    }

    private void caption(String text) {
        double cap = 11 * u;
        double y = margin + cap;
        for (String line : text.split("\n")) {
            text(line, margin, y, cap, ink, WEIGHT);
            y += cap * StrokeFont.LINE / StrokeFont.CAP_HEIGHT;
        }
    }

    private double legend(Overlay.Legend legend, double top) {
        double cap = 9 * u;
        double row = cap * 1.75;
        double w = 0;
        for (Overlay.Legend.Entry e : legend.entries()) {
            w = Math.max(w, textWidth(e.text(), cap));
        }
        double x = options.width() - margin - w - 1.9 * cap;
        double y = top;
        for (Overlay.Legend.Entry e : legend.entries()) {
            pen.fill(x - 0.14 * cap, y - 0.14 * cap, 1.28 * cap, 1.28 * cap, paper, 0.85);
            pen.fill(x - 0.06 * cap, y - 0.06 * cap, 1.12 * cap, 1.12 * cap, ink, 0.7);
            pen.fill(x, y, cap, cap, e.color(), 1);
            text(e.text(), x + 1.7 * cap, y + cap, cap, ink, WEIGHT);
            y += row;
        }
        return y;
    }

    private void colorBar(Overlay.ColorBar bar) {
        double cap = 9 * u;
        double h = 0.5 * options.height();
        double w = 13 * u;
        BigDecimal step = round((bar.max() - bar.min()) / 3.2);
        List<BigDecimal> ticks = new ArrayList<>();
        double widest = 0;
        int digits = Math.max(0, step.stripTrailingZeros().scale());
        BigDecimal t = BigDecimal.valueOf(bar.min()).divide(step, 0, RoundingMode.CEILING).multiply(step);
        for (; t.doubleValue() <= bar.max() + 1e-9 * (bar.max() - bar.min()); t = t.add(step)) {
            ticks.add(t);
            widest = Math.max(widest, textWidth(number(t, digits), cap));
        }
        // The letter of the right edge stands at the middle of the bar's height.
        boolean letters = options.overlays().stream().anyMatch(Overlay.OrientationLetters.class::isInstance);
        double x = options.width() - margin - widest - 0.9 * cap - w - (letters ? 2.2 * cap : 0);
        double y = 0.5 * (options.height() - h) + cap;
        pen.fill(x - 2 * u, y - 2 * u, w + 4 * u, h + 4 * u, paper, 0.85);
        pen.fill(x - 0.8 * u, y - 0.8 * u, w + 1.6 * u, h + 1.6 * u, ink, 0.75);
        int rows = (int) Math.ceil(h);
        for (int i = 0; i < rows; i++) {
            double part = Math.min(1, h - i);
            pen.fill(x, y + i, w, part, bar.map().color(1 - (i + 0.5) / h), 1);
        }
        for (BigDecimal v : ticks) {
            double ty = y + h * (1 - (v.doubleValue() - bar.min()) / (bar.max() - bar.min()));
            pen.strokes(new double[] {x + w, ty, x + w + 0.35 * cap, ty}, 1.1 * u, ink, 1);
            text(number(v, digits), x + w + 0.8 * cap, ty + 0.5 * cap, cap, ink, WEIGHT);
        }
        String title = bar.unit().isEmpty() ? bar.title() : bar.title().isEmpty() ? bar.unit() : bar.title() + " (" + bar.unit() + ")";
        double tw = textWidth(title, cap);
        text(title, Math.min(x, options.width() - margin - tw), y - 1.1 * cap, cap, ink, WEIGHT);
    }

    private static String number(BigDecimal v, int digits) {
        return v.setScale(digits, RoundingMode.HALF_EVEN).toPlainString().replace('-', '\u2212');
    }

    /**
     * One line of text with a halo.
     *
     * @param x left end
     * @param y base line
     * @param cap height of a capital
     */
    private void text(String text, double x, double y, double cap, int color, double weight) {
        double k = cap / StrokeFont.CAP_HEIGHT;
        double[] s = StrokeFont.outline(text);
        for (int i = 0; i < s.length; i += 2) {
            s[i] = x + k * s[i];
            s[i + 1] = y - k * s[i + 1];
        }
        double width = Math.max(1, weight * cap);
        pen.strokes(s, width + 0.34 * cap, paper, 0.82);
        pen.strokes(s, width, color, 1);
    }

    private static double textWidth(String text, double cap) {
        return StrokeFont.width(text) * cap / StrokeFont.CAP_HEIGHT;
    }
}
