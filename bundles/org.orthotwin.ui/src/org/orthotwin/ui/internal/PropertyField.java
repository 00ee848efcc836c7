/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.eclipse.emf.common.command.Command;
import org.eclipse.emf.common.util.Enumerator;
import org.eclipse.emf.ecore.EAttribute;
import org.eclipse.emf.ecore.EEnum;
import org.eclipse.emf.ecore.EEnumLiteral;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.emf.ecore.EReference;
import org.eclipse.emf.ecore.EStructuralFeature;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.eclipse.jface.fieldassist.ContentProposalAdapter;
import org.eclipse.jface.fieldassist.SimpleContentProposalProvider;
import org.eclipse.jface.fieldassist.TextContentAdapter;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.swt.widgets.Text;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Unit;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Joints;
import org.orthotwin.model.anatomy.AnatomyPackage;
import org.orthotwin.model.anatomy.Landmark;
import org.orthotwin.model.anatomy.UnitAnnotations;
import org.orthotwin.model.edit.Labels;
import org.orthotwin.model.scenario.AttributePaths;
import org.orthotwin.model.scenario.ScenarioPackage;
import org.orthotwin.report.Wording;
import org.orthotwin.simulation.Verdict;
import org.orthotwin.solver.Solvers;
import org.orthotwin.ui.CaseSession;
import org.orthotwin.ui.TypedNumber;
import org.orthotwin.ui.UiLanguage;

/**
 * One feature of an element, shown and changed by what fits its type: a box, a list, a number with the unit of one's choice, words, the
 * lines of a text, the elements that are meant.
 */
abstract class PropertyField {

    /** Features that hold sentences, and how many lines are seen of them. */
    private static final Map<String, Integer> PROSE = Map.of("description", 3, "method", 2, "source", 2);
    /** How many lines are seen of a list, at least and at most. */
    private static final int FEWEST = 3;
    private static final int MOST = 8;

    final CaseSession session;
    final EObject element;
    final EStructuralFeature feature;
    /** Takes a refusal for people; empty where all is well. */
    private final Consumer<String> say;

    private PropertyField(CaseSession session, EObject element, EStructuralFeature feature, Consumer<String> say) {
        this.session = session;
        this.element = element;
        this.feature = feature;
        this.say = say;
    }

    /** A field in a row of a grid; it is not yet filled. */
    static PropertyField of(Composite row, CaseSession session, EObject element, EStructuralFeature feature, Consumer<String> say) {
        if (feature.isMany()) {
            return feature instanceof EReference ? new Several(row, session, element, feature, say)
                    : new Lines(row, session, element, feature, say);
        }
        if (feature instanceof EReference) {
            return new Choice(row, session, element, feature, say);
        }
        Class<?> type = feature.getEType().getInstanceClass();
        if (feature.getEType() instanceof EEnum) {
            return new Choice(row, session, element, feature, say);
        }
        return type == boolean.class ? new Box(row, session, element, feature, say) : new Written(row, session, element, feature, say);
    }

    /** Whether an element has a feature that such a field shows. */
    static boolean shows(EStructuralFeature f) {
        return f.isChangeable() && !f.isTransient() && !f.isDerived() && (f instanceof EAttribute
                && (!f.isMany() || f.getEType().getInstanceClass() == String.class)
                || f instanceof EReference r && !r.isContainment() && !r.isContainer());
    }

    /** Shows what the model has. */
    abstract void show();

    /** Whether it is higher than its name beside it. */
    boolean isHigh() {
        return feature.isMany() || PROSE.containsKey(feature.getName());
    }

    /** Changes the model; what is refused is said and changes nothing. */
    final boolean to(String text) {
        return take(() -> {
            List<AttributePaths.Change> changes = text.isBlank() ? List.of(new AttributePaths.Change(element, feature, null))
                    : AttributePaths.resolve(element, feature.getName()).changes(text);
            return changes.size() == 1 ? session.commands().set(element, feature, changes.getFirst().value())
                    : session.commands().setPath(element, feature.getName(), text);
        });
    }

    final boolean take(Supplier<Command> change) {
        try {
            session.execute(change.get());
            say.accept("");
            return true;
        } catch (InputException e) {
            say.accept(e.diagnostic().text(UiLanguage.code()));
            return false;
        }
    }

