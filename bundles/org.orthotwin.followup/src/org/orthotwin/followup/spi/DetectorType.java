/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.spi;

import org.orthotwin.followup.detection.Detector;

/**
 * A way to see a change in residuals, contributed to {@code org.orthotwin.followup.detectors}. Residuals are standard normal and
 * independent while nothing has changed, and turned so that larger ones are worse.
 *
 * <p>What a detector promises is in {@code DetectorContract} of {@code org.orthotwin.followup.testkit}.
 */
@FunctionalInterface
public interface DetectorType {

    /**
     * A new detector of a change towards larger residuals.
     *
     * @param runLength how many residuals pass on average until it signals while nothing has changed, above 2, up to 1e7
     */
    Detector detector(double runLength);
}
