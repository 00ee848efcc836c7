/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.orthotwin.cli.Invocation;
import org.orthotwin.cli.spi.Verb;
import org.orthotwin.exchange.Content;
import org.orthotwin.exchange.Exchange;
import org.orthotwin.exchange.ExchangeOptions;
import org.orthotwin.exchange.Imported;
import org.orthotwin.geometry.io.LengthUnit;
import org.orthotwin.geometry.io.UnitPlausibility;

/** {@code convert}: a surface or a model from one format into another. */
public class ConvertVerb implements Verb {

    @Override
    public int run(Invocation call) throws IOException {
        Path from = call.path(call.operand("from"));
        Path to = call.path(call.operand("to"));
        Optional<LengthUnit> in = call.option("--unit").map(LengthUnit::of);
        Optional<LengthUnit> given = call.option("--out-unit").map(LengthUnit::of);
        if (!Files.isRegularFile(from)) {
            throw new IllegalArgumentException(Texts.of(call, "file.missing", from));
        }
        Exchange.requireWriter(to);
        Imported read = Exchange.read(from, new ExchangeOptions(in), call.monitor());
        read.dropped(call.common().language()).forEach(d -> call.warn(Texts.of(call, "convert.dropped", d)));
        if (in.isPresent() && read.content() instanceof Content.Mesh m) {
            UnitPlausibility.of(m.mesh(), in.get()).message(String.valueOf(from.getFileName())).ifPresent(call::warn);
        }
        if (!call.common().dryRun()) {
            Exchange.write(read.content(), to, new ExchangeOptions(given.or(() -> in).or(read::unit)), call.monitor());
        }
        call.print(from + " -> " + to);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("from", from.toString());
        json.put("to", to.toString());
        json.put("content", read.content().kind());
        json.put("dropped", read.dropped());
        call.printJson(json);
        return Invocation.OK;
    }
}
