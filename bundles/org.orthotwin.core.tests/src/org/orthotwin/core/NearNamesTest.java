/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearNamesTest {

    private static final List<String> NAMES = List.of("cup.anteversion", "cup.inclinatoin", "cup.inclination.radiographic",
            "cup.inclination.a", "step");

    @Test
    void whatBeginsWithTheWordComesFirst() {
        assertEquals(List.of("cup.inclination.a", "cup.inclination.radiographic", "cup.inclinatoin"),
                NearNames.of("cup.inclination", NAMES));
    }

    @Test
    void aThirdOfTheLettersMayDiffer() {
        assertEquals(List.of("step"), NearNames.of("stepp", NAMES));
        assertEquals(List.of(), NearNames.of("mass", NAMES));
        assertEquals(List.of(), NearNames.of("", NAMES));
    }

    /** Of Levenshtein 1966, as in every textbook. */
    @Test
    void distances() {
        assertEquals(3, NearNames.distance("kitten", "sitting"));
        assertEquals(3, NearNames.distance("", "abc"));
        assertEquals(0, NearNames.distance("hip", "hip"));
    }
}
