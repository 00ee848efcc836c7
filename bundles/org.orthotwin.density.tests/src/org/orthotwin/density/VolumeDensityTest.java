/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.density;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Isosurface;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.ValueMapping;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;

class VolumeDensityTest {

    private static final double SPACING = 0.0005;

    private interface Value {
        double at(Vec3 p);
    }

    private static Volume volume(int n, Value value, ValueMapping mapping, ScalarType type) {
        double half = 0.5 * (n - 1) * SPACING;
        VolumeGeometry g = VolumeGeometry.axisAligned(n, n, n, new Vec3(-half, -half, -half), SPACING);
        Volume v = Volume.zeros(g, type, mapping);
        for (int k = 0; k < n; k++) {
            for (int p = 0; p < n * n; p++) {
                type.put(v.store().slice(k), p * type.bytes(), Math.rint(value.at(g.point(p % n, p / n, k))));
            }
        }
        return v;
    }

    /** A tube along z, blurred over one voxel as its partial volumes are: radii in m. */
    private static double tube(Vec3 p, double inner, double outer) {
        double r = Math.hypot(p.x(), p.y());
        double inOuter = Math.clamp((outer - r) / SPACING + 0.5, 0, 1);
        double inInner = Math.clamp((inner - r) / SPACING + 0.5, 0, 1);
        return 50 + 1350 * (inOuter - inInner) + 100 * inInner;
    }

    @Test
    void thicknessOfATubeIsItsOwn() {
        double inner = 0.007;
        double outer = 0.011;
        Volume ct = volume(64, p -> tube(p, inner, outer), ValueMapping.HOUNSFIELD, ScalarType.INT16);
        TriangleMesh bone = Isosurface.extract((x, y, z) -> Math.hypot(x, y) - outer, new Vec3(-0.013, -0.013, -0.006),
                new Vec3(0.013, 0.013, 0.006), 0.001, 0);
        double[] thickness = CorticalThickness.of(ct, bone, Monitor.NONE);
        int seen = 0;
        for (int v = 0; v < thickness.length; v++) {
            // the caps of the tube are not its cortex
            if (Math.abs(bone.vertex(v).z()) < 0.004) {
                seen++;
                assertEquals(outer - inner, thickness[v], 0.00015, "at " + bone.vertex(v));
            }
        }
        assertTrue(seen > 300, seen + " vertices");
    }

    @Test
    void thicknessIsUnknownWhereThereIsNoCortex() {
        Volume ct = volume(64, p -> 50, ValueMapping.HOUNSFIELD, ScalarType.INT16);
        TriangleMesh bone = Isosurface.extract((x, y, z) -> Math.sqrt(x * x + y * y + z * z) - 0.01, new Vec3(-0.012, -0.012, -0.012),
                new Vec3(0.012, 0.012, 0.012), 0.002, 0);
        for (double t : CorticalThickness.of(ct, bone, Monitor.NONE)) {
            assertTrue(Double.isNaN(t));
        }
    }

    @Test
    void peaksOfNoisyTissuesAreFound() {
        Random random = new Random(4);
        double[] means = {-995.3, -103.6, 56.2};
        Volume ct = volume(48, p -> {
            double r = p.norm();
            return means[r > 0.011 ? 0 : r > 0.009 ? 1 : 2] + 25 * random.nextGaussian();
        }, ValueMapping.HOUNSFIELD, ScalarType.INT16);
        TissuePeaks peaks = TissuePeaks.of(ct);
        assertEquals(means[0], peaks.air(), 3);
        assertEquals(means[1], peaks.fat(), 3);
        assertEquals(means[2], peaks.muscle(), 3);
    }

