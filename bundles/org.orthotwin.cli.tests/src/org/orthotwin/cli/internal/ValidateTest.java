/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What validate says of bundled cases, which are no files. */
class ValidateTest {

    @Test
    void aBundledCaseIsInOrder() {
        Call c = Call.of(List.of("validate", "example:hip-rom-analytic"));
        assertEquals(0, c.exitCode(), c.err());
        assertTrue(c.out().contains("example:hip-rom-analytic"), c.out());
    }

    @Test
    void aCaseThatIsNotBundledIsNamed() {
        Call c = Call.of(List.of("validate", "example:nowhere"));
        assertEquals(2, c.exitCode());
        assertTrue(c.err().contains("'nowhere'") && c.err().contains("hip-tha"), c.err());
    }
}
