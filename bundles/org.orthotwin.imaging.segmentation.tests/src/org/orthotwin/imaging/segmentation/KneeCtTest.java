/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.segmentation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.ClosestPoint;
import org.orthotwin.geometry.MeshChecks;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.Segmentation;
import org.orthotwin.imaging.ValueMapping;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.joint.GeneratedSubject;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.knee.KneeJoint;
import org.orthotwin.synthesis.Resolution;
import org.orthotwin.synthesis.ct.CtBone;
import org.orthotwin.synthesis.ct.CtProtocol;
import org.orthotwin.synthesis.ct.CtScene;
import org.orthotwin.synthesis.ct.SliceStack;
import org.orthotwin.synthesis.ct.SubjectScene;
import org.orthotwin.synthesis.ct.SyntheticCt;

/** Knees: of simple solids to see how they are named, of the synthetic subject to see how exact their surfaces are. */
class KneeCtTest {

    private static Segmentation run(Volume v) {
        return new CtBoneSegmenter().segment(CtBoneSegmenterTest.request(v, "CT", "knee", 2, Monitor.NONE));
    }

    /** Tubes and a ball for each knee, 2 mm voxels: what they are is known by where they are. */
    private static Volume tubes(List<Double> knees, boolean fibula, double lateral) {
        VolumeGeometry g = VolumeGeometry.axisAligned(knees.size() > 1 ? 110 : 60, 60, 60,
                new Vec3(knees.size() > 1 ? -0.11 : -0.06, -0.06, -0.06), 0.002);
        Volume v = Volume.zeros(g, ScalarType.INT16, ValueMapping.HOUNSFIELD);
        for (int k = 0; k < g.nz(); k++) {
            for (int j = 0; j < g.ny(); j++) {
                for (int i = 0; i < g.nx(); i++) {
                    Vec3 p = g.point(i, j, k);
                    double hu = -1000;
                    for (double x : knees) {
                        Vec3 d = p.minus(new Vec3(x, 0, 0));
                        double out = Math.signum(x == 0 ? lateral : x);
                        double skin = Math.hypot(d.x(), d.y()) - 0.052;
                        hu = skin < -0.008 ? Math.max(hu, 50) : skin < 0 ? Math.max(hu, -100) : hu;
                        double femur = Math.max(Math.hypot(d.x(), d.y()) - 0.022, 0.003 - d.z());
                        double tibia = Math.max(Math.hypot(d.x(), d.y()) - 0.020, d.z() + 0.003);
                        double patella = d.minus(new Vec3(0, -0.036, 0.018)).norm() - 0.009;
                        double head = Math.max(Math.hypot(d.x() - out * 0.029, d.y() - 0.012) - 0.006, d.z() + 0.014);
                        double bone = Math.min(Math.min(femur, tibia), Math.min(patella, fibula ? head : 1));
                        hu = bone < -0.004 ? 150 : bone < 0 ? 1200 : hu;
                    }
                    v.store().slice(k).putShort(2 * (i + g.nx() * j), (short) hu);
                }
            }
        }
        return v;
    }

    @Test
    void bonesAreNamedByWhereTheyLie() {
        assertEquals("[femur.left, tibia.left, fibula.left, patella.left]", run(tubes(List.of(0.0), true, 1)).labels().names().values()
                .toString());
        assertEquals("[femur.right, tibia.right, fibula.right, patella.right]",
                run(tubes(List.of(0.0), true, -1)).labels().names().values().toString());
    }

    @Test
    void bothKneesAreApartAndOneWithoutFibulaHasNoSide() {
        Segmentation two = run(tubes(List.of(-0.053, 0.053), true, 0));
        assertEquals("[femur.right, tibia.right, fibula.right, patella.right, femur.left, tibia.left, fibula.left, patella.left]",
                two.labels().names().values().toString());
        assertEquals(0.053, two.values().get("knee.left.x").si(), 0.003);
        Segmentation none = run(tubes(List.of(0.0), false, 1));
        assertEquals("[femur, tibia, patella]", none.labels().names().values().toString());
        assertTrue(none.findings().stream().map(Diagnostic::code).toList().containsAll(List.of("ct.knee.side", "ct.knee.without")),
                none.findings().toString());
        assertTrue(none.findings().stream().anyMatch(f -> f.text("en").equals("no fibula was found (knee)")), none.findings().toString());
    }

    /** Isotropic voxels of that many mm, a blur of one voxel, noise of 30 HU; the claims hold for a cortex of at least 1.5 voxels. */
    @ParameterizedTest
    @CsvSource({"1.0, 87, RIGHT, 75", "0.8, 80, LEFT, 65"})
    @Tag("long")
    void surfacesOfASyntheticKneeLieWhereTheyAre(double mm, double mpta, Side side, double half) {
        double h = mm / 1000.0;
        Map<String, Double> chosen = new TreeMap<>(Map.of("sex", 2.0, "medialProximalTibialAngle", Math.toRadians(mpta)));
        GeneratedSubject subject = new KneeJoint(Resolution.FINE).generator().orElseThrow().generate(chosen, side, null, Monitor.NONE);
        CtScene scene = new SubjectScene(subject, side).scene();
        int n = (int) Math.round(0.13 / h);
        SliceStack stack = SliceStack.axial(n, n, (int) Math.round(2e-3 * half / h), new Vec3(0, -0.005, -0.010), h, h, 0);
        Volume image = SyntheticCt.scan(scene, new CtProtocol(stack, h, h, 30, 1, true), Monitor.NONE).volume();
        Segmentation found = run(image);
        String name = side == Side.LEFT ? ".left" : ".right";
        assertEquals(List.of("femur" + name, "tibia" + name, "fibula" + name, "patella" + name),
                List.copyOf(found.labels().names().values()));
        assertEquals(0, Bridges.count(found.labels()), "voxels of two bones that touch");
        Map<String, ClosestPoint> truth = new LinkedHashMap<>();
        for (CtBone b : scene.bones()) {
            truth.put(b.name(), new ClosestPoint(Bvh.of(b.outer())));
        }
        found.labels().names().forEach((label, bone) -> accuracy(image, found.labels(), label, bone, truth, h));
    }

    private static void accuracy(Volume image, LabelMap labels, int label, String bone, Map<String, ClosestPoint> truth, double h) {
        TriangleMesh m = BoneSurface.of(image, labels, label, Monitor.NONE).mesh();
        assertTrue(MeshChecks.check(m).isSolid(), bone);
        VolumeGeometry g = image.geometry();
        double[] error = new double[m.vertexCount()];
        double[] joint = new double[m.vertexCount()];
        int n = 0;
        int nj = 0;
        for (int i = 0; i < m.vertexCount(); i++) {
            Vec3 p = m.vertex(i);
            double z = g.index(p).z();
            if (z < 3 || z > g.nz() - 4) {
                continue;
            }
            double e = truth.get(bone).query(p) / h;
            error[n++] = e;
            if (truth.entrySet().stream().anyMatch(o -> !o.getKey().equals(bone) && o.getValue().query(p) < 0.007)) {
                joint[nj++] = e;
            }
        }
        Arrays.sort(error, 0, n);
        double mean = Arrays.stream(error, 0, n).average().orElseThrow();
        double high = error[(int) (0.95 * n)];
        double facing = Arrays.stream(joint, 0, nj).average().orElseThrow();
        assertTrue(mean < 0.3, bone + ": mean error " + mean + " voxels");
        assertTrue(high < 0.8, bone + ": 95 % within " + high + " voxels");
        assertTrue(nj > 200 && facing < 0.5, bone + ": mean error at joints " + facing + " voxels over " + nj + " vertices");
    }
}
