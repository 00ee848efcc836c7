/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dcm4che.internal;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.dcm4che3.data.Attributes;
import org.dcm4che3.data.Tag;
import org.dcm4che3.net.Association;
import org.dcm4che3.net.Connection;
import org.dcm4che3.net.DimseRQHandler;
import org.dcm4che3.net.NoPresentationContextException;
import org.dcm4che3.net.Status;
import org.dcm4che3.net.pdu.AAbort;
import org.dcm4che3.net.pdu.AAssociateRJ;
import org.dcm4che3.net.pdu.AAssociateRQ;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.imaging.dicom.DicomPeer;

/**
 * An association that we ask for. Whoever waits for the peer waits here: a cancel, silence and a line that breaks end it with their own
 * words.
 */
final class Line implements AutoCloseable {

    private static final long LOOK_MILLIS = 50;
    /** A peer that does not say goodbye within this has said enough. */
    private static final long GOODBYE_MILLIS = 2000;
    /** What is being stored when the line ends may end; a name that is being looked up need not. */
    private static final long LAST_MILLIS = 500;

    private final DicomPeer peer;
    private final Monitor monitor;
    private final Station station;
    private final long most;
    private volatile LongSupplier other;
    private volatile Socket opening;
    private volatile GuardedSocket socket;
    private Association association;
    private boolean healthy;

    /** A connection of the library that opens our kind of socket. */
    private final class Outgoing extends Connection {
        private static final long serialVersionUID = 1L;

        @Override
        public Socket connect(Connection remote) throws IOException {
            Socket s = new Socket();
            opening = s;
            try {
                // without it each answer waits for the peer's delayed acknowledgement: minutes for a series
                s.setTcpNoDelay(true);
                s.connect(new InetSocketAddress(peer.host(), peer.port()), Math.toIntExact(peer.connect().toMillis()));
                if (peer.tls() != null) {
                    s.setSoTimeout(Math.toIntExact(peer.silence().toMillis()));
                    SSLSocket tls = (SSLSocket) peer.tls().getSocketFactory().createSocket(s, peer.host(), peer.port(), true);
                    SSLParameters p = tls.getSSLParameters();
                    p.setEndpointIdentificationAlgorithm("HTTPS");
                    tls.setSSLParameters(p);
                    tls.startHandshake();
                    tls.setSoTimeout(0);
                    s = tls;
                }
                GuardedSocket guarded = new GuardedSocket(s, most);
                socket = guarded;
                return guarded;
            } catch (IOException | RuntimeException e) {
                s.close();
                throw e;
            }
        }
    }

