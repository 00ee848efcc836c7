/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.internal;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Sha256;
import org.orthotwin.imaging.ImageSeries;
import org.orthotwin.imaging.dicom.Dataset;
import org.orthotwin.imaging.dicom.DicomInventory;
import org.orthotwin.imaging.dicom.DicomObject;
import org.orthotwin.imaging.dicom.Tag;
import org.orthotwin.imaging.dicom.Unfinished;
import org.orthotwin.imaging.dicom.spi.DicomToolkit;

/** Reads the headers of all files and sorts them. */
public final class InventoryScan {

    /** One file: its place in the hierarchy, its images, or why there are none. */
    private record Found(String patient, String patientName, String patientId, String study, String date, String studyDescription,
            String series, int number, String modality, String description, List<Slice> slices, Diagnostic problem, Path file) {
        static Found broken(Path file, Diagnostic problem) {
            return new Found("", "", "", "", "", "", "", 0, "", "", List.of(), problem, file);
        }
    }

    private InventoryScan() {
    }

    public static DicomInventory scan(Path path, DicomToolkit toolkit, Monitor monitor) throws IOException {
        List<Path> files = new ArrayList<>();
        List<Diagnostic> problems = new ArrayList<>();
        boolean single = !Files.isDirectory(path);
        if (single) {
            DicomObject o = toolkit.read(path);
            if (Dicomdir.is(o)) {
                files.addAll(Dicomdir.files(o, path, problems));
                single = false;
            } else {
                files.add(path);
            }
        } else {
            Unfinished.refuse(path);
            walk(path, files, problems, monitor);
        }
        Found[] found = new Found[files.size()];
        int[] others = new int[files.size()];
        monitor.begin("scan", files.size());
        boolean only = single;
        Parallel.each(files.size(), Runtime.getRuntime().availableProcessors(), monitor, i -> {
            Path file = files.get(i);
            try {
                found[i] = look(toolkit, file);
            } catch (InputException e) {
                if (only) {
                    throw e;
                }
                if (toolkit.accepts(file)) {
                    found[i] = Found.broken(file, e.diagnostic());
                } else {
                    others[i] = 1;
                }
            } catch (IOException e) {
                if (only) {
                    throw e;
                }
                found[i] = Found.broken(file, Diagnostic.error(Texts.CATALOG, "dicom.unreadable", file.getFileName().toString()));
            }
        });
        List<Found> good = new ArrayList<>();
        Map<Path, List<Diagnostic>> byFolder = new TreeMap<>();
        int other = 0;
        for (int i = 0; i < found.length; i++) {
            other += others[i];
            if (found[i] == null) {
                continue;
            }
            if (found[i].problem != null) {
                problems.add(found[i].problem);
                byFolder.computeIfAbsent(folder(found[i].file), k -> new ArrayList<>()).add(found[i].problem);
            } else {
                good.add(found[i]);
            }
        }
        return new DicomInventory(patients(toolkit, good, byFolder), other, List.copyOf(problems));
    }

    private static Path folder(Path file) {
        return file.toAbsolutePath().getParent();
    }

