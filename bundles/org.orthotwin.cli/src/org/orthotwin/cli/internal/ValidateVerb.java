/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.orthotwin.catalog.CatalogueCheck;
import org.orthotwin.catalog.LoadedCatalogue;
import org.orthotwin.cases.Cases;
import org.orthotwin.cli.Invocation;
import org.orthotwin.cli.spi.Verb;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Severity;
import org.orthotwin.geometry.MeshChecks;
import org.orthotwin.geometry.io.LengthUnit;
import org.orthotwin.geometry.io.MeshFormat;
import org.orthotwin.geometry.io.MeshReader;
import org.orthotwin.geometry.io.UnitPlausibility;
import org.orthotwin.model.anatomy.AnatomyFiles;
import org.orthotwin.model.anatomy.ModelFiles;
import org.orthotwin.model.anatomy.ModelValidator;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.model.twin.TwinFiles;
import org.orthotwin.simulation.Case;
import org.orthotwin.simulation.Simulation;
import org.orthotwin.simulation.WorkFolder;

/** {@code validate}: says what is wrong with model files and surfaces, without changing them. */
public class ValidateVerb implements Verb {

    /** A finding in words. */
    private record Finding(Severity severity, String code, String text) {
    }

    @Override
    public int run(Invocation call) throws Exception {
        List<Object> files = new ArrayList<>();
        boolean errors = false;
        for (String name : call.operands("file")) {
            List<Finding> findings = findings(call, name);
            errors |= findings.stream().anyMatch(f -> f.severity == Severity.ERROR);
            List<Object> list = new ArrayList<>();
            for (Finding f : findings) {
                call.print(name + ": " + f.severity.name().toLowerCase(Locale.ROOT) + ": " + f.text);
                Map<String, Object> o = new LinkedHashMap<>();
                o.put("severity", f.severity.name().toLowerCase(Locale.ROOT));
                o.put("code", f.code);
                o.put("text", f.text);
                list.add(o);
            }
            if (findings.isEmpty()) {
                call.print(Texts.of(call, "validate.none", name));
            }
            Map<String, Object> o = new LinkedHashMap<>();
            o.put("file", name);
            o.put("findings", list);
            files.add(o);
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("valid", !errors);
        json.put("files", files);
        call.printJson(json);
        return errors ? Invocation.CHECK_FAILED : Invocation.OK;
    }

    private static List<Finding> findings(Invocation call, String name) throws IOException {
        if (name.startsWith(Cases.PREFIX)) {
            try (WorkFolder scratch = WorkFolder.temporary()) {
                return findings(call, Cases.open(name.substring(Cases.PREFIX.length()), scratch.path(), call.common().language(),
                        call.monitor()));
            }
        }
        Path file = call.path(name);
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(Texts.of(call, "file.missing", name));
        }
        return findings(call, file);
    }

    private static List<Finding> findings(Invocation call, Path file) {
        String language = call.common().language();
        if (MeshFormat.ofExtension(file).isPresent()) {
            return surface(call, file);
        }
        List<Diagnostic> found = new ArrayList<>();
        switch (ModelFiles.kindOf(file)) {
            case "anatomy" -> found.addAll(ModelValidator.validate(AnatomyFiles.load(file)));
            case "twin" -> found.addAll(ModelValidator.validate(TwinFiles.load(file)));
            case "implant" -> found.addAll(CatalogueCheck.check(LoadedCatalogue.load(file)));
            default -> found.addAll(scenario(call, file));
        }
        return found.stream().map(d -> new Finding(d.severity(), d.code(), d.text(language))).toList();
    }

    private static List<Diagnostic> scenario(Invocation call, Path file) {
        Case c = Case.load(file);
        List<Diagnostic> found = new ArrayList<>(c.problems());
        if (found.stream().noneMatch(d -> d.severity() == Severity.ERROR)) {
            try {
                Simulation s = new Simulation(c, List.of(), call.monitor());
                List<Plan> plans = s.source().scenario().getPlans();
                if (plans.isEmpty()) {
                    found.addAll(s.check(Optional.empty(), call.monitor()));
                }
                for (Plan p : plans) {
                    found.addAll(s.check(Optional.of(p), call.monitor()));
                }
            } catch (InputException e) {
                found.add(e.diagnostic());
            }
        }
        return found;
    }

    private static List<Finding> surface(Invocation call, Path file) {
        LengthUnit unit = LengthUnit.of(call.option("--unit").orElseThrow(
                () -> Texts.refusal("surface.unit")));
        var mesh = MeshReader.read(file, unit);
        List<Finding> found = new ArrayList<>();
        MeshChecks.check(mesh).problems().forEach(p -> found.add(new Finding(Severity.ERROR, "mesh", p)));
        UnitPlausibility.of(mesh, unit).message(file.getFileName().toString()).ifPresent(m ->
                found.add(new Finding(Severity.WARNING, "unit", m)));
        return found;
    }
}
