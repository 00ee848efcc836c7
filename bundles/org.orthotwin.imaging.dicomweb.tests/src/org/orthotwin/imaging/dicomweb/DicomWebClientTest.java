/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicomweb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.InputException;
import org.orthotwin.core.JsonText;
import org.orthotwin.core.Monitor;
import org.orthotwin.imaging.dicom.DicomToolkits;
import org.orthotwin.imaging.dicom.testkit.MadeSeries;

/** Against a server of this test that misbehaves as told. */
class DicomWebClientTest {

    private static final int COUNT = 12;

    @TempDir
    private Path folder;
    private HttpServer http;
    private ExecutorService threads;
    private DicomWebServer server;
    private MadeSeries made;
    private final List<String> asked = new ArrayList<>();
    /** Bytes of the first answer with a series that are sent before the line is cut; negative: all. */
    private int cutAfter = -1;
    private boolean stall;
    private boolean hideOne;
    private int pageSize = Integer.MAX_VALUE;

    @BeforeEach
    void start() throws IOException {
        made = MadeSeries.write(DicomToolkits.best(), folder.resolve("sent"), "fake", COUNT, 16);
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        threads = Executors.newCachedThreadPool();
        http.setExecutor(threads);
        http.createContext("/dw/", this::answer);
        http.start();
        server = DicomWebServer.at("http://127.0.0.1:" + http.getAddress().getPort() + "/dw/").withSilence(Duration.ofSeconds(2));
    }

    @AfterEach
    void stop() {
        http.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange e) throws IOException {
        String path = e.getRequestURI().getPath().substring(4);
        synchronized (asked) {
            asked.add(e.getRequestMethod() + " " + path);
        }
        if (path.startsWith("denied")) {
            e.sendResponseHeaders(401, -1);
        } else if (path.equals("studies/1.2/series")) {
            e.getResponseHeaders().add("Location", "http://elsewhere.invalid/");
            e.sendResponseHeaders(302, -1);
        } else if (path.equals("studies/1.3/series")) {
            json(e, "{\"not\": \"a list\"");
        } else if (path.equals("studies")) {
            json(e, studies(e));
        } else if (path.endsWith("/instances")) {
            List<Object> list = new ArrayList<>();
            for (int i = 0; i < COUNT; i++) {
                list.add(Map.of(Found.INSTANCE, Map.of("vr", "UI", "Value", List.of(made.instances().get(i)))));
            }
            json(e, JsonText.write(list));
        } else {
            parts(e, path);
        }
        e.close();
    }

    private String studies(HttpExchange e) {
        String query = e.getRequestURI().getQuery();
        int offset = Integer.parseInt(query.replaceAll(".*offset=(\\d+).*", "$1"));
        int limit = Integer.parseInt(query.replaceAll(".*limit=(\\d+).*", "$1"));
        List<Object> list = new ArrayList<>();
        for (int i = offset; i < Math.min(1234, offset + Math.min(limit, pageSize)); i++) {
            list.add(Map.of(Found.STUDY, Map.of("vr", "UI", "Value", List.of("1.2." + i)), "00100010",
                    Map.of("vr", "PN", "Value", List.of(Map.of("Alphabetic", "Doe^" + i))), "00201208",
                    Map.of("vr", "IS", "Value", List.of(i))));
        }
        return JsonText.write(list);
    }

    private static void json(HttpExchange e, String text) throws IOException {
        byte[] b = text.getBytes(StandardCharsets.UTF_8);
        e.getResponseHeaders().add("Content-Type", "application/dicom+json");
        e.sendResponseHeaders(200, b.length);
        e.getResponseBody().write(b);
    }

