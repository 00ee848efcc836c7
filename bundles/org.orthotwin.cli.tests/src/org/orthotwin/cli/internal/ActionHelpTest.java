/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The help of one action of a verb says of its options what they do there. */
class ActionHelpTest {

    private static final List<String> ACTIONS = List.of("build", "diff", "branch", "what-if", "cohort");

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "build: the folder; another is replaced. cohort: the patients.|build|the folder; another is replaced.",
        "build: the folder; another is replaced. cohort: the patients.|cohort|the patients.",
        "build: the folder; another is replaced. cohort: the patients.|diff|",
        "diff: the first, or none. branch: where to begin, what-if and cohort: the one that is asked.|cohort|the one that is asked.",
        "diff: the first, or none. branch: where to begin, what-if and cohort: the one that is asked.|branch|where to begin.",
        "build : le dossier. what-if et cohort : le tableau.|what-if|le tableau.",
        "The person's mass, such as 75kg.|diff|The person's mass, such as 75kg."})
    void sentencesOfOtherActionsAreLeftOut(String all, String action, String said) {
        assertEquals(Optional.ofNullable(said), CommandLine.saidOf(Map.of(), all, action, ACTIONS));
    }

    @ParameterizedTest
    @CsvSource({"build, true", "diff, false", "cohort, true"})
    void anOptionMaySayForWhichItIs(String action, boolean there) {
        assertEquals(there, CommandLine.saidOf(Map.of("actions", "build, cohort"), "Anything.", action, ACTIONS).isPresent());
    }
}
