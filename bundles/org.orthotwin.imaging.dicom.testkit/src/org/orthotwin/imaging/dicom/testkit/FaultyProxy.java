/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Passes bytes on to a server of this machine; once, after so many of them one way, it cuts the line, falls silent, or goes on for ever
 * with a command that has no end. For tests of what speaks to peers.
 */
public final class FaultyProxy implements AutoCloseable {

    /** What happens then; {@link #FLOOD} is for DICOM's own protocol. */
    public enum Trouble {
        CUT, STALL, FLOOD
    }

    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final int target;
    private final Trouble trouble;
    private final boolean answers;
    private long left;
    private boolean done;

    /**
     * Listens on a free port of this machine.
     *
     * @param target port of the server
     * @param answers whether it is bytes of the server that are counted, not those of the client
     * @param after so many bytes
     */
    public FaultyProxy(int target, Trouble trouble, boolean answers, long after) throws IOException {
        this.target = target;
        this.trouble = trouble;
        this.answers = answers;
        this.left = after;
        Thread.ofPlatform().daemon().start(this::accept);
    }

    /** Where to connect to instead. */
    public int port() {
        return listening.getLocalPort();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                open.add(client);
                open.add(server);
                Thread.ofPlatform().daemon().start(() -> pass(client, server, !answers));
                Thread.ofPlatform().daemon().start(() -> pass(server, client, answers));
            } catch (IOException e) {
                // closed, or nobody there: the client sees it
            }
        }
    }

    private void pass(Socket from, Socket to, boolean counted) {
        byte[] b = new byte[1 << 14];
        try (from; to; InputStream in = from.getInputStream(); OutputStream out = to.getOutputStream()) {
            for (int n = in.read(b); n >= 0; n = in.read(b)) {
                if (counted && spent(n)) {
                    if (trouble == Trouble.STALL) {
                        Thread.sleep(600_000);
                    }
                    if (trouble == Trouble.FLOOD) {
                        flood(out);
                    }
                    return;
                }
                out.write(b, 0, n);
                out.flush();
            }
        } catch (IOException e) {
            // the other end has gone
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** P-DATA-TF after P-DATA-TF, each with one fragment of a command that is not the last: PS3.8, 9.3.5 and Annex E. */
    private static void flood(OutputStream out) throws IOException {
        int n = 1 << 14;
        byte[] pdu = ByteBuffer.allocate(12 + n).put((byte) 4).put((byte) 0).putInt(6 + n).putInt(2 + n).put((byte) 1).put((byte) 1)
                .array();
        while (true) {
            out.write(pdu);
        }
    }

    private synchronized boolean spent(int n) {
        left -= n;
        if (left < 0 && !done) {
            done = true;
            return true;
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket s : open) {
            s.close();
        }
    }
}
