/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.spi;

import org.orthotwin.imaging.Segmentation;
import org.orthotwin.imaging.SegmentationRequest;

/**
 * Tells the structures of an image apart. For which modalities and joints, and which settings it takes, is declared with its extension, not
 * here. Stateless; used from many threads.
 */
@FunctionalInterface
public interface Segmenter {

    /**
     * @throws org.orthotwin.core.InputException if the image is not what it can work on, with the reason
     * @throws java.util.concurrent.CancellationException if the monitor asked to stop; answered within a second
     */
    Segmentation segment(SegmentationRequest request);
}
