/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.scene.ui.internal;

import org.eclipse.swt.widgets.Control;
import org.orthotwin.render.Image;

/** Puts pictures on the screen. All methods are called in the user interface's thread. */
public interface Painter {

    /** The widget that shows the pictures. */
    Control control();

    /**
     * Asks for a picture; it comes when the system asks to paint, and the better the longer nothing changes.
     *
     * @param moving whether another one will follow at once
     */
    void show(Picture picture, boolean moving);

    /** A picture of any size (pixels), as good as the painter can make it. */
    Image image(Picture picture, int width, int height, double scale);

    /** Whether nothing was painted yet. */
    boolean blank();

    /** Whether the widget's native window has gone, so that a new painter is needed. */
    boolean stale();

    /** What draws, for people. */
    String words();

    /** Frees everything and disposes of the widget. */
    void dispose();

    /** Pixels of the screen for each point of SWT in a widget. */
    static double scale(Control c) {
        return Math.max(1, c.getMonitor().getZoom() / 100.0);
    }
}
