/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui;

import org.eclipse.swt.dnd.DND;
import org.eclipse.swt.dnd.DropTargetAdapter;
import org.eclipse.swt.dnd.DropTargetEvent;
import org.eclipse.swt.dnd.FileTransfer;

/** Opens case folders, scenarios and twins that a file manager drops beside what is there; what is dropped on an item is that item's. */
public final class CaseDrop extends DropTargetAdapter {

    @Override
    public void dragEnter(DropTargetEvent e) {
        if (isOurs(e) && (e.operations & DND.DROP_COPY) != 0) {
            e.detail = DND.DROP_COPY;
        }
    }

    @Override
    public void dragOver(DropTargetEvent e) {
        dragEnter(e);
    }

    @Override
    public void dragOperationChanged(DropTargetEvent e) {
        dragEnter(e);
    }

    @Override
    public void dropAccept(DropTargetEvent e) {
        dragEnter(e);
    }

    @Override
    public void drop(DropTargetEvent e) {
        if (isOurs(e) && e.data instanceof String[] files) {
            for (String f : files) {
                CaseFolders.open(f);
            }
        }
    }

    private static boolean isOurs(DropTargetEvent e) {
        return e.item == null && FileTransfer.getInstance().isSupportedType(e.currentDataType);
    }
}
