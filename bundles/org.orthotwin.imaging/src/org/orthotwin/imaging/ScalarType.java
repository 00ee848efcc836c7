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
            if (!(value >= lowest() && value <= highest()) || value != Math.rint(value)) {
                throw new IllegalArgumentException(value + " cannot be stored as " + code());
            }
        }
        switch (this) {
            case INT8, UINT8 -> data.put(offset, (byte) (long) value);
            case INT16, UINT16 -> data.putShort(offset, (short) (long) value);
            case INT32, UINT32 -> data.putInt(offset, (int) (long) value);
            case INT64 -> data.putLong(offset, (long) value);
            case UINT64 -> data.putLong(offset, value < 0x1p63 ? (long) value : (long) (value - 0x1p63) ^ Long.MIN_VALUE);
            case FLOAT32 -> data.putFloat(offset, (float) value);
            case FLOAT64 -> data.putDouble(offset, value);
        }
    }

    /** Least number that it holds; for floating types the negative of the greatest. */
    public double lowest() {
        return floating ? -highest() : isSigned() ? -Math.scalb(1.0, 8 * bytes - 1) : 0;
    }

    /** Greatest number that it holds; of the 64-bit integers the greatest that is a double. */
    public double highest() {
        if (floating) {
            return this == FLOAT32 ? Float.MAX_VALUE : Double.MAX_VALUE;
        }
        double end = Math.scalb(1.0, isSigned() ? 8 * bytes - 1 : 8 * bytes);
        return bytes < 8 ? end - 1 : Math.nextDown(end);
    }
}
