/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Side;
import org.orthotwin.synthesis.internal.FemurShape;
import org.orthotwin.synthesis.internal.Mirroring;
import org.orthotwin.synthesis.internal.TibiaShape;

/**
 * A knee whose truth is known, in extension: the femur of {@link SyntheticHip} with tilted condyles, tibia, fibula and patella, made from
 * {@link KneeParameters}.
 *
 * <p>Frames. The femur is in its ISB frame (origin head centre). Tibia and fibula are in the tibia's (origin between the eminences at the
 * joint
 * line, y from the ankle's centre, z to the right). The patella's has its origin in its middle. All axes x forward, y up, z to the right.
 * The left
 * knee is the right one with every z negated. The world's origin is the knee's centre, between the epicondyles; its y axis is the line from
 * ankle to
 * hip centre seen from the front.
 *
 * <p>Exact are: the tangent planes of both plateaus at their middles; within 0.05 degrees the angle of the line through the lowest points
 * of the
 * condyles in their middles, and so the alignment of the leg; the joint lines of femur and tibia are parallel. The rest follows the
 * implicit shape and is realistic
 * rather than measured.
 *
 * @param parameters what it was made from
 * @param side of the knee
 * @param femur surface, m
 * @param femurCanal surface of its canal, m
 * @param tibia surface, m
 * @param tibiaCanal surface of its canal, m
 * @param fibula surface in the tibia's frame, m
 * @param patella surface, m
 * @param landmarks by bone ({@code femur}, {@code tibia}, {@code fibula}, {@code patella}) and code, in the bone's frame, m
 * @param worldFrom pose of each bone's frame in the world, by bone
 * @param truth named quantities in SI
 * @param units SI symbol of each
 */
