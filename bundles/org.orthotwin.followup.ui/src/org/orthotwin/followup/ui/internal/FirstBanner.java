/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.util.Optional;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
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
        banner = new Composite(area, SWT.NONE);
        GridLayout l = new GridLayout(2, false);
        l.marginWidth = 8;
        l.marginHeight = 2;
        banner.setLayout(l);
        GridData d = new GridData(SWT.FILL, SWT.TOP, true, false);
        d.exclude = true;
        banner.setLayoutData(d);
        banner.setVisible(false);
        Label sign = new Label(banner, SWT.NONE);
        sign.addListener(SWT.Paint, e -> e.gc.drawImage(Display.getCurrent().getSystemImage(SWT.ICON_WARNING), 0, 0, Display.getCurrent()
                .getSystemImage(SWT.ICON_WARNING).getBounds().width, Display.getCurrent().getSystemImage(SWT.ICON_WARNING)
                        .getBounds().height, 0, 0, SIDE, SIDE));
        GridData side = new GridData(SIDE, SIDE);
        side.verticalAlignment = SWT.TOP;
        sign.setLayoutData(side);
        said = new Label(banner, SWT.WRAP);
        said.setData("first", "said");
        GridData words = new GridData(SWT.FILL, SWT.CENTER, true, false);
        // a label asks for the width of its longest line otherwise
        words.widthHint = 100;
        said.setLayoutData(words);
    }

    void show(Optional<String> text) {
        boolean changes = text.isPresent() != banner.getVisible() || text.isPresent() && !text.get().equals(said.getText());
        if (changes) {
            said.setText(text.orElse(""));
            ((GridData) banner.getLayoutData()).exclude = text.isEmpty();
            banner.setVisible(text.isPresent());
            banner.getParent().layout(true, true);
        }
    }
}
