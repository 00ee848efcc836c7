/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.construction;

import java.util.List;
import java.util.Optional;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.density.Calibration;
import org.orthotwin.imaging.Segmentation;
import org.orthotwin.landmarks.BoneLandmarks;

/**
 * What was made of an image.
 *
 * @param joint id of the kind of joint
 * @param segmentation labels, with what the segmenter found on the way
 * @param segmenter id and version, or where the labels came from
 * @param bones of the joint, the proximal one first, then those that only belong to it
 * @param measures over several bones: of a leg with femur and tibia
 * @param cartilages of these bones that the labels have
 * @param spaces between bones of the joint
 * @param calibration what the image's values mean, if it could be told
 * @param findings what a person should know
 */
public record Constructed(String joint, Segmentation segmentation, String segmenter, List<ConstructedBone> bones,
        List<BoneLandmarks.Measure> measures, List<ConstructedCartilage> cartilages, List<JointSpace> spaces,
        Optional<Calibration> calibration, List<Diagnostic> findings) {

    public Constructed {
        bones = List.copyOf(bones);
        measures = List.copyOf(measures);
        cartilages = List.copyOf(cartilages);
        spaces = List.copyOf(spaces);
        findings = List.copyOf(findings);
    }
}
