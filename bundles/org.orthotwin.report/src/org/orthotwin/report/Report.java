/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Unit;
import org.orthotwin.report.internal.Html;
import org.orthotwin.simulation.Measured;
import org.orthotwin.simulation.RunResult;

/** The report of a run, as one self-contained file. */
public final class Report {

    /** Name of the file. */
    public static final String FILE = "report.html";

    private Report() {
    }

    /**
     * Writes the report and its pictures.
     *
     * @param folder exists
     * @param language {@code en} or {@code fr}
     * @param threads how many may be used; the files do not depend on it
     * @return the files written, relative to the folder with '/', in a fixed order
     * @throws java.util.concurrent.CancellationException if the monitor asks to stop
     */
    public static List<String> write(RunResult result, Path folder, String language, int threads, Monitor monitor) throws IOException {
        List<String> files = new ArrayList<>();
        Html h = new Html();
        h.raw("<!DOCTYPE html>\n").open("html", "lang", language, "xmlns", "http://www.w3.org/1999/xhtml").open("head");
        h.empty("meta", "charset", "utf-8").element("title", "OrthoTwin").close().open("body");
        h.element("p", "Research and teaching only. Not a medical device.").open("table");
        for (Measured m : result.measurements()) {
            Unit u = m.definition().unit();
            h.open("tr").element("td", m.definition().name()).element("td", Numbers.shortest(RunResult.shown(u, m.value().si())))
                    .element("td", u.symbol()).element("td", m.verdict().id()).closeLine();
        }
        h.close().close().close();
        AtomicFiles.writeString(folder.resolve(FILE), h.toString());
        files.add(FILE);
        return files;
    }
}
