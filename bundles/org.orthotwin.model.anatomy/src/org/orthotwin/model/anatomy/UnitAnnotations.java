/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.model.anatomy;

import java.util.Optional;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.emf.ecore.EStructuralFeature;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Unit;

/**
 * The unit of a feature, read from the annotation {@value #SOURCE} of the metamodels: {@code unit} names the SI unit itself,
 * {@code unitFeature} the feature beside it that holds the symbol.
 */
public final class UnitAnnotations {

    public static final String SOURCE = "https://orthotwin.org/unit";

    private UnitAnnotations() {
    }

    /** Symbol of the fixed unit of a feature; empty for what is no quantity and for what has its unit beside it. */
    public static Optional<String> symbolOf(EStructuralFeature feature) {
        return Optional.ofNullable(EcoreUtil.getAnnotation(feature, SOURCE, "unit"));
    }

    /** The fixed unit of a feature. */
    public static Optional<Unit> unitOf(EStructuralFeature feature) {
        return symbolOf(feature).map(UnitAnnotations::unit);
    }

    /** The feature that holds the symbol of the unit of another, if there is one. */
    public static Optional<EStructuralFeature> unitFeatureOf(EStructuralFeature feature) {
        return Optional.ofNullable(EcoreUtil.getAnnotation(feature, SOURCE, "unitFeature"))
                .map(feature.getEContainingClass()::getEStructuralFeature);
    }

    /**
     * The unit of a feature of an object, whether it is fixed or beside it.
     *
     * @throws IllegalArgumentException if the symbol beside it is unknown
     */
    public static Optional<Unit> unitOf(EObject object, EStructuralFeature feature) {
        Optional<EStructuralFeature> beside = unitFeatureOf(feature);
        if (beside.isEmpty()) {
            return unitOf(feature);
        }
        Object symbol = object.eGet(beside.get());
        return Optional.of(Unit.of(symbol == null ? "" : (String) symbol));
    }

    /** A unit that core cannot convert stands for itself: a metamodel may use an SI unit that no edge has. */
    private static Unit unit(String symbol) {
        try {
            return Unit.of(symbol);
        } catch (IllegalArgumentException e) {
            return new Unit(symbol, Dimension.NONE, 1, 1);
        }
    }
}
