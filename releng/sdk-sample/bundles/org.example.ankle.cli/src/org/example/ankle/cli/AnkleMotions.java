/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.example.ankle.cli;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.orthotwin.cli.Invocation;
import org.orthotwin.cli.spi.Verb;
import org.orthotwin.joint.ClinicalMotion;
import org.orthotwin.joint.Joints;

/** {@code orthotwin ankle-motions [joint]}: the motions of a joint and their typical ends in degrees. */
public final class AnkleMotions implements Verb {
    @Override
    public int run(Invocation invocation) {
        String id = invocation.operands("joint").stream().findFirst().orElse("example.ankle");
        Map<String, Object> motions = new LinkedHashMap<>();
        for (ClinicalMotion motion : Joints.registry().get(id).motions()) {
            double degrees = Math.toDegrees(motion.typical());
            motions.put(motion.id(), new TreeMap<>(Map.of("typical", degrees, "unit", "deg")));
            invocation.print(String.format(Locale.ROOT, "%-20s %6.1f deg", motion.id(), degrees));
        }
        invocation.printJson(new TreeMap<>(Map.of("joint", id, "motions", motions)));
        return Invocation.OK;
    }
}
