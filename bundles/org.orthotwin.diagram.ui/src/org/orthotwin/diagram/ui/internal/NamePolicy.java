/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import org.eclipse.gef.commands.Command;
import org.eclipse.gef.editpolicies.DirectEditPolicy;
import org.eclipse.gef.requests.DirectEditRequest;

/** Names are changed in place. */
final class NamePolicy extends DirectEditPolicy {

    @Override
    protected Command getDirectEditCommand(DirectEditRequest request) {
        Named part = (Named) getHost();
        String name = String.valueOf(request.getCellEditor().getValue()).strip();
        return name.equals(Names.of(part.element())) ? null
                : SessionCommand.of(part.sheet().session(), () -> part.sheet().session().commands().rename(part.element(), name));
    }

    @Override
    protected void showCurrentEditValue(DirectEditRequest request) {
        // the editor itself shows it
    }
}
