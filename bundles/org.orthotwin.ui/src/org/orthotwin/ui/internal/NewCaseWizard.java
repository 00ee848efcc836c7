/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.eclipse.core.resources.IResource;
import org.eclipse.core.resources.IWorkspace;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.jface.wizard.Wizard;
import org.eclipse.jface.wizard.WizardPage;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Group;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;
import org.orthotwin.cases.Cases;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Quantity;
import org.orthotwin.core.Unit;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.Joints;
import org.orthotwin.joint.Side;
import org.orthotwin.ui.CaseFolders;
import org.orthotwin.ui.TypedNumber;
import org.orthotwin.ui.UiLanguage;

/** A new case: a bundled one under a name of one's own, as it is or with another synthetic subject. */
public final class NewCaseWizard extends Wizard {

    private static final String STATURE = "stature";
    private static final String SEX = "sex";
    private static final Unit CM = Unit.of("cm");

    private final Page page = new Page();

    public NewCaseWizard() {
        setWindowTitle(Texts.text("new.title"));
        addPage(page);
    }

    @Override
    public boolean performFinish() {
        CaseFolders.create(page.id(), page.name(), page.subject());
        return true;
    }

    private static final class Page extends WizardPage {

        private final List<String> ids = Cases.ids();
        private Text name;
        private Combo kind;
        private Button other;
        private Group subject;
        private Combo side;
        private Combo sex;
        private Text stature;
        private Button drawn;
        private Text seed;

        Page() {
            super("case");
            setTitle(Texts.text("new.title"));
            setDescription(Texts.text("new.what"));
        }

        @Override
        public void createControl(Composite parent) {
            Composite area = new Composite(parent, SWT.NONE);
            area.setLayout(new GridLayout(2, false));
            label(area, "new.name");
            name = new Text(area, SWT.BORDER);
            name.setText(freeName());
            name.setData("new", "name");
            fill(name);
            label(area, "new.kind");
            kind = new Combo(area, SWT.READ_ONLY);
            kind.setItems(ids.stream().map(Page::title).toArray(String[]::new));
            kind.select(Math.max(0, ids.indexOf("hip-tha")));
            fill(kind);
            other = new Button(area, SWT.CHECK);
            other.setText(Texts.text("new.other"));
            other.setData("new", "other");
            other.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false, 2, 1));
            subject = new Group(area, SWT.NONE);
            subject.setText(Texts.text("new.subject"));
            subject.setLayout(new GridLayout(2, false));
            subject.setLayoutData(new GridData(SWT.FILL, SWT.TOP, true, false, 2, 1));
            label(subject, "new.side");
            side = combo("new.right", "new.left");
            label(subject, "new.sex");
            sex = combo("new.female", "new.male");
            label(subject, "new.stature");
            stature = new Text(subject, SWT.BORDER);
            stature.setMessage(Texts.text("new.typical"));
            fill(stature);
            drawn = new Button(subject, SWT.CHECK);
            drawn.setText(Texts.text("new.drawn"));
            seed = new Text(subject, SWT.BORDER);
            seed.setText("1");
            fill(seed);
            name.addListener(SWT.Modify, e -> check());
            stature.addListener(SWT.Modify, e -> check());
            seed.addListener(SWT.Modify, e -> check());
            kind.addListener(SWT.Selection, e -> check());
            other.addListener(SWT.Selection, e -> check());
            drawn.addListener(SWT.Selection, e -> check());
            setControl(area);
            check();
            // nothing is wrong before anything was done
            setErrorMessage(null);
            name.selectAll();
        }

        private static void label(Composite parent, String key) {
            new Label(parent, SWT.NONE).setText(Texts.text(key));
        }

        private static void fill(Control c) {
            c.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false));
        }

        private Combo combo(String... keys) {
            Combo c = new Combo(subject, SWT.READ_ONLY);
            for (String k : keys) {
                c.add(Texts.text(k));
            }
            c.select(0);
            fill(c);
            return c;
        }

        private static String title(String id) {
            try {
                return Cases.name(id, UiLanguage.code());
            } catch (IOException e) {
                return id;
            }
        }

        private static String freeName() {
            for (int i = 1;; i++) {
                String n = Texts.text("new.default", i);
                if (!ResourcesPlugin.getWorkspace().getRoot().getProject(n).exists()) {
                    return n;
                }
            }
        }

        String id() {
            return ids.get(kind.getSelectionIndex());
        }

        String name() {
            return name.getText().strip();
        }

        private Optional<String> joint() {
            try {
                return Cases.joint(id());
            } catch (IOException e) {
                return Optional.empty();
            }
        }

        Optional<Cases.Subject> subject() {
            if (!other.getEnabled() || !other.getSelection()) {
                return Optional.empty();
            }
            Map<String, Double> chosen = new HashMap<>();
            chosen.put(SEX, sex.getSelectionIndex() == 0 ? 1.0 : 2.0);
            if (!stature.getText().isBlank()) {
                chosen.put(STATURE, CM.toSi(Double.parseDouble(number(stature))));
            }
            return Optional.of(new Cases.Subject(side.getSelectionIndex() == 0 ? Side.RIGHT : Side.LEFT, chosen, drawn.getSelection()
                    ? OptionalLong.of(Long.parseLong(seed.getText().strip())) : OptionalLong.empty()));
        }

        private static String number(Text t) {
            return TypedNumber.of(t.getText());
        }

        private void check() {
            other.setEnabled(joint().isPresent());
            boolean another = other.getEnabled() && other.getSelection();
            for (Control c : subject.getChildren()) {
                c.setEnabled(another);
            }
            seed.setEnabled(another && drawn.getSelection());
            String problem = problem(another);
            setErrorMessage(problem);
            setPageComplete(problem == null);
        }

        private String problem(boolean another) {
            IWorkspace workspace = ResourcesPlugin.getWorkspace();
            IStatus valid = workspace.validateName(name(), IResource.PROJECT);
            if (name().isEmpty()) {
                return Texts.text("new.no-name");
            }
            if (!valid.isOK()) {
                return valid.getMessage();
            }
            if (workspace.getRoot().getProject(name()).exists()) {
                return Texts.text("new.exists", name());
            }
            if (another && drawn.getSelection() && !seed.getText().strip().matches("\\d{1,18}")) {
                return Texts.text("new.bad-seed");
            }
            return another ? badStature() : null;
        }

        private String badStature() {
            CoordinateDefinition d = joint().flatMap(j -> Joints.registry().get(j).generator()).stream()
                    .flatMap(g -> g.parameters().stream()).filter(x -> x.name().equals(STATURE)).findFirst().orElse(null);
            if (stature.getText().isBlank() || d == null) {
                return null;
            }
            double v;
            try {
                v = Quantity.parseSi(number(stature) + "cm", Dimension.LENGTH);
            } catch (IllegalArgumentException e) {
                v = Double.NaN;
            }
            return v >= d.minimum() && v <= d.maximum() ? null : Texts.text("new.bad-stature", Numbers.shortest(Numbers.edge(CM.fromSi(d
                    .minimum()))), Numbers.shortest(Numbers.edge(CM.fromSi(d.maximum()))));
        }
    }
}
