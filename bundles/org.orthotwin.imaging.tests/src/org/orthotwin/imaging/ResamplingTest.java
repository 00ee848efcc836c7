/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Vec3;

class ResamplingTest {

    private static final VolumeGeometry GRID = new VolumeGeometry(24, 20, 16, new Vec3(0.01, -0.02, 0.03), new Vec3(0, 0.6, 0.8),
            new Vec3(-1,
            0, 0), new Vec3(0, -0.8, 0.6), 0.0008, 0.001, 0.0015);

    private static Volume field(VolumeGeometry g, ScalarType type, ToDoubleFunction<Vec3> f) {
        Volume v = Volume.zeros(g, type, ValueMapping.IDENTITY);
        for (int k = 0; k < g.nz(); k++) {
            for (int j = 0; j < g.ny(); j++) {
                for (int i = 0; i < g.nx(); i++) {
                    type.put(v.store().slice(k), (i + g.nx() * j) * type.bytes(), f.applyAsDouble(g.point(i, j, k)));
                }
            }
        }
        return v;
    }

    private static double linear(Vec3 p) {
        return 5 + 300 * p.x() - 700 * p.y() + 100 * p.z();
    }

    private static double quadratic(Vec3 p) {
        return linear(p) + 9e3 * p.x() * p.x() - 4e3 * p.y() * p.y() + 7e3 * p.z() * p.z();
    }

    /** A grid turned against {@link #GRID}, well inside of it. */
    private static VolumeGeometry turned() {
        Vec3 i = new Vec3(0.3, 0.8, 0.2).normalized();
        Vec3 j = i.anyOrthogonal().normalized();
        return new VolumeGeometry(6, 5, 4, GRID.point(9, 7, 6), i, j, i.cross(j), 0.0004, 0.0005, 0.0006);
    }

