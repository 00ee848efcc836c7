/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.eclipse.core.runtime.Status;
import org.eclipse.jface.action.Action;
import org.eclipse.jface.action.IAction;
import org.eclipse.jface.action.IToolBarManager;
import org.eclipse.jface.dialogs.ErrorDialog;
import org.eclipse.jface.dialogs.InputDialog;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.viewers.CellLabelProvider;
import org.eclipse.jface.viewers.ColumnViewerToolTipSupport;
import org.eclipse.jface.viewers.ILazyContentProvider;
import org.eclipse.jface.viewers.TableViewer;
import org.eclipse.jface.viewers.TableViewerColumn;
import org.eclipse.jface.viewers.ViewerCell;
import org.eclipse.jface.window.Window;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.SashForm;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.MenuItem;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableColumn;
import org.orthotwin.core.InputException;
import org.orthotwin.measurement.MeasurementDefinition;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.report.Wording;
import org.orthotwin.simulation.Measured;
import org.orthotwin.simulation.Objective.Goal;
import org.orthotwin.simulation.Objective;
import org.orthotwin.simulation.Pareto;
import org.orthotwin.simulation.Strategy;
import org.orthotwin.simulation.StrategyMatrix;
import org.orthotwin.simulation.Variation;
import org.orthotwin.simulation.Verdict;
import org.orthotwin.ui.CaseSession;
import org.orthotwin.ui.CaseView;
import org.orthotwin.ui.SimpleAction;
import org.orthotwin.ui.UiLanguage;
import org.orthotwin.ui.internal.plot.ParetoPlot;
import org.orthotwin.ui.plot.DrawingPane;

/**
 * Plans, parts and positions of a case beside each other: what each comes to, how it stands to what is wanted, and which no other beats;
 * two objectives against each other. A row is opened as the plan that it is, or taken over as a new one.
 */
public final class StrategyView extends CaseView {

    public static final String ID = "org.orthotwin.ui.strategies";

    private static final int NAMED = 26;
    private static final int SHORT = 27;
    private static final int LISTED = 8;
    private static final int LETTER = 7;
    /** So many rows tell between which objectives there is most to choose. */
    private static final int SAMPLE = 60;
    /** Where the view is less wide than this over its height, the chart is under the table. */
    private static final double WIDE = 1.25;

    /** What a column shows. */
    private record Column(Kind kind, int varied, String measurement, String title) {
    }

    private enum Kind {
        NAME, VARIED, SCORE, MET, MEASURED
    }

    private final Wording wording = new Wording(UiLanguage.code());
    private final Runnable follower = this::show;
    private Strategies strategies;
    private CaseSession shownOf;
    private Button plansButton;
    private Button varyButton;
    private Button goalsButton;
    private Button compute;
    private Label state;
    private Label summary;
    private SashForm sash;
    private TableViewer viewer;
    private Combo across;
    private Combo up;
    private DrawingPane pane;
    private Action take;
    private Action different;
    private StrategyMatrix matrix = StrategyMatrix.of(List.of(), List.of());
    private List<Column> columns = List.of();
    private final List<Labels> labels = new ArrayList<>();
    /** Rows of the matrix in the order of the table. */
    private List<Integer> order = List.of();
    private Column sorted;
    private boolean descending;
    private int selected = -1;
    private List<String> axes = List.of();
    private String axisAcross = "";
    private String axisUp = "";
    private boolean axesChosen;
    private Optional<ParetoPlot> plot = Optional.empty();

