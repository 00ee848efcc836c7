/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.orthotwin.cases.Cases;
import org.orthotwin.core.Monitor;
import org.orthotwin.model.scenario.Distribution;
import org.orthotwin.simulation.Case;
import org.orthotwin.simulation.WorkFolder;
import org.orthotwin.study.Design;
import org.orthotwin.study.DistributionText;
import org.orthotwin.study.Study;
import org.orthotwin.study.StudyResult;

/**
 * Throughput of the uncertainty run on the bundled planned hip with its activities, in poses of the plan a second, on one thread and on
 * two: once with everything that the case says of how cup and stem are placed, and once with the cup alone, where the femur is
 * not cut anew. The samples must be the same; the ratio is printed and not held, for it is the machine's as much as ours.
 */
final class StudyBenchmark {

    private static final int SAMPLES = 40;

    private StudyBenchmark() {
    }

    /** @param args folder of the product's bundles */
    public static void main(String[] args) throws Exception {
        Plugins.register(Path.of(args[0]));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        boolean same;
        try (WorkFolder folder = WorkFolder.temporary()) {
            Case hip = Case.load(Cases.open("hip-tha", folder.path(), Monitor.NONE));
            same = measure(out, folder.path(), "cup and stem", hip, List.of());
            hip.scenario().getDistributions().clear();
            same &= measure(out, folder.path(), "cup alone", hip, List.of(
                    DistributionText.parse("plan.cup.inclination.radiographic+=normal(0deg,7.6deg)"),
                    DistributionText.parse("plan.cup.anteversion.radiographic+=normal(0deg,5.6deg)")));
        }
        System.exit(same ? 0 : 1);
    }

    private static boolean measure(PrintStream out, Path folder, String what, Case hip, List<Distribution> vary) throws IOException {
        double[] rates = new double[2];
        Path[] files = new Path[2];
        // one round for the compiler
        run(hip, vary, 2);
        for (int i = 0; i < 2; i++) {
            long start = System.nanoTime();
            StudyResult r = run(hip, vary, i + 1);
            rates[i] = SAMPLES / ((System.nanoTime() - start) * 1e-9);
            files[i] = folder.resolve(what + i + ".csv");
            r.csv().write(files[i]);
        }
        boolean same = Files.mismatch(files[0], files[1]) < 0;
        out.printf(Locale.ROOT, "uncertainty of the bundled hip, %-14s %6.2f poses a second on one thread, %6.2f on two, ratio %.2f; "
                + "the same samples: %s%n", what + ":", rates[0], rates[1], rates[1] / rates[0], same ? "held" : "MISSED");
        return same;
    }

    private static StudyResult run(Case hip, List<Distribution> vary, int threads) throws IOException {
        Study.Options options = new Study.Options(Optional.empty(), vary, false, Design.SOBOL, SAMPLES, Optional.of(1L), "en");
        return new Study(hip, List.of(), options, threads, Monitor.NONE).run(threads, Optional.empty(), (there, all) -> "", Monitor.NONE);
    }
}
