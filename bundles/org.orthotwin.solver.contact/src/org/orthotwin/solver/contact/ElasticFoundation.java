/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.contact;

import java.util.List;

/**
 * Pressure against depth of layers that lie on each other, each point for itself: a bed of independent springs.
 *
 * <p>A layer of thickness h and confined modulus E' ({@link ElasticLayer#confinedModulus()}) that is compressed by d answers with
 *
 * <pre>  linear      p = E' d / h
 *  nonlinear   p = -E' ln(1 - d / h)</pre>
 *
 * the second with the true strain, whose pressure has no bound as the layer is used up (Bei and Fregly 2004, Med Eng Phys 26:777-789,
 * doi:10.1016/j.medengphy.2003.11.004; Blankevoort et al. 1991, J Biomech 24:1019-1031). Layers on each other carry the same pressure and
 * share the depth. From {@value #LARGEST_STRAIN} of the whole thickness on, the nonlinear law goes on along its tangent, so that a search
 * may pass through poses that no body could take. Immutable; evaluation allocates nothing.
 */
public final class ElasticFoundation {

    /** How pressure grows with depth. */
    public enum Law {
        LINEAR, NONLINEAR
    }

    /** Depth over thickness up to which the nonlinear law is followed. */
    public static final double LARGEST_STRAIN = 0.95;
    private static final int MOST_STEPS = 60;

    private final Law law;
    private final double[] modulus;
    private final double[] thickness;
    private final double total;
    private final double stiffness;
    private final boolean alike;
    private final double limitPressure;
    private final double limitSlope;

    /** @throws IllegalArgumentException if there is no layer */
    public ElasticFoundation(Law law, List<ElasticLayer> layers) {
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("an elastic foundation needs a layer");
        }
        this.law = law;
        modulus = layers.stream().mapToDouble(ElasticLayer::confinedModulus).toArray();
        thickness = layers.stream().mapToDouble(ElasticLayer::thickness).toArray();
        double sum = 0;
        double compliance = 0;
        boolean same = true;
        for (int i = 0; i < modulus.length; i++) {
            sum += thickness[i];
            compliance += thickness[i] / modulus[i];
            same &= modulus[i] == modulus[0];
        }
        total = sum;
        stiffness = 1 / compliance;
        alike = same;
        limitPressure = law == Law.LINEAR ? 0 : nonlinear(LARGEST_STRAIN * total);
        limitSlope = law == Law.LINEAR ? stiffness : slope(limitPressure);
    }

    /** One layer. */
    public static ElasticFoundation of(Law law, ElasticLayer layer) {
        return new ElasticFoundation(law, List.of(layer));
    }

    /** Pressure in Pa at a depth in m; 0 where nothing is compressed. */
    public double pressure(double depth) {
        if (!(depth > 0)) {
            return 0;
        }
        if (law == Law.LINEAR) {
            return stiffness * depth;
        }
        double limit = LARGEST_STRAIN * total;
        return depth <= limit ? nonlinear(depth) : limitPressure + limitSlope * (depth - limit);
    }

    /** Growth of the pressure with the depth, Pa/m; 0 where nothing is compressed. */
    public double tangent(double depth) {
        if (!(depth > 0)) {
            return 0;
        }
        return law == Law.LINEAR ? stiffness : depth <= LARGEST_STRAIN * total ? slope(nonlinear(depth)) : limitSlope;
    }

    private double nonlinear(double depth) {
        if (alike) {
            return -modulus[0] * Math.log1p(-depth / total);
        }
        // the shared depth is concave in the pressure: Newton's steps rise to the root from below
        double p = stiffness * depth;
        for (int i = 0; i < MOST_STEPS; i++) {
            double missing = depth;
            for (int k = 0; k < modulus.length; k++) {
                missing += thickness[k] * Math.expm1(-p / modulus[k]);
            }
            double step = missing * slope(p);
            p += step;
            if (!(step > 1e-15 * p)) {
                break;
            }
        }
        return p;
    }

    /** Pressure over depth where the nonlinear law has this pressure, Pa/m. */
    private double slope(double p) {
        double compliance = 0;
        for (int k = 0; k < modulus.length; k++) {
            compliance += thickness[k] / modulus[k] * Math.exp(-p / modulus[k]);
        }
        return 1 / compliance;
    }

    /** Pressure over depth at small depth, Pa/m. */
    public double stiffness() {
        return stiffness;
    }

    /** Thickness of all layers, m. */
    public double thickness() {
        return total;
    }

    public Law law() {
        return law;
    }
}
