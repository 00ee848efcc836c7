/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Sha256;
import org.orthotwin.imaging.dicom.internal.Texts;
import org.orthotwin.imaging.dicom.spi.DicomToolkit;

/**
 * Takes out of files what tells who the patient is: the Basic Application Level Confidentiality Profile of PS3.15, Annex E, without
 * options.
 * Every element of Table E.1-1 is removed, emptied, replaced by a dummy or, if it is a unique identifier, by a new one; so are private
 * elements, curves and overlays, at every depth of sequences. Where the table leaves a choice by the kind of object, the one is taken that
 * no
 * kind of object forbids: emptied for X/Z, a dummy for X/D, Z/D and X/Z/D; sequences for which a dummy is asked are emptied. What is burned
 * into the pixels stays there: the result says where that is to be feared.
 *
 * <p>Identifiers and pseudonyms are derived from the old ones with a key. Whoever has the key can make the same again and so tell which
 * is which; the same key keeps the files of a patient together over several runs.
 */
public final class Deidentification {

    private static final Map<Integer, String> ACTIONS = actions();
    private static final String DATE = "19000101";

    private final String key;

    /** What was done to an element. */
    public enum Action {
        REMOVED, EMPTIED, REPLACED, NEW_UID
    }

    /**
     * One change; never with a value.
     *
     * @param tag of the element, or of the sequence that was changed within
     * @param action what was done
     */
    public record Change(int tag, Action action) {
    }

    /**
     * What came out.
     *
     * @param object without identity
     * @param changes in the order of the data set
     * @param warnings what a person should look at
     */
    public record Result(DicomObject object, List<Change> changes, List<Diagnostic> warnings) {
    }

    /**
     * What was done to a folder.
     *
     * @param files how many were written
     * @param changes how often each change was made
     * @param warnings what a person should look at, and files that were left out
     */
    public record Report(int files, Map<Change, Integer> changes, List<Diagnostic> warnings) {
    }

    /** @param key what new identifiers are derived with; to be kept secret or thrown away. A random one if empty */
    public Deidentification(String key) {
        this.key = key.isEmpty() ? Uids.random() : key;
    }

    private static Map<Integer, String> actions() {
        try (InputStream in = Texts.class.getResourceAsStream("basic-profile.txt")) {
            Map<Integer, String> actions = new HashMap<>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.US_ASCII).split("\n")) {
                if (!line.startsWith("#")) {
                    actions.put(Integer.parseUnsignedInt(line, 0, 8, 16), line.substring(9));
                }
            }
            return actions;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The action of the profile for an element, as the table has it; empty for what is kept. */
    static String action(int tag) {
        int group = Tag.group(tag);
        if (Tag.isPrivate(tag) || Tag.element(tag) == 0 && group > 4) {
            return "X";
        }
        // curves whole; of overlays their bits and comments
        if (group >> 8 == 0x50 || group >> 8 == 0x60 && (Tag.element(tag) == 0x3000 || Tag.element(tag) == 0x4000)) {
            return "X";
        }
        return ACTIONS.getOrDefault(tag, "");
    }

    /** One object. */
    public Result apply(DicomObject o) {
        List<Change> changes = new ArrayList<>();
        Dataset data = o.data();
        String patient = Sha256.of((key + "\npatient\n" + data.textOrEmpty(Tag.PatientID) + "\n" + data.textOrEmpty(Tag.PatientName))
                .getBytes(StandardCharsets.UTF_8)).substring(0, 10).toUpperCase(Locale.ROOT);
        Dataset.Builder b = clean(data, changes).toBuilder();
        // zero length or a value that says nothing: PS3.15, E.3.1, and the files of a patient stay together
        b.text(Tag.PatientName, Vr.PN, "OT-" + patient).text(Tag.PatientID, Vr.LO, "OT-" + patient)
                .text(Tag.PatientIdentityRemoved, Vr.CS, "YES")
                .text(Tag.DeidentificationMethod, Vr.LO, "PS3.15 Basic Application Level Confidentiality Profile")
                .items(Tag.DeidentificationMethodCodeSequence, new Dataset.Builder().text(Tag.CodeValue, Vr.SH, "113100")
                        .text(Tag.CodingSchemeDesignator, Vr.SH, "DCM")
                        .text(Tag.CodeMeaning, Vr.LO, "Basic Application Confidentiality Profile").build());
        List<Diagnostic> warnings = new ArrayList<>();
        String burned = data.textOrEmpty(Tag.BurnedInAnnotation);
        String modality = data.textOrEmpty(Tag.Modality);
        if (o.pixels() != null && !burned.equals("NO") && (burned.equals("YES") || Set.of("US", "SC", "OT", "XC", "ES", "RF", "XA")
                .contains(
                modality))) {
            warnings.add(Diagnostic.warning(Texts.CATALOG, "dicom.burned", o.source()));
        }
        return new Result(new DicomObject("", Dataset.EMPTY, o.syntax(), b.build(), o.pixels()), changes, warnings);
    }

