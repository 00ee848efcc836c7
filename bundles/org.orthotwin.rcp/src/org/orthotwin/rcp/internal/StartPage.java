/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.rcp.internal;

import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.eclipse.core.commands.common.CommandException;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.ILog;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.jface.resource.FontDescriptor;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.resource.LocalResourceManager;
import org.eclipse.jface.viewers.ILabelProviderListener;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.ScrolledComposite;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.Font;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.DirectoryDialog;
import org.eclipse.swt.widgets.Label;
import org.eclipse.ui.IDecoratorManager;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.commands.ICommandService;
import org.eclipse.ui.handlers.IHandlerService;
import org.eclipse.ui.part.IntroPart;
import org.orthotwin.cases.Cases;
import org.orthotwin.ui.CaseFolders;
import org.orthotwin.ui.UiLanguage;
import org.orthotwin.ui.plot.GcInk;

/** What is seen first: what to begin with, and the cases that are there. */
public final class StartPage extends IntroPart {

    private static final Color GROUND = new Color(0xF4, 0xF7, 0xFA);
    private static final Color INK = new Color(0x1B, 0x27, 0x33);
    private static final Color SOFT = new Color(0x5B, 0x6B, 0x7B);
    private static final Color DARK_INK = new Color(0xEA, 0xEF, 0xF4);
    private static final Color DARK_SOFT = new Color(0xA9, 0xB4, 0xBF);
    private static final int COLUMNS = 3;
    private static final int WIDTH = 430;
    private static final int BIG = 76;
    private static final int SMALL = 66;
    /** So many cases of the workspace are offered; the rest is in the explorer. */
    private static final int MOST = 6;
    private static final List<String> JOINTS = List.of("hip", "knee", "shoulder");
    private static final Map<String, String> PLANNED = Map.of("hip", "example:hip-tha", "knee", "example:knee-tka", "shoulder",
            "example:shoulder-rsa");
    private static final String GUIDES = "org.orthotwin.ui.guides";

    private Composite page;
    private Font bold;

    @Override
    public void createPartControl(Composite parent) {
        LocalResourceManager resources = new LocalResourceManager(JFaceResources.getResources(), parent);
        ScrolledComposite whole = new ScrolledComposite(parent, SWT.H_SCROLL | SWT.V_SCROLL);
        whole.setExpandHorizontal(true);
        whole.setExpandVertical(true);
        page = new Composite(whole, SWT.NONE);
        whole.setContent(page);
        page.setBackground(GROUND);
        page.setBackgroundMode(SWT.INHERIT_DEFAULT);
        GridLayout layout = new GridLayout(1, false);
        layout.marginWidth = 60;
        layout.marginHeight = 40;
        layout.verticalSpacing = 10;
        page.setLayout(layout);
        FontDescriptor font = FontDescriptor.createFrom(JFaceResources.getDefaultFont());
        label(page, "OrthoTwin", true).setFont(resources.create(font.setHeight(30).setStyle(SWT.BOLD)));
        label(page, Texts.text("start.what"), false).setFont(resources.create(font.setHeight(13)));
        bold = resources.create(font.setHeight(13).setStyle(SWT.BOLD));
        section("start.section.plan");
        Composite plan = rows();
        for (String joint : JOINTS) {
            card(plan, BIG, Texts.text("start." + joint), Texts.text("start." + joint + ".what"), c -> open(c, PLANNED.get(joint)));
        }
        section("start.section.follow");
        Composite follow = rows();
        for (String id : Cases.followUps()) {
            card(follow, BIG, Texts.text("start." + id), Texts.text("start." + id + ".what"), c -> open(c, Cases.PREFIX + id));
        }
        section("start.section.own");
        Composite own = rows();
        card(own, BIG, Texts.text("start.new"), Texts.text("start.new.what"), c -> command("org.orthotwin.ui.new"));
        card(own, BIG, Texts.text("start.follow"), Texts.text("start.follow.what"), c -> command("org.orthotwin.followup.ui.new"));
        card(own, BIG, Texts.text("start.folder"), Texts.text("start.folder.what"), this::choose);
        section("start.section.learn");
        Composite learn = rows();
        card(learn, BIG, Texts.text("start.guide.hip"), Texts.text("start.guide.hip.what"), c -> guide("hip"));
        card(learn, BIG, Texts.text("start.guides"), Texts.text("start.guides.what"), c -> guide(null));
        List<IProject> there = Stream.of(ResourcesPlugin.getWorkspace().getRoot().getProjects()).filter(StartPage::isCase).toList();
        if (!there.isEmpty()) {
            section("start.cases");
            Composite rows = rows();
            Map<IProject, Card> cards = new LinkedHashMap<>();
            for (IProject p : there.subList(0, Math.min(MOST, there.size()))) {
                cards.put(p, card(rows, SMALL, p.getName(), String.valueOf(p.getLocation()), c -> open(c, p.getLocation().toOSString())));
            }
            decorate(cards);
        }
        section("start.others");
        others(rows());
        section("start.use");
        whole.setMinSize(page.computeSize(SWT.DEFAULT, SWT.DEFAULT));
    }

