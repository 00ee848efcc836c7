/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.ScrolledComposite;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.orthotwin.catalog.Catalogs;
import org.orthotwin.catalog.LoadedCatalogue;
import org.orthotwin.core.Unit;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.PlacementConvention;
import org.orthotwin.joint.spi.JointType;
import org.orthotwin.model.implant.Component;
import org.orthotwin.model.scenario.Placement;
import org.orthotwin.model.scenario.Setting;
import org.orthotwin.report.Wording;
import org.orthotwin.simulation.Assembler;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.ui.CaseSession;
import org.orthotwin.ui.CaseView;
import org.orthotwin.ui.UiLanguage;

/** Which part it is and where: the catalogue's sizes, and the six degrees of freedom in the words of the field. */
public final class PositionView extends CaseView {

    public static final String ID = "org.orthotwin.ui.position";

    private final Wording wording = new Wording(UiLanguage.code());
    private ScrolledComposite scroll;
    private Composite form;
    private Placement shown;
    private String shape = "";
    private Combo component;
    private Combo size;
    private List<String> components = List.of();
    private final Map<String, CoordinateField> fields = new LinkedHashMap<>();
    private TargetsPane targets;
    private boolean quiet;

    @Override
    protected void create(Composite parent) {
        scroll = new ScrolledComposite(parent, SWT.V_SCROLL);
        scroll.setExpandHorizontal(true);
        scroll.setExpandVertical(true);
        scroll.setBackground(parent.getDisplay().getSystemColor(SWT.COLOR_LIST_BACKGROUND));
        scroll.setBackgroundMode(SWT.INHERIT_FORCE);
        form = new Composite(scroll, SWT.NONE);
        scroll.setContent(form);
        scroll.addListener(SWT.Resize, e -> fit());
    }

    @Override
    public void setFocus() {
        scroll.setFocus();
    }

    @Override
    protected void changed(CaseSession.Change change) {
        if (scroll.isDisposed()) {
            return;
        }
        CaseSession s = session().orElse(null);
        Placement p = s == null ? null : placement(s).orElse(null);
        JointType type = s == null ? null : s.evaluation().result().map(RunResult::problem).map(x -> x.joint() == null ? null
                : x.joint().type()).orElse(null);
        String wanted = p == null || type == null ? "" : p.getRole() + '|' + p.getConvention() + '|' + p.getBone() + '|' + s.file();
        if (!wanted.equals(shape) || p != shown) {
            shape = wanted;
            shown = p;
            build(wanted.isEmpty() ? null : p, type);
        }
        if (shown != null && !shape.isEmpty() && change != CaseSession.Change.EVALUATION) {
            update();
        }
        if (targets != null && targets.show(s.evaluation().result())) {
            form.layout(true, true);
            fit();
        }
    }

    private static Optional<Placement> placement(CaseSession s) {
        return s.plan().flatMap(plan -> plan.getPlacements().stream().filter(p -> s.selected().equals(p.getRole())).findFirst()
                .or(() -> plan.getPlacements().stream().findFirst()));
    }

    private void build(Placement p, JointType type) {
        for (org.eclipse.swt.widgets.Control c : form.getChildren()) {
            c.dispose();
        }
        fields.clear();
        component = null;
        targets = null;
        GridLayout layout = new GridLayout(1, false);
        layout.marginWidth = 10;
        layout.marginHeight = 8;
        layout.verticalSpacing = 4;
        form.setLayout(layout);
        if (p == null) {
            hint(Texts.text("position.none"));
        } else {
            title(wording.role(p.getRole()));
            parts(p);
            if (p.getBone() == null || p.getBone().isBlank()) {
                hint(Texts.text("position.mated"));
            } else {
                PlacementConvention convention = Assembler.convention(type, p.getConvention()).orElse(null);
                if (convention != null) {
                    for (CoordinateDefinition d : convention.coordinates()) {
                        fields.put(d.name(), new CoordinateField(form, d, Words.coordinate(d.name()), (v, last) -> move(d, v, last)));
                    }
                }
            }
            update();
            targets = new TargetsPane(form);
            targets.show(session().flatMap(s -> s.evaluation().result()));
        }
        form.layout(true, true);
        fit();
    }

    /** As wide as the view, however narrow it becomes; it scrolls in height alone. */
    private void fit() {
        scroll.setMinHeight(form.computeSize(scroll.getClientArea().width, SWT.DEFAULT).y);
    }

