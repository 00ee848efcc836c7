/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.orthotwin.cli.Invocation;
import org.orthotwin.cli.spi.Verb;
import org.orthotwin.model.anatomy.AnatomyFiles;
import org.orthotwin.model.anatomy.DataFiles;
import org.orthotwin.model.anatomy.ModelFiles;
import org.orthotwin.model.edit.JournalEntry;
import org.orthotwin.model.edit.JournalFile;
import org.orthotwin.model.scenario.ScenarioFiles;
import org.orthotwin.simulation.Case;
import org.orthotwin.simulation.Proposals;
import org.orthotwin.simulation.WorkFolder;

/** {@code replay}: does to a scenario once more what the journal of a case tells, or tells what it holds. */
public class ReplayVerb implements Verb {

    @Override
    public int run(Invocation call) throws IOException {
        try (WorkFolder scratch = WorkFolder.temporary()) {
            Case source = ScenarioInput.load(call, scratch.path());
            List<JournalEntry> all = JournalFile.read(call.path(call.operand("journal")));
            int known = JournalFile.position(all, JournalFile.state(source.scenario()));
            List<JournalEntry> entries = all.subList(Math.max(0, known), all.size());
            Case changed = source.copy();
            JournalFile.replay(entries, changed.roots());
            if (known < 0 && all.stream().anyMatch(e -> !e.state().isEmpty())) {
                call.warn(Texts.of(call, "replay.unknown"));
            }
            Optional<String> wanted = entries.isEmpty() ? Optional.empty()
                    : Optional.of(entries.getLast().state()).filter(s -> !s.isEmpty());
            // before it is saved elsewhere, where it refers to its anatomy by another path
            String state = JournalFile.state(changed.scenario());
            Optional<Path> out = call.option("--out").map(call::path);
            if (out.isPresent() && !call.common().dryRun()) {
                save(source, changed, out.get());
            }
            print(call, source, entries, Math.max(0, known), wanted.map(state::equals).orElse(null), out);
            return Invocation.OK;
        }
    }

    /** Into the case itself, as the workbench saves it, or as another one beside it. */
    private static void save(Case source, Case changed, Path out) throws IOException {
        boolean bones = source.anatomy().isPresent()
                && !ModelFiles.text(source.anatomy().get()).equals(ModelFiles.text(changed.anatomy().orElseThrow()));
        boolean same = out.toAbsolutePath().normalize().equals(source.file().toAbsolutePath().normalize());
        if (same) {
            changed.save();
        } else if (bones) {
            Path own = source.anatomyFile().orElseThrow();
            Path file = own.resolveSibling(out.getFileName().toString().replaceFirst("\\.[^.]*$", "") + ".anatomy");
            AnatomyFiles.save(file, changed.anatomy().orElseThrow());
            changed.scenario().setAnatomy(DataFiles.reference(out, file, null));
            ScenarioFiles.save(out, changed.scenario());
        } else {
            Proposals.save(changed, out);
        }
    }

    private static void print(Invocation call, Case source, List<JournalEntry> entries, int skipped, Boolean matches, Optional<Path> out) {
        TextTable t = new TextTable("llll");
        List<Object> list = new ArrayList<>();
        for (JournalEntry e : entries) {
            String kind = e.kind().name().toLowerCase(Locale.ROOT);
            t.row(e.time().toString(), e.author(), Texts.of(call, "replay." + kind), e.label());
            Map<String, Object> o = new LinkedHashMap<>();
            o.put("time", e.time().toString());
            o.put("author", e.author());
            o.put("kind", kind);
            o.put("what", e.label());
            o.put("changes", e.changes().size());
            list.add(o);
        }
        long edits = entries.stream().filter(e -> !e.changes().isEmpty()).count();
        if (!entries.isEmpty()) {
            call.print(t.toString());
        }
        if (skipped > 0) {
            call.print(Texts.of(call, "replay.skipped", skipped));
        }
        if (Boolean.FALSE.equals(matches)) {
            call.warn(Texts.of(call, "replay.differs"));
        }
        call.print(call.common().dryRun() ? Texts.of(call, "dry.run") : out.isPresent() ? Texts.of(call, "replay.at", edits, out.get())
                : Texts.of(call, "replay.nowhere", edits));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("scenario", source.scenario().getId());
        json.put("skipped", skipped);
        json.put("edits", edits);
        json.put("matches", matches);
        json.put("entries", list);
        json.put("file", out.filter(f -> !call.common().dryRun()).map(Path::toString).orElse(null));
        call.printJson(json);
    }
}
