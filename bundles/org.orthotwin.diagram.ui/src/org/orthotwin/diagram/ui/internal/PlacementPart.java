/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import org.eclipse.draw2d.IFigure;
import org.eclipse.draw2d.Label;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.gef.editparts.AbstractGraphicalEditPart;
import org.orthotwin.model.scenario.Placement;

/** A part of the plan in work, on its bone. */
final class PlacementPart extends AbstractGraphicalEditPart {

    Placement placement() {
        return (Placement) getModel();
    }

    private Sheet sheet() {
        return ((NodePart) getParent()).sheet();
    }

    @Override
    protected IFigure createFigure() {
        return new TagFigure(sheet().letters());
    }

    @Override
    protected void createEditPolicies() {
        // it is placed in the scene and chosen in the catalogue
    }

    @Override
    protected void refreshVisuals() {
        Look look = sheet().look();
        boolean selected = getSelected() != SELECTED_NONE;
        TagFigure f = (TagFigure) getFigure();
        f.show(Names.part(placement()), look.part(), selected ? look.selected() : look.part(), look.partInk(), false);
        f.setToolTip(new Label(" " + placement().getComponent() + "  " + placement().getSize() + " "));
    }

    @Override
    public void setSelected(int value) {
        super.setSelected(value);
        refreshVisuals();
    }

    @Override
    @SuppressWarnings({"rawtypes", "unchecked"})
    public Object getAdapter(Class kind) {
        return kind == EObject.class ? placement() : super.getAdapter(kind);
    }
}
