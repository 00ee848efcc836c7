/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.util.List;
import java.util.Optional;
import org.eclipse.swt.widgets.Composite;
import org.orthotwin.followup.Observable;
import org.orthotwin.model.twin.TwinState;
import org.orthotwin.ui.SimpleAction;

/** What is known of the parameters of a course before and after the observations, and what each of these told. */
public final class ParametersView extends ObservableView<ParameterPlot> {

    public static final String ID = "org.orthotwin.followup.ui.parameters";

    private SimpleAction check;

    public ParametersView() {
        super("parameters");
    }

    @Override
    void create(Composite parent) {
        super.create(parent);
        check = SimpleAction.on(getViewSite().getActionBars().getToolBarManager(), Texts.CATALOG, "parameters.chain", Icons.OURS.descriptor(
                "chain"), () -> session().ifPresent(this::check));
    }

    /** A chain for the record of the state that is shown, in a job that can be stopped. */
    private void check(TwinSession s) {
        Optional<String> state = s.reading().flatMap(Reading::state).map(TwinState::getId);
        TwinJob.look(s, Texts.text("job.chain"), m -> Chains.of(s.file(), state, s.runLength(), m), c -> c.ifPresent(s::chains));
    }

    @Override
    void changed() {
        super.changed();
        check.setEnabled(reading().flatMap(Reading::state).isPresent() && session().filter(s -> s.chains() == Chains.NONE).isPresent());
    }

    @Override
    List<Observable> choices(Reading reading) {
        return reading.observed();
    }

    @Override
    ParameterPlot drawing(Reading reading, Observable d) {
        return new ParameterPlot(reading, d, session().map(TwinSession::chains).orElse(Chains.NONE));
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
