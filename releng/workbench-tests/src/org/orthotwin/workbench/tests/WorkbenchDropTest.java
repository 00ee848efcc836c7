/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.workbench.tests;

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
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.ui.navigator.CommonNavigator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.ui.CaseSessions;
import org.orthotwin.ui.internal.CaseExplorer;

/**
 * A case folder that is dropped. The last of all in the alphabet, as they are run: after a drag that was made without a window manager the
 * keyboard is with nobody.
 */
class WorkbenchDropTest extends OpenHip {

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
            hand.drag(start, end);
            hand.await("the drag has ended", 20, ended::get);
            hand.await("the dropped case is open", 60, () -> CaseSessions.active().filter(s -> s.file().startsWith(dropped)).isPresent());
            hand.await("it is in the explorer", 10, () -> Stream.of(cases.getItems()).anyMatch(i -> i.getText().equals("dropped")));
            hand.screenshot("dropped");
        } finally {
            hand.run(from::dispose);
            hand.run(() -> page().closeAllEditors(false));
            ResourcesPlugin.getWorkspace().getRoot().getProject("dropped").delete(false, true, null);
        }
    }
}
