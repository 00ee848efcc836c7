/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicomweb;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One study, series or instance of a query's answer.
 *
 * @param values texts by tag in eight upper-case hexadecimal digits. Some of them identify a person: show none unasked
 */
public record Found(Map<String, List<String>> values) {

    static final String STUDY = "0020000D";
    static final String SERIES = "0020000E";
    static final String INSTANCE = "00080018";

    public Found {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** The first value of an attribute, or the empty text. */
    public String text(String tag) {
        List<String> v = values.getOrDefault(tag, List.of());
        return v.isEmpty() ? "" : v.getFirst();
    }

    /** Study Instance UID. */
    public String study() {
        return text(STUDY);
    }

    /** Series Instance UID, or the empty text of a study. */
    public String series() {
        return text(SERIES);
    }

    /** SOP Instance UID, or the empty text of a study or series. */
    public String instance() {
        return text(INSTANCE);
    }

    /** Modality of a series, modalities of a study. */
    public String modality() {
        List<String> m = values.getOrDefault("00080060", values.getOrDefault("00080061", List.of()));
        return String.join(", ", m);
    }

    /** Study Description or Series Description. */
    public String description() {
        return series().isEmpty() ? text("00081030") : text("0008103E");
    }

    /** Study Date, {@code YYYYMMDD}, or the empty text. */
    public String date() {
        return text("00080020");
    }

    /** Number of instances, -1 if the server does not say. */
    public int instances() {
        try {
            String n = series().isEmpty() ? text("00201208") : text("00201209");
            return n.isEmpty() ? -1 : (int) Double.parseDouble(n);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** Reads an object of the DICOM JSON model (PS3.18 F.2); nested sequences are left out. */
    static Found of(Map<?, ?> object) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        object.forEach((tag, attribute) -> {
            if (attribute instanceof Map<?, ?> a && a.get("Value") instanceof List<?> list) {
                List<String> texts = new ArrayList<>();
                for (Object v : list) {
                    if (v instanceof Map<?, ?> name && name.get("Alphabetic") instanceof String alphabetic) {
                        texts.add(alphabetic);
                    } else if (v instanceof Double d) {
                        texts.add(d == Math.rint(d) ? String.valueOf(d.longValue()) : d.toString());
                    } else if (v instanceof String s) {
                        texts.add(s);
                    }
                }
                values.put(String.valueOf(tag), texts);
            }
        });
        return new Found(values);
    }
}
