/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicomweb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartReaderTest {

    /** Gives at most so many bytes at once, as a network does. */
    private static InputStream dripping(byte[] all, int most) {
        return new ByteArrayInputStream(all) {
            @Override
            public synchronized int read(byte[] b, int off, int len) {
                return super.read(b, off, Math.min(len, most));
            }
        };
    }

    private static byte[] message(String preamble, byte[]... parts) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(preamble.getBytes(StandardCharsets.US_ASCII));
        for (byte[] p : parts) {
            out.write("--sep\r\nContent-Type: application/dicom\r\nX: y\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.write(p);
            out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        out.write("--sep--\r\n".getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 1000, 1 << 20})
    void givesBackPartsHoweverTheyDrip(int most) throws IOException {
        byte[] noise = new byte[200_000];
        new Random(1).nextBytes(noise);
        byte[] tricky = "\r\n--se\r\n--\r\n--sepp is not\r\r\n-".replace("--sepp", "--sip").getBytes(StandardCharsets.US_ASCII);
        byte[][] parts = {noise, {}, tricky, {'\r', '\n'}};
        for (String preamble : new String[] {"", "to be ignored\r\n"}) {
            MultipartReader r = new MultipartReader(dripping(message(preamble, parts), most), "sep");
            for (byte[] p : parts) {
                assertEquals("application/dicom", r.next().get("content-type"));
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                assertEquals(p.length, r.copyTo(out));
                assertArrayEquals(p, out.toByteArray());
            }
            assertNull(r.next());
        }
    }

    @Test
    void anEndAnywhereIsAnError() throws IOException {
        byte[] all = message("", new byte[50], new byte[3]);
        for (int n = 0; n < all.length - 2; n++) {
            byte[] part = Arrays.copyOf(all, n);
            assertThrows(IOException.class, () -> {
                MultipartReader r = new MultipartReader(new ByteArrayInputStream(part), "sep");
                while (r.next() != null) {
                    r.copyTo(new ByteArrayOutputStream());
                }
            }, n + " bytes");
        }
    }

    @Test
    void endlessHeadersAreRefused() {
        byte[] head = "--sep\r\nX: ".getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(head, 1 << 20);
        Arrays.fill(all, head.length, all.length, (byte) 'x');
        IOException e = assertThrows(IOException.class, () -> new MultipartReader(new ByteArrayInputStream(all), "sep").next());
        assertNotNull(e.getMessage());
    }

    @Test
    void boundaryOfAContentType() {
        assertEquals("a b", MultipartReader.boundary("multipart/related; type=\"application/dicom\"; boundary=\"a b\""));
        assertEquals("x-1", MultipartReader.boundary("multipart/related;BOUNDARY=x-1; type=application/dicom"));
        assertNull(MultipartReader.boundary("application/json"));
    }
}
