/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.orthotwin.core.InputException;
import org.orthotwin.imaging.dicom.PixelData;
import org.orthotwin.imaging.dicom.Tag;
import org.orthotwin.imaging.dicom.Vr;

/** Pixel data in a file, or in the inflated bytes of one, found but not loaded. */
final class InputPixels implements PixelData {

    private final int tag;
    private final Vr vr;
    private final Path file;
    private final ByteBuffer memory;
    private final long start;
    private final long length;
    private final long size;
    /** When the file was written last, as it was found. */
    private final FileTime written;
    private volatile Index index;
    private volatile int[] streams;

    /** Where fragments begin and how long they are, and at which fragment the basic offset table says that frames begin, or null. */
    private record Index(long[] offsets, int[] lengths, int[] tableStarts) {
    }

    /** @param length -1 if encapsulated */
    InputPixels(int tag, Vr vr, Path file, long start, long length, long size) throws IOException {
        this(tag, vr, file, null, start, length, size, Files.getLastModifiedTime(file));
    }

    private InputPixels(int tag, Vr vr, Path file, ByteBuffer memory, long start, long length, long size, FileTime written) {
        this.tag = tag;
        this.vr = vr;
        this.file = file;
        this.memory = memory;
        this.start = start;
        this.length = length;
        this.size = size;
        this.written = written;
    }

    static InputPixels of(int tag, Vr vr, long length, ByteInput in) {
        ByteBuffer rest = Part10Reader.rest(in);
        return new InputPixels(tag, vr, null, rest, 0, length, rest.capacity(), null);
    }

    /** Whether it lies in a file as it is, rather than in memory. */
    boolean isFile() {
        return file != null;
    }

    /** Whether the file is still as long and as old as it was. */
    boolean isUnchanged() throws IOException {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        return now.size() == size && now.lastModifiedTime().equals(written);
    }

    @Override
    public int tag() {
        return tag;
    }

    @Override
    public Vr vr() {
        return vr;
    }

    @Override
    public boolean isEncapsulated() {
        return length < 0;
    }

    @Override
    public long length() {
        return Math.max(0, length);
    }

    @Override
    public long available() {
        return length < 0 ? size - start : Math.min(length, size - start);
    }

    private FileChannel open() throws IOException {
        return memory != null ? null : FileChannel.open(file, StandardOpenOption.READ);
    }

    private void read(FileChannel channel, long at, ByteBuffer into) throws IOException {
        if (at > size - into.remaining()) {
            throw Texts.refuse("dicom.pixels.short", Tag.describe(tag), size - start, at + into.remaining() - start);
        }
        if (channel == null) {
            into.put(memory.slice((int) at, into.remaining()));
            return;
        }
        while (into.hasRemaining()) {
            int n = channel.read(into, at);
            if (n < 0) {
                throw Texts.refuse("dicom.pixels.short", Tag.describe(tag), at - start, at + into.remaining() - start);
            }
            at += n;
        }
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
        if (length < 0 || offset < 0 || offset + into.remaining() > length) {
            throw Texts.refuse("dicom.pixels.short", Tag.describe(tag), length(), offset + into.remaining());
        }
        try (FileChannel channel = open()) {
            read(channel, start + offset, into);
        }
    }

