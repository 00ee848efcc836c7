/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import java.util.List;
import java.util.Locale;
import org.eclipse.draw2d.ChopboxAnchor;
import org.eclipse.draw2d.ConnectionAnchor;
import org.eclipse.draw2d.IFigure;
import org.eclipse.draw2d.Label;
import org.eclipse.draw2d.geometry.Rectangle;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.gef.ConnectionEditPart;
import org.eclipse.gef.EditPart;
import org.eclipse.gef.EditPolicy;
import org.eclipse.gef.NodeEditPart;
import org.eclipse.gef.Request;
import org.eclipse.gef.editparts.AbstractGraphicalEditPart;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.anatomy.Joint;
import org.orthotwin.model.anatomy.NamedElement;
import org.orthotwin.model.scenario.Placement;
import org.orthotwin.model.twin.Twin;

/** A bone, or what misses one, or a twin, as a card. */
final class NodePart extends AbstractGraphicalEditPart implements NodeEditPart, Named {

    Graph.Node node() {
        return (Graph.Node) getModel();
    }

    @Override
    public NamedElement element() {
        return node().element();
    }

    @Override
    public Sheet sheet() {
        return ((SheetPart) getParent()).sheet();
    }

    @Override
    protected IFigure createFigure() {
        return new CardFigure(sheet().look(), sheet().letters());
    }

    @Override
    protected void createEditPolicies() {
        if (element() instanceof Twin) {
            // it is in a file of its own, to which only a follow-up adds
            return;
        }
        installEditPolicy(EditPolicy.COMPONENT_ROLE, new RemovePolicy.Node());
        installEditPolicy(EditPolicy.DIRECT_EDIT_ROLE, new NamePolicy());
        installEditPolicy(EditPolicy.GRAPHICAL_NODE_ROLE, new ConnectPolicy());
    }

    @Override
    protected List<Placement> getModelChildren() {
        return element() instanceof Bone b ? sheet().parts(b) : List.of();
    }

    @Override
    public void refresh() {
        super.refresh();
        for (Object c : getChildren()) {
            ((EditPart) c).refresh();
        }
    }

    @Override
    protected void refreshVisuals() {
        NamedElement e = element();
        CardFigure f = (CardFigure) getFigure();
        if (e instanceof Bone b) {
            int landmarks = b.getLandmarks().size();
            int frames = b.getFrames().size();
            String about = landmarks + frames == 0 ? Texts.text("bone.bare") : frames == 0 ? Texts.text("bone.landmarks", landmarks)
                    : Texts.text("bone.about", landmarks, frames);
            f.show(Names.of(e), about, Names.side(b.getSide()), false);
        } else if (e instanceof Twin t) {
            CoupledTwins.Member m = sheet().twins().member(t).orElse(null);
            boolean there = m != null && m.there();
            f.accent(sheet().look().coupling());
            f.show(Names.of(e), !there ? Texts.text("twin.missing", m == null ? "" : m.file().getFileName()) : Texts.text(m.ofTheCase()
                    ? "twin.own" : "twin.other", String.valueOf(t.getPseudonym()), t.getObservations().size()), "", !there);
            f.setToolTip(new Label(" " + (m == null ? "" : m.file()) + " "));
            return;
        } else {
            f.show(Names.of(e), Texts.text("loose." + Kind.of(e).name().toLowerCase(Locale.ROOT)), "", true);
        }
        f.setToolTip(new Label(" " + (e instanceof Joint j ? Texts.text("tip.joint", Names.of(e), String.valueOf(j.getType()))
                : Names.of(e))
                + "  " + e.getId() + " "));
    }

    @Override
    public void setSelected(int value) {
        super.setSelected(value);
        ((CardFigure) getFigure()).select(value != SELECTED_NONE);
    }

    @Override
    protected List<Graph.Link> getModelSourceConnections() {
        return sheet().graph().links().stream().filter(l -> l.from().equals(node())).toList();
    }

    @Override
    protected List<Graph.Link> getModelTargetConnections() {
        return sheet().graph().links().stream().filter(l -> l.to().equals(node())).toList();
    }

    @Override
    public ConnectionAnchor getSourceConnectionAnchor(ConnectionEditPart link) {
        return anchor();
    }

    @Override
    public ConnectionAnchor getTargetConnectionAnchor(ConnectionEditPart link) {
        return anchor();
    }

    @Override
    public ConnectionAnchor getSourceConnectionAnchor(Request request) {
        return anchor();
    }

    @Override
    public ConnectionAnchor getTargetConnectionAnchor(Request request) {
        return anchor();
    }

    private ConnectionAnchor anchor() {
        return new ChopboxAnchor(getFigure());
    }

    @Override
    public Rectangle nameBounds() {
        return ((CardFigure) getFigure()).nameBounds();
    }

    @Override
    public void performRequest(Request request) {
        if (!(element() instanceof Twin)) {
            Renaming.answer(this, request);
        }
    }

    @Override
    @SuppressWarnings({"rawtypes", "unchecked"})
    public Object getAdapter(Class kind) {
        return kind == EObject.class ? element() : super.getAdapter(kind);
    }
}
