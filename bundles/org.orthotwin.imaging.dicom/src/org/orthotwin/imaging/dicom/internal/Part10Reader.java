/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.orthotwin.core.InputException;
import org.orthotwin.imaging.dicom.Dataset;
import org.orthotwin.imaging.dicom.DicomObject;
import org.orthotwin.imaging.dicom.PixelData;
import org.orthotwin.imaging.dicom.Tag;
import org.orthotwin.imaging.dicom.TransferSyntax;
import org.orthotwin.imaging.dicom.Vr;

/**
 * Parses Part 10 files up to their pixel data (PS3.5, 7; PS3.10, 7). What the file says of lengths is believed only as far as there are
 * bytes, sequences are followed only so deep, and only so many elements and bytes are kept.
 */
final class Part10Reader {

    /** Sequences within sequences; structured reports have about ten. */
    static final int MAX_DEPTH = 64;
    /** Elements and items in one file: an enhanced image of ten thousand frames has about a million. */
    static final int MAX_ELEMENTS = 4_000_000;
    /** Bytes of values other than pixel data. */
    static final long MAX_HEADER = 512L << 20;
    /** Bytes of an inflated data set, with pixel data. */
    static final long MAX_INFLATED = 256L << 20;
    private static final long UNDEFINED = 0xffffffffL;
    private static final int PREAMBLE = 128;

    private final String name;
    private final Path file;
    private ByteInput in;
    private int elements;
    private long kept;
    private boolean inflated;
    private PixelData pixels;

    /** How a data set is coded. */
    private record Coding(boolean explicit, boolean big) {
        static final Coding IMPLICIT = new Coding(false, false);
        static final Coding EXPLICIT = new Coding(true, false);
    }

    private Part10Reader(Path file) {
        this.file = file;
        this.name = file.getFileName().toString();
    }

    static DicomObject read(Path file) throws IOException {
        Part10Reader reader = new Part10Reader(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            reader.in = new ByteInput(channel);
            return reader.parse();
        } catch (InputException e) {
            throw Texts.in(reader.name, e);
        }
    }

    /** As {@link #read}, from bytes: for tests. */
    static DicomObject read(String name, byte[] bytes) throws IOException {
        Part10Reader reader = new Part10Reader(Path.of(name));
        reader.in = new ByteInput(bytes, bytes.length);
        // pixel data points into the bytes, not into a file
        reader.inflated = true;
        try {
            return reader.parse();
        } catch (InputException e) {
            throw Texts.in(reader.name, e);
        }
    }

    static boolean accepts(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        byte[] head = new byte[PREAMBLE + 4];
        int n = 0;
        try (var stream = Files.newInputStream(file)) {
            n = stream.readNBytes(head, 0, head.length);
        }
        return isPart10(head, 0, n) || n >= 8 && beginsLikeDataset(new ByteInput(head, n), n);
    }

    private static boolean isPart10(byte[] b, int from, int n) {
        return n >= PREAMBLE + 4 && b[from + PREAMBLE] == 'D' && b[from + PREAMBLE + 1] == 'I' && b[from + PREAMBLE + 2] == 'C'
                && b[from + PREAMBLE + 3] == 'M';
    }

    private DicomObject parse() throws IOException {
        int first = (int) Math.min(in.remaining(), PREAMBLE + 12);
        in.need(first);
        boolean part10 = isPart10(in.window(), in.offset(), first);
        // 'DICM' may stand there by chance, in a data set without a preamble
        if (part10 && first >= PREAMBLE + 8 && in.unsigned16(PREAMBLE + 4, false) != 2 && beginsLikeDataset(in, first)) {
            part10 = false;
        }
        Dataset meta = Dataset.EMPTY;
        if (part10) {
            in.skip(PREAMBLE + 4);
        } else if (first < 8 || !beginsLikeDataset(in, first)) {
            throw Texts.refuse("dicom.not");
        }
        if (in.remaining() >= 8) {
            in.need(8);
            if (in.unsigned16(0, false) == 2) {
                meta = meta();
            }
        }
        String syntax = meta.textOrEmpty(Tag.TransferSyntaxUID);
        if (syntax.equals(TransferSyntax.DEFLATED)) {
            inflate();
        }
        Coding coding = coding(syntax);
        if (syntax.isEmpty()) {
            syntax = coding.big ? TransferSyntax.EXPLICIT_BIG
                    : coding.explicit ? TransferSyntax.EXPLICIT_LITTLE : TransferSyntax.IMPLICIT_LITTLE;
        } else if (coding.big != syntax.equals(TransferSyntax.EXPLICIT_BIG)) {
            // what is there decides about the order of pixels too
            syntax = coding.big ? TransferSyntax.EXPLICIT_BIG : TransferSyntax.EXPLICIT_LITTLE;
        }
        Dataset data = dataset(in.size(), false, coding, 0, true);
        return new DicomObject(name, meta, syntax, data, pixels);
    }

