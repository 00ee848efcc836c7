/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.segmentation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.ClosestPoint;
import org.orthotwin.geometry.MeshChecks;
import org.orthotwin.geometry.Normals;
import org.orthotwin.geometry.RayCast;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.Segmentation;
import org.orthotwin.imaging.Volume;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.GeneratedSubject;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.shoulder.ShoulderJoint;
import org.orthotwin.landmarks.BoneFrames;
import org.orthotwin.landmarks.BoneLandmarks;
import org.orthotwin.landmarks.Landmarking;
import org.orthotwin.landmarks.internal.HumerusLandmarker;
import org.orthotwin.landmarks.internal.ScapulaLandmarker;
import org.orthotwin.synthesis.Resolution;
import org.orthotwin.synthesis.ct.CtProtocol;
import org.orthotwin.synthesis.ct.CtScene;
import org.orthotwin.synthesis.ct.SliceStack;
import org.orthotwin.synthesis.ct.SubjectScene;
import org.orthotwin.synthesis.ct.SyntheticCt;

/** The segmenter on CTs of synthetic shoulders, normal and with a worn glenoid: a blur of one voxel, noise of 30 HU. */
@Tag("long")
class SyntheticShoulderCtTest {

    /** Bone thinner than this is the blade or the end of a process, m. */
    private static final double THIN = 0.008;

    private SubjectScene scene;
    private Side side;
    private Volume image;
    private Segmentation found;
    private Vec3 centre;
    private double radius;

    private void scan(Side which, double spacing, double neoglenoid) {
        side = which;
        GeneratedSubject s = new ShoulderJoint(Resolution.DEFAULT).generator().orElseThrow().generate(Map.of("sex", 2.0, "glenoidVersion",
                Math.toRadians(-5), "glenoidInclination", Math.toRadians(5), "neoglenoid", Math.toRadians(neoglenoid)), which, null,
                Monitor.NONE);
        scene = new SubjectScene(s, which);
        CtScene ct = scene.scene();
        centre = scene.landmarks(s.bodies().get(1)).get("GH");
        radius = s.truth().get("humerus.head.radius");
        double[] b = SyntheticCt.bounds(ct);
        // the whole scapula, and of the humerus what is beside it
        double low = centre.z() - 0.14;
        double high = b[5] + 0.012;
        SliceStack stack = SliceStack.axial((int) ((b[3] - b[0] + 0.04) / spacing), (int) ((b[4] - b[1] + 0.04) / spacing),
                (int) ((high - low) / spacing), new Vec3(0.5 * (b[0] + b[3]), 0.5 * (b[1] + b[4]), 0.5 * (low + high)), spacing,
                spacing, 0);
        image = SyntheticCt.scan(ct, new CtProtocol(stack, spacing, spacing, 30, 1, false), Monitor.NONE).volume();
        found = new CtBoneSegmenter().segment(CtBoneSegmenterTest.request(image, "CT", "shoulder", 2, Monitor.NONE));
    }

    @ParameterizedTest
    @CsvSource({"RIGHT, 0.0010, 0", "LEFT, 0.0008, 18"})
    void bonesAreWhereTheyWereMade(Side which, double spacing, double neoglenoid) {
        scan(which, spacing, neoglenoid);
        String name = which.name().toLowerCase(Locale.ROOT);
        assertEquals(List.of("scapula." + name, "humerus." + name), found.labels().names().values().stream().toList());
        Vec3 c = new Vec3(found.values().get("head." + name + ".x").si(), found.values().get("head." + name + ".y").si(),
                found.values().get("head." + name + ".z").si());
        assertTrue(c.distance(centre) < 0.0005, "centre " + c);
        assertEquals(radius, found.values().get("head." + name + ".radius").si(), 0.0005);
        assertEquals(0, Bridges.count(found.labels()), "voxels of two bones that touch");
        scene.subject().bodies().forEach(this::accuracy);
        if (neoglenoid == 0) {
            landmarks();
        }
    }

