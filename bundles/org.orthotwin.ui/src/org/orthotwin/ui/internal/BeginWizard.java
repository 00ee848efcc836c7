/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.IResource;
import org.eclipse.core.resources.IWorkspaceRoot;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.jface.wizard.Wizard;
import org.eclipse.jface.wizard.WizardPage;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.DirectoryDialog;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.swt.widgets.Text;
import org.orthotwin.authoring.CatalogueBundle;
import org.orthotwin.authoring.CatalogueSheets;
import org.orthotwin.authoring.Installation;
import org.orthotwin.authoring.ProjectTemplate;
import org.orthotwin.catalog.Catalogs;
import org.orthotwin.catalog.LoadedCatalogue;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Severity;
import org.orthotwin.model.implant.Component;
import org.orthotwin.ui.JobMonitor;
import org.orthotwin.ui.UiLanguage;

/** Asks for what the verb {@code new} asks for, and does it; what is made in the workspace is a project of it. */
public final class BeginWizard extends Wizard {

    /** What is begun. */
    public enum Kind {
        SHEETS, CATALOGUE, SOLVER, JOINT
    }

    private static final String WHICH = "begin";

    private final Kind kind;
    private final Page page;

    public BeginWizard(Kind kind) {
        this.kind = kind;
        setWindowTitle(text("title"));
        setNeedsProgressMonitor(true);
        page = new Page();
        addPage(page);
    }

    private String text(String key, Object... args) {
        return Texts.text("begin." + kind.name().toLowerCase(Locale.ROOT) + '.' + key, args);
    }

    /** Work that is done beside the dialog's thread. */
    @FunctionalInterface
    private interface Work {
        void run(IProgressMonitor monitor) throws IOException, CoreException;
    }

