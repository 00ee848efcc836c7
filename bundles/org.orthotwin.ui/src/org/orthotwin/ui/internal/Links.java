/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import org.eclipse.core.commands.common.CommandException;
import org.eclipse.core.commands.ParameterizedCommand;
import org.eclipse.core.runtime.ILog;
import org.eclipse.jface.dialogs.ErrorDialog;
import org.eclipse.swt.program.Program;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.WorkbenchException;
import org.eclipse.ui.commands.ICommandService;
import org.eclipse.ui.handlers.IHandlerService;

/**
 * What a link of the help or a step of a guide leads to: {@code view:id}, {@code command:id} with its parameters as commands are written
 * down, {@code perspective:id}, {@code guide:id}, {@code help:page} or a web address.
 */
final class Links {

    private Links() {
    }

    static void follow(String target, IWorkbenchPage page) {
        String rest = target.substring(target.indexOf(':') + 1);
        try {
            switch (target.substring(0, Math.max(0, target.indexOf(':')))) {
                case "view" -> page.showView(rest);
                case "command" -> run(rest, page);
                case "perspective" -> page.getWorkbenchWindow().getWorkbench().showPerspective(rest, page.getWorkbenchWindow());
                case "guide" -> ((GuideView) page.showView(GuideView.ID)).show(rest);
                case "help" -> ((HelpView) page.showView(HelpView.ID)).go(rest);
                case "https", "http" -> Program.launch(target);
                default -> ILog.of(Links.class).warn("a link leads nowhere: " + target);
            }
        } catch (PartInitException e) {
            ErrorDialog.openError(page.getWorkbenchWindow().getShell(), null, null, e.getStatus());
        } catch (WorkbenchException e) {
            ErrorDialog.openError(page.getWorkbenchWindow().getShell(), null, null, e.getStatus());
        } catch (CommandException e) {
            ILog.of(Links.class).warn("a link could not be followed: " + target, e);
        }
    }

    private static void run(String command, IWorkbenchPage page) throws CommandException {
        ParameterizedCommand c = page.getWorkbenchWindow().getService(ICommandService.class).deserialize(command);
        page.getWorkbenchWindow().getService(IHandlerService.class).executeCommand(c, null);
    }
}
