/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.orthotwin.core.Sha256;
import org.orthotwin.geometry.Vec3;

class VolumeTest {

    private static final VolumeGeometry GRID = new VolumeGeometry(5, 4, 3, new Vec3(0.1, 0.2, 0.3), new Vec3(0, 1, 0), new Vec3(0, 0, 1),
            new Vec3(1, 0, 0), 0.001, 0.002, 0.004);

    @ParameterizedTest
    @EnumSource
    void aNumberComesBackFromEveryType(ScalarType type) {
        ByteBuffer b = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        for (double v : new double[] {0, 1, 7, 100, type.lowest(), type.highest()}) {
            type.put(b, 3, v);
            assertEquals(v, type.get(b, 3), type.code());
        }
        if (!type.isFloating()) {
            for (double v : new double[] {0.5, Double.NaN, Double.POSITIVE_INFINITY, type.lowest() - Math.ulp(type.lowest()) - 1,
                Math.nextUp(type.highest()) + 1}) {
                assertThrows(IllegalArgumentException.class, () -> type.put(b, 0, v), () -> v + " as " + type.code());
            }
        }
        assertEquals(type.lowest() < 0, type.isSigned());
    }

    @Test
    void bytesLieLittleEndian() {
        ByteBuffer b = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        ScalarType.INT32.put(b, 0, 0x01020304);
        assertEquals(4, b.get(0));
        b.putLong(0, -1);
        assertEquals(0x1p64, ScalarType.UINT64.get(b, 0));
        assertEquals(-1, ScalarType.INT64.get(b, 0));
        assertEquals(65535, ScalarType.UINT16.get(b, 0));
        assertEquals(4294967295.0, ScalarType.UINT32.get(b, 0));
    }

