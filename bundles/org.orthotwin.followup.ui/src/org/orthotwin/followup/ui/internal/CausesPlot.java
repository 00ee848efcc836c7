/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.util.List;
import java.util.Locale;
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
    private static final double TOP = 28;
    private static final double MARGIN = 14;

    private final FollowUpResult result;
    private final List<CauseComparison.Fit> fits;

    CausesPlot(FollowUpResult result) {
        this.result = result;
        this.fits = result.alerts().getFirst().causes();
    }

    @Override
    public double height(double width) {
        return TOP + fits.size() * ROW + 6;
    }

    private static String name(CauseComparison.Fit f) {
        String s = FollowUpResult.cause(UiLanguage.code(), f.cause());
        return s.substring(0, 1).toUpperCase(Locale.ROOT) + s.substring(1);
    }

    @Override
    public void draw(Ink ink, double width, double height) {
        Ink.Palette p = ink.palette();
        ink.fill(0, 0, width, height, p.ground());
        ink.text(MARGIN, 14, ink.fitted(Texts.text("causes"), width - 2 * MARGIN, true), Ink.Align.START, p.ink(), true);
        double names = Math.min(width / 2, 20 + fits.stream().mapToDouble(f -> ink.width(name(f))).max().orElse(0));
        double numbers = ink.width("> 99.9 %") + 12;
        double room = width - 2 * MARGIN - names - numbers;
        for (int i = 0; i < fits.size(); i++) {
            CauseComparison.Fit f = fits.get(i);
            double y = TOP + (i + 0.5) * ROW;
            boolean none = f.cause().equals(CauseComparison.NONE);
            ink.text(MARGIN, y, ink.fitted(name(f), names - 8), Ink.Align.START, p.ink(), i == 0);
            ink.fill(MARGIN + names, y - 6, room, 12, p.faint());
            ink.fill(MARGIN + names, y - 6, Math.max(1, f.probability() * room), 12, none ? Tint.population() : Tint.observed(p));
            ink.text(width - MARGIN, y, FollowUpResult.chance(f.probability()) + "\u00a0%", Ink.Align.END, p.ink(), false);
        }
    }

    @Override
    public String at(double x, double y) {
        int i = (int) Math.floor((y - TOP) / ROW);
        if (i < 0 || i >= fits.size()) {
            return "";
        }
        CauseComparison.Fit f = fits.get(i);
        return Double.isNaN(f.onset()) ? name(f) : name(f) + '\n' + Texts.text("causes.at",
                FollowUpResult.day(result.followUp()
                .at(f.onset())), Numbers.shortest(f.severity())) + '\n' + Sources.text(UiLanguage.code(), f.source());
    }

    @Override
    public CsvTable csv() {
        CsvTable t = new CsvTable(List.of("cause", "probability", "logEvidence", "onset", "severity"), List.of("", "1", "nat", "s", "1"));
        fits.forEach(f -> t.row(List.of(f.cause(), f.probability(), f.logEvidence(), f.onset(), f.severity())));
        return t;
    }
}
