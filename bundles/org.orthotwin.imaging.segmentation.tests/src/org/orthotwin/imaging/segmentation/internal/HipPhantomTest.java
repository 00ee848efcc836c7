/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.segmentation.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.MeshChecks;
import org.orthotwin.geometry.ScalarField3;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.LabelEditor;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.Segmentation;
import org.orthotwin.imaging.SegmentationRequest;
import org.orthotwin.imaging.ValueMapping;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.imaging.segmentation.BoneSurface;
import org.orthotwin.imaging.segmentation.Bridges;
import org.orthotwin.imaging.segmentation.CtBoneSegmenter;
import org.orthotwin.imaging.segmentation.CtBoneSegmenterTest;

/** The segmenter on a hip whose surfaces are known: 1.25 mm voxels, a blur of as much, noise of 30 HU, a joint space of two voxels. */
class HipPhantomTest {

    private static final double SPACING = 0.00125;
    private static HipPhantom phantom;
    private static Volume image;
    private static Segmentation found;

    @BeforeAll
    static void segment() {
        phantom = new HipPhantom(0.0243, 0.0025, 1.5 * SPACING, false);
        image = phantom.image(phantom.grid(SPACING), SPACING, 30, 1);
        found = run(image, 2);
    }

    private static Segmentation run(Volume v, int threads) {
        return new CtBoneSegmenter().segment(CtBoneSegmenterTest.request(v, "CT", threads, Monitor.NONE));
    }

    @Test
    void theBonesAreNamedAndSided() {
        assertEquals("{2=hipbone.left, 5=femur.left}", found.labels().names().toString());
    }

    @Test
    void theHeadIsFound() {
        Vec3 c = new Vec3(found.values().get("head.left.x").si(), found.values().get("head.left.y").si(),
                found.values().get("head.left.z").si());
        assertTrue(c.distance(phantom.centers[0]) < 0.0003, "centre " + c);
        assertEquals(phantom.radius, found.values().get("head.left.radius").si(), 0.0003);
    }

    @Test
    void noVoxelOfOneBoneTouchesTheOther() {
        assertEquals(0, Bridges.count(found.labels()));
    }

    @Test
    void surfacesLieWhereTheyAre() {
        accuracy("femur.left", phantom.femur[0], phantom.radius);
        accuracy("hipbone.left", phantom.pelvis[0], phantom.radius + phantom.gap);
    }

    private static void accuracy(String bone, ScalarField3 truth, double jointRadius) {
        BoneSurface s = BoneSurface.of(image, found.labels(), found.labels().label(bone).orElseThrow(), Monitor.NONE);
        TriangleMesh m = s.mesh();
        assertTrue(MeshChecks.check(m).isSolid(), bone);
        double[] error = new double[m.vertexCount()];
        double[] joint = new double[m.vertexCount()];
        int n = 0;
        int nj = 0;
        VolumeGeometry g = image.geometry();
        for (int i = 0; i < error.length; i++) {
            Vec3 p = m.vertex(i);
            Vec3 at = g.index(p);
            boolean border = at.x() < 2 || at.z() < 2 || at.z() > g.nz() - 3;
            if (border || bone.startsWith("hip") && phantom.pelvisCrease(0, p)) {
                continue;
            }
            double e = Math.abs(truth.at(p.x(), p.y(), p.z())) / SPACING;
            error[n++] = e;
            Vec3 d = p.minus(phantom.centers[0]);
            if (Math.abs(d.norm() - jointRadius) < 0.002 && (-0.64 * d.x() + 0.3 * d.y() + 0.7 * d.z()) / d.norm() > 0.4) {
                joint[nj++] = e;
            }
        }
        Arrays.sort(error, 0, n);
        double mean = Arrays.stream(error, 0, n).average().orElseThrow();
        double jointMean = Arrays.stream(joint, 0, nj).average().orElseThrow();
        assertTrue(n > 3000 && nj > 500, bone + ": " + n + " and " + nj + " vertices");
        assertTrue(mean < 0.2, bone + ": mean error " + mean + " voxels");
        assertTrue(error[(int) (0.95 * n)] < 0.4, bone + ": 95 percent below " + error[(int) (0.95 * n)] + " voxels");
        assertTrue(jointMean < 0.25, bone + ": mean error at the joint " + jointMean + " voxels");
        assertTrue(s.sharp() > 0.85, bone + ": edges at " + s.sharp());
    }

