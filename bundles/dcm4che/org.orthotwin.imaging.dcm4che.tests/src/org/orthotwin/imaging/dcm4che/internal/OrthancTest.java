/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dcm4che.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.imaging.dicom.Dataset;
import org.orthotwin.imaging.dicom.DicomObject;
import org.orthotwin.imaging.dicom.DicomPeer;
import org.orthotwin.imaging.dicom.SeriesRetrieval;
import org.orthotwin.imaging.dicom.Tag;
import org.orthotwin.imaging.dicom.TransferSyntax;
import org.orthotwin.imaging.dicom.Vr;
import org.orthotwin.imaging.dicom.spi.DicomNetwork;
import org.orthotwin.imaging.dicom.testkit.FaultyProxy;
import org.orthotwin.imaging.dicom.testkit.MadeSeries;

/** Against a real Orthanc, which is started here where it is installed (the package {@code orthanc} of Debian). */
class OrthancTest {

    private static final int COUNT = 500;
    private static final int SIZE = 64;
    private static final Path PROGRAM = Path.of("/usr/sbin/Orthanc");

    @TempDir
    private static Path shared;
    private static Process orthanc;
    private static DicomPeer archive;
    private static int back;
    private static MadeSeries made;

    @TempDir
    private Path folder;
    private final DicomNetwork network = new Dcm4cheNetwork();

    private static int free() throws IOException {
        try (ServerSocket s = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return s.getLocalPort();
        }
    }

