/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.internal;

import org.orthotwin.followup.detection.Detector;
import org.orthotwin.followup.detection.Ewma;
import org.orthotwin.followup.detection.RunLength;
import org.orthotwin.followup.spi.DetectorType;

/** Contributes {@link Ewma}. */
public final class MovingAverage implements DetectorType {

    /** Weight of the newest residual: customary for shifts of about one standard deviation. */
    public static final double LAMBDA = 0.2;

    @Override
    public Detector detector(double runLength) {
        return new Ewma(LAMBDA, RunLength.ewmaFactor(LAMBDA, Detector.Side.UP, runLength), Detector.Side.UP);
    }
}
