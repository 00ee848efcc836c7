/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging;

import java.util.Objects;
import java.util.Optional;
import org.orthotwin.core.Monitor;
import org.orthotwin.solver.Settings;

/**
 * What a segmenter gets.
 *
 * @param image to be told apart, one component
 * @param modality DICOM's two letters, or empty where the file does not say
 * @param joint id of the kind of joint that matters: {@code hip}, {@code knee}, {@code shoulder}
 * @param settings checked against its declaration
 * @param corrections voxels that a person has decided, on the image's grid but for the rounding of files; the answer keeps them
 * @param threads how many it may use; the labels must not depend on it
 * @param monitor progress and cancel
 */
public record SegmentationRequest(Volume image, String modality, String joint, Settings settings, Optional<LabelCorrections> corrections,
        int threads, Monitor monitor) {

    public SegmentationRequest {
        Objects.requireNonNull(modality);
        Objects.requireNonNull(joint);
        Objects.requireNonNull(settings);
        Objects.requireNonNull(monitor);
        if (image.components() != 1 || threads < 1) {
            throw new IllegalArgumentException("image of " + image.components() + " components, " + threads
                    + " threads; one and at least one are expected");
        }
        if (corrections.isPresent()) {
            if (!corrections.get().geometry().coincides(image.geometry())) {
                throw new IllegalArgumentException("corrections for another grid than the image's");
            }
            corrections = Optional.of(LabelCorrections.of(corrections.get().volume().on(image.geometry())));
        }
    }
}
