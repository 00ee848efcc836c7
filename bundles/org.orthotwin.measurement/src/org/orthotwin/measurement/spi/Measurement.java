/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.measurement.spi;

import org.orthotwin.measurement.MeasuredValue;
import org.orthotwin.measurement.MeasurementContext;

/** Takes a measurement. Its id, version, dimension and targets are declared with its extension. Stateless; used from many threads. */
@FunctionalInterface
public interface Measurement {

    /** @throws java.util.NoSuchElementException if the problem lacks a part or landmark that it needs, naming it */
    MeasuredValue measure(MeasurementContext context);
}
