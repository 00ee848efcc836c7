/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.segmentation.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.MeshRepair;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.ValueMapping;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;

/** A bowl that is thick at its rim and thins to 0.7 mm in its middle, as an iliac wing does, in voxels of 3 mm. */
class ThinBoneTest {

    private static final double VOXEL = 0.003;
    private static final double BOWL = 0.060;
    private static final int N = 40;
    private static final double SOFT = 50;
    private static final double RIM = 170;

    private static double thickness(double fromAxis) {
        return 0.0007 + 0.0055 * Math.pow(Math.min(1, fromAxis / 0.045), 3);
    }

    private static boolean inside(Vec3 p) {
        Vec3 d = p.minus(new Vec3(0.004, -0.003, BOWL));
        double r = Math.hypot(d.x(), d.y());
        return r < 0.045 && d.z() < 0 && Math.abs(d.norm() - BOWL) < 0.5 * thickness(r);
    }

    private static VolumeGeometry geometry() {
        double from = -0.5 * VOXEL * (N - 1);
        return new VolumeGeometry(N, N, 16, new Vec3(from, from, -0.010), Vec3.X, Vec3.Y, Vec3.Z, VOXEL, VOXEL, VOXEL);
    }

    private static Ct image() {
        VolumeGeometry g = geometry();
        short[] hu = new short[(int) g.voxels()];
        Random random = new Random(3);
        int fine = 8;
        for (int p = 0; p < hu.length; p++) {
            Vec3 c = g.point(p % N, p / N % N, p / N / N);
            int in = 0;
            for (int k = 0; k < fine * fine * fine; k++) {
                in += inside(c.plus(new Vec3((k % fine + 0.5) / fine - 0.5, (k / fine % fine + 0.5) / fine - 0.5,
                        (k / fine / fine + 0.5) / fine - 0.5).times(VOXEL))) ? 1 : 0;
            }
            hu[p] = (short) Math.round(SOFT + in * 900.0 / (fine * fine * fine) + 15 * random.nextGaussian());
        }
        return Ct.of(Volume.ofShorts(g, hu, ValueMapping.HOUNSFIELD), Monitor.NONE);
    }

    /** Handles and separate pieces of the surface of what is set, by its Euler characteristic. */
    private static int[] holesAndPieces(byte[] set) {
        Volume v = Volume.zeros(geometry(), ScalarType.UINT8, ValueMapping.IDENTITY);
        for (int p = 0; p < set.length; p++) {
            v.store().slice(p / N / N).put(p % (N * N), set[p]);
        }
        TriangleMesh m = LabelSurface.extract(LabelMap.of(v, new TreeMap<>(java.util.Map.of(1, "bowl"))), 1, Monitor.NONE);
        int pieces = MeshRepair.components(m).size();
        int euler = m.vertexCount() - m.triangleCount() / 2;
        return new int[] {pieces - euler / 2, pieces};
    }

    @Test
    void aWingThinnerThanAVoxelHasHardlyAnyHoles() {
        Ct ct = image();
        Grid g = ct.grid;
        byte[] bone = new byte[g.size()];
        byte[] free = new byte[g.size()];
        for (int p = 0; p < bone.length; p++) {
            bone[p] = (byte) (ct.hu[p] > RIM ? 1 : 0);
            free[p] = (byte) (1 - bone[p]);
        }
        Components parts = new Components(bone, g, true);
        int most = parts.largest();
        for (int p = 0; p < bone.length; p++) {
            bone[p] = (byte) (bone[p] != 0 && parts.sizes[parts.part[p]] == most ? 1 : 0);
        }
        byte[] before = bone.clone();
        int[] was = holesAndPieces(before);
        assertTrue(was[0] > 10, "a threshold leaves holes: " + Arrays.toString(was));
        ThinBone.bridge(bone, free, g.box(0, 0, 0, g.nx(), g.ny(), g.nz()), ct, SOFT, RIM, Monitor.NONE);
        int[] is = holesAndPieces(bone);
        assertTrue(is[0] <= 0.1 * was[0] && is[1] == 1, Arrays.toString(was) + " became " + Arrays.toString(is));
        // what was added is where the bowl is, and nowhere beside it
        for (int p = 0; p < bone.length; p++) {
            if (bone[p] != 0 && before[p] == 0) {
                Vec3 d = ct.lps(g.place(p)).minus(new Vec3(0.004, -0.003, BOWL));
                double half = 0.5 * thickness(Math.hypot(d.x(), d.y()));
                assertTrue(Math.abs(d.norm() - BOWL) < half + 0.5 * VOXEL * Math.sqrt(3), "voxel at " + d);
            }
        }
    }

    /** A rod and a ball of the same HU as a thin plate are none. */
    @Test
    void whatIsNoSheetIsNotAdded() {
        VolumeGeometry g = geometry();
        short[] hu = new short[(int) g.voxels()];
        Arrays.fill(hu, (short) SOFT);
        byte[] bone = new byte[hu.length];
        byte[] free = new byte[hu.length];
        Arrays.fill(free, (byte) 1);
        for (int i = 0; i < N; i++) {
            int p = i + N * (20 + N * 8);
            hu[p] = 140;
            // bone at both ends
            bone[p] = (byte) (i < 18 || i > 21 ? 1 : 0);
            free[p] = (byte) (1 - bone[p]);
        }
        byte[] before = bone.clone();
        Ct ct = Ct.of(Volume.ofShorts(g, hu, ValueMapping.HOUNSFIELD), Monitor.NONE);
        ThinBone.bridge(bone, free, ct.grid.box(0, 0, 0, N, N, 16), ct, SOFT, RIM, Monitor.NONE);
        int added = 0;
        for (int p = 0; p < bone.length; p++) {
            added += bone[p] - before[p];
        }
        assertEquals(0, added);
    }
}
