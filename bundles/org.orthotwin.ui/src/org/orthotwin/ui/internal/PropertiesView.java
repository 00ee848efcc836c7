/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.MissingResourceException;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.core.runtime.Adapters;
import org.eclipse.emf.common.util.ResourceLocator;
import org.eclipse.emf.ecore.EAttribute;
import org.eclipse.emf.ecore.EClass;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.emf.ecore.EReference;
import org.eclipse.emf.ecore.EStructuralFeature;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.eclipse.emf.edit.domain.AdapterFactoryEditingDomain;
import org.eclipse.emf.edit.provider.IEditingDomainItemProvider;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.viewers.ISelection;
import org.eclipse.jface.viewers.IStructuredSelection;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.CTabFolder;
import org.eclipse.swt.custom.CTabItem;
import org.eclipse.swt.custom.ScrolledComposite;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Link;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableColumn;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.ui.ISelectionListener;
import org.eclipse.ui.IWorkbenchPart;
import org.orthotwin.model.anatomy.AnatomyPackage;
import org.orthotwin.model.edit.Labels;
import org.orthotwin.simulation.Verdict;
import org.orthotwin.ui.CaseSession;
import org.orthotwin.ui.CaseView;
import org.orthotwin.ui.UiLanguage;

/**
 * The element of the case that is chosen in another view, as forms made from its metamodel: its values in the first tab, then one for each
 * part that belongs to it, such as where a value comes from, and a table for each of its lists, whose rows lead on.
 */
public final class PropertiesView extends CaseView {

    public static final String ID = "org.orthotwin.ui.properties";

    /** So many columns of a list are shown. */
    private static final int COLUMNS = 6;

    private final ISelectionListener chooser = this::chosen;
    private final List<PropertyField> fields = new ArrayList<>();
    private Composite top;
    private Link trail;
    private Label title;
    private Label hint;
    private CTabFolder tabs;
    private EObject element;
    private List<EObject> above = List.of();
    private String shape = "";

