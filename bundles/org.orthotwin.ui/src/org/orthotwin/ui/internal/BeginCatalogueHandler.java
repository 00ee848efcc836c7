/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.io.InputStream;
import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.core.resources.IFile;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.IResource;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.NullProgressMonitor;
import org.eclipse.jface.dialogs.ErrorDialog;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.handlers.HandlerUtil;
import org.eclipse.ui.ide.IDE;

/** Begins a catalogue: a file with one part in two sizes, in a folder of the workspace, to be changed into one's own. */
public final class BeginCatalogueHandler extends AbstractHandler {

    /** What the new catalogue is called until its maker gives it another id. */
    static final String ID = "my.catalogue";

    private static final String FOLDER = "my-catalogue";
    private static final String FILE = "my-catalogue.implant";

    @Override
    public Object execute(ExecutionEvent event) {
        IWorkbenchWindow window = HandlerUtil.getActiveWorkbenchWindow(event);
        try {
            IProject project = ResourcesPlugin.getWorkspace().getRoot().getProject(FOLDER);
            if (!project.exists()) {
                project.create(new NullProgressMonitor());
            }
            project.open(new NullProgressMonitor());
            IFile file = project.getFile(FILE);
            if (!file.exists()) {
                InputStream template = BeginCatalogueHandler.class.getResourceAsStream("/help/" + FILE);
                file.create(template, IResource.NONE, new NullProgressMonitor());
            }
            IDE.openEditor(window.getActivePage(), file);
        } catch (CoreException e) {
            ErrorDialog.openError(window.getShell(), null, null, e.getStatus());
        }
        return null;
    }
}
