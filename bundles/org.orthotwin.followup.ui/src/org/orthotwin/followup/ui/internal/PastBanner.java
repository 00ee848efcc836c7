/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.util.Optional;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Times;

/** Says loudly that an earlier state is looked at, and leads back to the latest; takes no place while the latest is shown. */
final class PastBanner {

    private static final Color BEHIND = new Color(0xFF, 0xD5, 0x4F);
    private static final Color WORDS = new Color(0x20, 0x18, 0x00);

    private final Composite banner;
    private final Label said;
    private Optional<TwinSession> session = Optional.empty();

    /** @param area has a grid of one column */
    PastBanner(Composite area) {
        banner = Views.banner(area, 8, 3);
        banner.setBackground(BEHIND);
        banner.setData("past", "banner");
        said = Views.words(banner);
        said.setBackground(BEHIND);
        said.setForeground(WORDS);
        Button latest = new Button(banner, SWT.PUSH);
        latest.setText(Texts.text("past.latest"));
        latest.setToolTipText(Texts.text("twin.latest.tip"));
        latest.setData("past", "latest");
        latest.addListener(SWT.Selection, e -> session.ifPresent(s -> s.show(Optional.empty())));
    }

    void show(Optional<TwinSession> of) {
        session = of;
        Optional<Reading> past = of.flatMap(TwinSession::reading).filter(r -> !r.isLatest());
        past.ifPresent(r -> said.setText(of.orElseThrow().openAlerts().map(n -> Texts.text("past.alerts", day(r), n)).orElseGet(() -> Texts
                .text("past", day(r)))));
        boolean shown = past.isPresent();
        // a theme has set its own since
        banner.setBackground(BEHIND);
        said.setBackground(BEHIND);
        said.setForeground(WORDS);
        if (shown != banner.getVisible() || shown) {
            Views.show(banner, shown);
            banner.getParent().layout(true, true);
        }
    }

    private static String day(Reading r) {
        return r.state().map(s -> FollowUpResult.day(Times.instant(s.getTime()))).orElse("");
    }
}
