/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import java.util.Objects;
import java.util.stream.IntStream;

/**
 * The surface on which numbers on a regular grid have a given value, or which bounds a label of a label map: closed, manifold and oriented
 * outward, with one vertex on each grid edge that it crosses and none twice.
 *
 * <p><b>Method.</b> Marching cubes in four passes over rows, as flying edges do it (W. Schroeder, R. Maynard, B. Geveci, Flying edges: a
 * high-performance scalable isocontouring algorithm, LDAV 2015, doi:10.1109/LDAV.2015.7348069): classify, count, sum up, write, each pass
 * in parallel and without locks. Rows are kept as one bit for each grid point, so that 64 cells at a time are found to be crossed or not,
 * and only crossed ones are looked at. Faces with inside corners at the ends of one diagonal only are decided by the value at the saddle of
 * the bilinear interpolation there (G. Nielson, B. Hamann, The asymptotic decider, Visualization 1991, doi:10.1109/VISUAL.1991.175782);
 * see {@link CellCases} for why the surface is then closed and manifold for any numbers at all. In a label map they are decided against
 * joining: parts of a label that touch along an edge or in a point only are not connected.
 *
 * <p>Within a cell each loop is closed by a disc. Where trilinear interpolation would join two sheets by a tunnel that shows on no face of
 * the cell, they stay apart.
 *
 * <p>Crossings are linear along the edge and stay {@link #END_GAP} of it away from its ends, so that a number that equals the value makes
 * neither a vertex twice nor a triangle without area. What is not a number is outside. The mesh does not depend on the number of threads
 * (those of the common pool, or of the pool in which the caller runs). Memory: an eighth of a byte for each grid point, 20 bytes for each
 * row, and the mesh.
 */
public final class GridSurface {

    /** Crossings stay this fraction of an edge away from its ends. */
    public static final double END_GAP = 1.0 / 1024;

    /** Which numbers are inside. */
    public enum Inside {
        /** Below the value, as for signed distances. */
        BELOW,
        /** At or above the value, as for bone in CT: the surface of {@link #BELOW}, facing the other way. */
        ABOVE
    }

    /** What happens to a body that leaves the grid. */
    public enum Border {
        /** The surface ends there with a boundary. */
        OPEN,
        /** The body is closed off at the outermost points (a label map: half a step beyond them). */
        CLOSED
    }

    private final GridSamples samples;
    private final boolean label;
    private final double iso;
    private final Inside inside;
    /** 1 if a layer of outside points is put round the grid, else 0. */
    private final int pad;
    /** Points along each axis, the layer round the grid included. */
    private final int nx;
    private final int ny;
    private final int nz;
    /** Words of a row of bits. */
    private final int words;
    /** One bit for each point, row after row; the row of j, k begins at {@code (j + ny * k) * words}. */
    private final long[] bits;
    /** Crossings along x and y of each row; along z follow from the sums. */
    private final int[] alongX;
    private final int[] alongY;
    private final int[] alongZ;
    /** First vertex and first triangle of each row, after counting; before, their numbers. */
    private final int[] firstVertex;
    private final int[] firstTriangle;

    private double[] vertices;
    private int[] triangles;
    private final double[] step = new double[12];
    private boolean mirrored;

    private GridSurface(GridSamples samples, boolean label, double iso, Inside inside, Border border) {
        this.samples = Objects.requireNonNull(samples);
        this.label = label;
        this.iso = iso;
        this.inside = Objects.requireNonNull(inside);
        pad = border == Border.CLOSED ? 1 : 0;
        nx = samples.nx() + 2 * pad;
        ny = samples.ny() + 2 * pad;
        nz = samples.nz() + 2 * pad;
        words = (nx + 63) / 64;
        long rows = (long) ny * nz;
        if (rows * words > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("a grid of " + nx + " x " + ny + " x " + nz + " points is too large for one surface");
        }
        bits = new long[(int) (rows * words)];
        alongX = new int[(int) rows];
        alongY = new int[(int) rows];
        alongZ = new int[(int) rows];
        firstVertex = new int[(int) rows];
        firstTriangle = new int[(int) rows];
    }

