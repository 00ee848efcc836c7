/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.spi;

import java.io.IOException;
import java.nio.file.Path;
import org.orthotwin.core.InputException;

/** Takes what a peer sends. Thread-safe: several peers may send at once. */
public interface DicomReceiver {

    /**
     * An instance that came whole.
     *
     * @param association number of the association that it came by, unique as long as the program runs
     * @param calling title of the sender
     * @param sopClass UID of its class as the sender announced it
     * @param instance UID of the instance as the sender announced it; text from outside, checked by nobody yet
     */
    record Arrival(long association, String calling, String sopClass, String instance) {
    }

    /** Folder in which a provider writes files in the making, named {@code coming*.tmp}; it may be asked for before anything comes. */
    Path making() throws IOException;

    /**
     * Takes an instance over. The sender is told that it is stored only after this.
     *
     * @param file a Part 10 file in {@link #making()}, written to its end; it is gone afterwards, whatever happens
     * @throws InputException if it is not wanted; the sender is told so
     * @throws IOException if it cannot be stored; the sender is told so
     */
    void received(Arrival arrival, Path file) throws IOException;

    /**
     * An association ended.
     *
     * @param orderly whether the sender released it; false where it aborted, broke off, fell silent or was thrown out
     */
    void ended(long association, String calling, boolean orderly);
}
