/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis.ct;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.MassProperties;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.synthesis.ct.BodyOutline.Limb;
import org.orthotwin.synthesis.ct.BodyOutline.Station;

/** Scans of spheres, for which everything is known. */
class SyntheticCtTest {

    private static final double R = 0.014;
    private static final double SHELL = 0.0025;
    private static final Vec3 CENTRE = new Vec3(0.0011, -0.0007, 0.0004);
    private static final double CORTEX = 1400;
    private static final double TRABECULAR = 250;

    /** A globe of triangles whose vertices lie on the sphere. */
    static TriangleMesh sphere(Vec3 c, double r) {
        int m = 96;
        int n = 48;
        double[] v = new double[3 * ((n - 1) * m + 2)];
        for (int j = 1; j < n; j++) {
            double th = Math.PI * j / n;
            for (int i = 0; i < m; i++) {
                double ph = 2 * Math.PI * i / m;
                int q = 3 * ((j - 1) * m + i);
                v[q] = c.x() + r * Math.sin(th) * Math.cos(ph);
                v[q + 1] = c.y() + r * Math.sin(th) * Math.sin(ph);
                v[q + 2] = c.z() + r * Math.cos(th);
            }
        }
        int top = (n - 1) * m;
        Vec3[] poles = {c.plus(new Vec3(0, 0, r)), c.plus(new Vec3(0, 0, -r))};
        for (int p = 0; p < 2; p++) {
            System.arraycopy(poles[p].toArray(), 0, v, 3 * (top + p), 3);
        }
        List<int[]> t = new ArrayList<>();
        for (int i = 0; i < m; i++) {
            int k = (i + 1) % m;
            t.add(new int[] {top, i, k});
            t.add(new int[] {top + 1, (n - 2) * m + k, (n - 2) * m + i});
            for (int j = 0; j + 2 < n; j++) {
                int a = j * m + i;
                int b = j * m + k;
                t.add(new int[] {a, a + m, b});
                t.add(new int[] {b, a + m, b + m});
            }
        }
        return new TriangleMesh(v, t.stream().flatMapToInt(java.util.Arrays::stream).toArray());
    }

    private static CtBone bone(String name, Vec3 c, double r) {
        return new CtBone(name, sphere(c, r), Optional.empty(), CORTEX, List.of(new Zone(name + ".all", List.of(c), TRABECULAR, SHELL)),
                List.of());
    }

    /** A bone in a body of fat alone, 60 mm wide. */
    private static CtScene scene(CtBone... bones) {
        return new CtScene(List.of(bones), List.of(), new BodyOutline(List.of(new Limb(List.of(new Station(0, 0, 0, 0.06, 0.06)), false,
                false)),
                0.07, 0.01, List.of(), List.of()), 0.004);
    }

    private static CtProtocol plain(SliceStack s) {
        return new CtProtocol(s, 0, 0, 0, 1, true);
    }

    private static VolumeGeometry oblique(double spacing, double slice, int n, int nz) {
        Vec3 i = new Vec3(0.8, 0.48, 0.36).normalized();
        Vec3 j = new Vec3(-0.6, 0.64, 0.48).normalized();
        Vec3 k = i.cross(j);
        Vec3 o = i.times(-0.5 * (n - 1) * spacing).plus(j.times(-0.5 * (n - 1) * spacing)).plus(k.times(-0.5 * (nz - 1) * slice));
        return new VolumeGeometry(n, n, nz, o, i, j, k, spacing, spacing, slice);
    }

