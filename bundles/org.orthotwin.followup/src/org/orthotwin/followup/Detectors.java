/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.util.List;
import org.orthotwin.core.InputException;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.core.contribution.ContributionReader;
import org.orthotwin.core.contribution.Registry;
import org.orthotwin.followup.detection.Detector;
import org.orthotwin.followup.spi.DetectorType;

/** The detectors that the installed bundles contribute. */
public final class Detectors {

    /** Id of the extension point. */
    public static final String POINT = "org.orthotwin.followup.detectors";
    /** Those that raise alerts where nobody chooses others: what is installed changes nothing by being there. */
    public static final List<String> DEFAULT = List.of("cusum", "predictive");

    private static final Registry<DetectorType> REGISTRY = new ContributionReader<>(POINT, "detector", DetectorType.class, "detector")
            .connect(Detectors.class);

    private Detectors() {
    }

    public static Registry<DetectorType> registry() {
        return REGISTRY;
    }

    /** Whether a detector sees the residuals of all observables of a patient, rather than of one. */
    static boolean isOfPatients(String id) {
        return REGISTRY.find(id).filter(c -> "patient".equals(c.attribute("of"))).isPresent();
    }

    /** The name of a detector for people; its id where it is not installed any more. */
    public static String name(String id, String language) {
        return REGISTRY.find(id).map(c -> c.translated(c.name(), language)).orElse(id);
    }

    /**
     * A new detector of a change towards larger residuals that names its contributor where it fails.
     *
     * @param runLength residuals that pass on average until it signals while nothing has changed
     * @throws InputException if there is none of this id, or it cannot be made
     */
    static Detector of(String id, double runLength) {
        DetectorType type = Contributed.get(REGISTRY, id);
        Contribution<DetectorType> c = REGISTRY.find(id).orElseThrow();
        return new Named(c, Contributed.call(c, REGISTRY.kind(), () -> type.detector(runLength)));
    }

    private record Named(Contribution<DetectorType> contribution, Detector detector) implements Detector {

        @Override
        public boolean add(double z) {
            return Contributed.call(contribution, REGISTRY.kind(), () -> {
                boolean signal = detector.add(z);
                if (!Double.isFinite(detector.statistic())) {
                    throw new IllegalStateException("a statistic of " + detector.statistic());
                }
                return signal;
            });
        }

        @Override
        public double statistic() {
            return detector.statistic();
        }

        @Override
        public double limit() {
            return detector.limit();
        }

        @Override
        public int run() {
            return detector.run();
        }

        @Override
        public void reset() {
            detector.reset();
        }
    }
}
