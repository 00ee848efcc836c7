/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.orthotwin.cli.Invocation;
import org.orthotwin.cli.spi.Verb;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.solver.ParameterDefinition;
import org.orthotwin.solver.Solvers;
import org.orthotwin.solver.spi.Solver;

/** {@code solvers}: what is installed, with settings; loads no solver's class. */
public class SolversVerb implements Verb {

    @Override
    public int run(Invocation call) {
        List<Object> list = new ArrayList<>();
        for (Contribution<Solver> c : Solvers.registry().all()) {
            call.print(c.id() + "  " + c.name() + ", version " + c.attribute("version") + " (" + c.contributor() + ")");
            call.print("    " + c.description());
            List<Object> parameters = new ArrayList<>();
            for (ParameterDefinition p : Solvers.parameters(c)) {
                String when = p.when().toString();
                call.print("    " + p.name() + (p.defaultText().isEmpty() ? "" : "=" + p.defaultText()) + "  " + p.description()
                        + (when.isEmpty() ? "" : " [only with " + when + "]"));
                Map<String, Object> o = new LinkedHashMap<>();
                o.put("name", p.name());
                o.put("description", p.description());
                o.put("unit", p.isNumber() ? p.dimension().siSymbol() : null);
                o.put("default", p.defaultText());
                o.put("minimum", p.isNumber() ? p.minimum() : null);
                o.put("maximum", p.isNumber() ? p.maximum() : null);
                o.put("choices", p.choices());
                o.put("when", when);
                parameters.add(o);
            }
            Map<String, Object> o = new LinkedHashMap<>();
            o.put("id", c.id());
            o.put("name", c.name());
            o.put("version", c.attribute("version"));
            o.put("description", c.description());
            o.put("bundle", c.contributor());
            o.put("joints", list(c.attribute("joints")));
            o.put("capabilities", list(c.attribute("capabilities")));
            o.put("threads", c.attribute("threads"));
            o.put("deterministic", "true".equals(c.attribute("deterministic")));
            o.put("parameters", parameters);
            list.add(o);
        }
        Solvers.registry().problems().forEach(call::warn);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("solvers", list);
        json.put("problems", Solvers.registry().problems());
        call.printJson(json);
        return Invocation.OK;
    }

    private static List<String> list(String commaSeparated) {
        return Arrays.stream(commaSeparated.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
    }
}
