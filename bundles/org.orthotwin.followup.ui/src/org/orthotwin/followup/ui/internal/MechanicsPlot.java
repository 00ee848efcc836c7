/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Unit;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.MechanicalModel;
import org.orthotwin.simulation.CsvTable;
import org.orthotwin.ui.plot.Drawing;
import org.orthotwin.ui.plot.Ink;
import org.orthotwin.ui.plot.Legend;

/** What a patient has taught of a case: each of its inputs, and each measurement that its solvers take, before and now. */
final class MechanicsPlot implements Drawing {

    private static final double ROW = 24;
    /** Where names and numbers have a line of their own above the bars, and up to which width of the drawing they do. */
    private static final double TWO_LINES = 40;
    private static final double NARROW = 760;
    private static final double HEAD = 58;
    private static final double GAP = 30;
    private static final double MARGIN = 16;
    private static final double NUMBERS = 150;
    /** Bars want as much room at least; names are cut first. */
    private static final double BARS = 160;

    private final FollowUp.Mechanical mechanical;
    private final List<Row> inputs = new ArrayList<>();
    private final List<Row> measurements = new ArrayList<>();
    private final List<Row> drawn = new ArrayList<>();
    private final List<Double> tops = new ArrayList<>();
    private double high = ROW;

    /**
     * A line of the drawing, SI.
     *
     * @param before lower end of 95 %, middle and upper end
     * @param now the same
     * @param more what is said of it besides
     */
    private record Row(String id, String name, Unit unit, double[] before, double[] now, String more) {
    }

    MechanicsPlot(FollowUp.Mechanical mechanical) {
        this.mechanical = mechanical;
        for (int i = 0; i < mechanical.model().inputs().size(); i++) {
            MechanicalModel.Input in = mechanical.model().inputs().get(i);
            inputs.add(new Row(in.path(), in.element().getLabel(), in.shown(), in.band(mechanical.before(), i),
                    in.band(mechanical.now(), i), Texts.text("parameters.told", Texts.WORDING.told(mechanical.word(i)),
                            Numbers.fixed(100 * mechanical.observed(i), 0)) + '\n' + Texts.text("mechanics.known",
                                    in.element().getDistribution(), String.valueOf(in.element().getSource()))));
        }
        for (MechanicalModel.Told t : mechanical.told()) {
            measurements.add(new Row(t.element().getMeasurement(), Texts.WORDING.measurement(t.element().getMeasurement()), t.unit(),
                    MechanicalModel.Told.band(t.before()), MechanicalModel.Told.band(t.now()), Texts.text("mechanics.surrogate",
                            Texts.given(t.unit(), t.surrogate())) + '\n' + Texts.text("mechanics.left-out", Texts.given(t.unit(), t
                                    .leftOut()), t.runs()) + t.believed().map(b -> '\n' + Texts.text(t.isApart() ? "mechanics.apart"
                                            : "mechanics.believed", Texts.pair(t.unit(), b.value(), b.deviation()), FanPlots.signed(b
                                                    .z()))).orElse("")));
        }
    }

    private static double row(double width) {
        return width < NARROW ? TWO_LINES : ROW;
    }

    @Override
    public double height(double width) {
        return HEAD + (inputs.size() + measurements.size()) * row(width) + GAP + MARGIN;
    }

    @Override
    public void draw(Ink ink, double width, double height) {
        Ink.Palette p = ink.palette();
        ink.fill(0, 0, width, height, p.ground());
        drawn.clear();
        tops.clear();
        high = row(width);
        ink.text(MARGIN, 14, ink.fitted(Texts.text("mechanics.of", scenario(), mechanical.model().runs()),
                width - 2 * MARGIN, true), Ink.Align.START, p.ink(), true);
        double x = Legend.box(ink, MARGIN, 36, Tint.band(p, 1), Texts.text("parameters.after"));
        Legend.box(ink, x, 36, Tint.populationBand(p, 1), Texts.text("parameters.before"));
        double names = Math.min(Math.max(80, width - NUMBERS - BARS - 2 * MARGIN), 8 + Stream.concat(inputs.stream(),
                measurements.stream()).mapToDouble(r -> ink.width(r.name)).max().orElse(0));
        double y = HEAD;
        for (Row r : inputs) {
            row(ink, r, y, names, width);
            y += high;
        }
        ink.text(MARGIN, y + GAP / 2, ink.fitted(Texts.text("mechanics.measurements"), width - 2 * MARGIN, true), Ink.Align.START, p.ink(),
                true);
        y += GAP;
        for (Row r : measurements) {
            row(ink, r, y, names, width);
            y += high;
        }
    }

