/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.draw2d.FigureCanvas;
import org.eclipse.draw2d.geometry.Point;
import org.eclipse.draw2d.geometry.Rectangle;
import org.eclipse.gef.EditDomain;
import org.eclipse.gef.EditPart;
import org.eclipse.gef.MouseWheelHandler;
import org.eclipse.gef.MouseWheelZoomHandler;
import org.eclipse.gef.editparts.ZoomManager;
import org.eclipse.gef.ui.parts.GraphicalViewerKeyHandler;
import org.eclipse.gef.ui.parts.ScrollingGraphicalViewer;
import org.eclipse.jface.dialogs.ErrorDialog;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.SashForm;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.MenuItem;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.swt.widgets.ToolBar;
import org.eclipse.swt.widgets.ToolItem;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.PartInitException;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.ui.CaseRuns;
import org.orthotwin.ui.CaseSession;

/**
 * The second page of the diagram: the scenario as a flow from the images to the report, with the state of each station, from which it can
 * be run and what it stands for is opened.
 */
final class FlowPage extends Composite {

    private static final int[] WEIGHTS = {22, 78};
    private static final int THUMBNAIL = 110;
    private static final double WIDE = 1.6;

    private final IWorkbenchPage workbench;
    private final Runnable anatomy;
    private final Runnable follower = this::refresh;
    private final Letters letters;
    private final ScrollingGraphicalViewer viewer = new ScrollingGraphicalViewer();
    private final ZoomRoot root = new ZoomRoot();
    private final Map<String, ToolItem> items = new HashMap<>();
    private final SashForm sash;
    private final Table list;
    private final Label state;
    private Look look;
    private CaseSession session;
    private CaseRuns runs;
    private FlowSheet sheet;
    private boolean fitted;
    private boolean quiet;

    /** @param anatomy shows the first page */
    FlowPage(Composite parent, IWorkbenchPage workbench, Letters letters, Look look, Runnable anatomy) {
        super(parent, SWT.NONE);
        this.workbench = workbench;
        this.letters = letters;
        this.look = look;
        this.anatomy = anatomy;
        GridLayout g = new GridLayout(1, false);
        g.marginWidth = 0;
        g.marginHeight = 0;
        g.verticalSpacing = 0;
        setLayout(g);
        Composite bar = new Composite(this, SWT.NONE);
        GridLayout two = new GridLayout(2, false);
        two.marginWidth = 0;
        two.marginHeight = 1;
        bar.setLayout(two);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(bar);
        ToolBar tools = new ToolBar(bar, SWT.FLAT | SWT.RIGHT | SWT.WRAP);
        item(tools, SWT.PUSH, "run", () -> chosen().ifPresent(this::run));
        new ToolItem(tools, SWT.SEPARATOR);
        item(tools, SWT.PUSH, "fit", this::fit);
        item(tools, SWT.PUSH, "zoom-out", () -> root.getZoomManager().zoomOut());
        item(tools, SWT.PUSH, "zoom-in", () -> root.getZoomManager().zoomIn());
        new ToolItem(tools, SWT.SEPARATOR);
        sash = new SashForm(this, SWT.HORIZONTAL);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(sash);
        item(tools, SWT.CHECK, "outline", this::outline);
        item(tools, SWT.DROP_DOWN, "export", () -> exportMenu(tools));
        state = new Label(bar, SWT.NONE);
        GridDataFactory.fillDefaults().grab(true, false).align(SWT.FILL, SWT.CENTER).applyTo(state);
        Composite side = new Composite(sash, SWT.NONE);
        GridLayout flat = new GridLayout(1, false);
        flat.marginWidth = 0;
        flat.marginHeight = 0;
        side.setLayout(flat);
        list = new Table(side, SWT.SINGLE | SWT.FULL_SELECTION | SWT.V_SCROLL);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(list);
        viewer.setRootEditPart(root);
        viewer.setEditPartFactory(new FlowParts());
        viewer.createControl(sash);
        new EditDomain().addViewer(viewer);
        FigureCanvas canvas = canvas();
        canvas.setData("org.eclipse.e4.ui.css.disabled", Boolean.TRUE);
        canvas.setData("flow", Boolean.TRUE);
        canvas.setBackground(look.ground());
        canvas.setScrollBarVisibility(FigureCanvas.AUTOMATIC);
        root.getZoomManager().setZoomLevels(DiagramView.ZOOMS);
        root.getZoomManager().setZoomAnimationStyle(ZoomManager.ANIMATE_NEVER);
        viewer.setProperty(MouseWheelHandler.KeyGenerator.getKey(SWT.MOD1), MouseWheelZoomHandler.SINGLETON);
        viewer.setKeyHandler(new GraphicalViewerKeyHandler(viewer));
        OutlinePanel.thumbnail(side, viewer, THUMBNAIL);
        sash.setWeights(WEIGHTS);
        sash.setMaximizedControl(canvas);
        list.addListener(SWT.Selection, e -> part((String) list.getSelection()[0].getData()).ifPresent(p -> {
            viewer.select(p);
            viewer.reveal(p);
        }));
        list.addListener(SWT.DefaultSelection, e -> chosen().ifPresent(this::open));
        viewer.addSelectionChangedListener(e -> selected());
        canvas.addListener(SWT.MouseUp, this::button);
        canvas.addListener(SWT.MenuDetect, e -> menu());
        canvas.addListener(SWT.Resize, e -> resized());
        addListener(SWT.Dispose, e -> show(null));
    }