    /**
     * The surface on which the numbers have a value.
     *
     * @param iso the value, in the unit of the numbers
     * @return in the frame of {@code frame}'s owner, m; without triangles if all or none are inside (and the border is open)
     * @throws IllegalArgumentException if the value is not finite or the surface has more vertices or triangles than fit into arrays
     */
    public static TriangleMesh extract(GridSamples samples, GridFrame frame, double iso, Inside inside, Border border) {
        if (!Double.isFinite(iso)) {
            throw new IllegalArgumentException("a surface at the value " + iso + ": not finite");
        }
        return new GridSurface(samples, false, iso, inside, border).march(frame);
    }

    /**
     * The boundary of the points with a label, half way to their neighbours, closed off half a step beyond the grid. It has steps
     * as high as half a grid step.
     *
     * @return in the frame of {@code frame}'s owner, m; without triangles if no point has the label
     */
    public static TriangleMesh ofLabel(GridSamples samples, GridFrame frame, int label) {
        return new GridSurface(samples, true, label, Inside.BELOW, Border.CLOSED).march(frame);
    }

    private TriangleMesh march(GridFrame frame) {
        IntStream.range(pad, nz - pad).parallel().forEach(this::classify);
        IntStream.range(0, nz).parallel().forEach(this::count);
        long nv = 0;
        long nt = 0;
        for (int r = 0; r < firstVertex.length; r++) {
            int v = firstVertex[r];
            int t = firstTriangle[r];
            firstVertex[r] = (int) nv;
            firstTriangle[r] = (int) nt;
            nv += v;
            nt += t;
            if (3 * Math.max(nv, nt) > Integer.MAX_VALUE - 8) {
                throw new IllegalArgumentException("the surface has more than " + Integer.MAX_VALUE / 3 + " vertices or triangles");
            }
        }
        Vec3 o = frame.point(-pad, -pad, -pad);
        Vec3[] columns = {o, frame.iStep(), frame.jStep(), frame.kStep()};
        for (int c = 0; c < 4; c++) {
            System.arraycopy(columns[c].toArray(), 0, step, 3 * c, 3);
        }
        mirrored = frame.isRightHanded();
        vertices = new double[(int) (3 * nv)];
        triangles = new int[(int) (3 * nt)];
        IntStream.range(0, nz).parallel().forEach(this::write);
        return TriangleMesh.trusted(vertices, triangles);
    }

    /** First pass: the bits of slice k. */
    private void classify(int k) {
        RowBits row = label ? RowBits.label(samples.nx(), (int) iso) : RowBits.threshold(samples.nx(), iso, inside == Inside.ABOVE);
        long[] b = row.bits();
        for (int j = pad; j < ny - pad; j++) {
            samples.row(j - pad, k - pad, row);
            int at = (j + ny * k) * words;
            if (pad == 0) {
                System.arraycopy(b, 0, bits, at, words);
            } else {
                long carry = 0;
                for (int w = 0; w < words; w++) {
                    long x = w < b.length ? b[w] : 0;
                    bits[at + w] = x << 1 | carry;
                    carry = x >>> 63;
                }
            }
        }
    }

    /** The word's bits moved one point down: bit i is the point i + 1. */
    private long up(int row, int w) {
        long x = bits[row + w] >>> 1;
        return w + 1 < words ? x | bits[row + w + 1] << 63 : x;
    }

    /** The points of word w that begin a cell. */
    private long cells(int w) {
        int n = nx - 1 - 64 * w;
        return n >= 64 ? -1 : n <= 0 ? 0 : -1L >>> 64 - n;
    }

