/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.imaging.dicom.spi.DicomNetwork;
import org.orthotwin.imaging.dicom.spi.DicomReceiver;

/** What comes by a network, without one. */
class ReceptionTest {

    private static final String SERIES = "1.2.3";

    @TempDir
    private Path folder;
    private final List<DicomReception.Sending> told = new ArrayList<>();

    private Path instance(Path making, String series, String uid, String patient) throws IOException {
        Path file = making.resolve("coming-" + System.nanoTime() + ".tmp");
        DicomToolkits.best().write(new DicomObject("", Dataset.EMPTY, TransferSyntax.EXPLICIT_LITTLE, new Dataset.Builder()
                .text(Tag.SOPClassUID, Vr.UI, Uids.CT_IMAGE).text(Tag.SOPInstanceUID, Vr.UI, uid).text(Tag.SeriesInstanceUID, Vr.UI, series)
                .text(Tag.PatientName, Vr.PN, patient).build(), null), file);
        return file;
    }

    private void send(DicomReception to, long association, String series, String uid, String patient) throws IOException {
        Path f = instance(to.making(), series, uid, patient);
        to.received(new DicomReceiver.Arrival(association, "A", Uids.CT_IMAGE, uid), f);
        assertFalse(Files.exists(f));
    }

    private boolean isThere(String name) {
        return Files.exists(folder.resolve(name));
    }

    @Test
    void aSeriesIsWholeWhenItsLastSenderHasEnded() throws IOException {
        DicomReception in = new DicomReception(folder, null, told::add);
        send(in, 1, SERIES, "1.1", "A");
        send(in, 2, SERIES, "1.2", "A");
        in.ended(1, "A", true);
        assertTrue(isThere("1.2.3.partial/1.1.dcm"));
        assertFalse(isThere("1.2.3"));
        in.ended(2, "A", false);
        assertFalse(isThere("1.2.3"));
        send(in, 3, SERIES, "1.3", "A");
        in.ended(3, "A", true);
        assertFalse(isThere("1.2.3.partial"));
        for (String f : List.of("1.1", "1.2", "1.3")) {
            assertTrue(isThere("1.2.3/" + f + ".dcm"), f);
        }
        // one more association for one more instance
        send(in, 4, SERIES, "1.4", "A");
        in.ended(4, "A", true);
        assertTrue(isThere("1.2.3/1.4.dcm"));
        in.ended(5, "B", true);
        Map<String, Integer> one = Map.of(SERIES, 1);
        assertEquals(List.of(new DicomReception.Sending("A", true, one, Set.of()), new DicomReception.Sending("A", false, one, Set.of()),
                new DicomReception.Sending("A", true, one, Set.of(SERIES)), new DicomReception.Sending("A", true, one,
                        Set.of(SERIES))), told);
        in.finish();
        assertFalse(isThere(".incoming"));
    }

    @Test
    void strangersAndPathsAreRefused() throws IOException {
        DicomReception in = new DicomReception(folder, null, told::add);
        send(in, 1, SERIES, "1.1", "A");
        assertEquals("another instance of the same identifier is there already", assertThrows(InputException.class, () -> send(in, 1,
                SERIES, "1.1", "B")).getMessage());
        assertThrows(InputException.class, () -> send(in, 1, "../../x", "1.2", "A"));
        assertThrows(InputException.class, () -> send(in, 1, SERIES, "..", "A"));
        Path other = instance(in.making(), SERIES, "1.8", "A");
        assertEquals("the instance is another than the one that was announced or asked for", assertThrows(InputException.class,
                () -> in.received(new DicomReceiver.Arrival(1, "A", Uids.CT_IMAGE, "1.9"), other)).getMessage());
        Path text = Files.writeString(in.making().resolve("coming1.tmp"), "no DICOM at all, though it is long enough");
        assertThrows(InputException.class, () -> in.received(new DicomReceiver.Arrival(1, "A", Uids.CT_IMAGE, "1.9"), text));
        assertFalse(Files.exists(text));
        assertEquals(1, in.files());
        // what a crash left is gone at the next start
        Files.writeString(in.making().resolve("coming2.tmp"), "Quux^Zebedee");
        new DicomReception(folder, null, told::add);
        assertFalse(isThere(".incoming/coming2.tmp"));
    }

    @Test
    void namesAreTakenOutBeforeAnythingIsKept() throws IOException {
        DicomReception in = new DicomReception(folder, new Deidentification("k"), told::add);
        send(in, 1, SERIES, "1.1", "Quux^Zebedee");
        in.ended(1, "A", true);
        String series = Uids.named("k\n" + SERIES);
        Path file = folder.resolve(series).resolve(Uids.named("k\n1.1") + ".dcm");
        assertFalse(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains("Quux"));
        assertEquals(Set.of(series), told.getFirst().whole());
        assertEquals(1, in.report().orElseThrow().files());
        assertTrue(in.report().orElseThrow().changes().containsKey(new Deidentification.Change(Tag.SeriesInstanceUID,
                Deidentification.Action.NEW_UID)));
    }

    /** A peer with three instances, which sends so many of them, and a stranger. */
    private final class Peer implements DicomNetwork {
        private int most;
        private final List<String> asked = new ArrayList<>();

        @Override
        public boolean isUsable() {
            return true;
        }

        @Override
        public void echo(DicomPeer peer, Monitor monitor) {
            // it is there
        }