    private ToolItem item(ToolBar bar, int style, String key, Runnable what) {
        ToolItem i = new ToolItem(bar, style);
        i.setImage(Icons.OURS.get(key));
        i.setToolTipText(Texts.text(key.equals("outline") ? "flow.outline" : "tool." + key));
        i.addListener(SWT.Selection, e -> what.run());
        items.put(key, i);
        return i;
    }

    private FigureCanvas canvas() {
        return (FigureCanvas) viewer.getControl();
    }

    // ---- what is shown

    /** Shows a case, or none. */
    void show(CaseSession s) {
        if (s != session) {
            if (runs != null) {
                runs.removeListener(follower);
            }
            session = s;
            runs = s == null ? null : CaseRuns.of(s);
            if (runs != null) {
                runs.addListener(follower);
            }
            begin();
        }
        refresh();
    }

    void look(Look other) {
        look = other;
        canvas().setBackground(look.ground());
        begin();
        refresh();
    }

    private void begin() {
        if (isDisposed() || canvas().isDisposed()) {
            return;
        }
        sheet = session == null ? null : new FlowSheet(look, letters, this::open);
        fitted = false;
        if (sheet == null) {
            viewer.setContents((EditPart) null);
        } else {
            sheet.show(Flow.of(session));
            viewer.setContents(sheet);
        }
    }

    /** Shows what the case is now; only where it is seen, for it costs a look at files. */
    void refresh() {
        if (isDisposed() || canvas().isDisposed() || !isVisible()) {
            return;
        }
        if (sheet == null) {
            state.setText(Texts.text("state.none"));
            list.removeAll();
            return;
        }
        sheet.show(Flow.of(session));
        viewer.getContents().refresh();
        list();
        List<Flow.Station> all = sheet.flow().stations();
        long failed = all.stream().filter(x -> x.state() == Flow.State.FAILED).count();
        long running = all.stream().filter(x -> x.state() == Flow.State.RUNNING).count();
        state.setText(failed > 0 ? all.stream().filter(x -> x.state() == Flow.State.FAILED).findFirst().map(x -> x.name() + ": " + x.why())
                .orElse("") : running > 0 ? Texts.text("flow.running", running) : "");
        state.setToolTipText(state.getText());
        items.get("run").setEnabled(chosen().filter(FlowPage::canRun).isPresent());
        fitOnce();
    }