    @BeforeAll
    static void start() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(PROGRAM), "no Orthanc at " + PROGRAM);
        int port = free();
        back = free();
        Path db = Files.createDirectories(shared.resolve("db"));
        Path settings = shared.resolve("orthanc.json");
        Files.writeString(settings, """
                {"Name": "Tests", "StorageDirectory": "%1$s", "IndexDirectory": "%1$s", "HttpServerEnabled": false,
                 "DicomServerEnabled": true, "DicomAet": "ARCHIVE", "DicomCheckCalledAet": true, "DicomPort": %2$d,
                 "DicomModalities": {"us": ["ORTHOTWIN", "127.0.0.1", %3$d], "nobody": ["NOBODY", "127.0.0.1", %3$d]}, "Plugins": []}
                """.formatted(db, port, back));
        orthanc = new ProcessBuilder(PROGRAM.toString(), settings.toString()).redirectErrorStream(true).redirectOutput(shared.resolve("log")
                .toFile()).start();
        archive = DicomPeer.at("ARCHIVE@127.0.0.1:" + port).withSilence(Duration.ofSeconds(20));
        DicomNetwork network = new Dcm4cheNetwork();
        for (int i = 0;; i++) {
            try {
                network.echo(archive, Monitor.NONE);
                break;
            } catch (IOException e) {
                assertTrue(orthanc.isAlive() && i < 100, () -> "Orthanc does not answer: " + e.getMessage());
                Thread.sleep(200);
            }
        }
        made = MadeSeries.write(new Dcm4cheToolkit(), shared.resolve("made"), "orthanc", COUNT, SIZE);
        long t = System.nanoTime();
        network.store(archive, made.files(), Monitor.NONE);
        seconds("storing", t);
    }

    private static void seconds(String what, long since) {
        System.getLogger(OrthancTest.class.getName()).log(System.Logger.Level.INFO, what + " " + COUNT + " instances took "
                + (System.nanoTime() - since) / 1_000_000 + " ms");
    }

    @AfterAll
    static void stop() throws Exception {
        if (orthanc != null) {
            orthanc.destroy();
            if (!orthanc.waitFor(20, TimeUnit.SECONDS)) {
                orthanc.destroyForcibly();
            }
        }
    }

    private static DicomPeer through(FaultyProxy proxy) {
        return new DicomPeer(archive.called(), "127.0.0.1", proxy.port(), archive.calling(), null, archive.connect(), archive.silence());
    }

    private static DicomNetwork.Post post() {
        return new DicomNetwork.Post("ORTHOTWIN", "127.0.0.1", back, Set.of("ARCHIVE"), null, Duration.ofSeconds(20));
    }

    private SeriesRetrieval retrieval(DicomPeer peer, DicomNetwork.Post post) {
        return new SeriesRetrieval(network, peer, post, DicomNetwork.Limits.DEFAULT);
    }

    private static int count(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return (int) files.filter(f -> f.toString().endsWith(".dcm")).count();
        }
    }

    /** Every element and every bit of every pixel. */
    private static void assertSameAsMade(Path series) throws IOException {
        assertEquals(COUNT, count(series));
        Dcm4cheToolkit toolkit = new Dcm4cheToolkit();
        for (int i = 0; i < COUNT; i++) {
            DicomObject sent = toolkit.read(made.files().get(i));
            DicomObject came = toolkit.read(series.resolve(made.instances().get(i) + ".dcm"));
            assertEquals(TransferSyntax.EXPLICIT_LITTLE, came.syntax());
            assertEquals(sent.data().size(), came.data().size());
            for (int e = 0; e < sent.data().size(); e++) {
                int tag = sent.data().tag(e);
                assertEquals(sent.data().texts(tag), came.data().texts(tag), () -> Tag.describe(tag));
            }
            byte[] a = new byte[2 * SIZE * SIZE];
            byte[] b = new byte[2 * SIZE * SIZE];
            toolkit.decode(sent, 0, ByteBuffer.wrap(a));
            toolkit.decode(came, 0, ByteBuffer.wrap(b));
            assertArrayEquals(a, b, "instance " + i);
        }
    }

    @Test
    void studiesSeriesAndInstancesAreFound() throws IOException {
        Dataset study = new Dataset.Builder().text(Tag.StudyInstanceUID, Vr.UI, made.study()).bytes(Tag.PatientName, Vr.PN)
                .bytes(Tag.StudyDate, Vr.DA).build();
        List<Dataset> found = network.find(archive, DicomNetwork.Level.STUDY, study, 10, Monitor.NONE);
        assertEquals(1, found.size());
        assertEquals(MadeSeries.NAME, found.getFirst().textOrEmpty(Tag.PatientName));
        assertEquals("20260102", found.getFirst().textOrEmpty(Tag.StudyDate));
        Dataset series = new Dataset.Builder().text(Tag.StudyInstanceUID, Vr.UI, made.study()).bytes(Tag.SeriesInstanceUID, Vr.UI).build();
        assertEquals(made.series(), network.find(archive, DicomNetwork.Level.SERIES, series, 10, Monitor.NONE).getFirst()
                .textOrEmpty(Tag.SeriesInstanceUID));
        Dataset image = new Dataset.Builder().text(Tag.StudyInstanceUID, Vr.UI, made.study())
                .text(Tag.SeriesInstanceUID, Vr.UI, made.series()).bytes(Tag.SOPInstanceUID, Vr.UI).build();
        assertEquals(COUNT, network.find(archive, DicomNetwork.Level.IMAGE, image, COUNT, Monitor.NONE).size());
        // no more than is wanted, though the peer has more
        assertEquals(7, network.find(archive, DicomNetwork.Level.IMAGE, image, 7, Monitor.NONE).size());
        Dataset nobody = new Dataset.Builder().text(Tag.PatientID, Vr.LO, "nobody").bytes(Tag.StudyInstanceUID, Vr.UI).build();
        assertEquals(List.of(), network.find(archive, DicomNetwork.Level.STUDY, nobody, 10, Monitor.NONE));
    }

    @Test
    void fiveHundredSlicesComeBackByTheSameLineThoughItIsCut() throws IOException {
        Path target = folder.resolve("got");
        try (FaultyProxy proxy = new FaultyProxy(archive.port(), FaultyProxy.Trouble.CUT, true, 2_000_000)) {
            assertThrows(IOException.class, () -> retrieval(through(proxy), null).fetch(made.study(), made.series(), target, Monitor.NONE));
            int came = count(folder.resolve("got.partial"));
            assertTrue(came > 0 && came < COUNT, came + " instances before the cut");
            assertTrue(Files.notExists(target));
            assertEquals(COUNT, retrieval(through(proxy), null).fetch(made.study(), made.series(), target, Monitor.NONE).size());
        }
        assertSameAsMade(target);
        long t = System.nanoTime();
        assertEquals(COUNT, retrieval(archive, null).fetch(made.study(), made.series(), folder.resolve("again"), Monitor.NONE).size());
        seconds("C-GET of", t);
    }

    @Test
    void fiveHundredSlicesAreSentToOurPost() throws IOException {
        Path target = folder.resolve("moved");
        long t = System.nanoTime();
        assertEquals(COUNT, retrieval(archive, post()).fetch(made.study(), made.series(), target, Monitor.NONE).size());
        seconds("C-MOVE of", t);
        assertSameAsMade(target);
    }

    @Test
    void theOtherEndStopsInTheMiddleOfAMove() throws IOException {
        // the line by which the answer comes falls silent, at once
        try (FaultyProxy proxy = new FaultyProxy(archive.port(), FaultyProxy.Trouble.STALL, true, 40_000)) {
            DicomPeer impatient = through(proxy).withSilence(Duration.ofSeconds(1));
            assertEquals("ARCHIVE was silent for 1 s", assertThrows(InputException.class, () -> retrieval(impatient,
                    post()).fetch(made.study(), made.series(), folder.resolve("moved"), Monitor.NONE)).getMessage());
        }
        assertTrue(Files.notExists(folder.resolve("moved")));
    }

    @Test
    void whatCannotBeSentIsSaid() {
        DicomNetwork.Post unknown = new DicomNetwork.Post("UNKNOWN", "127.0.0.1", 0, Set.of(), null, Duration.ofSeconds(20));
        InputException e = assertThrows(InputException.class, () -> retrieval(archive, unknown).fetch(made.study(), made.series(),
                folder.resolve("x"), Monitor.NONE));
        assertTrue(e.getMessage().startsWith("ARCHIVE "), e.getMessage());
        assertEquals("ARCHIVE has no instances of series 1.2.3 in study " + made.study(), assertThrows(InputException.class,
                () -> retrieval(archive, null).fetch(made.study(), "1.2.3", folder.resolve("x"), Monitor.NONE)).getMessage());
        DicomPeer wrong = DicomPeer.at("OTHER@127.0.0.1:" + archive.port());
        assertEquals("the application at this address is not called 'OTHER'", assertThrows(InputException.class, () -> network.echo(wrong,
                Monitor.NONE)).getMessage());
    }
}
