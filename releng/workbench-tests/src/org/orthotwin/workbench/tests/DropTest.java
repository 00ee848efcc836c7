/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.workbench.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.swt.SWT;
import org.eclipse.swt.dnd.DND;
import org.eclipse.swt.dnd.DragSource;
import org.eclipse.swt.dnd.DragSourceAdapter;
import org.eclipse.swt.dnd.DragSourceEvent;
import org.eclipse.swt.dnd.FileTransfer;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.swt.widgets.Text;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.navigator.CommonNavigator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.ui.CaseSession;
import org.orthotwin.ui.CaseSessions;
import org.orthotwin.ui.internal.CaseExplorer;

/** What is dragged and dropped: parts of the catalogue, a case folder from elsewhere. The keyboard works afterwards. */
class DropTest extends OpenHip {

    /** A part goes where its role is, whichever row it is dropped on, and takes along what it must; one that has no place is not taken. */
    @Test
    void aPartIsDroppedOnThePlan() {
        String before = text();
        hand.ui(() -> PlatformUI.getWorkbench().showPerspective("org.orthotwin.rcp.catalog", page().getWorkbenchWindow()));
        try {
            Text search = hand.find(Text.class, t -> t.getMessage().startsWith("Search names"));
            Table sizes = hand.find(Table.class, t -> t.getColumnCount() > 3 && "Size".equals(t.getColumn(0).getText()));
            Tree plan = hand.find(Tree.class, t -> t.getItemCount() > 1 && t.getItem(0).getItemCount() == 4);
            search(search, "press-fit cup", sizes, "52");
            drag(sizes, "56", plan);
            hand.await("the cup is in the plan", 10, () -> "56".equals(placement("cup").getSize()));
            assertEquals("D-36", hand.ui(() -> placement("liner").getSize()));
            assertEquals("36-4", hand.ui(() -> placement("head").getSize()));
            hand.screenshot("part-dropped");
            // once more: nothing changes, and so there is nothing to undo
            drag(sizes, "56", plan);
            assertEquals(1, hand.ui(() -> session.journal().entries().size()));

            // typed after a drag
            search(search, "patellar button", sizes, null);
            String with = text();
            drag(sizes, null, plan);
            // what is not taken flies back
            hand.pause(1000);
            hand.screenshot("part-refused");
            assertEquals(with, text());
            Button use = hand.find(Button.class, b -> "Use in the plan".equals(b.getText()));
            assertFalse(hand.ui(use::isEnabled));
        } finally {
            hand.ui(() -> PlatformUI.getWorkbench().showPerspective("org.orthotwin.rcp.planning", page().getWorkbenchWindow()));
        }
        hand.run(session::undo);
        assertEquals(before, text());
    }

    private void search(Text field, String what, Table sizes, String row) {
        hand.click(field, 60, 8);
        hand.keys(SWT.CTRL, 'a');
        hand.type(what);
        hand.await("found " + what, 20, () -> field.getText().equals(what) && (row == null ? row(sizes, "56") == null
                : row(sizes, row) != null));
        hand.pause(300);
    }

    private static TableItem row(Table sizes, String name) {
        return Stream.of(sizes.getItems()).filter(i -> name == null || i.getText().equals(name)).findFirst().orElse(null);
    }

    /** Drags a row of the table, the first where there is no name, onto the first part of the plan. */
    private void drag(Table sizes, String name, Tree plan) {
        // what is said of a size takes its place above the table
        hand.click(sizes, hand.ui(() -> row(sizes, name).getBounds().x + 30), hand.ui(() -> row(sizes, name).getBounds().y + 10));
        hand.await("the size is chosen", 10, () -> sizes.getSelectionCount() == 1 && sizes.getSelection()[0] == row(sizes, name));
        hand.pause(300);
        Point from = hand.ui(() -> sizes.toDisplay(row(sizes, name).getBounds().x + 30, row(sizes, name).getBounds().y + 10));
        Rectangle to = hand.ui(() -> plan.getItem(0).getItem(1).getBounds());
        hand.drag(sizes, from, hand.ui(() -> plan.toDisplay(to.x + 60, to.y + to.height / 2)));
    }

    /** A case folder that is dragged from elsewhere into the empty part of the explorer is opened. */
    @Test
    void aCaseFolderIsDroppedIntoTheExplorer(@TempDir Path folder) throws Exception {
        Path dropped = Files.createDirectories(folder.resolve("dropped"));
        Path own = session.file().getParent();
        try (Stream<Path> files = Files.walk(own)) {
            for (Path f : files.filter(x -> Files.isRegularFile(x) && !x.getFileName().toString().startsWith(".")).toList()) {
                Path target = dropped.resolve(own.relativize(f).toString());
                Files.createDirectories(target.getParent());
                Files.copy(f, target);
            }
        }
        Tree cases = ((CommonNavigator) hand.ui(() -> page().showView(CaseExplorer.ID))).getCommonViewer().getTree();
        AtomicBoolean ended = new AtomicBoolean();
        Shell from = hand.ui(() -> {
            // one that takes the keyboard would leave it to nobody where there is no window manager
            Shell shell = new Shell(cases.getShell(), SWT.ON_TOP | SWT.NO_FOCUS | SWT.NO_TRIM);
            shell.setBounds(cases.toDisplay(0, 0).x + 300, cases.toDisplay(0, 0).y, 160, 80);
            DragSource source = new DragSource(shell, DND.DROP_COPY);
            source.setTransfer(FileTransfer.getInstance());
            source.addDragListener(new DragSourceAdapter() {
                @Override
                public void dragSetData(DragSourceEvent e) {
                    e.data = new String[] {dropped.toString()};
                }

                @Override
                public void dragFinished(DragSourceEvent e) {
                    ended.set(true);
                }
            });
            shell.setVisible(true);
            return shell;
        });
        try {
            Point start = hand.ui(() -> from.toDisplay(60, 40));
            Point end = hand.ui(() -> cases.toDisplay(cases.getSize().x / 2, cases.getSize().y - 20));
            hand.drag(from, start, end);
            hand.await("the drag has ended", 20, ended::get);
            hand.await("the dropped case is open", 60, () -> CaseSessions.active().filter(s -> s.file().startsWith(dropped)).isPresent());
            hand.await("it is in the explorer", 10, () -> Stream.of(cases.getItems()).anyMatch(i -> i.getText().equals("dropped")));
            hand.run(from::dispose);
            CaseSession of = hand.ui(() -> CaseSessions.active().orElseThrow());
            hand.await("its plan has numbers", 180, () -> !of.evaluation().running() && of.evaluation().result().isPresent());
            hand.screenshot("dropped");

            hand.click(cases, 60, hand.ui(() -> cases.getItem(0).getBounds().y + 8));
            hand.key(SWT.ARROW_RIGHT, (char) 0);
            hand.await("the keyboard opens the folder", 10, () -> cases.getItem(0).getExpanded());
        } finally {
            hand.run(from::dispose);
            hand.run(() -> page().closeAllEditors(false));
            ResourcesPlugin.getWorkspace().getRoot().getProject("dropped").delete(false, true, null);
        }
    }
}
