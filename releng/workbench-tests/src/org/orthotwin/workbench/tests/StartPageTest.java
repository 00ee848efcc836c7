/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.workbench.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.runtime.Platform;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.ScrolledComposite;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.MenuItem;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.intro.IIntroManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.orthotwin.cases.Cases;
import org.orthotwin.ui.CaseSessions;
import org.orthotwin.ui.internal.BundledCases;

/** What a new user meets first: the page with the bundled cases, the menu that has them, and the platform's own words. */
class StartPageTest {

    private static final String CASE = "ligament-fibre";

    private final Hand hand = new Hand();

    private static IWorkbenchPage page() {
        return PlatformUI.getWorkbench().getWorkbenchWindows()[0].getActivePage();
    }

    @AfterEach
    void leave() {
        hand.ui(() -> {
            page().closeAllEditors(false);
            IIntroManager start = PlatformUI.getWorkbench().getIntroManager();
            if (start.getIntro() != null) {
                start.closeIntro(start.getIntro());
            }
            IProject made = ResourcesPlugin.getWorkspace().getRoot().getProject(CASE);
            if (made.exists()) {
                made.delete(true, true, null);
            }
            return null;
        });
    }

    @Test
    void aBundledCaseIsOpenedFromThePage() throws IOException {
        hand.run(() -> PlatformUI.getWorkbench().getIntroManager().showIntro(page().getWorkbenchWindow(), false));
        for (String title : List.of("Plan a hip replacement", "Plan a knee replacement", "Plan a shoulder replacement", "Follow a knee",
                "Follow a hip", "See a knee before its operation")) {
            hand.find(Canvas.class, c -> title.equals(c.getData("card")));
        }
        // names are read while the page is there already
        String name = Cases.name(CASE, "en");
        hand.await("the other cases have their names", 20, () -> Hand.all(page().getWorkbenchWindow().getShell(),
                Canvas.class).anyMatch(c -> name.equals(c.getData("card"))));
        hand.screenshot("start-page");
        Canvas card = hand.find(Canvas.class, c -> name.equals(c.getData("card")));
        hand.run(() -> pageAround(card).showControl(card));
        hand.settle();
        ImageData seen = hand.screenshot("start-page-below");
        assertTrue(Hand.part(seen, hand.place(card), p -> p.red + p.green + p.blue < 300) > 0.01, "the card has a text");
        hand.click(card, 60, 20);
        hand.await("the case is open", 120, () -> CaseSessions.active().filter(s -> CASE.equals(s.models().scenario().getId()))
                .isPresent());
        assertEquals(null, hand.ui(() -> PlatformUI.getWorkbench().getIntroManager().getIntro()));
    }

    private static ScrolledComposite pageAround(Control c) {
        Composite p = c.getParent();
        while (!(p instanceof ScrolledComposite)) {
            p = p.getParent();
        }
        return (ScrolledComposite) p;
    }

    /** What the menu is filled with when it is opened; opening it by an event of ours would leave the window in its hold. */
    @Test
    void theMenuHasEveryBundledCase() {
        List<String> shown = hand.ui(() -> {
            Menu menu = new Menu(page().getWorkbenchWindow().getShell(), SWT.POP_UP);
            try {
                new BundledCases().fill(menu, 0);
                return texts(menu);
            } finally {
                menu.dispose();
            }
        });
        assertEquals(Cases.ids().size() + Cases.followUps().size(), shown.size(), shown::toString);
        assertTrue(shown.containsAll(List.of("Total knee replacement of a synthetic subject", "Follow-up of a hip over six years")),
                shown::toString);
    }

    private static List<String> texts(Menu menu) {
        return Arrays.stream(menu.getItems()).map(i -> i.getText().replace("&", "")).filter(t -> !t.isEmpty()).toList();
    }

    /** What we say in French in the platform's place is asked for by it, with what it puts in. */
    @Test
    void thePlatformsFrenchWordsAreItsOwn() throws IOException {
        for (String[] file : new String[][] {{"org.eclipse.jface", "org/eclipse/jface/messages"},
                {"org.eclipse.ui.workbench", "org/eclipse/ui/internal/messages"},
                {"org.eclipse.ui.workbench", "org/eclipse/ui/internal/progress/messages"}, {"org.eclipse.ui.ide", "plugin"},
                {"org.eclipse.ui.navigator", "org/eclipse/ui/internal/navigator/messages"},
                {"org.eclipse.e4.ui.workbench.renderers.swt", "org/eclipse/e4/ui/workbench/renderers/swt/messages"},
                {"org.eclipse.e4.ui.workbench.renderers.swt", "org/eclipse/e4/ui/internal/workbench/renderers/swt/messages"}}) {
            Properties theirs = read(file[0], file[1] + ".properties");
            Properties ours = read(file[0], file[1] + "_fr.properties");
            assertTrue(!ours.isEmpty(), file[1]);
            for (String key : ours.stringPropertyNames()) {
                assertTrue(theirs.containsKey(key), () -> file[1] + " has no " + key);
                for (int i = 0; i < 3; i++) {
                    String argument = "{" + i + "}";
                    assertEquals(theirs.getProperty(key).contains(argument), ours.getProperty(key).contains(argument), key);
                }
            }
        }
    }

    private static Properties read(String bundle, String path) throws IOException {
        URL url = Platform.getBundle(bundle).getResource(path);
        assertTrue(url != null, () -> bundle + " has no " + path);
        Properties p = new Properties();
        try (InputStreamReader in = new InputStreamReader(url.openStream(), StandardCharsets.UTF_8)) {
            p.load(in);
        }
        return p;
    }
}
