/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dcm4che.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.dcm4che3.data.VR;
import org.dcm4che3.data.Value;
import org.dcm4che3.io.DicomEncodingOptions;
import org.dcm4che3.io.DicomOutputStream;
import org.orthotwin.imaging.dicom.PixelData;

/**
 * Plain pixel data as a value that is written piece by piece.
 *
 * @param unit bytes that are swapped on the way to little-endian; 1 where it is that already
 */
record PlainValue(PixelData pixels, int unit) implements Value {

    private static final int CHUNK = 1 << 18;

    @Override
    public boolean isEmpty() {
        return pixels.length() == 0;
    }

    @Override
    public byte[] toBytes(VR vr, boolean bigEndian) throws IOException {
        byte[] all = new byte[Math.toIntExact(pixels.length())];
        pixels.read(0, ByteBuffer.wrap(all));
        swap(all, all.length);
        return all;
    }

    @Override
    public void writeTo(DicomOutputStream out, VR vr) throws IOException {
        writeTo((OutputStream) out);
    }

    private void writeTo(OutputStream out) throws IOException {
        long length = pixels.length();
        byte[] chunk = new byte[(int) Math.min(CHUNK, Math.max(length, 1))];
        for (long at = 0; at < length; at += chunk.length) {
            int n = (int) Math.min(chunk.length, length - at);
            pixels.read(at, ByteBuffer.wrap(chunk, 0, n));
            swap(chunk, n);
            out.write(chunk, 0, n);
        }
        if ((length & 1) == 1) {
            out.write(0);
        }
    }

    private void swap(byte[] b, int n) {
        for (int p = 0; unit > 1 && p + unit <= n; p += unit) {
            for (int k = 0; k < unit / 2; k++) {
                byte t = b[p + k];
                b[p + k] = b[p + unit - 1 - k];
                b[p + unit - 1 - k] = t;
            }
        }
    }

    @Override
    public int calcLength(DicomEncodingOptions options, boolean explicitVr, VR vr) {
        return getEncodedLength(options, explicitVr, vr);
    }

    /** As 32 bits without a sign, as the file has it. */
    @Override
    public int getEncodedLength(DicomEncodingOptions options, boolean explicitVr, VR vr) {
        long even = pixels.length() + (pixels.length() & 1);
        if (even > 0xfffffffeL) {
            throw Texts.refuse("dcm4che.large", even);
        }
        return (int) even;
    }
}
