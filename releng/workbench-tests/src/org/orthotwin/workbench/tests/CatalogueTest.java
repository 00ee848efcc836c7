/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.workbench.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Objects;
import java.util.stream.Stream;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.Text;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.ui.PlatformUI;
import org.junit.jupiter.api.Test;
import org.orthotwin.scene.ui.SceneControl;

/** Parts looked up in the catalogue and put into the plan of the bundled hip. */
class CatalogueTest extends OpenHip {

    @Test
    void aHeadIsFoundAndTakesItsLinerIntoThePlan() {
        String before = text();
        hand.ui(() -> PlatformUI.getWorkbench().showPerspective("org.orthotwin.rcp.catalog", page().getWorkbenchWindow()));
        try {
            Text search = hand.find(Text.class, t -> t.getMessage().startsWith("Search names"));
            hand.click(search, 40, 8);
            hand.type("CoCr head");
            Tree tree = hand.find(Tree.class, t -> t.getItemCount() > 0 && t.getItem(0).getText().startsWith("OrthoTwin Reference"));
            hand.await("only heads are left", 10, () -> tree.getItem(0).getItemCount() == 1);
            Table sizes = hand.find(Table.class, t -> t.getColumnCount() > 3 && "Size".equals(t.getColumn(0).getText()));
            hand.await("its sizes are shown, the plan's chosen", 10, () -> sizes.getSelectionIndex() >= 0
                    && sizes.getItem(sizes.getSelectionIndex()).getText().startsWith("36-4"));

            hand.run(sizes::setFocus);
            // over 32+12, 32+8, 32+4 and 32+0
            hand.hold(SWT.ARROW_UP, 5);
            hand.await("the size is chosen", 10, () -> sizes.getItem(sizes.getSelectionIndex()).getText().equals("32-4"));
            SceneControl preview = hand.find(SceneControl.class, s -> s.getParent() == sizes.getParent());
            hand.await("the part is drawn", 20, () -> !preview.isBlank() && !preview.scene().items().isEmpty());
            hand.pause(500);
            ImageData seen = hand.screenshot("catalogue");
            double dark = Hand.part(seen, hand.place(preview), c -> c.red + c.green + c.blue < 330);
            assertTrue(dark > 0.001, "metal and its outlines cover " + dark + " of the preview");

            Button use = hand.find(Button.class, b -> "Use in the plan".equals(b.getText()));
            hand.click(use, 20, 10);
            hand.await("head and liner are in the plan", 10, () -> "32-4".equals(placement("head").getSize())
                    && "C-32".equals(placement("liner").getSize()));
            assertEquals(1, hand.ui(() -> session.journal().entries().size()));
            hand.run(session::undo);
            assertEquals(before, text());
        } finally {
            hand.ui(() -> PlatformUI.getWorkbench().showPerspective("org.orthotwin.rcp.planning", page().getWorkbenchWindow()));
        }
        assertTrue(hand.ui(() -> Stream.of(page().getViewReferences()).filter(Objects::nonNull).anyMatch(v -> v.getId()
                .equals("org.orthotwin.ui.position"))));
    }
}
