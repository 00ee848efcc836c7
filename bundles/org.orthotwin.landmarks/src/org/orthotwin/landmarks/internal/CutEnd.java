/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.landmarks.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.orthotwin.geometry.LineFit;
import org.orthotwin.geometry.MeshSection;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;

/**
 * The end of a long bone that an image shows with a part of its shaft: where its shaft goes, and its axis over a range that is the same on
 * every piece that is long enough, so that it can be compared.
 *
 * @param up from the end towards the shaft
 * @param point on the line through the middles of the sections near the cut, m
 */
record CutEnd(Vec3 up, Vec3 point) {

    /** The end's largest section over that near the cut, at least: 4 and more at a knee. */
    private static final double LEAST_RATIO = 2.2;
    /** Sections smaller than this part of the largest are the shaft's. */
    private static final double SHAFT = 0.45;
    /** How far below the cut sections begin, m: the cut may be oblique to the shaft. */
    private static final double BELOW_CUT = 0.006;
    /** Shortest range of a shaft's axis, m. */
    private static final double LEAST_RANGE = 0.020;
    private static final int ROUNDS = 4;
    private static final int SHAFT_LEVELS = 7;

    /**
     * Finds out where the shaft is.
     *
     * @param what the bone, for the message
     * @throws IllegalArgumentException if no direction leads from a wide end to a narrow shaft
     */
    static CutEnd of(BoneShape shape, String what) {
        RigidTransform principal = BoneShape.principalFrame(shape.mesh());
        Vec3 best = null;
        double most = 0;
        for (int a = 0; a < 3; a++) {
            for (int sign = -1; sign <= 1; sign += 2) {
                Vec3 u = principal.axis(a).times(sign);
                double ratio = ratio(shape, u);
                if (ratio > most) {
                    most = ratio;
                    best = u;
                }
            }
        }
        if (!(most > LEAST_RATIO)) {
            throw new IllegalArgumentException(String.format(Locale.ROOT,
                    "no end of a %s with its shaft: sections narrow by %.1f at most, at least %.1f is needed", what, most, LEAST_RATIO));
        }
        Vec3 up = best;
        Vec3 point = null;
        for (int i = 0; i < ROUNDS; i++) {
            double[] r = shape.range(up);
            RigidTransform along = RigidTransform.frameXY(up.times(r[0]), up.anyOrthogonal(), up);
            double length = r[1] - r[0];
            double largest = 0;
            List<double[]> levels = new ArrayList<>();
            for (int k = 1; k < 40; k++) {
                double y = Math.min(length * k / 40, length - BELOW_CUT);
                double[] loop = shape.section(along, y).largest();
                if (loop != null) {
                    double area = Math.abs(MeshSection.area(loop));
                    largest = Math.max(largest, area);
                    levels.add(new double[] {area, y, MeshSection.centroid(loop)[0], MeshSection.centroid(loop)[1]});
                }
            }
            List<Vec3> centres = new ArrayList<>();
            for (int k = levels.size() - 1; k >= 0 && levels.get(k)[0] < SHAFT * largest; k--) {
                double[] l = levels.get(k);
                centres.add(BoneShape.inFrame(along, new double[] {l[2], l[3]}, l[1]));
            }
            if (centres.size() < 4) {
                throw new IllegalArgumentException("no shaft: " + centres.size() + " of 39 sections of the " + what
                        + " are narrow, at least 4 are needed");
            }
            LineFit line = LineFit.of(BoneShape.flat(centres));
            point = line.point();
            up = line.direction().dot(up) > 0 ? line.direction() : line.direction().negate();
        }
        return new CutEnd(up, point);
    }

    private static double ratio(BoneShape shape, Vec3 u) {
        double[] r = shape.range(u);
        double length = r[1] - r[0];
        RigidTransform along = RigidTransform.frameXY(u.times(r[0]), u.anyOrthogonal(), u);
        double wide = 0;
        for (double part = 0.08; part < 0.5; part += 0.06) {
            double[] loop = shape.section(along, part * length).largest();
            wide = loop == null ? wide : Math.max(wide, Math.abs(MeshSection.area(loop)));
        }
        double[] narrow = new double[SHAFT_LEVELS];
        for (int i = 0; i < SHAFT_LEVELS; i++) {
            double[] loop = shape.section(along, (0.80 + 0.145 * i / (SHAFT_LEVELS - 1)) * length).largest();
            narrow[i] = loop == null ? 0 : Math.abs(MeshSection.area(loop));
        }
        Arrays.sort(narrow);
        // of a shaft all are of much the same size up to its cut; of a border, or of a condyle's corner, they shrink to nothing
        return narrow[0] > 0.5 * narrow[SHAFT_LEVELS - 1] ? wide / narrow[SHAFT_LEVELS / 2] : 0;
    }

    /**
     * The line through the middles of the shaft's sections in a range from its end.
     *
     * @param frame y along the shaft, its origin at the end
     * @param from nearest section, m
     * @param to farthest section where the piece is that long, m
     * @throws IllegalArgumentException if the piece ends too early
     */
    static Vec3[] axis(BoneShape shape, RigidTransform frame, double from, double to, String what) {
        double top = shape.range(frame.axis(1))[1] - frame.translation().dot(frame.axis(1));
        double end = Math.min(to, top - BELOW_CUT);
        if (!(end - from > LEAST_RANGE)) {
            throw new IllegalArgumentException("the " + what + " ends " + BoneShape.mm(top) + " from its end; at least "
                    + BoneShape.mm(from + LEAST_RANGE + BELOW_CUT) + " are needed for the axis of its shaft");
        }
        List<Vec3> centres = new ArrayList<>();
        int n = 20;
        for (int i = 0; i <= n; i++) {
            Vec3 c = shape.sectionCentre(frame, from + (end - from) * i / n);
            if (c != null) {
                centres.add(c);
            }
        }
        if (centres.size() < 6) {
            throw new IllegalArgumentException("no shaft: " + centres.size() + " sections of the " + what + ", at least 6 are needed");
        }
        LineFit line = LineFit.of(BoneShape.flat(centres));
        Vec3 d = line.direction().dot(frame.axis(1)) > 0 ? line.direction() : line.direction().negate();
        return new Vec3[] {line.point().plus(d.times(0.5 * (end - from))), line.point().minus(d.times(0.5 * (end - from)))};
    }
}