    /** What decorators say behind the name of a case, such as its open alerts, in a badge; it follows when they say something else. */
    private void decorate(Map<IProject, Card> cards) {
        IDecoratorManager decorators = getIntroSite().getWorkbenchWindow().getWorkbench().getDecoratorManager();
        Runnable all = () -> cards.forEach((p, card) -> {
            String text = decorators.decorateText(p.getName(), p);
            card.badge(text == null || !text.startsWith(p.getName()) ? "" : text.substring(p.getName().length()).replaceFirst("^\\W+",
                    ""));
        });
        ILabelProviderListener again = e -> all.run();
        decorators.addListener(again);
        page.addListener(SWT.Dispose, e -> decorators.removeListener(again));
        all.run();
    }

    private void section(String key) {
        ((GridData) label(page, Texts.text(key), false).getLayoutData()).verticalIndent = 6;
    }

    private Composite rows() {
        Composite rows = new Composite(page, SWT.NONE);
        GridLayout three = new GridLayout(COLUMNS, true);
        three.marginWidth = 0;
        three.marginHeight = 0;
        three.horizontalSpacing = 18;
        three.verticalSpacing = 14;
        rows.setLayout(three);
        return rows;
    }

    /** The bundled cases that have no card above, those of joints first; their names are read beside the thread that draws. */
    private void others(Composite rows) {
        List<String> ids = Cases.ids().stream().filter(id -> !PLANNED.containsValue(Cases.PREFIX + id))
                .sorted(Comparator.comparing((String id) -> JOINTS.stream().noneMatch(j -> id.startsWith(j + "-")))).toList();
        List<Card> cards = ids.stream().map(id -> card(rows, SMALL, id, Cases.PREFIX + id, c -> open(c, Cases.PREFIX + id))).toList();
        Job.createSystem(Texts.text("start.others"), (IProgressMonitor m) -> {
            for (int i = 0; i < ids.size(); i++) {
                try {
                    cards.get(i).rename(Cases.name(ids.get(i), UiLanguage.code()));
                } catch (IOException e) {
                    ILog.of(StartPage.class).warn(String.valueOf(e.getMessage()), e);
                }
            }
        }).schedule();
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

    private static Label label(Composite parent, String text, boolean strong) {
        Label l = new Label(parent, SWT.WRAP);
        l.setText(text);
        l.setData(strong ? "strong" : "soft");
        l.setLayoutData(new GridData(SWT.LEFT, SWT.TOP, true, false));
        // the theme sets colours of its own after this
        l.addListener(SWT.Paint, e -> {
            Color wanted = GcInk.paletteOn(l.getParent().getBackground()).isDark() ? strong ? DARK_INK : DARK_SOFT : strong ? INK : SOFT;
            if (!wanted.equals(l.getForeground())) {
                l.setForeground(wanted);
            }
        });
        return l;
    }

    private Card card(Composite parent, int height, String title, String what, Consumer<Card> action) {
        Font f = height == BIG ? bold : JFaceResources.getFontRegistry().getBold(JFaceResources.DEFAULT_FONT);
        return new Card(parent, f, WIDTH, height, title, what, action);
    }

    private void choose(Card card) {
        DirectoryDialog dialog = new DirectoryDialog(page.getShell(), SWT.OPEN);
        dialog.setText(Texts.text("start.folder"));
        String folder = dialog.open();
        if (folder != null) {
            open(card, folder);
        }
    }

    /** Shows a guide, or all of them, in place of this page. */
    private void guide(String id) {
        getIntroSite().getWorkbenchWindow().getWorkbench().getIntroManager().closeIntro(this);
        command(GUIDES + (id == null ? "" : "(" + GUIDES + ".guide=" + id + ")"));
    }

    private void command(String serialized) {
        IWorkbenchWindow window = getIntroSite().getWorkbenchWindow();
        ICommandService commands = window.getService(ICommandService.class);
        IHandlerService handlers = window.getService(IHandlerService.class);
        try {
            handlers.executeCommand(commands.deserialize(serialized), null);
        } catch (CommandException e) {
            ILog.of(StartPage.class).warn(String.valueOf(e.getMessage()), e);
        }
    }

    private static void open(Card card, String what) {
        card.waitFor(CaseFolders.open(what));
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
