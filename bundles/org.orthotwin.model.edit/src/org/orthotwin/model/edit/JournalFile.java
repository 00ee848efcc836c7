/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.model.edit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.emf.ecore.EObject;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.JsonText;
import org.orthotwin.core.Sha256;
import org.orthotwin.model.anatomy.ModelFiles;

/**
 * Journals as files: UTF-8, each entry a JSON object in a line of its own, the oldest first. The first line says that the file is one
 * and of which version; empty lines and lines that begin with # are passed over. The entries of a journal hold every change exactly, so
 * that the case that it began with becomes, byte for byte, the one that it ended with.
 */
public final class JournalFile {

    /** The ending of a journal's name, without the point. */
    public static final String ENDING = "journal";

    private static final String FORMAT = "orthotwin-journal";
    private static final double VERSION = 1;

    private JournalFile() {
    }

    /** The file beside a scenario that holds what was done to it. */
    public static Path beside(Path scenario) {
        String name = scenario.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return scenario.resolveSibling((dot < 1 ? name : name.substring(0, dot)) + "." + ENDING);
    }

    /**
     * Reads a journal.
     *
     * @throws InputException naming the line if it is missing, unreadable, no journal, of a newer version or broken
     */
    public static List<JournalEntry> read(Path file) {
        return read(file, false);
    }

    /**
     * Reads a journal that grew line by line until its writer ended: a last line without its end is no entry.
     *
     * @throws InputException as {@link #read}
     */
    public static List<JournalEntry> readAsFarAsWritten(Path file) {
        return read(file, true);
    }

    private static List<JournalEntry> read(Path file, boolean growing) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            int end = bytes.length;
            while (growing && end > 0 && bytes[end - 1] != '\n') {
                end--;
            }
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, end)).toString();
            return parse(text.lines().toList(), file.toString());
        } catch (NoSuchFileException e) {
            throw refuse(e, "journal.missing", file.toString());
        } catch (CharacterCodingException e) {
            throw refuse(e, "journal.none", file.toString());
        } catch (IOException e) {
            throw refuse(e, "journal.unreadable", file.toString(), String.valueOf(e.getMessage()));
        }
    }

    private static List<JournalEntry> parse(List<String> lines, String file) {
        List<JournalEntry> entries = new ArrayList<>();
        boolean begun = false;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            try {
                Map<?, ?> o = (Map<?, ?>) JsonText.parse(line);
                if (begun) {
                    entries.add(JournalEntry.of(o));
                } else if (!(o.get(FORMAT) instanceof Double version)) {
                    throw refuse(null, "journal.none", file);
                } else if (version > VERSION) {
                    throw refuse(null, "journal.newer", file);
                }
                begun = true;
            } catch (InputException e) {
                throw e;
            } catch (RuntimeException e) {
                throw begun ? refuse(e, "journal.line", file, i + 1, String.valueOf(e.getMessage())) : refuse(e, "journal.none", file);
            }
        }
        if (!begun) {
            throw refuse(null, "journal.none", file);
        }
        return entries;
    }

    /** The whole text of a journal. */
    public static String text(List<JournalEntry> entries) {
        StringBuilder b = new StringBuilder(head());
        entries.forEach(e -> b.append(line(e)));
        return b.toString();
    }

    /** The first line, with its end. */
    public static String head() {
        return JsonText.line(Map.of(FORMAT, (int) VERSION));
    }

    /** The line of an entry, with its end. */
    public static String line(JournalEntry entry) {
        return JsonText.line(entry.json());
    }

    /** @throws InputException if the file cannot be written; it is then as before */
    public static void write(Path file, List<JournalEntry> entries) {
        try {
            AtomicFiles.writeString(file, text(entries));
        } catch (IOException e) {
            throw refuse(e, "journal.not-written", file.toString(), String.valueOf(e.getMessage()));
        }
    }

    // ---- doing it again

    /** What tells the state of a scenario from every other. */
    public static String state(EObject scenario) {
        return Sha256.of(ModelFiles.text(scenario).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Where in a journal a case is: how many entries lead up to its state, as far as files were written there.
     *
     * @param state of the case, {@link #state}
     * @return -1 if the case was never in a state that the journal knows
     */
    public static int position(List<JournalEntry> entries, String state) {
        for (int i = entries.size(); i > 0; i--) {
            if (state.equals(entries.get(i - 1).state())) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Does all that entries tell once more.
     *
     * @param roots the models by the first word of paths: scenario, anatomy
     * @return the steps that were taken, in their order
     * @throws InputException naming the entry that cannot be done to these models; nothing has changed then
     */
    public static List<ModelChange.Done> replay(List<JournalEntry> entries, Map<String, ? extends EObject> roots) {
        List<ModelChange.Done> done = new ArrayList<>();
        for (JournalEntry e : entries) {
            for (ModelChange c : e.changes()) {
                try {
                    done.add(c.apply(roots));
                } catch (InputException x) {
                    done.reversed().forEach(d -> d.undo().run());
                    throw new InputException(Diagnostic.error(Labels.TEXTS, "journal.entry", e.label().isEmpty() ? e.time().toString()
                            : e.label(), x.diagnostic()), x);
                }
            }
        }
        return done;
    }

    private static InputException refuse(Throwable cause, String code, Object... args) {
        return new InputException(Diagnostic.error(Labels.TEXTS, code, args), cause);
    }
}
