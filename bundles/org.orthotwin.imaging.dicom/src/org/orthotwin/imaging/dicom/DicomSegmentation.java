/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.ValueMapping;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.imaging.dicom.internal.Frames;
import org.orthotwin.imaging.dicom.internal.Texts;
import org.orthotwin.imaging.dicom.spi.DicomToolkit;

/**
 * A DICOM segmentation (PS3.3 A.51, and A.86 for label maps) as label maps, whose labels are the numbers of the segments. Segments of
 * binary
 * and fractional segmentations may overlap: then there are as many maps as it takes, each segment in the first in which it has room. Of a
 * fractional segment the voxels of at least half the largest value are taken. Slices that the file leaves out hold nothing, and neither do
 * voxels with the padding value of a label map.
 *
 * @param segments by number
 * @param maps at least one, all on one grid
 * @param source Study Instance UID, Series Instance UID and Frame of Reference UID of the segmentation, as the attributes of a volume have
 *        them
 */
public record DicomSegmentation(List<Segment> segments, List<LabelMap> maps, Map<String, String> source) {

    /** Deviation of a frame's height from its slice, in slices. */
    private static final double ON_SLICE = 0.02;
    private static final int LARGEST_GRID = 1 << 20;

    /**
     * A structure.
     *
     * @param number from 1
     * @param id of the structure: its label in small letters and hyphens
     * @param label for people
     * @param category what kind of thing it is
     * @param type what it is
     * @param algorithm {@code AUTOMATIC}, {@code SEMIAUTOMATIC}, {@code MANUAL} or empty
     */
    public record Segment(int number, String id, String label, Code category, Code type, String algorithm) {
    }

    /**
     * A term of a coding scheme.
     *
     * @param scheme such as {@code SCT}
     * @param value the code
     * @param meaning for people
     */
    public record Code(String scheme, String value, String meaning) {
        static Code of(Dataset d) {
            return new Code(d.textOrEmpty(Tag.CodingSchemeDesignator), d.textOrEmpty(Tag.CodeValue), d.textOrEmpty(Tag.CodeMeaning));
        }
    }

    public DicomSegmentation {
        segments = List.copyOf(segments);
        maps = List.copyOf(maps);
        source = Map.copyOf(source);
    }

    /** Whether a file is a segmentation. */
    public static boolean is(DicomObject o) {
        String uid = o.data().textOrEmpty(Tag.SOPClassUID);
        return uid.equals(Uids.SEGMENTATION) || uid.equals(Uids.LABEL_MAP_SEGMENTATION);
    }

    /** As {@link #read(Path, Optional, Monitor)}, on the smallest grid that holds all frames. */
    public static DicomSegmentation read(Path file, Monitor monitor) throws IOException {
        return read(file, Optional.empty(), monitor);
    }

    /**
     * Reads a segmentation.
     *
     * @param grid of the image that was segmented, of the same in-plane size, orientation and spacing; the maps are on it
     * @throws IOException if the file cannot be read
     * @throws InputException if it is no segmentation or is broken, or if a frame lies between the slices of the grid or beside it
     */
    public static DicomSegmentation read(Path file, Optional<VolumeGeometry> grid, Monitor monitor) throws IOException {
        DicomToolkit toolkit = DicomToolkits.best();
        DicomObject o = toolkit.read(file);
        try {
            return read(toolkit, o, grid, monitor);
        } catch (InputException e) {
            throw e.getMessage().startsWith(o.source()) ? e : Texts.in(o.source(), e);
        }
    }

    private record Frame(int index, int segment, Vec3 position) {
    }