        @Override
        public List<Dataset> find(DicomPeer peer, Level level, Dataset keys, int limit, Monitor monitor) {
            return List.of("1.1", "1.2", "1.3").stream().map(u -> new Dataset.Builder().text(Tag.SOPInstanceUID, Vr.UI,
                    u).text(Tag.SOPClassUID, Vr.UI, Uids.CT_IMAGE).build()).toList();
        }

        @Override
        public void get(DicomPeer peer, Level level, Dataset keys, Set<String> classes, Limits limits, DicomReceiver receiver,
                Monitor monitor) throws IOException {
            assertEquals(Set.of(Uids.CT_IMAGE), classes);
            asked.add(level + " " + String.join(",", keys.texts(Tag.SOPInstanceUID)));
            receiver.received(new DicomReceiver.Arrival(1, "A", Uids.CT_IMAGE, "9.9"), instance(receiver.making(), SERIES, "9.9", "A"));
            for (String u : List.of("1.1", "1.2", "1.3")) {
                if (most-- > 0 && (level == Level.SERIES || keys.texts(Tag.SOPInstanceUID).contains(u))) {
                    receiver.received(new DicomReceiver.Arrival(1, "A", Uids.CT_IMAGE, u), instance(receiver.making(), SERIES, u, "A"));
                }
            }
        }

        @Override
        public void move(DicomPeer peer, Level level, Dataset keys, Listening to, Monitor monitor) {
            throw new IllegalStateException("not asked for");
        }

        @Override
        public void store(DicomPeer peer, List<Path> files, Monitor monitor) {
            throw new IllegalStateException("not asked for");
        }

        @Override
        public Listening listen(Post post, Limits limits, DicomReceiver receiver) {
            throw new IllegalStateException("not asked for");
        }
    }

    @Test
    void aSeriesIsFetchedWholeOrNotAtAll() throws IOException {
        Peer peer = new Peer();
        SeriesRetrieval retrieval = new SeriesRetrieval(peer, DicomPeer.at("A@b:1"), null, DicomNetwork.Limits.DEFAULT);
        Path target = folder.resolve("s");
        peer.most = 2;
        assertEquals("A sent 2 of the 3 instances of series 1.2.3; what came is kept in 's.partial' and the next try goes on from there",
                assertThrows(InputException.class, () -> retrieval.fetch("1.2", SERIES, target, Monitor.NONE)).getMessage());
        assertFalse(Files.exists(target));
        peer.most = 3;
        assertEquals(List.of(target.resolve("1.1.dcm"), target.resolve("1.2.dcm"), target.resolve("1.3.dcm")), retrieval.fetch("1.2",
                SERIES, target, Monitor.NONE));
        assertEquals(List.of("SERIES ", "IMAGE 1.3"), peer.asked);
        assertEquals("'s' is there already; nothing was overwritten", assertThrows(InputException.class, () -> retrieval.fetch("1.2",
                SERIES, target, Monitor.NONE)).getMessage());
        try (var all = Files.list(target)) {
            assertEquals(3, all.count());
        }
    }

    @Test
    void whatHasNotComeWholeIsNotReadAsIfItHad() throws IOException {
        DicomReception in = new DicomReception(folder, null, told::add);
        send(in, 1, SERIES, "1.1", "A");
        in.ended(1, "A", true);
        send(in, 2, "1.2.4", "1.2", "A");
        in.ended(2, "A", false);
        DicomInventory found = DicomInventory.scan(folder, Monitor.NONE);
        assertEquals(List.of(SERIES), found.patients().stream().flatMap(p -> p.studies().stream()).flatMap(s -> s.series().stream())
                .map(DicomInventory.Series::uid).toList());
        assertTrue(found.problems().stream().anyMatch(p -> p.toString().equals(
                "'1.2.4.partial' is left out: its series has not come whole")), found.problems()::toString);
        Path part = folder.resolve("1.2.4.partial");
        assertEquals("dicom.partial.only", assertThrows(InputException.class, () -> DicomInventory.scan(part, Monitor.NONE)).diagnostic()
                .code());
        Path out = folder.resolveSibling(folder.getFileName() + "-out");
        Deidentification.Report report = new Deidentification("").folder(folder, out, Monitor.NONE);
        assertEquals(1, report.files());
        assertEquals("dicom.partial", report.warnings().getFirst().code());
        try (var all = Files.walk(out)) {
            all.sorted(java.util.Comparator.reverseOrder()).forEach(f -> assertTrue(f.toFile().delete()));
        }
        assertThrows(InputException.class, () -> new Deidentification("").folder(part, out, Monitor.NONE));
    }

    @Test
    void addressesAreRead() {
        DicomPeer p = DicomPeer.at("MY ARCHIVE@pacs.example:11112");
        assertEquals("MY ARCHIVE", p.called());
        assertEquals("pacs.example", p.host());
        assertEquals(11112, p.port());
        assertEquals("ORTHOTWIN", p.calling());
        assertEquals("A@[::1]:104", DicomPeer.at("A@[::1]:104").toString());
        assertEquals("::1", DicomPeer.at("A@[::1]:104").host());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "A@b", "A@b:", "A@b:x", "@b:1", "A@:1", "A@b:0", "A@b:65536", "A@b:123456", "SEVENTEEN LETTERS@b:1",
            " @b:1", "A\\B@b:1", "Ä@b:1", "A@b:1:2", "A@b/c@d:1 "})
    void whatIsNoAddressIsRefused(String address) {
        assertThrows(InputException.class, () -> DicomPeer.at(address));
    }

    @Test
    void withoutAProviderItIsSaidWhatToInstall() {
        assertTrue(assertThrows(InputException.class, DicomNetworks::required).getMessage().contains("org.orthotwin.dcm4che.feature"));
    }
}
