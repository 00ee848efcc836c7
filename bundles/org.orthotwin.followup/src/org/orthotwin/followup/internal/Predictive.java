/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.internal;

import org.orthotwin.followup.detection.Detector;
import org.orthotwin.followup.detection.RunLength;
import org.orthotwin.followup.detection.Shewhart;
import org.orthotwin.followup.spi.DetectorType;

/** Contributes {@link Shewhart}: what the predictive distribution hardly allows. */
public final class Predictive implements DetectorType {

    @Override
    public Detector detector(double runLength) {
        return new Shewhart(RunLength.shewhartLimit(Detector.Side.UP, runLength), Detector.Side.UP);
    }
}
