/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.shoulderload;

import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;

/**
 * How the scapula stands on the thorax while the arm is raised: turned upwards in proportion, its other angles as at rest.
 *
 * <pre>  R (scapula in thorax) = Ry(protraction) Rx(-upward) Rz(-tilt),    upward = at rest + s / (1 + s) elevation</pre>
 *
 * elevation: of the humerus against the thorax; s: upward rotation for each degree that the humerus is raised against the scapula. Frames
 * are those of the ISB for a right shoulder (G Wu et al. 2005, doi:10.1016/j.jbiomech.2004.05.042): x forwards, y up, z to the right. With
 * pins in the bones s is 0.43 in raising and 0.37 in lowering (JP Braman et al. 2009, J Shoulder Elbow Surg 18:960-967,
 * doi:10.1016/j.jse.2009.02.001); VT Inman et al. 1944 saw 0.5. At rest people's scapulae are level, turned inwards by 35 degrees and
 * tilted forwards by 10 (F Struyf et al. 2011, Scand J Med Sci Sports 21:352-358, doi:10.1111/j.1600-0838.2010.01274.x). Left out: the
 * tilt backwards and the turn outwards of high elevation, and the way of the scapula over the ribs, on which no force at the joint
 * depends.
 *
 * @param share s, 0 for a scapula that stands still
 * @param protraction turned inwards, rad
 * @param upward at rest, rad
 * @param tilt forwards, rad
 */
public record ScapularRhythm(double share, double protraction, double upward, double tilt) {

    /** People's, in raising: what solver {@code shoulderload} declares by default. */
    public static final ScapularRhythm TYPICAL = new ScapularRhythm(0.43, Math.toRadians(35), 0, Math.toRadians(10));

    public ScapularRhythm {
        if (!(share >= 0) || !Double.isFinite(share + protraction + upward + tilt)) {
            throw new IllegalArgumentException("a rhythm of " + share + " with a scapula at " + protraction + ", " + upward + " and " + tilt
                    + " rad");
        }
    }

    /** Upward rotation of the scapula, rad. @param elevation of the humerus against the thorax, rad */
    public double upwardAt(double elevation) {
        return upward + share / (1 + share) * elevation;
    }

    /** Orientation of a right scapula in the thorax. @param elevation of the humerus against the thorax, rad */
    public RigidTransform scapulaInThorax(double elevation) {
        return RigidTransform.rotation(Vec3.Y, protraction).times(RigidTransform.rotation(Vec3.X, -upwardAt(elevation)))
                .times(RigidTransform.rotation(Vec3.Z, -tilt));
    }

    /**
     * Orientation of a right humerus in the thorax, raised without a turn about its own axis.
     *
     * @param plane of elevation, 0 to the side, 90 degrees forwards, rad
     * @param elevation rad
     * @param rotation of the arm about itself, inwards, rad
     */
    public static RigidTransform humerusInThorax(double plane, double elevation, double rotation) {
        return RigidTransform.rotation(Vec3.Y, plane).times(RigidTransform.rotation(Vec3.X, -elevation))
                .times(RigidTransform.rotation(Vec3.Y, rotation - plane));
    }
}
