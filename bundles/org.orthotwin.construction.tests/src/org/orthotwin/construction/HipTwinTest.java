/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.construction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.orthotwin.core.Monitor;
import org.orthotwin.density.BoneStock;
import org.orthotwin.density.Calibration;
import org.orthotwin.density.TissuePeaks;
import org.orthotwin.density.ZoneScheme;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.Volume;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.GeneratedSubject;
import org.orthotwin.joint.LigamentBundle;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.hip.HipJoint;
import org.orthotwin.landmarks.BoneFrames;
import org.orthotwin.landmarks.BoneLandmarks;
import org.orthotwin.landmarks.internal.FemurLandmarker;
import org.orthotwin.landmarks.internal.PelvisLandmarker;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.AnatomyFiles;
import org.orthotwin.synthesis.Resolution;
import org.orthotwin.synthesis.ct.Attenuation;
import org.orthotwin.synthesis.ct.CtImage;
import org.orthotwin.synthesis.ct.CtProtocol;
import org.orthotwin.synthesis.ct.CtScene;
import org.orthotwin.synthesis.ct.SliceStack;
import org.orthotwin.synthesis.ct.SubjectScene;
import org.orthotwin.synthesis.ct.SyntheticCt;
import org.orthotwin.synthesis.ct.Zone;

/** From a CT of 1 mm voxels, a blur of one voxel and noise of 30 HU to the twin of a hip, against what the subject was made from. */
@Tag("long")
class HipTwinTest {

    private static final double VOXEL = 0.001;
    /** Attachments that no surface shows; what they are said to be uncertain by is tried elsewhere. */
    private static final Set<String> UNSEEN = Set.of("GMED_O_R", "GMED_O_L", "GMED_I", "ISTH");

    @BeforeAll
    static void install() {
        Installed.joint("hip", HipJoint::new);
        Installed.landmarkers(new PelvisLandmarker(), new FemurLandmarker());
    }

    private static GeneratedSubject subject(Side side, Map<String, Double> chosen) {
        return new HipJoint(Resolution.DEFAULT).generator().orElseThrow().generate(new TreeMap<>(chosen), side, null, Monitor.NONE);
    }

    /** All bones and 10 mm around them. */
    private static CtImage scan(CtScene scene) {
        double[] b = SyntheticCt.bounds(scene);
        int[] n = new int[3];
        for (int a = 0; a < 3; a++) {
            n[a] = (int) Math.round((b[a + 3] - b[a] + 0.02) / VOXEL);
        }
        return SyntheticCt.scan(scene, new CtProtocol(SliceStack.axial(n[0], n[1], n[2],
                new Vec3(b[0] + b[3], b[1] + b[4], b[2] + b[5]).times(0.5), VOXEL, VOXEL, 0), VOXEL, VOXEL, 30, 1, true),
                Monitor.NONE);
    }

    private static void angle(BoneLandmarks found, GeneratedSubject subject, String id, double degrees) {
        assertEquals(Math.toDegrees(subject.truth().get(id)), Math.toDegrees(found.measures().get(id).value()), degrees, id);
    }

    @TempDir
    Path folder;

    /** A normal hip, and a dysplastic one: shallow and steep. */
    @ParameterizedTest
    @CsvSource({"2, LEFT, , ", "1, RIGHT, 15, 60"})
    void aHipBecomesATwin(double sex, Side side, Double coverage, Double inclination) throws IOException {
        Map<String, Double> chosen = new TreeMap<>(Map.of("sex", sex));
        if (coverage != null) {
            chosen.put("centreEdgeAngle", Math.toRadians(coverage));
            chosen.put("acetabularInclination", Math.toRadians(inclination));
        }
        GeneratedSubject subject = subject(side, chosen);
        SubjectScene scene = new SubjectScene(subject, side);
        CtImage image = scan(scene.scene());
        Constructed made = TwinConstruction.build(new TwinConstruction.Request(image.volume(), "CT", "hip", side, null, Map.of(),
                Optional.empty(), Optional.empty(), Map.of(), 2, 2), Monitor.NONE);
        List<String> wrong = new ArrayList<>();
        for (Body b : subject.bodies()) {
            ConstructedBone bone = made.bones().stream().filter(x -> x.type().equals(b.type())).findFirst().orElseThrow();
            assertTrue(bone.deviation().mean() < 0.3 * VOXEL && bone.deviation().percentile95() < 0.8 * VOXEL, bone.deviation().toString());
            BoneLandmarks found = bone.landmarks().orElseThrow(() -> new AssertionError(made.findings().toString()));
            scene.landmarks(b).forEach((code, truth) -> {
                // of muscles, and of films, that nobody looks for on a surface
                if (found.points().containsKey(code) && !UNSEEN.contains(code)) {
                    Vec3 apart = found.points().get(code).minus(truth);
                    // a point of the neck's axis, which says nothing of how far along it
                    double off = code.equals("NECK_C") ? apart.cross(truth.minus(scene.landmarks(b).get("FHC")).normalized()).norm()
                            : apart.norm();
                    if (off > (code.equals("FHC") ? 0.0005 : 0.002)) {
                        wrong.add(code + " is off by " + 1000 * off + " mm");
                    }
                }
            });
            if (b.type().equals("pelvis")) {
                for (String angle : List.of("inclination.radiographic", "anteversion.radiographic", "inclination.anatomic")) {
                    angle(found, subject, "acetabulum." + angle, 1);
                }
                // by one point of the rim
                angle(found, subject, "acetabulum.centre-edge-angle", 2);
                assertTrue(found.points().keySet().containsAll(List.of("RASIS", "LASIS", "RPSIS", "LPSIS", "PT_R", "PT_L", "RAC", "LAC")));
            } else {
                angle(found, subject, "femur.version", 1);
                angle(found, subject, "femur.neck-shaft-angle", 1);
                assertTrue(found.frames().containsKey(BoneFrames.ISB_FEMUR), found.notes().toString());
            }
        }
        assertEquals("[]", wrong.toString());
        capsule(made, subject, side, coverage != null);
    }

