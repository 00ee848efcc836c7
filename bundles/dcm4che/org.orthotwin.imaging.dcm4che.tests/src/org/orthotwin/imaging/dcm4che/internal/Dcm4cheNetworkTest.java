/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dcm4che.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.imaging.dicom.Dataset;
import org.orthotwin.imaging.dicom.Deidentification;
import org.orthotwin.imaging.dicom.DicomPeer;
import org.orthotwin.imaging.dicom.DicomReception;
import org.orthotwin.imaging.dicom.Tag;
import org.orthotwin.imaging.dicom.spi.DicomNetwork;
import org.orthotwin.imaging.dicom.spi.DicomReceiver;
import org.orthotwin.imaging.dicom.testkit.FaultyProxy;
import org.orthotwin.imaging.dicom.testkit.MadeSeries;

/** The services against each other: our user and our provider, with troubles between them. */
class Dcm4cheNetworkTest {

    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final Duration PATIENT = Duration.ofSeconds(20);

    private final DicomNetwork network = new Dcm4cheNetwork();
    private final BlockingQueue<DicomReception.Sending> told = new LinkedBlockingQueue<>();
    @TempDir
    private Path folder;
    private DicomReception reception;
    private DicomNetwork.Listening listening;

    private DicomPeer listen(Deidentification deidentification, DicomNetwork.Limits limits, Duration silence, Set<String> callers,
            SSLContext tls) throws IOException {
        reception = new DicomReception(folder.resolve("in"), deidentification, told::add);
        listening = network.listen(new DicomNetwork.Post("POST", "127.0.0.1", 0, callers, tls, silence), limits, reception);
        return DicomPeer.at("POST@127.0.0.1:" + listening.port()).withSilence(PATIENT);
    }

    private DicomPeer listen() throws IOException {
        return listen(null, DicomNetwork.Limits.DEFAULT, PATIENT, Set.of(), null);
    }

    @AfterEach
    void stop() throws IOException {
        if (listening != null) {
            listening.close();
            reception.finish();
        }
    }

    private DicomReception.Sending ended() throws InterruptedException {
        DicomReception.Sending s = told.poll(10, TimeUnit.SECONDS);
        assertTrue(s != null, "no association came to its end");
        return s;
    }

    private static DicomPeer through(DicomPeer peer, FaultyProxy proxy) {
        return new DicomPeer(peer.called(), "127.0.0.1", proxy.port(), peer.calling(), peer.tls(), peer.connect(), peer.silence());
    }

