/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import org.eclipse.jface.resource.FontDescriptor;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.resource.LocalResourceManager;
import org.eclipse.jface.resource.ResourceManager;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Font;

/** The fonts of the diagram: that of the workbench, heavier and smaller. */
final class Letters {

    private final ResourceManager resources = new LocalResourceManager(JFaceResources.getResources());
    private final Font bold = font(SWT.BOLD, 1);
    private final Font plain = font(SWT.NORMAL, 0.88);
    private final Font heavy = font(SWT.BOLD, 0.8);

    private Font font(int style, double size) {
        FontDescriptor d = FontDescriptor.createFrom(JFaceResources.getDefaultFont());
        int height = d.getFontData()[0].getHeight();
        return resources.create(d.setStyle(style).setHeight((int) Math.max(6, Math.round(height * size))));
    }

    /** Names of bones. */
    Font bold() {
        return bold;
    }

    /** Everything else. */
    Font plain() {
        return plain;
    }

    /** The sides in their discs. */
    Font heavy() {
        return heavy;
    }

    void dispose() {
        resources.dispose();
    }
}
