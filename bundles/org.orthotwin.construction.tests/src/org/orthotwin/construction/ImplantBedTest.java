/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.construction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;
import org.orthotwin.density.BoneStock;
import org.orthotwin.density.Calibration;
import org.orthotwin.geometry.Isosurface;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.ValueMapping;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.joint.Side;
import org.orthotwin.landmarks.BoneFrames;
import org.orthotwin.solver.Person;
import org.orthotwin.solver.Problem;

/** Blocks of bone whose volumes by zone can be written down. Lengths in mm, as far as nothing else is said. */
class ImplantBedTest {

    private static final double MM = 1e-3;
    private static final Calibration CALIBRATION = Calibration.declared(10, 0.8, "test");

    /** A block of bone: HU on the lateral side (z at least 0), and on the medial one. */
    private record Block(Volume image, LabelMap labels, TriangleMesh surface) {

        static Block of(double spacing, Vec3 low, Vec3 high, int lateral, int medial) {
            double pad = 4 * spacing;
            Vec3 extent = high.minus(low);
            int nx = (int) Math.round((extent.x() + 2 * pad) / spacing);
            int ny = (int) Math.round((extent.y() + 2 * pad) / spacing);
            int nz = (int) Math.round((extent.z() + 2 * pad) / spacing);
            Vec3 x = new Vec3(1, 0, 0);
            Vec3 y = new Vec3(0, 1, 0);
            Vec3 z = new Vec3(0, 0, 1);
            Vec3 first = low.minus(new Vec3(pad, pad, pad)).plus(new Vec3(spacing, spacing, spacing).times(0.5));
            double s = spacing * MM;
            VolumeGeometry g = new VolumeGeometry(nx, ny, nz, first.times(MM), x, y, z, s, s, s);
            Volume image = Volume.zeros(g, ScalarType.INT16, ValueMapping.HOUNSFIELD);
            Volume labels = Volume.zeros(g, ScalarType.UINT8, ValueMapping.IDENTITY);
            Predicate<Vec3> inside = p -> p.x() > low.x() * MM && p.x() < high.x() * MM && p.y() > low.y() * MM && p.y() < high.y() * MM
                    && p.z() > low.z() * MM && p.z() < high.z() * MM;
            for (int k = 0; k < nz; k++) {
                for (int q = 0; q < nx * ny; q++) {
                    Vec3 p = g.point(q % nx, q / nx, k);
                    if (inside.test(p)) {
                        ScalarType.INT16.put(image.store().slice(k), 2 * q, p.z() >= 0 ? lateral : medial);
                        labels.store().slice(k).put(q, (byte) 1);
                    }
                }
            }
            return new Block(image, LabelMap.of(labels, Map.of(1, "bone")), box(low, high));
        }
    }

    private static TriangleMesh box(Vec3 low, Vec3 high) {
        Vec3 c = low.mid(high).times(MM);
        Vec3 h = high.minus(low).times(0.5 * MM);
        Vec3 pad = new Vec3(MM, MM, MM);
        return Isosurface.extract((x, y, z) -> Math.max(Math.abs(x - c.x()) - h.x(),
                Math.max(Math.abs(y - c.y()) - h.y(), Math.abs(z - c.z()) - h.z())),
                low.times(MM).minus(pad), high.times(MM).plus(pad), MM, 0);
    }

    private static Map<String, BoneStock.Zone> stock(Block block, PlacedPart part, Body bone) {
        Problem plan = new Problem(new Person(70, 1.7, 60), List.of(bone), null, List.of(part), List.of());
        List<ImplantBed> beds = ImplantBed.of(block.image(), b -> Optional.of(block.labels()), plan, Side.RIGHT, CALIBRATION, Monitor.NONE);
        assertEquals(1, beds.size());
        assertEquals(part.role(), beds.getFirst().role());
        Map<String, BoneStock.Zone> zones = new HashMap<>();
        beds.getFirst().zones().forEach(z -> zones.put(z.stock().zone(), z.stock()));
        return zones;
    }

