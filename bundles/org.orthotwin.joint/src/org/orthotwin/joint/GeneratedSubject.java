/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A synthetic subject whose truth is known.
 *
 * @param bodies bones with surfaces and landmarks, without frames
 * @param subject {@code sex} as 1 female, 2 male; {@code age} s; {@code mass} kg; {@code height} m
 * @param truth named quantities in SI that the surfaces were made from, e.g. {@code femur.version}
 * @param units SI symbol of each truth value
 * @param source what it was made from, for the provenance
 */
public record GeneratedSubject(List<Body> bodies, Map<String, Double> subject, Map<String, Double> truth, Map<String, String> units,
        String source) {

    public GeneratedSubject {
        bodies = List.copyOf(bodies);
        subject = Collections.unmodifiableMap(new LinkedHashMap<>(subject));
        truth = Collections.unmodifiableMap(new LinkedHashMap<>(truth));
        units = Collections.unmodifiableMap(new LinkedHashMap<>(units));
    }
}
