/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Unit;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.joint.Side;
import org.orthotwin.render.Scene;
import org.orthotwin.report.ContactPressure;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.Table;

/** Pressures that a table tells of a surface are on the triangles that they are of. */
class ContactPressureTest {

    private static final int CELLS = 8;
    private static final double STEP = 0.002;
    private static final RigidTransform PLACE = RigidTransform.translation(new Vec3(0.1, 0.02, 0));

    /** A plate of squares, two triangles each, that looks upwards. */
    private static TriangleMesh plate() {
        int n = CELLS + 1;
        double[] v = new double[3 * n * n];
        for (int i = 0; i < n * n; i++) {
            v[3 * i] = STEP * (i % n);
            v[3 * i + 2] = STEP * (i / n);
        }
        int[] t = new int[6 * CELLS * CELLS];
        for (int i = 0; i < CELLS * CELLS; i++) {
            int a = i / CELLS * n + i % CELLS;
            System.arraycopy(new int[] {a, a + n, a + 1, a + 1, a + n, a + n + 1}, 0, t, 6 * i, 6);
        }
        return new TriangleMesh(v, t);
    }

    private static Vec3 centroid(TriangleMesh m, int t) {
        return m.corner(t, 0).plus(m.corner(t, 1)).plus(m.corner(t, 2)).times(1 / 3.0);
    }

    private static RunResult run(TriangleMesh plate, List<double[]> rows) {
        RunResult r = Runs.ankle(Side.RIGHT, true);
        Problem p = r.problem();
        PartModel model = new PartModel("test/talar", "1", "ankle.talar", "1", Map.of("bearing.layer", 0.006), Map.of("envelope",
                plate), Map.of());
        Unit mm = Unit.of("mm");
        Solution s = Solution.builder().table(new Table("balance-map", List.of("dorsiflexion", "x", "y", "z", "pressure"), List.of(Unit.of(
                "deg"), mm, mm, mm, Unit.of("MPa")), rows)).build();
        Problem pressed = new Problem(p.person(), p.bodies(), p.joint(), List.of(new PlacedPart("talar", model, "talus", PLACE)), List
                .of());
        return new RunResult(r.source(), r.plan(), pressed, pressed, r.items(), Map.of("balance", s), List.of(), List.of(), Map.of());
    }

    private static double[] row(double angle, Vec3 p, double pressure) {
        return new double[] {angle, p.x(), p.y(), p.z(), pressure};
    }

    @Test
    void thePatchLiesOnThePressedTriangles() {
        TriangleMesh plate = plate();
        List<double[]> rows = new ArrayList<>();
        // at rest the 2 by 2 squares of one corner, in motion one triangle elsewhere, where a solver's sum has rounded otherwise
        for (int cell : new int[] {0, 1, CELLS, CELLS + 1}) {
            rows.add(row(0, centroid(plate, 2 * cell), 2e6));
            rows.add(row(0, centroid(plate, 2 * cell + 1), 2e6));
        }
        rows.add(row(0.5, centroid(plate, 100).plus(new Vec3(3e-12, 0, -3e-12)), 5e6));
        ContactPressure c = ContactPressure.of(run(plate, rows)).orElseThrow();
        assertEquals(List.of("dorsiflexion", "talar", true, List.of(0.0, 0.5), 5e6), List.of(c.motion(), c.role(), c.isOnChild(), c
                .positions(), c.highest()));
        assertEquals(List.of(0.0, 0.0, 0.5, 0.5), List.of(c.nearest(-1), c.nearest(0.2), c.nearest(0.3), c.nearest(9)));
        RigidTransform moved = RigidTransform.rotation(Vec3.Z, 0.2);
        Scene.Solid rest = c.solid(0, moved);
        assertEquals(8, rest.surface().mesh().triangleCount());
        assertEquals(0, moved.times(PLACE).apply(new Vec3(1, 2, 3)).distance(rest.pose().apply(new Vec3(1, 2, 3))), 1e-12);
        double[] box = rest.surface().mesh().bounds();
        assertEquals(2 * STEP, box[3] - box[0], 1e-12);
        assertTrue(box[1] > 0 && box[4] < 0.0005, "just above the plate, not below");
        // corner of the plate: its triangles all bear; middle of the patch: six of six; its far edge: two of six bear 2 MPa, or one does
        double[] values = rest.scalars().values();
        assertEquals(2, Arrays.stream(values).max().orElseThrow(), 1e-12);
        assertEquals(List.of(0.0, 5.0), List.of(rest.scalars().min(), rest.scalars().max()));
        assertTrue(Arrays.stream(values).min().orElseThrow() > 0 && Arrays.stream(values).min().orElseThrow() < 1, "less at the edge");
        assertEquals(1, c.solid(0.5, moved).surface().mesh().triangleCount());
        assertSame(rest.surface(), c.solid(0, RigidTransform.IDENTITY).surface(), "made once, wherever the joint goes");
    }

    /** What was found on another surface, such as cartilage, or without a part is not drawn on one. */
    @Test
    void whatIsOfNoPartIsNotDrawn() {
        TriangleMesh plate = plate();
        assertEquals(Optional.empty(), ContactPressure.of(run(plate, List.of(row(0, centroid(plate, 3), 1e6), row(0, new Vec3(0.3, 0, 0),
                1e6)))));
        assertEquals(Optional.empty(), ContactPressure.of(Runs.ankle(Side.RIGHT, true)));
        assertEquals(Optional.empty(), ContactPressure.of(Runs.numbers()));
    }
}
