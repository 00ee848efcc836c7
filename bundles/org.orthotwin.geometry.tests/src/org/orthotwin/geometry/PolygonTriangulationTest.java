/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

class PolygonTriangulationTest {

    @Test
    void concavePolygonKeepsItsArea() {
        // a comb, turned in space
        int teeth = 7;
        double[] p = new double[3 * (4 * teeth + 2)];
        int n = 0;
        for (int i = 0; i < teeth; i++) {
            double[] tooth = {2 * i, 0, 2 * i + 1, 0, 2 * i + 1, 5, 2 * i + 2, 5};
            for (int k = 0; k < 4; k++) {
                p[3 * n] = tooth[2 * k];
                p[3 * n++ + 1] = -tooth[2 * k + 1];
            }
        }
        p[3 * n] = 2 * teeth;
        p[3 * n++ + 1] = 10;
        p[3 * n++ + 1] = 10;
        double[] turned = RigidTransform.rotation(new Vec3(1, 2, 3), 2).applyAll(p);
        int[] t = PolygonTriangulation.triangulate(turned, n);
        assertEquals(3 * (n - 2), t.length);
        double shoelace = 0;
        for (int i = 0, j = n - 1; i < n; j = i++) {
            shoelace += 0.5 * (p[3 * j] * p[3 * i + 1] - p[3 * i] * p[3 * j + 1]);
        }
        assertEquals(Math.abs(shoelace), MassProperties.area(new TriangleMesh(turned, t)), 1e-12 * Math.abs(shoelace));
    }

    @Test
    void polygonsWithHolesAndIslands() {
        Random random = new Random(1);
        for (int trial = 0; trial < 50; trial++) {
            // a square with a grid of star-shaped holes, one of them with an island
            int corners = 4;
            int grid = 3;
            int hole = 5 + random.nextInt(12);
            int n = corners + grid * grid * hole + 3;
            double[] xy = new double[2 * n];
            double[] square = {0, 0, 30, 0, 30, 30, 0, 30};
            System.arraycopy(square, 0, xy, 0, 8);
            List<int[]> loops = new ArrayList<>();
            loops.add(new int[] {0, 1, 2, 3});
            double area = 900;
            int at = 4;
            for (int g = 0; g < grid * grid; g++) {
                int[] loop = new int[hole];
                double a = 0;
                for (int k = 0; k < hole; k++) {
                    double r = g == 4 ? 4 : 1.5 + 3 * random.nextDouble();
                    double angle = -2 * Math.PI * k / hole;
                    xy[2 * at] = 5 + 10 * (g % grid) + r * Math.cos(angle);
                    xy[2 * at + 1] = 5 + 10 * (g / grid) + r * Math.sin(angle);
                    loop[k] = at++;
                }
                for (int k = 0, j = hole - 1; k < hole; j = k++) {
                    a += 0.5 * (xy[2 * loop[j]] * xy[2 * loop[k] + 1] - xy[2 * loop[k]] * xy[2 * loop[j] + 1]);
                }
                assertTrue(a < 0);
                area += a;
                loops.add(loop);
            }
            double[] island = {14, 14, 16, 14, 15, 16};
            System.arraycopy(island, 0, xy, 2 * at, 6);
            loops.add(new int[] {at, at + 1, at + 2});
            area += 2;
            int[] t = PolygonTriangulation.triangulate(loops, xy, null);
            double sum = 0;
            for (int i = 0; i < t.length; i += 3) {
                double s = 0.5 * ((xy[2 * t[i + 1]] - xy[2 * t[i]]) * (xy[2 * t[i + 2] + 1] - xy[2 * t[i] + 1])
                        - (xy[2 * t[i + 2]] - xy[2 * t[i]]) * (xy[2 * t[i + 1] + 1] - xy[2 * t[i] + 1]));
                assertTrue(s > -1e-12, "a triangle is turned over");
                sum += s;
            }
            assertEquals(3 * (n + 2 * grid * grid - 4), t.length);
            assertEquals(area, sum, 1e-9);
        }
    }
}
