/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import org.eclipse.draw2d.geometry.Rectangle;
import org.eclipse.gef.GraphicalEditPart;
import org.orthotwin.model.anatomy.NamedElement;

/** A part of the diagram that shows one element of the case, whose name can be changed in place. */
interface Named extends GraphicalEditPart {

    NamedElement element();

    Sheet sheet();

    /** Where the name is, in the coordinates of the figure's parent. */
    Rectangle nameBounds();
}
