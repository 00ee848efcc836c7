/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.eclipse.jface.action.IToolBarManager;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Scale;
import org.eclipse.ui.IMemento;
import org.eclipse.ui.IViewSite;
import org.eclipse.ui.PartInitException;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Unit;
import org.orthotwin.joint.spi.JointType;
import org.orthotwin.model.scenario.Activity;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.report.Wording;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.simulation.Simulation;
import org.orthotwin.solver.ActivityData;
import org.orthotwin.solver.Table;
import org.orthotwin.ui.CaseSession;
import org.orthotwin.ui.CaseView;
import org.orthotwin.ui.Evaluation;
import org.orthotwin.ui.OtherPlan;
import org.orthotwin.ui.Posture;
import org.orthotwin.ui.UiLanguage;
import org.orthotwin.ui.internal.plot.BarsPlot;
import org.orthotwin.ui.internal.plot.ContactGrid;
import org.orthotwin.ui.internal.plot.CurvesPlot;
import org.orthotwin.ui.internal.plot.MapPlot;
import org.orthotwin.ui.internal.plot.Plot;
import org.orthotwin.ui.plot.DrawingPane;

/**
 * What solvers say of the plan in work, drawn: how far motions go, what touches over two of them, curves; over it another plan. A point of
 * it that stands for a posture shows the joint there when it is clicked, and the joint's posture is marked.
 */
public final class PlotsView extends CaseView {

    public static final String ID = "org.orthotwin.ui.plots";

    private static final String BARS = "bars";
    private static final String MAP = "map";
    private static final String TABLE = "table:";
    private static final String ACTIVITY = "activity:";
    private static final String CHOSEN = "chosen";
    private static final int MAP_STEP_DEG = 5;

    private final Wording wording = new Wording(UiLanguage.code());
    private Combo what;
    private Combo beside;
    private Composite thirdRow;
    private Label thirdName;
    private Scale third;
    private Label thirdValue;
    private DrawingPane pane;
    private Canvas canvas;
    private Maps maps;
    /** What can be chosen, by its id, with its name. */
    private Map<String, String> choices = Map.of();
    private String chosen = MAP;
    private List<String> plans = List.of();
    private String other = "";
    private Optional<MapSource> source = Optional.empty();
    private Optional<Plot> plot = Optional.empty();
    private Optional<Plot> drawn = Optional.empty();

    @Override
    public void init(IViewSite site, IMemento memento) throws PartInitException {
        super.init(site, memento);
        if (memento != null && memento.getString(CHOSEN) != null) {
            chosen = memento.getString(CHOSEN);
        }
    }

    @Override
    public void saveState(IMemento memento) {
        memento.putString(CHOSEN, chosen);
    }

