/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.ui.part.ViewPart;
import org.orthotwin.ui.internal.UndoActions;

/** A view of the case that is worked on: it follows when another case comes to the front, and undo and redo are that case's. */
public abstract class CaseView extends ViewPart {

    private final Runnable follower = this::follow;
    private final Consumer<CaseSession.Change> listener = this::note;
    private final Set<CaseSession.Change> pending = EnumSet.noneOf(CaseSession.Change.class);
    private CaseSession session;
    private Runnable undo;

    @Override
    public final void createPartControl(Composite parent) {
        create(parent);
        CaseSessions.addListener(follower);
        follow();
        // after the view itself, whose case these actions ask for
        undo = UndoActions.install(getViewSite().getActionBars(), this::session);
    }

    @Override
    public void dispose() {
        if (undo != null) {
            undo.run();
        }
        CaseSessions.removeListener(follower);
        if (session != null) {
            session.removeListener(listener);
        }
        super.dispose();
    }

    private void follow() {
        if (session != null) {
            session.removeListener(listener);
        }
        session = CaseSessions.active().orElse(null);
        if (session != null) {
            session.addListener(listener);
        }
        pending.clear();
        for (CaseSession.Change c : CaseSession.Change.values()) {
            changed(c);
        }
    }

    /** Many changes in one turn, such as a row of undos, are shown once. */
    private void note(CaseSession.Change change) {
        if (pending.isEmpty()) {
            getSite().getShell().getDisplay().asyncExec(() -> {
                List<CaseSession.Change> all = List.copyOf(pending);
                pending.clear();
                if (session != null) {
                    all.forEach(this::changed);
                }
            });
        }
        pending.add(change);
    }

    /** The case to show; empty if none is open. */
    protected final Optional<CaseSession> session() {
        return Optional.ofNullable(session);
    }

    /** Makes the controls, empty. */
    protected abstract void create(Composite parent);

    /** Something happened to the case, or another one, or none, is to be shown: then every change is told. */
    protected abstract void changed(CaseSession.Change change);
}
