/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.OptionalInt;
import org.orthotwin.core.InputException;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.dicom.Dataset;
import org.orthotwin.imaging.dicom.DicomObject;
import org.orthotwin.imaging.dicom.PixelData;
import org.orthotwin.imaging.dicom.Tag;
import org.orthotwin.imaging.dicom.TransferSyntax;
import org.orthotwin.imaging.dicom.Vr;
import org.orthotwin.imaging.dicom.internal.codec.FrameCodec;
import org.orthotwin.imaging.dicom.internal.codec.FrameCodecs;
import org.orthotwin.imaging.dicom.internal.codec.FrameFormat;

/** Decodes frames to stored numbers (PS3.3 C.7.6.3, PS3.5, 8 and Annex D). */
public final class Frames {

    /** A compressed frame of more than this many bytes must have at least a 2000th of them in the file. */
    private static final long PLAUSIBLE_BYTES = 64L << 20;
    private static final long PLAUSIBLE_RATIO = 2000;

    private Frames() {
    }

    /**
     * What a data set says about its frames.
     *
     * @param pixelTag which element they are in
     * @throws InputException if something is missing or impossible
     */
    public static FrameFormat format(Dataset data, int pixelTag) {
        int rows = required(data, Tag.Rows);
        int columns = required(data, Tag.Columns);
        int samples = data.integer(Tag.SamplesPerPixel).orElse(1);
        boolean floating = pixelTag != Tag.PixelData;
        int allocated = floating ? pixelTag == Tag.FloatPixelData ? 32 : 64 : required(data, Tag.BitsAllocated);
        int stored = floating ? allocated : data.integer(Tag.BitsStored).orElse(allocated);
        int high = floating ? allocated - 1 : data.integer(Tag.HighBit).orElse(stored - 1);
        if (rows < 1 || columns < 1 || samples < 1 || samples > 4) {
            throw Texts.refuse("dicom.format.size", columns, rows, samples);
        }
        if (allocated != 1 && (allocated % 8 != 0 || allocated < 8 || allocated > 64) || allocated == 24 || allocated > 32 && !floating
                || stored < 1 || stored > allocated || high < stored - 1 || high >= allocated || allocated == 1 && samples > 1) {
            throw Texts.refuse("dicom.format.bits", allocated, stored, high);
        }
        FrameFormat f = new FrameFormat(rows, columns, samples, allocated, stored, high, floating
                || data.integer(Tag.PixelRepresentation).orElse(0) == 1, data.integer(Tag.PlanarConfiguration).orElse(0) == 1,
                data.textOrEmpty(Tag.PhotometricInterpretation));
        if (f.frameBytes() > Integer.MAX_VALUE - 16) {
            throw Texts.refuse("dicom.format.large", columns, rows, f.frameBytes());
        }
        return f;
    }

    private static int required(Dataset data, int tag) {
        OptionalInt v = data.integer(tag);
        if (v.isEmpty()) {
            throw Texts.refuse("dicom.missing", Tag.describe(tag));
        }
        return v.getAsInt();
    }

    /** The type of decoded numbers. */
    public static ScalarType type(FrameFormat f, int pixelTag) {
        if (pixelTag != Tag.PixelData) {
            return pixelTag == Tag.FloatPixelData ? ScalarType.FLOAT32 : ScalarType.FLOAT64;
        }
        return switch (f.sampleBytes()) {
            case 1 -> f.signed() ? ScalarType.INT8 : ScalarType.UINT8;
            case 2 -> f.signed() ? ScalarType.INT16 : ScalarType.UINT16;
            default -> f.signed() ? ScalarType.INT32 : ScalarType.UINT32;
        };
    }

    /** Bytes that one frame of plain numbers has in the file; bitmaps go on without a gap from frame to frame. */
    private static long storedBits(FrameFormat f) {
        long pixels = (long) f.rows() * f.columns();
        return isHalfChroma(f) ? pixels * 2 * f.bitsAllocated() : pixels * f.samplesPerPixel() * f.bitsAllocated();
    }

    /** How many frames plain pixel data has by its length; empty if they are not whole. */
    public static OptionalInt count(Dataset data, PixelData pixels) {
        long bits = storedBits(format(data, pixels.tag()));
        long all = 8 * pixels.length();
        return all % bits == 0 && all / bits <= Integer.MAX_VALUE ? OptionalInt.of((int) (all / bits)) : OptionalInt.empty();
    }

    private static boolean isHalfChroma(FrameFormat f) {
        return f.photometric().equals("YBR_FULL_422") && f.samplesPerPixel() == 3 && f.bitsAllocated() == 8 && f.columns() % 2 == 0;
    }

    /**
     * Whether the file can hold the frames that it says; nothing is read but their headers.
     *
     * @throws InputException if not, with the numbers
     */
    public static void check(DicomObject object, FrameFormat f) throws IOException {
        check(object.pixels(), object.syntax(), f, object.frames());
    }

