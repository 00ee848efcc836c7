/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.orthotwin.imaging.dicom.Dataset;
import org.orthotwin.imaging.dicom.DicomObject;
import org.orthotwin.imaging.dicom.PixelData;
import org.orthotwin.imaging.dicom.Tag;
import org.orthotwin.imaging.dicom.TransferSyntax;
import org.orthotwin.imaging.dicom.Uids;
import org.orthotwin.imaging.dicom.Vr;
import org.orthotwin.imaging.dicom.spi.DicomToolkit;

/**
 * A made-up series of a made-up patient: CT images of random numbers.
 *
 * @param study identifier of the study
 * @param series identifier of the series
 * @param instances identifiers of the instances
 * @param files their files, in the same order
 */
public record MadeSeries(String study, String series, List<String> instances, List<Path> files) {

    /** The patient's. */
    public static final String NAME = "Quux^Zebedee";

    /**
     * Makes one.
     *
     * @param toolkit which writes it
     * @param folder made here if it is missing
     * @param name from which its identifiers come; the patient's number too
     * @param count number of instances
     * @param size rows and columns
     */
    public static MadeSeries write(DicomToolkit toolkit, Path folder, String name, int count, int size) throws IOException {
        String study = Uids.named(name + ".study");
        String series = Uids.named(name + ".series");
        List<String> instances = new ArrayList<>();
        List<Path> files = new ArrayList<>();
        Files.createDirectories(folder);
        Random random = new Random(count);
        for (int i = 0; i < count; i++) {
            byte[] pixels = new byte[2 * size * size];
            random.nextBytes(pixels);
            instances.add(Uids.named(name + "." + i));
            Dataset data = new Dataset.Builder().text(Tag.SOPClassUID, Vr.UI, Uids.CT_IMAGE)
                    .text(Tag.SOPInstanceUID, Vr.UI, instances.get(i)).text(Tag.StudyInstanceUID, Vr.UI, study)
                    .text(Tag.SeriesInstanceUID, Vr.UI, series).text(Tag.StudyDescription, Vr.LO, "made up")
                    .text(Tag.PatientName, Vr.PN, NAME).text(Tag.PatientID, Vr.LO, name).text(Tag.Modality, Vr.CS, "CT")
                    .text(Tag.StudyDate, Vr.DA, "20260102").text(Tag.StudyID, Vr.SH, "1").numbers(Tag.InstanceNumber, Vr.IS, i + 1)
                    .numbers(Tag.SamplesPerPixel, Vr.US, 1).text(Tag.PhotometricInterpretation, Vr.CS, "MONOCHROME2")
                    .numbers(Tag.Rows, Vr.US, size).numbers(Tag.Columns, Vr.US, size).numbers(Tag.BitsAllocated, Vr.US, 16)
                    .numbers(Tag.BitsStored, Vr.US, 16).numbers(Tag.HighBit, Vr.US, 15).numbers(Tag.PixelRepresentation, Vr.US, 1)
                    .numbers(Tag.RescaleSlope, Vr.DS, 1).numbers(Tag.RescaleIntercept, Vr.DS, -1024).build();
            Path file = folder.resolve(String.format(Locale.ROOT, "i%04d.dcm", i));
            toolkit.write(new DicomObject("test", Dataset.EMPTY, TransferSyntax.EXPLICIT_LITTLE, data,
                    PixelData.of(Tag.PixelData, Vr.OW, ByteBuffer.wrap(pixels))), file);
            files.add(file);
        }
        return new MadeSeries(study, series, List.copyOf(instances), List.copyOf(files));
    }
}
