/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dcm4che.internal;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.dcm4che3.data.UID;
import org.dcm4che3.net.ApplicationEntity;
import org.dcm4che3.net.Connection;
import org.dcm4che3.net.Device;
import org.dcm4che3.net.DimseRQHandler;
import org.dcm4che3.net.pdu.AAssociateAC;
import org.dcm4che3.net.pdu.AAssociateRQ;
import org.dcm4che3.net.pdu.PresentationContext;

/**
 * One device of the library with one application entity and its threads. The library's time-outs are off: they do not see a peer that
 * stops in the middle of something, and whoever opens sockets here watches them.
 */
final class Station {

    private static final ThreadFactory DAEMONS = r -> {
        Thread t = new Thread(r, "orthotwin-dicom");
        t.setDaemon(true);
        return t;
    };

    final Device device = new Device("orthotwin");
    final ApplicationEntity entity;
    final Connection connection;
    final ExecutorService threads = Executors.newCachedThreadPool(DAEMONS);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(DAEMONS);

    /** @param handler of what peers ask for, or null */
    Station(String title, Connection connection, DimseRQHandler handler) {
        this.connection = connection;
        entity = new Entity(title);
        device.addConnection(connection);
        device.addApplicationEntity(entity);
        entity.addConnection(connection);
        device.setExecutor(threads);
        device.setScheduledExecutor(timer);
        if (handler != null) {
            device.setDimseRQHandler(handler);
        }
    }

    /** Of the standard's services it offers verification and storage; what others define may be storage, and nobody can know. */
    private static final class Entity extends ApplicationEntity {
        private static final long serialVersionUID = 1L;
        private static final String STANDARD = "1.2.840.10008.";
        /** Images and other composite instances; templates of implants, of their groups and assemblies. */
        private static final Pattern STORAGE = Pattern.compile("1\\.2\\.840\\.10008\\.5\\.1\\.4\\.(1\\.1\\..+|4[345]\\.1)");

        Entity(String title) {
            super(title);
        }

        @Override
        protected PresentationContext negotiate(AAssociateRQ request, AAssociateAC answer, PresentationContext asked) {
            String service = asked.getAbstractSyntax();
            if (service.startsWith(STANDARD) && !service.equals(UID.Verification) && !STORAGE.matcher(service).matches()) {
                return new PresentationContext(asked.getPCID(), PresentationContext.ABSTRACT_SYNTAX_NOT_SUPPORTED,
                        asked.getTransferSyntax());
            }
            return super.negotiate(request, answer, asked);
        }
    }

    /**
     * Lets what is under way end; the sockets are closed before, by whoever opened them.
     *
     * @param patience ms to wait for it
     */
    void close(long patience) {
        timer.shutdownNow();
        threads.shutdown();
        try {
            if (!threads.awaitTermination(patience, TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
