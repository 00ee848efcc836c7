/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.internal.codec;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * JPEG 2000 part 1 (ITU-T T.800, ISO/IEC 15444-1): reversible and irreversible, any number of tiles, layers, resolutions and precincts, all
 * progressions and their changes, all code block styles, regions of interest, component transforms, sub-sampled components. Packed
 * packet headers and the code blocks of HTJ2K are refused by name. Everything is bounded by the size that the data set says.
 */
final class Jpeg2000Codec implements FrameCodec {

    static final String NAME = "JPEG 2000";
    private static final int MOST_PLANES = 30;

    @Override
    public byte[] decode(List<ByteBuffer> fragments, FrameFormat format) {
        Decoder d = new Decoder(CodeStream.join(fragments), format);
        int[] samples = d.read();
        return CodeStream.toBytes(samples, d.precision, d.signed, format);
    }

    /** Coding parameters of one component of a tile. */
    private static final class Style {
        private int levels;
        private int blockWidth;
        private int blockHeight;
        private int blockStyle;
        private boolean reversible;
        private int[] precinctWidth;
        private int[] precinctHeight;
        private int quantisation;
        private int guard;
        private int[] exponents;
        private int[] mantissas;
        private int roi;
        /** Set by a marker of the component itself in this header: a marker of all components does not change it any more. */
        private boolean ownCoding;
        private boolean ownQuantisation;

        Style copy() {
            Style s = new Style();
            s.levels = levels;
            s.blockWidth = blockWidth;
            s.blockHeight = blockHeight;
            s.blockStyle = blockStyle;
            s.reversible = reversible;
            s.precinctWidth = precinctWidth;
            s.precinctHeight = precinctHeight;
            s.quantisation = quantisation;
            s.guard = guard;
            s.exponents = exponents;
            s.mantissas = mantissas;
            s.roi = roi;
            return s;
        }
    }

    /** Parameters of a tile, or of all. */
    private static final class Coding {
        private int progression;
        private int layers;
        private boolean colourTransform;
        private boolean endOfHeader;
        private Style[] styles;
        private final List<int[]> changes = new ArrayList<>();

        Coding copy() {
            Coding c = new Coding();
            c.progression = progression;
            c.layers = layers;
            c.colourTransform = colourTransform;
            c.endOfHeader = endOfHeader;
            c.styles = new Style[styles.length];
            for (int i = 0; i < styles.length; i++) {
                c.styles[i] = styles[i].copy();
            }
            c.changes.addAll(changes);
            return c;
        }
    }

    private static final class Tile {
        private Coding coding;
        private boolean ownChanges;
        /** Pairs of begin and end in the code stream. */
        private final List<int[]> parts = new ArrayList<>();
    }

    private static final class CodeBlock implements CodeBlockDecoder.Block {
        private final int x0;
        private final int y0;
        private final int w;
        private final int h;
        private boolean included;
        private int planes;
        private int lengthBits = 3;
        private byte[] data = {};
        private int bytes;
        private int[] lengths = new int[1];
        private int[] passes = new int[1];
        private int[] most = new int[1];
        private int segments;

        CodeBlock(int x0, int y0, int x1, int y1) {
            this.x0 = x0;
            this.y0 = y0;
            w = x1 - x0;
            h = y1 - y0;
        }

        void addSegment(int mostPasses) {
            if (segments == lengths.length) {
                lengths = Arrays.copyOf(lengths, 2 * segments);
                passes = Arrays.copyOf(passes, 2 * segments);
                most = Arrays.copyOf(most, 2 * segments);
            }
            most[segments++] = mostPasses;
        }

        @Override
        public int width() {
            return w;
        }

        @Override
        public int height() {
            return h;
        }

        @Override
        public byte[] data() {
            return data;
        }

        @Override
        public int segments() {
            return segments;
        }

        @Override
        public int segmentLength(int segment) {
            return lengths[segment];
        }

        @Override
        public int segmentPasses(int segment) {
            return passes[segment];
        }
    }

    private static final class Band {
        private int orientation;
        private int x0;
        private int y0;
        private int x1;
        private int y1;
        private int planes;
        private float step;
    }

    /** The part of a band in a precinct. */
    private static final class Area {
        private Band band;
        private int across;
        private int down;
        private CodeBlock[] blocks;
        private TagTree inclusion;
        private TagTree zeroPlanes;
    }

    private static final class Precinct {
        private int component;
        private int resolution;
        private int index;
        private long x;
        private long y;
        private int nextLayer;
        private Area[] areas;
    }