    @Override
    protected void create(Composite parent) {
        Composite area = new Composite(parent, SWT.NONE);
        GridLayout flat = new GridLayout(1, false);
        flat.marginWidth = 0;
        flat.marginHeight = 0;
        flat.verticalSpacing = 2;
        area.setLayout(flat);
        Composite top = new Composite(area, SWT.NONE);
        GridLayout row = new GridLayout(5, false);
        row.marginHeight = 4;
        row.marginWidth = 6;
        top.setLayout(row);
        top.setLayoutData(new GridData(SWT.FILL, SWT.TOP, true, false));
        plansButton = button(top, "plans", this::plans);
        varyButton = button(top, "vary", this::vary);
        goalsButton = button(top, "goals", this::goals);
        goalsButton.setToolTipText(Texts.text("strategy.goals.tip"));
        state = new Label(top, SWT.NONE);
        state.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false));
        compute = new Button(top, SWT.PUSH);
        compute.setData("strategy", "compute");
        GridData c = new GridData(SWT.END, SWT.CENTER, false, false);
        c.widthHint = 110;
        compute.setLayoutData(c);
        compute.addListener(SWT.Selection, e -> {
            if (strategies != null) {
                if (strategies.isRunning()) {
                    strategies.cancel();
                } else {
                    strategies.compute();
                }
            }
        });
        summary = new Label(area, SWT.WRAP);
        GridData s = new GridData(SWT.FILL, SWT.TOP, true, false);
        s.horizontalIndent = 9;
        s.widthHint = 100;
        summary.setLayoutData(s);
        summary.setForeground(Styles.of(Verdict.NO_TARGET));
        sash = new SashForm(area, SWT.HORIZONTAL);
        sash.setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true));
        table(sash);
        chart(sash);
        sash.setWeights(58, 42);
        sash.addListener(SWT.Resize, e -> {
            Point size = sash.getSize();
            int wanted = size.x > WIDE * size.y ? SWT.HORIZONTAL : SWT.VERTICAL;
            if (sash.getOrientation() != wanted) {
                sash.setOrientation(wanted);
            }
        });
        IToolBarManager bar = getViewSite().getActionBars().getToolBarManager();
        take = SimpleAction.on(bar, Texts.CATALOG, "strategy.take", Icons.OURS.descriptor("plan-new"), this::open);
        different = new Action(Texts.text("strategy.different"), IAction.AS_CHECK_BOX) {
            @Override
            public void run() {
                show();
            }
        };
        different.setChecked(true);
        different.setImageDescriptor(Icons.OURS.descriptor("different"));
        bar.add(different);
        SimpleAction.on(bar, Texts.CATALOG, "strategy.export", Icons.OURS.descriptor("measurements"), this::export);
        bar.add(pane.export(() -> session().map(x -> x.models().scenario().getId()).orElse("") + "-pareto", () -> session().orElseThrow()
                .file().getParent()));
        show();
    }

    private Button button(Composite parent, String key, Consumer<Menu> filler) {
        Button b = new Button(parent, SWT.PUSH);
        b.setData("strategy", key);
        b.addListener(SWT.Selection, e -> {
            Menu m = new Menu(b);
            filler.accept(m);
            m.setLocation(b.toDisplay(0, b.getSize().y));
            m.addListener(SWT.Hide, h -> b.getDisplay().asyncExec(m::dispose));
            b.setMenu(m);
            m.setVisible(true);
        });
        return b;
    }

    @Override
    public void setFocus() {
        viewer.getControl().setFocus();
    }

    @Override
    public void dispose() {
        if (strategies != null) {
            strategies.removeListener(follower);
        }
        super.dispose();
    }

    @Override
    protected void changed(CaseSession.Change change) {
        if (viewer.getControl().isDisposed()) {
            return;
        }
        CaseSession s = session().orElse(null);
        if (s != shownOf) {
            if (strategies != null) {
                strategies.removeListener(follower);
            }
            shownOf = s;
            strategies = s == null ? null : Strategies.of(s);
            selected = -1;
            axesChosen = false;
            if (strategies != null) {
                strategies.addListener(follower);
            }
            show();
        } else if (s != null && !s.isDragging() && (change == CaseSession.Change.MODEL || change == CaseSession.Change.EVALUATION
                || change == CaseSession.Change.FILES)) {
            show();
        }
    }

    // ---- what is asked

    private void plans(Menu menu) {
        session().ifPresent(s -> s.models().scenario().getPlans().stream().filter(p -> p.getId() != null).forEach(p -> check(menu, Words
                .plain(Words.plan(p)), strategies.plans().contains(p.getId()), on -> strategies.setPlan(p.getId(), on))));
    }

    private static MenuItem check(Menu menu, String text, boolean on, Consumer<Boolean> what) {
        MenuItem item = new MenuItem(menu, SWT.CHECK);
        item.setText(text);
        item.setSelection(on);
        item.addListener(SWT.Selection, e -> what.accept(item.getSelection()));
        return item;
    }

    private static MenuItem item(Menu menu, String text, Runnable what) {
        MenuItem item = new MenuItem(menu, SWT.PUSH);
        item.setText(text);
        item.addListener(SWT.Selection, e -> what.run());
        return item;
    }

    private static Menu sub(Menu menu, String text) {
        MenuItem item = new MenuItem(menu, SWT.CASCADE);
        item.setText(text);
        Menu sub = new Menu(menu);
        item.setMenu(sub);
        return sub;
    }

    private void vary(Menu menu) {
        Map<String, List<VariedField>> groups = session().flatMap(s -> s.evaluation().result()).map(VariedField::of).orElse(Map.of());
        groups.forEach((name, fields) -> {
            Menu sub = sub(menu, Words.plain(name));
            fields.forEach(f -> item(sub, Words.plain(f.name()) + "\u2026", () -> vary(f)));
        });
        if (strategies == null) {
            return;
        }
        item(menu, Texts.text("strategy.vary.other"), this::varyOther);
        if (!strategies.varied().isEmpty()) {
            new MenuItem(menu, SWT.SEPARATOR);
            strategies.varied().forEach(v -> item(menu, Texts.text("strategy.leave", Words.plain(v.title())), () -> strategies.leave(v
                    .variation().path())));
        }
    }

    /** Asks for the values that an attribute is to take. */
    private void vary(VariedField f) {
        List<String> before = strategies.varied().stream().filter(v -> v.variation().path().equals(f.path())).flatMap(v -> v.variation()
                .values().stream()).toList();
        VaryDialog dialog = new VaryDialog(getSite().getShell(), f, before);
        if (dialog.open() == Window.OK) {
            strategies.vary(dialog.varied());
        }
    }

    private void varyOther() {
        InputDialog dialog = new InputDialog(getSite().getShell(), Texts.text("strategy.vary.title"), Texts.text("strategy.vary.message"),
                "subject.mass=60kg:90kg:10kg", text -> {
                    try {
                        Variation.parse(text.strip());
                        return null;
                    } catch (InputException e) {
                        return e.diagnostic().text(UiLanguage.code());
                    } catch (IllegalArgumentException e) {
                        return String.valueOf(e.getMessage());
                    }
                });
        if (dialog.open() == Window.OK) {
            Variation v = Variation.parse(dialog.getValue().strip());
            strategies.vary(new Strategies.Varied(v, v.path(), Map.of()));
        }
    }

    /** By family, each with what can be wanted of it. */
    private void goals(Menu menu) {
        if (strategies == null) {
            return;
        }
        Map<String, List<MeasurementDefinition>> families = new LinkedHashMap<>();
        Map<String, MeasurementDefinition> rest = new TreeMap<>(strategies.measurements());
        session().flatMap(s -> s.evaluation().result()).ifPresent(r -> wording.families(r).forEach((name, all) -> all.forEach(m -> {
            if (rest.remove(m.definition().id()) != null) {
                families.computeIfAbsent(name, n -> new ArrayList<>()).add(m.definition());
            }
        })));
        if (!rest.isEmpty()) {
            families.put(Texts.text("strategy.goals.rest"), List.copyOf(rest.values()));
        }
        families.forEach((name, all) -> {
            Menu family = sub(menu, Words.plain(name));
            all.forEach(d -> {
                Optional<Goal> now = strategies.goal(d.id());
                Menu choice = sub(family, (now.isPresent() ? "\u2713 " : "\u2002 ") + Words.plain(wording.measurement(d)) + now.map(
                        g -> g == Goal.TARGET ? "" : g == Goal.MOST ? " \u2191" : " \u2193").orElse(""));
                goal(choice, "strategy.goal.none", d, now, Optional.empty());
                for (Goal g : Goal.values()) {
                    if (g != Goal.TARGET || strategies.hasTarget(d.id())) {
                        goal(choice, "strategy.goal." + g.id(), d, now, Optional.of(g));
                    }
                }
            });
        });
        new MenuItem(menu, SWT.SEPARATOR);
        item(menu, Texts.text("strategy.goals.own"), () -> strategies.measurements().keySet().forEach(strategies::forget));
        item(menu, Texts.text("strategy.goals.clear"), () -> strategies.measurements().keySet()
                .forEach(id -> strategies.setGoal(id, Optional.empty())));
    }

    private void goal(Menu menu, String key, MeasurementDefinition d, Optional<Goal> now, Optional<Goal> goal) {
        MenuItem item = new MenuItem(menu, SWT.RADIO);
        item.setText(Texts.text(key));
        item.setSelection(now.equals(goal));
        item.addListener(SWT.Selection, e -> {
            if (item.getSelection()) {
                strategies.setGoal(d.id(), goal);
            }
        });
    }

    // ---- the table

    private void table(Composite parent) {
        viewer = new TableViewer(parent, SWT.FULL_SELECTION | SWT.VIRTUAL | SWT.V_SCROLL | SWT.H_SCROLL);
        Table t = viewer.getTable();
        t.setHeaderVisible(true);
        t.setData("strategy", "table");
        viewer.setUseHashlookup(true);
        viewer.setContentProvider((ILazyContentProvider) i -> {
            if (i < order.size()) {
                viewer.replace(order.get(i), i);
            }
        });
        ColumnViewerToolTipSupport.enableFor(viewer);
        t.addListener(SWT.EraseItem, e -> e.detail &= ~SWT.FOCUSED);
        t.addListener(SWT.PaintItem, e -> {
            if (e.index < labels.size() && e.item.getData() instanceof Integer row) {
                labels.get(e.index).paint(e, row);
            }
        });
        t.addListener(SWT.Selection, e -> select(e.item == null || !(e.item.getData() instanceof Integer row) ? -1 : row));
        t.addListener(SWT.DefaultSelection, e -> open());
        t.addListener(SWT.MenuDetect, e -> {
            Menu m = new Menu(t);
            boolean known = selected >= 0 && selected < matrix.strategies().size();
            MenuItem open = item(m, known && matrix.strategies().get(selected).isAsPlanned() ? Texts.text("plan.activate") : Texts.text(
                    "strategy.take"), this::open);
            open.setEnabled(canOpen());
            t.setMenu(m);
        });
        viewer.setInput(this);
        Styles.onOtherGround(t, this::show);
    }

    private void columns(List<Column> wanted) {
        if (wanted.equals(columns)) {
            return;
        }
        Table t = viewer.getTable();
        for (TableColumn c : t.getColumns()) {
            c.dispose();
        }
        labels.clear();
        columns = wanted;
        if (!columns.contains(sorted)) {
            sorted = null;
        }
        for (Column c : columns) {
            boolean text = c.kind == Kind.NAME;
            TableViewerColumn v = new TableViewerColumn(viewer, text ? SWT.LEFT : SWT.RIGHT);
            TableColumn w = v.getColumn();
            String title = c.title;
            w.setText(Words.elided(title, NAMED));
            w.setToolTipText(tip(c));
            w.setMoveable(true);
            w.setWidth(switch (c.kind) {
                case NAME -> 236;
                case SCORE, MET -> 74;
                default -> Math.clamp(36 + (long) LETTER * Math.min(NAMED, title.length()), 90, 190);
            });
            w.addListener(SWT.Selection, e -> sort(c));
            Labels l = new Labels(c);
            labels.add(l);
            v.setLabelProvider(l);
        }
        if (sorted != null) {
            sortMark();
        }
    }

    private String tip(Column c) {
        return switch (c.kind) {
            case NAME -> Texts.text("strategy.name.tip");
            case VARIED -> c.title;
            case SCORE -> Texts.text("strategy.score.tip");
            case MET -> Texts.text("strategy.met.tip");
            case MEASURED -> c.title + strategies.goal(c.measurement).map(g -> "\n" + Texts.text("strategy.goal." + g.id())).orElse("");
        };
    }

    private void sort(Column c) {
        descending = c.equals(sorted) ? !descending : c.kind == Kind.SCORE || c.kind == Kind.MET;
        sorted = c;
        sortMark();
        show();
    }

    private void sortMark() {
        Table t = viewer.getTable();
        t.setSortColumn(t.getColumn(columns.indexOf(sorted)));
        t.setSortDirection(descending ? SWT.DOWN : SWT.UP);
    }

    /** The value that a column sorts by; texts by their place among the values that were asked for. */
    private double key(Column c, int row) {
        Strategy s = matrix.strategies().get(row);
        return switch (c.kind) {
            case NAME -> row;
            case VARIED -> s.isAsPlanned() ? Double.NEGATIVE_INFINITY : strategies.rowsVaried().get(c.varied).variation().values().indexOf(s
                    .values().get(c.varied));
            case SCORE -> matrix.standings().get(row).score();
            case MET -> s.measured().isEmpty() ? Double.NaN : matrix.standings().get(row).met();
            case MEASURED -> Optional.ofNullable(s.measured().get(c.measurement)).map(m -> m.value().si()).orElse(Double.NaN);
        };
    }

    private List<Integer> ordered() {
        List<Integer> rows = new ArrayList<>(IntStream.range(0, matrix.strategies().size()).boxed().toList());
        Column by = sorted;
        if (by != null) {
            // what has no value is last in both directions
            Comparator<Integer> known = Comparator.comparing(r -> Double.isNaN(key(by, r)));
            Comparator<Integer> value = Comparator.comparingDouble(r -> key(by, r));
            rows.sort(known.thenComparing(descending ? value.reversed() : value));
        }
        return rows;
    }

    // ---- the chart

    private void chart(Composite parent) {
        Composite area = new Composite(parent, SWT.NONE);
        GridLayout l = new GridLayout(4, false);
        l.marginWidth = 4;
        l.marginHeight = 0;
        area.setLayout(l);
        new Label(area, SWT.NONE).setText("\u2194");
        across = combo(area, "across", id -> axisAcross = id);
        new Label(area, SWT.NONE).setText("\u2195");
        up = combo(area, "up", id -> axisUp = id);
        pane = new DrawingPane(area, () -> Texts.text(session().isEmpty() ? "strategy.no-case" : "strategy.none"), () -> "");
        pane.canvas().setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true, 4, 1));
        pane.canvas().setData("strategy", "chart");
        pane.canvas().addListener(SWT.MouseDown, e -> rowAt(e).ifPresent(r -> {
            select(r);
            reveal();
        }));
        pane.canvas().addListener(SWT.MouseDoubleClick, e -> rowAt(e).ifPresent(r -> open()));
    }

    private OptionalInt rowAt(Event e) {
        return plot.map(p -> p.row(e.x, e.y + pane.top())).orElse(OptionalInt.empty());
    }

    private Combo combo(Composite parent, String name, Consumer<String> taker) {
        Combo c = new Combo(parent, SWT.READ_ONLY);
        c.setData("strategy", name);
        c.setVisibleItemCount(24);
        GridData d = new GridData(SWT.FILL, SWT.CENTER, true, false);
        d.widthHint = 120;
        c.setLayoutData(d);
        c.addListener(SWT.Selection, e -> {
            axesChosen = true;
            taker.accept(axes.get(c.getSelectionIndex()));
            draw();
        });
        return c;
    }

    private ParetoPlot.Axis axis(String id) {
        MeasurementDefinition d = matrix.definitions().get(id);
        Measured m = matrix.strategies().stream().map(s -> s.measured().get(id)).filter(x -> x != null && x.verdict() != Verdict.NO_TARGET
                && x.verdict() != Verdict.NOT_MEASURED).findFirst().orElse(null);
        return new ParetoPlot.Axis(id, wording.measurement(d), d.unit(), better(id), m == null ? Double.NEGATIVE_INFINITY : m.lower(),
                m == null ? Double.POSITIVE_INFINITY : m.upper());
    }

    /** Which way is better: what is wanted, or where the target with one limit lies; 0 for a target with two. */
    private int better(String id) {
        Goal g = strategies.goal(id).orElse(Goal.TARGET);
        if (g != Goal.TARGET) {
            return g == Goal.MOST ? 1 : -1;
        }
        return matrix.strategies().stream().map(s -> s.measured().get(id)).filter(m -> m != null).findFirst().map(m -> Double.isFinite(m
                .lower()) == Double.isFinite(m.upper()) ? 0 : Double.isFinite(m.lower()) ? 1 : -1).orElse(0);
    }

    /** Unless somebody chose, the two objectives are drawn between which there is most to choose: those with the longest front. */
    private void chooseAxes() {
        if (axesChosen && axes.contains(axisAcross) && axes.contains(axisUp)) {
            return;
        }
        axesChosen = false;
        List<String> different = axes.stream().filter(this::isDifferent).toList();
        axisAcross = different.isEmpty() ? axes.isEmpty() ? "" : axes.getFirst() : different.getFirst();
        axisUp = different.size() > 1 ? different.get(1) : axisAcross;
        List<String> ways = different.stream().filter(id -> better(id) != 0).toList();
        // enough of the rows to see it
        int step = 1 + matrix.strategies().size() / SAMPLE;
        int longest = 1;
        for (int i = 0; i < ways.size(); i++) {
            for (int j = 0; j < i; j++) {
                int front = front(ways.get(j), ways.get(i), step);
                if (front > longest) {
                    longest = front;
                    axisAcross = ways.get(j);
                    axisUp = ways.get(i);
                }
            }
        }
    }

    /** How many different places the front of two objectives has. */
    private int front(String a, String b, int step) {
        List<double[]> costs = new ArrayList<>();
        int x = better(a);
        int y = better(b);
        for (int i = 0; i < matrix.strategies().size(); i += step) {
            Map<String, Measured> m = matrix.strategies().get(i).measured();
            if (m.containsKey(a) && m.containsKey(b)) {
                costs.add(new double[] {-x * m.get(a).value().si(), -y * m.get(b).value().si()});
            }
        }
        boolean[] optimal = Pareto.optimal(costs.toArray(double[][]::new));
        return (int) IntStream.range(0, optimal.length).filter(i -> optimal[i]).mapToObj(i -> String.format(Locale.ROOT, "%.4g %.4g", costs
                .get(i)[0], costs.get(i)[1])).distinct().count();
    }

    private void draw() {
        if (axes.isEmpty() || matrix.strategies().isEmpty()) {
            plot = Optional.empty();
        } else {
            String own = session().flatMap(CaseSession::plan).map(Plan::getId).orElse("");
            List<ParetoPlot.Spot> spots = new ArrayList<>();
            for (int i = 0; i < matrix.strategies().size(); i++) {
                Strategy s = matrix.strategies().get(i);
                Measured x = s.measured().get(axisAcross);
                Measured y = s.measured().get(axisUp);
                if (x != null && y != null) {
                    spots.add(new ParetoPlot.Spot(i, title(s), x.value().si(), y.value().si(), s.plan().equals(own), s.isAsPlanned(), matrix
                            .standings().get(i).optimal()));
                }
            }
            plot = Optional.of(new ParetoPlot(axis(axisAcross), axis(axisUp), spots, selected));
        }
        pane.show(plot);
    }

    // ---- what is shown

    private String planName(String id) {
        return session().flatMap(s -> s.models().scenario().getPlans().stream().filter(p -> id.equals(p.getId())).findFirst()).map(
                Words::plan).orElse(id);
    }

    /** A way in words: its plan, and what is other in it. */
    private String title(Strategy s) {
        List<String> words = new ArrayList<>();
        if (!s.plan().isEmpty()) {
            words.add(planName(s.plan()));
        }
        List<Strategies.Varied> varied = strategies.rowsVaried();
        for (int i = 0; i < s.values().size(); i++) {
            words.add(varied.get(i).title() + " " + varied.get(i).name(s.values().get(i)));
        }
        return words.isEmpty() ? Texts.text("strategy.as-planned") : String.join(", ", words);
    }

    private int ownRow() {
        String own = session().flatMap(CaseSession::plan).map(Plan::getId).orElse("");
        return IntStream.range(0, matrix.strategies().size()).filter(i -> matrix.strategies().get(i).isAsPlanned() && matrix.strategies()
                .get(i).plan().equals(own)).findFirst().orElse(-1);
    }

    private static String plain(Measured m) {
        return m == null ? "" : Wording.value(m.definition().unit(), m.value().si()) + m.verdict();
    }

    /** Whether the rows differ in a measurement. */
    private boolean isDifferent(String id) {
        return matrix.strategies().stream().filter(s -> !s.measured().isEmpty()).map(s -> plain(s.measured().get(id))).distinct()
                .count() > 1;
    }

    private void show() {
        if (viewer == null || viewer.getControl().isDisposed()) {
            return;
        }
        matrix = strategies == null ? StrategyMatrix.of(List.of(), List.of()) : strategies.matrix();
        asked();
        List<String> ids = matrix.objectives().stream().map(Objective::measurement).toList();
        if (selected >= matrix.strategies().size()) {
            selected = -1;
        }
        List<Column> wanted = new ArrayList<>(List.of(new Column(Kind.NAME, 0, "", Texts.text("strategy.name")), new Column(Kind.SCORE, 0,
                "", Texts.text("strategy.score")), new Column(Kind.MET, 0, "", Texts.text("strategy.met"))));
        if (strategies != null) {
            for (int i = 0; i < strategies.rowsVaried().size(); i++) {
                wanted.add(new Column(Kind.VARIED, i, "", strategies.rowsVaried().get(i).title()));
            }
        }
        Map<String, MeasurementDefinition> definitions = matrix.definitions();
        ids.stream().filter(definitions::containsKey).filter(id -> !different.isChecked() || isDifferent(id)).forEach(id -> wanted.add(
                new Column(Kind.MEASURED, 0, id, wording.measurement(definitions.get(id)))));
        Table t = viewer.getTable();
        t.setRedraw(false);
        try {
            columns(wanted);
            order = ordered();
            viewer.setItemCount(order.size());
            viewer.refresh();
            t.setSelection(order.indexOf(selected));
        } finally {
            t.setRedraw(true);
        }
        List<String> all = ids.stream().filter(definitions::containsKey).toList();
        axes = all;
        chooseAxes();
        for (Combo c : List.of(across, up)) {
            String[] names = all.stream().map(id -> wording.measurement(definitions.get(id))).toArray(String[]::new);
            if (!List.of(c.getItems()).equals(List.of(names))) {
                c.setItems(names);
            }
            c.select(all.indexOf(c == across ? axisAcross : axisUp));
            c.setEnabled(names.length > 0);
        }
        draw();
        take.setEnabled(canOpen());
    }

    private void asked() {
        boolean there = strategies != null;
        int plans = there ? strategies.plans().size() : 0;
        List<Strategies.Varied> varied = there ? strategies.varied() : List.of();
        plansButton.setText(Texts.text("strategy.plans", plans) + " \u25be");
        varyButton.setText((varied.isEmpty() ? Texts.text("strategy.vary") : Texts.text("strategy.varied", varied.size())) + " \u25be");
        goalsButton.setText(Texts.text("strategy.goals", there ? strategies.objectives().size() : 0) + " \u25be");
        for (Button b : List.of(plansButton, varyButton, goalsButton)) {
            b.setEnabled(there);
        }
        long count = there ? strategies.count() : 0;
        boolean running = there && strategies.isRunning();
        compute.setText(Texts.text(running ? "strategy.cancel" : "strategy.compute"));
        compute.setEnabled(there && (running || count <= Strategies.MOST && session().flatMap(s -> s.evaluation().result()).isPresent()));
        state.setText(stateText(count, running));
        state.setToolTipText(state.getText());
        state.setForeground(there && !running && (strategies.isOutdated() || !strategies.problem().isEmpty() || count > Strategies.MOST)
                ? Styles.of(Verdict.ABOVE) : null);
        summary.setText(varied.isEmpty() ? Texts.text("strategy.summary.none")
                : String.join("   \u00b7   ", varied.stream().map(StrategyView::inWords).toList()));
        plansButton.getParent().layout();
        summary.getParent().layout();
    }

    private String stateText(long count, boolean running) {
        if (strategies == null) {
            return Texts.text("strategy.no-case");
        }
        if (running) {
            return Texts.text("strategy.progress", strategies.done(), strategies.total());
        }
        if (!strategies.problem().isEmpty()) {
            return strategies.problem();
        }
        if (count > Strategies.MOST) {
            return Texts.text("strategy.many", count == Long.MAX_VALUE ? "\u2265 " + Variation.MAX_POINTS : count, Strategies.MOST);
        }
        if (strategies.isOutdated()) {
            return Texts.text("strategy.outdated", count);
        }
        long none = matrix.strategies().stream().filter(s -> !s.problem().isEmpty()).count();
        long optimal = matrix.standings().stream().filter(StrategyMatrix.Standing::optimal).count();
        int rows = matrix.strategies().size();
        return rows == 0 ? Texts.text("strategy.rows", count) : none == 0 ? Texts.text("strategy.computed", rows, optimal)
                : Texts.text("strategy.computed.some", rows, optimal, none);
    }

    /** What is varied with its values, or the first and the last of many. */
    private static String inWords(Strategies.Varied v) {
        List<String> values = v.variation().values();
        return v.title() + " " + (values.size() <= LISTED ? String.join(", ", values.stream().map(v::name).toList())
                : v.name(values.getFirst()) + " \u2026 " + v.name(values.getLast()) + " (" + values.size() + ")");
    }

    // ---- what is done

    private void select(int row) {
        selected = row;
        take.setEnabled(canOpen());
        boolean planned = row >= 0 && row < matrix.strategies().size() && matrix.strategies().get(row).isAsPlanned();
        take.setText(Texts.text(planned ? "plan.activate" : "strategy.take"));
        draw();
    }

    private void reveal() {
        Table t = viewer.getTable();
        int at = order.indexOf(selected);
        if (at >= 0) {
            t.setSelection(at);
            t.showSelection();
        }
    }

    private boolean canOpen() {
        return selected >= 0 && selected < matrix.strategies().size() && strategies.canTake(matrix.strategies().get(selected));
    }

    /** Works on the plan that the chosen row is, which is a new one for a variation. */
    private void open() {
        if (canOpen()) {
            Strategy s = matrix.strategies().get(selected);
            strategies.take(s, title(s));
        }
    }

    private void export() {
        CaseSession s = session().orElse(null);
        if (s == null || matrix.strategies().isEmpty()) {
            return;
        }
        FileDialog dialog = new FileDialog(getSite().getShell(), SWT.SAVE);
        dialog.setFilterExtensions(new String[] {"*.csv"});
        dialog.setFileName(s.models().scenario().getId() + "-strategies.csv");
        dialog.setFilterPath(s.file().getParent().toString());
        dialog.setOverwrite(true);
        String file = dialog.open();
        if (file != null) {
            try {
                write(Path.of(file));
            } catch (IOException x) {
                ErrorDialog.openError(getSite().getShell(), Texts.text("strategy.export"), null,
                        Status.error(Texts.text("save.failed", file, String.valueOf(x.getMessage()))));
            }
        }
    }

    /** Writes the table with everything that was measured. */
    public void write(Path file) throws IOException {
        matrix.csv(strategies.rowsVaried().stream().map(Strategies.Varied::variation).toList()).write(file);
    }

    /** The chart that is shown, for tests. */
    public Optional<ParetoPlot> plot() {
        return plot;
    }

    private final class Labels extends CellLabelProvider {

        private static final String GAP = "\u2002";
        private static final int DIAMOND = 5;

        private final Column column;

        Labels(Column column) {
            this.column = column;
        }

        @Override
        public void update(ViewerCell cell) {
            if (!(cell.getElement() instanceof Integer row) || row >= matrix.strategies().size()) {
                cell.setText("");
                return;
            }
            Strategy s = matrix.strategies().get(row);
            int own = ownRow();
            cell.setText(text(row, s));
            cell.setFont(column.kind == Kind.NAME && row == own ? JFaceResources.getFontRegistry().getBold(JFaceResources.DEFAULT_FONT)
                    : null);
            cell.setForeground(s.problem().isEmpty() ? null : Styles.of(Verdict.NOT_MEASURED));
            boolean other = column.kind == Kind.MEASURED && own >= 0 && row != own && isOther(s, matrix.strategies().get(own));
            cell.setBackground(other ? Styles.different(viewer.getControl()) : null);
        }

        private boolean isOther(Strategy s, Strategy own) {
            Measured m = s.measured().get(column.measurement);
            return m != null && !plain(m).equals(plain(own.measured().get(column.measurement)));
        }

        private String text(int row, Strategy s) {
            StrategyMatrix.Standing st = matrix.standings().get(row);
            return switch (column.kind) {
                // room for the diamond
                case NAME -> "\u2003\u2002" + (row == ownRow() ? "\u25b8 " : "") + (s.plan().isEmpty() ? Texts.text("strategy.as-planned")
                        : Words.elided(planName(s.plan()), SHORT));
                case VARIED -> s.isAsPlanned() ? Texts.text("strategy.unvaried") + GAP : strategies.rowsVaried().get(column.varied).name(s
                        .values().get(column.varied)) + GAP;
                case SCORE -> Double.isNaN(st.score()) ? "\u2013" + GAP : String.format(Locale.ROOT, "%.1f", st.score()) + GAP;
                case MET -> s.measured().isEmpty() ? "\u2013" + GAP : st.met() + " / " + st.targets() + GAP;
                case MEASURED -> Optional.ofNullable(s.measured().get(column.measurement)).map(m -> Wording.value(m.definition().unit(), m
                        .value().si()) + GAP).orElse(s.problem().isEmpty() ? "" : "\u2013" + GAP);
            };
        }

        /** A diamond before what is optimal, the mark of the verdict before a value. */
        private void paint(Event e, int row) {
            if (row >= matrix.strategies().size()) {
                return;
            }
            Rectangle r = e.getBounds();
            GC gc = e.gc;
            if (column.kind == Kind.NAME && matrix.standings().get(row).optimal()) {
                gc.setAntialias(SWT.ON);
                gc.setBackground(Styles.OPTIMAL);
                int x = r.x + 12;
                int y = r.y + r.height / 2;
                gc.fillPolygon(new int[] {x - DIAMOND, y, x, y - DIAMOND, x + DIAMOND, y, x, y + DIAMOND});
            } else if (column.kind == Kind.MEASURED) {
                Measured m = matrix.strategies().get(row).measured().get(column.measurement);
                if (m != null && m.verdict() != Verdict.NO_TARGET) {
                    Styles.mark(gc, r.x + 5, r.y + r.height / 2, m.verdict());
                }
            }
        }

        @Override
        public String getToolTipText(Object element) {
            if (!(element instanceof Integer row) || row >= matrix.strategies().size()) {
                return null;
            }
            Strategy s = matrix.strategies().get(row);
            if (!s.problem().isEmpty()) {
                return title(s) + "\n" + s.problem();
            }
            Measured m = column.kind == Kind.MEASURED ? s.measured().get(column.measurement) : null;
            if (m == null) {
                return title(s) + (matrix.standings().get(row).optimal() ? "\n" + Texts.text("strategy.optimal") : "");
            }
            StringBuilder b = new StringBuilder(wording.measurement(m.definition()));
            b.append('\n').append(Wording.value(m.definition().unit(), m.value().si()));
            if (m.verdict() != Verdict.NO_TARGET) {
                b.append(", ").append(Texts.text("verdict." + m.verdict().id()));
            }
            if (!wording.target(m).isEmpty()) {
                b.append('\n').append(Texts.text("measurements.target")).append(": ").append(wording.target(m));
            }
            int own = ownRow();
            Measured now = own < 0 || own == row ? null : matrix.strategies().get(own).measured().get(column.measurement);
            if (now != null && Double.isFinite(now.value().si())) {
                b.append('\n').append(Texts.text("strategy.own-has", Wording.value(m.definition().unit(), now.value().si())));
            }
            return b.toString();
        }
    }
}