    @Override
    protected void create(Composite parent) {
        top = new Composite(parent, SWT.NONE);
        top.setBackground(parent.getDisplay().getSystemColor(SWT.COLOR_LIST_BACKGROUND));
        top.setBackgroundMode(SWT.INHERIT_FORCE);
        GridLayout layout = new GridLayout(1, false);
        layout.marginWidth = 10;
        layout.marginHeight = 6;
        top.setLayout(layout);
        trail = new Link(top, SWT.NONE);
        trail.setLayoutData(new GridData(SWT.FILL, SWT.TOP, true, false));
        trail.addListener(SWT.Selection, e -> show(above.get(Integer.parseInt(e.text))));
        title = new Label(top, SWT.NONE);
        title.setFont(JFaceResources.getHeaderFont());
        title.setLayoutData(new GridData(SWT.FILL, SWT.TOP, true, false));
        tabs = new CTabFolder(top, SWT.TOP | SWT.FLAT);
        tabs.setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true));
        hint = new Label(top, SWT.WRAP);
        hint.setForeground(Styles.of(Verdict.BELOW));
        hint.setLayoutData(new GridData(SWT.FILL, SWT.BOTTOM, true, false));
        getSite().getPage().addSelectionListener(chooser);
    }

    @Override
    public void dispose() {
        getSite().getPage().removeSelectionListener(chooser);
        super.dispose();
    }

    @Override
    public void setFocus() {
        tabs.setFocus();
    }

    private void chosen(IWorkbenchPart part, ISelection selection) {
        if (part != this && selection instanceof IStructuredSelection s && !s.isEmpty()) {
            Object o = s.getFirstElement();
            EObject e = o instanceof EObject x ? x : Adapters.adapt(o, EObject.class);
            if (e != null && isThere(e)) {
                show(e);
            }
        }
    }

    /** Whether an element is one of the case that is shown. */
    private boolean isThere(EObject e) {
        EObject root = EcoreUtil.getRootContainer(e);
        return session().filter(s -> root == s.models().scenario() || s.models().anatomy().filter(a -> a == root).isPresent()).isPresent();
    }

    @Override
    protected void changed(CaseSession.Change change) {
        if (top.isDisposed() || session().filter(CaseSession::isDragging).isPresent()) {
            return;
        }
        switch (change) {
            case SELECTION -> selected().ifPresent(this::show);
            case MODEL, FILES -> {
                if (element == null || !isThere(element)) {
                    // what was shown is gone: what it belonged to, or what is chosen
                    show(above.reversed().stream().filter(this::isThere).findFirst().or(this::selected)
                            .or(() -> session().flatMap(CaseSession::plan)).orElse(null));
                } else {
                    show(element);
                }
            }
            default -> {
                // what was computed is shown elsewhere
            }
        }
    }

    /** What all views show: a part of the plan or an element of the anatomy; the plan in work where nothing is chosen. */
    private Optional<EObject> selected() {
        CaseSession s = session().orElse(null);
        if (s == null || s.selected().isEmpty()) {
            return session().flatMap(CaseSession::plan).map(p -> (EObject) p);
        }
        return Stream.concat(s.plan().stream().flatMap(p -> p.getPlacements().stream()).filter(p -> s.selected().equals(p.getRole())),
                s.models().anatomy().stream().flatMap(a -> a.eContents().stream()).filter(o -> s.selected().equals(EcoreUtil.getID(o))))
                .map(o -> (EObject) o).findFirst();
    }

    private void show(EObject e) {
        String wanted = e == null ? "" : shape(e);
        if (e != element || !wanted.equals(shape)) {
            build(e, e == element ? tabs.getSelectionIndex() : 0);
            shape = wanted;
        }
        if (e != null) {
            title.setText(capital(Labels.name(e, UiLanguage.code())));
            fields.forEach(PropertyField::show);
            for (CTabItem tab : tabs.getItems()) {
                if (tab.getControl() instanceof Table t) {
                    fill(t);
                }
            }
        }
    }

    /** What decides which tabs there are: which parts and how many. */
    private static String shape(EObject e) {
        StringBuilder b = new StringBuilder();
        for (EReference r : e.eClass().getEAllContainments()) {
            b.append(r.isMany() ? ((List<?>) e.eGet(r)).size() : e.eIsSet(r) ? 1 : 0).append(' ');
        }
        return b.toString();
    }

    private void build(EObject e, int tab) {
        element = e;
        fields.clear();
        for (CTabItem item : tabs.getItems()) {
            Control c = item.getControl();
            item.dispose();
            if (c != null) {
                c.dispose();
            }
        }
        hint.setText("");
        List<EObject> outer = new ArrayList<>();
        for (EObject o = e == null ? null : e.eContainer(); o != null; o = o.eContainer()) {
            outer.addFirst(o);
        }
        above = List.copyOf(outer);
        StringBuilder links = new StringBuilder();
        for (int i = 0; i < above.size(); i++) {
            links.append(i == 0 ? "" : " \u203a ").append("<a href=\"").append(i).append("\">").append(Labels.name(above.get(i), UiLanguage
                    .code()).replace("&", "&&").replace("<", "")).append("</a>");
        }
        trail.setText(links.toString());
        if (e == null) {
            title.setText("");
            hint.setText(Texts.text("properties.none"));
        } else {
            form(Texts.text("properties.values"), e);
            for (EReference r : e.eClass().getEAllContainments()) {
                if (r.isMany() && !((List<?>) e.eGet(r)).isEmpty()) {
                    table(r);
                } else if (!r.isMany() && e.eGet(r) instanceof EObject part) {
                    form(name(e, r), part);
                }
            }
            tabs.setSelection(Math.clamp(tab, 0, Math.max(0, tabs.getItemCount() - 1)));
        }
        top.layout(true, true);
    }

    private void form(String name, EObject of) {
        List<EStructuralFeature> shown = of.eClass().getEAllStructuralFeatures().stream().filter(PropertyField::shows).toList();
        if (shown.isEmpty()) {
            return;
        }
        ScrolledComposite scroll = new ScrolledComposite(tabs, SWT.V_SCROLL);
        scroll.setExpandHorizontal(true);
        scroll.setExpandVertical(true);
        scroll.setShowFocusedControl(true);
        Composite form = new Composite(scroll, SWT.NONE);
        GridLayout layout = new GridLayout(2, false);
        layout.horizontalSpacing = 12;
        form.setLayout(layout);
        for (EStructuralFeature f : shown) {
            Label label = new Label(form, SWT.NONE);
            label.setText(name(of, f));
            documented(label, f);
            PropertyField field = PropertyField.of(form, session().orElseThrow(), of, f, this::say);
            if (field.isHigh()) {
                label.setLayoutData(new GridData(SWT.LEFT, SWT.TOP, false, false));
            }
            fields.add(field);
        }
        scroll.setContent(form);
        scroll.setMinSize(form.computeSize(SWT.DEFAULT, SWT.DEFAULT));
        item(name, scroll);
    }

    private void say(String refusal) {
        hint.setText(refusal);
        top.layout(true);
    }

    /** What the metamodel says of a feature, which it says in English. */
    private static void documented(Label label, EStructuralFeature f) {
        String text = EcoreUtil.getDocumentation(f);
        if (text != null && UiLanguage.code().equals("en")) {
            label.setToolTipText(text);
        }
    }

    private void item(String name, Control content) {
        CTabItem item = new CTabItem(tabs, SWT.NONE);
        item.setText(name);
        item.setControl(content);
    }

    private void table(EReference list) {
        Table table = new Table(tabs, SWT.SINGLE | SWT.FULL_SELECTION);
        table.setHeaderVisible(true);
        table.setData(list);
        List<EStructuralFeature> columns = columns(list.getEReferenceType());
        EObject first = (EObject) ((List<?>) element.eGet(list)).getFirst();
        TableColumn what = new TableColumn(table, SWT.NONE);
        what.setText(Texts.text("properties.element"));
        columns.forEach(f -> new TableColumn(table, SWT.NONE).setText(name(first, f)));
        fill(table);
        for (TableColumn c : table.getColumns()) {
            c.pack();
            c.setWidth(Math.min(260, c.getWidth() + 12));
        }
        table.addListener(SWT.DefaultSelection, e -> show((EObject) e.item.getData()));
        item(name(element, list) + " (" + table.getItemCount() + ')', table);
    }

    private static List<EStructuralFeature> columns(EClass type) {
        // the first column says which it is already
        return type.getEAllStructuralFeatures().stream().filter(PropertyField::shows).filter(f -> !f.isMany()
                && !(f instanceof EAttribute a && a.isID()) && f != AnatomyPackage.Literals.NAMED_ELEMENT__DESCRIPTION)
                .limit(COLUMNS).toList();
    }

    private void fill(Table table) {
        EReference list = (EReference) table.getData();
        List<EStructuralFeature> columns = columns(list.getEReferenceType());
        List<?> rows = (List<?>) element.eGet(list);
        for (int i = 0; i < rows.size(); i++) {
            EObject row = (EObject) rows.get(i);
            TableItem item = i < table.getItemCount() ? table.getItem(i) : new TableItem(table, SWT.NONE);
            item.setData(row);
            item.setText(0, capital(Labels.name(row, UiLanguage.code()).replaceFirst(" (of|de|du|d') .*", "")));
            for (int k = 0; k < columns.size(); k++) {
                item.setText(k + 1, Labels.value(row, columns.get(k), UiLanguage.code()));
            }
        }
    }

    private static String capital(String text) {
        return text.isEmpty() ? text : Words.capital(text);
    }

    /** The name of a feature for people. */
    private String name(EObject of, EStructuralFeature f) {
        Object provider = ((AdapterFactoryEditingDomain) session().orElseThrow().domain()).getAdapterFactory().adapt(of,
                IEditingDomainItemProvider.class);
        if (provider instanceof ResourceLocator texts) {
            try {
                return texts.getString("_UI_" + f.getEContainingClass().getName() + '_' + f.getName() + "_feature");
            } catch (MissingResourceException e) {
                // a feature that the item providers do not know is called as in the metamodel
                return Words.capital(f.getName());
            }
        }
        return Words.capital(f.getName());
    }
}
