/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint;

import org.orthotwin.geometry.Vec3;

/**
 * Where the centre of an artificial joint lies in the bone that carries its socket.
 *
 * <p>The feature {@code bearing} of a part is the centre of its surface. A ball of the same radius turns about it. Where both parts say
 * their {@code bearing.radius} and the ball's is smaller, as in an anatomic shoulder, the ball rests in the middle of the hollow, and its
 * centre lies by the difference of the radii (the radial mismatch) nearer to it, against the z axis of the socket's feature, which points
 * out of it, on both sides of the body.
 */
public final class BearingCentre {

    /** The feature of the parts that move against each other. */
    public static final String FEATURE = "bearing";
    /** The parameter with the radius of curvature, m. */
    public static final String RADIUS = "bearing.radius";

    private BearingCentre() {
    }

    /** The centre of a part's own bearing in the surface frame of its bone, m. */
    public static Vec3 of(PlacedPart part) {
        return part.pose().times(part.part().feature(FEATURE)).translation();
    }

    /**
     * The centre about which the ball turns, in the surface frame of the socket's bone, m.
     *
     * @param socket the part on the proximal bone, hollow where it is said to be larger
     * @param ball the part on the distal bone
     */
    public static Vec3 of(PlacedPart socket, PlacedPart ball) {
        Vec3 out = socket.pose().times(socket.part().feature(FEATURE)).axis(2);
        return of(socket).minus(out.times(mismatch(socket, ball)));
    }

    /** As {@link #mismatch(PartModel, PartModel)}. */
    public static double mismatch(PlacedPart socket, PlacedPart ball) {
        return mismatch(socket.part(), ball.part());
    }

    /** Radius of the socket less that of the ball, m; 0 where one of them does not say it, or the ball is the larger one. */
    public static double mismatch(PartModel socket, PartModel ball) {
        Double outer = socket.parameters().get(RADIUS);
        Double inner = ball.parameters().get(RADIUS);
        return outer == null || inner == null ? 0 : Math.max(0, outer - inner);
    }
}
