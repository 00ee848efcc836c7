/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom;

import java.util.List;
import org.orthotwin.core.contribution.ContributionReader;
import org.orthotwin.core.contribution.Registry;
import org.orthotwin.imaging.dicom.internal.EmbeddedToolkit;
import org.orthotwin.imaging.dicom.spi.DicomToolkit;

/** Finds the toolkit to work with. */
public final class DicomToolkits {

    /** Id of the extension point. */
    public static final String POINT = "org.orthotwin.imaging.dicom.toolkits";

    private static final Registry<DicomToolkit> REGISTRY = new ContributionReader<>(POINT, "toolkit", DicomToolkit.class, "DICOM toolkit")
            .connect();
    private static final DicomToolkit EMBEDDED = new EmbeddedToolkit();

    private DicomToolkits() {
    }

    public static Registry<DicomToolkit> registry() {
        return REGISTRY;
    }

    /**
     * The toolkit of the highest rank that is usable; the embedded one where nothing is contributed. What it refuses to read or does not
     * decode goes to the next one, so that a toolkit more never makes a file unreadable.
     */
    public static DicomToolkit best() {
        return best(REGISTRY);
    }

    static DicomToolkit best(Registry<DicomToolkit> registry) {
        List<DicomToolkit> ranked = Ranking.usable(registry, DicomToolkit::isUsable);
        return switch (ranked.size()) {
            case 0 -> EMBEDDED;
            case 1 -> ranked.getFirst();
            default -> new RankedToolkits(ranked);
        };
    }
}