    private static void walk(Path folder, List<Path> files, List<Diagnostic> problems, Monitor monitor) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path inner, BasicFileAttributes attributes) {
                if (!inner.equals(folder) && Unfinished.is(inner)) {
                    problems.add(Unfinished.leftOut(inner));
                    return FileVisitResult.SKIP_SUBTREE;
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                monitor.checkCancelled();
                if (attributes.isRegularFile() && attributes.size() > 0) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (file.equals(folder)) {
                    throw e;
                }
                problems.add(Diagnostic.error(Texts.CATALOG, "dicom.unreadable", file.getFileName().toString()));
                return FileVisitResult.CONTINUE;
            }
        });
        Collections.sort(files);
    }

    /** @return null for what is DICOM but is not listed: directories */
    private static Found look(DicomToolkit toolkit, Path file) throws IOException {
        DicomObject o = toolkit.read(file);
        if (Dicomdir.is(o)) {
            return null;
        }
        Dataset d = o.data();
        List<Slice> slices;
        try {
            slices = o.pixels() == null ? List.of() : Slice.of(o, file);
        } catch (InputException e) {
            throw Texts.in(file.getFileName().toString(), e);
        }
        String id = d.textOrEmpty(Tag.PatientID);
        String name = d.textOrEmpty(Tag.PatientName);
        String study = d.textOrEmpty(Tag.StudyInstanceUID);
        // without any of them, studies are the patients
        String patient = id.isEmpty() && name.isEmpty() ? "study " + study : id + "\\" + name;
        int number = 0;
        try {
            number = d.integer(Tag.SeriesNumber).orElse(0);
        } catch (InputException e) {
            // only sorts
        }
        return new Found(patient, name, id, study, d.textOrEmpty(Tag.StudyDate), d.textOrEmpty(Tag.StudyDescription),
                d.textOrEmpty(Tag.SeriesInstanceUID), number, d.textOrEmpty(Tag.Modality), Pseudonyms.description(d), slices, null, file);
    }

    private static List<DicomInventory.Patient> patients(DicomToolkit toolkit, List<Found> good, Map<Path, List<Diagnostic>> broken) {
        Map<String, List<Found>> byPatient = new LinkedHashMap<>();
        good.stream().sorted(Comparator.comparing(Found::study)).forEach(f -> byPatient.computeIfAbsent(f.patient, k -> new ArrayList<>())
                .add(f));
        List<DicomInventory.Patient> patients = new ArrayList<>();
        for (List<Found> of : byPatient.values()) {
            Map<String, List<Found>> byStudy = new TreeMap<>();
            of.forEach(f -> byStudy.computeIfAbsent(f.study, k -> new ArrayList<>()).add(f));
            List<DicomInventory.Study> studies = new ArrayList<>();
            byStudy.forEach((uid, list) -> studies.add(new DicomInventory.Study(uid, list.get(0).date, list.get(0).studyDescription,
                    series(toolkit, list, broken))));
            patients.add(new DicomInventory.Patient("P" + (patients.size() + 1), of.get(0).patientName, of.get(0).patientId, studies));
        }
        return patients;
    }

    private static List<DicomInventory.Series> series(DicomToolkit toolkit, List<Found> study, Map<Path, List<Diagnostic>> broken) {
        Map<String, List<Found>> bySeries = new TreeMap<>();
        study.forEach(f -> bySeries.computeIfAbsent(f.series, k -> new ArrayList<>()).add(f));
        List<DicomInventory.Series> out = new ArrayList<>();
        bySeries.forEach((uid, list) -> {
            list.sort(Comparator.comparing(Found::file));
            // a broken file says no series: those beside it are told
            List<Diagnostic> more = list.stream().map(f -> folder(f.file)).distinct().sorted()
                    .flatMap(f -> broken.getOrDefault(f, List.of()).stream())
                    .map(d -> Diagnostic.warning(Texts.CATALOG, "dicom.beside", d)).toList();
            List<ImageSeries> volumes = new ArrayList<>();
            List<SeriesSorter.Part> parts = SeriesSorter.sort(list.stream().flatMap(f -> f.slices.stream()).toList());
            String name = Sha256.of(uid.getBytes(java.nio.charset.StandardCharsets.UTF_8)).substring(0, 10);
            for (SeriesSorter.Part p : parts) {
                String suffix = parts.size() > 1 ? "." + (volumes.size() + 1) : "";
                volumes.add(new DicomSeries(toolkit, name + suffix, p, more));
            }
            Found first = list.get(0);
            out.add(new DicomInventory.Series(uid, first.number, first.modality, first.description, list.size(), volumes));
        });
        out.sort(Comparator.comparingInt(DicomInventory.Series::number));
        return out;
    }
}
