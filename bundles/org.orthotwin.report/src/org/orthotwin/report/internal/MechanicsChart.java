/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import org.orthotwin.core.Unit;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.MechanicalModel;

/** What a patient has taught of a case: each input and each measurement with its 95 % band before and now. */
final class MechanicsChart {

    private static final String BEFORE = "#dfe5ea";
    private static final String NOW = "#79aec4";
    private static final double WIDTH = 960;
    private static final double LEFT = 330;
    private static final double PLOT = 330;
    private static final double ROW = 27;
    private static final double TOP = 10;

    private final Words w;

    /**
     * A line of the drawing, in the unit that is shown.
     *
     * @param before lower end, middle and upper end
     * @param now the same
     */
    private record Row(String name, Unit unit, double[] before, double[] now, String told) {
    }

    MechanicsChart(Words words) {
        this.w = words;
    }

    void inputs(Html h, FollowUp.Mechanical m) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < m.model().inputs().size(); i++) {
            MechanicalModel.Input in = m.model().inputs().get(i);
            Unit u = in.shown();
            rows.add(new Row(in.element().getLabel(), u, shown(u, in.band(m.before(), i)), shown(u, in.band(m.now(), i)),
                    w.text("follow.told." + m.word(i).id())));
        }
        draw(h, rows, w.text("follow.mechanics.inputs"));
    }

    void measurements(Html h, FollowUp.Mechanical m) {
        List<Row> rows = new ArrayList<>();
        for (MechanicalModel.Told t : m.told()) {
            rows.add(new Row(w.measurement(t.element().getMeasurement()), t.unit(), shown(t.unit(), MechanicalModel.Told.band(t.before())),
                    shown(t.unit(), MechanicalModel.Told.band(t.now())),
                    ""));
        }
        draw(h, rows, w.text("follow.mechanics.measurements"));
    }

    private static double[] shown(Unit u, double[] band) {
        return Arrays.stream(band).map(u::fromSi).toArray();
    }

    private void draw(Html h, List<Row> rows, String title) {
        double height = TOP + ROW * rows.size() + 30;
        Svg.open(h, WIDTH, height, title).line();
        for (int i = 0; i < rows.size(); i++) {
            Row r = rows.get(i);
            double y = TOP + ROW * i + ROW / 2;
            double low = Math.min(r.before[0], r.now[0]);
            double high = Math.max(r.before[2], r.now[2]);
            double span = high > low ? high - low : Math.max(1e-9, Math.abs(high));
            DoubleUnaryOperator x = v -> LEFT + PLOT * (0.04 + 0.92 * (v - low) / span);
            Svg.rect(h, LEFT, y - 1, PLOT, 2, "#eef1f4", null);
            bar(h, x, r.before, y, 9, BEFORE, Svg.MUTED);
            bar(h, x, r.now, y, 5, NOW, Svg.SERIES.get(0));
            Svg.text(h, LEFT - 10, y + 4, r.name, "end", "label");
            Svg.text(h, LEFT + PLOT + 10, y + 4, told(r), "start", "value");
            Svg.text(h, LEFT + PLOT + 250, y + 4, r.told, "start", "small muted");
            h.line();
        }
        double y = height - 8;
        Svg.rect(h, LEFT, y - 10, 18, 12, BEFORE, null);
        Svg.text(h, LEFT + 24, y, w.text("follow.mechanics.before"), "start", "small");
        Svg.rect(h, LEFT + 150, y - 9, 18, 10, NOW, null);
        Svg.text(h, LEFT + 174, y, w.text("follow.mechanics.now"), "start", "small");
        h.closeLine();
    }

    private static void bar(Html h, DoubleUnaryOperator x, double[] band, double y, double half, String fill, String middle) {
        double from = x.applyAsDouble(band[0]);
        Svg.rect(h, from, y - half, Math.max(1.5, x.applyAsDouble(band[2]) - from), 2 * half, fill, null);
        double at = x.applyAsDouble(band[1]);
        Svg.line(h, at, y - half - 2, at, y + half + 2, middle, 2, null);
    }

    /** The middle with the half width of its band, in as many digits as that allows; both ends where they are not equally far. */
    private String told(Row r) {
        double half = (r.now[2] - r.now[0]) / 2;
        boolean plain = half > 1e-3 && Math.abs(r.now[1]) < 1e5;
        int digits = half > 0 ? Math.clamp(1 - (int) Math.floor(Math.log10(half)), 0, 6) : 2;
        String format = plain ? "%." + digits + "f" : "%.3g";
        boolean even = Math.abs(r.now[2] + r.now[0] - 2 * r.now[1]) < 0.1 * half;
        String number = even ? String.format(Locale.ROOT, format + " \u00b1 " + format, r.now[1], half)
                : String.format(Locale.ROOT, format + " (" + format + " \u2013 " + format + ")", r.now[1], r.now[0], r.now[2]);
        return w.number(Digits.with(number, r.unit));
    }
}
