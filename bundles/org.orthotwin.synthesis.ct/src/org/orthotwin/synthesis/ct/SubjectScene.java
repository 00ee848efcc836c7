/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis.ct;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.GeneratedSubject;
import org.orthotwin.joint.Side;
import org.orthotwin.synthesis.ct.BodyOutline.Ellipsoid;
import org.orthotwin.synthesis.ct.BodyOutline.Limb;
import org.orthotwin.synthesis.ct.BodyOutline.Station;

/**
 * A generated subject as a scene: its bones where they stand, in LPS with the origin in the joint's centre, tissues by type of bone, and a
 * body
 * around them. Works for any joint whose generator says how the bones stand; bones of unknown type get one zone.
 */
public final class SubjectScene {

    /** From the world of a subject (x forward, y up, z right) to LPS. */
    public static final RigidTransform LPS_FROM_WORLD = RigidTransform.of(new double[] {0, 0, -1, -1, 0, 0, 0, 1, 0}, Vec3.ZERO);

    /** Distance of two bones up to which there is cartilage between them: two layers at the knee's thickest place. */
    private static final double JOINT_GAP = 0.0065;

    private final GeneratedSubject subject;
    private final Side side;
    private final Map<String, RigidTransform> poses = new LinkedHashMap<>();

    /** @throws IllegalArgumentException if the subject does not say how its bones stand */
    public SubjectScene(GeneratedSubject subject, Side side) {
        this.subject = subject;
        this.side = side;
        for (Body b : subject.bodies()) {
            RigidTransform p = subject.poses().get(b.id());
            if (p == null) {
                throw new IllegalArgumentException("the generator does not say how '" + b.id() + "' stands to the other bones");
            }
            poses.put(b.id(), LPS_FROM_WORLD.times(p));
        }
    }

    /** Pose of a body's surface frame in LPS. */
    public RigidTransform pose(Body body) {
        return poses.get(body.id());
    }

    public GeneratedSubject subject() {
        return subject;
    }

    /** The scene without implants. */
    public CtScene scene() {
        return scene(List.of(), Map.of());
    }

    /**
     * @param implants in LPS, m
     * @param removed closed surfaces, LPS, m, by the id of the body that has lost what lies within them
     */
    public CtScene scene(List<CtImplant> implants, Map<String, List<TriangleMesh>> removed) {
        List<CtBone> bones = new ArrayList<>();
        for (Body b : subject.bodies()) {
            RigidTransform p = pose(b);
            TriangleMesh outer = b.surface("outer");
            double[] box = outer.bounds();
            Vec3 middle = new Vec3(0.5 * (box[0] + box[3]), 0.5 * (box[1] + box[4]), 0.5 * (box[2] + box[5]));
            Optional<TriangleMesh> canal = Optional.ofNullable(b.surfaces().get("canal")).map(m -> m.transformed(p));
            bones.add(new CtBone(b.id(), outer.transformed(p), canal, Attenuation.ofDensity(Attenuation.CORTICAL_DENSITY),
                    BoneTissue.of(b, middle, p::apply), removed.getOrDefault(b.id(), List.of())));
        }
        return new CtScene(bones, implants, outline(bones), JOINT_GAP);
    }

    /** Landmarks of a body in LPS, m. */
    public Map<String, Vec3> landmarks(Body b) {
        Map<String, Vec3> m = new LinkedHashMap<>();
        b.landmarks().forEach((code, q) -> m.put(code, pose(b).apply(q)));
        return m;
    }

    private Optional<Map<String, Vec3>> marks(String type, String... codes) {
        return subject.bodies().stream().filter(b -> b.type().equals(type)
                && b.landmarks().keySet().containsAll(List.of(codes))).findFirst()
                .map(this::landmarks);
    }

    private double fat() {
        double mass = subject.subject().getOrDefault("mass", 70.0);
        double height = subject.subject().getOrDefault("height", 1.7);
        double index = mass / (height * height);
        return Math.max(0.006, Math.min(0.050, 0.016 + 0.0016 * (index - 23)));
    }