    /** A straight stem of 8 x 8 mm in a block; the cut slopes by 45 degrees down to the medial side, which is -z. */
    @Test
    void bedOfAStemIsWhatIsNeitherCutNorTaken() {
        Block block = Block.of(0.5, new Vec3(-10, -40, -12), new Vec3(10, 15, 12), 800, 400);
        TriangleMesh envelope = box(new Vec3(-4, -30, -4), new Vec3(4, 8, 4));
        RigidTransform cut = RigidTransform.frame(new Vec3(0, 3 * MM, 0), new Vec3(1, 0, 0),
                new Vec3(0, 1, 1).normalized().negate(), new Vec3(0, 1, -1).normalized());
        RigidTransform shaft = RigidTransform.frame(Vec3.ZERO, new Vec3(0, 0, 1), new Vec3(1, 0, 0), new Vec3(0, 1, 0));
        PartModel stem = new PartModel("test/stem", "1", "hip.stem", "S1", Map.of(), Map.of("envelope", envelope),
                Map.of("resection", cut, "shaft", shaft, "tip", RigidTransform.translation(new Vec3(0, -30 * MM, 0))));
        Body femur = new Body("femur.right", "femur", Side.RIGHT, Map.of("outer", block.surface()), Map.of(), Map.of());
        Map<String, BoneStock.Zone> zones = stock(block, new PlacedPart("stem", stem, "femur.right", RigidTransform.IDENTITY), femur);
        // half a section is 20 x 12 less 8 x 4 mm, a third of the stem from the cut to the tip 11 mm
        double third = 208 * 11;
        for (String zone : List.of("2", "3", "5", "6")) {
            assertVolume(third, zones.get(zone));
        }
        // the slope of the cut leaves a wedge above laterally and takes one medially
        double wedge = 20 * 12 * 12 / 2.0 - 8 * 4 * 4 / 2.0;
        assertVolume(third + wedge, zones.get("1"));
        assertVolume(third - wedge, zones.get("7"));
        assertVolume(10 * 20 * 24, zones.get("4"));
        for (int zone = 1; zone <= 7; zone++) {
            double expected = CALIBRATION.density(zone < 4 ? 800 : zone > 4 ? 400 : 600);
            assertEquals(expected, zones.get(String.valueOf(zone)).meanDensity(), 1e-6 * expected, "zone " + zone);
        }
    }

    /** A cup amid bone on all sides: its shell's quarters, but for the one below to the side. */
    @Test
    void bedOfACupIsAShell() {
        Block block = Block.of(1, new Vec3(-35, -35, -35), new Vec3(35, 35, 35), 500, 500);
        PartModel cup = new PartModel("test/cup", "40", "hip.cup", "C40", Map.of("cup.outer-diameter", 0.040), Map.of(), Map.of());
        Body pelvis = new Body("pelvis", "pelvis", Side.MIDLINE, Map.of("outer", block.surface()), Map.of(),
                Map.of(BoneFrames.PELVIS_APP, RigidTransform.IDENTITY));
        Map<String, BoneStock.Zone> zones = stock(block, new PlacedPart("cup", cup, "pelvis", RigidTransform.IDENTITY), pelvis);
        double quarter = Math.PI / 3 * (Math.pow(30, 3) - Math.pow(20, 3));
        for (String zone : List.of("I", "II", "III")) {
            assertVolume(quarter, zones.get(zone));
        }
        assertEquals(3, zones.size());
    }

    @Test
    void otherPartsHaveNoZones() {
        PartModel head = new PartModel("test/head", "32", "hip.head", "H32", Map.of(), Map.of(), Map.of());
        Body femur = new Body("femur.right", "femur", Side.RIGHT, Map.of(), Map.of(), Map.of());
        assertTrue(ImplantBed.scheme(new PlacedPart("head", head, "femur.right", RigidTransform.IDENTITY), femur, Side.RIGHT).isEmpty());
    }

    private static void assertVolume(double expected, BoneStock.Zone zone) {
        assertEquals(expected, zone.volume() * 1e9, Math.max(0.02 * expected, 50), zone.zone());
    }
}
