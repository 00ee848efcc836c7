/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.spi;

import java.io.IOException;
import java.nio.file.Path;
import org.orthotwin.core.Monitor;
import org.orthotwin.imaging.Volume;

/** Writes volumes in a format, whole or not at all. Stateless; used from many threads. */
@FunctionalInterface
public interface VolumeWriter {

    /**
     * @throws IOException if the file cannot be written; what was there before is then untouched
     * @throws org.orthotwin.core.InputException if the format cannot hold the volume, with the reason
     */
    void write(Volume volume, Path file, Monitor monitor) throws IOException;
}
