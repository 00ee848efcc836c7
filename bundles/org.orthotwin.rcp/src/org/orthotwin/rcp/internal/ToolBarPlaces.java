/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.rcp.internal;

import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.CTabFolder;
import org.eclipse.swt.custom.CTabItem;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Listener;

/**
 * Keeps the tool bars of views off what the views show. A tab folder places a tool bar beside its tabs or, where that is too narrow, in a
 * line of its own above the view. When a perspective comes back it lays out the view by where the bar would be now, but leaves the bar
 * where it was while its tabs had other widths, so that the bar lies over the first line of the view until the window changes its size.
 */
final class ToolBarPlaces implements Listener {

    private ToolBarPlaces() {
    }

    static void keep(Display display) {
        Listener l = new ToolBarPlaces();
        display.addFilter(SWT.Resize, l);
        display.addFilter(SWT.Move, l);
        display.addFilter(SWT.Show, l);
    }

    @Override
    public void handleEvent(Event e) {
        if (e.widget instanceof Control c && c.getParent() instanceof CTabFolder f && f.getTopRight() != null && over(f)) {
            // not before the folder has done by itself what it may still have to do
            e.display.asyncExec(() -> {
                if (!f.isDisposed() && over(f)) {
                    f.notifyListeners(SWT.Resize, new Event());
                    f.layout();
                }
            });
        }
    }

    private static boolean over(CTabFolder f) {
        Control bar = f.getTopRight();
        CTabItem shown = f.getSelection();
        return bar != null && bar.getVisible() && shown != null && shown.getControl() != null && shown.getControl().getBounds()
                .intersects(bar.getBounds());
    }
}
