/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
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
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Label;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.core.InputException;
import org.orthotwin.report.PdfPrinter;
import org.orthotwin.ui.internal.Icons;
import org.orthotwin.ui.internal.Texts;

/** A report as a page, with the button that has it made; where the system has no browser to show it in, the way to one. */
public final class ReportPane {

    private static final String PRINTED = "report.pdf";

    private final Label state;
    private final Button make;
    private final Composite area;
    private Optional<Browser> browser = Optional.empty();
    /** What stands where the page would be. */
    private final List<Button> ways = new ArrayList<>();
    private final SimpleAction outside;
    private final SimpleAction save;
    private final SimpleAction print;
    private Optional<Path> shown = Optional.empty();

    /**
     * @param bar for what can be done with the page
     * @param tip what the button does
     * @param pressed when the button is
     */
    public ReportPane(Composite parent, IToolBarManager bar, String tip, Runnable pressed) {
        area = new Composite(parent, SWT.NONE);
        GridLayout layout = new GridLayout(2, false);
        layout.marginHeight = 3;
        layout.verticalSpacing = 3;
        area.setLayout(layout);
        state = new Label(area, SWT.WRAP);
        state.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false));
        make = new Button(area, SWT.PUSH);
        make.setText(Texts.text("report.make"));
        make.setToolTipText(tip);
        make.addListener(SWT.Selection, e -> pressed.run());
        Control page;
        try {
            browser = Optional.of(new Browser(area, SWT.NONE));
            page = browser.get();
        } catch (SWTError e) {
            // this system has no part for it
            page = without();
        }
        page.setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true, 2, 1));
        outside = SimpleAction.on(bar, Texts.CATALOG, "report.outside", Icons.OURS.descriptor("browser"), this::openOutside);
        save = SimpleAction.on(bar, Texts.CATALOG, "report.save", Icons.OURS.descriptor("export"), this::save);
        print = SimpleAction.on(bar, Texts.CATALOG, "report.print", Icons.OURS.descriptor("print"), this::print);
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

    public void setFocus() {
        make.setFocus();
    }

    public boolean isDisposed() {
        return area.isDisposed();
    }

    /** Shows another page, or none. */
    public void show(Optional<Path> page) {
        shown = page;
        browser.ifPresent(b -> {
            if (page.isPresent()) {
                b.setUrl(page.get().toUri().toString());
            } else {
                b.setText("");
            }
        });
    }

    /** The page that is shown. */
    public Optional<Path> shown() {
        return shown;
    }

    /**
     * @param text how the page stands to what it is about
     * @param possible whether there is something to report on
     * @param running whether it is being made, which the button then ends
     */
    public void state(String text, boolean possible, boolean running) {
        if (!text.equals(state.getText())) {
            state.setText(text);
        }
        make.setEnabled(possible);
        String label = Texts.text(running ? "report.cancel" : shown.isEmpty() ? "report.make" : "report.again");
        if (!label.equals(make.getText())) {
            make.setText(label);
        }
        outside.setEnabled(shown.isPresent());
        save.setEnabled(shown.isPresent());
        print.setEnabled(shown.isPresent());
        ways.forEach(b -> b.setEnabled(shown.isPresent()));
        area.layout();
    }

    /** When the page was made, for people. */
    public String time() {
        try {
            return Files.getLastModifiedTime(shown.orElseThrow()).toInstant().atZone(ZoneId.systemDefault()).format(DateTimeFormatter
                    .ofLocalizedDateTime(FormatStyle.SHORT).withLocale(Locale.of(UiLanguage.code())));
        } catch (IOException e) {
            return "?";
        }
    }

    private void openOutside() {
        shown.ifPresent(p -> {
            if (!Program.launch(p.toString()) && !byBrowser(p)) {
                MessageDialog.openInformation(area.getShell(), Texts.text("report"), Texts.text("report.no-program", p));
            }
        });
    }

    private void save() {
        shown.ifPresent(p -> {
            FileDialog dialog = new FileDialog(area.getShell(), SWT.SAVE);
            dialog.setFilterExtensions(new String[] {"*.html", "*.pdf"});
            dialog.setFilterNames(new String[] {Texts.text("report.as-page"), Texts.text("report.as-pdf")});
            dialog.setFileName(p.getParent().getFileName() + "-report.html");
            dialog.setOverwrite(true);
            String file = dialog.open();
            if (file != null && file.toLowerCase(Locale.ROOT).endsWith(".pdf")) {
                pdf(p, Path.of(file), () -> {
                    // where it is was just said
                });
            } else if (file != null) {
                try (InputStream in = Files.newInputStream(p)) {
                    AtomicFiles.write(Path.of(file), in::transferTo);
                } catch (IOException e) {
                    ErrorDialog.openError(area.getShell(), Texts.text("report"), null, Status.error(Texts.text("save.failed", file,
                            String.valueOf(e.getMessage()))));
                }
            }
        });
    }

    /** By a browser that is installed, whose window nobody sees; the platform tells what goes wrong. */
    private static void pdf(Path page, Path file, Runnable then) {
        Job job = Job.create(Texts.text("job.pdf"), m -> {
            try {
                new PdfPrinter(System.getenv()).print(page, file, new JobMonitor(m));
                Display.getDefault().asyncExec(then);
                return Status.OK_STATUS;
            } catch (CancellationException e) {
                return Status.CANCEL_STATUS;
            } catch (InputException e) {
                return Status.error(e.diagnostic().text(UiLanguage.code()));
            } catch (IOException e) {
                return Status.error(Texts.text("save.failed", file, String.valueOf(e.getMessage())));
            }
        });
        job.setUser(true);
        job.schedule();
    }

    /** Shows a page in the browser that is found as for a PDF, where the desktop knows none. */
    private static boolean byBrowser(Path page) {
        try {
            Path found = new PdfPrinter(System.getenv()).browser();
            new ProcessBuilder(found.toString(), page.toUri().toString()).redirectErrorStream(true).redirectOutput(
                    ProcessBuilder.Redirect.DISCARD).start();
            return true;
        } catch (InputException | IOException e) {
            return false;
        }
    }

    /**
     * By the browser in the window, which knows the page; where there is none, as the command line does it: a PDF beside the page, which is
     * then opened to be printed.
     */
    private void print() {
        if (shown.isEmpty() || browser.isPresent() && browser.get().execute("window.print();")) {
            return;
        }
        Path file = shown.get().resolveSibling(PRINTED);
        pdf(shown.get(), file, () -> {
            if (!area.isDisposed() && !Program.launch(file.toString())) {
                MessageDialog.openInformation(area.getShell(), Texts.text("report"), Texts.text("report.printed", file));
            }
        });
    }
}
