/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.density;

import java.util.List;
import java.util.Locale;
import org.apache.commons.math3.stat.regression.SimpleRegression;

/**
 * What Hounsfield units mean: the QCT (mineral equivalent) density is {@code intercept + slope * HU}. A declared, versioned choice, since
 * everything that is computed from density hangs on it.
 *
 * @param id the method: {@code declared}, {@code phantom} or {@code air-fat-muscle}
 * @param version of the method
 * @param intercept density at 0 HU, kg/m^3
 * @param slope kg/m^3 for each HU, positive
 * @param residual root mean square of the points about the line, kg/m^3; 0 where the line was declared
 * @param interceptSd standard uncertainty of the intercept, kg/m^3; 0 where nobody states one
 * @param slopeSd standard uncertainty of the slope, kg/m^3 for each HU, independent of the intercept's; 0 where nobody states one
 * @param points that it was fitted to; none where it was declared
 * @param source where the method and its numbers come from
 */
public record Calibration(String id, String version, double intercept, double slope, double residual, double interceptSd,
        double slopeSd, List<Point> points, String source) {

    /**
     * A material of known density and what the scanner showed of it.
     *
     * @param material for people
     * @param hounsfield mean or peak, HU
     * @param density known, kg/m^3
     */
    public record Point(String material, double hounsfield, double density) {
    }

    /**
     * Reference densities (calcium equivalents) of the peaks of air, fat and muscle in a CT of the thigh, kg/m^3: Eggermont et al. 2019,
     * doi 10.1371/journal.pone.0220564, as the method is usually quoted; not compared with the article's tables. They depend on scanner and
     * kernel: Szyszko et al. 2024 (doi 10.1371/journal.pone.0305474) have -797, -95 and 38, which makes the slope about 4 % smaller.
     */
    public static final double AIR_DENSITY = -840;
    /** See {@link #AIR_DENSITY}. */
    public static final double FAT_DENSITY = -80;
    /** See {@link #AIR_DENSITY}. */
    public static final double MUSCLE_DENSITY = 30;

    /** CT numbers of air, fat and muscle on a scanner whose scale holds, HU: Schneider et al. 2000, doi 10.1088/0031-9155/45/2/314. */
    private static final double[] NOMINAL = {-1000, -98, 55};
    /**
     * Standard uncertainty of a line through tissues' peaks: of the slope, relative, as far as the two published sets of reference
     * densities differ (0.83 and 0.79 kg/m^3 for a HU on one scanner); of the intercept, kg/m^3, the 4 HU within which water is kept at 0.
     */
    private static final double TISSUE_SLOPE_SD = 0.04;
    private static final double TISSUE_INTERCEPT_SD = 3;

    public Calibration {
        points = List.copyOf(points);
        if (!(slope > 0) || Double.isInfinite(slope) || !Double.isFinite(intercept)) {
            throw new IllegalArgumentException(String.format(Locale.ROOT,
                    "calibration with %s kg/m^3 at 0 HU and %s kg/m^3 for each HU: finite, and the slope greater than 0", intercept,
                    slope));
        }
    }

    /** A line that somebody states, for instance from the scanner's log. */
    public static Calibration declared(double intercept, double slope, String source) {
        return new Calibration("declared", "1", intercept, slope, 0, 0, 0, List.of(), source);
    }

    /**
     * From the inserts of a phantom that was scanned along.
     *
     * @param inserts at least two of different HU
     * @param source the phantom's name
     * @throws IllegalArgumentException if the inserts do not make a rising line
     */
    public static Calibration phantom(List<Point> inserts, String source) {
        return fit("phantom", "1", inserts, 0, 0, source);
    }

    /**
     * Without a phantom: the peaks of air, fat and muscle in the patient's own histogram stand for inserts (Eggermont et al. 2019). Water,
     * which holds no mineral, is a fourth one: it lies where the line through the three peaks and their nominal CT numbers has 0 HU, so
     * that another scanner's scale and zero change nothing. Without it the line would hang on tissues alone that are no mineral in
     * water, and miss the origin by some 10 kg/m^3, a tenth of a thin trabecular bone's density.
     *
     * @throws IllegalArgumentException if a peak is missing
     */
    public static Calibration airFatMuscle(TissuePeaks peaks) {
        double[] at = {peaks.air(), peaks.fat(), peaks.muscle()};
        SimpleRegression scale = new SimpleRegression();
        for (int i = 0; i < at.length; i++) {
            scale.addData(NOMINAL[i], at[i]);
        }
        return fit("air-fat-muscle", "2", List.of(new Point("air", at[0], AIR_DENSITY), new Point("fat", at[1], FAT_DENSITY),
                new Point("muscle", at[2], MUSCLE_DENSITY), new Point("water", scale.getIntercept(), 0)), TISSUE_INTERCEPT_SD,
                TISSUE_SLOPE_SD, "Eggermont et al. 2019, doi 10.1371/journal.pone.0220564, and water at the scale's zero");
    }

    /** The uncertainties are at least those that the points' scatter about the line makes. */
    private static Calibration fit(String id, String version, List<Point> points, double interceptSd, double relativeSlopeSd,
            String source) {
        SimpleRegression line = new SimpleRegression();
        points.forEach(p -> line.addData(p.hounsfield(), p.density()));
        if (points.size() < 2 || Double.isNaN(line.getSlope())) {
            throw new IllegalArgumentException(points.size() + " calibration points " + points
                    + ": at least two of different HU are needed");
        }
        double squares = 0;
        for (Point p : points) {
            double d = line.predict(p.hounsfield()) - p.density();
            squares += d * d;
        }
        boolean scatter = points.size() > 2;
        return new Calibration(id, version, line.getIntercept(), line.getSlope(), Math.sqrt(squares / points.size()),
                Math.max(interceptSd, scatter ? line.getInterceptStdErr() : 0),
                Math.max(relativeSlopeSd * line.getSlope(), scatter ? line.getSlopeStdErr() : 0), points, source);
    }

    /** Standard uncertainty of the density of a value in HU, kg/m^3; 0 where the line states none. */
    public double sd(double hounsfield) {
        return Math.hypot(interceptSd, slopeSd * hounsfield);
    }

    /** QCT density in kg/m^3 of a value in HU. */
    public double density(double hounsfield) {
        return intercept + slope * hounsfield;
    }

    /** The value in HU of a QCT density in kg/m^3. */
    public double hounsfield(double density) {
        return (density - intercept) / slope;
    }
}
