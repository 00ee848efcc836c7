/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Timestamps;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.ValueMapping;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.imaging.dicom.internal.Texts;
import org.orthotwin.imaging.dicom.spi.DicomToolkit;

/**
 * Writes a volume, or slices that each have their own place, as a series of CT or MR images, one file for each slice (PS3.3 A.3 and A.4).
 * Numbers of 8 and 16 bits are kept as they are stored; others are written with 16 bits, whole values within the range of 16 bits exactly
 * and the rest in 65,535 steps between the least and the highest one.
 */
public final class SeriesWriter {

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyyMMdd", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private SeriesWriter() {
    }

    /**
     * Writes the files {@code 0001.dcm}, {@code 0002.dcm} ... into a new folder, which appears when all are there.
     *
     * @param folder must not exist, or be empty
     * @return the files, first slice first
     * @throws IOException if something cannot be written; the folder is then not there
     * @throws org.orthotwin.core.InputException if the volume has colours
     */
    public static List<Path> write(Volume volume, Path folder, SeriesFacts facts, Monitor monitor) throws IOException {
        VolumeGeometry g = volume.geometry();
        return write(new Slices(volume, g.nz(), k -> g.point(0, 0, k), k -> volume.store().slice(k), 0), folder, facts, monitor);
    }

    /**
     * Writes slices that need not lie behind one another along their normal, as those of a tilted gantry do not: in a CT, Gantry/Detector
     * Tilt (0018,1120) says by how much. The slices are as thick as their volumes.
     *
     * @param slices volumes of one slice each, in their order, alike but for their places
     * @param folder must not exist, or be empty
     * @return the files, first slice first
     * @throws IOException if something cannot be written; the folder is then not there
     * @throws org.orthotwin.core.InputException if the slices have colours
     * @throws IllegalArgumentException if there is none, one has more than one slice, or they differ in more than their places
     */
    public static List<Path> write(List<Volume> slices, Path folder, SeriesFacts facts, Monitor monitor) throws IOException {
        if (slices.isEmpty()) {
            throw new IllegalArgumentException("a series of no slices");
        }
        for (int k = 0; k < slices.size(); k++) {
            if (!alike(slices.getFirst(), slices.get(k))) {
                throw new IllegalArgumentException("slice " + (k + 1) + " is not alike the first one, or more than one slice");
            }
        }
        return write(new Slices(slices.getFirst(), slices.size(), k -> slices.get(k).geometry().origin(),
                k -> slices.get(k).store().slice(0), tilt(slices)), folder, facts, monitor);
    }

    private static boolean alike(Volume a, Volume b) {
        VolumeGeometry g = a.geometry();
        VolumeGeometry h = b.geometry();
        return h.nz() == 1 && g.nx() == h.nx() && g.ny() == h.ny() && g.iDirection().equals(h.iDirection())
                && g.jDirection().equals(h.jDirection()) && g.iSpacing() == h.iSpacing() && g.jSpacing() == h.jSpacing()
                && g.kSpacing() == h.kSpacing() && a.type() == b.type() && a.components() == b.components()
                && a.mapping().equals(b.mapping());
    }

    /**
     * The tilt of the gantry, rad, as PS3.3 C.8.22.5.2 counts it for a patient who lies on the back, head first: positive where the top of
     * the gantry, which is the front of the patient, leans to where the table comes in, which is the feet. Scanners differ in the sign,
     * and it is for people: readers take the positions of the slices.
     */
    private static double tilt(List<Volume> slices) {
        VolumeGeometry g = slices.getFirst().geometry();
        Vec3 step = slices.getLast().geometry().origin().minus(g.origin());
        Vec3 normal = g.iDirection().cross(g.jDirection());
        double up = step.dot(normal);
        return up == 0 ? 0 : Math.atan(step.dot(g.jDirection()) / up);
    }

    /**
     * What is written.
     *
     * @param like says all but places and numbers
     * @param places of the first pixel of each slice, LPS, m
     * @param tilt of the gantry, rad
     */
    private record Slices(Volume like, int count, IntFunction<Vec3> places, IntFunction<ByteBuffer> numbers, double tilt) {
    }

    private static List<Path> write(Slices volume, Path folder, SeriesFacts facts, Monitor monitor) throws IOException {
        if (volume.like.components() != 1) {
            throw Texts.refuse("dicom.write.colours", volume.like.components());
        }
        Path target = folder.toAbsolutePath();
        if (Files.exists(target)) {
            try (Stream<Path> entries = Files.list(target)) {
                if (entries.findAny().isPresent()) {
                    throw new FileAlreadyExistsException(folder.toString());
                }
            }
            Files.delete(target);
        }
        Files.createDirectories(target.getParent());
        Path temporary = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".part");
        int slices = volume.count;
        monitor.begin("write", slices);
        try {
            Files.createDirectory(temporary);
            DicomToolkit toolkit = DicomToolkits.best();
            Numbers16 numbers = Numbers16.of(volume);
            Dataset common = common(volume, facts, numbers);
            List<Path> files = new ArrayList<>();
            int digits = Math.max(4, Integer.toString(slices).length());
            for (int k = 0; k < slices; k++) {
                monitor.checkCancelled();
                String name = String.format(Locale.ROOT, "%0" + digits + "d.dcm", k + 1);
                toolkit.write(slice(volume, k, common, facts, numbers), temporary.resolve(name));
                files.add(target.resolve(name));
                monitor.worked(1);
            }
            Files.move(temporary, target);
            return files;
        } finally {
            if (Files.exists(temporary)) {
                try (Stream<Path> rest = Files.walk(temporary)) {
                    for (Path p : rest.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(p);
                    }
                }
            }
        }
    }

    /** How values become numbers of 16 bits. */
    private record Numbers16(boolean direct, boolean signed, ValueMapping mapping) {
        static Numbers16 of(Slices all) {
            Volume v = all.like;
            if (v.type().bytes() <= 2) {
                return new Numbers16(true, v.type().isSigned(), v.mapping());
            }
            double min = Double.POSITIVE_INFINITY;
            double max = Double.NEGATIVE_INFINITY;
            boolean whole = true;
            ScalarType t = v.type();
            for (int k = 0; k < all.count; k++) {
                ByteBuffer b = all.numbers.apply(k);
                for (int at = 0; at < b.capacity(); at += t.bytes()) {
                    double value = v.mapping().value(t.get(b, at));
                    min = Math.min(min, value);
                    max = Math.max(max, value);
                    whole &= value == Math.rint(value);
                }
            }
            String unit = v.mapping().unit();
            if (!Double.isFinite(min) || !Double.isFinite(max)) {
                throw Texts.refuse("dicom.write.infinite");
            }
            if (whole && min >= Short.MIN_VALUE && max <= Short.MAX_VALUE) {
                return new Numbers16(false, true, new ValueMapping(1, 0, unit));
            }
            // a slope of few digits survives being written as a decimal string
            double slope = max > min ? Double.parseDouble(DecimalString.of((max - min) / 65534)) : 1;
            return new Numbers16(false, false, new ValueMapping(slope, Double.parseDouble(DecimalString.of(min)), unit));
        }

        ByteBuffer slice(Slices all, int k) {
            Volume v = all.like;
            ByteBuffer in = all.numbers.apply(k);
            ScalarType t = v.type();
            if (direct && t.bytes() == 2) {
                return in.duplicate().clear();
            }
            int n = in.capacity() / t.bytes();
            ByteBuffer out = ByteBuffer.allocate(2 * n).order(ByteOrder.LITTLE_ENDIAN);
            for (int p = 0; p < n; p++) {
                double stored = t.get(in, p * t.bytes());
                double number = direct ? stored : Math.rint(mapping.stored(v.mapping().value(stored)));
                out.putShort(2 * p, (short) (int) (signed ? number : Math.clamp(number, 0, 65535)));
            }
            return out;
        }
    }

    private static String uid(SeriesFacts facts, String what) {
        return facts.key().isEmpty() ? Uids.random() : Uids.named(what);
    }

    private static Dataset common(Slices volume, SeriesFacts facts, Numbers16 numbers) {
        VolumeGeometry g = volume.like.geometry();
        boolean ct = facts.modality().equals("CT");
        Instant now = Timestamps.now();
        String date = DATE.format(now);
        String time = TIME.format(now);
        String study = facts.key().replaceFirst("/.*", "");
        Dataset.Builder b = new Dataset.Builder().text(Tag.ImageType, Vr.CS, facts.imageType().toArray(String[]::new))
                .text(Tag.SOPClassUID, Vr.UI, ct ? Uids.CT_IMAGE : Uids.MR_IMAGE).text(Tag.StudyDate, Vr.DA, date)
                .text(Tag.ContentDate, Vr.DA, date).text(Tag.StudyTime, Vr.TM, time).text(Tag.ContentTime, Vr.TM, time)
                .text(Tag.AccessionNumber, Vr.SH).text(Tag.Modality, Vr.CS, facts.modality()).text(Tag.Manufacturer, Vr.LO, "OrthoTwin")
                .text(Tag.ManufacturerModelName, Vr.LO, facts.model()).text(Tag.ReferringPhysicianName, Vr.PN)
                .text(Tag.StudyDescription, Vr.LO, facts.studyDescription()).text(Tag.SeriesDescription, Vr.LO, facts.seriesDescription())
                .text(Tag.PatientName, Vr.PN, facts.patientName()).text(Tag.PatientID, Vr.LO, facts.patientId())
                .text(Tag.PatientBirthDate, Vr.DA).text(Tag.PatientSex, Vr.CS)
                .numbers(Tag.SliceThickness, Vr.DS, mm(g.kSpacing()))
                .text(Tag.PatientPosition, Vr.CS, "HFS").text(Tag.StudyInstanceUID, Vr.UI, uid(facts, "study " + study))
                .text(Tag.SeriesInstanceUID, Vr.UI, uid(facts, "series " + facts.key())).text(Tag.StudyID, Vr.SH)
                .numbers(Tag.SeriesNumber, Vr.IS, facts.seriesNumber()).numbers(Tag.AcquisitionNumber, Vr.IS, 1)
                .numbers(Tag.ImageOrientationPatient, Vr.DS, g.iDirection().x(), g.iDirection().y(), g.iDirection().z(), g.jDirection().x(),
                        g.jDirection().y(), g.jDirection().z())
                .text(Tag.FrameOfReferenceUID, Vr.UI, uid(facts, "frame of reference " + study)).text(Tag.PositionReferenceIndicator, Vr.LO)
                .numbers(Tag.SamplesPerPixel, Vr.US, 1).text(Tag.PhotometricInterpretation, Vr.CS, "MONOCHROME2")
                .numbers(Tag.Rows, Vr.US, g.ny()).numbers(Tag.Columns, Vr.US, g.nx())
                .numbers(Tag.PixelSpacing, Vr.DS, mm(g.jSpacing()), mm(g.iSpacing())).numbers(Tag.BitsAllocated, Vr.US, 16)
                .numbers(Tag.BitsStored, Vr.US, 16).numbers(Tag.HighBit, Vr.US, 15)
                .numbers(Tag.PixelRepresentation, Vr.US, numbers.signed ? 1 : 0);
        if (!facts.bodyPart().isEmpty()) {
            // the image may show both of a paired part: known to be unknown
            b.text(Tag.BodyPartExamined, Vr.CS, facts.bodyPart()).text(Tag.Laterality, Vr.CS);
        }
        ValueMapping m = numbers.mapping;
        if (ct) {
            b.text(Tag.KVP, Vr.DS);
            if (facts.tubeVoltageKv() > 0) {
                b.numbers(Tag.KVP, Vr.DS, facts.tubeVoltageKv());
            }
            if (Math.abs(volume.tilt) > 1e-6) {
                b.numbers(Tag.GantryDetectorTilt, Vr.DS, Numbers.edge(Math.toDegrees(volume.tilt)));
            }
            b.text(Tag.RescaleType, Vr.LO, m.unit().equals("HU") ? "HU" : "US");
            b.numbers(Tag.WindowCenter, Vr.DS, 300).numbers(Tag.WindowWidth, Vr.DS, 2000);
        } else {
            // PS3.3 C.8.3.1: what a scanner would say, or that it is not known
            b.text(SCANNING_SEQUENCE, Vr.CS, "RM").text(SEQUENCE_VARIANT, Vr.CS, "NONE").text(SCAN_OPTIONS, Vr.CS)
                    .text(MR_ACQUISITION_TYPE, Vr.CS, "3D").text(Tag.RepetitionTime, Vr.DS).text(Tag.EchoTime, Vr.DS)
                    .text(ECHO_TRAIN_LENGTH, Vr.IS);
        }
        if (ct || m.slope() != 1 || m.intercept() != 0) {
            b.numbers(Tag.RescaleIntercept, Vr.DS, m.intercept()).numbers(Tag.RescaleSlope, Vr.DS, m.slope());
        }
        return b.build();
    }

    private static final int SCANNING_SEQUENCE = 0x00180020;
    private static final int SEQUENCE_VARIANT = 0x00180021;
    private static final int SCAN_OPTIONS = 0x00180022;
    private static final int MR_ACQUISITION_TYPE = 0x00180023;
    private static final int ECHO_TRAIN_LENGTH = 0x00180091;

    private static double mm(double metres) {
        return Numbers.edge(metres * 1000.0);
    }

    private static DicomObject slice(Slices volume, int k, Dataset common, SeriesFacts facts, Numbers16 numbers) {
        Vec3 p = volume.places.apply(k);
        Dataset d = common.toBuilder().text(Tag.SOPInstanceUID, Vr.UI, uid(facts, "image " + facts.key() + " " + k))
                .numbers(Tag.InstanceNumber, Vr.IS, k + 1).numbers(Tag.ImagePositionPatient, Vr.DS, mm(p.x()), mm(p.y()), mm(p.z()))
                .build();
        return new DicomObject("", Dataset.EMPTY, TransferSyntax.EXPLICIT_LITTLE, d, PixelData.of(Tag.PixelData, Vr.OW,
                numbers.slice(volume, k)));
    }
}
