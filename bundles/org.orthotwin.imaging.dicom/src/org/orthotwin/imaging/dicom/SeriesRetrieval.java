/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
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

    /** A series of more instances than an enhanced one needs files. */
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
        if (Files.exists(folder)) {
            throw Texts.refuse("dicom.retrieval.exists", folder.getFileName());
        }
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
            if (!DicomReception.isUid(uid)) {
                throw Texts.refuse("dicom.retrieval.uid", peer.called());
            }
            wanted.add(uid);
            d.text(Tag.SOPClassUID).filter(DicomReception::isUid).ifPresent(classes::add);
        }
        if (wanted.isEmpty()) {
            throw Texts.refuse("dicom.retrieval.none", peer.called(), series, study);
        }
        Path target = folder.toAbsolutePath();
        Path partial = target.resolveSibling(target.getFileName() + DicomReception.PARTIAL);
        Files.createDirectories(partial);
        Set<String> missing = ConcurrentHashMap.newKeySet();
        for (String uid : wanted) {
            if (!Files.exists(partial.resolve(uid + ".dcm"))) {
                missing.add(uid);
            }
        }
        monitor.begin("Fetching " + wanted.size() + " instances", wanted.size());
        monitor.worked(wanted.size() - (long) missing.size());
        fetch(keys, wanted, missing, classes, new Into(partial, series, missing, monitor), monitor);
        if (!missing.isEmpty()) {
            throw Texts.refuse("dicom.retrieval.missing", peer.called(), wanted.size() - missing.size(), wanted.size(), series,
                    partial.getFileName());
        }
        // files of an earlier try that the peer no longer has would be strangers in the series
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(partial)) {
            for (Path f : all.sorted().toList()) {
                String name = f.getFileName().toString();
                if (name.endsWith(".dcm") && wanted.contains(name.substring(0, name.length() - 4))) {
                    files.add(folder.resolve(name));
                } else {
                    Files.delete(f);
                }
            }
        }
        Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        return files;
    }

    private void fetch(Dataset keys, Set<String> wanted, Set<String> missing, Set<String> classes, Into into, Monitor monitor)
            throws IOException {
        if (missing.isEmpty()) {
            return;
        }
        if (post == null) {
            for (Dataset k : requests(keys, wanted, missing)) {
                network.get(peer, level(k), k, classes, limits, into, monitor);
            }
            return;
        }
        try (DicomNetwork.Listening listening = network.listen(post, limits, into)) {
            for (Dataset k : requests(keys, wanted, missing)) {
                network.move(peer, level(k), k, listening, monitor);
            }
        }
    }

    private static DicomNetwork.Level level(Dataset keys) {
        return keys.contains(Tag.SOPInstanceUID) ? DicomNetwork.Level.IMAGE : DicomNetwork.Level.SERIES;
    }

    /** The whole series at once, or what is left of it in lists. */
    private static List<Dataset> requests(Dataset keys, Set<String> wanted, Set<String> missing) {
        if (missing.size() == wanted.size()) {
            return List.of(keys);
        }
        List<Dataset> requests = new ArrayList<>();
        List<String> left = missing.stream().sorted().toList();
        for (int from = 0; from < left.size(); from += BATCH) {
            requests.add(keys.toBuilder().text(Tag.SOPInstanceUID, Vr.UI, left.subList(from, Math.min(left.size(), from + BATCH))
                    .toArray(String[]::new)).build());
        }
        return requests;
    }

    /** Takes the instances that are wanted and nothing else. */
    private record Into(Path making, String series, Set<String> missing, Monitor monitor) implements DicomReceiver {

        @Override
        public void received(Arrival arrival, Path file) throws IOException {
            try {
                Dataset d = DicomToolkits.best().read(file).data();
                String instance = d.textOrEmpty(Tag.SOPInstanceUID);
                if (!instance.equals(arrival.instance()) || !d.textOrEmpty(Tag.SeriesInstanceUID).equals(series)) {
                    throw Texts.refuse("dicom.reception.other");
                }
                // a peer may send one twice, or ones that nobody asked for
                if (missing.contains(instance)) {
                    Files.move(file, making.resolve(instance + ".dcm"), StandardCopyOption.ATOMIC_MOVE);
                    missing.remove(instance);
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
