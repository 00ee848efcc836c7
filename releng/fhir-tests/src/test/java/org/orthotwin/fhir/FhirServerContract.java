/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.fhir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.exceptions.AuthenticationException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code twin serve --fhir} as a process of its own against a server that others wrote: pages, a token, versions of a resource, the process
 * killed and the server away in the middle. What the server has is in the twins once.
 */
abstract class FhirServerContract {

    private static final String TOKEN = "a-secret-of-the-clinic";
    private static final int PATIENTS = 6;
    private static final Pattern OBSERVED = Pattern.compile("id=\"(observation-\\d+)\"[^>]*identity=\"[^\"]*Observation/([^\"#]+)");
    private static final Pattern INPUT = Pattern.compile("cause=\"observation\"[^>]*inputs=\"(observation-\\d+)\"");

    @TempDir
    Path directory;
    private final HttpClient http = HttpClient.newHttpClient();
    private Path folder;
    private int port;
    private Server jetty;
    private Process twins;
    private int sent;

    /** The server, anew with what it had; its pages are small. */
    abstract RestfulServer server() throws Exception;

    /** Ends what {@link #server} began. */
    void release() throws Exception {
    }

    /** Refuses who does not know the token. */
    @Interceptor
    public static final class Doorkeeper {

        @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED)
        public void check(RequestDetails request) {
            if (!("Bearer " + TOKEN).equals(request.getHeader("Authorization"))) {
                throw new AuthenticationException("no token");
            }
        }
    }

    @BeforeEach
    void begin() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        folder = Files.createDirectory(directory.resolve("twins"));
        up();
    }

    @AfterEach
    void end() throws Exception {
        if (twins != null) {
            twins.destroyForcibly().waitFor();
        }
        down();
    }

    private void up() throws Exception {
        RestfulServer rest = server();
        rest.registerInterceptor(new Doorkeeper());
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServlet(new ServletHolder(rest), "/fhir/*");
        jetty = new Server(port);
        jetty.setHandler(context);
        jetty.start();
    }

    private void down() throws Exception {
        if (jetty != null) {
            jetty.stop();
            jetty = null;
            release();
        }
    }

    private String address() {
        return "http://127.0.0.1:" + port + "/fhir";
    }

    private void put(String type, String id, String rest) throws Exception {
        String json = "{\"resourceType\": \"" + type + "\", \"id\": \"" + id + "\"" + rest + "}";
        HttpResponse<String> r = http.send(HttpRequest.newBuilder(URI.create(address() + "/" + type + "/" + id)).header("Content-Type",
                "application/fhir+json").header("Authorization", "Bearer " + TOKEN).PUT(HttpRequest.BodyPublishers.ofString(json)).build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals(2, r.statusCode() / 100, r::body);
    }

    private static String patient(int p) {
        return "P-" + p;
    }

    private static String steps(int i, int value, String unit) {
        return ", \"status\": \"final\", \"subject\": {\"reference\": \"Patient/" + patient(i % PATIENTS) + "\"}, \"code\": {\"coding\": [{"
                + "\"system\": \"http://loinc.org\", \"code\": \"41950-7\"}]}, \"effectiveDateTime\": \"" + Instant.parse(
                        "2023-03-01T08:00:00Z").plus(i, ChronoUnit.HOURS) + "\", \"valueQuantity\": {\"value\": " + value + ", " + unit
                + "}";
    }

    private void observe(int count) throws Exception {
        for (int i = 0; i < count; i++, sent++) {
            put("Observation", "o" + sent, steps(sent, 4000 + sent, "\"system\": \"http://unitsofmeasure.org\", \"code\": \"{steps}/d\""));
        }
    }

    private ProcessBuilder orthotwin(String... arguments) {
        String root = System.getProperty("orthotwin.root", "../..");
        String other = System.getProperty("product.folder", "");
        String arch = System.getProperty("os.arch").matches("aarch64|arm64") ? "aarch64" : "x86_64";
        Path product = other.isEmpty() ? Path.of(root, "releng/org.orthotwin.product/target/products/org.orthotwin.product/linux/gtk", arch)
                : Path.of(other);
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT", product.resolve("orthotwin").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder b = new ProcessBuilder(command);
        b.environment().putIfAbsent("JAVA_HOME", System.getProperty("java.home"));
        b.environment().put("ORTHOTWIN_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -Xmx256m");
        b.environment().put("ORTHOTWIN_FHIR_TOKEN", TOKEN);
        return b;
    }

    private void serve(int run) throws IOException {
        twins = orthotwin("twin", "serve", folder.toString(), "--fhir", address(), "--every", "1", "--status", "1", "--json")
                .redirectOutput(directory.resolve("out" + run).toFile()).redirectError(directory.resolve("err" + run).toFile()).start();
    }

    private String said(int run) {
        try {
            return Files.readString(directory.resolve("out" + run)) + Files.readString(directory.resolve("err" + run));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void await(int run, BooleanSupplier what) throws InterruptedException {
        for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(300); !what.getAsBoolean(); Thread.sleep(50)) {
            assertTrue(System.nanoTime() < end && twins.isAlive(), () -> "it does not happen: " + said(run));
        }
    }

    /** Names of the observations that have led to states, with those that came twice twice. */
    private List<String> states() {
        List<String> all = new ArrayList<>();
        for (int p = 0; p < PATIENTS; p++) {
            String text;
            try {
                text = Files.readString(folder.resolve(patient(p) + ".twin"));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            List<String> ids = new ArrayList<>();
            List<String> names = new ArrayList<>();
            for (Matcher m = OBSERVED.matcher(text); m.find();) {
                ids.add(m.group(1));
                names.add(m.group(2));
            }
            for (Matcher m = INPUT.matcher(text); m.find();) {
                all.add(names.get(ids.indexOf(m.group(1))));
            }
        }
        return all.stream().sorted().toList();
    }

    private List<String> wanted() {
        return IntStream.range(0, sent).mapToObj(i -> "o" + i).sorted().toList();
    }

    @Test
    void twinsStayInStepWithTheServer() throws Exception {
        for (int p = 0; p < PATIENTS; p++) {
            put("Patient", patient(p), "");
            put("Procedure", "op-" + p, ", \"status\": \"completed\", \"subject\": {\"reference\": \"Patient/" + patient(p)
                    + "\"}, \"code\": {\"coding\": [{\"system\": \"http://snomed.info/sct\", \"code\": \"609588000\"}]}, "
                    + "\"performedDateTime\": \"2023-01-01T08:00:00Z\"");
            Files.writeString(folder.resolve(patient(p) + ".twin"), """
                    <?xml version="1.0" encoding="UTF-8"?>
                    <twin:Twin xmi:version="2.0" xmlns:xmi="http://www.omg.org/XMI" xmlns:twin="https://orthotwin.org/model/twin/1"
                        id="twin-N" pseudonym="P-N"/>
                    """.replace("-N\"", "-" + p + "\""));
        }
        observe(40);
        serve(0);
        await(0, () -> states().equals(wanted()));
        // killed while more comes
        observe(15);
        twins.destroyForcibly().waitFor();
        observe(15);
        serve(1);
        observe(15);
        await(1, () -> states().equals(wanted()));
        // the server goes away and comes back with what it had
        down();
        await(1, () -> said(1).contains("cannot be reached"));
        up();
        observe(10);
        await(1, () -> states().equals(wanted()));
        // another version of what is known, which contradicts it, and what has no unit that is known
        put("Observation", "o3", steps(3, 9999, "\"system\": \"http://unitsofmeasure.org\", \"code\": \"{steps}/d\""));
        put("Observation", "km", steps(1, 7, "\"unit\": \"km\""));
        observe(5);
        Path aside = folder.resolve("quarantine.jsonl");
        await(1, () -> states().equals(wanted()) && lines(aside).size() == 2);
        assertTrue(lines(aside).stream().anyMatch(l -> l.contains("row.conflict")), lines(aside).toString());
        assertTrue(lines(aside).stream().anyMatch(l -> l.contains("no UCUM code")), lines(aside).toString());
        assertEquals(0, new ProcessBuilder("kill", "-INT", String.valueOf(twins.pid())).start().waitFor());
        assertTrue(twins.waitFor(20, TimeUnit.SECONDS), () -> said(1));
        assertEquals(130, twins.exitValue(), () -> said(1));
        assertEquals(wanted(), states());
        // by hand it is the same, and known
        Process fetch = orthotwin("observe", "fetch", folder.resolve("P-0.twin").toString(), address()).redirectErrorStream(true)
                .redirectOutput(directory.resolve("fetched").toFile()).start();
        assertTrue(fetch.waitFor(120, TimeUnit.SECONDS));
        assertTrue(Files.readString(directory.resolve("fetched")).contains("0 taken, " + (1 + wanted().stream().filter(w -> Integer.parseInt(
                w.substring(1)) % PATIENTS == 0).count()) + " known"), Files.readString(directory.resolve("fetched")));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }
}
