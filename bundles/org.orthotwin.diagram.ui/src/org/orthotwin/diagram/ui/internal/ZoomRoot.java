/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import org.eclipse.draw2d.FreeformLayer;
import org.eclipse.draw2d.Graphics;
import org.eclipse.draw2d.SWTGraphics;
import org.eclipse.draw2d.ScalableFreeformLayeredPane;
import org.eclipse.gef.editparts.ScalableFreeformRootEditPart;

/** A root whose layers are drawn at their scale by the screen itself: lines and letters stay sharp. */
final class ZoomRoot extends ScalableFreeformRootEditPart {

    @Override
    protected ScalableFreeformLayeredPane createScaledLayers() {
        ScalableFreeformLayeredPane layers = new ScalableFreeformLayeredPane() {
            @Override
            protected void paintClientArea(Graphics g) {
                if (getScale() == 1 || !(g instanceof SWTGraphics) || getChildren().isEmpty()) {
                    super.paintClientArea(g);
                    return;
                }
                g.pushState();
                g.scale(getScale());
                paintChildren(g);
                g.popState();
            }
        };
        layers.add(createGridLayer(), GRID_LAYER);
        layers.add(getPrintableLayers(), PRINTABLE_LAYERS);
        layers.add(new FeedbackLayer(), SCALED_FEEDBACK_LAYER);
        return layers;
    }

    private static final class FeedbackLayer extends FreeformLayer {

        FeedbackLayer() {
            setEnabled(false);
        }
    }
}