    private void parts(HttpExchange e, String path) throws IOException {
        e.getResponseHeaders().add("Content-Type", "multipart/related; type=\"application/dicom\"; boundary=xyz");
        e.sendResponseHeaders(200, 0);
        try (OutputStream out = e.getResponseBody()) {
            int sent = 0;
            for (int i = 0; i < COUNT; i++) {
                boolean one = path.contains("/instances/");
                if (one && !path.endsWith(made.instances().get(i)) || hideOne && i == 5) {
                    continue;
                }
                byte[] b = Files.readAllBytes(made.files().get(i));
                out.write("--xyz\r\nContent-Type: application/dicom\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                if (cutAfter >= 0 && sent + b.length > cutAfter) {
                    out.write(b, 0, cutAfter - sent);
                    out.flush();
                    if (stall) {
                        Thread.sleep(30_000);
                    }
                    cutAfter = -1;
                    // the connection goes down in the middle of a chunk
                    threads.execute(() -> http.stop(0));
                    Thread.sleep(30_000);
                }
                out.write(b);
                sent += b.length;
                out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            out.write("--xyz--".getBytes(StandardCharsets.US_ASCII));
        } catch (InterruptedException x) {
            Thread.currentThread().interrupt();
        }
    }

    private void restart() throws IOException {
        int port = http.getAddress().getPort();
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        http.setExecutor(threads);
        http.createContext("/dw/", this::answer);
        http.start();
    }

    @Test
    void asksPageByPageUntilNothingIsLeft() throws IOException {
        try (DicomWebClient client = new DicomWebClient(server)) {
            List<Found> all = client.studies(Map.of("PatientID", "a b&c"), 10_000, Monitor.NONE);
            assertEquals(1234, all.size());
            assertEquals("1.2.1233", all.getLast().study());
            assertEquals("Doe^3", all.get(3).text("00100010"));
            assertEquals(7, all.get(7).instances());
            assertEquals(700, client.studies(Map.of(), 700, Monitor.NONE).size());
        }
    }

    @Test
    void fetchesASeriesByteForByte() throws IOException {
        Path target = folder.resolve("got");
        try (DicomWebClient client = new DicomWebClient(server)) {
            List<Path> files = client.retrieve(made.study(), made.series(), target, Monitor.NONE);
            assertEquals(COUNT, files.size());
            for (int i = 0; i < COUNT; i++) {
                assertArrayEquals(Files.readAllBytes(made.files().get(i)),
                        Files.readAllBytes(target.resolve(made.instances().get(i) + ".dcm")));
            }
            assertFalse(Files.exists(folder.resolve("got.partial")));
            InputException e = assertThrows(InputException.class,
                    () -> client.retrieve(made.study(), made.series(), target, Monitor.NONE));
            assertTrue(e.getMessage().contains("nothing was overwritten"), e.getMessage());
        }
    }

    @Test
    void goesOnWhereTheLineWasCut() throws IOException {
        Path target = folder.resolve("got");
        long size = Files.size(made.files().get(0));
        cutAfter = (int) (size * 9 / 2);
        try (DicomWebClient client = new DicomWebClient(server)) {
            assertThrows(IOException.class, () -> client.retrieve(made.study(), made.series(), target, Monitor.NONE));
            assertFalse(Files.exists(target));
        }
        long came;
        try (var left = Files.list(folder.resolve("got.partial"))) {
            came = left.count();
        }
        // four were sent whole; the last of them may have been on its way
        assertTrue(came == 3 || came == 4, came + " instances before the cut");
        restart();
        asked.clear();
        try (DicomWebClient client = new DicomWebClient(server)) {
            assertEquals(COUNT, client.retrieve(made.study(), made.series(), target, Monitor.NONE).size());
        }
        assertEquals(COUNT - came, asked.stream().filter(a -> a.contains("/instances/")).count(), "only what was missing is fetched");
    }

    @Test
    void aSeriesThatStaysIncompleteIsNone() {
        hideOne = true;
        Path target = folder.resolve("got");
        try (DicomWebClient client = new DicomWebClient(server)) {
            InputException e = assertThrows(InputException.class,
                    () -> client.retrieve(made.study(), made.series(), target, Monitor.NONE));
            assertTrue(e.getMessage().startsWith("the server sent 11 of the 12 instances"), e.getMessage());
            assertFalse(Files.exists(target));
        }
    }

    @Test
    void aSilentServerIsLeftInTime() {
        cutAfter = 100;
        stall = true;
        long start = System.nanoTime();
        try (DicomWebClient client = new DicomWebClient(server)) {
            InputException e = assertThrows(InputException.class,
                    () -> client.retrieve(made.study(), made.series(), folder.resolve("got"), Monitor.NONE));
            assertTrue(e.getMessage().startsWith("the server sent nothing for 2 s"), e.getMessage());
        }
        assertTrue(System.nanoTime() - start < 20e9);
    }

    @Test
    void cancelIsAnsweredWhileTheServerIsSilent() {
        cutAfter = 100;
        stall = true;
        AtomicInteger looks = new AtomicInteger();
        Monitor impatient = new Monitor() {
            @Override
            public void begin(String task, long total) {
                looks.set(1);
            }

            @Override
            public void worked(long units) {
                // nobody listens
            }

            @Override
            public boolean isCancelled() {
                return looks.get() > 0 && looks.incrementAndGet() > 5;
            }
        };
        try (DicomWebClient client = new DicomWebClient(server.withSilence(Duration.ofMinutes(5)))) {
            assertThrows(CancellationException.class,
                    () -> client.retrieve(made.study(), made.series(), folder.resolve("got"), impatient));
        }
    }

    @Test
    void namesWhatTheServerSays() {
        try (DicomWebClient client = new DicomWebClient(server)) {
            assertTrue(assertThrows(InputException.class, () -> client.series("1.2", Map.of(), Monitor.NONE)).getMessage()
                    .contains("http://elsewhere.invalid/"));
            assertTrue(assertThrows(InputException.class, () -> client.series("1.3", Map.of(), Monitor.NONE)).getMessage()
                    .contains("cannot be used"));
            assertTrue(assertThrows(InputException.class, () -> client.series("../../etc", Map.of(), Monitor.NONE)).getMessage()
                    .contains("no DICOM identifier"));
        }
        try (DicomWebClient client = new DicomWebClient(
                DicomWebServer.at("http://127.0.0.1:" + http.getAddress().getPort() + "/dw/denied"))) {
            assertEquals("the server refused the user name, password or token (status 401)",
                    assertThrows(InputException.class, () -> client.studies(Map.of(), 1, Monitor.NONE)).getMessage());
        }
    }

    @Test
    void secretsGoEncryptedOrStayHome() {
        InputException e = assertThrows(InputException.class, () -> DicomWebServer.at("http://192.0.2.1/dw").withBearer("secret"));
        assertTrue(e.getMessage().contains("unencrypted"), e.getMessage());
        DicomWebServer s = DicomWebServer.at("https://192.0.2.1/dw").withBasic("me", "secret");
        assertFalse(s.toString().contains(Base64.getEncoder().encodeToString("me:secret".getBytes(StandardCharsets.UTF_8))));
        for (String bad : List.of("ftp://x/", "nonsense", "http://", "http://me:secret@x/", "http://x/?a=b")) {
            assertThrows(InputException.class, () -> DicomWebServer.at(bad), bad);
        }
    }
}
