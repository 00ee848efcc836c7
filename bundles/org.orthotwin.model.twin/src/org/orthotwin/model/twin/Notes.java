/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.model.twin;

import java.util.Optional;
import org.eclipse.emf.ecore.EStructuralFeature;

/**
 * What else is to be said of an observation: which complication, what was done. The attribute is asked for by its name, so that code that
 * was generated from a model without it has observations without notes rather than none.
 */
public final class Notes {

    private static final String FEATURE = "note";

    private Notes() {
    }

    private static Optional<EStructuralFeature> feature(Observation o) {
        return Optional.ofNullable(o.eClass().getEStructuralFeature(FEATURE));
    }

    /** The note of an observation; empty where there is none. */
    public static Optional<String> of(Observation o) {
        return feature(o).map(f -> (String) o.eGet(f)).filter(t -> !t.isBlank());
    }

    /** @param note without blanks around it; blank for none */
    public static void set(Observation o, String note) {
        String text = note.strip();
        feature(o).ifPresent(f -> o.eSet(f, text.isEmpty() ? null : text));
    }
}
