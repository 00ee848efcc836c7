/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.opensim;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.anatomy.Landmark;
import org.orthotwin.model.anatomy.Sex;
import org.orthotwin.multibody.Segment;

/**
 * Mass, centre and inertia of the limb's segment that goes with a bone, from the body's mass, the sex and the bone's own length between the
 * centres of its joints: P de Leva (1996), Adjustments to Zatsiorsky-Seluyanov's segment inertia parameters, J Biomech 29:1223-1230.
 * Thigh, shank (without the foot) and upper arm (without forearm and hand).
 */
final class BodySegments {

    /**
     * A row of the table, for one sex.
     *
     * @param mass over the body's
     * @param centre its distance from the proximal end over the segment's length
     * @param sagittal radius of gyration about the axis that points forwards, over the length
     * @param transverse the same about the axis from side to side
     * @param longitudinal the same about the segment's own
     */
    private record Row(double mass, double centre, double sagittal, double transverse, double longitudinal) {

        Row mean(Row o) {
            return new Row((mass + o.mass) / 2, (centre + o.centre) / 2, (sagittal + o.sagittal) / 2, (transverse + o.transverse) / 2,
                    (longitudinal + o.longitudinal) / 2);
        }
    }

    /** Both rows, and the landmarks of a bone that the segment lies between. */
    private record Kind(Row female, Row male, String proximal, String medial, String lateral, String distal) {
    }

    private static final Map<String, Kind> KINDS = Map.of(
            "femur", new Kind(new Row(0.1478, 0.3612, 0.369, 0.364, 0.162), new Row(0.1416, 0.4095, 0.329, 0.329, 0.149), "FHC", "MEC",
                    "LEC", ""),
            "tibia", new Kind(new Row(0.0481, 0.4352, 0.267, 0.263, 0.092), new Row(0.0433, 0.4395, 0.251, 0.246, 0.102), "KNEE_T", "MM",
                    "LM", "ANK_C"),
            "humerus", new Kind(new Row(0.0255, 0.5754, 0.278, 0.26, 0.148), new Row(0.0271, 0.5772, 0.285, 0.269, 0.158), "GH", "EM",
                    "EL", ""));

    private BodySegments() {
    }

    /**
     * @param name of the segment
     * @param mass the body's, kg
     * @return nothing for a bone that goes with no such segment, or lacks its landmarks
     */
    static Optional<Segment> of(String name, Bone bone, Sex sex, double mass) {
        Kind k = KINDS.get(String.valueOf(bone.getType()));
        if (k == null || !(mass > 0)) {
            return Optional.empty();
        }
        Map<String, Vec3> marks = new HashMap<>();
        for (Landmark l : bone.getLandmarks()) {
            if (l.getPosition() != null && l.getPosition().isFinite()) {
                marks.put(String.valueOf(l.getCode()), l.getPosition());
            }
        }
        Vec3 proximal = marks.get(k.proximal);
        Vec3 medial = marks.get(k.medial);
        Vec3 lateral = marks.get(k.lateral);
        if (proximal == null || medial == null || lateral == null || !k.distal.isEmpty() && !marks.containsKey(k.distal)) {
            return Optional.empty();
        }
        Vec3 distal = k.distal.isEmpty() ? medial.mid(lateral) : marks.get(k.distal);
        Vec3 along = distal.minus(proximal);
        Vec3 forwards = along.cross(lateral.minus(medial));
        if (!(forwards.norm() > 0)) {
            return Optional.empty();
        }
        Row row = switch (sex) {
            case FEMALE -> k.female;
            case MALE -> k.male;
            default -> k.female.mean(k.male);
        };
        Vec3[] axes = {forwards.normalized(), along.normalized(), along.cross(forwards).normalized()};
        double[] radii = {row.sagittal, row.longitudinal, row.transverse};
        double[] i = new double[6];
        for (int a = 0; a < 3; a++) {
            double about = mass * row.mass * Math.pow(radii[a] * along.norm(), 2);
            Vec3 e = axes[a];
            i[0] += about * e.x() * e.x();
            i[1] += about * e.y() * e.y();
            i[2] += about * e.z() * e.z();
            i[3] += about * e.x() * e.y();
            i[4] += about * e.x() * e.z();
            i[5] += about * e.y() * e.z();
        }
        return Optional.of(new Segment(name, mass * row.mass, proximal.plus(along.times(row.centre)), i[0], i[1], i[2], i[3], i[4], i[5]));
    }
}
