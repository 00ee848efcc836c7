/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.landmarks.internal;

import java.util.Map;
import org.orthotwin.geometry.ClosestPoint;
import org.orthotwin.geometry.RayCast;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Side;
import org.orthotwin.landmarks.BoneFrames;
import org.orthotwin.landmarks.Finding;

/**
 * Where the gluteus medius is attached: no surface shows it, so it is put where it is in two published models of the leg, in parts of this
 * bone's own sizes. Generated subjects have it at the same places.
 *
 * <p>Origin (GMED_O): the middle of the three lines of action, weighted by their strength, of the models of Delp et al. (1990, IEEE Trans
 * Biomed Eng 37:757-767) and Rajagopal et al. (2016, IEEE Trans Biomed Eng 63:2068-2079). In the pelvis' ISB frame it is 0.246 and 0.236 of
 * the depth from the anterior to the posterior superior spines behind the hip's centre and 0.565 and 0.570 of the crest's height above it,
 * with the landmarks that are found on these models' bones, and 11.1 and 11.6 mm before the outer face of the wing: the attachment goes
 * round a hollow, so that its middle is not on it. Insertion (GMED_I): the nearest place to the middle between the tip and the most lateral
 * place of the greater trochanter (GT, GT_LAT), in both models within 5 mm of it.
 *
 * <p>Spread: attachments carried over from one dissected body to another are 13.3 mm (SD 8.1) from where they are, 9 mm in each coordinate
 * (Pellikaan et al. 2013, all attachments of the leg), and the two models differ by up to 13 mm in a coordinate; together
 * {@value #ORIGIN_SD} m. Those on the femur alone, of the gluteus minimus by a model of the shape, are 5.9 mm (SD 3.8) off (Baek et al.
 * 2013, 43 femora), {@value #INSERTION_SD} m in each coordinate.
 */
final class Attachments {

    private static final double ORIGIN_SD = 0.011;
    private static final double INSERTION_SD = 0.0041;
    /** Parts of depth (forwards) and of the height of the crest (upwards). */
    private static final double FORWARDS = -0.241;
    private static final double UPWARDS = 0.567;
    /** How far the middle of the attachment lies before the hollow of the wing, m. */
    private static final double BEFORE = 0.0113;
    /** Farther outwards than any wing, m. */
    private static final double OUTSIDE = 0.12;

    private static final Finding.Estimate ORIGIN = new Finding.Estimate(ORIGIN_SD,
            "scaled from the leg models of Delp 1990 and Rajagopal 2016; spread: Pellikaan 2013");
    private static final Finding.Estimate INSERTION = new Finding.Estimate(INSERTION_SD,
            "scaled from the leg models of Delp 1990 and Rajagopal 2016; spread: Baek 2013");

    /** Around a guess, what is searched first, m: what is nearer than half of it is the nearest of all. */
    private static final double NEAR = 0.040;

    private Attachments() {
    }

    /**
     * The origin on one innominate bone.
     *
     * @param found the pelvis' other landmarks
     * @param bone its surface
     */
    static void origin(Finding.Builder found, BoneShape bone, Side side) {
        String s = side == Side.LEFT ? "L" : "R";
        Map<String, Vec3> m = found.points();
        RigidTransform isb = BoneFrames.pelvis().getFirst().rule().pose(m, side);
        RigidTransform in = isb.inverse();
        Vec3 asis = in.apply(m.get(s + "ASIS"));
        double depth = asis.x() - in.apply(m.get(s + "PSIS")).x();
        Vec3 beside = new Vec3(FORWARDS * depth, UPWARDS * in.apply(m.get("CREST_" + s)).y(), 0);
        Vec3 out = new Vec3(0, 0, Math.signum(asis.z()));
        RayCast rays = new RayCast(bone.near(isb.apply(beside), OUTSIDE));
        Vec3 from = beside.plus(out.times(OUTSIDE));
        double way = rays.first(isb.apply(from), isb.rotate(out.negate()));
        // a wing that is not there, as of a piece: what is nearest
        Vec3 face = way < OUTSIDE ? from.minus(out.times(way)) : in.apply(nearest(bone, isb.apply(beside)));
        Vec3 place = isb.apply(face.plus(out.times(BEFORE)));
        found.estimate("GMED_O_" + s, place, ORIGIN);
    }

    /** The insertion on the femur, whose trochanter is found. */
    static void insertion(Finding.Builder found, BoneShape bone) {
        found.estimate("GMED_I", nearest(bone, found.get("GT").mid(found.get("GT_LAT"))), INSERTION);
    }

    private static Vec3 nearest(BoneShape bone, Vec3 p) {
        ClosestPoint near = new ClosestPoint(bone.near(p, NEAR));
        if (near.query(p) < NEAR / 2) {
            return near.point();
        }
        ClosestPoint closest = new ClosestPoint(bone.tree());
        closest.query(p);
        return closest.point();
    }
}
