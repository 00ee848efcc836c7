/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.render.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.io.LengthUnit;
import org.orthotwin.geometry.io.MeshReader;
import org.orthotwin.render.Camera;
import org.orthotwin.render.ClipPlane;
import org.orthotwin.render.ColorMap;
import org.orthotwin.render.Image;
import org.orthotwin.render.Material;
import org.orthotwin.render.RenderOptions;
import org.orthotwin.render.Renderer;
import org.orthotwin.render.ScalarField;
import org.orthotwin.render.Scene;
import org.orthotwin.render.StandardView;
import org.orthotwin.render.Surface;

/** Pictures of bones from the data beside the checkout; skipped where they are missing. */
class RealBonesTest {

    private static TriangleMesh bone(String name) {
        String set = System.getProperty("orthotwin.data");
        Path data = set == null ? null : Path.of(set);
        for (Path p = Path.of("").toAbsolutePath(); data == null && p != null; p = p.getParent()) {
            data = Files.isDirectory(p.resolve("shared/data")) ? p.resolve("shared/data") : null;
        }
        assumeTrue(data != null && Files.exists(data.resolve("bones/artisynth-core").resolve(name)), "no bones; set -Dorthotwin.data");
        return MeshReader.read(data.resolve("bones/artisynth-core").resolve(name), LengthUnit.MILLIMETRE);
    }

    /** Area of the cut at the given height in m^2: the integral along the outlines that the plane cuts from the triangles. */
    private static double cutArea(TriangleMesh mesh, double z) {
        double area = 0;
        for (int t = 0; t < mesh.triangleCount(); t++) {
            double[] in = null;
            double[] out = null;
            for (int k = 0; k < 3; k++) {
                Vec3 a = mesh.corner(t, k);
                Vec3 b = mesh.corner(t, (k + 1) % 3);
                if (a.z() < z != b.z() < z) {
                    double u = (z - a.z()) / (b.z() - a.z());
                    double[] p = {a.x() + u * (b.x() - a.x()), a.y() + u * (b.y() - a.y())};
                    if (a.z() < z) {
                        in = p;
                    } else {
                        out = p;
                    }
                }
            }
            if (in != null) {
                area += 0.5 * (out[0] * in[1] - in[0] * out[1]);
            }
        }
        return Math.abs(area);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.2, 0.4, 0.5, 0.7})
    void aSectionOfAPelvisHasTheAreaOfTheCut(double share) {
        TriangleMesh mesh = bone("OsCoxaeLeft.obj");
        double[] b = mesh.bounds();
        double z = b[2] + share * (b[5] - b[2]);
        // The skin takes a colour of the map, the section that of the material.
        ScalarField skin = new ScalarField(new double[mesh.vertexCount()], 0, 1, ColorMap.VIRIDIS);
        Scene s = Scene.builder().surface(Surface.of(mesh), RigidTransform.IDENTITY, Material.flat(0xFF0000), skin)
                .clip(new ClipPlane(new Vec3(0, 0, z), Vec3.Z)).build();
        Camera c = Camera.orthographic(Vec3.ZERO, Vec3.Z.negate(), Vec3.Y, 1).fit(s, 1, 0.05);
        Image i = Renderer.render(s, c, RenderOptions.print(900, 900).withAmbientOcclusion(0).withDepthCue(0).withOutlineWidth(0));
        long red = Arrays.stream(i.argb()).filter(p -> (p & 0xFFFFFF) == 0xFF0000).count();
        long mixed = Arrays.stream(i.argb()).filter(p -> (p >> 16 & 255) > 200 && (p & 0xFFFFFF) != 0xFF0000 && (p >> 8 & 255) < 100)
                .count();
        double pixel = c.height() / 900;
        assertEquals(cutArea(mesh, z), (red + 0.5 * mixed) * pixel * pixel, 0.02 * cutArea(mesh, z));
    }

    @Test
    void bonesFillTheirPicturesTheSameOnAnyNumberOfThreads() {
        for (String name : new String[] {"OsCoxaeLeft.obj", "SmoothFemurRight.obj"}) {
            Surface surface = Surface.of(bone(name));
            Scene s = Scene.builder().surface(surface, RigidTransform.IDENTITY, Material.BONE)
                    .surface(surface, RigidTransform.translation(new Vec3(0.01, 0.02, 0.01)), Material.BONE.withOpacity(0.4)).build();
            for (StandardView view : StandardView.values()) {
                RenderOptions o = RenderOptions.print(160, 120);
                Camera c = Camera.of(view, RigidTransform.IDENTITY).fit(s, o.aspect(), 0.05);
                int[] one = Renderer.render(s, c, o.withThreads(1)).argb();
                assertArrayEquals(one, Renderer.render(s, c, o.withThreads(2)).argb());
                double covered = Arrays.stream(one).filter(p -> p != 0xFFFFFFFF).count() / (double) one.length;
                assertTrue(covered > 0.05 && covered < 0.9, name + " " + view + " covers " + covered);
            }
        }
    }
}