    /** Those that say what an element is, and what a person locked, stay. */
    final boolean fixed() {
        return feature instanceof EAttribute a && a.isID()
                || element instanceof Landmark l && l.isLocked() && feature == AnatomyPackage.Literals.LANDMARK__POSITION;
    }

    private static GridData wide() {
        GridData d = new GridData(SWT.FILL, SWT.CENTER, true, false);
        d.widthHint = 90;
        return d;
    }

    private static GridData high(Text text, int lines) {
        GridData d = wide();
        d.heightHint = lines * text.getLineHeight();
        return d;
    }

    /** A text of several lines is taken by Ctrl+Enter and by leaving it; Enter begins a line, or takes it where there is but one. */
    private static void lines(Text text, boolean several, Runnable taken) {
        text.setToolTipText(Texts.text(several ? "properties.lines" : "properties.wrapped"));
        text.addListener(SWT.KeyDown, e -> {
            if ((e.keyCode == SWT.CR || e.keyCode == SWT.KEYPAD_CR) && (!several || (e.stateMask & SWT.MOD1) != 0)) {
                e.doit = false;
                taken.run();
            }
        });
        text.addListener(SWT.Traverse, e -> e.doit |= e.detail == SWT.TRAVERSE_TAB_NEXT || e.detail == SWT.TRAVERSE_TAB_PREVIOUS);
    }

    /** The elements that are there for a reference, in the order of the file. */
    final List<EObject> candidates() {
        List<EObject> all = new ArrayList<>();
        EcoreUtil.getRootContainer(element).eAllContents().forEachRemaining(o -> {
            if (((EReference) feature).getEReferenceType().isInstance(o) && EcoreUtil.getID(o) != null) {
                all.add(o);
            }
        });
        return all;
    }

    private static final class Box extends PropertyField {

        private final Button button;

        Box(Composite row, CaseSession session, EObject element, EStructuralFeature feature, Consumer<String> say) {
            super(session, element, feature, say);
            button = new Button(row, SWT.CHECK);
            button.setData("feature", feature.getName());
            button.addListener(SWT.Selection, e -> to(String.valueOf(button.getSelection())));
        }

        @Override
        void show() {
            button.setSelection((Boolean) element.eGet(feature));
        }
    }

    /** One of an enumeration's words, or of the elements that may be meant. */
    private static final class Choice extends PropertyField {

        private final Combo combo;
        private final List<String> ids = new ArrayList<>();

        Choice(Composite row, CaseSession session, EObject element, EStructuralFeature feature, Consumer<String> say) {
            super(session, element, feature, say);
            combo = new Combo(row, SWT.READ_ONLY);
            combo.setLayoutData(wide());
            combo.setData("feature", feature.getName());
            Wheel.scrolls(combo);
            combo.addListener(SWT.Selection, e -> {
                if (combo.getSelectionIndex() >= 0) {
                    to(ids.get(combo.getSelectionIndex()));
                }
            });
        }

        @Override
        void show() {
            ids.clear();
            List<String> names = new ArrayList<>();
            Object value = element.eGet(feature);
            String chosen = "";
            if (feature.getEType() instanceof EEnum words) {
                for (EEnumLiteral l : words.getELiterals()) {
                    ids.add(l.getLiteral());
                    names.add(Words.capital(Labels.word(l, UiLanguage.code())));
                }
                chosen = value instanceof Enumerator e ? e.getLiteral() : "";
            } else {
                ids.add("");
                names.add("\u2013");
                candidates().stream().map(EcoreUtil::getID).forEach(id -> {
                    ids.add(id);
                    names.add(id);
                });
                chosen = value instanceof EObject o && EcoreUtil.getID(o) != null ? EcoreUtil.getID(o) : "";
            }
            if (!names.equals(List.of(combo.getItems()))) {
                combo.setItems(names.toArray(String[]::new));
            }
            combo.select(ids.indexOf(chosen));
        }
    }

    /** Those of the elements that may be meant which are. */
    private static final class Several extends PropertyField {

        private final Table table;

