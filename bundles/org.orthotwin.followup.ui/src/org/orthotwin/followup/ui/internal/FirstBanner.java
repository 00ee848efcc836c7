/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.util.Optional;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Label;

/** Says over a drawing what is to be done before what it shows; no room where there is nothing to say. */
final class FirstBanner {

    private static final int SIDE = 16;

    private final Composite banner;
    private final Label said;

    /** @param area has a grid of one column */
    FirstBanner(Composite area) {
        banner = Views.banner(area, 8, 2);
        Label sign = new Label(banner, SWT.NONE);
        sign.addListener(SWT.Paint, e -> e.gc.drawImage(Display.getCurrent().getSystemImage(SWT.ICON_WARNING), 0, 0, Display.getCurrent()
                .getSystemImage(SWT.ICON_WARNING).getBounds().width, Display.getCurrent().getSystemImage(SWT.ICON_WARNING)
                        .getBounds().height, 0, 0, SIDE, SIDE));
        GridData side = new GridData(SIDE, SIDE);
        side.verticalAlignment = SWT.TOP;
        sign.setLayoutData(side);
        said = Views.words(banner);
        said.setData("first", "said");
    }

    void show(Optional<String> text) {
        boolean changes = text.isPresent() != banner.getVisible() || text.isPresent() && !text.get().equals(said.getText());
        if (changes) {
            said.setText(text.orElse(""));
            Views.show(banner, text.isPresent());
            banner.getParent().layout(true, true);
        }
    }
}
