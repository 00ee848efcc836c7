/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.spi;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.imaging.dicom.Dataset;
import org.orthotwin.imaging.dicom.DicomPeer;

/**
 * The services of DICOM's own protocol (PS3.7 and PS3.8): verification, query, retrieval and storage as a user, storage as a provider.
 * The seam behind which a library stands. Every call opens an association of its own and closes it. For all of them: no call outlives the
 * peer's {@link DicomPeer#silence()} by more than seconds, a cancel is answered within a second by a
 * {@link java.util.concurrent.CancellationException}, memory stays bounded whatever the peer sends, and nothing about a patient is logged.
 * All throw an {@link IOException} if the line breaks or nobody is there, and an {@link InputException} with the peer's title and its
 * reason if it refuses, fails, falls silent or says what cannot be.
 */
public interface DicomNetwork {

    /** Levels of the study root information model (PS3.4, C.6.2). */
    enum Level {
        STUDY, SERIES, IMAGE
    }

    /**
     * What a peer may send.
     *
     * @param instanceBytes most bytes of one instance
     * @param associationBytes most bytes of one association
     * @param associations most associations at once
     */
    record Limits(long instanceBytes, long associationBytes, int associations) {

        /** An enhanced series of four gigabytes is the largest that a file can hold; 64 of them fill a disk soon enough. */
        public static final Limits DEFAULT = new Limits(4L << 30, 64L << 30, 8);

        public Limits {
            if (instanceBytes < 1 || associationBytes < instanceBytes || associations < 1) {
                throw new IllegalArgumentException("limits of " + instanceBytes + " and " + associationBytes + " bytes, " + associations
                        + " associations");
            }
        }
    }

    /**
     * Where to listen.
     *
     * @param title ours; a call for another is refused
     * @param address name or address of the interface, or null for all
     * @param port 0 for a free one
     * @param callers titles that may call; empty for all
     * @param tls certificates to show and to trust, or null for unencrypted lines
     * @param silence longest wait for the next bytes of a sender, between instances too
     */
    record Post(String title, String address, int port, Set<String> callers, SSLContext tls, Duration silence) {

        public Post {
            DicomPeer.checkTitle(title);
            callers = Set.copyOf(callers);
            Objects.requireNonNull(silence);
        }
    }

    /** What {@link #listen} opened. */
    interface Listening extends AutoCloseable {

        /** The title that peers call. */
        String title();

        /** The port. */
        int port();

        /** Stops listening and breaks off what still comes; waits until that is done. */
        @Override
        void close();
    }

    /** Whether what it needs is there. Called once, before anything else. */
    boolean isUsable();

    /** C-ECHO: whether the peer is there and talks to us. */
    void echo(DicomPeer peer, Monitor monitor) throws IOException;

    /**
     * C-FIND in the study root model.
     *
     * @param keys what to match and, with empty values, what to be told; the level is added
     * @param limit most answers wanted; the peer is then told to stop
     * @return answers in the order of the peer
     */
    List<Dataset> find(DicomPeer peer, Level level, Dataset keys, int limit, Monitor monitor) throws IOException;

    /**
     * C-GET in the study root model: what is asked for comes by the same line.
     *
     * @param keys unique keys of the level and of those above it
     * @param classes SOP classes that may come; empty for the usual ones
     * @throws InputException if not everything came, with the peer's numbers; what came was given to the receiver
     */
    void get(DicomPeer peer, Level level, Dataset keys, Set<String> classes, Limits limits, DicomReceiver receiver, Monitor monitor)
            throws IOException;

    /**
     * C-MOVE in the study root model, to a post of ours, which the peer must know by its title.
     *
     * @param keys unique keys of the level and of those above it
     * @param to opened by this provider
     * @throws InputException if not everything was sent, with the peer's numbers
     */
    void move(DicomPeer peer, Level level, Dataset keys, Listening to, Monitor monitor) throws IOException;

    /**
     * C-STORE of files as they are; plain numbers may go in the implicit form, where the peer takes only that. Where it does not take
     * a file's transfer syntax, it is refused before anything is sent by that association; there are several only for more kinds of files
     * than one association has room for.
     *
     * @throws InputException if a file is no DICOM, or the peer does not take one, with its reason
     */
    void store(DicomPeer peer, List<Path> files, Monitor monitor) throws IOException;

    /** Opens a post: C-ECHO and C-STORE as a provider. What its limits or the receiver do not allow is refused, and nothing else stops. */
    Listening listen(Post post, Limits limits, DicomReceiver receiver) throws IOException;
}
