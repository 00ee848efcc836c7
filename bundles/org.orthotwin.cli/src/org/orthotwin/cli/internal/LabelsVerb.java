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
import java.util.Map;
import java.util.Optional;
import org.orthotwin.cli.Invocation;
import org.orthotwin.cli.spi.Verb;
import org.orthotwin.imaging.LabelCorrections;
import org.orthotwin.imaging.LabelEditor;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.LabelScript;
import org.orthotwin.imaging.ReadOptions;
import org.orthotwin.imaging.Volumes;

/** {@code labels edit}: corrects a label map by small steps and keeps apart what was corrected: it survives a later segmentation. */
public class LabelsVerb implements Verb {

    @Override
    public int run(Invocation call) throws IOException {
        if (!call.operand("action").equals("edit")) {
            throw Texts.refusal("labels.actions", call.operand("action"));
        }
        Path out = call.path(call.option("--out").orElseThrow());
        Optional<Path> kept = call.option("--corrections").map(call::path);
        Volumes.requireWriter(out);
        kept.ifPresent(Volumes::requireWriter);
        List<String> steps = new ArrayList<>();
        if (call.option("--script").isPresent()) {
            steps.addAll(Files.readAllLines(call.path(call.option("--script").get())));
        }
        steps.addAll(call.options("--do"));
        ReadOptions reading = new ReadOptions(false, call.common().threads());
        LabelMap labels = LabelInput.read(call, call.path(call.operand("labels")), Optional.empty(), reading);
        LabelEditor editor;
        if (kept.isPresent() && Files.exists(kept.get())) {
            LabelCorrections before = LabelCorrections.of(SeriesInput.only(call, kept.get()).read(reading, call.monitor())
                    .on(labels.geometry()));
            editor = new LabelEditor(labels, before);
        } else {
            editor = new LabelEditor(labels);
        }
        LabelScript script = new LabelScript(editor);
        List<Object> done = new ArrayList<>();
        TextTable t = new TextTable("lr");
        for (int n = 0; n < steps.size(); n++) {
            call.monitor().checkCancelled();
            String step = steps.get(n).replaceFirst("#.*", "").strip();
            if (step.isEmpty()) {
                continue;
            }
            int voxels;
            try {
                voxels = script.run(step);
            } catch (IllegalArgumentException e) {
                throw Texts.refusal(e, "labels.step", n + 1, step, Texts.reason(e));
            }
            Map<String, Object> o = new LinkedHashMap<>();
            o.put("step", step);
            o.put("voxels", voxels);
            done.add(o);
            t.row(step, voxels + " voxels");
        }
        if (done.isEmpty()) {
            throw Texts.refusal("labels.nothing");
        }
        boolean dry = call.common().dryRun();
        if (!dry) {
            Volumes.write(editor.labels().volume(), out, call.monitor());
            if (kept.isPresent()) {
                Volumes.write(editor.corrections().volume(), kept.get(), call.monitor());
            }
        }
        call.print(t.toString());
        if (dry) {
            call.print(Texts.of(call, "dry.write"));
        } else {
            call.print(Texts.of(call, "labels.at", out));
            kept.ifPresent(k -> call.print(Texts.of(call, "corrections.at", k)));
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("labels", out.toString());
        json.put("corrections", kept.map(Path::toString).orElse(null));
        json.put("steps", done);
        call.printJson(json);
        return Invocation.OK;
    }
}
