/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.eclipse.core.runtime.ILog;
import org.eclipse.jface.action.IToolBarManager;
import org.eclipse.jface.resource.FontDescriptor;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.resource.LocalResourceManager;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.ScrolledComposite;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.Font;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.ui.IMemento;
import org.eclipse.ui.IViewSite;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.part.ViewPart;
import org.orthotwin.ui.CaseSession;
import org.orthotwin.ui.CaseSessions;
import org.orthotwin.ui.SimpleAction;

/**
 * The main ways through the workbench, step by step: a step leads to what it speaks of, and is ticked when the workbench is as it should
 * be after it. What was ticked stays so until the guide is begun again, in the next session as well.
 */
public final class GuideView extends ViewPart {

    public static final String ID = "org.orthotwin.ui.guide";

    private static final Color DONE = new Color(0x2E, 0x8B, 0x57);
    private static final Color NOW = new Color(0x3A, 0x86, 0xB8);
    private static final Color LATER = new Color(0xA8, 0xB2, 0xBC);
    private static final Color WHITE = new Color(0xFF, 0xFF, 0xFF);
    private static final int DISC = 22;
    private static final int MARGIN = 12;
    /** How often is looked at what nobody tells of, such as files, ms. */
    private static final int AGAIN = 1000;

    /** How far a guide is. */
    private static final class Way {
        private Instant since = Instant.now();
        private final Set<String> done = new HashSet<>();
    }

    private final Map<String, Way> ways = new HashMap<>();
    private final Consumer<CaseSession.Change> listener = c -> soon();
    private final Runnable follower = this::follow;
    private CaseSession session;
    private boolean asked;
    private Guide guide;
    private ScrolledComposite scroll;
    private Composite area;
    private Font bold;
    private Font title;
    private SimpleAction all;
    private SimpleAction again;

    @Override
    public void init(IViewSite site, IMemento memento) throws PartInitException {
        super.init(site, memento);
        if (memento != null) {
            for (IMemento m : memento.getChildren("way")) {
                Way w = new Way();
                try {
                    w.since = Instant.parse(String.valueOf(m.getString("since")));
                } catch (DateTimeParseException e) {
                    continue;
                }
                for (IMemento s : m.getChildren("done")) {
                    w.done.add(s.getID());
                }
                ways.put(m.getID(), w);
            }
            guide = Guide.find(String.valueOf(memento.getString("guide"))).orElse(null);
        }
    }

    @Override
    public void saveState(IMemento memento) {
        if (guide != null) {
            memento.putString("guide", guide.id());
        }
        ways.forEach((id, w) -> {
            IMemento m = memento.createChild("way", id);
            m.putString("since", w.since.toString());
            w.done.forEach(s -> m.createChild("done", s));
        });
    }

    @Override
    public void createPartControl(Composite parent) {
        scroll = new ScrolledComposite(parent, SWT.V_SCROLL);
        scroll.setExpandHorizontal(true);
        scroll.setExpandVertical(true);
        scroll.setBackground(parent.getDisplay().getSystemColor(SWT.COLOR_LIST_BACKGROUND));
        scroll.setBackgroundMode(SWT.INHERIT_FORCE);
        LocalResourceManager resources = new LocalResourceManager(JFaceResources.getResources(), scroll);
        FontDescriptor plain = FontDescriptor.createFrom(JFaceResources.getDefaultFont());
        bold = resources.create(plain.setStyle(SWT.BOLD));
        title = resources.create(plain.increaseHeight(3).setStyle(SWT.BOLD));
        scroll.addListener(SWT.Resize, e -> fit());
        IToolBarManager bar = getViewSite().getActionBars().getToolBarManager();
        all = Actions.on(bar, "guide.all", "contents", () -> open(null));
        again = Actions.on(bar, "guide.again", "replay", this::again);
        CaseSessions.addListener(follower);
        follow();
        build();
        parent.getDisplay().timerExec(AGAIN, this::tick);
    }

    /** Shows a guide, from where it was left. */
    public void show(String id) {
        Guide.find(id).ifPresent(this::open);
    }

    private void open(Guide g) {
        guide = g;
        if (g != null) {
            ways.computeIfAbsent(g.id(), x -> new Way());
            look();
        }
        build();
    }

    private void again() {
        if (guide != null) {
            ways.put(guide.id(), new Way());
            look();
            build();
        }
    }

    // ---- what is done

    private void follow() {
        if (session != null) {
            session.removeListener(listener);
        }
        session = CaseSessions.active().orElse(null);
        if (session != null) {
            session.addListener(listener);
        }
        soon();
    }

    private void soon() {
        if (!asked && scroll != null && !scroll.isDisposed()) {
            asked = true;
            scroll.getDisplay().asyncExec(() -> {
                asked = false;
                if (!scroll.isDisposed() && look()) {
                    build();
                }
            });
        }
    }

    private void tick() {
        if (!scroll.isDisposed()) {
            if (getSite().getPage().isPartVisible(this)) {
                soon();
            }
            scroll.getDisplay().timerExec(AGAIN, this::tick);
        }
    }

    /** @return whether there is something new */
    private boolean look() {
        if (guide == null) {
            return false;
        }
        Way w = ways.get(guide.id());
        Guide.State state = new Guide.State(getSite().getPage(), CaseSessions.active(), w.since);
        boolean found = false;
        for (Guide.Step s : guide.steps()) {
            found |= !w.done.contains(s.id()) && s.done().test(state) && w.done.add(s.id());
        }
        return found;
    }

