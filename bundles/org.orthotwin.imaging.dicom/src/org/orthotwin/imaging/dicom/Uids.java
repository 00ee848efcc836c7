/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import java.util.regex.Pattern;

/** Unique identifiers under the root {@code 2.25}: a UUID as a decimal number (PS3.5, B.2). */
public final class Uids {

    /** Of the software that writes: OrthoTwin. */
    public static final String IMPLEMENTATION = "2.25.275904396103226163938834871562893715437";
    public static final String IMPLEMENTATION_NAME = "ORTHOTWIN";

    public static final String CT_IMAGE = "1.2.840.10008.5.1.4.1.1.2";
    public static final String MR_IMAGE = "1.2.840.10008.5.1.4.1.1.4";
    public static final String SEGMENTATION = "1.2.840.10008.5.1.4.1.1.66.4";
    public static final String LABEL_MAP_SEGMENTATION = "1.2.840.10008.5.1.4.1.1.66.7";

    private static final Pattern UID = Pattern.compile("[0-9][0-9.]{0,63}");

    private Uids() {
    }

    /** Whether a text can be an identifier: digits and points, 64 at most. One from outside becomes part of a path only then. */
    public static boolean isUid(String text) {
        return UID.matcher(text).matches();
    }

    /** A new one. */
    public static String random() {
        return of(UUID.randomUUID());
    }

    /** The one that belongs to a name: always the same, and told from all others by 122 bits of its SHA-256. */
    public static String named(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            ByteBuffer b = ByteBuffer.wrap(digest);
            long high = b.getLong() & ~0xf000L | 0x8000L;
            long low = b.getLong() & ~(3L << 62) | 1L << 63;
            return of(new UUID(high, low));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String of(UUID uuid) {
        byte[] b = ByteBuffer.allocate(16).putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits()).array();
        return "2.25." + new BigInteger(1, b);
    }
}
