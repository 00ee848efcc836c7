/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.orthotwin.cases.Cases;
import org.orthotwin.cli.Invocation;
import org.orthotwin.cli.spi.Verb;
import org.orthotwin.core.Unit;
import org.orthotwin.exchange.Content;
import org.orthotwin.exchange.Exchange;
import org.orthotwin.exchange.ExchangeOptions;
import org.orthotwin.geometry.MassProperties;
import org.orthotwin.geometry.MeshChecks;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.io.LengthUnit;
import org.orthotwin.geometry.io.MeshFormat;
import org.orthotwin.geometry.io.UnitPlausibility;
import org.orthotwin.simulation.Case;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.simulation.Simulation;
import org.orthotwin.simulation.WorkFolder;

/** {@code measure}: the measurements of a plan that need no solver, or the size of a surface. */
public class MeasureVerb implements Verb {

    @Override
    public int run(Invocation call) throws IOException {
        String name = call.operand("scenario");
        return !name.startsWith(Cases.PREFIX) && MeshFormat.ofExtension(call.path(name)).isPresent() ? surface(call, call.path(name))
                : plan(call);
    }

    private static int plan(Invocation call) throws IOException {
        try (WorkFolder scratch = WorkFolder.temporary()) {
            Case source = ScenarioInput.load(call, scratch.path()).copy();
            source.scenario().getRequests().clear();
            source.scenario().getMeasurements().removeIf(m -> org.orthotwin.measurement.Measurements.registry().find(m.getDefinition())
                    .filter(c -> !c.attribute("solver").isEmpty()).isPresent());
            Simulation s = ScenarioInput.simulation(call, source);
            RunResult r = ScenarioInput.report(call, s, ScenarioInput.plan(call, s));
            r.warnings().forEach(w -> call.warn(w.text(call.common().language())));
            call.print(MeasurementLines.table(r).toString());
            call.printJson(r.json(List.of(), call.common().language()));
            return Invocation.OK;
        }
    }

    private static int surface(Invocation call, Path file) throws IOException {
        TriangleMesh mesh = ((Content.Mesh) Exchange.read(file, new ExchangeOptions(call.option("--unit").map(LengthUnit::of)),
                call.monitor())
                .content()).mesh();
        call.option("--unit").map(LengthUnit::of).flatMap(u -> UnitPlausibility.of(mesh, u).message(String.valueOf(file.getFileName())))
                .ifPresent(call::warn);
        MeshChecks.Report report = MeshChecks.check(mesh);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("file", file.getFileName().toString());
        json.put("vertices", mesh.vertexCount());
        json.put("triangles", mesh.triangleCount());
        json.put("closed", report.isSolid());
        json.put("problems", report.problems());
        List<Object> values = new ArrayList<>();
        double[] b = mesh.bounds();
        for (int i = 0; i < 3; i++) {
            values.add(value("mesh.extent." + "xyz".charAt(i), "mm", b[3 + i] - b[i]));
        }
        values.add(value("mesh.area", "mm2", MassProperties.area(mesh)));
        if (report.isSolid()) {
            MassProperties p = MassProperties.of(mesh);
            values.add(value("mesh.volume", "mm3", p.volume()));
            values.add(value("mesh.centroid.x", "mm", p.centroid().x()));
            values.add(value("mesh.centroid.y", "mm", p.centroid().y()));
            values.add(value("mesh.centroid.z", "mm", p.centroid().z()));
        }
        json.put("measurements", values);
        TextTable t = new TextTable("lrl");
        t.row("vertices", String.valueOf(mesh.vertexCount()), "");
        t.row("triangles", String.valueOf(mesh.triangleCount()), "");
        for (Object v : values) {
            Map<?, ?> m = (Map<?, ?>) v;
            t.row(m.get("id").toString(), org.orthotwin.core.Numbers.fixed((Double) m.get("value"), 2), m.get("unit").toString());
        }
        call.print(t.toString());
        report.problems().forEach(call::warn);
        call.printJson(json);
        return Invocation.OK;
    }

    private static Map<String, Object> value(String id, String unit, double si) {
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("id", id);
        o.put("value", RunResult.shown(Unit.of(unit), si));
        o.put("unit", unit);
        return o;
    }
}
