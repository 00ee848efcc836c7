/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import org.orthotwin.cli.Invocation;
import org.orthotwin.cli.spi.Verb;
import org.orthotwin.simulation.Simulation;

/** {@code version}. */
public class VersionVerb implements Verb {

    @Override
    public int run(Invocation call) {
        call.print("OrthoTwin " + Simulation.version());
        call.print(Texts.of(call, "usage.footer"));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", "OrthoTwin");
        json.put("version", Simulation.version());
        json.put("java", Runtime.version().feature());
        json.put("use", "research and teaching only");
        call.printJson(json);
        return Invocation.OK;
    }
}