    private static final class Resolution {
        private int x0;
        private int y0;
        private int x1;
        private int y1;
        private Band[] bands;
        private final List<Area> areas = new ArrayList<>();
    }

    /** One frame. */
    private static final class Decoder extends MarkerStream {

        private int precision;
        private boolean signed;
        private int x0;
        private int y0;
        private int x1;
        private int y1;
        private int tileWidth;
        private int tileHeight;
        private int tileX0;
        private int tileY0;
        private int tilesAcross;
        private int components;
        private int[] dx;
        private int[] dy;
        private final Coding main = new Coding();
        private Tile[] tiles;
        private boolean hasCoding;
        private boolean hasQuantisation;
        private int[] out;
        private final CodeBlockDecoder blockDecoder = new CodeBlockDecoder();
        private int[] blockData = {};

        Decoder(byte[] in, FrameFormat format) {
            super(NAME, in, format);
        }

        private long unsigned() {
            return (long) word() << 16 | word();
        }

        private int coordinate() {
            long v = unsigned();
            if (v > Integer.MAX_VALUE) {
                throw Texts.broken(NAME, "a coordinate of " + v);
            }
            return (int) v;
        }

        int[] read() {
            boxes();
            if (word() != 0xff4f) {
                throw Texts.broken(NAME, "it does not begin with SOC");
            }
            headers();
            for (int t = 0; t < tiles.length; t++) {
                if (tiles[t] == null) {
                    throw Texts.broken(NAME, "tile " + t + " of " + tiles.length + " is missing");
                }
            }
            out = new int[format.rows() * format.columns() * components];
            for (int t = 0; t < tiles.length; t++) {
                tile(t);
                tiles[t] = null;
            }
            return out;
        }

        /** Passes over the boxes of a JP2 file round the code stream. */
        private void boxes() {
            if (in.length < 12 || (in[0] & 0xff) == 0xff) {
                return;
            }
            while (true) {
                int start = at;
                long length = unsigned();
                long type = unsigned();
                int header = 8;
                if (length == 1) {
                    length = unsigned() << 32 | unsigned();
                    header = 16;
                }
                if (type == 0x6a703263) {
                    return;
                }
                if (length < header || start + length > in.length) {
                    throw Texts.broken(NAME, "a box of " + length + " bytes at byte " + start);
                }
                at = (int) (start + length);
            }
        }

        private void headers() {
            Tile tile = null;
            int partEnd = 0;
            while (true) {
                if (tiles != null && at >= in.length && tile == null) {
                    // the end marker is missing, but every packet will be asked for
                    return;
                }
                int marker = word();
                if (marker == 0xffd9) {
                    if (tiles == null) {
                        throw Texts.broken(NAME, "it ends within its header");
                    }
                    return;
                }
                if (marker == 0xff93) {
                    if (tile == null || partEnd < at) {
                        throw Texts.broken(NAME, "data without a tile at byte " + (at - 2));
                    }
                    tile.parts.add(new int[] {at, partEnd});
                    at = partEnd;
                    tile = null;
                    continue;
                }
                if (marker >> 8 != 0xff) {
                    throw Texts.broken(NAME, "no marker at byte " + (at - 2));
                }
                int start = at;
                int end = segmentEnd();
                if (marker == 0xff51) {
                    size(end);
                } else if (tiles == null) {
                    throw Texts.broken(NAME, "its header does not begin with SIZ");
                } else if (marker == 0xff90) {
                    if (!hasCoding || !hasQuantisation) {
                        throw Texts.broken(NAME, "no coding style or quantisation before the first tile");
                    }
                    int index = word();
                    long partLength = unsigned();
                    byteAt();
                    byteAt();
                    long to = partLength == 0 ? in.length : start - 2 + partLength;
                    if (index >= tiles.length || to < end || to > in.length) {
                        throw Texts.broken(NAME, "part of tile " + index + " with " + partLength + " bytes");
                    }
                    if (partLength == 0 && in.length - 2 >= end && (in[in.length - 2] & 0xff) == 0xff && (in[in.length - 1] & 0xff)
                            == 0xd9) {
                        to = in.length - 2;
                    }
                    partEnd = (int) to;
                    if (tiles[index] == null) {
                        tiles[index] = new Tile();
                        tiles[index].coding = main.copy();
                    }
                    tile = tiles[index];
                } else {
                    parameter(marker, end, tile == null ? main : tile.coding, tile);
                }
                at = end;
            }
        }

