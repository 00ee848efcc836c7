/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.orthotwin.synthesis.HipParameters.Normal;

class HipParametersTest {

    private static final int DRAWS = 6000;
    private static final double DEGREE = Math.PI / 180;

    /** Standard deviation of a standard normal variable within +-2.5: sqrt(1 - 2 * 2.5 * phi(2.5) / (2 Phi(2.5) - 1)). */
    private static final double TRUNCATED = Math.sqrt(1 - 5 * 0.01752830049356854 / 0.9875806693484477);

    @ParameterizedTest
    @EnumSource(Sex.class)
    void drawnPopulationHasTheStatedMeansAndSpreads(Sex sex) {
        List<HipParameters> all = LongStream.range(0, DRAWS).mapToObj(i -> HipParameters.sample(sex, i)).toList();
        check(sex, all, "stature", HipParameters::stature);
        check(sex, all, "headRadius", HipParameters::headRadius);
        check(sex, all, "neckShaftAngle", HipParameters::neckShaftAngle);
        check(sex, all, "femoralVersion", HipParameters::femoralVersion);
        check(sex, all, "femoralOffset", HipParameters::femoralOffset);
        check(sex, all, "epicondylarWidth", HipParameters::epicondylarWidth);
        check(sex, all, "isthmusDiameter", HipParameters::isthmusDiameter);
        check(sex, all, "canalWidth", p -> p.canalFlareIndex() * p.isthmusDiameter());
        check(sex, all, "interAsisDistance", HipParameters::interAsisDistance);
        check(sex, all, "pelvicDepth", HipParameters::pelvicDepth);
        check(sex, all, "rimAngle", p -> p.centreEdgeAngle() + p.acetabularInclination() - Math.PI / 2);
        check(sex, all, "cartilageGap", p -> p.acetabularRadius() - p.headRadius());
        check(sex, all, "medialWallThickness", HipParameters::medialWallThickness);
        check(sex, all, "pelvicTilt", HipParameters::pelvicTilt);
        check(sex, all, "anatomicalInclination", p -> Math.acos(Math.cos(p.acetabularInclination()) * Math.cos(p.acetabularAnteversion())));
        check(sex, all, "anatomicalAnteversion", p -> Math.atan2(Math.tan(p.acetabularAnteversion()), Math.sin(p.acetabularInclination())));
        check(sex, all, "femurLengthResidual",
                p -> p.femurLength() - (sex == Sex.FEMALE ? (p.stature() - 0.5410) / 2.47 : (p.stature() - 0.6141) / 2.38));
    }

    private static void check(Sex sex, List<HipParameters> all, String name, ToDoubleFunction<HipParameters> f) {
        Normal n = HipParameters.distributions(sex).get(name);
        double mean = all.stream().mapToDouble(f).average().orElseThrow();
        double sd = Math.sqrt(all.stream().mapToDouble(f).map(v -> (v - mean) * (v - mean)).sum() / (all.size() - 1));
        // four standard errors
        assertEquals(n.mean(), mean, 4 * n.sd() / Math.sqrt(all.size()), name + " mean");
        assertEquals(TRUNCATED * n.sd(), sd, 4 * n.sd() / Math.sqrt(2.0 * all.size()), name + " standard deviation");
    }

    @Test
    void drawnPopulationHasTheStatedCorrelations() {
        List<HipParameters> all = LongStream.range(0, DRAWS).mapToObj(i -> HipParameters.sample(Sex.MALE, i)).toList();
        assertEquals(0.5, correlation(all, HipParameters::stature, HipParameters::headRadius), 0.04);
        assertEquals(-0.35, correlation(all, HipParameters::neckShaftAngle, HipParameters::femoralOffset), 0.04);
        assertEquals(0.0, correlation(all, HipParameters::femoralVersion, HipParameters::acetabularAnteversion), 0.05);
        assertTrue(correlation(all, HipParameters::isthmusDiameter, HipParameters::canalFlareIndex) < -0.6);
        // Noble's index, which was not put in: mean 3.8, standard deviation 0.74
        double mean = all.stream().mapToDouble(HipParameters::canalFlareIndex).average().orElseThrow();
        assertEquals(3.8, mean, 0.1);
    }

