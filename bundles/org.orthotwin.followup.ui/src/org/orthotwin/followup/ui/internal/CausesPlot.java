/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.orthotwin.core.Numbers;
import org.orthotwin.followup.CauseComparison;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Sources;
import org.orthotwin.simulation.CsvTable;
import org.orthotwin.ui.UiLanguage;
import org.orthotwin.ui.plot.Drawing;
import org.orthotwin.ui.plot.Ink;

/** Which causes fit all observations, as bars of their probabilities. */
final class CausesPlot implements Drawing {

    private static final double ROW = 18;
    private static final double TOP = 26;
    private static final double MARGIN = 2;
    /** What is less probable shares a bar with others like it. */
    private static final double SMALL = 0.02;

    private final FollowUpResult result;
    private final List<CauseComparison.Fit> fits;
    /** How many have a bar of their own. */
    private final int own;

    CausesPlot(FollowUpResult result) {
        this.result = result;
        this.fits = result.fits();
        int large = (int) fits.stream().filter(f -> f.probability() >= SMALL).count();
        this.own = fits.size() - large < 2 ? fits.size() : Math.max(1, large);
    }

    private int rows() {
        return own < fits.size() ? own + 1 : own;
    }

    @Override
    public double height(double width) {
        return TOP + rows() * ROW + 6;
    }

    private static String name(CauseComparison.Fit f) {
        String s = FollowUpResult.cause(UiLanguage.code(), f.cause());
        return s.substring(0, 1).toUpperCase(Locale.ROOT) + s.substring(1);
    }

    private String name(int row) {
        return row < own ? name(fits.get(row)) : Texts.text("causes.others", fits.size() - own);
    }

    private double probability(int row) {
        return row < own ? fits.get(row).probability() : fits.subList(own, fits.size()).stream().mapToDouble(
                CauseComparison.Fit::probability).sum();
    }

    @Override
    public void draw(Ink ink, double width, double height) {
        Ink.Palette p = ink.palette();
        ink.fill(0, 0, width, height, p.ground());
        ink.text(MARGIN, 12, ink.fitted(Texts.text("causes"), width - 2 * MARGIN, true), Ink.Align.START, p.ink(), true);
        double names = Math.min(width / 2, 20 + IntStream.range(0, rows()).mapToDouble(i -> i == 0 ? ink.boldWidth(name(
                i)) : ink.width(name(i))).max().orElse(0));
        double numbers = ink.width("> 99.9 %") + 12;
        double room = width - 2 * MARGIN - names - numbers;
        for (int i = 0; i < rows(); i++) {
            double y = TOP + (i + 0.5) * ROW;
            boolean none = i >= own || fits.get(i).cause().equals(CauseComparison.NONE);
            ink.text(MARGIN, y, ink.fitted(name(i), names - 8, i == 0), Ink.Align.START, p.ink(), i == 0);
            ink.fill(MARGIN + names, y - 6, room, 12, p.faint());
            ink.fill(MARGIN + names, y - 6, Math.max(1, probability(i) * room), 12, none ? Tint.population() : Tint.observed(p));
            ink.text(width - MARGIN, y, chance(probability(i)), Ink.Align.END, p.ink(), false);
        }
    }

    private static String chance(double probability) {
        return Texts.WORDING.said(FollowUpResult.chance(probability)) + "\u00a0%";
    }

    /** More of what is at a place; of what shares a bar each with its part. */
    @Override
    public String at(double x, double y) {
        int i = (int) Math.floor((y - TOP) / ROW);
        if (i < 0 || i >= rows()) {
            return "";
        }
        if (i == own) {
            return String.join("\n", fits.subList(own, fits.size()).stream().map(f -> name(f) + "  " + chance(f.probability())).toList());
        }
        CauseComparison.Fit f = fits.get(i);
        return Double.isNaN(f.onset()) ? name(f) : name(f) + '\n' + Texts.WORDING.said(Texts.text("causes.at", FollowUpResult.day(result
                .followUp().at(f.onset())), Numbers.shortest(f.severity()))) + '\n' + Sources.text(UiLanguage.code(), f.source());
    }

    @Override
    public CsvTable csv() {
        CsvTable t = new CsvTable(List.of("cause", "probability", "logEvidence", "onset", "severity"), List.of("", "1", "nat", "s", "1"));
        fits.forEach(f -> t.row(List.of(f.cause(), f.probability(), f.logEvidence(), f.onset(), f.severity())));
        return t;
    }
}
