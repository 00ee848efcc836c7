/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import java.util.Map;
import org.eclipse.draw2d.IFigure;
import org.eclipse.draw2d.geometry.Point;
import org.eclipse.draw2d.geometry.Rectangle;
import org.eclipse.gef.EditPart;
import org.eclipse.gef.EditPolicy;
import org.eclipse.gef.GraphicalEditPart;
import org.eclipse.gef.Request;
import org.eclipse.gef.RequestConstants;
import org.eclipse.gef.commands.Command;
import org.eclipse.gef.editpolicies.XYLayoutEditPolicy;
import org.eclipse.gef.requests.ChangeBoundsRequest;
import org.eclipse.gef.requests.CreateRequest;

/** Nodes are moved, and bones put onto the sheet. All that a hand moves at once is one step for undo. */
final class ArrangePolicy extends XYLayoutEditPolicy {

    private Sheet sheet() {
        return ((SheetPart) getHost()).sheet();
    }

    @Override
    public Command getCommand(Request request) {
        if (RequestConstants.REQ_MOVE_CHILDREN.equals(request.getType()) && request instanceof ChangeBoundsRequest move) {
            Map<String, Arrangement.At> places = sheet().places();
            String name = "";
            for (Object o : move.getEditParts()) {
                if (!(o instanceof NodePart part) || part.node().id().isEmpty()) {
                    return null;
                }
                IFigure f = part.getFigure();
                Rectangle r = f.getBounds().getCopy();
                f.translateToAbsolute(r);
                r = move.getTransformedRectangle(r);
                f.translateToRelative(r);
                places.put(part.node().id(), new Arrangement.At(r.x, r.y));
                name = Names.of(part.element());
            }
            String label = move.getEditParts().size() == 1 ? Texts.text("command.move", name) : Texts.text("command.move.several", move
                    .getEditParts().size());
            return SessionCommand.of(sheet().session(), () -> sheet().kept().move(label, places));
        }
        return super.getCommand(request);
    }

    @Override
    protected EditPolicy createChildEditPolicy(EditPart child) {
        return new DragPolicy();
    }

    @Override
    protected Command getCreateCommand(CreateRequest request) {
        if (!(request.getNewObject() instanceof NewElements.NewBone bone) || sheet().session().models().anatomy().isEmpty()) {
            return null;
        }
        Point at = request.getLocation().getCopy();
        ((GraphicalEditPart) getHost()).getContentPane().translateToRelative(at);
        return SessionCommand.of(sheet().session(), () -> NewElements.bone(sheet(), bone.type(), new Arrangement.At(at.x, at.y)));
    }

    @Override
    protected Command createChangeConstraintCommand(EditPart child, Object constraint) {
        // nodes are as large as what they say
        return null;
    }

    @SuppressWarnings("all")
    protected Command getDeleteDependantCommand(Request request) {
        return null;
    }
}
