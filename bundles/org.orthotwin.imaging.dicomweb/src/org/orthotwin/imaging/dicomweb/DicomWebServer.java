/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicomweb;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.orthotwin.core.InputException;

/**
 * Where a DICOMweb server is and how one gets in. Never printed with its secrets.
 *
 * @param base address of the service, below which {@code /studies} lies
 * @param authorization value of the HTTP header, or null
 * @param trust certificates to trust, or null for those of the JVM
 * @param connect longest wait for a connection
 * @param silence longest wait for the next bytes
 */
public record DicomWebServer(URI base, String authorization, SSLContext trust, Duration connect, Duration silence) {

    /** Long enough for an archive that fetches from tape drives' caches, short enough for a person. */
    public static final Duration SILENCE = Duration.ofSeconds(60);
    /** Beyond this no server is there. */
    public static final Duration CONNECT = Duration.ofSeconds(10);

    public DicomWebServer {
        Objects.requireNonNull(base);
        Objects.requireNonNull(connect);
        Objects.requireNonNull(silence);
        if (authorization != null && !"https".equalsIgnoreCase(base.getScheme()) && !isThisMachine(base.getHost())) {
            throw Texts.refuse("web.plain", base.getHost());
        }
    }

    /**
     * A server without authentication.
     *
     * @throws InputException if the text is no such address
     */
    public static DicomWebServer at(String address) {
        URI uri;
        try {
            uri = new URI(address.endsWith("/") ? address.substring(0, address.length() - 1) : address);
        } catch (URISyntaxException e) {
            throw Texts.refuse("web.url", address);
        }
        if (uri.getHost() == null || !("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()))
                || uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw Texts.refuse("web.url", address);
        }
        return new DicomWebServer(uri, null, null, CONNECT, SILENCE);
    }

    /** With a user name and a password. */
    public DicomWebServer withBasic(String user, String password) {
        String pair = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        return new DicomWebServer(base, "Basic " + pair, trust, connect, silence);
    }

    /** With a bearer token. */
    public DicomWebServer withBearer(String token) {
        return new DicomWebServer(base, "Bearer " + token, trust, connect, silence);
    }

    /** Trusting other certificates than the JVM does. */
    public DicomWebServer withTrust(SSLContext certificates) {
        return new DicomWebServer(base, authorization, certificates, connect, silence);
    }

    /** With another patience. */
    public DicomWebServer withSilence(Duration longest) {
        return new DicomWebServer(base, authorization, trust, connect, longest);
    }

    Optional<String> header() {
        return Optional.ofNullable(authorization);
    }

    private static boolean isThisMachine(String host) {
        try {
            return host != null && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return base + (authorization == null ? "" : " (with authorization)");
    }
}
