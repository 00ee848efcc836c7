/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.orthotwin.geometry.Vec3;

class VolumeGeometryTest {

    private static final Vec3 I = new Vec3(0.6, 0.8, 0);
    private static final Vec3 J = new Vec3(0, 0, -1);
    private static final Vec3 K = new Vec3(0.8, -0.6, 0);
    private static final VolumeGeometry OBLIQUE = new VolumeGeometry(40, 30, 20, new Vec3(0.01, -0.02, 0.03), I, J, K, 0.001, 0.002, 0.003);

    @Test
    void indexAndPointAreInverse() {
        assertEquals(new Vec3(0.01, -0.02, 0.03), OBLIQUE.point(0, 0, 0));
        Vec3 p = OBLIQUE.point(10, 5, 2);
        assertEquals(0.01 + 10 * 0.0006 + 2 * 0.0024, p.x(), 1e-15);
        assertEquals(-0.02 + 10 * 0.0008 - 2 * 0.0018, p.y(), 1e-15);
        assertEquals(0.03 - 5 * 0.002, p.z(), 1e-15);
        SplittableRandom random = new SplittableRandom(1);
        for (int n = 0; n < 1000; n++) {
            Vec3 index = new Vec3(random.nextDouble(-5, 50), random.nextDouble(-5, 50), random.nextDouble(-5, 50));
            assertEquals(0, OBLIQUE.index(OBLIQUE.point(index.x(), index.y(), index.z())).distance(index), 1e-11);
        }
    }

    @Test
    void placesLieInTheNearestVoxelOrOutside() {
        assertArrayEquals(new int[] {39, 0, 7}, OBLIQUE.voxel(OBLIQUE.point(39.4, -0.4, 6.6)).orElseThrow());
        for (double[] out : new double[][] {{-0.6, 3, 3}, {39.6, 3, 3}, {3, -0.6, 3}, {3, 29.6, 3}, {3, 3, -0.6}, {3, 3, 19.6},
                {1e12, 3, 3}}) {
            assertEquals(Optional.empty(), OBLIQUE.voxel(OBLIQUE.point(out[0], out[1], out[2])));
        }
    }

    @Test
    void handednessAndSizes() {
        assertEquals(24_000, OBLIQUE.voxels());
        assertEquals(6e-9, OBLIQUE.voxelVolume(), 1e-22);
        assertEquals(I.cross(J).dot(K) > 0, OBLIQUE.isRightHanded());
        VolumeGeometry mirrored = new VolumeGeometry(2, 2, 2, Vec3.ZERO, Vec3.X, Vec3.Y, Vec3.Z.negate(), 1, 1, 1);
        assertFalse(mirrored.isRightHanded());
        assertTrue(VolumeGeometry.axisAligned(1, 1, 1, Vec3.ZERO, 1).isRightHanded());
    }

    @Test
    void aCropLiesWhereItLay() {
        VolumeGeometry part = OBLIQUE.crop(3, 4, 5, 10, 11, 12);
        assertEquals(OBLIQUE.point(4, 6, 8), part.point(1, 2, 3));
        assertEquals(10 * 11 * 12, part.voxels());
        assertEquals(OBLIQUE, OBLIQUE.crop(0, 0, 0, 40, 30, 20));
    }

    @ParameterizedTest
    @CsvSource({"-1,0,0,1,1,1", "0,0,0,41,1,1", "39,0,0,2,1,1", "0,29,0,1,2,1", "0,0,19,1,1,2", "1,0,0,2147483647,1,1", "0,0,0,0,1,1"})
    void aCropOutsideIsRefused(int i, int j, int k, int nx, int ny, int nz) {
        assertThrows(IllegalArgumentException.class, () -> OBLIQUE.crop(i, j, k, nx, ny, nz));
    }

    @Test
    void whatIsNoGridIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> grid(0, Vec3.ZERO, Vec3.X, 1));
        assertThrows(IllegalArgumentException.class, () -> grid(1, new Vec3(Double.NaN, 0, 0), Vec3.X, 1));
        assertThrows(IllegalArgumentException.class, () -> grid(1, Vec3.ZERO, new Vec3(1.001, 0, 0), 1));
        assertThrows(IllegalArgumentException.class, () -> grid(1, Vec3.ZERO, new Vec3(1, 0.001, 0).normalized(), 1));
        assertThrows(IllegalArgumentException.class, () -> grid(1, Vec3.ZERO, new Vec3(Double.NaN, 0, 0), 1));
        for (double spacing : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> grid(1, Vec3.ZERO, Vec3.X, spacing));
        }
    }

    @Test
    void whatFilesRoundIsTheSameGrid() {
        VolumeGeometry g = new VolumeGeometry(512, 512, 400, new Vec3(-0.2112345678901, 0.1523456789012, -0.812345678901), I, J, K,
                0.78125e-3 / 3, 0.78125e-3 / 3, 1.25e-3 / 3);
        // as a file with 32 bits for each number in mm has it
        VolumeGeometry rounded = new VolumeGeometry(512, 512, 400, rounded(g.origin().times(1000)).times(1e-3), rounded(I), rounded(J),
                rounded(K), (float) (g.iSpacing() * 1000) / 1000.0, (float) (g.jSpacing() * 1000) / 1000.0,
                (float) (g.kSpacing() * 1000) / 1000.0);
        assertNotEquals(g, rounded);
        assertTrue(g.coincides(rounded));
        assertTrue(g.coincides(g));
        Vec3 half = g.iDirection().times(0.5 * g.iSpacing());
        assertFalse(g.coincides(moved(g, g.origin().plus(half), g.iSpacing())));
        assertFalse(g.coincides(moved(g, g.origin(), g.iSpacing() * 1.001)), "half a voxel at the far end");
        assertFalse(g.coincides(g.crop(0, 0, 0, 512, 512, 399)));
    }

    private static Vec3 rounded(Vec3 v) {
        return new Vec3((float) v.x(), (float) v.y(), (float) v.z());
    }

    private static VolumeGeometry moved(VolumeGeometry g, Vec3 origin, double iSpacing) {
        return new VolumeGeometry(g.nx(), g.ny(), g.nz(), origin, g.iDirection(), g.jDirection(), g.kDirection(), iSpacing, g.jSpacing(),
                g.kSpacing());
    }

    private static VolumeGeometry grid(int nx, Vec3 origin, Vec3 i, double spacing) {
        return new VolumeGeometry(nx, 1, 1, origin, i, Vec3.Y, Vec3.Z, spacing, 1, 1);
    }
}
