/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry.tests;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.ClosestPoint;
import org.orthotwin.geometry.MeshCollision;
import org.orthotwin.geometry.MeshDistance;
import org.orthotwin.geometry.RayCast;
import org.orthotwin.geometry.RigidTransform;

/** Repeated queries leave nothing for the garbage collector. */
class QueryAllocationTest {

    private static final int POSES = 200;
    /** Bytes in all the queries of a round: what counting itself may take. */
    private static final long LIMIT = 2000;

    @Test
    void queriesAllocateNothing() {
        assumeTrue(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean, "this Java does not count allocations");
        Bvh a = Bvh.of(Shapes.torus(0.04, 0.01, 60, 30));
        Bvh b = Bvh.of(Shapes.box(0.02, 0.01, 0.03));
        MeshCollision collision = new MeshCollision(a, b);
        MeshDistance distance = new MeshDistance(a, b);
        ClosestPoint closest = new ClosestPoint(a);
        RayCast ray = new RayCast(a);
        double[] points = new double[30];
        SplittableRandom random = new SplittableRandom(1);
        RigidTransform[] poses = new RigidTransform[POSES];
        for (int i = 0; i < POSES; i++) {
            poses[i] = Shapes.pose(random, 0.06);
        }
        check("intersects", poses, t -> collision.intersects(t) ? 1 : 0);
        check("intersectsSolid", poses, t -> collision.intersectsSolid(t) ? 1 : 0);
        check("contacts", poses, t -> collision.contacts(t, 10, points));
        check("distance", poses, distance::distance);
        check("closerThan", poses, t -> distance.closerThan(t, 0.005) ? 1 : 0);
        check("closest point", poses, t -> closest.signedDistance(0.02 * t.r(0, 0), 0.02 * t.r(1, 1), t.r(2, 0)));
        check("first", poses, t -> Math.min(1, ray.first(0.02 * t.r(0, 0), 0.02 * t.r(1, 1), t.r(2, 0), t.r(0, 1), t.r(1, 1), t.r(2, 1),
                0.02)));
        check("inside", poses, t -> ray.inside(0.02 * t.r(0, 0), 0.02 * t.r(1, 1), t.r(2, 0)) ? 1 : 0);
    }

    private static void check(String name, RigidTransform[] poses, ToDoubleFunction<RigidTransform> query) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        double sum = 0;
        for (int round = 0; round < 50; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (RigidTransform pose : poses) {
                sum += query.applyAsDouble(pose);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertFalse(Double.isNaN(sum), name);
        long bytes = least;
        assertTrue(least <= LIMIT, () -> name + ": " + bytes + " bytes in " + poses.length + " queries");
    }
}