    /** Landmarks of the surfaces; the root of the spine follows the crest and is in the test of the landmarker. */
    private void landmarks() {
        Body scapula = scene.subject().bodies().get(0);
        BoneLandmarks l = new Landmarking(0).find(new ScapulaLandmarker(), "scapula", surface("scapula"), null, Map.of(), Monitor.NONE);
        assertEquals(side, l.side());
        for (String code : List.of("AA", "ACL", "ACR_T", "PC", "AI", "SA", "GC", "GLEN_S", "GLEN_I", "GLEN_A", "GLEN_P")) {
            assertEquals(0, l.points().get(code).distance(scene.landmarks(scapula).get(code)), 0.002, code);
        }
        assertEquals(-5, Math.toDegrees(l.measures().get("scapula.glenoid.version.3d").value()), 2);
        assertEquals(-5, Math.toDegrees(l.measures().get("scapula.glenoid.version.friedman").value()), 2);
        assertEquals(5, Math.toDegrees(l.measures().get("scapula.glenoid.inclination.3d").value()), 2);
        BoneLandmarks h = new Landmarking(0).find(new HumerusLandmarker(), "humerus", surface("humerus"), side, Map.of(), Monitor.NONE);
        assertEquals("proximal", h.part());
        assertEquals(Set.of(BoneFrames.HUMERUS_HEAD, BoneFrames.HUMERUS_STEM, BoneFrames.ISB_HUMERUS), h.frames().keySet());
        assertEquals(0, h.points().get("GH").distance(centre), 0.0005);
    }

    private TriangleMesh surface(String bone) {
        String name = bone + "." + side.name().toLowerCase(Locale.ROOT);
        return BoneSurface.of(image, found.labels(), found.labels().label(name).orElseThrow(), Monitor.NONE).mesh();
    }

    private void accuracy(Body body) {
        double voxel = image.geometry().iSpacing();
        Bvh tree = Bvh.of(body.surface("outer").transformed(scene.pose(body)));
        ClosestPoint truth = new ClosestPoint(tree);
        RayCast through = new RayCast(tree);
        String name = body.type() + "." + side.name().toLowerCase(Locale.ROOT);
        TriangleMesh m = surface(body.type());
        assertTrue(MeshChecks.check(m).isSolid(), name);
        double[] normals = Normals.ofVertices(m);
        double[] thick = new double[m.vertexCount()];
        double[] thin = new double[m.vertexCount()];
        double[] joint = new double[m.vertexCount()];
        int[] n = new int[3];
        Vec3 into = new Vec3(side == Side.LEFT ? -0.82 : 0.82, 0.57, 0);
        for (int i = 0; i < m.vertexCount(); i++) {
            Vec3 p = m.vertex(i);
            double k = image.geometry().index(p).z();
            if (k < 2 || k > image.geometry().nz() - 3) {
                continue;
            }
            double e = truth.query(p) / voxel;
            Vec3 normal = Vec3.of(normals, 3 * i);
            if (through.first(truth.point().minus(normal.times(1e-4)), normal.negate()) < THIN) {
                thin[n[0]++] = e;
            } else {
                thick[n[1]++] = e;
            }
            Vec3 d = p.minus(centre);
            boolean faces = d.dot(into) > 0.8 * d.norm() && (body.type().equals("humerus") ? Math.abs(d.norm() - radius) < 0.003
                    : d.norm() < radius + 0.009 && normal.dot(into) < -0.7);
            if (faces) {
                joint[n[2]++] = e;
            }
        }
        assertTrue(n[1] > 20_000 && n[2] > 1000, name + ": " + Arrays.toString(n));
        check(name, thick, n[1], 0.3, 0.8);
        check(name + " at the joint", joint, n[2], 0.5, 0.8);
        if (n[0] > 5000) {
            // the blade has less than 1.5 voxels of cortex
            check(name + " where it is thin", thin, n[0], 0.4, 0.8);
        }
    }

    private static void check(String what, double[] e, int n, double mean, double most) {
        double[] sorted = Arrays.copyOf(e, n);
        Arrays.sort(sorted);
        double m = Arrays.stream(sorted).average().orElseThrow();
        double p95 = sorted[(int) (0.95 * n)];
        assertTrue(m < mean && p95 < most, what + ": mean " + m + " voxels, 95 % below " + p95);
    }
}
