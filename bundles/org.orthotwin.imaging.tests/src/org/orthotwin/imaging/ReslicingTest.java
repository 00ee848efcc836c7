/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CancellationException;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;

/** Slices and radiographs against fields that are known everywhere, on grids that lie in any way. */
class ReslicingTest {

    /** Linear in space, so that linear interpolation has no error: HU over LPS in m. */
    private static final ToDoubleFunction<Vec3> RAMP = p -> 100 + 2000 * p.x() - 3000 * p.y() + 5000 * p.z();

    private static Volume filled(VolumeGeometry g, ScalarType type, ValueMapping mapping, ToDoubleFunction<Vec3> field) {
        Volume v = Volume.zeros(g, type, mapping);
        for (int k = 0; k < g.nz(); k++) {
            for (int j = 0; j < g.ny(); j++) {
                for (int i = 0; i < g.nx(); i++) {
                    double stored = mapping.stored(field.applyAsDouble(g.point(i, j, k)));
                    type.put(v.store().slice(k), (i + g.nx() * j) * type.bytes(), type.isFloating() ? stored : Math.rint(stored));
                }
            }
        }
        return v;
    }

    /** Turned about no axis of the patient, left-handed, with three spacings. */
    private static VolumeGeometry oblique() {
        RigidTransform r = RigidTransform.rotation(new Vec3(1, 2, -0.5).normalized(), 0.7);
        return new VolumeGeometry(40, 36, 30, new Vec3(0.01, -0.05, 0.02), r.axis(0).negate(), r.axis(1), r.axis(2), 0.001, 0.0012, 0.002);
    }

    @Test
    void aSliceOfAnyGridShowsTheFieldWhereItIs() {
        VolumeGeometry g = oblique();
        Volume v = filled(g, ScalarType.FLOAT32, ValueMapping.HOUNSFIELD, RAMP);
        Vec3 middle = g.point(19.5, 17.5, 14.5);
        // coronal, as it is hung: the patient's left on the right, the head above
        SlicePlane p = new SlicePlane(middle.plus(new Vec3(-0.01, 0, 0.01)), Vec3.X, Vec3.Z.negate(), 0.0005, 40, 40);
        float[] s = new Reslicing(v).slice(p, Slab.THIN, Interpolation.LINEAR, Monitor.NONE);
        int seen = 0;
        for (int y = 0; y < 40; y++) {
            for (int x = 0; x < 40; x++) {
                float value = s[x + 40 * y];
                if (!Float.isNaN(value)) {
                    seen++;
                    assertEquals(RAMP.applyAsDouble(p.point(x, y)), value, 0.01, x + ", " + y);
                }
            }
        }
        assertTrue(seen > 1000, seen + " pixels of 1600 lie in the volume");
        assertEquals(new Vec3(0, 1, 0), p.normal());
    }

    @Test
    void storedTypesAndMappingsGiveTheSameValues() {
        VolumeGeometry g = oblique();
        SlicePlane p = new SlicePlane(g.point(10, 10, 10), g.iDirection(), g.jDirection(), 0.0007, 20, 20);
        float[] wanted = new Reslicing(filled(g, ScalarType.FLOAT64, ValueMapping.HOUNSFIELD, RAMP)).slice(p, Slab.THIN,
                Interpolation.LINEAR, Monitor.NONE);
        for (ScalarType t : new ScalarType[] {ScalarType.INT16, ScalarType.UINT16, ScalarType.INT32, ScalarType.FLOAT32}) {
            float[] s = new Reslicing(filled(g, t, new ValueMapping(0.25, -1024, "HU"), RAMP)).slice(p, Slab.THIN, Interpolation.LINEAR,
                    Monitor.NONE);
            for (int n = 0; n < s.length; n++) {
                assertEquals(wanted[n], s[n], 0.13, t + " at " + n);
            }
        }
    }

    @Test
    void nearestGivesStoredNumbersOnlyAndOutsideIsNotANumber() {
        VolumeGeometry g = VolumeGeometry.axisAligned(3, 3, 3, Vec3.ZERO, 0.001);
        Volume v = filled(g, ScalarType.UINT8, ValueMapping.IDENTITY, q -> Math.rint(1000 * (q.x() + 3 * q.y() + 9 * q.z())));
        // from more than half a voxel beyond the first centre to more than that beyond the last one, in steps of a quarter
        SlicePlane p = new SlicePlane(new Vec3(-0.0007, 0.001, 0.002), Vec3.X, Vec3.Y, 0.00025, 16, 1);
        float[] s = new Reslicing(v).slice(p, Slab.THIN, Interpolation.NEAREST, Monitor.NONE);
        String read = "";
        for (float x : s) {
            read += Float.isNaN(x) ? "-" : (int) x - 21;
        }
        assertEquals("-000011112222---", read);
        for (float x : new Reslicing(v).slice(new SlicePlane(new Vec3(0, 0, 0.01), Vec3.X, Vec3.Y, 0.001, 3, 3), Slab.THIN,
                Interpolation.LINEAR, Monitor.NONE)) {
            assertTrue(Float.isNaN(x));
        }
    }