        Several(Composite row, CaseSession session, EObject element, EStructuralFeature feature, Consumer<String> say) {
            super(session, element, feature, say);
            table = new Table(row, SWT.CHECK | SWT.BORDER | SWT.V_SCROLL | SWT.FULL_SELECTION);
            table.setData("feature", feature.getName());
            // those that are meant come first when they are shown, and stay where they are while somebody checks others
            List<EObject> all = new ArrayList<>(meant());
            candidates().stream().filter(o -> !all.contains(o)).forEach(all::add);
            items(all);
            GridData d = wide();
            d.heightHint = Math.clamp(all.size(), FEWEST, MOST) * table.getItemHeight();
            table.setLayoutData(d);
            table.addListener(SWT.Selection, e -> {
                if (e.detail == SWT.CHECK) {
                    checked((TableItem) e.item);
                }
            });
        }

        private void items(List<EObject> all) {
            table.removeAll();
            for (EObject o : all) {
                TableItem item = new TableItem(table, SWT.NONE);
                item.setData(o);
                item.setText(String.valueOf(EcoreUtil.getID(o)));
            }
        }

        private List<EObject> meant() {
            return ((List<?>) element.eGet(feature)).stream().map(EObject.class::cast).toList();
        }

        private void checked(TableItem item) {
            List<EObject> now = new ArrayList<>(meant());
            now.remove(item.getData());
            if (item.getChecked()) {
                now.add((EObject) item.getData());
            }
            take(() -> session.commands().set(element, feature, now));
        }

        @Override
        void show() {
            Set<EObject> there = new LinkedHashSet<>(candidates());
            there.addAll(meant());
            if (table.getItemCount() != there.size() || Stream.of(table.getItems()).anyMatch(i -> !there.contains(i.getData()))) {
                items(List.copyOf(there));
            }
            List<EObject> meant = meant();
            for (TableItem item : table.getItems()) {
                item.setChecked(meant.contains(item.getData()));
            }
        }
    }

    /** Texts, each on a line. */
    private static final class Lines extends PropertyField {

        private final Text text;
        private List<String> before = List.of();

        Lines(Composite row, CaseSession session, EObject element, EStructuralFeature feature, Consumer<String> say) {
            super(session, element, feature, say);
            text = new Text(row, SWT.MULTI | SWT.BORDER | SWT.V_SCROLL);
            text.setLayoutData(high(text, Math.clamp(values().size() + 1, FEWEST, MOST)));
            text.setData("feature", feature.getName());
            lines(text, true, this::typed);
            text.addListener(SWT.FocusOut, e -> typed());
            text.addListener(SWT.Traverse, e -> {
                if (e.detail == SWT.TRAVERSE_ESCAPE) {
                    text.setText(String.join("\n", before));
                    e.doit = false;
                }
            });
        }

        private List<String> values() {
            return ((List<?>) element.eGet(feature)).stream().map(String::valueOf).toList();
        }

        @Override
        void show() {
            List<String> now = values();
            if (!now.equals(before) || !now.equals(typedLines())) {
                before = now;
                text.setText(String.join("\n", now));
            }
        }

        private List<String> typedLines() {
            return text.getText().lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
        }

        private void typed() {
            List<String> now = typedLines();
            if (!now.equals(before)) {
                take(() -> session.commands().set(element, feature, now.isEmpty() ? null : now));
            }
        }
    }

    /** Words, or numbers in a unit that can be chosen, which changes how they are shown and read alone. */
    private static final class Written extends PropertyField {

        private final Text text;
        private final Combo units;
        private final Unit unit;
        private Unit shown;
        private String before = "";

