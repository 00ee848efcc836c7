/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.swt.widgets.Composite;
import org.orthotwin.model.twin.TwinState;
import org.orthotwin.ui.ReportPane;
import org.orthotwin.ui.UserSettings;

/** The report of the state of the twin that is shown, the page that the command line makes. */
public final class FollowUpReportView extends TwinView {

    public static final String ID = "org.orthotwin.followup.ui.report";

    private ReportPane pane;
    /** Reports that are being made; they go on where the view is closed, and show in the Progress view. */
    private final Map<TwinSession, Job> jobs = new IdentityHashMap<>();
    /** What was read when the page was made; null for one of an earlier time. */
    private String madeOf;

    @Override
    void create(Composite parent) {
        pane = new ReportPane(parent, getViewSite().getActionBars().getToolBarManager(), Texts.text("report.tip"), () -> job()
                .ifPresentOrElse(Job::cancel, this::make));
    }

    private Optional<Job> job() {
        return session().map(jobs::get);
    }

    @Override
    public void setFocus() {
        pane.setFocus();
    }

    @Override
    void changed() {
        Optional<Path> page = session().map(s -> Deeds.page(s.file())).filter(Files::isRegularFile);
        if (!page.equals(pane.shown())) {
            madeOf = null;
            pane.show(page);
        }
        state();
    }

    private String shown() {
        return reading().map(r -> r.stamp() + r.state().map(TwinState::getId).orElse("")).orElse("");
    }

    private void state() {
        String text;
        if (session().isEmpty()) {
            text = Texts.text("report.no-twin");
        } else if (job().isPresent()) {
            text = Texts.text("report.running");
        } else if (pane.shown().isEmpty()) {
            text = Texts.text("report.none");
        } else {
            text = Texts.text(shown().equals(madeOf) ? "report.current" : "report.earlier", pane.time());
        }
        pane.state(text, reading().flatMap(Reading::result).isPresent(), job().isPresent());
    }

    /** Has the report of the state that is shown made by a job, and shows it. */
    public void make() {
        TwinSession s = session().orElse(null);
        if (s == null || jobs.containsKey(s) || reading().isEmpty()) {
            return;
        }
        String of = shown();
        Optional<String> state = reading().flatMap(Reading::state).map(TwinState::getId);
        double length = s.runLength();
        int threads = UserSettings.allThreads();
        jobs.put(s, TwinJob.start(s, Texts.text("job.report"), m -> Deeds.report(s.file(), state, length, threads, m), page -> {
            jobs.remove(s);
            if (pane.isDisposed()) {
                return;
            }
            if (page.isPresent() && session().filter(s::equals).isPresent()) {
                madeOf = of;
                pane.show(page);
            }
            state();
        }));
        state();
    }

    @Override
    public String help() {
        return Texts.text("help.report");
    }

    /** The page that is shown, for tests. */
    public Optional<Path> page() {
        return pane.shown();
    }
}
