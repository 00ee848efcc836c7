/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.workbench.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.NullProgressMonitor;
import org.eclipse.jface.wizard.WizardDialog;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.Text;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.ui.PlatformUI;
import org.junit.jupiter.api.Test;
import org.orthotwin.scene.ui.SceneControl;
import org.orthotwin.ui.internal.BeginWizard;

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

    /** Sheets of a head, a size of them changed, and the bundle that is made of them; what is wrong with a cell is said in between. */
    @Test
    void aCatalogueOfOnesOwnIsBegunAndMade() throws IOException, CoreException {
        Path workspace = ResourcesPlugin.getWorkspace().getRoot().getLocation().toPath();
        Path sheets = workspace.resolve("contoso-heads-sheets");
        Path bundle = workspace.resolve("contoso-heads-bundle");
        try {
            BeginWizard begin = open(BeginWizard.Kind.SHEETS);
            Combo source = inside(begin, Combo.class, c -> true);
            hand.run(() -> source.select(List.of(source.getItems()).indexOf("OrthoTwin Reference Implants \u203a Metal head")));
            Text id = inside(begin, Text.class, t -> "id".equals(t.getData("begin")));
            hand.run(() -> id.setText("contoso.heads"));
            assertTrue(hand.ui(begin::performFinish));
            close(begin);
            Path sizes = sheets.resolve("sizes-head-cocr.csv");
            String right = Files.readString(sizes);

            Files.writeString(sizes, right.replace("[mm]", "[mn]"));
            BeginWizard make = open(BeginWizard.Kind.CATALOGUE);
            Text from = inside(make, Text.class, t -> "sheets".equals(t.getData("begin")));
            hand.run(() -> from.setText(sheets.toString()));
            Button install = inside(make, Button.class, b -> (b.getStyle() & SWT.CHECK) != 0);
            hand.run(() -> install.setSelection(false));
            assertFalse(hand.ui(make::performFinish));
            Table findings = inside(make, Table.class, t -> "findings".equals(t.getData("begin")));
            assertTrue(hand.ui(() -> findings.getItem(0).getText()).contains("sizes-head-cocr.csv"), "the sheet is named");
            assertFalse(Files.exists(bundle));

            Files.writeString(sizes, right);
            // it ends with a message, which waits for its button
            Shell dialog = hand.ui(() -> make.getContainer().getShell());
            PlatformUI.getWorkbench().getDisplay().asyncExec(make::performFinish);
            hand.await("it says that it is made", 30, () -> dialog.getShells().length > 0);
            hand.run(() -> dialog.getShells()[0].close());
            close(make);
            assertTrue(Files.isRegularFile(bundle.resolve("repository/content.xml")));
        } finally {
            for (Path folder : List.of(sheets, bundle)) {
                IProject p = ResourcesPlugin.getWorkspace().getRoot().getProject(folder.getFileName().toString());
                if (p.exists()) {
                    p.delete(true, true, new NullProgressMonitor());
                }
            }
        }
    }

    private BeginWizard open(BeginWizard.Kind kind) {
        return hand.ui(() -> {
            BeginWizard wizard = new BeginWizard(kind);
            WizardDialog dialog = new WizardDialog(page().getWorkbenchWindow().getShell(), wizard);
            dialog.setBlockOnOpen(false);
            dialog.open();
            return wizard;
        });
    }

    private void close(BeginWizard wizard) {
        hand.run(() -> ((WizardDialog) wizard.getContainer()).close());
    }

    /** The first control of a kind in the wizard's page. */
    private <C extends Control> C inside(BeginWizard wizard, Class<C> kind, Predicate<C> which) {
        return hand.ui(() -> Stream.of(((Composite) wizard.getPages()[0].getControl()).getChildren()).filter(kind::isInstance)
                .map(kind::cast).filter(which).findFirst().orElseThrow());
    }
}