    private BodyOutline outline(List<CtBone> bones) {
        Optional<Map<String, Vec3>> pelvis = marks("pelvis", "RASIS", "LASIS", "RPSIS", "LPSIS", "RAC", "LAC");
        if (pelvis.isPresent()) {
            return hip(pelvis.get());
        }
        if (marks("tibia", "KNEE_T").isPresent()) {
            return knee();
        }
        if (marks("scapula", "GC", "AA", "AI", "TS").isPresent()) {
            return shoulder();
        }
        double[] all = new double[] {1e9, 1e9, 1e9, -1e9, -1e9, -1e9};
        for (CtBone b : bones) {
            double[] box = b.outer().bounds();
            for (int i = 0; i < 3; i++) {
                all[i] = Math.min(all[i], box[i]);
                all[3 + i] = Math.max(all[3 + i], box[3 + i]);
            }
        }
        return BodyOutline.around(all, 0.045);
    }

    private BodyOutline hip(Map<String, Vec3> m) {
        double fat = fat();
        double mid = 0.5 * (m.get("RASIS").x() + m.get("LASIS").x());
        double wide = 0.5 * m.get("RASIS").distance(m.get("LASIS"));
        double front = 0.5 * (m.get("RASIS").y() + m.get("LASIS").y());
        double back = 0.5 * (m.get("RPSIS").y() + m.get("LPSIS").y());
        double top = 0.5 * (m.get("RASIS").z() + m.get("LASIS").z());
        double cy = 0.5 * (front + back);
        double deep = 0.5 * (back - front);
        double half = 0.5 * m.get("RAC").distance(m.get("LAC"));
        double hips = half + 0.072;
        Optional<Map<String, Vec3>> femur = marks("femur", "GT_LAT", "KNEE_C");
        if (femur.isPresent()) {
            hips = Math.abs(femur.get().get("GT_LAT").x() - mid);
        }
        List<Limb> limbs = new ArrayList<>();
        limbs.add(new Limb(List.of(
                new Station(-0.055, mid, cy + 0.006, hips + 0.014 + fat, deep + 0.030 + fat),
                new Station(0.000, mid, cy + 0.008, hips + 0.020 + fat, deep + 0.036 + fat),
                new Station(top, mid, cy + 0.002, wide + 0.034 + fat, deep + 0.030 + fat),
                new Station(top + 0.13, mid, cy - 0.004, 0.135 + fat, 0.088 + fat)), true, false));
        double floor = femur.isPresent() ? femur.get().get("KNEE_C").z() : -0.40;
        for (int s = -1; s <= 1; s += 2) {
            double x = mid + s * (half + 0.006);
            limbs.add(new Limb(List.of(
                    new Station(floor - 0.05, mid + s * half, 0.010, 0.046 + 0.5 * fat, 0.050 + 0.5 * fat),
                    new Station(0.45 * floor, x, 0.006, 0.064 + 0.8 * fat, 0.068 + 0.8 * fat),
                    new Station(0.18 * floor, x, 0.008, 0.074 + fat, 0.082 + fat),
                    new Station(0.02, x, 0.012, 0.070 + fat, 0.080 + fat)), false, true));
        }
        Ellipsoid cavity = new Ellipsoid(new Vec3(mid, cy - 0.012, top - 0.03), new Vec3(0.72 * wide, 0.72 * deep, 0.115));
        return new BodyOutline(limbs, fat, 0.045, List.of(cavity), List.of());
    }

