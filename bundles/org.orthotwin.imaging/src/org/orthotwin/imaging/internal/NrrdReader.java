/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.internal;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Severity;
import org.orthotwin.imaging.ImageSeries;
import org.orthotwin.imaging.ReadOptions;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.SliceOrigin;
import org.orthotwin.imaging.ValueMapping;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.imaging.VoxelStore;

/**
 * Reads NRRD: {@code .nrrd} with its data attached and {@code .nhdr} with data in one or many other files beside or below it, raw,
 * packed by gzip, as text or as hexadecimal digits. Each image of a list is a series of its own. Other encodings (bzip2) are refused by
 * name. Data longer than the header says are refused: the header and the data are then not about the same.
 */
public final class NrrdReader extends FileReader {

    /** Raw data may be followed by so many bytes: a line end that a text editor or a transfer has added. */
    private static final int TAIL = 2;
    /** The data of a packed file may have as much before them where they are its last bytes. */
    private static final long MAX_LEAD = 16 << 20;

    @Override
    boolean acceptsFile(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".nrrd") || name.endsWith(".nhdr");
    }

    @Override
    List<ImageSeries> scanFile(Path file, String id) throws IOException {
        NrrdHeader header = NrrdHeader.read(file);
        List<Diagnostic> problems = new ArrayList<>(header.problems());
        Optional<VolumeGeometry> geometry = header.grid().isSheared() ? Optional.empty() : Optional.of(header.grid().geometry());
        checkLengths(header, problems);
        Map<String, String> attributes = attributes(header);
        List<ImageSeries> series = new ArrayList<>();
        for (int n = 0; n < header.images(); n++) {
            TreeMap<String, String> own = new TreeMap<>(attributes);
            if (header.images() > 1) {
                own.put("timePoint", String.valueOf(n + 1));
                own.put("timePoints", String.valueOf(header.images()));
            }
            series.add(new Series(header.images() == 1 ? id : id + "#" + (n + 1), file, header, n, geometry,
                    Collections.unmodifiableMap(own),
                    List.copyOf(problems)));
        }
        return series;
    }

    private static Map<String, String> attributes(NrrdHeader header) {
        TreeMap<String, String> a = new TreeMap<>();
        a.put("format", "NRRD");
        a.put("orientation", header.oriented() ? "space" : "none");
        if (header.components() > 1) {
            a.put("kind", header.kind());
        }
        a.putAll(SegmentKeys.labels(header.keys()));
        return a;
    }

    private static void checkLengths(NrrdHeader header, List<Diagnostic> problems) throws IOException {
        long total = header.imageBytes() * header.images();
        long each = total / header.files().size();
        long numbers = each / header.type().bytes();
        for (Path data : header.files()) {
            String name = data.getFileName().toString();
            if (!Files.isRegularFile(data)) {
                throw new NoSuchFileException(data.toString());
            }
            long available = Files.size(data) - header.dataOffset();
            switch (header.encoding()) {
                case RAW -> {
                    VoxelInput.requireRoom(name, available, false, each + Math.max(0, header.byteSkip()));
                    long surplus = available - each - header.byteSkip();
                    // lines to be left out are counted only when they are read
                    if (header.byteSkip() >= 0 && header.lineSkip() == 0 && surplus > 0) {
                        if (surplus > TAIL) {
                            throw Texts.refuse("data.surplus", name, surplus);
                        }
                        problems.add(Texts.info("data.long", surplus));
                    }
                }
                case GZIP -> VoxelInput.requireRoom(name, available, true, each + Math.max(0, header.byteSkip()));
                // at least one digit and one space for each number but the last
                case TEXT -> VoxelInput.requireRoom(name, available, false, 2 * numbers - 1);
                case HEX -> VoxelInput.requireRoom(name, available, false, 2 * each);
            }
        }
    }

    /** One image. */
    private record Series(String id, Path file, NrrdHeader header, int image, Optional<VolumeGeometry> geometry,
            Map<String, String> attributes, List<Diagnostic> problems) implements ImageSeries {

        @Override
        public String description() {
            return header.images() == 1 ? file.getFileName().toString()
                    : file.getFileName() + " (" + (image + 1) + "/" + header.images() + ")";
        }

        @Override
        public String modality() {
            return "";
        }

        @Override
        public int images() {
            return header.grid().nz();
        }

        @Override
        public Volume read(ReadOptions options, Monitor monitor) throws IOException {
            Affine grid = header.grid();
            if (grid.isSheared() && !options.resampleUneven()) {
                throw new InputException(problems.stream().filter(d -> d.severity() == Severity.ERROR).findFirst().orElseThrow());
            }
            monitor.begin(file.getFileName().toString(), grid.nz());
            VoxelStore store = VoxelStore.allocate(grid.nz(), (long) grid.nx() * grid.ny() * header.components() * header.type().bytes());
            new Data(header, monitor).read(store, image);
            if (header.encoding() != NrrdHeader.Encoding.TEXT) {
                VoxelInput.swap(store, header.type(), header.order(), options.threads(), monitor);
            }
            ValueMapping mapping = new ValueMapping(1, 0, header.unit());
            if (grid.isSheared()) {
                boolean labels = attributes.keySet().stream().anyMatch(k -> k.startsWith("label."));
                return Straightening.straighten(grid, header.type(), header.components(), mapping, store, labels, attributes,
                        file.getFileName()
                        .toString(), options.threads(), monitor);
            }
            List<SliceOrigin> origins = new ArrayList<>(grid.nz());
            for (int k = 0; k < grid.nz(); k++) {
                long slice = (long) image * grid.nz() + k;
                long perFile = (long) header.images() * grid.nz() / header.files().size();
                Path data = header.files().get((int) (slice * header.files().size() / ((long) header.images() * grid.nz())));
                origins.add(new SliceOrigin(data.getFileName().toString(), (int) (perFile == 0 ? 0 : slice % perFile), ""));
            }
            return new Volume(geometry.orElseThrow(), header.type(), header.components(), mapping, store, origins, attributes);
        }
    }

    /** The numbers of all files one behind the other, of which one image is kept. */
    private static final class Data {

        private final NrrdHeader header;
        private final Monitor monitor;
        private final long perFile;
        private int next;
        private VoxelInput in;
        private long left;
        private String name;

        Data(NrrdHeader header, Monitor monitor) {
            this.header = header;
            this.monitor = monitor;
            this.perFile = header.imageBytes() * header.images() / header.files().size();
        }

        void read(VoxelStore store, int image) throws IOException {
            long start = header.imageBytes() * image;
            // whole files before the image are not opened
            next = (int) (start / perFile);
            start -= next * perFile;
            try {
                open();
                switch (header.encoding()) {
                    case RAW, GZIP -> bytes(store, start);
                    case TEXT -> text(store, start / header.type().bytes());
                    case HEX -> hex(store, start);
                }
            } finally {
                if (in != null) {
                    in.close();
                }
            }
        }

        private void open() throws IOException {
            if (in != null) {
                in.close();
            }
            Path file = header.files().get(next++);
            name = file.getFileName().toString();
            boolean packed = header.encoding() == NrrdHeader.Encoding.GZIP;
            long offset = header.dataOffset() + lines(file);
            if (header.encoding() == NrrdHeader.Encoding.RAW) {
                offset = header.byteSkip() < 0 ? Files.size(file) - perFile : offset + header.byteSkip();
            }
            long skip = packed ? header.byteSkip() < 0 ? lead(file, offset) : header.byteSkip() : 0;
            in = VoxelInput.open(file, offset, packed, monitor);
            in.skip(packed ? skip : header.encoding() == NrrdHeader.Encoding.RAW ? 0 : header.byteSkip());
            left = perFile;
        }

        /** Bytes of the lines to leave out. */
        private long lines(Path file) throws IOException {
            if (header.lineSkip() == 0) {
                return 0;
            }
            long bytes = 0;
            try (InputStream text = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
                text.skipNBytes(header.dataOffset());
                for (int lines = 0; lines < header.lineSkip();) {
                    int b = text.read();
                    if (b < 0) {
                        throw Texts.refuse("data.ends", name);
                    }
                    bytes++;
                    lines += b == '\n' ? 1 : 0;
                }
            }
            return bytes;
        }

        /** How much is before the data where they are the last bytes of a packed stream. */
        private long lead(Path file, long offset) throws IOException {
            byte[] buffer = new byte[1 << 16];
            long length = 0;
            try (VoxelInput whole = VoxelInput.open(file, offset, true, monitor)) {
                for (int n = whole.read(buffer); n >= 0; n = whole.read(buffer)) {
                    length += n;
                    if (length > perFile + MAX_LEAD) {
                        throw Texts.refuse("data.surplus", name, length - perFile);
                    }
                }
            }
            if (length < perFile) {
                throw Texts.refuse("data.ends", name);
            }
            return length - perFile;
        }

        private void bytes(VoxelStore store, long start) throws IOException {
            in.skip(start);
            left -= start;
            for (int k = 0; k < store.slices(); k++) {
                ByteBuffer slice = store.slice(k);
                for (int at = 0; at < slice.capacity();) {
                    nextFile();
                    int n = (int) Math.min(left, slice.capacity() - at);
                    in.fill(slice.slice(at, n));
                    at += n;
                    left -= n;
                }
                monitor.worked(1);
            }
            if (left == 0 && header.encoding() == NrrdHeader.Encoding.GZIP && in.next() >= 0) {
                throw Texts.refuse("data.surplus.packed", name);
            }
        }

        private void nextFile() throws IOException {
            if (left == 0) {
                open();
            }
        }

        private void text(VoxelStore store, long start) throws IOException {
            ScalarType type = header.type();
            int bytes = type.bytes();
            for (long n = 0; n < start; n++) {
                nextFile();
                token();
                left -= bytes;
            }
            for (int k = 0; k < store.slices(); k++) {
                ByteBuffer slice = store.slice(k);
                monitor.checkCancelled();
                for (int at = 0; at < slice.capacity(); at += bytes) {
                    nextFile();
                    put(slice, at, token());
                    left -= bytes;
                }
                monitor.worked(1);
            }
            if (left == 0 && peeked() >= 0) {
                throw Texts.refuse("data.surplus.text", name);
            }
        }

        private int buffered = -2;

        /** The first byte of what is no space, -1 at the end. */
        private int peeked() throws IOException {
            int b = buffered >= 0 ? buffered : in.next();
            while (b == ' ' || b == '\n' || b == '\r' || b == '\t' || b == ',' || b == 0x0b || b == 0x0c) {
                b = in.next();
            }
            buffered = b;
            return b;
        }

        private String token() throws IOException {
            StringBuilder t = new StringBuilder();
            int b = peeked();
            if (b < 0) {
                throw Texts.refuse("data.ends", name);
            }
            while (b > ' ' && b != ',') {
                if (t.length() == 64) {
                    throw Texts.refuse("nrrd.number", name, t + "...");
                }
                t.append((char) b);
                b = in.next();
            }
            // a control character would stand still for ever
            if (t.isEmpty()) {
                throw Texts.refuse("nrrd.number", name, "\\" + b);
            }
            buffered = b;
            return t.toString();
        }

        private void put(ByteBuffer slice, int at, String token) {
            ScalarType type = header.type();
            try {
                if (type == ScalarType.INT64 || type == ScalarType.UINT64) {
                    BigInteger v = new BigInteger(token);
                    boolean fits = type == ScalarType.INT64 ? v.bitLength() < 64 : v.signum() >= 0 && v.bitLength() <= 64;
                    if (fits) {
                        slice.putLong(at, v.longValue());
                        return;
                    }
                } else {
                    double v = switch (token.toLowerCase(Locale.ROOT)) {
                        case "nan", "-nan", "+nan" -> Double.NaN;
                        case "inf", "+inf", "infinity" -> Double.POSITIVE_INFINITY;
                        case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
                        default -> type == ScalarType.FLOAT32 ? Float.parseFloat(token) : Double.parseDouble(token);
                    };
                    type.put(slice, at, v);
                    return;
                }
            } catch (IllegalArgumentException e) {
                // said below
            }
            throw Texts.refuse("nrrd.number", name, token);
        }

        private void hex(VoxelStore store, long start) throws IOException {
            for (long n = 0; n < start; n++) {
                nextFile();
                hexByte();
                left--;
            }
            for (int k = 0; k < store.slices(); k++) {
                ByteBuffer slice = store.slice(k);
                monitor.checkCancelled();
                for (int at = 0; at < slice.capacity(); at++) {
                    nextFile();
                    slice.put(at, (byte) hexByte());
                    left--;
                }
                monitor.worked(1);
            }
            if (left == 0 && peeked() >= 0) {
                throw Texts.refuse("data.surplus.text", name);
            }
        }

        private int hexByte() throws IOException {
            return hexDigit() << 4 | hexDigit();
        }

        private int hexDigit() throws IOException {
            int b = peeked();
            buffered = -2;
            if (b < 0) {
                throw Texts.refuse("data.ends", name);
            }
            int digit = Character.digit(b, 16);
            if (digit < 0) {
                throw Texts.refuse("nrrd.number", name, Character.toString(b));
            }
            return digit;
        }
    }
}
