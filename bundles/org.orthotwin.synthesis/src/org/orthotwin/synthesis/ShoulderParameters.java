/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis;

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
 * What a synthetic shoulder is made from. SI: m, kg, s, rad.
 *
 * <p>Means and spreads are rounded values by which the sources are usually quoted, good as plausible sizes and not as citations.
 * <table>
 * <caption>Sources</caption>
 * <tr><th>quantity</th><th>female</th><th>male</th><th>source</th></tr>
 * <tr><td>humeral length, cm</td><td>(stature - 57.97) / 3.36, SD 1.32</td><td>(stature - 70.45) / 3.08, SD 1.31</td>
 *   <td>Trotter and Gleser 1952, doi 10.1002/ajpa.1330100407, inverted with their standard error</td></tr>
 * <tr><td>head radius, mm</td><td>21.5, SD 1.3</td><td>24.5, SD 1.4</td><td>within Iannotti 1992 (24, SD 2.1, both sexes), J Bone
 *   Joint Surg Am 74:491-500</td></tr>
 * <tr><td>neck-shaft angle, deg</td><td colspan=2>135, SD 4</td><td>between Boileau and Walch 1997, J Bone Joint Surg Br 79:857-865 (130,
 *   SD 3), Jeong 2009, J Shoulder Elbow Surg 18:921-926 (135, range 115 to 148), and Hertel 2002, ibid. 11:331-338 (137)</td></tr>
 * <tr><td>retroversion, deg</td><td colspan=2>25, SD 8</td><td>assumed</td></tr>
 * <tr><td>glenoid height, mm</td><td>33, SD 2.4</td><td>38, SD 2.6</td><td>within Iannotti 1992 (39, SD 3.5)</td></tr>
 * <tr><td>glenoid width over height</td><td colspan=2>0.74, SD 0.03</td><td>the same (29 over 39)</td></tr>
 * <tr><td>glenoid version, deg</td><td colspan=2>-1.5, SD 4</td><td>retroversion negative; within Churchill 2001, J Shoulder Elbow Surg
 *   10:327-332</td></tr>
 * <tr><td>glenoid inclination, deg</td><td colspan=2>4, SD 4</td><td>the same; upwards positive</td></tr>
 * <tr><td>cartilage gap, mm</td><td colspan=2>3.0, SD 0.3</td><td>assumed</td></tr>
 * </table>
 *
 * @param sex of the person
 * @param stature m
 * @param mass kg
 * @param age s
 * @param humerusLength from the top of the head to the trochlea, m
 * @param headRadius of the humeral head, m
 * @param neckShaftAngle of the axis of the articular head, the mean direction of what of it is free, against the shaft downwards, rad
 * @param retroversion of that axis, and of the direction in which the head's centre lies off the shaft's axis, against the line of the
 *         epicondyles, rad
 * @param glenoidHeight m
 * @param glenoidWidth m
 * @param glenoidVersion three-dimensional: of the glenoid's axis against the line from the root of the spine to the glenoid's centre,
 *         seen along the scapula's plane from above; forwards positive, rad
 * @param glenoidInclination of the glenoid's axis over that line in the scapula's plane, rad
 * @param neoglenoid how much further backwards a worn second concavity faces (Walch B2), rad; 0 for none
 * @param upperNeoglenoid how much further upwards a worn second concavity faces (Favard E2), downwards where negative (E4), rad; 0 for none
 * @param faceWear how much further upwards the whole face was turned by wear, about its lower end (Favard E3), or downwards, about its
 *         upper end, where negative (E4), rad; {@code glenoidInclination} is that of the worn face; 0 for none
 * @param centralWear how far the head has sunk into the middle of the face (Favard E1), m; 0 for none
 * @param cartilageGap distance of head and glenoid, m
 */