    private void list() {
        List<Flow.Station> all = sheet.flow().stations();
        if (list.getItemCount() != all.size()) {
            list.removeAll();
            all.forEach(x -> new TableItem(list, SWT.NONE));
        }
        for (int i = 0; i < all.size(); i++) {
            Flow.Station x = all.get(i);
            TableItem item = list.getItem(i);
            item.setData(x.id());
            item.setText(sign(x.state()) + "  " + x.name());
        }
    }

    private static String sign(Flow.State s) {
        return switch (s) {
            case DONE -> "\u2713";
            case OUTDATED -> "\u25f7";
            case MISSING -> "\u2013";
            case RUNNING -> "\u25b8";
            case FAILED -> "\u2715";
        };
    }

    private Optional<FlowParts.StationPart> part(String id) {
        return viewer.getContents() == null ? Optional.empty() : viewer.getContents().getChildren().stream().filter(
                p -> p instanceof FlowParts.StationPart s && s.id().equals(id)).map(FlowParts.StationPart.class::cast).findFirst();
    }

    private Optional<Flow.Station> chosen() {
        return viewer.getSelectedEditParts().stream().filter(FlowParts.StationPart.class::isInstance).map(FlowParts.StationPart.class::cast)
                .findFirst().map(p -> ((FlowParts.StationPart) p).station());
    }

    private void selected() {
        if (quiet || sheet == null) {
            return;
        }
        items.get("run").setEnabled(chosen().filter(FlowPage::canRun).isPresent());
        quiet = true;
        String id = chosen().map(Flow.Station::id).orElse("");
        list.deselectAll();
        for (int i = 0; i < list.getItemCount(); i++) {
            if (id.equals(list.getItem(i).getData())) {
                list.select(i);
            }
        }
        quiet = false;
    }

    /** Rows where its words are larger then: seven stages side by side are so much wider than high that only a wide page has room. */
    private boolean isHigh() {
        return canvas().getSize().x < WIDE * canvas().getSize().y;
    }

    private void turn() {
        sheet.down(isHigh());
        viewer.getContents().refresh();
    }

    private void resized() {
        if (fitted && sheet != null && isVisible() && sheet.isDown() != isHigh()) {
            fitted = false;
        }
        fitOnce();
    }

    private void fitOnce() {
        if (!fitted && sheet != null && isVisible() && canvas().getSize().x > 100) {
            fitted = true;
            getDisplay().asyncExec(() -> {
                if (!isDisposed() && sheet != null) {
                    fit();
                }
            });
        }
    }

    private void fit() {
        if (sheet != null) {
            turn();
            viewer.flush();
            root.showAll(viewer);
        }
    }

    private void outline() {
        sash.setMaximizedControl(items.get("outline").getSelection() ? null : canvas());
        fit();
    }

    // ---- what is done

    /** Whether something is computed for a station by itself. */
    static boolean canRun(Flow.Station s) {
        return s.known() && (s.stage() == Flow.Stage.SOLVER || s.stage() == Flow.Stage.MEASUREMENTS || s.stage() == Flow.Stage.REPORT);
    }

    /** Runs what is needed up to a station by a job, or stops that. */
    private void run(Flow.Station s) {
        if (!canRun(s) || runs == null) {
            return;
        }
        String solver = s.stage() == Flow.Stage.MEASUREMENTS ? CaseRuns.MEASUREMENTS : s.of();
        if (s.stage() == Flow.Stage.REPORT) {
            if (runs.isReporting()) {
                runs.cancelReport();
            } else {
                runs.makeReport();
            }
        } else if (runs.isRunning(solver)) {
            runs.cancel(solver);
        } else {
            runs.run(solver);
        }
    }

