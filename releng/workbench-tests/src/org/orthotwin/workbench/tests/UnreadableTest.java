/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.workbench.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.ui.IEditorReference;
import org.eclipse.ui.IViewPart;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.PlatformUI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.cases.Cases;
import org.orthotwin.catalog.Catalogs;
import org.orthotwin.catalog.LoadedCatalogue;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.ui.CaseFolders;
import org.orthotwin.ui.CaseSessions;

/** What cannot be read: a case, a catalogue. */
class UnreadableTest {

    private final Hand hand = new Hand();

    /** One of a version that is not known yet: the tab has a name, the page says why, and reads it again once it is mended. */
    @Test
    void aCaseOfANewerVersionIsNamedAndReadOnceItIsMended(@TempDir Path folder) throws Exception {
        Path dir = folder.resolve("newer");
        Path file = Cases.open("contact-sphere", dir, Monitor.NONE);
        String right = Files.readString(file);
        Files.writeString(file, right.replace("model/scenario/1", "model/scenario/9"));
        IWorkbenchPage page = PlatformUI.getWorkbench().getWorkbenchWindows()[0].getActivePage();
        try {
            hand.run(() -> CaseFolders.open(dir.toString()));
            hand.await("it is shown", 60, () -> page.getEditorReferences().length == 1);
            hand.settle();
            IEditorReference editor = hand.ui(() -> page.getEditorReferences()[0]);
            assertEquals("contact-sphere.scenario", hand.ui(editor::getPartName));
            assertTrue(CaseSessions.active().isEmpty());
            Text why = hand.find(Text.class, t -> t.getText().contains("model/scenario/9"));
            assertTrue(hand.ui(why::getText).contains(file.toString()));
            hand.screenshot("unreadable");

            Button again = hand.find(Button.class, b -> "Read the file again".equals(b.getText()));
            hand.click(again, 20, 10);
            assertTrue(hand.ui(why::getText).contains("model/scenario/9"), "as long as nothing has changed");
            Files.writeString(file, right);
            hand.click(again, 20, 10);
            hand.await("the case is open", 60, () -> CaseSessions.active().filter(s -> s.file().startsWith(dir)).isPresent());
            assertEquals(hand.ui(() -> CaseSessions.active().orElseThrow().models().scenario().getName()), hand.ui(editor::getPartName));
            hand.await("it has been computed", 60, () -> CaseSessions.active().filter(s -> !s.evaluation().running()).isPresent());
            hand.screenshot("read-again");
        } finally {
            hand.run(() -> page.closeAllEditors(false));
            ResourcesPlugin.getWorkspace().getRoot().getProject("newer").delete(false, true, null);
        }
    }

    /** A bundle's catalogue that is damaged: the browser shows the others, and says which one it is and why. */
    @Test
    void aDamagedCatalogueIsNamedBesideTheOthers() {
        Contribution<LoadedCatalogue> damaged = new Contribution<>("zz.damaged", "Damaged", "", "made.up", Map.of(), Map.of(), () -> {
            throw new IllegalStateException("damaged.implant, line 2: this is not an XML file");
        });
        Catalogs.registry().add(damaged);
        IWorkbenchPage page = PlatformUI.getWorkbench().getWorkbenchWindows()[0].getActivePage();
        IViewPart view = hand.ui(() -> page.showView("org.orthotwin.ui.catalog"));
        try {
            Text search = hand.find(Text.class, t -> t.getMessage().startsWith("Search names"));
            hand.run(() -> search.setText("head"));
            Label said = hand.find(Label.class, l -> l.getText().startsWith("Catalogues that cannot be used: 1"));
            String why = hand.ui(said::getToolTipText);
            assertTrue(why.contains("'zz.damaged' contributed by made.up cannot be used: damaged.implant, line 2"), why);
            hand.screenshot("damaged-catalogue");
            Tree tree = hand.find(Tree.class, t -> t.getItemCount() > 0 && t.getItem(0).getText().startsWith("OrthoTwin Reference"));
            assertTrue(hand.ui(tree::getItemCount) > 1);
            Catalogs.registry().remove(damaged);
            hand.run(() -> search.setText(""));
            assertFalse(hand.ui(said::isVisible));
        } finally {
            Catalogs.registry().remove(damaged);
            hand.run(() -> page.hideView(view));
        }
    }
}
