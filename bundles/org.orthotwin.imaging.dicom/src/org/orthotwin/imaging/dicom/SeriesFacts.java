/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom;

import java.util.List;
import java.util.Objects;

/**
 * What a series that is written says besides its images.
 *
 * @param modality {@code CT} or {@code MR}
 * @param patientName {@code Family^Given}; may be empty
 * @param patientId may be empty
 * @param studyDescription may be empty
 * @param seriesDescription may be empty
 * @param seriesNumber of the series in its study
 * @param bodyPart (0018,0015) Body Part Examined, a term of PS3.16 Annex L such as {@code HIP}, {@code KNEE}, {@code SHOULDER}; or empty
 * @param model of the scanner: for synthetic images what made them
 * @param tubeVoltageKv of a CT; 0 if there is none to say
 * @param imageType values of (0008,0008), such as {@code DERIVED}, {@code SECONDARY}, {@code AXIAL}
 * @param key what UIDs are derived from: the same key gives the same ones; series of one study share its part before the first slash.
 *        Random ones if empty
 */
public record SeriesFacts(String modality, String patientName, String patientId, String studyDescription, String seriesDescription,
        int seriesNumber, String bodyPart, String model, double tubeVoltageKv, List<String> imageType, String key) {

    public SeriesFacts {
        Objects.requireNonNull(key);
        imageType = List.copyOf(imageType);
        if (!modality.equals("CT") && !modality.equals("MR")) {
            throw new IllegalArgumentException("modality '" + modality + "'; CT or MR can be written");
        }
    }

    /** Facts of a synthetic CT, which say so. */
    public static SeriesFacts syntheticCt(String subject, String bodyPart, double tubeVoltageKv) {
        return new SeriesFacts("CT", "Synthetic^" + subject, subject, "Synthetic subject", "Phantom CT", 1, bodyPart,
                "OrthoTwin synthetic CT",
                tubeVoltageKv, List.of("DERIVED", "SECONDARY", "AXIAL"), subject + "/ct");
    }
}