    private static void check(PixelData pixels, String syntax, FrameFormat f, int frames) throws IOException {
        if (pixels.isEncapsulated()) {
            if (TransferSyntax.isNative(syntax)) {
                throw Texts.refuse("dicom.encapsulated", TransferSyntax.describe(syntax));
            }
            if (frames > pixels.available() / 8) {
                throw Texts.refuse("dicom.frame.missing", frames, pixels.available() / 8);
            }
            if (f.frameBytes() > PLAUSIBLE_BYTES && f.frameBytes() / PLAUSIBLE_RATIO > pixels.available()) {
                throw Texts.refuse("dicom.format.large", f.columns(), f.rows(), f.frameBytes());
            }
        } else {
            long there = Math.min(pixels.available(), pixels.length());
            // by division: what a file claims may overflow
            if (frames > 8 * there / storedBits(f)) {
                throw Texts.refuse("dicom.pixels.short", Tag.describe(pixels.tag()), there,
                        (long) Math.ceil((double) frames * storedBits(f) / 8));
            }
        }
    }

    static void decode(DicomObject object, int frame, ByteBuffer into) throws IOException {
        PixelData pixels = object.pixels();
        if (pixels == null) {
            throw Texts.refuse("dicom.pixels.none");
        }
        decode(pixels, object.syntax(), format(object.data(), pixels.tag()), object.frames(), frame, into);
    }

    /** As above, by what is known of the data set. */
    static void decode(PixelData pixels, String syntax, FrameFormat f, int frames, int frame, ByteBuffer into) throws IOException {
        if (into.remaining() != f.frameBytes()) {
            throw new IllegalArgumentException(into.remaining() + " bytes for a frame of " + f.frameBytes());
        }
        if (frame < 0 || frame >= frames) {
            throw Texts.refuse("dicom.frame.missing", frame + 1, frames);
        }
        check(pixels, syntax, f, frames);
        if (pixels.isEncapsulated()) {
            FrameCodec codec = FrameCodecs.of(syntax).orElseThrow(() -> Texts.refuse("dicom.syntax", TransferSyntax.describe(syntax)));
            List<ByteBuffer> fragments = pixels.fragments(frame, frames);
            byte[] decoded = codec.decode(fragments, f);
            toRgb(decoded, 0, f);
            into.put(decoded);
            return;
        }
        if (!TransferSyntax.isNative(syntax)) {
            throw Texts.refuse("dicom.plain", Tag.describe(pixels.tag()));
        }
        boolean big = syntax.equals(TransferSyntax.EXPLICIT_BIG);
        if (f.bitsAllocated() == 1) {
            bits(pixels, frame, f, big && pixels.vr() == Vr.OW, into);
            return;
        }
        long stored = storedBits(f) / 8;
        boolean words = big && f.bitsAllocated() == 8 && pixels.vr() == Vr.OW;
        boolean chroma = f.photometric().startsWith("YBR_FULL") && f.samplesPerPixel() == 3;
        boolean direct = !words && !chroma && !(f.planar() && f.samplesPerPixel() > 1);
        if (direct) {
            ByteBuffer read = into.slice();
            pixels.read(frame * stored, into);
            tidy(read, f, big, pixels.tag());
            return;
        }
        // words of bytes begin at even places
        long from = frame * stored;
        int lead = words ? (int) (from & 1) : 0;
        int n = (int) stored + lead;
        n += words ? n & 1 : 0;
        byte[] raw = new byte[n];
        long there = pixels.length() - (from - lead);
        pixels.read(from - lead, ByteBuffer.wrap(raw, 0, (int) Math.min(n, there)));
        if (words) {
            for (int i = 0; i + 1 < n; i += 2) {
                byte t = raw[i];
                raw[i] = raw[i + 1];
                raw[i + 1] = t;
            }
        }
        tidy(ByteBuffer.wrap(raw, lead, (int) stored).slice(), f, big, pixels.tag());
        if (isHalfChroma(f)) {
            ByteBuffer full = ByteBuffer.allocate(into.remaining());
            halfChroma(raw, lead, full);
            toRgb(full.array(), 0, f);
            into.put(full.array());
        } else if (f.planar() && f.samplesPerPixel() > 1) {
            ByteBuffer mixed = ByteBuffer.allocate(into.remaining());
            interleave(raw, lead, f, mixed);
            toRgb(mixed.array(), 0, f);
            into.put(mixed.array());
        } else {
            toRgb(raw, lead, f);
            into.put(raw, lead, (int) stored);
        }
    }

