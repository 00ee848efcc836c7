/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Unit;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.joint.Assessment;
import org.orthotwin.report.internal.Digits;
import org.orthotwin.report.internal.Limit;
import org.orthotwin.report.internal.Page;
import org.orthotwin.report.internal.Pictures;
import org.orthotwin.report.internal.Pictures.Picture;
import org.orthotwin.report.internal.Words;
import org.orthotwin.simulation.Reaming;
import org.orthotwin.simulation.ResultsFolder;
import org.orthotwin.simulation.RunResult;

/**
 * The report of a run: one HTML file with everything in it, and its pictures beside it as files of their own. The same result gives the
 * same bytes on any machine, locale and number of threads.
 */
public final class Report {

    /** Name of the file. */
    public static final String FILE = "report.html";

    private Report() {
    }

    /**
     * Writes everything that a run gives: data, report and, last of all, {@link ResultsFolder#RESULTS}.
     *
     * @param folder exists
     * @param language {@code en} or {@code fr}
     * @param threads how many may be used; the files do not depend on it
     * @return the files written, relative to the folder with '/', sorted
     * @throws java.util.concurrent.CancellationException if the monitor asks to stop
     */
    public static List<String> writeResults(RunResult result, Path folder, String language, int threads, Monitor monitor)
            throws IOException {
        monitor.begin("Results", 0);
        List<String> files = new ArrayList<>(ResultsFolder.writeData(result, folder, monitor));
        files.addAll(write(result, folder, language, threads, monitor));
        files.add(ResultsFolder.RESULTS);
        files.sort(null);
        monitor.checkCancelled();
        ResultsFolder.writeResults(result, folder, files, language);
        return files;
    }

    /**
     * Writes the report and its pictures.
     *
     * @param folder exists
     * @param language {@code en} or {@code fr}
     * @param threads how many may be used; the files do not depend on it
     * @return the files written, relative to the folder with '/', sorted
     * @throws java.util.concurrent.CancellationException if the monitor asks to stop; within 0.1 s while pictures are drawn
     */
    public static List<String> write(RunResult result, Path folder, String language, int threads, Monitor monitor) throws IOException {
        Words words = new Words(language);
        Map<String, TriangleMesh> reamed = Reaming.of(result.problem(), monitor);
        monitor.checkCancelled();
        Page page = new Page(result, reamed, words);
        List<Picture> plan = List.of();
        List<Picture> ligaments = List.of();
        List<Picture> contacts = new ArrayList<>();
        List<Assessment> assessments = result.assessments();
        Map<String, List<Picture>> assessed = new LinkedHashMap<>();
        if (result.problem().joint() != null) {
            monitor.begin(words.text("task.pictures"), 0);
            Pictures pictures = new Pictures(result, reamed, words, threads, monitor);
            if (!pictures.isEmpty()) {
                plan = pictures.plan();
                ligaments = pictures.ligaments();
                for (Assessment a : assessments) {
                    List<Picture> of = new ArrayList<>();
                    for (Assessment.Picture p : a.pictures()) {
                        of.add(pictures.assessment(p));
                    }
                    assessed.put(a.id(), of);
                }
                List<Limit> visible = page.limits().stream().filter(l -> l.isShownIn(result.problem())).toList();
                for (Limit l : Limit.mostLimiting(visible, Page.MOST_LIMITING)) {
                    String parent = words.touching(result.problem(), l.contact().second());
                    contacts.add(pictures.contact(l, words.text("contact.caption", words.motion(l.label()),
                            Digits.value(Unit.of("deg"), l.angle()), words.touching(result.problem(), l.contact().first()), parent)));
                }
            }
        }
        List<String> files = new ArrayList<>();
        for (Picture p : Stream.of(plan, ligaments, assessed.values().stream().flatMap(List::stream).toList(), contacts)
                .flatMap(List::stream).toList()) {
            Pictures.write(p, folder);
            files.add(p.file());
        }
        monitor.checkCancelled();
        AtomicFiles.writeString(folder.resolve(FILE), page.write(plan, ligaments, contacts, assessments, assessed));
        files.add(FILE);
        files.sort(null);
        return files;
    }
}
