/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code twin serve} as a process of its own that is killed in the middle of a stream: nothing is lost, nothing doubled. */
class ServeTest {

    private static final Path MOSQUITTO = Path.of("/usr/sbin/mosquitto");
    private static final Pattern OBSERVED = Pattern.compile("id=\"(observation-\\d+)\"[^>]*identity=\"(watch/\\d+)\"");
    private static final Pattern CURRENT = Pattern.compile("currentState=\"(state-\\d+)\"");
    private static final Pattern STATE = Pattern.compile("<states\\s+id=\"(state-\\d+)\"([^>]*)>");
    private static final Pattern PARENT = Pattern.compile("parent=\"(state-\\d+)\"");
    private static final Pattern INPUT = Pattern.compile("cause=\"observation\"[^>]*inputs=\"(observation-\\d+)\"");

    @TempDir
    private Path directory;
    private Path folder;
    private Process mosquitto;
    private int port;
    private final AtomicBoolean published = new AtomicBoolean();

    @BeforeEach
    void begin() throws Exception {
        assumeTrue(Files.isExecutable(MOSQUITTO), "Mosquitto is not installed");
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Files.createDirectory(directory.resolve("broker"));
        Files.writeString(directory.resolve("mosquitto.conf"), "listener " + port + " 127.0.0.1\nallow_anonymous true\npersistence true\n"
                + "persistence_location " + directory.resolve("broker") + "/\nmax_queued_messages 0\nuser root\n");
        startBroker();
        folder = Files.createDirectory(directory.resolve("twins"));
    }

    @AfterEach
    void end() throws InterruptedException {
        if (mosquitto != null) {
            mosquitto.destroy();
            assertTrue(mosquitto.waitFor(10, TimeUnit.SECONDS));
        }
    }

