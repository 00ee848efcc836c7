/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom;

import java.util.Objects;
import java.util.Optional;
import org.orthotwin.core.InputException;
import org.orthotwin.imaging.dicom.internal.Frames;

/**
 * One instance: what a Part 10 file holds.
 *
 * @param source name for messages: the file's, without folders
 * @param meta file meta information, group 0002; empty where the file had none
 * @param syntax UID of the transfer syntax of pixel data; of a file read, of the whole data set
 * @param data the data set without pixel data
 * @param pixels pixel data, or null
 */
public record DicomObject(String source, Dataset meta, String syntax, Dataset data, PixelData pixels) {

    public DicomObject {
        Objects.requireNonNull(source);
        Objects.requireNonNull(meta);
        Objects.requireNonNull(syntax);
        Objects.requireNonNull(data);
    }

    public Optional<PixelData> pixelData() {
        return Optional.ofNullable(pixels);
    }

    /**
     * Number of frames: what the data set says, at least 1. Where it says something that is no number, as many as plain pixel data has.
     *
     * @throws InputException if neither is known
     */
    public int frames() {
        try {
            return Math.max(1, data.integer(Tag.NumberOfFrames).orElse(1));
        } catch (InputException e) {
            if (pixels == null || pixels.isEncapsulated()) {
                throw e;
            }
            return Frames.count(data, pixels).orElseThrow(() -> e);
        }
    }
}
