/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.JsonText;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.imaging.dicom.Dataset;
import org.orthotwin.imaging.dicom.DicomNetworks;
import org.orthotwin.imaging.dicom.DicomObject;
import org.orthotwin.imaging.dicom.DicomPeer;
import org.orthotwin.imaging.dicom.DicomToolkits;
import org.orthotwin.imaging.dicom.Tag;
import org.orthotwin.imaging.dicom.TransferSyntax;
import org.orthotwin.imaging.dicom.Uids;
import org.orthotwin.imaging.dicom.Vr;
import org.orthotwin.imaging.dicom.spi.DicomNetwork;
import org.orthotwin.imaging.dicom.spi.DicomReceiver;

/** The verbs that speak to DICOM nodes, with a provider of the network's services that remembers what it was asked. */
class DicomNodeTest {

    private static final String NODE = "ARCHIVE@pacs.example:104";
    private static final String NAME = "Quux^Zebedee";

    @TempDir
    private Path directory;
    private final Network network = new Network();
    private final Contribution<DicomNetwork> contribution = new Contribution<>("made.up", "Made up", "", "test", Map.of("rank", "1"),
            Map.of(), () -> network);

    @BeforeEach
    void install() {
        DicomNetworks.registry().add(contribution);
    }

    @AfterEach
    void uninstall() {
        DicomNetworks.registry().remove(contribution);
    }

    private static Path instance(Path file, String uid) throws IOException {
        Files.createDirectories(file.getParent());
        DicomToolkits.best().write(new DicomObject("", Dataset.EMPTY, TransferSyntax.EXPLICIT_LITTLE, new Dataset.Builder()
                .text(Tag.SOPClassUID, Vr.UI, Uids.CT_IMAGE).text(Tag.SOPInstanceUID, Vr.UI, uid).text(Tag.StudyInstanceUID, Vr.UI, "1.2")
                .text(Tag.SeriesInstanceUID, Vr.UI, "1.2.3").text(Tag.PatientName, Vr.PN, NAME).build(), null), file);
        return file;
    }

    /** A node with one study of one series of two instances; as a post it is sent one at once. */
    private static final class Network implements DicomNetwork {
        private DicomPeer peer;
        private Dataset keys;
        private int limit;
        private Post post;
        private List<Path> stored = List.of();

        @Override
        public boolean isUsable() {
            return true;
        }

        @Override
        public void echo(DicomPeer asked, Monitor monitor) {
            peer = asked;
        }

        @Override
        public List<Dataset> find(DicomPeer asked, Level level, Dataset what, int most, Monitor monitor) {
            peer = asked;
            keys = what;
            limit = most;
            Dataset.Builder b = new Dataset.Builder().text(Tag.StudyInstanceUID, Vr.UI, "1.2");
            return switch (level) {
                case STUDY -> List.of(b.text(Tag.PatientName, Vr.PN, NAME).text(Tag.ModalitiesInStudy, Vr.CS, "CT", "SR")
                        .text(Tag.NumberOfStudyRelatedInstances, Vr.IS, "2").build());
                case SERIES -> List.of(b.text(Tag.SeriesInstanceUID, Vr.UI, "1.2.3").text(Tag.Modality, Vr.CS, "CT").build());
                case IMAGE -> List.of(b.text(Tag.SOPInstanceUID, Vr.UI, "1.1").build(), b.text(Tag.SOPInstanceUID, Vr.UI, "1.4").build());
            };
        }

        @Override
        public void get(DicomPeer asked, Level level, Dataset what, Set<String> classes, Limits limits, DicomReceiver receiver,
                Monitor monitor) throws IOException {
            send(receiver, "1.1");
            send(receiver, "1.4");
        }

        private static void send(DicomReceiver to, String uid) throws IOException {
            to.received(new DicomReceiver.Arrival(1, "SCANNER", Uids.CT_IMAGE, uid), instance(to.making().resolve("coming.tmp"), uid));
        }

        @Override
        public void move(DicomPeer asked, Level level, Dataset what, Listening to, Monitor monitor) {
            throw new IllegalStateException("not asked for");
        }

        @Override
        public void store(DicomPeer asked, List<Path> files, Monitor monitor) {
            peer = asked;
            stored = List.copyOf(files);
        }

        @Override
        public Listening listen(Post at, Limits limits, DicomReceiver receiver) throws IOException {
            post = at;
            send(receiver, "1.1");
            receiver.ended(1, "SCANNER", true);
            return new Listening() {
                @Override
                public String title() {
                    return at.title();
                }

                @Override
                public int port() {
                    return at.port();
                }

                @Override
                public void close() {
                    // nobody sends any more
                }
            };
        }
    }