    @Override
    protected void create(Composite parent) {
        maps = new Maps(parent.getDisplay(), this::refresh);
        Composite area = new Composite(parent, SWT.NONE);
        area.setLayout(flat(1));
        Composite top = new Composite(area, SWT.NONE);
        GridLayout two = new GridLayout(3, false);
        two.marginHeight = 3;
        two.marginWidth = 6;
        top.setLayout(two);
        top.setLayoutData(new GridData(SWT.FILL, SWT.TOP, true, false));
        what = new Combo(top, SWT.READ_ONLY);
        what.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false));
        what.setToolTipText(Texts.text("plot.what"));
        what.setData("plots", "what");
        what.addListener(SWT.Selection, e -> choose(what.getSelectionIndex()));
        Label with = new Label(top, SWT.NONE);
        with.setText(Texts.text("plot.beside"));
        beside = new Combo(top, SWT.READ_ONLY);
        GridData d = new GridData(SWT.FILL, SWT.CENTER, true, false);
        d.widthHint = 140;
        beside.setLayoutData(d);
        beside.setToolTipText(Texts.text("plot.beside.tip"));
        beside.setData("plots", "beside");
        beside.addListener(SWT.Selection, e -> overlay(beside.getSelectionIndex()));
        thirdRow = new Composite(area, SWT.NONE);
        GridLayout three = new GridLayout(3, false);
        three.marginHeight = 0;
        three.marginWidth = 8;
        thirdRow.setLayout(three);
        thirdRow.setLayoutData(new GridData(SWT.FILL, SWT.TOP, true, false));
        thirdName = new Label(thirdRow, SWT.NONE);
        third = new Scale(thirdRow, SWT.HORIZONTAL);
        third.setData("plots", "third");
        third.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false));
        third.addListener(SWT.Selection, e -> refresh());
        thirdValue = new Label(thirdRow, SWT.RIGHT);
        GridData v = new GridData(SWT.RIGHT, SWT.CENTER, false, false);
        v.widthHint = 48;
        thirdValue.setLayoutData(v);
        pane = new DrawingPane(area, () -> Texts.text(session().isEmpty() ? "plot.no-case" : maps.isWorking() || session().get()
                .evaluation().running() ? "evaluation.running" : "plot.none"), () -> maps.isWorking() && drawn.filter(
                        MapPlot.class::isInstance).isPresent() ? Texts.text("evaluation.running") : "");
        canvas = pane.canvas();
        canvas.setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true));
        canvas.setData("plots", "canvas");
        canvas.addListener(SWT.MouseDown, this::press);
        canvas.addListener(SWT.MouseMove, this::move);
        canvas.addListener(SWT.KeyDown, this::key);
        IToolBarManager bar = getViewSite().getActionBars().getToolBarManager();
        bar.add(pane.export(() -> session().map(c -> c.models().scenario().getId()).orElse("") + "-" + chosen, () -> session().orElseThrow()
                .file().getParent()));
    }

    private static GridLayout flat(int columns) {
        GridLayout l = new GridLayout(columns, false);
        l.marginWidth = 0;
        l.marginHeight = 0;
        l.verticalSpacing = 2;
        return l;
    }

    @Override
    public void setFocus() {
        canvas.setFocus();
    }

    @Override
    public void dispose() {
        if (maps != null) {
            maps.dispose();
        }
        super.dispose();
    }

    @Override
    protected void changed(CaseSession.Change change) {
        if (canvas.isDisposed()) {
            return;
        }
        if (change == CaseSession.Change.POSE) {
            mark();
        } else if (change != CaseSession.Change.SELECTION || !plans().equals(plans)) {
            refresh();
        }
    }

    // ---- what there is to choose

    private void choose(int index) {
        if (index >= 0) {
            chosen = List.copyOf(choices.keySet()).get(index);
            refresh();
        }
    }

    private void overlay(int index) {
        other = index <= 0 ? "" : plans.get(index - 1);
        session().ifPresent(s -> {
            if (!other.isEmpty() && !s.compared().contains(other)) {
                s.compare(other, true);
            }
        });
        refresh();
    }

    /** Ids of the plans beside the one in work. */
    private List<String> plans() {
        return session().map(s -> s.models().scenario().getPlans().stream().filter(p -> p.getId() != null && !PlanCommands.isActive(s, p))
                .map(Plan::getId).toList()).orElse(List.of());
    }

    private String name(String plan) {
        return session().flatMap(s -> s.models().scenario().getPlans().stream().filter(p -> plan.equals(p.getId())).findFirst()).map(
                Words::plan).orElse(plan);
    }

    private Map<String, String> choices(RunResult r) {
        Map<String, String> all = new LinkedHashMap<>();
        if (!wording.motions(r).isEmpty()) {
            all.put(BARS, Texts.text("plot.bars"));
        }
        if (source.isPresent()) {
            all.put(MAP, Texts.text("plot.map"));
        }
        r.solutions().forEach((solver, s) -> s.tables().stream().filter(CurvesPlot::fits).forEach(t -> all.put(TABLE + solver + "/"
                + t.name(), wording.table(t.name()))));
        for (Activity a : r.source().scenario().getActivities()) {
            String id = a.getId() == null || a.getId().isBlank() ? a.getType() : a.getId();
            all.put(ACTIVITY + id, Texts.text("plot.activity", a.getName() == null || a.getName().isBlank() ? id : a.getName()));
        }
        return all;
    }

    /** Shows what there is now. */
    private void refresh() {
        if (canvas.isDisposed()) {
            return;
        }
        Evaluation e = session().map(CaseSession::evaluation).orElse(null);
        RunResult r = e == null ? null : e.result().orElse(null);
        source = r == null ? Optional.empty() : MapSource.of(r);
        Map<String, String> now = r == null ? Map.of() : choices(r);
        if (!now.equals(choices)) {
            choices = now;
            what.setItems(now.values().toArray(String[]::new));
        }
        String shown = now.containsKey(chosen) ? chosen : now.keySet().stream().findFirst().orElse("");
        int index = List.copyOf(now.keySet()).indexOf(shown);
        if (what.getSelectionIndex() != index && index >= 0) {
            what.select(index);
        }
        what.setEnabled(!now.isEmpty());
        others();
        boolean map = shown.equals(MAP);
        if (((GridData) thirdRow.getLayoutData()).exclude == map) {
            ((GridData) thirdRow.getLayoutData()).exclude = !map;
            thirdRow.setVisible(map);
            thirdRow.getParent().layout();
        }
        plot = r == null ? Optional.empty() : plot(shown, r, e);
        mark();
    }

    private void others() {
        List<String> now = plans();
        List<String> items = new ArrayList<>(List.of(Texts.text("plot.beside.none")));
        now.forEach(p -> items.add(name(p)));
        if (!now.contains(other)) {
            other = "";
        }
        if (!List.of(beside.getItems()).equals(items)) {
            beside.setItems(items.toArray(String[]::new));
        }
        plans = now;
        if (beside.getSelectionIndex() != now.indexOf(other) + 1) {
            beside.select(now.indexOf(other) + 1);
        }
        beside.setEnabled(!now.isEmpty());
    }

    private Optional<Plot> plot(String id, RunResult r, Evaluation e) {
        Optional<RunResult> o = Optional.ofNullable(e.others().get(other)).flatMap(OtherPlan::result);
        List<String> names = List.of(r.plan().map(Words::plan).orElse(""), name(other));
        if (id.equals(BARS)) {
            return Optional.of(new BarsPlot(wording.motions(r), o.map(wording::motions).orElse(List.of()), names, wording));
        }
        if (id.equals(MAP)) {
            return map(r, o, names);
        }
        if (id.startsWith(TABLE)) {
            String solver = id.substring(TABLE.length(), id.indexOf('/'));
            String name = id.substring(id.indexOf('/') + 1);
            Optional<Table> there = o.flatMap(x -> table(x, solver, name));
            return table(r, solver, name).map(t -> new CurvesPlot(t, there, names, motions(r, t), wording));
        }
        if (id.startsWith(ACTIVITY)) {
            try {
                return Simulation.activities(r).stream().filter(a -> id.equals(ACTIVITY + a.id())).findFirst().map(PlotsView::table)
                        .map(t -> new CurvesPlot(t, Optional.empty(), names, Set.of(), wording));
            } catch (InputException x) {
                // the plan itself has the same problem, which is shown with it
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static Optional<Table> table(RunResult r, String solver, String name) {
        return Optional.ofNullable(r.solutions().get(solver)).stream().flatMap(s -> s.tables().stream()).filter(t -> t.name().equals(name)
                && CurvesPlot.fits(t)).findFirst();
    }

    /** The motions of the joint that a table has columns of: in the units of their coordinates. */
    private static Set<String> motions(RunResult r, Table t) {
        Set<String> known = new HashSet<>();
        if (r.problem().joint() != null) {
            JointType type = r.problem().joint().type();
            type.motions().forEach(m -> type.coordinates().stream().filter(c -> c.name().equals(m.coordinate())).forEach(c -> {
                int at = t.columns().indexOf(m.id());
                if (at >= 0 && t.units().get(at).dimension() == c.dimension()) {
                    known.add(m.id());
                }
            }));
        }
        return known;
    }

    /** An activity over its time. */
    private static Table table(ActivityData a) {
        List<String> columns = new ArrayList<>(List.of("time"));
        columns.addAll(a.channels());
        List<Unit> units = new ArrayList<>(List.of(Unit.of("s")));
        a.units().forEach(u -> units.add(Wording.unit(Unit.of(u).dimension())));
        List<double[]> rows = IntStream.range(0, a.times().length).mapToObj(i -> {
            double[] row = new double[columns.size()];
            row[0] = a.times()[i];
            System.arraycopy(a.values()[i], 0, row, 1, a.channels().size());
            return row;
        }).toList();
        return new Table(a.id(), columns, units, rows);
    }

    private Optional<Plot> map(RunResult r, Optional<RunResult> o, List<String> names) {
        MapSource s = source.orElseThrow();
        int low = (int) Math.round(Math.toDegrees(s.least()) / MAP_STEP_DEG);
        int high = (int) Math.round(Math.toDegrees(s.most()) / MAP_STEP_DEG);
        // a scale begins at 0
        if (third.getMaximum() != high - low || !Integer.valueOf(low).equals(third.getData("low"))) {
            third.setData("low", low);
            third.setMinimum(0);
            third.setMaximum(high - low);
            third.setIncrement(1);
            third.setPageIncrement(2);
            third.setSelection(-low);
        }
        double at = Math.toRadians((third.getSelection() + low) * MAP_STEP_DEG);
        List<RunResult> wanted = new ArrayList<>(List.of(r));
        o.ifPresent(wanted::add);
        maps.ask(s, wanted, at);
        thirdName.setText(wording.motion(s.axis()));
        thirdValue.setText(Wording.value(Unit.of("deg"), at).replace(".0", ""));
        thirdName.getParent().layout();
        Optional<ContactGrid> grid = maps.get(r, at).flatMap(x -> x);
        if (grid.isEmpty()) {
            // what was shown stays until there is something to show, unless there will be nothing
            return maps.get(r, at).isEmpty() ? plot.filter(MapPlot.class::isInstance) : Optional.empty();
        }
        return Optional.of(new MapPlot(grid.get(), o.flatMap(x -> maps.get(x, at)).flatMap(x -> x), wording.motions(r), names, wording));
    }

    // ---- drawing

    private void mark() {
        drawn = plot.map(p -> p.marked(session().map(CaseSession::motions).orElse(Map.of()), session().map(CaseSession::poseLabel).orElse(
                "")));
        pane.show(drawn);
    }

    // ---- pointing

    private void press(Event e) {
        canvas.setFocus();
        CaseSession s = session().orElse(null);
        if (s == null || drawn.isEmpty() || e.button != 1) {
            return;
        }
        String label = drawn.get().label(e.x, e.y + pane.top());
        if (!label.isEmpty()) {
            s.pose(s.poseLabel().equals(label) ? "" : label);
        } else {
            drawn.get().posture(e.x, e.y + pane.top()).ifPresent(m -> s.pose(new Posture(m, false)));
        }
    }

    private void move(Event e) {
        if ((e.stateMask & SWT.BUTTON1) != 0 && drawn.isPresent()) {
            drawn.get().posture(e.x, e.y + pane.top()).ifPresent(m -> session().ifPresent(s -> s.pose(new Posture(m, false))));
        }
    }

    /** Escape shows the joint in its neutral pose again. */
    private void key(Event e) {
        if (e.character == SWT.ESC) {
            session().ifPresent(s -> s.pose(""));
        }
    }

    /**
     * Writes what is shown, for tests.
     *
     * @param ending {@code png}, {@code svg} or {@code csv}
     */
    public void write(Path file, String ending) throws IOException {
        pane.write(file, ending);
    }

    /** What is shown, for tests. */
    public Optional<Plot> shown() {
        return drawn;
    }
}
