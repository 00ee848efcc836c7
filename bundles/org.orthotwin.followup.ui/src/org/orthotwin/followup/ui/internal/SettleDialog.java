/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableColumn;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.swt.widgets.Text;
import org.orthotwin.core.InputException;
import org.orthotwin.followup.Aside;
import org.orthotwin.ui.UiLanguage;

/** Tells the rows that imports put aside and that wait, and asks which of them are not needed, why, and who says so. */
final class SettleDialog extends SignedDialog {

    private static final int[] WIDTHS = {300, 420};
    /** So many rows are seen at once. */
    private static final int SEEN = 7;

    /** Rows that wait, by their numbers. */
    private final TreeMap<Integer, Aside.Row> waiting = new TreeMap<>();
    private final int settled;
    private final String message;
    private Table table;
    private Text why;
    private Set<Integer> numbers = Set.of();

    /**
     * @param rows all that were put aside, as they are in their file
     * @param others whether they are those of a folder of twins that are of none
     */
    SettleDialog(Shell parent, List<Aside.Row> rows, boolean others) {
        super(parent);
        message = others ? "settle.message.others" : "settle.message";
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).settled().isEmpty()) {
                waiting.put(i + 1, rows.get(i));
            }
        }
        settled = rows.size() - waiting.size();
    }

    @Override
    protected void configureShell(Shell shell) {
        super.configureShell(shell);
        shell.setText(Texts.text("settle.title"));
    }

    @Override
    protected Control createDialogArea(Composite parent) {
        setTitle(Texts.text("settle.title"));
        setMessage(Texts.text(message) + (settled == 0 ? "" : " " + Texts.text("settle.settled", settled)));
        Composite area = fields(parent, 2);
        table = new Table(area, SWT.CHECK | SWT.BORDER | SWT.FULL_SELECTION | SWT.V_SCROLL);
        table.setHeaderVisible(true);
        table.setData("settle", "rows");
        GridData d = new GridData(SWT.FILL, SWT.FILL, true, true, 2, 1);
        d.heightHint = SEEN * table.getItemHeight();
        d.widthHint = WIDTHS[0] + WIDTHS[1];
        table.setLayoutData(d);
        for (String c : List.of("what", "why")) {
            new TableColumn(table, SWT.LEFT).setText(Texts.text("settle.column." + c));
        }
        Views.tips(table);
        Views.fit(table, WIDTHS);
        waiting.forEach((n, r) -> new TableItem(table, SWT.NONE).setText(new String[] {r.told(UiLanguage.code()),
                r.reason(UiLanguage.code())}));
        if (waiting.size() == 1) {
            table.getItem(0).setChecked(true);
        }
        table.addListener(SWT.Selection, e -> validate());
        why = note(area, "withdraw.why");
        why.setData("settle", "why");
        why.addListener(SWT.Modify, e -> validate());
        author(area).setData("settle", "by");
        return area;
    }

    @Override
    protected void createButtonsForButtonBar(Composite parent) {
        createButton(parent, IDialogConstants.OK_ID, Texts.text("settle.ok"), true).setToolTipText(Texts.text("settle.ok.tip"));
        createButton(parent, IDialogConstants.CANCEL_ID, IDialogConstants.CANCEL_LABEL, false);
        validate();
    }

    private Set<Integer> checked() {
        List<Integer> all = List.copyOf(waiting.keySet());
        Set<Integer> chosen = new TreeSet<>();
        for (int i = 0; i < table.getItemCount(); i++) {
            if (table.getItem(i).getChecked()) {
                chosen.add(all.get(i));
            }
        }
        return chosen;
    }

    private void validate() {
        getButton(IDialogConstants.OK_ID).setEnabled(!checked().isEmpty() && !why.getText().isBlank());
    }

    @Override
    protected void okPressed() {
        numbers = checked();
        super.okPressed();
    }

    /**
     * Asks about the rows of a twin or of a folder of twins, and settles those that are chosen.
     *
     * @param job does it
     */
    static void ask(Shell parent, Path file, BiConsumer<String, TwinJob.Work<Integer>> job) {
        try {
            SettleDialog dialog = new SettleDialog(parent, Aside.read(file), Files.isDirectory(file));
            if (dialog.open() == OK) {
                job.accept(Texts.text("job.settle"), m -> Deeds.settle(file, dialog.numbers(), dialog.note(), dialog.by(), m));
            }
        } catch (InputException e) {
            MessageDialog.openError(parent, Texts.text("settle.title"), e.diagnostic().text(UiLanguage.code()));
        } catch (IOException e) {
            MessageDialog.openError(parent, Texts.text("settle.title"), Texts.text("read.failed", Aside.beside(file), String.valueOf(e
                    .getMessage())));
        }
    }

    /** The rows that are settled, by their numbers. */
    private Set<Integer> numbers() {
        return numbers;
    }
}
