/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.stream;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.JsonText;
import org.orthotwin.core.Sha256;
import org.orthotwin.followup.ObservationFile;

/**
 * What was put aside, with the reason: a file with a JSON object in each line, which is only added to. The same message is put aside once,
 * also when it comes again after a crash: the last ones are remembered. A full file is moved aside, none is deleted.
 */
final class Quarantine implements AutoCloseable {

    static final String FILE = "quarantine.jsonl";
    /** So many are remembered: more than wait in a journal and in a broker's window. */
    private static final int REMEMBERED = 20_000;
    private static final long FULL = 64L << 20;
    private static final Pattern KEY = Pattern.compile("^\\{\"key\": ?\"([0-9a-f#]+)\"");

    private final Path file;
    private final Map<String, Boolean> seen = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };
    private FileChannel channel;
    private boolean unforced;
    /** Of what was put aside last. */
    private Journal.Entry last;
    private String hash;

    private Quarantine(Path file) throws IOException {
        this.file = file;
        this.channel = open(file);
    }

    /** In a folder of twins. */
    static Quarantine in(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        Quarantine q = new Quarantine(file);
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher m = KEY.matcher(line);
                if (m.find()) {
                    q.seen.put(m.group(1), true);
                }
            }
        }
        return q;
    }

    private static FileChannel open(Path file) throws IOException {
        FileChannel c = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        // a line that a killed process has left half-written
        long size = c.size();
        ByteBuffer one = ByteBuffer.allocate(1);
        while (size > 0 && c.read(one.clear(), size - 1) == 1 && one.get(0) != '\n') {
            size--;
        }
        c.truncate(size);
        c.position(size);
        Keeper.force(file.toAbsolutePath().getParent());
        return c;
    }

    /**
     * Puts a message aside, or an observation of it.
     *
     * @param row the observation; empty for the whole
     * @return whether it was not there before
     */
    boolean add(Journal.Entry message, Optional<ObservationFile.Row> row, Diagnostic reason) throws IOException {
        if (message != last) {
            last = message;
            hash = Sha256.of(message.topic().getBytes(StandardCharsets.UTF_8)).substring(0, 16) + Sha256.of(message.payload());
        }
        String key = hash + "#" + row.map(ObservationFile.Row::line).orElse(0);
        if (seen.put(key, true) != null) {
            return false;
        }
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("key", key);
        o.put("received", Instant.ofEpochMilli(message.received()).toString());
        o.put("topic", Message.shortened(message.topic()));
        o.put("code", reason.code());
        o.put("reason", reason.text("en"));
        if (row.isPresent()) {
            // not the whole message for each of its observations
            o.put("observation", row.get().line());
            o.put("fields", new TreeMap<>(row.get().texts()));
        } else {
            put(o, message.payload());
        }
        ByteBuffer line = ByteBuffer.wrap(JsonText.line(o).getBytes(StandardCharsets.UTF_8));
        while (line.hasRemaining()) {
            channel.write(line);
        }
        unforced = true;
        return true;
    }

    /** The message as text where it is one, and of one that is too long the beginning. */
    private static void put(Map<String, Object> o, byte[] payload) {
        byte[] kept = payload.length > Message.MOST_BYTES ? Arrays.copyOf(payload, 1024) : payload;
        if (kept.length < payload.length) {
            o.put("bytes", payload.length);
        }
        try {
            o.put("text", StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(kept)).toString());
        } catch (CharacterCodingException e) {
            o.put("base64", Base64.getEncoder().encodeToString(kept));
        }
    }

    /** When this returns, everything that was put aside is on the disk. */
    void force() throws IOException {
        if (unforced) {
            channel.force(false);
            unforced = false;
        }
    }

    /** Begins a new file where this one is full; only when nothing that is in it could come again. */
    void turn(Instant now) throws IOException {
        if (channel.size() > FULL) {
            channel.close();
            Files.move(file, file.resolveSibling("quarantine-" + now.toString().replace(':', '-') + ".jsonl"));
            channel = open(file);
        }
    }

    @Override
    public void close() throws IOException {
        force();
        channel.close();
    }
}
