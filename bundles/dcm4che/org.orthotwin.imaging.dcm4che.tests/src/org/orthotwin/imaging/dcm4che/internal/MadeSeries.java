/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dcm4che.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.orthotwin.imaging.dicom.Dataset;
import org.orthotwin.imaging.dicom.DicomObject;
import org.orthotwin.imaging.dicom.PixelData;
import org.orthotwin.imaging.dicom.Tag;
import org.orthotwin.imaging.dicom.TransferSyntax;
import org.orthotwin.imaging.dicom.Uids;
import org.orthotwin.imaging.dicom.Vr;

/** A made-up series of a made-up patient. */
final class MadeSeries {

    static final String NAME = "Quux^Zebedee";

    final String study;
    final String series;
    final List<Path> files = new ArrayList<>();
    final List<String> instances = new ArrayList<>();

    MadeSeries(Path folder, String name, int count, int size) throws IOException {
        study = Uids.named(name + ".study");
        series = Uids.named(name + ".series");
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
            Path file = folder.resolve(String.format(java.util.Locale.ROOT, "i%04d.dcm", i));
            new Dcm4cheToolkit().write(new DicomObject("test", Dataset.EMPTY, TransferSyntax.EXPLICIT_LITTLE, data,
                    PixelData.of(Tag.PixelData, Vr.OW, ByteBuffer.wrap(pixels))), file);
            files.add(file);
        }
    }
}
