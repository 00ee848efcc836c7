/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging;

/**
 * Where a slice came from.
 *
 * @param source file name as it was read, without folders that would tell the machine; empty for a computed slice
 * @param frame index of the image in that file, from 0
 * @param instance identifier of the image there (DICOM SOP Instance UID), or empty
 */
public record SliceOrigin(String source, int frame, String instance) {

    /** A slice that was computed, not read. */
    public static final SliceOrigin COMPUTED = new SliceOrigin("", 0, "");
}