    /** A first element that data sets begin with, with a length that makes sense. */
    private static boolean beginsLikeDataset(ByteInput in, int available) {
        for (boolean big : new boolean[] {false, true}) {
            int group = in.unsigned16(0, big);
            int element = in.unsigned16(2, big);
            if (group == 8 && element <= 0x18 || group == 2 && element <= 2 && !big || group == 4 && element == 0) {
                boolean explicit = Vr.of(in.unsigned8(4), in.unsigned8(5)) != null;
                long length = explicit ? in.unsigned16(6, big) : in.unsigned32(4, big);
                if (length <= 1024 && (!big || explicit)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Elements of group 0002, explicit little-endian; its group length is not needed. */
    private Dataset meta() throws IOException {
        Dataset.Builder b = new Dataset.Builder();
        Coding coding = Vr.of(in.unsigned8(4), in.unsigned8(5)) != null ? Coding.EXPLICIT : Coding.IMPLICIT;
        while (in.remaining() >= 8) {
            in.need(8);
            if (in.unsigned16(0, false) != 2) {
                break;
            }
            element(b, in.size(), coding, 0, false);
        }
        return b.build();
    }

    private Coding coding(String syntax) throws IOException {
        Coding said = switch (syntax) {
            case TransferSyntax.IMPLICIT_LITTLE -> Coding.IMPLICIT;
            case TransferSyntax.EXPLICIT_BIG -> new Coding(true, true);
            default -> Coding.EXPLICIT;
        };
        if (in.remaining() < 8) {
            return said;
        }
        in.need(8);
        int little = in.unsigned16(0, false);
        int bigGroup = in.unsigned16(0, true);
        boolean vr = Vr.of(in.unsigned8(4), in.unsigned8(5)) != null;
        // groups of a beginning are small: the order in which it is small is the order
        boolean big = said.big ? bigGroup < 0x100 || little >= 0x100 : little >= 0x100 && bigGroup < 0x100 && vr;
        if (vr == said.explicit) {
            return new Coding(vr, big && vr);
        }
        if (!vr) {
            // two bytes that are no representation: implicit if they are part of a sensible length
            return in.unsigned32(4, false) <= in.remaining() - 8 ? Coding.IMPLICIT : said;
        }
        return in.unsigned32(4, false) > in.remaining() - 8 ? new Coding(true, big) : said;
    }

    private void inflate() throws IOException {
        int n = (int) Math.min(in.remaining(), Integer.MAX_VALUE - 16);
        in.need(n);
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(in.window(), in.offset(), n);
            List<byte[]> chunks = new ArrayList<>();
            long total = 0;
            while (!inflater.finished()) {
                byte[] chunk = new byte[(int) Math.clamp(4L * n, 1 << 12, 1 << 20)];
                int got = inflater.inflate(chunk);
                if (got == 0 && !inflater.finished()) {
                    throw Texts.refuse("dicom.deflate", total);
                }
                total += got;
                if (total > MAX_INFLATED) {
                    throw Texts.refuse("dicom.deflate.large", MAX_INFLATED);
                }
                chunks.add(got == chunk.length ? chunk : Arrays.copyOf(chunk, got));
            }
            byte[] all = new byte[(int) total];
            int at = 0;
            for (byte[] c : chunks) {
                System.arraycopy(c, 0, all, at, c.length);
                at += c.length;
            }
            in = new ByteInput(all, all.length);
            inflated = true;
        } catch (DataFormatException e) {
            throw Texts.refuse("dicom.deflate", inflater.getBytesWritten());
        } finally {
            inflater.end();
        }
    }

    /**
     * Elements up to {@code end}, or up to the delimiter of an item of undefined length.
     *
     * @param end place behind the last byte that can belong to it
     */
    private Dataset dataset(long end, boolean delimited, Coding coding, int depth, boolean top) throws IOException {
        Dataset.Builder b = new Dataset.Builder();
        while (delimited || in.position() < end) {
            long left = end - in.position();
            if (left < 8) {
                if (top && !delimited && isZero(left)) {
                    break;
                }
                throw Texts.refuse(delimited ? "dicom.sequence.open" : "dicom.short", in.position());
            }
            in.need(8);
            int tag = in.tag(0, coding.big);
            if (tag == Tag.ItemDelimitation) {
                in.skip(8);
                if (delimited) {
                    break;
                }
                continue;
            }
            if (tag == 0 && top && isZero(left)) {
                break;
            }
            if (Tag.group(tag) == 0xfffe) {
                throw Texts.refuse("dicom.delimiter", Tag.format(tag), in.position());
            }
            if (element(b, end, coding, depth, top)) {
                break;
            }
        }
        return b.build();
    }

    /** Whether zeros follow, as some writers pad; looks at no more than a few bytes. */
    private boolean isZero(long left) throws IOException {
        int n = (int) Math.min(left, 256);
        in.need(n);
        for (int i = 0; i < n; i++) {
            if (in.unsigned8(i) != 0) {
                return false;
            }
        }
        return true;
    }

    /** One element, whose first 8 bytes are in the window. @return whether it was the pixel data of the whole */
    private boolean element(Dataset.Builder b, long end, Coding coding, int depth, boolean top) throws IOException {
        int tag = in.tag(0, coding.big);
        count(tag);
        Vr vr;
        long length;
        int header = 8;
        if (coding.explicit) {
            int c0 = in.unsigned8(4);
            int c1 = in.unsigned8(5);
            vr = Vr.of(c0, c1);
            if (vr == null) {
                // a representation of a later edition has the wide form (PS3.5, 6.2.2); anything else is a slip of the writer in the
                // narrow one
                vr = Vr.UN;
                boolean letters = c0 >= 'A' && c0 <= 'Z' && c1 >= 'A' && c1 <= 'Z';
                if (letters && in.unsigned16(6, coding.big) == 0) {
                    header = 12;
                }
            } else if (vr.isWide()) {
                header = 12;
            }
            if (header == 12) {
                if (end - in.position() < 12) {
                    throw Texts.refuse("dicom.short", in.position());
                }
                in.need(12);
                length = in.unsigned32(8, coding.big);
            } else {
                length = in.unsigned16(6, coding.big);
            }
        } else {
            vr = Dictionary.vr(tag);
            length = in.unsigned32(4, false);
        }
        in.skip(header);
        if (top && (tag == Tag.PixelData || tag == Tag.FloatPixelData || tag == Tag.DoubleFloatPixelData)) {
            Vr pixelVr = tag == Tag.FloatPixelData ? Vr.OF : tag == Tag.DoubleFloatPixelData ? Vr.OD : vr == Vr.OB ? Vr.OB : Vr.OW;
            pixels = inflated ? InputPixels.of(tag, pixelVr, length == UNDEFINED ? -1 : length, in)
                    : new InputPixels(tag, pixelVr, file, in.position(), length == UNDEFINED ? -1 : length, in.size());
            return true;
        }
        if (length == UNDEFINED) {
            if (vr == Vr.SQ || !coding.explicit) {
                b.items(tag, sequence(tag, end, end, true, coding, depth));
            } else if (vr == Vr.UN) {
                // PS3.5, 6.2.2: then it is a sequence, implicit little-endian
                b.items(tag, sequence(tag, end, end, true, Coding.IMPLICIT, depth));
            } else if (vr == Vr.OB || vr == Vr.OW) {
                skipFragments(tag, end, coding);
            } else {
                throw Texts.refuse("dicom.undefined", Tag.describe(tag), vr);
            }
            return false;
        }
        if (length > end - in.position()) {
            throw Texts.refuse("dicom.beyond", Tag.describe(tag), length, end - in.position());
        }
        if (vr == Vr.SQ) {
            b.items(tag, sequence(tag, in.position() + length, end, false, coding, depth));
            return false;
        }
        kept += length;
        if (kept > MAX_HEADER || length > Integer.MAX_VALUE - 16) {
            throw Texts.refuse("dicom.large", Tag.describe(tag), length, MAX_HEADER);
        }
        in.need((int) length);
        if (vr == Vr.UN && coding.explicit && length >= 8 && Dictionary.vr(tag) == Vr.SQ && in.tag(0, false) == Tag.Item) {
            long start = in.position();
            try {
                b.items(tag, sequence(tag, start + length, start + length, false, Coding.IMPLICIT, depth));
                return false;
            } catch (InputException e) {
                // not what it seemed: kept as bytes
                in.seek(start);
                in.need((int) length);
            }
        }
        b.raw(tag, vr, in.window(), in.offset(), (int) length, coding.big);
        in.skip(length);
        return false;
    }

    private void count(int tag) {
        if (++elements > MAX_ELEMENTS) {
            throw Texts.refuse("dicom.many", MAX_ELEMENTS, Tag.describe(tag));
        }
    }

    /**
     * @param declared place behind the sequence by its own length, which some writers get wrong
     * @param outer place behind what it lies in
     */
    private List<Dataset> sequence(int tag, long declared, long outer, boolean delimited, Coding coding, int depth) throws IOException {
        long end = declared;
        if (depth >= MAX_DEPTH) {
            throw Texts.refuse("dicom.deep", Tag.describe(tag), MAX_DEPTH);
        }
        List<Dataset> items = new ArrayList<>();
        while (delimited || in.position() < end) {
            long left = end - in.position();
            if (left < 8) {
                throw Texts.refuse("dicom.sequence.open", Tag.describe(tag));
            }
            in.need(8);
            int t = in.tag(0, coding.big);
            long length = in.unsigned32(4, coding.big);
            if (t == Tag.SequenceDelimitation) {
                in.skip(8);
                if (delimited) {
                    break;
                }
                continue;
            }
            if (t != Tag.Item) {
                throw Texts.refuse("dicom.item", Tag.describe(tag), Tag.format(t));
            }
            count(tag);
            in.skip(8);
            if (length == UNDEFINED) {
                items.add(dataset(end, true, coding, depth + 1, false));
            } else {
                if (length > end - in.position()) {
                    if (length > outer - in.position()) {
                        throw Texts.refuse("dicom.beyond", Tag.describe(tag), length, outer - in.position());
                    }
                    // the item is right more often than the sequence around it
                    end = in.position() + length;
                }
                items.add(dataset(in.position() + length, false, coding, depth + 1, false));
            }
        }
        return items;
    }

    /** Compressed pixels of an icon within a sequence: of no use here. */
    private void skipFragments(int tag, long end, Coding coding) throws IOException {
        while (true) {
            if (end - in.position() < 8) {
                throw Texts.refuse("dicom.sequence.open", Tag.describe(tag));
            }
            in.need(8);
            int t = in.tag(0, coding.big);
            long length = in.unsigned32(4, coding.big);
            in.skip(8);
            count(tag);
            if (t == Tag.SequenceDelimitation) {
                return;
            }
            if (t != Tag.Item) {
                throw Texts.refuse("dicom.item", Tag.describe(tag), Tag.format(t));
            }
            if (length > end - in.position()) {
                throw Texts.refuse("dicom.beyond", Tag.describe(tag), length, end - in.position());
            }
            in.skip(length);
        }
    }

    /** The bytes from here to the end of an input in memory. */
    static ByteBuffer rest(ByteInput in) {
        return ByteBuffer.wrap(in.window(), in.offset(), (int) in.remaining()).slice();
    }
}
