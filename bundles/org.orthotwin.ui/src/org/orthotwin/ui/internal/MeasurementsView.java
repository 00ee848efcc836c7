/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.core.runtime.Status;
import org.eclipse.jface.action.Action;
import org.eclipse.jface.action.IAction;
import org.eclipse.jface.action.IToolBarManager;
import org.eclipse.jface.dialogs.ErrorDialog;
import org.eclipse.jface.layout.TreeColumnLayout;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.viewers.CellLabelProvider;
import org.eclipse.jface.viewers.ColumnLayoutData;
import org.eclipse.jface.viewers.ColumnPixelData;
import org.eclipse.jface.viewers.ColumnViewerToolTipSupport;
import org.eclipse.jface.viewers.ColumnWeightData;
import org.eclipse.jface.viewers.ITreeContentProvider;
import org.eclipse.jface.viewers.TreeViewer;
import org.eclipse.jface.viewers.TreeViewerColumn;
import org.eclipse.jface.viewers.ViewerCell;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.MenuItem;
import org.eclipse.swt.widgets.TreeColumn;
import org.orthotwin.measurement.MeasurementDefinition;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.report.Wording;
import org.orthotwin.simulation.Comparison;
import org.orthotwin.simulation.Measured;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.simulation.Verdict;
import org.orthotwin.ui.CaseSession;
import org.orthotwin.ui.CaseView;
import org.orthotwin.ui.Evaluation;
import org.orthotwin.ui.MenuAction;
import org.orthotwin.ui.SimpleAction;
import org.orthotwin.ui.UiLanguage;

/**
 * The measurements by what they are about: the plan in work against its targets and against what it was when the case was opened, and other
 * plans of the case beside it.
 */
public final class MeasurementsView extends CaseView {

    public static final String ID = "org.orthotwin.ui.measurements";

    /** A row: a family, or a measurement of it. */
    private record Family(String name, List<String> ids) {
    }

    /** What a column shows. */
    private enum Kind {
        NAME, PLAN, CHANGE, TARGET, DEFINITION
    }

    private final Wording wording = new Wording(UiLanguage.code());
    private final Map<String, Comparison.Row> rows = new HashMap<>();
    /** By plan and measurement, what it was when it was first seen, SI. */
    private final Map<String, Double> before = new HashMap<>();
    private List<Family> families = List.of();
    private List<String> plans = List.of();
    /** What the plans that are shown come to. */
    private List<Optional<RunResult>> results = List.of();
    private int own;
    private List<String> columns = List.of();
    private TreeViewer tree;
    private TreeColumnLayout layout;
    /** By column. */
    private final List<Labels> labels = new ArrayList<>();
    private CaseSession shown;
    private boolean onlyDifferent;
    private Action different;

    @Override
    protected void create(Composite parent) {
        Composite area = new Composite(parent, SWT.NONE);
        layout = new TreeColumnLayout();
        area.setLayout(layout);
        tree = new TreeViewer(area, SWT.FULL_SELECTION | SWT.V_SCROLL | SWT.H_SCROLL);
        tree.getTree().setHeaderVisible(true);
        tree.setUseHashlookup(true);
        tree.setContentProvider(new Content());
        ColumnViewerToolTipSupport.enableFor(tree);
        tree.getTree().addListener(SWT.EraseItem, e -> e.detail &= ~SWT.FOCUSED);
        // marks are drawn over what the tree draws: a provider that draws all is asked to measure every cell, at each change of a number
        tree.getTree().addListener(SWT.PaintItem, e -> labels.get(e.index).paint(e, e.item.getData()));
        columns(null);
        tree.setInput(this);
        Styles.onOtherGround(tree.getControl(), tree::refresh);
        IToolBarManager bar = getViewSite().getActionBars().getToolBarManager();
        bar.add(new MenuAction(Texts.text("measurements.plans"), Icons.OURS.descriptor("columns"), this::choices));
        different = new Action(Texts.text("measurements.different"), IAction.AS_CHECK_BOX) {
            @Override
            public void run() {
                onlyDifferent = isChecked();
                tree.refresh();
                tree.expandAll();
            }
        };
        different.setImageDescriptor(Icons.OURS.descriptor("different"));
        bar.add(different);
        SimpleAction export = new SimpleAction(Texts.text("measurements.export"), this::export);
        export.setImageDescriptor(Icons.OURS.descriptor("export"));
        bar.add(export);
    }

