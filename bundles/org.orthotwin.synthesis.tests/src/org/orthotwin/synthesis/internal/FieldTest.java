/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.synthesis.HipParameters;
import org.orthotwin.synthesis.KneeParameters;
import org.orthotwin.synthesis.Sex;
import org.orthotwin.synthesis.ShoulderParameters;

/** Where rays leave solids, against closed forms and against a march in small equal steps. */
class FieldTest {

    private static final double REACH = 0.1;

    @Test
    void aRayLeavesASphereWhereItShould() {
        Random random = new Random(1);
        Vec3 c = new Vec3(0.01, -0.02, 0.03);
        Field sphere = Field.sphere(c, 0.024);
        for (int i = 0; i < 200; i++) {
            Vec3 d = direction(random);
            Vec3 from = c.plus(direction(random).times(0.0239 * random.nextDouble()));
            double b = from.minus(c).dot(d);
            double way = -b + Math.sqrt(b * b + 0.024 * 0.024 - from.distance(c) * from.distance(c));
            assertEquals(0, sphere.exit(from, d.times(3), REACH).distance(from.plus(d.times(way))), 2e-12);
        }
        assertThrows(IllegalStateException.class, () -> sphere.exit(c.plus(new Vec3(0.025, 0, 0)), Vec3.X, REACH));
        assertThrows(IllegalStateException.class, () -> sphere.exit(c, Vec3.X, 0.020));
    }

    @Test
    void theFirstOfTwoSolidsIsLeftAcrossANarrowGap() {
        Field one = Field.sphere(Vec3.ZERO, 0.02);
        Field other = Field.sphere(new Vec3(0.0403, 0, 0), 0.02);
        Field two = (x, y, z) -> Math.min(one.at(x, y, z), other.at(x, y, z));
        for (double from = -0.019; from < 0.0199; from += 0.00037) {
            assertEquals(0.02, two.exit(new Vec3(from, 0, 0), Vec3.X, REACH).x(), 1e-12);
        }
    }

    /** Where nobody promises how fast a value grows. */
    @Test
    void raysLeaveBonesWhereAMarchDoes() {
        List<Field> bones = List.of(new FemurShape(HipParameters.typical(Sex.MALE)).bone(),
                new PelvisShape(HipParameters.typical(Sex.FEMALE)).innominate(),
                new ScapulaShape(ShoulderParameters.typical(Sex.MALE)).bone(),
                new TibiaShape(KneeParameters.typical(HipParameters.typical(Sex.MALE))).tibia());
        Random random = new Random(2);
        for (Field bone : bones) {
            int left = 0;
            for (int i = 0; i < 4000 && left < 60; i++) {
                Vec3 from = new Vec3(random.nextDouble() - 0.5, random.nextDouble() - 0.5, random.nextDouble() - 0.5).times(0.2);
                Vec3 d = direction(random);
                Vec3 marched = bone.at(from) < -1e-6 ? march(bone, from, d) : null;
                if (marched != null) {
                    assertEquals(0, marched.distance(bone.exit(from, d, REACH)), 1e-9, "from " + from + " along " + d);
                    left++;
                }
            }
            assertTrue(left > 40, left + " rays");
        }
    }

    /**
     * Beside the circle of its back the bone of the knee of RL Lenhart et al. 2015 (doi:10.1007/s10439-015-1326-3) stands out by 2.9, 1.7,
     * 1.0 and 0.6 mm at 0, 10, 20 and 30 degrees of flexion, mean of both condyles, and is lowest 8.4 mm before its centre.
     */
    @Test
    void condylesHaveTheProfileOfPeoples() {
        for (Sex sex : Sex.values()) {
            HipParameters p = HipParameters.typical(sex);
            FemurShape femur = new FemurShape(p);
            double size = p.epicondylarWidth() / 0.084;
            for (int side = -1; side <= 1; side += 2) {
                Vec3 c = femur.centreOfCondyle(side);
                double[] most = new double[10];
                for (int i = -120; i <= 240; i++) {
                    double a = Math.toRadians(0.5 * i);
                    Vec3 q = femur.bone().exit(c, new Vec3(-Math.sin(a), -Math.cos(a), 0), REACH).minus(c);
                    for (int k = 0; k < most.length; k++) {
                        double t = Math.toRadians(10 * k);
                        most[k] = Math.max(most[k], -q.x() * Math.sin(t) - q.y() * Math.cos(t));
                    }
                }
                double[] stands = {2.9, 1.7, 1.0, 0.6, 0, 0, 0, 0, 0, 0};
                for (int k = 0; k < most.length; k++) {
                    assertEquals(1e-3 * stands[k] * size, most[k] - most[9], k < 4 ? 6e-4 : 1e-4, sex + " " + side + " " + 10 * k);
                }
                Vec3 lowest = femur.lowestOfCondyle(side);
                assertEquals(-most[0], lowest.y() - c.y(), 2e-5);
                assertEquals(8.4e-3 * size, lowest.x() - c.x(), 2e-3);
            }
        }
    }

    private static Vec3 direction(Random random) {
        return new Vec3(random.nextGaussian(), random.nextGaussian(), random.nextGaussian()).normalized();
    }

    /** In 400 equal steps and by halving the one that leaves; null where none does. */
    private static Vec3 march(Field f, Vec3 from, Vec3 d) {
        double step = REACH / 400;
        for (int i = 1; i <= 400; i++) {
            if (f.at(from.plus(d.times(i * step))) >= 0) {
                double inner = (i - 1) * step;
                double outer = i * step;
                while (outer - inner > 1e-12) {
                    double t = 0.5 * (inner + outer);
                    if (f.at(from.plus(d.times(t))) < 0) {
                        inner = t;
                    } else {
                        outer = t;
                    }
                }
                return from.plus(d.times(0.5 * (inner + outer)));
            }
        }
        return null;
    }
}
