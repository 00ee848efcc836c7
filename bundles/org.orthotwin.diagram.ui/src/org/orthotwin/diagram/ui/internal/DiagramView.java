/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.core.runtime.ICoreRunnable;
import org.eclipse.core.runtime.ILog;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.draw2d.FigureCanvas;
import org.eclipse.draw2d.PositionConstants;
import org.eclipse.draw2d.geometry.Rectangle;
import org.eclipse.gef.EditDomain;
import org.eclipse.gef.EditPart;
import org.eclipse.gef.KeyHandler;
import org.eclipse.gef.MouseWheelHandler;
import org.eclipse.gef.MouseWheelZoomHandler;
import org.eclipse.gef.Request;
import org.eclipse.gef.RequestConstants;
import org.eclipse.gef.commands.Command;
import org.eclipse.gef.editparts.ZoomManager;
import org.eclipse.gef.requests.GroupRequest;
import org.eclipse.gef.palette.PaletteContainer;
import org.eclipse.gef.palette.PaletteEntry;
import org.eclipse.gef.palette.PaletteRoot;
import org.eclipse.gef.palette.ToolEntry;
import org.eclipse.gef.ui.palette.FlyoutPaletteComposite;
import org.eclipse.gef.ui.palette.PaletteViewerProvider;
import org.eclipse.gef.ui.parts.GraphicalViewerKeyHandler;
import org.eclipse.gef.ui.parts.ScrollingGraphicalViewer;
import org.eclipse.jface.action.Action;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.CTabFolder;
import org.eclipse.swt.custom.CTabItem;
import org.eclipse.swt.custom.SashForm;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.MenuItem;
import org.eclipse.swt.widgets.ToolBar;
import org.eclipse.swt.widgets.ToolItem;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.actions.ActionFactory;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.joint.Joints;
import org.orthotwin.model.anatomy.NamedElement;
import org.orthotwin.model.twin.Coupling;
import org.orthotwin.ui.CaseSession;
import org.orthotwin.ui.CaseView;
import org.orthotwin.ui.ViewHelp;

/**
 * The anatomy of the case as a graph: bones with the parts of the plan in work, and the joints, ligaments and muscles between them. All
 * that is changed here is changed by commands of the case. A second page has the scenario as a flow.
 */
public final class DiagramView extends CaseView implements ViewHelp {

    public static final String ID = "org.orthotwin.diagram.ui.diagram";

    private static final int[] WEIGHTS = {24, 76};
    static final double[] ZOOMS = {0.25, 0.33, 0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 3, 4};

    private final Map<String, ToolItem> items = new HashMap<>();
    private final ScrollingGraphicalViewer viewer = new ScrollingGraphicalViewer();
    private final EditDomain domain = new EditDomain();
    private final ZoomRoot root = new ZoomRoot();
    private Letters letters;
    private Look look;
    private Composite around;
    private CTabFolder pages;
    private FlowPage flow;
    private Composite area;
    private SashForm sash;
    private FlyoutPaletteComposite palette;
    private OutlinePanel outline;
    private Label state;
    private Sheet sheet;
    private boolean quiet;
    /** Whether nodes can be arranged without keeping anybody waiting. */
    private boolean ready;
    private boolean fitted;
    /** The joint types that the palette has. */
    private Set<String> offered = Set.of();
    private final PaletteRoot tools = Palette.root();

