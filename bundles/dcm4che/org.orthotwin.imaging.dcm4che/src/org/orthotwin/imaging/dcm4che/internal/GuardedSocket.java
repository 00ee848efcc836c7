/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dcm4che.internal;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.time.Duration;

/**
 * A line to a peer that is not trusted: it is known when bytes last went by, how many may come in all, and how many may come without
 * being the data of an instance (commands, queries' answers), which the library keeps in memory.
 */
final class GuardedSocket extends Socket {

    /** Why a line was cut from this side. */
    enum Cut {
        NOT, SILENT, TOO_MUCH, STOPPED
    }

    /** Bytes in a row that are no instance's: two of the largest protocol data units that the library takes. */
    static final long MOST_UNTOUCHED = 32L << 20;

    private final Socket line;
    private final SocketOption<Boolean> quickly;
    private final long most;
    private final InputStream in;
    private final OutputStream out;
    private volatile long last = System.nanoTime();
    private volatile Cut cut = Cut.NOT;
    private long came;
    /** Counted by the thread that reads; where another one sets it back at the same time, that may be lost until the next time. */
    private volatile long untouched;

    GuardedSocket(Socket line, long most) throws IOException {
        this.line = line;
        this.quickly = quickly(line);
        this.most = most;
        this.in = new In(line.getInputStream());
        this.out = new Out(line.getOutputStream());
    }

    /**
     * Acknowledging at once, where the system can. Many peers write an answer's head and body apart and wait in between for the
     * acknowledgement, which would be held back for 40 ms: half a minute for 500 instances.
     */
    @SuppressWarnings("unchecked")
    private static SocketOption<Boolean> quickly(Socket line) {
        return (SocketOption<Boolean>) line.supportedOptions().stream().filter(o -> o.name().equals("TCP_QUICKACK")
                && o.type() == Boolean.class).findFirst().orElse(null);
    }

    private void acknowledge() throws IOException {
        if (quickly != null) {
            // the system forgets it after a while
            line.setOption(quickly, true);
        }
    }

    private final class In extends FilterInputStream {
        In(InputStream in) {
            super(in);
        }

        private int came(int n) throws IOException {
            last = System.nanoTime();
            acknowledge();
            if (n > 0) {
                came += n;
                untouched += n;
                if (came > most || untouched > MOST_UNTOUCHED) {
                    cut(Cut.TOO_MUCH);
                    throw new IOException("more than is allowed");
                }
            }
            return n;
        }

        @Override
        public int read() throws IOException {
            int b = in.read();
            came(b < 0 ? 0 : 1);
            return b;
        }

        @Override
        public int read(byte[] b, int off, int len) throws IOException {
            return came(in.read(b, off, len));
        }
    }

    private final class Out extends FilterOutputStream {
        private static final int PIECE = 1 << 14;

        Out(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            last = System.nanoTime();
        }

        /** In pieces, so that slow is not taken for silent. */
        @Override
        public void write(byte[] b, int off, int len) throws IOException {
            for (int at = 0; at < len; at += PIECE) {
                out.write(b, off + at, Math.min(PIECE, len - at));
                last = System.nanoTime();
            }
        }
    }

    /** What came until now was an instance's, or an answer to one, and has been dealt with. */
    void touch() {
        untouched = 0;
    }

    /** {@link System#nanoTime()} when bytes last went by. */
    long last() {
        return last;
    }

    boolean isSilentFor(Duration longest) {
        return System.nanoTime() - last > longest.toNanos();
    }

    /** Ends it; whoever reads or writes learns it at once. The first reason stays. */
    void cut(Cut why) {
        if (cut == Cut.NOT) {
            cut = why;
        }
        try {
            line.close();
        } catch (IOException e) {
            // it is of no use any more, and nobody could do better
            System.getLogger(GuardedSocket.class.getName()).log(System.Logger.Level.DEBUG, "a line could not be closed", e);
        }
    }

    Cut why() {
        return cut;
    }

    @Override
    public InputStream getInputStream() {
        return in;
    }

    @Override
    public OutputStream getOutputStream() {
        return out;
    }

    @Override
    public InetAddress getInetAddress() {
        return line.getInetAddress();
    }

    @Override
    public InetAddress getLocalAddress() {
        return line.getLocalAddress();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return line.getRemoteSocketAddress();
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return line.getLocalSocketAddress();
    }

    @Override
    public int getPort() {
        return line.getPort();
    }

    @Override
    public int getLocalPort() {
        return line.getLocalPort();
    }

    @Override
    public boolean isClosed() {
        return line.isClosed();
    }

    @Override
    public void close() throws IOException {
        line.close();
    }
}
