/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.segmentation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.MeshChecks;
import org.orthotwin.geometry.MeshRepair;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.Segmentation;
import org.orthotwin.imaging.ValueMapping;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.landmarks.HeadSphere;

/**
 * A real CT of 3 mm voxels that ends 33 mm below the heads' centres, with a nail and a screw in the left femur. Nobody has drawn its hips:
 * the spheres of the heads were read off slices in three planes, to about 1.5 mm.
 */
class RealPelvisTest {

    private static Volume image;
    private static Segmentation found;

    @BeforeAll
    static void segment() throws IOException {
        Path file = folder().resolve("example_ct.nii.gz");
        assumeTrue(Files.exists(file), "no real data at " + file);
        image = read(file);
        found = new CtBoneSegmenter().segment(CtBoneSegmenterTest.request(image, "", 2, Monitor.NONE));
    }

    private static Path folder() {
        return Path.of(System.getProperty("orthotwin.data", "../shared/data"), "ct-pelvis", "totalsegmentator");
    }

    /** As much of NIfTI-1 as these files need: 16- and 32-bit whole numbers along the patient's axes. */
    private static Volume read(Path file) throws IOException {
        ByteBuffer b;
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            b = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
        }
        int nx = b.getShort(42);
        int ny = b.getShort(44);
        int nz = b.getShort(46);
        boolean wide = b.getShort(70) == 8;
        int from = (int) b.getFloat(108);
        short[] v = new short[nx * ny * nz];
        for (int p = 0; p < v.length; p++) {
            v[p] = (short) (wide ? b.getInt(from + 4 * p) : b.getShort(from + 2 * p));
        }
        // right, front, up in the file; left, back, up here
        float x = b.getFloat(280);
        float y = b.getFloat(300);
        float z = b.getFloat(320);
        VolumeGeometry g = new VolumeGeometry(nx, ny, nz,
                new Vec3(-b.getFloat(292) / 1000.0, -b.getFloat(308) / 1000.0, b.getFloat(324) / 1000.0), Vec3.X.times(-Math.signum(x)),
                Vec3.Y.times(-Math.signum(y)), Vec3.Z.times(Math.signum(z)), Math.abs(x) / 1000.0, Math.abs(y) / 1000.0, Math.abs(z)
                        / 1000.0);
        return Volume.ofShorts(g, v, ValueMapping.HOUNSFIELD);
    }

    private static Vec3 head(String side) {
        return new Vec3(found.values().get("head." + side + ".x").si(), found.values().get("head." + side + ".y").si(),
                found.values().get("head." + side + ".z").si());
    }

    @Test
    void bothHeadsAreFound() {
        assertEquals(0, head("right").distance(new Vec3(-0.0810, -0.1442, 0.1260)), 0.002, "right head at " + head("right"));
        assertEquals(0, head("left").distance(new Vec3(0.0822, -0.1430, 0.1277)), 0.002, "left head at " + head("left"));
        for (String side : new String[] {"right", "left"}) {
            // the socket's outer wall has 27 to 30 mm
            assertEquals(0.0245, radius(side), 0.0015, side);
        }
        assertEquals(radius("right"), radius("left"), 0.0010);
    }

    private static double radius(String side) {
        return found.values().get("head." + side + ".radius").si();
    }

    /** The head is whole, and the bright plate of the socket's roof over it belongs to the pelvis. */
    @Test
    void headsAndSocketsArePartedAlongTheJoint() {
        LabelMap m = found.labels();
        VolumeGeometry g = m.geometry();
        for (String side : new String[] {"right", "left"}) {
            int femur = m.label("femur." + side).orElseThrow();
            int hip = m.label("hipbone." + side).orElseThrow();
            Vec3 into = new Vec3(side.equals("right") ? 0.64 : -0.64, 0.30, 0.70).normalized();
            int[] n = new int[4];
            for (int k = 0; k < g.nz(); k++) {
                for (int j = 0; j < g.ny(); j++) {
                    for (int i = 0; i < g.nx(); i++) {
                        Vec3 d = g.point(i, j, k).minus(head(side));
                        double r = d.norm();
                        int l = m.at(i, j, k);
                        if (r < radius(side) - 0.003 && l != m.label("metal").orElseThrow()) {
                            n[0]++;
                            n[1] += l == femur ? 1 : 0;
                        } else if (r > radius(side) + 0.0035 && r < radius(side) + 0.008 && d.dot(into) > 0.6 * r
                                && image.value(i, j, k) > 300) {
                            n[2]++;
                            n[3] += l == hip ? 1 : 0;
                        }
                    }
                }
            }
            // beside metal there is neither
            assertTrue(n[1] > (side.equals("left") ? 0.90 : 0.97) * n[0], side + " head: " + n[1] + " of " + n[0] + " voxels");
            assertTrue(n[3] > 0.95 * n[2] && n[2] > 50, side + " socket: " + n[3] + " of " + n[2] + " voxels");
        }
    }

    @Test
    void allBonesAreThereOnTheirSides() {
        LabelMap m = found.labels();
        VolumeGeometry g = m.geometry();
        for (String bone : new String[] {"hipbone.right", "hipbone.left", "femur.right", "femur.left"}) {
            int label = m.label(bone).orElseThrow();
            double x = 0;
            long n = 0;
            for (int k = 0; k < g.nz(); k++) {
                for (int j = 0; j < g.ny(); j++) {
                    for (int i = 0; i < g.nx(); i++) {
                        if (m.at(i, j, k) == label) {
                            x += g.point(i, j, k).x();
                            n++;
                        }
                    }
                }
            }
            assertEquals(bone.endsWith("left") ? 1 : -1, Math.signum(x / n), bone);
            assertTrue(n * g.voxelVolume() > 60e-6, bone + " has " + n * g.voxelVolume() * 1e6 + " cm3");
        }
        Map<Integer, Long> c = m.counts();
        double ratio = c.get(1) / (double) c.get(2);
        assertTrue(ratio > 0.75 && ratio < 1.35, "hip bones of one person are alike: " + ratio);
    }

    @Test
    void metalIsApartAndOnTheLeft() {
        LabelMap m = found.labels();
        VolumeGeometry g = m.geometry();
        int metal = m.label("metal").orElseThrow();
        long n = 0;
        for (int k = 0; k < g.nz(); k++) {
            for (int j = 0; j < g.ny(); j++) {
                for (int i = 0; i < g.nx(); i++) {
                    int l = m.at(i, j, k);
                    if (l == metal) {
                        n++;
                        assertTrue(g.point(i, j, k).x() > 0.04);
                    } else if (image.value(i, j, k) >= 2300) {
                        assertFalse(l >= 1 && l <= 5, "bone of " + image.value(i, j, k) + " HU");
                    }
                }
            }
        }
        double volume = n * g.voxelVolume() * 1e6;
        assertTrue(volume > 8 && volume < 20, "metal of " + volume + " cm3");
        assertTrue(found.findings().stream().anyMatch(d -> d.code().equals("ct.metal")));
    }

    /** The disc below the last lumbar vertebra lies 0.10 m above the hips; the spine and the ribs above it are other bone. */
    @Test
    void theLumbarSpineIsNoSacrum() {
        LabelMap m = found.labels();
        VolumeGeometry g = m.geometry();
        double[] highest = new double[8];
        for (int k = 0; k < g.nz(); k++) {
            for (int j = 0; j < g.ny(); j++) {
                for (int i = 0; i < g.nx(); i++) {
                    highest[m.at(i, j, k)] = Math.max(highest[m.at(i, j, k)], g.point(i, j, k).z());
                }
            }
        }
        double up = head("right").mid(head("left")).z();
        assertEquals(up + 0.122, highest[m.label("sacrum").orElseThrow()], 0.012, "the sacrum's superior processes");
        Map<Integer, Long> c = m.counts();
        double sacrum = c.get(m.label("sacrum").orElseThrow()) * g.voxelVolume() * 1e6;
        double spine = c.get(m.label("other").orElseThrow()) * g.voxelVolume() * 1e6;
        assertTrue(sacrum > 60 && sacrum < 130 && spine > 200, "sacrum " + sacrum + ", other bone " + spine + " cm3");
    }

    /** Wings of 1 to 3 mm are sheets in voxels of 3 mm; a threshold alone leaves 24 holes in this one. */
    @Test
    void theThinWingOfTheIliumHasFewHoles() {
        TriangleMesh t = surface("hipbone.right");
        int pieces = MeshRepair.components(t).size();
        int holes = pieces - (t.vertexCount() - t.triangleCount() / 2) / 2;
        assertTrue(holes < 12, holes + " holes in " + pieces + " pieces");
    }

    @Test
    void surfacesAreClosed() {
        for (int label = 1; label <= 5; label++) {
            BoneSurface s = BoneSurface.of(image, found.labels(), label, Monitor.NONE);
            assertTrue(MeshChecks.check(s.mesh()).isSolid(), found.labels().names().get(label));
        }
    }

    /** Within 3 mm of the head's surface there is the socket's: the head keeps its own edge. The left one is beside metal. */
    @Test
    void theSurfaceOfAHeadIsNotDrawnToItsSocket() {
        BoneSurface s = BoneSurface.of(image, found.labels(), found.labels().label("femur.right").orElseThrow(), Monitor.NONE);
        HeadSphere h = HeadSphere.findHead(s.mesh());
        assertEquals(0, h.center().distance(head("right")), 0.0007, "centre at " + h.center());
        assertEquals(radius("right"), h.radius(), 0.0006);
        assertTrue(h.coverage() > 0.43, "coverage " + h.coverage());
    }

    /**
     * On a surface of 3 mm voxels that scatters about every sphere, beside metal, with a third of the head to be seen: each head and socket
     * is found on its own bone's surface: heads within 2 mm of what is read off the slices (to 1.5 mm), all within what they and the
     * reading say of their uncertainty.
     */
    @Test
    @Tag("long")
    void headsAndSocketsAreFoundOnTheirOwnSurfaces() {
        HeadSphere[] sockets = new HeadSphere[2];
        HeadSphere[] heads = new HeadSphere[2];
        for (int i = 0; i < 2; i++) {
            String side = i == 0 ? "right" : "left";
            Vec3 read = i == 0 ? new Vec3(-0.0810, -0.1442, 0.1260) : new Vec3(0.0822, -0.1430, 0.1277);
            heads[i] = HeadSphere.findHead(surface("femur." + side));
            sockets[i] = HeadSphere.findAcetabulum(surface("hipbone." + side));
            for (HeadSphere s : new HeadSphere[] {heads[i], sockets[i]}) {
                assertTrue(s.isScattered() && s.centerUncertainty() > 0.0005 && s.centerUncertainty() < 0.002, side + " " + s);
                double off = s.center().distance(read);
                assertTrue(off < 0.0040 && off / Math.sqrt(3) < 1.5 * Math.hypot(s.centerUncertainty(), 0.0009),
                        side + " " + off + " m: " + s);
            }
            assertEquals(0, heads[i].center().distance(read), 0.0020, side + " head " + heads[i]);
            assertTrue(sockets[i].radius() > heads[i].radius() + 0.001, "a socket is wider than its head");
        }
        assertEquals(heads[0].radius(), heads[1].radius(), 0.0005);
        double apart = heads[0].center().distance(heads[1].center());
        assertEquals(apart, sockets[0].center().distance(sockets[1].center()), 0.0030);
    }

    private static TriangleMesh surface(String structure) {
        return BoneSurface.of(image, found.labels(), found.labels().label(structure).orElseThrow(), Monitor.NONE).mesh();
    }

    @Test
    void magneticResonanceOfTheSamePlaceIsRefused() throws IOException {
        Path file = folder().resolve("example_mr_sm.nii.gz");
        assumeTrue(Files.exists(file), "no real data at " + file);
        Volume mr = read(file);
        InputException e = org.junit.jupiter.api.Assertions.assertThrows(InputException.class,
                () -> new CtBoneSegmenter().segment(CtBoneSegmenterTest.request(mr, "", 2, Monitor.NONE)));
        assertEquals("ct.values", e.diagnostic().code());
    }
}
