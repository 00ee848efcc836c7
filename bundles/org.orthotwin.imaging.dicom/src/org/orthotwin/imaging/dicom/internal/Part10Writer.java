/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.imaging.dicom.Dataset;
import org.orthotwin.imaging.dicom.DicomObject;
import org.orthotwin.imaging.dicom.PixelData;
import org.orthotwin.imaging.dicom.Tag;
import org.orthotwin.imaging.dicom.TransferSyntax;
import org.orthotwin.imaging.dicom.Uids;
import org.orthotwin.imaging.dicom.Vr;

/**
 * Writes Part 10 files: explicit little-endian, sequences and items with their lengths, group lengths nowhere but in the meta information,
 * everything of even length. Texts that are not ASCII are written as UTF-8, and the data set says so.
 */
final class Part10Writer {

    private Part10Writer() {
    }

    static void write(DicomObject object, Path file) throws IOException {
        AtomicFiles.write(file, out -> write(object, TransferSyntax.EXPLICIT_LITTLE, out));
    }

    /**
     * @param syntax of plain numbers: explicit or implicit little-endian; fragments keep that of the object
     */
    static void write(DicomObject object, String syntax, OutputStream out) throws IOException {
        PixelData pixels = object.pixels();
        boolean encapsulated = pixels != null && pixels.isEncapsulated();
        String written = encapsulated ? object.syntax() : syntax;
        boolean explicit = !written.equals(TransferSyntax.IMPLICIT_LITTLE);
        Dataset data = object.data();
        Dataset meta = new Dataset.Builder().bytes(Tag.FileMetaInformationVersion, Vr.OB, (byte) 0, (byte) 1)
                .text(Tag.MediaStorageSOPClassUID, Vr.UI, data.textOrEmpty(Tag.SOPClassUID))
                .text(Tag.MediaStorageSOPInstanceUID, Vr.UI, data.textOrEmpty(Tag.SOPInstanceUID))
                .text(Tag.TransferSyntaxUID, Vr.UI, written).text(Tag.ImplementationClassUID, Vr.UI, Uids.IMPLEMENTATION)
                .text(Tag.ImplementationVersionName, Vr.SH, Uids.IMPLEMENTATION_NAME).build();
        byte[] metaBytes = bytes(meta, meta, true, false);
        Dataset lengthOnly = new Dataset.Builder().numbers(Tag.FileMetaInformationGroupLength, Vr.UL, metaBytes.length).build();
        byte[] groupLength = bytes(lengthOnly, lengthOnly, true, false);
        out.write(new byte[128]);
        out.write("DICM".getBytes(StandardCharsets.US_ASCII));
        out.write(groupLength);
        out.write(metaBytes);
        boolean utf8 = isUnicode(data);
        out.write(bytes(utf8 ? inUtf8(data) : data, data, explicit, utf8));
        if (pixels != null) {
            if (encapsulated) {
                fragments(object, out);
            } else {
                plain(object, explicit, out);
            }
        }
    }

