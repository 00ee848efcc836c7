/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Observable;

/**
 * Chains for the record of a state, with what the observations tell by whatever is the better answer, as the report has them.
 *
 * @param stamp of the files that they are of
 * @param state its id
 */
record Chains(String stamp, String state, List<FollowUp.Record> records, List<FollowUp.Identified> identified) {

    /** Of a state that nobody has asked about. */
    static final Chains NONE = new Chains("", "", List.of(), List.of());

    /**
     * Computes them, with the seed of the report.
     *
     * @param state its id; empty for the current one
     * @throws java.util.concurrent.CancellationException if the monitor asks to stop
     */
    static Chains of(Path file, Optional<String> state, double runLength, Monitor monitor) throws IOException {
        Reading r = Reading.of(file, state, runLength, Monitor.until(monitor::isCancelled));
        FollowUpResult result = r.result().orElseThrow(() -> new IllegalArgumentException(Texts.text("follow.no-joint")));
        List<FollowUp.Record> records = result.followUp().record(result.state(), Deeds.SEED, Texts.text("job.chain"), monitor);
        return new Chains(r.stamp(), result.state().getId(), records, result.followUp().identifiability(result.state(), records));
    }

    /** Whether they are of what is shown. */
    boolean isOf(Reading r) {
        return stamp.equals(r.stamp()) && r.state().filter(s -> s.getId().equals(state)).isPresent();
    }

    Optional<FollowUp.Record> of(Observable d) {
        return records.stream().filter(r -> r.observable().equals(d)).findFirst();
    }

    /** What is told of a parameter, by the chain where that is to be believed. */
    FollowUp.Identified better(FollowUp.Identified filter) {
        return identified.stream().filter(i -> i.observable().equals(filter.observable()) && i.index() == filter.index()).findFirst()
                .orElse(filter);
    }
}
