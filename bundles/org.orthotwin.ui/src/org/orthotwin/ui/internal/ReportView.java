/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.swt.widgets.Composite;
import org.orthotwin.ui.CaseRuns;
import org.orthotwin.ui.CaseSession;
import org.orthotwin.ui.CaseView;
import org.orthotwin.ui.ReportPane;

/** The report of the plan in work, the page that the command line makes. */
public final class ReportView extends CaseView {

    public static final String ID = "org.orthotwin.ui.report";

    private final Runnable follower = this::made;
    private ReportPane pane;
    private CaseRuns runs;
    private boolean making;

    @Override
    protected void create(Composite parent) {
        pane = new ReportPane(parent, getViewSite().getActionBars().getToolBarManager(), Texts.text("report.tip"), () -> {
            if (runs != null && runs.isReporting()) {
                runs.cancelReport();
            } else {
                make();
            }
        });
    }

    @Override
    public void setFocus() {
        pane.setFocus();
    }

    @Override
    public void dispose() {
        if (runs != null) {
            runs.removeListener(follower);
        }
        super.dispose();
    }

    @Override
    protected void changed(CaseSession.Change change) {
        if (pane.isDisposed()) {
            return;
        }
        CaseRuns now = session().map(CaseRuns::of).orElse(null);
        if (now != runs) {
            if (runs != null) {
                runs.removeListener(follower);
            }
            runs = now;
            making = runs != null && runs.isReporting();
            if (runs != null) {
                runs.addListener(follower);
            }
        }
        if (change == CaseSession.Change.EVALUATION || change == CaseSession.Change.FILES) {
            Optional<Path> page = session().flatMap(s -> CaseRuns.of(s).report());
            if (!page.equals(pane.shown())) {
                pane.show(page);
            }
            state();
        }
    }

    /** Shows what has been made since. */
    private void made() {
        if (pane.isDisposed()) {
            return;
        }
        boolean ended = making && !runs.isReporting();
        making = runs.isReporting();
        if (ended && runs.isReportCurrent()) {
            pane.show(runs.report());
        }
        state();
    }

    private void state() {
        String text;
        if (session().isEmpty()) {
            text = Texts.text("report.no-case");
        } else if (runs.isReporting()) {
            text = Texts.text("report.running");
        } else if (pane.shown().isEmpty()) {
            text = Texts.text("report.none");
        } else if (runs.isReportCurrent()) {
            text = Texts.text("report.current", pane.time());
        } else {
            text = Texts.text("report.earlier", pane.time());
        }
        pane.state(text, session().isPresent(), runs != null && runs.isReporting());
    }

    /** Has the report of the plan in work made by a job, and shows it. */
    public void make() {
        session().ifPresent(s -> CaseRuns.of(s).makeReport());
    }

    /** The page that is shown, for tests. */
    public Optional<Path> shown() {
        return pane.shown();
    }
}