    @Override
    protected void create(Composite parent) {
        letters = new Letters();
        look = Look.on(parent.getBackground());
        around = parent;
        pages = new CTabFolder(parent, SWT.BOTTOM | SWT.FLAT);
        area = new Composite(pages, SWT.NONE);
        GridLayout g = new GridLayout(1, false);
        g.marginWidth = 0;
        g.marginHeight = 0;
        g.verticalSpacing = 0;
        area.setLayout(g);
        bar(area);
        sash = new SashForm(area, SWT.HORIZONTAL);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(sash);
        domain.setCommandStack(new SessionCommand.Stack());
        fillPalette();
        domain.setPaletteRoot(tools);
        palette = new FlyoutPaletteComposite(sash, SWT.NONE, getSite().getPage(), new PaletteViewerProvider(domain),
                new PaletteState());
        viewer.setRootEditPart(root);
        viewer.setEditPartFactory(new Parts());
        viewer.createControl(palette);
        palette.setGraphicalControl(viewer.getControl());
        palette.hookDropTargetListener(viewer);
        domain.addViewer(viewer);
        FigureCanvas canvas = (FigureCanvas) viewer.getControl();
        canvas.setData("org.eclipse.e4.ui.css.disabled", Boolean.TRUE);
        canvas.setData("diagram", Boolean.TRUE);
        canvas.setBackground(look.ground());
        canvas.setScrollBarVisibility(FigureCanvas.AUTOMATIC);
        outline = new OutlinePanel(sash, viewer, this::choose);
        outline.moveAbove(palette);
        sash.setWeights(WEIGHTS);
        sash.setMaximizedControl(palette);
        root.getZoomManager().setZoomLevels(ZOOMS);
        root.getZoomManager().setZoomAnimationStyle(ZoomManager.ANIMATE_NEVER);
        viewer.setProperty(MouseWheelHandler.KeyGenerator.getKey(SWT.MOD1), MouseWheelZoomHandler.SINGLETON);
        KeyHandler keys = new GraphicalViewerKeyHandler(viewer);
        viewer.setKeyHandler(keys);
        viewer.addSelectionChangedListener(e -> selected());
        getSite().setSelectionProvider(viewer);
        getViewSite().getActionBars().setGlobalActionHandler(ActionFactory.DELETE.getId(), new ViewAction(this::remove));
        getViewSite().getActionBars().setGlobalActionHandler(ActionFactory.RENAME.getId(), new ViewAction(this::rename));
        getViewSite().getActionBars().setGlobalActionHandler(ActionFactory.SELECT_ALL.getId(), new ViewAction(() -> viewer.setSelection(
                new StructuredSelection(contents().map(c -> List.copyOf(c.getChildren())).orElse(List.of())))));
        getViewSite().getActionBars().setGlobalActionHandler(ActionFactory.PRINT.getId(), new ViewAction(this::print));
        parent.addListener(SWT.Paint, e -> theme());
        area.addListener(SWT.Paint, e -> theme());
        flow = new FlowPage(pages, getSite().getPage(), letters, look, () -> pages.setSelection(0));
        for (Map.Entry<String, Composite> p : List.of(Map.entry("anatomy", area), Map.entry("flow", (Composite) flow))) {
            CTabItem tab = new CTabItem(pages, SWT.NONE);
            tab.setText(Texts.text("page." + p.getKey()));
            tab.setControl(p.getValue());
        }
        pages.setSelection(0);
        pages.addListener(SWT.Selection, e -> {
            flow.show(session().orElse(null));
            // the control that had the keyboard may be on the page that is hidden now
            setFocus();
        });
        Job warm = Job.createSystem(Texts.text("tool.layout"), (ICoreRunnable) m -> {
            try {
                Arranger.warm();
            } finally {
                PlatformUI.getWorkbench().getDisplay().asyncExec(this::begin);
            }
        });
        warm.schedule();
        canvas.addListener(SWT.Resize, e -> fitOnce());
    }

    /** The palette is open, on the right, until somebody wants it otherwise; each view for itself. */
    private static final class PaletteState implements FlyoutPaletteComposite.FlyoutPreferences {

        private int dock = PositionConstants.EAST;
        private int state = FlyoutPaletteComposite.STATE_PINNED_OPEN;
        private int width = 150;

        @Override
        public int getDockLocation() {
            return dock;
        }

        @Override
        public int getPaletteState() {
            return state;
        }

        @Override
        public int getPaletteWidth() {
            return width;
        }

        @Override
        public void setDockLocation(int location) {
            dock = location;
        }

        @Override
        public void setPaletteState(int newState) {
            state = newState;
        }

        @Override
        public void setPaletteWidth(int newWidth) {
            width = newWidth;
        }
    }

    private static final class ViewAction extends Action {

        private final Runnable what;

        ViewAction(Runnable what) {
            this.what = what;
        }

        @Override
        public void run() {
            what.run();
        }
    }

    // ---- the bar

