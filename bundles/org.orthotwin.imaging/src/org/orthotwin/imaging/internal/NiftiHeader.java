/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.ValueMapping;
import org.orthotwin.imaging.VoxelStore;

/**
 * The header of a NIfTI-1 or NIfTI-2 file, checked: what is left can be read. Fields and rules are those of nifti1.h and nifti2.h of the
 * NIfTI Data Format Working Group.
 *
 * <p>Orientation: the sform where its code is not 0 and its matrix is one, else the qform where its code is not 0, else none (method 1):
 * the axes are then taken as the patient's right, front and head, and a warning says so. NIfTI's coordinates are RAS; ours are LPS.
 *
 * @param version 1 or 2
 * @param order of the bytes
 * @param single whether header and voxels are in one file
 * @param offset of the voxels in their file, bytes
 * @param type of the stored numbers
 * @param components numbers in a voxel that lie side by side in the file: 3 for RGB24, 4 for RGBA32, else 1
 * @param planes numbers in a voxel that lie in images of their own in the file: the fifth dimension
 * @param nx voxels along the first index
 * @param ny voxels along the second index
 * @param nz voxels along the third index
 * @param times points in time: the fourth dimension
 * @param timeStep between them, s, or 0 if unknown
 * @param mapping meaning of a stored number
 * @param grid where the voxels are
 * @param spacings the header's own spacings, m
 * @param source {@code sform}, {@code qform} or {@code none}
 * @param code of the source: 1 scanner, 2 aligned, 3 Talairach, 4 MNI152, 5 another template; 0 for none
 * @param intent NIfTI's intent code
 * @param problems what is strange
 */
