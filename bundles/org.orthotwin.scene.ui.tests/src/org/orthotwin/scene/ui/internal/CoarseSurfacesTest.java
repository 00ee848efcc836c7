/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.scene.ui.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.MassProperties;
import org.orthotwin.geometry.Subdivision;
import org.orthotwin.geometry.SurfaceDeviation;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.render.Surface;

class CoarseSurfacesTest {

    private static Surface fine() {
        return Surface.of(Subdivision.midpoint(Surface.unitSphere().mesh()));
    }

    private static void ready() {
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            while (!CoarseSurfaces.isReady()) {
                Thread.sleep(5);
            }
        });
    }

    @Test
    void aCoarserSurfaceHasFewTrianglesAndLiesNear() {
        Surface fine = fine();
        TriangleMesh mesh = fine.mesh();
        Surface few = Surface.of(Surface.cylinder(0.1, 0.01).mesh());
        CoarseSurfaces.want(List.of(fine, few));
        ready();
        CoarseSurfaces.Coarse c = CoarseSurfaces.of(fine).orElseThrow();
        TriangleMesh coarse = c.surface().mesh();
        assertTrue(coarse.triangleCount() < mesh.triangleCount() / 2, coarse.triangleCount() + " of " + mesh.triangleCount());
        assertTrue(c.error() < 0.001, "a third of a pixel of 1200 for a ball of 2 m: " + c.error() + " m");
        assertTrue(SurfaceDeviation.isWithin(coarse, Bvh.of(mesh), 4 * c.error()), "the coarser one");
        assertTrue(SurfaceDeviation.isWithin(mesh, Bvh.of(coarse), 4 * c.error()), "the fine one");
        double spacing = Math.sqrt(MassProperties.area(mesh) / 1e5);
        double nearlyAll = SurfaceDeviation.between(mesh, coarse, spacing).percentile95();
        assertTrue(nearlyAll < 1.2 * c.error(), nearlyAll + " m");
        assertEquals(Optional.empty(), CoarseSurfaces.of(few), "few triangles stay");
    }

    @Test
    void whatIsWantedLaterTakesThePlaceOfWhatWaits() {
        List<Surface> first = Stream.generate(CoarseSurfacesTest::fine).limit(3).toList();
        Surface last = fine();
        CoarseSurfaces.want(first);
        CoarseSurfaces.want(List.of(last));
        ready();
        assertTrue(CoarseSurfaces.of(last).isPresent());
        assertTrue(first.stream().filter(s -> CoarseSurfaces.of(s).isPresent()).count() < 3, "what nobody shows any more is not made");
    }
}
