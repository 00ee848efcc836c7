/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.core.runtime.ILog;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.emf.ecore.EStructuralFeature;
import org.eclipse.jface.layout.TableColumnLayout;
import org.eclipse.jface.resource.JFaceColors;
import org.eclipse.jface.viewers.ArrayContentProvider;
import org.eclipse.jface.viewers.ColumnLabelProvider;
import org.eclipse.jface.viewers.ColumnLayoutData;
import org.eclipse.jface.viewers.ColumnPixelData;
import org.eclipse.jface.viewers.ColumnViewerToolTipSupport;
import org.eclipse.jface.viewers.ColumnWeightData;
import org.eclipse.jface.viewers.TableViewer;
import org.eclipse.jface.viewers.TableViewerColumn;
import org.eclipse.jface.viewers.ViewerCell;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.MenuItem;
import org.eclipse.swt.widgets.Table;
import org.eclipse.ui.ISharedImages;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.PlatformUI;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Severity;
import org.orthotwin.model.anatomy.ModelValidator;
import org.orthotwin.ui.CaseSession;
import org.orthotwin.ui.CaseView;
import org.orthotwin.ui.Evaluation;
import org.orthotwin.ui.UiLanguage;

/**
 * What the one validator finds in the case, why the plan has no numbers, and what the solvers warn of; with what would put an end to it. A
 * double click shows where it is.
 */
public final class ProblemsView extends CaseView {

    public static final String ID = "org.orthotwin.ui.problems";

    private static final int FIX_WIDTH = 230;

    /** @param at and {@code feature}: what is at fault, {@code null} where it is not known */
    private record Problem(Severity severity, String text, Diagnostic diagnostic, EObject at, EStructuralFeature feature) {
    }

    private final TableColumnLayout layout = new TableColumnLayout();
    private TableViewer table;
    private Menu menu;
    /** Unknown before the first time, so that it is said that there is nothing. */
    private List<Problem> shown;
    /** By problem, found when they are shown: they are asked for at every painting. */
    private final Map<Problem, List<QuickFixes.Fix>> fixes = new HashMap<>();

    @Override
    protected void create(Composite parent) {
        Composite area = new Composite(parent, SWT.NONE);
        area.setLayout(layout);
        table = new TableViewer(area, SWT.FULL_SELECTION | SWT.V_SCROLL);
        table.getTable().setData("problems", "table");
        table.setContentProvider(ArrayContentProvider.getInstance());
        column(new ColumnWeightData(10, 240), new ColumnLabelProvider() {
            @Override
            public String getText(Object o) {
                return ((Problem) o).text();
            }

            @Override
            public Image getImage(Object o) {
                return PlatformUI.getWorkbench().getSharedImages().getImage(switch (((Problem) o).severity()) {
                    case ERROR -> ISharedImages.IMG_OBJS_ERROR_TSK;
                    case WARNING -> ISharedImages.IMG_OBJS_WARN_TSK;
                    case INFO -> ISharedImages.IMG_OBJS_INFO_TSK;
                });
            }

            @Override
            public String getToolTipText(Object o) {
                return ((Problem) o).text();
            }
        });
        column(new ColumnPixelData(FIX_WIDTH), new ColumnLabelProvider() {
            @Override
            public String getText(Object o) {
                List<QuickFixes.Fix> all = fixes(o);
                return all.isEmpty() ? "" : all.size() == 1 ? all.getFirst().label() : Texts.text("problems.fixes", all.size());
            }

            @Override
            public Color getForeground(Object o) {
                return JFaceColors.getHyperlinkText(table.getTable().getDisplay());
            }

            @Override
            public String getToolTipText(Object o) {
                return fixes(o).isEmpty() ? null : String.join("\n", fixes(o).stream().map(QuickFixes.Fix::label).toList());
            }
        });
        ColumnViewerToolTipSupport.enableFor(table);
        table.getTable().addListener(SWT.MouseUp, this::clicked);
        menu = new Menu(table.getTable());
        menu.addListener(SWT.Show, e -> chosen().ifPresent(this::fill));
        table.getTable().setMenu(menu);
        table.addDoubleClickListener(e -> chosen().ifPresent(this::open));
        table.getTable().addListener(SWT.KeyDown, e -> {
            // as in other workbenches
            if (e.keyCode == '1' && e.stateMask == SWT.MOD1) {
                menu.setVisible(true);
            }
        });
    }