    /**
     * @param request with the presentation contexts; titles are added
     * @param most bytes that the peer may send
     * @param handler of what it asks of us, or null
     */
    Line(DicomPeer peer, AAssociateRQ request, long most, DimseRQHandler handler, Monitor monitor) throws IOException {
        this.peer = peer;
        this.monitor = monitor;
        this.most = most;
        station = new Station(peer.calling(), new Outgoing(), handler);
        request.setCalledAET(peer.called());
        request.setCallingAET(peer.calling());
        Connection remote = new Connection("", peer.host(), peer.port());
        try {
            association = await(() -> station.entity.connect(station.connection, remote, request));
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
        healthy = true;
    }

    Association association() {
        return association;
    }

    /** Takes another line's bytes for a sign of life too: {@link System#nanoTime()} of the last. */
    void alsoAlive(LongSupplier lastOfOther) {
        this.other = lastOfOther;
    }

    /** Does something that waits for the peer, in a thread of its own, and watches. */
    <T> T await(Callable<T> work) throws IOException {
        long start = System.nanoTime();
        Future<T> going = station.threads.submit(work);
        try {
            while (true) {
                try {
                    return going.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    watch(start);
                }
            }
        } catch (ExecutionException e) {
            healthy = false;
            throw explained(e.getCause());
        } catch (InterruptedException e) {
            stop(GuardedSocket.Cut.STOPPED);
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } catch (CancellationException e) {
            going.cancel(true);
            throw e;
        }
    }

    private void watch(long start) {
        if (monitor.isCancelled()) {
            stop(GuardedSocket.Cut.STOPPED);
            throw new CancellationException("cancelled");
        }
        GuardedSocket s = socket;
        // while there is no socket the system's own limit for connections holds
        if (s != null) {
            long now = System.nanoTime();
            long quiet = Math.min(now - start, now - s.last());
            if ((other == null ? quiet : Math.min(quiet, now - other.getAsLong())) > peer.silence().toNanos()) {
                stop(GuardedSocket.Cut.SILENT);
            }
        }
    }

    private void stop(GuardedSocket.Cut why) {
        healthy = false;
        GuardedSocket s = socket;
        if (s != null) {
            s.cut(why);
        } else if (opening != null) {
            try {
                // whoever waits for the connection or the handshake learns it at once
                opening.close();
            } catch (IOException e) {
                System.getLogger(Line.class.getName()).log(System.Logger.Level.DEBUG, "a socket could not be closed", e);
            }
        }
    }

    /** What a failure of the library means. */
    private IOException explained(Throwable e) {
        GuardedSocket s = socket;
        GuardedSocket.Cut cut = s == null ? GuardedSocket.Cut.NOT : s.why();
        if (e instanceof InputException input) {
            throw input;
        }
        if (cut == GuardedSocket.Cut.SILENT || e instanceof SocketTimeoutException && s == null && peer.tls() != null) {
            throw Texts.refuse(e, "dcm4che.silent", peer.called(), peer.silence().toSeconds());
        }
        if (cut == GuardedSocket.Cut.TOO_MUCH) {
            throw Texts.refuse(e, "dcm4che.much", peer.called());
        }
        return switch (e) {
            case AAssociateRJ rj -> throw Texts.refuse(rj, "dcm4che.rejected." + reason(rj), peer.called(), peer.calling());
            case NoPresentationContextException none -> throw Texts.refuse(none, "dcm4che.service", peer.called());
            case AAbort abort -> new IOException(peer.called() + " broke the association off", abort);
            case ConnectException refused -> new IOException("nobody answers at " + peer, refused);
            case SocketTimeoutException late -> new IOException("nobody answers at " + peer, late);
            case UnknownHostException unknown -> new IOException("there is no host " + peer.host(), unknown);
            case IOException broken -> new IOException("the line to " + peer + " broke: " + broken.getMessage(), broken);
            case InterruptedException interrupted -> throw new CancellationException("interrupted");
            case Error error -> throw error;
            default -> throw new IllegalStateException(e);
        };
    }

    private static String reason(AAssociateRJ rj) {
        if (rj.getSource() == AAssociateRJ.SOURCE_SERVICE_USER) {
            return switch (rj.getReason()) {
                case AAssociateRJ.REASON_CALLING_AET_NOT_RECOGNIZED -> "calling";
                case AAssociateRJ.REASON_CALLED_AET_NOT_RECOGNIZED -> "called";
                default -> "other";
            };
        }
        return rj.getResult() == AAssociateRJ.RESULT_REJECTED_TRANSIENT ? "busy" : "other";
    }

    /** @throws InputException if a final answer says that it did not go well */
    void checkStatus(Attributes answer) {
        int status = answer.getInt(Tag.Status, 0);
        if (status == Status.MoveDestinationUnknown) {
            throw Texts.refuse("dcm4che.destination", peer.called());
        }
        if (status != Status.Success) {
            throw Texts.refuse("dcm4che.status", peer.called(), String.format(Locale.ROOT, "%04X", status));
        }
    }

    @Override
    public void close() {
        if (association != null && healthy) {
            Future<?> goodbye = station.threads.submit(() -> {
                association.waitForOutstandingRSP();
                association.release();
                association.waitForSocketClose();
                return null;
            });
            try {
                goodbye.get(GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException e) {
                // everything was said before
                goodbye.cancel(true);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        stop(GuardedSocket.Cut.STOPPED);
        station.close(LAST_MILLIS);
    }
}
