/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.dicom.Dataset;
import org.orthotwin.imaging.dicom.DicomObject;
import org.orthotwin.imaging.dicom.Tag;
import org.orthotwin.imaging.dicom.internal.codec.FrameFormat;

/**
 * One image in two dimensions, from headers: a file or a frame of one.
 *
 * @param instance what its file says
 * @param frame index in the file
 * @param place where it lies, or null if the file does not say
 * @param slope of the modality's mapping; NaN where there is none
 * @param intercept of the modality's mapping
 * @param unit of mapped values: {@code HU}, or empty
 * @param traits what tells stacks of one series from each other, by name
 */
record Slice(Instance instance, int frame, Place place, double slope, double intercept, String unit, Map<String, String> traits) {

    /**
     * Position and orientation (PS3.3 C.7.6.2, C.7.6.16.2.3 and .4).
     *
     * @param position centre of the first pixel, LPS, m
     * @param row unit vector along growing columns
     * @param column unit vector along growing rows
     */
    record Place(Vec3 position, Vec3 row, Vec3 column) {
    }

    /**
     * What all frames of a file have in common.
     *
     * @param file where it is
     * @param data its data set without functional groups
     * @param format of its frames
     * @param pixelTag where they are
     * @param syntax transfer syntax
     * @param frames how many
     * @param rowSpacing distance of rows, m; NaN where the file does not say
     * @param columnSpacing distance of columns, m
     * @param thickness distance to be expected between slices, m; NaN where the file does not say
     * @param problems what is wrong with the file
     * @param pixels the pixel data where it lies in the file as it is; null where it was inflated, or where a toolkit finds it in its own
     *         way: it is then looked for again
     */
    record Instance(Path file, Facts data, FrameFormat format, int pixelTag, String syntax, int frames, double rowSpacing,
            double columnSpacing, double thickness, List<Diagnostic> problems, InputPixels pixels) {
        String name() {
            return file.getFileName().toString();
        }
    }

    /** Few facts of a data set, so that not all headers of a folder stay in memory. */
    record Facts(String studyUid, String seriesUid, String instanceUid, String classUid, String modality, int instanceNumber,
            int seriesNumber, String description, String frameOfReference, double padding, Map<String, String> attributes) {
    }

    private static final int[] ATTRIBUTES = {Tag.BodyPartExamined, Tag.Laterality, Tag.ConvolutionKernel, Tag.KVP, Tag.Manufacturer,
            Tag.ManufacturerModelName, Tag.PatientPosition, Tag.SliceThickness, Tag.RepetitionTime};

