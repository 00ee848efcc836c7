/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.eclipse.jface.action.Action;
import org.eclipse.ui.IActionBars;
import org.eclipse.ui.actions.ActionFactory;
import org.orthotwin.ui.CaseSession;
import org.orthotwin.ui.CaseSessions;

/** Undo and redo of a case as the global actions of a view or an editor; their texts say what they would undo and redo. */
public final class UndoActions {

    private UndoActions() {
    }

    /** @return to be run when the part goes */
    public static Runnable install(IActionBars bars, Supplier<Optional<CaseSession>> session) {
        One undo = new One("undo", session, CaseSession::canUndo, CaseSession::undo);
        One redo = new One("redo", session, CaseSession::canRedo, CaseSession::redo);
        bars.setGlobalActionHandler(ActionFactory.UNDO.getId(), undo);
        bars.setGlobalActionHandler(ActionFactory.REDO.getId(), redo);
        bars.updateActionBars();
        undo.watch();
        redo.watch();
        return () -> {
            undo.forget();
            redo.forget();
        };
    }

    private static final class One extends Action {

        private final String key;
        private final Supplier<Optional<CaseSession>> session;
        private final Predicate<CaseSession> can;
        private final Consumer<CaseSession> action;
        private CaseSession watched;
        private final Consumer<CaseSession.Change> listener = c -> update();
        private final Runnable follower = this::follow;

        One(String key, Supplier<Optional<CaseSession>> session, Predicate<CaseSession> can, Consumer<CaseSession> action) {
            super(Texts.text(key));
            this.key = key;
            this.session = session;
            this.can = can;
            this.action = action;
        }

        void watch() {
            CaseSessions.addListener(follower);
            follow();
        }

        void forget() {
            CaseSessions.removeListener(follower);
            if (watched != null) {
                watched.removeListener(listener);
            }
        }

        private void follow() {
            CaseSession now = session.get().orElse(null);
            if (now != watched) {
                if (watched != null) {
                    watched.removeListener(listener);
                }
                watched = now;
                if (now != null) {
                    now.addListener(listener);
                }
            }
            update();
        }

        private void update() {
            boolean enabled = watched != null && can.test(watched);
            setEnabled(enabled);
            String label = watched == null ? "" : key.equals("undo") ? watched.undoLabel() : watched.redoLabel();
            setText(enabled ? Texts.text(key + ".what", label) : Texts.text(key));
            setToolTipText(getText());
        }

        @Override
        public void run() {
            if (watched != null) {
                action.accept(watched);
            }
        }
    }
}
