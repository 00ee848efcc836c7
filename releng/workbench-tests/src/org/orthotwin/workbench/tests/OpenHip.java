/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.workbench.tests;

import org.eclipse.swt.widgets.Text;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.PlatformUI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.orthotwin.model.anatomy.ModelFiles;
import org.orthotwin.model.scenario.Placement;
import org.orthotwin.model.scenario.Setting;
import org.orthotwin.simulation.Measured;
import org.orthotwin.ui.CaseFolders;
import org.orthotwin.ui.CaseSession;
import org.orthotwin.ui.CaseSessions;

/** The bundled hip, open in the workbench; left as it was found. */
abstract class OpenHip {

    final Hand hand = new Hand();
    CaseSession session;

    @BeforeEach
    void openTheCase() {
        session = open(hand, "hip-tha");
        settled();
    }

    /** Leaves the file as the next one expects it. */
    @AfterEach
    void closeTheCase() {
        hand.run(() -> {
            while (session.canUndo()) {
                session.undo();
            }
            if (session.isDirty()) {
                session.save();
            }
            page().closeAllEditors(false);
        });
        hand.await("the case is closed", 10, () -> CaseSessions.active().isEmpty());
    }

    /** A bundled case, in front. */
    static CaseSession open(Hand hand, String example) {
        hand.run(() -> CaseFolders.open("example:" + example));
        hand.await("the case is open", 180, () -> CaseSessions.active().isPresent());
        CaseSession session = hand.ui(() -> CaseSessions.active().get());
        hand.take();
        return session;
    }

    static IWorkbenchPage page() {
        return PlatformUI.getWorkbench().getWorkbenchWindows()[0].getActivePage();
    }

    void settled() {
        hand.await("the plan has numbers", 180, () -> !session.evaluation().running() && session.evaluation().result().isPresent());
    }

    double measured(String id) {
        return hand.ui(() -> session.evaluation().result().orElseThrow().measurements().stream()
                .filter(m -> m.definition().id().equals(id)).map(Measured::value).findFirst().orElseThrow().si());
    }

    double coordinate(String role, String name) {
        return hand.ui(() -> placement(role).getCoordinates().stream().filter(c -> name.equals(c.getName())).findFirst()
                .map(Setting::getNumber).orElse(0.0));
    }

    Placement placement(String role) {
        return session.plan().orElseThrow().getPlacements().stream().filter(p -> role.equals(p.getRole())).findFirst().orElseThrow();
    }

    String text() {
        return hand.ui(() -> ModelFiles.text(session.models().scenario()));
    }

    Text field(String coordinate) {
        return hand.find(Text.class, t -> coordinate.equals(t.getData("coordinate")));
    }
}
