/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.knee;

import org.orthotwin.geometry.CardanAngles;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;

/**
 * The joint coordinate system of E S Grood and W J Suntay (J Biomech Eng 1983;105:136-144, doi:10.1115/1.3138397): the distal bone turns
 * about the proximal one's z (e1), a floating axis e2 = e3 x e1 and its own y (e3), R = Rz(alpha) Rx(beta) Ry(gamma). With H from the
 * proximal to the distal origin the translations are s1 = H.e1, s2 = H.e2 and s3 = -H.e3. Coordinates are alpha, beta, gamma in rad, s1,
 * s2, s3 in m.
 */
final class JointCoordinateSystem {

    private JointCoordinateSystem() {
    }

    /** @throws IllegalArgumentException if e1 and e3 are parallel, where the translations have no meaning */
    static RigidTransform pose(double[] q) {
        RigidTransform turn = new CardanAngles(CardanAngles.Sequence.ZXY, q[0], q[1], q[2]).toRotation();
        Vec3 e3 = turn.axis(1);
        Vec3 e2 = floating(e3);
        // H = u e1 + s2 e2 + v e3 with H.e1 = s1 and H.e3 = -s3
        double c = e3.z();
        double det = 1 - c * c;
        double u = (q[3] + q[5] * c) / det;
        double v = (-q[5] - q[3] * c) / det;
        return turn.withTranslation(Vec3.Z.times(u).plus(e2.times(q[4])).plus(e3.times(v)));
    }

    static double[] coordinates(RigidTransform childInParent) {
        CardanAngles a = CardanAngles.of(childInParent, CardanAngles.Sequence.ZXY);
        Vec3 e3 = childInParent.axis(1);
        Vec3 h = childInParent.translation();
        return new double[] {a.first(), a.second(), a.third(), h.z(), h.dot(floating(e3)), -h.dot(e3)};
    }

    private static Vec3 floating(Vec3 e3) {
        Vec3 across = e3.cross(Vec3.Z);
        if (!(across.norm() > 1e-9)) {
            throw new IllegalArgumentException("the distal bone's long axis lies along the transverse axis of the proximal one: 90 deg of "
                    + "adduction");
        }
        return across.normalized();
    }
}
