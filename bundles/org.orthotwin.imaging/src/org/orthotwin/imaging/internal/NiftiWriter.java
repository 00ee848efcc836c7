/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.imaging.spi.VolumeWriter;

/**
 * Writes NIfTI-1, or NIfTI-2 where a side has more than 32767 voxels: {@code .nii}, {@code .nii.gz}, or a pair for {@code .hdr}. Stored
 * numbers and their meaning are kept; numbers of the header are single precision in NIfTI-1. The unit is mm, sform and qform say the same.
 * Of the attributes only the code of the orientation and the intent are kept: a label map is marked as one, the names of its labels are
 * not in the file.
 */
public final class NiftiWriter implements VolumeWriter {

    private static final int INTENT_VECTOR = 1007;

    @Override
    public void write(Volume v, Path file, Monitor monitor) throws IOException {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        boolean pair = name.endsWith(".hdr");
        byte[] header = header(v, pair);
        monitor.begin(file.getFileName().toString(), v.geometry().nz());
        if (pair) {
            String own = file.getFileName().toString();
            // the header last: without it, nobody takes the voxels for an image
            AtomicFiles.write(file.resolveSibling(own.substring(0, own.length() - 4) + ".img"), out -> voxels(v, out, monitor));
            AtomicFiles.write(file, out -> out.write(header));
        } else if (name.endsWith(".gz")) {
            AtomicFiles.write(file, out -> VoxelOutput.pack(out, packed -> {
                packed.write(header);
                voxels(v, packed, monitor);
            }));
        } else {
            AtomicFiles.write(file, out -> {
                out.write(header);
                voxels(v, out, monitor);
            });
        }
    }

    private static void voxels(Volume v, OutputStream out, Monitor monitor) throws IOException {
        if (v.components() == 1 || isColour(v)) {
            VoxelOutput.write(v, out, monitor);
            return;
        }
        int bytes = v.type().bytes();
        int step = v.components() * bytes;
        byte[] plane = new byte[v.geometry().nx() * v.geometry().ny() * bytes];
        for (int c = 0; c < v.components(); c++) {
            for (int k = 0; k < v.geometry().nz(); k++) {
                monitor.checkCancelled();
                ByteBuffer slice = v.store().slice(k);
                for (int p = 0, at = c * bytes; p < plane.length; p += bytes, at += step) {
                    slice.get(at, plane, p, bytes);
                }
                out.write(plane);
            }
        }
    }

    private static boolean isColour(Volume v) {
        String kind = v.attributes().getOrDefault("kind", "");
        return v.type() == ScalarType.UINT8 && (v.components() == 3 && kind.equals("rgb") || v.components() == 4 && kind.equals("rgba"));
    }

