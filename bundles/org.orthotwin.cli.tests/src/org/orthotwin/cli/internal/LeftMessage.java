/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;

/** Messages for {@code twin serve} without a broker. */
final class LeftMessage {

    private LeftMessage() {
    }

    /** A message that an earlier {@code serve} has written down and not taken any more, as its journal has it. */
    static void in(Path folder, String topic, String payload) throws IOException {
        byte[] t = topic.getBytes(StandardCharsets.UTF_8);
        byte[] p = payload.getBytes(StandardCharsets.UTF_8);
        byte[] body = ByteBuffer.allocate(Long.BYTES + Short.BYTES + t.length + p.length).putLong(System.currentTimeMillis())
                .putShort((short) t.length).put(t).put(p).array();
        CRC32 sum = new CRC32();
        sum.update(body);
        byte[] begin = "OrthoTwin journal 1\n".getBytes(StandardCharsets.US_ASCII);
        Files.write(folder.resolve("messages.journal"), ByteBuffer.allocate(begin.length + 2 * Integer.BYTES + body.length).put(begin)
                .putInt(body.length).putInt((int) sum.getValue()).put(body).array());
    }
}
