/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.core.resources.IFile;
import org.eclipse.core.runtime.IPath;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.MenuItem;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableColumn;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.ui.part.ViewPart;
import org.orthotwin.core.InputException;
import org.orthotwin.followup.AlertLog;
import org.orthotwin.followup.Aside;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Urgency;
import org.orthotwin.ui.CaseFolders;
import org.orthotwin.ui.SimpleAction;
import org.orthotwin.ui.UiLanguage;
import org.orthotwin.ui.ViewHelp;

/** The patients of the workspace, who is to be seen to first at the top; a double click opens one. */
public final class PatientsView extends ViewPart implements ViewHelp {

    public static final String ID = "org.orthotwin.followup.ui.patients";

    private static final String[] COLUMNS = {"patient", "alerts", "worst", "next", "before", "what", "cause", "joint", "last", "file"};
    /** Widths that what is long may have at least, pixels; 0 for what is never cut. */
    private static final int[] MOST = {170, 0, 0, 0, 230, 0, 0, 0, 0, 110};
    /** Columns that are red where something is to be done. */
    private static final int ALERTS = 1;
    private static final int WORST = 2;
    private static final int NEXT = 3;
    private static final int BEFORE = 4;
    private static final int JOINT = 7;

    private Label said;
    private Composite others;
    private Label waiting;
    private Table table;
    /** The first folder of which rows wait that are of no twin; empty for none. */
    private Optional<Path> aside = Optional.empty();
    private List<Standing.Row> shown = List.of();
    private final Runnable later = new Later(() -> table, this::changed);
    private final Consumer<IFile> listener = f -> later.run();
    private final Job gather = Job.createSystem(Texts.text("job.alerts"), (IProgressMonitor m) -> gather(m));

