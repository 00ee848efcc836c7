/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A NIfTI header written field by field, by the offsets of nifti1.h and nifti2.h, so that reader and writer are not tested by each other.
 */
final class NiftiBytes {

    final ByteBuffer b;
    private final boolean two;

    private NiftiBytes(boolean two, ByteOrder order) {
        this.two = two;
        this.b = ByteBuffer.allocate(two ? 544 : 352).order(order);
        b.putInt(0, two ? 540 : 348);
        magic(true);
        for (int a = 0; a < 8; a++) {
            dim(a, 1);
        }
        dim(0, 3);
        pixdim(0, 1);
        offset(b.capacity());
        slope(1, 0);
        units(2);
    }

    static NiftiBytes one(ByteOrder order) {
        return new NiftiBytes(false, order);
    }

    static NiftiBytes two(ByteOrder order) {
        return new NiftiBytes(true, order);
    }

    /** 1 mm, three sizes, an sform that is diagonal in RAS. */
    static NiftiBytes simple(int nx, int ny, int nz, int datatype, int bits) {
        NiftiBytes h = one(ByteOrder.LITTLE_ENDIAN).dims(nx, ny, nz).type(datatype, bits).pixdims(1, 1, 1);
        h.sform(1, new double[] {1, 0, 0, 0}, new double[] {0, 1, 0, 0}, new double[] {0, 0, 1, 0});
        return h;
    }

    NiftiBytes magic(boolean single) {
        byte[] text = (two ? single ? "n+2\0\r\n\u001a\n" : "ni2\0\r\n\u001a\n" : single ? "n+1\0" : "ni1\0").getBytes(
                StandardCharsets.ISO_8859_1);
        b.put(two ? 4 : 344, text);
        return this;
    }

    NiftiBytes dim(int n, long v) {
        if (two) {
            b.putLong(16 + 8 * n, v);
        } else {
            b.putShort(40 + 2 * n, (short) v);
        }
        return this;
    }

    NiftiBytes dims(int... sizes) {
        dim(0, sizes.length);
        for (int a = 0; a < sizes.length; a++) {
            dim(a + 1, sizes[a]);
        }
        return this;
    }

    NiftiBytes type(int code, int bits) {
        b.putShort(two ? 12 : 70, (short) code).putShort(two ? 14 : 72, (short) bits);
        return this;
    }

    private NiftiBytes real(int at2, int at1, double v) {
        if (two) {
            b.putDouble(at2, v);
        } else {
            b.putFloat(at1, (float) v);
        }
        return this;
    }

    NiftiBytes pixdim(int n, double v) {
        return real(104 + 8 * n, 76 + 4 * n, v);
    }

    NiftiBytes pixdims(double x, double y, double z) {
        return pixdim(1, x).pixdim(2, y).pixdim(3, z);
    }

    NiftiBytes offset(double v) {
        if (two) {
            b.putLong(168, (long) v);
        } else {
            b.putFloat(108, (float) v);
        }
        return this;
    }

    NiftiBytes slope(double slope, double inter) {
        return real(176, 112, slope).real(184, 116, inter);
    }

    NiftiBytes units(int code) {
        if (two) {
            b.putInt(500, code);
        } else {
            b.put(123, (byte) code);
        }
        return this;
    }

    NiftiBytes intent(int code) {
        if (two) {
            b.putInt(504, code);
        } else {
            b.putShort(68, (short) code);
        }
        return this;
    }

    NiftiBytes qform(int code, double qfac, double qb, double qc, double qd, double x, double y, double z) {
        if (two) {
            b.putInt(344, code);
        } else {
            b.putShort(252, (short) code);
        }
        pixdim(0, qfac);
        double[] v = {qb, qc, qd, x, y, z};
        for (int n = 0; n < 6; n++) {
            real(352 + 8 * n, 256 + 4 * n, v[n]);
        }
        return this;
    }

    NiftiBytes sform(int code, double[]... rows) {
        if (two) {
            b.putInt(348, code);
        } else {
            b.putShort(254, (short) code);
        }
        for (int r = 0; r < 3; r++) {
            for (int c = 0; c < 4; c++) {
                real(400 + 32 * r + 8 * c, 280 + 16 * r + 4 * c, rows[r][c]);
            }
        }
        return this;
    }

    /** The header with its four bytes behind it, and these voxels. */
    byte[] with(byte[] voxels) {
        return Images.join(b.array(), voxels);
    }
}
