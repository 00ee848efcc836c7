/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.ui.internal;

import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Layout;

/** As many equal cells as there are children, side by side as the room is shaped; or one child alone. */
final class PanesLayout extends Layout {

    private static final int GAP = 2;
    /** From this ratio of width and height on all cells are in one row or column. */
    private static final double WIDE = 2.6;

    private Control alone;

    /** @param child that gets all the room; null for none */
    void alone(Control child) {
        alone = child;
    }

    Control alone() {
        return alone;
    }

    @Override
    protected Point computeSize(Composite composite, int widthHint, int heightHint, boolean flush) {
        return new Point(Math.max(200, widthHint), Math.max(200, heightHint));
    }

    @Override
    protected void layout(Composite composite, boolean flush) {
        Rectangle r = composite.getClientArea();
        Control[] children = composite.getChildren();
        if (alone != null) {
            for (Control c : children) {
                c.setVisible(c == alone);
                c.setBounds(r);
            }
            return;
        }
        int columns = r.width > WIDE * r.height ? children.length : r.height > WIDE * r.width ? 1 : (children.length + 1) / 2;
        int rows = (children.length + columns - 1) / columns;
        for (int i = 0; i < children.length; i++) {
            int x0 = r.x + (r.width + GAP) * (i % columns) / columns;
            int x1 = r.x + (r.width + GAP) * (i % columns + 1) / columns - GAP;
            int y0 = r.y + (r.height + GAP) * (i / columns) / rows;
            int y1 = r.y + (r.height + GAP) * (i / columns + 1) / rows - GAP;
            children[i].setBounds(x0, y0, x1 - x0, y1 - y0);
            children[i].setVisible(true);
        }
    }
}
