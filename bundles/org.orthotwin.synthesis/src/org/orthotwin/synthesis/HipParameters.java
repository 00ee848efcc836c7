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

/**
 * What a synthetic hip is made from. All numbers in SI: m, kg, s, rad.
 *
 * <p>Means and spreads of {@link #typical} and {@link #sample}. Numbers marked (a) were read in the abstract or text of the source; the
 * others are the rounded values by which the source is usually quoted, good as plausible sizes and not as citations of it.
 * <table>
 * <caption>Sources</caption>
 * <tr><th>quantity</th><th>female</th><th>male</th><th>source</th></tr>
 * <tr><td>stature, m</td><td>1.63, SD 0.065</td><td>1.76, SD 0.070</td><td>means: reference adults of ICRP 89, doi
 * 10.1016/S0146-6453(03)00002-2</td></tr>
 * <tr><td>mass, kg</td><td colspan=2>body mass index 24.5, SD 3.5, times stature squared</td><td>assumed</td></tr>
 * <tr><td>femur length, cm</td><td>(stature - 54.10) / 2.47, SD 1.51</td><td>(stature - 61.41) / 2.38, SD 1.37</td>
 *   <td>Trotter and Gleser 1952, doi 10.1002/ajpa.1330100407, inverted with their standard error</td></tr>
 * <tr><td>head radius, mm</td><td>21.6, SD 1.2</td><td>24.2, SD 1.3</td><td>within Noble 1988 (diameter 46.1, SD 4.8, both sexes),
 *   doi 10.1097/00003086-198810000-00018; correlation 0.5 with stature assumed</td></tr>
 * <tr><td>neck-shaft angle, deg</td><td>123.0, SD 5.7</td><td>121.5, SD 5.7</td><td>(a) Hartel 2016, 1,070 femora, medians, SD = IQR /
 * 1.349,
 *   doi 10.1371/journal.pone.0149480</td></tr>
 * <tr><td>femoral version, deg</td><td>16.4, SD 9.6</td><td>12.1, SD 9.6</td><td>(a) the same</td></tr>
 * <tr><td>femoral offset, mm</td><td>40.5, SD 5.5</td><td>44.5, SD 5.5</td><td>within Noble 1988 (43.0, SD 6.8, both sexes); correlation
 * -0.35
 *   with the neck-shaft angle, which is that of a neck of fixed length</td></tr>
 * <tr><td>neck radius</td><td colspan=2>0.66 head radii, SD 0.025</td><td>assumed</td></tr>
 * <tr><td>isthmus diameter, mm</td><td colspan=2>12.3, SD 2.0</td><td>Noble 1988 (12.3, SD 2.3)</td></tr>
 * <tr><td>canal flare index</td><td colspan=2>width 45.4, SD 5.3 mm, 20 mm over the lesser trochanter, over the isthmus</td><td>Noble
 * 1988; gives
 *   their 3.8, SD 0.74, and the negative correlation with the isthmus that is found</td></tr>
 * <tr><td>epicondylar width, mm</td><td>75, SD 3.6</td><td>84, SD 4.0</td><td>assumed; correlation 0.5 with stature</td></tr>
 * <tr><td>distance of the anterior superior iliac spines, mm</td><td>238, SD 16</td><td>240, SD 16</td><td>assumed</td></tr>
 * <tr><td>distance of the hip centres</td><td colspan=2>0.72 of it, SD 4 mm</td><td>(a) Bell 1989: hip centre 14 % medial, 30 % distal, 22
 * % posterior,
 *   doi 10.1016/0167-9457(89)90020-1</td></tr>
 * <tr><td>pelvic depth, mm</td><td>150, SD 8</td><td>155, SD 8</td><td>assumed; the spines' line 13 deg (a) from the horizontal in the
 * anterior
 *   pelvic plane's axes, Preece 2008, PMC2565125</td></tr>
 * <tr><td>acetabulum, anatomical inclination, deg</td><td>53.0, SD 6.1</td><td>53.6, SD 6.7</td><td>(a) 336 hips by CT against the
 * anterior pelvic
 *   plane, doi 10.3233/THC-2010-0575, read as Murray's anatomical definition</td></tr>
 * <tr><td>acetabulum, anatomical anteversion, deg</td><td>24.6, SD 6.6</td><td>21.3, SD 6.2</td><td>(a) the same</td></tr>
 * <tr><td>rim angle, deg</td><td colspan=2>-7.4, SD 4</td><td>centre-edge angle and radiographic inclination less 90: how far the rim
 * stays behind
 *   a hemisphere. Chosen for a centre-edge angle of 31 in men; so a steep acetabulum covers less, as it does (the normal range is 23 to 33
 *   in
 *   Tannast 2015, doi 10.1007/s11999-014-4038-3, and higher in CT series)</td></tr>
 * <tr><td>cartilage gap, mm</td><td colspan=2>3.0, SD 0.3</td><td>two layers of 1.5: Shepherd and Seedhom 1999, doi
 * 10.1136/ard.58.1.27</td></tr>
 * <tr><td>medial wall, mm</td><td colspan=2>4.5, SD 0.6</td><td>assumed</td></tr>
 * <tr><td>pelvic tilt, deg</td><td colspan=2>0, SD 6</td><td>assumed: the anterior pelvic plane upright in the mean</td></tr>
 * </table>
 *
 * @param sex decides the shape of the subpubic arch; all sizes are numbers of their own
 * @param stature m
 * @param mass kg
 * @param age s
 * @param headRadius radius of the femoral head, m
 * @param neckShaftAngle angle in space between the neck's axis and the downward axis of the proximal shaft, rad
 * @param femoralVersion angle between the neck's axis and the line of the posterior condyles, both seen along the mechanical axis (y of the
 *         femur's ISB frame); anteversion positive, rad
 * @param femoralOffset distance from the head's centre to the axis of the proximal shaft, m
 * @param neckRadius geometric mean of the half-widths of the narrowest section of the neck, m
 * @param femurLength along y, top of the head to the lower end of the condyles, m
 * @param epicondylarWidth distance of the epicondyles, m
 * @param isthmusDiameter of the medullary canal at its narrowest, m
 * @param canalFlareIndex width of the canal in the plane of neck and shaft, 20 mm over the lesser trochanter, over the isthmus diameter
 * @param interAsisDistance distance of the anterior superior iliac spines, m
 * @param interHipDistance distance of the hip centres, m
 * @param pelvicDepth nominal distance from the anterior to the posterior superior iliac spines in the sagittal plane, m
 * @param acetabularInclination of the bony acetabulum, Murray's radiographic definition in the anterior pelvic plane, rad
 * @param acetabularAnteversion the same, rad
 * @param acetabularRadius radius of the bony lunate surface, m; more than the head's by the cartilage
 * @param centreEdgeAngle in the coronal plane through the centre, from the upward direction to the lateral edge of the rim, rad
 * @param medialWallThickness smallest thickness of bone behind the acetabular fossa, m
 * @param pelvicTilt angle from the vertical to the anterior pelvic plane, standing; posterior positive, rad
 */
