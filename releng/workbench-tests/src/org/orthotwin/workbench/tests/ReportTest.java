/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.workbench.tests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.orthotwin.ui.internal.ReportView;

/** The report of the plan in work, asked for by its button. */
class ReportTest extends OpenHip {

    /** A whole run with its uncertainties takes half a minute. */
    @Test
    @Tag("long")
    void theButtonMakesTheReportOfThePlan() throws Exception {
        Path report = session.file().resolveSibling("results").resolve("restore").resolve("report.html");
        hand.press("Report");
        hand.await("the report is written", 300, () -> Files.isRegularFile(report));
        String page = Files.readString(report);
        assertTrue(page.contains("Cup inclination, radiographic") && page.contains("<svg"));
        assertTrue(Files.isRegularFile(report.resolveSibling("results.json")));
        ReportView view = hand.ui(() -> (ReportView) page().showView(ReportView.ID));
        hand.await("the view shows it", 30, () -> view.shown().filter(report::equals).isPresent());
    }
}