    @Test
    void aValueIsTheMappedStoredNumber() {
        Volume v = Volume.ofShorts(GRID, shorts(), new ValueMapping(0.5, -1000, "HU"));
        assertEquals(2 + 5 * (3 + 4 * 1), v.stored(2, 3, 1));
        assertEquals(0.5 * 37 - 1000, v.value(2, 3, 1));
        float[] values = new float[20];
        v.values(1, values);
        assertEquals(-981.5f, values[2 + 5 * 3]);
        assertEquals(37, v.mapping().stored(v.value(2, 3, 1)));
        assertThrows(IndexOutOfBoundsException.class, () -> v.stored(5, 0, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> v.stored(0, -1, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> v.stored(0, 0, 3));
    }

    @ParameterizedTest
    @EnumSource
    void everyTypeGivesTheSameValues(ScalarType type) {
        Volume v = Volume.zeros(GRID, type, new ValueMapping(2, 1, ""));
        fill(v);
        float[] values = new float[20];
        for (int k = 0; k < 3; k++) {
            v.values(k, values);
            for (int p = 0; p < 20; p++) {
                assertEquals(2 * (p + 20 * k) + 1, values[p]);
            }
        }
        assertEquals(new Volume.Statistics(0, 59, 29.5, 0), v.statistics());
    }

    @Test
    void componentsLieSideBySide() {
        Volume v = Volume.zeros(GRID, ScalarType.UINT8, 3, ValueMapping.IDENTITY);
        v.store().slice(2).put((1 + 5 * 2) * 3 + 2, (byte) 200);
        assertEquals(200, v.stored(1, 2, 2, 2));
        assertEquals(0, v.stored(1, 2, 2, 1));
        assertEquals(new Volume.Statistics(0, 200, 200 / 180.0, 0), v.statistics());
    }

    @Test
    void whatIsNotFiniteIsLeftOutOfTheStatistics() {
        Volume v = Volume.zeros(GRID, ScalarType.FLOAT32, ValueMapping.IDENTITY);
        fill(v);
        ScalarType.FLOAT32.put(v.store().slice(0), 0, Double.NaN);
        ScalarType.FLOAT32.put(v.store().slice(2), 4 * 19, Double.POSITIVE_INFINITY);
        Volume.Statistics s = v.statistics();
        assertEquals(1, s.min());
        assertEquals(58, s.max());
        assertEquals(29.5, s.mean(), 1e-12);
        assertEquals(2, s.notFinite());
        Volume none = Volume.zeros(VolumeGeometry.axisAligned(1, 1, 1, Vec3.ZERO, 1), ScalarType.FLOAT64, ValueMapping.IDENTITY);
        ScalarType.FLOAT64.put(none.store().slice(0), 0, Double.NEGATIVE_INFINITY);
        assertTrue(Double.isNaN(none.statistics().mean()) && none.statistics().notFinite() == 1);
    }

    @Test
    void theHashIsThatOfTheBytesInOrder() {
        Volume v = Volume.ofShorts(GRID, shorts(), ValueMapping.HOUNSFIELD);
        ByteBuffer all = ByteBuffer.allocate(120).order(ByteOrder.LITTLE_ENDIAN);
        all.asShortBuffer().put(shorts());
        assertEquals(Sha256.of(all.array()), v.sha256());
        assertEquals(v.sha256(), v.sha256(), "reading does not move anything");
    }

    @Test
    void aLinearFieldIsSampledExactlyBetweenVoxels() {
        Volume v = Volume.zeros(GRID, ScalarType.FLOAT64, ValueMapping.IDENTITY);
        Vec3 gradient = new Vec3(300, -200, 70);
        for (int k = 0; k < 3; k++) {
            for (int j = 0; j < 4; j++) {
                for (int i = 0; i < 5; i++) {
                    ScalarType.FLOAT64.put(v.store().slice(k), 8 * (i + 5 * j), GRID.point(i, j, k).dot(gradient) + 9);
                }
            }
        }
        SplittableRandom random = new SplittableRandom(3);
        for (int n = 0; n < 1000; n++) {
            Vec3 p = GRID.point(random.nextDouble(0, 4), random.nextDouble(0, 3), random.nextDouble(0, 2));
            assertEquals(p.dot(gradient) + 9, v.at(p, Double.NaN), 1e-11);
        }
        // within half a voxel beyond the outermost centres, the outermost value; further out, what the caller says
        assertEquals(v.value(4, 3, 2), v.at(GRID.point(4.49, 3.49, 2.49), -1), 1e-11);
        assertEquals(-1, v.at(GRID.point(4.51, 3, 2), -1));
        assertEquals(-1, v.at(GRID.point(0, 0, -0.51), -1));
        assertEquals(-1, v.at(new Vec3(Double.NaN, 0, 0), -1));
    }

    @Test
    void aMappedStoreBehavesAsOneInTheHeap() throws IOException {
        VoxelStore heap = VoxelStore.allocate(7, 24, 168);
        VoxelStore mapped = VoxelStore.allocate(7, 24, 167);
        assertFalse(heap.isMapped());
        assertTrue(mapped.isMapped());
        VolumeGeometry g = VolumeGeometry.axisAligned(4, 3, 7, Vec3.ZERO, 0.001);
        Volume a = new Volume(g, ScalarType.UINT16, 1, ValueMapping.IDENTITY, heap, List.of(), Map.of());
        Volume b = new Volume(g, ScalarType.UINT16, 1, ValueMapping.IDENTITY, mapped, List.of(), Map.of());
        assertEquals(new Volume.Statistics(0, 0, 0, 0), b.statistics());
        fill(a);
        fill(b);
        assertEquals(83, b.stored(3, 2, 6));
        assertEquals(a.sha256(), b.sha256());
        assertEquals(a.statistics(), b.statistics());
    }

    @Test
    void aVolumeBeyondTwoGigabytesIsMappedInSeveralPieces() throws IOException {
        // sparse: only what is written takes room on the disk
        VoxelStore store = VoxelStore.allocate(5, 600L << 20);
        assertTrue(store.isMapped());
        for (int k = 0; k < 5; k++) {
            assertEquals(0, store.slice(k).getInt(0));
            store.slice(k).putInt(0, k + 1);
            store.slice(k).putInt((600 << 20) - 4, -k);
        }
        for (int k = 0; k < 5; k++) {
            assertEquals(k + 1, store.slice(k).getInt(0));
            assertEquals(-k, store.slice(k).getInt((600 << 20) - 4));
            assertEquals(ByteOrder.LITTLE_ENDIAN, store.slice(k).order());
        }
    }

    @Test
    void whatIsTooLargeIsRefusedBeforeItIsMade() {
        assertThrows(IllegalArgumentException.class, () -> VoxelStore.allocate(1, 1L << 31));
        assertThrows(IllegalArgumentException.class, () -> VoxelStore.allocate(0, 1));
        assertThrows(IllegalArgumentException.class, () -> VoxelStore.allocate(Integer.MAX_VALUE, 1));
        IOException e = assertThrows(IOException.class, () -> VoxelStore.allocate(1 << 20, 1L << 30));
        assertTrue(e.getMessage().contains("bytes here"), e.getMessage());
    }

    @Test
    void whatDoesNotFitTogetherIsRefused() {
        VoxelStore store = VoxelStore.of(ByteBuffer.allocate(40), ByteBuffer.allocate(40), ByteBuffer.allocate(40));
        Volume v = new Volume(GRID, ScalarType.INT16, 1, ValueMapping.IDENTITY, store, List.of(), Map.of("b", "2", "a", "1"));
        assertEquals(List.of("a", "b"), List.copyOf(v.attributes().keySet()));
        assertThrows(IllegalArgumentException.class, () -> new Volume(GRID, ScalarType.INT32, 1, ValueMapping.IDENTITY, store, List.of(),
                Map.of()));
        assertThrows(IllegalArgumentException.class, () -> new Volume(GRID, ScalarType.INT16, 0, ValueMapping.IDENTITY, store, List.of(),
                Map.of()));
        assertThrows(IllegalArgumentException.class, () -> new Volume(GRID, ScalarType.INT16, 1, ValueMapping.IDENTITY, store,
                List.of(SliceOrigin.COMPUTED), Map.of()));
        assertThrows(IllegalArgumentException.class, () -> Volume.ofShorts(GRID, new short[59], ValueMapping.IDENTITY));
        for (double slope : new double[] {0, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> new ValueMapping(slope, 0, ""));
        }
    }

    private static short[] shorts() {
        short[] s = new short[60];
        Arrays.setAll(new int[60], p -> s[p] = (short) p);
        return s;
    }

    private static void fill(Volume v) {
        VolumeGeometry g = v.geometry();
        for (int k = 0; k < g.nz(); k++) {
            for (int p = 0; p < g.nx() * g.ny(); p++) {
                v.type().put(v.store().slice(k), p * v.type().bytes(), p + k * g.nx() * g.ny());
            }
        }
    }
}
