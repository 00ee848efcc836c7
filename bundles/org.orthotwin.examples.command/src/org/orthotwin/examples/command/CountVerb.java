/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.examples.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.orthotwin.cli.Invocation;
import org.orthotwin.cli.spi.Verb;
import org.orthotwin.exchange.Content;
import org.orthotwin.exchange.Exchange;
import org.orthotwin.exchange.ExchangeOptions;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.io.LengthUnit;

/** {@code orthotwin count surface...}: how many triangles and vertices surfaces have. */
public final class CountVerb implements Verb {

    @Override
    public int run(Invocation call) throws IOException {
        List<Map<String, Object>> counts = new ArrayList<>();
        for (String file : call.operands("surface")) {
            // a count is the same in every unit of length
            Content content = Exchange.read(call.path(file), new ExchangeOptions(Optional.of(LengthUnit.METRE)), call.monitor()).content();
            if (!(content instanceof Content.Mesh surface)) {
                throw new IllegalArgumentException("'" + file + "' holds a " + content.kind() + "; only surfaces have triangles");
            }
            TriangleMesh mesh = surface.mesh();
            call.print(file + ": " + mesh.triangleCount() + " triangles, " + mesh.vertexCount() + " vertices");
            Map<String, Object> count = new LinkedHashMap<>();
            count.put("file", file);
            count.put("triangles", mesh.triangleCount());
            count.put("vertices", mesh.vertexCount());
            counts.add(count);
        }
        call.printJson(Map.of("surfaces", counts));
        return Invocation.OK;
    }
}