    /** Second pass: vertices and triangles of the rows of slice k. */
    private void count(int k) {
        Corners corners = new Corners();
        for (int j = 0; j < ny; j++) {
            int r = j + ny * k;
            int a = r * words;
            boolean hasY = j + 1 < ny;
            boolean hasZ = k + 1 < nz;
            int b = hasY ? a + words : a;
            int c = hasZ ? a + ny * words : a;
            int d = hasY && hasZ ? c + words : a;
            int x = 0;
            int y = 0;
            int z = 0;
            int t = 0;
            int middles = 0;
            for (int w = 0; w < words; w++) {
                long a0 = bits[a + w];
                long b0 = bits[b + w];
                long c0 = bits[c + w];
                long d0 = bits[d + w];
                long a1 = up(a, w);
                long cells = cells(w);
                x += Long.bitCount((a0 ^ a1) & cells);
                y += Long.bitCount(a0 ^ b0);
                z += Long.bitCount(a0 ^ c0);
                if (!hasY || !hasZ) {
                    continue;
                }
                long b1 = up(b, w);
                long c1 = up(c, w);
                long d1 = up(d, w);
                long crossed = (a0 | a1 | b0 | b1 | c0 | c1 | d0 | d1) & ~(a0 & a1 & b0 & b1 & c0 & c1 & d0 & d1) & cells;
                while (crossed != 0) {
                    int i = Long.numberOfTrailingZeros(crossed);
                    crossed &= crossed - 1;
                    int set = set(a0, a1, b0, b1, c0, c1, d0, d1, i);
                    int plain = CellCases.PLAIN[set];
                    if (plain >= 0) {
                        t += plain;
                    } else {
                        int entry = entry(set, 64 * w + i, j, k, corners);
                        t += (CellCases.START[entry + 1] - CellCases.START[entry]) / 3;
                        middles += CellCases.MIDDLES[entry];
                    }
                }
            }
            alongX[r] = x;
            alongY[r] = y;
            alongZ[r] = z;
            firstVertex[r] = x + y + z + middles;
            firstTriangle[r] = t;
        }
    }

    private static int set(long a0, long a1, long b0, long b1, long c0, long c1, long d0, long d1, int i) {
        return (int) (a0 >>> i & 1 | (a1 >>> i & 1) << 1 | (b0 >>> i & 1) << 2 | (b1 >>> i & 1) << 3 | (c0 >>> i & 1) << 4
                | (c1 >>> i & 1) << 5 | (d0 >>> i & 1) << 6 | (d1 >>> i & 1) << 7);
    }

    /** Room for the numbers at the corners of a cell. */
    private static final class Corners {
        private final double[] f = new double[8];
    }

    private int entry(int set, int i, int j, int k, Corners corners) {
        int faces = CellCases.AMBIGUOUS[set];
        if (faces == 0 || label) {
            return CellCases.BASE[set];
        }
        double[] f = corners.f;
        for (int c = 0; c < 8; c++) {
            int ci = i + (c & 1);
            int cj = j + (c >> 1 & 1);
            int ck = k + (c >> 2);
            // the layer round the grid has no part in an ambiguous face: both diagonals would have a point in it, outside
            f[c] = pad == 1 && isPad(ci, cj, ck) ? 0 : samples.value(ci - pad, cj - pad, ck - pad) - iso;
        }
        int joined = 0;
        for (int face = 0; face < 6; face++) {
            if ((faces >> face & 1) != 0) {
                int[] q = CellCases.FACES[face];
                double p = f[q[0]] * f[q[2]];
                double o = f[q[1]] * f[q[3]];
                // the saddle is on the side of the pair with the larger product
                boolean first = (set >> q[0] & 1) != 0;
                joined |= (first ? p > o : o > p) ? 1 << face : 0;
            }
        }
        return CellCases.entry(set, joined);
    }

