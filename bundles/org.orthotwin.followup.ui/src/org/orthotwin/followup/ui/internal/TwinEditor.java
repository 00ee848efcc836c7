/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.nio.file.Path;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.jface.action.ToolBarManager;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.jface.resource.FontDescriptor;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.resource.LocalResourceManager;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.MenuItem;
import org.eclipse.swt.widgets.ToolBar;
import org.eclipse.swt.widgets.ToolItem;
import org.eclipse.ui.IEditorInput;
import org.eclipse.ui.IEditorSite;
import org.eclipse.ui.IPartListener2;
import org.eclipse.ui.IURIEditorInput;
import org.eclipse.ui.IWorkbench;
import org.eclipse.ui.IWorkbenchPartReference;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.WorkbenchException;
import org.eclipse.ui.part.EditorPart;
import org.eclipse.ui.statushandlers.StatusManager;
import org.orthotwin.followup.Aside;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Histories;
import org.orthotwin.followup.ObservationFile;
import org.orthotwin.followup.Times;
import org.orthotwin.followup.Withdrawals;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.TwinState;
import org.orthotwin.ui.SimpleAction;
import org.orthotwin.ui.UiLanguage;
import org.orthotwin.ui.ViewHelp;
import org.orthotwin.ui.plot.DrawingPane;

/**
 * A twin as the time line of its patient. What is added to it is written at once, as by the command line, so that there is nothing to be
 * saved.
 */
public final class TwinEditor extends EditorPart implements ViewHelp {

    public static final String ID = "org.orthotwin.followup.ui.twin";

    private static final String PERSPECTIVE = "org.orthotwin.rcp.followup";
    private static final int TITLE = 13;
    /** So many of those that met another of the same day. */
    private static final int MOST_BESIDE = 10;

    private final IPartListener2 front = new IPartListener2() {
        @Override
        public void partActivated(IWorkbenchPartReference ref) {
            if (ref.getPart(false) == TwinEditor.this) {
                TwinSessions.activate(session);
            }
        }
    };
    private TwinSession session;
    private Composite area;
    private final Runnable listener = new Later(() -> area, this::changed);
    private Label title;
    private Label summary;
    private PastBanner past;
    private Composite banner;
    private Label said;
    private Button follow;
    private Composite aside;
    private Label waiting;
    private DrawingPane pane;
    private Label state;
    private ToolItem earlier;
    private ToolItem later;
    private ToolItem latest;
    private SimpleAction add;
    private SimpleAction take;
    private SimpleAction branch;
    private Optional<TimeLine> drawn = Optional.empty();

    @Override
    public void init(IEditorSite site, IEditorInput input) throws PartInitException {
        if (!(input instanceof IURIEditorInput file)) {
            throw new PartInitException(Texts.text("editor.no-file"));
        }
        setSite(site);
        setInput(input);
        setPartName(input.getName());
        session = TwinSessions.open(Path.of(file.getURI()));
        setTitleToolTip(session.file().toString());
    }

