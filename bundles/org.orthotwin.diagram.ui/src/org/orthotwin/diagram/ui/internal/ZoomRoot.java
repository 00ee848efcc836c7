/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import org.eclipse.draw2d.FreeformFigure;
import org.eclipse.draw2d.FreeformLayer;
import org.eclipse.draw2d.FreeformViewport;
import org.eclipse.draw2d.Graphics;
import org.eclipse.draw2d.IFigure;
import org.eclipse.draw2d.SWTGraphics;
import org.eclipse.draw2d.ScalableFreeformLayeredPane;
import org.eclipse.draw2d.Viewport;
import org.eclipse.draw2d.geometry.Rectangle;
import org.eclipse.gef.GraphicalViewer;
import org.eclipse.gef.editparts.ScalableFreeformRootEditPart;
import org.eclipse.gef.editparts.ZoomManager;

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

    /** Shows all of it in the middle, not larger than it is drawn. */
    void showAll(GraphicalViewer viewer) {
        ZoomManager zoom = getZoomManager();
        Viewport port = (Viewport) getFigure();
        Rectangle all = Pictures.area(viewer);
        double room = Math.min((double) port.getClientArea().width / all.width, (double) port.getClientArea().height / all.height);
        zoom.setZoom(Math.max(zoom.getMinZoom(), Math.min(1, room)));
        viewer.flush();
        port.setViewLocation((int) Math.round((all.x + all.width / 2.0) * zoom.getZoom() - port.getClientArea().width / 2.0),
                (int) Math.round((all.y + all.height / 2.0) * zoom.getZoom() - port.getClientArea().height / 2.0));
    }

    @Override
    protected IFigure createFigure() {
        Viewport made = (Viewport) super.createFigure();
        IFigure layers = made.getContents();
        made.setContents(null);
        FreeformViewport port = new CentredViewport();
        port.setContents(layers);
        return port;
    }

    /** Has room enough around what is smaller than it to show it in the middle, and stays where it is while things are moved. */
    private static final class CentredViewport extends FreeformViewport {

        @Override
        protected void readjustScrollBars() {
            if (getContents() instanceof FreeformFigure f) {
                Rectangle port = getClientArea();
                Rectangle all = f.getFreeformExtent().getCopy();
                int x = all.x + (all.width - port.width) / 2;
                int y = all.y + (all.height - port.height) / 2;
                all.union(new Rectangle(x, y, port.width, port.height));
                all.union(new Rectangle(getViewLocation(), port.getSize()));
                f.setFreeformBounds(all);
                getVerticalRangeModel().setAll(all.y, port.height, all.bottom());
                getHorizontalRangeModel().setAll(all.x, port.width, all.right());
            }
        }
    }

    private static final class FeedbackLayer extends FreeformLayer {

        FeedbackLayer() {
            setEnabled(false);
        }
    }
}