    @Override
    public void createPartControl(Composite parent) {
        Composite area = Views.area(parent);
        said = new Label(area, SWT.WRAP);
        GridData d = new GridData(SWT.FILL, SWT.TOP, true, false);
        d.horizontalIndent = 8;
        d.verticalIndent = 4;
        d.widthHint = 100;
        said.setLayoutData(d);
        others = Views.banner(area, 8, 2);
        waiting = Views.words(others);
        waiting.setData("patients", "others");
        Button look = new Button(others, SWT.PUSH);
        look.setText(Texts.text("settle.open"));
        look.setToolTipText(Texts.text("settle.open.tip"));
        look.setData("patients", "settle");
        look.addListener(SWT.Selection, e -> settle());
        table = new Table(area, SWT.FULL_SELECTION | SWT.SINGLE);
        table.setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true));
        table.setHeaderVisible(true);
        table.setData("patients", "table");
        for (String c : COLUMNS) {
            TableColumn column = new TableColumn(table, SWT.LEFT);
            column.setText(Texts.text("patients.column." + c));
            column.setToolTipText(Texts.text("patients.column." + c + ".tip"));
        }
        Views.tips(table);
        table.addListener(SWT.Resize, e -> Views.pack(table, MOST));
        table.addListener(SWT.DefaultSelection, e -> chosen().ifPresent(r -> CaseFolders.open(r.file().toString())));
        Menu menu = new Menu(table);
        item(menu, "patients.open", () -> chosen().ifPresent(r -> CaseFolders.open(r.file().toString())));
        item(menu, "import.folder", this::take);
        table.setMenu(menu);
        SimpleAction.on(getViewSite().getActionBars().getToolBarManager(), Texts.CATALOG, "import.folder", Icons.OURS.descriptor("import"),
                this::take);
        Standings.ours().addListener(listener);
        changed();
    }

    private static void item(Menu menu, String key, Runnable what) {
        MenuItem i = new MenuItem(menu, SWT.PUSH);
        i.setText(Texts.text(key));
        i.addListener(SWT.Selection, e -> what.run());
    }

    private Optional<Standing.Row> chosen() {
        int i = table.getSelectionIndex();
        return i >= 0 && i < shown.size() ? Optional.of(shown.get(i)) : Optional.empty();
    }

    /** Into the folder of who is chosen, or of the first of all. */
    private void take() {
        FolderImport.ask(getSite().getShell(), chosen().or(() -> shown.stream().findFirst()).map(r -> r.file().getParent()));
    }

    private void settle() {
        aside.ifPresent(f -> SettleDialog.ask(getSite().getShell(), f, (name, work) -> TwinJob.in(f, name, work, n -> changed())));
    }

    /** Files are looked at by a job. */
    private void changed() {
        gather.cancel();
        gather.schedule();
    }

    private void gather(IProgressMonitor m) {
        List<IFile> twins = Standings.twins().toList();
        List<Standing.Row> rows = twins.stream().takeWhile(f -> !m.isCanceled()).map(Standings.ours()::row).flatMap(Optional::stream)
                .sorted().toList();
        Map<Path, Integer> nobodys = new TreeMap<>();
        twins.stream().map(f -> f.getProject().getLocation()).filter(Objects::nonNull).map(IPath::toPath).distinct().forEach(f -> {
            int n = waiting(f);
            if (n > 0) {
                nobodys.put(f, n);
            }
        });
        if (!m.isCanceled() && !table.isDisposed()) {
            table.getDisplay().asyncExec(() -> {
                if (!table.isDisposed()) {
                    show(rows, twins.size());
                    show(nobodys);
                }
            });
        }
    }

    private static int waiting(Path folder) {
        try {
            return Aside.waiting(folder).size();
        } catch (InputException | IOException e) {
            // told on the command line, which mends it
            return 0;
        }
    }

    /** Says of the first folder of which rows wait that are of no twin how many do, and of how many more folders. */
    private void show(Map<Path, Integer> nobodys) {
        aside = nobodys.keySet().stream().findFirst();
        waiting.setText(aside.map(f -> Texts.text("patients.others", f.getFileName(), nobodys.get(f))).orElse("") + (nobodys.size() > 1
                ? " "
                + Texts.text("patients.others.more", nobodys.size() - 1) : ""));
        Views.show(others, aside.isPresent());
        table.getParent().layout(true, true);
    }

    private void show(List<Standing.Row> rows, int all) {
        Optional<Path> was = Optional.of(table.getSelectionIndex()).filter(i -> i >= 0 && i < shown.size()).map(i -> shown.get(i).file());
        shown = rows;
        int left = all - shown.size();
        said.setText(all == 0 ? Texts.text("patients.none") : left > 0 ? Texts.text("patients.looking", left) : said(shown));
        table.setRedraw(false);
        table.removeAll();
        for (Standing.Row r : shown) {
            TableItem item = new TableItem(table, SWT.NONE);
            item.setText(cells(r, shown));
            if (r.open() > 0) {
                item.setForeground(ALERTS, table.getDisplay().getSystemColor(SWT.COLOR_RED));
                if (r.worst().filter(w -> w.status() == AlertLog.Status.OPEN).isPresent()) {
                    item.setForeground(WORST, table.getDisplay().getSystemColor(SWT.COLOR_RED));
                }
            }
            if (r.worst().filter(w -> w.told().isUrgent()).isPresent()) {
                item.setForeground(BEFORE, table.getDisplay().getSystemColor(SWT.COLOR_RED));
            }
            if (r.standing().isPast(r.now())) {
                item.setForeground(NEXT, table.getDisplay().getSystemColor(SWT.COLOR_RED));
            }
        }
        was.map(f -> shown.stream().map(Standing.Row::file).toList().indexOf(f)).filter(i -> i >= 0).ifPresent(table::select);
        table.setRedraw(true);
        Views.pack(table, MOST);
        table.getParent().layout();
    }

    /** How many are to be seen to, in words, and who is in several files. */
    static String said(List<Standing.Row> rows) {
        String shared = Urgency.shared(rows.stream().map(r -> new Urgency.Whose(r.standing().patient(), r.standing().joint(), r
                .standing().side())).toList()).entrySet().stream().map(
                e -> " " + FollowUpResult.text(UiLanguage.code(), "patients.shared", e.getKey(), e.getValue())).collect(Collectors
                        .joining());
        long aside = rows.stream().filter(r -> r.aside() > 0).count();
        return counted(rows) + (aside > 0 ? " " + Texts.text("patients.with-aside", aside) : "") + shared;
    }

    private static String counted(List<Standing.Row> rows) {
        long seen = rows.stream().filter(r -> r.open() == 0 && r.seen() > 0).count();
        return Texts.text("patients.said", rows.size(), rows.stream().filter(r -> r.open() > 0).count(), rows.stream().filter(r -> r
                .standing().overdue(r.now()).isPresent()).count()) + (seen > 0 ? " " + Texts.text("patients.with-seen", seen) : "");
    }

    /** The same with the joint beside the patient where there are other twins of the same one. */
    static String[] cells(Standing.Row r, List<Standing.Row> all) {
        String[] cells = cells(r);
        String patient = r.standing().patient();
        if (!patient.isEmpty() && all.stream().filter(o -> o.standing().patient().equals(patient)).count() > 1) {
            cells[0] = Texts.text("patients.of", patient, cells[JOINT]);
        }
        return cells;
    }

    /** What is told of a patient, in the order of the columns. */
    static String[] cells(Standing.Row r) {
        Standing s = r.standing();
        String next = Optional.of(s.words()).filter(w -> !w.isEmpty()).or(() -> s.planned().map(p -> Texts.text("patients.planned",
                FollowUpResult.day(p)))).orElse("");
        String alerts = Stream.of(r.open() > 0 ? String.valueOf(r.open()) : "", r.seen() > 0 ? Texts.text(r.seen() == 1
                ? "patients.seen.one" : "patients.seen", r.seen()) : "", r
                .asleep() > 0 ? Texts.text("patients.asleep", r.asleep()) : "").filter(t -> !t.isEmpty()).collect(Collectors.joining(", "));
        return new String[] {s.patient().isEmpty() ? r.file().getFileName().toString() : s.patient(), alerts, r.worst().map(
                w -> FollowUpResult.text(UiLanguage.code(), "level." + w.told().level())).orElse(""), next, s.before(), what(r), r.worst()
                        .isEmpty() ? "" : Texts.WORDING.said(s.cause()), Texts.WORDING.joint(s.joint(), s.side()), s.last().map(
                                FollowUpResult::day).orElse(""), r.file().getFileName().toString()};
    }

    /** What the first alert is about, with what became of it where it is seen or sleeps; how many rows were put aside without one. */
    private static String what(Standing.Row r) {
        if (r.worst().isEmpty() && r.aside() > 0) {
            return Texts.text("patients.aside", r.aside());
        }
        return r.alerts().stream().findFirst().map(a -> a.until().map(u -> Texts.text("patients.until", a.told().what(), FollowUpResult.day(
                u))).orElseGet(() -> a.status().isSeen() ? Texts.text("patients.what-seen", a.told().what()) : a.told().what())).orElse("");
    }

    @Override
    public void dispose() {
        Standings.ours().removeListener(listener);
        gather.cancel();
        super.dispose();
    }

    @Override
    public void setFocus() {
        table.setFocus();
    }

    @Override
    public String help() {
        return Texts.text("help.patients");
    }
}
