/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.orthotwin.synthesis.HipParameters.Normal;
import org.orthotwin.synthesis.HipParameters.Range;

/**
 * What a synthetic knee is made from: the femur of {@link HipParameters}, and what is below it. SI: m, rad.
 *
 * <p>Means and spreads. Numbers marked (a) were read in the abstract or a table of the source; the others are the rounded values by which
 * the
 * source is usually quoted, good as plausible sizes and not as citations of it.
 * <table>
 * <caption>Sources</caption>
 * <tr><th>quantity</th><th>female</th><th>male</th><th>source</th></tr>
 * <tr><td>tibial length, cm</td><td>(stature - 61.53) / 2.90, SD 1.26</td><td>(stature - 78.62) / 2.52, SD 1.34</td><td>Trotter and Gleser
 * 1952,
 *   doi 10.1002/ajpa.1330100407, inverted with their standard error</td></tr>
 * <tr><td>mLDFA, deg</td><td colspan=2>87.9, SD 1.7</td><td>asymptomatic adults of Bellemans 2012, doi 10.1007/s11999-011-1936-5</td></tr>
 * <tr><td>MPTA, deg</td><td colspan=2>87.0, SD 2.1</td><td>the same</td></tr>
 * <tr><td>medial slope, deg</td><td>5.9, SD 3.0</td><td>3.7, SD 3.1</td><td>Hashemi 2008, doi 10.2106/JBJS.G.01358: (a) steeper in women,
 *   medial and lateral poorly correlated, the lateral plateau mostly flat</td></tr>
 * <tr><td>lateral slope, deg</td><td>7.0, SD 3.1</td><td>5.4, SD 2.8</td><td>the same</td></tr>
 * <tr><td>depth of the medial plateau, mm</td><td colspan=2>2.7</td><td>the same; (a) no difference between the sexes</td></tr>
 * <tr><td>plateau width</td><td colspan=2>0.92 epicondylar widths, SD 1.5 mm</td><td>gives 69 and 77 mm; (a) 66 to 72 and 75 to 83 mm in
 * four series of
 *   PMC9703208</td></tr>
 * <tr><td>depth of the plateaus over the width</td><td colspan=2>medial 0.64, lateral 0.575</td><td>(a) the same, 0.63 to 0.70 and 0.54 to
 * 0.63</td></tr>
 * <tr><td>patella: width, height, thickness over the epicondylar width</td><td colspan=2>0.54, 0.50, 0.275</td><td>assumed; 45, 42 and 23
 * mm in a
 *   man</td></tr>
 * <tr><td>cartilage gap, mm</td><td colspan=2>4.6, SD 0.4</td><td>two layers of 2 to 2.5: Shepherd and Seedhom 1999, doi
 *   10.1136/ard.58.1.27</td></tr>
 * </table>
 *
 * @param femur the thigh bone and the person
 * @param tibiaLength from the lateral plateau to the tip of the medial malleolus, m
 * @param mechanicalLateralDistalFemoralAngle lateral angle between the femur's mechanical axis and the line of both condyles, rad
 * @param medialProximalTibialAngle medial angle between the tibia's mechanical axis and the line of both plateaus, rad
 * @param medialSlope of the medial plateau's middle against the mechanical axis, posterior edge lower, rad
 * @param lateralSlope of the lateral plateau, rad
 * @param plateauWidth from side to side, m
 * @param cartilageGap distance of the bones in the middle of both compartments, m
 */
