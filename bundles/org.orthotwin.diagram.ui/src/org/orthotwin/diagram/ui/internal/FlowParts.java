/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.draw2d.AbstractConnectionAnchor;
import org.eclipse.draw2d.AbstractRouter;
import org.eclipse.draw2d.Connection;
import org.eclipse.draw2d.ConnectionAnchor;
import org.eclipse.draw2d.ConnectionLayer;
import org.eclipse.draw2d.Figure;
import org.eclipse.draw2d.FreeformLayer;
import org.eclipse.draw2d.FreeformLayout;
import org.eclipse.draw2d.IFigure;
import org.eclipse.draw2d.Label;
import org.eclipse.draw2d.MarginBorder;
import org.eclipse.draw2d.geometry.Point;
import org.eclipse.draw2d.geometry.PointList;
import org.eclipse.draw2d.geometry.Rectangle;
import org.eclipse.gef.ConnectionEditPart;
import org.eclipse.gef.EditPart;
import org.eclipse.gef.EditPartFactory;
import org.eclipse.gef.EditPolicy;
import org.eclipse.gef.LayerConstants;
import org.eclipse.gef.NodeEditPart;
import org.eclipse.gef.Request;
import org.eclipse.gef.RequestConstants;
import org.eclipse.gef.editparts.AbstractConnectionEditPart;
import org.eclipse.gef.editparts.AbstractGraphicalEditPart;
import org.eclipse.gef.editpolicies.RootComponentEditPolicy;
import org.eclipse.swt.SWT;

/** The edit parts of a scenario's flow: a ground, its stations, the ways between them. They show and hold nothing. */
final class FlowParts implements EditPartFactory {

    private static final int MARGIN = 24;

    @Override
    public EditPart createEditPart(EditPart context, Object model) {
        AbstractGraphicalEditPart part = model instanceof FlowSheet ? new Ground() : model instanceof Flow.Way ? new WayPart()
                : new StationPart();
        part.setModel(model);
        return part;
    }

    /** The ground on which stations lie; its children are their ids. */
    static final class Ground extends AbstractGraphicalEditPart {

        FlowSheet sheet() {
            return (FlowSheet) getModel();
        }

        @Override
        protected IFigure createFigure() {
            Figure f = new FreeformLayer();
            f.setLayoutManager(new FreeformLayout());
            f.setBorder(new MarginBorder(MARGIN));
            ((ConnectionLayer) getLayer(LayerConstants.CONNECTION_LAYER)).setConnectionRouter(new ArrangedRouter());
            return f;
        }

        @Override
        protected void createEditPolicies() {
            installEditPolicy(EditPolicy.COMPONENT_ROLE, new RootComponentEditPolicy());
        }

        @Override
        protected List<String> getModelChildren() {
            return sheet().flow().stations().stream().map(Flow.Station::id).toList();
        }

        @Override
        public void refresh() {
            super.refresh();
            Map<String, Arrangement.At> places = sheet().arrange();
            for (Object c : getChildren()) {
                StationPart part = (StationPart) c;
                part.refresh();
                Arrangement.At at = places.get(part.id());
                setLayoutConstraint(part, part.getFigure(), new Rectangle(at.x(), at.y(), StationFigure.WIDTH, StationFigure.HEIGHT));
            }
            for (Object c : getChildren()) {
                ((StationPart) c).getSourceConnections().forEach(l -> ((ConnectionEditPart) l).refresh());
            }
        }
    }

    /** A station as a card. */
    static final class StationPart extends AbstractGraphicalEditPart implements NodeEditPart {

        String id() {
            return (String) getModel();
        }

        FlowSheet sheet() {
            return ((Ground) getParent()).sheet();
        }

        Flow.Station station() {
            return sheet().flow().station(id()).orElseThrow();
        }

        @Override
        protected IFigure createFigure() {
            return new StationFigure(sheet().look(), sheet().letters());
        }

        @Override
        protected void createEditPolicies() {
            // nothing can be drawn here: the flow is what the scenario says
        }

