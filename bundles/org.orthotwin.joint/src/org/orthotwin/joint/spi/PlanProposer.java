/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.spi;

import java.util.List;
import java.util.Map;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Monitor;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.Side;

/** Chooses sizes and positions of an implant for a joint. */
public interface PlanProposer {

    /**
     * One proposed placement.
     *
     * @param role in the assembly
     * @param component id
     * @param size id
     * @param body bone that carries it; empty where the part only mates with another one
     * @param frame named frame of that bone
     * @param convention id of the placement convention
     * @param coordinates by name, SI
     * @param reason why this size and place, in one sentence with numbers, in every language of the proposer
     */
    record Proposal(String role, String component, String size, String body, String frame, String convention,
            Map<String, Double> coordinates, Diagnostic reason) {
    }

    /**
     * @param bodies the bones with frames
     * @param candidates by role, every size that the planner may offer, realised
     * @param compatible tells whether two parts may be combined
     * @param targets wanted values by measurement-like name, SI, e.g. {@code cup.inclination.radiographic}; missing ones are the proposer's
     *     own
     * @return one proposal a role
     * @throws IllegalArgumentException if nothing fits, naming role, number, unit and limit
     */
    List<Proposal> propose(List<Body> bodies, Side side, Map<String, List<PartModel>> candidates,
            java.util.function.BiPredicate<PartModel, PartModel> compatible, Map<String, Double> targets, Monitor monitor);

    /**
     * Whether the reason for a part tells of another one, so that it no longer holds where that one is changed.
     *
     * @param role whose reason it is
     * @param changed role of another part of the plan
     */
    default boolean reasonTellsOf(String role, String changed) {
        return true;
    }
}
