/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.construction;

import java.util.List;
import java.util.Optional;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.density.Calibration;
import org.orthotwin.imaging.Segmentation;

/**
 * What was made of an image.
 *
 * @param joint id of the kind of joint
 * @param segmentation labels, with what the segmenter found on the way
 * @param segmenter id and version, or where the labels came from
 * @param bones of the joint, the proximal one first
 * @param calibration what the image's values mean, if it could be told
 * @param findings what a person should know
 */
public record Constructed(String joint, Segmentation segmentation, String segmenter, List<ConstructedBone> bones,
        Optional<Calibration> calibration, List<Diagnostic> findings) {

    public Constructed {
        bones = List.copyOf(bones);
        findings = List.copyOf(findings);
    }
}
