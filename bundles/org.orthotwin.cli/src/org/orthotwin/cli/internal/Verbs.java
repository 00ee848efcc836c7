/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import org.orthotwin.cli.spi.Verb;
import org.orthotwin.core.contribution.ContributionReader;
import org.orthotwin.core.contribution.Registry;

/** The verbs that the installed bundles contribute. */
final class Verbs {

    static final String POINT = "org.orthotwin.cli.commands";

    private static final Registry<Verb> REGISTRY = new ContributionReader<>(POINT, "verb", Verb.class, "verb").connect();

    private Verbs() {
    }

    static Registry<Verb> registry() {
        return REGISTRY;
    }
}
