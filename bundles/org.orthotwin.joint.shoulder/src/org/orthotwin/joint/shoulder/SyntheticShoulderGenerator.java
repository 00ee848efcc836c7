/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.shoulder;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Unit;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.GeneratedSubject;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.spi.SubjectGenerator;
import org.orthotwin.synthesis.Resolution;
import org.orthotwin.synthesis.Sex;
import org.orthotwin.synthesis.ShoulderParameters;
import org.orthotwin.synthesis.SyntheticShoulder;

/** Synthetic shoulders of {@link SyntheticShoulder} as subjects: scapula, humerus with {@code outer} and {@code canal}. */
final class SyntheticShoulderGenerator implements SubjectGenerator {

    private final Resolution resolution;

    SyntheticShoulderGenerator(Resolution resolution) {
        this.resolution = resolution;
    }

    @Override
    public List<CoordinateDefinition> parameters() {
        return ShoulderParameters.ranges().stream().map(r -> new CoordinateDefinition(r.name(), r.description(),
                Unit.of(r.unit()).dimension(),
                r.low(), r.high())).toList();
    }

    @Override
    public GeneratedSubject generate(Map<String, Double> chosen, Side side, Long seed, Monitor monitor) {
        monitor.checkCancelled();
        monitor.begin("synthetic shoulder", 1);
        ShoulderParameters p = parameters(chosen, seed);
        SyntheticShoulder s = SyntheticShoulder.generate(p, side, resolution, monitor);
        monitor.worked(1);
        String suffix = side == Side.LEFT ? ".left" : ".right";
        Map<String, TriangleMesh> arm = new LinkedHashMap<>();
        arm.put("outer", s.humerus());
        arm.put("canal", s.canal());
        Map<String, Vec3> marks = new LinkedHashMap<>(s.landmarks().get("scapula"));
        // the world's origin is the centre of the head as it stands
        marks.put(GlenoidType.HEAD, s.worldFrom().get("scapula").inverse().translation());
        Body scapula = new Body("scapula" + suffix, "scapula", side, Map.of("outer", s.scapula()), marks, Map.of());
        Body humerus = new Body("humerus" + suffix, "humerus", side, arm, s.landmarks().get("humerus"), Map.of());
        Map<String, RigidTransform> poses = new LinkedHashMap<>();
        poses.put(scapula.id(), s.worldFrom().get("scapula"));
        poses.put(humerus.id(), s.worldFrom().get("humerus"));
        Map<String, Double> subject = new LinkedHashMap<>();
        subject.put("sex", p.sex() == Sex.FEMALE ? 1.0 : 2.0);
        subject.put("age", p.age());
        subject.put("mass", p.mass());
        subject.put("height", p.stature());
        return new GeneratedSubject(List.of(scapula, humerus), subject, s.truth(), s.units(),
                "OrthoTwin synthetic shoulder, made from published anthropometry" + (seed == null ? "" : ", seed " + seed), poses);
    }

    /** Chosen values over the typical or drawn ones. */
    private static ShoulderParameters parameters(Map<String, Double> chosen, Long seed) {
        Double sex = chosen.get("sex");
        if (sex != null && sex != 1 && sex != 2) {
            throw new IllegalArgumentException("sex is " + sex + "; 1 is female, 2 is male");
        }
        Sex s = sex == null || sex == 1 ? Sex.FEMALE : Sex.MALE;
        Map<String, Double> rest = new TreeMap<>(chosen);
        rest.remove("sex");
        if (seed != null) {
            return (sex == null ? ShoulderParameters.sample(seed) : ShoulderParameters.sample(s, seed)).with(rest);
        }
        Double stature = chosen.get("stature");
        return (stature == null ? ShoulderParameters.typical(s) : ShoulderParameters.typical(s, stature)).with(rest);
    }
}
