/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.nio.file.Path;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.IResource;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.ILog;
import org.eclipse.core.runtime.Status;
import org.eclipse.jface.action.IToolBarManager;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.MenuItem;
import org.eclipse.ui.statushandlers.StatusManager;
import org.orthotwin.ui.MenuAction;
import org.orthotwin.ui.plot.DrawingPane;

/** What a patient has taught of the case that the twin is calibrated with. */
public final class MechanicsView extends TwinView {

    public static final String ID = "org.orthotwin.followup.ui.mechanics";

    private static final String NAME = "mechanics";

    private DrawingPane pane;
    private MenuAction calibrate;

    @Override
    void create(Composite parent) {
        pane = new DrawingPane(Views.area(parent), () -> reading().isPresent() ? Texts.text("mechanics.none") : nothing(), () -> "");
        pane.canvas().setData(NAME, "canvas");
        pane.canvas().setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true));
        IToolBarManager bar = getViewSite().getActionBars().getToolBarManager();
        calibrate = new MenuAction(Texts.text("mechanics.calibrate"), Icons.OURS.descriptor(NAME), this::choices);
        bar.add(calibrate);
        bar.add(pane.export(() -> fileName(NAME), this::folder));
    }

    /** The scenarios of the workspace, and any other. */
    private void choices(Menu menu) {
        for (IProject p : ResourcesPlugin.getWorkspace().getRoot().getProjects()) {
            try {
                for (IResource r : p.isAccessible() ? p.members() : new IResource[0]) {
                    if ("scenario".equals(r.getFileExtension())) {
                        item(menu, Texts.text("mechanics.with", p.getName(), r.getName()), () -> calibrateWith(r.getLocation().toPath()));
                    }
                }
            } catch (CoreException e) {
                ILog.of(MechanicsView.class).log(e.getStatus());
            }
        }
        if (menu.getItemCount() > 0) {
            new MenuItem(menu, SWT.SEPARATOR);
        }
        item(menu, Texts.text("mechanics.other"), this::choose);
    }

    private static void item(Menu menu, String text, Runnable what) {
        MenuItem item = new MenuItem(menu, SWT.PUSH);
        item.setText(text);
        item.addListener(SWT.Selection, e -> what.run());
    }

    private void choose() {
        FileDialog dialog = new FileDialog(getSite().getShell(), SWT.OPEN);
        dialog.setText(Texts.text("mechanics.calibrate"));
        dialog.setFilterExtensions(new String[] {"*.scenario", "*"});
        dialog.setFilterNames(new String[] {Texts.text("mechanics.scenarios"), Texts.text("import.all")});
        dialog.setFilterPath(folder().toString());
        String file = dialog.open();
        if (file != null) {
            calibrateWith(Path.of(file));
        }
    }

    /** Calibrates the twin with a case, which takes a while and can be stopped. */
    public void calibrateWith(Path scenario) {
        TwinSession s = session().orElseThrow();
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
        TwinJob.start(s, Texts.text("job.calibrate", scenario.getFileName()), m -> Deeds.calibrate(s.file(), scenario, threads, m),
                done -> done.filter(r -> !r.unsure().isEmpty() || !r.lost().isEmpty()).ifPresent(r -> StatusManager.getManager().handle(
                        Status.warning(Texts.text("mechanics.unsure", String.join(", ", r.unsure()), r.lost().values().stream()
                                .mapToInt(n -> n).sum(), r.runs())), StatusManager.SHOW)));
    }

    @Override
    void changed() {
        calibrate.setEnabled(reading().flatMap(Reading::result).isPresent());
        pane.show(reading().flatMap(Reading::mechanical).map(MechanicsPlot::new));
    }

    @Override
    public void setFocus() {
        pane.canvas().setFocus();
    }

    @Override
    public String help() {
        return Texts.text("help.mechanics");
    }
}
