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
import java.util.Set;
import java.util.TreeMap;
import org.orthotwin.cli.Invocation;
import org.orthotwin.cli.spi.Verb;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Quantity;
import org.orthotwin.core.Unit;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.GeneratedSubject;
import org.orthotwin.joint.Joints;
import org.orthotwin.joint.KeptSubjects;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.spi.JointType;
import org.orthotwin.joint.spi.SubjectGenerator;
import org.orthotwin.model.anatomy.AnatomyFiles;
import org.orthotwin.model.anatomy.Provenance;
import org.orthotwin.model.anatomy.ProvenanceKind;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.simulation.SubjectFolder;
import org.orthotwin.simulation.WorkFolder;

/**
 * {@code generate subject}: a synthetic subject as an anatomy with surfaces, whose truth is in it; {@code generate ct}: the same with a
 * scan of it.
 */
public class GenerateVerb implements Verb {

    private static final Set<String> OWN = Set.of("meshes", "series", "slices", "truth");

    @Override
    public int run(Invocation call) throws IOException {
        boolean ct = call.operand("what").equals("ct");
        if (!ct && !call.operand("what").equals("subject")) {
            throw Texts.refusal("generate.what", call.operand("what"));
        }
        CtOutput scan = ct ? new CtOutput(call) : null;
        String joint = call.option("--joint").orElseThrow();
        Side side = SideOption.of(call.option("--side").orElseThrow());
        JointType type = Joints.registry().get(joint);
        SubjectGenerator generator = type.generator()
                .orElseThrow(() -> Texts.refusal("generate.joint", joint));
        Map<String, Double> chosen = chosen(call, generator);
        Path folder = call.path(call.option("--out").orElseThrow());
        String name = folder.toAbsolutePath().normalize().getFileName().toString();
        if (call.common().dryRun()) {
            call.print(Texts.of(call, "dry.generate"));
            call.printJson(json(folder.resolve(name + ".anatomy"), List.of(), null));
            return Invocation.OK;
        }
        GeneratedSubject subject;
        Map<String, Object> image = null;
        requireGenerated(folder, folder.resolve(name + ".anatomy"));
        try (WorkFolder work = WorkFolder.beside(folder, n -> isOwn(n, name))) {
            call.monitor().begin("Synthetic subject", 0);
            subject = KeptSubjects.of(type, side, chosen, call.common().seed().orElse(null), call.monitor());
            SubjectFolder.write(work.path(), name, joint, type, side, subject);
            if (scan != null) {
                image = scan.write(subject, side, work.path(), folder, call.monitor());
            }
            work.moveTo(folder);
        }
        print(call, folder.resolve(name + ".anatomy"), subject, image);
        return Invocation.OK;
    }

    /** What was generated is replaced; an anatomy of somebody is not. */
    private static void requireGenerated(Path folder, Path anatomy) throws IOException {
        if (Files.isRegularFile(anatomy)) {
            List<Provenance> sources = AnatomyFiles.load(anatomy).getProvenances();
            if (sources.isEmpty() || sources.stream().anyMatch(p -> p.getKind() != ProvenanceKind.SYNTHETIC)) {
                throw Texts.refusal("generate.folder", folder);
            }
        }
    }

    /** Whether a file or folder is one that this verb writes, with a scan or without. */
    private static boolean isOwn(String file, String name) {
        return file.equals(name + ".anatomy") || OWN.contains(file) || file.startsWith("ct.");
    }

    private static Map<String, Double> chosen(Invocation call, SubjectGenerator generator) {
        Map<String, Double> chosen = new TreeMap<>();
        for (String set : call.options("--set")) {
            int eq = set.indexOf('=');
            String name = eq < 1 ? set : set.substring(0, eq);
            CoordinateDefinition d = generator.parameters().stream().filter(p -> p.name().equals(name)).findFirst()
                    .orElseThrow(() -> Texts.refusal("generate.parameter", name, String.join(", ",
                            generator.parameters().stream().map(CoordinateDefinition::name).toList())));
            chosen.put(name, value(set, set.substring(eq + 1), d.dimension()));
        }
        return chosen;
    }

    private static double value(String set, String text, Dimension dimension) {
        if (text.equals("female") || text.equals("male")) {
            return text.equals("female") ? 1 : 2;
        }
        try {
            return Quantity.parseSi(text, dimension);
        } catch (IllegalArgumentException e) {
            throw Texts.refusal(e, "option.set.because", set, Texts.reason(e));
        }
    }

    private static void print(Invocation call, Path file, GeneratedSubject subject, Map<String, Object> image) {
        List<Object> truth = new ArrayList<>();
        TextTable t = new TextTable("lrl");
        subject.truth().forEach((name, si) -> {
            Unit unit = EdgeUnit.of(subject.units().getOrDefault(name, "1"));
            Map<String, Object> o = new LinkedHashMap<>();
            o.put("id", name);
            o.put("value", RunResult.shown(unit, si));
            o.put("unit", unit.symbol());
            truth.add(o);
            t.row(name, String.format(Locale.ROOT, "%.2f", unit.fromSi(si)), unit.symbol());
        });
        call.print(t.toString());
        call.print("");
        call.print(Texts.of(call, "anatomy.at", file));
        if (image != null) {
            call.print(Texts.of(call, "picture.at", image.get("picture")));
        }
        call.printJson(json(file, truth, image));
    }

    private static Map<String, Object> json(Path file, List<Object> truth, Map<String, Object> image) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("anatomy", file.toString());
        json.put("truth", truth);
        if (image != null) {
            json.put("ct", image);
        }
        return json;
    }
}
