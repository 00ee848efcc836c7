/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.imaging.dicom.internal.Texts;
import org.orthotwin.imaging.dicom.spi.DicomNetwork;
import org.orthotwin.imaging.dicom.spi.DicomReceiver;

/**
 * Fetches series from a peer into folders, byte for byte as it sends them. A series arrives whole or not at all: the peer is asked first
 * which instances there are. What came of an interrupted one is kept aside, and the next try fetches the rest.
 */
public final class SeriesRetrieval {

    /** No series has more: one of so many frames is an enhanced one, in a few files. */
    private static final int MOST_INSTANCES = 100_000;
    /** Identifiers of one request: with 64 characters each they stay within what peers take. */
    private static final int BATCH = 100;

    private final DicomNetwork network;
    private final DicomPeer peer;
    private final DicomNetwork.Post post;
    private final DicomNetwork.Limits limits;

    /** @param post where the peer is to send to (C-MOVE); it must know our title and this place. Null to fetch by the same line (C-GET) */
    public SeriesRetrieval(DicomNetwork network, DicomPeer peer, DicomNetwork.Post post, DicomNetwork.Limits limits) {
        this.network = network;
        this.peer = peer;
        this.post = post;
        this.limits = limits;
    }

    /**
     * Fetches a series.
     *
     * @param folder made here; must not exist. Until the series is whole its files are in {@code <folder>.partial}
     * @return the files, sorted by name
     * @throws InputException if the peer does not send all instances that it names; the next call goes on
     * @throws IOException if the line breaks or a file cannot be written; the next call goes on
     * @throws java.util.concurrent.CancellationException if the monitor asked to stop; the next call goes on
     */
    public List<Path> fetch(String study, String series, Path folder, Monitor monitor) throws IOException {
        PartialSeries.refuseExisting(folder);
        Dataset keys = new Dataset.Builder().text(Tag.StudyInstanceUID, Vr.UI, study).text(Tag.SeriesInstanceUID, Vr.UI, series).build();
        Set<String> wanted = new LinkedHashSet<>();
        Set<String> classes = new TreeSet<>();
        List<Dataset> found = network.find(peer, DicomNetwork.Level.IMAGE, keys.toBuilder().bytes(Tag.SOPInstanceUID, Vr.UI)
                .bytes(Tag.SOPClassUID, Vr.UI).build(), MOST_INSTANCES + 1, monitor);
        if (found.size() > MOST_INSTANCES) {
            throw Texts.refuse("dicom.retrieval.many", series, MOST_INSTANCES);
        }
        for (Dataset d : found) {
            String uid = d.textOrEmpty(Tag.SOPInstanceUID);
            if (!Uids.isUid(uid)) {
                throw Texts.refuse("dicom.retrieval.uid", peer.called());
            }
            wanted.add(uid);
            d.text(Tag.SOPClassUID).filter(Uids::isUid).ifPresent(classes::add);
        }
        if (wanted.isEmpty()) {
            throw Texts.refuse("dicom.retrieval.none", peer.called(), series, study);
        }
        PartialSeries coming = new PartialSeries(folder, wanted);
        monitor.begin("Fetching " + coming.size() + " instances", coming.size());
        monitor.worked(coming.size() - (long) coming.missing().size());
        fetch(keys, classes, coming, series, monitor);
        int missing = coming.missing().size();
        if (missing > 0) {
            throw Texts.refuse("dicom.retrieval.missing", peer.called(), coming.size() - missing, coming.size(), series,
                    coming.making().getFileName());
        }
        return coming.finish();
    }

    private void fetch(Dataset keys, Set<String> classes, PartialSeries coming, String series, Monitor monitor) throws IOException {
        List<Dataset> requests = requests(keys, coming);
        if (requests.isEmpty()) {
            return;
        }
        Into into = new Into(coming, series, monitor);
        if (post == null) {
            for (Dataset k : requests) {
                network.get(peer, level(k), k, classes, limits, into, monitor);
            }
            return;
        }
        try (DicomNetwork.Listening listening = network.listen(post, limits, into)) {
            for (Dataset k : requests) {
                network.move(peer, level(k), k, listening, monitor);
            }
        }
    }

    private static DicomNetwork.Level level(Dataset keys) {
        return keys.contains(Tag.SOPInstanceUID) ? DicomNetwork.Level.IMAGE : DicomNetwork.Level.SERIES;
    }

    /** The whole series at once, or what is left of it in lists. */
    private static List<Dataset> requests(Dataset keys, PartialSeries coming) {
        List<String> left = coming.missing().stream().sorted().toList();
        if (left.size() == coming.size()) {
            return List.of(keys);
        }
        List<Dataset> requests = new ArrayList<>();
        for (int from = 0; from < left.size(); from += BATCH) {
            requests.add(keys.toBuilder().text(Tag.SOPInstanceUID, Vr.UI, left.subList(from, Math.min(left.size(), from + BATCH))
                    .toArray(String[]::new)).build());
        }
        return requests;
    }

    /** Takes the instances that are wanted and nothing else. */
    private record Into(PartialSeries coming, String series, Monitor monitor) implements DicomReceiver {

        @Override
        public Path making() {
            return coming.making();
        }

        @Override
        public void received(Arrival arrival, Path file) throws IOException {
            try {
                Dataset d = DicomToolkits.best().read(file).data();
                String instance = d.textOrEmpty(Tag.SOPInstanceUID);
                if (!instance.equals(arrival.instance()) || !d.textOrEmpty(Tag.SeriesInstanceUID).equals(series)) {
                    throw Texts.refuse("dicom.reception.other");
                }
                if (coming.take(file, instance)) {
                    monitor.worked(1);
                }
            } finally {
                Files.deleteIfExists(file);
            }
        }

        @Override
        public void ended(long association, String calling, boolean orderly) {
            // whether the series is whole is counted
        }
    }
}
