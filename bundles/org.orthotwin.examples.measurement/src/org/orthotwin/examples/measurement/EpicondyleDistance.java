/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.examples.measurement;

import java.util.List;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.Side;
import org.orthotwin.measurement.MeasuredValue;
import org.orthotwin.measurement.MeasurementContext;
import org.orthotwin.measurement.spi.Measurement;
import org.orthotwin.solver.JointModel;

/** The distance in m between two landmarks of a joint's proximal bone, with the two points to show it by. */
public final class EpicondyleDistance implements Measurement {

    @Override
    public MeasuredValue measure(MeasurementContext context) {
        JointModel joint = context.problem().joint();
        Body humerus = context.problem().body(joint.parent());
        String side = joint.side() == Side.LEFT ? "L" : "R";
        Vec3 medial = humerus.landmark(side + "EM");
        Vec3 lateral = humerus.landmark(side + "EL");
        return new MeasuredValue(medial.distance(lateral), Double.NaN, "", List.of(medial, lateral), humerus.id());
    }
}