        private void size(int end) {
            if (tiles != null) {
                throw Texts.broken(NAME, "two image sizes");
            }
            int capabilities = word();
            if ((capabilities & 0x4000) != 0) {
                throw Texts.refuse("codec.unsupported", NAME, "high-throughput code blocks (HTJ2K)");
            }
            x1 = coordinate();
            y1 = coordinate();
            x0 = coordinate();
            y0 = coordinate();
            tileWidth = coordinate();
            tileHeight = coordinate();
            tileX0 = coordinate();
            tileY0 = coordinate();
            components = word();
            CodeStream.checkSize(NAME, x1 - x0, y1 - y0, components, format);
            if (tileWidth < 1 || tileHeight < 1 || tileX0 > x0 || tileY0 > y0 || (long) tileX0 + tileWidth <= x0
                    || (long) tileY0 + tileHeight <= y0 || at + 3 * components != end) {
                throw Texts.broken(NAME, "tiles of " + tileWidth + " x " + tileHeight + " from " + tileX0 + ", " + tileY0);
            }
            dx = new int[components];
            dy = new int[components];
            main.styles = new Style[components];
            for (int c = 0; c < components; c++) {
                int depth = byteAt();
                dx[c] = byteAt();
                dy[c] = byteAt();
                int bits = (depth & 127) + 1;
                if (dx[c] < 1 || dy[c] < 1 || bits > 32) {
                    throw Texts.broken(NAME, "component of " + bits + " bits, sub-sampled " + dx[c] + " x " + dy[c]);
                }
                if (c > 0 && (bits != precision || depth > 127 != signed)) {
                    throw Texts.refuse("codec.unsupported", NAME, "components of different depth");
                }
                precision = bits;
                signed = depth > 127;
                main.styles[c] = new Style();
            }
            CodeStream.checkBits(NAME, precision, format);
            tilesAcross = (int) ceil((long) x1 - tileX0, tileWidth);
            long count = tilesAcross * ceil((long) y1 - tileY0, tileHeight);
            if (count > 65535) {
                throw Texts.broken(NAME, count + " tiles");
            }
            tiles = new Tile[(int) count];
        }

        private void parameter(int marker, int end, Coding coding, Tile tile) {
            switch (marker) {
                case 0xff52 -> {
                    int style = byteAt();
                    coding.progression = byteAt();
                    coding.layers = word();
                    int transform = byteAt();
                    if (coding.progression > 4 || coding.layers < 1 || transform > 1) {
                        throw Texts.broken(NAME, "progression " + coding.progression + ", " + coding.layers + " layers, transform "
                                + transform);
                    }
                    coding.colourTransform = transform == 1;
                    coding.endOfHeader = (style & 4) != 0;
                    Style read = new Style();
                    coding(read, style, end);
                    for (Style s : coding.styles) {
                        if (!s.ownCoding) {
                            takeCoding(read, s);
                        }
                    }
                    hasCoding |= tile == null;
                }
                case 0xff53 -> {
                    Style s = coding.styles[component()];
                    coding(s, byteAt(), end);
                    s.ownCoding = true;
                }
                case 0xff5c -> {
                    Style read = new Style();
                    quantisation(read, end);
                    for (Style s : coding.styles) {
                        if (!s.ownQuantisation) {
                            takeQuantisation(read, s);
                        }
                    }
                    hasQuantisation |= tile == null;
                }
                case 0xff5d -> {
                    Style s = coding.styles[component()];
                    quantisation(s, end);
                    s.ownQuantisation = true;
                }
                case 0xff5e -> {
                    Style s = coding.styles[component()];
                    if (byteAt() != 0) {
                        throw Texts.refuse("codec.unsupported", NAME, "regions of interest of an unknown kind");
                    }
                    s.roi = byteAt();
                }
                case 0xff5f -> progressionChanges(end, coding, tile);
                case 0xff60, 0xff61 -> throw Texts.refuse("codec.unsupported", NAME, "packed packet headers");
                case 0xff50 -> throw Texts.refuse("codec.unsupported", NAME, "extended capabilities (HTJ2K)");
                default -> {
                    // lengths, comments, registration: nothing that the samples need
                }
            }
        }

        private int component() {
            int c = components < 257 ? byteAt() : word();
            if (c >= components) {
                throw Texts.broken(NAME, "component " + c + " of " + components);
            }
            return c;
        }

