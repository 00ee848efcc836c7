/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.draw2d.AbsoluteBendpoint;
import org.eclipse.draw2d.IFigure;
import org.eclipse.draw2d.Label;
import org.eclipse.draw2d.Locator;
import org.eclipse.draw2d.geometry.Dimension;
import org.eclipse.draw2d.geometry.Rectangle;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.gef.EditPolicy;
import org.eclipse.gef.Request;
import org.eclipse.gef.editparts.AbstractConnectionEditPart;
import org.eclipse.gef.editpolicies.ConnectionEndpointEditPolicy;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.orthotwin.model.anatomy.Joint;
import org.orthotwin.model.anatomy.NamedElement;
import org.orthotwin.model.twin.Coupling;

/** A joint, ligament or muscle as a line from bone to bone, its name in the middle, or a coupling from twin to twin. */
final class LinkPart extends AbstractConnectionEditPart implements Named {

    /** Points between links side by side: with names, and without. */
    private static final int NAMED = 16;
    private static final int NAMELESS = 22;
    /** Of so many links side by side each has its name on it; of more, joints and what is chosen. */
    static final int MOST_NAMES = 9;

    private TagFigure tag;

    static int width(Kind kind) {
        return kind == Kind.JOINT ? 3 : 2;
    }

    Graph.Link link() {
        return (Graph.Link) getModel();
    }

    @Override
    public NamedElement element() {
        return link().element();
    }

    @Override
    public Sheet sheet() {
        return ((SheetPart) getRoot().getContents()).sheet();
    }

    @Override
    protected IFigure createFigure() {
        LinkFigure f = new LinkFigure();
        tag = new TagFigure(sheet().letters());
        f.add(tag, new Locator() {
            @Override
            public void relocate(IFigure t) {
                Dimension d = t.getPreferredSize();
                double[] middle = f.middle();
                t.setBounds(new Rectangle((int) Math.round(middle[0] - d.width / 2.0), (int) Math.round(middle[1] - d.height / 2.0),
                        d.width,
                        d.height));
            }
        });
        return f;
    }

    @Override
    protected void createEditPolicies() {
        if (element() instanceof Joint) {
            installEditPolicy(EditPolicy.CONNECTION_ENDPOINTS_ROLE, new ConnectionEndpointEditPolicy());
        }
        installEditPolicy(EditPolicy.CONNECTION_BENDPOINTS_ROLE, new BendPolicy());
        if (element() instanceof Coupling) {
            // it is in the file of a twin
            return;
        }
        installEditPolicy(EditPolicy.CONNECTION_ROLE, new RemovePolicy.Link());
        installEditPolicy(EditPolicy.DIRECT_EDIT_ROLE, new NamePolicy());
    }

    /** Whether its type is one that a bundle contributes; what else it may be is shown as a placeholder. */
    boolean isPlaceholder() {
        return element() instanceof Joint j && !Names.isKnown(j) || element() instanceof Coupling c && (!Names.isKnown(c) || !tie()
                .filter(t -> t.from().there() && t.to().there()).isPresent());
    }

    private Optional<CoupledTwins.Tie> tie() {
        return sheet().twins().tie(element());
    }

    String label() {
        if (element() instanceof Coupling) {
            return tie().map(Names::coupling).orElse("");
        }
        return element() instanceof Joint j && isPlaceholder() ? Texts.text("joint.unknown", Names.of(j), String.valueOf(j.getType()))
                : Names.of(element());
    }

    @Override
    protected void refreshVisuals() {
        Look look = sheet().look();
        LinkFigure f = (LinkFigure) getFigure();
        boolean selected = getSelected() != SELECTED_NONE;
        boolean placeholder = isPlaceholder();
        Color color = placeholder ? look.unknown() : look.of(link().kind());
        f.colors(selected ? look.selected() : color, look.ground());
        f.setLineWidth(width(link().kind()) + (selected ? 1 : 0));
        f.setLineStyle(placeholder ? SWT.LINE_DASH : SWT.LINE_SOLID);
        tag.show(label(), selected ? look.selected() : look.ground(), selected ? look.selected() : color, selected ? look.card() : color,
                placeholder);
        f.setToolTip(new Label(" " + tip() + " "));
        if (isActive()) {
            int beside = sheet().graph().beside(link());
            tag.setVisible(beside <= MOST_NAMES || selected || link().kind() == Kind.JOINT);
            f.bow((int) Math.round(sheet().place(link()) * (beside <= MOST_NAMES ? widest() + NAMED : NAMELESS)));
            f.setRoutingConstraint(bends());
        }
    }

    private String tip() {
        if (element() instanceof Coupling) {
            return tie().map(t -> Texts.text("tip.coupling", Names.coupling(t), Names.of(t.from().twin()), Names.of(t.to().twin()), t.from()
                    .file().getFileName(), Names.strength(t))).orElse("");
        }
        return element() instanceof Joint j ? Texts.text("tip.joint", Names.of(j), String.valueOf(j.getType()))
                : Texts.text("tip." + link().kind().name().toLowerCase(Locale.ROOT), Names.of(element()), Names.of(link().from()
                        .element()), Names.of(link().to().element()));
    }

    /** The width of the widest name beside this one. */
    private int widest() {
        int widest = 0;
        for (Graph.Link l : sheet().graph().links()) {
            if (l.from().equals(link().from()) && l.to().equals(link().to()) || l.from().equals(link().to())
                    && l.to().equals(link().from())) {
                Object part = getViewer().getEditPartRegistry().get(l);
                widest = Math.max(widest, part instanceof LinkPart p ? p.tag().getPreferredSize().width : 0);
            }
        }
        return widest;
    }

    private TagFigure tag() {
        getFigure();
        return tag;
    }

    private List<AbsoluteBendpoint> bends() {
        List<AbsoluteBendpoint> all = new ArrayList<>();
        sheet().kept().now().bends(link().key()).forEach(p -> all.add(new AbsoluteBendpoint(p.x(), p.y())));
        return all;
    }

    @Override
    public void activate() {
        super.activate();
        refreshVisuals();
    }

    @Override
    public void setSelected(int value) {
        super.setSelected(value);
        refreshVisuals();
    }

    @Override
    public Rectangle nameBounds() {
        return tag.getBounds().getCopy();
    }

    @Override
    public void performRequest(Request request) {
        if (!(element() instanceof Coupling)) {
            Renaming.answer(this, request);
        }
    }

    @Override
    @SuppressWarnings({"rawtypes", "unchecked"})
    public Object getAdapter(Class kind) {
        return kind == EObject.class ? element() : super.getAdapter(kind);
    }
}
