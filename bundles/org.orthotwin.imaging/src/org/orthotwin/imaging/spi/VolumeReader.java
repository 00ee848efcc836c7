/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.spi;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.orthotwin.core.Monitor;
import org.orthotwin.imaging.ImageSeries;

/** Reads images of a format. Stateless; used from many threads. */
public interface VolumeReader {

    /**
     * Whether this reader knows what is there. Looks at the name, and at a few first bytes where the name does not tell.
     *
     * @param path a file or a folder
     * @throws IOException if it cannot be looked at
     */
    boolean accepts(Path path) throws IOException;

    /**
     * All series in a file or folder (with what is below it), from headers alone, in a fixed order.
     *
     * @throws IOException if something cannot be read
     * @throws org.orthotwin.core.InputException if a single file was asked for and is broken; a broken file in a folder becomes a problem
     *         of the series that it belongs to, or a series of its own that has the reason among its problems and refuses to be read
     */
    List<ImageSeries> scan(Path path, Monitor monitor) throws IOException;
}
