/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Timestamps;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.SliceOrigin;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.imaging.dicom.DicomSegmentation.Code;
import org.orthotwin.imaging.dicom.DicomSegmentation.Segment;
import org.orthotwin.imaging.dicom.internal.Texts;

/**
 * Writes a label map as a binary segmentation (PS3.3 A.51): one segment for each label, one frame for each slice in which it occurs. Where
 * the image is known that was segmented, the file belongs to its study and names the images.
 */
public final class SegmentationWriter {

    /** What a structure is that nobody has said more about: SNOMED CT, tissue. */
    private static final Code TISSUE = new Code("SCT", "85756007", "Tissue");
    private static final Code SOURCE_IMAGE = new Code("DCM", "121322", "Source image for image processing operation");
    private static final Code SEGMENTED = new Code("DCM", "113076", "Segmentation");
    private static final int DERIVATION_CODE_SEQUENCE = 0x00089215;
    private static final int REFERENCED_SOP_SEQUENCE = 0x00081199;

    private SegmentationWriter() {
    }

    /**
     * What a segmentation that is written says besides its voxels.
     *
     * @param patientName {@code Family^Given}, as the image has it; may be empty
     * @param patientId may be empty
     * @param seriesDescription may be empty
     * @param algorithm how it was made, by name
     * @param automatic whether without a person
     * @param key what UIDs are derived from: the same key gives the same ones; random ones if empty
     */
    public record Facts(String patientName, String patientId, String seriesDescription, String algorithm, boolean automatic, String key) {
    }

    /**
     * @param map with at least one label
     * @param segments what the labels are; those that are not described are tissue, with their name as label
     * @param image that was segmented, on the same grid
     * @throws IOException if the file cannot be written; what was there before is then untouched
     * @throws org.orthotwin.core.InputException if the map has no label
     */
    public static void write(LabelMap map, List<Segment> segments, Optional<Volume> image, Path file, Facts facts, Monitor monitor)
            throws IOException {
        VolumeGeometry g = map.geometry();
        if (image.isPresent() && !image.get().geometry().equals(g)) {
            throw new IllegalArgumentException("a segmentation on another grid than its image's");
        }
        monitor.begin("write", g.nz());
        Map<Integer, List<Integer>> slices = new TreeMap<>();
        int n = g.nx() * g.ny();
        ScalarType type = map.volume().type();
        for (int k = 0; k < g.nz(); k++) {
            monitor.checkCancelled();
            boolean[] seen = new boolean[LabelMap.LARGEST + 1];
            ByteBuffer slice = map.volume().store().slice(k);
            for (int p = 0; p < n; p++) {
                seen[(int) type.get(slice, p * type.bytes())] = true;
            }
            for (int label = 1; label < seen.length; label++) {
                if (seen[label]) {
                    slices.computeIfAbsent(label, x -> new ArrayList<>()).add(k);
                }
            }
            monitor.worked(1);
        }
        if (slices.isEmpty()) {
            throw Texts.refuse("dicom.seg.empty");
        }
        // segments are numbered from 1 without gaps (PS3.3 C.8.20.4); labels that already are keep their numbers
        Map<Integer, Integer> numbers = new LinkedHashMap<>();
        slices.keySet().forEach(label -> numbers.put(label, numbers.size() + 1));
        int frames = slices.values().stream().mapToInt(List::size).sum();
        long bits = (long) frames * n;
        if ((bits + 7) / 8 > Integer.MAX_VALUE - 16) {
            throw Texts.refuse("dicom.write.large", bits / 8);
        }
        byte[] packed = new byte[(int) ((bits + 15) / 16 * 2)];
        List<Dataset> perFrame = new ArrayList<>();
        long at = 0;
        for (Map.Entry<Integer, List<Integer>> e : slices.entrySet()) {
            for (int k : e.getValue()) {
                ByteBuffer slice = map.volume().store().slice(k);
                for (int p = 0; p < n; p++, at++) {
                    if ((int) type.get(slice, p * type.bytes()) == e.getKey()) {
                        packed[(int) (at >>> 3)] |= (byte) (1 << (at & 7));
                    }
                }
                perFrame.add(frame(g, numbers.get(e.getKey()), k, image));
            }
        }
        Dataset data = common(map, segments, numbers, image, facts).items(Tag.PerFrameFunctionalGroupsSequence, perFrame)
                .numbers(Tag.NumberOfFrames, Vr.IS, frames).build();
        DicomToolkits.best().write(new DicomObject(file.getFileName().toString(), Dataset.EMPTY, TransferSyntax.EXPLICIT_LITTLE, data,
                PixelData.of(Tag.PixelData, Vr.OB, ByteBuffer.wrap(packed))), file);
    }