        private void coding(Style s, int style, int end) {
            s.levels = byteAt();
            s.blockWidth = byteAt() + 2;
            s.blockHeight = byteAt() + 2;
            s.blockStyle = byteAt();
            int kernel = byteAt();
            if (s.levels > 32 || s.blockWidth > 10 || s.blockHeight > 10 || s.blockWidth + s.blockHeight > 12 || kernel > 1) {
                throw Texts.broken(NAME, s.levels + " levels, code blocks of 2^" + s.blockWidth + " x 2^" + s.blockHeight + ", kernel "
                        + kernel);
            }
            if ((s.blockStyle & ~63) != 0) {
                throw Texts.refuse("codec.unsupported", NAME, "code blocks of the style " + s.blockStyle + " (HTJ2K)");
            }
            s.reversible = kernel == 1;
            s.precinctWidth = new int[s.levels + 1];
            s.precinctHeight = new int[s.levels + 1];
            for (int r = 0; r <= s.levels; r++) {
                int size = (style & 1) != 0 ? byteAt() : 0xff;
                s.precinctWidth[r] = size & 15;
                s.precinctHeight[r] = size >> 4;
                if (r > 0 && (s.precinctWidth[r] == 0 || s.precinctHeight[r] == 0)) {
                    throw Texts.broken(NAME, "precincts of one sample");
                }
            }
            if (at > end) {
                throw Texts.broken(NAME, "a coding style longer than its segment");
            }
        }

        private static void takeCoding(Style from, Style to) {
            to.levels = from.levels;
            to.blockWidth = from.blockWidth;
            to.blockHeight = from.blockHeight;
            to.blockStyle = from.blockStyle;
            to.reversible = from.reversible;
            to.precinctWidth = from.precinctWidth;
            to.precinctHeight = from.precinctHeight;
        }

        private void quantisation(Style s, int end) {
            int style = byteAt();
            s.quantisation = style & 31;
            s.guard = style >> 5;
            if (s.quantisation > 2) {
                throw Texts.broken(NAME, "quantisation style " + s.quantisation);
            }
            int count = s.quantisation == 0 ? end - at : s.quantisation == 1 ? 1 : (end - at) / 2;
            s.exponents = new int[count];
            s.mantissas = new int[count];
            for (int i = 0; i < count; i++) {
                int v = s.quantisation == 0 ? byteAt() << 8 : word();
                s.exponents[i] = v >> 11;
                s.mantissas[i] = v & 0x7ff;
            }
        }

        private static void takeQuantisation(Style from, Style to) {
            to.quantisation = from.quantisation;
            to.guard = from.guard;
            to.exponents = from.exponents;
            to.mantissas = from.mantissas;
        }

        private void progressionChanges(int end, Coding coding, Tile tile) {
            if (tile != null && !tile.ownChanges) {
                coding.changes.clear();
                tile.ownChanges = true;
            }
            while (at < end) {
                int fromResolution = byteAt();
                int fromComponent = components < 257 ? byteAt() : word();
                int toLayer = word();
                int toResolution = byteAt();
                int toComponent = components < 257 ? byteAt() : word();
                int order = byteAt();
                if (order > 4) {
                    throw Texts.broken(NAME, "progression " + order);
                }
                coding.changes.add(new int[] {fromResolution, fromComponent, toLayer, toResolution,
                    toComponent == 0 ? 256 : toComponent, order});
            }
        }

        private static long ceil(long a, long b) {
            return -Math.floorDiv(-a, b);
        }

        private static int ceilShift(long a, int bits) {
            return (int) (a + (1L << bits) - 1 >> bits);
        }

        private void tile(int index) {
            Tile tile = tiles[index];
            Coding coding = tile.coding;
            int p = index % tilesAcross;
            int q = index / tilesAcross;
            int tx0 = (int) Math.max((long) tileX0 + (long) p * tileWidth, x0);
            int ty0 = (int) Math.max((long) tileY0 + (long) q * tileHeight, y0);
            int tx1 = (int) Math.min((long) tileX0 + (p + 1L) * tileWidth, x1);
            int ty1 = (int) Math.min((long) tileY0 + (q + 1L) * tileHeight, y1);
            Resolution[][] resolutions = new Resolution[components][];
            List<Precinct> precincts = new ArrayList<>();
            for (int c = 0; c < components; c++) {
                resolutions[c] = structure(coding.styles[c], c, tx0, ty0, tx1, ty1, precincts);
            }
            packets(tile, coding, precincts);
            Object[] planes = new Object[components];
            for (int c = 0; c < components; c++) {
                planes[c] = transformed(coding.styles[c], resolutions[c]);
                resolutions[c] = new Resolution[] {resolutions[c][resolutions[c].length - 1]};
            }
            if (coding.colourTransform) {
                colours(coding, planes, resolutions);
            }
            for (int c = 0; c < components; c++) {
                Resolution r = resolutions[c][0];
                place(planes[c], c, r, tx0, ty0, tx1, ty1);
            }
        }

