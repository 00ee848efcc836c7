/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Monitor;
import org.orthotwin.imaging.ImageSeries;
import org.orthotwin.imaging.dicom.internal.InventoryScan;

/**
 * What DICOM lies in a folder: patients, their studies and series, and the volumes that can be made of them.
 *
 * @param patients by pseudonym
 * @param others files that are no DICOM
 * @param problems files that are broken, or that a DICOMDIR names and that are not there
 */
public record DicomInventory(List<Patient> patients, int others, List<Diagnostic> problems) {

    /**
     * A patient.
     *
     * @param pseudonym {@code P1}, {@code P2} ... in the order of the least study identifiers
     * @param name as the files say: to be shown only to who asks for it
     * @param id as the files say: to be shown only to who asks for it
     * @param studies by identifier
     */
    public record Patient(String pseudonym, String name, String id, List<Study> studies) {
    }

    /**
     * A study.
     *
     * @param uid Study Instance UID
     * @param date as the files say ({@code 20060101}): to be shown only to who asks for it
     * @param description as the files say: to be shown only to who asks for it
     * @param series by number, then by identifier
     */
    public record Study(String uid, String date, String description, List<Series> series) {
    }

    /**
     * A series.
     *
     * @param uid Series Instance UID
     * @param number of the series in its study, or 0
     * @param modality {@code CT}, {@code MR} ...
     * @param description without words that name the patient
     * @param instances number of files
     * @param volumes what can be made of them; none of what is no image
     */
    public record Series(String uid, int number, String modality, String description, int instances, List<ImageSeries> volumes) {
    }

    /**
     * Looks through a file, a folder with what is below it, or the files that a DICOMDIR names. Symbolic links are not followed.
     *
     * @throws IOException if the folder cannot be read
     * @throws org.orthotwin.core.InputException if a single file is asked for and is broken
     */
    public static DicomInventory scan(Path path, Monitor monitor) throws IOException {
        return InventoryScan.scan(path, DicomToolkits.best(), monitor);
    }

    /** The volumes of all series, in their order. */
    public List<ImageSeries> volumes() {
        return patients.stream().flatMap(p -> p.studies().stream()).flatMap(s -> s.series().stream()).flatMap(s -> s.volumes().stream())
                .toList();
    }
}