    /** Whether a point of the grid with its layer is in the layer. */
    private boolean isPad(int i, int j, int k) {
        return pad == 1 && (i == 0 || j == 0 || k == 0 || i == nx - 1 || j == ny - 1 || k == nz - 1);
    }

    /** Fourth pass: vertices of the rows of slice k, and triangles of the cells above them. */
    private void write(int k) {
        Corners corners = new Corners();
        int[] id = new int[16];
        for (int j = 0; j < ny; j++) {
            int r = j + ny * k;
            int end = r + 1 < firstVertex.length ? firstVertex[r + 1] : vertices.length / 3;
            if (firstVertex[r] < end) {
                writeVertices(j, k);
            }
            int endT = r + 1 < firstTriangle.length ? firstTriangle[r + 1] : triangles.length / 3;
            if (firstTriangle[r] < endT) {
                writeTriangles(j, k, id, corners);
            }
        }
    }

    private void writeVertices(int j, int k) {
        int r = j + ny * k;
        int a = r * words;
        int at = 3 * firstVertex[r];
        boolean plain = pad == 0 && !label;
        double x = step[0] + j * step[6] + k * step[9];
        double y = step[1] + j * step[7] + k * step[10];
        double z = step[2] + j * step[8] + k * step[11];
        for (int axis = 0; axis < 3; axis++) {
            if (axis == 1 && j + 1 == ny || axis == 2 && k + 1 == nz) {
                continue;
            }
            int di = axis == 0 ? 1 : 0;
            int dj = axis == 1 ? 1 : 0;
            int dk = axis == 2 ? 1 : 0;
            int other = a + (dj + dk * ny) * words;
            double sx = step[3 * axis + 3];
            double sy = step[3 * axis + 4];
            double sz = step[3 * axis + 5];
            for (int w = 0; w < words; w++) {
                long crossed = axis == 0 ? (bits[a + w] ^ up(a, w)) & cells(w) : bits[a + w] ^ bits[other + w];
                while (crossed != 0) {
                    int i = 64 * w + Long.numberOfTrailingZeros(crossed);
                    crossed &= crossed - 1;
                    double s = plain ? fraction(samples.value(i - pad, j - pad, k - pad), samples.value(i - pad + di, j - pad + dj,
                            k - pad + dk)) : crossing(i, j, k, axis);
                    vertices[at] = x + i * step[3] + s * sx;
                    vertices[at + 1] = y + i * step[4] + s * sy;
                    vertices[at + 2] = z + i * step[5] + s * sz;
                    at += 3;
                }
            }
        }
    }

    /** Where the edge from a point upwards along an axis is crossed, as a fraction of it. */
    private double crossing(int i, int j, int k, int axis) {
        if (label) {
            return 0.5;
        }
        int i1 = axis == 0 ? i + 1 : i;
        int j1 = axis == 1 ? j + 1 : j;
        int k1 = axis == 2 ? k + 1 : k;
        if (pad == 1) {
            if (isPad(i, j, k)) {
                return 1 - END_GAP;
            }
            if (isPad(i1, j1, k1)) {
                return END_GAP;
            }
        }
        return fraction(samples.value(i - pad, j - pad, k - pad), samples.value(i1 - pad, j1 - pad, k1 - pad));
    }

    private double fraction(double low, double high) {
        double s = (iso - low) / (high - low);
        return s != s ? 0.5 : Math.min(1 - END_GAP, Math.max(END_GAP, s));
    }