        private Resolution[] structure(Style s, int c, int tx0, int ty0, int tx1, int ty1, List<Precinct> precincts) {
            long cx0 = ceil(tx0, dx[c]);
            long cy0 = ceil(ty0, dy[c]);
            long cx1 = ceil(tx1, dx[c]);
            long cy1 = ceil(ty1, dy[c]);
            Resolution[] all = new Resolution[s.levels + 1];
            for (int r = 0; r <= s.levels; r++) {
                int down = s.levels - r;
                Resolution res = new Resolution();
                all[r] = res;
                res.x0 = ceilShift(cx0, down);
                res.y0 = ceilShift(cy0, down);
                res.x1 = ceilShift(cx1, down);
                res.y1 = ceilShift(cy1, down);
                int first = r == 0 ? 0 : 1;
                res.bands = new Band[r == 0 ? 1 : 3];
                int nb = r == 0 ? s.levels : s.levels - r + 1;
                for (int i = 0; i < res.bands.length; i++) {
                    Band b = new Band();
                    b.orientation = first + i;
                    long ox = nb > 0 ? (long) (b.orientation & 1) << nb - 1 : 0;
                    long oy = nb > 0 ? (long) (b.orientation >> 1) << nb - 1 : 0;
                    b.x0 = ceilShift(cx0 - ox, nb);
                    b.y0 = ceilShift(cy0 - oy, nb);
                    b.x1 = ceilShift(cx1 - ox, nb);
                    b.y1 = ceilShift(cy1 - oy, nb);
                    quantiser(s, b, r, i, nb);
                    res.bands[i] = b;
                }
                if (res.x1 <= res.x0 || res.y1 <= res.y0) {
                    continue;
                }
                int pw = s.precinctWidth[r];
                int ph = s.precinctHeight[r];
                int px0 = res.x0 >> pw;
                int py0 = res.y0 >> ph;
                int px1 = ceilShift(res.x1, pw);
                int py1 = ceilShift(res.y1, ph);
                for (int py = py0; py < py1; py++) {
                    for (int px = px0; px < px1; px++) {
                        Precinct precinct = new Precinct();
                        precinct.component = c;
                        precinct.resolution = r;
                        precinct.index = (py - py0) * (px1 - px0) + px - px0;
                        precinct.x = Math.max(tx0, ((long) px << pw + down) * dx[c]);
                        precinct.y = Math.max(ty0, ((long) py << ph + down) * dy[c]);
                        precinct.areas = new Area[res.bands.length];
                        for (int i = 0; i < res.bands.length; i++) {
                            precinct.areas[i] = area(s, res.bands[i], r, px, py, pw, ph);
                            res.areas.add(precinct.areas[i]);
                        }
                        precincts.add(precinct);
                    }
                }
            }
            return all;
        }

        private void quantiser(Style s, Band b, int r, int i, int nb) {
            int k = r == 0 ? 0 : 3 * (r - 1) + 1 + i;
            int exponent;
            int mantissa = 0;
            if (s.quantisation == 1) {
                exponent = s.exponents[0] - (r == 0 ? 0 : r - 1);
                mantissa = s.mantissas[0];
            } else {
                if (k >= s.exponents.length) {
                    throw Texts.broken(NAME, s.exponents.length + " quantisation steps for " + s.levels + " levels");
                }
                exponent = s.exponents[k];
                mantissa = s.mantissas[k];
            }
            b.planes = s.guard + exponent - 1;
            int gain = b.orientation == 0 ? 0 : b.orientation == 3 ? 2 : 1;
            b.step = s.reversible ? 1 : (float) Math.scalb(1 + mantissa / 2048.0, precision + gain - exponent);
        }

