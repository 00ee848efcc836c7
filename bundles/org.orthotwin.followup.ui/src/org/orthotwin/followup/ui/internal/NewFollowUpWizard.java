/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.core.resources.IFile;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.IResource;
import org.eclipse.core.resources.IWorkspace;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.jface.wizard.Wizard;
import org.eclipse.jface.wizard.WizardPage;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.ScrolledComposite;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Group;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;
import org.orthotwin.core.InputException;
import org.orthotwin.followup.Histories;
import org.orthotwin.followup.Observable;
import org.orthotwin.followup.Observables;
import org.orthotwin.followup.ObservationFile;
import org.orthotwin.followup.Times;
import org.orthotwin.followup.TwinFile;
import org.orthotwin.followup.Urgency;
import org.orthotwin.ui.CaseFolders;
import org.orthotwin.ui.JobMonitor;
import org.orthotwin.ui.TypedNumber;
import org.orthotwin.ui.UiLanguage;
import org.orthotwin.ui.UserSettings;
import org.orthotwin.ui.plot.GcInk;

/** Begins the twin of a patient who is to be followed: who it is, the operation, and what is known beforehand. */
public final class NewFollowUpWizard extends Wizard {

    /** Of a sentence that breaks, pixels. */
    private static final int WIDE = 340;
    private static final String OPERATION = ".operation";
    private static final String PLANNED = ".operation-planned";
    private static final String SPINE = "spine";

    private final Page page;

    /** @param folder of what is chosen or open; offered first where several patients are in it */
    public NewFollowUpWizard(Optional<Path> folder) {
        page = new Page(folder);
        setWindowTitle(Texts.text("begin.title"));
        addPage(page);
    }

    @Override
    public boolean performFinish() {
        if (page.isSideMissing() && MessageDialog.open(MessageDialog.QUESTION, getShell(), Texts.text("begin.title"), Texts.text(
                "begin.no-side"), SWT.NONE, Texts.text("add.back"), Texts.text("begin.without-side")) != 1) {
            return false;
        }
        Path file = page.file();
        String patient = page.patient();
        List<ObservationFile.Row> rows = page.rows();
        UserSettings.sign(page.by.getText());
        Job job = Job.create(Texts.text("job.begin", patient), (IProgressMonitor m) -> run(file, patient, rows, m));
        job.setUser(true);
        job.schedule();
        return true;
    }

