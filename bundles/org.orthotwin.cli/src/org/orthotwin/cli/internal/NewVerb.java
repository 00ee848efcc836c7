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
import org.orthotwin.authoring.CatalogueBundle;
import org.orthotwin.authoring.CatalogueSheets;
import org.orthotwin.authoring.Installation;
import org.orthotwin.authoring.ProjectTemplate;
import org.orthotwin.catalog.Catalogs;
import org.orthotwin.catalog.LoadedCatalogue;
import org.orthotwin.cli.Invocation;
import org.orthotwin.cli.spi.Verb;
import org.orthotwin.core.Diagnostic;

/** {@code new sheets|catalogue|solver|joint|followup}: what somebody begins with who adds something to OrthoTwin. */
public class NewVerb implements Verb {

    @Override
    public int run(Invocation call) throws IOException {
        Path out = call.path(call.option("--out").orElseThrow());
        return switch (call.operand("kind")) {
            case "sheets" -> sheets(call, from(call), out);
            case "catalogue" -> catalogue(call, call.path(from(call)), out);
            case "solver", "joint", "followup" -> project(call, out);
            default -> throw Texts.refusal("new.kinds", call.operand("kind"));
        };
    }

    private static String from(Invocation call) {
        return call.operands("from").stream().findFirst().orElseThrow(() -> Texts.refusal("new." + call.operand("kind") + ".from"));
    }

    private static int sheets(Invocation call, String from, Path out) throws IOException {
        Path file = call.path(from);
        boolean isFile = Files.isRegularFile(file);
        int slash = isFile ? -1 : from.indexOf('/');
        LoadedCatalogue c = isFile ? LoadedCatalogue.load(file) : Catalogs.registry().get(slash < 0 ? from : from.substring(0, slash));
        String id = call.option("--id").orElse(c.id());
        if (!call.common().dryRun()) {
            CatalogueSheets.write(c, slash < 0 ? null : from.substring(slash + 1), call.option("--id"), out);
        }
        call.print(call.common().dryRun() ? Texts.of(call, "dry.run") : Texts.of(call, "new.sheets.at", out));
        return answer(call, id, "", true, List.of(), out, !call.common().dryRun());
    }

    private static int catalogue(Invocation call, Path sheets, Path out) throws IOException {
        if (!Files.isDirectory(sheets)) {
            throw Texts.refusal("new.catalogue.folder", sheets);
        }
        CatalogueBundle.Outcome o = CatalogueBundle.make(sheets, call.option("--id"), out, call.common().dryRun(), call.monitor());
        List<Object> findings = new ArrayList<>();
        for (Diagnostic d : o.findings()) {
            String severity = d.severity().name().toLowerCase(Locale.ROOT);
            call.print(severity + ": " + d.text(call.common().language()));
            Map<String, Object> f = new LinkedHashMap<>();
            f.put("severity", severity);
            f.put("code", d.code());
            f.put("text", d.text(call.common().language()));
            findings.add(f);
        }
        call.print(o.written() ? Texts.of(call, "new.catalogue.at", out, out.resolve("repository"), o.id())
                : Texts.of(call, o.sound() ? "dry.run" : "new.catalogue.bad"));
        answer(call, o.id(), o.version(), o.sound(), findings, out, o.written());
        return o.sound() ? Invocation.OK : Invocation.CHECK_FAILED;
    }

    private static int project(Invocation call, Path out) throws IOException {
        ProjectTemplate template = ProjectTemplate.valueOf(call.operand("kind").toUpperCase(Locale.ROOT));
        String id = call.option("--id").orElseThrow(() -> Texts.refusal("new.id", call.operand("kind")));
        ProjectTemplate.requireId(id);
        String repository = call.option("--repository").or(Installation::repository).orElseThrow(() -> Texts.refusal("new.repository"));
        ProjectTemplate.Values values = ProjectTemplate.Values.of(id, call.option("--name"), call.option("--vendor"), repository,
                call.option("--parent"), call.option("--child"));
        template.check(values);
        if (!call.common().dryRun()) {
            template.write(values, out);
        }
        call.print(call.common().dryRun() ? Texts.of(call, "dry.run") : Texts.of(call, "new.project.at", out, out.resolve("README.md")));
        return answer(call, id, "", true, List.of(), out, !call.common().dryRun());
    }

    private static int answer(Invocation call, String id, String version, boolean valid, List<Object> findings, Path out, boolean written) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("kind", call.operand("kind"));
        json.put("id", id);
        json.put("version", version.isEmpty() ? null : version);
        json.put("valid", valid);
        json.put("findings", findings);
        json.put("folder", written ? out.toString() : null);
        call.printJson(json);
        return Invocation.OK;
    }
}
