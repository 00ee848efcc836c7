/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.internal;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Severity;
import org.orthotwin.imaging.ImageSeries;
import org.orthotwin.imaging.ReadOptions;
import org.orthotwin.imaging.SliceOrigin;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.imaging.VoxelStore;

/**
 * Reads NIfTI-1 and NIfTI-2: {@code .nii}, {@code .nii.gz}, and pairs of {@code .hdr} and {@code .img}, packed or not, in both byte
 * orders. Each point in time is a series of its own; the fifth dimension are the components of a voxel. Complex, quadruple and one-bit
 * numbers are refused by name, and so is what an Analyze 7.5 header alone describes.
 */
public final class NiftiReader extends FileReader {

    @Override
    boolean acceptsFile(Path file) throws IOException {
        String name = lower(file);
        if (name.endsWith(".nii") || name.endsWith(".nii.gz")) {
            return true;
        }
        // Analyze files have the same ending
        return (name.endsWith(".hdr") || name.endsWith(".hdr.gz")) && Files.isRegularFile(file) && NiftiHeader.version(beginning(file)) > 0;
    }

    @Override
    List<ImageSeries> scanFile(Path file, String id) throws IOException {
        String name = file.getFileName().toString();
        byte[] first;
        try {
            first = beginning(file);
        } catch (ZipException | EOFException e) {
            throw Texts.refuse("gzip.broken", name);
        }
        NiftiHeader header = NiftiHeader.parse(first, name);
        Path data = header.single() ? file : image(file);
        List<Diagnostic> problems = new ArrayList<>(header.problems());
        VolumeGeometry geometry = header.grid().isSheared() ? null : header.grid().geometry(header.spacings(), problems);
        checkLength(header, data, problems);
        List<ImageSeries> series = new ArrayList<>();
        for (int t = 0; t < header.times(); t++) {
            series.add(new Series(header.times() == 1 ? id : id + "#" + (t + 1), data, header, t, Optional.ofNullable(geometry),
                    List.copyOf(
                    problems)));
        }
        return series;
    }

    private static void checkLength(NiftiHeader header, Path data, List<Diagnostic> problems) throws IOException {
        String name = data.getFileName().toString();
        long needed = header.offset() + header.imageBytes() * header.times() * header.planes();
        boolean packed = isPacked(data);
        VoxelInput.requireRoom(name, Files.size(data), packed, needed);
        if (!packed && Files.size(data) > needed) {
            problems.add(Texts.info("data.long", Files.size(data) - needed));
        }
    }

    private static Path image(Path header) throws IOException {
        String name = header.getFileName().toString();
        int dot = lower(header).lastIndexOf(".hdr");
        for (String ending : List.of(".img", ".img.gz", ".IMG", ".IMG.GZ")) {
            Path image = header.resolveSibling(name.substring(0, dot) + ending);
            if (Files.isRegularFile(image)) {
                return image;
            }
        }
        throw new NoSuchFileException(header.resolveSibling(name.substring(0, dot) + ".img").toString());
    }

    private static String lower(Path file) {
        return file.getFileName().toString().toLowerCase(Locale.ROOT);
    }

    private static boolean isPacked(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.read() == 0x1f && in.read() == 0x8b;
        }
    }

    private static byte[] beginning(Path file) throws IOException {
        boolean packed = isPacked(file);
        try (InputStream in = Files.newInputStream(file)) {
            return (packed ? new GZIPInputStream(in) : in).readNBytes(NiftiHeader.SIZE_2);
        }
    }

    /** One point in time. */
    private record Series(String id, Path file, NiftiHeader header, int time, Optional<VolumeGeometry> geometry, List<Diagnostic> problems)
            implements ImageSeries {

        @Override
        public String description() {
            return header.times() == 1 ? file.getFileName().toString()
                    : file.getFileName() + " (" + (time + 1) + "/" + header.times() + ")";
        }

        @Override
        public String modality() {
            return "";
        }

        @Override
        public int images() {
            return header.nz();
        }

        @Override
        public Map<String, String> attributes() {
            TreeMap<String, String> a = new TreeMap<>();
            a.put("format", "NIfTI-" + header.version());
            a.put("orientation", header.source());
            a.put("orientationCode", String.valueOf(header.code()));
            if (header.intent() != 0) {
                a.put("intentCode", String.valueOf(header.intent()));
            }
            if (header.times() > 1) {
                a.put("timePoint", String.valueOf(time + 1));
                a.put("timePoints", String.valueOf(header.times()));
                if (header.timeStep() > 0) {
                    a.put("timeStepS", Numbers.shortest(header.timeStep()));
                }
            }
            if (header.components() > 1 || header.planes() > 1) {
                a.put("kind", header.components() == 3 ? "rgb" : header.components() == 4 ? "rgba" : "vector");
            }
            return Collections.unmodifiableMap(a);
        }

        @Override
        public Volume read(ReadOptions options, Monitor monitor) throws IOException {
            boolean straighten = header.grid().isSheared();
            if (straighten && !options.resampleUneven()) {
                throw new InputException(problems.stream().filter(d -> d.severity() == Severity.ERROR).findFirst().orElseThrow());
            }
            int components = header.components() * header.planes();
            monitor.begin(file.getFileName().toString(), (long) header.nz() * header.planes());
            VoxelStore store = VoxelStore.allocate(header.nz(), (long) header.nx() * header.ny() * components * header.type().bytes());
            boolean packed = isPacked(file);
            long start = header.offset() + time * header.imageBytes();
            try (VoxelInput in = VoxelInput.open(file, packed ? 0 : start, packed, monitor)) {
                in.skip(packed ? start : 0);
                for (int plane = 0; plane < header.planes(); plane++) {
                    if (plane > 0) {
                        in.skip((header.times() - 1) * header.imageBytes());
                    }
                    read(in, store, plane, monitor);
                }
                if (time == header.times() - 1) {
                    // at its end, a packed stream is checked
                    in.next();
                }
            }
            VoxelInput.swap(store, header.type(), header.order(), options.threads(), monitor);
            if (straighten) {
                boolean labels = header.intent() == NiftiHeader.INTENT_LABEL;
                return Straightening.straighten(header.grid(), header.type(), components, header.mapping(), store, labels, attributes(),
                        file
                        .getFileName().toString(), options.threads(), monitor);
            }
            List<SliceOrigin> origins = new ArrayList<>(header.nz());
            for (int k = 0; k < header.nz(); k++) {
                origins.add(new SliceOrigin(file.getFileName().toString(), time * header.nz() + k, ""));
            }
            return new Volume(geometry.orElseThrow(), header.type(), components, header.mapping(), store, origins, attributes());
        }

        private void read(VoxelInput in, VoxelStore store, int plane, Monitor monitor) throws IOException {
            int bytes = header.type().bytes();
            byte[] image = header.planes() == 1 ? null : new byte[header.nx() * header.ny() * bytes];
            for (int k = 0; k < header.nz(); k++) {
                ByteBuffer slice = store.slice(k);
                if (image == null) {
                    in.fill(slice);
                } else {
                    in.fill(image, image.length);
                    for (int p = 0, at = plane * bytes; p < image.length; p += bytes, at += header.planes() * bytes) {
                        slice.put(at, image, p, bytes);
                    }
                }
                monitor.worked(1);
            }
        }
    }
}
