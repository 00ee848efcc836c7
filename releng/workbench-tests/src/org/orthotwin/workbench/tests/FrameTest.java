/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.workbench.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.core.runtime.Platform;
import org.eclipse.jface.preference.IPreferenceNode;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.MenuItem;
import org.eclipse.swt.widgets.Text;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.swt.widgets.TreeItem;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.navigator.CommonNavigator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.Unit;
import org.orthotwin.model.anatomy.ModelFiles;
import org.orthotwin.model.edit.JournalEntry;
import org.orthotwin.model.edit.JournalEntry.Kind;
import org.orthotwin.model.edit.JournalFile;
import org.orthotwin.scene.ui.SceneControl;
import org.orthotwin.ui.CaseSession;
import org.orthotwin.ui.CaseSessions;
import org.orthotwin.ui.UserSettings;
import org.orthotwin.ui.internal.CaseExplorer;
import org.orthotwin.ui.internal.GuideView;
import org.orthotwin.ui.internal.HelpView;

/** What is round the views: journal, preferences, help and guides. */
class FrameTest extends OpenHip {

    private void turnCup(double deg) {
        hand.run(() -> session.execute(session.commands().setCoordinate(placement("cup"), "inclination", Math.toRadians(deg),
                Unit.of("rad"))));
    }

    @Test
    void aJournalIsReplayedHereAndIsThereAfterClosing(@TempDir Path folder) {
        String before = text();
        turnCup(51);
        hand.run(() -> session.execute(session.commands().begin(session.plan().orElseThrow(), "frame", "Frame")));
        turnCup(39);
        String after = text();
        Path file = folder.resolve("a.journal");
        JournalFile.write(file, hand.ui(() -> session.journal().all()));
        hand.run(() -> {
            session.undo();
            session.undo();
            session.undo();
        });
        assertEquals(before, text());
        assertEquals(3, hand.ui(() -> session.replay(JournalFile.read(file))));
        assertEquals(after, text());
        hand.run(session::undo);
        assertEquals(before, text());
        hand.run(session::redo);
        assertEquals(after, text());
        hand.run(() -> {
            session.note("as the journal says");
            session.save();
        });
        List<JournalEntry> kept = JournalFile.read(JournalFile.beside(session.file()));
        assertEquals(Kind.SAVED, kept.getLast().kind());
        assertEquals("as the journal says", kept.get(kept.size() - 2).label());
        CaseSession again = hand.ui(() -> new CaseSession(PlatformUI.getWorkbench().getDisplay(), session.file()));
        assertEquals(kept, again.journal().earlier());
        assertEquals(List.of(), again.journal().entries());
        hand.run(again::dispose);
    }

    @Test
    void whatWasNotSavedComesBack() throws IOException {
        String before = text();
        turnCup(52);
        turnCup(33);
        String after = text();
        // a second session finds what the first one, which never ended properly, has put aside
        CaseSession next = hand.ui(() -> new CaseSession(PlatformUI.getWorkbench().getDisplay(), session.file()));
        assertEquals(2, next.journal().lost().stream().filter(e -> e.kind() == Kind.DONE).count());
        hand.run(next::restoreLost);
        assertEquals(after, hand.ui(() -> ModelFiles.text(next.models().scenario())));
        assertTrue(hand.ui(next::isDirty));
        hand.run(next::undo);
        assertEquals(before, hand.ui(() -> ModelFiles.text(next.models().scenario())));
        hand.run(next::dispose);
        hand.run(session::save);
        Path aside = Platform.getStateLocation(Platform.getBundle("org.orthotwin.ui")).toPath().resolve("unsaved");
        try (Stream<Path> left = Files.list(aside)) {
            assertEquals(List.of(), left.toList());
        }
    }

