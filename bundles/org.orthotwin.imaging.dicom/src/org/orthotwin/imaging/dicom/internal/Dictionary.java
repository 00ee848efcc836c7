/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;
import org.orthotwin.imaging.dicom.Tag;
import org.orthotwin.imaging.dicom.Vr;

/**
 * Value representation and keyword of the standard's tags: the registry of DICOM PS3.6 as a table in {@code dictionary.txt}. Read at first
 * use, which only implicit data sets and messages need.
 */
public final class Dictionary {

    private static final class Table {
        static final Table ONLY = new Table();
        final int[] tags;
        final Vr[] vrs;
        final String[] keywords;

        Table() {
            String text;
            try (InputStream in = Dictionary.class.getResourceAsStream("dictionary.txt")) {
                text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            int lines = (int) text.chars().filter(c -> c == '\n').count() - 1;
            tags = new int[lines];
            vrs = new Vr[lines];
            keywords = new String[lines];
            int at = text.indexOf('\n') + 1;
            for (int i = 0; i < lines; i++) {
                int end = text.indexOf('\n', at);
                // biased, so that signed comparison sorts unsigned tags
                tags[i] = Integer.parseUnsignedInt(text, at, at + 8, 16) ^ Integer.MIN_VALUE;
                vrs[i] = Vr.of(text.charAt(at + 9), text.charAt(at + 10));
                keywords[i] = text.substring(at + 12, end);
                at = end + 1;
            }
        }

        int find(int tag) {
            int t = tag;
            // overlays repeat in the even groups from 6000 to 601E
            if (t >>> 21 == 0x6000 >>> 5 && (t >>> 16 & 1) == 0) {
                t &= 0xffe0ffff;
            }
            return Arrays.binarySearch(tags, t ^ Integer.MIN_VALUE);
        }
    }

    private Dictionary() {
    }

    /** The representation of a tag in an implicit data set; {@link Vr#UN} for what is private or not known. */
    public static Vr vr(int tag) {
        int element = Tag.element(tag);
        if (element == 0) {
            return Vr.UL;
        }
        if (Tag.isPrivate(tag)) {
            return element >= 0x10 && element <= 0xff ? Vr.LO : Vr.UN;
        }
        int i = Table.ONLY.find(tag);
        return i < 0 ? Vr.UN : Table.ONLY.vrs[i];
    }

    /** The keyword, or an empty text. */
    public static String keyword(int tag) {
        int i = Table.ONLY.find(tag);
        return i < 0 ? "" : Table.ONLY.keywords[i];
    }

    /** The tag of a keyword; empty if the standard has none of it. */
    public static OptionalInt tag(String keyword) {
        int i = keyword.isEmpty() ? -1 : Arrays.asList(Table.ONLY.keywords).indexOf(keyword);
        return i < 0 ? OptionalInt.empty() : OptionalInt.of(Table.ONLY.tags[i] ^ Integer.MIN_VALUE);
    }
}
