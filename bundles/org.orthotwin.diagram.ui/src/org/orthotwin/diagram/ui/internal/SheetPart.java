/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.draw2d.ConnectionLayer;
import org.eclipse.draw2d.Figure;
import org.eclipse.draw2d.FreeformLayer;
import org.eclipse.draw2d.FreeformLayout;
import org.eclipse.draw2d.IFigure;
import org.eclipse.draw2d.MarginBorder;
import org.eclipse.draw2d.geometry.Dimension;
import org.eclipse.draw2d.geometry.Rectangle;
import org.eclipse.gef.ConnectionEditPart;
import org.eclipse.gef.EditPart;
import org.eclipse.gef.EditPolicy;
import org.eclipse.gef.LayerConstants;
import org.eclipse.gef.editparts.AbstractGraphicalEditPart;
import org.eclipse.gef.editpolicies.RootComponentEditPolicy;

/** The ground on which nodes lie. */
final class SheetPart extends AbstractGraphicalEditPart {

    private static final int MARGIN = 24;

    private LegendFigure legend;

    Sheet sheet() {
        return (Sheet) getModel();
    }

    @Override
    protected IFigure createFigure() {
        Figure f = new FreeformLayer();
        f.setLayoutManager(new FreeformLayout());
        f.setBorder(new MarginBorder(MARGIN));
        legend = new LegendFigure(sheet());
        f.add(legend);
        ConnectionLayer links = (ConnectionLayer) getLayer(LayerConstants.CONNECTION_LAYER);
        links.setConnectionRouter(new BowRouter());
        return f;
    }

    @Override
    protected void createEditPolicies() {
        installEditPolicy(EditPolicy.COMPONENT_ROLE, new RootComponentEditPolicy());
        installEditPolicy(EditPolicy.LAYOUT_ROLE, new ArrangePolicy());
    }

    @Override
    protected List<Graph.Node> getModelChildren() {
        return sheet().graph().nodes();
    }

    /** The legend lies before the nodes, which are counted without it. */
    @Override
    protected void addChildVisual(EditPart child, int index) {
        getContentPane().add(((AbstractGraphicalEditPart) child).getFigure(), index + 1);
    }

    @Override
    public void refresh() {
        super.refresh();
        for (Object c : getChildren()) {
            ((NodePart) c).refresh();
        }
        arrange();
        for (Object c : getChildren()) {
            for (Object l : ((NodePart) c).getSourceConnections()) {
                ((ConnectionEditPart) l).refresh();
            }
        }
    }

    /** The sizes that the nodes want. */
    Map<Graph.Node, Arranger.Size> sizes() {
        Map<Graph.Node, Arranger.Size> sizes = new LinkedHashMap<>();
        for (Object c : getChildren()) {
            Dimension d = ((NodePart) c).getFigure().getPreferredSize();
            sizes.put(((NodePart) c).node(), new Arranger.Size(d.width, d.height));
        }
        return sizes;
    }

    private void arrange() {
        Map<Graph.Node, Arranger.Size> sizes = sizes();
        Map<Graph.Node, Arrangement.At> places = sheet().arrange(sizes);
        int left = Integer.MAX_VALUE;
        int bottom = 0;
        for (Object c : getChildren()) {
            NodePart part = (NodePart) c;
            Arrangement.At at = places.get(part.node());
            setLayoutConstraint(part, part.getFigure(), new Rectangle(at.x(), at.y(), -1, -1));
            left = Math.min(left, at.x());
            bottom = Math.max(bottom, at.y() + (int) sizes.get(part.node()).height());
        }
        legend.refresh();
        legend.setVisible(!getChildren().isEmpty());
        getContentPane().setConstraint(legend, new Rectangle(getChildren().isEmpty() ? 0 : left, bottom + 2 * MARGIN, -1, -1));
    }
}