    /** Which plans are shown beside the one in work. */
    private void choices(Menu menu) {
        CaseSession s = session().orElse(null);
        if (s == null) {
            return;
        }
        List<String> now = s.compared();
        Plan active = s.plan().orElse(null);
        for (Plan p : s.models().scenario().getPlans()) {
            MenuItem item = new MenuItem(menu, SWT.CHECK);
            item.setText(Words.plain(Words.plan(p)));
            item.setSelection(now.contains(p.getId()));
            item.setEnabled(p != active);
            item.addListener(SWT.Selection, e -> s.compare(p.getId(), item.getSelection()));
        }
    }

    // ---- columns

    private void columns(CaseSession s) {
        for (TreeColumn c : tree.getTree().getColumns()) {
            c.dispose();
        }
        labels.clear();
        column(Texts.text("measurements.name"), SWT.LEFT, new ColumnWeightData(10, 270), Kind.NAME, 0);
        for (int i = 0; i < plans.size(); i++) {
            Plan p = plan(s, plans.get(i)).orElse(null);
            String name = p == null ? plans.get(i) : Words.plan(p);
            TreeColumn c = column((i == own ? "\u25b8 " : "") + Words.elided(name, 15), SWT.RIGHT,
                    new ColumnPixelData(plans.size() > 2 ? 126 : 140), Kind.PLAN, i);
            c.setToolTipText(name + (i == own ? "\n" + Texts.text("measurements.own") : ""));
            String id = plans.get(i);
            // looked up when it is clicked: after reverting, the plan of this id is another object
            c.addListener(SWT.Selection, e -> session().ifPresent(now -> plan(now, id).ifPresent(x -> header(now, x))));
        }
        column(Texts.text("measurements.change"), SWT.RIGHT, new ColumnPixelData(84), Kind.CHANGE, 0);
        column(Texts.text("measurements.target"), SWT.LEFT, new ColumnPixelData(120), Kind.TARGET, 0);
        column(Texts.text("measurements.definition"), SWT.LEFT, new ColumnWeightData(4, 130), Kind.DEFINITION, 0);
        tree.getTree().getParent().layout(true, true);
    }

    private TreeColumn column(String title, int align, ColumnLayoutData data, Kind kind, int plan) {
        TreeViewerColumn c = new TreeViewerColumn(tree, align);
        c.getColumn().setText(title);
        c.getColumn().setAlignment(align);
        layout.setColumnData(c.getColumn(), data);
        Labels provider = new Labels(kind, plan);
        labels.add(provider);
        c.setLabelProvider(provider);
        return c.getColumn();
    }

    private static Optional<Plan> plan(CaseSession s, String id) {
        return s == null ? Optional.empty() : s.models().scenario().getPlans().stream().filter(p -> id.equals(p.getId())).findFirst();
    }

    /** What can be done with a column that is clicked on. */
    private void header(CaseSession s, Plan p) {
        Menu menu = new Menu(tree.getTree());
        PlanCommands.fill(menu, s, p, getSite().getShell());
        boolean mine = s.plan().filter(x -> x == p).isPresent();
        new MenuItem(menu, SWT.SEPARATOR);
        MenuItem hide = new MenuItem(menu, SWT.PUSH);
        hide.setText(Texts.text("measurements.hide"));
        hide.setEnabled(!mine);
        hide.addListener(SWT.Selection, e -> s.compare(p.getId(), false));
        menu.addListener(SWT.Hide, e -> menu.getDisplay().asyncExec(menu::dispose));
        menu.setVisible(true);
    }

    @Override
    public void setFocus() {
        tree.getControl().setFocus();
    }

    // ---- what is shown