    /** The file's name, without where it is. */
    private String scenario() {
        String path = mechanical.model().element().getScenario();
        return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    }

    private void row(Ink ink, Row r, double top, double names, double width) {
        Ink.Palette p = ink.palette();
        drawn.add(r);
        tops.add(top);
        boolean narrow = width < NARROW;
        double y = top + (narrow ? TWO_LINES - 14 : ROW / 2);
        double left = narrow ? MARGIN : MARGIN + names;
        double room = narrow ? width - 2 * MARGIN : Math.max(20, width - left - NUMBERS - MARGIN);
        double low = Math.min(r.before[0], r.now[0]);
        double high = Math.max(r.before[2], r.now[2]);
        double span = high > low ? high - low : Math.max(1e-300, Math.abs(high));
        DoubleUnaryOperator at = v -> left + room * (0.03 + 0.94 * (v - low) / span);
        ink.line(left, y, left + room, y, p.faint(), 1, false);
        bar(ink, at, r.before, y, 8, Tint.populationBand(p, 1), Tint.population());
        bar(ink, at, r.now, y, 5, Tint.band(p, 1), Tint.twin(p));
        if (narrow) {
            String number = number(r, r.now);
            ink.text(width - MARGIN, top + 8, number, Ink.Align.END, p.ink(), true);
            ink.text(MARGIN, top + 8, ink.fitted(r.name, room - ink.boldWidth(number) - 12), Ink.Align.START, p.ink(), false);
        } else {
            ink.text(MARGIN, y, ink.fitted(r.name, names - 8), Ink.Align.START, p.ink(), false);
            ink.text(left + room + 10, y, ink.fitted(number(r, r.now), NUMBERS - 10, true), Ink.Align.START, p.ink(), true);
        }
    }

    private static void bar(Ink ink, DoubleUnaryOperator at, double[] band, double y, double half, int fill, int middle) {
        double from = at.applyAsDouble(band[0]);
        ink.fill(from, y - half, Math.max(1.5, at.applyAsDouble(band[2]) - from), 2 * half, fill);
        double x = at.applyAsDouble(band[1]);
        ink.line(x, y - half - 1, x, y + half + 1, middle, 2, false);
    }

    /** The middle and half the width of the band. */
    private static String number(Row r, double[] band) {
        return Texts.pair(r.unit, band[1], (band[2] - band[0]) / 2);
    }

    @Override
    public String at(double x, double y) {
        for (int i = 0; i < drawn.size(); i++) {
            if (y >= tops.get(i) && y < tops.get(i) + high) {
                Row r = drawn.get(i);
                return r.name + '\n' + Texts.text("parameters.at.before", interval(r, r.before)) + '\n'
                        + Texts.text("parameters.at.after", interval(r, r.now)) + '\n' + r.more;
            }
        }
        return "";
    }

    private static String interval(Row r, double[] band) {
        return Texts.text("mechanics.interval", Texts.given(r.unit, band[1]), Texts.given(r.unit, band[0]),
                Texts.given(r.unit, band[2]));
    }

    @Override
    public CsvTable csv() {
        CsvTable t = new CsvTable(List.of("id", "unit", "before.lower", "before", "before.upper", "now.lower", "now", "now.upper"),
                List.of("", "", "see unit", "see unit", "see unit", "see unit", "see unit", "see unit"));
        Stream.concat(inputs.stream(), measurements.stream()).forEach(r -> t.row(List.of(r.id, r.unit.symbol(),
                r.unit.fromSi(r.before[0]), r.unit.fromSi(r.before[1]), r.unit.fromSi(r.before[2]), r.unit.fromSi(r.now[0]),
                r.unit.fromSi(r.now[1]), r.unit.fromSi(r.now[2]))));
        return t;
    }
}