    /** Whether it was done; what went wrong stands in the page. */
    private boolean done(Work work) {
        try {
            getContainer().run(true, true, m -> {
                try {
                    work.run(m);
                } catch (IOException | CoreException | RuntimeException e) {
                    throw new InvocationTargetException(e);
                }
            });
            return true;
        } catch (InvocationTargetException e) {
            Throwable why = e.getCause();
            if (!(why instanceof CancellationException)) {
                page.setErrorMessage(why instanceof InputException i ? i.diagnostic().text(UiLanguage.code())
                        : String.valueOf(why.getMessage()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    @Override
    public boolean performFinish() {
        Path folder = page.folder("folder");
        return switch (kind) {
            case SHEETS -> sheets(folder);
            case CATALOGUE -> catalogue(folder);
            case SOLVER, JOINT -> project(folder);
        };
    }

    private boolean sheets(Path folder) {
        Page.Source source = page.source();
        String id = page.value("id");
        return done(m -> {
            CatalogueSheets.write(source.catalogue(), source.component(), Optional.of(id), folder);
            show(folder, m);
        });
    }

    private boolean catalogue(Path folder) {
        Path sheets = page.folder("sheets");
        boolean install = page.install();
        page.setErrorMessage(null);
        page.show(List.of());
        List<CatalogueBundle.Outcome> made = new ArrayList<>();
        boolean ran = done(m -> {
            made.add(CatalogueBundle.make(sheets, Optional.empty(), folder, false, new JobMonitor(m)));
            if (made.getFirst().written()) {
                show(folder, m);
                if (install) {
                    Installation.install(folder.resolve("repository"), made.getFirst().id(), UiLanguage.code(), new JobMonitor(m));
                }
            }
        });
        if (!made.isEmpty()) {
            page.show(made.getFirst().findings());
        }
        if (!ran) {
            return false;
        }
        if (!made.getFirst().written()) {
            page.setErrorMessage(text("errors"));
            return false;
        }
        MessageDialog.openInformation(getShell(), text("title"), text(install ? "installed" : "made", made.getFirst().id(), folder));
        return true;
    }

    private boolean project(Path folder) {
        ProjectTemplate template = ProjectTemplate.valueOf(kind.name());
        ProjectTemplate.Values values = new ProjectTemplate.Values(page.value("id"), page.value("name"), page.value("vendor"), page.value(
                "repository"), page.value("parent"), page.value("child"));
        boolean ran = done(m -> {
            template.write(values, folder);
            show(folder, m);
        });
        if (ran) {
            MessageDialog.openInformation(getShell(), text("title"), text("made", folder));
        }
        return ran;
    }

    /** A folder of the workspace is a project of it, so that it is seen among the cases; others are left alone. */
    private static void show(Path folder, IProgressMonitor m) throws CoreException {
        IWorkspaceRoot root = ResourcesPlugin.getWorkspace().getRoot();
        if (root.getLocation().toPath().equals(folder.getParent())) {
            IProject project = root.getProject(folder.getFileName().toString());
            if (!project.exists()) {
                project.create(m);
            }
            project.open(m);
            project.refreshLocal(IResource.DEPTH_INFINITE, m);
        }
    }

    private final class Page extends WizardPage {

        /** A catalogue, or a component of it. */
        private record Source(LoadedCatalogue catalogue, String component, String label) {
        }

        private final Map<String, Text> fields = new LinkedHashMap<>();
        private final List<Source> sources = new ArrayList<>();
        private Combo source;
        private Button install;
        private Label found;
        private Table findings;
        private boolean folderIsOurs = true;

        Page() {
            super(WHICH);
            setTitle(BeginWizard.this.text("title"));
            setDescription(BeginWizard.this.text("what"));
        }

        @Override
        public void createControl(Composite parent) {
            Composite area = new Composite(parent, SWT.NONE);
            area.setLayout(new GridLayout(3, false));
            Path workspace = ResourcesPlugin.getWorkspace().getRoot().getLocation().toPath();
            if (kind == Kind.SHEETS) {
                sources(area);
            }
            if (kind == Kind.CATALOGUE) {
                folder(area, "sheets", sheetsInWorkspace(workspace));
            } else {
                field(area, "id", kind == Kind.SHEETS ? "my.catalogue" : kind == Kind.SOLVER ? "my.solver" : "my.joint");
            }
            if (kind == Kind.SOLVER || kind == Kind.JOINT) {
                field(area, "name", Texts.text("begin.name." + kind.name().toLowerCase(Locale.ROOT)));
                field(area, "vendor", System.getProperty("user.name", ""));
                if (kind == Kind.JOINT) {
                    field(area, "parent", "humerus");
                    field(area, "child", "ulna");
                }
                field(area, "repository", Installation.repository().orElse("")).setMessage(Texts.text("begin.repository.hint"));
            }
            folder(area, "folder", "");
            follow();
            fields.get("folder").addListener(SWT.Modify, e -> folderIsOurs &= following);
            if (kind == Kind.CATALOGUE) {
                install = new Button(area, SWT.CHECK);
                install.setText(BeginWizard.this.text("install"));
                install.setSelection(true);
                install.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false, 3, 1));
                found = new Label(area, SWT.NONE);
                found.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false, 3, 1));
                findings = new Table(area, SWT.BORDER | SWT.FULL_SELECTION | SWT.V_SCROLL | SWT.H_SCROLL);
                findings.setData(WHICH, "findings");
                GridData room = new GridData(SWT.FILL, SWT.FILL, true, true, 3, 1);
                room.heightHint = 160;
                room.widthHint = 620;
                findings.setLayoutData(room);
            }
            setControl(area);
            check();
            // nothing is wrong before anything was done, but something may be missing
            setMessage(getErrorMessage(), INFORMATION);
            setErrorMessage(null);
        }

        private boolean following;

        /** The folder goes with what it is made for, until somebody gives it a name. */
        private void follow() {
            if (!folderIsOurs) {
                return;
            }
            Path workspace = ResourcesPlugin.getWorkspace().getRoot().getLocation().toPath();
            String name = kind == Kind.CATALOGUE ? value("sheets").replaceFirst(".*[/\\\\]", "").replaceFirst("-sheets$", "") + "-bundle"
                    : value("id").replace('.', '-') + (kind == Kind.SHEETS ? "-sheets" : "");
            following = true;
            fields.get("folder").setText(workspace.resolve(name.replaceAll("[^A-Za-z0-9_-]", "-")).toString());
            following = false;
        }

        /** The first folder of sheets there. */
        private static String sheetsInWorkspace(Path workspace) {
            for (IProject p : ResourcesPlugin.getWorkspace().getRoot().getProjects()) {
                if (p.isAccessible() && p.getFile("catalogue.csv").exists()) {
                    return p.getLocation().toOSString();
                }
            }
            return workspace.toString();
        }

        private void sources(Composite area) {
            for (LoadedCatalogue c : Catalogs.registry().instances()) {
                String name = c.name().text(UiLanguage.code());
                for (Component part : c.components()) {
                    sources.add(new Source(c, part.getId(), name + " \u203a " + c.name(part).text(UiLanguage.code())));
                }
                sources.add(new Source(c, null, BeginWizard.this.text("whole", name)));
            }
            label(area, BeginWizard.this.text("source"));
            source = new Combo(area, SWT.READ_ONLY | SWT.DROP_DOWN);
            source.setItems(sources.stream().map(Source::label).toArray(String[]::new));
            source.select(0);
            source.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false, 2, 1));
        }

