/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.examples.activity;

import java.util.List;
import org.orthotwin.solver.ActivityData;
import org.orthotwin.solver.Person;
import org.orthotwin.solver.Settings;
import org.orthotwin.solver.spi.ActivitySource;

/** One cycle of flexion = mean - amplitude cos(2 pi t / period), in rad: from the least flexion to the most and back. */
public final class SinusoidalFlexion implements ActivitySource {

    @Override
    public ActivityData create(String id, Settings settings, Person person) {
        int n = (int) Math.round(settings.number("samples"));
        double[] times = new double[n + 1];
        double[][] values = new double[n + 1][];
        for (int i = 0; i <= n; i++) {
            times[i] = settings.number("period") * i / n;
            values[i] = new double[] {settings.number("mean") - settings.number("amplitude") * Math.cos(2 * Math.PI * i / n)};
        }
        return new ActivityData(id, "example.sine", List.of("flexion"), List.of("rad"), times, values, "sine, by definition");
    }
}
