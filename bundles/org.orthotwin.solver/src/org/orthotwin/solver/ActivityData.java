/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver;

import java.util.List;

/**
 * A motion with the loads that go with it, sampled in time.
 *
 * @param id of the activity in the scenario
 * @param type contributed id
 * @param channels names of the sampled quantities: joint coordinates in clinical words ({@code flexion}), loads ({@code force.x})
 * @param units SI symbol of each channel
 * @param times s, ascending
 * @param values by time, then channel, SI
 * @param source literature or file that it comes from
 */
public record ActivityData(String id, String type, List<String> channels, List<String> units, double[] times, double[][] values,
        String source) {
}
