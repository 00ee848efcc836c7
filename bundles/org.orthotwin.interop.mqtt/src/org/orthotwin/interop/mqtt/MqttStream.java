/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.mqtt;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.followup.stream.Arrival;
import org.orthotwin.followup.stream.Sink;

/**
 * The messages of a broker by MQTT 3.1.1: quality of service 1 in a session that the broker keeps while we are away. A message is
 * acknowledged when whoever takes it says that it is safe, never before; what was not comes again. When the line breaks, it is tried
 * again, for ever.
 *
 * <p>Each line has a client of its own, since an acknowledgement counts on the line by which its message came and on no other: numbers of
 * messages are given anew on the next. How long a message may be is for the broker to say ({@code message_size_limit} of Mosquitto): a
 * client learns it when it has it in memory.
 */
public final class MqttStream implements AutoCloseable {

    private static final int QOS = 1;
    private static final int FAILURE = 0x80;
    private static final int KEEP_ALIVE_SECONDS = 20;
    private static final int CONNECT_SECONDS = 10;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final long END_MILLIS = 200;

    private final Broker broker;
    private final Sink sink;
    private final Consumer<Diagnostic> told;
    private final Thread thread;
    private volatile Line line;
    private volatile boolean closed;

    /**
     * Begins to listen, in a thread of its own.
     *
     * @param told what happens to the line, in that thread; the same is told once
     */
    public MqttStream(Broker broker, Sink sink, Consumer<Diagnostic> told) {
        this.broker = broker;
        this.sink = sink;
        this.told = told;
        this.thread = new Thread(this::run, "mqtt " + broker.address());
        thread.setDaemon(true);
        thread.start();
    }

    /** Whether there is a line now by which messages come. */
    public boolean isConnected() {
        Line l = line;
        return l != null && l.subscribed && l.client.isConnected();
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        String last = "";
        while (!closed) {
            try (Line l = new Line()) {
                line = l;
                l.connect();
                told.accept(Diagnostic.info(Texts.CATALOG, "mqtt.connected", broker.address()));
                last = "";
                pause = FIRST_PAUSE;
                l.lost.await();
                tell(l.reason, last);
                last = l.reason;
            } catch (MqttException e) {
                String reason = reason(e);
                tell(reason, last);
                last = reason;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    private void tell(String reason, String last) {
        if (!closed && !reason.equals(last)) {
            told.accept(Diagnostic.warning(Texts.CATALOG, "mqtt.lost", broker.address(), reason));
        }
    }

    private static String reason(MqttException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    /** One line to the broker, from its making to its breaking. */
    private final class Line implements MqttCallback, AutoCloseable {

        private final MqttAsyncClient client;
        private final CountDownLatch lost = new CountDownLatch(1);
        private volatile String reason = "";
        private volatile boolean subscribed;
        private boolean over;

        Line() throws MqttException {
            // nothing is published, so that there is nothing of ours to keep
            client = new MqttAsyncClient(broker.address(), broker.client(), new MemoryPersistence());
            client.setManualAcks(true);
            client.setCallback(this);
        }

        void connect() throws MqttException {
            MqttConnectOptions o = new MqttConnectOptions();
            o.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
            o.setCleanSession(false);
            o.setAutomaticReconnect(false);
            o.setKeepAliveInterval(KEEP_ALIVE_SECONDS);
            o.setConnectionTimeout(CONNECT_SECONDS);
            broker.user().ifPresent(o::setUserName);
            broker.password().ifPresent(p -> o.setPassword(p.toCharArray()));
            client.connect(o).waitForCompletion(TimeUnit.SECONDS.toMillis(CONNECT_SECONDS));
            IMqttToken t = client.subscribe(broker.filter(), QOS);
            t.waitForCompletion(TimeUnit.SECONDS.toMillis(CONNECT_SECONDS));
            if (t.getGrantedQos().length > 0 && t.getGrantedQos()[0] == FAILURE) {
                throw new MqttException(new SecurityException(Texts.CATALOG.text("en", "mqtt.subscription", broker.filter())));
            }
            subscribed = true;
        }

        @Override
        public void connectionLost(Throwable cause) {
            Throwable c = cause instanceof MqttException e && e.getCause() != null ? e.getCause() : cause;
            reason = c == null || c.getMessage() == null ? String.valueOf(c) : c.getMessage();
            lost.countDown();
        }

        @Override
        public void messageArrived(String topic, MqttMessage message) throws InterruptedException {
            byte[] all = message.getPayload();
            // many may wait: of one that is too long no more than shows that it is
            byte[] kept = all.length <= Arrival.MOST_BYTES ? all : Arrays.copyOf(all, Arrival.MOST_BYTES + 1);
            sink.offer(new Received(this, topic, kept, message.getId(), message.getQos()));
        }

        @Override
        public void deliveryComplete(IMqttDeliveryToken token) {
            // nothing is published
        }

        synchronized void acknowledge(int id, int qos) {
            if (over) {
                return;
            }
            try {
                client.messageArrivedComplete(id, qos);
            } catch (MqttException e) {
                // the line is gone, and with it the number: the message comes again
                lost.countDown();
            }
        }

        @Override
        public void close() throws MqttException {
            synchronized (this) {
                over = true;
            }
            lost.countDown();
            // the end waits for the receiving thread, which may wait for somebody who acknowledges: not within the monitor
            // it is not closed, too: its receiving thread, which may still run, would break
            if (client.isConnected()) {
                client.disconnectForcibly(END_MILLIS, END_MILLIS);
            }
        }
    }

    private record Received(Line line, String topic, byte[] payload, int id, int qos) implements Arrival {

        @Override
        public void acknowledge() {
            line.acknowledge(id, qos);
        }
    }

    /** Ends the line; the broker keeps what comes from now on. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