record NiftiHeader(int version, ByteOrder order, boolean single, long offset, ScalarType type, int components, int planes, int nx, int ny,
        int nz, int times, double timeStep, ValueMapping mapping, Affine grid, double[] spacings, String source, int code, int intent,
        List<Diagnostic> problems) {

    static final int SIZE_1 = 348;
    static final int SIZE_2 = 540;
    /** Labels: numbers that must not be mixed. */
    static final int INTENT_LABEL = 1002;
    static final int RGB24 = 128;
    static final int RGBA32 = 2304;
    /** More time points than this are no series of images of a joint. */
    private static final int MAX_TIMES = 100_000;

    /** Which version the first bytes announce; 0 if they are no NIfTI header. */
    static int version(byte[] first) {
        if (first.length >= SIZE_1 && first[344] == 'n' && (first[345] == '+' || first[345] == 'i') && first[346] == '1') {
            return 1;
        }
        return first.length >= 12 && first[4] == 'n' && (first[5] == '+' || first[5] == 'i') && first[6] == '2' ? 2 : 0;
    }

    /**
     * Reads a header.
     *
     * @param bytes the beginning of the file, at least as long as the header of its version
     * @param name of the file, for messages
     * @throws org.orthotwin.core.InputException if it is broken or asks for what is not read, by name
     */
    static NiftiHeader parse(byte[] bytes, String name) {
        int version = version(bytes);
        int size = version == 1 ? SIZE_1 : SIZE_2;
        if (version == 0) {
            throw Texts.refuse("nifti.none", name);
        }
        if (bytes.length < size) {
            throw Texts.refuse("data.ends", name);
        }
        ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (b.getInt(0) != size) {
            b.order(ByteOrder.BIG_ENDIAN);
            if (b.getInt(0) != size) {
                throw Texts.refuse("nifti.size", name, b.order(ByteOrder.LITTLE_ENDIAN).getInt(0), size);
            }
        }
        return version == 1 ? new Fields1(b).parse(name) : new Fields2(b).parse(name);
    }

    /** Bytes of one image of one point in time and one plane. */
    long imageBytes() {
        return (long) nx * ny * nz * components * type.bytes();
    }

    /** The fields by name, wherever the version has them. */
    private abstract static class Fields {

        final ByteBuffer b;
        private final List<Diagnostic> problems = new ArrayList<>();

        Fields(ByteBuffer b) {
            this.b = b;
        }

        abstract int version();

        abstract long dim(int n);

        abstract int datatype();

        abstract int bitpix();

        abstract double pixdim(int n);

        abstract double offset();

        abstract double slope();

        abstract double inter();

        abstract int units();

        abstract int qformCode();

        abstract int sformCode();

        abstract double quatern(int n);

        abstract double qoffset(int n);

        abstract double srow(int row, int column);

        abstract int intent();

        abstract boolean single();

        NiftiHeader parse(String name) {
            long dims = dim(0);
            if (dims < 1 || dims > 7) {
                throw Texts.refuse("nifti.dimensions", name, dims);
            }
            int[] n = new int[8];
            for (int a = 1; a <= 7; a++) {
                long d = a <= dims ? dim(a) : 1;
                if (d < 1 || d > Integer.MAX_VALUE) {
                    throw Texts.refuse("nifti.dim", name, a, d);
                }
                n[a] = (int) d;
            }
            if (n[6] > 1 || n[7] > 1) {
                throw Texts.refuse("nifti.six", name, n[6], n[7]);
            }
            if (n[4] > MAX_TIMES) {
                throw Texts.refuse("nifti.times", name, n[4], MAX_TIMES);
            }
            ScalarType type = type(name);
            int components = datatype() == RGB24 ? 3 : datatype() == RGBA32 ? 4 : 1;
            if (components > 1 && n[5] > 1) {
                throw Texts.refuse("nifti.coloured.vectors", name);
            }
            if (bitpix() != 8 * components * type.bytes()) {
                problems.add(Texts.warning("nifti.bitpix", bitpix(), 8 * components * type.bytes()));
            }
            requireSize(name, n, (long) components * n[5] * type.bytes());
            double unit = unit();
            double[] spacings = new double[3];
            for (int a = 0; a < 3; a++) {
                spacings[a] = spacing(name, a + 1, n[a + 1], unit) / unit;
            }
            String source = source(name, n, unit, spacings);
            Affine grid = grid(source, n, unit, spacings);
            if (grid.isDegenerate()) {
                throw Texts.refuse("grid.flat", name);
            }
            if (source.equals("none")) {
                problems.add(Texts.warning("nifti.unoriented"));
            }
            if (grid.isSheared()) {
                problems.add(Texts.error("sheared", grid.shearDegrees()));
            }
            int code = source.equals("sform") ? sformCode() : source.equals("qform") ? qformCode() : 0;
            return new NiftiHeader(version(), b.order(), single(), offset(name), type, components, n[5], n[1], n[2], n[3], n[4],
                    n[4] > 1 ? timeStep() : 0, mapping(components), grid, spacings, source, code, intent(), List.copyOf(problems));
        }

        private ScalarType type(String name) {
            return switch (datatype()) {
                case 2, RGB24, RGBA32 -> ScalarType.UINT8;
                case 4 -> ScalarType.INT16;
                case 8 -> ScalarType.INT32;
                case 16 -> ScalarType.FLOAT32;
                case 64 -> ScalarType.FLOAT64;
                case 256 -> ScalarType.INT8;
                case 512 -> ScalarType.UINT16;
                case 768 -> ScalarType.UINT32;
                case 1024 -> ScalarType.INT64;
                case 1280 -> ScalarType.UINT64;
                case 1 -> throw Texts.refuse("type.unread", name, "binary (1 bit)");
                case 32 -> throw Texts.refuse("type.unread", name, "complex64");
                case 1536 -> throw Texts.refuse("type.unread", name, "float128");
                case 1792 -> throw Texts.refuse("type.unread", name, "complex128");
                case 2048 -> throw Texts.refuse("type.unread", name, "complex256");
                default -> throw Texts.refuse("type.unread", name, "code " + datatype());
            };
        }

        private static void requireSize(String name, int[] n, long voxelBytes) {
            // two 31-bit numbers and at most 35 bits more: in doubles nothing can overflow
            if ((double) n[1] * n[2] * voxelBytes > VoxelStore.MAX_SLICE_BYTES || n[3] > VoxelStore.MAX_SLICES
                    || (double) n[1] * n[2] * n[3] * n[4] * voxelBytes > Long.MAX_VALUE / 4) {
                throw Texts.refuse("volume.large", name, n[1], n[2], n[3]);
            }
        }

        /** How many of the header's units of length are in 1 m. */
        private double unit() {
            return switch (units() & 7) {
                case 1 -> 1;
                case 2 -> 1000;
                case 3 -> 1e6;
                case 0 -> {
                    problems.add(Texts.info("nifti.unit.unsaid"));
                    yield 1000;
                }
                default -> {
                    problems.add(Texts.warning("nifti.unit.unknown", units() & 7));
                    yield 1000;
                }
            };
        }

        private double spacing(String name, int a, int n, double unit) {
            double d = Math.abs(pixdim(a));
            if (d > 0 && d < Double.POSITIVE_INFINITY) {
                return d;
            }
            if (sformCode() > 0) {
                return Double.NaN;
            }
            if (n > 1) {
                throw Texts.refuse("spacing.none", name, a, pixdim(a));
            }
            // a single image has no distance to the next: 1 mm
            return unit / 1000;
        }

        private double timeStep() {
            double scale = switch (units() & 0x38) {
                case 8 -> 1;
                case 16 -> 1000;
                case 24 -> 1e6;
                default -> 0;
            };
            double step = pixdim(4);
            return scale > 0 && step > 0 && Double.isFinite(step) ? step / scale : 0;
        }

        private ValueMapping mapping(int components) {
            double slope = slope();
            if (slope == 0 || !Double.isFinite(slope) || components > 1) {
                return ValueMapping.IDENTITY;
            }
            if (!Double.isFinite(inter())) {
                problems.add(Texts.warning("nifti.inter", inter()));
                return new ValueMapping(slope, 0, "");
            }
            return new ValueMapping(slope, inter(), "");
        }

        private String source(String name, int[] n, double unit, double[] spacings) {
            boolean s = sformCode() > 0;
            boolean q = qformCode() > 0;
            if (s && matrix(n, unit).isDegenerate()) {
                if (!q) {
                    throw Texts.refuse("grid.flat", name);
                }
                problems.add(Texts.warning("nifti.sform.ignored"));
                s = false;
            }
            if (q && !(quaternionNorm() <= 1.01 && Double.isFinite(qoffset(0) + qoffset(1) + qoffset(2)))) {
                if (!s) {
                    throw Texts.refuse("nifti.quaternion", name, quaternionNorm());
                }
                q = false;
            }
            if (s && q) {
                Affine a = matrix(n, unit);
                Affine b = quaternion(n, unit, spacings);
                double apart = 0;
                for (int c = 0; c < 8; c++) {
                    double i = (c & 1) * (n[1] - 1);
                    double j = (c >> 1 & 1) * (n[2] - 1);
                    double k = (c >> 2) * (n[3] - 1);
                    apart = Math.max(apart, a.point(i, j, k).distance(b.point(i, j, k)));
                }
                if (apart > 0.1 * Math.min(spacings[0], Math.min(spacings[1], spacings[2]))) {
                    problems.add(Texts.warning("nifti.disagree", apart * 1000));
                }
            }
            return s ? "sform" : q ? "qform" : "none";
        }

        private Affine grid(String source, int[] n, double unit, double[] spacings) {
            return switch (source) {
                case "sform" -> matrix(n, unit);
                case "qform" -> quaternion(n, unit, spacings);
                default -> new Affine(n[1], n[2], n[3], Vec3.ZERO, new Vec3(-spacings[0], 0, 0), new Vec3(0, -spacings[1], 0),
                        new Vec3(0, 0, spacings[2]));
            };
        }

        private Affine matrix(int[] n, double unit) {
            Vec3[] column = new Vec3[4];
            for (int c = 0; c < 4; c++) {
                column[c] = lps(srow(0, c) / unit, srow(1, c) / unit, srow(2, c) / unit);
            }
            return new Affine(n[1], n[2], n[3], column[3], column[0], column[1], column[2]);
        }

        private double quaternionNorm() {
            return Math.sqrt(quatern(0) * quatern(0) + quatern(1) * quatern(1) + quatern(2) * quatern(2));
        }

        private Affine quaternion(int[] n, double unit, double[] spacings) {
            double qb = quatern(0);
            double qc = quatern(1);
            double qd = quatern(2);
            double rest = 1 - (qb * qb + qc * qc + qd * qd);
            double qa = 0;
            if (rest < 1e-7) {
                // half a turn: the three are a unit vector but for rounding
                double length = quaternionNorm();
                qb /= length;
                qc /= length;
                qd /= length;
            } else {
                qa = Math.sqrt(rest);
            }
            double x = spacings[0];
            double y = spacings[1];
            double z = pixdim(0) < 0 ? -spacings[2] : spacings[2];
            return new Affine(n[1], n[2], n[3], lps(qoffset(0) / unit, qoffset(1) / unit, qoffset(2) / unit),
                    lps((qa * qa + qb * qb - qc * qc - qd * qd) * x, 2 * (qb * qc + qa * qd) * x, 2 * (qb * qd - qa * qc) * x),
                    lps(2 * (qb * qc - qa * qd) * y, (qa * qa + qc * qc - qb * qb - qd * qd) * y, 2 * (qc * qd + qa * qb) * y),
                    lps(2 * (qb * qd + qa * qc) * z, 2 * (qc * qd - qa * qb) * z, (qa * qa + qd * qd - qc * qc - qb * qb) * z));
        }

        private static Vec3 lps(double r, double a, double s) {
            // no negative zeros
            return new Vec3(0 - r, 0 - a, s + 0.0);
        }

        private long offset(String name) {
            double offset = offset();
            long least = single() ? version() == 1 ? SIZE_1 + 4 : SIZE_2 + 4 : 0;
            if (offset == 0) {
                return least;
            }
            if (!(offset >= least && offset < 1e15) || offset != Math.rint(offset)) {
                throw Texts.refuse("nifti.offset", name, offset, least);
            }
            return (long) offset;
        }
    }

    private static final class Fields1 extends Fields {

        Fields1(ByteBuffer b) {
            super(b);
        }

        @Override
        int version() {
            return 1;
        }

        @Override
        long dim(int n) {
            return b.getShort(40 + 2 * n);
        }

        @Override
        int datatype() {
            return b.getShort(70);
        }

        @Override
        int bitpix() {
            return b.getShort(72);
        }

        @Override
        double pixdim(int n) {
            return b.getFloat(76 + 4 * n);
        }

        @Override
        double offset() {
            return b.getFloat(108);
        }

        @Override
        double slope() {
            return b.getFloat(112);
        }

        @Override
        double inter() {
            return b.getFloat(116);
        }

        @Override
        int units() {
            return b.get(123);
        }

        @Override
        int qformCode() {
            return b.getShort(252);
        }

        @Override
        int sformCode() {
            return b.getShort(254);
        }

        @Override
        double quatern(int n) {
            return b.getFloat(256 + 4 * n);
        }

        @Override
        double qoffset(int n) {
            return b.getFloat(268 + 4 * n);
        }

        @Override
        double srow(int row, int column) {
            return column < 3 ? b.getFloat(280 + 16 * row + 4 * column) : b.getFloat(280 + 16 * row + 4 * column);
        }

        @Override
        int intent() {
            return b.getShort(68);
        }

        @Override
        boolean single() {
            return b.get(345) == '+';
        }
    }

    private static final class Fields2 extends Fields {

        Fields2(ByteBuffer b) {
            super(b);
        }

        @Override
        int version() {
            return 2;
        }

        @Override
        long dim(int n) {
            return b.getLong(16 + 8 * n);
        }

        @Override
        int datatype() {
            return b.getShort(12);
        }

        @Override
        int bitpix() {
            return b.getShort(14);
        }

        @Override
        double pixdim(int n) {
            return b.getDouble(104 + 8 * n);
        }

        @Override
        double offset() {
            return b.getLong(168);
        }

        @Override
        double slope() {
            return b.getDouble(176);
        }

        @Override
        double inter() {
            return b.getDouble(184);
        }

        @Override
        int units() {
            return b.getInt(500);
        }

        @Override
        int qformCode() {
            return b.getInt(344);
        }

        @Override
        int sformCode() {
            return b.getInt(348);
        }

        @Override
        double quatern(int n) {
            return b.getDouble(352 + 8 * n);
        }

        @Override
        double qoffset(int n) {
            return b.getDouble(376 + 8 * n);
        }

        @Override
        double srow(int row, int column) {
            return b.getDouble(400 + 32 * row + 8 * column);
        }

        @Override
        int intent() {
            return b.getInt(504);
        }

        @Override
        boolean single() {
            return b.get(5) == '+';
        }
    }
}
