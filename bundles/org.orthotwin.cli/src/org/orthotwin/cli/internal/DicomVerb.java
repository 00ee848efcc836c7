/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.orthotwin.cli.Invocation;
import org.orthotwin.cli.spi.Verb;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Numbers;
import org.orthotwin.imaging.ImageSeries;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.imaging.dicom.Deidentification;
import org.orthotwin.imaging.dicom.DicomInventory;
import org.orthotwin.imaging.dicom.Tag;

/**
 * {@code dicom list}: patients, studies and series in a folder, {@code dicom import}: de-identified copies, with a DICOMweb server or a
 * DICOM node {@code dicom query}, {@code retrieve} and {@code send}, with nodes alone {@code dicom echo} and {@code serve}. Nothing that
 * identifies a person is said unless it is asked for.
 */
public class DicomVerb implements Verb {

    @Override
    public int run(Invocation call) throws IOException {
        String action = call.operand("action");
        return switch (action) {
            case "list" -> list(call, folder(call, action));
            case "import" -> importFolder(call, folder(call, action));
            case "query" -> new DicomArchive(call).query();
            case "retrieve" -> new DicomArchive(call).retrieve();
            case "send" -> new DicomArchive(call).send(folder(call, action));
            case "echo" -> new DicomNode(call, call.option("--from").orElseThrow(() -> Texts.refusal("dicom.echo")),
                    System.getenv()).echo();
            case "serve" -> DicomNode.serve(call, System.getenv());
            default -> throw Texts.refusal("dicom.actions", action);
        };
    }

    private static Path folder(Invocation call, String action) throws IOException {
        List<String> given = call.operands("folder");
        if (given.isEmpty()) {
            throw Texts.refusal("dicom.operand", action);
        }
        Path path = call.path(given.getFirst());
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        return path;
    }

    /** De-identified copies, with a report of what was changed; never with what it was. */
    private static int importFolder(Invocation call, Path path) throws IOException {
        Path out = call.path(call.option("--out").orElseThrow(() -> Texts.refusal("dicom.import.out")));
        if (!Files.isDirectory(path)) {
            throw Texts.refusal("dicom.import.folder", path.getFileName());
        }
        if (call.common().dryRun()) {
            throw Texts.refusal("dicom.import.dry");
        }
        Deidentification.Report report = new Deidentification(call.option("--key").orElse("")).folder(path, out, call.monitor());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("files", report.files());
        tellChanges(call, report, json);
        call.printJson(json);
        return Invocation.OK;
    }

    /** What de-identification has done, for people and for programs. */
    static void tellChanges(Invocation call, Deidentification.Report report, Map<String, Object> json) {
        call.print(report.files() + " files written; changed in them:");
        List<Object> changes = new ArrayList<>();
        report.changes().forEach((change, times) -> {
            String action = change.action().name().toLowerCase(Locale.ROOT).replace('_', '-');
            call.print("  " + Tag.describe(change.tag()) + "  " + action + ", " + times + " times");
            Map<String, Object> o = new LinkedHashMap<>();
            o.put("tag", Tag.format(change.tag()));
            o.put("keyword", Tag.describe(change.tag()).substring(11).strip());
            o.put("action", action);
            o.put("times", times);
            changes.add(o);
        });
        report.warnings().forEach(w -> call.warn(w.text(call.common().language())));
        json.put("changes", changes);
        json.put("problems", findings(call, report.warnings()));
    }

    private static int list(Invocation call, Path path) throws IOException {
        DicomInventory found = DicomInventory.scan(path, call.monitor());
        boolean identify = call.flag("--identify");
        List<Object> patients = new ArrayList<>();
        for (DicomInventory.Patient p : found.patients()) {
            call.print(p.pseudonym() + (identify ? "  " + p.name() + " (" + p.id() + ")" : ""));
            Map<String, Object> o = new LinkedHashMap<>();
            o.put("patient", p.pseudonym());
            if (identify) {
                o.put("name", p.name());
                o.put("id", p.id());
            }
            o.put("studies", p.studies().stream().map(s -> study(call, s, identify)).toList());
            patients.add(o);
        }
        for (Diagnostic d : found.problems()) {
            call.warn(d.text(call.common().language()));
        }
        if (found.others() > 0) {
            call.print(found.others() + " other files");
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("patients", patients);
        json.put("otherFiles", found.others());
        json.put("problems", findings(call, found.problems()));
        call.printJson(json);
        return Invocation.OK;
    }

    private static Map<String, Object> study(Invocation call, DicomInventory.Study s, boolean identify) {
        call.print("  study " + s.uid() + (identify ? "  " + s.date() + " " + s.description() : ""));
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("uid", s.uid());
        if (identify) {
            o.put("date", s.date());
            o.put("description", s.description());
        }
        List<Object> list = new ArrayList<>();
        for (DicomInventory.Series series : s.series()) {
            call.print("    " + series.modality() + " " + series.number() + "  " + series.description() + ", " + series.instances()
                    + " files");
            Map<String, Object> x = new LinkedHashMap<>();
            x.put("uid", series.uid());
            x.put("number", series.number());
            x.put("modality", series.modality());
            x.put("description", series.description());
            x.put("files", series.instances());
            x.put("volumes", series.volumes().stream().map(v -> volume(call, v)).toList());
            list.add(x);
        }
        o.put("series", list);
        return o;
    }

    private static Map<String, Object> volume(Invocation call, ImageSeries v) {
        Optional<VolumeGeometry> g = v.geometry();
        List<Integer> size = g.map(x -> List.of(x.nx(), x.ny(), x.nz())).orElse(null);
        List<Double> spacing = g.map(x -> List.of(mm(x.iSpacing()), mm(x.jSpacing()), mm(x.kSpacing()))).orElse(null);
        call.print("      " + v.id() + "  " + v.images() + " images" + (g.isEmpty() ? "" : ", " + join(size, " x ") + " voxels of "
                + join(spacing.stream().map(s -> Numbers.shortest(Math.rint(s * 1e4) / 1e4)).toList(), " x ") + " mm") + "  "
                + v.description());
        for (Diagnostic d : v.problems()) {
            call.print("        " + d.severity().name().toLowerCase(Locale.ROOT) + ": " + d.text(call.common().language()));
        }
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("id", v.id());
        o.put("description", v.description());
        o.put("images", v.images());
        o.put("size", size);
        o.put("spacingMm", spacing);
        o.put("problems", findings(call, v.problems()));
        return o;
    }

    private static double mm(double metres) {
        return Numbers.edge(metres * 1000.0);
    }

    private static String join(List<?> list, String between) {
        return String.join(between, list.stream().map(String::valueOf).toList());
    }

    private static List<Object> findings(Invocation call, List<Diagnostic> problems) {
        List<Object> out = new ArrayList<>();
        for (Diagnostic d : problems) {
            Map<String, Object> o = new LinkedHashMap<>();
            o.put("severity", d.severity().name().toLowerCase(Locale.ROOT));
            o.put("code", d.code());
            o.put("text", d.text(call.common().language()));
            out.add(o);
        }
        return out;
    }
}
