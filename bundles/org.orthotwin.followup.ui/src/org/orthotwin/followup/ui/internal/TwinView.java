/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.FillLayout;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.ui.part.ViewPart;
import org.orthotwin.ui.ViewHelp;

/** A view of the twin that is worked on: it follows when another comes to the front, or the twin changes. */
abstract class TwinView extends ViewPart implements ViewHelp {

    private final Runnable follower = this::follow;
    private TwinSession session;
    private Composite area;
    private PastBanner past;
    private final Runnable listener = new Later(() -> area, this::show);

    @Override
    public final void createPartControl(Composite parent) {
        area = Views.area(parent);
        past = new PastBanner(area);
        Composite own = new Composite(area, SWT.NONE);
        own.setLayout(new FillLayout());
        own.setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true));
        create(own);
        TwinSessions.addListener(follower);
        follow();
    }

    @Override
    public void dispose() {
        TwinSessions.removeListener(follower);
        if (session != null) {
            session.removeListener(listener);
        }
        super.dispose();
    }

    private void follow() {
        if (session != null) {
            session.removeListener(listener);
        }
        session = TwinSessions.active().orElse(null);
        if (session != null) {
            session.addListener(listener);
        }
        show();
    }

    private void show() {
        past.show(session());
        changed();
    }

    /** The twin to show; empty if none is open. */
    final Optional<TwinSession> session() {
        return Optional.ofNullable(session);
    }

    /** What is known of it. */
    final Optional<Reading> reading() {
        return session().flatMap(TwinSession::reading);
    }

    /** What stands in the place of what is shown where there is nothing. */
    final String nothing() {
        return session == null ? Texts.text("view.no-twin") : session.problem().orElseGet(() -> Texts.text(session.isLoading()
                ? "view.reading" : "view.nothing"));
    }

    /** Where files are offered to be written. */
    final Path folder() {
        return session().orElseThrow().file().getParent();
    }

    /** What they are offered to be called. */
    final String fileName(String what) {
        return session().orElseThrow().file().getFileName().toString().replaceFirst("\\.[^.]*$", "") + "-" + what;
    }

    /** Makes the controls, empty. */
    abstract void create(Composite parent);

    /** Shows what there is now. */
    abstract void changed();
}
