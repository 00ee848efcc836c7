/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.segmentation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.ClosestPoint;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.Segmentation;
import org.orthotwin.imaging.Volume;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.GeneratedSubject;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.hip.HipJoint;
import org.orthotwin.synthesis.Resolution;
import org.orthotwin.synthesis.ct.CtImplant;
import org.orthotwin.synthesis.ct.CtProtocol;
import org.orthotwin.synthesis.ct.CtScene;
import org.orthotwin.synthesis.ct.OldHipImplant;
import org.orthotwin.synthesis.ct.SliceStack;
import org.orthotwin.synthesis.ct.SubjectScene;
import org.orthotwin.synthesis.ct.SyntheticCt;

/**
 * The segmenter on a CT of a hip with an old implant and the streaks of its metal: 1 mm voxels, a blur of one, noise of 30 HU. Errors are
 * measured apart by the distance from metal, and at the cut where the neck was.
 */
@Tag("long")
class RevisionCtTest {

    private static final double VOXEL = 0.001;
    /** Distances from metal that classes end at, voxels. */
    private static final double[] ENDS = {2, 5, 15, Double.POSITIVE_INFINITY};
    /** Classes of places on a bone's surface; the last one is where the femur's neck was cut off, which has no cortex. */
    private static final List<String> CLASSES = List.of("up to 2 voxels from metal", "2 to 5 voxels from metal",
            "5 to 15 voxels from metal", "over 15 voxels from metal", "at the cut");
    private static final int CUT = 4;
    /** What lies nearer to a cut belongs to it, voxels. */
    private static final double NEAR_CUT = 6;

    /** A surface that is asked how far a place is from it. */
    private static final class Solid {

        private final ClosestPoint closest;

        Solid(TriangleMesh mesh) {
            closest = new ClosestPoint(Bvh.of(mesh));
        }

        Vec3 nearest(Vec3 p) {
            closest.query(p);
            return closest.point();
        }
    }

    /** Distance to where a bone may end: its own surface, or the surface of what took of it. */
    private static double error(Vec3 p, Solid bone, List<Solid> taken) {
        return Stream.concat(Stream.of(bone), taken.stream()).mapToDouble(s -> s.nearest(p).distance(p)).min().orElseThrow();
    }

    @Test
    void errorsAreKnownNearMetalAndAwayFromIt() {
        GeneratedSubject subject = new HipJoint(Resolution.DEFAULT).generator().orElseThrow().generate(Map.of("sex", 1.0), Side.LEFT, null,
                Monitor.NONE);
        SubjectScene scene = new SubjectScene(subject, Side.LEFT);
        OldHipImplant old = OldHipImplant.of(scene, Side.LEFT);
        CtScene ct = scene.scene(old.implants(), old.removed());
        Body femur = subject.bodies().stream().filter(b -> b.type().equals("femur")).findFirst().orElseThrow();
        Vec3 c = scene.landmarks(femur).get("FHC");
        SliceStack stack = SliceStack.axial(160, 160, 240, c.plus(new Vec3(0.005, 0, -0.06)), VOXEL, VOXEL, 0);
        Volume image = SyntheticCt.scan(ct, new CtProtocol(stack, VOXEL, VOXEL, 30, 1, true), Monitor.NONE).volume();
        Segmentation found = new CtBoneSegmenter().segment(CtBoneSegmenterTest.request(image, "CT", 2, Monitor.NONE));
        assertEquals("[hipbone.left, sacrum, femur.left, metal]", found.labels().names().values().toString());
        List<Solid> metal = old.implants().stream().filter(CtImplant::metal).map(i -> new Solid(i.surface())).toList();
        List<Solid> implants = old.implants().stream().map(i -> new Solid(i.surface())).toList();
        Map<String, String> said = new TreeMap<>();
        for (Body b : subject.bodies()) {
            Solid bone = new Solid(b.surface("outer").transformed(scene.pose(b)));
            List<Solid> cuts = old.removed().getOrDefault(b.id(), List.of()).stream().map(Solid::new).toList();
            List<Solid> taken = new ArrayList<>(implants);
            taken.addAll(cuts);
            String name = b.type().equals("pelvis") ? "hipbone.left" : "femur.left";
            double[][] errors = errors(image, found.labels(), name, bone, taken, metal, cuts);
            for (int k = 0; k < errors.length; k++) {
                said.put(name + " " + (k + 1) + " " + CLASSES.get(k), summary(errors[k]));
            }
            check(name, errors, said);
        }
    }

    /** In voxels, by class. */
    private static double[][] errors(Volume image, LabelMap labels, String name, Solid bone, List<Solid> taken, List<Solid> metal,
            List<Solid> cuts) {
        TriangleMesh m = BoneSurface.of(image, labels, labels.label(name).orElseThrow(), Monitor.NONE).mesh();
        double[][] errors = new double[CLASSES.size()][m.vertexCount()];
        int[] n = new int[errors.length];
        for (int i = 0; i < m.vertexCount(); i++) {
            Vec3 p = m.vertex(i);
            Vec3 at = image.geometry().index(p);
            if (Math.min(at.x(), Math.min(at.y(), at.z())) < 2 || at.x() > image.geometry().nx() - 3 || at.y() > image.geometry().ny() - 3
                    || at.z() > image.geometry().nz() - 3) {
                continue;
            }
            double off = metal.stream().mapToDouble(s -> s.nearest(p).distance(p)).min().orElseThrow() / VOXEL;
            int k = 0;
            while (off > ENDS[k]) {
                k++;
            }
            k = cuts.stream().anyMatch(c -> c.nearest(p).distance(p) < NEAR_CUT * VOXEL) ? CUT : k;
            errors[k][n[k]++] = error(p, bone, taken) / VOXEL;
        }
        double[][] all = new double[errors.length][];
        for (int k = 0; k < all.length; k++) {
            all[k] = Arrays.copyOf(errors[k], n[k]);
            Arrays.sort(all[k]);
        }
        return all;
    }

    private static String summary(double[] e) {
        return e.length == 0 ? "none" : String.format(Locale.ROOT, "%d vertices, mean %.2f, 95 %% %.2f, largest %.1f voxels", e.length,
                mean(e), most(e), e[e.length - 1]);
    }

    private static double mean(double[] e) {
        return Arrays.stream(e).average().orElse(0);
    }

    private static double most(double[] e) {
        return e.length == 0 ? 0 : e[(int) (0.95 * e.length)];
    }

    /** Farther than two voxels from metal as without it; at metal worse, and at the cut no worse than was measured. */
    private static void check(String bone, double[][] e, Map<String, String> said) {
        String all = said.entrySet().stream().map(s -> s.getKey() + ": " + s.getValue()).collect(Collectors.joining("\n", bone + "\n", ""));
        for (int k = 1; k < CUT; k++) {
            assertTrue(e[k].length > 100 && mean(e[k]) < 0.3 && most(e[k]) < 0.8, all);
        }
        assertTrue(mean(e[0]) < 0.6 && most(e[0]) < 1.2, all);
        assertTrue(mean(e[CUT]) < 0.9 && most(e[CUT]) < 3.5, all);
    }
}
