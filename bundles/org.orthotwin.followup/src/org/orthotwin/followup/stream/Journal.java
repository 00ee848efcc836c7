/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.stream;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.orthotwin.core.AtomicFiles;

/**
 * The messages that were promised to be kept and are not yet in a twin's file. A message is written and forced to the disk before its
 * sender is told; what a killed process has left half-written at the end was promised to nobody, and is cut off.
 *
 * <p>File: a line that says what it is, then for each message the length and the CRC-32 of its body (4 bytes each, big-endian) and the
 * body: when it came (8 bytes, ms since 1970), the length of its topic (2 bytes), topic in UTF-8, payload.
 */
final class Journal implements AutoCloseable {

    private static final byte[] MAGIC = "OrthoTwin journal 1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int HEAD = 8;

    /** A message as it came. */
    record Entry(long received, String topic, byte[] payload) {
    }

    private final Path file;
    private FileChannel channel;

    private Journal(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Opens a journal, which is made where there is none.
     *
     * @param left takes what an earlier process has left in it
     * @throws org.orthotwin.core.InputException if it is no journal
     */
    static Journal open(Path file, List<Entry> left) throws IOException {
        if (!Files.exists(file)) {
            AtomicFiles.write(file, out -> out.write(MAGIC));
            Keeper.force(file.toAbsolutePath().getParent());
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file));
            byte[] magic = new byte[Math.min(MAGIC.length, all.remaining())];
            all.get(magic);
            if (!Arrays.equals(magic, MAGIC)) {
                throw Texts.refuse("journal.unreadable", file);
            }
            channel.truncate(read(all, left));
            channel.position(channel.size());
            return new Journal(file, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Reads whole messages. @return where the last of them ends */
    private static int read(ByteBuffer all, List<Entry> entries) {
        int good = all.position();
        while (all.remaining() > HEAD) {
            int length = all.getInt();
            int sum = all.getInt();
            if (length < Long.BYTES + Short.BYTES || length > all.remaining()) {
                break;
            }
            byte[] body = new byte[length];
            all.get(body);
            if (sum(body) != sum) {
                break;
            }
            ByteBuffer b = ByteBuffer.wrap(body);
            long received = b.getLong();
            byte[] topic = new byte[Short.toUnsignedInt(b.getShort())];
            byte[] payload = new byte[b.remaining() - topic.length];
            b.get(topic).get(payload);
            entries.add(new Entry(received, new String(topic, StandardCharsets.UTF_8), payload));
            good = all.position();
        }
        return good;
    }

    private static int sum(byte[] body) {
        CRC32 crc = new CRC32();
        crc.update(body);
        return (int) crc.getValue();
    }

    /** Adds messages; when this returns, they are on the disk. */
    void append(List<Entry> entries) throws IOException {
        ByteBuffer b = ByteBuffer.wrap(bytes(entries));
        while (b.hasRemaining()) {
            channel.write(b);
        }
        channel.force(false);
    }

    private static byte[] bytes(List<Entry> entries) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(all);
        for (Entry e : entries) {
            byte[] topic = e.topic.getBytes(StandardCharsets.UTF_8);
            byte[] body = ByteBuffer.allocate(Long.BYTES + Short.BYTES + topic.length + e.payload.length).putLong(e.received)
                    .putShort((short) topic.length).put(topic).put(e.payload).array();
            out.writeInt(body.length);
            out.writeInt(sum(body));
            out.write(body);
        }
        return all.toByteArray();
    }

    /** Forgets everything but these, which are in it. */
    void retain(List<Entry> entries) throws IOException {
        if (entries.isEmpty() && channel.size() == MAGIC.length) {
            return;
        }
        byte[] rest = bytes(entries);
        AtomicFiles.write(file, out -> {
            out.write(MAGIC);
            out.write(rest);
        });
        // or a message that is added now could be in a file that no name leads to any more
        Keeper.force(file.toAbsolutePath().getParent());
        channel.close();
        channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        channel.position(channel.size());
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
