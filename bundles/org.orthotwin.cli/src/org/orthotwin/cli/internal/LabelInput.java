/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.orthotwin.cli.Invocation;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.ReadOptions;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.imaging.dicom.DicomSegmentation;
import org.orthotwin.imaging.dicom.DicomToolkits;

/** Label maps that a verb is given: a volume of whole numbers, or a DICOM segmentation. */
final class LabelInput {

    private LabelInput() {
    }

    /**
     * Reads a label map; {@code --name 3=femur.left} says what a label is where the file does not, as NIfTI never does.
     *
     * @param grid of the image, for a segmentation that leaves out empty slices; of a volume nothing is changed
     */
    static LabelMap read(Invocation call, Path file, Optional<VolumeGeometry> grid, ReadOptions reading) throws IOException {
        LabelMap map = Files.isRegularFile(file) && DicomToolkits.best().accepts(file) ? segmentation(call, file, grid)
                : LabelMap.of(SeriesInput.only(call, file).read(reading, call.monitor()));
        TreeMap<Integer, String> names = new TreeMap<>(map.names());
        for (String name : call.options("--name")) {
            if (!name.matches("[0-9]{1,5}=\\S+")) {
                throw Texts.refusal("labels.name", name);
            }
            int eq = name.indexOf('=');
            names.put(Integer.valueOf(name.substring(0, eq)), name.substring(eq + 1));
        }
        return LabelMap.of(map.volume(), names);
    }

    /**
     * The label of a structure that occurs.
     *
     * @param wanted its id or its number
     */
    static int label(LabelMap labels, String wanted) {
        Optional<Integer> named = labels.label(wanted);
        if (named.isEmpty() && wanted.matches("[0-9]{1,5}")) {
            named = Optional.of(Integer.valueOf(wanted));
        }
        if (named.isEmpty() || !labels.counts().containsKey(named.get())) {
            String there = labels.counts().keySet().stream()
                    .map(l -> labels.names().containsKey(l) ? l + " " + labels.names().get(l) : "" + l).collect(Collectors.joining(", "));
            throw Texts.refusal("labels.structure", wanted, there);
        }
        return named.get();
    }

    private static LabelMap segmentation(Invocation call, Path file, Optional<VolumeGeometry> grid) throws IOException {
        DicomSegmentation s = DicomSegmentation.read(file, grid, call.monitor());
        if (s.maps().size() != 1) {
            throw Texts.refusal("labels.overlap", file.getFileName());
        }
        return s.maps().getFirst();
    }
}
