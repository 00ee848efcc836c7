/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.imaging.dicom.internal.Texts;
import org.orthotwin.imaging.dicom.spi.DicomReceiver;

/**
 * Keeps what peers send in a folder, one folder for each series, named by its identifier, one file for each instance, named by its own.
 * While a series comes its files are in {@code <series>.partial}; they move to {@code <series>} when the last sender that sends of it has
 * released its association. Where that one broke off they stay, and a later sender that comes to its end completes them: what was once
 * acknowledged need not be sent again. More a receiver cannot know: no sender says how many instances a series has.
 *
 * <p>De-identified on reception, neither names nor original identifiers are in any file or file name that outlasts the instance's arrival.
 */
public final class DicomReception implements DicomReceiver {

    /** Ending of a folder with a series that is not known to be whole. */
    public static final String PARTIAL = ".partial";

    /** Name of the folder for files in the making. */
    public static final String MAKING = ".incoming";

    private final Path folder;
    private final Deidentification deidentification;
    private final Consumer<Sending> told;
    /** Associations that have sent something and are not at their end, with the series they sent of and how many instances. */
    private final Map<Long, Map<String, Integer>> sending = new HashMap<>();
    private final TreeMap<Deidentification.Change, Integer> changes = Deidentification.counts();
    private final Set<Diagnostic> warnings = new LinkedHashSet<>();
    private int files;

    /**
     * One association that came to its end.
     *
     * @param calling title of the sender
     * @param orderly whether it was released
     * @param series instances that came, by the identifier of their series, which is the folder's name
     * @param whole those of the series that are now complete as far as one can know
     */
    public record Sending(String calling, boolean orderly, Map<String, Integer> series, Set<String> whole) {
    }

    /**
     * @param folder made here if it is missing
     * @param deidentification what is done to each instance before it is kept, or null to keep it byte for byte
     * @param told about each association that has ended, in its thread
     * @throws IOException if the folder cannot be made
     */
    public DicomReception(Path folder, Deidentification deidentification, Consumer<Sending> told) throws IOException {
        this.folder = folder.toAbsolutePath();
        this.deidentification = deidentification;
        this.told = told;
        Files.createDirectories(making());
        clear();
    }

    /** What a crash left: instances as they came, with names. */
    private void clear() throws IOException {
        try (Stream<Path> left = Files.list(making())) {
            for (Path p : left.filter(f -> f.getFileName().toString().matches("coming.*\\.tmp")).toList()) {
                Files.delete(p);
            }
        }
    }

    @Override
    public Path making() {
        return folder.resolve(MAKING);
    }

    @Override
    public void received(Arrival arrival, Path file) throws IOException {
        try {
            DicomObject o = DicomToolkits.best().read(file);
            String instance = uid(o.data(), Tag.SOPInstanceUID);
            if (!instance.equals(arrival.instance())) {
                throw Texts.refuse("dicom.reception.other");
            }
            uid(o.data(), Tag.SeriesInstanceUID);
            Dataset data = o.data();
            Path kept = file;
            if (deidentification != null) {
                Deidentification.Result r = deidentification.apply(o);
                kept = making().resolve("coming-" + java.util.UUID.randomUUID() + ".tmp");
                DicomToolkits.best().write(new DicomObject(instance, r.object().meta(), r.object().syntax(), r.object().data(),
                        r.object().pixels()), kept);
                data = r.object().data();
                count(r, uid(data, Tag.SOPInstanceUID));
            }
            try {
                keep(arrival, uid(data, Tag.SeriesInstanceUID), uid(data, Tag.SOPInstanceUID) + ".dcm", kept);
            } finally {
                Files.deleteIfExists(kept);
            }
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private synchronized void count(Deidentification.Result r, String instance) {
        r.changes().forEach(c -> changes.merge(c, 1, Integer::sum));
        if (!r.warnings().isEmpty()) {
            // its name here, not the one that it came with
            warnings.add(Diagnostic.warning(Texts.CATALOG, "dicom.burned", instance + ".dcm"));
        }
    }

    private synchronized void keep(Arrival arrival, String series, String name, Path file) throws IOException {
        Path whole = folder.resolve(series).resolve(name);
        Path partial = folder.resolve(series + PARTIAL).resolve(name);
        for (Path there : List.of(whole, partial)) {
            if (Files.exists(there) && Files.mismatch(there, file) >= 0) {
                throw Texts.refuse("dicom.reception.differs");
            }
        }
        sending.computeIfAbsent(arrival.association(), a -> new TreeMap<>()).merge(series, 1, Integer::sum);
        if (Files.exists(whole)) {
            return;
        }
        Files.createDirectories(partial.getParent());
        Files.move(file, partial, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        files++;
    }

    @Override
    public void ended(long association, String calling, boolean orderly) {
        Sending s = settle(association, calling, orderly);
        if (s != null) {
            told.accept(s);
        }
    }

    private synchronized Sending settle(long association, String calling, boolean orderly) {
        Map<String, Integer> series = sending.remove(association);
        if (series == null) {
            return null;
        }
        Set<String> whole = new LinkedHashSet<>();
        if (orderly) {
            Set<String> stillComing = new HashSet<>();
            sending.values().stream().map(Map::keySet).forEach(stillComing::addAll);
            for (String s : series.keySet()) {
                if (!stillComing.contains(s)) {
                    try {
                        publish(s);
                        whole.add(s);
                    } catch (IOException e) {
                        warnings.add(Diagnostic.warning(Texts.CATALOG, "dicom.reception.stays", s + PARTIAL, e.getMessage()));
                    }
                }
            }
        }
        return new Sending(calling, orderly, series, whole);
    }

    private void publish(String series) throws IOException {
        Path partial = folder.resolve(series + PARTIAL);
        Path whole = folder.resolve(series);
        if (!Files.exists(partial)) {
            return;
        }
        if (!Files.exists(whole)) {
            Files.move(partial, whole, StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        // some senders open an association for each instance
        try (Stream<Path> came = Files.list(partial)) {
            for (Path f : came.sorted().toList()) {
                Files.move(f, whole.resolve(f.getFileName()), StandardCopyOption.ATOMIC_MOVE);
            }
        }
        Files.delete(partial);
    }

    /** An identifier as it may be part of a file name. */
    private static String uid(Dataset data, int tag) {
        String uid = data.textOrEmpty(tag);
        if (!Uids.isUid(uid)) {
            throw Texts.refuse("dicom.reception.uid", Tag.describe(tag));
        }
        return uid;
    }

    /** What was done to the instances so far, with the {@link #warnings()}; empty where they are kept as they are. */
    public synchronized Optional<Deidentification.Report> report() {
        return deidentification == null ? Optional.empty()
                : Optional.of(new Deidentification.Report(files, new TreeMap<>(changes), warnings()));
    }

    /** Images that may show names, and series that could not be moved to their place. */
    public synchronized List<Diagnostic> warnings() {
        return List.copyOf(warnings);
    }

    /** Number of files that were kept so far. */
    public synchronized int files() {
        return files;
    }

    /** Takes the folder for files in the making away; to be called when nobody sends any more. */
    public void finish() throws IOException {
        clear();
        Files.deleteIfExists(making());
    }
}