    /** The program ended after it had written the files and before it had written the journal; or while it wrote an entry aside. */
    @Test
    void whatWasSavedAndNotWrittenDownIsInTheJournal() throws IOException {
        Path file = JournalFile.beside(session.file());
        byte[] journal = Files.exists(file) ? Files.readAllBytes(file) : null;
        turnCup(41);
        Path aside = Platform.getStateLocation(Platform.getBundle("org.orthotwin.ui")).toPath().resolve("unsaved");
        Path kept;
        try (Stream<Path> all = Files.list(aside)) {
            kept = all.findFirst().orElseThrow();
        }
        String unsaved = Files.readString(kept);
        hand.run(session::save);
        assertFalse(Files.exists(kept));
        JournalEntry saved = hand.ui(() -> session.journal().entries().getLast());
        if (journal == null) {
            Files.delete(file);
        } else {
            Files.write(file, journal);
        }
        Files.writeString(kept, unsaved + JournalFile.line(saved));
        CaseSession next = hand.ui(() -> new CaseSession(PlatformUI.getWorkbench().getDisplay(), session.file()));
        assertEquals(List.of(), next.journal().lost());
        List<JournalEntry> now = JournalFile.read(file);
        assertEquals(now, next.journal().earlier());
        assertEquals(saved, now.getLast());
        assertTrue(now.get(now.size() - 2).label().contains("41"), now.get(now.size() - 2).label());
        assertFalse(Files.exists(kept));
        hand.run(next::dispose);
        // two turns, of which the second was not whole
        String line = unsaved.lines().toList().getLast();
        String before = JournalFile.line(new JournalEntry(saved.time(), "", Kind.OPENED, "", List.of(), saved.state()));
        Files.writeString(kept, JournalFile.head() + before + line + "\n" + line.substring(0, line.length() / 2));
        CaseSession cut = hand.ui(() -> new CaseSession(PlatformUI.getWorkbench().getDisplay(), session.file()));
        assertEquals(1, cut.journal().lost().stream().filter(e -> e.kind() == Kind.DONE).count());
        hand.run(cut.journal()::forgetLost);
        hand.run(cut::dispose);
    }

    @Test
    @Tag("long")
    void whatIsSetActs() {
        List<String> pages = hand.ui(() -> Stream.of(PlatformUI.getWorkbench().getPreferenceManager().getRootSubNodes())
                .map(IPreferenceNode::getId).toList());
        assertEquals(List.of("org.orthotwin.ui.settings"), pages);
        SceneControl scene = hand.find(SceneControl.class, s -> true);
        String first = hand.ui(scene::renderer);
        try {
            hand.run(() -> {
                UserSettings.store().setValue(UserSettings.AUTHOR, "Dr Anna Muster");
                UserSettings.store().setValue(UserSettings.SOFTWARE, true);
                UserSettings.store().setValue(UserSettings.THREADS, 1);
            });
            hand.await("the scene is drawn without OpenGL", 20, () -> !scene.renderer().equals(first) && !scene.isBlank());
            turnCup(44);
            assertEquals("Dr Anna Muster", hand.ui(() -> session.journal().entries().getLast().author()));
            assertEquals(1, UserSettings.threads());
        } finally {
            hand.run(() -> Stream.of(UserSettings.AUTHOR, UserSettings.SOFTWARE, UserSettings.THREADS).forEach(UserSettings.store()
                    ::setToDefault));
        }
        hand.await("the scene is drawn as before", 20, () -> scene.renderer().equals(first) && !scene.isBlank());
    }

