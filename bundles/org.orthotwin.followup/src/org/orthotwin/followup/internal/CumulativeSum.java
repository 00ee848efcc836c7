/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.internal;

import org.orthotwin.followup.detection.Cusum;
import org.orthotwin.followup.detection.Detector;
import org.orthotwin.followup.detection.RunLength;
import org.orthotwin.followup.spi.DetectorType;

/** Contributes {@link Cusum}. */
public final class CumulativeSum implements DetectorType {

    /** Half the shift that it is best for, standard deviations. */
    public static final double K = 0.5;

    @Override
    public Detector detector(double runLength) {
        return new Cusum(K, RunLength.cusumLimit(K, Detector.Side.UP, runLength), Detector.Side.UP);
    }
}
