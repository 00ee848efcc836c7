/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.core.contribution.ContributionException;
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
    private static final Map<DicomToolkit, Boolean> USABLE = new ConcurrentHashMap<>();

    private DicomToolkits() {
    }

    public static Registry<DicomToolkit> registry() {
        return REGISTRY;
    }

    /** The toolkit of the highest rank that is usable; the embedded one where nothing is contributed. */
    public static DicomToolkit best() {
        return best(REGISTRY);
    }

    static DicomToolkit best(Registry<DicomToolkit> registry) {
        List<Contribution<DicomToolkit>> ranked = registry.all().stream()
                .sorted(Comparator.comparingInt(DicomToolkits::rank).reversed().thenComparing(Contribution::id)).toList();
        for (Contribution<DicomToolkit> c : ranked) {
            try {
                DicomToolkit t = registry.get(c.id());
                if (USABLE.computeIfAbsent(t, DicomToolkits::usable)) {
                    return t;
                }
            } catch (ContributionException e) {
                // named once by the registry; the next one may do
            }
        }
        return EMBEDDED;
    }

    private static boolean usable(DicomToolkit t) {
        try {
            return t.isUsable();
        } catch (RuntimeException | LinkageError e) {
            System.getLogger(DicomToolkits.class.getName()).log(System.Logger.Level.WARNING,
                    "DICOM toolkit " + t.getClass().getName() + " is left out: " + e);
            return false;
        }
    }

    private static int rank(Contribution<DicomToolkit> c) {
        try {
            return Integer.parseInt(c.attribute("rank").strip());
        } catch (NumberFormatException e) {
            return Integer.MIN_VALUE;
        }
    }
}
