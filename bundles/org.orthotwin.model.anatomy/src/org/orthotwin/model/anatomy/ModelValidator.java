/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.model.anatomy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.emf.common.util.BasicDiagnostic;
import org.eclipse.emf.common.util.TreeIterator;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.emf.ecore.EStructuralFeature;
import org.eclipse.emf.ecore.util.Diagnostician;
import org.eclipse.emf.ecore.util.EObjectValidator;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.MessageCatalog;
import org.orthotwin.core.Severity;

/**
 * The validator of all models: runs the invariants of their classes (operations of the metamodels) over an object and everything in it.
 * Works with and without OSGi, and on models of others that keep to the same rules.
 */
public final class ModelValidator {

    /**
     * A finding with its place.
     *
     * @param object the object at fault
     * @param feature the feature at fault, or {@code null}
     * @param diagnostic what is wrong
     */
    public record Finding(EObject object, EStructuralFeature feature, Diagnostic diagnostic) {
    }

    private ModelValidator() {
    }

    /** What is wrong with {@code object} and its contents, in the order of the file; empty if nothing is. */
    public static List<Diagnostic> validate(EObject object) {
        return findings(object).stream().map(Finding::diagnostic).toList();
    }

    /** As {@link #validate(EObject)}, with the places. */
    public static List<Finding> findings(EObject object) {
        // A chain of our own rather than the diagnostician's: its root message would describe the object with all attributes.
        BasicDiagnostic chain = new BasicDiagnostic();
        new Diagnostician().validate(object, chain);
        List<Finding> findings = new ArrayList<>();
        collect(chain, findings);
        sameIds(object, findings);
        return List.copyOf(findings);
    }

    /** EMF's own check needs a resource, which a model has in an editor only. */
    private static void sameIds(EObject root, List<Finding> findings) {
        Map<String, EObject> seen = new HashMap<>();
        TreeIterator<EObject> all = EcoreUtil.getAllContents(List.of(root));
        while (all.hasNext()) {
            EObject o = all.next();
            String id = EcoreUtil.getID(o);
            EObject first = id == null || id.isBlank() ? null : seen.putIfAbsent(id, o);
            if (first != null) {
                findings.add(new Finding(o, o.eClass().getEIDAttribute(),
                        Diagnostic.error(ModelTexts.CATALOG, "model.id-twice", ModelTexts.name(o), ModelTexts.name(first))));
            }
        }
    }

    private static void collect(org.eclipse.emf.common.util.Diagnostic parent, List<Finding> findings) {
        for (org.eclipse.emf.common.util.Diagnostic d : parent.getChildren()) {
            if (!d.getChildren().isEmpty()) {
                collect(d, findings);
            } else if (d.getSeverity() != org.eclipse.emf.common.util.Diagnostic.OK && !(d.getCode() == EObjectValidator.EOBJECT__UNIQUE_ID
                    && EObjectValidator.DIAGNOSTIC_SOURCE.equals(d.getSource()))) {
                findings.add(finding(d));
            }
        }
    }

    private static Finding finding(org.eclipse.emf.common.util.Diagnostic d) {
        List<?> data = d.getData();
        EObject object = !data.isEmpty() && data.get(0) instanceof EObject o ? o : null;
        EStructuralFeature feature = data.size() > 1 && data.get(1) instanceof EStructuralFeature f ? f : null;
        if (data.size() > 2 && data.get(2) instanceof Diagnostic ours) {
            return new Finding(object, feature, ours);
        }
        Severity severity = d.getSeverity() >= org.eclipse.emf.common.util.Diagnostic.ERROR ? Severity.ERROR : Severity.WARNING;
        MessageCatalog texts = ModelTexts.CATALOG;
        Object name = object == null ? "?" : ModelTexts.name(object);
        if (d.getSource().equals(EObjectValidator.DIAGNOSTIC_SOURCE) && object != null) {
            if (feature != null && (d.getCode() == EObjectValidator.EOBJECT__EVERY_REFERENCE_IS_CONTAINED
                    || d.getCode() == EObjectValidator.EOBJECT__EVERY_PROXY_RESOLVES)) {
                return new Finding(object, feature, Diagnostic.error(texts, "model.dangling", name, feature.getName()));
            }
        }
        return new Finding(object, feature, new Diagnostic(severity, texts, "model.other", List.of(name, d.getMessage())));
    }
}