    private void writeTriangles(int j, int k, int[] id, Corners corners) {
        int r = j + ny * k;
        int rc = r + ny;
        int a = r * words;
        int b = a + words;
        int c = rc * words;
        int d = c + words;
        // the next vertex along x of the four rows, along y of the two lower ones, along z of the two front ones, and in the middle
        int xa = firstVertex[r];
        int xb = firstVertex[r + 1];
        int xc = firstVertex[rc];
        int xd = firstVertex[rc + 1];
        int ya = xa + alongX[r];
        int yc = xc + alongX[rc];
        int za = ya + alongY[r];
        int zb = xb + alongX[r + 1] + alongY[r + 1];
        int middle = za + alongZ[r];
        int out = 3 * firstTriangle[r];
        byte[] table = CellCases.TRIANGLES;
        int second = mirrored ? 2 : 1;
        for (int w = 0; w < words; w++) {
            long a0 = bits[a + w];
            long b0 = bits[b + w];
            long c0 = bits[c + w];
            long d0 = bits[d + w];
            long a1 = up(a, w);
            long b1 = up(b, w);
            long c1 = up(c, w);
            long d1 = up(d, w);
            long crossed = (a0 | a1 | b0 | b1 | c0 | c1 | d0 | d1) & ~(a0 & a1 & b0 & b1 & c0 & c1 & d0 & d1) & cells(w);
            while (crossed != 0) {
                int i = Long.numberOfTrailingZeros(crossed);
                crossed &= crossed - 1;
                int set = set(a0, a1, b0, b1, c0, c1, d0, d1, i);
                int yaHere = (set ^ set >> 2) & 1;
                int ycHere = (set >> 4 ^ set >> 6) & 1;
                int zaHere = (set ^ set >> 4) & 1;
                int zbHere = (set >> 2 ^ set >> 6) & 1;
                id[0] = xa;
                id[1] = xb;
                id[2] = xc;
                id[3] = xd;
                id[4] = ya;
                id[5] = ya + yaHere;
                id[6] = yc;
                id[7] = yc + ycHere;
                id[8] = za;
                id[9] = za + zaHere;
                id[10] = zb;
                id[11] = zb + zbHere;
                int entry = CellCases.BASE[set];
                if (CellCases.PLAIN[set] < 0) {
                    entry = entry(set, 64 * w + i, j, k, corners);
                    for (int m = 0; m < CellCases.MIDDLES[entry]; m++) {
                        writeMiddle(middle, CellCases.LOOPS[entry][m], 64 * w + i, j, k);
                        id[CellCases.MIDDLE + m] = middle++;
                    }
                }
                int end = CellCases.START[entry + 1];
                for (int q = CellCases.START[entry]; q < end; q += 3) {
                    triangles[out] = id[table[q]];
                    triangles[out + second] = id[table[q + 1]];
                    triangles[out + 3 - second] = id[table[q + 2]];
                    out += 3;
                }
                xa += (set ^ set >> 1) & 1;
                xb += (set >> 2 ^ set >> 3) & 1;
                xc += (set >> 4 ^ set >> 5) & 1;
                xd += (set >> 6 ^ set >> 7) & 1;
                ya += yaHere;
                yc += ycHere;
                za += zaHere;
                zb += zbHere;
            }
        }
    }

    /** The mean of the crossings of a loop. */
    private void writeMiddle(int vertex, int edges, int i, int j, int k) {
        double u = 0;
        double v = 0;
        double t = 0;
        for (int e = 0; e < 12; e++) {
            if ((edges >> e & 1) == 0) {
                continue;
            }
            int p = e & 1;
            int q = e >> 1 & 1;
            switch (e >> 2) {
                case 0 -> {
                    u += i + crossing(i, j + p, k + q, 0);
                    v += j + p;
                    t += k + q;
                }
                case 1 -> {
                    u += i + p;
                    v += j + crossing(i + p, j, k + q, 1);
                    t += k + q;
                }
                default -> {
                    u += i + p;
                    v += j + q;
                    t += k + crossing(i + p, j + q, k, 2);
                }
            }
        }
        double w = 1.0 / Integer.bitCount(edges);
        for (int axis = 0; axis < 3; axis++) {
            vertices[3 * vertex + axis] = step[axis] + w * (u * step[3 + axis] + v * step[6 + axis] + t * step[9 + axis]);
        }
    }
}
