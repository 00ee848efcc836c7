/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dcm4che.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.dcm4che3.data.Attributes;
import org.dcm4che3.data.Fragments;
import org.dcm4che3.data.Sequence;
import org.dcm4che3.data.VR;
import org.orthotwin.imaging.dicom.Dataset;
import org.orthotwin.imaging.dicom.Tag;
import org.orthotwin.imaging.dicom.Vr;

/** Data sets of ours from those of dcm4che and back. Values go over as bytes, in the character set that the data set names. */
final class AttributeSets {

    private AttributeSets() {
    }

    /** Pixel data and fragments of any kind are left out. */
    static Dataset from(Attributes attributes) {
        Dataset.Builder b = new Dataset.Builder();
        for (int tag : attributes.tags()) {
            Object value = attributes.getValue(tag);
            Vr vr = Vr.valueOf(attributes.getVR(tag).name());
            if (value instanceof Sequence items) {
                List<Dataset> list = new ArrayList<>();
                items.forEach(i -> list.add(from(i)));
                b.items(tag, list);
            } else if (vr == Vr.SQ) {
                b.items(tag, List.of());
            } else if (!(value instanceof Fragments) && tag != Tag.PixelData) {
                byte[] bytes = bytes(attributes, tag);
                b.raw(tag, vr, bytes, 0, bytes.length, attributes.bigEndian());
            }
        }
        return b.build();
    }

    private static byte[] bytes(Attributes attributes, int tag) {
        try {
            return attributes.getBytes(tag) instanceof byte[] b ? b : new byte[0];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Texts that were given as such and are not ASCII make it UTF-8, with everything in it. */
    static Attributes to(Dataset data) {
        return to(data, isUnicode(data));
    }

    private static Attributes to(Dataset data, boolean utf8) {
        Attributes out = new Attributes(data.size() + 1);
        boolean top = utf8;
        for (int i = 0; i < data.size(); i++) {
            int tag = data.tag(i);
            Vr vr = data.vr(tag).orElseThrow();
            VR to = VR.valueOf(vr.name());
            if (Tag.element(tag) == 0 && Tag.group(tag) != 2) {
                // lengths of groups are retired, and would be wrong
                continue;
            }
            if (vr == Vr.SQ) {
                List<Dataset> items = data.items(tag);
                Sequence sequence = out.newSequence(tag, items.size());
                items.forEach(item -> sequence.add(to(item, utf8)));
            } else if (tag == Tag.SpecificCharacterSet && utf8) {
                top = true;
            } else if (vr.kind() == Vr.Kind.TEXT && utf8) {
                put(out, tag, to, String.join("\\", data.texts(tag)).getBytes(StandardCharsets.UTF_8));
            } else {
                put(out, tag, to, data.bytes(tag));
            }
        }
        if (top && (data.contains(Tag.SpecificCharacterSet) || hasText(data))) {
            out.setString(Tag.SpecificCharacterSet, VR.CS, "ISO_IR 192");
        }
        return out;
    }

    private static void put(Attributes out, int tag, VR vr, byte[] value) {
        if (value.length == 0) {
            out.setNull(tag, vr);
        } else {
            out.setBytes(tag, vr, value);
        }
    }

    private static boolean hasText(Dataset data) {
        for (int i = 0; i < data.size(); i++) {
            if (data.vr(data.tag(i)).orElseThrow().kind() == Vr.Kind.TEXT) {
                return true;
            }
        }
        return false;
    }

    private static boolean isUnicode(Dataset data) {
        for (int i = 0; i < data.size(); i++) {
            int tag = data.tag(i);
            Vr vr = data.vr(tag).orElseThrow();
            if (vr == Vr.SQ ? data.items(tag).stream().anyMatch(AttributeSets::isUnicode) : vr.kind() == Vr.Kind.TEXT && data.isText(tag)
                    && data.texts(tag).stream().anyMatch(t -> t.chars().anyMatch(c -> c > 126))) {
                return true;
            }
        }
        return false;
    }
}