        private static Area area(Style s, Band b, int r, int px, int py, int pw, int ph) {
            Area a = new Area();
            a.band = b;
            int half = r == 0 ? 0 : 1;
            int bw = pw - half;
            int bh = ph - half;
            int x0 = (int) Math.max(b.x0, (long) px << bw);
            int y0 = (int) Math.max(b.y0, (long) py << bh);
            int x1 = (int) Math.min(b.x1, px + 1L << bw);
            int y1 = (int) Math.min(b.y1, py + 1L << bh);
            if (x1 <= x0 || y1 <= y0) {
                a.blocks = new CodeBlock[0];
                return a;
            }
            int w = Math.min(s.blockWidth, bw);
            int h = Math.min(s.blockHeight, bh);
            int i0 = x0 >> w;
            int j0 = y0 >> h;
            a.across = ceilShift(x1, w) - i0;
            a.down = ceilShift(y1, h) - j0;
            a.blocks = new CodeBlock[a.across * a.down];
            for (int j = 0; j < a.down; j++) {
                for (int i = 0; i < a.across; i++) {
                    a.blocks[j * a.across + i] = new CodeBlock(Math.max(x0, i0 + i << w), Math.max(y0, j0 + j << h),
                            Math.min(x1, i0 + i + 1 << w), Math.min(y1, j0 + j + 1 << h));
                }
            }
            a.inclusion = new TagTree(a.across, a.down);
            a.zeroPlanes = new TagTree(a.across, a.down);
            return a;
        }

        // ---- packets

        private void packets(Tile tile, Coding coding, List<Precinct> precincts) {
            int total = 0;
            for (int[] part : tile.parts) {
                total += part[1] - part[0];
            }
            byte[] data = new byte[total];
            int to = 0;
            for (int[] part : tile.parts) {
                System.arraycopy(in, part[0], data, to, part[1] - part[0]);
                to += part[1] - part[0];
            }
            PacketReader reader = new PacketReader(data, coding);
            if (coding.changes.isEmpty()) {
                progress(reader, precincts, coding.progression, coding.layers);
            } else {
                for (int[] change : coding.changes) {
                    List<Precinct> some = precincts.stream().filter(p -> p.resolution >= change[0] && p.resolution < change[3]
                            && p.component >= change[1] && p.component < change[4]).toList();
                    progress(reader, some, change[5], Math.min(change[2], coding.layers));
                }
            }
        }

        private static void progress(PacketReader reader, List<Precinct> precincts, int order, int layers) {
            Comparator<Precinct> byResolution = Comparator.comparingInt(p -> p.resolution);
            Comparator<Precinct> byComponent = Comparator.comparingInt(p -> p.component);
            Comparator<Precinct> byPlace = Comparator.<Precinct>comparingLong(p -> p.y).thenComparingLong(p -> p.x);
            Comparator<Precinct> byIndex = Comparator.comparingInt(p -> p.index);
            Comparator<Precinct> sorting = switch (order) {
                case 0, 1 -> byResolution.thenComparing(byComponent);
                case 2 -> byResolution.thenComparing(byPlace).thenComparing(byComponent);
                case 3 -> byPlace.thenComparing(byComponent).thenComparing(byResolution);
                default -> byComponent.thenComparing(byPlace).thenComparing(byResolution);
            };
            List<Precinct> sorted = precincts.stream().sorted(sorting.thenComparing(byIndex)).toList();
            if (order > 1) {
                for (Precinct p : sorted) {
                    for (int l = p.nextLayer; l < layers; l++) {
                        reader.packet(p, l);
                    }
                }
                return;
            }
            int from = 0;
            while (from < sorted.size()) {
                int to = sorted.size();
                if (order == 1) {
                    to = from;
                    while (to < sorted.size() && sorted.get(to).resolution == sorted.get(from).resolution) {
                        to++;
                    }
                }
                for (int l = 0; l < layers; l++) {
                    for (Precinct p : sorted.subList(from, to)) {
                        if (p.nextLayer == l) {
                            reader.packet(p, l);
                        }
                    }
                }
                from = to;
            }
        }

        /** The packets of a tile, one after the other. */
        private static final class PacketReader {

            private final byte[] data;
            private final Coding coding;
            private int at;

            PacketReader(byte[] data, Coding coding) {
                this.data = data;
                this.coding = coding;
            }

            private boolean marker(int low) {
                return at + 1 < data.length && (data[at] & 0xff) == 0xff && (data[at + 1] & 0xff) == low;
            }

