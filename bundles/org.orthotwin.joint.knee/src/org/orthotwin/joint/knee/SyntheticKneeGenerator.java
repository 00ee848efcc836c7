/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.knee;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Unit;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.GeneratedSubject;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.SoftTissue;
import org.orthotwin.joint.spi.SubjectGenerator;
import org.orthotwin.synthesis.HipParameters;
import org.orthotwin.synthesis.KneeParameters;
import org.orthotwin.synthesis.Resolution;
import org.orthotwin.synthesis.Sex;
import org.orthotwin.synthesis.SyntheticKnee;

/**
 * Synthetic knees of {@link SyntheticKnee} as subjects: femur and tibia with {@code outer} and {@code canal}, fibula and patella; with the
 * ligaments and the cartilage of {@link SyntheticKneeTissue}.
 */
final class SyntheticKneeGenerator implements SubjectGenerator {

    private final Resolution resolution;

    SyntheticKneeGenerator(Resolution resolution) {
        this.resolution = resolution;
    }

    @Override
    public List<CoordinateDefinition> parameters() {
        return Stream.concat(KneeParameters.ranges().stream().map(r -> new CoordinateDefinition(r.name(), r.description(),
                Unit.of(r.unit()).dimension(), r.low(), r.high())), BoneLoss.parameters().stream()).toList();
    }

    @Override
    public GeneratedSubject generate(Map<String, Double> chosen, Side side, Long seed, Monitor monitor) {
        monitor.checkCancelled();
        monitor.begin("synthetic knee", 1);
        Map<String, Double> ofKnee = new LinkedHashMap<>(chosen);
        Map<String, Double> loss = BoneLoss.taken(ofKnee);
        KneeParameters p = parameters(ofKnee, seed);
        SyntheticKnee knee = SyntheticKnee.generate(p, side, resolution, monitor);
        monitor.worked(1);
        String suffix = side == Side.LEFT ? ".left" : ".right";
        List<Body> bodies = List.of(body(knee, "femur", side, suffix, knee.femur(), knee.femurCanal()),
                body(knee, "tibia", side, suffix, knee.tibia(), knee.tibiaCanal()), body(knee, "fibula", side, suffix, knee.fibula(), null),
                body(knee, "patella", side, suffix, knee.patella(), null));
        Map<String, RigidTransform> poses = new LinkedHashMap<>();
        bodies.forEach(b -> poses.put(b.id(), knee.worldFrom().get(b.type())));
        Map<String, Double> subject = new LinkedHashMap<>();
        subject.put("sex", p.femur().sex() == Sex.FEMALE ? 1.0 : 2.0);
        subject.put("age", p.femur().age());
        subject.put("mass", p.femur().mass());
        subject.put("height", p.femur().stature());
        SoftTissue tissue = SyntheticKneeTissue.of(bodies.get(0), bodies.get(1), bodies.get(2), bodies.get(3),
                knee.worldFrom().get("femur").inverse().times(knee.worldFrom().get("patella")), side, p.cartilageGap());
        Map<String, Double> truth = new LinkedHashMap<>(knee.truth());
        Map<String, String> units = new LinkedHashMap<>(knee.units());
        List<Body> left = new ArrayList<>(bodies);
        if (!loss.isEmpty()) {
            left.set(0, BoneLoss.femur(bodies.get(0), side, loss, truth, units));
            left.set(1, BoneLoss.tibia(bodies.get(1), bodies.get(2).landmark(BoneLoss.FIBULA), side, loss, truth, units));
            tissue = left(tissue, bodies, left);
        }
        return new GeneratedSubject(left, subject, truth, units,
                "OrthoTwin synthetic knee, made from published anthropometry" + (seed == null ? "" : ", seed " + seed)
                        + (loss.isEmpty() ? "" : ", with an old implant taken out and its bone loss"), poses, tissue);
    }

    /** What an old implant leaves: the cartilage of bones that carried none of it, and neither cruciate ligament. */
    private static SoftTissue left(SoftTissue whole, List<Body> before, List<Body> after) {
        Set<String> cut = new HashSet<>();
        for (int i = 0; i < before.size(); i++) {
            if (before.get(i) != after.get(i)) {
                cut.add(before.get(i).id());
            }
        }
        return new SoftTissue(whole.ligaments(), whole.muscles(), whole.cartilages().stream().filter(c -> !cut.contains(c.body())).toList(),
                whole.posture()).without(List.of("ACL", "PCL"));
    }

    private static Body body(SyntheticKnee knee, String type, Side side, String suffix, TriangleMesh outer, TriangleMesh canal) {
        Map<String, TriangleMesh> surfaces = new LinkedHashMap<>();
        surfaces.put("outer", outer);
        if (canal != null) {
            surfaces.put("canal", canal);
        }
        Map<String, Vec3> marks = knee.landmarks().get(type);
        return new Body(type + suffix, type, side, surfaces, marks, Map.of());
    }

    /** Chosen values over the typical or drawn ones. */
    private static KneeParameters parameters(Map<String, Double> chosen, Long seed) {
        Double sex = chosen.get("sex");
        if (sex != null && sex != 1 && sex != 2) {
            throw new IllegalArgumentException("sex is " + sex + "; 1 is female, 2 is male");
        }
        Sex s = sex == null || sex == 1 ? Sex.FEMALE : Sex.MALE;
        Map<String, Double> rest = new TreeMap<>(chosen);
        rest.remove("sex");
        if (seed != null) {
            HipParameters femur = sex == null ? HipParameters.sample(seed) : HipParameters.sample(s, seed);
            return KneeParameters.sample(femur, seed).with(rest);
        }
        Double stature = chosen.get("stature");
        return KneeParameters.typical(stature == null ? HipParameters.typical(s) : HipParameters.typical(s, stature)).with(rest);
    }
}
