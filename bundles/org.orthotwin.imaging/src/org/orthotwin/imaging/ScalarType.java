/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging;

import java.nio.ByteBuffer;

/** How one stored number of a volume is coded; always little-endian in memory. */
public enum ScalarType {
    INT8(1, false), UINT8(1, false), INT16(2, false), UINT16(2, false), INT32(4, false), UINT32(4, false), INT64(8, false),
    UINT64(8, false), FLOAT32(4, true), FLOAT64(8, true);

    private final int bytes;
    private final boolean floating;

    ScalarType(int bytes, boolean floating) {
        this.bytes = bytes;
        this.floating = floating;
    }

    /** Size of one number in bytes. */
    public int bytes() {
        return bytes;
    }

    public boolean isFloating() {
        return floating;
    }

    public boolean isSigned() {
        return this != UINT8 && this != UINT16 && this != UINT32 && this != UINT64;
    }

    /** Its name as people write it: {@code int16}, {@code float32} ... */
    public String code() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /**
     * The number at a byte offset as a double; 64-bit integers beyond 2^53 lose their last digits.
     *
     * @param data in the order of this buffer, which volumes keep little-endian
     */
    public double get(ByteBuffer data, int offset) {
        return switch (this) {
            case INT8 -> data.get(offset);
            case UINT8 -> data.get(offset) & 0xff;
            case INT16 -> data.getShort(offset);
            case UINT16 -> data.getShort(offset) & 0xffff;
            case INT32 -> data.getInt(offset);
            case UINT32 -> data.getInt(offset) & 0xffffffffL;
            case INT64 -> data.getLong(offset);
            case UINT64 -> {
                long v = data.getLong(offset);
                yield v >= 0 ? v : (v >>> 1 | v & 1) * 2.0;
            }
            case FLOAT32 -> data.getFloat(offset);
            case FLOAT64 -> data.getDouble(offset);
        };
    }

    /**
     * Writes a number at a byte offset.
     *
     * @throws IllegalArgumentException if the type cannot hold the value exactly where it is an integer type
     */
    public void put(ByteBuffer data, int offset, double value) {
        if (!floating) {
            long v = (long) value;
            if (v != value || bytes < 8 && (v < lowest() || v > highest()) || this == UINT64 && value < 0) {
                throw new IllegalArgumentException(value + " cannot be stored as " + code());
            }
        }
        switch (this) {
            case INT8, UINT8 -> data.put(offset, (byte) (long) value);
            case INT16, UINT16 -> data.putShort(offset, (short) (long) value);
            case INT32, UINT32 -> data.putInt(offset, (int) (long) value);
            case INT64, UINT64 -> data.putLong(offset, (long) value);
            case FLOAT32 -> data.putFloat(offset, (float) value);
            case FLOAT64 -> data.putDouble(offset, value);
        }
    }

    private long lowest() {
        return isSigned() ? -1L << 8 * bytes - 1 : 0;
    }

    private long highest() {
        return isSigned() ? (1L << 8 * bytes - 1) - 1 : (1L << 8 * bytes) - 1;
    }
}
