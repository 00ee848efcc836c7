/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.orthotwin.cli.Invocation;
import org.orthotwin.cli.spi.Verb;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Quantity;
import org.orthotwin.core.Unit;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.simulation.Case;
import org.orthotwin.simulation.CsvTable;
import org.orthotwin.simulation.Measured;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.simulation.Simulation;

/** {@code sweep}: a scenario over a grid or a list of values of any attributes. */
public class SweepVerb implements Verb {

    /** More points than this are a mistake in a step rather than a wish. */
    private static final int MAX_POINTS = 100_000;

    /** One attribute and the values that it takes, as people write them. */
    private record Axis(String path, List<String> values) {
    }

    @Override
    public int run(Invocation call) throws IOException {
        List<Axis> axes = call.options("--vary").stream().map(SweepVerb::axis).toList();
        List<List<String>> points = call.flag("--list") ? listed(axes) : grid(axes);
        try (WorkFolder scratch = WorkFolder.temporary()) {
            Case source = ScenarioInput.load(call, scratch.path());
            if (call.common().dryRun()) {
                point(call, ScenarioInput.simulation(call, source), axes, points.getFirst());
                call.print(Texts.of(call, "dry.sweep", points.size()));
                call.printJson(json(source, "checked", List.of()));
                return Invocation.OK;
            }
            return sweep(call, source, axes, points);
        }
    }

    private static int sweep(Invocation call, Case source, List<Axis> axes, List<List<String>> points) throws IOException {
        CsvTable csv = null;
        List<Object> rows = new ArrayList<>();
        boolean converged = true;
        int done = 0;
        Simulation base = ScenarioInput.simulation(call, source);
        for (List<String> point : points) {
            call.monitor().checkCancelled();
            call.monitor().begin("Point " + ++done + " of " + points.size(), 0);
            Simulation s = point(call, base, axes, point);
            Optional<Plan> plan = ScenarioInput.plan(call, s);
            RunResult r = ScenarioInput.run(call, s, plan);
            converged &= r.converged();
            if (csv == null) {
                csv = table(axes, point, r);
            }
            List<Object> cells = new ArrayList<>();
            Map<String, Object> json = new LinkedHashMap<>();
            for (int i = 0; i < axes.size(); i++) {
                cells.add(number(point.get(i)));
                json.put(axes.get(i).path, point.get(i));
            }
            for (Measured m : r.measurements()) {
                cells.add(RunResult.shown(m.definition().unit(), m.value().si()));
            }
            csv.row(cells);
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("point", json);
            row.put("measurements", r.json(List.of(), call.common().language()).get("measurements"));
            rows.add(row);
        }
        Optional<Path> out = call.option("--out").map(call::path);
        if (out.isPresent()) {
            csv.write(out.get());
        }
        call.print(out.isPresent() ? Texts.of(call, "sweep.points.in", points.size(), out.get())
                : Texts.of(call, "sweep.points", points.size()));
        call.printJson(json(source, converged ? "converged" : "not-converged", rows));
        return converged ? Invocation.OK : Invocation.SOLVER_FAILED;
    }

    private static Simulation point(Invocation call, Simulation base, List<Axis> axes, List<String> point) {
        List<String> overrides = new ArrayList<>();
        for (int i = 0; i < axes.size(); i++) {
            overrides.add(axes.get(i).path + "=" + point.get(i));
        }
        return base.with(overrides, call.monitor());
    }

    private static CsvTable table(List<Axis> axes, List<String> point, RunResult r) {
        List<String> columns = new ArrayList<>();
        List<String> units = new ArrayList<>();
        for (int i = 0; i < axes.size(); i++) {
            columns.add(axes.get(i).path);
            units.add(unit(point.get(i)));
        }
        for (Measured m : r.measurements()) {
            columns.add(m.definition().id());
            units.add(m.definition().unit().symbol());
        }
        return new CsvTable(columns, units);
    }

    private static Object number(String text) {
        try {
            return Quantity.parse(text).value();
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private static String unit(String text) {
        try {
            return Quantity.parse(text).unit().symbol();
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static Map<String, Object> json(Case source, String status, List<Object> points) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("scenario", source.scenario().getId());
        json.put("status", status);
        json.put("points", points);
        return json;
    }

    private static Axis axis(String text) {
        int eq = text.indexOf('=');
        if (eq < 1 || eq == text.length() - 1) {
            throw new IllegalArgumentException("--vary '" + text + "' is not of the form path=from:to:step or path=a,b,c");
        }
        String values = text.substring(eq + 1);
        return new Axis(text.substring(0, eq), values.contains(":") ? range(text, values.split(":"))
                : Arrays.stream(values.split(",")).map(String::strip).toList());
    }

    private static List<String> range(String text, String[] parts) {
        if (parts.length != 3) {
            throw new IllegalArgumentException("--vary '" + text + "' is not of the form path=from:to:step");
        }
        Quantity from = Quantity.parse(parts[0]);
        Quantity to = Quantity.parse(parts[1]);
        Quantity step = Quantity.parse(parts[2]);
        Unit u = from.unit();
        if (to.unit() != u || step.unit() != u || !(step.value() > 0) || to.value() < from.value()) {
            throw new IllegalArgumentException("--vary '" + text + "': from, to and step must have one unit, the step be greater than 0 and 'to' not "
                    + "less than 'from'");
        }
        double n = Math.floor((to.value() - from.value()) / step.value() + 1e-9) + 1;
        if (n > MAX_POINTS) {
            throw new IllegalArgumentException("--vary '" + text + "' gives " + Numbers.shortest(n) + " values; at most " + MAX_POINTS + " are taken");
        }
        List<String> values = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            values.add(Numbers.shortest(Numbers.edge(from.value() + i * step.value())) + (u.symbol().equals("1") ? "" : u.symbol()));
        }
        return values;
    }

    private static List<List<String>> grid(List<Axis> axes) {
        List<List<String>> points = new ArrayList<>(List.of(List.of()));
        for (Axis a : axes) {
            if ((long) points.size() * a.values.size() > MAX_POINTS) {
                throw new IllegalArgumentException("the grid has more than " + MAX_POINTS + " points");
            }
            List<List<String>> longer = new ArrayList<>();
            for (List<String> p : points) {
                for (String v : a.values) {
                    List<String> q = new ArrayList<>(p);
                    q.add(v);
                    longer.add(q);
                }
            }
            points = longer;
        }
        return points;
    }

    /** The first values of all axes, then the second ones ... */
    private static List<List<String>> listed(List<Axis> axes) {
        int n = axes.getFirst().values.size();
        for (Axis a : axes) {
            if (a.values.size() != n) {
                throw new IllegalArgumentException("with --list, all attributes need as many values: '" + a.path + "' has " + a.values.size()
                        + ", the first one " + n);
            }
        }
        List<List<String>> points = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            int k = i;
            points.add(axes.stream().map(a -> a.values.get(k)).toList());
        }
        return points;
    }
}