        private static void label(Composite area, String text) {
            new Label(area, SWT.NONE).setText(text);
        }

        private Text field(Composite area, String key, String value) {
            label(area, Texts.text("begin." + key));
            Text t = new Text(area, SWT.BORDER);
            t.setText(value);
            t.setData(WHICH, key);
            GridData room = new GridData(SWT.FILL, SWT.CENTER, true, false, 2, 1);
            room.widthHint = 420;
            t.setLayoutData(room);
            t.addListener(SWT.Modify, e -> {
                if (!key.equals("folder")) {
                    follow();
                }
                check();
            });
            fields.put(key, t);
            return t;
        }

        private void folder(Composite area, String key, String value) {
            Text t = field(area, key, value);
            ((GridData) t.getLayoutData()).horizontalSpan = 1;
            Button browse = new Button(area, SWT.PUSH);
            browse.setText(Texts.text("begin.browse"));
            browse.addListener(SWT.Selection, e -> {
                DirectoryDialog dialog = new DirectoryDialog(getShell(), SWT.OPEN);
                dialog.setFilterPath(t.getText());
                String chosen = dialog.open();
                if (chosen != null) {
                    t.setText(chosen);
                }
            });
        }

        Source source() {
            return sources.get(source.getSelectionIndex());
        }

        String value(String key) {
            return fields.containsKey(key) ? fields.get(key).getText().strip() : "";
        }

        Path folder(String key) {
            return Path.of(value(key)).toAbsolutePath().normalize();
        }

        boolean install() {
            return install.getSelection();
        }

        private void check() {
            if (!fields.containsKey("folder")) {
                return;
            }
            String problem = null;
            try {
                if (kind == Kind.SHEETS) {
                    ProjectTemplate.requireId(value("id"));
                } else if (kind != Kind.CATALOGUE) {
                    ProjectTemplate.valueOf(kind.name()).check(new ProjectTemplate.Values(value("id"), value("name"), value("vendor"),
                            value("repository"), value("parent"), value("child")));
                }
            } catch (InputException e) {
                problem = e.diagnostic().text(UiLanguage.code());
            }
            if (problem == null && kind == Kind.CATALOGUE && !Files.isRegularFile(folder("sheets").resolve("catalogue.csv"))) {
                problem = BeginWizard.this.text("none", value("sheets"));
            }
            if (problem == null && value("folder").isEmpty()) {
                problem = Texts.text("begin.no-folder");
            }
            setMessage(null);
            setErrorMessage(problem);
            setPageComplete(problem == null);
        }

        void show(List<Diagnostic> list) {
            findings.removeAll();
            for (Diagnostic d : list) {
                TableItem i = new TableItem(findings, SWT.NONE);
                i.setText(Texts.text(d.severity() == Severity.ERROR ? "begin.error" : "begin.warning", d.text(UiLanguage.code())));
            }
            found.setText(list.isEmpty() ? "" : BeginWizard.this.text("findings", list.size()));
        }
    }
}