    private static Call call(String... line) {
        return Call.of(List.of(line));
    }

    private static Map<?, ?> json(String... line) {
        List<String> all = new ArrayList<>(List.of(line));
        all.add("--json");
        Call call = Call.of(all);
        assertEquals(0, call.exitCode(), call::toString);
        return (Map<?, ?>) JsonText.parse(call.out());
    }

    @Test
    void aNodeIsAsked() {
        assertEquals("pacs.example", json("dicom", "echo", "--from", NODE, "--as", "US", "--timeout", "7").get("host"));
        assertEquals("US", network.peer.calling());
        assertEquals(Duration.ofSeconds(7), network.peer.silence());
        Map<?, ?> found = json("dicom", "query", "--from", NODE, "--match", "PatientID=A12", "--match", "00080050=7", "--limit", "5");
        assertEquals("A12", network.keys.textOrEmpty(Tag.PatientID));
        assertEquals("7", network.keys.textOrEmpty(Tag.AccessionNumber));
        assertTrue(network.keys.contains(Tag.PatientName));
        assertEquals(6, network.limit);
        Map<?, ?> study = (Map<?, ?>) ((List<?>) found.get("studies")).getFirst();
        assertEquals("1.2", study.get("uid"));
        assertEquals("CT, SR", study.get("modality"));
        assertFalse(found.toString().contains("Quux"));
        Call unknown = call("dicom", "query", "--from", NODE, "--match", "PatientShoeSize=44", "--quiet");
        assertEquals(2, unknown.exitCode());
        assertTrue(unknown.err().contains("PatientShoeSize"), unknown::err);
    }

    @Test
    void aStudyIsFetched() {
        Path out = directory.resolve("study");
        json("dicom", "retrieve", "--from", NODE, "--study", "1.2", "--out", out.toString());
        assertTrue(Files.exists(out.resolve("1.2.3").resolve("1.1.dcm")));
        assertTrue(Files.exists(out.resolve("1.2.3").resolve("1.4.dcm")));
        assertFalse(Files.exists(out.resolve("1.2.3.partial")));
    }

    /** Of what a post has received, and is receiving, only what is whole is passed on. */
    @Test
    void whatHasNotComeWholeIsNotSent() throws IOException {
        Path whole = instance(directory.resolve("in/1.2.3/1.1.dcm"), "1.1");
        instance(directory.resolve("in/1.2.9.partial/1.7.dcm"), "1.7");
        instance(directory.resolve("in/.incoming/coming1.tmp"), "1.8");
        Call sent = call("dicom", "send", directory.resolve("in").toString(), "--to", NODE, "--json");
        assertEquals(0, sent.exitCode(), sent::toString);
        assertEquals(List.of(whole), network.stored);
        assertTrue(sent.err().contains("'1.2.9.partial'") && sent.err().contains("'.incoming'"), sent::err);
        Call part = call("dicom", "send", directory.resolve("in/1.2.9.partial").toString(), "--to", NODE, "--quiet");
        assertEquals(2, part.exitCode(), part::toString);
    }

    @Test
    void aPostReceives() throws IOException {
        Path out = directory.resolve("post");
        Map<?, ?> json = json("dicom", "serve", "--out", out.toString(), "--for", "1", "--port", "4242", "--allow", "SCANNER",
                "--deidentify", "--key", "k");
        assertEquals(new DicomNetwork.Post("ORTHOTWIN", "localhost", 4242, Set.of("SCANNER"), null, DicomPeer.SILENCE), network.post);
        String series = Uids.named("k\n1.2.3");
        Path file = out.resolve(series).resolve(Uids.named("k\n1.1") + ".dcm");
        assertFalse(DicomToolkits.best().read(file).data().textOrEmpty(Tag.PatientName).contains("Quux"));
        assertFalse(json.toString().contains("Quux"));
        Map<?, ?> sending = (Map<?, ?>) ((List<?>) json.get("sendings")).getFirst();
        assertEquals("SCANNER", sending.get("from"));
        assertEquals(true, ((Map<?, ?>) ((List<?>) sending.get("series")).getFirst()).get("whole"));
        Call open = call("dicom", "serve", "--out", directory.resolve("open").toString(), "--for", "1", "--address", "0.0.0.0");
        assertEquals("0.0.0.0", network.post.address());
        assertTrue(open.out().contains("ORTHOTWIN listens on port 11112 of 0.0.0.0; any node may send; "
                + "files are kept as they come, with names\n"), open::out);
    }
}
