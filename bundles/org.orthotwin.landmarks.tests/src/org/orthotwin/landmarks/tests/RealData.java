/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.landmarks.tests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.orthotwin.geometry.MeshRepair;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.io.LengthUnit;
import org.orthotwin.geometry.io.MeshReader;

/** Surfaces of real bones, in mm unless said otherwise, and of simple shapes. */
final class RealData {

    private RealData() {
    }

    static TriangleMesh mesh(String path) {
        return mesh(path, LengthUnit.MILLIMETRE);
    }

    static TriangleMesh mesh(String path, LengthUnit unit) {
        String data = System.getProperty("orthotwin.data");
        assumeTrue(data != null && Files.exists(Path.of(data).resolve(path)), "no real data: " + path);
        return MeshReader.read(Path.of(data).resolve(path), unit);
    }

    static TriangleMesh ball(double radius, int n) {
        List<Double> v = new ArrayList<>();
        List<Integer> t = new ArrayList<>();
        for (int i = 0; i <= n; i++) {
            for (int j = 0; j < 2 * n; j++) {
                double a = Math.PI * i / n;
                double b = Math.PI * j / n;
                v.addAll(List.of(radius * Math.sin(a) * Math.cos(b), radius * Math.sin(a) * Math.sin(b), radius * Math.cos(a)));
                if (i < n) {
                    int k = (j + 1) % (2 * n);
                    t.addAll(List.of(2 * n * i + j, 2 * n * (i + 1) + j, 2 * n * (i + 1) + k));
                    t.addAll(List.of(2 * n * i + j, 2 * n * (i + 1) + k, 2 * n * i + k));
                }
            }
        }
        return MeshRepair.dropDegenerate(MeshRepair.weld(new TriangleMesh(v.stream().mapToDouble(d -> d).toArray(),
                t.stream().mapToInt(k -> k).toArray()), 1e-9));
    }

    /** What lies above a height, closed. */
    static TriangleMesh above(TriangleMesh m, double y) {
        List<Integer> t = new ArrayList<>();
        for (int i = 0; i < m.triangleCount(); i++) {
            if (m.corner(i, 0).y() > y && m.corner(i, 1).y() > y && m.corner(i, 2).y() > y) {
                for (int k = 0; k < 3; k++) {
                    t.add(m.triangles()[3 * i + k]);
                }
            }
        }
        return MeshRepair.fillHoles(MeshRepair.withoutUnusedVertices(new TriangleMesh(m.vertices(), t.stream().mapToInt(k -> k).toArray())),
                100000);
    }
}
