/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.jface.dialogs.Dialog;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.swt.widgets.Text;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Quantity;
import org.orthotwin.report.Wording;
import org.orthotwin.simulation.Variation;
import org.orthotwin.simulation.Verdict;
import org.orthotwin.ui.TypedNumber;
import org.orthotwin.ui.UiLanguage;

/** Asks which values an attribute is to take: a range with its step, or some of the choices. */
final class VaryDialog extends Dialog {

    private static final int SHOWN = 9;

    private final VariedField field;
    private final List<Text> numbers = new ArrayList<>();
    private final List<String> before;
    private Table choices;
    private Label values;
    private Strategies.Varied varied;

    /** @param before what was varied of it before; empty for nothing */
    VaryDialog(Shell shell, VariedField field, List<String> before) {
        super(shell);
        this.field = field;
        this.before = List.copyOf(before);
    }

    @Override
    protected void configureShell(Shell shell) {
        super.configureShell(shell);
        shell.setText(Texts.text("strategy.vary.title"));
    }

    @Override
    protected boolean isResizable() {
        return true;
    }

    @Override
    protected Control createDialogArea(Composite parent) {
        Composite area = (Composite) super.createDialogArea(parent);
        Composite form = new Composite(area, SWT.NONE);
        form.setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true));
        GridLayout layout = new GridLayout(field.isNumber() ? 6 : 1, false);
        layout.verticalSpacing = 8;
        form.setLayout(layout);
        Label title = new Label(form, SWT.NONE);
        title.setText(Words.plain(field.title()));
        title.setFont(JFaceResources.getHeaderFont());
        title.setLayoutData(new GridData(SWT.FILL, SWT.TOP, true, false, layout.numColumns, 1));
        if (field.isNumber()) {
            range(form);
        } else {
            choices(form);
        }
        values = new Label(form, SWT.WRAP);
        GridData d = new GridData(SWT.FILL, SWT.TOP, true, false, layout.numColumns, 1);
        d.widthHint = 420;
        d.heightHint = 40;
        values.setLayoutData(d);
        return area;
    }

    @Override
    protected Control createContents(Composite parent) {
        Control c = super.createContents(parent);
        check();
        return c;
    }

    private void range(Composite form) {
        String symbol = Wording.symbol(field.unit());
        double step = switch (field.unit().symbol()) {
            case "deg" -> 5;
            case "mm" -> 2;
            default -> Double.isNaN(field.value()) || field.value() == 0 ? 1 : Numbers.edge(Math.abs(field.value()) / 10);
        };
        double middle = Double.isNaN(field.value()) ? 0 : step * Math.round(field.value() / step);
        double from = Math.max(field.minimum(), middle - 2 * step);
        double to = Math.min(field.maximum(), middle + 2 * step);
        List<Double> given = before.isEmpty() ? List.of(from, to, step) : given();
        String[] names = {"strategy.from", "strategy.to", "strategy.step"};
        for (int i = 0; i < names.length; i++) {
            new Label(form, SWT.NONE).setText(Texts.text(names[i], symbol));
            Text t = new Text(form, SWT.BORDER | SWT.RIGHT);
            t.setText(Numbers.shortest(Numbers.edge(given.get(i))));
            t.setData("vary", names[i]);
            GridData d = new GridData(SWT.FILL, SWT.CENTER, true, false);
            d.widthHint = 60;
            t.setLayoutData(d);
            t.addListener(SWT.Modify, e -> check());
            numbers.add(t);
        }
        if (!Double.isNaN(field.value())) {
            Label now = new Label(form, SWT.NONE);
            now.setText(Texts.text("strategy.now", Wording.value(field.unit(), field.unit().toSi(field.value()))));
            now.setForeground(Styles.of(Verdict.NO_TARGET));
            now.setLayoutData(new GridData(SWT.FILL, SWT.TOP, true, false, 6, 1));
        }
    }

    /** From, to and step as they were given, in the unit of the field. */
    private List<Double> given() {
        List<Double> all = before.stream().map(v -> field.unit().fromSi(Quantity.parse(v).si())).toList();
        double step = all.size() > 1 ? all.get(1) - all.get(0) : 1;
        return List.of(all.getFirst(), all.getLast(), step);
    }

    private void choices(Composite form) {
        choices = new Table(form, SWT.CHECK | SWT.BORDER | SWT.V_SCROLL | SWT.FULL_SELECTION);
        GridData d = new GridData(SWT.FILL, SWT.FILL, true, true);
        d.heightHint = 260;
        d.widthHint = 420;
        choices.setLayoutData(d);
        for (Map.Entry<String, String> c : field.choices().entrySet()) {
            TableItem item = new TableItem(choices, SWT.NONE);
            boolean own = c.getKey().equals(field.chosen());
            item.setText(c.getValue() + (own ? "  (" + Texts.text("strategy.chosen") + ")" : ""));
            item.setData(c.getKey());
            item.setChecked(before.isEmpty() ? own : before.contains(c.getKey()));
            if (own) {
                choices.setTopIndex(Math.max(0, choices.indexOf(item) - 2));
            }
        }
        choices.addListener(SWT.Selection, e -> check());
    }

    private void check() {
        String wrong = "";
        varied = null;
        try {
            varied = new Strategies.Varied(read(), field.title(), field.choices());
        } catch (InputException e) {
            wrong = e.diagnostic().text(UiLanguage.code());
        } catch (IllegalArgumentException e) {
            wrong = String.valueOf(e.getMessage());
        }
        if (varied != null && varied.variation().values().size() > Strategies.MOST) {
            wrong = Texts.text("strategy.many", varied.variation().values().size(), Strategies.MOST);
            varied = null;
        }
        Strategies.Varied v = varied;
        values.setText(v == null ? wrong : Texts.text("strategy.values", v.variation().values().size(), String.join(", ", v.variation()
                .values().stream().limit(SHOWN).map(v::name).toList()) + (v.variation().values().size() > SHOWN ? ", \u2026" : "")));
        getButton(IDialogConstants.OK_ID).setEnabled(v != null);
    }

    private Variation read() {
        if (!field.isNumber()) {
            List<String> chosen = Stream.of(choices.getItems()).filter(TableItem::getChecked).map(i -> (String) i.getData()).toList();
            if (chosen.isEmpty()) {
                throw new IllegalArgumentException(Texts.text("strategy.none-chosen"));
            }
            return new Variation(field.path(), chosen, chosen, "");
        }
        String unit = field.unit().symbol().equals("1") ? "" : field.unit().symbol();
        List<String> parts = new ArrayList<>();
        for (Text t : numbers) {
            String text = TypedNumber.of(t.getText());
            if (!text.matches("[-+]?[0-9]*\\.?[0-9]+([eE][-+]?[0-9]+)?")) {
                throw new IllegalArgumentException(Texts.text("strategy.no-number", t.getText().strip()));
            }
            parts.add(text + unit);
        }
        double from = Double.parseDouble(TypedNumber.of(numbers.get(0).getText()));
        double to = Double.parseDouble(TypedNumber.of(numbers.get(1).getText()));
        if (from < field.minimum() || to > field.maximum()) {
            throw new IllegalArgumentException(Texts.text("strategy.range", Wording.value(field.unit(), field.unit().toSi(field.minimum())),
                    Wording.value(field.unit(), field.unit().toSi(field.maximum()))));
        }
        return Variation.parse(field.path() + "=" + String.join(":", parts));
    }

    /** What is to be varied; only after OK. */
    Strategies.Varied varied() {
        return varied;
    }
}
