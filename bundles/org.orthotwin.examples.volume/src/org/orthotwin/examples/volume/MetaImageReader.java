/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.examples.volume;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.MessageCatalog;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.ImageSeries;
import org.orthotwin.imaging.ReadOptions;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.ValueMapping;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.imaging.VoxelStore;
import org.orthotwin.imaging.spi.VolumeReader;

/**
 * Reads MetaImage with header and voxels in one file ({@code .mha}): lines "key = value", the last of them ElementDataFile = LOCAL, then
 * the numbers. Lengths are mm, directions the rows of TransformMatrix, in LPS. Compressed files are refused by name, and folders are not
 * searched.
 */
public final class MetaImageReader implements VolumeReader {

    static final Map<String, ScalarType> TYPES = Map.of("MET_CHAR", ScalarType.INT8, "MET_UCHAR", ScalarType.UINT8, "MET_SHORT",
            ScalarType.INT16, "MET_USHORT", ScalarType.UINT16, "MET_INT", ScalarType.INT32, "MET_UINT", ScalarType.UINT32, "MET_FLOAT",
            ScalarType.FLOAT32, "MET_DOUBLE", ScalarType.FLOAT64);
    private static final MessageCatalog TEXTS = new MessageCatalog(MetaImageReader.class);
    private static final int MAX_HEADER = 1 << 16;

    @Override
    public boolean accepts(Path path) {
        return !Files.isDirectory(path) && path.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".mha");
    }

    @Override
    public List<ImageSeries> scan(Path path, Monitor monitor) throws IOException {
        return List.of(new Header(path).series());
    }

    private static InputException broken(Path file, String code, Object... args) {
        Object[] all = new Object[args.length + 1];
        all[0] = file.getFileName();
        System.arraycopy(args, 0, all, 1, args.length);
        return new InputException(Diagnostic.error(TEXTS, code, all));
    }

    /** The lines before the numbers. */
    private static final class Header {
        private final Path file;
        private final Map<String, String> keys = new LinkedHashMap<>();
        private long length;

        Header(Path file) throws IOException {
            this.file = file;
            try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
                StringBuilder line = new StringBuilder();
                while (!keys.containsKey("ElementDataFile")) {
                    int b = in.read();
                    length++;
                    if (b < 0 || length > MAX_HEADER) {
                        throw broken(file, "header.open");
                    }
                    if (b != '\n') {
                        line.append((char) b);
                        continue;
                    }
                    String[] parts = line.toString().split("=", 2);
                    if (parts.length != 2) {
                        throw broken(file, "header.line", line.length() > 40 ? line.substring(0, 40) + "..." : line);
                    }
                    keys.put(parts[0].strip(), parts[1].strip());
                    line.setLength(0);
                }
            }
        }

        Series series() throws IOException {
            require("NDims", "3");
            require("BinaryData", "True");
            require("ElementDataFile", "LOCAL");
            if (keys.getOrDefault("CompressedData", "False").equalsIgnoreCase("True")) {
                throw broken(file, "compressed");
            }
            ScalarType type = TYPES.get(value("ElementType"));
            if (type == null || !keys.getOrDefault("ElementNumberOfChannels", "1").equals("1")) {
                throw broken(file, "value", "ElementType", value("ElementType"));
            }
            double[] size = numbers("DimSize", 3, null);
            double[] spacing = numbers("ElementSpacing", 3, null);
            double[] origin = numbers("Offset", 3, "0 0 0");
            double[] m = numbers("TransformMatrix", 9, "1 0 0 0 1 0 0 0 1");
            boolean whole = Arrays.stream(size).allMatch(n -> n >= 1 && n <= 1 << 20 && n == Math.rint(n));
            // what the file does not have is not asked for: a header that lies costs no memory
            if (!whole || size[0] * size[1] * type.bytes() > VoxelStore.MAX_SLICE_BYTES
                    || size[0] * size[1] * size[2] * type.bytes() > Files.size(file) - length) {
                throw broken(file, "size", value("DimSize"), Files.size(file) - length);
            }
            try {
                VolumeGeometry g = new VolumeGeometry((int) size[0], (int) size[1], (int) size[2], mm(origin, 0), Vec3.of(m, 0), Vec3.of(m,
                        3),
                        Vec3.of(m, 6), spacing[0] / 1000.0, spacing[1] / 1000.0, spacing[2] / 1000.0);
                return new Series(file, length, type, keys.getOrDefault("BinaryDataByteOrderMSB", "False").equalsIgnoreCase("True"), g);
            } catch (IllegalArgumentException e) {
                throw broken(file, "grid", e.getMessage());
            }
        }

        private static Vec3 mm(double[] v, int at) {
            return new Vec3(v[at] / 1000.0, v[at + 1] / 1000.0, v[at + 2] / 1000.0);
        }

        private String value(String key) {
            if (!keys.containsKey(key)) {
                throw broken(file, "missing", key);
            }
            return keys.get(key);
        }

        private void require(String key, String wanted) {
            if (!value(key).equalsIgnoreCase(wanted)) {
                throw broken(file, "value", key, value(key));
            }
        }

        private double[] numbers(String key, int count, String otherwise) {
            String text = otherwise == null ? value(key) : keys.getOrDefault(key, otherwise);
            String[] words = text.split("\\s+");
            try {
                if (words.length == count) {
                    return Arrays.stream(words).mapToDouble(Double::parseDouble).toArray();
                }
            } catch (NumberFormatException e) {
                // said below
            }
            throw broken(file, "value", key, text);
        }
    }

    /** The one volume of a file. */
    private record Series(Path file, long offset, ScalarType type, boolean big, VolumeGeometry grid) implements ImageSeries {

        @Override
        public String id() {
            return file.getFileName().toString();
        }

        @Override
        public String description() {
            return id();
        }

        @Override
        public String modality() {
            return "";
        }

        @Override
        public int images() {
            return grid.nz();
        }

        @Override
        public Optional<VolumeGeometry> geometry() {
            return Optional.of(grid);
        }

        @Override
        public Map<String, String> attributes() {
            return Map.of("format", "MetaImage");
        }

        @Override
        public List<Diagnostic> problems() {
            return List.of();
        }

        @Override
        public Volume read(ReadOptions options, Monitor monitor) throws IOException {
            monitor.begin(id(), grid.nz());
            VoxelStore store = VoxelStore.allocate(grid.nz(), (long) grid.nx() * grid.ny() * type.bytes());
            try (FileChannel channel = FileChannel.open(file)) {
                channel.position(offset);
                for (int k = 0; k < grid.nz(); k++) {
                    monitor.checkCancelled();
                    ByteBuffer slice = store.slice(k).duplicate();
                    while (slice.hasRemaining()) {
                        if (channel.read(slice) < 0) {
                            throw broken(file, "ends");
                        }
                    }
                    if (big) {
                        reverse(store.slice(k), type.bytes());
                    }
                    monitor.worked(1);
                }
            }
            return new Volume(grid, type, 1, ValueMapping.IDENTITY, store, List.of(), attributes());
        }

        private static void reverse(ByteBuffer b, int bytes) {
            for (int at = 0; at < b.capacity(); at += bytes) {
                for (int n = 0; n < bytes / 2; n++) {
                    byte first = b.get(at + n);
                    b.put(at + n, b.get(at + bytes - 1 - n)).put(at + bytes - 1 - n, first);
                }
            }
        }
    }
}