    private void bar(Composite parent) {
        Composite bar = new Composite(parent, SWT.NONE);
        GridLayout g = new GridLayout(2, false);
        g.marginWidth = 0;
        g.marginHeight = 1;
        bar.setLayout(g);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(bar);
        ToolBar tools = new ToolBar(bar, SWT.FLAT | SWT.RIGHT | SWT.WRAP);
        GridDataFactory.fillDefaults().grab(false, false).applyTo(tools);
        item(tools, SWT.PUSH, "layout", this::layout);
        new ToolItem(tools, SWT.SEPARATOR);
        item(tools, SWT.PUSH, "fit", this::fit);
        item(tools, SWT.PUSH, "zoom-out", () -> root.getZoomManager().zoomOut());
        item(tools, SWT.PUSH, "zoom-in", () -> root.getZoomManager().zoomIn());
        new ToolItem(tools, SWT.SEPARATOR);
        for (Kind k : Kind.values()) {
            String key = k.name().toLowerCase(Locale.ROOT);
            ToolItem i = item(tools, SWT.CHECK, key, () -> show(k));
            i.setSelection(true);
        }
        item(tools, SWT.CHECK, "part", () -> {
            if (sheet != null) {
                sheet.showParts(items.get("part").getSelection());
                refresh();
            }
        }).setSelection(true);
        new ToolItem(tools, SWT.SEPARATOR);
        item(tools, SWT.CHECK, "outline", () -> {
            sash.setMaximizedControl(items.get("outline").getSelection() ? null : palette);
            fit();
        });
        item(tools, SWT.DROP_DOWN, "export", () -> exportMenu(tools));
        state = new Label(bar, SWT.NONE);
        GridDataFactory.fillDefaults().grab(true, false).align(SWT.FILL, SWT.CENTER).applyTo(state);
    }

    private void exportMenu(ToolBar tools) {
        Menu menu = new Menu(tools);
        for (String ending : List.of("svg", "png")) {
            MenuItem m = new MenuItem(menu, SWT.PUSH);
            m.setText(Texts.text("export." + ending));
            m.addListener(SWT.Selection, e -> export(ending));
        }
        MenuItem print = new MenuItem(menu, SWT.PUSH);
        print.setText(Texts.text("export.print"));
        print.addListener(SWT.Selection, e -> print());
        Rectangle below = new Rectangle(items.get("export").getBounds());
        menu.setLocation(tools.toDisplay(below.x, below.y + below.height));
        menu.addListener(SWT.Hide, e -> menu.getDisplay().asyncExec(menu::dispose));
        menu.setVisible(true);
    }

    private ToolItem item(ToolBar bar, int style, String key, Runnable what) {
        ToolItem i = new ToolItem(bar, style);
        i.setImage(Icons.OURS.get(key));
        i.setToolTipText(Texts.text("tool." + key));
        i.addListener(SWT.Selection, e -> what.run());
        items.put(key, i);
        return i;
    }

    private void show(Kind kind) {
        if (sheet != null) {
            sheet.show(kind, items.get(kind.name().toLowerCase(Locale.ROOT)).getSelection());
            refresh();
        }
    }

    // ---- what is shown

    private Optional<SheetPart> contents() {
        return viewer.getContents() instanceof SheetPart p ? Optional.of(p) : Optional.empty();
    }

    /** Bundles may have come or gone since the tools were shown. */
    private void fillPalette() {
        Set<String> now = Joints.registry().all().stream().map(Contribution::id).collect(Collectors.toSet());
        if (!now.equals(offered)) {
            offered = now;
            Palette.fill(tools);
        }
    }

    private void begin() {
        ready = true;
        changed(CaseSession.Change.MODEL);
    }

    @Override
    protected void changed(CaseSession.Change change) {
        if (area.isDisposed() || !ready) {
            return;
        }
        CaseSession s = session().orElse(null);
        if (change != CaseSession.Change.SPOT && change != CaseSession.Change.POSE && change != CaseSession.Change.SELECTION) {
            flow.show(s);
        }
        if (s == null) {
            if (sheet != null) {
                sheet = null;
                viewer.setContents((EditPart) null);
            }
            say(Texts.text("state.none"));
            return;
        }
        if (sheet == null || sheet.session() != s) {
            open(s, CoupledTwins.NONE);
            return;
        }
        if (change == CaseSession.Change.FILES) {
            readTwins();
        }
        switch (change) {
            case MODEL, FILES -> {
                sheet.read();
                refresh();
            }
            case EVALUATION -> contents().ifPresent(EditPart::refresh);
            case SELECTION -> follow();
            default -> {
                // postures and places are shown elsewhere
            }
        }
    }

    private void open(CaseSession s, CoupledTwins twins) {
        fillPalette();
        sheet = new Sheet(s, letters, look);
        sheet.twins(twins);
        for (Kind k : Kind.values()) {
            sheet.show(k, items.get(k.name().toLowerCase(Locale.ROOT)).getSelection());
        }
        sheet.showParts(items.get("part").getSelection());
        fitted = false;
        viewer.setContents(sheet);
        refresh();
        follow();
        fitOnce();
        readTwins();
    }