    @Test
    void neitherThreadsNorTheOrderOfAxesMatter() {
        LabelMap one = run(image, 1).labels();
        assertEquals(found.labels().volume().sha256(), one.volume().sha256());
        // the same image with its axes in another order and sense, which makes it left-handed
        VolumeGeometry g = image.geometry();
        VolumeGeometry turned = new VolumeGeometry(g.nz(), g.nx(), g.ny(), g.point(g.nx() - 1, 0, 0), Vec3.Z, Vec3.X.negate(), Vec3.Y,
                SPACING, SPACING, SPACING);
        assertTrue(!turned.isRightHanded());
        short[] stored = new short[(int) g.voxels()];
        for (int c = 0; c < g.ny(); c++) {
            for (int b = 0; b < g.nx(); b++) {
                for (int a = 0; a < g.nz(); a++) {
                    stored[a + g.nz() * (b + g.nx() * c)] = (short) image.stored(g.nx() - 1 - b, c, a);
                }
            }
        }
        LabelMap other = run(Volume.ofShorts(turned, stored, ValueMapping.HOUNSFIELD), 2).labels();
        for (int c = 0; c < g.ny(); c++) {
            for (int b = 0; b < g.nx(); b++) {
                for (int a = 0; a < g.nz(); a++) {
                    assertEquals(found.labels().at(g.nx() - 1 - b, c, a), other.at(a, b, c));
                }
            }
        }
    }

    /** A ball of metal in the place of the head: it is found, and what is bone around it is told apart. */
    @Test
    void aReplacedHeadIsSaidAndTheBonesAreToldApart() {
        VolumeGeometry g = image.geometry();
        short[] stored = new short[(int) g.voxels()];
        for (int k = 0; k < g.nz(); k++) {
            for (int j = 0; j < g.ny(); j++) {
                for (int i = 0; i < g.nx(); i++) {
                    double r = g.point(i, j, k).distance(phantom.centers[0]);
                    stored[i + g.nx() * (j + g.ny() * k)] = (short) (r < 0.016 ? 3000 : r < phantom.radius + phantom.gap ? 50
                            : image.stored(i, j, k));
                }
            }
        }
        Segmentation s = run(Volume.ofShorts(g, stored, ValueMapping.HOUNSFIELD), 2);
        assertEquals("{2=hipbone.left, 5=femur.left, 7=metal}", s.labels().names().toString());
        assertTrue(s.findings().stream().anyMatch(f -> f.code().equals("ct.replaced")));
        Vec3 c = new Vec3(s.values().get("head.left.x").si(), s.values().get("head.left.y").si(), s.values().get("head.left.z").si());
        assertTrue(c.distance(phantom.centers[0]) < 0.0005, "centre " + c);
        assertEquals(0.016, s.values().get("head.left.radius").si(), 0.0007);
        long[] wrong = new long[2];
        for (int k = 0; k < g.nz(); k++) {
            for (int j = 0; j < g.ny(); j++) {
                for (int i = 0; i < g.nx(); i++) {
                    Vec3 q = g.point(i, j, k);
                    if (q.distance(c) > phantom.radius + phantom.gap + SPACING) {
                        boolean femur = phantom.femur[0].at(q.x(), q.y(), q.z()) < -SPACING;
                        boolean hip = phantom.pelvis[0].at(q.x(), q.y(), q.z()) < -SPACING;
                        wrong[0] += femur || hip ? 1 : 0;
                        wrong[1] += femur && s.labels().at(i, j, k) != 5 || hip && s.labels().at(i, j, k) != 2 ? 1 : 0;
                    }
                }
            }
        }
        assertTrue(wrong[1] < 0.01 * wrong[0], wrong[1] + " of " + wrong[0] + " voxels of bone are not told what they are");
        double volume = s.labels().counts().get(7) * g.voxelVolume();
        assertEquals(4.0 / 3 * Math.PI * Math.pow(0.016, 3), volume, 0.03 * volume);
    }

    @Test
    void aPersonsWordCountsForLaterSteps() {
        LabelEditor e = new LabelEditor(found.labels());
        // something erased from the shaft
        Vec3 shaft = phantom.centers[0].plus(new Vec3(0.038, 0.004, -0.07));
        e.brush(shaft, 0.004, 0);
        SegmentationRequest r = CtBoneSegmenterTest.request(image, "CT", 2, Monitor.NONE);
        LabelMap again = new CtBoneSegmenter().segment(new SegmentationRequest(image, "CT", "hip", r.settings(),
                Optional.of(e.corrections()), 2, Monitor.NONE)).labels();
        Vec3 at = image.geometry().index(shaft);
        assertEquals(5, found.labels().at((int) at.x(), (int) at.y(), (int) at.z()));
        assertEquals(0, again.at((int) at.x(), (int) at.y(), (int) at.z()));
        assertEquals(5, again.at((int) at.x(), (int) at.y(), (int) at.z() + 8));
    }
}
