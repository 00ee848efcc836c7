/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.testkit;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.core.contribution.Registry;

/** What every declaration says. */
final class Declaration {

    private Declaration() {
    }

    static <T> Contribution<T> of(Registry<T> registry, String id) {
        return registry.find(id).orElseThrow(() -> new AssertionError("no " + registry.kind() + " '" + id + "' is declared; there are "
                + String.join(", ", registry.ids()) + "; " + registry.problems()));
    }

    static void isWhole(Contribution<?> c) {
        assertTrue(c.id().matches("[a-z][a-z0-9.\\-]*"), "id '" + c.id() + "' is not dotted lower case");
        assertFalse(c.name().isBlank() || c.name().equals(c.id()), "no name");
        assertFalse(c.description().isBlank(), "no description");
        assertNotNull(c.get());
    }
}
