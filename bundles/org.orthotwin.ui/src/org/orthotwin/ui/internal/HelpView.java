/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.core.runtime.Adapters;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.StyleRange;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.ui.IPartListener2;
import org.eclipse.ui.IWorkbenchPart;
import org.eclipse.ui.IWorkbenchPartReference;
import org.eclipse.ui.part.ViewPart;
import org.orthotwin.ui.ViewHelp;

/** What the view or editor in front is for and how it is used, in a few sentences; it follows as others come to the front. */
public final class HelpView extends ViewPart {

    public static final String ID = "org.orthotwin.ui.help";

    private static final String FIRST = "help.first";
    private static final int MARGIN = 12;

    private final IPartListener2 listener = new IPartListener2() {
        @Override
        public void partActivated(IWorkbenchPartReference ref) {
            if (!ID.equals(ref.getId())) {
                show(ref.getPart(false));
            }
        }
    };
    private StyledText text;

    @Override
    public void createPartControl(Composite parent) {
        text = new StyledText(parent, SWT.WRAP | SWT.V_SCROLL | SWT.READ_ONLY);
        text.setMargins(MARGIN, MARGIN, MARGIN, MARGIN);
        text.setLineSpacing(3);
        text.setCaret(null);
        text.setBackground(parent.getDisplay().getSystemColor(SWT.COLOR_LIST_BACKGROUND));
        getSite().getPage().addPartListener(listener);
        show(null);
    }

    /** Shows what there is to say of a view or editor; of the workbench where there is nothing. */
    public void show(IWorkbenchPart part) {
        ViewHelp own = Adapters.adapt(part, ViewHelp.class);
        String key = part == null ? FIRST : "help." + part.getSite().getId();
        showText(own != null ? own.help() : Texts.text(Texts.CATALOG.has("en", key) ? key : FIRST));
    }

    private void showText(String found) {
        // a line with a hash before it is a heading
        StringBuilder b = new StringBuilder();
        List<StyleRange> styles = new ArrayList<>();
        for (String line : found.split("\n")) {
            boolean heading = line.startsWith("#");
            String plain = heading ? line.substring(1).strip() : line;
            if (heading) {
                b.append(b.isEmpty() ? "" : "\n");
                StyleRange s = new StyleRange(b.length(), plain.length(), null, (Color) null);
                s.font = JFaceResources.getFontRegistry().getBold(JFaceResources.DEFAULT_FONT);
                styles.add(s);
            }
            b.append(plain).append('\n');
        }
        text.setText(b.toString());
        text.setStyleRanges(styles.toArray(StyleRange[]::new));
    }

    /** What is shown, for tests. */
    public String shown() {
        return text.getText();
    }

    @Override
    public void dispose() {
        getSite().getPage().removePartListener(listener);
        super.dispose();
    }

    @Override
    public void setFocus() {
        text.setFocus();
    }
}