    private static double mm(double metres) {
        return Numbers.edge(metres * 1000.0);
    }

    private static Dataset code(Code c) {
        return new Dataset.Builder().text(Tag.CodeValue, Vr.SH, c.value()).text(Tag.CodingSchemeDesignator, Vr.SH, c.scheme())
                .text(Tag.CodeMeaning, Vr.LO, c.meaning()).build();
    }

    private static Dataset frame(VolumeGeometry g, int segment, int k, Optional<Volume> image) {
        Vec3 p = g.point(0, 0, k);
        Dataset.Builder b = new Dataset.Builder()
                .items(Tag.FrameContentSequence, new Dataset.Builder().numbers(Tag.DimensionIndexValues, Vr.UL, segment, k + 1).build())
                .items(Tag.PlanePositionSequence,
                        new Dataset.Builder().numbers(Tag.ImagePositionPatient, Vr.DS, mm(p.x()), mm(p.y()), mm(p.z())).build())
                .items(Tag.SegmentIdentificationSequence,
                        new Dataset.Builder().numbers(Tag.ReferencedSegmentNumber, Vr.US, segment).build());
        SliceOrigin origin = origin(image, k);
        if (origin != null) {
            Dataset source = reference(image.get(), origin).toBuilder().items(Tag.PurposeOfReferenceCodeSequence, code(SOURCE_IMAGE))
                    .build();
            b.items(Tag.DerivationImageSequence, new Dataset.Builder().items(Tag.SourceImageSequence, source)
                    .items(DERIVATION_CODE_SEQUENCE, code(SEGMENTED)).build());
        }
        return b.build();
    }

    private static SliceOrigin origin(Optional<Volume> image, int k) {
        return image.filter(v -> !v.origins().isEmpty() && !v.origins().get(k).instance().isEmpty()
                && v.attributes().containsKey("sopClassUid") && v.attributes().containsKey("seriesInstanceUid"))
                .map(v -> v.origins().get(k)).orElse(null);
    }

    private static Dataset reference(Volume image, SliceOrigin origin) {
        return new Dataset.Builder().text(Tag.ReferencedSOPClassUID, Vr.UI, image.attributes().get("sopClassUid"))
                .text(Tag.ReferencedSOPInstanceUID, Vr.UI, origin.instance()).build();
    }

