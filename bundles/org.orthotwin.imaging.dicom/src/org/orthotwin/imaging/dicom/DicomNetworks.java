/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom;

import java.util.Optional;
import org.orthotwin.core.InputException;
import org.orthotwin.core.contribution.ContributionReader;
import org.orthotwin.core.contribution.Registry;
import org.orthotwin.imaging.dicom.internal.Texts;
import org.orthotwin.imaging.dicom.spi.DicomNetwork;

/** Finds the provider of DICOM's network services. None is built in. */
public final class DicomNetworks {

    /** Id of the extension point. */
    public static final String POINT = "org.orthotwin.imaging.dicom.networks";

    private static final Registry<DicomNetwork> REGISTRY = new ContributionReader<>(POINT, "network", DicomNetwork.class,
            "DICOM network").connect();

    private DicomNetworks() {
    }

    public static Registry<DicomNetwork> registry() {
        return REGISTRY;
    }

    /** The provider of the highest rank that is usable. */
    public static Optional<DicomNetwork> best() {
        return Ranking.best(REGISTRY, DicomNetwork::isUsable);
    }

    /** @throws InputException if there is none, with what to install */
    public static DicomNetwork required() {
        return best().orElseThrow(() -> Texts.refuse("dicom.network.none"));
    }
}