    private List<Path> all() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("in"))) {
            return files.filter(f -> Files.isRegularFile(f) && !f.getParent().equals(reception.making())).sorted().toList();
        }
    }

    private static void assertRefused(String message, org.junit.jupiter.api.function.Executable call) {
        assertEquals(message, assertThrows(InputException.class, call).getMessage());
    }

    private static void dies(Duration within, org.junit.jupiter.api.function.Executable call) throws Throwable {
        long start = System.nanoTime();
        call.execute();
        long took = System.nanoTime() - start;
        assertTrue(took < within.toNanos(), "it took " + took / 1_000_000 + " ms");
    }

    @Test
    void whatIsSentArrivesByteForByte() throws Exception {
        MadeSeries made = MadeSeries.write(new Dcm4cheToolkit(), folder.resolve("out"), "bytes", 7, 33);
        DicomPeer peer = listen();
        network.echo(peer, Monitor.NONE);
        network.store(peer, made.files(), Monitor.NONE);
        DicomReception.Sending s = ended();
        assertEquals(new DicomReception.Sending("ORTHOTWIN", true, Map.of(made.series(), 7), Set.of(made.series())), s);
        assertEquals(7, all().size());
        for (int i = 0; i < 7; i++) {
            byte[] sent = Files.readAllBytes(made.files().get(i));
            byte[] came = Files.readAllBytes(folder.resolve("in").resolve(made.series()).resolve(made.instances().get(i) + ".dcm"));
            // the meta information says who sent it; from the data set on all is the same
            int n = sent.length - dataset(sent);
            assertArrayEquals(java.util.Arrays.copyOfRange(sent, sent.length - n, sent.length),
                    java.util.Arrays.copyOfRange(came, came.length - n, came.length), "instance " + i);
            assertEquals(came.length - n, dataset(came));
        }
        // once more: nothing changes, and nothing is said to be wrong
        network.store(peer, made.files(), Monitor.NONE);
        assertTrue(ended().orderly());
        assertEquals(7, all().size());
        assertEquals(7, reception.files());
    }

    /** Where the data set begins: behind the group of the meta information, whose length its first element says. */
    private static int dataset(byte[] file) {
        return 144 + java.nio.ByteBuffer.wrap(file).order(java.nio.ByteOrder.LITTLE_ENDIAN).getInt(140);
    }

    @Test
    void anotherInstanceOfTheSameIdentifierIsRefused() throws Exception {
        MadeSeries made = MadeSeries.write(new Dcm4cheToolkit(), folder.resolve("out"), "same", 1, 8);
        MadeSeries other = MadeSeries.write(new Dcm4cheToolkit(), folder.resolve("other"), "same", 1, 9);
        DicomPeer peer = listen();
        network.store(peer, made.files(), Monitor.NONE);
        assertRefused("POST refused 1 of 1 instances, the first with status C000", () -> network.store(peer, other.files(), Monitor.NONE));
        assertEquals(1, all().size());
    }

    /** Its sender is told, and may go on by the same association. */
    @Test
    void whatCannotBeKeptIsRefused() throws Exception {
        MadeSeries made = MadeSeries.write(new Dcm4cheToolkit(), folder.resolve("out"), "full", 3, 8);
        AtomicInteger kept = new AtomicInteger();
        DicomReceiver full = new DicomReceiver() {
            @Override
            public Path making() {
                return folder.resolve("making");
            }

            @Override
            public void received(Arrival arrival, Path file) throws IOException {
                if (kept.incrementAndGet() == 2) {
                    throw new IOException("No space left on device");
                }
            }

            @Override
            public void ended(long association, String calling, boolean orderly) {
                assertTrue(orderly);
            }
        };
        try (DicomNetwork.Listening post = network.listen(new DicomNetwork.Post("POST", "127.0.0.1", 0, Set.of(), null, PATIENT),
                DicomNetwork.Limits.DEFAULT, full)) {
            assertRefused("POST refused 1 of 3 instances, the first with status A700", () -> network.store(DicomPeer.at("POST@127.0.0.1:"
                    + post.port()), made.files(), Monitor.NONE));
        }
        assertEquals(3, kept.get());
    }

    @Test
    void aCutLineLeavesAPartialSeriesAndTheNextSenderCompletesIt() throws Exception {
        MadeSeries made = MadeSeries.write(new Dcm4cheToolkit(), folder.resolve("out"), "cut", 20, 64);
        DicomPeer peer = listen();
        try (FaultyProxy proxy = new FaultyProxy(listening.port(), FaultyProxy.Trouble.CUT, false, 100_000)) {
            IOException e = assertThrows(IOException.class, () -> network.store(through(peer, proxy), made.files(), Monitor.NONE));
            assertTrue(e.getMessage().startsWith("the line to POST@127.0.0.1:"), e.getMessage());
        }
        DicomReception.Sending broken = ended();
        assertFalse(broken.orderly());
        assertEquals(Set.of(), broken.whole());
        int came = broken.series().get(made.series());
        assertTrue(came > 0 && came < 20, came + " instances before the cut");
        assertFalse(Files.exists(folder.resolve("in").resolve(made.series())));
        assertEquals(came, all().size());
        // what was acknowledged is not sent again by everybody
        network.store(peer, made.files().subList(came, 20), Monitor.NONE);
        assertEquals(Set.of(made.series()), ended().whole());
        assertEquals(20, all().size());
        assertFalse(Files.exists(folder.resolve("in").resolve(made.series() + ".partial")));
    }

    @Test
    void aSenderThatStallsInTheMiddleOfAnInstanceIsThrownOut() throws Exception {
        MadeSeries made = MadeSeries.write(new Dcm4cheToolkit(), folder.resolve("out"), "stall", 5, 128);
        DicomPeer peer = listen(null, DicomNetwork.Limits.DEFAULT, SHORT, Set.of(), null);
        try (FaultyProxy proxy = new FaultyProxy(listening.port(), FaultyProxy.Trouble.STALL, false, 80_000)) {
            Thread sender = Thread.ofPlatform().daemon().start(() -> {
                try {
                    network.store(through(peer, proxy).withSilence(Duration.ofSeconds(5)), made.files(), Monitor.NONE);
                } catch (IOException | RuntimeException e) {
                    // it is the other side that is looked at
                }
            });
            DicomReception.Sending s = ended();
            assertFalse(s.orderly());
            assertEquals(Map.of(made.series(), 2), s.series());
            assertEquals(2, all().size());
            network.echo(peer, Monitor.NONE);
            sender.join();
        }
    }

    @Test
    void aPeerThatTakesNothingOrSaysNothingIsNamed() throws Throwable {
        MadeSeries made = MadeSeries.write(new Dcm4cheToolkit(), folder.resolve("out"), "mute", 2, 512);
        DicomPeer peer = listen().withSilence(SHORT);
        // it accepts the connection and no more
        try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            DicomPeer at = DicomPeer.at("MUTE@127.0.0.1:" + mute.getLocalPort()).withSilence(SHORT);
            dies(Duration.ofSeconds(5), () -> assertRefused("MUTE was silent for 1 s", () -> network.echo(at, Monitor.NONE)));
        }
        // it answers the association and stalls later: as it takes an instance, and as it answers
        for (boolean answers : new boolean[] {false, true}) {
            try (FaultyProxy proxy = new FaultyProxy(listening.port(), FaultyProxy.Trouble.STALL, answers, answers ? 200 : 300_000)) {
                dies(Duration.ofSeconds(8), () -> assertRefused("POST was silent for 1 s", () -> network.store(through(peer, proxy),
                        made.files(), Monitor.NONE)));
            }
        }
        try (ServerSocket gone = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            int port = gone.getLocalPort();
            gone.close();
            assertEquals("nobody answers at GONE@127.0.0.1:" + port, assertThrows(IOException.class, () -> network.echo(DicomPeer.at(
                    "GONE@127.0.0.1:" + port), Monitor.NONE)).getMessage());
        }
    }

    @Test
    void aPeerThatLiesIsRefused() throws Throwable {
        byte[][] lies = {"HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII), new byte[5000],
            // an acceptance of 4 GiB, one of nothing, data before any acceptance
            {2, 0, -1, -1, -1, -1, 0, 1, 0, 0}, {2, 0, 0, 0, 0, 4, 0, 1, 0, 0}, {4, 0, 0, 0, 0, 6, 0, 0, 0, 2, 1, 3}};
        for (byte[] lie : lies) {
            try (ServerSocket liar = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
                Thread.ofPlatform().daemon().start(() -> {
                    try (Socket s = liar.accept()) {
                        s.getOutputStream().write(lie);
                        s.getInputStream().readAllBytes();
                    } catch (IOException e) {
                        // it has heard enough
                    }
                });
                DicomPeer at = DicomPeer.at("LIAR@127.0.0.1:" + liar.getLocalPort()).withSilence(SHORT);
                dies(Duration.ofSeconds(5), () -> {
                    Exception e = assertThrows(Exception.class, () -> network.echo(at, Monitor.NONE));
                    assertTrue(e instanceof IOException || e instanceof InputException, e.toString());
                    assertTrue(e.getMessage().contains("LIAR"), e.getMessage());
                });
            }
        }
        DicomPeer peer = listen();
        try (FaultyProxy proxy = new FaultyProxy(listening.port(), FaultyProxy.Trouble.FLOOD, true, 200)) {
            dies(Duration.ofSeconds(20), () -> assertRefused("POST sent more than is allowed", () -> network.echo(through(peer, proxy),
                    Monitor.NONE)));
        }
        // the same from a sender
        MadeSeries made = MadeSeries.write(new Dcm4cheToolkit(), folder.resolve("out"), "flood", 3, 16);
        try (FaultyProxy proxy = new FaultyProxy(listening.port(), FaultyProxy.Trouble.FLOOD, false, 2000)) {
            dies(Duration.ofSeconds(20), () -> assertThrows(IOException.class, () -> network.store(through(peer, proxy), made.files(),
                    Monitor.NONE)));
        }
        network.echo(peer, Monitor.NONE);
    }

    @Test
    void aCancelIsAnsweredWithinASecond() throws Throwable {
        SSLContext tls = SSLContext.getDefault();
        long start = System.nanoTime();
        Monitor impatient = Monitor.until(() -> System.nanoTime() - start > 300_000_000L);
        try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            DicomPeer at = DicomPeer.at("MUTE@127.0.0.1:" + mute.getLocalPort());
            dies(Duration.ofMillis(1300), () -> assertThrows(CancellationException.class, () -> network.echo(at, impatient)));
            // nor does a handshake hold it up
            dies(Duration.ofMillis(1300), () -> assertThrows(CancellationException.class, () -> network.echo(at.withTls(tls),
                    impatient)));
        }
    }

    @Test
    void whoMayNotCallIsTold() throws Exception {
        DicomPeer peer = listen(null, DicomNetwork.Limits.DEFAULT, PATIENT, Set.of("FRIEND"), null);
        network.echo(peer.withCalling("FRIEND"), Monitor.NONE);
        assertRefused("POST does not know us as 'STRANGER'", () -> network.echo(peer.withCalling("STRANGER"), Monitor.NONE));
        DicomPeer wrong = DicomPeer.at("OTHER@127.0.0.1:" + listening.port()).withCalling("FRIEND");
        assertRefused("the application at this address is not called 'OTHER'", () -> network.echo(wrong, Monitor.NONE));
        assertRefused("POST does not offer this service", () -> network.find(peer.withCalling("FRIEND"), DicomNetwork.Level.STUDY,
                Dataset.EMPTY, 5, Monitor.NONE));
    }

    @Test
    void moreThanIsAllowedIsCutOff() throws Exception {
        MadeSeries small = MadeSeries.write(new Dcm4cheToolkit(), folder.resolve("small"), "small", 3, 16);
        MadeSeries large = MadeSeries.write(new Dcm4cheToolkit(), folder.resolve("large"), "large", 1, 256);
        DicomPeer peer = listen(null, new DicomNetwork.Limits(50_000, 200_000, 2), PATIENT, Set.of(), null);
        network.store(peer, small.files(), Monitor.NONE);
        assertTrue(ended().orderly());
        assertThrows(IOException.class, () -> network.store(peer, large.files(), Monitor.NONE));
        assertEquals(3, all().size());
        // and all together
        MadeSeries many = MadeSeries.write(new Dcm4cheToolkit(), folder.resolve("many"), "many", 60, 64);
        assertThrows(IOException.class, () -> network.store(peer, many.files(), Monitor.NONE));
        DicomReception.Sending s = ended();
        assertFalse(s.orderly());
        assertTrue(s.series().get(many.series()) < 25, s.toString());
        network.echo(peer, Monitor.NONE);
    }

    @Test
    void garbageDoesNoHarm() throws Exception {
        DicomPeer peer = listen();
        byte[][] garbage = {"GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII), new byte[5000],
            // an association request of 4 GiB, one of nothing, data before any association
            {1, 0, -1, -1, -1, -1, 0, 1, 0, 0}, {1, 0, 0, 0, 0, 4, 0, 1, 0, 0}, {4, 0, 0, 0, 0, 6, 0, 0, 0, 2, 1, 3}};
        for (byte[] g : garbage) {
            try (Socket s = new Socket("127.0.0.1", listening.port()); InputStream in = s.getInputStream()) {
                s.setSoTimeout(5000);
                s.getOutputStream().write(g);
                in.readAllBytes();
            } catch (java.net.SocketException e) {
                // thrown out before all was read
            }
        }
        network.echo(peer, Monitor.NONE);
        Path text = folder.resolve("text.dcm");
        Files.writeString(text, "This is a text of more than a hundred and thirty-two bytes. ".repeat(5));
        assertRefused("text.dcm has no DICOM file meta information: class, identifier and transfer syntax", () -> network.store(peer,
                List.of(text), Monitor.NONE));
    }

    @Test
    void namesDoNotOutlastReception() throws Exception {
        MadeSeries made = MadeSeries.write(new Dcm4cheToolkit(), folder.resolve("out"), "ZEBEDEE1", 4, 16);
        DicomPeer peer = listen(new Deidentification("secret"), DicomNetwork.Limits.DEFAULT, PATIENT, Set.of(), null);
        network.store(peer, made.files(), Monitor.NONE);
        DicomReception.Sending s = ended();
        assertTrue(s.orderly());
        assertNotEquals(Set.of(made.series()), s.whole());
        assertEquals(1, s.whole().size());
        List<Path> kept = all();
        assertEquals(4, kept.size());
        try (Stream<Path> making = Files.list(reception.making())) {
            assertEquals(0, making.count());
        }
        for (Path f : kept) {
            String text = f + "\n" + new String(Files.readAllBytes(f), StandardCharsets.ISO_8859_1);
            for (String secret : List.of("Quux", "Zebedee", "ZEBEDEE", made.study(), made.series(), made.instances().get(0), "20260102")) {
                assertFalse(text.contains(secret), () -> f.getFileName() + " has " + secret);
            }
            assertEquals("YES", new Dcm4cheToolkit().read(f).data().textOrEmpty(Tag.PatientIdentityRemoved));
        }
        Deidentification.Report report = reception.report().orElseThrow();
        assertEquals(4, report.files());
        assertEquals(4, report.changes().get(new Deidentification.Change(Tag.SOPInstanceUID, Deidentification.Action.NEW_UID)));
        // the same key, the same identifiers: nothing new comes of sending it again
        network.store(peer, made.files(), Monitor.NONE);
        ended();
        assertEquals(kept, all());
    }

    @Test
    void encryptedLines() throws Exception {
        Path store = folder.resolve("keys.p12");
        assertEquals(0, new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-keyalg",
                "EC", "-alias", "a", "-dname", "CN=localhost", "-ext", "san=dns:localhost,ip:127.0.0.1", "-storetype", "PKCS12",
                "-keystore", store.toString(), "-storepass", "changeit", "-validity", "2").inheritIO().start().waitFor());
        KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, "changeit".toCharArray());
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(keys);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        MadeSeries made = MadeSeries.write(new Dcm4cheToolkit(), folder.resolve("out"), "tls", 3, 32);
        DicomPeer plain = listen(null, DicomNetwork.Limits.DEFAULT, PATIENT, Set.of(), context);
        network.store(plain.withTls(context), made.files(), Monitor.NONE);
        assertTrue(ended().orderly());
        assertEquals(3, all().size());
        assertThrows(IOException.class, () -> network.echo(plain, Monitor.NONE));
        // a certificate that nobody vouches for
        assertThrows(IOException.class, () -> network.echo(plain.withTls(SSLContext.getDefault()), Monitor.NONE));
    }
}