public record ShoulderParameters(Sex sex, double stature, double mass, double age, double humerusLength, double headRadius,
        double neckShaftAngle, double retroversion, double glenoidHeight, double glenoidWidth, double glenoidVersion,
        double glenoidInclination, double neoglenoid, double upperNeoglenoid, double faceWear, double centralWear, double cartilageGap) {

    private static final double DEGREE = Math.PI / 180;
    private static final double YEAR = 365.25 * 86400;

    private static final List<Range> RANGES = List.of(
            new Range("sex", "1", 1, 2, "1 female, 2 male"),
            new Range("stature", "m", 1.35, 2.15, "Standing height"),
            new Range("mass", "kg", 30, 200, "Body mass"),
            new Range("age", "s", 15 * YEAR, 110 * YEAR, "Age"),
            new Range("humerusLength", "m", 0.23, 0.44, "Length of the humerus"),
            new Range("headRadius", "m", 0.017, 0.030, "Radius of the humeral head"),
            new Range("neckShaftAngle", "rad", 115 * DEGREE, 150 * DEGREE, "Angle between the humeral head's axis and the shaft"),
            new Range("retroversion", "rad", -10 * DEGREE, 60 * DEGREE, "Retroversion of the humeral head"),
            new Range("glenoidHeight", "m", 0.025, 0.048, "Height of the glenoid"),
            new Range("glenoidWidth", "m", 0.018, 0.036, "Width of the glenoid"),
            new Range("glenoidVersion", "rad", -25 * DEGREE, 15 * DEGREE, "Version of the glenoid, forwards positive"),
            new Range("glenoidInclination", "rad", -25 * DEGREE, 35 * DEGREE, "Inclination of the glenoid, upwards positive"),
            new Range("neoglenoid", "rad", 0, 25 * DEGREE, "Further retroversion of a worn second concavity (B2), 0 for none"),
            new Range("upperNeoglenoid", "rad", -25 * DEGREE, 25 * DEGREE,
                    "Further inclination of a worn second concavity above (E2), below where negative (E4), 0 for none"),
            new Range("faceWear", "rad", -25 * DEGREE, 25 * DEGREE,
                    "Inclination that wear of the whole face has added (E3), taken away where negative (E4), 0 for none"),
            new Range("centralWear", "m", 0, 0.008, "Depth to which the head has sunk into the glenoid (E1), 0 for none"),
            new Range("cartilageGap", "m", 0.001, 0.007, "Cartilage gap of the shoulder"));

    /** @throws IllegalArgumentException if a number is out of its range; with name, number, unit and limit */
    public ShoulderParameters {
        if (sex == null) {
            throw new IllegalArgumentException("sex is missing");
        }
        double[] v = {sex == Sex.FEMALE ? 1 : 2, stature, mass, age, humerusLength, headRadius, neckShaftAngle, retroversion, glenoidHeight,
            glenoidWidth, glenoidVersion, glenoidInclination, neoglenoid, upperNeoglenoid, faceWear, centralWear, cartilageGap};
        for (int i = 0; i < v.length; i++) {
            Range r = RANGES.get(i);
            if (!(v[i] >= r.low() && v[i] <= r.high())) {
                throw new IllegalArgumentException(String.format(Locale.ROOT, "%s is %s %s, outside %s to %s %s", r.name(), v[i], r.unit(),
                        r.low(), r.high(), r.unit()));
            }
        }
        if ((neoglenoid > 0 ? 1 : 0) + (upperNeoglenoid != 0 ? 1 : 0) + (faceWear != 0 ? 1 : 0) + (centralWear > 0 ? 1 : 0) > 1) {
            throw new IllegalArgumentException("a glenoid is worn in one way: of neoglenoid, upperNeoglenoid, faceWear and centralWear "
                    + "more than one are chosen");
        }
        double ratio = glenoidWidth / glenoidHeight;
        if (!(ratio >= 0.6 && ratio <= 0.9)) {
            throw new IllegalArgumentException(String.format(Locale.ROOT,
                    "glenoidWidth %s m is %.2f of glenoidHeight %s m, outside 0.6 to 0.9",
                    glenoidWidth, ratio, glenoidHeight));
        }
    }

    /** Whether the glenoid is worn above, below or in its middle. */
    public boolean isWornUpOrDown() {
        return upperNeoglenoid != 0 || faceWear != 0 || centralWear > 0;
    }

    /** What may be chosen, in the record's order. */
    public static List<Range> ranges() {
        return RANGES;
    }

    /** The values by name, SI, in the record's order; {@code sex} as 1 female, 2 male. */
    public Map<String, Double> values() {
        double[] v = {sex == Sex.FEMALE ? 1 : 2, stature, mass, age, humerusLength, headRadius, neckShaftAngle, retroversion, glenoidHeight,
            glenoidWidth, glenoidVersion, glenoidInclination, neoglenoid, upperNeoglenoid, faceWear, centralWear, cartilageGap};
        Map<String, Double> m = new LinkedHashMap<>();
        for (int i = 0; i < v.length; i++) {
            m.put(RANGES.get(i).name(), v[i]);
        }
        return Collections.unmodifiableMap(m);
    }

    /**
     * These parameters with some replaced; the glenoid's width goes with its height where it is not chosen itself.
     *
     * @param chosen values by name, SI
     * @throws IllegalArgumentException for an unknown name or a value out of range
     */
    public ShoulderParameters with(Map<String, Double> chosen) {
        Map<String, Double> m = new LinkedHashMap<>(values());
        for (String name : new TreeSet<>(chosen.keySet())) {
            if (m.replace(name, chosen.get(name)) == null) {
                throw new IllegalArgumentException("unknown parameter '" + name + "'; known are " + String.join(", ", m.keySet()));
            }
        }
        if (chosen.containsKey("glenoidHeight") && !chosen.containsKey("glenoidWidth")) {
            m.put("glenoidWidth", glenoidWidth / glenoidHeight * m.get("glenoidHeight"));
        }
        double[] v = m.values().stream().mapToDouble(Double::doubleValue).toArray();
        if (v[0] != 1 && v[0] != 2) {
            throw new IllegalArgumentException("sex is " + v[0] + "; 1 is female, 2 is male");
        }
        return new ShoulderParameters(v[0] == 1 ? Sex.FEMALE : Sex.MALE, v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9], v[10], v[11],
                v[12], v[13], v[14], v[15], v[16]);
    }

    /** The distributions of a sex by name. */
    public static Map<String, Normal> distributions(Sex sex) {
        boolean f = sex == Sex.FEMALE;
        Map<String, Normal> m = new LinkedHashMap<>();
        m.put("stature", f ? new Normal(1.63, 0.065) : new Normal(1.76, 0.070));
        m.put("bodyMassIndex", new Normal(24.5, 3.5));
        m.put("age", new Normal(60 * YEAR, 12 * YEAR));
        m.put("humerusLengthResidual", f ? new Normal(0, 0.0445 / 3.36) : new Normal(0, 0.0405 / 3.08));
        m.put("headRadius", f ? new Normal(0.0215, 0.0013) : new Normal(0.0245, 0.0014));
        m.put("neckShaftAngle", new Normal(135 * DEGREE, 4 * DEGREE));
        m.put("retroversion", new Normal(25 * DEGREE, 8 * DEGREE));
        m.put("glenoidHeight", f ? new Normal(0.033, 0.0024) : new Normal(0.038, 0.0026));
        m.put("glenoidRatio", new Normal(0.74, 0.03));
        m.put("glenoidVersion", new Normal(-1.5 * DEGREE, 4 * DEGREE));
        m.put("glenoidInclination", new Normal(4 * DEGREE, 4 * DEGREE));
        m.put("cartilageGap", new Normal(0.0030, 0.0003));
        return Collections.unmodifiableMap(m);
    }

    /** The expected shoulder of a person of this sex and stature (m). */
    public static ShoulderParameters typical(Sex sex, double stature) {
        Normal s = distributions(sex).get("stature");
        return build(sex, Map.of("stature", (stature - s.mean()) / s.sd()));
    }

    /** The expected shoulder of the mean stature of a sex. */
    public static ShoulderParameters typical(Sex sex) {
        return build(sex, Map.of());
    }

    /** A normal shoulder of this sex drawn from the distributions. The same seed gives the same shoulder. */
    public static ShoulderParameters sample(Sex sex, long seed) {
        SplittableRandom r = new SplittableRandom(seed);
        Map<String, Double> z = new LinkedHashMap<>();
        for (String name : distributions(sex).keySet()) {
            z.put(name, HipParameters.gaussian(r));
        }
        return build(sex, z);
    }

    /** The same, with the sex drawn too. */
    public static ShoulderParameters sample(long seed) {
        SplittableRandom r = new SplittableRandom(seed);
        return sample(r.nextBoolean() ? Sex.FEMALE : Sex.MALE, r.nextLong());
    }

    private static ShoulderParameters build(Sex sex, Map<String, Double> z) {
        Map<String, Double> v = new LinkedHashMap<>();
        distributions(sex).forEach((name, n) -> v.put(name, n.mean() + n.sd() * z.getOrDefault(name, 0.0)));
        double stature = v.get("stature");
        double arm = sex == Sex.FEMALE ? (stature - 0.5797) / 3.36 : (stature - 0.7045) / 3.08;
        return new ShoulderParameters(sex, stature, v.get("bodyMassIndex") * stature * stature, v.get("age"),
                arm + v.get("humerusLengthResidual"), v.get("headRadius"), v.get("neckShaftAngle"), v.get("retroversion"),
                v.get("glenoidHeight"), v.get("glenoidRatio") * v.get("glenoidHeight"), v.get("glenoidVersion"),
                v.get("glenoidInclination"), 0, 0, 0, 0, v.get("cartilageGap"));
    }
}
