/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.gef.commands.Command;
import org.eclipse.gef.commands.CommandStack;
import org.orthotwin.ui.CaseSession;

/**
 * What a tool wants done, as a command of the case: that is made when it is carried out, and undone by the case alone. The stack of the
 * diagram remembers nothing.
 */
class SessionCommand extends Command {

    private final CaseSession session;
    private final Supplier<Optional<org.eclipse.emf.common.command.Command>> maker;

    /** @param maker of the command; none if there is nothing to do after all */
    SessionCommand(CaseSession session, Supplier<Optional<org.eclipse.emf.common.command.Command>> maker) {
        this.session = session;
        this.maker = maker;
    }

    static SessionCommand of(CaseSession session, Supplier<org.eclipse.emf.common.command.Command> maker) {
        return new SessionCommand(session, () -> Optional.of(maker.get()));
    }

    @Override
    public void execute() {
        maker.get().ifPresent(session::execute);
    }

    @Override
    public boolean canUndo() {
        return false;
    }

    /** Carries out and forgets. */
    static final class Stack extends CommandStack {

        @Override
        public void execute(Command command) {
            if (command != null && command.canExecute()) {
                command.execute();
            }
        }
    }
}
