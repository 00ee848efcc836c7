/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.jface.action.IToolBarManager;
import org.eclipse.jface.dialogs.ErrorDialog;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.swt.SWT;
import org.eclipse.swt.SWTError;
import org.eclipse.swt.browser.Browser;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.program.Program;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Label;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.ui.CaseSession;
import org.orthotwin.ui.CaseView;
import org.orthotwin.ui.UiLanguage;

/** The report of the plan in work, the page that the command line makes; where the system has no browser to show it in, the way to one. */
public final class ReportView extends CaseView {

    public static final String ID = "org.orthotwin.ui.report";

    private Label state;
    private Button make;
    private Composite area;
    private Optional<Browser> browser = Optional.empty();
    /** What stands where the page would be. */
    private final List<Button> ways = new ArrayList<>();
    private SimpleAction outside;
    private SimpleAction save;
    private SimpleAction print;
    private Optional<Path> shown = Optional.empty();
    /** Reports that are being made; they go on where the view is closed, and show in the Progress view. */
    private final Map<CaseSession, Job> jobs = new IdentityHashMap<>();
    /** The evaluation that the page is of; -1 for one of an earlier time. */
    private long madeOf = -1;

    @Override
    protected void create(Composite parent) {
        area = new Composite(parent, SWT.NONE);
        GridLayout layout = new GridLayout(2, false);
        layout.marginHeight = 3;
        layout.verticalSpacing = 3;
        area.setLayout(layout);
        state = new Label(area, SWT.WRAP);
        state.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false));
        make = new Button(area, SWT.PUSH);
        make.setText(Texts.text("report.make"));
        make.setToolTipText(Texts.text("report.tip"));
        make.addListener(SWT.Selection, e -> {
            job().ifPresentOrElse(Job::cancel, this::make);
        });
        Control page;
        try {
            browser = Optional.of(new Browser(area, SWT.NONE));
            page = browser.get();
        } catch (SWTError e) {
            // this system has no part for it
            page = without();
        }
        page.setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true, 2, 1));
        IToolBarManager bar = getViewSite().getActionBars().getToolBarManager();
        outside = SimpleAction.on(bar, "report.outside", "browser", this::openOutside);
        save = SimpleAction.on(bar, "report.save", "export", this::save);
        print = SimpleAction.on(bar, "report.print", "print", this::print);
    }

    private Control without() {
        Composite c = new Composite(area, SWT.NONE);
        c.setLayout(new GridLayout(2, false));
        Label l = new Label(c, SWT.WRAP);
        l.setText(Texts.text("report.no-browser"));
        GridData d = new GridData(SWT.FILL, SWT.TOP, true, false, 2, 1);
        d.widthHint = 300;
        l.setLayoutData(d);
        for (String key : new String[] {"report.outside", "report.save"}) {
            Button b = new Button(c, SWT.PUSH);
            b.setText(Texts.text(key));
            b.setEnabled(false);
            ways.add(b);
            b.addListener(SWT.Selection, e -> {
                if (key.equals("report.outside")) {
                    openOutside();
                } else {
                    save();
                }
            });
        }
        return c;
    }

    @Override
    public void setFocus() {
        make.setFocus();
    }

    @Override
    protected void changed(CaseSession.Change change) {
        if (area.isDisposed()) {
            return;
        }
        if (change == CaseSession.Change.EVALUATION || change == CaseSession.Change.FILES) {
            Optional<Path> page = session().map(ReportJob::page).filter(Files::isRegularFile);
            if (!page.equals(shown)) {
                madeOf = -1;
                show(page);
            }
            state();
        }
    }

    private void show(Optional<Path> page) {
        shown = page;
        browser.ifPresent(b -> {
            if (page.isPresent()) {
                b.setUrl(page.get().toUri().toString());
            } else {
                b.setText("");
            }
        });
        state();
    }

    private void state() {
        String text;
        if (session().isEmpty()) {
            text = Texts.text("report.no-case");
        } else if (job().isPresent()) {
            text = Texts.text("report.running");
        } else if (shown.isEmpty()) {
            text = Texts.text("report.none");
        } else if (madeOf >= 0 && madeOf == session().get().evaluation().number() && !session().get().evaluation().running()) {
            text = Texts.text("report.current", time(shown.get()));
        } else {
            text = Texts.text("report.earlier", time(shown.get()));
        }
        if (!text.equals(state.getText())) {
            state.setText(text);
        }
        make.setEnabled(session().isPresent());
        String label = Texts.text(job().isPresent() ? "report.cancel" : shown.isEmpty() ? "report.make" : "report.again");
        if (!label.equals(make.getText())) {
            make.setText(label);
        }
        outside.setEnabled(shown.isPresent());
        save.setEnabled(shown.isPresent());
        print.setEnabled(shown.isPresent());
        ways.forEach(b -> b.setEnabled(shown.isPresent()));
        area.layout();
    }

    private static String time(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant().atZone(ZoneId.systemDefault()).format(DateTimeFormatter.ofLocalizedDateTime(
                    FormatStyle.SHORT).withLocale(Locale.of(UiLanguage.code())));
        } catch (IOException e) {
            return "?";
        }
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
            if (area.isDisposed()) {
                return;
            }
            if (page.isPresent() && session().filter(s::equals).isPresent()) {
                madeOf = settled ? number : -1;
                show(page);
            }
            state();
        }));
        state();
    }

    private Optional<Job> job() {
        return session().map(jobs::get);
    }

    private void openOutside() {
        shown.ifPresent(p -> {
            if (!Program.launch(p.toString())) {
                MessageDialog.openInformation(getSite().getShell(), Texts.text("report"), Texts.text("report.no-program", p));
            }
        });
    }

    private void save() {
        shown.ifPresent(p -> {
            FileDialog dialog = new FileDialog(getSite().getShell(), SWT.SAVE);
            dialog.setFilterExtensions(new String[] {"*.html"});
            dialog.setFileName(p.getParent().getFileName() + "-report.html");
            dialog.setOverwrite(true);
            String file = dialog.open();
            if (file != null) {
                try (InputStream in = Files.newInputStream(p)) {
                    AtomicFiles.write(Path.of(file), in::transferTo);
                } catch (IOException e) {
                    ErrorDialog.openError(getSite().getShell(), Texts.text("report"), null, Status.error(Texts.text("save.failed", file,
                            String.valueOf(e.getMessage()))));
                }
            }
        });
    }

    /** By the browser, which knows the page; where there is none, the one outside does it. */
    private void print() {
        if (browser.isEmpty() || !browser.get().execute("window.print();")) {
            openOutside();
        }
    }

    /** The page that is shown, for tests. */
    public Optional<Path> shown() {
        return shown;
    }
}
