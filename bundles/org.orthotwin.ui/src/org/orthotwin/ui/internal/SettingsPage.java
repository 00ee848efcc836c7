/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import org.eclipse.jface.preference.BooleanFieldEditor;
import org.eclipse.jface.preference.ComboFieldEditor;
import org.eclipse.jface.preference.FieldEditorPreferencePage;
import org.eclipse.jface.preference.IntegerFieldEditor;
import org.eclipse.jface.preference.StringFieldEditor;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Label;
import org.eclipse.ui.IWorkbench;
import org.eclipse.ui.IWorkbenchPreferencePage;
import org.orthotwin.ui.UserSettings;

/** What a user can set, on one page. */
public final class SettingsPage extends FieldEditorPreferencePage implements IWorkbenchPreferencePage {

    private static final int MOST_THREADS = 256;

    public SettingsPage() {
        super(GRID);
        setPreferenceStore(UserSettings.store());
    }

    @Override
    public void init(IWorkbench workbench) {
        // nothing that it would need
    }

    @Override
    protected void createFieldEditors() {
        addField(new ComboFieldEditor(UserSettings.LANGUAGE, Texts.text("settings.language"), new String[][] {
                {Texts.text("settings.language.system"), ""}, {"English", "en"}, {"Fran\u00e7ais", "fr"}}, getFieldEditorParent()));
        hint("settings.language.hint");
        addField(new ComboFieldEditor(UserSettings.THEME, Texts.text("settings.theme"), new String[][] {
                {Texts.text("settings.theme.system"), UserSettings.AS_SYSTEM}, {Texts.text("settings.theme.light"), UserSettings.LIGHT},
                {Texts.text("settings.theme.dark"), UserSettings.DARK}}, getFieldEditorParent()));
        StringFieldEditor author = new StringFieldEditor(UserSettings.AUTHOR, Texts.text("settings.author"), getFieldEditorParent());
        author.getTextControl(getFieldEditorParent()).setMessage(System.getProperty("user.name", ""));
        addField(author);
        IntegerFieldEditor threads = new IntegerFieldEditor(UserSettings.THREADS, Texts.text("settings.threads"), getFieldEditorParent());
        threads.setValidRange(0, MOST_THREADS);
        threads.setErrorMessage(Texts.text("settings.threads.bad", MOST_THREADS));
        addField(threads);
        hint("settings.threads.hint");
        addField(new BooleanFieldEditor(UserSettings.KEEP_UNSAVED, Texts.text("settings.keep"), getFieldEditorParent()));
        addField(new BooleanFieldEditor(UserSettings.SOFTWARE, Texts.text("settings.software"), getFieldEditorParent()));
    }

    /** A line below a field, in the column of its value. */
    private void hint(String key) {
        new Label(getFieldEditorParent(), SWT.NONE);
        Label l = new Label(getFieldEditorParent(), SWT.WRAP);
        l.setText(Texts.text(key));
        l.setForeground(l.getDisplay().getSystemColor(SWT.COLOR_WIDGET_DISABLED_FOREGROUND));
        GridData d = new GridData(SWT.FILL, SWT.TOP, true, false);
        d.widthHint = 300;
        l.setLayoutData(d);
    }
}
