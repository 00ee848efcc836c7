/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import org.orthotwin.core.MessageCatalog;
import org.orthotwin.core.Unit;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.report.Wording;
import org.orthotwin.ui.UiLanguage;

/** The texts of this bundle, in the language that the workbench was started in. */
final class Texts {

    static final MessageCatalog CATALOG = new MessageCatalog(Texts.class);
    /** The words of the reports. */
    static final Wording WORDING = new Wording(UiLanguage.code());

    private Texts() {
    }

    static String text(String key, Object... args) {
        return CATALOG.text(UiLanguage.code(), key, args);
    }

    // ---- numbers as the language has them

    /** A value in SI with its unit and as many digits as mean something. */
    static String value(Unit unit, double si) {
        return WORDING.said(Wording.value(unit, si));
    }

    /** An observed value or a limit in SI with its unit, as somebody wrote it. */
    static String given(Unit unit, double si) {
        return WORDING.said(Wording.given(unit, si));
    }

    /** A value in SI with its standard deviation and unit. */
    static String pair(Unit unit, double si, double deviation) {
        return WORDING.said(Wording.pair(unit, si, deviation));
    }

    /** A number without a unit, as beside an axis. */
    static String axis(double shown) {
        return WORDING.said(Wording.axis(shown));
    }

    /** A probability, without the sign. */
    static String percent(double p) {
        return WORDING.said(FollowUpResult.percent(p));
    }
}