        Written(Composite row, CaseSession session, EObject element, EStructuralFeature feature, Consumer<String> say) {
            super(session, element, feature, say);
            Class<?> type = feature.getEType().getInstanceClass();
            boolean number = type == double.class || type == Double.class || type == Vec3.class;
            unit = number ? unit(element, feature) : null;
            shown = unit == null ? null : Wording.unit(unit.dimension());
            Composite both = new Composite(row, SWT.NONE);
            both.setLayoutData(wide());
            boolean choice = number && unit.dimension() != Dimension.NONE;
            GridLayout layout = new GridLayout(choice ? 2 : 1, false);
            layout.marginWidth = 0;
            layout.marginHeight = 0;
            both.setLayout(layout);
            int prose = type == String.class ? PROSE.getOrDefault(feature.getName(), 1) : 1;
            text = new Text(both, SWT.BORDER | (prose > 1 ? SWT.MULTI | SWT.WRAP | SWT.V_SCROLL : SWT.SINGLE)
                    | (number && type != Vec3.class ? SWT.RIGHT : SWT.LEFT));
            text.setLayoutData(prose > 1 ? high(text, prose) : wide());
            text.setData("feature", feature.getName());
            if (prose > 1) {
                lines(text, feature == AnatomyPackage.Literals.NAMED_ELEMENT__DESCRIPTION, this::typed);
            }
            text.addListener(SWT.DefaultSelection, e -> typed());
            text.addListener(SWT.FocusOut, e -> typed());
            text.addListener(SWT.Traverse, e -> {
                if (e.detail == SWT.TRAVERSE_ESCAPE) {
                    show();
                    e.doit = false;
                }
            });
            units = choice ? new Combo(both, SWT.READ_ONLY) : null;
            if (choice) {
                List<String> symbols = Unit.all().stream().filter(u -> u.dimension() == unit.dimension()).map(Written::symbol).toList();
                units.setItems(symbols.toArray(String[]::new));
                units.select(symbols.indexOf(symbol(shown)));
                units.setData("unit", feature.getName());
                Wheel.scrolls(units);
                units.addListener(SWT.Selection, e -> {
                    shown = Unit.of(units.getText());
                    show();
                });
            }
            if (!number && prose == 1) {
                assist();
            }
        }

        private static Unit unit(EObject element, EStructuralFeature feature) {
            try {
                return UnitAnnotations.unitOf(element, feature).orElse(Unit.of(""));
            } catch (IllegalArgumentException e) {
                // the name of a unit that nobody knows is itself a value that can be changed
                return Unit.of("");
            }
        }

        private static String symbol(Unit u) {
            return u.symbol().equals("deg") ? "\u00b0" : u.symbol();
        }

        /** What is installed, or was said of other elements of the case. */
        private void assist() {
            TreeSet<String> known = new TreeSet<>();
            if (feature == AnatomyPackage.Literals.JOINT__TYPE) {
                known.addAll(Joints.registry().ids());
            } else if (feature == ScenarioPackage.Literals.SOLVER_REQUEST__SOLVER) {
                known.addAll(Solvers.registry().ids());
            } else {
                EcoreUtil.getRootContainer(element).eAllContents().forEachRemaining(o -> {
                    if (o.eClass().getEAllStructuralFeatures().contains(feature) && o.eGet(feature) instanceof String s && !s.isBlank()) {
                        known.add(s);
                    }
                });
            }
            if (known.size() > 1 && !fixed()) {
                SimpleContentProposalProvider offers = new SimpleContentProposalProvider(known.toArray(String[]::new));
                offers.setFiltering(true);
                ContentProposalAdapter a = new ContentProposalAdapter(text, new TextContentAdapter(), offers, null, null);
                a.setProposalAcceptanceStyle(ContentProposalAdapter.PROPOSAL_REPLACE);
            }
        }

        @Override
        void show() {
            Object value = element.eGet(feature);
            before = switch (value) {
                case null -> "";
                case Double d when Double.isNaN(d) -> "";
                case Double d -> edge(d);
                case Vec3 v -> edge(v.x()) + ", " + edge(v.y()) + ", " + edge(v.z());
                case String s -> s;
                default -> Labels.text(element, feature, value, UiLanguage.code());
            };
            if (!before.equals(text.getText())) {
                text.setText(before);
            }
            text.setForeground(null);
            text.setEditable(!fixed());
            text.setEnabled(!fixed());
        }

        private String edge(double si) {
            return Numbers.shortest(Numbers.edge(shown.fromSi(si)));
        }

        private void typed() {
            String now = text.getText().strip();
            if (now.equals(before) || fixed()) {
                return;
            }
            boolean plain = now.matches("[-+0-9.eE, \\t()]+");
            boolean known = shown == null || shown.symbol().equals("1");
            if (!to(plain && !known ? (feature.getEType().getInstanceClass() == Vec3.class ? now : TypedNumber.of(now)) + " " + shown
                    .symbol() : now)) {
                text.setForeground(Styles.of(Verdict.BELOW));
            } else {
                show();
            }
        }
    }
}