    /** Reads which twins beside the case are coupled, in a job: others write them. */
    private void readTwins() {
        Sheet of = sheet;
        if (of == null) {
            return;
        }
        CoupledTwins was = of.twins();
        Path file = of.session().models().file();
        Job job = Job.createSystem(Texts.text("tool.coupling"), (ICoreRunnable) m -> {
            CoupledTwins now;
            try {
                now = CoupledTwins.of(file, was);
            } catch (IOException e) {
                ILog.of(DiagramView.class).warn(String.valueOf(e.getMessage()), e);
                return;
            }
            if (now != was) {
                PlatformUI.getWorkbench().getDisplay().asyncExec(() -> {
                    if (!area.isDisposed() && sheet == of) {
                        of.twins(now);
                        refresh();
                        fitted &= now.twins().size() == was.twins().size();
                        fitOnce();
                    }
                });
            }
        });
        job.schedule();
    }

    private void refresh() {
        if (sheet == null) {
            return;
        }
        contents().ifPresent(EditPart::refresh);
        outline.show(sheet);
        say(!sheet.kept().problem().isEmpty() ? sheet.kept().problem() : sheet.whole().nodes().isEmpty() ? Texts.text("state.empty") : "");
    }

    private void say(String text) {
        state.setText(text.replace("&", "&&"));
        state.setToolTipText(text);
    }

    /** All of it is seen at first, as soon as there is room. */
    private void fitOnce() {
        if (!fitted && sheet != null && viewer.getControl().getSize().x > 100) {
            fitted = true;
            viewer.getControl().getDisplay().asyncExec(() -> {
                if (!area.isDisposed()) {
                    viewer.flush();
                    fit();
                }
            });
        }
    }

    private void theme() {
        Look now = Look.on(around.getBackground());
        if (now != look) {
            flow.look(now);
            look(now);
        }
    }

    private void look(Look now) {
        look = now;
        viewer.getControl().setBackground(look.ground());
        if (sheet != null) {
            open(sheet.session(), sheet.twins());
        }
    }

    // ---- selection

    private void selected() {
        if (quiet || sheet == null) {
            return;
        }
        Object first = viewer.getSelectedEditParts().isEmpty() ? null : viewer.getSelectedEditParts().get(0);
        String id = first instanceof Named n ? String.valueOf(idOf(n)) : first instanceof PlacementPart p
                ? String.valueOf(p.placement()
                .getRole()) : "";
        quiet = true;
        sheet.session().select(id);
        quiet = false;
        outline.select(first instanceof Named n ? Optional.of(n.element()) : Optional.empty());
    }

    /** Shows what is chosen elsewhere. */
    private void follow() {
        String id = sheet.session().selected();
        Object now = viewer.getSelectedEditParts().isEmpty() ? null : viewer.getSelectedEditParts().get(0);
        if (now != null && id.equals(idOf(now))) {
            return;
        }
        quiet = true;
        try {
            Optional<EditPart> part = id.isEmpty() ? Optional.empty() : parts().stream().filter(p -> id.equals(idOf(p))).findFirst();
            if (part.isPresent()) {
                viewer.select(part.get());
                viewer.reveal(part.get());
                outline.select(part.get() instanceof Named n ? Optional.of(n.element()) : Optional.empty());
            } else {
                viewer.deselectAll();
            }
        } finally {
            quiet = false;
        }
    }

    private static String idOf(Object part) {
        return part instanceof LinkPart l && l.element() instanceof Coupling ? l.link().key() : part instanceof Named n ? Names.key(n
                .element()) : part instanceof PlacementPart p ? p.placement().getRole() : null;
    }

    /** Every part that shows something: nodes, the parts on them, links. */
    private List<EditPart> parts() {
        List<EditPart> all = new ArrayList<>();
        for (Object o : viewer.getEditPartRegistry().values()) {
            if (o instanceof Named || o instanceof PlacementPart) {
                all.add((EditPart) o);
            }
        }
        return all;
    }

    private void choose(NamedElement element) {
        parts().stream().filter(p -> p instanceof Named n && n.element() == element).findFirst().ifPresent(p -> {
            viewer.select(p);
            viewer.reveal(p);
        });
    }

    // ---- what is done

    private void remove() {
        if (pages.getSelectionIndex() != 0) {
            return;
        }
        Command all = null;
        for (Object o : viewer.getSelectedEditParts()) {
            Command c = ((EditPart) o).getCommand(new GroupRequest(RequestConstants.REQ_DELETE));
            all = all == null ? c : c == null ? all : all.chain(c);
        }
        domain.getCommandStack().execute(all);
    }

    private void rename() {
        if (viewer.getSelectedEditParts().size() == 1 && pages.getSelectionIndex() == 0) {
            ((EditPart) viewer.getSelectedEditParts().get(0)).performRequest(new Request(RequestConstants.REQ_DIRECT_EDIT));
        }
    }