    private static byte[] header(Volume v, boolean pair) {
        VolumeGeometry g = v.geometry();
        boolean two = Math.max(g.nx(), Math.max(g.ny(), Math.max(g.nz(), v.components()))) > Short.MAX_VALUE;
        boolean colour = isColour(v);
        int planes = colour ? 1 : v.components();
        long[] dim = {planes > 1 ? 5 : 3, g.nx(), g.ny(), g.nz(), 1, planes, 1, 1};
        int type = colour ? v.components() == 3 ? NiftiHeader.RGB24 : NiftiHeader.RGBA32 : code(v.type());
        int bits = 8 * v.type().bytes() * (colour ? v.components() : 1);
        boolean labels = v.attributes().keySet().stream().anyMatch(k -> k.startsWith("label."));
        int orientation = number(v, "orientationCode", 1);
        int intent = number(v, "intentCode", planes > 1 ? INTENT_VECTOR : labels ? NiftiHeader.INTENT_LABEL : 0);
        // RAS, mm
        Vec3[] axis = {ras(g.iDirection()), ras(g.jDirection()), ras(g.kDirection())};
        double[] spacing = {g.iSpacing() * 1000, g.jSpacing() * 1000, g.kSpacing() * 1000};
        Vec3 origin = ras(g.origin()).times(1000);
        double handed = g.isRightHanded() ? 1 : -1;
        double[] q = quaternion(axis[0], axis[1], axis[2].times(handed));
        double[] pixdim = {handed, spacing[0], spacing[1], spacing[2], 0, 0, 0, 0};
        int size = two ? NiftiHeader.SIZE_2 : NiftiHeader.SIZE_1;
        ByteBuffer b = ByteBuffer.allocate(pair ? size : size + 4).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(0, size);
        if (two) {
            b.put(4, (pair ? "ni2\0\r\n\u001a\n" : "n+2\0\r\n\u001a\n").getBytes(StandardCharsets.ISO_8859_1));
            b.putShort(12, (short) type).putShort(14, (short) bits);
            for (int a = 0; a < 8; a++) {
                b.putLong(16 + 8 * a, dim[a]).putDouble(104 + 8 * a, pixdim[a]);
            }
            b.putLong(168, pair ? 0 : size + 4).putDouble(176, v.mapping().slope()).putDouble(184, v.mapping().intercept());
            b.putInt(344, orientation).putInt(348, orientation).putInt(500, 2).putInt(504, intent);
            for (int a = 0; a < 3; a++) {
                b.putDouble(352 + 8 * a, q[a]).putDouble(376 + 8 * a, origin.toArray()[a]);
                for (int c = 0; c < 3; c++) {
                    b.putDouble(400 + 32 * a + 8 * c, axis[c].toArray()[a] * spacing[c]);
                }
                b.putDouble(400 + 32 * a + 24, origin.toArray()[a]);
            }
            return b.array();
        }
        b.put(38, (byte) 'r').putShort(68, (short) intent).putShort(70, (short) type).putShort(72, (short) bits);
        for (int a = 0; a < 8; a++) {
            b.putShort(40 + 2 * a, (short) dim[a]).putFloat(76 + 4 * a, (float) pixdim[a]);
        }
        b.putFloat(108, pair ? 0 : size + 4).putFloat(112, (float) v.mapping().slope()).putFloat(116, (float) v.mapping().intercept());
        b.put(123, (byte) 2).putShort(252, (short) orientation).putShort(254, (short) orientation);
        for (int a = 0; a < 3; a++) {
            b.putFloat(256 + 4 * a, (float) q[a]).putFloat(268 + 4 * a, (float) origin.toArray()[a]);
            for (int c = 0; c < 3; c++) {
                b.putFloat(280 + 16 * a + 4 * c, (float) (axis[c].toArray()[a] * spacing[c]));
            }
            b.putFloat(280 + 16 * a + 12, (float) origin.toArray()[a]);
        }
        b.put(344, (pair ? "ni1\0" : "n+1\0").getBytes(StandardCharsets.ISO_8859_1));
        return b.array();
    }

    private static int number(Volume v, String attribute, int otherwise) {
        String text = v.attributes().getOrDefault(attribute, "");
        // 0 would say that there is no orientation
        return text.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(text) : otherwise;
    }

    private static int code(ScalarType type) {
        return switch (type) {
            case UINT8 -> 2;
            case INT16 -> 4;
            case INT32 -> 8;
            case FLOAT32 -> 16;
            case FLOAT64 -> 64;
            case INT8 -> 256;
            case UINT16 -> 512;
            case UINT32 -> 768;
            case INT64 -> 1024;
            case UINT64 -> 1280;
        };
    }

    private static Vec3 ras(Vec3 lps) {
        return new Vec3(0 - lps.x(), 0 - lps.y(), lps.z() + 0.0);
    }

    /** The three last parts of the unit quaternion, whose first is not negative, that turns the axes of space into these. */
    private static double[] quaternion(Vec3 x, Vec3 y, Vec3 z) {
        double xx = x.x();
        double yy = y.y();
        double zz = z.z();
        // four times the square of each part; the largest is divided by
        double[] squares = {1 + xx + yy + zz, 1 + xx - yy - zz, 1 - xx + yy - zz, 1 - xx - yy + zz};
        int largest = 0;
        for (int n = 1; n < 4; n++) {
            largest = squares[n] > squares[largest] ? n : largest;
        }
        double s = 2 * Math.sqrt(squares[largest]);
        double[] q = switch (largest) {
            case 0 -> new double[] {s / 4, (y.z() - z.y()) / s, (z.x() - x.z()) / s, (x.y() - y.x()) / s};
            case 1 -> new double[] {(y.z() - z.y()) / s, s / 4, (y.x() + x.y()) / s, (z.x() + x.z()) / s};
            case 2 -> new double[] {(z.x() - x.z()) / s, (y.x() + x.y()) / s, s / 4, (z.y() + y.z()) / s};
            default -> new double[] {(x.y() - y.x()) / s, (z.x() + x.z()) / s, (z.y() + y.z()) / s, s / 4};
        };
        double sign = q[0] < 0 ? -1 : 1;
        double length = Math.sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]);
        return new double[] {sign * q[1] / length + 0.0, sign * q[2] / length + 0.0, sign * q[3] / length + 0.0};
    }
}