            void packet(Precinct p, int layer) {
                if (marker(0x91)) {
                    at += 6;
                }
                HeaderBits bits = new HeaderBits(data, at);
                int style = coding.styles[p.component].blockStyle;
                List<int[]> pieces = new ArrayList<>();
                List<CodeBlock> owners = new ArrayList<>();
                if (bits.bit() == 1) {
                    for (Area a : p.areas) {
                        for (int i = 0; i < a.blocks.length; i++) {
                            block(a, i, layer, style, bits, pieces, owners);
                        }
                    }
                }
                at = bits.finish();
                if (coding.endOfHeader && marker(0x92)) {
                    at += 2;
                }
                for (int i = 0; i < pieces.size(); i++) {
                    CodeBlock b = owners.get(i);
                    int length = pieces.get(i)[1];
                    if (length > data.length - at) {
                        throw Texts.refuse("codec.truncated", NAME, data.length);
                    }
                    if (b.bytes + length > b.data.length) {
                        b.data = Arrays.copyOf(b.data, b.bytes == 0 ? length : Math.max(2 * b.bytes, b.bytes + length));
                    }
                    System.arraycopy(data, at, b.data, b.bytes, length);
                    b.bytes += length;
                    b.lengths[pieces.get(i)[0]] += length;
                    at += length;
                }
                p.nextLayer = layer + 1;
            }

            private static void block(Area a, int i, int layer, int style, HeaderBits bits, List<int[]> pieces, List<CodeBlock> owners) {
                CodeBlock b = a.blocks[i];
                int x = i % a.across;
                int y = i / a.across;
                if (!b.included) {
                    if (!a.inclusion.isBelow(x, y, layer + 1, bits)) {
                        return;
                    }
                    b.included = true;
                    int zero = 0;
                    while (!a.zeroPlanes.isBelow(x, y, zero + 1, bits)) {
                        if (++zero > 74) {
                            throw Texts.broken(NAME, "a code block with more than 74 empty bit planes");
                        }
                    }
                    b.planes = a.band.planes - zero;
                } else if (bits.bit() == 0) {
                    return;
                }
                int passes = passes(bits);
                while (bits.bit() == 1) {
                    if (++b.lengthBits > 32) {
                        throw Texts.broken(NAME, "a code block length of more than 32 bits");
                    }
                }
                if (b.segments == 0) {
                    b.addSegment(mostPasses(style, 0));
                }
                while (passes > 0) {
                    int s = b.segments - 1;
                    if (b.passes[s] == b.most[s]) {
                        b.addSegment(mostPasses(style, b.most[s]));
                        s++;
                    }
                    int some = Math.min(passes, b.most[s] - b.passes[s]);
                    int length = bits.bits(b.lengthBits + 31 - Integer.numberOfLeadingZeros(some));
                    if (length < 0) {
                        throw Texts.broken(NAME, "a code block length of more than 31 bits");
                    }
                    b.passes[s] += some;
                    pieces.add(new int[] {s, length});
                    owners.add(b);
                    passes -= some;
                }
            }

            private static int mostPasses(int style, int before) {
                if ((style & CodeBlockDecoder.TERMINATE_ALL) != 0) {
                    return 1;
                }
                if ((style & CodeBlockDecoder.BYPASS) != 0) {
                    return before == 0 ? 10 : before == 2 ? 1 : 2;
                }
                return Integer.MAX_VALUE;
            }

            private static int passes(HeaderBits bits) {
                if (bits.bit() == 0) {
                    return 1;
                }
                if (bits.bit() == 0) {
                    return 2;
                }
                int n = bits.bits(2);
                if (n < 3) {
                    return 3 + n;
                }
                n = bits.bits(5);
                return n < 31 ? 6 + n : 37 + bits.bits(7);
            }
        }

        // ---- samples

        /** An int[] of a reversible component, a float[] of an irreversible one. */
        private Object transformed(Style s, Resolution[] all) {
            Object low = null;
            for (int r = 0; r < all.length; r++) {
                Resolution res = all[r];
                int w = res.x1 - res.x0;
                int h = res.y1 - res.y0;
                int n = Math.multiplyExact(Math.max(0, w), Math.max(0, h));
                int[] exact = s.reversible ? new int[n] : null;
                float[] real = s.reversible ? null : new float[n];
                if (r > 0 && n > 0) {
                    Resolution below = all[r - 1];
                    int lw = below.x1 - below.x0;
                    for (int y = below.y0; y < below.y1; y++) {
                        for (int x = below.x0; x < below.x1; x++) {
                            int to = (2 * y - res.y0) * w + 2 * x - res.x0;
                            int from = (y - below.y0) * lw + x - below.x0;
                            if (s.reversible) {
                                exact[to] = ((int[]) low)[from];
                            } else {
                                real[to] = ((float[]) low)[from];
                            }
                        }
                    }
                }
                for (Area a : res.areas) {
                    for (CodeBlock b : a.blocks) {
                        coefficients(s, a.band, b, r == 0, res, w, exact, real);
                    }
                }
                if (r > 0 && n > 0) {
                    if (s.reversible) {
                        Wavelet.inverse53(exact, w, h, res.x0, res.y0);
                    } else {
                        Wavelet.inverse97(real, w, h, res.x0, res.y0);
                    }
                }
                low = s.reversible ? exact : real;
            }
            return low;
        }