    /** The steps of the guide that is shown that are done, for tests. */
    public List<String> done() {
        return guide == null ? List.of() : guide.steps().stream().map(Guide.Step::id).filter(ways.get(guide.id()).done::contains).toList();
    }

    // ---- what is shown

    private void build() {
        Control old = area;
        area = new Composite(scroll, SWT.NONE);
        GridLayout layout = new GridLayout(1, false);
        layout.marginWidth = MARGIN;
        layout.marginHeight = MARGIN;
        layout.verticalSpacing = 8;
        area.setLayout(layout);
        if (guide == null) {
            label(area, Texts.text("guide.title"), title);
            label(area, Texts.text("guide.what"), null);
            Guide.ALL.forEach(this::card);
        } else {
            label(area, guide.text(""), title);
            label(area, guide.text("what"), null);
            Set<String> done = ways.get(guide.id()).done;
            String now = guide.steps().stream().map(Guide.Step::id).filter(s -> !done.contains(s)).findFirst().orElse("");
            int number = 1;
            for (Guide.Step s : guide.steps()) {
                step(s, number++, done.contains(s.id()), s.id().equals(now));
            }
            label(area, Texts.text(now.isEmpty() ? "guide.finished" : "guide.progress", done.size(), guide.steps().size()), bold);
        }
        again.setEnabled(guide != null);
        all.setEnabled(guide != null);
        scroll.setContent(area);
        if (old != null) {
            old.dispose();
        }
        fit();
    }

    private void fit() {
        if (area != null && scroll.getClientArea().width > 0) {
            scroll.setMinHeight(area.computeSize(scroll.getClientArea().width, SWT.DEFAULT).y);
            area.layout(true, true);
        }
    }

    private static Label label(Composite parent, String text, Font font) {
        Label l = new Label(parent, SWT.WRAP);
        l.setText(text);
        if (font != null) {
            l.setFont(font);
        }
        GridData d = new GridData(SWT.FILL, SWT.TOP, true, false);
        // as narrow as a view can be: it is the width that is there
        d.widthHint = 60;
        l.setLayoutData(d);
        return l;
    }

    private void card(Guide g) {
        Composite row = row();
        Way w = ways.get(g.id());
        boolean finished = w != null && w.done.size() == g.steps().size();
        disc(row, finished ? "" : String.valueOf(Guide.ALL.indexOf(g) + 1), finished ? DONE : NOW);
        Composite words = composite(row, 1);
        label(words, g.text(""), bold);
        label(words, g.text("what"), null);
        button(words, Texts.text(w == null || w.done.isEmpty() ? "guide.begin" : "guide.go-on"), g.id(), () -> open(g));
    }

    private void step(Guide.Step s, int number, boolean done, boolean now) {
        Composite row = row();
        disc(row, done ? "" : String.valueOf(number), done ? DONE : now ? NOW : LATER);
        Composite words = composite(row, 1);
        label(words, guide.text(s.id()), bold);
        if (now) {
            label(words, guide.text(s.id() + ".what"), null);
            button(words, Texts.text("guide.show"), s.id(), () -> follow(s));
        }
    }

    /** Goes where a step leads, and stays beside it, in another perspective as well. */
    private void follow(Guide.Step s) {
        Links.follow(s.target(), getSite().getPage());
        try {
            getSite().getPage().showView(ID, null, IWorkbenchPage.VIEW_VISIBLE);
        } catch (PartInitException e) {
            ILog.of(GuideView.class).log(e.getStatus());
        }
    }

    private Composite row() {
        Composite row = composite(area, 2);
        ((GridLayout) row.getLayout()).horizontalSpacing = 10;
        return row;
    }

    private static Composite composite(Composite parent, int columns) {
        Composite c = new Composite(parent, SWT.NONE);
        GridLayout layout = new GridLayout(columns, false);
        layout.marginWidth = 0;
        layout.marginHeight = 2;
        layout.verticalSpacing = 4;
        c.setLayout(layout);
        c.setLayoutData(new GridData(SWT.FILL, SWT.TOP, true, false));
        return c;
    }

    private static Button button(Composite parent, String text, String id, Runnable what) {
        Button b = new Button(parent, SWT.PUSH);
        b.setText(text);
        b.setData("guide", id);
        b.setLayoutData(new GridData(SWT.LEFT, SWT.TOP, false, false));
        b.addListener(SWT.Selection, e -> what.run());
        return b;
    }

    /** A number in a disc, or a tick where there is none. */
    private void disc(Composite row, String number, Color color) {
        Canvas c = new Canvas(row, SWT.DOUBLE_BUFFERED);
        GridData d = new GridData(SWT.LEFT, SWT.TOP, false, false);
        d.widthHint = DISC;
        d.heightHint = DISC;
        c.setLayoutData(d);
        c.addListener(SWT.Paint, e -> {
            GC gc = e.gc;
            gc.setAntialias(SWT.ON);
            gc.setBackground(color);
            gc.fillOval(0, 0, DISC - 1, DISC - 1);
            gc.setForeground(WHITE);
            if (number.isEmpty()) {
                gc.setLineWidth(2);
                gc.drawPolyline(new int[] {6, 11, 9, 15, 16, 7});
            } else {
                gc.setFont(bold);
                Point size = gc.textExtent(number);
                gc.drawText(number, (DISC - size.x) / 2, (DISC - size.y) / 2, true);
            }
        });
    }

    @Override
    public void setFocus() {
        scroll.setFocus();
    }

    @Override
    public void dispose() {
        CaseSessions.removeListener(follower);
        if (session != null) {
            session.removeListener(listener);
        }
        super.dispose();
    }
}
