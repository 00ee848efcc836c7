/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.hip;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.landmarks.BoneFrames;

/** The frames of pelvis and femur that the hip uses, as {@link BoneFrames} defines them. */
public final class HipFrames {

    public static final String ISB_PELVIS = BoneFrames.ISB_PELVIS;
    public static final String PELVIS_APP = BoneFrames.PELVIS_APP;
    public static final String ISB_FEMUR = BoneFrames.ISB_FEMUR;
    public static final String FEMUR_STEM = BoneFrames.FEMUR_STEM;

    private static final Set<String> OF_FEMUR = Set.of(ISB_FEMUR, FEMUR_STEM);

    private HipFrames() {
    }

    /** All four, pelvis first. */
    public static List<FrameDefinition> all() {
        return Stream.concat(BoneFrames.pelvis().stream(),
                BoneFrames.femur().stream().filter(f -> OF_FEMUR.contains(f.id()))).toList();
    }
}