    private static DicomSegmentation read(DicomToolkit toolkit, DicomObject o, Optional<VolumeGeometry> grid, Monitor monitor)
            throws IOException {
        Dataset d = o.data();
        if (!is(o) || o.pixels() == null) {
            throw Texts.refuse("dicom.seg.none", d.textOrEmpty(Tag.Modality));
        }
        var format = Frames.format(d, o.pixels().tag());
        Frames.check(o, format);
        ScalarType type = Frames.type(format, o.pixels().tag());
        if (type.isFloating() || type.isSigned() || type.bytes() > 2 || format.samplesPerPixel() != 1) {
            throw Texts.refuse("dicom.format.bits", format.bitsAllocated(), format.bitsStored(), format.highBit());
        }
        String kind = d.textOrEmpty(Tag.SegmentationType);
        boolean labels = kind.equals("LABELMAP");
        TreeMap<Integer, Segment> segments = segments(d);
        List<Frame> frames = frames(d, o.frames(), labels);
        for (Frame f : frames) {
            if (!labels && !segments.containsKey(f.segment)) {
                throw Texts.refuse("dicom.seg.segment", f.index + 1, f.segment);
            }
        }
        VolumeGeometry g = grid.isPresent() ? grid.get() : grid(d, frames, format.columns(), format.rows());
        if (g.nx() != format.columns() || g.ny() != format.rows()) {
            throw Texts.refuse("dicom.seg.size", format.columns(), format.rows(), g.nx(), g.ny());
        }
        int half = kind.equals("FRACTIONAL") ? Math.max(1, (d.integer(MAXIMUM_FRACTIONAL_VALUE).orElse(255) + 1) / 2) : 1;
        int padding = labels ? d.integer(Tag.PixelPaddingValue).orElse(0) : 0;
        List<Volume> volumes = new ArrayList<>();
        List<TreeMap<Integer, String>> names = new ArrayList<>();
        Map<Integer, Integer> homes = homes(toolkit, o, frames, g, half, labels, type, monitor);
        for (Frame f : frames) {
            monitor.checkCancelled();
            int home = labels ? 0 : homes.get(f.segment);
            while (volumes.size() <= home) {
                volumes.add(Volume.zeros(g, ScalarType.UINT16, ValueMapping.IDENTITY));
                names.add(new TreeMap<>());
            }
            ByteBuffer slice = volumes.get(home).store().slice(slice(g, f.position));
            byte[] numbers = new byte[(int) format.frameBytes()];
            toolkit.decode(o, f.index, ByteBuffer.wrap(numbers));
            ByteBuffer from = ByteBuffer.wrap(numbers).order(java.nio.ByteOrder.LITTLE_ENDIAN);
            for (int p = 0; p < format.rows() * format.columns(); p++) {
                int v = (int) type.get(from, p * type.bytes());
                if (labels) {
                    if (v != padding && v > LabelMap.LARGEST) {
                        throw Texts.refuse("dicom.seg.segment", f.index + 1, v);
                    }
                    slice.putShort(2 * p, (short) (v == padding ? 0 : v));
                } else if (v >= half) {
                    slice.putShort(2 * p, (short) f.segment);
                }
            }
        }
        segments.values().stream().filter(s -> s.number > 0).forEach(s -> names.get(labels ? 0 : homes.getOrDefault(s.number, 0))
                .put(s.number, s.id));
        List<LabelMap> maps = new ArrayList<>();
        for (int m = 0; m < volumes.size(); m++) {
            maps.add(LabelMap.of(volumes.get(m), names.get(m)));
        }
        return new DicomSegmentation(segments.values().stream().filter(s -> s.number > 0).toList(), maps, source(d));
    }

    /** Most maps for segments that overlap: a file of many small frames must not fill the memory. */
    static final int MOST_MAPS = 32;
    /** Most bytes of all of them. */
    private static final long MOST_BYTES = 4L << 30;
    private static final int MAXIMUM_FRACTIONAL_VALUE = 0x0062000E;

    private static Map<String, String> source(Dataset d) {
        return Map.of("studyInstanceUid", d.textOrEmpty(Tag.StudyInstanceUID), "seriesInstanceUid", d.textOrEmpty(Tag.SeriesInstanceUID),
                "frameOfReferenceUid", d.textOrEmpty(Tag.FrameOfReferenceUID));
    }

