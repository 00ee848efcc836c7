/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import org.eclipse.draw2d.geometry.Rectangle;
import org.eclipse.gef.Request;
import org.eclipse.gef.RequestConstants;
import org.eclipse.gef.tools.DirectEditManager;
import org.eclipse.jface.viewers.TextCellEditor;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.widgets.Text;

/** A field over a name in the diagram. */
final class Renaming extends DirectEditManager {

    private static final int LEAST = 120;

    private final Named part;

    Renaming(Named part) {
        super(part, TextCellEditor.class, editor -> {
            Text text = (Text) editor.getControl();
            Rectangle r = part.nameBounds();
            part.getFigure().getParent().translateToAbsolute(r);
            Point wanted = text.computeSize(SWT.DEFAULT, SWT.DEFAULT);
            text.setBounds(r.x - 4, r.y - Math.max(0, wanted.y - r.height) / 2, Math.max(Math.max(r.width + 8, wanted.x), LEAST), wanted.y);
        });
        this.part = part;
    }

    /** Renames a part where that is what is asked of it. */
    static void answer(Named part, Request request) {
        if (RequestConstants.REQ_DIRECT_EDIT.equals(request.getType()) || RequestConstants.REQ_OPEN.equals(request.getType())) {
            new Renaming(part).show();
        }
    }

    @Override
    protected void initCellEditor() {
        getCellEditor().setValue(Names.of(part.element()));
        ((Text) getCellEditor().getControl()).selectAll();
    }
}
