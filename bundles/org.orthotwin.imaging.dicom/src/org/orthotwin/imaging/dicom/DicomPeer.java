/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom;

import java.time.Duration;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.orthotwin.core.InputException;
import org.orthotwin.imaging.dicom.internal.Texts;

/**
 * An application entity that DICOM's own protocol (PS3.8) reaches, and who calls it.
 *
 * @param called its title
 * @param host its name or address
 * @param port its port, 1 to 65535
 * @param calling our title, by which it knows us
 * @param tls certificates to show and to trust, or null for an unencrypted line
 * @param connect longest wait for a connection
 * @param silence longest wait for its next bytes, or for it to take ours
 */
public record DicomPeer(String called, String host, int port, String calling, SSLContext tls, Duration connect, Duration silence) {

    /** Our title where none is given. */
    public static final String TITLE = "ORTHOTWIN";
    /** Long enough for an archive that looks for what is asked, short enough for a person. */
    public static final Duration SILENCE = Duration.ofSeconds(60);
    /** Beyond this nobody is there. */
    public static final Duration CONNECT = Duration.ofSeconds(10);

    private static final Pattern ADDRESS = Pattern.compile("([^@]+)@(\\[[0-9A-Fa-f:.%]+\\]|[^@:\\[\\]]+):([0-9]{1,5})");
    /** PS3.5, 6.2: 16 characters of the default repertoire, no backslash, no control characters, not only spaces. */
    private static final Pattern AE_TITLE = Pattern.compile("[!-\\[\\]-~](?:[ -\\[\\]-~]{0,14}[!-\\[\\]-~])?");

    public DicomPeer {
        Objects.requireNonNull(host);
        Objects.requireNonNull(connect);
        Objects.requireNonNull(silence);
        checkTitle(called);
        checkTitle(calling);
        checkPort(port);
    }

    /**
     * Reads {@code TITLE@host:port}.
     *
     * @throws InputException if the text is no such address
     */
    public static DicomPeer at(String address) {
        Matcher m = ADDRESS.matcher(address);
        if (!m.matches()) {
            throw Texts.refuse("dicom.peer", address);
        }
        String host = m.group(2);
        return new DicomPeer(m.group(1), host.startsWith("[") ? host.substring(1, host.length() - 1) : host, Integer.parseInt(m.group(3)),
                TITLE, null, CONNECT, SILENCE);
    }

    /** @throws InputException if it is no title of an application entity */
    public static String checkTitle(String title) {
        if (!AE_TITLE.matcher(title).matches()) {
            throw Texts.refuse("dicom.peer.title", title);
        }
        return title;
    }

    /** @throws InputException if it is no port */
    public static int checkPort(int port) {
        if (port < 1 || port > 65535) {
            throw Texts.refuse("dicom.peer.port", port);
        }
        return port;
    }

    /** Called by another title of ours. */
    public DicomPeer withCalling(String title) {
        return new DicomPeer(called, host, port, title, tls, connect, silence);
    }

    /** Over an encrypted line. */
    public DicomPeer withTls(SSLContext certificates) {
        return new DicomPeer(called, host, port, calling, certificates, connect, silence);
    }

    /** With another patience. */
    public DicomPeer withSilence(Duration longest) {
        return new DicomPeer(called, host, port, calling, tls, connect, longest);
    }

    @Override
    public String toString() {
        return called + "@" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
