/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;

/** Browsers that print, that do not, and that hang; and the one that is installed. */
class PdfPrinterTest {

    @TempDir
    Path folder;
    private Path page;
    private Path pdf;

    @BeforeEach
    void page() throws IOException {
        assumeTrue(!System.getProperty("os.name").startsWith("Windows"), "its browsers here are shell scripts");
        page = Files.writeString(folder.resolve("a report.html"), "<!doctype html><title>t</title><h1>Follow-up of Jos\u00e9</h1>");
        pdf = folder.resolve("a report.pdf");
    }

    private PdfPrinter browser(String script) throws IOException {
        Path b = Files.writeString(folder.resolve("browser"), "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(b, PosixFilePermissions.fromString("rwx------"));
        return new PdfPrinter(Map.of(PdfPrinter.VARIABLE, b.toString()));
    }

    @Test
    void theBrowserIsGivenThePageAndAPlaceForThePdf() throws IOException {
        browser("for a in \"$@\"; do case \"$a\" in --print-to-pdf=*) out=\"${a#--print-to-pdf=}\";; file:*) url=\"$a\";; esac; done\n"
                + "echo \"%PDF-1.4 $url\" > \"$out\"\n").print(page, pdf, Monitor.NONE);
        String said = Files.readString(pdf);
        assertTrue(said.startsWith("%PDF-1.4 file:/") && said.contains("a%20report.html"), said);
        try (var left = Files.list(folder)) {
            assertEquals(3, left.count(), "page, PDF and browser, and nothing else");
        }
    }

    @Test
    void whatItSaysIsToldWhereItPrintsNothing() throws IOException {
        Files.writeString(pdf, "earlier");
        PdfPrinter b = browser("echo 'cannot open display :0' >&2\nexit 1\n");
        InputException e = assertThrows(InputException.class, () -> b.print(page, pdf, Monitor.NONE));
        assertTrue(e.getMessage().contains("cannot open display :0") && e.getMessage().contains("browser"), e.getMessage());
        assertEquals("earlier", Files.readString(pdf));
    }

    @Test
    void aBrowserThatHangsIsEnded() throws IOException {
        PdfPrinter b = browser("echo $$ > '" + folder.resolve("pid") + "'\nexec sleep 100\n");
        long start = System.nanoTime();
        assertThrows(CancellationException.class, () -> b.print(page, pdf, Monitor.until(() -> Files.exists(folder.resolve("pid"))
                && System.nanoTime() - start > 300_000_000L)));
        long pid = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
        assertFalse(ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent());
        assertFalse(Files.exists(pdf));
    }

    @Test
    void whereThereIsNoneThatIsSaid() {
        InputException none = assertThrows(InputException.class, () -> new PdfPrinter(Map.of("PATH", folder.toString())));
        assertTrue(none.getMessage().contains(PdfPrinter.VARIABLE), none.getMessage());
        InputException wrong = assertThrows(InputException.class, () -> new PdfPrinter(Map.of(PdfPrinter.VARIABLE, "/no/such")));
        assertTrue(wrong.getMessage().contains("/no/such"), wrong.getMessage());
    }

    @Test
    void theInstalledOnePrints() throws IOException {
        PdfPrinter installed = null;
        try {
            installed = new PdfPrinter(System.getenv());
        } catch (InputException e) {
            assumeTrue(false, "no browser is installed");
        }
        installed.print(page, pdf, Monitor.NONE);
        assertTrue(Files.size(pdf) > 1000);
    }
}