    private static TreeMap<Integer, Segment> segments(Dataset d) {
        TreeMap<Integer, Segment> out = new TreeMap<>();
        for (Dataset s : d.items(Tag.SegmentSequence)) {
            int number = s.integer(Tag.SegmentNumber).orElseThrow(() -> Texts.refuse("dicom.missing", Tag.describe(Tag.SegmentNumber)));
            if (number < 0 || number > LabelMap.LARGEST || out.containsKey(number)) {
                throw Texts.refuse("dicom.seg.number", number);
            }
            String label = s.textOrEmpty(Tag.SegmentLabel);
            String id = label.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-").replaceAll("^[-.]+|[-.]+$", "");
            out.put(number, new Segment(number, id.isEmpty() ? "segment-" + number : id, label,
                    Code.of(s.item(Tag.SegmentedPropertyCategoryCodeSequence)), Code.of(s.item(Tag.SegmentedPropertyTypeCodeSequence)),
                    s.textOrEmpty(Tag.SegmentAlgorithmType)));
        }
        return out;
    }

    private static List<Frame> frames(Dataset d, int count, boolean labels) {
        Dataset shared = d.item(Tag.SharedFunctionalGroupsSequence);
        List<Dataset> own = d.items(Tag.PerFrameFunctionalGroupsSequence);
        if (own.size() != count) {
            throw Texts.refuse("dicom.groups", own.size(), count);
        }
        List<Frame> frames = new ArrayList<>();
        for (int f = 0; f < count; f++) {
            double[] p = either(own.get(f), shared, Tag.PlanePositionSequence, Tag.ImagePositionPatient).numbers(Tag.ImagePositionPatient);
            if (p.length != 3) {
                throw Texts.refuse("dicom.missing", Tag.describe(Tag.ImagePositionPatient));
            }
            int segment = labels ? 0 : either(own.get(f), shared, Tag.SegmentIdentificationSequence, Tag.ReferencedSegmentNumber)
                    .integer(Tag.ReferencedSegmentNumber)
                    .orElseThrow(() -> Texts.refuse("dicom.missing", Tag.describe(Tag.ReferencedSegmentNumber)));
            frames.add(new Frame(f, segment, new Vec3(p[0] / 1000.0, p[1] / 1000.0, p[2] / 1000.0)));
        }
        return frames;
    }

    private static Dataset either(Dataset own, Dataset shared, int sequence, int tag) {
        return own.item(sequence).hasValue(tag) ? own.item(sequence) : shared.item(sequence);
    }

    /** Even slices from the lowest frame to the highest along the normal, at the distance that the file says. */
    private static VolumeGeometry grid(Dataset d, List<Frame> frames, int columns, int rows) {
        Dataset shared = d.item(Tag.SharedFunctionalGroupsSequence);
        Dataset first = d.item(Tag.PerFrameFunctionalGroupsSequence);
        double[] o = either(first, shared, Tag.PlaneOrientationSequence, Tag.ImageOrientationPatient).numbers(Tag.ImageOrientationPatient);
        double[] pixel = either(first, shared, Tag.PixelMeasuresSequence, Tag.PixelSpacing).numbers(Tag.PixelSpacing);
        if (o.length != 6 || pixel.length != 2 || !(pixel[0] > 0) || !(pixel[1] > 0)) {
            throw Texts.refuse("dicom.missing", Tag.describe(o.length != 6 ? Tag.ImageOrientationPatient : Tag.PixelSpacing));
        }
        Vec3 row = Vec3.of(o, 0);
        Vec3 column = Vec3.of(o, 3);
        if (!(Math.abs(row.norm() - 1) < 0.01 && Math.abs(column.norm() - 1) < 0.01 && Math.abs(row.dot(column)) < 0.01)) {
            throw Texts.refuse("dicom.orientation", Tag.describe(Tag.ImageOrientationPatient), Arrays.toString(o));
        }
        row = row.normalized();
        column = column.minus(row.times(column.dot(row))).normalized();
        Vec3 normal = row.cross(column).normalized();
        double[] heights = frames.stream().mapToDouble(f -> f.position.dot(normal)).sorted().toArray();
        double step = Double.POSITIVE_INFINITY;
        for (int i = 1; i < heights.length; i++) {
            if (heights[i] - heights[i - 1] > 1e-5) {
                step = Math.min(step, heights[i] - heights[i - 1]);
            }
        }
        double said = -1;
        for (int tag : new int[] {Tag.SpacingBetweenSlices, Tag.SliceThickness}) {
            double[] v = either(first, shared, Tag.PixelMeasuresSequence, tag).numbers(tag);
            said = said > 0 || v.length == 0 ? said : v[0] / 1000.0;
        }
        double low = heights[0];
        double range = heights[heights.length - 1] - low;
        // the file's own word where the frames fit it: slices without segments are left out of many files
        double spacing = said > 0 && fits(heights, said) || Double.isInfinite(step) ? said : step;
        if (!(spacing > 0)) {
            spacing = 1e-3;
        }
        long depth = Math.round(range / spacing) + 1;
        if (depth > LARGEST_GRID || !fits(heights, spacing)) {
            throw Texts.refuse("dicom.seg.between");
        }
        Vec3 origin = frames.stream().filter(f -> f.position.dot(normal) <= low).findFirst().orElseThrow().position;
        // positions of few digits: the mean distance over all slices is nearer to the truth
        double even = depth > 1 ? range / (depth - 1) : spacing;
        return new VolumeGeometry(columns, rows, (int) depth, origin, row, column, normal, pixel[1] / 1000.0, pixel[0] / 1000.0, even);
    }

