/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.rcp.internal;

import java.util.List;
import java.util.stream.Stream;
import org.eclipse.core.commands.common.CommandException;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.ILog;
import org.eclipse.jface.resource.FontDescriptor;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.resource.LocalResourceManager;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.Font;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.DirectoryDialog;
import org.eclipse.swt.widgets.Label;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.commands.ICommandService;
import org.eclipse.ui.handlers.IHandlerService;
import org.eclipse.ui.part.IntroPart;
import org.orthotwin.ui.CaseFolders;
import org.orthotwin.ui.plot.GcInk;

/** What is seen first: what to begin with, and the cases that are there. */
public final class StartPage extends IntroPart {

    private static final Color GROUND = new Color(0xF4, 0xF7, 0xFA);
    private static final Color CARD = new Color(0xFF, 0xFF, 0xFF);
    private static final Color HOVER = new Color(0xE6, 0xF0, 0xF8);
    private static final Color EDGE = new Color(0xC9, 0xD5, 0xE0);
    private static final Color INK = new Color(0x1B, 0x27, 0x33);
    private static final Color SOFT = new Color(0x5B, 0x6B, 0x7B);
    private static final Color DARK_CARD = new Color(0x3A, 0x3F, 0x45);
    private static final Color DARK_HOVER = new Color(0x47, 0x52, 0x5D);
    private static final Color DARK_EDGE = new Color(0x5A, 0x66, 0x72);
    private static final Color DARK_INK = new Color(0xEA, 0xEF, 0xF4);
    private static final Color DARK_SOFT = new Color(0xA9, 0xB4, 0xBF);
    private static final int WIDTH = 430;
    private static final String GUIDES = "org.orthotwin.ui.guides";

    private Composite page;

    @Override
    public void createPartControl(Composite parent) {
        LocalResourceManager resources = new LocalResourceManager(JFaceResources.getResources(), parent);
        page = new Composite(parent, SWT.NONE);
        page.setBackground(GROUND);
        page.setBackgroundMode(SWT.INHERIT_DEFAULT);
        GridLayout layout = new GridLayout(1, false);
        layout.marginWidth = 60;
        layout.marginHeight = 48;
        layout.verticalSpacing = 14;
        page.setLayout(layout);
        FontDescriptor font = FontDescriptor.createFrom(JFaceResources.getDefaultFont());
        label(page, "OrthoTwin", INK).setFont(resources.create(font.setHeight(30).setStyle(SWT.BOLD)));
        label(page, Texts.text("start.what"), SOFT).setFont(resources.create(font.setHeight(13)));
        Composite cards = new Composite(page, SWT.NONE);
        GridLayout two = new GridLayout(2, true);
        two.marginWidth = 0;
        two.marginTop = 18;
        two.horizontalSpacing = 18;
        two.verticalSpacing = 14;
        cards.setLayout(two);
        Font bold = resources.create(font.setHeight(13).setStyle(SWT.BOLD));
        card(cards, bold, Texts.text("start.hip"), Texts.text("start.hip.what"), () -> open("example:hip-tha"));
        card(cards, bold, Texts.text("start.followup"), Texts.text("start.followup.what"), () -> open("example:knee-follow-up"));
        card(cards, bold, Texts.text("start.folder"), Texts.text("start.folder.what"), this::choose);
        card(cards, bold, Texts.text("start.guide.hip"), Texts.text("start.guide.hip.what"), () -> guide("hip"));
        card(cards, bold, Texts.text("start.guides"), Texts.text("start.guides.what"), () -> guide(null));
        List<IProject> there = Stream.of(ResourcesPlugin.getWorkspace().getRoot().getProjects()).filter(StartPage::isCase).toList();
        if (!there.isEmpty()) {
            Label l = label(page, Texts.text("start.cases"), SOFT);
            ((GridData) l.getLayoutData()).verticalIndent = 16;
            Composite rows = new Composite(page, SWT.NONE);
            rows.setLayout(new GridLayout(2, true));
            for (IProject p : there.subList(0, Math.min(6, there.size()))) {
                card(rows, bold, p.getName(), String.valueOf(p.getLocation()), () -> open(p.getLocation().toOSString()));
            }
        }
        Label use = label(page, Texts.text("start.use"), SOFT);
        use.setLayoutData(new GridData(SWT.LEFT, SWT.BOTTOM, true, true));
    }

