/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.orthotwin.cli.Invocation;
import org.orthotwin.cli.spi.Verb;
import org.orthotwin.report.PdfPrinter;
import org.orthotwin.report.Report;

/** {@code print}: a report as PDF. */
public class PrintVerb implements Verb {

    @Override
    public int run(Invocation call) throws IOException {
        Path given = call.path(call.operand("results"));
        Path page = Files.isDirectory(given) ? given.resolve(Report.FILE) : given;
        if (!Files.isRegularFile(page) || !page.getFileName().toString().endsWith(".html")) {
            throw Texts.refusal("print.no-report", given, Report.FILE);
        }
        String name = page.getFileName().toString();
        Path pdf = call.option("--out").map(call::path).orElse(page.resolveSibling(name.substring(0, name.lastIndexOf('.')) + ".pdf"));
        PdfPrinter printer = new PdfPrinter(System.getenv());
        if (!call.common().dryRun()) {
            call.monitor().begin(Texts.of(call, "task.print"), 0);
            printer.print(page, pdf, call.monitor());
            call.print(Texts.of(call, "print.done", pdf));
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("report", page.toString());
        json.put("pdf", pdf.toString());
        json.put("written", !call.common().dryRun());
        call.printJson(json);
        return Invocation.OK;
    }
}