    private void column(ColumnLayoutData data, ColumnLabelProvider labels) {
        TableViewerColumn c = new TableViewerColumn(table, SWT.LEFT);
        c.setLabelProvider(labels);
        layout.setColumnData(c.getColumn(), data);
    }

    private Optional<Problem> chosen() {
        return Optional.ofNullable((Problem) table.getStructuredSelection().getFirstElement());
    }

    private List<QuickFixes.Fix> fixes(Object problem) {
        return fixes.getOrDefault(problem, List.of());
    }

    /** One that is alone is carried out, of several one is chosen. */
    private void clicked(Event e) {
        Table t = table.getTable();
        ViewerCell cell = e.button == 1 ? table.getCell(t.toControl(t.getDisplay().getCursorLocation())) : null;
        if (cell == null || cell.getColumnIndex() != 1) {
            return;
        }
        List<QuickFixes.Fix> all = fixes(cell.getElement());
        if (all.size() == 1) {
            all.getFirst().what().run();
        } else if (!all.isEmpty()) {
            menu.setVisible(true);
        }
    }

    private void fill(Problem p) {
        for (MenuItem i : menu.getItems()) {
            i.dispose();
        }
        for (QuickFixes.Fix f : fixes(p)) {
            item(f.label(), f.what());
        }
        if (!QuickFixes.selectable(p.at()).isEmpty()) {
            if (menu.getItemCount() > 0) {
                new MenuItem(menu, SWT.SEPARATOR);
            }
            item(Texts.text("problems.show"), () -> open(p));
        }
    }

    private void item(String text, Runnable what) {
        MenuItem item = new MenuItem(menu, SWT.PUSH);
        item.setText(text);
        item.addListener(SWT.Selection, e -> what.run());
    }

    /** Shows what is at fault in its properties. */
    private void open(Problem p) {
        String id = QuickFixes.selectable(p.at());
        if (id.isEmpty()) {
            return;
        }
        session().ifPresent(s -> s.select(id));
        try {
            getSite().getPage().showView(PropertiesView.ID);
        } catch (PartInitException e) {
            ILog.of(ProblemsView.class).log(e.getStatus());
        }
    }

    @Override
    public void setFocus() {
        table.getControl().setFocus();
    }

    @Override
    protected void changed(CaseSession.Change change) {
        if (table.getControl().isDisposed() || change == CaseSession.Change.SELECTION) {
            return;
        }
        List<Problem> all = new ArrayList<>();
        session().filter(s -> !s.isDragging()).ifPresent(s -> {
            for (ModelValidator.Finding f : s.findings()) {
                all.add(problem(f.diagnostic(), f.object(), f.feature()));
            }
            Evaluation e = s.evaluation();
            if (!e.problem().isEmpty() && all.stream().noneMatch(p -> p.text().equals(e.problem()))) {
                all.add(e.cause().map(d -> problem(d, null, null)).orElseGet(() -> new Problem(Severity.ERROR, e.problem(), null, null,
                        null)));
            }
            e.result().filter(r -> e.problem().isEmpty()).ifPresent(r -> r.warnings().forEach(d -> all.add(problem(d, null, null))));
            fixes.clear();
            all.stream().filter(p -> p.diagnostic() != null).forEach(p -> fixes.put(p, QuickFixes.of(s, p.diagnostic(), p.at(), p
                    .feature())));
        });
        if (!all.equals(shown)) {
            shown = all;
            table.setInput(all);
            // where nothing can be mended here, what is said has all the room
            boolean mendable = all.stream().anyMatch(p -> !fixes(p).isEmpty());
            layout.setColumnData(table.getTable().getColumn(1), new ColumnPixelData(mendable ? FIX_WIDTH : 0));
            table.getTable().getParent().layout();
            long errors = all.stream().filter(p -> p.severity() == Severity.ERROR).count();
            setContentDescription(all.isEmpty() ? Texts.text("problems.none")
                    : Texts.text("problems.count", errors, all.size() - errors));
        }
    }

    private static Problem problem(Diagnostic d, EObject at, EStructuralFeature feature) {
        return new Problem(d.severity(), d.text(UiLanguage.code()), d, at, feature);
    }
}