public record KneeParameters(HipParameters femur, double tibiaLength, double mechanicalLateralDistalFemoralAngle,
        double medialProximalTibialAngle, double medialSlope, double lateralSlope, double plateauWidth, double cartilageGap) {

    private static final double DEGREE = Math.PI / 180;

    private static final List<Range> OWN = List.of(
            new Range("tibiaLength", "m", 0.26, 0.50, "Length of the tibia"),
            new Range("mechanicalLateralDistalFemoralAngle", "rad", 80 * DEGREE, 96 * DEGREE, "Mechanical lateral distal femoral angle"),
            new Range("medialProximalTibialAngle", "rad", 76 * DEGREE, 96 * DEGREE, "Medial proximal tibial angle"),
            new Range("medialSlope", "rad", -6 * DEGREE, 18 * DEGREE, "Posterior slope of the medial plateau"),
            new Range("lateralSlope", "rad", -6 * DEGREE, 18 * DEGREE, "Posterior slope of the lateral plateau"),
            new Range("plateauWidth", "m", 0.055, 0.095, "Width of the tibial plateau"),
            new Range("cartilageGap", "m", 0.001, 0.008, "Cartilage gap of the knee"));

    /** Those of the femur that the knee takes. */
    private static final List<String> OF_FEMUR = List.of("sex", "stature", "mass", "age", "headRadius", "neckShaftAngle", "femoralVersion",
            "femoralOffset", "neckRadius", "femurLength", "epicondylarWidth", "isthmusDiameter", "canalFlareIndex");

    /** @throws IllegalArgumentException if a number is out of its range; with name, number, unit and limit */
    public KneeParameters {
        double[] v = {tibiaLength, mechanicalLateralDistalFemoralAngle, medialProximalTibialAngle, medialSlope, lateralSlope, plateauWidth,
            cartilageGap};
        for (int i = 0; i < v.length; i++) {
            Range r = OWN.get(i);
            if (!(v[i] >= r.low() && v[i] <= r.high())) {
                throw new IllegalArgumentException(String.format(Locale.ROOT, "%s is %s %s, outside %s to %s %s", r.name(), v[i], r.unit(),
                        r.low(),
                        r.high(), r.unit()));
            }
        }
        double ratio = plateauWidth / femur.epicondylarWidth();
        if (!(ratio >= 0.80 && ratio <= 1.05)) {
            throw new IllegalArgumentException(String.format(Locale.ROOT,
                    "plateauWidth %s m is %.2f of epicondylarWidth %s m, outside 0.80 to 1.05", plateauWidth, ratio,
                            femur.epicondylarWidth()));
        }
    }

    /** What may be chosen. */
    public static List<Range> ranges() {
        List<Range> all = new ArrayList<>(HipParameters.ranges().stream().filter(r -> OF_FEMUR.contains(r.name())).toList());
        all.addAll(OWN);
        return List.copyOf(all);
    }

    /** Angle from hip to ankle at the knee on the lateral side less 180 degrees: negative in varus, rad. */
    public double hipKneeAnkle() {
        return medialProximalTibialAngle - mechanicalLateralDistalFemoralAngle;
    }

    /**
     * These parameters with some replaced; the plateau's width goes with the epicondylar one where it is not chosen itself.
     *
     * @param chosen values by name, SI
     * @throws IllegalArgumentException for an unknown name or a value out of range
     */
    public KneeParameters with(Map<String, Double> chosen) {
        Map<String, Double> of = new LinkedHashMap<>();
        Map<String, Double> v = new LinkedHashMap<>();
        double[] own = {tibiaLength, mechanicalLateralDistalFemoralAngle, medialProximalTibialAngle, medialSlope, lateralSlope,
                plateauWidth,
            cartilageGap};
        for (int i = 0; i < own.length; i++) {
            v.put(OWN.get(i).name(), own[i]);
        }
        for (String name : new TreeSet<>(chosen.keySet())) {
            if (OF_FEMUR.contains(name)) {
                of.put(name, chosen.get(name));
            } else if (v.replace(name, chosen.get(name)) == null) {
                throw new IllegalArgumentException("unknown parameter '" + name + "'; known are " + String.join(", ",
                        ranges().stream().map(Range::name).toList()));
            }
        }
        HipParameters f = femur.with(of);
        double width = chosen.containsKey("plateauWidth") ? v.get("plateauWidth")
                : plateauWidth / femur.epicondylarWidth() * f.epicondylarWidth();
        return new KneeParameters(f, v.get("tibiaLength"), v.get("mechanicalLateralDistalFemoralAngle"), v.get("medialProximalTibialAngle"),
                v.get("medialSlope"), v.get("lateralSlope"), width, v.get("cartilageGap"));
    }

    /** The distributions of a sex by name, beyond those of the femur. */
    public static Map<String, Normal> distributions(Sex sex) {
        boolean f = sex == Sex.FEMALE;
        Map<String, Normal> m = new LinkedHashMap<>();
        m.put("tibiaLengthResidual", f ? new Normal(0, 0.0366 / 2.90) : new Normal(0, 0.0337 / 2.52));
        m.put("mechanicalLateralDistalFemoralAngle", new Normal(87.9 * DEGREE, 1.7 * DEGREE));
        m.put("medialProximalTibialAngle", new Normal(87.0 * DEGREE, 2.1 * DEGREE));
        m.put("medialSlope", f ? new Normal(5.9 * DEGREE, 3.0 * DEGREE) : new Normal(3.7 * DEGREE, 3.1 * DEGREE));
        m.put("lateralSlope", f ? new Normal(7.0 * DEGREE, 3.1 * DEGREE) : new Normal(5.4 * DEGREE, 2.8 * DEGREE));
        m.put("plateauWidthResidual", new Normal(0, 0.0015));
        m.put("cartilageGap", new Normal(0.0046, 0.0004));
        return Collections.unmodifiableMap(m);
    }

    /** The expected knee with this femur. */
    public static KneeParameters typical(HipParameters femur) {
        return build(femur, Map.of());
    }

    /** A knee drawn for this femur. The same seed gives the same knee. */
    public static KneeParameters sample(HipParameters femur, long seed) {
        SplittableRandom r = new SplittableRandom(seed ^ 0x6B6E6565L);
        Map<String, Double> z = new LinkedHashMap<>();
        for (String name : distributions(femur.sex()).keySet()) {
            z.put(name, HipParameters.gaussian(r));
        }
        return build(femur, z);
    }

    private static KneeParameters build(HipParameters f, Map<String, Double> z) {
        Map<String, Double> v = new LinkedHashMap<>();
        distributions(f.sex()).forEach((name, n) -> v.put(name, n.mean() + n.sd() * z.getOrDefault(name, 0.0)));
        double tibia = f.sex() == Sex.FEMALE ? (f.stature() - 0.6153) / 2.90 : (f.stature() - 0.7862) / 2.52;
        return new KneeParameters(f, tibia + v.get("tibiaLengthResidual"), v.get("mechanicalLateralDistalFemoralAngle"),
                v.get("medialProximalTibialAngle"), v.get("medialSlope"), v.get("lateralSlope"),
                0.92 * f.epicondylarWidth() + v.get("plateauWidthResidual"), v.get("cartilageGap"));
    }
}
