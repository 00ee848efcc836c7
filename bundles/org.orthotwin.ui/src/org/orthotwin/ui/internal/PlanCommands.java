/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.util.List;
import org.eclipse.jface.dialogs.InputDialog;
import org.eclipse.jface.window.Window;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.MenuItem;
import org.eclipse.swt.widgets.Shell;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.ui.CaseSession;

/** What can be done with a plan as a whole, wherever it is shown. */
final class PlanCommands {

    private PlanCommands() {
    }

    static boolean isActive(CaseSession s, Plan p) {
        return s.plan().filter(x -> x == p).isPresent();
    }

    static void activate(CaseSession s, Plan p) {
        if (!isActive(s, p)) {
            s.execute(s.commands().activate(s.models().scenario(), p));
        }
    }

    /** Begins a plan as a copy of another; it becomes the one in work. */
    static void begin(CaseSession s, Plan from) {
        List<Plan> all = s.models().scenario().getPlans();
        List<String> ids = all.stream().map(Plan::getId).toList();
        List<String> names = all.stream().map(Plan::getName).toList();
        String stem = from.getId() == null || from.getId().isBlank() ? "plan" : from.getId().replaceFirst("-[0-9]+$", "");
        String name = Words.plan(from).replaceFirst(" \\([0-9]+\\)$", "");
        int i = 2;
        while (ids.contains(stem + "-" + i) || names.contains(name + " (" + i + ")")) {
            i++;
        }
        s.execute(s.commands().begin(from, stem + "-" + i, name + " (" + i + ")"));
    }

    /** An id that no plan has yet, made of that of one. */
    static String freeId(List<Plan> all, String of) {
        List<String> ids = all.stream().map(Plan::getId).toList();
        String stem = of.isEmpty() ? "plan" : of.replaceFirst("-[0-9]+$", "");
        int i = 2;
        while (ids.contains(stem + "-" + i)) {
            i++;
        }
        return stem + "-" + i;
    }

    /** Asks for another name. */
    static void rename(CaseSession s, Plan p, Shell shell) {
        InputDialog dialog = new InputDialog(shell, Texts.text("plan.rename.title"), Texts.text("plan.rename.message"), Words.plan(p),
                t -> t.isBlank() ? Texts.text("plan.rename.empty") : null);
        if (dialog.open() == Window.OK && !dialog.getValue().strip().equals(Words.plan(p))) {
            s.execute(s.commands().rename(p, dialog.getValue().strip()));
        }
    }

    static boolean canRemove(CaseSession s) {
        return s.models().scenario().getPlans().size() > 1;
    }

    static void remove(CaseSession s, Plan p) {
        if (canRemove(s)) {
            s.execute(s.commands().removePlan(p));
        }
    }

    static void ghost(CaseSession s, Plan p) {
        s.ghost(s.ghost().equals(p.getId()) ? "" : String.valueOf(p.getId()));
    }

    static void fill(Menu menu, CaseSession s, Plan p, Shell shell) {
        item(menu, SWT.PUSH, "plan.activate", !isActive(s, p), () -> activate(s, p));
        MenuItem ghost = item(menu, SWT.CHECK, "plan.ghost", !isActive(s, p), () -> ghost(s, p));
        ghost.setSelection(s.ghost().equals(p.getId()));
        new MenuItem(menu, SWT.SEPARATOR);
        item(menu, SWT.PUSH, "plan.duplicate", true, () -> begin(s, p));
        item(menu, SWT.PUSH, "plan.rename", true, () -> rename(s, p, shell));
        item(menu, SWT.PUSH, "plan.remove", canRemove(s), () -> remove(s, p));
    }

    private static MenuItem item(Menu menu, int style, String key, boolean enabled, Runnable what) {
        MenuItem i = new MenuItem(menu, style);
        i.setText(Texts.text(key));
        i.setEnabled(enabled);
        i.addListener(SWT.Selection, e -> what.run());
        return i;
    }
}