    /** Whether there is something in a folder that the workbench opens: others are there, too, such as sheets of a catalogue. */
    private static boolean isCase(IProject p) {
        try {
            return p.isAccessible() && Stream.of(p.members()).anyMatch(m -> "scenario".equals(m.getFileExtension())
                    || "twin".equals(m.getFileExtension()));
        } catch (CoreException e) {
            return false;
        }
    }

    private static Label label(Composite parent, String text, Color color) {
        Label l = new Label(parent, SWT.WRAP);
        l.setText(text);
        l.setForeground(color);
        l.setLayoutData(new GridData(SWT.LEFT, SWT.TOP, true, false));
        return l;
    }

    /** A field to click or to press Enter on. */
    private static void card(Composite parent, Font bold, String title, String what, Runnable action) {
        Canvas card = new Canvas(parent, SWT.DOUBLE_BUFFERED);
        GridData d = new GridData(SWT.FILL, SWT.TOP, false, false);
        d.widthHint = WIDTH;
        d.heightHint = 84;
        card.setLayoutData(d);
        card.setData("card", title);
        card.setToolTipText(what);
        boolean[] over = {false};
        card.addListener(SWT.Paint, e -> {
            Rectangle r = card.getClientArea();
            e.gc.setAntialias(SWT.ON);
            boolean dark = GcInk.paletteOn(card.getParent().getBackground()).isDark();
            boolean hover = over[0] || card.isFocusControl();
            e.gc.setBackground(dark ? hover ? DARK_HOVER : DARK_CARD : hover ? HOVER : CARD);
            e.gc.setForeground(dark ? DARK_EDGE : EDGE);
            e.gc.fillRoundRectangle(1, 1, r.width - 3, r.height - 3, 12, 12);
            e.gc.drawRoundRectangle(1, 1, r.width - 3, r.height - 3, 12, 12);
            e.gc.setForeground(dark ? DARK_INK : INK);
            e.gc.setFont(bold);
            e.gc.drawText(title, 18, 14, true);
            e.gc.setFont(JFaceResources.getDefaultFont());
            e.gc.setForeground(dark ? DARK_SOFT : SOFT);
            e.gc.setClipping(0, 0, r.width - 14, r.height);
            e.gc.drawText(what, 18, 44, true);
        });
        card.addListener(SWT.MouseEnter, e -> hover(card, over, true));
        card.addListener(SWT.MouseExit, e -> hover(card, over, false));
        card.addListener(SWT.FocusIn, e -> card.redraw());
        card.addListener(SWT.FocusOut, e -> card.redraw());
        card.addListener(SWT.MouseUp, e -> action.run());
        card.addListener(SWT.KeyDown, e -> {
            if (e.keyCode == SWT.CR || e.keyCode == SWT.KEYPAD_CR || e.character == ' ') {
                action.run();
            }
        });
        card.addListener(SWT.Traverse, e -> e.doit = true);
        card.setCursor(card.getDisplay().getSystemCursor(SWT.CURSOR_HAND));
    }

    private static void hover(Control card, boolean[] over, boolean now) {
        over[0] = now;
        card.redraw();
    }

    private void choose() {
        DirectoryDialog dialog = new DirectoryDialog(page.getShell(), SWT.OPEN);
        dialog.setText(Texts.text("start.folder"));
        String folder = dialog.open();
        if (folder != null) {
            open(folder);
        }
    }

    /** Shows a guide, or all of them, in place of this page. */
    private void guide(String id) {
        IWorkbenchWindow window = getIntroSite().getWorkbenchWindow();
        ICommandService commands = window.getService(ICommandService.class);
        IHandlerService handlers = window.getService(IHandlerService.class);
        window.getWorkbench().getIntroManager().closeIntro(this);
        try {
            handlers.executeCommand(commands.deserialize(GUIDES + (id == null ? "" : "(" + GUIDES + ".guide=" + id + ")")), null);
        } catch (CommandException e) {
            ILog.of(StartPage.class).warn(String.valueOf(e.getMessage()), e);
        }
    }

    private static void open(String what) {
        CaseFolders.open(what);
    }

    @Override
    public void standbyStateChanged(boolean standby) {
        // it has no small form
    }

    @Override
    public void setFocus() {
        page.setFocus();
    }

    @Override
    public Image getTitleImage() {
        return null;
    }
}