    /** Whether there is text that needs UTF-8: given as text and not ASCII. */
    private static boolean isUnicode(Dataset data) {
        for (int i = 0; i < data.size(); i++) {
            int tag = data.tag(i);
            Vr vr = data.vr(tag).orElseThrow();
            if (vr == Vr.SQ) {
                for (Dataset item : data.items(tag)) {
                    if (isUnicode(item)) {
                        return true;
                    }
                }
            } else if (vr.kind() == Vr.Kind.TEXT && data.isText(tag) && data.texts(tag).stream().anyMatch(Part10Writer::isBeyondAscii)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isBeyondAscii(String s) {
        return s.chars().anyMatch(c -> c > 126);
    }

    private static Dataset inUtf8(Dataset data) {
        return data.toBuilder().text(Tag.SpecificCharacterSet, Vr.CS, "ISO_IR 192").build();
    }

    /** @param original where texts come from: it knows their character set */
    private static byte[] bytes(Dataset data, Dataset original, boolean explicit, boolean utf8) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            for (int i = 0; i < data.size(); i++) {
                int tag = data.tag(i);
                if (Tag.element(tag) == 0 && Tag.group(tag) != 2) {
                    // lengths of groups are retired, and would be wrong
                    continue;
                }
                Vr vr = data.vr(tag).orElseThrow();
                if (vr == Vr.SQ) {
                    ByteArrayOutputStream items = new ByteArrayOutputStream();
                    for (Dataset item : original.items(tag)) {
                        byte[] b = bytes(utf8 && item.contains(Tag.SpecificCharacterSet) ? inUtf8(item) : item, item, explicit, utf8);
                        items.write(number(Tag.Item, b.length));
                        items.write(b);
                    }
                    header(out, tag, vr, items.size(), explicit);
                    items.writeTo(out);
                } else {
                    byte[] value = vr.kind() == Vr.Kind.TEXT && utf8 ? utf8(original, tag) : data.bytes(tag);
                    int odd = value.length & 1;
                    header(out, tag, vr, value.length + odd, explicit);
                    out.write(value);
                    if (odd == 1) {
                        out.write(vr.padding());
                    }
                }
            }
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] utf8(Dataset data, int tag) {
        return String.join("\\", data.texts(tag)).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] number(int tag, long length) {
        return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putShort((short) (tag >>> 16)).putShort((short) tag)
                .putInt((int) length)
                .array();
    }

    private static void header(OutputStream out, int tag, Vr vr, long length, boolean explicit) throws IOException {
        if (!explicit) {
            out.write(number(tag, length));
            return;
        }
        // a value that is too long for its representation's length becomes unknown (PS3.5, 6.2.2)
        Vr written = !vr.isWide() && length > 0xffff ? Vr.UN : vr;
        ByteBuffer b = ByteBuffer.allocate(written.isWide() ? 12 : 8).order(ByteOrder.LITTLE_ENDIAN).putShort((short) (tag >>> 16))
                .putShort((short) tag).put((byte) written.name().charAt(0)).put((byte) written.name().charAt(1));
        if (written.isWide()) {
            b.putShort((short) 0).putInt((int) length);
        } else {
            b.putShort((short) length);
        }
        out.write(b.array());
    }

    private static void plain(DicomObject object, boolean explicit, OutputStream out) throws IOException {
        PixelData pixels = object.pixels();
        long length = pixels.length();
        if (length + (length & 1) > 0xfffffffeL) {
            throw Texts.refuse("dicom.write.large", length);
        }
        int allocated = pixels.tag() == Tag.PixelData ? object.data().integer(Tag.BitsAllocated).orElse(16) : 8 * pixels.vr().unit();
        // the standard wants OW where more than 8 bits are allocated, and in the implicit syntax always
        Vr vr = pixels.tag() != Tag.PixelData ? pixels.vr() : allocated > 8 || !explicit ? Vr.OW : pixels.vr();
        header(out, pixels.tag(), vr, length + (length & 1), explicit);
        boolean big = object.syntax().equals(TransferSyntax.EXPLICIT_BIG);
        int unit = !big ? 1 : Math.max(allocated / 8, pixels.vr() == Vr.OW ? 2 : 1);
        byte[] chunk = new byte[1 << 18];
        for (long at = 0; at < length; at += chunk.length) {
            int n = (int) Math.min(chunk.length, length - at);
            pixels.read(at, ByteBuffer.wrap(chunk, 0, n));
            for (int p = 0; unit > 1 && p + unit <= n; p += unit) {
                for (int k = 0; k < unit / 2; k++) {
                    byte t = chunk[p + k];
                    chunk[p + k] = chunk[p + unit - 1 - k];
                    chunk[p + unit - 1 - k] = t;
                }
            }
            out.write(chunk, 0, n);
        }
        if ((length & 1) == 1) {
            out.write(0);
        }
    }

    private static void fragments(DicomObject object, OutputStream out) throws IOException {
        int frames = object.frames();
        header(out, Tag.PixelData, Vr.OB, 0xffffffffL, true);
        // an empty table of offsets: allowed, and never wrong
        out.write(number(Tag.Item, 0));
        for (int f = 0; f < frames; f++) {
            List<ByteBuffer> parts = object.pixels().fragments(f, frames);
            for (ByteBuffer part : parts) {
                byte[] b = new byte[part.remaining() + (part.remaining() & 1)];
                part.duplicate().get(b, 0, part.remaining());
                out.write(number(Tag.Item, b.length));
                out.write(b);
            }
        }
        out.write(number(Tag.SequenceDelimitation, 0));
    }
}