    /**
     * The capsule is found on the surfaces of the images where it is on those of the subject: as far from hip and head centre, to 2.5 mm.
     * Of a shallow socket it is there, but one fibre at least begins 2.7 mm off.
     */
    private void capsule(Constructed made, GeneratedSubject subject, Side side, boolean shallow) throws IOException {
        CaseFolder.write(folder, "hip", made, "synthetic", CaseFolder.Person.UNKNOWN, Monitor.NONE);
        Anatomy a = AnatomyFiles.load(folder.resolve("hip.anatomy"));
        assertEquals(4, a.getLigaments().size());
        List<LigamentBundle> truth = subject.tissue().ligaments();
        List<org.orthotwin.model.anatomy.LigamentBundle> found = a.getLigaments().stream().flatMap(l -> l.getBundles().stream()).toList();
        assertEquals(truth.size(), found.size());
        for (int i = 0; i < found.size(); i++) {
            assertEquals(truth.get(i).id(), found.get(i).getId());
            for (int end = 0; end < 2 && !shallow; end++) {
                String code = end == 1 ? "FHC" : side == Side.LEFT ? "LAC" : "RAC";
                Vec3 centre = subject.bodies().get(end).landmark(code);
                Vec3 seen = made.bones().get(end).landmarks().orElseThrow().points().get(code);
                assertEquals(truth.get(i).path().get(end).position().distance(centre),
                        found.get(i).getPath().get(end).getPosition().distance(seen), 0.0025, truth.get(i).id() + " at " + code);
            }
        }
    }

    /**
     * Zones of trabecular bone, eroded by two voxels. Calibrated by a line that is known, within 3 %; without a phantom the reference
     * densities of air, fat and muscle are those of another scanner: within 3 %, or 4 kg/m3 where there is little bone, and within what the
     * calibration says of itself.
     */
    @Test
    void trabecularBoneHasItsDensity() {
        SubjectScene scene = new SubjectScene(subject(Side.LEFT, Map.of("sex", 1.0)), Side.LEFT);
        CtScene ct = scene.scene();
        CtImage image = scan(ct);
        Volume hu = image.volume();
        Calibration known = Calibration.declared(Attenuation.DENSITY_INTERCEPT, Attenuation.DENSITY_SLOPE, "the scanner of the phantom");
        Calibration tissues = Calibration.airFatMuscle(TissuePeaks.of(hu));
        List<Zone> zones = ct.bones().stream().flatMap(b -> b.zones().stream()).toList();
        Map<Integer, String> names = new TreeMap<>();
        zones.forEach(z -> names.put(names.size() + 1, z.name()));
        LabelMap labels = LabelMap.of(image.zoneVolume(), names);
        int seen = 0;
        for (int z = 0; z < zones.size(); z++) {
            double truth = Attenuation.density(zones.get(z).hu());
            BoneStock.Zone measured = BoneStock.measure(hu, labels, z + 1, 2, known, ZoneScheme.WHOLE, Monitor.NONE).getFirst();
            if (truth > 0 && measured.voxels() > 500) {
                seen++;
                String what = zones.get(z).name() + ": " + measured.meanDensity() + " for " + truth;
                assertEquals(truth, measured.meanDensity(), 0.03 * truth, what);
                double without = tissues.density(known.hounsfield(measured.meanDensity()));
                assertEquals(truth, without, Math.max(0.03 * truth, 4), what + ", without a phantom " + without);
                assertTrue(Math.abs(without - truth) < 2 * tissues.sd(known.hounsfield(truth)), what + ", said " + tissues.sd(200));
            }
        }
        assertTrue(seen >= 10, seen + " zones");
    }
}
