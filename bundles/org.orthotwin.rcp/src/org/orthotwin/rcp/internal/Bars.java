/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.rcp.internal;

import org.eclipse.jface.action.GroupMarker;
import org.eclipse.jface.action.ICoolBarManager;
import org.eclipse.jface.action.IMenuManager;
import org.eclipse.jface.action.MenuManager;
import org.eclipse.jface.action.Separator;
import org.eclipse.jface.action.ToolBarContributionItem;
import org.eclipse.jface.action.ToolBarManager;
import org.eclipse.swt.SWT;
import org.eclipse.ui.IWorkbenchActionConstants;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.actions.ActionFactory;
import org.eclipse.ui.actions.ActionFactory.IWorkbenchAction;
import org.eclipse.ui.actions.ContributionItemFactory;
import org.eclipse.ui.application.ActionBarAdvisor;
import org.eclipse.ui.application.IActionBarConfigurer;

/** The menus and the tool bar of every window; bundles add to them by {@code org.eclipse.ui.menus}. */
final class Bars extends ActionBarAdvisor {

    private IWorkbenchWindow window;

    Bars(IActionBarConfigurer configurer) {
        super(configurer);
    }

    @Override
    protected void makeActions(IWorkbenchWindow w) {
        window = w;
        for (ActionFactory f : new ActionFactory[] {ActionFactory.SAVE, ActionFactory.SAVE_ALL, ActionFactory.REVERT, ActionFactory.CLOSE,
                ActionFactory.CLOSE_ALL, ActionFactory.QUIT, ActionFactory.UNDO, ActionFactory.REDO, ActionFactory.CUT, ActionFactory.COPY,
                ActionFactory.PASTE, ActionFactory.DELETE, ActionFactory.SELECT_ALL, ActionFactory.PREFERENCES, ActionFactory.ABOUT,
                ActionFactory.RESET_PERSPECTIVE, ActionFactory.REFRESH, ActionFactory.RENAME, ActionFactory.PRINT}) {
            IWorkbenchAction a = f.create(w);
            // undo and redo say what they would do; of the others the platform has English names alone
            if (f != ActionFactory.UNDO && f != ActionFactory.REDO) {
                a.setText(Texts.text("action." + f.getId()));
                a.setToolTipText(a.getText().replace("&", ""));
            }
            register(a);
        }
    }

    private IWorkbenchAction action(ActionFactory f) {
        return (IWorkbenchAction) getAction(f.getId());
    }

    @Override
    protected void fillMenuBar(IMenuManager bar) {
        MenuManager file = menu("file", IWorkbenchActionConstants.M_FILE);
        // not the platform's own group, into which it puts what is for programmers' projects
        file.add(new GroupMarker("org.orthotwin.new"));
        file.add(new Separator());
        file.add(action(ActionFactory.SAVE));
        file.add(action(ActionFactory.SAVE_ALL));
        file.add(action(ActionFactory.REVERT));
        file.add(new Separator());
        file.add(action(ActionFactory.PRINT));
        file.add(new Separator());
        file.add(action(ActionFactory.CLOSE));
        file.add(action(ActionFactory.CLOSE_ALL));
        file.add(new Separator(IWorkbenchActionConstants.MB_ADDITIONS));
        file.add(new Separator());
        file.add(action(ActionFactory.QUIT));

        MenuManager edit = menu("edit", IWorkbenchActionConstants.M_EDIT);
        edit.add(action(ActionFactory.UNDO));
        edit.add(action(ActionFactory.REDO));
        edit.add(new Separator());
        edit.add(action(ActionFactory.CUT));
        edit.add(action(ActionFactory.COPY));
        edit.add(action(ActionFactory.PASTE));
        edit.add(action(ActionFactory.DELETE));
        edit.add(new Separator(IWorkbenchActionConstants.MB_ADDITIONS));

        MenuManager show = new MenuManager(Texts.text("menu.show-view"));
        show.add(ContributionItemFactory.VIEWS_SHORTLIST.create(window));
        MenuManager perspectives = new MenuManager(Texts.text("menu.perspective"));
        perspectives.add(ContributionItemFactory.PERSPECTIVES_SHORTLIST.create(window));
        MenuManager view = menu("window", IWorkbenchActionConstants.M_WINDOW);
        view.add(perspectives);
        view.add(show);
        view.add(action(ActionFactory.RESET_PERSPECTIVE));
        view.add(new Separator(IWorkbenchActionConstants.MB_ADDITIONS));
        view.add(new Separator());
        view.add(action(ActionFactory.PREFERENCES));

        MenuManager help = menu("help", IWorkbenchActionConstants.M_HELP);
        help.add(new Separator(IWorkbenchActionConstants.MB_ADDITIONS));
        help.add(new Separator());
        help.add(action(ActionFactory.ABOUT));

        bar.add(file);
        bar.add(edit);
        bar.add(new GroupMarker(IWorkbenchActionConstants.MB_ADDITIONS));
        bar.add(view);
        bar.add(help);
    }

    private static MenuManager menu(String key, String id) {
        return new MenuManager(Texts.text("menu." + key), id);
    }

    @Override
    protected void fillCoolBar(ICoolBarManager bar) {
        ToolBarManager tools = new ToolBarManager(SWT.FLAT | SWT.RIGHT);
        tools.add(action(ActionFactory.SAVE));
        bar.add(new ToolBarContributionItem(tools, IWorkbenchActionConstants.TOOLBAR_FILE));
        bar.add(new GroupMarker(IWorkbenchActionConstants.MB_ADDITIONS));
    }
}