    private static IStatus run(Path file, String patient, List<ObservationFile.Row> rows, IProgressMonitor m) {
        try {
            Deeds.begin(file, patient, rows, new JobMonitor(m));
            CaseFolders.open(file.toString());
            return Status.OK_STATUS;
        } catch (CancellationException e) {
            return Status.CANCEL_STATUS;
        } catch (InputException e) {
            return Status.error(e.diagnostic().text(UiLanguage.code()));
        } catch (IllegalArgumentException e) {
            return Status.error(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return Status.error(Texts.text("write.failed", String.valueOf(e.getMessage())), e);
        }
    }

    /** Whether a text looks like the name of a person: several words without any digit. */
    static boolean isLikeName(String text) {
        return text.chars().noneMatch(Character::isDigit) && Stream.of(text.split("[\\s,]+")).filter(w -> w.chars().anyMatch(
                Character::isLetter)).count() > 1;
    }

    private static final class Page extends WizardPage {

        /** Joints whose operation can be told. */
        private final List<String> joints = Observables.all().stream().map(Observable::id).filter(i -> i.endsWith(OPERATION)).map(i -> i
                .substring(0, i.indexOf('.'))).toList();
        private final List<IProject> cases = Stream.of(ResourcesPlugin.getWorkspace().getRoot().getProjects()).filter(p -> p.isAccessible()
                && p.getLocation() != null).toList();
        /** The folder that is offered first; empty for one of its own. */
        private final Optional<Path> first;
        private final Map<Observable, Control> facts = new LinkedHashMap<>();
        private final Map<Observable, Label> names = new LinkedHashMap<>();
        private ScrolledComposite scrolled;
        private Composite area;
        private Text patient;
        /** That a pseudonym is meant. */
        private Label named;
        private Combo joint;
        private Combo kind;
        private Text day;
        private Combo where;
        private Text by;
        private Group known;
        /** What each entry of {@link #kind} ends with; empty for no operation. */
        private List<String> kinds = List.of();

        Page(Optional<Path> folder) {
            super("follow-up");
            first = folder;
            setTitle(Texts.text("begin.title"));
            setDescription(Texts.text("begin.what"));
        }

        @Override
        public void createControl(Composite parent) {
            scrolled = new ScrolledComposite(parent, SWT.V_SCROLL);
            scrolled.setExpandHorizontal(true);
            scrolled.setExpandVertical(true);
            area = new Composite(scrolled, SWT.NONE);
            area.setLayout(new GridLayout(2, false));
            scrolled.setContent(area);
            label(area, "begin.patient");
            patient = text(area, "patient");
            patient.setMessage(Texts.text("begin.patient.none"));
            new Label(area, SWT.NONE);
            named = new Label(area, SWT.WRAP);
            named.setData("begin", "named");
            GridData wide = new GridData(SWT.FILL, SWT.TOP, true, false);
            wide.widthHint = WIDE;
            named.setLayoutData(wide);
            label(area, "begin.joint");
            joint = combo(area, joints.stream().map(Texts.WORDING::joint).toList(), "joint");
            joint.select(Math.max(0, joints.indexOf("knee")));
            joint.addListener(SWT.Selection, e -> {
                kinds();
                fit();
            });
            fact(area, Observables.get(Histories.SIDE));
            label(area, "begin.kind");
            kind = combo(area, List.of(), "kind");
            label(area, "begin.day");
            day = text(area, "day");
            // today is hardly ever the day of it
            day.setMessage(Texts.text("begin.day.none"));
            day.setToolTipText(Texts.text("begin.day.tip"));
            label(area, "alerts.by");
            by = text(area, "by");
            by.setText(UserSettings.signature());
            by.setMessage(Texts.text("signed.who"));
            known = new Group(area, SWT.NONE);
            known.setText(Texts.text("begin.known"));
            known.setLayout(new GridLayout(2, false));
            known.setLayoutData(new GridData(SWT.FILL, SWT.TOP, true, false, 2, 1));
            Observables.all().stream().filter(d -> d.joint().isEmpty() && (d.kind().equals("fact") || d.id().equals("body.mass")) && !d.id()
                    .equals(Histories.SIDE)).forEach(d -> fact(known, d));
            label(area, "begin.where");
            List<String> places = new ArrayList<>(List.of(Texts.text("begin.where.own")));
            cases.forEach(p -> places.add(p.getName()));
            where = combo(area, places, "where");
            where.select(IntStream.range(0, cases.size()).filter(i -> first.filter(cases.get(i).getLocation().toPath()::equals).isPresent()
                    && isOfPatients(cases.get(i))).map(i -> i + 1).findFirst().orElse(0));
            where.setToolTipText(Texts.text("begin.where.tip"));
            setControl(scrolled);
            kinds();
            fit();
            // nothing is wrong before anything was done
            setErrorMessage(null);
            patient.setFocus();
        }

        /** Whether a folder is not that of one patient alone, which has its name. */
        private static boolean isOfPatients(IProject p) {
            List<String> twins = Standings.twins(p).map(IFile::getName).toList();
            return twins.size() > 1 || twins.size() == 1 && !twins.getFirst().equals(p.getName() + TwinFile.ENDING);
        }

        /** Files of the folder that is chosen that may be of the same patient, joint and side, as far as that is known. */
        private List<String> same() {
            Urgency.Whose own = new Urgency.Whose(patient(), joint(), side());
            return where.getSelectionIndex() <= 0 ? List.of() : Standings.twins(cases.get(where.getSelectionIndex() - 1)).filter(f ->
                    Standings.ours().row(f).filter(r -> !Urgency.shared(List.of(own, new Urgency.Whose(r.standing().patient(), r.standing()
                            .joint(), r.standing().side()))).isEmpty()).isPresent()).map(IFile::getName).toList();
        }

        private String side() {
            return facts.get(Observables.get(Histories.SIDE)) instanceof Combo c && c.getSelectionIndex() > 0 ? Histories.SIDES.get(c
                    .getSelectionIndex() - 1) : "";
        }

        /** Yes or no, or a side, where there is nothing else, otherwise a number. */
        private void fact(Composite area, Observable d) {
            Label name = new Label(area, SWT.NONE);
            name.setText(d.name(UiLanguage.code()).replaceFirst(" \\([01] .*\\)$", ""));
            name.setLayoutData(new GridData(SWT.LEFT, SWT.CENTER, false, false));
            names.put(d, name);
            facts.put(d, d.whole() ? combo(area, List.of(Texts.text("begin.unknown"), Texts.WORDING.observed(d, 0), Texts.WORDING.observed(
                    d, 1)), d.id()) : number(area, d));
        }

        /** Asks for the facts that fit the joint that is chosen. */
        private void fit() {
            facts.forEach((d, c) -> {
                for (Control x : List.of(names.get(d), c)) {
                    ((GridData) x.getLayoutData()).exclude = !Observables.isFactOf(d, joint());
                    x.setVisible(Observables.isFactOf(d, joint()));
                }
            });
            area.layout(true, true);
            Point need = area.computeSize(SWT.DEFAULT, SWT.DEFAULT);
            scrolled.setMinSize(need);
            int missing = need.y - scrolled.getClientArea().height;
            if (scrolled.isVisible() && missing > 0) {
                // as large as it has to be, as far as the screen goes
                Rectangle screen = getShell().getMonitor().getClientArea();
                Rectangle is = getShell().getBounds();
                int height = Math.min(is.height + missing, screen.height);
                getShell().setBounds(is.x, Math.max(screen.y, Math.min(is.y, screen.y + screen.height - height)), is.width, height);
            }
        }

        /** Whether nobody has said which side it is of what has two. */
        boolean isSideMissing() {
            return !joint().equals(SPINE) && facts.get(Observables.get(Histories.SIDE)) instanceof Combo side && side
                    .getSelectionIndex() <= 0;
        }

        private Text number(Composite area, Observable d) {
            Text t = text(area, d.id());
            t.setMessage(Texts.text("begin.in", d.unit().symbol()));
            return t;
        }

        private static void label(Composite area, String key) {
            new Label(area, SWT.NONE).setText(Texts.text(key));
        }

        private Text text(Composite area, String name) {
            Text t = new Text(area, SWT.BORDER);
            t.setData("begin", name);
            t.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false));
            t.addListener(SWT.Modify, e -> check());
            return t;
        }