    @Override
    public void createPartControl(Composite parent) {
        area = Views.area(parent);
        head();
        past = new PastBanner(area);
        banner();
        rows();
        pane = new DrawingPane(area, () -> session.problem().orElseGet(() -> Texts.text("view.reading")), () -> "");
        pane.canvas().setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true));
        pane.canvas().setData("twin", "line");
        pane.canvas().addListener(SWT.MouseDown, this::press);
        pane.canvas().addListener(SWT.KeyDown, this::key);
        pane.canvas().addListener(SWT.MenuDetect, this::menu);
        foot();
        session.addListener(listener);
        getSite().getPage().addPartListener(front);
        TwinSessions.activate(session);
        changed();
        perspective();
    }

    /** Who opens a twin wants to see the views of it; who begins where he was wants to see what he saw. */
    private void perspective() {
        IWorkbench workbench = PlatformUI.getWorkbench();
        if (!workbench.isStarting() && !PERSPECTIVE.equals(getSite().getPage().getPerspective().getId())) {
            area.getDisplay().asyncExec(() -> {
                if (!area.isDisposed()) {
                    try {
                        workbench.showPerspective(PERSPECTIVE, getSite().getWorkbenchWindow());
                    } catch (WorkbenchException e) {
                        StatusManager.getManager().handle(e.getStatus());
                    }
                }
            });
        }
    }

    private void head() {
        Composite head = new Composite(area, SWT.NONE);
        GridLayout l = new GridLayout(2, false);
        l.marginWidth = 12;
        l.marginHeight = 6;
        l.verticalSpacing = 1;
        head.setLayout(l);
        head.setLayoutData(new GridData(SWT.FILL, SWT.TOP, true, false));
        title = new Label(head, SWT.NONE);
        LocalResourceManager resources = new LocalResourceManager(JFaceResources.getResources(), head);
        title.setFont(resources.create(FontDescriptor.createFrom(JFaceResources.getDefaultFont()).setHeight(TITLE).setStyle(SWT.BOLD)));
        title.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false));
        ToolBarManager bar = new ToolBarManager(SWT.FLAT | SWT.RIGHT);
        add = SimpleAction.on(bar, Texts.CATALOG, "twin.add", Icons.OURS.descriptor("add"), this::add);
        take = SimpleAction.on(bar, Texts.CATALOG, "twin.import", Icons.OURS.descriptor("import"), this::take);
        branch = SimpleAction.on(bar, Texts.CATALOG, "twin.branch", Icons.OURS.descriptor("branch"), this::branch);
        ToolBar control = bar.createControl(head);
        control.setLayoutData(new GridData(SWT.RIGHT, SWT.CENTER, false, false, 1, 2));
        summary = new Label(head, SWT.WRAP);
        GridData d = new GridData(SWT.FILL, SWT.CENTER, true, false);
        // a label asks for the width of its longest line otherwise
        d.widthHint = 200;
        summary.setLayoutData(d);
    }

    private void banner() {
        banner = Views.banner(area, 12, 2);
        said = Views.words(banner);
        follow = new Button(banner, SWT.PUSH);
        follow.setText(Texts.text("twin.follow"));
        follow.setToolTipText(Texts.text("twin.follow.tip"));
        follow.setData("twin", "follow");
        follow.setLayoutData(new GridData(SWT.RIGHT, SWT.CENTER, false, false));
        follow.addListener(SWT.Selection, e -> TwinJob.start(session, Texts.text("job.follow"), m -> Deeds.follow(session.file(), m), n -> {
            // seen when the file is read again
        }));
    }

    /** That rows were put aside, and the way to them. */
    private void rows() {
        aside = Views.banner(area, 12, 2);
        waiting = Views.words(aside);
        waiting.setData("twin", "aside");
        Button look = new Button(aside, SWT.PUSH);
        look.setText(Texts.text("settle.open"));
        look.setToolTipText(Texts.text("settle.open.tip"));
        look.setData("twin", "settle");
        look.setLayoutData(new GridData(SWT.RIGHT, SWT.CENTER, false, false));
        look.addListener(SWT.Selection, e -> settle());
    }

    private void settle() {
        SettleDialog.ask(getSite().getShell(), session.file(), (name, work) -> TwinJob.start(session, name, work, n -> {
            // seen when the files are read again
        }));
    }

    private void foot() {
        Composite foot = new Composite(area, SWT.NONE);
        GridLayout l = new GridLayout(2, false);
        l.marginWidth = 12;
        l.marginHeight = 3;
        foot.setLayout(l);
        foot.setLayoutData(new GridData(SWT.FILL, SWT.BOTTOM, true, false));
        state = new Label(foot, SWT.WRAP);
        state.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false));
        ToolBar bar = new ToolBar(foot, SWT.FLAT | SWT.RIGHT);
        earlier = item(bar, "twin.earlier", () -> step(-1));
        later = item(bar, "twin.later", () -> step(1));
        latest = item(bar, "twin.latest", () -> session.show(Optional.empty()));
    }

    private static ToolItem item(ToolBar bar, String key, Runnable what) {
        ToolItem i = new ToolItem(bar, SWT.PUSH);
        i.setText(Texts.text(key));
        i.setToolTipText(Texts.text(key + ".tip"));
        i.addListener(SWT.Selection, e -> what.run());
        return i;
    }

    /** The states before and after the one that is shown, in the branch that it is in or that goes on from it. */
    private List<TwinState> row() {
        return session.reading().filter(r -> r.state().isPresent()).map(r -> {
            List<TwinState> current = Histories.chain(r.twin().getCurrentState());
            TwinState shown = r.state().get();
            return current.contains(shown) ? current : Histories.chain(shown);
        }).orElse(List.of());
    }

    private void step(int by) {
        List<TwinState> row = row();
        int at = session.reading().flatMap(Reading::state).map(row::indexOf).orElse(-1) + by;
        if (at >= 0 && at < row.size()) {
            session.show(Optional.of(row.get(at)));
        }
    }

    // ---- what is shown

    private void changed() {
        Optional<Reading> r = session.reading();
        past.show(Optional.of(session));
        title.setText(r.map(TwinEditor::title).orElse(session.file().getFileName().toString()));
        summary.setText(r.map(TwinEditor::summary).orElse(""));
        r.ifPresent(x -> setPartName(name(x.twin().getPseudonym(), getEditorInput().getName())));
        r.ifPresent(this::tell);
        drawn = r.map(x -> new TimeLine(x, session.observable()));
        pane.show(drawn);
        state.setText(r.map(this::words).orElse(""));
        List<TwinState> row = row();
        int at = r.flatMap(Reading::state).map(row::indexOf).orElse(-1);
        earlier.setEnabled(at > 0);
        later.setEnabled(at >= 0 && at < row.size() - 1);
        latest.setEnabled(r.filter(x -> !x.isLatest()).isPresent());
        add.setEnabled(r.isPresent());
        take.setEnabled(r.isPresent());
        branch.setEnabled(r.flatMap(Reading::state).filter(s -> !r.get().unsaved().contains(s)).isPresent());
        String text = r.map(this::banner).orElse("");
        said.setText(text);
        boolean unsaved = r.filter(x -> !x.unsaved().isEmpty()).isPresent();
        follow.setVisible(unsaved);
        ((GridData) follow.getLayoutData()).exclude = !unsaved;
        Views.show(banner, !text.isEmpty());
        int rows = r.flatMap(Reading::result).map(x -> x.aside().size()).orElse(0);
        waiting.setText(Texts.text(rows == 1 ? "settle.one" : "settle.several", rows));
        Views.show(aside, rows > 0);
        area.layout(true, true);
    }

    /** Whose twin it is, and its file where that is called otherwise: several may be of one pseudonym. */
    static String name(String patient, String file) {
        return patient == null || patient.isEmpty() ? file : file.equals(patient + ".twin") ? patient : Texts.text("twin.name", patient,
                file);
    }

    /** For guides: how far the follow-up is. */
    private void tell(Reading r) {
        setPartProperty("twin.joint", r.joint());
        setPartProperty("twin.predicted", String.valueOf(r.steps().size()));
        setPartProperty("twin.withdrawn", String.valueOf(Withdrawals.withdrawn(r.twin()).size()));
        setPartProperty("twin.report", Deeds.page(session.file()).toString());
    }

    private static String title(Reading r) {
        String patient = String.valueOf(r.twin().getPseudonym());
        String joint = Texts.WORDING.joint(r.joint(), Histories.side(r.twin()).orElse(""));
        return r.result().map(FollowUpResult::followUp).map(f -> Texts.text("twin.title." + (f.isRevised() ? "revision" : f.clock()
                .id()), patient, joint, FollowUpResult
                .day(f.origin()))).orElse(patient);
    }

    private static String summary(Reading r) {
        List<Observation> all = Withdrawals.standing(r.twin());
        String last = Withdrawals.last(r.twin(), r.now()).map(FollowUpResult::day).orElse("\u2013");
        long open = r.openAlerts();
        long alerts = r.result().map(x -> x.alerts().size()).orElse(0);
        // the same numbers as in the report: of the state that is shown, and of the branch that it is in
        int states = r.state().map(s -> Histories.chain(s).size()).orElse(0);
        int predicted = r.result().map(x -> x.steps().size()).orElse(0);
        int aside = r.result().map(x -> x.aside().size()).orElse(0);
        String visit = r.result().map(x -> x.nextVisit(UiLanguage.code())).orElse("");
        return Texts.text("twin.summary", all.size(), predicted, states, open == alerts ? open : Texts.text("twin.summary.open",
                open, alerts), last) + (aside == 0 ? "" : "  \u00b7  " + Texts.text("patients.aside", aside)) + (visit.isEmpty() ? ""
                        : "  \u00b7  " + Texts.text("twin.visit", visit));
    }

    private String banner(Reading r) {
        if (session.problem().isPresent()) {
            return session.problem().get();
        }
        if (r.result().isEmpty()) {
            return Texts.text("follow.no-joint");
        }
        String unsaved = r.unsaved().isEmpty() ? "" : Texts.text("twin.unsaved", r.unsaved().size());
        String live = session.changedOutside().map(t -> Texts.text("twin.outside", t.atZone(ZoneId.systemDefault()).format(DateTimeFormatter
                .ofLocalizedTime(FormatStyle.MEDIUM).withLocale(Locale.of(UiLanguage.code()))))).orElse("");
        return unsaved.isEmpty() || live.isEmpty() ? unsaved + live : live + " " + unsaved;
    }

    private String words(Reading r) {
        return r.state().map(s -> {
            String day = FollowUpResult.day(r.isLatest() ? newest(r).map(x -> Times.instant(x.observation().getTime())).orElse(Times
                    .instant(s.getTime())) : Times.instant(s.getTime()));
            String text = Texts.text(r.isLatest() ? "state.latest" : "state.past", s.getId(), day);
            return text + "  \u00b7  " + (r.isLatest() ? newest(r) : r.step(s)).map(x -> Texts.text("state.told", x
                    .observable().name(UiLanguage.code()), Texts.given(x
                    .observable().unit(), x.observation().getValue()), Texts.pair(x.observable().unit(), x.observable()
                            .expected(x.predicted()), x.prediction().getStandardDeviation()),
                                    FanPlots.signed(x.residual()))).orElse(Texts.WORDING.cause(String.valueOf(s
                                    .getCause())));
        }).orElse("");
    }

    /** What was observed last by its date, whenever it was taken. */
    private static Optional<FollowUp.Step> newest(Reading r) {
        return r.result().flatMap(x -> x.steps().stream().max(Comparator.comparing(q -> Times.instant(q.observation().getTime()))));
    }

    // ---- what is done

    private void press(Event e) {
        pane.canvas().setFocus();
        if (e.button != 1 || drawn.isEmpty()) {
            return;
        }
        TimeLine line = drawn.get();
        double y = e.y + pane.top();
        line.observable(e.x, y).ifPresent(session::choose);
        line.alert(e.x, y).ifPresent(a -> session.chooseAlert(Optional.of(a)));
        line.state(e.x, y).ifPresent(s -> session.show(Optional.of(s)));
    }

    private void key(Event e) {
        switch (e.keyCode) {
            case SWT.ARROW_LEFT -> step(-1);
            case SWT.ARROW_RIGHT -> step(1);
            case SWT.HOME -> row().stream().findFirst().ifPresent(s -> session.show(Optional.of(s)));
            case SWT.END, SWT.ESC -> session.show(Optional.empty());
            default -> {
                // not ours
            }
        }
    }

    /** What can be done with the observation under the pointer, or by the keyboard with the one that made the state that is shown. */
    private void menu(Event e) {
        if (pane.canvas().getMenu() != null) {
            pane.canvas().getMenu().dispose();
        }
        Point at = pane.canvas().toControl(e.x, e.y);
        List<Observation> all = e.detail == SWT.MENU_KEYBOARD ? session.reading().flatMap(Reading::state).filter(s -> s.getInputs()
                .size() == 1).map(s -> s.getInputs().getFirst()).filter(x -> !Withdrawals.isEntry(x)).stream().toList()
                : drawn.map(d -> d.observations(at.x, at.y + pane.top())).orElse(List.of());
        Menu menu = new Menu(pane.canvas());
        all.forEach(x -> item(menu, x, all.size() > 1));
        pane.canvas().setMenu(menu);
        e.doit = !all.isEmpty();
    }

    /** @param several whether it has to say which is meant */
    private void item(Menu menu, Observation o, boolean several) {
        boolean withdraw = session.reading().flatMap(r -> r.withdrawal(o)).isEmpty();
        String key = withdraw ? "twin.withdraw" : "twin.restore";
        MenuItem i = new MenuItem(menu, SWT.PUSH);
        i.setText(several ? Texts.text(key + ".one", Reading.value(o), String.valueOf(o.getSource())) : Texts.text(key));
        i.addListener(SWT.Selection, e -> WithdrawDialog.ask(getSite().getShell(), session, o, withdraw));
        if (withdraw && !several && Reading.observable(o).isPresent()) {
            MenuItem c = new MenuItem(menu, SWT.PUSH);
            c.setText(Texts.text("correct"));
            c.addListener(SWT.Selection, e -> ObservationDialog.correct(getSite().getShell(), session, o));
        }
    }

    private void add() {
        Reading r = session.reading().orElseThrow();
        ObservationDialog dialog = new ObservationDialog(getSite().getShell(), String.valueOf(r.twin().getPseudonym()), r.whose(), r
                .joint(), session.observable().orElse(""), r.usual(), r::outlook, Withdrawals.standing(r.twin()));
        if (dialog.open() == ObservationDialog.OK) {
            add(dialog.rows(), false);
        }
    }

    private void add(List<ObservationFile.Row> rows, boolean both) {
        TwinJob.start(session, Texts.text("job.add"), m -> Deeds.add(session.file(), rows, both, m), t -> taken(t, Texts.text("add"),
                true, () -> add(rows, true)));
    }

    private void take() {
        ImportDialog dialog = new ImportDialog(getSite().getShell(), session.reading().map(Reading::joint).orElse(""), session.file()
                .getParent());
        if (dialog.open() == ImportDialog.OK) {
            dialog.file().ifPresent(this::importFrom);
        }
    }

    /** Takes the observations of a file that say whose they are. */
    public void importFrom(Path file) {
        importFrom(file, false);
    }

    private void importFrom(Path file, boolean both) {
        TwinJob.start(session, Texts.text("job.import", file.getFileName()), m -> Deeds.take(session.file(), file, Optional.empty(), both,
                m), t -> taken(t, Texts.text("twin.import"), false, () -> importFrom(file, true)));
    }

    /**
     * Says what became of the observations, where that is not to be seen anyway.
     *
     * @param typed whether somebody typed them in, who knows how many they are
     * @param both does it again so that equal values of one day count beside each other
     */
    private void taken(Optional<Deeds.Taken> outcome, String title, boolean typed, Runnable both) {
        if (outcome.isEmpty() || area.isDisposed()) {
            return;
        }
        Deeds.Taken t = outcome.get();
        session.show(Optional.empty());
        if (!t.aside().isEmpty()) {
            AsideDialog.tell(getSite().getShell(), title, Texts.text("import.done", t.taken(), t.known(), t.aside().size()), t.aside(),
                    session.file().getParent());
        } else if (t.known() > 0 && t.same().isEmpty() || !t.left().isEmpty() || t.taken() > 1 && !typed) {
            String left = t.left().isEmpty() ? "" : "\n" + Texts.text("import.left", t.left().toString().replaceAll("[{}]", ""));
            MessageDialog.openInformation(getSite().getShell(), title, Texts.text("import.done", t.taken(), t.known(), 0) + left);
        }
        beside(t, title, both);
        if (!t.others().patients().isEmpty()) {
            FolderImport.others(getSite().getShell(), session.file().getParent(), t.others(), t.here());
        }
    }

    /** Says which values met one of the same day from another source. */
    private void beside(Deeds.Taken t, String title, Runnable both) {
        if (t.beside().isEmpty()) {
            return;
        }
        String list = t.beside().stream().limit(MOST_BESIDE).map(b -> Texts.text(b.counts() ? "beside.counts" : "beside.same", Reading
                .observable(b.there()).map(d -> d.name(UiLanguage.code())).orElse(b.there().getDefinition()), FollowUpResult.day(Times
                        .instant(b.there().getTime())), Reading.value(b.there()), b.there().getSource())).collect(Collectors.joining("\n"))
                + (t.beside().size() > MOST_BESIDE ? "\n" + Texts.text("line.more", t.beside().size() - MOST_BESIDE) : "");
        if (t.same().isEmpty()) {
            MessageDialog.openInformation(getSite().getShell(), title, list);
        } else if (MessageDialog.open(MessageDialog.QUESTION, getSite().getShell(), title, list, SWT.NONE, Texts.text("beside.once"), Texts
                .text("beside.both")) == 1) {
            both.run();
        }
    }

    private void branch() {
        Reading r = session.reading().orElseThrow();
        BranchDialog dialog = new BranchDialog(getSite().getShell(), r);
        if (dialog.open() == BranchDialog.OK) {
            String from = r.state().orElseThrow().getId();
            TwinJob.start(session, Texts.text("job.branch"), m -> Deeds.branch(session.file(), from, dialog.reason(), dialog.values(), m),
                    id -> session.show(Optional.empty()));
        }
    }

    // ---- an editor's duties

    @Override
    public void setFocus() {
        pane.canvas().setFocus();
    }

    @Override
    public void dispose() {
        getSite().getPage().removePartListener(front);
        if (session != null) {
            session.removeListener(listener);
            TwinSessions.close(session);
        }
        super.dispose();
    }

    @Override
    public void doSave(IProgressMonitor monitor) {
        // what is added is written at once
    }

    @Override
    public void doSaveAs() {
        // a copy is made by whoever manages the files
    }

    @Override
    public boolean isDirty() {
        return false;
    }

    @Override
    public boolean isSaveAsAllowed() {
        return false;
    }

    @Override
    public String help() {
        return Texts.text("help.twin");
    }

    /** The state that is shown, for tests. */
    public Optional<TwinState> state() {
        return session.reading().flatMap(Reading::state);
    }

    /** Where a state is on the time line, for tests. */
    public Optional<double[]> placeOf(TwinState s) {
        return drawn.flatMap(d -> d.placeOf(s));
    }
}