    @Test
    void missingTissueIsNamed() {
        Volume ct = volume(32, p -> p.norm() > 0.005 ? -1000 : 50 + 10 * p.x() / 0.005, ValueMapping.HOUNSFIELD, ScalarType.INT16);
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> TissuePeaks.of(ct));
        assertTrue(e.getMessage().contains("no peak of fat between -170 and -40 HU"), e.getMessage());
        Volume mr = volume(8, p -> 50, ValueMapping.IDENTITY, ScalarType.INT16);
        assertThrows(IllegalArgumentException.class, () -> TissuePeaks.of(mr));
    }

    private static Map<String, BoneStock.Zone> byZone(List<BoneStock.Zone> zones) {
        return zones.stream().collect(Collectors.toMap(BoneStock.Zone::zone, z -> z));
    }

    @Test
    void stockOfABlockByGruenZone() {
        // a stem of 12 mm along -z with its tip at z = -6 mm, in bone whose density differs from side to side
        Volume ct = volume(40, p -> p.x() >= 0 ? 400 : 200, ValueMapping.HOUNSFIELD, ScalarType.INT16);
        Volume one = volume(40, p -> 1, ValueMapping.IDENTITY, ScalarType.UINT8);
        LabelMap labels = LabelMap.of(one, Map.of(1, "femur.right"));
        ZoneScheme gruen = ZoneScheme.gruen(new Vec3(0, 0, 0.006), new Vec3(0, 0, -0.006), Vec3.X, 0.003);
        Calibration c = Calibration.declared(-10, 0.8, "test");
        List<BoneStock.Zone> zones = BoneStock.measure(ct, labels, 1, 0, c, gruen, Monitor.NONE);
        assertEquals(List.of("1", "2", "3", "4", "5", "6", "7"), zones.stream().map(BoneStock.Zone::zone).toList());
        for (BoneStock.Zone z : zones) {
            double expected = z.zone().equals("4") ? 0.5 * (c.density(400) + c.density(200))
                    : c.density("123".contains(z.zone()) ? 400 : 200);
            assertEquals(expected, z.meanDensity(), 1e-9, "zone " + z.zone());
            assertEquals(z.voxels() * Math.pow(SPACING, 3), z.volume(), 1e-18);
            assertEquals(z.volume() * z.meanDensity(), z.mineral(), 1e-12);
        }
        Map<String, BoneStock.Zone> by = byZone(zones);
        // thirds of 4 mm at half a millimetre: eight layers of half a slice
        assertEquals(8 * 20 * 40, by.get("2").voxels());
        assertEquals(6 * 40 * 40, by.get("4").voxels());
        assertEquals(0, by.get("1").sdDensity(), 1e-9);
        assertEquals(80, by.get("4").sdDensity(), 1e-9);
        // erosion takes two layers at the border of the bone, here that of the image
        long before = zones.stream().mapToLong(BoneStock.Zone::voxels).sum();
        long after = BoneStock.measure(ct, labels, 1, 2, c, gruen, Monitor.NONE).stream().mapToLong(BoneStock.Zone::voxels).sum();
        assertTrue(after < before && after > before / 2, before + " and " + after);
        Map<String, BoneStock.Zone> eroded = byZone(BoneStock.measure(ct, labels, 1, 2, c, gruen, Monitor.NONE));
        assertEquals(8 * 18 * 36, eroded.get("2").voxels());
    }

    @Test
    void zonesOfCupAndGlenoid() {
        ZoneScheme cup = ZoneScheme.deLeeCharnley(Vec3.ZERO, Vec3.X, Vec3.Z, 0.025, 0.01);
        assertEquals("I", cup.zoneOf(new Vec3(0.02, 0, 0.02)).orElseThrow());
        assertEquals("II", cup.zoneOf(new Vec3(-0.02, 0, 0.02)).orElseThrow());
        assertEquals("III", cup.zoneOf(new Vec3(-0.02, 0, -0.02)).orElseThrow());
        assertTrue(cup.zoneOf(new Vec3(0.02, 0, -0.02)).isEmpty());
        assertTrue(cup.zoneOf(new Vec3(0, 0, 0.02)).isEmpty());
        ZoneScheme vault = ZoneScheme.glenoidVault(Vec3.ZERO, Vec3.X, Vec3.Z, Vec3.Y, 0.015, 0.02);
        assertEquals("anterosuperior", vault.zoneOf(new Vec3(0.01, 0.005, 0.005)).orElseThrow());
        assertEquals("posteroinferior", vault.zoneOf(new Vec3(0.01, -0.005, -0.005)).orElseThrow());
        assertTrue(vault.zoneOf(new Vec3(-0.01, 0, 0)).isEmpty());
    }
}
