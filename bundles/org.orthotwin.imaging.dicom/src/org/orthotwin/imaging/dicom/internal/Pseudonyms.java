/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.internal;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.orthotwin.imaging.dicom.Dataset;
import org.orthotwin.imaging.dicom.Tag;

/** Keeps persons out of what is shown. */
final class Pseudonyms {

    private static final int[] PERSONS = {Tag.PatientName, Tag.PatientID, Tag.ReferringPhysicianName, Tag.AccessionNumber,
            Tag.PatientBirthDate};

    private static final Pattern BETWEEN_NAMES = Pattern.compile("[\\s^=,;]+");
    private static final Pattern BETWEEN_WORDS = Pattern.compile("(?<=[\\s^=,;_/])|(?=[\\s^=,;_/])");

    private Pseudonyms() {
    }

    /** The series description (or the protocol's name) without words that name the patient, the physician or the case. */
    static String description(Dataset d) {
        String text = d.text(Tag.SeriesDescription).orElse(d.textOrEmpty(Tag.ProtocolName));
        if (text.isEmpty()) {
            return "";
        }
        Set<String> names = new HashSet<>();
        for (int tag : PERSONS) {
            for (String part : BETWEEN_NAMES.split(d.textOrEmpty(tag))) {
                if (part.length() > 1) {
                    names.add(part.toLowerCase(Locale.ROOT));
                }
            }
        }
        StringBuilder out = new StringBuilder();
        for (String word : BETWEEN_WORDS.split(text)) {
            out.append(names.contains(word.toLowerCase(Locale.ROOT)) ? "***" : word);
        }
        return out.toString().strip();
    }
}
