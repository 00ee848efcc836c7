/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.time.Instant;
import java.util.List;
import org.orthotwin.model.twin.Observation;

/**
 * An operation that begins a course: the first one, and each one after it by which an implant was exchanged.
 *
 * @param time when it was
 * @param revision whether it is not the first one
 * @param said what says so, all of one day: an operation of the joint, a recorded revision, or both
 */
public record Operation(Instant time, boolean revision, List<Observation> said) {

    public Operation {
        said = List.copyOf(said);
    }

    /** The day of it, as people write it. */
    public String day() {
        return FollowUpResult.day(time);
    }
}