public record HipParameters(Sex sex, double stature, double mass, double age, double headRadius, double neckShaftAngle,
        double femoralVersion, double femoralOffset, double neckRadius, double femurLength, double epicondylarWidth,
        double isthmusDiameter, double canalFlareIndex, double interAsisDistance, double interHipDistance, double pelvicDepth,
        double acetabularInclination, double acetabularAnteversion, double acetabularRadius, double centreEdgeAngle,
        double medialWallThickness, double pelvicTilt) {

    /** Draws beyond this many standard deviations are drawn again: the generator is meant for healthy shapes. */
    public static final double TRUNCATION = 2.5;
    private static final double YEAR = 365.25 * 86400;

    /**
     * A parameter that may be chosen.
     *
     * @param name as in the record
     * @param unit SI symbol, 1 for a ratio
     * @param low smallest value accepted, in that unit
     * @param high largest value accepted
     * @param description one line
     */
    public record Range(String name, String unit, double low, double high, String description) {
    }

    /** Mean and standard deviation of a normal distribution, in the parameter's unit; drawn within {@link #TRUNCATION} deviations. */
    public record Normal(double mean, double sd) {
    }

    private static final List<Range> RANGES = List.of(
            new Range("sex", "1", 1, 2, "1 female, 2 male"),
            new Range("stature", "m", 1.35, 2.15, "Standing height"),
            new Range("mass", "kg", 30, 200, "Body mass"),
            new Range("age", "s", 15 * YEAR, 110 * YEAR, "Age"),
            new Range("headRadius", "m", 0.017, 0.031, "Radius of the femoral head"),
            new Range("neckShaftAngle", "rad", rad(100), rad(150), "Neck-shaft angle"),
            new Range("femoralVersion", "rad", rad(-30), rad(55), "Femoral version against the posterior condyles"),
            new Range("femoralOffset", "m", 0.024, 0.066, "Femoral offset"),
            new Range("neckRadius", "m", 0.009, 0.022, "Radius of the femoral neck"),
            new Range("femurLength", "m", 0.33, 0.60, "Length of the femur"),
            new Range("epicondylarWidth", "m", 0.055, 0.105, "Epicondylar width"),
            new Range("isthmusDiameter", "m", 0.006, 0.020, "Diameter of the canal at the isthmus"),
            new Range("canalFlareIndex", "1", 1.6, 6.5, "Canal flare index"),
            new Range("interAsisDistance", "m", 0.17, 0.31, "Distance of the anterior superior iliac spines"),
            new Range("interHipDistance", "m", 0.13, 0.22, "Distance of the hip centres"),
            new Range("pelvicDepth", "m", 0.12, 0.19, "Depth of the pelvis"),
            new Range("acetabularInclination", "rad", rad(25), rad(70), "Radiographic inclination of the acetabulum"),
            new Range("acetabularAnteversion", "rad", rad(-10), rad(45), "Radiographic anteversion of the acetabulum"),
            new Range("acetabularRadius", "m", 0.018, 0.036, "Radius of the bony acetabulum"),
            new Range("centreEdgeAngle", "rad", rad(10), rad(50), "Lateral centre-edge angle"),
            new Range("medialWallThickness", "m", 0.002, 0.012, "Thickness of the medial wall"),
            new Range("pelvicTilt", "rad", rad(-35), rad(35), "Tilt of the anterior pelvic plane, standing, posterior positive"));

    /**
     * @throws IllegalArgumentException if a number is out of its range, or the head does not fit the acetabulum; with name, number, unit
     *         and limit
     */
    public HipParameters {
        if (sex == null) {
            throw new IllegalArgumentException("sex is missing");
        }
        double[] v = {sex == Sex.FEMALE ? 1 : 2, stature, mass, age, headRadius, neckShaftAngle, femoralVersion, femoralOffset, neckRadius,
            femurLength, epicondylarWidth, isthmusDiameter, canalFlareIndex, interAsisDistance, interHipDistance, pelvicDepth,
            acetabularInclination, acetabularAnteversion, acetabularRadius, centreEdgeAngle, medialWallThickness, pelvicTilt};
        for (int i = 0; i < v.length; i++) {
            Range r = RANGES.get(i);
            if (!(v[i] >= r.low && v[i] <= r.high)) {
                throw new IllegalArgumentException(String.format(Locale.ROOT, "%s is %s %s, outside %s to %s %s", r.name, v[i], r.unit,
                        r.low,
                        r.high, r.unit));
            }
        }
        double gap = acetabularRadius - headRadius;
        if (!(gap >= 0.001 && gap <= 0.008)) {
            throw new IllegalArgumentException(String.format(Locale.ROOT,
                    "acetabularRadius %s m less headRadius %s m leaves a cartilage gap of %.5f m, outside 0.001 to 0.008 m",
                            acetabularRadius,
                    headRadius, gap));
        }
        if (!(neckRadius <= 0.80 * headRadius)) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "neckRadius %s m is more than 0.8 of headRadius %s m", neckRadius,
                    headRadius));
        }
        double rim = centreEdgeAngle + acetabularInclination - 0.5 * Math.PI;
        if (!(rim >= rad(-20) && rim <= rad(8))) {
            throw new IllegalArgumentException(String.format(Locale.ROOT,
                    "centreEdgeAngle %s rad and acetabularInclination %s rad add up to "
                    + "%.3f rad, outside %.3f to %.3f rad: the rim would stand too far from a hemisphere's", centreEdgeAngle,
                    acetabularInclination, rim + 0.5 * Math.PI, rad(70), rad(98)));
        }
        double spread = 0.5 * (interAsisDistance - interHipDistance);
        if (!(spread >= 0.012 && spread <= 0.065)) {
            throw new IllegalArgumentException(String.format(Locale.ROOT,
                    "interAsisDistance %s m puts the spines %.4f m lateral of the hip centres (interHipDistance %s m), "
                            + "outside 0.012 to 0.065 m",
                    interAsisDistance, spread, interHipDistance));
        }
    }

    /** What may be chosen, in the record's order. */
    public static List<Range> ranges() {
        return RANGES;
    }

    /** The values by name, SI, in the record's order; {@code sex} as 1 female, 2 male. */
    public Map<String, Double> values() {
        double[] v = {sex == Sex.FEMALE ? 1 : 2, stature, mass, age, headRadius, neckShaftAngle, femoralVersion, femoralOffset, neckRadius,
            femurLength, epicondylarWidth, isthmusDiameter, canalFlareIndex, interAsisDistance, interHipDistance, pelvicDepth,
            acetabularInclination, acetabularAnteversion, acetabularRadius, centreEdgeAngle, medialWallThickness, pelvicTilt};
        Map<String, Double> m = new LinkedHashMap<>();
        for (int i = 0; i < v.length; i++) {
            m.put(RANGES.get(i).name, v[i]);
        }
        return Collections.unmodifiableMap(m);
    }

    /**
     * These parameters with some replaced. Where the head's radius is replaced and the acetabulum's is not, the cartilage gap and the ratio
     * of neck to head stay; where the acetabulum's inclination is replaced and the centre-edge angle is not, their sum stays.
     *
     * @param chosen values by name, SI
     * @throws IllegalArgumentException for an unknown name or a value out of range
     */
    public HipParameters with(Map<String, Double> chosen) {
        Map<String, Double> m = new LinkedHashMap<>(values());
        for (String name : new TreeSet<>(chosen.keySet())) {
            if (m.replace(name, chosen.get(name)) == null) {
                throw new IllegalArgumentException("unknown parameter '" + name + "'; known are " + String.join(", ", m.keySet()));
            }
        }
        double head = m.get("headRadius");
        if (chosen.containsKey("headRadius") && !chosen.containsKey("acetabularRadius")) {
            m.put("acetabularRadius", acetabularRadius - headRadius + head);
        }
        if (chosen.containsKey("headRadius") && !chosen.containsKey("neckRadius")) {
            m.put("neckRadius", neckRadius / headRadius * head);
        }
        if (chosen.containsKey("acetabularInclination") && !chosen.containsKey("centreEdgeAngle")) {
            m.put("centreEdgeAngle", centreEdgeAngle + acetabularInclination - m.get("acetabularInclination"));
        }
        double s = m.get("sex");
        if (s != 1 && s != 2) {
            throw new IllegalArgumentException("sex is " + s + "; 1 is female, 2 is male");
        }
        double[] v = m.values().stream().mapToDouble(Double::doubleValue).toArray();
        return new HipParameters(s == 1 ? Sex.FEMALE : Sex.MALE, v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9], v[10], v[11], v[12],
                v[13], v[14], v[15], v[16], v[17], v[18], v[19], v[20], v[21]);
    }

    /** The distributions of a sex by name: of drawn quantities, of which some (see the class comment) are turned into parameters. */
    public static Map<String, Normal> distributions(Sex sex) {
        boolean f = sex == Sex.FEMALE;
        Map<String, Normal> m = new LinkedHashMap<>();
        m.put("stature", f ? new Normal(1.63, 0.065) : new Normal(1.76, 0.070));
        m.put("bodyMassIndex", new Normal(24.5, 3.5));
        m.put("age", new Normal(60 * YEAR, 12 * YEAR));
        m.put("headRadius", f ? new Normal(0.0216, 0.0012) : new Normal(0.0242, 0.0013));
        m.put("neckShaftAngle", f ? new Normal(rad(123.0), rad(5.7)) : new Normal(rad(121.5), rad(5.7)));
        m.put("femoralVersion", f ? new Normal(rad(16.4), rad(9.6)) : new Normal(rad(12.1), rad(9.6)));
        m.put("femoralOffset", f ? new Normal(0.0405, 0.0055) : new Normal(0.0445, 0.0055));
        m.put("neckRatio", new Normal(0.66, 0.025));
        m.put("femurLengthResidual", f ? new Normal(0, 0.0372 / 2.47) : new Normal(0, 0.0327 / 2.38));
        m.put("epicondylarWidth", f ? new Normal(0.075, 0.0036) : new Normal(0.084, 0.0040));
        m.put("isthmusDiameter", new Normal(0.0123, 0.0020));
        m.put("canalWidth", new Normal(0.0454, 0.0053));
        m.put("interAsisDistance", f ? new Normal(0.238, 0.016) : new Normal(0.240, 0.016));
        m.put("interHipResidual", new Normal(0, 0.004));
        m.put("pelvicDepth", f ? new Normal(0.150, 0.008) : new Normal(0.155, 0.008));
        m.put("anatomicalInclination", f ? new Normal(rad(53.0), rad(6.1)) : new Normal(rad(53.6), rad(6.7)));
        m.put("anatomicalAnteversion", f ? new Normal(rad(24.6), rad(6.6)) : new Normal(rad(21.3), rad(6.2)));
        m.put("rimAngle", new Normal(rad(-7.4), rad(4)));
        m.put("cartilageGap", new Normal(0.0030, 0.0003));
        m.put("medialWallThickness", new Normal(0.0045, 0.0006));
        m.put("pelvicTilt", new Normal(0, rad(6)));
        return Collections.unmodifiableMap(m);
    }

    /**
     * The expected hip of a person of this sex and stature.
     *
     * @param stature in m
     */
    public static HipParameters typical(Sex sex, double stature) {
        Map<String, Double> z = new LinkedHashMap<>();
        Normal s = distributions(sex).get("stature");
        z.put("stature", (stature - s.mean) / s.sd);
        return build(sex, z);
    }

    /** The expected hip of the mean stature of a sex. */
    public static HipParameters typical(Sex sex) {
        return typical(sex, distributions(sex).get("stature").mean);
    }

    /** A hip drawn from the distributions; the sex is drawn too. The same seed gives the same hip. */
    public static HipParameters sample(long seed) {
        SplittableRandom r = new SplittableRandom(seed);
        return sample(r.nextBoolean() ? Sex.FEMALE : Sex.MALE, r.nextLong());
    }

    /** A hip of this sex drawn from the distributions. The same seed gives the same hip. */
    public static HipParameters sample(Sex sex, long seed) {
        SplittableRandom r = new SplittableRandom(seed);
        // a few draws fall outside the ranges of the shape, chiefly wide spines with close hips; they are drawn again
        for (int attempt = 0; ; attempt++) {
            Map<String, Double> z = new LinkedHashMap<>();
            for (String name : distributions(sex).keySet()) {
                z.put(name, gaussian(r));
            }
            try {
                return build(sex, z);
            } catch (IllegalArgumentException e) {
                if (attempt == 100) {
                    throw new IllegalStateException("no hip within the ranges in " + attempt + " draws from seed " + seed, e);
                }
            }
        }
    }

    /** From the head's centre to the axis of the proximal shaft along the neck's axis, m. */
    public double neckLength() {
        return femoralOffset / Math.sin(neckShaftAngle);
    }

    /** Box and Muller, within the truncation; StrictMath, so that every platform draws the same. */
    static double gaussian(SplittableRandom r) {
        while (true) {
            double u = 1 - r.nextDouble();
            double v = r.nextDouble();
            double g = StrictMath.sqrt(-2 * StrictMath.log(u)) * StrictMath.cos(2 * Math.PI * v);
            if (Math.abs(g) <= TRUNCATION) {
                return g;
            }
        }
    }

    private static HipParameters build(Sex sex, Map<String, Double> z) {
        Map<String, Normal> d = distributions(sex);
        Map<String, Double> v = new LinkedHashMap<>();
        d.forEach((name, n) -> v.put(name, n.mean + n.sd * z.getOrDefault(name, 0.0)));
        double tall = z.get("stature");
        double stature = v.get("stature");
        double head = correlated(d.get("headRadius"), 0.5, tall, z.get("headRadius"));
        double offset = correlated(d.get("femoralOffset"), -0.35, z.getOrDefault("neckShaftAngle", 0.0), z.get("femoralOffset"));
        double femur = (sex == Sex.FEMALE ? (stature - 0.5410) / 2.47 : (stature - 0.6141) / 2.38) + v.get("femurLengthResidual");
        double knee = correlated(d.get("epicondylarWidth"), 0.5, tall, z.get("epicondylarWidth"));
        double ai = v.get("anatomicalInclination");
        double aa = v.get("anatomicalAnteversion");
        double asis = v.get("interAsisDistance");
        double inclination = StrictMath.atan(StrictMath.tan(ai) * StrictMath.cos(aa));
        return new HipParameters(sex, stature, v.get("bodyMassIndex") * stature * stature, v.get("age"), head, v.get("neckShaftAngle"),
                v.get("femoralVersion"), offset, v.get("neckRatio") * head, femur, knee, v.get("isthmusDiameter"),
                v.get("canalWidth") / v.get("isthmusDiameter"), asis, 0.72 * asis + v.get("interHipResidual"), v.get("pelvicDepth"),
                inclination, StrictMath.asin(StrictMath.sin(ai) * StrictMath.sin(aa)),
                head + v.get("cartilageGap"), 0.5 * Math.PI - inclination + v.get("rimAngle"), v.get("medialWallThickness"),
                        v.get("pelvicTilt"));
    }

    private static double correlated(Normal n, double rho, double with, Double own) {
        return n.mean + n.sd * (rho * with + (own == null ? 0 : Math.sqrt(1 - rho * rho) * own));
    }

    private static double rad(double degrees) {
        return degrees * Math.PI / 180;
    }
}
