/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.knee.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import org.orthotwin.geometry.MeshSection;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.PartModel;

/**
 * How a stem lies in the canal, from sections at a right angle to it {@link #STEP} apart, from where it has its whole width, and the canal
 * its largest, to its tip.
 *
 * <p>The canal filling ratio of a section is the stem's width over the canal's, both of circles of the same area; so much of it is filled
 * in a radiograph (B Parsley et al., Clin Orthop Relat Res 2003). A ratio above {@link #FILLED} went with less loosening, in the femur one
 * above 0.7 over more than 20 mm too (doi:10.1186/s12891-019-3030-1).
 *
 * @param fill largest ratio
 * @param engaged length of the longest run of sections with a ratio of {@link #FILLED} or more, m
 * @param within length of the canal in which the whole outline of the stem lies, m
 * @param penetration farthest that it reaches beyond the endosteum, m
 * @param room least between its outline and the endosteum, m; 0 where it reaches beyond it, or meets no section
 */
public record ShaftFit(double fill, double engaged, double within, double penetration, double room) {

    public static final double FILLED = 0.85;
    static final double STEP = 0.005;
    /** Necks end and tips begin so far from the ends, m. */
    private static final double NECK = 0.026;
    private static final double TIP = 0.006;
    /** The canal is widest no deeper than this, m. */
    private static final double MOUTH = 0.080;

    /** Sections of a bone's canal at a right angle to a stem, kept: stems of one axis have the same. Not for several threads. */
    public static final class Canal {

        private final TriangleMesh mesh;
        private final RigidTransform at;
        private double mouth = Double.NaN;
        private final Map<Double, MeshSection> sections = new HashMap<>();

        /**
         * @param at pose of a stem, y towards the joint, in the bone's surface frame
         * @throws NoSuchElementException if the bone has no canal
         */
        public Canal(Body bone, RigidTransform at) {
            this.mesh = bone.surface("canal");
            this.at = at;
        }

        private double[] around(double depth, double z, double x) {
            return section(depth).around(z, x);
        }

        private MeshSection section(double depth) {
            return sections.computeIfAbsent(depth, d -> MeshSection.of(mesh, at, -d));
        }

        /** How deep the canal is widest, m: nearer to the joint it ends in the metaphysis, where a reamer makes room for a stem. */
        private double mouth() {
            if (Double.isNaN(mouth)) {
                double most = 0;
                mouth = 0;
                for (double d = NECK - 4 * STEP; d < MOUTH; d += STEP) {
                    double[] loop = section(d).largest();
                    double area = loop == null ? 0 : Math.abs(MeshSection.area(loop));
                    if (area > most * (1 + 1e-6)) {
                        most = area;
                        mouth = d;
                    }
                }
            }
            return mouth;
        }
    }

    /**
     * @param at pose of the stem, y towards the joint, in the bone's surface frame
     * @throws NoSuchElementException if the bone has no canal
     */
    public static ShaftFit of(PartModel stem, RigidTransform at, Body bone) {
        return of(stem, new Canal(bone, at), 0, Double.POSITIVE_INFINITY);
    }

    /**
     * As above, of a stem turned about its axis.
     *
     * @param angle about y against the pose of the canal's sections, rad
     * @param limit of the penetration beyond which the rest is not looked at, m
     */
    public static ShaftFit of(PartModel stem, Canal canal, double angle, double limit) {
        TriangleMesh m = stem.surfaces().get("envelope");
        RigidTransform turn = RigidTransform.rotation(Vec3.Y, -angle);
        double length = -m.bounds()[1];
        double fill = 0;
        double run = 0;
        double engaged = 0;
        double within = 0;
        double deepest = 0;
        double nearest = Double.NEGATIVE_INFINITY;
        for (double depth = NECK; depth < length - TIP + 1e-9 && deepest <= limit; depth += STEP) {
            if (depth < canal.mouth()) {
                continue;
            }
            double[] outline = MeshSection.of(m, turn, -depth).largest();
            if (outline == null) {
                continue;
            }
            double[] c = MeshSection.centroid(outline);
            double[] in = canal.around(depth, c[0], c[1]);
            if (in == null) {
                run = 0;
                continue;
            }
            double beyond = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < outline.length; i += 2) {
                beyond = Math.max(beyond, MeshSection.distance(in, outline[i], outline[i + 1]));
            }
            deepest = Math.max(deepest, beyond);
            nearest = Math.max(nearest, beyond);
            within += beyond <= 0 ? STEP : 0;
            double ratio = Math.sqrt(Math.abs(MeshSection.area(outline) / MeshSection.area(in)));
            fill = Math.max(fill, ratio);
            run = ratio >= FILLED ? run + STEP : 0;
            engaged = Math.max(engaged, run);
        }
        return new ShaftFit(fill, engaged, within, deepest, Double.isInfinite(nearest) ? 0 : Math.max(0, -nearest));
    }

    /**
     * The axis of the canal near a joint: origin in its middle at {@code from}, y from there to {@code to}.
     *
     * @param frame whose y axis runs along the bone
     * @param from height at which it begins, in the frame, m; to where it ends
     * @return in the frame
     */
    public static RigidTransform axis(Body bone, RigidTransform frame, double from, double to) {
        Vec3 a = middle(bone, frame, from);
        Vec3 b = middle(bone, frame, to);
        Vec3 y = b.minus(a).normalized();
        if (y.y() < 0) {
            y = y.negate();
        }
        Vec3 x = y.cross(Vec3.Z).normalized();
        return RigidTransform.frame(a, x, y, x.cross(y));
    }

    /** Mean of the middles of sections round a height. */
    private static Vec3 middle(Body bone, RigidTransform frame, double y) {
        TriangleMesh canal = bone.surface("canal");
        Vec3 sum = Vec3.ZERO;
        int n = 0;
        for (int k = -2; k <= 2; k++) {
            double[] loop = MeshSection.of(canal, frame, y + 0.004 * k).largest();
            if (loop != null) {
                double[] c = MeshSection.centroid(loop);
                sum = sum.plus(new Vec3(c[1], y + 0.004 * k, c[0]));
                n++;
            }
        }
        if (n == 0) {
            throw new NoSuchElementException("the canal of bone '" + bone.id() + "' is not met");
        }
        return sum.times(1.0 / n);
    }
}