    @Override
    protected void changed(CaseSession.Change change) {
        if (tree.getControl().isDisposed()) {
            return;
        }
        CaseSession s = session().orElse(null);
        if (s != shown) {
            before.clear();
            shown = s;
        }
        if (s == null) {
            show(null, List.of(), List.of());
            return;
        }
        if (s.isDragging() && change != CaseSession.Change.EVALUATION) {
            return;
        }
        Evaluation e = s.evaluation();
        String active = e.result().flatMap(RunResult::plan).map(Plan::getId).orElse("");
        List<String> ids = new ArrayList<>(s.compared());
        if (ids.isEmpty() && e.result().isPresent()) {
            // plain numbers have no plan
            ids.add(active);
        }
        own = Math.max(0, ids.indexOf(s.plan().map(Plan::getId).orElse(active)));
        List<Optional<RunResult>> results = ids.stream().map(id -> id.equals(active) ? e.result()
                : e.others().containsKey(id) ? e.others().get(id).result() : Optional.<RunResult>empty()).toList();
        show(s, ids, results);
    }

    private void show(CaseSession s, List<String> ids, List<Optional<RunResult>> found) {
        results = found;
        Comparison compared = Comparison.of(ids, results);
        rows.clear();
        compared.rows().forEach(r -> rows.put(r.definition().id(), r));
        Map<String, Set<String>> named = new LinkedHashMap<>();
        List<Optional<RunResult>> ownFirst = new ArrayList<>(results);
        if (own < ownFirst.size()) {
            ownFirst.addFirst(ownFirst.remove(own));
        }
        Set<String> placed = new LinkedHashSet<>();
        for (Optional<RunResult> r : ownFirst) {
            r.ifPresent(x -> wording.families(x).forEach((name, all) -> all.forEach(m -> {
                if (placed.add(m.definition().id())) {
                    named.computeIfAbsent(name, n -> new LinkedHashSet<>()).add(m.definition().id());
                }
            })));
        }
        List<Family> next = named.entrySet().stream().map(f -> new Family(f.getKey(), List.copyOf(f.getValue()))).toList();
        if (s != null && own < ids.size()) {
            rows.values().forEach(r -> r.values().get(own).ifPresent(m -> before.putIfAbsent(ids.get(own) + '|' + r.definition().id(),
                    m.value().si())));
        }
        List<String> titles = new ArrayList<>();
        ids.forEach(id -> titles.add(id + '|' + plan(s, id).map(Words::plan).orElse("") + '|' + (ids.indexOf(id) == own)));
        plans = ids;
        boolean same = titles.equals(columns) && next.equals(families);
        families = next;
        if (same && !onlyDifferent) {
            // the same rows with other numbers: nothing moves under the eyes
            tree.refresh(true);
            return;
        }
        tree.getControl().setRedraw(false);
        try {
            if (!titles.equals(columns)) {
                columns = titles;
                columns(s);
            }
            tree.refresh();
            tree.expandAll();
        } finally {
            tree.getControl().setRedraw(true);
        }
    }

    private static String withUncertainty(Measured m) {
        String value = Wording.value(m.definition().unit(), m.value().si());
        double u = m.value().uncertainty();
        return Double.isNaN(u) || Double.isNaN(m.value().si()) ? value
                : value + " \u00b1 " + Wording.uncertainty(m.definition().unit(), u);
    }

    private static String plain(Measured m) {
        return Wording.value(m.definition().unit(), m.value().si()) + m.verdict();
    }

    private boolean isDifferent(String id) {
        Comparison.Row r = rows.get(id);
        for (int i = 0; i < plans.size(); i++) {
            if (r != null && i != own && r.values().get(i).isPresent() && r.values().get(own).isPresent()
                    && r.differs(i, own, MeasurementsView::plain)) {
                return true;
            }
        }
        return false;
    }

    private void export() {
        CaseSession s = session().orElse(null);
        if (s == null || plans.isEmpty()) {
            return;
        }
        FileDialog dialog = new FileDialog(getSite().getShell(), SWT.SAVE);
        dialog.setFilterExtensions(new String[] {"*.csv"});
        dialog.setFileName(s.models().scenario().getId() + "-plans.csv");
        dialog.setFilterPath(s.file().getParent().toString());
        dialog.setOverwrite(true);
        String file = dialog.open();
        if (file == null) {
            return;
        }
        try {
            Comparison.of(plans, results).csv(results.stream().map(r -> r.map(x -> x.converged() ? "converged" : "not-converged")
                    .orElse("no-result")).toList()).write(Path.of(file));
        } catch (IOException x) {
            ErrorDialog.openError(getSite().getShell(), Texts.text("measurements.export"), null,
                    Status.error(Texts.text("save.failed", file, String.valueOf(x.getMessage()))));
        }
    }

