/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.jface.viewers.ArrayContentProvider;
import org.eclipse.jface.viewers.ColumnLabelProvider;
import org.eclipse.jface.viewers.TableViewer;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.ui.ISharedImages;
import org.eclipse.ui.PlatformUI;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Severity;
import org.orthotwin.ui.CaseSession;
import org.orthotwin.ui.CaseView;
import org.orthotwin.ui.UiLanguage;

/** What the one validator finds in the case, why the plan has no numbers, and what the solvers warn of. */
public final class ProblemsView extends CaseView {

    public static final String ID = "org.orthotwin.ui.problems";

    private record Problem(Severity severity, String text) {
    }

    private TableViewer table;
    private List<Problem> shown = List.of();

    @Override
    protected void create(Composite parent) {
        table = new TableViewer(parent, SWT.FULL_SELECTION | SWT.V_SCROLL);
        table.setContentProvider(ArrayContentProvider.getInstance());
        table.setLabelProvider(new ColumnLabelProvider() {
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
        });
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
            for (Diagnostic d : s.problems()) {
                all.add(new Problem(d.severity(), d.text(UiLanguage.code())));
            }
            if (!s.evaluation().problem().isEmpty() && all.stream().noneMatch(p -> p.text().equals(s.evaluation().problem()))) {
                all.add(new Problem(Severity.ERROR, s.evaluation().problem()));
            }
            s.evaluation().result().ifPresent(r -> r.warnings().forEach(d -> all.add(new Problem(d.severity(),
                    d.text(UiLanguage.code())))));
        });
        if (!all.equals(shown)) {
            shown = all;
            table.setInput(all);
            long errors = all.stream().filter(p -> p.severity() == Severity.ERROR).count();
            setContentDescription(all.isEmpty() ? Texts.text("problems.none")
                    : Texts.text("problems.count", errors, all.size() - errors));
        }
    }
}
