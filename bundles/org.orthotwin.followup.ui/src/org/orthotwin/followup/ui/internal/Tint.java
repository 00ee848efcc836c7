/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import org.orthotwin.followup.Alert;
import org.orthotwin.followup.AlertLog;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.ui.plot.Ink;

/** The colours of a follow-up, the same in all of its drawings; they differ in lightness, too. */
final class Tint {

    /** Half widths of the bands that are drawn, in standard deviations: 95, 80 and 50 %, as in the report. */
    static final double[] BANDS = {FollowUp.WIDTH_95, 1.281551565544601, 0.6744897501960817};
    private static final double[] TWIN_BANDS = {0.22, 0.38, 0.58};
    private static final double[] POPULATION_BANDS = {0.12, 0.2, 0.3};

    private static final int TWIN = 0x3A86B8;
    private static final int TWIN_DARK = 0x5FAEDD;
    private static final int ALTERNATIVE = 0x3F7D3A;
    private static final int ALTERNATIVE_DARK = 0x8CCB7F;
    private static final int POPULATION = 0x7F8A94;
    private static final int OBSERVED = 0xB3261E;
    private static final int OBSERVED_DARK = 0xFF8B7E;
    private static final int AT_RISK = 0xC8641B;
    private static final int AT_RISK_DARK = 0xF0A45D;
    /** How much of a colour is left of what is no longer to be looked at. */
    private static final double DONE = 0.4;

    private Tint() {
    }

    static int twin(Ink.Palette p) {
        return p.isDark() ? TWIN_DARK : TWIN;
    }

    /** What would come of what might be done. */
    static int alternative(Ink.Palette p) {
        return p.isDark() ? ALTERNATIVE_DARK : ALTERNATIVE;
    }

    static int alternativeBand(Ink.Palette p) {
        return p.over(alternative(p), 0.30);
    }

    static int population() {
        return POPULATION;
    }

    /** What was observed, and what is beyond a limit. */
    static int observed(Ink.Palette p) {
        return p.isDark() ? OBSERVED_DARK : OBSERVED;
    }

    static int level(Ink.Palette p, String level) {
        boolean grave = Alert.LEVELS.indexOf(level) < Alert.LEVELS.indexOf("at-risk");
        return !grave ? p.isDark() ? AT_RISK_DARK : AT_RISK : observed(p);
    }

    static int alert(Ink.Palette p, Alert a, AlertLog.Status status) {
        return p.over(level(p, a.level()), status == AlertLog.Status.OPEN ? 1 : DONE);
    }

    /** Fill of a band of the twin; the wider one first. */
    static int band(Ink.Palette p, int k) {
        return p.over(twin(p), TWIN_BANDS[k]);
    }

    /** Fill of a band of the population. */
    static int populationBand(Ink.Palette p, int k) {
        return p.over(POPULATION, POPULATION_BANDS[k]);
    }
}
