/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.hipload;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.Side;

/**
 * The lines of {@link HipMuscle} on a subject's native bones. The pelvis is scaled along each axis of its anterior plane: in height by that
 * of the anterior superior iliac spines over the hip's centre, in width by the distance between them, in depth by that to the posterior
 * ones; the femur in length. Sizes are those of MCM Fischer et al. 2021, J Biomech, whose best law this is.
 */
final class HipLines {

    private final RigidTransform pelvis;
    private final RigidTransform femur;
    private final Vec3 pelvisScale;
    private final Vec3 femurScale;

    private HipLines(RigidTransform pelvis, Vec3 pelvisScale, RigidTransform femur, Vec3 femurScale) {
        this.pelvis = pelvis;
        this.pelvisScale = pelvisScale;
        this.femur = femur;
        this.femurScale = femurScale;
    }

    /** @return the landmarks that the lines need and the bones do not have, each after its bone's id */
    static List<String> missing(Body pelvis, Body femur, Side side) {
        List<String> missing = new ArrayList<>();
        String s = side == Side.LEFT ? "L" : "R";
        for (String code : List.of("RASIS", "LASIS", "RPSIS", "LPSIS", s + "AC")) {
            add(missing, pelvis, code);
        }
        for (String code : List.of("FHC", "LEC", "MEC")) {
            add(missing, femur, code);
        }
        return missing;
    }

    private static void add(List<String> missing, Body bone, String code) {
        Vec3 p = bone.landmarks().get(code);
        if (p == null || !Double.isFinite(p.x() + p.y() + p.z())) {
            missing.add(bone.id() + " " + code);
        }
    }

    /**
     * @param app axes of the anterior pelvic plane, in the pelvis' surface frame
     * @throws IllegalArgumentException if landmarks are so that a pelvis or femur has no size
     */
    static HipLines of(Body pelvis, Body femur, Side side, RigidTransform app) {
        int sign = side.sign();
        Map<String, Vec3> m = pelvis.landmarks();
        RigidTransform centre = app.withTranslation(m.get(side == Side.LEFT ? "LAC" : "RAC"));
        RigidTransform in = centre.inverse();
        Vec3 right = in.apply(m.get("RASIS"));
        Vec3 left = in.apply(m.get("LASIS"));
        Vec3 back = in.apply(m.get("RPSIS").mid(m.get("LPSIS")));
        Vec3 scale = new Vec3((right.mid(left).x() - back.x()) / HipMuscle.PELVIC_DEPTH, right.mid(left).y() / HipMuscle.SPINE_HEIGHT,
                (right.z() - left.z()) / HipMuscle.SPINE_WIDTH);
        Vec3 head = femur.landmark("FHC");
        Vec3 knee = femur.landmark("LEC").mid(femur.landmark("MEC"));
        double length = head.distance(knee);
        if (!(scale.x() > 0) || !(scale.y() > 0) || !(scale.z() > 0) || !(length > 0)) {
            throw new IllegalArgumentException("its spines lie below, behind or beside their places");
        }
        Vec3 y = head.minus(knee).times(1 / length);
        Vec3 across = femur.landmark("LEC").minus(femur.landmark("MEC")).times(sign);
        Vec3 z = across.minus(y.times(across.dot(y))).normalized();
        return new HipLines(centre, scale, RigidTransform.frame(head, y.cross(z), y, z),
                new Vec3(1, length / HipMuscle.FEMUR_LENGTH, 1));
    }

    /** In the pelvis' surface frame, m. */
    Vec3 origin(HipMuscle muscle, Side side) {
        return pelvis.apply(scaled(muscle.origin(), pelvisScale, side));
    }

    /** In the femur's surface frame, m. */
    Vec3 insertion(HipMuscle muscle, Side side) {
        return femur.apply(scaled(muscle.insertion(), femurScale, side));
    }

    private static Vec3 scaled(Vec3 p, Vec3 scale, Side side) {
        return new Vec3(p.x() * scale.x(), p.y() * scale.y(), side.sign() * p.z() * scale.z());
    }
}