        private void coefficients(Style s, Band band, CodeBlock b, boolean lowest, Resolution res, int w, int[] exact, float[] real) {
            if (b.segments == 0) {
                return;
            }
            int planes = b.planes + s.roi;
            if (planes < 0 || planes > MOST_PLANES) {
                throw Texts.refuse("codec.unsupported", NAME, planes + " bit planes");
            }
            if (blockData.length < b.w * b.h) {
                blockData = new int[b.w * b.h];
            }
            blockDecoder.decode(b, band.orientation, s.blockStyle, planes, blockData);
            b.data = null;
            int step = lowest ? 1 : 2;
            int ox = lowest ? 0 : band.orientation & 1;
            int oy = lowest ? 0 : band.orientation >> 1;
            for (int y = 0; y < b.h; y++) {
                int to = (step * (b.y0 + y) + oy - res.y0) * w + step * b.x0 + ox - res.x0;
                for (int x = 0; x < b.w; x++, to += step) {
                    int v = blockData[y * b.w + x];
                    if (s.roi > 0 && Math.abs(v) >> 1 >= 1L << s.roi) {
                        v = v < 0 ? -(-v >> s.roi) : v >> s.roi;
                    }
                    if (exact != null) {
                        exact[to] = v / 2;
                    } else {
                        real[to] = v * 0.5f * band.step;
                    }
                }
            }
        }

        private void colours(Coding coding, Object[] planes, Resolution[][] res) {
            boolean reversible = coding.styles[0].reversible;
            for (int c = 0; c < 3; c++) {
                if (components < 3 || coding.styles[c].reversible != reversible || length(planes[c]) != length(planes[0])
                        || res[c][0].x0 != res[0][0].x0) {
                    throw Texts.broken(NAME, "a colour transform of components that do not match");
                }
            }
            if (reversible) {
                int[] a = (int[]) planes[0];
                int[] b = (int[]) planes[1];
                int[] c = (int[]) planes[2];
                for (int p = 0; p < a.length; p++) {
                    int g = a[p] - (b[p] + c[p] >> 2);
                    a[p] = c[p] + g;
                    c[p] = b[p] + g;
                    b[p] = g;
                }
            } else {
                float[] a = (float[]) planes[0];
                float[] b = (float[]) planes[1];
                float[] c = (float[]) planes[2];
                for (int p = 0; p < a.length; p++) {
                    float y = a[p];
                    float cb = b[p];
                    float cr = c[p];
                    a[p] = y + 1.402f * cr;
                    b[p] = y - 0.344136f * cb - 0.714136f * cr;
                    c[p] = y + 1.772f * cb;
                }
            }
        }

        private static int length(Object plane) {
            return plane instanceof int[] i ? i.length : ((float[]) plane).length;
        }

        private void place(Object plane, int c, Resolution r, int tx0, int ty0, int tx1, int ty1) {
            long level = signed ? 0 : 1L << precision - 1;
            long least = signed ? -1L << precision - 1 : 0;
            long most = signed ? (1L << precision - 1) - 1 : (1L << precision) - 1;
            int w = r.x1 - r.x0;
            if (w <= 0 || r.y1 <= r.y0) {
                return;
            }
            for (int y = ty0; y < ty1; y++) {
                int from = Math.clamp(y / dy[c] - r.y0, 0, r.y1 - r.y0 - 1) * w;
                int to = ((y - y0) * format.columns() + tx0 - x0) * components + c;
                for (int x = tx0; x < tx1; x++, to += components) {
                    int p = from + (dx[c] == 1 ? x - r.x0 : Math.clamp(x / dx[c] - r.x0, 0, w - 1));
                    long v = plane instanceof int[] i ? i[p] : Math.round(((float[]) plane)[p]);
                    out[to] = (int) Math.clamp(v + level, least, most);
                }
            }
        }
    }
}
