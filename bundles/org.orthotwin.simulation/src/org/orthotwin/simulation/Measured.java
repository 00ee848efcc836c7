/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.simulation;

import org.orthotwin.measurement.MeasuredValue;
import org.orthotwin.measurement.MeasurementDefinition;

/**
 * A measurement that was taken, with the target that it was held against.
 *
 * @param definition what was measured
 * @param value the value, SI
 * @param lower end of the target, SI; -infinity for none
 * @param upper end of the target, SI; infinity for none
 * @param targetSource source of the target; empty without one
 * @param verdict how the value stands to it
 */
public record Measured(MeasurementDefinition definition, MeasuredValue value, double lower, double upper, String targetSource,
        Verdict verdict) {
}
