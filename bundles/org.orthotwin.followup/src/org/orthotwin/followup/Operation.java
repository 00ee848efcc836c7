/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.orthotwin.model.twin.Observation;

/**
 * An operation that begins a course: the first one, and each revision after it, whether the implant was exchanged or kept.
 *
 * @param time when it was
 * @param revision whether it is not the first one
 * @param said what says so, all of one day: an operation of the joint, a recorded revision or debridement, or several of these
 */
public record Operation(Instant time, boolean revision, List<Observation> said) {

    /** What became of the implant that was there. */
    public enum Implant {
        KEPT, EXCHANGED,
        /** Nobody has said so. */
        UNKNOWN;

        /** The word in files and texts. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Operation {
        said = List.copyOf(said);
    }

    /**
     * What it did with the implant that was there: kept by a debridement, exchanged where the joint was operated on; of the first one
     * nothing is known.
     */
    public Implant implant() {
        return said.stream().anyMatch(o -> FollowUp.DEBRIDEMENT.equals(o.getDefinition())) ? Implant.KEPT
                : revision && said.stream().anyMatch(o -> Histories.isOperation(o.getDefinition())) ? Implant.EXCHANGED : Implant.UNKNOWN;
    }

    /** The day of it, as people write it. */
    public String day() {
        return FollowUpResult.day(time);
    }
}
