/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import org.eclipse.gef.commands.Command;
import org.eclipse.gef.editpolicies.ComponentEditPolicy;
import org.eclipse.gef.editpolicies.ConnectionEditPolicy;
import org.eclipse.gef.requests.GroupRequest;
import org.orthotwin.model.anatomy.NamedElement;

/** Elements are taken away, with what refers to them. */
final class RemovePolicy {

    private RemovePolicy() {
    }

    private static Command remove(Named part) {
        NamedElement e = part.element();
        // with several at once, one may have gone with another
        return SessionCommand.of(part.sheet().session(), () -> part.sheet().session().commands().remove(e));
    }

    /** For nodes. */
    static final class Node extends ComponentEditPolicy {

        @Override
        protected Command createDeleteCommand(GroupRequest request) {
            return remove((Named) getHost());
        }
    }

    /** For links. */
    static final class Link extends ConnectionEditPolicy {

        @Override
        protected Command getDeleteCommand(GroupRequest request) {
            return remove((Named) getHost());
        }
    }
}