    private Dataset clean(Dataset d, List<Change> changes) {
        Dataset.Builder b = d.toBuilder();
        for (int i = 0; i < d.size(); i++) {
            int tag = d.tag(i);
            Vr vr = d.vr(tag).orElseThrow();
            String action = action(tag);
            if (action.equals("X")) {
                b.remove(tag);
                changes.add(new Change(tag, Action.REMOVED));
            } else if (action.contains("U")) {
                if (vr == Vr.SQ) {
                    items(d, tag, b, changes);
                } else if (d.hasValue(tag)) {
                    b.text(tag, Vr.UI, d.texts(tag).stream().map(u -> u.isEmpty() ? u : Uids.named(key + "\n" + u)).toArray(String[]::new));
                    changes.add(new Change(tag, Action.NEW_UID));
                }
            } else if (!action.isEmpty() && (action.endsWith("Z") || vr == Vr.SQ || !d.hasValue(tag))) {
                if (d.hasValue(tag)) {
                    empty(b, tag, vr);
                    changes.add(new Change(tag, Action.EMPTIED));
                }
            } else if (!action.isEmpty()) {
                dummy(b, tag, vr);
                changes.add(new Change(tag, Action.REPLACED));
            } else if (vr == Vr.SQ) {
                items(d, tag, b, changes);
            }
        }
        return b.build();
    }

    private void items(Dataset d, int tag, Dataset.Builder b, List<Change> changes) {
        List<Dataset> cleaned = new ArrayList<>();
        int before = changes.size();
        for (Dataset item : d.items(tag)) {
            cleaned.add(clean(item, changes));
        }
        if (changes.size() > before) {
            b.items(tag, cleaned);
        }
    }

    private static void empty(Dataset.Builder b, int tag, Vr vr) {
        if (vr == Vr.SQ) {
            b.items(tag, List.of());
        } else {
            b.bytes(tag, vr);
        }
    }

    private static void dummy(Dataset.Builder b, int tag, Vr vr) {
        switch (vr) {
            case DA -> b.text(tag, vr, DATE);
            case TM -> b.text(tag, vr, "000000");
            case DT -> b.text(tag, vr, DATE + "000000");
            case AS -> b.text(tag, vr, "000Y");
            case DS, IS -> b.text(tag, vr, "0");
            case UI -> b.text(tag, vr, Uids.random());
            case PN, LO, SH, ST, LT, UT, UC, CS, AE, UR -> b.text(tag, vr, "ANONYMOUS");
            default -> b.bytes(tag, vr, new byte[Math.max(2, vr.unit())]);
        }
    }

    /** An empty map in the order of reports. */
    static TreeMap<Change, Integer> counts() {
        return new TreeMap<>((x, y) -> x.tag() != y.tag() ? Integer.compareUnsigned(x.tag(), y.tag())
                : x.action().compareTo(y.action()));
    }

    /**
     * All DICOM files of a folder, under new names, into a new one, which appears when all are there.
     *
     * @param to must not exist
     * @throws IOException if something cannot be read or written; the folder is then not there
     */
    public Report folder(Path from, Path to, Monitor monitor) throws IOException {
        Unfinished.refuse(from);
        Path target = to.toAbsolutePath();
        if (Files.exists(target)) {
            throw new FileAlreadyExistsException(to.toString());
        }
        Files.createDirectories(target.getParent());
        Path temporary = target.resolveSibling("." + target.getFileName() + "." + java.util.UUID.randomUUID() + ".part");
        DicomToolkit toolkit = DicomToolkits.best();
        List<Path> files;
        try (Stream<Path> walk = Files.walk(from)) {
            files = walk.filter(Files::isRegularFile).sorted().toList();
        }
        Map<Change, Integer> counts = counts();
        Set<Diagnostic> warnings = new LinkedHashSet<>();
        monitor.begin("deidentify", files.size());
        int written = 0;
        try {
            Files.createDirectory(temporary);
            for (Path file : files) {
                monitor.checkCancelled();
                Path unfinished = Unfinished.around(from, file);
                if (unfinished != null) {
                    warnings.add(Unfinished.leftOut(unfinished));
                    continue;
                }
                try {
                    DicomObject o = toolkit.read(file);
                    // a directory names files that get other names
                    if (!o.data().contains(Tag.DirectoryRecordSequence)) {
                        Result r = apply(o);
                        toolkit.write(r.object(), temporary.resolve(String.format(Locale.ROOT, "%06d.dcm", written + 1)));
                        written++;
                        r.changes().forEach(c -> counts.merge(c, 1, Integer::sum));
                        warnings.addAll(r.warnings());
                    }
                } catch (InputException e) {
                    // what cannot be read cannot be cleaned
                    warnings.add(Diagnostic.warning(Texts.CATALOG, "dicom.left", e.diagnostic()));
                }
                monitor.worked(1);
            }
            if (written == 0) {
                throw Texts.refuse("dicom.import.none", from.getFileName());
            }
            Files.move(temporary, target);
            return new Report(written, counts, List.copyOf(warnings));
        } finally {
            if (Files.exists(temporary)) {
                try (Stream<Path> rest = Files.walk(temporary)) {
                    for (Path p : rest.sorted(java.util.Comparator.reverseOrder()).toList()) {
                        Files.delete(p);
                    }
                }
            }
        }
    }
}
