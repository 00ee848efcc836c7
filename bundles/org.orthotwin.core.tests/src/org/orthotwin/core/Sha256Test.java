/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the examples of FIPS 180-4 (NIST, Secure Hash Standard, example values for SHA-256). */
class Sha256Test {

    private static final String EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private static final String TWO_BLOCKS = "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1";
    private static final String MILLION_A = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

    @Test
    void published() {
        assertEquals(EMPTY, Sha256.of(new byte[0]));
        assertEquals(ABC, Sha256.of("abc".getBytes(StandardCharsets.US_ASCII)));
        assertEquals(TWO_BLOCKS, Sha256.of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void filesAndStreamsLongerThanTheBuffer(@TempDir Path folder) throws IOException {
        byte[] million = new byte[1_000_000];
        Arrays.fill(million, (byte) 'a');
        Path file = Files.write(folder.resolve("a"), million);
        assertEquals(MILLION_A, Sha256.of(file));
        assertEquals(MILLION_A, Sha256.of(new ByteArrayInputStream(million)));
        assertThrows(NoSuchFileException.class, () -> Sha256.of(folder.resolve("missing")));
    }

    @Test
    void aStreamIsReadFromWhereItIs() throws IOException {
        ByteArrayInputStream in = new ByteArrayInputStream("xxabc".getBytes(StandardCharsets.US_ASCII));
        in.skipNBytes(2);
        assertEquals(ABC, Sha256.of(in));
    }
}
