/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
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
import org.orthotwin.model.scenario.ScenarioPackage;
import org.orthotwin.report.Wording;
import org.orthotwin.simulation.Verdict;
import org.orthotwin.solver.Solvers;
import org.orthotwin.ui.CaseSession;
import org.orthotwin.ui.UiLanguage;

/** One feature of an element, shown and changed by what fits its type: a box, a list, a number with the unit of one's choice, words. */
abstract class PropertyField {

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
        return !f.isMany() && f.isChangeable() && !f.isTransient() && !f.isDerived()
                && (f instanceof EAttribute || f instanceof EReference r && !r.isContainment() && !r.isContainer());
    }

    /** Shows what the model has. */
    abstract void show();

    /** Changes the model; what is refused is said and changes nothing. */
    final boolean to(String text) {
        try {
            session.execute(text.isBlank() ? session.commands().set(element, feature, null)
                    : session.commands().setPath(element, feature.getName(), text));
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
                    names.add(Words.capital(l.getLiteral().replace('_', ' ').replace('-', ' ')));
                }
                chosen = value instanceof Enumerator e ? e.getLiteral() : "";
            } else {
                ids.add("");
                names.add("\u2013");
                EcoreUtil.getRootContainer(element).eAllContents().forEachRemaining(o -> {
                    if (((EReference) feature).getEReferenceType().isInstance(o) && EcoreUtil.getID(o) != null) {
                        ids.add(EcoreUtil.getID(o));
                        names.add(EcoreUtil.getID(o));
                    }
                });
                chosen = value instanceof EObject o && EcoreUtil.getID(o) != null ? EcoreUtil.getID(o) : "";
            }
            if (!names.equals(List.of(combo.getItems()))) {
                combo.setItems(names.toArray(String[]::new));
            }
            combo.select(ids.indexOf(chosen));
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
            text = new Text(both, SWT.SINGLE | SWT.BORDER | (number && type != Vec3.class ? SWT.RIGHT : SWT.LEFT));
            text.setLayoutData(wide());
            text.setData("feature", feature.getName());
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
                units.addListener(SWT.Selection, e -> {
                    shown = Unit.of(units.getText());
                    show();
                });
            }
            if (!number) {
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
            if (!to(plain && !known ? (feature.getEType().getInstanceClass() == Vec3.class ? now : now.replace(',', '.')) + " " + shown
                    .symbol() : now)) {
                text.setForeground(Styles.of(Verdict.BELOW));
            } else {
                show();
            }
        }
    }
}
