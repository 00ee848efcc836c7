/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.imaging.ImageSeries;
import org.orthotwin.imaging.dicom.DicomInventory;
import org.orthotwin.imaging.dicom.DicomToolkits;
import org.orthotwin.imaging.dicom.spi.DicomToolkit;
import org.orthotwin.imaging.spi.VolumeReader;

/** Reads DICOM files, folders and DICOMDIRs through the best toolkit. */
public final class DicomVolumeReader implements VolumeReader {

    /** So many files of a folder are looked at before it counts as one without DICOM. */
    private static final int LOOKED_AT = 2000;

    @Override
    public boolean accepts(Path path) throws IOException {
        DicomToolkit toolkit = DicomToolkits.best();
        if (!Files.isDirectory(path)) {
            return toolkit.accepts(path);
        }
        try (Stream<Path> walk = Files.walk(path)) {
            Iterator<Path> files = walk.filter(Files::isRegularFile).limit(LOOKED_AT).iterator();
            while (files.hasNext()) {
                Path file = files.next();
                if (Files.isReadable(file) && toolkit.accepts(file)) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public List<ImageSeries> scan(Path path, Monitor monitor) throws IOException {
        DicomInventory inventory = DicomInventory.scan(path, monitor);
        if (!Files.isDirectory(path) && inventory.volumes().isEmpty()) {
            throw inventory.problems().isEmpty() ? Texts.refuse("dicom.image.none", path.getFileName())
                    : new InputException(inventory.problems().get(0));
        }
        return inventory.volumes();
    }
}