public record SyntheticKnee(KneeParameters parameters, Side side, TriangleMesh femur, TriangleMesh femurCanal, TriangleMesh tibia,
        TriangleMesh tibiaCanal, TriangleMesh fibula, TriangleMesh patella, Map<String, Map<String, Vec3>> landmarks,
        Map<String, RigidTransform> worldFrom, Map<String, Double> truth, Map<String, String> units) {

    public SyntheticKnee {
        landmarks = Collections.unmodifiableMap(new LinkedHashMap<>(landmarks));
        worldFrom = Collections.unmodifiableMap(new LinkedHashMap<>(worldFrom));
        truth = Collections.unmodifiableMap(new LinkedHashMap<>(truth));
        units = Collections.unmodifiableMap(new LinkedHashMap<>(units));
    }

    /**
     * Makes a knee. The same parameters give the same numbers, on any number of threads.
     *
     * @throws IllegalArgumentException if the side is the midline
     * @throws java.util.concurrent.CancellationException if the monitor asked to stop
     */
    public static SyntheticKnee generate(KneeParameters p, Side side, Resolution resolution, Monitor monitor) {
        if (side == Side.MIDLINE) {
            throw new IllegalArgumentException("a knee is left or right, not in the midline");
        }
        SyntheticKnee right = right(p, resolution, monitor);
        return side == Side.RIGHT ? right : right.mirrored();
    }

    private static SyntheticKnee right(KneeParameters p, Resolution resolution, Monitor monitor) {
        FemurShape f = new FemurShape(p.femur(), 0.5 * Math.PI - p.mechanicalLateralDistalFemoralAngle());
        TibiaShape t = new TibiaShape(p);
        double h = resolution.femurSpacing();
        Map<String, Map<String, Vec3>> marks = new LinkedHashMap<>();
        Map<String, Vec3> femurMarks = new LinkedHashMap<>(f.landmarks());
        femurMarks.put("DIST_LC", f.lowestOfCondyle(1));
        femurMarks.put("DIST_MC", f.lowestOfCondyle(-1));
        femurMarks.put("CYL_LC", f.centreOfCondyle(1));
        femurMarks.put("CYL_MC", f.centreOfCondyle(-1));
        marks.put("femur", femurMarks);
        marks.put("tibia", t.landmarks());
        marks.put("fibula", t.fibulaLandmarks());
        marks.put("patella", t.patellaLandmarks());
        Vec3 knee = femurMarks.get("KNEE_C");
        Map<String, RigidTransform> poses = poses(p, f, t, knee);
        Map<String, Double> truth = new LinkedHashMap<>();
        Map<String, String> units = new LinkedHashMap<>();
        truth(p, f, t, truth, units);
        return new SyntheticKnee(p, Side.RIGHT, f.boneMesh(h, monitor), f.canalMesh(h, monitor), t.tibiaMesh(h, monitor), t.canalMesh(h,
                monitor),
                t.fibulaMesh(0.75 * h, monitor), t.patellaMesh(0.75 * h, monitor), marks, poses, truth, units);
    }

    private static Map<String, RigidTransform> poses(KneeParameters p, FemurShape f, TibiaShape t, Vec3 knee) {
        double tilt = 0.5 * Math.PI - p.mechanicalLateralDistalFemoralAngle();
        // tibia in femur: varus turns it about x
        RigidTransform turn = RigidTransform.rotation(Vec3.X, -p.hipKneeAnkle());
        Vec3 line = new Vec3(0, Math.sin(tilt), Math.cos(tilt));
        Vec3 down = new Vec3(0, -Math.cos(tilt), Math.sin(tilt));
        Vec3 lowest = f.lowestOfCondyle(-1).mid(f.lowestOfCondyle(1));
        Vec3 plateaus = turn.rotate(t.landmarks().get("KNEE_T"));
        Vec3 at = lowest.plus(down.times(p.cartilageGap())).minus(plateaus);
        // the middle of the plateaus may lie aside of that of the condyles along the joint line only
        Vec3 aside = line.times(lowest.minus(knee).dot(line));
        RigidTransform femurFromTibia = turn.withTranslation(at.minus(aside));
        Vec3 ankle = femurFromTibia.apply(t.landmarks().get("ANK_C"));
        double lean = Math.atan2(ankle.z(), -ankle.y());
        // the line from ankle to hip centre becomes upright seen from the front
        RigidTransform upright = RigidTransform.rotation(Vec3.X, lean);
        RigidTransform worldFromFemur = upright.withTranslation(upright.rotate(knee).negate());
        double pitch = 0.0105 * p.femur().epicondylarWidth() / 0.084;
        Vec3 groove = f.bone().exit(knee.plus(new Vec3(0, pitch, -0.001)), Vec3.X, 0.1);
        Vec3 ridge = t.patellaLandmarks().get("PRIDGE");
        RigidTransform femurFromPatella = RigidTransform.translation(new Vec3(groove.x() + p.cartilageGap() + 0.0010 - ridge.x(), knee.y()
                + pitch,
                groove.z() - ridge.z()));
        Map<String, RigidTransform> poses = new LinkedHashMap<>();
        poses.put("femur", worldFromFemur);
        poses.put("tibia", worldFromFemur.times(femurFromTibia));
        poses.put("fibula", worldFromFemur.times(femurFromTibia));
        poses.put("patella", worldFromFemur.times(femurFromPatella));
        return poses;
    }

    private static void truth(KneeParameters p, FemurShape f, TibiaShape t, Map<String, Double> truth, Map<String, String> u) {
        put(truth, u, "femur.head.radius", p.femur().headRadius(), "m");
        put(truth, u, "femur.version", p.femur().femoralVersion(), "rad");
        put(truth, u, "femur.neck-shaft-angle", p.femur().neckShaftAngle(), "rad");
        put(truth, u, "femur.length", p.femur().femurLength(), "m");
        put(truth, u, "femur.mechanical-length", -f.landmarks().get("KNEE_C").y(), "m");
        put(truth, u, "femur.epicondylar-width", p.femur().epicondylarWidth(), "m");
        put(truth, u, "femur.condylar-twist", FemurShape.CONDYLAR_TWIST, "rad");
        put(truth, u, "femur.mldfa", p.mechanicalLateralDistalFemoralAngle(), "rad");
        put(truth, u, "tibia.mpta", p.medialProximalTibialAngle(), "rad");
        put(truth, u, "tibia.slope.medial", t.slope(p.medialSlope()), "rad");
        put(truth, u, "tibia.slope.lateral", t.slope(p.lateralSlope()), "rad");
        put(truth, u, "tibia.length", p.tibiaLength(), "m");
        put(truth, u, "tibia.mechanical-length", t.mechanicalLength(), "m");
        put(truth, u, "tibia.plateau-width", p.plateauWidth(), "m");
        put(truth, u, "tibia.medial-hollow", TibiaShape.HOLLOW, "m");
        put(truth, u, "tibia.torsion", t.torsion(), "rad");
        put(truth, u, "knee.hka", Math.PI + p.hipKneeAnkle(), "rad");
        put(truth, u, "knee.jlca", 0, "rad");
        put(truth, u, "knee.cartilage-gap", p.cartilageGap(), "m");
        Map<String, Vec3> m = t.patellaLandmarks();
        put(truth, u, "patella.width", m.get("PL").distance(m.get("PM")), "m");
        put(truth, u, "patella.height", m.get("PP").distance(m.get("PA")), "m");
        put(truth, u, "patella.thickness", m.get("PANT").distance(m.get("PRIDGE")), "m");
    }

    private static void put(Map<String, Double> truth, Map<String, String> units, String name, double value, String unit) {
        truth.put(name, value);
        units.put(name, unit);
    }

    private SyntheticKnee mirrored() {
        Map<String, Map<String, Vec3>> marks = new LinkedHashMap<>();
        landmarks.forEach((bone, m) -> marks.put(bone, Mirroring.points(m)));
        Map<String, RigidTransform> poses = new LinkedHashMap<>();
        worldFrom.forEach((bone, t) -> poses.put(bone, t.mirroredZ()));
        return new SyntheticKnee(parameters, side.opposite(), femur.mirroredZ(), femurCanal.mirroredZ(), tibia.mirroredZ(),
                tibiaCanal.mirroredZ(),
                fibula.mirroredZ(), patella.mirroredZ(), marks, poses, truth, units);
    }
}
