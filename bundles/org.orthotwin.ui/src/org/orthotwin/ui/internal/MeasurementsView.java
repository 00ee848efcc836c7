/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jface.layout.TreeColumnLayout;
import org.eclipse.jface.viewers.ColumnPixelData;
import org.eclipse.jface.viewers.ColumnViewerToolTipSupport;
import org.eclipse.jface.viewers.ColumnWeightData;
import org.eclipse.jface.viewers.ITreeContentProvider;
import org.eclipse.jface.viewers.StyledCellLabelProvider;
import org.eclipse.jface.viewers.TreeViewer;
import org.eclipse.jface.viewers.TreeViewerColumn;
import org.eclipse.jface.viewers.ViewerCell;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Event;
import org.orthotwin.measurement.MeasurementDefinition;
import org.orthotwin.report.Wording;
import org.orthotwin.simulation.Measured;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.simulation.Verdict;
import org.orthotwin.ui.CaseSession;
import org.orthotwin.ui.CaseView;
import org.orthotwin.ui.UiLanguage;

/** The measurements of the plan in work by what they are about, against their targets and against the plan as it was opened. */
public final class MeasurementsView extends CaseView {

    public static final String ID = "org.orthotwin.ui.measurements";

    /** A row: a family, or a measurement of it. */
    private record Family(String name, List<String> ids) {
    }

    private final Wording wording = new Wording(UiLanguage.code());
    private final Map<String, Measured> now = new LinkedHashMap<>();
    private final Map<String, Double> before = new LinkedHashMap<>();
    private List<Family> families = List.of();
    private TreeViewer tree;
    private CaseSession compared;

    @Override
    protected void create(Composite parent) {
        Composite area = new Composite(parent, SWT.NONE);
        TreeColumnLayout layout = new TreeColumnLayout();
        area.setLayout(layout);
        tree = new TreeViewer(area, SWT.FULL_SELECTION | SWT.V_SCROLL | SWT.H_SCROLL);
        tree.getTree().setHeaderVisible(true);
        tree.setUseHashlookup(true);
        tree.setContentProvider(new Content());
        ColumnViewerToolTipSupport.enableFor(tree);
        column(layout, "measurements.name", SWT.LEFT, new ColumnWeightData(40, 220), Kind.NAME);
        column(layout, "measurements.value", SWT.RIGHT, new ColumnPixelData(92), Kind.VALUE);
        column(layout, "measurements.change", SWT.RIGHT, new ColumnPixelData(84), Kind.CHANGE);
        column(layout, "measurements.target", SWT.LEFT, new ColumnPixelData(130), Kind.TARGET);
        column(layout, "measurements.verdict", SWT.LEFT, new ColumnWeightData(20, 120), Kind.VERDICT);
        tree.getTree().addListener(SWT.EraseItem, this::eraseFocus);
        tree.setInput(this);
    }

    private void eraseFocus(Event e) {
        e.detail &= ~SWT.FOCUSED;
    }

    private enum Kind {
        NAME, VALUE, CHANGE, TARGET, VERDICT
    }

    private void column(TreeColumnLayout layout, String key, int align, org.eclipse.jface.viewers.ColumnLayoutData data, Kind kind) {
        TreeViewerColumn c = new TreeViewerColumn(tree, align);
        c.getColumn().setText(Texts.text(key));
        c.getColumn().setAlignment(align);
        layout.setColumnData(c.getColumn(), data);
        c.setLabelProvider(new Labels(kind));
    }

    @Override
    public void setFocus() {
        tree.getControl().setFocus();
    }

    @Override
    protected void changed(CaseSession.Change change) {
        if (change != CaseSession.Change.EVALUATION || tree.getControl().isDisposed()) {
            return;
        }
        CaseSession s = session().orElse(null);
        if (s != compared) {
            before.clear();
            now.clear();
            families = List.of();
            compared = s;
        }
        if (s == null || s.evaluation().result().isEmpty()) {
            tree.refresh();
            return;
        }
        show(s.evaluation().result().get());
    }

    private void show(RunResult result) {
        List<Family> next = new ArrayList<>();
        now.clear();
        wording.families(result).forEach((name, all) -> {
            List<String> ids = new ArrayList<>();
            for (Measured m : all) {
                ids.add(m.definition().id());
                now.put(m.definition().id(), m);
                before.putIfAbsent(m.definition().id(), m.value().si());
            }
            next.add(new Family(name, ids));
        });
        if (next.equals(families)) {
            // the same rows with other numbers: nothing moves under the eyes
            tree.refresh(true);
        } else {
            families = next;
            tree.getControl().setRedraw(false);
            tree.refresh();
            tree.expandAll();
            tree.getControl().setRedraw(true);
        }
    }

    private final class Content implements ITreeContentProvider {

        @Override
        public Object[] getElements(Object input) {
            return families.toArray();
        }

        @Override
        public Object[] getChildren(Object o) {
            return o instanceof Family f ? f.ids().toArray() : new Object[0];
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

    private final class Labels extends StyledCellLabelProvider {

        private static final int DOT = 9;

        private final Kind kind;

        Labels(Kind kind) {
            this.kind = kind;
        }

        @Override
        public void update(ViewerCell cell) {
            if (cell.getElement() instanceof Family f) {
                cell.setText(kind == Kind.NAME ? f.name() : "");
                cell.setFont(JFaceResources.getFontRegistry().getBold(JFaceResources.DEFAULT_FONT));
            } else if (now.get(cell.getElement()) instanceof Measured m) {
                cell.setFont(null);
                cell.setText(text(m));
                cell.setForeground(kind == Kind.CHANGE || kind == Kind.VERDICT && m.verdict() != Verdict.WITHIN ? Styles.of(m.verdict())
                        : null);
            }
            super.update(cell);
        }

        private String text(Measured m) {
            MeasurementDefinition d = m.definition();
            return switch (kind) {
                case NAME -> wording.measurement(d);
                case VALUE -> Wording.value(d.unit(), m.value().si());
                case CHANGE -> change(d, m.value().si() - before.getOrDefault(d.id(), Double.NaN));
                case TARGET -> wording.target(m);
                case VERDICT -> "    " + (m.verdict() == Verdict.NO_TARGET ? "" : Texts.text("verdict." + m.verdict().id()));
            };
        }

        private static String change(MeasurementDefinition d, double by) {
            if (!Double.isFinite(by)) {
                return "";
            }
            String text = Wording.value(d.unit(), by);
            return text.chars().noneMatch(c -> c >= '1' && c <= '9') ? "" : by > 0 ? "+" + text : text;
        }

        @Override
        protected void paint(Event event, Object element) {
            super.paint(event, element);
            if (kind == Kind.VERDICT && now.get(element) instanceof Measured m && m.verdict() != Verdict.NO_TARGET) {
                GC gc = event.gc;
                gc.setAntialias(SWT.ON);
                Rectangle r = event.getBounds();
                gc.setBackground(Styles.of(m.verdict()));
                gc.fillOval(r.x + 3, r.y + (r.height - DOT) / 2, DOT, DOT);
            }
        }

        @Override
        public String getToolTipText(Object element) {
            if (!(now.get(element) instanceof Measured m)) {
                return null;
            }
            StringBuilder b = new StringBuilder(m.definition().id()).append(", v").append(m.definition().version()).append('\n')
                    .append(m.definition().description());
            if (!m.targetSource().isEmpty()) {
                b.append('\n').append(Texts.text("measurements.source", m.targetSource()));
            }
            if (!m.value().note().isEmpty()) {
                b.append('\n').append(m.value().note());
            }
            return b.toString();
        }
    }
}
