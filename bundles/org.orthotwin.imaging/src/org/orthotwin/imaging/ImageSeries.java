/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Monitor;

/** What a reader found in a file or folder and could make a volume of: known from headers, before the voxels are read. */
public interface ImageSeries {

    /** Unique in what was scanned, and the same at every scan. */
    String id();

    /** For people, without anything that identifies a person. */
    String description();

    /** DICOM's two letters ({@code CT}, {@code MR}, {@code SEG} ...) or empty where the format does not say. */
    String modality();

    /** Number of images (slices or frames) found. */
    int images();

    /** The grid that {@link #read} will give, if the headers tell a regular one. */
    Optional<VolumeGeometry> geometry();

    /** Further facts by name: {@code echoTimeMs}, {@code transferSyntax} ... */
    Map<String, String> attributes();

    /** What is wrong or strange: gaps, doubles, tilt, mixed slopes. Errors keep {@link #read} from succeeding with the same options. */
    List<Diagnostic> problems();

    /**
     * The slice in the middle alone, as a volume of one slice whose place means nothing, for a first look; empty where it cannot be had for
     * much less than all of them.
     *
     * @throws IOException if a file cannot be read
     * @throws org.orthotwin.core.InputException if it is broken
     */
    default Optional<Volume> middle(Monitor monitor) throws IOException {
        return Optional.empty();
    }

    /**
     * Reads the voxels.
     *
     * @throws IOException if a file cannot be read
     * @throws org.orthotwin.core.InputException if the content is broken, or irregular in a way that the options do not allow
     */
    Volume read(ReadOptions options, Monitor monitor) throws IOException;
}
