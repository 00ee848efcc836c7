/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.ui.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.Monitor;
import org.orthotwin.imaging.dicom.DicomToolkits;
import org.orthotwin.imaging.dicom.testkit.MadeSeries;
import org.orthotwin.imaging.dicomweb.DicomWebClient;
import org.orthotwin.imaging.dicomweb.DicomWebServer;

/** Series of an archive come into folders of their own; from a real Orthanc where {@code ORTHOTWIN_ORTHANC} says one runs. */
class FetchTest {

    private static final int IMAGES = 7;

    @TempDir
    private Path folder;

    @Test
    void seriesOfAStudyComeIntoFoldersOfTheirOwn() throws IOException {
        String address = System.getenv("ORTHOTWIN_ORTHANC");
        Assumptions.assumeTrue(address != null, "no Orthanc: ORTHOTWIN_ORTHANC is not set");
        DicomWebServer server = DicomWebServer.at(address).withBasic("orthotwin", "orthotwin");
        MadeSeries made = MadeSeries.write(DicomToolkits.best(), folder.resolve("sent"), "fetched." + System.nanoTime(), IMAGES, 16);
        try (DicomWebClient client = new DicomWebClient(server)) {
            client.store(made.files(), null, Monitor.NONE);
        }
        FetchJob.Order one = new FetchJob.Order(server, made.study(), List.of(made.series()), folder.resolve("got"));
        Path to = FetchJob.fetch(one, Monitor.NONE);
        assertEquals(folder.resolve("got").resolve(made.study()).resolve(made.series()), to);
        try (Stream<Path> files = Files.list(to)) {
            assertEquals(IMAGES, files.count());
        }
        // what is there is not fetched again, even from nowhere
        FetchJob.Order again = new FetchJob.Order(DicomWebServer.at("http://127.0.0.1:1/none"), one.study(), one.series(), one.folder());
        assertEquals(to, FetchJob.fetch(again, Monitor.NONE));
    }

    @Test
    void whatAServerCallsASeriesIsNoPath() {
        DicomWebServer server = DicomWebServer.at("http://127.0.0.1:1/none");
        for (String name : List.of("../../outside", "1.2/3", "")) {
            IOException e = assertThrows(IOException.class, () -> FetchJob.fetch(new FetchJob.Order(server, "1.2.3", List.of("1.2", name),
                    folder), Monitor.NONE));
            assertTrue(e.getMessage().contains(name), e.getMessage());
        }
        assertFalse(Files.exists(folder.resolve("1.2.3")));
    }
}
