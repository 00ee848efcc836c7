/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.orthotwin.catalog.CatalogueCheck;
import org.orthotwin.catalog.Catalogs;
import org.orthotwin.catalog.LoadedCatalogue;
import org.orthotwin.catalog.Notices;
import org.orthotwin.cli.Invocation;
import org.orthotwin.cli.spi.Verb;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Severity;
import org.orthotwin.core.Unit;
import org.orthotwin.model.implant.Component;
import org.orthotwin.model.implant.ParameterDefinition;
import org.orthotwin.model.implant.Size;
import org.orthotwin.simulation.RunResult;

/** {@code catalog list|show|check}. */
public class CatalogVerb implements Verb {

    @Override
    public int run(Invocation call) {
        List<String> names = call.operands("name");
        return switch (call.operand("action")) {
            case "list" -> list(call);
            case "show" -> show(call, one(names));
            case "check" -> check(call, one(names));
            default -> throw Texts.refusal("catalog.actions", call.operand("action"));
        };
    }

    private static String one(List<String> names) {
        if (names.size() != 1) {
            throw Texts.refusal("catalog.one");
        }
        return names.getFirst();
    }

    private static int list(Invocation call) {
        List<Object> list = new ArrayList<>();
        for (LoadedCatalogue c : Catalogs.registry().instances()) {
            call.print(Texts.of(call, c.model().isFictional() ? "catalog.fictional" : "catalog.real", c.id(), c.name(),
                    String.valueOf(c.model().getVersion())));
            List<Object> components = new ArrayList<>();
            for (Component component : c.components()) {
                call.print("    " + Texts.of(call, "catalog.component", c.id() + "/" + component.getId(), c.name(component),
                        component.getSizes().size()));
                Map<String, Object> o = new LinkedHashMap<>();
                o.put("id", c.id() + "/" + component.getId());
                o.put("name", c.name(component).text(call.common().language()));
                o.put("kind", component.getKind());
                o.put("sizes", component.getSizes().size());
                components.add(o);
            }
            Map<String, Object> o = new LinkedHashMap<>();
            o.put("id", c.id());
            o.put("name", c.name().text(call.common().language()));
            o.put("manufacturer", c.model().getManufacturer());
            o.put("version", c.model().getVersion());
            o.put("fictional", c.model().isFictional());
            o.put("components", components);
            list.add(o);
        }
        Catalogs.registry().problems().forEach(call::warn);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("catalogues", list);
        json.put("problems", Catalogs.registry().problems());
        call.printJson(json);
        return Invocation.OK;
    }

    private static int show(Invocation call, String name) {
        int slash = name.indexOf('/');
        LoadedCatalogue c = Catalogs.registry().get(slash < 0 ? name : name.substring(0, slash));
        List<Component> components = slash < 0 ? c.components() : List.of(c.component(name.substring(slash + 1))
                .orElseThrow(() -> Texts.refusal("catalog.component.none", c.id(), name.substring(slash + 1), String.join(", ",
                        c.components().stream().map(Component::getId).toList()))));
        List<Object> list = new ArrayList<>();
        for (Component component : components) {
            list.add(show(call, c, component));
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("catalogue", c.id());
        json.put("version", c.model().getVersion());
        json.put("components", list);
        call.printJson(json);
        return Invocation.OK;
    }

    private static Map<String, Object> show(Invocation call, LoadedCatalogue c, Component component) {
        call.print(c.id() + "/" + component.getId() + "  " + c.name(component).text(call.common().language()) + " ("
                + component.getKind() + ")");
        List<Object> sizes = new ArrayList<>();
        for (Size s : component.getSizes()) {
            Map<String, Double> values = c.parameters(component, s);
            Map<String, Object> parameters = new LinkedHashMap<>();
            StringBuilder line = new StringBuilder();
            for (ParameterDefinition d : component.getParameters()) {
                Unit unit = EdgeUnit.of(d.getUnit());
                double v = RunResult.shown(unit, values.get(d.getName()));
                parameters.put(d.getName(), EdgeUnit.json(d.getUnit(), values.get(d.getName())));
                line.append("  ").append(d.getName()).append('=').append(org.orthotwin.core.Numbers.shortest(v))
                        .append(unit.symbol().equals("1") ? "" : unit.symbol());
            }
            List<String> notices = Notices.of(new Catalogs.Item(c, component, s)).stream().map(d ->
                    d.text(call.common().language())).toList();
            call.print("    " + LoadedCatalogue.label(s) + "  " + s.getPartNumber() + line);
            notices.forEach(n -> call.print("        " + n));
            Map<String, Object> o = new LinkedHashMap<>();
            o.put("id", LoadedCatalogue.label(s));
            o.put("partNumber", s.getPartNumber());
            o.put("parameters", parameters);
            o.put("notices", notices);
            sizes.add(o);
        }
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("id", c.id() + "/" + component.getId());
        o.put("kind", component.getKind());
        o.put("sizes", sizes);
        return o;
    }

    private static int check(Invocation call, String name) {
        Path file = call.path(name);
        LoadedCatalogue c = Files.isRegularFile(file) ? LoadedCatalogue.load(file) : Catalogs.registry().get(name);
        List<Diagnostic> found = CatalogueCheck.check(c);
        List<Object> list = new ArrayList<>();
        for (Diagnostic d : found) {
            String severity = d.severity().name().toLowerCase(Locale.ROOT);
            call.print(severity + ": " + d.text(call.common().language()));
            Map<String, Object> o = new LinkedHashMap<>();
            o.put("severity", severity);
            o.put("code", d.code());
            o.put("text", d.text(call.common().language()));
            list.add(o);
        }
        boolean ok = found.stream().noneMatch(d -> d.severity() == Severity.ERROR);
        call.print(Texts.of(call, ok ? "catalog.good" : "catalog.bad", c.id()));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("catalogue", c.id());
        json.put("valid", ok);
        json.put("findings", list);
        call.printJson(json);
        return ok ? Invocation.OK : Invocation.CHECK_FAILED;
    }
}
