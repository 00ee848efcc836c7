/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.orthotwin.cli.Invocation;
import org.orthotwin.cli.spi.Verb;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Unit;
import org.orthotwin.report.Report;
import org.orthotwin.report.StudyReport;
import org.orthotwin.simulation.WorkFolder;
import org.orthotwin.study.Design;
import org.orthotwin.study.DistributionText;
import org.orthotwin.study.Readout;
import org.orthotwin.study.Sample;
import org.orthotwin.study.Study;
import org.orthotwin.study.StudyResult;

/** {@code study}: a plan under what is not exactly known, every measurement with a band. */
public class StudyVerb implements Verb {

    /** Samples while they are taken, in the folder of the results. */
    private static final String UNFINISHED = "unfinished.samples";

    @Override
    public int run(Invocation call) throws IOException {
        Study.Options options = options(call);
        Optional<Path> out = call.option("--out").map(call::path);
        if (call.flag("--resume") && out.isEmpty()) {
            throw Texts.refusal("study.resume.out");
        }
        try (WorkFolder scratch = WorkFolder.temporary();
                WorkFolder results = out.isPresent() ? WorkFolder.beside(out.get(), UNFINISHED) : WorkFolder.temporary()) {
            Optional<Path> kept = out.filter(o -> !call.common().dryRun()).map(o -> o.resolve(UNFINISHED));
            if (kept.isPresent() && !call.flag("--resume") && Files.exists(kept.get())) {
                throw Texts.refusal("study.unfinished", kept.get());
            }
            Study study = new Study(ScenarioInput.load(call, scratch.path()), call.options("--set"), options, call.common().threads(),
                    call.monitor());
            if (call.common().dryRun()) {
                call.print(Texts.of(call, "dry.study", study.inputs().size(), study.runs()));
                call.printJson(study.checked());
                return Invocation.OK;
            }
            StudyResult result;
            try {
                result = samples(call, study, kept);
            } catch (CancellationException e) {
                if (kept.isEmpty()) {
                    throw e;
                }
                call.warn(Texts.of(call, "study.kept", kept.get()));
                return Invocation.CANCELLED;
            }
            if (result.samples().stream().allMatch(s -> s.status() == Sample.Status.REFUSED)) {
                throw new IllegalArgumentException(result.samples().getFirst().reason());
            }
            List<String> files = List.of();
            if (out.isPresent()) {
                Files.copy(kept.get(), results.path().resolve(StudyReport.SAMPLES));
                files = StudyReport.write(result, results.path(), call.common().language(), call.monitor());
                results.moveTo(out.get());
            }
            print(call, result, out);
            call.printJson(result.json(files, call.common().language()));
            return Outcome.exitCode(result.status());
        }
    }

    private static Study.Options options(Invocation call) {
        String name = call.option("--design").orElseThrow();
        Design design = Design.of(name).orElseThrow(() -> Texts.refusal("study.design", name, String.join(", ",
                Arrays.stream(Design.values()).map(Design::id).toList())));
        String n = call.option("--samples").orElseThrow();
        int samples;
        try {
            samples = Integer.parseInt(n);
        } catch (NumberFormatException e) {
            throw Texts.refusal(e, "study.samples", n);
        }
        return new Study.Options(call.option("--plan"), call.options("--vary").stream().map(DistributionText::parse).toList(),
                call.flag("--landmarks"), design, samples, call.common().seed(), call.common().language());
    }

    /** Samples that are in the folder already, finished or not, are not taken again where that is asked for. */
    private static StudyResult samples(Invocation call, Study study, Optional<Path> kept) throws IOException {
        boolean copied = false;
        if (kept.isPresent()) {
            Path finished = kept.get().resolveSibling(StudyReport.SAMPLES);
            if (call.flag("--resume") && !Files.exists(kept.get()) && Files.exists(finished)) {
                Files.copy(finished, kept.get(), StandardCopyOption.REPLACE_EXISTING);
                copied = true;
            }
        }
        try {
            return study.run(call.common().threads(), kept, (there, all) -> there == 0 ? Texts.of(call, "task.study", all)
                    : Texts.of(call, "task.study.more", there, all), call.monitor());
        } catch (InputException e) {
            if (copied) {
                Files.delete(kept.get());
            }
            throw e;
        }
    }

    private static void print(Invocation call, StudyResult result, Optional<Path> out) {
        result.warnings().forEach(w -> call.warn(w.text(call.common().language())));
        TextTable t = new TextTable("lrrrrll");
        t.row("", Texts.of(call, "study.column.nominal"), Texts.of(call, "study.column.mean"), Texts.of(call, "study.column.deviation"),
                Texts.of(call, "study.column.band"), "", Texts.of(call, "study.column.target"));
        for (Readout r : result.readouts()) {
            Unit u = r.definition().unit();
            String band = result.design() == Design.ONE_AT_A_TIME ? swing(r)
                    : r.n() == 0 ? "-" : Texts.of(call, "study.band", number(u, r.low()), number(u, r.high()));
            t.row(r.definition().id(), number(u, r.nominal()), number(u, r.mean()), Double.isNaN(r.deviation()) ? ""
                    : "+/-" + number(u, r.deviation()), band, u.symbol().equals("1") ? "" : u.symbol(), target(r));
        }
        call.print(t.toString());
        if (out.isPresent()) {
            call.print("");
            call.print(Texts.of(call, "report.at", out.get().resolve(Report.FILE)));
        }
    }

    /** The widest that one input alone makes it. */
    private static String swing(Readout r) {
        int[] by = r.byInfluence();
        return by.length == 0 ? "" : number(r.definition().unit(), r.swings().get(by[0])[0]) + " / "
                + number(r.definition().unit(), r.swings().get(by[0])[1]);
    }

    private static String target(Readout r) {
        return Double.isNaN(r.met()) ? "" : Numbers.fixed(100 * r.met(), 1) + " +/-" + Numbers.fixed(100 * r.metError(), 1) + " %";
    }

    private static String number(Unit u, double si) {
        return Double.isNaN(si) ? "-" : MeasurementLines.number(u, si);
    }
}
