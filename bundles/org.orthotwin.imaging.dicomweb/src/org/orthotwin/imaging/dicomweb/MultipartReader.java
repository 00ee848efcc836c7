/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicomweb;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Reads a multipart message (RFC 2046) part by part in bounded memory. Not for several threads. */
final class MultipartReader {

    private static final int BUFFER = 1 << 16;
    private static final int MOST_HEADER_BYTES = 1 << 14;

    private final InputStream in;
    private final byte[] boundary;
    private final byte[] buffer = new byte[BUFFER];
    private int from;
    private int to;
    private boolean ended;

    /** @param boundary as the message's content type says it */
    MultipartReader(InputStream in, String boundary) throws IOException {
        this.in = in;
        this.boundary = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        // the first boundary may stand at the very beginning, without its line end
        buffer[0] = '\r';
        buffer[1] = '\n';
        to = 2;
        copyTo(OutputStream.nullOutputStream());
    }

    /** The boundary parameter of a content type, or null. */
    static String boundary(String contentType) {
        for (String part : contentType.split(";")) {
            String p = part.strip();
            if (p.toLowerCase(Locale.ROOT).startsWith("boundary=")) {
                String b = p.substring(9).strip();
                return b.length() > 1 && b.startsWith("\"") && b.endsWith("\"") ? b.substring(1, b.length() - 1) : b;
            }
        }
        return null;
    }

    private boolean fill() throws IOException {
        if (from > 0) {
            System.arraycopy(buffer, from, buffer, 0, to - from);
            to -= from;
            from = 0;
        }
        int n = in.read(buffer, to, BUFFER - to);
        if (n > 0) {
            to += n;
        }
        return n > 0;
    }

    /**
     * Headers of the next part, names in lower case; null after the last one.
     *
     * @throws IOException if the message is cut off or no multipart message
     */
    Map<String, String> next() throws IOException {
        if (ended) {
            return null;
        }
        Map<String, String> headers = new TreeMap<>();
        int total = 0;
        while (true) {
            String line = line();
            total += line.length() + 2;
            if (total > MOST_HEADER_BYTES) {
                throw new IOException("headers of a part of more than " + MOST_HEADER_BYTES + " bytes");
            }
            if (line.isEmpty()) {
                return headers;
            }
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(line.substring(0, colon).strip().toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
            }
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            if (from == to && !fill()) {
                throw new IOException("the message ends within the headers of a part");
            }
            char c = (char) (buffer[from++] & 0xff);
            if (c == '\n') {
                int n = line.length();
                if (n > 0 && line.charAt(n - 1) == '\r') {
                    line.setLength(n - 1);
                }
                return line.toString();
            }
            line.append(c);
            if (line.length() > MOST_HEADER_BYTES) {
                throw new IOException("a header line of more than " + MOST_HEADER_BYTES + " bytes");
            }
        }
    }

    /**
     * The body of the current part.
     *
     * @return its length in bytes
     * @throws IOException if the message ends before the part does, or the target cannot be written
     */
    long copyTo(OutputStream target) throws IOException {
        long length = 0;
        while (true) {
            int found = find();
            if (found >= 0) {
                target.write(buffer, from, found - from);
                length += found - from;
                from = found + boundary.length;
                afterBoundary();
                return length;
            }
            // what may be the beginning of a boundary stays
            int sure = Math.max(from, to - boundary.length + 1);
            target.write(buffer, from, sure - from);
            length += sure - from;
            from = sure;
            if (!fill()) {
                throw new IOException("the message ends within a part, after " + length + " bytes of it");
            }
        }
    }

    private int find() {
        outer:
        for (int i = from; i <= to - boundary.length; i++) {
            if (buffer[i] != '\r') {
                continue;
            }
            for (int j = 1; j < boundary.length; j++) {
                if (buffer[i + j] != boundary[j]) {
                    continue outer;
                }
            }
            return i;
        }
        return -1;
    }

    private void afterBoundary() throws IOException {
        while (to - from < 2) {
            if (!fill()) {
                throw new IOException("the message ends within a boundary");
            }
        }
        if (buffer[from] == '-' && buffer[from + 1] == '-') {
            ended = true;
            return;
        }
        // padding before the line end is allowed
        if (!line().isBlank()) {
            throw new IOException("text behind a boundary");
        }
    }
}
