/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.internal;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.VoxelStore;

/**
 * The header of an NRRD file, checked: what is left can be read. Fields and rules are those of the format's definition of the Teem project
 * (versions 1 to 5).
 *
 * <p>Axes: those with a direction, or of a kind that is a domain, are the space, at most three; axes before them (fastest) are the
 * components of a voxel, axes behind them a series of images. Coordinates of RAS and LAS become LPS. Where the space is not the patient's
 * (scanner, right- or left-handed) or missing, its axes are taken as LPS and a warning says so.
 *
 * @param version of the format, from its first line
 * @param type of the stored numbers
 * @param components numbers in a voxel, side by side
 * @param images how many images follow each other
 * @param kind {@code rgb}, {@code rgba}, {@code vector} or empty for one component
 * @param grid where the voxels are
 * @param oriented whether the header says a space of the patient
 * @param encoding how the numbers are written
 * @param order of the bytes
 * @param lineSkip lines before the data, before unpacking
 * @param byteSkip bytes before the data, after unpacking; -1: the data are the last bytes
 * @param files with the data, in their order
 * @param dataOffset where they begin in the first file, before skipping: behind an attached header
 * @param unit of the numbers, {@code HU} or empty
 * @param keys all key/value pairs
 * @param problems what is strange
 */
record NrrdHeader(int version, ScalarType type, int components, int images, String kind, Affine grid, boolean oriented, Encoding encoding,
        ByteOrder order, int lineSkip, long byteSkip, List<Path> files, long dataOffset, String unit, Map<String, String> keys,
        List<Diagnostic> problems) {

    enum Encoding {
        RAW, GZIP, TEXT, HEX
    }

    private static final int MAX_HEADER = 8 << 20;
    private static final int MAX_AXES = 16;
    private static final int MAX_IMAGES = 100_000;
    private static final Pattern VECTOR = Pattern.compile("none|\\([^()]*\\)", Pattern.CASE_INSENSITIVE);
    private static final Pattern ESCAPE = Pattern.compile("\\\\([n\\\\])");
    private static final Pattern PRINTF = Pattern.compile("[^%]*%(0?)([0-9]{0,2})[diu][^%]*");

    /** Bytes of one image. */
    long imageBytes() {
        return (long) grid.nx() * grid.ny() * grid.nz() * components * type.bytes();
    }

    /**
     * Reads a header.
     *
     * @throws org.orthotwin.core.InputException if it is broken or asks for what is not read, by name
     */
    static NrrdHeader read(Path file) throws IOException {
        return new Parser(file).parse();
    }

    private static final class Parser {

        private final Path file;
        private final String name;
        private final Map<String, String> fields = new LinkedHashMap<>();
        private final Map<String, String> keys = new TreeMap<>();
        private final List<String> list = new ArrayList<>();
        private final List<Diagnostic> problems = new ArrayList<>();
        private int version;
        private long position;
        private boolean ended;
        private int dimension;

        Parser(Path file) {
            this.file = file;
            this.name = file.getFileName().toString();
        }

        NrrdHeader parse() throws IOException {
            lines();
            dimension = (int) whole("dimension", require("dimension"), 1, MAX_AXES);
            int[] sizes = sizes();
            Encoding encoding = encoding();
            ScalarType type = type();
            Axes axes = new Axes(sizes);
            if ((double) axes.n[0] * axes.n[1] * axes.components * type.bytes() > VoxelStore.MAX_SLICE_BYTES
                    || axes.n[2] > VoxelStore.MAX_SLICES
                    || (double) axes.n[0] * axes.n[1] * axes.n[2] * axes.components * type.bytes() * axes.images > Long.MAX_VALUE / 4) {
                throw Texts.refuse("volume.large", name, axes.n[0], axes.n[1], axes.n[2]);
            }
            if (axes.images > MAX_IMAGES) {
                throw Texts.refuse("nifti.times", name, axes.images, MAX_IMAGES);
            }
            Affine grid = axes.grid();
            if (grid.isDegenerate()) {
                throw Texts.refuse("grid.flat", name);
            }
            if (grid.isSheared()) {
                problems.add(Texts.error("sheared", grid.shearDegrees()));
            }
            ByteOrder order = order(type, encoding);
            int lineSkip = fields.containsKey("line skip") ? (int) whole("line skip", fields.get("line skip"), 0, 1_000_000) : 0;
            long byteSkip = fields.containsKey("byte skip") ? whole("byte skip", fields.get("byte skip"), -1, Long.MAX_VALUE / 4) : 0;
            if (byteSkip == -1 && encoding != Encoding.RAW && encoding != Encoding.GZIP) {
                throw Texts.refuse("nrrd.value", name, "byte skip", -1);
            }
            List<Path> files = files((double) axes.n[0] * axes.n[1] * axes.n[2] * axes.components * axes.images);
            String unit = unquoted(fields.getOrDefault("sample units", "")).toLowerCase(Locale.ROOT);
            return new NrrdHeader(version, type, axes.components, axes.images, axes.kind(), grid, axes.oriented, encoding, order, lineSkip,
                    byteSkip, files, files.getFirst().equals(file) ? position : 0, unit.equals("hu") || unit.startsWith("hounsfield") ? "HU"
                            : "", keys, List.copyOf(problems));
        }

        // --- the text ---

        private void lines() throws IOException {
            try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
                String magic = line(in);
                if (magic == null || !magic.matches("NRRD000[1-9]")) {
                    throw Texts.refuse("nrrd.none", name);
                }
                version = magic.charAt(7) - '0';
                if (version > 5) {
                    throw Texts.refuse("nrrd.version", name, version);
                }
                for (String line = line(in); line != null; line = line(in)) {
                    if (line.isEmpty()) {
                        ended = true;
                        return;
                    }
                    take(line, in);
                }
            }
        }

        private void take(String line, InputStream in) throws IOException {
            if (line.startsWith("#")) {
                return;
            }
            int key = line.indexOf(":=");
            int field = line.indexOf(": ");
            if (key > 0 && (field < 0 || key < field)) {
                keys.put(line.substring(0, key).strip(), unescaped(line.substring(key + 2).strip()));
                return;
            }
            int colon = line.indexOf(':');
            if (colon <= 0) {
                throw Texts.refuse("nrrd.line", name, line.length() > 40 ? line.substring(0, 40) + "..." : line);
            }
            String id = canonical(line.substring(0, colon).strip().toLowerCase(Locale.ROOT));
            String value = line.substring(colon + 1).strip();
            if (fields.put(id, value) != null) {
                throw Texts.refuse("nrrd.twice", name, id);
            }
            if (id.equals("data file") && value.startsWith("LIST")) {
                for (String entry = line(in); entry != null; entry = line(in)) {
                    if (!entry.isBlank()) {
                        list.add(entry.strip());
                    }
                }
            }
        }

        private static String canonical(String id) {
            return switch (id) {
                case "datafile" -> "data file";
                case "lineskip" -> "line skip";
                case "byteskip" -> "byte skip";
                case "centerings" -> "centers";
                case "axismins" -> "axis mins";
                case "sampleunits" -> "sample units";
                default -> id;
            };
        }

        private static String unescaped(String value) {
            return ESCAPE.matcher(value).replaceAll(m -> m.group(1).equals("n") ? "\n" : "\\\\");
        }

        /** A line without its end; null at the end of the file. */
        private String line(InputStream in) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            int b = in.read();
            if (b < 0) {
                return null;
            }
            for (; b >= 0 && b != '\n'; b = in.read()) {
                position++;
                if (position > MAX_HEADER) {
                    throw Texts.refuse("nrrd.header", name, MAX_HEADER);
                }
                bytes.write(b);
            }
            position += b == '\n' ? 1 : 0;
            String line = bytes.toString(StandardCharsets.UTF_8);
            return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
        }

        // --- single fields ---

        private String require(String field) {
            String value = fields.get(field);
            if (value == null) {
                throw Texts.refuse("nrrd.missing", name, field);
            }
            return value;
        }

        private long whole(String field, String text, long least, long most) {
            try {
                long v = Long.parseLong(text);
                if (v >= least && v <= most) {
                    return v;
                }
            } catch (NumberFormatException e) {
                // said below
            }
            throw Texts.refuse("nrrd.value", name, field, text.length() > 40 ? text.substring(0, 40) + "..." : text);
        }

        private double number(String field, String text) {
            try {
                return switch (text.toLowerCase(Locale.ROOT)) {
                    case "nan" -> Double.NaN;
                    default -> Double.parseDouble(text);
                };
            } catch (NumberFormatException e) {
                throw Texts.refuse("nrrd.value", name, field, text.length() > 40 ? text.substring(0, 40) + "..." : text);
            }
        }

        private String[] words(String field) {
            String[] words = require(field).split("\\s+");
            if (words.length != dimension) {
                throw Texts.refuse("nrrd.count", name, field, words.length, dimension);
            }
            return words;
        }

        private int[] sizes() {
            require("sizes");
            return Arrays.stream(words("sizes")).mapToInt(w -> (int) whole("sizes", w, 1, Integer.MAX_VALUE)).toArray();
        }

        private Encoding encoding() {
            return switch (require("encoding").toLowerCase(Locale.ROOT)) {
                case "raw" -> Encoding.RAW;
                case "gz", "gzip" -> Encoding.GZIP;
                case "txt", "text", "ascii" -> Encoding.TEXT;
                case "hex" -> Encoding.HEX;
                default -> throw Texts.refuse("nrrd.encoding", name, fields.get("encoding"));
            };
        }

        private ScalarType type() {
            return switch (require("type").toLowerCase(Locale.ROOT).replaceAll("\\s+", " ")) {
                case "signed char", "int8", "int8_t" -> ScalarType.INT8;
                case "uchar", "unsigned char", "uint8", "uint8_t" -> ScalarType.UINT8;
                case "short", "short int", "signed short", "signed short int", "int16", "int16_t" -> ScalarType.INT16;
                case "ushort", "unsigned short", "unsigned short int", "uint16", "uint16_t" -> ScalarType.UINT16;
                case "int", "signed int", "int32", "int32_t" -> ScalarType.INT32;
                case "uint", "unsigned int", "uint32", "uint32_t" -> ScalarType.UINT32;
                case "longlong", "long long", "long long int", "signed long long", "signed long long int", "int64", "int64_t" ->
                    ScalarType.INT64;
                case "ulonglong", "unsigned long long", "unsigned long long int", "uint64", "uint64_t" -> ScalarType.UINT64;
                case "float" -> ScalarType.FLOAT32;
                case "double" -> ScalarType.FLOAT64;
                default -> throw Texts.refuse("type.unread", name, fields.get("type"));
            };
        }

        private ByteOrder order(ScalarType type, Encoding encoding) {
            if (type.bytes() == 1 || encoding == Encoding.TEXT) {
                return ByteOrder.LITTLE_ENDIAN;
            }
            return switch (require("endian").toLowerCase(Locale.ROOT)) {
                case "little" -> ByteOrder.LITTLE_ENDIAN;
                case "big" -> ByteOrder.BIG_ENDIAN;
                default -> throw Texts.refuse("nrrd.value", name, "endian", fields.get("endian"));
            };
        }

        private static String unquoted(String text) {
            return text.replace("\"", "").strip();
        }

        // --- the files with the data ---

        private List<Path> files(double numbers) {
            String data = fields.get("data file");
            if (data == null) {
                if (!ended) {
                    throw Texts.refuse("nrrd.no.data", name);
                }
                return List.of(file);
            }
            List<String> names = new ArrayList<>();
            String[] words = data.split("\\s+");
            if (data.startsWith("LIST")) {
                names.addAll(list);
            } else if (words.length >= 4 && PRINTF.matcher(words[0]).matches()) {
                long from = whole("data file", words[1], 0, Integer.MAX_VALUE);
                long to = whole("data file", words[2], 0, Integer.MAX_VALUE);
                long step = whole("data file", words[3], -Integer.MAX_VALUE, Integer.MAX_VALUE);
                if (step == 0 || (to - from) / step < 0 || (to - from) / step > VoxelStore.MAX_SLICES) {
                    throw Texts.refuse("nrrd.value", name, "data file", data);
                }
                for (long n = from; step > 0 ? n <= to : n >= to; n += step) {
                    names.add(numbered(words[0], n));
                }
            } else {
                names.add(data);
            }
            if (names.isEmpty() || numbers % names.size() != 0) {
                throw Texts.refuse("nrrd.files", name, names.size());
            }
            return names.stream().map(this::beside).toList();
        }

        private static String numbered(String pattern, long n) {
            Matcher m = PRINTF.matcher(pattern);
            m.matches();
            String digits = String.valueOf(n);
            int width = m.group(2).isEmpty() ? 0 : Integer.parseInt(m.group(2));
            String pad = (m.group(1).isEmpty() ? " " : "0").repeat(Math.max(0, width - digits.length()));
            return pattern.replaceFirst("%0?[0-9]{0,2}[diu]", pad + digits);
        }

        /** A header must not reach for files elsewhere on the machine. */
        private Path beside(String data) {
            Path folder = file.toAbsolutePath().normalize().getParent();
            try {
                Path path = folder.resolve(data).normalize();
                if (path.startsWith(folder) && !path.equals(folder) && !Path.of(data).isAbsolute()) {
                    return file.resolveSibling(folder.relativize(path));
                }
            } catch (InvalidPathException e) {
                // said below
            }
            throw Texts.refuse("nrrd.outside", name, data.length() > 80 ? data.substring(0, 80) + "..." : data);
        }

        // --- axes and space ---

        private final class Axes {

            final int[] sizes;
            final int[] n = {1, 1, 1};
            int components = 1;
            int images = 1;
            boolean oriented;
            private final String[] kinds;
            private final Vec3[] directions = new Vec3[3];
            private final int firstSpace;
            private final int lastSpace;

            Axes(int[] sizes) {
                this.sizes = sizes;
                kinds = fields.containsKey("kinds") ? words("kinds") : new String[dimension];
                double[][] vectors = fields.containsKey("space directions") ? vectors() : null;
                boolean[] spatial = new boolean[dimension];
                int first = -1;
                int last = -1;
                for (int a = 0; a < dimension; a++) {
                    spatial[a] = isSpatial(a, vectors);
                    first = spatial[a] && first < 0 ? a : first;
                    last = spatial[a] ? a : last;
                }
                if (first < 0 || last - first > 2) {
                    throw Texts.refuse("nrrd.axes", name, (int) IntStream.range(0, dimension).filter(a -> spatial[a]).count());
                }
                firstSpace = first;
                lastSpace = last;
                double numbers = 1;
                for (int a = 0; a < dimension; a++) {
                    numbers *= sizes[a];
                }
                for (int a = 0; a < dimension; a++) {
                    if (a >= first && a <= last) {
                        if (!spatial[a]) {
                            throw Texts.refuse("nrrd.between", name, a + 1);
                        }
                        n[a - first] = sizes[a];
                    } else if (numbers > Long.MAX_VALUE / 64) {
                        throw Texts.refuse("volume.large", name, sizes[first], sizes[last], sizes[a]);
                    } else if (a < first) {
                        components = limited((double) components * sizes[a]);
                    } else {
                        images = limited((double) images * sizes[a]);
                    }
                }
                for (int a = first; a <= last; a++) {
                    directions[a - first] = vectors == null ? null : lps(vectors[a]);
                }
            }

            private int limited(double product) {
                if (product > Integer.MAX_VALUE) {
                    throw Texts.refuse("volume.large", name, sizes[0], sizes[sizes.length - 1], 1);
                }
                return (int) product;
            }

            private boolean isSpatial(int a, double[][] vectors) {
                if (vectors != null) {
                    // a fourth coordinate is time: an axis of nothing else is no axis of the space
                    return vectors[a] != null && (vectors[a].length < 4 || vectors[a][0] != 0 || vectors[a][1] != 0 || vectors[a][2] != 0);
                }
                String kind = kinds[a] == null ? "???" : kinds[a].toLowerCase(Locale.ROOT);
                return switch (kind) {
                    case "domain", "space" -> true;
                    // unknown: all axes of an image of three or fewer dimensions
                    case "???", "none" -> dimension <= 3;
                    default -> false;
                };
            }

            private double[][] vectors() {
                List<String> found = new ArrayList<>();
                String text = require("space directions");
                Matcher m = VECTOR.matcher(text);
                int end = 0;
                while (m.find() && text.substring(end, m.start()).isBlank()) {
                    found.add(m.group());
                    end = m.end();
                }
                if (found.size() != dimension || !text.substring(end).isBlank()) {
                    throw Texts.refuse("nrrd.count", name, "space directions", found.size(), dimension);
                }
                double[][] vectors = new double[dimension][];
                for (int a = 0; a < dimension; a++) {
                    vectors[a] = found.get(a).equalsIgnoreCase("none") ? null : vector("space directions", found.get(a));
                }
                return vectors;
            }

            private double[] vector(String field, String text) {
                String inner = text.strip();
                if (!inner.startsWith("(") || !inner.endsWith(")")) {
                    throw Texts.refuse("nrrd.value", name, field, text.length() > 40 ? text.substring(0, 40) + "..." : text);
                }
                String[] parts = inner.substring(1, inner.length() - 1).split(",");
                if (parts.length != spaceDimension()) {
                    throw Texts.refuse("nrrd.count", name, field, parts.length, spaceDimension());
                }
                return Arrays.stream(parts).mapToDouble(p -> number(field, p.strip())).toArray();
            }

            private String space() {
                return fields.getOrDefault("space", "").toLowerCase(Locale.ROOT);
            }

            private int spaceDimension() {
                if (fields.containsKey("space")) {
                    return space().endsWith("-time") || space().length() == 4 ? 4 : 3;
                }
                return (int) whole("space dimension", require("space dimension"), 1, 4);
            }

            /** A vector of the space in m and LPS. */
            private Vec3 lps(double[] v) {
                double[] scale = scales();
                double x = v[0] / scale[0];
                double y = v.length > 1 ? v[1] / scale[1] : 0;
                double z = v.length > 2 ? v[2] / scale[2] : 0;
                return switch (space()) {
                    case "right-anterior-superior", "ras", "right-anterior-superior-time", "rast" -> new Vec3(0 - x, 0 - y, z + 0.0);
                    case "left-anterior-superior", "las", "left-anterior-superior-time", "last" -> new Vec3(x + 0.0, 0 - y, z + 0.0);
                    case "left-posterior-superior", "lps", "left-posterior-superior-time", "lpst", "", "scanner-xyz", "scanner-xyz-time",
                        "3d-right-handed", "3d-left-handed", "3d-right-handed-time", "3d-left-handed-time" ->
                        new Vec3(x + 0.0, y + 0.0, z + 0.0);
                    default -> throw Texts.refuse("nrrd.value", name, "space", fields.get("space"));
                };
            }

            private boolean isPatient() {
                return space().matches("(right|left)-.*|[lr][ap]st?");
            }

            /** How many of each unit of the space are in 1 m. */
            private double[] scales() {
                double[] scales = {1000, 1000, 1000};
                String[] units = quoted(fields.getOrDefault("space units", ""));
                for (int a = 0; a < 3 && a < units.length; a++) {
                    scales[a] = scale(units[a]);
                }
                return scales;
            }

            private double scale(String unit) {
                return switch (unit.toLowerCase(Locale.ROOT)) {
                    case "m", "meter", "metre" -> 1;
                    case "cm" -> 100;
                    case "um", "\u00b5m", "\u03bcm", "micron", "microns" -> 1e6;
                    case "mm", "millimeter", "millimetre", "", "???" -> 1000;
                    default -> {
                        Diagnostic d = Texts.warning("nrrd.unit", unit);
                        if (!problems.contains(d)) {
                            problems.add(d);
                        }
                        yield 1000;
                    }
                };
            }

            private static String[] quoted(String text) {
                return text.contains("\"") ? Pattern.compile("\"([^\"]*)\"").matcher(text).results().map(r -> r.group(1).strip()).toArray(
                        String[]::new) : text.split("\\s+");
            }

            Affine grid() {
                if (directions[0] != null) {
                    oriented = isPatient();
                    if (!oriented) {
                        problems.add(Texts.warning("nrrd.space", space().isEmpty() ? "?" : space()));
                    }
                    Vec3 origin = fields.containsKey("space origin") ? lps(vector("space origin", fields.get("space origin"))) : Vec3.ZERO;
                    complete();
                    return new Affine(n[0], n[1], n[2], origin, directions[0], directions[1], directions[2]);
                }
                problems.add(Texts.warning("nrrd.unoriented"));
                String[] spacings = fields.containsKey("spacings") ? words("spacings") : null;
                String[] mins = fields.containsKey("axis mins") ? words("axis mins") : null;
                String[] maxs = fields.containsKey("axis maxs") ? words("axis maxs") : null;
                String[] centers = fields.containsKey("centers") ? words("centers") : null;
                String[] units = quoted(fields.getOrDefault("units", ""));
                double[] s = {1 / 1000.0, 1 / 1000.0, 1 / 1000.0};
                double[] start = new double[3];
                for (int a = firstSpace; a <= lastSpace; a++) {
                    double scale = a < units.length ? scale(units[a]) : 1000;
                    boolean cell = centers != null && centers[a].equalsIgnoreCase("cell");
                    double min = mins == null ? Double.NaN : number("axis mins", mins[a]);
                    double max = maxs == null ? Double.NaN : number("axis maxs", maxs[a]);
                    double step = spacings == null ? Double.NaN : number("spacings", spacings[a]);
                    if (Double.isNaN(step) && Double.isFinite(min) && Double.isFinite(max) && (cell || sizes[a] > 1)) {
                        step = (max - min) / (cell ? sizes[a] : sizes[a] - 1);
                    }
                    if (Double.isNaN(step)) {
                        // nothing is said: 1 mm
                        step = scale / 1000;
                        problems.add(Texts.warning("nrrd.spacing.unsaid", a - firstSpace + 1));
                    }
                    if (step == 0 || Double.isInfinite(step)) {
                        throw Texts.refuse("spacing.none", name, a + 1, step);
                    }
                    s[a - firstSpace] = step / scale;
                    start[a - firstSpace] = Double.isFinite(min) ? (cell ? min + step / 2 : min) / scale : 0;
                }
                return new Affine(n[0], n[1], n[2], new Vec3(start[0], start[1], start[2]), new Vec3(s[0], 0, 0), new Vec3(0, s[1], 0),
                        new Vec3(0, 0, s[2]));
            }

            /** Directions for the axes that an image of fewer dimensions lacks: at right angles, 1 mm. */
            private void complete() {
                double length = 1 / 1000.0;
                if (directions[1] == null) {
                    directions[1] = directions[0].norm() > 0 ? directions[0].anyOrthogonal().normalized().times(length) : Vec3.ZERO;
                }
                if (directions[2] == null) {
                    Vec3 normal = directions[0].cross(directions[1]);
                    directions[2] = normal.norm() > 0 ? normal.normalized().times(length).plus(Vec3.ZERO) : Vec3.ZERO;
                }
            }

            String kind() {
                if (components == 1) {
                    return "";
                }
                String kind = firstSpace == 1 && kinds[0] != null ? kinds[0].toLowerCase(Locale.ROOT) : "";
                return switch (kind) {
                    case "rgb-color", "3-color" -> "rgb";
                    case "rgba-color", "4-color" -> "rgba";
                    case "complex" -> throw Texts.refuse("type.unread", name, "complex");
                    case "list" -> "list";
                    default -> "vector";
                };
            }
        }
    }
}