    private Index index(FileChannel channel) throws IOException {
        Index known = index;
        if (known != null) {
            return known;
        }
        List<long[]> found = new ArrayList<>();
        ByteBuffer head = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        long at = start;
        long[] table = null;
        while (true) {
            if (at > size - 8) {
                throw Texts.refuse("dicom.sequence.open", Tag.describe(tag));
            }
            read(channel, at, head.clear());
            int t = head.getShort(0) << 16 | head.getShort(2) & 0xffff;
            long n = head.getInt(4) & 0xffffffffL;
            at += 8;
            if (t == Tag.SequenceDelimitation) {
                break;
            }
            if (t != Tag.Item) {
                throw Texts.refuse("dicom.item", Tag.describe(tag), Tag.format(t));
            }
            if (n > size - at || n > Integer.MAX_VALUE - 16) {
                throw Texts.refuse("dicom.beyond", Tag.describe(tag), n, size - at);
            }
            if (table == null) {
                table = table(channel, at, (int) n);
            } else {
                if (found.size() >= Part10Reader.MAX_ELEMENTS) {
                    throw Texts.refuse("dicom.many", Part10Reader.MAX_ELEMENTS, Tag.describe(tag));
                }
                found.add(new long[] {at, n});
            }
            at += n;
        }
        long[] offsets = new long[found.size()];
        int[] lengths = new int[found.size()];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = found.get(i)[0];
            lengths[i] = (int) found.get(i)[1];
        }
        known = new Index(offsets, lengths, starts(table, offsets));
        index = known;
        return known;
    }

    private long[] table(FileChannel channel, long at, int n) throws IOException {
        ByteBuffer b = ByteBuffer.allocate(n).order(ByteOrder.LITTLE_ENDIAN);
        read(channel, at, b);
        b.flip();
        long[] table = new long[n / 4];
        for (int i = 0; i < table.length; i++) {
            table[i] = b.getInt(4 * i) & 0xffffffffL;
        }
        return table;
    }

    /** Offsets count from the first fragment's item tag; a table that does not fit is worth nothing. */
    private static int[] starts(long[] table, long[] offsets) {
        if (table.length == 0 || offsets.length == 0) {
            return null;
        }
        int[] starts = new int[table.length];
        int f = 0;
        for (int i = 0; i < table.length; i++) {
            long wanted = offsets[0] + table[i];
            while (f < offsets.length && offsets[f] < wanted) {
                f++;
            }
            if (f == offsets.length || offsets[f] != wanted || i == 0 && f != 0 || i > 0 && starts[i - 1] == f) {
                return null;
            }
            starts[i] = f;
        }
        return starts;
    }

    @Override
    public List<ByteBuffer> fragments(int frame, int frames) throws IOException {
        if (length >= 0) {
            throw Texts.refuse("dicom.plain", Tag.describe(tag));
        }
        try (FileChannel channel = open()) {
            Index ix = index(channel);
            int n = ix.offsets.length;
            if (frame < 0 || frame >= frames || n < frames) {
                throw Texts.refuse("dicom.frame.missing", frame + 1, Math.min(n, frames));
            }
            int from;
            int to;
            if (n == frames) {
                from = frame;
                to = frame + 1;
            } else if (frames == 1) {
                from = 0;
                to = n;
            } else {
                int[] starts = ix.tableStarts != null && ix.tableStarts.length == frames ? ix.tableStarts : streams(channel, ix);
                if (starts.length != frames) {
                    throw Texts.refuse("dicom.fragments", n, frames);
                }
                from = starts[frame];
                to = frame + 1 < frames ? starts[frame + 1] : n;
            }
            List<ByteBuffer> out = new ArrayList<>();
            for (int f = from; f < to; f++) {
                ByteBuffer b = ByteBuffer.allocate(ix.lengths[f]);
                read(channel, ix.offsets[f], b);
                out.add(b.flip());
            }
            return out;
        } catch (OutOfMemoryError e) {
            throw new InputException(Texts.refuse("dicom.memory", Tag.describe(tag)).diagnostic(), e);
        }
    }

    /** Fragments that begin a code stream: JPEG and JPEG-LS with SOI, JPEG 2000 with SOC and SIZ or its file signature. */
    private int[] streams(FileChannel channel, Index ix) throws IOException {
        int[] known = streams;
        if (known != null) {
            return known;
        }
        List<Integer> starts = new ArrayList<>();
        for (int f = 0; f < ix.offsets.length; f++) {
            ByteBuffer b = ByteBuffer.allocate(Math.min(4, ix.lengths[f]));
            read(channel, ix.offsets[f], b);
            int v = b.capacity() < 4 ? 0 : b.getInt(0);
            if (v >>> 8 == 0xffd8ff || v == 0xff4fff51 || v == 0x0000000c) {
                starts.add(f);
            }
        }
        known = starts.stream().mapToInt(Integer::intValue).toArray();
        streams = known;
        return known;
    }
}