    /**
     * The images of a file.
     *
     * @throws InputException if it has pixel data that cannot be understood
     */
    static List<Slice> of(DicomObject o, Path file) throws IOException {
        Dataset d = o.data();
        int pixelTag = o.pixels().tag();
        FrameFormat format = Frames.format(d, pixelTag);
        List<Diagnostic> problems = new ArrayList<>();
        try {
            Frames.check(o, format);
        } catch (InputException e) {
            if (o.frames() > o.pixels().available()) {
                // not even a byte for each: nothing worth a list
                throw e;
            }
            problems.add(Diagnostic.error(Texts.CATALOG, "dicom.in", file.getFileName().toString(), e.diagnostic()));
        }
        int frames = o.frames();
        Dataset shared = d.item(Tag.SharedFunctionalGroupsSequence);
        List<Dataset> perFrame = d.items(Tag.PerFrameFunctionalGroupsSequence);
        if (!perFrame.isEmpty() && perFrame.size() < frames) {
            throw Texts.refuse("dicom.groups", perFrame.size(), frames);
        }
        Dataset first = perFrame.isEmpty() ? Dataset.EMPTY : perFrame.get(0);
        double[] spacing = numbers(Tag.PixelSpacing, Tag.PixelMeasuresSequence, first, shared, d);
        if (spacing.length < 2) {
            spacing = d.numbers(Tag.ImagerPixelSpacing);
            if (spacing.length >= 2) {
                problems.add(Diagnostic.warning(Texts.CATALOG, "dicom.detector"));
            }
        }
        double rowSpacing = spacing.length >= 2 && spacing[0] > 0 && spacing[1] > 0 ? spacing[0] / 1000.0 : Double.NaN;
        double columnSpacing = Double.isNaN(rowSpacing) ? Double.NaN : spacing[1] / 1000.0;
        Instance instance = new Instance(file, facts(d, first, shared), format, pixelTag, o.syntax(), frames, rowSpacing, columnSpacing,
                thickness(first, shared, d), List.copyOf(problems), o.pixels() instanceof InputPixels p && p.isFile() ? p : null);
        double[] offsets = d.numbers(Tag.GridFrameOffsetVector);
        List<Slice> slices = new ArrayList<>(frames);
        boolean segmentation = d.textOrEmpty(Tag.Modality).equals("SEG");
        Map<String, String> common = null;
        for (int f = 0; f < frames; f++) {
            Dataset own = perFrame.isEmpty() ? Dataset.EMPTY : perFrame.get(f);
            Place place = place(own, shared, d, frames > 1 && perFrame.isEmpty() && offsets.length != frames);
            if (place != null && frames > 1 && offsets.length == frames) {
                place = new Place(place.position.plus(place.row.cross(place.column).times((offsets[f] - offsets[0]) / 1000.0)), place.row,
                        place.column);
            }
            double[] slope = numbers(Tag.RescaleSlope, Tag.PixelValueTransformationSequence, own, shared, d);
            double[] intercept = numbers(Tag.RescaleIntercept, Tag.PixelValueTransformationSequence, own, shared, d);
            String type = group(Tag.RescaleType, Tag.PixelValueTransformationSequence, own, shared, d).textOrEmpty(Tag.RescaleType);
            boolean mapped = slope.length > 0 && intercept.length > 0;
            String unit = mapped && (type.equals("HU") || type.isEmpty() && instance.data.modality.equals("CT")) ? "HU" : "";
            if (perFrame.isEmpty() && common != null) {
                slices.add(new Slice(instance, f, place, mapped ? slope[0] : Double.NaN, mapped ? intercept[0] : 0, unit, common));
                continue;
            }
            Map<String, String> traits = segmentation ? Map.of() : traits(own, shared, d);
            common = traits;
            slices.add(new Slice(instance, f, place, mapped ? slope[0] : Double.NaN, mapped ? intercept[0] : 0, unit, traits));
        }
        return slices;
    }

    private static Facts facts(Dataset d, Dataset first, Dataset shared) {
        Map<String, String> more = new LinkedHashMap<>();
        for (int tag : ATTRIBUTES) {
            Dataset from = tag == Tag.SliceThickness ? group(tag, Tag.PixelMeasuresSequence, first, shared, d) : d;
            String text = from.textOrEmpty(tag);
            if (!text.isEmpty()) {
                String keyword = Dictionary.keyword(tag);
                String unit = tag == Tag.SliceThickness ? "Mm" : tag == Tag.RepetitionTime ? "Ms" : "";
                more.put(Character.toLowerCase(keyword.charAt(0)) + keyword.substring(1) + unit, text);
            }
        }
        if (more.containsKey("kVP")) {
            more.put("tubeVoltageKv", more.remove("kVP"));
        }
        double[] padding = d.numbers(Tag.PixelPaddingValue);
        return new Facts(d.textOrEmpty(Tag.StudyInstanceUID), d.textOrEmpty(Tag.SeriesInstanceUID), d.textOrEmpty(Tag.SOPInstanceUID),
                d.textOrEmpty(Tag.SOPClassUID), d.textOrEmpty(Tag.Modality), lenient(d, Tag.InstanceNumber), lenient(d, Tag.SeriesNumber),
                Pseudonyms.description(d), d.textOrEmpty(Tag.FrameOfReferenceUID), padding.length > 0 ? padding[0] : Double.NaN, more);
    }

    /** A number that only sorts and describes: where it is broken, it is as if it were not there. */
    private static int lenient(Dataset d, int tag) {
        try {
            return d.integer(tag).orElse(0);
        } catch (InputException e) {
            return 0;
        }
    }