        private Combo combo(Composite area, List<String> items, String name) {
            Combo c = new Combo(area, SWT.READ_ONLY);
            c.setItems(items.toArray(String[]::new));
            c.setData("begin", name);
            c.select(0);
            c.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false));
            c.addListener(SWT.Selection, e -> check());
            return c;
        }

        /** What may be known of an operation of the joint that is chosen. */
        private void kinds() {
            kinds = Stream.of(OPERATION, PLANNED, "").filter(k -> k.isEmpty() || Observables.find(joint() + k).isPresent()).toList();
            kind.setItems(kinds.stream().map(k -> Texts.text("begin.kind" + (k.isEmpty() ? ".none" : k))).toArray(String[]::new));
            kind.select(0);
            check();
        }

        private String joint() {
            return joints.get(joint.getSelectionIndex());
        }

        String patient() {
            return patient.getText().strip();
        }

        /** A name that every file system takes. */
        private String name() {
            return TwinFile.name(patient());
        }

        Path file() {
            Path folder = where.getSelectionIndex() > 0 ? cases.get(where.getSelectionIndex() - 1).getLocation().toPath()
                    : ResourcesPlugin.getWorkspace().getRoot().getLocation().toPath().resolve(name());
            return folder.resolve(name() + TwinFile.ENDING);
        }

        List<ObservationFile.Row> rows() {
            List<ObservationFile.Row> rows = new ArrayList<>();
            String kindOf = kinds.get(kind.getSelectionIndex());
            String told = kindOf.isEmpty() && day.getText().isBlank() ? LocalDate.now(ZoneOffset.UTC).toString() : Times.written(day
                    .getText().strip(), UiLanguage.code());
            // what is known of somebody whose operation is to come is known today
            String time = kindOf.equals(PLANNED) ? LocalDate.now(ZoneOffset.UTC).toString() : told;
            if (!kindOf.isEmpty()) {
                rows.add(row(joint() + kindOf, told, "1", ""));
            }
            facts.forEach((d, c) -> {
                if (!Observables.isFactOf(d, joint())) {
                    return;
                }
                if (c instanceof Combo yes && yes.getSelectionIndex() > 0) {
                    rows.add(row(d.id(), time, String.valueOf(yes.getSelectionIndex() - 1), ""));
                } else if (c instanceof Text t && !t.getText().isBlank()) {
                    rows.add(row(d.id(), time, TypedNumber.of(t.getText()), d.unit().symbol()));
                }
            });
            return rows;
        }

        private ObservationFile.Row row(String observable, String time, String value, String unit) {
            return new ObservationFile.Row(1, Map.of("observable", observable, "time", time, "value", value, "unit", unit, "by", by
                    .getText().strip()));
        }

        private void check() {
            if (where == null) {
                return;
            }
            String problem = problem();
            setErrorMessage(problem);
            setPageComplete(problem == null);
            warn();
        }

        /** What is to be typed in, and loudly that a name is not. */
        private void warn() {
            boolean name = isLikeName(patient());
            List<String> same = name || patient().isEmpty() ? List.of() : same();
            String said = same.isEmpty() ? Texts.text(name ? "begin.like-name" : "begin.patient.tip") : Texts.text("begin.same", patient(),
                    String.join(", ", same));
            if (!said.equals(named.getText())) {
                named.setText(said);
                named.setForeground(name || !same.isEmpty() ? named.getDisplay().getSystemColor(SWT.COLOR_RED) : GcInk.color(GcInk
                        .paletteOn(named.getBackground()).muted()));
                fit();
            }
        }

        private String problem() {
            IWorkspace workspace = ResourcesPlugin.getWorkspace();
            if (name().isEmpty()) {
                return Texts.text("begin.no-patient");
            }
            IStatus valid = workspace.validateName(name(), IResource.PROJECT);
            if (!valid.isOK()) {
                return valid.getMessage();
            }
            boolean own = where.getSelectionIndex() == 0;
            if (file().toFile().exists() || own && workspace.getRoot().getProject(name()).exists()) {
                return Texts.text("begin.exists", own ? name() : file());
            }
            if (day.getText().isBlank() && !kinds.get(kind.getSelectionIndex()).isEmpty()) {
                return Texts.text("begin.no-day");
            }
            return rows().stream().map(r -> ObservationForm.problem(r, patient(), UiLanguage.code())).flatMap(Optional::stream)
                    .findFirst().orElse(null);
        }
    }
}
