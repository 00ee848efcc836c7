/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.segmentation;

import org.orthotwin.core.Numbers;
import org.orthotwin.imaging.Segmentation;
import org.orthotwin.imaging.SegmentationRequest;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.imaging.segmentation.internal.BoneCt;
import org.orthotwin.imaging.segmentation.internal.HipCt;
import org.orthotwin.imaging.segmentation.internal.KneeCt;
import org.orthotwin.imaging.segmentation.internal.Pool;
import org.orthotwin.imaging.segmentation.internal.ShoulderCt;
import org.orthotwin.imaging.spi.Segmenter;

/**
 * Bones of hips, knees or shoulders in a CT, without anybody's help.
 *
 * <p>Model: thresholds from the peaks of the histogram; bone by hysteresis, metal kept apart from it; bones told apart as the joint has it:
 * heads of femora or humeri found as balls, head and socket parted by the smallest cut along the valley of HU in the joint space with the
 * sphere as prior; a knee's bones as pieces of shrunk bone that lie to each other as in a knee; every other voxel by the shortest path
 * along bone from what is known; bones filled to solids, across gaps of thin cortex up to twice {@code gap}; their rims put where HU are
 * halfway between cortex and surroundings.
 *
 * <p>Assumptions: Hounsfield units; a living or dead human's hips, knees or shoulders in LPS, both or one, adults' heads (33 to 63 mm
 * wide). Round a hip's replaced head bones are told apart by where they lie from the ball of metal; any other joint whose head is no ball
 * of bone (replaced, destroyed) is not parted. Findings say both. Failure modes: ankylosis, a joint space that is nowhere darker than its
 * sides, contrast agent that touches bone. Cost: linear in the voxels but for the cut, about 30 bytes a voxel.
 */
public class CtBoneSegmenter implements Segmenter {

    /** Name of the label of metal. */
    public static final String METAL = "metal";
    /** Largest image, voxels: arrays of ints of this length still fit. */
    public static final long MOST_VOXELS = 1L << 30;
    /** Largest field of view, m^3: a whole body in the widest gantry has 1.3; more is an image whose lengths are in another unit. */
    public static final double MOST_VOLUME = 1.5;

    @Override
    public Segmentation segment(SegmentationRequest request) {
        if (!request.modality().isEmpty() && !request.modality().equals("CT")) {
            throw Texts.refuse("ct.modality", request.modality());
        }
        if (request.image().geometry().voxels() > MOST_VOXELS) {
            throw Texts.refuse("ct.large", request.image().geometry().voxels(), MOST_VOXELS);
        }
        VolumeGeometry g = request.image().geometry();
        if (g.voxels() * g.voxelVolume() > MOST_VOLUME) {
            throw Texts.refuse("ct.field", metres(g.nx() * g.iSpacing()), metres(g.ny() * g.jSpacing()), metres(g.nz() * g.kSpacing()));
        }
        return Pool.run(request.threads(), () -> of(request).run());
    }

    /** Knows the bones of the joint that the request is about; the hip where it does not say. */
    private static BoneCt of(SegmentationRequest request) {
        return switch (request.joint()) {
            case "", "hip" -> new HipCt(request, Texts::refuse, Texts::warn);
            case "knee" -> new KneeCt(request, Texts::refuse, Texts::warn);
            case "shoulder" -> new ShoulderCt(request, Texts::refuse, Texts::warn);
            default -> throw Texts.refuse("ct.joint", request.joint());
        };
    }

    private static String metres(double m) {
        return Numbers.fixed(m, 2);
    }
}
