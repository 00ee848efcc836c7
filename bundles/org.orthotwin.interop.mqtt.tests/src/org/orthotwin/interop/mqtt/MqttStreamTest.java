/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.Histories;
import org.orthotwin.followup.Intake;
import org.orthotwin.followup.ObservationFile;
import org.orthotwin.followup.estimation.UnscentedKalman;
import org.orthotwin.followup.stream.Arrival;
import org.orthotwin.followup.stream.Keeper;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinFiles;

/** Against a Mosquitto of our own: what was not acknowledged comes again, and a broker may go away and come back. */
class MqttStreamTest {

    private static final Path MOSQUITTO = Path.of("/usr/sbin/mosquitto");

    @TempDir
    private Path folder;
    private Process mosquitto;
    private int port;

    @BeforeEach
    void begin() throws Exception {
        assumeTrue(Files.isExecutable(MOSQUITTO), "Mosquitto is not installed");
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Files.createDirectory(folder.resolve("broker"));
        Files.writeString(folder.resolve("mosquitto.conf"), "listener " + port + " 127.0.0.1\nallow_anonymous true\npersistence true\n"
                + "persistence_location " + folder.resolve("broker") + "/\nmax_queued_messages 0\nuser root\n");
        start();
    }

    private void start() throws Exception {
        mosquitto = new ProcessBuilder(MOSQUITTO.toString(), "-c", folder.resolve("mosquitto.conf").toString())
                .redirectErrorStream(true).redirectOutput(folder.resolve("mosquitto.log").toFile()).start();
        until("Mosquitto", () -> {
            try (Socket s = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return true;
            } catch (IOException e) {
                return false;
            }
        });
    }

    private void stop() throws InterruptedException {
        mosquitto.destroy();
        assertTrue(mosquitto.waitFor(10, TimeUnit.SECONDS));
    }

    @AfterEach
    void end() throws InterruptedException {
        if (mosquitto != null) {
            stop();
        }
    }

    private static void until(String what, BooleanSupplier reached) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!reached.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, what);
            Thread.sleep(5);
        }
    }

    private Broker broker(String filter) {
        return new Broker("tcp://127.0.0.1:" + port, "tests", filter, Optional.empty(), Optional.empty());
    }

    private void publish(int from, int to) throws MqttException {
        MqttConnectOptions options = new MqttConnectOptions();
        // on a busy machine it counts messages as under way that have arrived
        options.setMaxInflight(to - from);
        try (MqttClient c = new MqttClient("tcp://127.0.0.1:" + port, "home", new MemoryPersistence())) {
            c.connect(options);
            for (int i = from; i < to; i++) {
                c.publish("clinic/P-" + i % 2 + "/home", payload(i).getBytes(StandardCharsets.UTF_8), 1, false);
            }
            c.disconnect();
        }
    }

    private static String payload(int i) {
        return "{\"source\": \"watch\", \"id\": \"" + i + "\", \"observable\": \"activity.steps\", \"unit\": \"\", \"time\": \""
                + Instant.parse("2023-03-01T08:00:00Z").plusSeconds(3600L * i) + "\", \"value\": " + (5000 + i) + "}";
    }

    @Test
    void whatWasNotAcknowledgedComesAgain() throws Exception {
        List<Arrival> first = new CopyOnWriteArrayList<>();
        try (MqttStream s = new MqttStream(broker("clinic/+/home"), first::add, d -> { })) {
            until("connected", s::isConnected);
            publish(0, 10);
            until("ten", () -> first.size() == 10);
            first.subList(0, 4).forEach(Arrival::acknowledge);
            // whether the broker has got them can be seen from the next line alone
            Thread.sleep(200);
        }
        // while nobody listens, the broker keeps what comes
        publish(10, 12);
        List<Arrival> second = new CopyOnWriteArrayList<>();
        try (MqttStream s = new MqttStream(broker("clinic/+/home"), second::add, d -> { })) {
            until("eight", () -> second.size() == 8);
            // an acknowledgement on a line that is gone counts nothing
            first.forEach(Arrival::acknowledge);
        }
        assertEquals(IntStream.range(4, 12).mapToObj(MqttStreamTest::payload).toList(),
                second.stream().map(a -> new String(a.payload(), StandardCharsets.UTF_8)).toList());
        assertEquals("clinic/P-0/home", second.getFirst().topic());
    }

    /** Of a message that is too long so much is kept as shows it. */
    @Test
    void aLongMessageIsCutOnArrival() throws Exception {
        List<Arrival> all = new CopyOnWriteArrayList<>();
        try (MqttStream s = new MqttStream(broker("clinic/+/home"), all::add, d -> { });
                MqttClient c = new MqttClient("tcp://127.0.0.1:" + port, "home", new MemoryPersistence())) {
            until("connected", s::isConnected);
            c.connect();
            for (int bytes : new int[] {Arrival.MOST_BYTES, Arrival.MOST_BYTES + 1, 3 * Arrival.MOST_BYTES}) {
                c.publish("clinic/P-0/home", new byte[bytes], 1, false);
            }
            until("three", () -> all.size() == 3);
            c.disconnect();
        }
        assertEquals(List.of(Arrival.MOST_BYTES, Arrival.MOST_BYTES + 1, Arrival.MOST_BYTES + 1),
                all.stream().map(a -> a.payload().length).toList());
    }

    @Test
    void aBrokerThatGoesAwayAndComesBackCostsNothing() throws Exception {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Twin t = Histories.begin("twin-" + i, "P-" + i);
            Intake.take(t, List.of(new ObservationFile.Row(1, Map.of("observable", "knee.operation", "time", "2023-01-01", "value", "1",
                    "unit", ""))), Optional.of("P-" + i), "registry", Instant.now());
            files.add(folder.resolve(i + ".twin"));
            TwinFiles.save(files.get(i), t);
        }
        Broker b = broker("clinic/+/home");
        List<String> told = new CopyOnWriteArrayList<>();
        AtomicBoolean ended = new AtomicBoolean();
        try (Keeper keeper = Keeper.open(folder, new Keeper.Settings(new UnscentedKalman(), "unscented", List.of("test 1"),
                b.patientLevel(), d -> { }))) {
            Thread kept = new Thread(() -> {
                try {
                    keeper.run(Monitor.until(() -> ended.get() && keeper.counts().waiting() == 0));
                } catch (IOException e) {
                    told.add(e.toString());
                }
            });
            kept.start();
            try (MqttStream s = new MqttStream(b, keeper::offer, d -> told.add(d.code()))) {
                until("connected", s::isConnected);
                publish(0, 30);
                stop();
                until("lost", () -> told.contains("mqtt.lost"));
                assertFalse(s.isConnected());
                start();
                publish(30, 60);
                until("sixty", () -> keeper.counts().taken() == 60);
            }
            ended.set(true);
            kept.join(TimeUnit.SECONDS.toMillis(30));
        }
        assertEquals(List.of("mqtt.connected", "mqtt.lost"), told.stream().distinct().toList());
        assertEquals("mqtt.connected", told.getLast());
        for (int i = 0; i < 2; i++) {
            int patient = i;
            assertEquals(IntStream.range(0, 60).filter(k -> k % 2 == patient).mapToObj(k -> "watch/" + k).sorted().toList(),
                    TwinFiles.load(files.get(i)).getStates().stream().skip(1).flatMap(s -> s.getInputs().stream())
                            .map(Observation::getIdentity).sorted().toList());
        }
    }
}
