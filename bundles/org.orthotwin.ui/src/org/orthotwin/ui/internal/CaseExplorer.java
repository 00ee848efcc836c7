/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.util.List;
import org.eclipse.core.commands.common.CommandException;
import org.eclipse.core.resources.IContainer;
import org.eclipse.core.resources.IFile;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.IResource;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.runtime.Adapters;
import org.eclipse.core.runtime.ILog;
import org.eclipse.jface.action.Action;
import org.eclipse.jface.action.IMenuManager;
import org.eclipse.jface.action.MenuManager;
import org.eclipse.jface.action.Separator;
import org.eclipse.swt.dnd.DND;
import org.eclipse.swt.dnd.DropTarget;
import org.eclipse.swt.program.Program;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.ui.IWorkbenchCommandConstants;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.commands.ICommandService;
import org.eclipse.ui.handlers.IHandlerService;
import org.eclipse.ui.ide.IDE;
import org.eclipse.ui.navigator.CommonNavigator;
import org.orthotwin.ui.CaseDrop;
import org.orthotwin.ui.CaseFolders;

/** The cases of the workspace, a project each, with their files. */
public final class CaseExplorer extends CommonNavigator {

    public static final String ID = "org.orthotwin.ui.cases";

    private static final String NEW = "org.orthotwin.ui.new";
    private static final String IMPORT = "org.orthotwin.followup.ui.import";
    private static final String FOLDER = "org.orthotwin.ui.open";

    @Override
    protected Object getInitialInput() {
        return ResourcesPlugin.getWorkspace().getRoot();
    }

    @Override
    public void createPartControl(Composite parent) {
        super.createPartControl(parent);
        // what the platform fills its own with is for programmers: teams, comparisons, projects that are closed
        MenuManager menu = new MenuManager();
        menu.setRemoveAllWhenShown(true);
        menu.addMenuListener(this::fill);
        Control tree = getCommonViewer().getControl();
        tree.setMenu(menu.createContextMenu(tree));
        // after the platform's, which copies files into the case that they are dropped on
        if (tree.getData(DND.DROP_TARGET_KEY) instanceof DropTarget target) {
            target.addDropListener(new CaseDrop());
        }
    }

    private void fill(IMenuManager menu) {
        List<IResource> chosen = chosen();
        if (chosen.isEmpty()) {
            menu.add(command("new", NEW));
            menu.add(command("folder", FOLDER));
            take(menu);
            menu.add(command("paste", IWorkbenchCommandConstants.EDIT_PASTE));
            return;
        }
        if (chosen.size() == 1) {
            menu.add(action("open", () -> open(chosen.getFirst())));
            if (!CaseFolders.isPlanned(chosen.getFirst().getProject())) {
                take(menu);
            }
            menu.add(new Separator());
        }
        menu.add(command("copy", IWorkbenchCommandConstants.EDIT_COPY));
        menu.add(command("paste", IWorkbenchCommandConstants.EDIT_PASTE));
        menu.add(command("rename", IWorkbenchCommandConstants.FILE_RENAME));
        menu.add(command("delete", IWorkbenchCommandConstants.EDIT_DELETE));
        menu.add(new Separator());
        menu.add(command("refresh", IWorkbenchCommandConstants.FILE_REFRESH));
        if (chosen.size() == 1 && chosen.getFirst().getLocation() != null) {
            menu.add(action("show", () -> show(chosen.getFirst())));
        }
    }

    /** Into the folder of patients that is chosen, where patients are followed. */
    private void take(IMenuManager menu) {
        if (getSite().getService(ICommandService.class).getCommand(IMPORT).isDefined()) {
            menu.add(command("import", IMPORT));
        }
    }

    private List<IResource> chosen() {
        List<?> all = getCommonViewer().getStructuredSelection().toList();
        return all.stream().map(o -> Adapters.adapt(o, IResource.class)).filter(r -> r != null).toList();
    }

    private void open(IResource r) {
        if (r instanceof IProject p && p.getLocation() != null) {
            CaseFolders.open(p.getLocation().toOSString());
        } else if (r instanceof IFile f) {
            try {
                IDE.openEditor(getSite().getPage(), f);
            } catch (PartInitException e) {
                ILog.of(CaseExplorer.class).warn(String.valueOf(e.getMessage()), e);
            }
        } else {
            getCommonViewer().setExpandedState(r, !getCommonViewer().getExpandedState(r));
        }
    }

    private static void show(IResource r) {
        IResource folder = r instanceof IContainer ? r : r.getParent();
        Program.launch(folder.getLocation().toOSString());
    }

    /** A command of the platform by a word of ours. */
    private Action command(String key, String id) {
        Action a = action(key, () -> {
            try {
                getSite().getService(IHandlerService.class).executeCommand(id, null);
            } catch (CommandException e) {
                ILog.of(CaseExplorer.class).warn(String.valueOf(e.getMessage()), e);
            }
        });
        a.setEnabled(getSite().getService(ICommandService.class).getCommand(id).isEnabled());
        return a;
    }

    private static Action action(String key, Runnable what) {
        return new Action(Texts.text("cases." + key)) {
            @Override
            public void run() {
                what.run();
            }
        };
    }
}
