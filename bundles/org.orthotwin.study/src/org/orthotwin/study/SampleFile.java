/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.study;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.orthotwin.core.JsonText;
import org.orthotwin.core.Numbers;

/**
 * The samples of a study on disk, appended one line each in the order of their numbers, behind a line that says what they are samples of. A
 * study that was stopped or killed goes on from it: a last line that is only half there is taken away. One process at a time.
 */
final class SampleFile implements AutoCloseable {

    private static final String FORMAT = "orthotwin-samples";
    private static final double VERSION = 1;

    private final FileChannel channel;
    private final List<Sample> samples;

    private SampleFile(FileChannel channel, List<Sample> samples) {
        this.channel = channel;
        this.samples = samples;
    }

    /**
     * Opens a file that goes on, or begins one.
     *
     * @param identity what the samples are of, by names that people understand
     * @throws org.orthotwin.core.InputException if the file holds samples of something else, with what differs; is no file of samples; or
     *     is in use
     */
    static SampleFile open(Path file, Map<String, Object> identity) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            lock(channel, file);
            List<Sample> samples = new ArrayList<>();
            long end = read(channel, file, identity, samples);
            channel.truncate(end);
            channel.position(end);
            SampleFile opened = new SampleFile(channel, samples);
            if (end == 0) {
                Map<String, Object> header = new LinkedHashMap<>();
                header.put(FORMAT, VERSION);
                header.putAll(identity);
                opened.write(JsonText.line(header));
            }
            return opened;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static void lock(FileChannel channel, Path file) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw Texts.refuse("samples.busy", file);
        }
    }

    /** Reads what is there; returns where the last whole line ends. */
    private static long read(FileChannel channel, Path file, Map<String, Object> identity, List<Sample> samples) throws IOException {
        byte[] bytes = new byte[Math.toIntExact(channel.size())];
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
            // until all is there
        }
        int from = 0;
        int line = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                String text = new String(bytes, from, i - from, StandardCharsets.UTF_8);
                if (line == 0) {
                    requireSame(file, header(file, text), identity);
                } else {
                    samples.add(sample(file, text, line));
                }
                from = i + 1;
                line++;
            }
        }
        if (line == 0 && bytes.length > 0 && !new String(bytes, StandardCharsets.UTF_8).startsWith("{\"" + FORMAT.substring(0,
                Math.min(FORMAT.length(), Math.max(0, bytes.length - 2))))) {
            throw Texts.refuse("samples.other", file);
        }
        return from;
    }

    private static Map<?, ?> header(Path file, String text) {
        try {
            if (JsonText.parse(text) instanceof Map<?, ?> m && m.get(FORMAT) instanceof Double v && v == VERSION) {
                return m;
            }
        } catch (IllegalArgumentException e) {
            throw Texts.refuse(e, "samples.other", file);
        }
        throw Texts.refuse("samples.other", file);
    }

    private static void requireSame(Path file, Map<?, ?> there, Map<String, Object> wanted) {
        // as it is after a way through a file
        Map<?, ?> now = (Map<?, ?>) JsonText.parse(JsonText.line(wanted));
        for (Object name : now.keySet()) {
            if (!Objects.equals(there.get(name), now.get(name))) {
                boolean hash = String.valueOf(name).endsWith("Sha256");
                String word = String.valueOf(name).replace("Sha256", "");
                throw hash ? Texts.refuse("samples.changed", file, Texts.word(word))
                        : Texts.refuse("samples.differ", file, Texts.word(word), shown(there.get(name)), shown(now.get(name)));
            }
        }
    }

    private static String shown(Object v) {
        return v instanceof List<?> l ? String.join("; ", l.stream().map(String::valueOf).toList())
                : v instanceof Double d ? Numbers.shortest(d) : String.valueOf(v);
    }

    private static Sample sample(Path file, String text, int line) {
        try {
            Sample s = Sample.of(JsonText.parse(text));
            if (s.index() != line - 1) {
                throw new IllegalArgumentException("sample " + s.index());
            }
            return s;
        } catch (IllegalArgumentException | ClassCastException | IndexOutOfBoundsException e) {
            throw Texts.refuse(e, "samples.line", file, line + 1);
        }
    }

    /** The samples that are there, from number 0 on without a gap. */
    List<Sample> samples() {
        return List.copyOf(samples);
    }

    /** Adds the next one. */
    void append(Sample s) throws IOException {
        write(JsonText.line(s.json()));
    }

    private void write(String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
