/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.simulation;

import java.util.LinkedHashMap;
import java.util.Map;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Resection;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.solver.Problem;

/**
 * The bones hollowed out for their parts. What a reamer takes away the part fills again, so that no solver needs it; pictures and the
 * amount of bone lost do.
 */
public final class Reaming {

    /** Surface of a part that its bone is hollowed out by. */
    private static final String TOOL = "reaming";

    private Reaming() {
    }

    /**
     * The surfaces of the bones that a part reams, by id of the bone, in the bone's surface frame, m; a bone that the tool cannot be taken
     * from (surfaces that touch along edges) is left out.
     *
     * @throws java.util.concurrent.CancellationException if the monitor asks to stop, between two parts
     */
    public static Map<String, TriangleMesh> of(Problem problem, Monitor monitor) {
        Map<String, TriangleMesh> reamed = new LinkedHashMap<>();
        for (PlacedPart p : problem.parts()) {
            TriangleMesh tool = p.part().surfaces().get(TOOL);
            if (tool != null) {
                monitor.checkCancelled();
                Body body = problem.body(p.body());
                TriangleMesh bone = reamed.getOrDefault(body.id(), body.surfaces().getOrDefault("resected", body.surfaces().get("outer")));
                try {
                    reamed.put(body.id(), Resection.byEnvelope(bone, tool.transformed(p.pose())));
                } catch (IllegalArgumentException | IllegalStateException e) {
                    reamed.remove(body.id());
                }
            }
        }
        return reamed;
    }
}