    /** Shows what a station stands for. */
    private void open(Flow.Station s) {
        String view = switch (s.stage()) {
            case IMAGES -> "org.orthotwin.imaging.ui.slices";
            case TWIN -> "";
            case PLAN -> "org.orthotwin.ui.plan";
            case ACTIVITY -> "org.orthotwin.ui.player";
            case SOLVER -> "org.orthotwin.ui.plots";
            case MEASUREMENTS -> "org.orthotwin.ui.measurements";
            case REPORT -> "org.orthotwin.ui.report";
        };
        if (view.isEmpty()) {
            anatomy.run();
            return;
        }
        try {
            workbench.showView(view);
        } catch (PartInitException e) {
            ErrorDialog.openError(getShell(), null, null, e.getStatus());
        }
    }

    /** The button of a card is pressed. */
    private void button(Event e) {
        if (e.button != 1 || sheet == null) {
            return;
        }
        for (Flow.Station s : sheet.flow().stations()) {
            part(s.id()).ifPresent(p -> {
                Rectangle r = ((StationFigure) p.getFigure()).button();
                p.getFigure().translateToAbsolute(r);
                if (r.contains(new Point(e.x, e.y))) {
                    run(s);
                }
            });
        }
    }

    private void menu() {
        org.eclipse.swt.graphics.Point at = canvas().toControl(getDisplay().getCursorLocation());
        EditPart under = viewer.findObjectAt(new Point(at.x, at.y));
        Menu menu = new Menu(canvas());
        if (under instanceof FlowParts.StationPart p) {
            viewer.select(p);
            Flow.Station s = p.station();
            entry(menu, "flow.open", true, () -> open(s));
            entry(menu, s.state() == Flow.State.RUNNING ? "flow.stop" : "tool.run", canRun(s), () -> run(s));
        } else {
            entry(menu, "tool.fit", sheet != null, this::fit);
        }
        canvas().setMenu(menu);
    }

    private static void entry(Menu menu, String key, boolean enabled, Runnable what) {
        MenuItem i = new MenuItem(menu, SWT.PUSH);
        i.setText(Texts.text(key));
        i.setEnabled(enabled);
        i.addListener(SWT.Selection, e -> what.run());
    }

    private void exportMenu(ToolBar tools) {
        Menu menu = new Menu(tools);
        for (String ending : List.of("svg", "png")) {
            entry(menu, "export." + ending, sheet != null, () -> export(ending));
        }
        entry(menu, "export.print", sheet != null, this::print);
        org.eclipse.swt.graphics.Rectangle below = items.get("export").getBounds();
        menu.setLocation(tools.toDisplay(below.x, below.y + below.height));
        menu.addListener(SWT.Hide, e -> menu.getDisplay().asyncExec(menu::dispose));
        menu.setVisible(true);
    }

    private void export(String ending) {
        Path offered = session.file().resolveSibling(session.models().scenario().getId() + "-flow." + ending);
        Pictures.save(getShell(), offered, ending, this::write);
    }

    /** Asks for a printer and prints all of the flow. */
    void print() {
        if (sheet != null) {
            Pictures.print(getShell(), viewer, look, this::look, Texts.text("page.flow"));
        }
    }

    /** Writes all of the flow in the colours in which it is seen. @param ending {@code svg} or {@code png} */
    void write(Path file, String ending) throws IOException {
        byte[] picture = ending.equals("svg") ? Pictures.svg(viewer, look, Texts.text("page.flow")) : Pictures.png(viewer, look);
        AtomicFiles.write(file, out -> out.write(picture));
    }

    // ---- for tests

    /** The flow that is shown. */
    Flow flow() {
        return sheet == null ? new Flow(List.of(), List.of()) : sheet.flow();
    }

    /** Where a station is seen, or its button, in points of the page's control. */
    org.eclipse.swt.graphics.Rectangle place(String id, boolean button) {
        StationFigure f = (StationFigure) part(id).orElseThrow().getFigure();
        Rectangle r = button ? f.button() : f.getBounds().getCopy();
        f.translateToAbsolute(r);
        return new org.eclipse.swt.graphics.Rectangle(r.x, r.y, r.width, r.height);
    }
}