    private final class Content implements ITreeContentProvider {

        @Override
        public Object[] getElements(Object input) {
            return onlyDifferent ? families.stream().filter(f -> f.ids().stream().anyMatch(MeasurementsView.this::isDifferent)).toArray()
                    : families.toArray();
        }

        @Override
        public Object[] getChildren(Object o) {
            return o instanceof Family f ? f.ids().stream().filter(id -> !onlyDifferent || isDifferent(id)).toArray() : new Object[0];
        }

        @Override
        public Object getParent(Object o) {
            return families.stream().filter(f -> f.ids().contains(o)).findFirst().orElse(null);
        }

        @Override
        public boolean hasChildren(Object o) {
            return o instanceof Family;
        }
    }

    private final class Labels extends CellLabelProvider {

        /** Between a number and the edge of its column. */
        private static final String GAP = "\u2002";

        private final Kind kind;
        private final int plan;

        Labels(Kind kind, int plan) {
            this.kind = kind;
            this.plan = plan;
        }

        private Optional<Measured> measured(Object element, int of) {
            Comparison.Row r = element instanceof String id ? rows.get(id) : null;
            return r == null || of >= r.values().size() ? Optional.empty() : r.values().get(of);
        }

        @Override
        public void update(ViewerCell cell) {
            cell.setBackground(null);
            if (cell.getElement() instanceof Family f) {
                cell.setText(kind == Kind.NAME ? f.name() : "");
                cell.setFont(JFaceResources.getFontRegistry().getBold(JFaceResources.DEFAULT_FONT));
            } else if (rows.get(cell.getElement()) instanceof Comparison.Row r) {
                cell.setFont(null);
                cell.setText(text(r));
                cell.setForeground(kind == Kind.CHANGE ? Styles.of(Verdict.NO_TARGET) : null);
                if (kind == Kind.PLAN && plan != own && measured(cell.getElement(), plan).isPresent()
                        && measured(cell.getElement(), own).isPresent() && r.differs(plan, own, MeasurementsView::plain)) {
                    cell.setBackground(Styles.different(tree.getControl()));
                }
            } else {
                cell.setText("");
            }
        }

        private String text(Comparison.Row r) {
            MeasurementDefinition d = r.definition();
            return switch (kind) {
                case NAME -> wording.measurement(d);
                case PLAN -> measured(d.id(), plan).map(m -> withUncertainty(m) + GAP).orElse("");
                case CHANGE -> measured(d.id(), own).map(m -> change(d, m.value().si() - before.getOrDefault(plans.get(own) + '|' + d.id(),
                        Double.NaN)) + GAP).orElse("");
                case TARGET -> String.join(" / ", r.targets(wording::target));
                case DEFINITION -> d.id() + "  v" + d.version();
            };
        }

        private static String change(MeasurementDefinition d, double by) {
            if (!Double.isFinite(by)) {
                return "";
            }
            String text = Wording.value(d.unit(), by);
            return text.chars().noneMatch(c -> c >= '1' && c <= '9') ? "" : by > 0 ? "+" + text : text;
        }

        private void paint(Event event, Object element) {
            Measured m = kind == Kind.PLAN ? measured(element, plan).orElse(null) : null;
            if (m == null || m.verdict() == Verdict.NO_TARGET) {
                return;
            }
            Rectangle r = event.getBounds();
            Styles.mark(event.gc, r.x + 5, r.y + r.height / 2, m.verdict());
        }

        @Override
        public String getToolTipText(Object element) {
            Comparison.Row r = element instanceof String id ? rows.get(id) : null;
            if (r == null) {
                return null;
            }
            StringBuilder b = new StringBuilder(r.definition().id()).append(", v").append(r.definition().version()).append('\n')
                    .append(r.definition().description());
            measured(element, kind == Kind.PLAN ? plan : own).ifPresent(m -> {
                if (m.verdict() != Verdict.NO_TARGET) {
                    b.append('\n').append(Texts.text("verdict." + m.verdict().id()));
                }
                if (!m.targetSource().isEmpty()) {
                    b.append('\n').append(Texts.text("measurements.source", m.targetSource()));
                }
                if (!m.value().note().isEmpty()) {
                    b.append('\n').append(m.value().note());
                }
            });
            return b.toString();
        }
    }
}
