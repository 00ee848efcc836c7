/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.hip;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.orthotwin.core.Dimension;
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
import org.orthotwin.synthesis.Resolution;
import org.orthotwin.synthesis.Sex;
import org.orthotwin.synthesis.SyntheticHip;

/**
 * Synthetic hips of {@link SyntheticHip} as subjects: pelvis with surface {@code outer}, femur with {@code outer} and {@code canal}, and
 * the ligaments of the capsule ({@link HipCapsule}), but where an old implant was taken out, which leaves none of them as it was. Their
 * landmarks are where the generator put them, without error; they carry the deviations that they would have had on CT ({@link
 * LandmarkDeviations}), so that a plan on such a subject says how far it could be relied on in a patient.
 */
final class SyntheticHipGenerator implements SubjectGenerator {

    private static final String SEX = "sex";
    private static final String STATURE = "stature";

    private final Resolution resolution;

    SyntheticHipGenerator(Resolution resolution) {
        this.resolution = resolution;
    }

    @Override
    public List<CoordinateDefinition> parameters() {
        return Stream.concat(HipParameters.ranges().stream().map(r -> new CoordinateDefinition(r.name(), r.description(),
                dimension(r.unit()), r.low(), r.high())), BoneLoss.parameters().stream()).toList();
    }

    private static Dimension dimension(String unit) {
        return Unit.of(unit).dimension();
    }

    @Override
    public GeneratedSubject generate(Map<String, Double> chosen, Side side, Long seed, Monitor monitor) {
        monitor.checkCancelled();
        monitor.begin("synthetic hip", 1);
        Map<String, Double> ofHip = new LinkedHashMap<>(chosen);
        Map<String, Double> loss = BoneLoss.taken(ofHip);
        HipParameters p = parameters(ofHip, seed);
        SyntheticHip hip = SyntheticHip.generate(p, side, resolution, monitor);
        monitor.checkCancelled();
        monitor.worked(1);
        Body pelvis = new Body("pelvis", "pelvis", Side.MIDLINE, Map.of("outer", hip.pelvis()), hip.pelvisLandmarks(),
                LandmarkDeviations.of(hip.pelvisLandmarks().keySet()), Map.of());
        Map<String, TriangleMesh> surfaces = new LinkedHashMap<>();
        surfaces.put("outer", hip.femur());
        surfaces.put("canal", hip.canal());
        Map<String, Vec3> marks = femurLandmarks(hip);
        Body femur = new Body("femur." + (side == Side.LEFT ? "left" : "right"), "femur", side, surfaces, marks,
                LandmarkDeviations.of(marks.keySet()), Map.of());
        Map<String, Double> subject = new LinkedHashMap<>();
        subject.put(SEX, p.sex() == Sex.FEMALE ? 1.0 : 2.0);
        subject.put("age", p.age());
        subject.put("mass", p.mass());
        subject.put("height", p.stature());
        List<Body> bones = List.of(pelvis, femur);
        Map<String, Double> truth = new LinkedHashMap<>(hip.truth());
        Map<String, String> units = new LinkedHashMap<>(hip.units());
        Map<String, RigidTransform> poses = Map.of(pelvis.id(), hip.worldFromPelvis(), femur.id(), hip.worldFromFemur());
        SoftTissue tissue = SoftTissue.NONE;
        if (loss.isEmpty()) {
            tissue = new SoftTissue(HipCapsule.of(pelvis, femur, side, hip.worldFromPelvis().inverse().times(hip.worldFromFemur())),
                    List.of(), List.of(), Map.of());
        } else {
            bones = BoneLoss.carve(pelvis, femur, side, loss, truth, units);
        }
        return new GeneratedSubject(bones, subject, truth, units,
                "OrthoTwin synthetic hip, made from published anthropometry" + (seed == null ? "" : ", seed " + seed)
                        + (loss.isEmpty() ? "" : ", with an old implant taken out and its bone loss") + "; " + LandmarkDeviations.SOURCE,
                poses, tissue);
    }

    /** Those of the generator, and the centre of the straight proximal canal at the height of the lesser trochanter. */
    private static Map<String, Vec3> femurLandmarks(SyntheticHip hip) {
        Map<String, Vec3> m = new LinkedHashMap<>(hip.femurLandmarks());
        Vec3 up = hip.axes().get("femur.shaft");
        Vec3 isthmus = m.get("ISTH");
        m.putIfAbsent("CANAL_P", isthmus.plus(up.times(m.get("LT").minus(isthmus).dot(up))));
        return m;
    }

    /** Chosen values over the typical or drawn ones; the stature, where it is chosen without a seed, takes what depends on it along. */
    private static HipParameters parameters(Map<String, Double> chosen, Long seed) {
        Double sex = chosen.get(SEX);
        if (sex != null && sex != 1 && sex != 2) {
            throw new IllegalArgumentException("sex is " + sex + "; 1 is female, 2 is male");
        }
        Sex s = sex == null || sex == 1 ? Sex.FEMALE : Sex.MALE;
        HipParameters base;
        if (seed != null) {
            base = sex == null ? HipParameters.sample(seed) : HipParameters.sample(s, seed);
        } else {
            Double stature = chosen.get(STATURE);
            base = stature == null ? HipParameters.typical(s) : HipParameters.typical(s, stature);
        }
        return base.with(chosen);
    }
}