    private static boolean fits(double[] heights, double spacing) {
        return Arrays.stream(heights).allMatch(h -> {
            double k = (h - heights[0]) / spacing;
            return Math.abs(k - Math.rint(k)) <= ON_SLICE * Math.max(1, 0.1 * k);
        });
    }

    /** The slice that a frame lies on. */
    private static int slice(VolumeGeometry g, Vec3 position) {
        Vec3 index = g.index(position);
        int k = (int) Math.rint(index.z());
        if (Math.abs(index.z() - k) > 0.2 || Math.abs(index.x()) > 0.2 || Math.abs(index.y()) > 0.2 || k < 0 || k >= g.nz()) {
            throw Texts.refuse("dicom.seg.between");
        }
        return k;
    }

    /** In which map each segment has room: the first in which no segment before it has one of its voxels. */
    private static Map<Integer, Integer> homes(DicomToolkit toolkit, DicomObject o, List<Frame> frames, VolumeGeometry g, int half,
            boolean labels, ScalarType type, Monitor monitor) throws IOException {
        Map<Integer, Integer> homes = new TreeMap<>();
        if (labels) {
            return homes;
        }
        int n = g.nx() * g.ny();
        TreeMap<Integer, List<Frame>> bySegment = new TreeMap<>();
        frames.forEach(f -> bySegment.computeIfAbsent(f.segment, k -> new ArrayList<>()).add(f));
        List<Map<Integer, java.util.BitSet>> taken = new ArrayList<>();
        for (Map.Entry<Integer, List<Frame>> e : bySegment.entrySet()) {
            Map<Integer, java.util.BitSet> own = new TreeMap<>();
            for (Frame f : e.getValue()) {
                monitor.checkCancelled();
                ByteBuffer numbers = ByteBuffer.allocate(n * type.bytes()).order(java.nio.ByteOrder.LITTLE_ENDIAN);
                toolkit.decode(o, f.index, numbers);
                java.util.BitSet bits = own.computeIfAbsent(slice(g, f.position), k -> new java.util.BitSet(n));
                for (int p = 0; p < n; p++) {
                    if (type.get(numbers, p * type.bytes()) >= half) {
                        bits.set(p);
                    }
                }
            }
            int home = 0;
            while (home < taken.size() && overlaps(taken.get(home), own)) {
                home++;
            }
            if (home == taken.size()) {
                if (home >= MOST_MAPS || (home + 1) * g.voxels() * 2 > MOST_BYTES) {
                    throw Texts.refuse("dicom.seg.layers", home + 1, g.nx(), g.ny(), g.nz());
                }
                taken.add(new TreeMap<>());
            }
            Map<Integer, java.util.BitSet> into = taken.get(home);
            own.forEach((k, bits) -> into.computeIfAbsent(k, x -> new java.util.BitSet(n)).or(bits));
            homes.put(e.getKey(), home);
        }
        return homes;
    }

    private static boolean overlaps(Map<Integer, java.util.BitSet> a, Map<Integer, java.util.BitSet> b) {
        return b.entrySet().stream().anyMatch(e -> a.containsKey(e.getKey()) && a.get(e.getKey()).intersects(e.getValue()));
    }
}
