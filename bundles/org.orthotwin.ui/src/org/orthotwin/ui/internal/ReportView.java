/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.swt.widgets.Composite;
import org.orthotwin.ui.CaseSession;
import org.orthotwin.ui.CaseView;
import org.orthotwin.ui.ReportPane;

/** The report of the plan in work, the page that the command line makes. */
public final class ReportView extends CaseView {

    public static final String ID = "org.orthotwin.ui.report";

    private ReportPane pane;
    /** Reports that are being made; they go on where the view is closed, and show in the Progress view. */
    private final Map<CaseSession, Job> jobs = new IdentityHashMap<>();
    /** The evaluation that the page is of; -1 for one of an earlier time. */
    private long madeOf = -1;

    @Override
    protected void create(Composite parent) {
        pane = new ReportPane(parent, getViewSite().getActionBars().getToolBarManager(), Texts.text("report.tip"), () -> job()
                .ifPresentOrElse(Job::cancel, this::make));
    }

    @Override
    public void setFocus() {
        pane.setFocus();
    }

    @Override
    protected void changed(CaseSession.Change change) {
        if (pane.isDisposed()) {
            return;
        }
        if (change == CaseSession.Change.EVALUATION || change == CaseSession.Change.FILES) {
            Optional<Path> page = session().map(ReportJob::page).filter(Files::isRegularFile);
            if (!page.equals(pane.shown())) {
                madeOf = -1;
                pane.show(page);
            }
            state();
        }
    }

    private void state() {
        String text;
        if (session().isEmpty()) {
            text = Texts.text("report.no-case");
        } else if (job().isPresent()) {
            text = Texts.text("report.running");
        } else if (pane.shown().isEmpty()) {
            text = Texts.text("report.none");
        } else if (madeOf >= 0 && madeOf == session().get().evaluation().number() && !session().get().evaluation().running()) {
            text = Texts.text("report.current", pane.time());
        } else {
            text = Texts.text("report.earlier", pane.time());
        }
        pane.state(text, session().isPresent(), job().isPresent());
    }

    /** Has the report of the plan in work made by a job, and shows it. */
    public void make() {
        CaseSession s = session().orElse(null);
        if (s == null || jobs.containsKey(s)) {
            return;
        }
        long number = s.evaluation().number();
        boolean settled = !s.evaluation().running();
        jobs.put(s, ReportJob.start(s, page -> {
            jobs.remove(s);
            if (pane.isDisposed()) {
                return;
            }
            if (page.isPresent() && session().filter(s::equals).isPresent()) {
                madeOf = settled ? number : -1;
                pane.show(page);
            }
            state();
        }));
        state();
    }

    private Optional<Job> job() {
        return session().map(jobs::get);
    }

    /** The page that is shown, for tests. */
    public Optional<Path> shown() {
        return pane.shown();
    }
}
