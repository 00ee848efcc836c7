/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.eclipse.gef.commands.Command;
import org.eclipse.gef.editpolicies.ComponentEditPolicy;
import org.eclipse.gef.editpolicies.ConnectionEditPolicy;
import org.eclipse.gef.requests.GroupRequest;
import org.orthotwin.model.anatomy.NamedElement;
import org.orthotwin.ui.CaseSession;

/** Elements are taken away, with what refers to them. */
final class RemovePolicy {

    private RemovePolicy() {
    }

    /** Chained to others of its kind it is one step of the case. */
    private static final class Removal extends SessionCommand {

        private final CaseSession session;
        private final Set<NamedElement> elements;

        Removal(CaseSession session, Set<NamedElement> elements) {
            super(session, () -> Optional.of(session.commands().remove(elements)));
            this.session = session;
            this.elements = elements;
        }

        @Override
        public Command chain(Command next) {
            if (next instanceof Removal r && r.session == session) {
                Set<NamedElement> both = new LinkedHashSet<>(elements);
                both.addAll(r.elements);
                return new Removal(session, both);
            }
            return super.chain(next);
        }
    }

    private static Command remove(Named part) {
        return new Removal(part.sheet().session(), Set.of(part.element()));
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