    private static void check(Volume v, ToDoubleFunction<Vec3> f, double tolerance) {
        VolumeGeometry g = v.geometry();
        for (int k = 0; k < g.nz(); k++) {
            for (int j = 0; j < g.ny(); j++) {
                for (int i = 0; i < g.nx(); i++) {
                    Vec3 p = g.point(i, j, k);
                    assertEquals(f.applyAsDouble(p), v.value(i, j, k), tolerance, p::toString);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LINEAR", "CUBIC"})
    void aLinearFieldIsExactOnAlignedAndTurnedGrids(Interpolation how) throws IOException {
        Volume v = field(GRID, ScalarType.FLOAT64, ResamplingTest::linear);
        // two voxels from the border, where the cubic has all its neighbours
        VolumeGeometry inside = Resampling.withSpacing(GRID.crop(2, 2, 2, 20, 16, 12), 0.0005, 0.0013, 0.0004);
        check(Resampling.resample(v, inside, how, -1, 2, Monitor.NONE), ResamplingTest::linear, 1e-10);
        check(Resampling.resample(v, turned(), how, -1, 2, Monitor.NONE), ResamplingTest::linear, 1e-10);
    }

    @Test
    void aQuadraticFieldIsExactForTheCubicAndNotForTheLinear() throws IOException {
        Volume v = field(GRID, ScalarType.FLOAT64, ResamplingTest::quadratic);
        VolumeGeometry inside = Resampling.withSpacing(GRID.crop(2, 2, 2, 20, 16, 12), 0.0005, 0.0013, 0.0004);
        check(Resampling.resample(v, inside, Interpolation.CUBIC, -1, 2, Monitor.NONE), ResamplingTest::quadratic, 1e-9);
        check(Resampling.resample(v, turned(), Interpolation.CUBIC, -1, 2, Monitor.NONE), ResamplingTest::quadratic, 1e-9);
        Volume coarse = Resampling.resample(v, turned(), Interpolation.LINEAR, -1, 2, Monitor.NONE);
        double worst = 0;
        for (int k = 0; k < 4; k++) {
            worst = Math.max(worst, Math.abs(quadratic(turned().point(3, 2, k)) - coarse.value(3, 2, k)));
        }
        // h^2 / 8 times the second derivatives bounds the error of linear interpolation
        assertTrue(worst > 1e-4 && worst < (18e3 + 8e3 + 14e3) * 0.0015 * 0.0015 / 8, "error " + worst);
    }

    /** The error of a smooth field falls with the third power of the spacing for the cubic, with the second for the linear. */
    @ParameterizedTest
    @CsvSource({"LINEAR,2", "CUBIC,3"})
    void theErrorFallsWithTheOrderOfTheMethod(Interpolation how, int order) throws IOException {
        ToDoubleFunction<Vec3> wave = p -> Math.sin(300 * p.x() + 200 * p.y() - 250 * p.z());
        double[] worst = new double[2];
        for (int n = 0; n < 2; n++) {
            VolumeGeometry g = VolumeGeometry.axisAligned(32 << n, 32 << n, 32 << n, Vec3.ZERO, 0.001 / (1 << n));
            Volume v = field(g, ScalarType.FLOAT64, wave);
            VolumeGeometry target = VolumeGeometry.axisAligned(20, 20, 20, new Vec3(0.0083, 0.0081, 0.0087), 0.00057);
            Volume r = Resampling.resample(v, target, how, -1, 2, Monitor.NONE);
            for (int p = 0; p < 8000; p++) {
                int i = p % 20;
                int j = p / 20 % 20;
                int k = p / 400;
                worst[n] = Math.max(worst[n], Math.abs(r.value(i, j, k) - wave.applyAsDouble(target.point(i, j, k))));
            }
        }
        double rate = Math.log(worst[0] / worst[1]) / Math.log(2);
        assertTrue(rate > order - 0.25, "order " + rate);
    }

    @ParameterizedTest
    @EnumSource
    void theSameGridGivesTheSameNumbersInEveryType(ScalarType type) throws IOException {
        SplittableRandom random = new SplittableRandom(type.ordinal());
        Volume v = Volume.zeros(GRID, type, 2, new ValueMapping(0.5, -7, "HU"));
        for (int k = 0; k < GRID.nz(); k++) {
            for (int p = 0; p < v.store().slice(k).capacity(); p += type.bytes()) {
                type.put(v.store().slice(k), p, type.isSigned() ? random.nextInt(-128, 128) : random.nextInt(0, 256));
            }
        }
        for (Interpolation how : Interpolation.values()) {
            Volume same = Resampling.resample(v, GRID, how, 0, 2, Monitor.NONE);
            // an index of 3.0000000000000004 weighs the neighbour with a part in 10^16: floating numbers may differ in the last digits
            if (type.isFloating()) {
                for (int k = 0; k < GRID.nz(); k++) {
                    for (int p = 0; p < v.store().slice(k).capacity(); p += type.bytes()) {
                        assertEquals(type.get(v.store().slice(k), p), type.get(same.store().slice(k), p), 1e-10);
                    }
                }
            } else {
                assertEquals(v.sha256(), same.sha256());
            }
            assertEquals(v.mapping(), same.mapping());
            assertEquals(2, same.components());
        }
    }

    @Test
    void nearestTakesNumbersThatAreThere() throws IOException {
        VolumeGeometry g = VolumeGeometry.axisAligned(4, 1, 1, Vec3.ZERO, 0.001);
        Volume v = field(g, ScalarType.UINT8, p -> Math.rint(p.x() * 1000) * 10);
        VolumeGeometry fine = VolumeGeometry.axisAligned(16, 1, 1, new Vec3(-0.000375, 0, 0), 0.00025);
        Volume r = Resampling.resample(v, fine, Interpolation.NEAREST, 99, 1, Monitor.NONE);
        for (int i = 0; i < 16; i++) {
            assertEquals(10 * (i / 4), r.stored(i, 0, 0));
        }
    }

    @Test
    void outsideIsWhatWasSaidAndTheBorderGoesOnForHalfAVoxel() throws IOException {
        VolumeGeometry g = VolumeGeometry.axisAligned(2, 2, 2, Vec3.ZERO, 0.001);
        Volume v = field(g, ScalarType.INT16, p -> 100);
        VolumeGeometry wide = VolumeGeometry.axisAligned(16, 16, 16, new Vec3(-0.00135, -0.00135, -0.00135), 0.00025);
        Vec3 i = new Vec3(1, 1e-3, 0).normalized();
        VolumeGeometry oblique = new VolumeGeometry(16, 16, 16, wide.origin(), i, new Vec3(-i.y(), i.x(), 0), Vec3.Z, 0.00025, 0.00025,
                0.00025);
        for (VolumeGeometry target : List.of(wide, oblique)) {
            for (Interpolation how : Interpolation.values()) {
                Volume r = Resampling.resample(v, target, how, -1000.4, 2, Monitor.NONE);
                check(r, p -> {
                    Vec3 q = g.index(p);
                    boolean in = Math.min(q.x(), Math.min(q.y(), q.z())) > -0.5 && Math.max(q.x(), Math.max(q.y(), q.z())) < 1.5;
                    return in ? 100 : -1000;
                }, 0);
            }
        }
        assertEquals(255, Resampling.resample(field(g, ScalarType.UINT8, p -> 1), wide, Interpolation.LINEAR, 1e9, 1,
                Monitor.NONE).stored(0, 0,
                0));
        assertThrows(IllegalArgumentException.class, () -> Resampling.resample(v, wide, Interpolation.LINEAR, Double.NaN, 1, Monitor.NONE));
    }

    @Test
    void whatTheCubicOvershootsStaysInTheType() throws IOException {
        VolumeGeometry g = VolumeGeometry.axisAligned(8, 1, 1, Vec3.ZERO, 0.001);
        Volume v = field(g, ScalarType.UINT8, p -> p.x() < 0.0035 ? 0 : 255);
        Volume r = Resampling.resample(v, Resampling.withSpacing(g, 0.0001, 0.001, 0.001), Interpolation.CUBIC, 0, 1, Monitor.NONE);
        Volume.Statistics s = r.statistics();
        assertEquals(0, s.min());
        assertEquals(255, s.max());
        assertEquals(0, r.stored(30, 0, 0));
        assertEquals(255, r.stored(50, 0, 0));
    }

    @Test
    void theResultDoesNotDependOnTheThreads() throws IOException {
        Volume v = field(GRID, ScalarType.FLOAT32, ResamplingTest::quadratic);
        for (VolumeGeometry target : List.of(turned(), Resampling.withSpacing(GRID, 0.0003, 0.0007, 0.0002))) {
            String one = Resampling.resample(v, target, Interpolation.CUBIC, 0, 1, Monitor.NONE).sha256();
            for (int threads : new int[] {2, 3, 8}) {
                assertEquals(one, Resampling.resample(v, target, Interpolation.CUBIC, 0, threads, Monitor.NONE).sha256());
            }
        }
    }

    @Test
    void newSpacingsFillTheSameBox() {
        VolumeGeometry g = Resampling.withSpacing(GRID, 0.0004, 0.0021, 0.0015);
        assertEquals(List.of(48, 10, 16), List.of(g.nx(), g.ny(), g.nz()));
        assertEquals(0, GRID.point(11.5, 9.5, 7.5).distance(g.point(23.5, 4.5, 7.5)), 1e-15);
        // the outer faces stay where they were, where a whole number fits
        assertEquals(0, GRID.point(-0.5, 9.5, -0.5).distance(g.point(-0.5, 4.5, -0.5)), 1e-15);
        assertEquals(1, Resampling.withSpacing(GRID, 1, 1, 1).voxels());
        assertThrows(IllegalArgumentException.class, () -> Resampling.withSpacing(GRID, 0, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> Resampling.withSpacing(GRID, 1e-12, 1, 1));
    }

    @Test
    void aCropIsThePartThatLayThere() throws IOException {
        Volume v = field(GRID, ScalarType.FLOAT32, ResamplingTest::linear);
        List<SliceOrigin> origins = IntStream.range(0, 16).mapToObj(k -> new SliceOrigin("a.dcm", k, "")).toList();
        Volume withOrigins = new Volume(GRID, v.type(), 1, v.mapping(), v.store(), origins, Map.of("a", "b"));
        Volume part = Resampling.crop(withOrigins, 3, 4, 5, 6, 7, 8);
        check(part, ResamplingTest::linear, 1e-5);
        assertEquals(5, part.origins().getFirst().frame());
        assertEquals(8, part.origins().size());
        assertEquals(Map.of("a", "b"), part.attributes());
        assertThrows(IllegalArgumentException.class, () -> Resampling.crop(v, 20, 0, 0, 5, 1, 1));
    }

    /** Every order and direction of the axes: each voxel stays at its place, and the way back leads to the same numbers. */
    @ParameterizedTest
    @ValueSource(strings = {"LPS", "RAS", "LAS", "RPI", "SLP", "IRA", "PSL", "AIR", "LSP", "PLS", "SPL"})
    void reorientationMovesNothing(String letters) throws IOException {
        Volume v = field(GRID, ScalarType.FLOAT32, ResamplingTest::quadratic);
        assertEquals("SRA", Resampling.orientation(GRID));
        Volume turned = Resampling.reorient(v, letters, 2, Monitor.NONE);
        assertEquals(letters, Resampling.orientation(turned.geometry()));
        check(turned, ResamplingTest::quadratic, 1e-5);
        assertEquals(v.statistics().max(), turned.statistics().max());
        Volume back = Resampling.reorient(turned, "sra", 1, Monitor.NONE);
        assertEquals(v.sha256(), back.sha256());
        assertEquals(0, GRID.origin().distance(back.geometry().origin()), 1e-15);
        assertEquals(GRID.iDirection(), back.geometry().iDirection());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "LP", "LRS", "LPSI", "LPX"})
    void otherLettersAreRefused(String letters) {
        Volume v = Volume.zeros(GRID, ScalarType.UINT8, ValueMapping.IDENTITY);
        assertThrows(IllegalArgumentException.class, () -> Resampling.reorient(v, letters, 1, Monitor.NONE));
    }

    @Test
    void aCancelIsHeard() {
        Monitor stop = Monitor.until(() -> true);
        Volume v = Volume.zeros(GRID, ScalarType.UINT8, ValueMapping.IDENTITY);
        for (int threads : new int[] {1, 2}) {
            assertThrows(CancellationException.class, () -> Resampling.resample(v, turned(), Interpolation.LINEAR, 0, threads, stop));
        }
    }

    @Test
    void labelsAreNamedThroughResampling() throws IOException {
        Volume v = LabelMap.of(Volume.zeros(GRID, ScalarType.UINT8, ValueMapping.IDENTITY), Map.of(1, "femur.left")).volume();
        Volume r = Resampling.resample(v, turned(), Interpolation.NEAREST, 0, 1, Monitor.NONE);
        assertEquals("femur.left", LabelMap.of(r).names().get(1));
    }
}
