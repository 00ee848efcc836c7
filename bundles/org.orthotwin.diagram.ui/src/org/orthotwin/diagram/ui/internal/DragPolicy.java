/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import java.util.List;
import org.eclipse.draw2d.Figure;
import org.eclipse.draw2d.Graphics;
import org.eclipse.draw2d.IFigure;
import org.eclipse.draw2d.geometry.Rectangle;
import org.eclipse.gef.editpolicies.NonResizableEditPolicy;
import org.eclipse.swt.SWT;

/** A node has no handles, since it cannot be resized; an outline says where it would go. */
final class DragPolicy extends NonResizableEditPolicy {

    @Override
    protected List<Object> createSelectionHandles() {
        return List.of();
    }

    @Override
    protected IFigure createDragSourceFeedbackFigure() {
        Look look = ((NodePart) getHost()).sheet().look();
        Figure ghost = new Figure() {
            @Override
            protected void paintFigure(Graphics g) {
                g.setAntialias(SWT.ON);
                Rectangle r = getBounds().getCopy().shrink(3, 3);
                g.setAlpha(50);
                g.setBackgroundColor(look.selected());
                g.fillRoundRectangle(r, 16, 16);
                g.setAlpha(255);
                g.setForegroundColor(look.selected());
                g.drawRoundRectangle(r, 16, 16);
            }
        };
        ghost.setBounds(getInitialFeedbackBounds());
        addFeedback(ghost);
        return ghost;
    }
}
