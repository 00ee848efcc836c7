/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.util.List;
import java.util.Optional;
import org.orthotwin.followup.Observable;
import org.orthotwin.model.twin.TwinState;

/** What is known of the parameters of a course before and after the observations, and what each of these told. */
public final class ParametersView extends ObservableView<ParameterPlot> {

    public static final String ID = "org.orthotwin.followup.ui.parameters";

    public ParametersView() {
        super("parameters");
    }

    @Override
    List<Observable> choices(Reading reading) {
        return reading.observed();
    }

    @Override
    ParameterPlot drawing(Reading reading, Observable d) {
        return new ParameterPlot(reading, d);
    }

    @Override
    Optional<TwinState> state(ParameterPlot drawing, double x, double y) {
        return drawing.state(x, y);
    }

    @Override
    public String help() {
        return Texts.text("help.parameters");
    }
}
