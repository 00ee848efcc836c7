/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.orthotwin.cli.Invocation;
import org.orthotwin.cli.spi.Verb;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.core.contribution.ContributionException;
import org.orthotwin.joint.ClinicalMotion;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.joint.Joints;
import org.orthotwin.joint.PlacementConvention;
import org.orthotwin.joint.spi.JointType;

/** {@code joints}: the kinds of joint that are installed. */
public class JointsVerb implements Verb {

    @Override
    public int run(Invocation call) {
        List<Object> list = new ArrayList<>();
        for (Contribution<JointType> c : Joints.registry().all()) {
            JointType t;
            try {
                t = Joints.registry().get(c.id());
            } catch (ContributionException e) {
                continue;
            }
            Map<String, Object> o;
            try {
                o = facts(c, t);
            } catch (RuntimeException | LinkageError e) {
                // one joint that fails is no reason to say nothing of the others
                Joints.registry().refuse("joint '" + c.id() + "' contributed by " + c.contributor()
                        + " cannot be asked what it is: " + e, c);
                continue;
            }
            call.print(c.id() + "  " + c.name() + " (" + c.contributor() + "): " + t.parentBone() + " and " + t.childBone());
            call.print("    " + c.description());
            call.print("    motions: " + String.join(", ", t.motions().stream().map(ClinicalMotion::id).toList()));
            list.add(o);
        }
        Joints.registry().problems().forEach(call::warn);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("joints", list);
        json.put("problems", Joints.registry().problems());
        call.printJson(json);
        return Invocation.OK;
    }

    private static Map<String, Object> facts(Contribution<JointType> c, JointType t) {
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("id", c.id());
        o.put("name", c.name());
        o.put("description", c.description());
        o.put("bundle", c.contributor());
        o.put("bones", List.of(t.parentBone(), t.childBone()));
        o.put("coordinates", t.coordinates().stream().map(d -> d.name()).toList());
        o.put("motions", t.motions().stream().map(ClinicalMotion::id).toList());
        o.put("frames", t.frames().stream().map(FrameDefinition::id).toList());
        o.put("placements", t.placements().stream().map(PlacementConvention::id).toList());
        o.put("generatesSubjects", t.generator().isPresent());
        o.put("proposesPlans", t.proposer().isPresent());
        return o;
    }
}
