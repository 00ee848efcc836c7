/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.measurement;

import org.orthotwin.core.contribution.ContributionReader;
import org.orthotwin.core.contribution.Registry;
import org.orthotwin.measurement.spi.Measurement;

/** The measurement definitions that the installed bundles contribute. */
public final class Measurements {

    /** Id of the extension point. */
    public static final String POINT = "org.orthotwin.measurement.measurements";

    private static final Registry<Measurement> REGISTRY =
            new ContributionReader<>(POINT, "measurement", Measurement.class, "measurement").connect();

    private Measurements() {
    }

    public static Registry<Measurement> registry() {
        return REGISTRY;
    }
}