    private void startBroker() throws Exception {
        mosquitto = new ProcessBuilder(MOSQUITTO.toString(), "-c", directory.resolve("mosquitto.conf").toString())
                .redirectErrorStream(true).redirectOutput(directory.resolve("mosquitto.log").toFile()).start();
        for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);;) {
            try (Socket s = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException e) {
                assertTrue(System.nanoTime() < end, "Mosquitto does not come up");
                Thread.sleep(10);
            }
        }
    }

    private Process serve(int run) throws IOException {
        // a build that runs in the background hands an ignored interrupt down
        String orthotwin = Product.built().folder().resolve("orthotwin").toString();
        ProcessBuilder b = new ProcessBuilder("env", "--default-signal=INT", orthotwin, "twin", "serve", folder.toString(),
                "--broker", "tcp://127.0.0.1:" + port, "--topic", "clinic/+/home", "--status", "1", "--json")
                .redirectOutput(directory.resolve("out" + run).toFile()).redirectError(directory.resolve("err" + run).toFile());
        b.environment().putIfAbsent("JAVA_HOME", System.getProperty("java.home"));
        b.environment().put("ORTHOTWIN_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -Xmx256m");
        return b.start();
    }

    private void untilSaid(int run, String text) throws Exception {
        Path out = directory.resolve("out" + run);
        for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(300); !Files.readString(out).contains(text);) {
            assertTrue(System.nanoTime() < end, () -> "run " + run + " does not say " + text + ": " + said(run));
            Thread.sleep(20);
        }
    }

    private String said(int run) {
        try {
            return Files.readString(directory.resolve("out" + run)) + Files.readString(directory.resolve("err" + run));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static String payload(int i, int twins) {
        return "{\"source\": \"watch\", \"id\": \"" + i + "\", \"observable\": \"activity.steps\", \"unit\": \"\", \"time\": \""
                + Instant.parse("2023-03-01T08:00:00Z").plusSeconds(3600L * (i / twins)) + "\", \"value\": " + (4000 + i % 977) + "}";
    }

    /** In any order, every twentieth of them malformed or of nobody; a broker that is away is waited for. */
    private Thread publish(int messages, int twins, long pauseMillis) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, messages).boxed().toList());
        Collections.shuffle(order, new Random(1));
        Thread t = new Thread(() -> {
            int at = 0;
            while (at < messages) {
                try (MqttClient c = new MqttClient("tcp://127.0.0.1:" + port, "home", new MemoryPersistence())) {
                    c.connect();
                    for (; at < messages; at++) {
                        int i = order.get(at);
                        if (i % 20 == 0) {
                            c.publish("clinic/nobody-" + i + "/home", (i % 40 == 0 ? "{ " + i : payload(i, twins)).getBytes(
                                    StandardCharsets.UTF_8), 1, false);
                        }
                        c.publish("clinic/P-" + i % twins + "/home", payload(i, twins).getBytes(StandardCharsets.UTF_8), 1, false);
                        Thread.sleep(pauseMillis);
                    }
                    c.disconnect();
                } catch (MqttException e) {
                    // it comes back
                    if (!paused()) {
                        return;
                    }
                } catch (InterruptedException e) {
                    return;
                }
            }
            published.set(true);
        }, "publisher");
        t.setDaemon(true);
        t.start();
        return t;
    }

    private static boolean paused() {
        try {
            Thread.sleep(50);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    /** Until it has written messages down and not all of them into twins, or nothing comes any more. */
    private void untilBusy() throws Exception {
        Path journal = folder.resolve("messages.journal");
        for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60); Files.size(journal) < 300 && !published.get();) {
            assertTrue(System.nanoTime() < end, "no message has come");
            Thread.sleep(5);
        }
    }

    private void stream(int twins, int messages, int kills, boolean broker, long pauseMillis) throws Exception {
        for (int i = 0; i < twins; i++) {
            Files.writeString(folder.resolve("P-" + i + ".twin"), """
                    <?xml version="1.0" encoding="UTF-8"?>
                    <twin:Twin xmi:version="2.0" xmlns:xmi="http://www.omg.org/XMI" xmlns:twin="https://orthotwin.org/model/twin/1"
                        id="twin-N" pseudonym="P-N">
                      <observations id="observation-1" definition="knee.operation" version="1" time="2023-01-01" value="1.0" unit=""
                          source="registry" identity="registry/1"/>
                    </twin:Twin>
                    """.replace("-N\"", "-" + i + "\""));
        }
        Random random = new Random(3);
        Process p = serve(0);
        try {
            untilSaid(0, "\"connected\":true");
            Thread home = publish(messages, twins, pauseMillis);
            int run = 0;
            for (int k = 1; k <= kills; k++) {
                untilBusy();
                Thread.sleep(random.nextInt(200));
                if (broker && k % 3 == 0) {
                    mosquitto.destroy();
                    assertTrue(mosquitto.waitFor(10, TimeUnit.SECONDS));
                    startBroker();
                } else {
                    p.destroyForcibly().waitFor();
                    p = serve(++run);
                    untilSaid(run, "\"connected\":true");
                }
            }
            home.join(TimeUnit.MINUTES.toMillis(10));
            assertTrue(published.get());
            int last = run;
            for (long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(10); states(twins).size() < messages;) {
                assertTrue(System.nanoTime() < end, () -> "not all has come: " + said(last));
                Thread.sleep(300);
            }
            assertEquals(0, new ProcessBuilder("kill", "-INT", String.valueOf(p.pid())).start().waitFor());
            assertTrue(p.waitFor(20, TimeUnit.SECONDS), () -> "does not end: " + said(last));
            assertEquals(130, p.exitValue(), () -> said(last));
            Files.readAllLines(directory.resolve("out" + last)).forEach(line -> JsonSchemaTest.assertValid("twin-serve", line));
            assertTrue(said(last).contains("\"kind\":\"end\""), () -> said(last));
        } finally {
            p.destroyForcibly().waitFor();
        }
        List<String> wanted = IntStream.range(0, messages).mapToObj(i -> "watch/" + i).sorted().toList();
        assertEquals(wanted, states(twins).stream().sorted().toList());
        assertEquals(messages / 20, Files.readAllLines(folder.resolve("quarantine.jsonl")).size());
        try (var all = Files.list(folder)) {
            assertEquals(List.of("aside.json", "client.id", "messages.journal", "quarantine.jsonl"), all.map(f -> f.getFileName()
                    .toString()).filter(f -> !f.endsWith(".twin") && !f.endsWith(".aside.json")).sorted().toList());
        }
    }

    /** Identities of the observations that have led to the states that hold now, with those that came twice twice. */
    private List<String> states(int twins) throws IOException {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < twins; i++) {
            String text = Files.readString(folder.resolve("P-" + i + ".twin"));
            List<String> ids = new ArrayList<>();
            List<String> identities = new ArrayList<>();
            for (Matcher m = OBSERVED.matcher(text); m.find();) {
                ids.add(m.group(1));
                identities.add(m.group(2));
            }
            // what came late has begun the chain anew; the states before that stay and are of no account
            Map<String, String> states = new HashMap<>();
            for (Matcher m = STATE.matcher(text); m.find();) {
                states.put(m.group(1), m.group(2));
            }
            Matcher current = CURRENT.matcher(text);
            for (String state = current.find() ? current.group(1) : null; state != null;) {
                String said = states.get(state);
                Matcher input = INPUT.matcher(said);
                if (input.find()) {
                    all.add(identities.get(ids.indexOf(input.group(1))));
                }
                Matcher parent = PARENT.matcher(said);
                state = parent.find() ? parent.group(1) : null;
            }
            assertEquals(identities.size(), identities.stream().distinct().count(), "P-" + i);
        }
        return all;
    }

    @Test
    void killedInTheMiddleOfAStreamItLosesAndDoublesNothing() throws Exception {
        stream(3, 120, 1, false, 5);
    }

    /** As many as a clinic has, and the broker goes away now and then, too. */
    @Test
    @Tag("long")
    void tenThousandObservationsOfAThousandTwinsSurvive() throws Exception {
        stream(1000, 10_000, 12, true, 1);
    }
}
