/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.measurement;

import java.util.List;
import org.orthotwin.geometry.Vec3;

/**
 * A measured value.
 *
 * @param si value in the definition's dimension, SI; NaN where it cannot be said, with the reason in {@code note}
 * @param uncertainty standard uncertainty, SI; NaN where it was not assessed
 * @param note one sentence, may be empty
 * @param points what to show in a picture, in the surface frame of {@code body}, m; may be empty
 * @param body id of the bone whose frame the points are in; may be empty
 */
public record MeasuredValue(double si, double uncertainty, String note, List<Vec3> points, String body) {

    public static MeasuredValue of(double si) {
        return new MeasuredValue(si, Double.NaN, "", List.of(), "");
    }

    public static MeasuredValue none(String reason) {
        return new MeasuredValue(Double.NaN, Double.NaN, reason, List.of(), "");
    }
}