    /** What is above fat, summed: the mesh's volume times its mean CT number, whatever the grid. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void partialVolumeKeepsVolumeAndCentre(int which) {
        SliceStack s = switch (which) {
            case 0 -> SliceStack.axial(40, 40, 40, Vec3.ZERO, 0.001, 0.001, 0);
            case 1 -> SliceStack.axial(48, 48, 12, Vec3.ZERO, 0.0008, 0.003, 0);
            case 2 -> SliceStack.of(oblique(0.0011, 0.0017, 36, 24));
            default -> SliceStack.axial(44, 44, 44, Vec3.ZERO, 0.001, 0.001, Math.toRadians(18));
        };
        CtScene scene = scene(bone("ball", CENTRE, R));
        CtImage image = SyntheticCt.scan(scene, plain(s), Monitor.NONE);
        double volume = MassProperties.of(scene.bones().getFirst().outer()).volume();
        double inner = volume * Math.pow((R - SHELL) / R, 3);
        double expected = inner * TRABECULAR + (volume - inner) * CORTEX - volume * Attenuation.FAT;
        double sum = 0;
        Vec3 moment = Vec3.ZERO;
        double cell = s.iSpacing() * s.jSpacing() * Math.abs(s.step().dot(s.normal()));
        for (int k = 0; k < s.nz(); k++) {
            for (int j = 0; j < s.ny(); j++) {
                for (int i = 0; i < s.nx(); i++) {
                    double v = (image.hu()[i + s.nx() * (j + s.ny() * k)] - Attenuation.FAT) * cell;
                    sum += v;
                    moment = moment.plus(s.point(i, j, k).times(v));
                }
            }
        }
        assertEquals(expected, sum, 0.004 * expected);
        assertTrue(moment.times(1 / sum).distance(CENTRE) < 2e-5, "centre " + moment.times(1 / sum));
    }

    @Test
    void edgeLiesWhereTheSurfaceIs() {
        CtBone solid = new CtBone("ball", sphere(CENTRE, R), Optional.empty(), 800, List.of(new Zone("all", List.of(CENTRE), 800, 0.001)),
                List.of());
        SliceStack s = SliceStack.axial(44, 44, 44, Vec3.ZERO, 0.0009, 0.0009, 0);
        CtImage image = SyntheticCt.scan(scene(solid), new CtProtocol(s, 0.0018, 0.0018, 0, 1, false), Monitor.NONE);
        // the half height of a blurred ball lies sigma^2 / R further in
        double sigma = Math.sqrt(Math.pow(0.0018 / 2.3548, 2) + 0.0009 * 0.0009 / 12);
        Volume v = image.volume();
        double half = 0.5 * (800 + Attenuation.FAT);
        double worst = 0;
        for (Vec3 d : List.of(Vec3.X, Vec3.Y.negate(), new Vec3(1, 1, 1).normalized(), new Vec3(-0.3, 0.5, 0.81).normalized())) {
            double r = 0.008;
            while (v.at(CENTRE.plus(d.times(r)), Double.NaN) > half) {
                r += 1e-5;
            }
            worst = Math.max(worst, Math.abs(r - (R - sigma * sigma / R)));
        }
        assertTrue(worst < 0.05 * 0.0009, "edge off by " + worst + " m");
    }

    @Test
    void zonesAndLabelsSayWhatVoxelsHold() {
        CtImage image = SyntheticCt.scan(scene(bone("a", CENTRE, R)), plain(SliceStack.axial(40, 40, 40, Vec3.ZERO, 0.001, 0.001, 0)),
                Monitor.NONE);
        int inside = 0;
        int labelled = 0;
        for (int i = 0; i < image.hu().length; i++) {
            if (image.zones()[i] == 1) {
                assertEquals(TRABECULAR, image.hu()[i]);
                inside++;
            }
            labelled += image.labels()[i] == 1 ? 1 : 0;
        }
        double ball = 4 / 3.0 * Math.PI * Math.pow(R / 0.001, 3);
        assertEquals(ball, labelled, 0.01 * ball);
        assertTrue(inside > 0.6 * ball * Math.pow((R - SHELL) / R, 3) && inside < ball * Math.pow((R - SHELL) / R, 3), inside + " voxels");
        assertEquals(image.volume().geometry(), image.labelVolume().geometry());
    }

    @Test
    void cartilageLiesBetweenTwoBonesOnly() {
        Vec3 a = new Vec3(0, 0, -0.0115);
        Vec3 b = new Vec3(0, 0, 0.0115);
        CtImage image = SyntheticCt.scan(scene(bone("a", a, 0.010), bone("b", b, 0.010)),
                plain(SliceStack.axial(41, 41, 41, Vec3.ZERO, 0.001, 0.001, 0)), Monitor.NONE);
        Volume v = image.volume();
        assertEquals(Attenuation.CARTILAGE, v.at(Vec3.ZERO, 0), 0.6);
        assertEquals(Attenuation.FAT, v.at(new Vec3(0.012, 0, 0), 0), 0.6);
        assertEquals(Attenuation.AIR, SyntheticCt.scan(scene(), plain(SliceStack.axial(4, 4, 4, new Vec3(0.1, 0, 0), 0.001, 0.001, 0)),
                Monitor.NONE).volume().value(1, 1, 1));
    }

    @Test
    void noiseHasItsSpreadAndNoLowFrequencies() {
        SliceStack s = SliceStack.axial(64, 64, 40, Vec3.ZERO, 0.0008, 0.0008, 0);
        short[] clean = SyntheticCt.scan(scene(), new CtProtocol(s, 0.001, 0.001, 0, 1, false), Monitor.NONE).hu();
        short[] noisy = SyntheticCt.scan(scene(), new CtProtocol(s, 0.001, 0.001, 30, 1, false), Monitor.NONE).hu();
        short[] other = SyntheticCt.scan(scene(), new CtProtocol(s, 0.001, 0.001, 30, 2, false), Monitor.NONE).hu();
        double sum = 0;
        double squares = 0;
        double cross = 0;
        double neighbours = 0;
        int n = clean.length;
        for (int i = 0; i < n; i++) {
            double d = noisy[i] - clean[i];
            sum += d;
            squares += d * d;
            cross += d * (other[i] - clean[i]);
            neighbours += i > 0 ? d * (noisy[i - 1] - clean[i - 1]) : 0;
        }
        assertEquals(0, sum / n, 0.3);
        assertEquals(30, Math.sqrt(squares / n), 0.6);
        assertEquals(0, cross / squares, 0.03);
        assertTrue(neighbours / squares > 0.05, "neighbours correlate by " + neighbours / squares);
        // means of 8 x 8 pixels: white noise of the same spread would have 30 / 8
        double blocks = 0;
        for (int b = 0; b < 64 * 40; b++) {
            double m = 0;
            for (int q = 0; q < 64; q++) {
                int i = b / 64 * 4096 + (b / 8 % 8 * 8 + q / 8) * 64 + b % 8 * 8 + q % 8;
                m += (noisy[i] - clean[i]) / 64.0;
            }
            blocks += m * m / (64 * 40);
        }
        assertTrue(Math.sqrt(blocks) < 0.75 * 30 / 8 * 2, "means of 8 x 8 pixels spread by " + Math.sqrt(blocks));
    }

    @Test
    void threadsDoNotMatter() throws Exception {
        CtProtocol p = new CtProtocol(SliceStack.axial(40, 40, 40, Vec3.ZERO, 0.001, 0.001, 0.2), 0.001, 0.001, 20, 5, true);
        CtScene metal = new CtScene(scene(bone("a", CENTRE, R)).bones(), List.of(new CtImplant("pin", sphere(CENTRE, 0.004), 8000, true)),
                scene().outline(), 0.004);
        CtImage many = SyntheticCt.scan(metal, p, Monitor.NONE);
        try (ForkJoinPool one = new ForkJoinPool(1)) {
            CtImage single = one.submit(() -> SyntheticCt.scan(metal, p, Monitor.NONE)).get();
            assertArrayEquals(many.hu(), single.hu());
            assertArrayEquals(many.labels(), single.labels());
        }
    }

    @Test
    void metalSaturatesAndCastsStreaks() {
        Vec3 a = new Vec3(-0.013, 0, 0);
        Vec3 b = new Vec3(0.013, 0, 0);
        List<CtImplant> pins = List.of(new CtImplant("a", sphere(a, 0.006), 8000, true), new CtImplant("b", sphere(b, 0.006), 8000, true));
        SliceStack s = SliceStack.axial(80, 80, 25, Vec3.ZERO, 0.001, 0.001, 0);
        CtScene scene = new CtScene(List.of(), pins, scene().outline(), 0.004);
        Volume with = SyntheticCt.scan(scene, plain(s), Monitor.NONE).volume();
        Volume without = SyntheticCt.scan(scene, new CtProtocol(s, 0, 0, 0, 1, false), Monitor.NONE).volume();
        assertEquals(3071, with.at(a, 0), 1e-9);
        assertEquals(Attenuation.FAT, without.at(Vec3.ZERO, 0), 0.6);
        assertTrue(with.at(Vec3.ZERO, 0) < Attenuation.FAT - 100, "between the pins " + with.at(Vec3.ZERO, 0) + " HU: no dark band");
        // slices without metal have none
        assertEquals(Attenuation.FAT, with.at(new Vec3(0, 0, 0.0115), 0), 0.6);
    }

    @Test
    void tiltedSlicesAreWhereTheySay() {
        SliceStack s = SliceStack.axial(40, 40, 40, Vec3.ZERO, 0.001, 0.001, Math.toRadians(15));
        assertTrue(!s.isRegular());
        assertThrows(IllegalStateException.class, s::geometry);
        CtImage image = SyntheticCt.scan(scene(bone("a", CENTRE, R)), plain(s), Monitor.NONE);
        List<Volume> slices = image.slices();
        Vec3 step = slices.get(1).geometry().origin().minus(slices.get(0).geometry().origin());
        assertEquals(0, step.distance(new Vec3(0, 0, 0.001)), 1e-12);
        assertEquals(Math.toRadians(15), slices.get(0).geometry().kDirection().angle(Vec3.Z), 1e-12);
        for (Volume v : slices) {
            for (int j = 0; j < 40; j += 3) {
                for (int i = 0; i < 40; i += 3) {
                    double d = v.geometry().point(i, j, 0).distance(CENTRE);
                    if (d < R - SHELL - 0.001) {
                        assertEquals(TRABECULAR, v.value(i, j, 0));
                    } else if (d > R + 0.001) {
                        assertEquals(Attenuation.FAT, v.value(i, j, 0));
                    }
                }
            }
        }
    }

    @Test
    void badProtocolsAreRefusedAndScansStop() {
        SliceStack s = SliceStack.axial(8, 8, 8, Vec3.ZERO, 0.001, 0.001, 0);
        assertThrows(IllegalArgumentException.class, () -> new CtProtocol(s, -0.001, 0, 0, 1, false));
        assertThrows(IllegalArgumentException.class, () -> new CtProtocol(s, 0, 0, Double.NaN, 1, false));
        assertThrows(IllegalArgumentException.class, () -> SliceStack.axial(8, 8, 8, Vec3.ZERO, 0, 0.001, 0));
        assertThrows(IllegalArgumentException.class, () -> SliceStack.axial(4096, 4096, 4096, Vec3.ZERO, 0.001, 0.001, 0));
        Monitor stop = Monitor.until(() -> true);
        assertThrows(CancellationException.class, () -> SyntheticCt.scan(scene(bone("a", CENTRE, R)), plain(s), stop));
    }
}