    private static double correlation(List<HipParameters> all, ToDoubleFunction<HipParameters> f, ToDoubleFunction<HipParameters> g) {
        double mf = all.stream().mapToDouble(f).average().orElseThrow();
        double mg = all.stream().mapToDouble(g).average().orElseThrow();
        double sff = 0;
        double sgg = 0;
        double sfg = 0;
        for (HipParameters p : all) {
            double a = f.applyAsDouble(p) - mf;
            double b = g.applyAsDouble(p) - mg;
            sff += a * a;
            sgg += b * b;
            sfg += a * b;
        }
        return sfg / Math.sqrt(sff * sgg);
    }

    @Test
    void seedDecidesTheHip() {
        assertEquals(HipParameters.sample(42), HipParameters.sample(42));
        Set<HipParameters> drawn = new HashSet<>();
        int women = 0;
        for (long i = 0; i < 400; i++) {
            HipParameters p = HipParameters.sample(i);
            drawn.add(p);
            women += p.sex() == Sex.FEMALE ? 1 : 0;
        }
        assertEquals(400, drawn.size());
        assertEquals(200, women, 50);
    }

    @Test
    void typicalFollowsTheRegressions() {
        HipParameters m = HipParameters.typical(Sex.MALE, 1.76);
        // Trotter and Gleser: stature 2.38 x femur + 61.41 cm
        assertEquals(1.76, 2.38 * m.femurLength() + 0.6141, 1e-12);
        assertEquals(121.5 * DEGREE, m.neckShaftAngle(), 1e-12);
        HipParameters tall = HipParameters.typical(Sex.MALE, 1.90);
        assertEquals(1.90, 2.38 * tall.femurLength() + 0.6141, 1e-12);
        assertTrue(tall.headRadius() > m.headRadius());
        HipParameters f = HipParameters.typical(Sex.FEMALE);
        assertEquals(1.63, 2.47 * f.femurLength() + 0.5410, 1e-12);
        assertTrue(f.headRadius() < m.headRadius() && f.femoralVersion() > m.femoralVersion());
        // 53.6 and 21.3 degrees, anatomical, are 51.6 and 17.0 radiographic
        assertEquals(51.6 * DEGREE, m.acetabularInclination(), 0.1 * DEGREE);
        assertEquals(17.0 * DEGREE, m.acetabularAnteversion(), 0.1 * DEGREE);
    }

    @Test
    void replacesByNameAndRefusesWhatDoesNotFit() {
        HipParameters p = HipParameters.typical(Sex.MALE);
        HipParameters q = p.with(Map.of("headRadius", 0.025));
        assertEquals(0.025, q.headRadius());
        assertEquals(p.acetabularRadius() - p.headRadius(), q.acetabularRadius() - q.headRadius(), 1e-15);
        assertEquals(p.neckRadius() / p.headRadius(), q.neckRadius() / q.headRadius(), 1e-12);
        assertNotEquals(p, q);
        assertEquals(p, p.with(p.values()));
        HipParameters steep = p.with(Map.of("acetabularInclination", p.acetabularInclination() + 0.1));
        assertEquals(p.centreEdgeAngle() - 0.1, steep.centreEdgeAngle(), 1e-12);
        assertTrue(message(p, "centreEdgeAngle", 0.2).contains("centreEdgeAngle 0.2 rad and acetabularInclination"));
        assertEquals(HipParameters.ranges().size(), p.values().size());
        assertTrue(message(p, "femoralOffset", 0.1).contains("femoralOffset is 0.1 m, outside 0.024 to 0.066 m"));
        assertTrue(message(p, "acetabularRadius", 0.0225).contains("cartilage gap"));
        assertTrue(message(p, "offset", 0.04).contains("unknown parameter 'offset'"));
        assertTrue(message(p, "stature", Double.NaN).contains("stature is NaN m"));
        assertTrue(message(p, "sex", 1.5).contains("sex is 1.5"));
        assertTrue(message(p, "interHipDistance", 0.218).contains("interHipDistance"));
    }

    private static String message(HipParameters p, String name, double value) {
        return assertThrows(IllegalArgumentException.class, () -> p.with(Map.of(name, value))).getMessage();
    }
}