        @Override
        protected void refreshVisuals() {
            Flow.Station s = station();
            StationFigure f = (StationFigure) getFigure();
            f.show(s, FlowPage.canRun(s));
            String stage = Texts.text("flow.stage." + s.stage().name().toLowerCase(Locale.ROOT));
            f.setToolTip(new Label(" " + stage + ": " + s.name() + "\n " + Texts.text("flow.state." + s.state().name().toLowerCase(
                    Locale.ROOT)) + (s.why().isEmpty() ? "" : ": " + s.why()) + " "));
        }

        @Override
        public void setSelected(int value) {
            super.setSelected(value);
            ((StationFigure) getFigure()).select(value != SELECTED_NONE);
        }

        @Override
        protected List<Flow.Way> getModelSourceConnections() {
            return sheet().flow().ways().stream().filter(w -> w.from().equals(id())).toList();
        }

        @Override
        protected List<Flow.Way> getModelTargetConnections() {
            return sheet().flow().ways().stream().filter(w -> w.to().equals(id())).toList();
        }

        @Override
        public ConnectionAnchor getSourceConnectionAnchor(ConnectionEditPart link) {
            return new SideAnchor(getFigure(), true);
        }

        @Override
        public ConnectionAnchor getTargetConnectionAnchor(ConnectionEditPart link) {
            return new SideAnchor(getFigure(), false);
        }

        @Override
        public ConnectionAnchor getSourceConnectionAnchor(Request request) {
            return new SideAnchor(getFigure(), true);
        }

        @Override
        public ConnectionAnchor getTargetConnectionAnchor(Request request) {
            return new SideAnchor(getFigure(), false);
        }

        @Override
        public void performRequest(Request request) {
            if (RequestConstants.REQ_OPEN.equals(request.getType())) {
                sheet().open(station());
            }
        }
    }

    /** A way, in the colour of where it comes from as far as that is done. */
    static final class WayPart extends AbstractConnectionEditPart {

        private Flow.Way way() {
            return (Flow.Way) getModel();
        }

        private FlowSheet sheet() {
            return ((Ground) getRoot().getContents()).sheet();
        }

        @Override
        protected IFigure createFigure() {
            return new WayFigure();
        }

        @Override
        protected void createEditPolicies() {
            // a way is not bent or drawn
        }

        @Override
        protected void refreshVisuals() {
            Look look = sheet().look();
            WayFigure f = (WayFigure) getFigure();
            boolean done = sheet().flow().station(way().from()).filter(s -> s.state() == Flow.State.DONE).isPresent();
            f.setForegroundColor(done ? look.joint() : look.edge());
            f.setLineWidth(2);
            f.setLineStyle(done ? SWT.LINE_SOLID : SWT.LINE_DASH);
            f.setRoutingConstraint(sheet().points(way()));
        }
    }

    /** The middle of the right or the left side. */
    private static final class SideAnchor extends AbstractConnectionAnchor {

        private final boolean right;

        SideAnchor(IFigure owner, boolean right) {
            super(owner);
            this.right = right;
        }

        @Override
        public Point getLocation(Point reference) {
            Rectangle r = getOwner().getBounds();
            Point p = new Point(right ? r.right() : r.x, r.y + r.height / 2);
            getOwner().translateToAbsolute(p);
            return p;
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof SideAnchor a && a.right == right && a.getOwner() == getOwner();
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(getOwner()) + (right ? 1 : 0);
        }
    }

    /** Along the points that the arrangement has for a way. */
    private static final class ArrangedRouter extends AbstractRouter {

        private final Map<Connection, Object> ways = new HashMap<>();

        @Override
        public void setConstraint(Connection c, Object points) {
            ways.put(c, points);
        }

        @Override
        public Object getConstraint(Connection c) {
            return ways.get(c);
        }

        @Override
        public void remove(Connection c) {
            ways.remove(c);
        }

        @Override
        public void route(Connection c) {
            PointList points = new PointList();
            if (ways.get(c) instanceof List<?> through && through.size() > 1) {
                through.forEach(p -> points.addPoint(((Arrangement.At) p).x(), ((Arrangement.At) p).y()));
            } else {
                Point a = getStartPoint(c);
                Point b = getEndPoint(c);
                c.translateToRelative(a);
                c.translateToRelative(b);
                points.addPoint(a);
                points.addPoint(b);
            }
            c.setPoints(points);
        }
    }
}