    private void title(String text) {
        Label l = new Label(form, SWT.NONE);
        l.setText(text);
        l.setFont(org.eclipse.jface.resource.JFaceResources.getHeaderFont());
        l.setLayoutData(new GridData(SWT.FILL, SWT.TOP, true, false));
    }

    private void hint(String text) {
        Label l = new Label(form, SWT.WRAP);
        l.setText(text);
        l.setForeground(form.getDisplay().getSystemColor(SWT.COLOR_WIDGET_DISABLED_FOREGROUND));
        GridData d = new GridData(SWT.FILL, SWT.TOP, true, false);
        d.widthHint = 180;
        l.setLayoutData(d);
    }

    private void parts(Placement p) {
        Composite row = new Composite(form, SWT.NONE);
        row.setLayoutData(new GridData(SWT.FILL, SWT.TOP, true, false));
        GridLayout two = new GridLayout(2, false);
        two.marginWidth = 0;
        two.marginHeight = 0;
        row.setLayout(two);
        component = new Combo(row, SWT.READ_ONLY);
        GridData wide = new GridData(SWT.FILL, SWT.CENTER, true, false);
        wide.widthHint = 120;
        component.setLayoutData(wide);
        size = new Combo(row, SWT.READ_ONLY);
        GridData narrow = new GridData(SWT.FILL, SWT.CENTER, false, false);
        narrow.widthHint = 118;
        size.setLayoutData(narrow);
        size.setVisibleItemCount(16);
        String kind = component(p.getComponent()).map(Component::getKind).map(Object::toString).orElse("");
        List<String> ids = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (LoadedCatalogue c : Catalogs.registry().instances()) {
            for (Component x : c.components()) {
                String id = c.id() + '/' + x.getId();
                if (kind.equals(String.valueOf(x.getKind())) || id.equals(p.getComponent())) {
                    ids.add(id);
                    names.add(c.name(x).text(UiLanguage.code()));
                }
            }
        }
        components = ids;
        component.setItems(names.toArray(String[]::new));
        Wheel.scrolls(component);
        Wheel.scrolls(size);
        component.addListener(SWT.Selection, e -> choose(components.get(component.getSelectionIndex()), null));
        size.addListener(SWT.Selection, e -> choose(shown.getComponent(), size.getText()));
    }

    private void choose(String id, String label) {
        if (quiet) {
            return;
        }
        String wanted = label;
        if (wanted == null) {
            List<String> labels = sizes(id);
            wanted = labels.isEmpty() || labels.contains(shown.getSize()) ? shown.getSize() : labels.get(labels.size() / 2);
        }
        String chosen = wanted;
        if (!id.equals(shown.getComponent()) || !chosen.equals(shown.getSize())) {
            session().ifPresent(s -> s.execute(s.commands().setPart(shown, id, chosen)));
        }
    }

    /** What the catalogue calls a size, which a plan may name by its id or part number, too. */
    private static String label(Placement p) {
        try {
            return LoadedCatalogue.label(Catalogs.find(p.getComponent(), p.getSize()).size());
        } catch (NoSuchElementException e) {
            return String.valueOf(p.getSize());
        }
    }

    static Optional<Component> component(String id) {
        int slash = id == null ? -1 : id.indexOf('/');
        return slash < 0 ? Optional.empty() : Catalogs.registry().instances().stream().filter(c -> c.id().equals(id.substring(0, slash)))
                .findFirst().flatMap(c -> c.component(id.substring(slash + 1)));
    }

    static List<String> sizes(String id) {
        return component(id).map(c -> c.getSizes().stream().map(LoadedCatalogue::label).toList()).orElse(List.of());
    }

    private void update() {
        quiet = true;
        try {
            if (component != null) {
                component.select(components.indexOf(shown.getComponent()));
                String[] labels = sizes(shown.getComponent()).toArray(String[]::new);
                if (!List.of(labels).equals(List.of(size.getItems()))) {
                    size.setItems(labels);
                }
                size.select(List.of(labels).indexOf(label(shown)));
            }
            boolean dragging = session().map(CaseSession::isDragging).orElse(false);
            fields.forEach((name, f) -> f.show(shown.getCoordinates().stream().filter(c -> name.equals(c.getName()))
                    .mapToDouble(Setting::getNumber).findFirst().orElse(0), dragging));
        } finally {
            quiet = false;
        }
    }

    private void move(CoordinateDefinition d, double value, boolean last) {
        session().ifPresent(s -> {
            Unit unit = d.dimension().siUnit();
            Placement p = shown;
            s.drag(() -> s.commands().setCoordinate(p, d.name(), value, unit));
            if (last) {
                s.endDrag();
            }
        });
    }
}
