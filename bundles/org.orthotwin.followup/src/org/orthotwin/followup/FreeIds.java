/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.orthotwin.model.twin.Twin;

/** Ids that a twin does not have yet: a word with the next number. The twin is read once, so that many ids cost no more than a few. */
final class FreeIds {

    static final String OBSERVATION = "observation";
    static final String STATE = "state";
    static final String PREDICTION = "prediction";

    private final Set<String> used = new HashSet<>();
    private final Map<String, Integer> last = new HashMap<>();

    FreeIds(Twin twin) {
        twin.getObservations().forEach(o -> used.add(o.getId()));
        twin.getStates().forEach(s -> used.add(s.getId()));
        twin.getPredictions().forEach(p -> used.add(p.getId()));
        last.put(OBSERVATION, twin.getObservations().size());
        last.put(STATE, twin.getStates().size());
        last.put(PREDICTION, twin.getPredictions().size());
    }

    /** An id that was not there before, nor given. */
    String next(String word) {
        int n = last.get(word) + 1;
        while (!used.add(word + "-" + n)) {
            n++;
        }
        last.put(word, n);
        return word + "-" + n;
    }
}
