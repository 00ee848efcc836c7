/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicomweb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.imaging.dicom.DicomToolkits;
import org.orthotwin.imaging.dicom.testkit.FaultyProxy;
import org.orthotwin.imaging.dicom.testkit.MadeSeries;

/**
 * Against a real Orthanc with its DICOMweb plug-in, where the environment says one runs: {@code
 * ORTHOTWIN_ORTHANC=http://127.0.0.1:8042/dicom-web}.
 */
class OrthancTest {

    private static final int COUNT = 500;

    @TempDir
    private Path folder;
    private String address;

    @BeforeEach
    void server() {
        address = System.getenv("ORTHOTWIN_ORTHANC");
        Assumptions.assumeTrue(address != null, "no Orthanc: ORTHOTWIN_ORTHANC is not set");
    }

    private DicomWebServer server(String at) {
        return DicomWebServer.at(at).withBasic("orthotwin", "orthotwin");
    }

    @Test
    void fiveHundredSlicesGoThereAndBackThoughTheLineIsCut() throws IOException {
        MadeSeries made = MadeSeries.write(DicomToolkits.best(), folder.resolve("sent"), "orthanc." + System.nanoTime(), COUNT, 64);
        try (DicomWebClient client = new DicomWebClient(server(address))) {
            client.store(made.files(), null, Monitor.NONE);
            List<Found> studies = client.studies(Map.of("StudyInstanceUID", made.study()), 10, Monitor.NONE);
            assertEquals(1, studies.size());
            List<Found> series = client.series(made.study(), Map.of(), Monitor.NONE);
            assertEquals(List.of(made.series()), series.stream().map(Found::series).toList());
            assertEquals("CT", series.getFirst().modality());
            assertEquals(COUNT, client.instances(made.study(), made.series(), Monitor.NONE).size());
        }
        Path target = folder.resolve("got");
        URI real = URI.create(address);
        try (FaultyProxy proxy = new FaultyProxy(real.getPort(), FaultyProxy.Trouble.CUT, true, 2_000_000)) {
            String through = "http://127.0.0.1:" + proxy.port() + real.getPath();
            try (DicomWebClient client = new DicomWebClient(server(through))) {
                assertThrows(IOException.class, () -> client.retrieve(made.study(), made.series(), target, Monitor.NONE));
            }
            try (var came = Files.list(folder.resolve("got.partial"))) {
                long n = came.count();
                assertTrue(n > 0 && n < COUNT, n + " instances before the cut");
            }
            try (DicomWebClient client = new DicomWebClient(server(through))) {
                assertEquals(COUNT, client.retrieve(made.study(), made.series(), target, Monitor.NONE).size());
            }
        }
        for (int i = 0; i < COUNT; i++) {
            assertArrayEquals(Files.readAllBytes(made.files().get(i)), Files.readAllBytes(target.resolve(made.instances().get(i) + ".dcm")),
                    "instance " + i);
        }
    }

    @Test
    void wrongPasswordIsNamed() {
        try (DicomWebClient client = new DicomWebClient(DicomWebServer.at(address).withBasic("orthotwin", "wrong"))) {
            assertEquals("the server refused the user name, password or token (status 401)",
                    assertThrows(InputException.class, () -> client.studies(Map.of(), 1, Monitor.NONE)).getMessage());
        }
    }

    @Test
    void whatIsNoDicomIsRefusedByTheServer() throws IOException {
        Path file = folder.resolve("none.dcm");
        Files.writeString(file, "no DICOM at all");
        try (DicomWebClient client = new DicomWebClient(server(address))) {
            assertThrows(InputException.class, () -> client.store(List.of(file), null, Monitor.NONE));
        }
    }
}
