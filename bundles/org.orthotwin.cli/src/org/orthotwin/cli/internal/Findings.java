/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.orthotwin.cli.Invocation;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Severity;

/** Diagnostics for people and as JSON, their words in the language of the call. */
final class Findings {

    private Findings() {
    }

    /** What is only to be known on standard output, the rest as warnings. */
    static void say(Invocation call, List<Diagnostic> findings) {
        for (Diagnostic d : findings) {
            if (d.severity() == Severity.INFO) {
                call.print(d.text(call.common().language()));
            } else {
                call.warn(d.text(call.common().language()));
            }
        }
    }

    static List<Object> json(Invocation call, List<Diagnostic> findings) {
        List<Object> list = new ArrayList<>();
        for (Diagnostic d : findings) {
            Map<String, Object> o = new LinkedHashMap<>();
            o.put("severity", d.severity().name().toLowerCase(Locale.ROOT));
            o.put("code", d.code());
            o.put("text", d.text(call.common().language()));
            list.add(o);
        }
        return list;
    }
}
