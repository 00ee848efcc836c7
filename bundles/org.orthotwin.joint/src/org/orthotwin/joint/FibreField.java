/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.orthotwin.geometry.Vec3;

/**
 * A sheet of fibres between a curve on one bone and a curve on another, as a joint's capsule or a broad ligament is: n fibres side by side,
 * counted from 0, the i-th from the part (i + 1/2) / n of the length of the one curve to the same part of the other's. The stiffness of the
 * field is shared equally, so that its force tends to the integral over its width as n grows, with an error in proportion to 1 / n^2.
 *
 * <p>Anatomies, solvers, pictures and files know a field as a ligament of n bundles ({@link #bundles}), each a line of action of its own:
 * one is taut where another is slack, and each lies on the surfaces in its own way. Fibres do not hold each other together sideways, and do
 * not carry compression.
 *
 * @param ligament id; its fibres are {@code <ligament>.1} and so on
 * @param origin curve on the one bone
 * @param insertion curve on the other, in the same direction, so that fibres do not cross
 * @param fibres n
 * @param stiffness of the whole field, N per unit of strain
 * @param referenceStrain of each fibre in the posture in which the anatomy was recorded; negative where they are slack there
 * @param wraps surfaces that every fibre lies on where they are in its way
 */
public record FibreField(String ligament, Curve origin, Curve insertion, int fibres, double stiffness, double referenceStrain,
        List<WrapSurface> wraps) {

    /** Most fibres of one field. */
    public static final int MOST = 1000;

    /**
     * Where a field attaches: straight from point to point.
     *
     * @param body id of the bone
     * @param points in the bone's surface frame, m; one, where the fibres fan out from, or more
     */
    public record Curve(String body, List<Vec3> points) {

        /** @throws IllegalArgumentException for no point, or one that is not known */
        public Curve {
            Objects.requireNonNull(body);
            points = List.copyOf(points);
            if (points.isEmpty() || !points.stream().allMatch(Vec3::isFinite)) {
                throw new IllegalArgumentException("a curve on '" + body + "' needs points that are known");
            }
        }

        /** m. */
        public double length() {
            double l = 0;
            for (int i = 1; i < points.size(); i++) {
                l += points.get(i - 1).distance(points.get(i));
            }
            return l;
        }

        /** The place a part of the length from the beginning, 0 to 1. */
        public Vec3 at(double part) {
            double left = part * length();
            for (int i = 1; i < points.size(); i++) {
                double piece = points.get(i - 1).distance(points.get(i));
                if (left <= piece && piece > 0) {
                    return points.get(i - 1).plus(points.get(i).minus(points.get(i - 1)).times(left / piece));
                }
                left -= piece;
            }
            return points.getLast();
        }
    }

    /** @throws IllegalArgumentException for curves on one bone, or a number, stiffness or strain that makes no field */
    public FibreField {
        Objects.requireNonNull(ligament);
        Objects.requireNonNull(origin);
        Objects.requireNonNull(insertion);
        wraps = List.copyOf(wraps);
        if (origin.body().equals(insertion.body())) {
            throw new IllegalArgumentException("field '" + ligament + "' does not leave bone '" + origin.body() + "'");
        }
        if (fibres < 1 || fibres > MOST || !(stiffness > 0) || !(referenceStrain > -1 && referenceStrain < 1)) {
            throw new IllegalArgumentException("field '" + ligament + "' has " + fibres + " fibres, " + stiffness
                    + " N per strain and a reference strain of " + referenceStrain + "; it needs 1 to " + MOST
                    + " fibres, a stiffness above 0 and a strain between -1 and 1");
        }
    }

    /**
     * A field whose stiffness is given for its width, which is the mean of its curves' lengths.
     *
     * @param perWidth N per unit of strain and m of width
     */
    public static FibreField ofWidth(String ligament, Curve origin, Curve insertion, int fibres, double perWidth, double referenceStrain,
            List<WrapSurface> wraps) {
        return new FibreField(ligament, origin, insertion, fibres, perWidth * 0.5 * (origin.length() + insertion.length()),
                referenceStrain, wraps);
    }

    /** Mean of the lengths of both curves, m. */
    public double width() {
        return 0.5 * (origin.length() + insertion.length());
    }

    /** Its fibres as bundles of its ligament; each has its surfaces under an id of its own. */
    public List<LigamentBundle> bundles() {
        List<LigamentBundle> all = new ArrayList<>();
        for (int i = 0; i < fibres; i++) {
            double part = (i + 0.5) / fibres;
            String id = ligament + "." + (i + 1);
            all.add(new LigamentBundle(id, ligament, List.of(new Attachment(origin.body(), origin.at(part)),
                    new Attachment(insertion.body(), insertion.at(part))),
                    wraps.stream().map(w -> new WrapSurface(w.id() + "." + id, w.body(), w.shape(), w.pose(), w.dimensions())).toList(),
                    stiffness / fibres, referenceStrain, 0));
        }
        return all;
    }
}
