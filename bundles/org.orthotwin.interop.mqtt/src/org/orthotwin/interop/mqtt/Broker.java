/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.mqtt;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import org.eclipse.paho.client.mqttv3.MqttTopic;

/**
 * Which messages of which broker are wanted.
 *
 * @param address {@code tcp://host:port}, or {@code ssl://host:port} with the certificates that the JVM trusts
 * @param client name under which the broker keeps what comes while we are away; nobody else may use it
 * @param filter of topics, with {@code +} for any one level and {@code #} at the end for any rest
 * @param user name at the broker
 * @param password of that
 */
public record Broker(String address, String client, String filter, Optional<String> user, Optional<String> password) {

    /** @throws org.orthotwin.core.InputException if one of them cannot be */
    public Broker {
        if (!isAddress(address)) {
            throw Texts.refuse("mqtt.address", address);
        }
        if (!client.matches("[A-Za-z0-9._-]{1,64}")) {
            throw Texts.refuse("mqtt.client", client);
        }
        try {
            MqttTopic.validate(filter, true);
        } catch (IllegalArgumentException e) {
            throw Texts.refuse("mqtt.filter", filter, String.valueOf(e.getMessage()));
        }
    }

    private static boolean isAddress(String address) {
        try {
            URI u = new URI(address);
            return List.of("tcp", "ssl").contains(String.valueOf(u.getScheme())) && u.getHost() != null && u.getUserInfo() == null
                    && u.getPath().isEmpty() && u.getQuery() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** Which level of a topic is the patient's pseudonym, from 0: the first that may be anything; -1 if none may. */
    public int patientLevel() {
        return List.of(filter.split("/", -1)).indexOf("+");
    }
}
