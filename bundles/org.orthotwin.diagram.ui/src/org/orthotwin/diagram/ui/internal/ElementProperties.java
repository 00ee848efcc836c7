/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.emf.ecore.EAttribute;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.emf.ecore.EReference;
import org.eclipse.emf.ecore.EStructuralFeature;
import org.eclipse.ui.views.properties.IPropertyDescriptor;
import org.eclipse.ui.views.properties.IPropertySource;
import org.eclipse.ui.views.properties.PropertyDescriptor;
import org.eclipse.ui.views.properties.TextPropertyDescriptor;
import org.orthotwin.core.InputException;
import org.orthotwin.model.edit.Labels;
import org.orthotwin.model.scenario.AttributePaths;
import org.orthotwin.ui.CaseSession;
import org.orthotwin.ui.UiLanguage;

/** An element of a case for the sheet of properties: its values with their units; what is typed is read with its unit. */
final class ElementProperties implements IPropertySource {

    private final CaseSession session;
    private final EObject element;

    private ElementProperties(CaseSession session, EObject element) {
        this.session = session;
        this.element = element;
    }

    /** What a part of the diagram adapts to, or null. */
    static Object adapter(Named part, Class<?> kind) {
        return adapter(part.sheet().session(), part.element(), kind);
    }

    static Object adapter(CaseSession session, EObject element, Class<?> kind) {
        return kind == IPropertySource.class ? new ElementProperties(session, element) : kind == EObject.class ? element : null;
    }

    @Override
    public Object getEditableValue() {
        return element;
    }

    @Override
    public IPropertyDescriptor[] getPropertyDescriptors() {
        List<IPropertyDescriptor> all = new ArrayList<>();
        for (EStructuralFeature f : element.eClass().getEAllStructuralFeatures()) {
            if (f instanceof EAttribute && !f.isMany() && f.isChangeable()) {
                boolean id = ((EAttribute) f).isID();
                PropertyDescriptor d = id ? new PropertyDescriptor(f, f.getName()) : new TextPropertyDescriptor(f, f.getName());
                if (!id) {
                    d.setValidator(text -> refusal(f, String.valueOf(text)));
                }
                all.add(d);
            } else if (f instanceof EReference r && !r.isContainment() && !r.isContainer()) {
                all.add(new PropertyDescriptor(f, f.getName()));
            }
        }
        return all.toArray(IPropertyDescriptor[]::new);
    }

    private String refusal(EStructuralFeature f, String text) {
        if (text.equals(getPropertyValue(f)) || text.isBlank()) {
            return null;
        }
        try {
            AttributePaths.resolve(element, f.getName()).changes(text);
            return null;
        } catch (InputException e) {
            return e.diagnostic().text(UiLanguage.code());
        }
    }

    @Override
    public Object getPropertyValue(Object id) {
        EStructuralFeature f = (EStructuralFeature) id;
        Object value = element.eGet(f);
        return value == null ? "" : value instanceof String s ? s : Labels.value(element, f, UiLanguage.code());
    }

    @Override
    public boolean isPropertySet(Object id) {
        return element.eIsSet((EStructuralFeature) id);
    }

    @Override
    public void resetPropertyValue(Object id) {
        session.execute(session.commands().set(element, (EStructuralFeature) id, null));
    }

    @Override
    public void setPropertyValue(Object id, Object value) {
        EStructuralFeature f = (EStructuralFeature) id;
        String text = String.valueOf(value);
        if (text.equals(getPropertyValue(f)) || refusal(f, text) != null) {
            return;
        }
        if (text.isBlank()) {
            resetPropertyValue(id);
        } else {
            session.execute(session.commands().setPath(element, f.getName(), text));
        }
    }
}
