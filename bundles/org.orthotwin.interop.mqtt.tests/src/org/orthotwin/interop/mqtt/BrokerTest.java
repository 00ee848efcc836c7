/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.InputException;

/** Addresses and filters, and that what is said is said in both languages. */
class BrokerTest {

    @Test
    void whatIsNoBrokerIsRefusedByName() {
        for (String[] wrong : new String[][] {{"localhost:1883", "a", "b", "mqtt.address"}, {"http://localhost", "a", "b", "mqtt.address"},
            {"tcp://u:p@localhost:1", "a", "b", "mqtt.address"}, {"tcp://localhost:1883", "a b", "b", "mqtt.client"},
            {"tcp://localhost:1883", "a", "b/#/c", "mqtt.filter"}, {"tcp://localhost:1883", "a", "", "mqtt.filter"}}) {
            assertEquals(wrong[3], assertThrows(InputException.class, () -> new Broker(wrong[0], wrong[1], wrong[2], Optional.empty(),
                    Optional.empty())).diagnostic().code());
        }
        assertEquals(1, new Broker("ssl://b:8883", "a", "clinic/+/+/x", Optional.empty(), Optional.empty()).patientLevel());
        assertEquals(-1, new Broker("tcp://b:1883", "a", "clinic/#", Optional.empty(), Optional.empty()).patientLevel());
    }

    @Test
    void englishAndFrenchSayTheSame() throws IOException {
        Properties[] p = {new Properties(), new Properties()};
        for (int i = 0; i < 2; i++) {
            try (var in = Texts.class.getResourceAsStream(i == 0 ? "messages.properties" : "messages_fr.properties")) {
                p[i].load(new InputStreamReader(in, StandardCharsets.UTF_8));
            }
        }
        assertEquals(p[0].stringPropertyNames(), p[1].stringPropertyNames());
    }
}