    @Test
    void slabsShowTheMeanOrTheLargestThroughTheirThickness() {
        VolumeGeometry g = VolumeGeometry.axisAligned(20, 20, 41, new Vec3(0, 0, -0.02), 0.001);
        Volume v = filled(g, ScalarType.INT16, ValueMapping.HOUNSFIELD, q -> Math.rint(1000 * q.z()) == 4 ? 500 : 10);
        SlicePlane p = new SlicePlane(Vec3.ZERO, Vec3.X, Vec3.Y, 0.001, 20, 20);
        Reslicing r = new Reslicing(v);
        assertEquals(10, r.slice(p, Slab.THIN, Interpolation.LINEAR, Monitor.NONE)[0], 1e-6);
        assertEquals(500, r.slice(p, new Slab(0.010, true), Interpolation.LINEAR, Monitor.NONE)[77], 1e-3);
        assertEquals(10 + 490 / 11.0, r.slice(p, new Slab(0.010, false), Interpolation.LINEAR, Monitor.NONE)[77], 1e-3);
        // wider than the image: what is outside counts for nothing
        assertEquals(10 + 490 / 41.0, r.slice(p, new Slab(0.080, false), Interpolation.LINEAR, Monitor.NONE)[77], 0.01);
    }

    /** A cube of water with a rod of 1000 HU: what the rays cross is known, and so is how a film behind it is magnified. */
    @Test
    void aRadiographAttenuatesByLengthAndMagnifiesByDistance() {
        VolumeGeometry g = VolumeGeometry.axisAligned(100, 100, 100, new Vec3(-0.0495, -0.0495, -0.0495), 0.001);
        // the rod goes up and down through x = 20 mm, y = 0
        Volume v = filled(g, ScalarType.INT16, ValueMapping.HOUNSFIELD, q -> Math.hypot(q.x() - 0.02, q.y()) < 0.006 ? 1000 : 0);
        Vec3 source = new Vec3(0, -1, 0);
        // 200 mm behind the middle, 1200 mm from the source; one pixel is 1 mm
        SlicePlane film = new SlicePlane(new Vec3(-0.1, 0.2, 0), Vec3.X, Vec3.Z.negate(), 0.001, 201, 1);
        float[] f = new Reslicing(v).radiograph(film, source, Monitor.NONE);
        // straight through the middle: 100 mm of water
        assertEquals(Reslicing.WATER * 0.1, f[100], 0.02);
        // 12 mm of it at twice the attenuation, where the rod's axis is shown: 20 mm times 1.2
        assertEquals(Reslicing.WATER * 0.112 * Math.hypot(1, 0.024 / 1.2), f[124], 0.05);
        assertEquals(0, f[0], 0);
        double sum = 0;
        double moment = 0;
        for (int x = 100; x < 150; x++) {
            double more = f[x] / Math.hypot(1, (x - 100) / 1200.0) - Reslicing.WATER * 0.1;
            if (more > 0.03) {
                sum += more;
                moment += more * (x - 100);
            }
        }
        assertEquals(24, moment / sum, 0.1);
    }

    @Test
    void aCancelIsAnsweredAndNonsenseRefused() {
        VolumeGeometry g = oblique();
        Reslicing r = new Reslicing(filled(g, ScalarType.INT16, ValueMapping.HOUNSFIELD, RAMP));
        SlicePlane p = new SlicePlane(g.point(0, 0, 0), Vec3.X, Vec3.Y, 0.001, 10, 10);
        Monitor stopped = Monitor.until(() -> true);
        assertThrows(CancellationException.class, () -> r.slice(p, Slab.THIN, Interpolation.LINEAR, stopped));
        assertThrows(CancellationException.class, () -> r.radiograph(p, new Vec3(0, 0, -1), stopped));
        assertThrows(IllegalArgumentException.class, () -> r.slice(p, Slab.THIN, Interpolation.CUBIC, Monitor.NONE));
        assertThrows(IllegalArgumentException.class, () -> new SlicePlane(Vec3.ZERO, Vec3.X, Vec3.X, 0.001, 10, 10));
        assertThrows(IllegalArgumentException.class, () -> new Slab(-1, true));
    }
}
