/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dcm4che.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.dcm4che3.data.UID;
import org.dcm4che3.net.Connection;
import org.dcm4che3.net.TCPProtocolHandler;
import org.dcm4che3.net.TransferCapability;
import org.dcm4che3.net.service.BasicCEchoSCP;
import org.dcm4che3.net.service.DicomServiceRegistry;
import org.orthotwin.imaging.dicom.spi.DicomNetwork;
import org.orthotwin.imaging.dicom.spi.DicomReceiver;

/**
 * Listens for peers that send. It accepts connections itself and hands them to the library, since the library waits for ever for a sender
 * that stops in the middle of an instance.
 */
final class Listener implements DicomNetwork.Listening {

    private static final long LOOK_MILLIS = 100;
    /** Longest wait for what is being stored when it is closed. */
    private static final long CLOSE_MILLIS = 5000;
    /** Lines that have not said yet who they are, for each association that is allowed. */
    private static final int STRANGERS = 4;

    private final DicomNetwork.Post at;
    private final DicomNetwork.Limits limits;
    private final Station station;
    private final ServerSocket server;
    private final Set<GuardedSocket> lines = ConcurrentHashMap.newKeySet();
    private volatile long last = System.nanoTime();
    private volatile boolean closed;

    Listener(DicomNetwork.Post at, DicomNetwork.Limits limits, DicomReceiver receiver) throws IOException {
        this.at = at;
        this.limits = limits;
        DicomServiceRegistry services = new DicomServiceRegistry();
        services.addDicomService(new BasicCEchoSCP());
        services.addDicomService(new StoreProvider(limits, receiver));
        station = new Station(at.title(), new Connection(), services);
        station.device.setLimitOpenAssociations(limits.associations());
        station.entity.setAcceptedCallingAETitles(at.callers().stream().sorted().toArray(String[]::new));
        // what a sender has, but of what it can do the form that keeps most: private elements lose their representation in the implicit one
        TransferCapability any = new TransferCapability(null, "*", TransferCapability.Role.SCP, "*");
        any.setPreferredTransferSyntaxes(UID.ExplicitVRLittleEndian, UID.ImplicitVRLittleEndian);
        station.entity.addTransferCapability(any);
        try {
            server = at.tls() == null ? new ServerSocket() : at.tls().getServerSocketFactory().createServerSocket();
            server.bind(at.address() == null ? new InetSocketAddress(at.port()) : new InetSocketAddress(InetAddress.getByName(at.address()),
                    at.port()));
        } catch (IOException e) {
            station.close(0);
            throw e;
        }
        station.threads.submit(this::accept);
        station.threads.submit(this::watch);
    }

    /** The library's own; it is only to be had by taking it out and putting it back. */
    private static TCPProtocolHandler protocol() {
        synchronized (Connection.class) {
            TCPProtocolHandler h = Connection.unregisterTCPProtocolHandler(Connection.Protocol.DICOM);
            Connection.registerTCPProtocolHandler(Connection.Protocol.DICOM, h);
            return h;
        }
    }

    private void accept() {
        TCPProtocolHandler protocol = protocol();
        while (!closed) {
            try {
                Socket s = server.accept();
                try {
                    if (lines.size() >= STRANGERS * limits.associations()) {
                        s.close();
                        continue;
                    }
                    s.setTcpNoDelay(true);
                    GuardedSocket line = new GuardedSocket(s, limits.associationBytes());
                    lines.add(line);
                    protocol.onAccept(station.connection, line);
                } catch (IOException | RuntimeException e) {
                    // this one is lost, the next may be better
                    s.close();
                }
            } catch (IOException e) {
                if (!closed) {
                    pause();
                }
            }
        }
    }

    private void watch() {
        while (!closed) {
            pause();
            for (GuardedSocket line : lines) {
                if (line.isClosed()) {
                    lines.remove(line);
                } else if (line.isSilentFor(at.silence())) {
                    line.cut(GuardedSocket.Cut.SILENT);
                }
                if (line.last() - last > 0) {
                    last = line.last();
                }
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** {@link System#nanoTime()} when bytes last went by, about. */
    long last() {
        return last;
    }

    @Override
    public String title() {
        return at.title();
    }

    @Override
    public int port() {
        return server.getLocalPort();
    }

    @Override
    public void close() {
        closed = true;
        try {
            server.close();
        } catch (IOException e) {
            System.getLogger(Listener.class.getName()).log(System.Logger.Level.DEBUG, "a port could not be closed", e);
        }
        lines.forEach(l -> l.cut(GuardedSocket.Cut.STOPPED));
        station.close(CLOSE_MILLIS);
    }
}