    private static double thickness(Dataset first, Dataset shared, Dataset d) {
        for (int tag : new int[] {Tag.SpacingBetweenSlices, Tag.SliceThickness}) {
            double[] v = numbers(tag, Tag.PixelMeasuresSequence, first, shared, d);
            if (v.length > 0 && v[0] > 0) {
                return v[0] / 1000.0;
            }
        }
        return Double.NaN;
    }

    private static Map<String, String> traits(Dataset own, Dataset shared, Dataset d) {
        Map<String, String> t = new LinkedHashMap<>();
        List<String> type = d.texts(Tag.ImageType);
        t.put("imageType", String.join("\\", type.subList(0, Math.min(3, type.size()))));
        // vendors' further values may change in the middle of a stack
        t.put("imageTypeDetail", String.join("\\", type.subList(Math.min(3, type.size()), type.size())));
        Dataset echo = group(Tag.EffectiveEchoTime, Tag.MREchoSequence, own, shared, Dataset.EMPTY);
        String echoTime = echo.textOrEmpty(Tag.EffectiveEchoTime);
        t.put("echoTimeMs", echoTime.isEmpty() ? d.textOrEmpty(Tag.EchoTime) : echoTime);
        t.put("echoNumber", d.textOrEmpty(Tag.EchoNumbers));
        Dataset content = group(Tag.TemporalPositionIndex, Tag.FrameContentSequence, own, shared, Dataset.EMPTY);
        String temporal = content.textOrEmpty(Tag.TemporalPositionIndex);
        t.put("temporalPosition", temporal.isEmpty() ? d.textOrEmpty(Tag.TemporalPositionIdentifier) : temporal);
        t.put("triggerTimeMs", d.textOrEmpty(Tag.TriggerTime));
        t.put("diffusionBValue", d.textOrEmpty(Tag.DiffusionBValue));
        t.put("stack", group(Tag.StackID, Tag.FrameContentSequence, own, shared, Dataset.EMPTY).textOrEmpty(Tag.StackID));
        t.put("acquisitionNumber", d.textOrEmpty(Tag.AcquisitionNumber));
        return t;
    }

    /** The functional group that has a value: of the frame, of all frames, or the data set itself. */
    private static Dataset group(int tag, int sequence, Dataset own, Dataset shared, Dataset d) {
        Dataset g = own.item(sequence);
        if (g.hasValue(tag)) {
            return g;
        }
        g = shared.item(sequence);
        return g.hasValue(tag) ? g : d;
    }

    private static double[] numbers(int tag, int sequence, Dataset own, Dataset shared, Dataset d) {
        return group(tag, sequence, own, shared, d).numbers(tag);
    }

    private static Place place(Dataset own, Dataset shared, Dataset d, boolean onePlaceForAll) {
        double[] p = numbers(Tag.ImagePositionPatient, Tag.PlanePositionSequence, own, shared, d);
        double[] o = numbers(Tag.ImageOrientationPatient, Tag.PlaneOrientationSequence, own, shared, d);
        if (p.length != 3 || o.length != 6 || onePlaceForAll) {
            return null;
        }
        Vec3 row = Vec3.of(o, 0);
        Vec3 column = Vec3.of(o, 3);
        if (!(Math.abs(row.norm() - 1) < 0.01 && Math.abs(column.norm() - 1) < 0.01 && Math.abs(row.dot(column)) < 0.01)) {
            throw Texts.refuse("dicom.orientation", Tag.describe(Tag.ImageOrientationPatient), Arrays.toString(o));
        }
        // direction cosines of a few digits, made exactly orthonormal
        row = row.normalized();
        column = column.minus(row.times(column.dot(row))).normalized();
        return new Place(new Vec3(p[0] / 1000.0, p[1] / 1000.0, p[2] / 1000.0), row, column);
    }

    /** Slope and intercept, where the file has none those that change nothing. */
    double effectiveSlope() {
        return Double.isNaN(slope) ? 1 : slope;
    }

    OptionalDouble number(String trait) {
        String t = traits.getOrDefault(trait, "");
        try {
            return t.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(t));
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }
}