    /** What can be done with a case stands in its menu, and nothing that is for programmers. */
    @Test
    void aCaseIsOpenedFromTheExplorersMenu() throws PartInitException {
        Tree cases = ((CommonNavigator) hand.ui(() -> page().showView(CaseExplorer.ID))).getCommonViewer().getTree();
        hand.await("the case is in the explorer", 10, () -> Stream.of(cases.getItems()).anyMatch(i -> i.getText().equals("hip-tha")));
        TreeItem item = hand.ui(() -> Stream.of(cases.getItems()).filter(i -> i.getText().equals("hip-tha")).findFirst().orElseThrow());
        Rectangle r = hand.ui(item::getBounds);
        hand.click(cases, r.x + r.width / 2, r.y + r.height / 2);
        assertEquals(List.of("Open", "Copy", "Paste", "Rename\u2026", "Delete", "Read Again", "Show in the File Manager"), menu(cases));
        hand.run(() -> page().closeAllEditors(false));
        hand.await("the case is closed", 10, () -> CaseSessions.active().isEmpty());
        hand.run(() -> {
            cases.getMenu().notifyListeners(SWT.Show, new Event());
            cases.getMenu().getItem(0).notifyListeners(SWT.Selection, new Event());
            cases.getMenu().notifyListeners(SWT.Hide, new Event());
        });
        hand.await("the case is open again", 60, () -> CaseSessions.active().isPresent());
        session = hand.ui(() -> CaseSessions.active().orElseThrow());
        settled();
        hand.run(() -> cases.deselectAll());
        hand.run(() -> ((CommonNavigator) page().findView(CaseExplorer.ID)).getCommonViewer().setSelection(StructuredSelection.EMPTY));
        assertEquals(List.of("New Case\u2026", "Open a Case Folder\u2026", "Import into a Folder of Patients\u2026", "Paste"), menu(cases));
    }

    private List<String> menu(Tree tree) {
        return hand.ui(() -> {
            tree.getMenu().notifyListeners(SWT.Show, new Event());
            List<String> texts = Stream.of(tree.getMenu().getItems()).map(MenuItem::getText).filter(t -> !t.isEmpty()).toList();
            tree.getMenu().notifyListeners(SWT.Hide, new Event());
            return texts;
        });
    }

    @Test
    void theHelpFindsAndLeads() throws PartInitException {
        HelpView help = hand.ui(() -> (HelpView) page().showView(HelpView.ID));
        try {
            Text search = hand.find(Text.class, t -> t.getMessage().startsWith("Search the help"));
            hand.click(search, 40, 8);
            hand.type("cup anteversion");
            hand.await("pages are found", 10, () -> help.shown().contains("Cup anteversion, radiographic"));
            hand.screenshot("help-search");
            hand.run(() -> page().activate(page().findView("org.orthotwin.ui.plots") == null ? page().getActiveEditor()
                    : page().findView("org.orthotwin.ui.plots")));
            hand.key(SWT.F1, (char) 0);
            hand.await("the help follows", 10, () -> !help.shown().contains("Cup anteversion, radiographic"));
            hand.run(() -> help.go("verb:replay"));
            assertTrue(hand.ui(help::shown).contains("--out"), hand.ui(help::shown));
        } finally {
            hand.run(() -> page().hideView(help));
        }
    }

    @Test
    void aGuideTicksWhatIsDone() throws PartInitException {
        GuideView guide = hand.ui(() -> (GuideView) page().showView(GuideView.ID));
        try {
            // another view may lie over it since an earlier test
            hand.ui(() -> page().showView("org.orthotwin.ui.measurements"));
            hand.run(() -> guide.show("hip"));
            hand.await("open and numbers are ticked", 20, () -> guide.done().containsAll(List.of("open", "numbers")));
            assertFalse(hand.ui(guide::done).contains("move"));
            turnCup(47);
            hand.await("the move is ticked", 10, () -> guide.done().contains("move"));
            Button show = hand.find(Button.class, b -> "choose".equals(b.getData("guide")));
            hand.click(show, 12, 10);
            assertEquals("org.orthotwin.ui.plan", hand.ui(() -> page().getActivePart().getSite().getId()));
            assertNotEquals(List.of(), hand.ui(guide::done));
            hand.screenshot("guide");
        } finally {
            hand.run(() -> page().hideView(guide));
        }
    }
}
