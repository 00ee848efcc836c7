/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.ui.internal;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.core.runtime.preferences.IEclipsePreferences;
import org.eclipse.core.runtime.preferences.InstanceScope;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.dialogs.TitleAreaDialog;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.DirectoryDialog;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableColumn;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.swt.widgets.Text;
import org.orthotwin.core.InputException;
import org.orthotwin.imaging.dicomweb.DicomWebServer;
import org.orthotwin.imaging.dicomweb.Found;
import org.orthotwin.ui.UiLanguage;

/**
 * Looks for studies on a DICOMweb server, shows their series, and asks which are to be fetched and into which folder. Who the patients are
 * is shown only when it is asked for. A password is kept nowhere.
 */
final class ArchiveDialog extends TitleAreaDialog {

    private static final String NODE = "org.orthotwin.imaging.ui/archive";
    /** Studies that are shown at most: more are to be looked for by something narrower. */
    private static final int MOST = 200;
    private static final String PATIENT_NAME = "00100010";
    private static final String PATIENT_ID = "00100020";
    private static final String HIDDEN = "\u2026";
    private static final int[] STUDY_WIDTHS = {200, 110, 90, 200, 90, 70};
    private static final int[] SERIES_WIDTHS = {90, 480, 90};

    private Text address;
    private Text user;
    private Text password;
    private Text patient;
    private Text name;
    private Text folder;
    private Button identify;
    private Table studies;
    private Table series;
    private List<Found> foundStudies = List.of();
    private List<Found> foundSeries = List.of();
    private Job asking;
    private FetchJob.Order order;

    ArchiveDialog(Shell shell) {
        super(shell);
    }

    private static IEclipsePreferences kept() {
        return InstanceScope.INSTANCE.getNode(NODE);
    }

    @Override
    protected void configureShell(Shell shell) {
        super.configureShell(shell);
        shell.setText(Texts.text("archive.shell"));
    }

    @Override
    protected boolean isResizable() {
        return true;
    }