    /** Swaps to little-endian and extends numbers of fewer bits than are allocated: eight bytes at a time, then what is left. */
    private static void tidy(ByteBuffer b, FrameFormat f, boolean big, int tag) {
        int bytes = f.bitsAllocated() / 8;
        boolean swap = big && bytes > 1;
        boolean extend = tag == Tag.PixelData && f.bitsStored() < f.bitsAllocated();
        if (!swap && !extend) {
            return;
        }
        Lanes lanes = extend ? Lanes.of(f) : null;
        b.order(ByteOrder.LITTLE_ENDIAN);
        int n = b.limit();
        int at = 0;
        for (; at + 8 <= n; at += 8) {
            long v = b.getLong(at);
            v = swap ? swapped(v, bytes) : v;
            b.putLong(at, extend ? lanes.extend(v) : v);
        }
        for (; at + bytes <= n; at += bytes) {
            long v = 0;
            for (int k = 0; k < bytes; k++) {
                v |= (b.get(at + k) & 0xffL) << 8 * k;
            }
            v = swap ? swapped(v, bytes) : v;
            v = extend ? lanes.extend(v) : v;
            for (int k = 0; k < bytes; k++) {
                b.put(at + k, (byte) (v >>> 8 * k));
            }
        }
    }

    private static long swapped(long v, int bytes) {
        return switch (bytes) {
            case 2 -> (v & 0x00ff00ff00ff00ffL) << 8 | v >>> 8 & 0x00ff00ff00ff00ffL;
            case 4 -> Long.rotateLeft(Long.reverseBytes(v), 32);
            default -> Long.reverseBytes(v);
        };
    }

    /**
     * The stored bits of several numbers in one word, moved to the low end of each and extended.
     *
     * @param shift unused bits below the stored ones
     * @param mask the stored bits of every number, at its low end
     * @param sign their sign bits; 0 for numbers without a sign
     * @param fill times a sign bit, the bits above it within its number
     */
    private record Lanes(int shift, long mask, long sign, long fill) {

        static Lanes of(FrameFormat f) {
            int width = f.bitsAllocated();
            long one = 0;
            for (int at = 0; at < 64; at += width) {
                one |= 1L << at;
            }
            long mask = (1L << f.bitsStored()) - 1;
            long sign = f.signed() ? one << f.bitsStored() - 1 : 0;
            return new Lanes(f.highBit() + 1 - f.bitsStored(), one * mask, sign, (1L << width - f.bitsStored() + 1) - 2);
        }

        long extend(long v) {
            long u = v >>> shift & mask;
            return u | (u & sign) * fill;
        }
    }

    private static void bits(PixelData pixels, int frame, FrameFormat f, boolean words, ByteBuffer into) throws IOException {
        int n = f.rows() * f.columns();
        long first = (long) frame * n;
        long from = first / 8 & ~1L;
        long to = Math.min((first + n + 15) / 16 * 2, pixels.length());
        byte[] raw = new byte[(int) (to - from) + 1 & ~1];
        pixels.read(from, ByteBuffer.wrap(raw, 0, (int) (to - from)));
        int flip = words ? 1 : 0;
        int at = (int) (first - 8 * from);
        for (int i = 0; i < n; i++, at++) {
            into.put((byte) (raw[at >>> 3 ^ flip] >>> (at & 7) & 1));
        }
    }

    /** Y1 Y2 Cb Cr for each two pixels, to Y Cb Cr for each. */
    private static void halfChroma(byte[] raw, int from, ByteBuffer into) {
        int pairs = into.capacity() / 6;
        for (int i = 0, at = from; i < pairs; i++, at += 4) {
            into.put(raw[at]).put(raw[at + 2]).put(raw[at + 3]).put(raw[at + 1]).put(raw[at + 2]).put(raw[at + 3]);
        }
    }

    /** Undoes full range chroma, by PS3.3 C.7.6.3.1.2 (the coefficients of ITU-R BT.601), rounded to the nearest. */
    private static void toRgb(byte[] b, int from, FrameFormat f) {
        if (!f.photometric().startsWith("YBR_FULL") || f.samplesPerPixel() != 3 || f.bitsAllocated() != 8 || f.signed()) {
            return;
        }
        int end = from + (int) f.frameBytes();
        for (int at = from; at < end; at += 3) {
            float y = b[at] & 0xff;
            float cb = (b[at + 1] & 0xff) - 128;
            float cr = (b[at + 2] & 0xff) - 128;
            b[at] = clamp(y + 1.402f * cr);
            b[at + 1] = clamp(y + (float) (-0.114 * 1.772 / 0.587) * cb + (float) (-0.299 * 1.402 / 0.587) * cr);
            b[at + 2] = clamp(y + 1.772f * cb);
        }
    }

    private static byte clamp(float v) {
        return (byte) Math.clamp((int) Math.floor(v + 0.5f), 0, 255);
    }

    private static void interleave(byte[] raw, int from, FrameFormat f, ByteBuffer into) {
        int n = f.rows() * f.columns();
        int bytes = f.sampleBytes();
        for (int i = 0; i < n; i++) {
            for (int s = 0; s < f.samplesPerPixel(); s++) {
                into.put(raw, from + (s * n + i) * bytes, bytes);
            }
        }
    }
}
