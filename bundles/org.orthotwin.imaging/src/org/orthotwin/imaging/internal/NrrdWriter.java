/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.io.LengthUnit;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.ValueMapping;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.imaging.VoxelStore;
import org.orthotwin.imaging.spi.VolumeWriter;

/**
 * Writes NRRD in LPS and mm: {@code .nrrd} packed by gzip, {@code .nhdr} with raw data in a file of the same name beside it. The names of
 * labels become the keys of 3D Slicer's segmentations. The format has no mapping of stored numbers: where there is one, the values are
 * written, in the smallest of int16, int32, float and double that holds every one of them exactly, or as doubles.
 */
public final class NrrdWriter implements VolumeWriter {

    @Override
    public void write(Volume volume, Path file, Monitor monitor) throws IOException {
        Volume v = withoutMapping(volume);
        monitor.begin(file.getFileName().toString(), v.geometry().nz());
        String name = file.getFileName().toString();
        if (name.toLowerCase(Locale.ROOT).endsWith(".nhdr")) {
            String data = name.substring(0, name.length() - 5) + ".raw";
            String header = header(v, "raw") + "data file: " + data + "\n" + keys(v);
            // the header last: without it, nobody takes the voxels for an image
            AtomicFiles.write(file.resolveSibling(data), out -> VoxelOutput.write(v, out, monitor));
            AtomicFiles.writeString(file, header);
            return;
        }
        byte[] header = (header(v, "gzip") + keys(v) + "\n").getBytes(StandardCharsets.UTF_8);
        AtomicFiles.write(file, out -> {
            out.write(header);
            VoxelOutput.pack(out, packed -> VoxelOutput.write(v, packed, monitor));
        });
    }

    private static String keys(Volume v) {
        VolumeGeometry g = v.geometry();
        return v.components() == 1 ? SegmentKeys.lines(v.attributes(), g.nx(), g.ny(), g.nz()) : "";
    }

    private static String header(Volume v, String encoding) {
        VolumeGeometry g = v.geometry();
        String kind = switch (v.attributes().getOrDefault("kind", "")) {
            case "rgb" -> "RGB-color ";
            case "rgba" -> "RGBA-color ";
            case "list" -> "list ";
            default -> "vector ";
        };
        boolean many = v.components() > 1;
        StringBuilder b = new StringBuilder("NRRD0005\n# Complete NRRD file format specification at:\n# "
                + "http://teem.sourceforge.net/nrrd/format.html\n");
        b.append("type: ").append(type(v.type())).append("\ndimension: ").append(many ? 4
                : 3).append("\nspace: left-posterior-superior\nsizes: ");
        b.append(many ? v.components() + " " : "").append(g.nx()).append(' ').append(g.ny()).append(' ').append(g.nz());
        b.append("\nspace directions: ").append(many ? "none "
                : "").append(text(g.iDirection().times(g.iSpacing()))).append(' ').append(text(g
                .jDirection().times(g.jSpacing()))).append(' ').append(text(g.kDirection().times(g.kSpacing())));
        b.append("\nkinds: ").append(many ? kind : "").append("domain domain domain\nendian: little\nencoding: ").append(encoding);
        b.append("\nspace origin: ").append(text(g.origin())).append('\n');
        if (v.mapping().unit().matches("[A-Za-z0-9/^*.-]+")) {
            b.append("sample units: \"").append(v.mapping().unit()).append("\"\n");
        }
        return b.toString();
    }

    private static String text(Vec3 v) {
        return "(" + LengthUnit.MILLIMETRE.format(v.x() + 0.0) + "," + LengthUnit.MILLIMETRE.format(v.y() + 0.0) + ","
                + LengthUnit.MILLIMETRE.format(v.z() + 0.0) + ")";
    }

    private static String type(ScalarType type) {
        return switch (type) {
            case INT8 -> "signed char";
            case UINT8 -> "unsigned char";
            case INT16 -> "short";
            case UINT16 -> "unsigned short";
            case INT32 -> "int";
            case UINT32 -> "unsigned int";
            case INT64 -> "long long int";
            case UINT64 -> "unsigned long long int";
            case FLOAT32 -> "float";
            case FLOAT64 -> "double";
        };
    }

    /** The volume with its values as stored numbers. */
    static Volume withoutMapping(Volume v) throws IOException {
        ValueMapping m = v.mapping();
        if (m.slope() == 1 && m.intercept() == 0) {
            return v;
        }
        ScalarType type = exactType(v);
        int n = v.geometry().nx() * v.geometry().ny() * v.components();
        VoxelStore store = VoxelStore.allocate(v.geometry().nz(), (long) n * type.bytes());
        for (int k = 0; k < v.geometry().nz(); k++) {
            ByteBuffer from = v.store().slice(k);
            ByteBuffer to = store.slice(k);
            for (int p = 0; p < n; p++) {
                type.put(to, p * type.bytes(), m.value(v.type().get(from, p * v.type().bytes())));
            }
        }
        return new Volume(v.geometry(), type, v.components(), new ValueMapping(1, 0, m.unit()), store, v.origins(), v.attributes());
    }

    private static ScalarType exactType(Volume v) {
        ValueMapping m = v.mapping();
        Volume.Statistics s = v.statistics();
        double low = Math.min(m.value(s.min()), m.value(s.max()));
        double high = Math.max(m.value(s.min()), m.value(s.max()));
        boolean whole = !v.type().isFloating() && m.slope() == Math.rint(m.slope()) && m.intercept() == Math.rint(m.intercept());
        for (ScalarType t : new ScalarType[] {ScalarType.INT16, ScalarType.INT32}) {
            if (whole && low >= t.lowest() && high <= t.highest()) {
                return t;
            }
        }
        int n = v.geometry().nx() * v.geometry().ny() * v.components();
        for (int k = 0; k < v.geometry().nz(); k++) {
            for (int p = 0; p < n; p++) {
                double value = m.value(v.type().get(v.store().slice(k), p * v.type().bytes()));
                if ((float) value != value && !Double.isNaN(value)) {
                    return ScalarType.FLOAT64;
                }
            }
        }
        return ScalarType.FLOAT32;
    }
}