    @Override
    protected Control createDialogArea(Composite parent) {
        setTitle(Texts.text("archive.title"));
        setMessage(Texts.text("archive.message"));
        Composite area = (Composite) super.createDialogArea(parent);
        Composite form = new Composite(area, SWT.NONE);
        form.setLayout(new GridLayout(6, false));
        form.setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true));
        address = text(form, "archive.address", SWT.NONE, 5);
        address.setText(kept().get("address", ""));
        address.setMessage("https://…/dicom-web");
        user = text(form, "archive.user", SWT.NONE, 1);
        user.setText(kept().get("user", ""));
        password = text(form, "archive.password", SWT.PASSWORD, 3);
        patient = text(form, "archive.patient", SWT.NONE, 1);
        name = text(form, "archive.name", SWT.NONE, 1);
        Button search = new Button(form, SWT.PUSH);
        search.setText(Texts.text("archive.search"));
        search.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, false, false, 2, 1));
        search.addListener(SWT.Selection, e -> search());
        for (Text t : new Text[] {address, password, patient, name}) {
            t.addListener(SWT.DefaultSelection, e -> search());
        }
        identify = new Button(form, SWT.CHECK);
        identify.setText(Texts.text("archive.identify"));
        identify.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false, 6, 1));
        identify.addListener(SWT.Selection, e -> showStudies());
        studies = table(form, SWT.SINGLE, STUDY_WIDTHS, "archive.studies", 160);
        studies.addListener(SWT.Selection, e -> look());
        series = table(form, SWT.MULTI, SERIES_WIDTHS, "archive.series", 120);
        series.addListener(SWT.Selection, e -> complete());
        series.addListener(SWT.DefaultSelection, e -> buttonPressed(IDialogConstants.OK_ID));
        folder = text(form, "archive.folder", SWT.NONE, 4);
        folder.setText(kept().get("folder", Path.of(System.getProperty("user.home"), "OrthoTwin").toString()));
        folder.addListener(SWT.Modify, e -> complete());
        Button browse = new Button(form, SWT.PUSH);
        browse.setText(Texts.text("archive.browse"));
        browse.addListener(SWT.Selection, e -> {
            DirectoryDialog d = new DirectoryDialog(getShell(), SWT.SAVE);
            d.setFilterPath(folder.getText());
            String chosen = d.open();
            if (chosen != null) {
                folder.setText(chosen);
            }
        });
        area.addListener(SWT.Dispose, e -> stop());
        return area;
    }

    private static Text text(Composite form, String key, int style, int columns) {
        new Label(form, SWT.NONE).setText(Texts.text(key));
        Text t = new Text(form, SWT.BORDER | style);
        t.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false, columns, 1));
        t.setData("field", key);
        return t;
    }

    private static Table table(Composite form, int style, int[] widths, String key, int height) {
        Table t = new Table(form, SWT.BORDER | SWT.FULL_SELECTION | SWT.V_SCROLL | style);
        t.setHeaderVisible(true);
        GridData d = new GridData(SWT.FILL, SWT.FILL, true, true, 6, 1);
        d.heightHint = height;
        t.setLayoutData(d);
        t.setData("field", key);
        String[] names = Texts.text(key).split("\\|");
        for (int i = 0; i < widths.length; i++) {
            TableColumn c = new TableColumn(t, SWT.LEFT);
            c.setText(names[i]);
            c.setWidth(widths[i]);
        }
        return t;
    }

    @Override
    protected void createButtonsForButtonBar(Composite parent) {
        super.createButtonsForButtonBar(parent);
        getButton(IDialogConstants.OK_ID).setText(Texts.text("archive.fetch"));
        // Enter in a field looks for studies
        getShell().setDefaultButton(null);
        complete();
    }

    private void complete() {
        Button ok = getButton(IDialogConstants.OK_ID);
        if (ok != null) {
            ok.setEnabled(series.getSelectionCount() > 0 && !folder.getText().isBlank());
        }
    }

    private DicomWebServer server() {
        DicomWebServer at = DicomWebServer.at(address.getText().strip());
        return user.getText().isBlank() ? at : at.withBasic(user.getText().strip(), password.getText());
    }

    private void stop() {
        if (asking != null) {
            asking.cancel();
        }
    }

    /** Asks the server in the background; what was asked before is forgotten. */
    private void ask(ArchiveJob.Question question, Consumer<List<Found>> then) {
        stop();
        DicomWebServer at;
        try {
            at = server();
        } catch (InputException e) {
            setErrorMessage(e.diagnostic().text(UiLanguage.code()));
            return;
        }
        setErrorMessage(null);
        setMessage(Texts.text("archive.asking", at.base()));
        ArchiveJob job = new ArchiveJob(getShell().getDisplay(), at, question, (j, found, status) -> {
            if (j == asking && !studies.isDisposed()) {
                setMessage(Texts.text("archive.message"));
                if (status.isOK()) {
                    then.accept(found);
                } else if (status.getSeverity() != IStatus.CANCEL) {
                    setErrorMessage(status.getMessage());
                }
            }
        });
        asking = job;
        job.schedule();
    }

    private void search() {
        Map<String, String> matching = new LinkedHashMap<>();
        if (!patient.getText().isBlank()) {
            matching.put("PatientID", patient.getText().strip());
        }
        if (!name.getText().isBlank()) {
            matching.put("PatientName", "*" + name.getText().strip() + "*");
        }
        foundStudies = List.of();
        showStudies();
        ask((client, monitor) -> client.studies(matching, MOST + 1, monitor), found -> {
            kept().put("address", address.getText().strip());
            kept().put("user", user.getText().strip());
            foundStudies = found.stream().limit(MOST).toList();
            showStudies();
            setMessage(found.isEmpty() ? Texts.text("archive.none") : Texts.text(found.size() > MOST ? "archive.more" : "archive.choose",
                    foundStudies.size()));
        });
    }

    private void showStudies() {
        studies.removeAll();
        boolean who = identify.getSelection();
        for (Found f : foundStudies) {
            String patientName = who ? f.text(PATIENT_NAME).replace('^', ' ').strip() : HIDDEN;
            new TableItem(studies, SWT.NONE).setText(new String[] {patientName, who ? f.text(PATIENT_ID) : HIDDEN, who ? f.date() : HIDDEN,
                f.description(), f.modality(), count(f)});
        }
        foundSeries = List.of();
        series.removeAll();
        complete();
    }

    private static String count(Found f) {
        return f.instances() < 0 ? "" : String.valueOf(f.instances());
    }

    /** The series of the study that is chosen. */
    private void look() {
        series.removeAll();
        foundSeries = List.of();
        complete();
        if (studies.getSelectionIndex() < 0) {
            return;
        }
        Found study = foundStudies.get(studies.getSelectionIndex());
        ask((client, monitor) -> client.series(study.study(), Map.of(), monitor), found -> {
            foundSeries = new ArrayList<>(found);
            for (Found f : foundSeries) {
                new TableItem(series, SWT.NONE).setText(new String[] {f.modality(), f.description(), count(f)});
            }
            if (foundSeries.size() == 1) {
                series.select(0);
                complete();
            }
        });
    }

    @Override
    protected void okPressed() {
        if (series.getSelectionCount() == 0 || studies.getSelectionIndex() < 0) {
            return;
        }
        try {
            order = new FetchJob.Order(server(), foundStudies.get(studies.getSelectionIndex()).study(), Arrays.stream(series
                    .getSelectionIndices()).mapToObj(i -> foundSeries.get(i).series()).toList(), Path.of(folder.getText().strip()));
        } catch (InputException e) {
            setErrorMessage(e.diagnostic().text(UiLanguage.code()));
            return;
        } catch (InvalidPathException e) {
            setErrorMessage(String.valueOf(e.getMessage()));
            return;
        }
        kept().put("folder", folder.getText().strip());
        super.okPressed();
    }

    /** What is to be fetched, once the dialog was closed with OK. */
    FetchJob.Order order() {
        return order;
    }
}
