/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.orthotwin.calibration.Calibration;
import org.orthotwin.cases.Cases;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.Estimators;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.Intake;
import org.orthotwin.followup.ObservationFile;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinFiles;
import org.orthotwin.simulation.Case;
import org.orthotwin.simulation.WorkFolder;
import org.orthotwin.study.DistributionText;

/**
 * What an observation costs a twin of a replaced knee that is tied to its case: two years of the bundled follow-up are known, stiffness and
 * slack of both collateral ligaments are estimated by surrogates of the case's solvers, and every observation makes a state of its own,
 * which is written. Printed as parts of the two seconds that ten observations, and of the 50 ms that one of a stream may take.
 */
final class UpdateBenchmark {

    private static final int RUNS = 30;
    private static final int ROUNDS = 25;
    private static final double TEN = 2000;
    private static final double ONE = 50;
    private static final List<String> VARIED = List.of("MCL.*.referenceStrain+=normal(0,0.02)", "LCL.*.referenceStrain+=normal(0,0.02)",
            "MCL.*.stiffness*=lognormal(1,0.2)", "LCL.*.stiffness*=lognormal(1,0.2)");
    private static final List<String> QUICK = List.of("balance.to=0deg", "laxity=0deg", "pressure=0deg", "gap=0deg 90deg");
    private static final List<String> THEATRE = List.of("knee.gap.extension.medial 2020-09-14 11 mm",
            "knee.gap.extension.lateral 2020-09-14 12 mm", "knee.gap.flexion.medial 2020-09-14 14 mm",
            "knee.gap.flexion.lateral 2020-09-14 15 mm");
    private static final List<String> LATER = List.of("knee.score.oks 2023-03-01 41 1", "knee.score.koos-pain 2023-03-01 86 1",
            "knee.flexion 2023-03-01 118 deg", "activity.steps 2023-03-01 6400 1", "knee.laxity.extension.varus 2023-03-01 3 deg",
            "knee.laxity.extension.valgus 2023-03-01 2.5 deg", "knee.migration.mtpm 2023-03-01 1.7 mm", "activity.steps 2023-03-08 6100 1",
            "activity.steps 2023-03-15 6600 1", "knee.score.oks 2023-09-01 42 1");

    private UpdateBenchmark() {
    }

    /** @param args folder of the product's bundles */
    public static void main(String[] args) throws Exception {
        Plugins.register(Path.of(args[0]));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (WorkFolder folder = WorkFolder.temporary()) {
            Twin twin = calibrated(folder.path(), out);
            Path file = folder.path().resolve("measured.twin");
            double[] ten = new double[ROUNDS];
            List<Double> one = new ArrayList<>();
            for (int i = -5; i < ROUNDS; i++) {
                Twin t = EcoreUtil.copy(twin);
                double all = take(t, file, LATER);
                Twin u = EcoreUtil.copy(twin);
                for (String row : LATER) {
                    double single = take(u, file, List.of(row));
                    if (i >= 0) {
                        one.add(single);
                    }
                }
                if (i >= 0) {
                    ten[i] = all;
                }
            }
            Arrays.sort(ten);
            double[] ones = one.stream().mapToDouble(x -> x).sorted().toArray();
            double most = ones[(int) (0.95 * ones.length)];
            out.printf(Locale.ROOT, "ten observations, together: median %7.1f ms, most %7.1f ms, %.2f of %.0f ms%n", ten[ROUNDS / 2],
                    ten[ROUNDS - 1], ten[ROUNDS / 2] / TEN, TEN);
            out.printf(Locale.ROOT, "one of a stream:            median %7.1f ms, 95 %% within %.1f ms, %.2f of %.0f ms%n",
                    ones[ones.length / 2], most, ones[ones.length / 2] / ONE, ONE);
        }
    }

    private static Twin calibrated(Path folder, PrintStream out) throws IOException {
        Case knee = Case.load(Cases.open("knee-tka", folder.resolve("case"), Monitor.NONE));
        knee.scenario().getRequests().removeIf(r -> !r.getSolver().equals("balance"));
        Twin twin = TwinFiles.load(Cases.openFollowUp("knee-follow-up", folder));
        observe(twin, THEATRE);
        absorb(twin);
        long start = System.nanoTime();
        Calibration c = new Calibration(twin, knee, QUICK, new Calibration.Options("knee-tka", Optional.empty(),
                VARIED.stream().map(DistributionText::parse).toList(), false, List.of(), Optional.of(RUNS), Optional.of(1L), "en"), 2,
                Monitor.NONE);
        Calibration.Result r = c.run(Estimators.standard(), Estimators.DEFAULT, Instant.now(), List.of(), (there, all) -> "", Monitor.NONE);
        out.printf(Locale.ROOT, "A twin of a replaced knee: %d observations, %d inputs of its case, %d measurements learned from %d runs "
                + "in %.1f s%n", twin.getObservations().size(), c.inputs().size(), c.outputs().size(), r.runs(),
                (System.nanoTime() - start) * 1e-9);
        return twin;
    }

    /** Milliseconds for what a stream does with observations of one twin: taken, believed, written. */
    private static double take(Twin twin, Path file, List<String> rows) throws IOException {
        long start = System.nanoTime();
        observe(twin, rows);
        absorb(twin);
        TwinFiles.save(file, twin);
        return (System.nanoTime() - start) * 1e-6;
    }

    private static void observe(Twin twin, List<String> rows) {
        List<ObservationFile.Row> all = new ArrayList<>();
        for (String row : rows) {
            String[] w = row.split(" ");
            all.add(new ObservationFile.Row(1, Map.of("observable", w[0], "time", w[1], "value", w[2], "unit", w[3])));
        }
        Intake.Result r = Intake.take(twin, all, Optional.of(twin.getPseudonym()), "benchmark", Instant.MAX.minusSeconds(86400));
        if (!r.quarantined().isEmpty()) {
            throw new IllegalStateException(r.quarantined().toString());
        }
    }

    private static void absorb(Twin twin) {
        new FollowUp(twin).absorb(Estimators.standard(), Estimators.DEFAULT, List.of(), Monitor.NONE);
    }
}
