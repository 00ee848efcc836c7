/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.MeshChecks;
import org.orthotwin.geometry.MeshCollision;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.joint.Side;

/** Many drawn hips: their numbers are distributed as stated, and every shape is sound. */
@Tag("long")
class PopulationTest {

    private static final int DRAWN = 20_000;
    private static final int MADE = 60;
    /** Standard deviation of a standard normal within 2.5: sqrt(1 - 5 phi(2.5) / (2 Phi(2.5) - 1)). */
    private static final double TRUNCATED = 0.9546;

    @ParameterizedTest
    @EnumSource(Sex.class)
    void numbersAreDistributedAsStated(Sex sex) {
        List<HipParameters> drawn = IntStream.range(0, DRAWN).mapToObj(i -> HipParameters.sample(sex, i)).toList();
        Map<String, HipParameters.Normal> stated = HipParameters.distributions(sex);
        Map<String, ToDoubleFunction<HipParameters>> own = Map.of("stature", HipParameters::stature, "headRadius", HipParameters::headRadius,
                "neckShaftAngle", HipParameters::neckShaftAngle, "femoralVersion", HipParameters::femoralVersion, "femoralOffset",
                HipParameters::femoralOffset, "pelvicTilt", HipParameters::pelvicTilt, "interAsisDistance", HipParameters::interAsisDistance,
                "epicondylarWidth", HipParameters::epicondylarWidth);
        own.forEach((name, of) -> {
            double[] v = drawn.stream().mapToDouble(of).toArray();
            double mean = mean(v);
            // draws that make no shape are drawn again, which moves the mean a little and narrows the spread
            assertEquals(stated.get(name).mean(), mean, 0.08 * stated.get(name).sd(), name);
            assertEquals(TRUNCATED * stated.get(name).sd(), Math.sqrt(covariance(v, v)), 0.06 * stated.get(name).sd(), name);
        });
        double[] angle = drawn.stream().mapToDouble(HipParameters::neckShaftAngle).toArray();
        double[] offset = drawn.stream().mapToDouble(HipParameters::femoralOffset).toArray();
        assertEquals(-0.35, correlation(angle, offset), 0.05);
        double[] isthmus = drawn.stream().mapToDouble(HipParameters::isthmusDiameter).toArray();
        double[] flare = drawn.stream().mapToDouble(HipParameters::canalFlareIndex).toArray();
        assertTrue(correlation(isthmus, flare) < -0.5, () -> "correlation " + correlation(isthmus, flare));
    }

    @Test
    void everyShapeIsSound() {
        List<String> faults = new ArrayList<>();
        for (int seed = 0; seed < MADE; seed++) {
            SyntheticHip h = SyntheticHip.generate(HipParameters.sample(1000 + seed), seed % 2 == 0 ? Side.LEFT : Side.RIGHT,
                    Resolution.DEFAULT);
            String who = "seed " + (1000 + seed) + ": ";
            Map<String, TriangleMesh> shapes = Map.of("femur", h.femur(), "canal", h.canal(), "pelvis", h.pelvis());
            shapes.forEach((name, mesh) -> {
                MeshChecks.Report r = MeshChecks.check(mesh);
                boolean pelvis = name.equals("pelvis");
                // a pelvis of two hip bones and a sacrum has holes; how many is its own test
                if (!r.isSolid() || r.components() != (pelvis ? 3 : 1) || !pelvis && r.eulerCharacteristic() != 2) {
                    faults.add(who + name + ", " + r.problems() + ", " + r);
                }
            });
            RigidTransform pelvisFromFemur = h.worldFromPelvis().inverse().times(h.worldFromFemur());
            if (new MeshCollision(Bvh.of(h.pelvis()), Bvh.of(h.femur())).intersectsSolid(pelvisFromFemur)) {
                faults.add(who + "femur and pelvis meet");
            }
            h.truth().forEach((name, value) -> {
                if (!Double.isFinite(value)) {
                    faults.add(who + name + " is " + value);
                }
            });
        }
        assertEquals(List.of(), faults);
    }

    private static double mean(double[] v) {
        return DoubleStream.of(v).average().orElseThrow();
    }

    private static double covariance(double[] a, double[] b) {
        double ma = mean(a);
        double mb = mean(b);
        return IntStream.range(0, a.length).mapToDouble(i -> (a[i] - ma) * (b[i] - mb)).sum() / (a.length - 1);
    }

    private static double correlation(double[] a, double[] b) {
        return covariance(a, b) / Math.sqrt(covariance(a, a) * covariance(b, b));
    }
}
