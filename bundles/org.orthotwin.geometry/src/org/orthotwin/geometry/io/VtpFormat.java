/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * VTK XML polygonal data: ASCII, inline base64, appended raw or base64, plain or zlib-compressed. Points, Polys and Strips are read; data
 * arrays are not, but for the unit of length that {@link #write} puts among the field data. The XML is cut by hand, because appended raw
 * data makes such a file no well-formed XML; entities and DTDs do not exist.
 */
final class VtpFormat {

    /** More than this many bytes never come out of one byte of deflated data. */
    private static final long DEFLATE_RATIO = 1032;

    /** Name of the field that holds the symbol of the unit of length. */
    private static final String UNIT = "LengthUnit";
    /** Name of the field that says what the coordinates are measured in. */
    private static final String FRAME = "Frame";

    private record Array(String owner, Map<String, String> attributes, int from, int to) {
    }

    private static final class Piece {
        long points;
        long polys;
        long strips;
        Array coordinates;
        final Map<String, Array> cells = new HashMap<>();
    }

    private final String file;
    private final byte[] b;
    private final MeshBuilder mesh;
    private final List<Piece> pieces = new ArrayList<>();
    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    private int headerBytes = 4;
    private boolean compressed;
    private int appended = -1;
    private boolean appendedBase64;
    private Array unit;

    private VtpFormat(String file, byte[] b, MeshBuilder mesh) {
        this.file = file;
        this.b = b;
        this.mesh = mesh;
    }

    static void read(String file, byte[] b, MeshBuilder mesh) {
        VtpFormat f = new VtpFormat(file, b, mesh);
        f.structure();
        for (Piece p : f.pieces) {
            f.piece(p);
        }
    }

    /** The unit of length that the file states as {@link #UNIT}; empty where it states none that is known. */
    static Optional<LengthUnit> unit(String file, byte[] b) {
        VtpFormat f = new VtpFormat(file, b, null);
        f.structure();
        if (f.unit == null || !isAscii(f.unit)) {
            return Optional.empty();
        }
        StringBuilder said = new StringBuilder();
        for (String code : new String(b, f.unit.from, f.unit.to - f.unit.from, StandardCharsets.US_ASCII).strip().split("\\s+")) {
            // a string ends with the code 0
            if (code.equals("0") || !code.matches("\\d{1,3}")) {
                break;
            }
            said.append((char) Integer.parseInt(code));
        }
        return Arrays.stream(LengthUnit.values()).filter(u -> u.symbol().contentEquals(said)).findFirst();
    }

    private MeshFormatException fail(int at, String problem) {
        return MeshFormatException.atLine(file, Lines.of(b, at), problem);
    }

    private void structure() {
        int p = 0;
        List<String> open = new ArrayList<>();
        boolean root = false;
        boolean polyData = false;
        Array pending = null;
        while (true) {
            while (p < b.length && b[p] != '<') {
                p++;
            }
            if (p >= b.length) {
                throw fail(b.length, root ? "the file ends within <" + (open.isEmpty() ? "VTKFile" : open.get(open.size() - 1)) + ">"
                        : "expected <VTKFile>");
            }
            int start = p;
            if (startsWith(p, "<!--")) {
                p = after(p, "-->");
                continue;
            }
            if (startsWith(p, "<?")) {
                p = after(p, "?>");
                continue;
            }
            if (startsWith(p, "<!")) {
                throw fail(p, "document type declarations are not accepted");
            }
            p = endOfTag(p);
            boolean empty = b[p - 2] == '/';
            String tag = new String(b, start + 1, p - start - (empty ? 3 : 2), StandardCharsets.UTF_8);
            if (tag.startsWith("/")) {
                String name = tag.substring(1).strip();
                if (open.isEmpty() || !open.get(open.size() - 1).equals(name)) {
                    throw fail(start, "unexpected </" + TextScanner.shown(name) + ">"
                            + (open.isEmpty() ? "" : ", expected </" + open.get(open.size() - 1) + ">"));
                }
                open.remove(open.size() - 1);
                if (pending != null) {
                    add(new Array(pending.owner, pending.attributes, pending.from, start));
                    pending = null;
                }
                if (name.equals("VTKFile")) {
                    break;
                }
                continue;
            }
            String name = tag.split("[\\s/]", 2)[0];
            Map<String, String> a = attributes(start, tag.substring(name.length()));
            switch (name) {
                case "VTKFile" -> {
                    root = true;
                    header(start, a);
                }
                case "PolyData" -> polyData = true;
                case "Piece" -> {
                    Piece q = new Piece();
                    q.points = count(start, a, "NumberOfPoints");
                    q.polys = count(start, a, "NumberOfPolys");
                    q.strips = count(start, a, "NumberOfStrips");
                    pieces.add(q);
                }
                case "DataArray" -> {
                    pending = new Array(open.isEmpty() ? "" : open.get(open.size() - 1), a, p, p);
                    if (empty) {
                        add(pending);
                        pending = null;
                    }
                }
                case "AppendedData" -> {
                    appendedBase64 = !"raw".equals(a.get("encoding"));
                    while (p < b.length && b[p] != '_') {
                        p++;
                    }
                    if (p >= b.length) {
                        throw fail(p, "the file ends where '_' was expected before the appended data");
                    }
                    appended = p + 1;
                }
                default -> {
                    // data beside the surface
                }
            }
            if (!root) {
                throw fail(start, "expected <VTKFile>, found <" + TextScanner.shown(name) + ">");
            }
            if (appended >= 0) {
                // what follows may be raw bytes
                break;
            }
            if (!empty) {
                open.add(name);
            }
        }
        if (!polyData) {
            throw MeshFormatException.inFile(file, "holds no <PolyData>");
        }
    }

    private void header(int at, Map<String, String> a) {
        if (!"PolyData".equals(a.get("type"))) {
            throw fail(at, "expected VTKFile type=\"PolyData\", found type=\"" + TextScanner.shown(String.valueOf(a.get("type"))) + "\"");
        }
        order = "BigEndian".equals(a.get("byte_order")) ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        headerBytes = "UInt64".equals(a.get("header_type")) ? 8 : 4;
        String c = a.getOrDefault("compressor", "");
        if (!c.isEmpty() && !c.equals("vtkZLibDataCompressor")) {
            throw fail(at, "compressor '" + TextScanner.shown(c) + "' is not supported, only vtkZLibDataCompressor");
        }
        compressed = !c.isEmpty();
    }

    private void add(Array array) {
        if (array.owner.equals("FieldData") && UNIT.equals(array.attributes.get("Name")) && "String".equals(array.attributes.get("type"))) {
            unit = array;
        }
        if (pieces.isEmpty()) {
            return;
        }
        Piece piece = pieces.get(pieces.size() - 1);
        String name = array.attributes.getOrDefault("Name", "");
        switch (array.owner) {
            case "Points" -> piece.coordinates = array;
            case "Polys", "Strips" -> piece.cells.put(array.owner + "/" + name, array);
            default -> {
                // not the surface
            }
        }
    }

    private boolean startsWith(int p, String s) {
        for (int i = 0; i < s.length(); i++) {
            if (p + i >= b.length || b[p + i] != s.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private int after(int p, String end) {
        int q = p;
        while (q < b.length && !startsWith(q, end)) {
            q++;
        }
        if (q >= b.length) {
            throw fail(p, "the file ends where '" + end + "' was expected");
        }
        return q + end.length();
    }

    private int endOfTag(int p) {
        int quote = 0;
        for (int q = p; q < b.length; q++) {
            int c = b[q];
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '>') {
                return q + 1;
            }
        }
        throw fail(b.length, "the file ends within a tag");
    }

    private Map<String, String> attributes(int at, String s) {
        Map<String, String> a = new HashMap<>();
        int i = 0;
        while (true) {
            int eq = s.indexOf('=', i);
            if (eq < 0) {
                if (!s.substring(i).replace("/", "").isBlank()) {
                    throw fail(at, "expected name=\"value\" in a tag, found '" + TextScanner.shown(s.substring(i).strip()) + "'");
                }
                return a;
            }
            int q = eq + 1;
            while (q < s.length() && Character.isWhitespace(s.charAt(q))) {
                q++;
            }
            int end = q < s.length() && (s.charAt(q) == '"' || s.charAt(q) == '\'') ? s.indexOf(s.charAt(q), q + 1) : -1;
            if (end < 0) {
                throw fail(at, "expected a quoted value after '" + TextScanner.shown(s.substring(i, eq).strip()) + "='");
            }
            a.put(s.substring(i, eq).strip(), s.substring(q + 1, end));
            i = end + 1;
        }
    }

    private long count(int at, Map<String, String> a, String name) {
        String s = a.getOrDefault(name, "0");
        try {
            long n = Long.parseLong(s.strip());
            // deflated data may be that much larger than the file
            if (n >= 0 && n <= (compressed ? DEFLATE_RATIO : 1) * b.length) {
                return n;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw fail(at, name + " is '" + TextScanner.shown(s) + "' in a file of " + b.length + " bytes");
    }

    private void piece(Piece p) {
        if (p.points == 0) {
            return;
        }
        if (p.coordinates == null) {
            throw MeshFormatException.inFile(file, "a piece of " + p.points + " points has no DataArray in <Points>");
        }
        mesh.startPart();
        Array c = p.coordinates;
        double[] x = numbers(c, 3 * p.points, "a coordinate of a point");
        for (int i = 0; i < x.length; i += 3) {
            mesh.vertex(x[i], x[i + 1], x[i + 2], s -> fail(c.from, s));
        }
        cells(p, "Polys", p.polys);
        cells(p, "Strips", p.strips);
    }

    private void cells(Piece p, String kind, long n) {
        if (n == 0) {
            return;
        }
        Array connectivity = p.cells.get(kind + "/connectivity");
        Array offsets = p.cells.get(kind + "/offsets");
        if (connectivity == null || offsets == null) {
            throw MeshFormatException.inFile(file, "<" + kind + "> of " + n + " cells has no DataArray 'connectivity' or no 'offsets'");
        }
        long[] ends = integers(offsets, n, "an offset");
        long[] from = new long[ends.length + 1];
        for (int i = 0; i < ends.length; i++) {
            from[i + 1] = ends[i];
            if (ends[i] < from[i] || ends[i] > Math.min(DEFLATE_RATIO * b.length, Integer.MAX_VALUE)) {
                throw fail(offsets.from, "offset " + i + " of <" + kind + "> is " + ends[i] + ", expected a number not below " + from[i]);
            }
        }
        long[] c = integers(connectivity, from[ends.length], "a point index");
        VtkFormat.addCells(mesh, from, c, kind.equals("Strips"), s -> fail(connectivity.from, s));
    }

    private double[] numbers(Array a, long n, String what) {
        if (isAscii(a)) {
            TextScanner in = ascii(a, n, what);
            double[] x = new double[(int) n];
            for (int i = 0; i < n; i++) {
                x[i] = in.number(what);
            }
            return x;
        }
        String type = a.attributes.getOrDefault("type", "");
        int size = size(a, type);
        ByteBuffer data = ByteBuffer.wrap(bytes(a, n, size)).order(order);
        double[] x = new double[(int) n];
        for (int i = 0; i < n; i++) {
            x[i] = type.equals("Float32") ? data.getFloat() : type.equals("Float64") ? data.getDouble() : integer(data, type, size);
        }
        return x;
    }

    private long[] integers(Array a, long n, String what) {
        if (isAscii(a)) {
            TextScanner in = ascii(a, n, what);
            long[] x = new long[(int) n];
            for (int i = 0; i < n; i++) {
                x[i] = in.integer(what);
            }
            return x;
        }
        String type = a.attributes.getOrDefault("type", "");
        int size = size(a, type);
        if (type.startsWith("Float")) {
            throw fail(a.from, "expected integers for " + what + ", found type " + type);
        }
        ByteBuffer data = ByteBuffer.wrap(bytes(a, n, size)).order(order);
        long[] x = new long[(int) n];
        for (int i = 0; i < n; i++) {
            x[i] = integer(data, type, size);
        }
        return x;
    }

    private static boolean isAscii(Array a) {
        return a.attributes.getOrDefault("format", "ascii").equals("ascii");
    }

    private TextScanner ascii(Array a, long n, String what) {
        if (n > a.to - a.from) {
            throw fail(a.to, "the array ends, but " + n + " numbers (" + what + ") were expected");
        }
        return new TextScanner(file, Arrays.copyOf(b, a.to), a.from, -1, false);
    }

    private static long integer(ByteBuffer data, String type, int size) {
        boolean unsigned = type.startsWith("U");
        return switch (size) {
            case 1 -> unsigned ? data.get() & 0xFF : data.get();
            case 2 -> unsigned ? data.getShort() & 0xFFFF : data.getShort();
            case 4 -> unsigned ? data.getInt() & 0xFFFFFFFFL : data.getInt();
            default -> data.getLong();
        };
    }

    private int size(Array a, String type) {
        return switch (type) {
            case "Int8", "UInt8" -> 1;
            case "Int16", "UInt16" -> 2;
            case "Int32", "UInt32", "Float32" -> 4;
            case "Int64", "UInt64", "Float64" -> 8;
            default -> throw fail(a.from, "unknown type '" + TextScanner.shown(type) + "' of a DataArray");
        };
    }

    /** The first {@code n * size} bytes of a binary array, decoded and inflated. */
    private byte[] bytes(Array a, long n, int size) {
        long wanted = n * size;
        if (wanted > Integer.MAX_VALUE - 16) {
            throw fail(a.from, "an array of " + wanted + " bytes is too large");
        }
        String format = a.attributes.get("format");
        boolean inline = format.equals("binary");
        int from = a.from;
        int to = a.to;
        if (!inline) {
            if (!format.equals("appended") || appended < 0) {
                throw fail(a.from, "expected format ascii, binary or appended (with <AppendedData>), found '" + TextScanner.shown(format)
                        + "'");
            }
            long offset;
            try {
                offset = Long.parseLong(a.attributes.getOrDefault("offset", "").strip());
            } catch (NumberFormatException e) {
                throw fail(a.from, "expected an offset, an integer, of an appended DataArray");
            }
            if (offset < 0 || offset > b.length - appended) {
                throw fail(a.from, "offset " + offset + " of a DataArray lies outside the " + (b.length - appended)
                        + " bytes of appended data");
            }
            from = appended + (int) offset;
            to = b.length;
        }
        Source in = inline || appendedBase64 ? new Base64Source(from, to) : new Source(from, to);
        long first = in.header();
        if (!compressed) {
            if (first < wanted) {
                throw fail(a.from, "a DataArray declares " + first + " bytes, expected " + wanted);
            }
            return in.take(wanted);
        }
        return inflate(a, in, first, wanted);
    }

    private byte[] inflate(Array a, Source in, long blocks, long wanted) {
        long blockSize = in.header();
        long lastSize = in.header();
        if (blocks < 0 || blocks > b.length || blockSize < 0 || blockSize > DEFLATE_RATIO * b.length || lastSize < 0
                || lastSize > blockSize) {
            throw fail(a.from, "a compressed DataArray declares " + blocks + " blocks of " + blockSize + " bytes, the last of " + lastSize);
        }
        long total = blocks == 0 ? 0 : lastSize > 0 ? (blocks - 1) * blockSize + lastSize : blocks * blockSize;
        if (total < wanted) {
            throw fail(a.from, "a compressed DataArray declares " + total + " bytes, expected " + wanted);
        }
        long[] sizes = new long[(int) blocks];
        long packed = 0;
        for (int i = 0; i < blocks; i++) {
            sizes[i] = in.header();
            packed += sizes[i];
            if (sizes[i] < 0 || packed > b.length) {
                throw fail(a.from, "block " + i + " of a compressed DataArray declares " + sizes[i] + " bytes in a file of " + b.length);
            }
        }
        if (wanted > DEFLATE_RATIO * packed) {
            throw fail(a.from, packed + " compressed bytes cannot hold the declared " + total);
        }
        in.endOfHeader();
        byte[] all = new byte[(int) wanted];
        int done = 0;
        for (int i = 0; i < blocks && done < wanted; i++) {
            byte[] block = in.take(sizes[i]);
            int expected = (int) Math.min(wanted - done, i == blocks - 1 && lastSize > 0 ? lastSize : blockSize);
            Inflater inflater = new Inflater();
            try {
                inflater.setInput(block);
                int got = 0;
                while (got < expected) {
                    int k = inflater.inflate(all, done + got, expected - got);
                    if (k == 0) {
                        throw fail(a.from, "block " + i + " of a compressed DataArray gave " + got + " bytes, expected " + expected);
                    }
                    got += k;
                }
                done += got;
            } catch (DataFormatException e) {
                throw fail(a.from, "block " + i + " of a compressed DataArray is not zlib data: " + e.getMessage());
            } finally {
                inflater.end();
            }
        }
        return all;
    }

    /** Raw bytes, in order. */
    private class Source {
        int p;
        final int end;

        Source(int p, int end) {
            this.p = p;
            this.end = end;
        }

        byte[] take(long n) {
            if (n > end - p) {
                throw MeshFormatException.atByte(file, end, "the data ends, but " + n + " bytes were declared from byte " + p);
            }
            p += (int) n;
            return Arrays.copyOfRange(b, p - (int) n, p);
        }

        void endOfHeader() {
            // raw data goes on without a seam
        }

        long header() {
            ByteBuffer h = ByteBuffer.wrap(take(headerBytes)).order(order);
            return headerBytes == 8 ? h.getLong() : h.getInt() & 0xFFFFFFFFL;
        }
    }

    /** Base64; a header that was encoded apart ends in padding, after which decoding goes on with the next group. */
    private final class Base64Source extends Source {
        private final byte[] group = new byte[3];
        private int held;
        private int used;

        Base64Source(int p, int end) {
            super(p, end);
        }

        @Override
        byte[] take(long n) {
            if (n > (end - p) + (long) (held - used)) {
                throw MeshFormatException.atByte(file, end, "the base64 data ends, but " + n + " bytes were declared");
            }
            byte[] out = new byte[(int) n];
            for (int i = 0; i < n; i++) {
                if (used == held) {
                    next();
                }
                out[i] = group[used++];
            }
            return out;
        }

        @Override
        void endOfHeader() {
            // the header of compressed data is always encoded apart
            used = held;
        }

        private void next() {
            int bits = 0;
            int chars = 0;
            int padding = 0;
            while (chars < 4) {
                while (p < end && b[p] >= 0 && b[p] <= ' ') {
                    p++;
                }
                if (p >= end) {
                    throw MeshFormatException.atByte(file, end, "the base64 data ends too early");
                }
                int c = b[p++];
                int v = c >= 'A' && c <= 'Z' ? c - 'A' : c >= 'a' && c <= 'z' ? c - 'a' + 26 : c >= '0' && c <= '9' ? c - '0' + 52
                        : c == '+' ? 62 : c == '/' ? 63 : -1;
                if (c == '=' && chars >= 2) {
                    padding++;
                    v = 0;
                } else if (v < 0 || padding > 0) {
                    throw MeshFormatException.atByte(file, p - 1, "expected base64 data");
                }
                bits = bits << 6 | v;
                chars++;
            }
            group[0] = (byte) (bits >> 16);
            group[1] = (byte) (bits >> 8);
            group[2] = (byte) bits;
            held = 3 - padding;
            used = 0;
        }
    }

    /** Line of a byte offset, counted only when a message needs it. */
    private static final class Lines {
        static int of(byte[] b, int at) {
            int line = 1;
            for (int i = 0; i < Math.min(at, b.length); i++) {
                line += b[i] == '\n' ? 1 : 0;
            }
            return line;
        }
    }

    static void write(OutputStream stream, double[] v, int[] t, List<DataArray> pointData, List<DataArray> cellData, LengthUnit unit,
            String frame, boolean ascii) throws IOException {
        TextOut out = new TextOut(stream);
        int points = v.length / 3;
        int cells = t.length == 0 ? points : t.length / 3;
        boolean bare = t.length == 0;
        out.line("<?xml version=\"1.0\"?>");
        out.line("<VTKFile type=\"PolyData\" version=\"1.0\" byte_order=\"LittleEndian\" header_type=\"UInt64\">");
        out.line("<!-- OrthoTwin, lengths in " + unit.symbol() + " -->");
        out.line("<PolyData>");
        out.line("<FieldData>");
        text(out, UNIT, unit.symbol());
        if (!frame.isEmpty()) {
            text(out, FRAME, frame);
        }
        out.line("</FieldData>");
        out.line("<Piece NumberOfPoints=\"" + points + "\" NumberOfVerts=\"" + (bare ? points : 0)
                + "\" NumberOfLines=\"0\" NumberOfStrips=\"0\" NumberOfPolys=\"" + (bare ? 0 : cells) + "\">");
        data(out, "PointData", pointData, points, ascii);
        data(out, "CellData", cellData, cells, ascii);
        double[] scaled = new double[v.length];
        for (int i = 0; i < v.length; i++) {
            scaled[i] = unit.fromMetres(v[i]);
        }
        out.line("<Points>");
        if (ascii) {
            out.line("<DataArray type=\"Float64\" Name=\"Points\" NumberOfComponents=\"3\" format=\"ascii\">");
            for (int i = 0; i < points; i++) {
                out.point(v, i, unit);
            }
            out.line("</DataArray>");
        } else {
            floats(out, new DataArray("Points", 3, scaled), false);
        }
        out.line("</Points>");
        int[] c = t;
        int[] ends = new int[cells];
        if (bare) {
            c = new int[points];
            Arrays.setAll(c, i -> i);
        }
        int step = bare ? 1 : 3;
        Arrays.setAll(ends, i -> step * (i + 1));
        out.line(bare ? "<Verts>" : "<Polys>");
        integers(out, "connectivity", c, step, ascii);
        integers(out, "offsets", ends, 1, ascii);
        out.line(bare ? "</Verts>" : "</Polys>");
        out.line("</Piece>").line("</PolyData>").line("</VTKFile>");
    }

    /** A string as VTK holds it: the codes of its bytes, then 0. */
    private static void text(TextOut out, String name, String value) throws IOException {
        StringBuilder codes = new StringBuilder();
        for (byte code : value.getBytes(StandardCharsets.UTF_8)) {
            codes.append(code & 0xFF).append(' ');
        }
        out.line("<DataArray type=\"String\" Name=\"" + name + "\" NumberOfTuples=\"1\" format=\"ascii\">");
        out.line(codes.append('0').toString());
        out.line("</DataArray>");
    }

    private static void data(TextOut out, String kind, List<DataArray> arrays, int n, boolean ascii) throws IOException {
        for (DataArray a : arrays) {
            if (a.values().length != (long) n * a.components()) {
                throw new IllegalArgumentException(kind + " array '" + a.name() + "' has " + a.values().length + " numbers, expected " + n
                        + " x "
                        + a.components());
            }
        }
        if (arrays.isEmpty()) {
            return;
        }
        out.line("<" + kind + ">");
        for (DataArray a : arrays) {
            floats(out, a, ascii);
        }
        out.line("</" + kind + ">");
    }

    private static void floats(TextOut out, DataArray a, boolean ascii) throws IOException {
        out.line("<DataArray type=\"Float64\" Name=\"" + escaped(a.name()) + "\" NumberOfComponents=\"" + a.components() + "\" format=\""
                + (ascii ? "ascii" : "binary") + "\">");
        double[] x = a.values();
        if (ascii) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < x.length; i++) {
                line.append(LengthUnit.shortest(x[i])).append((i + 1) % a.components() == 0 ? '\n' : ' ');
            }
            out.text(line.toString());
        } else {
            ByteBuffer data = ByteBuffer.allocate(8 + 8 * x.length).order(ByteOrder.LITTLE_ENDIAN).putLong(8L * x.length);
            for (double d : x) {
                data.putDouble(d);
            }
            out.line(Base64.getEncoder().encodeToString(data.array()));
        }
        out.line("</DataArray>");
    }

    private static void integers(TextOut out, String name, int[] x, int perLine, boolean ascii) throws IOException {
        out.line("<DataArray type=\"Int32\" Name=\"" + name + "\" format=\"" + (ascii ? "ascii" : "binary") + "\">");
        if (ascii) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < x.length; i++) {
                line.append(x[i]).append((i + 1) % perLine == 0 ? '\n' : ' ');
            }
            out.text(line.toString());
        } else {
            ByteBuffer data = ByteBuffer.allocate(8 + 4 * x.length).order(ByteOrder.LITTLE_ENDIAN).putLong(4L * x.length);
            for (int i : x) {
                data.putInt(i);
            }
            out.line(Base64.getEncoder().encodeToString(data.array()));
        }
        out.line("</DataArray>");
    }

    private static String escaped(String s) {
        return s.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