    /** Arranges everything by itself, and forgets all bends. */
    void layout() {
        contents().ifPresent(c -> {
            Map<String, Arrangement.At> places = new HashMap<>();
            sheet.automatic(c.sizes()).forEach((n, at) -> places.put(n.id(), at));
            sheet.session().execute(sheet.kept().change(Texts.text("command.layout"), Arrangement.NONE.with(places)));
            fitted = false;
            fitOnce();
        });
    }

    /** Shows all of it, not larger than it is drawn. */
    void fit() {
        if (contents().isPresent()) {
            root.showAll(viewer);
        }
    }

    private void export(String ending) {
        if (sheet == null) {
            return;
        }
        Path arranged = sheet.kept().file();
        String name = arranged.getFileName().toString().replaceFirst("\\.diagram$", "-diagram." + ending);
        Pictures.save(getSite().getShell(), arranged.resolveSibling(name), ending, this::write);
    }

    /** Writes all of the diagram in the colours in which it is seen. @param ending {@code svg} or {@code png} */
    public void write(Path file, String ending) throws IOException {
        byte[] picture = ending.equals("svg") ? Pictures.svg(viewer, look, getPartName()) : Pictures.png(viewer, look);
        AtomicFiles.write(file, out -> out.write(picture));
    }

    /** Prints the page that is shown. */
    private void print() {
        if (pages.getSelectionIndex() != 0) {
            flow.print();
        } else if (sheet != null) {
            Pictures.print(getSite().getShell(), viewer, look, this::look, getPartName());
        }
    }

    /** Shows the page of the scenario's flow, or that of the anatomy. */
    public void showFlow(boolean on) {
        pages.setSelection(on ? 1 : 0);
        flow.show(session().orElse(null));
    }

    /** Writes all of the scenario's flow. @param ending {@code svg} or {@code png} */
    public void writeFlow(Path file, String ending) throws IOException {
        flow.write(file, ending);
    }

    // ---- for tests

    /** Takes a tool of the palette by its name. */
    public void choose(String tool) {
        domain.getPaletteViewer().setActiveTool(entries().filter(e -> tool.equals(e.getLabel())).map(ToolEntry.class::cast).findFirst()
                .orElseThrow());
    }

    /** What is chosen in the diagram, by id. */
    public List<String> chosen() {
        return parts().stream().filter(p -> p.getSelected() != EditPart.SELECTED_NONE).map(DiagramView::idOf).toList();
    }

    /** What the palette calls its tools. */
    public List<String> tools() {
        return entries().map(PaletteEntry::getLabel).toList();
    }

    private Stream<PaletteEntry> entries() {
        List<?> groups = domain.getPaletteViewer().getPaletteRoot().getChildren();
        return groups.stream().flatMap(g -> ((List<?>) ((PaletteContainer) g).getChildren()).stream()).map(PaletteEntry.class::cast);
    }

    /** The flow that is shown on its page. */
    public Flow flow() {
        return flow.flow();
    }

    /** Where a station of the flow is seen, or the button on it, in points of its control. */
    public org.eclipse.swt.graphics.Rectangle place(String station, boolean button) {
        return flow.place(station, button);
    }

    /** Where what shows an element is seen, in points of the diagram's control. @param id of a bone or of what is a line */
    public org.eclipse.swt.graphics.Rectangle place(String id) {
        Named part = (Named) parts().stream().filter(p -> p instanceof Named && id.equals(idOf(p))).findFirst().orElseThrow();
        Rectangle r = part instanceof LinkPart ? part.nameBounds() : part.getFigure().getBounds().getCopy();
        part.getFigure().translateToAbsolute(r);
        return new org.eclipse.swt.graphics.Rectangle(r.x, r.y, r.width, r.height);
    }

    /** The texts on the lines of the diagram. */
    public List<String> labels() {
        return parts().stream().filter(LinkPart.class::isInstance).map(p -> ((LinkPart) p).label()).sorted().toList();
    }

    /** Ids of the nodes, and of the parts on them by role. */
    public List<String> nodes() {
        return parts().stream().filter(p -> !(p instanceof LinkPart)).map(DiagramView::idOf).sorted().toList();
    }

    @Override
    public String help() {
        return Texts.text("help");
    }

    @Override
    public void setFocus() {
        readTwins();
        (pages.getSelectionIndex() == 0 ? viewer.getControl() : flow).setFocus();
    }

    @Override
    public void dispose() {
        super.dispose();
        if (letters != null) {
            letters.dispose();
        }
    }
}