    private static Dataset.Builder common(LabelMap map, List<Segment> segments, Map<Integer, Integer> numbers, Optional<Volume> image,
            Facts facts) {
        VolumeGeometry g = map.geometry();
        Instant now = Timestamps.now();
        String date = DateTimeFormatter.ofPattern("yyyyMMdd", Locale.ROOT).withZone(ZoneOffset.UTC).format(now);
        String time = DateTimeFormatter.ofPattern("HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC).format(now);
        Map<String, String> source = image.map(Volume::attributes).orElse(Map.of());
        String dimensions = uid(facts, "dimensions");
        Dataset.Builder b = new Dataset.Builder().text(Tag.ImageType, Vr.CS, "DERIVED", "PRIMARY")
                .text(Tag.SOPClassUID, Vr.UI, Uids.SEGMENTATION).text(Tag.SOPInstanceUID, Vr.UI, uid(facts, "segmentation"))
                .text(Tag.StudyDate, Vr.DA, date).text(Tag.SeriesDate, Vr.DA, date).text(Tag.ContentDate, Vr.DA, date)
                .text(Tag.StudyTime, Vr.TM, time).text(Tag.SeriesTime, Vr.TM, time).text(Tag.ContentTime, Vr.TM, time)
                .text(Tag.AccessionNumber, Vr.SH).text(Tag.Modality, Vr.CS, "SEG").text(Tag.Manufacturer, Vr.LO, "OrthoTwin")
                .text(Tag.ReferringPhysicianName, Vr.PN).text(Tag.SeriesDescription, Vr.LO, facts.seriesDescription())
                .text(Tag.ManufacturerModelName, Vr.LO, "OrthoTwin").text(Tag.DeviceSerialNumber, Vr.LO, "0")
                .text(Tag.SoftwareVersions, Vr.LO, "0.1.0").text(Tag.PatientName, Vr.PN, facts.patientName())
                .text(Tag.PatientID, Vr.LO, facts.patientId()).text(Tag.PatientBirthDate, Vr.DA).text(Tag.PatientSex, Vr.CS)
                .text(Tag.StudyInstanceUID, Vr.UI, source.getOrDefault("studyInstanceUid", uid(facts, "study")))
                .text(Tag.SeriesInstanceUID, Vr.UI, uid(facts, "segmentation series")).text(Tag.StudyID, Vr.SH)
                .numbers(Tag.SeriesNumber, Vr.IS, 100).numbers(Tag.InstanceNumber, Vr.IS, 1)
                .text(Tag.FrameOfReferenceUID, Vr.UI, source.getOrDefault("frameOfReferenceUid", uid(facts, "frame of reference")))
                .text(Tag.PositionReferenceIndicator, Vr.LO).text(Tag.ContentLabel, Vr.CS, "SEGMENTATION")
                .text(Tag.ContentDescription, Vr.LO, facts.seriesDescription()).text(Tag.ContentCreatorName, Vr.PN)
                .numbers(Tag.SamplesPerPixel, Vr.US, 1).text(Tag.PhotometricInterpretation, Vr.CS, "MONOCHROME2")
                .numbers(Tag.Rows, Vr.US, g.ny()).numbers(Tag.Columns, Vr.US, g.nx()).numbers(Tag.BitsAllocated, Vr.US, 1)
                .numbers(Tag.BitsStored, Vr.US, 1).numbers(Tag.HighBit, Vr.US, 0).numbers(Tag.PixelRepresentation, Vr.US, 0)
                .text(Tag.LossyImageCompression, Vr.CS, "00").text(Tag.SegmentationType, Vr.CS, "BINARY")
                .items(Tag.SegmentSequence, numbers.entrySet().stream().map(e -> segment(map, segments, e.getKey(), e.getValue(), facts))
                .toList())
                .items(Tag.DimensionOrganizationSequence, new Dataset.Builder().text(Tag.DimensionOrganizationUID, Vr.UI, dimensions)
                .build())
                .items(Tag.DimensionIndexSequence,
                        dimension(dimensions, Tag.ReferencedSegmentNumber, Tag.SegmentIdentificationSequence),
                        dimension(dimensions, Tag.ImagePositionPatient, Tag.PlanePositionSequence))
                .items(Tag.SharedFunctionalGroupsSequence, new Dataset.Builder()
                        .items(Tag.PixelMeasuresSequence, new Dataset.Builder().numbers(Tag.SliceThickness, Vr.DS, mm(g.kSpacing()))
                                .numbers(Tag.SpacingBetweenSlices, Vr.DS, mm(g.kSpacing()))
                                .numbers(Tag.PixelSpacing, Vr.DS, mm(g.jSpacing()), mm(g.iSpacing())).build())
                        .items(Tag.PlaneOrientationSequence, new Dataset.Builder().numbers(Tag.ImageOrientationPatient, Vr.DS,
                                g.iDirection().x(), g.iDirection().y(), g.iDirection().z(), g.jDirection().x(), g.jDirection().y(),
                                g.jDirection().z()).build()).build());
        if (origin(image, 0) != null) {
            Volume v = image.get();
            List<Dataset> instances = v.origins().stream().map(SliceOrigin::instance).distinct()
                    .map(i -> reference(v, new SliceOrigin("", 0, i))).toList();
            b.items(Tag.ReferencedSeriesSequence, new Dataset.Builder().text(Tag.SeriesInstanceUID, Vr.UI, source.get("seriesInstanceUid"))
                    .items(Tag.ReferencedInstanceSequence, instances).build());
        }
        return b;
    }

    private static String uid(Facts facts, String what) {
        return facts.key().isEmpty() ? Uids.random() : Uids.named(what + " " + facts.key());
    }

    private static Dataset dimension(String organization, int pointer, int group) {
        return new Dataset.Builder().text(Tag.DimensionOrganizationUID, Vr.UI, organization)
                .numbers(Tag.DimensionIndexPointer, Vr.AT, pointer).numbers(Tag.FunctionalGroupPointer, Vr.AT, group).build();
    }

    private static Dataset segment(LabelMap map, List<Segment> segments, int label, int number, Facts facts) {
        String name = map.names().getOrDefault(label, "segment-" + label);
        Segment s = segments.stream().filter(x -> x.number() == label).findFirst().orElse(new Segment(label, name, name, TISSUE, TISSUE,
                ""));
        return new Dataset.Builder().numbers(Tag.SegmentNumber, Vr.US, number).text(Tag.SegmentLabel, Vr.LO, s.label())
                .text(Tag.SegmentAlgorithmType, Vr.CS, s.algorithm().isEmpty() ? facts.automatic() ? "AUTOMATIC" : "SEMIAUTOMATIC"
                : s.algorithm())
                .text(Tag.SegmentAlgorithmName, Vr.LO, facts.algorithm())
                .items(Tag.SegmentedPropertyCategoryCodeSequence, code(s.category()))
                .items(Tag.SegmentedPropertyTypeCodeSequence, code(s.type())).build();
    }
}
