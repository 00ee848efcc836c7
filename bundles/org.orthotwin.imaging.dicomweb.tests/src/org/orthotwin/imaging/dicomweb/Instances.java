/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicomweb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.orthotwin.imaging.dicom.Dataset;
import org.orthotwin.imaging.dicom.DicomObject;
import org.orthotwin.imaging.dicom.DicomToolkits;
import org.orthotwin.imaging.dicom.PixelData;
import org.orthotwin.imaging.dicom.Tag;
import org.orthotwin.imaging.dicom.Uids;
import org.orthotwin.imaging.dicom.Vr;

/** A made-up series. */
final class Instances {

    final String study;
    final String series;
    final List<Path> files = new ArrayList<>();

    Instances(Path folder, String name, int count, int size) throws IOException {
        study = Uids.named(name + ".study");
        series = Uids.named(name + ".series");
        Files.createDirectories(folder);
        Random random = new Random(count);
        for (int i = 0; i < count; i++) {
            byte[] pixels = new byte[2 * size * size];
            random.nextBytes(pixels);
            Dataset data = new Dataset.Builder().text(Tag.SOPClassUID, Vr.UI, Uids.CT_IMAGE)
                    .text(Tag.SOPInstanceUID, Vr.UI, Uids.named(name + "." + i)).text(Tag.StudyInstanceUID, Vr.UI, study)
                    .text(Tag.SeriesInstanceUID, Vr.UI, series).text(Tag.StudyDescription, Vr.LO, "made up " + name)
                    .text(Tag.PatientID, Vr.LO, name).text(0x00080060, Vr.CS, "CT").numbers(Tag.InstanceNumber, Vr.IS, i + 1)
                    .numbers(Tag.SamplesPerPixel, Vr.US, 1).text(Tag.PhotometricInterpretation, Vr.CS, "MONOCHROME2")
                    .numbers(Tag.Rows, Vr.US, size).numbers(Tag.Columns, Vr.US, size).numbers(Tag.BitsAllocated, Vr.US, 16)
                    .numbers(Tag.BitsStored, Vr.US, 16).numbers(Tag.HighBit, Vr.US, 15).numbers(Tag.PixelRepresentation, Vr.US, 1).build();
            Path file = folder.resolve("i" + i + ".dcm");
            DicomToolkits.best().write(new DicomObject("test", Dataset.EMPTY, "1.2.840.10008.1.2.1", data,
                    PixelData.of(Tag.PixelData, Vr.OW, ByteBuffer.wrap(pixels))), file);
            files.add(file);
        }
    }

    String instance(int i) throws IOException {
        return DicomToolkits.best().read(files.get(i)).data().textOrEmpty(Tag.SOPInstanceUID);
    }
}
