/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.util.Locale;
import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.jface.wizard.WizardDialog;
import org.eclipse.ui.handlers.HandlerUtil;

/** Begins something of one's own: sheets of a catalogue, a catalogue made of them, a project for a solver or a joint. */
public final class BeginHandler extends AbstractHandler {

    private static final String KIND = "org.orthotwin.ui.begin.kind";

    @Override
    public Object execute(ExecutionEvent event) {
        BeginWizard.Kind kind = BeginWizard.Kind.valueOf(event.getParameter(KIND).toUpperCase(Locale.ROOT));
        new WizardDialog(HandlerUtil.getActiveShell(event), new BeginWizard(kind)).open();
        return null;
    }
}