    private BodyOutline knee() {
        double f = 0.45 * fat();
        double w = 0.042;
        Optional<Map<String, Vec3>> femur = marks("femur", "LEC", "MEC", "FHC");
        double hip = 0.40;
        double hipX = 0;
        if (femur.isPresent()) {
            w = 0.5 * femur.get().get("LEC").distance(femur.get().get("MEC"));
            hip = femur.get().get("FHC").z();
            hipX = femur.get().get("FHC").x();
        }
        double front = -0.058;
        Optional<Map<String, Vec3>> patella = marks("patella", "PANT");
        if (patella.isPresent()) {
            front = patella.get().get("PANT").y();
        }
        double ankle = marks("tibia", "ANK_C").map(m -> m.get("ANK_C").z()).orElse(-0.38);
        double ankleX = marks("tibia", "ANK_C").map(m -> m.get("ANK_C").x()).orElse(0.0);
        double kneeBack = 0.050;
        double kneeY = 0.5 * (front - 0.007 + kneeBack);
        double kneeHalf = 0.5 * (kneeBack - front + 0.007);
        return new BodyOutline(List.of(new Limb(List.of(
                new Station(ankle - 0.03, ankleX, 0.010, 0.034 + f, 0.040 + f),
                new Station(0.80 * ankle, 0.80 * ankleX, 0.014, 0.032 + f, 0.040 + f),
                new Station(0.36 * ankle, 0.36 * ankleX, 0.024, 0.050 + f, 0.058 + f),
                new Station(0.12 * ankle, 0.12 * ankleX, 0.012, w + 0.006 + f, 0.052 + f),
                new Station(0, 0, kneeY, w + 0.008 + f, kneeHalf + f),
                new Station(0.03, 0, kneeY, w + 0.009 + f, kneeHalf + f),
                new Station(0.09, 0.2 * hipX, 0.000, w + 0.012 + f, 0.060 + f),
                new Station(0.5 * hip, 0.5 * hipX, 0.004, 0.068 + 1.6 * f, 0.072 + 1.6 * f),
                new Station(0.95 * hip, hipX, 0.008, 0.082 + 2 * f, 0.090 + 2 * f)), false, false)), f, 0.02, List.of(), List.of());
    }

    private BodyOutline shoulder() {
        double f = 0.55 * fat();
        // towards the midline
        double in = side == Side.LEFT ? -1 : 1;
        Map<String, Vec3> s = marks("scapula", "AA", "TS", "AI").orElseThrow();
        double backY = Math.max(s.get("TS").y(), s.get("AI").y()) + 0.014;
        double chest = backY - 0.20;
        double midX = in * 0.165;
        double cy = 0.5 * (backY + chest);
        double half = 0.5 * (backY - chest) + f;
        List<Limb> limbs = List.of(
                new Limb(List.of(
                        new Station(-0.30, midX, cy, 0.150 + f, half),
                        new Station(-0.08, midX, cy, 0.158 + f, half),
                        new Station(0.015, midX, cy + 0.012, 0.150 + f, 0.86 * half),
                        new Station(0.055, midX, cy + 0.024, 0.095 + f, 0.62 * half),
                        new Station(0.120, midX, cy + 0.020, 0.060 + f, 0.066 + f)), false, false),
                new Limb(List.of(
                        new Station(-0.30, -in * 0.012, 0.004, 0.042 + f, 0.046 + f),
                        new Station(-0.14, -in * 0.008, 0.002, 0.046 + f, 0.052 + f),
                        new Station(-0.02, -in * 0.004, 0.000, 0.052 + f, 0.058 + f)), false, true),
                new Limb(List.of(
                        new Station(-0.03, in * 0.055, 0.012, 0.080 + f, 0.062 + f),
                        new Station(0.015, in * 0.050, 0.018, 0.072 + f, 0.050 + f)), true, true));
        Ellipsoid lung = new Ellipsoid(new Vec3(midX - in * 0.070, cy + 0.002, -0.14), new Vec3(0.062, 0.078, 0.155));
        Ellipsoid other = new Ellipsoid(new Vec3(midX + in * 0.070, cy + 0.002, -0.14), new Vec3(0.062, 0.078, 0.155));
        return new BodyOutline(limbs, f, 0.04, List.of(), List.of(lung, other));
    }
}
