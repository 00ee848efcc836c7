/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.ui.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.jface.action.Action;
import org.eclipse.jface.action.IAction;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.StackLayout;
import org.eclipse.swt.dnd.DND;
import org.eclipse.swt.dnd.DropTarget;
import org.eclipse.swt.dnd.DropTargetAdapter;
import org.eclipse.swt.dnd.DropTargetEvent;
import org.eclipse.swt.dnd.FileTransfer;
import org.eclipse.swt.dnd.Transfer;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.layout.RowData;
import org.eclipse.swt.layout.RowLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.MenuItem;
import org.eclipse.swt.widgets.ToolBar;
import org.eclipse.swt.widgets.ToolItem;
import org.eclipse.ui.IActionBars;
import org.eclipse.ui.actions.ActionFactory;
import org.orthotwin.core.InputException;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.LabelEditor;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.Slab;
import org.orthotwin.imaging.ValueMapping;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.imaging.Volumes;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.anatomy.DataFiles;
import org.orthotwin.model.anatomy.DataReference;
import org.orthotwin.render.Material;
import org.orthotwin.report.JointScene;
import org.orthotwin.report.Wording;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.ui.CaseSession;
import org.orthotwin.ui.CaseView;
import org.orthotwin.ui.JobMonitor;
import org.orthotwin.ui.Spot;
import org.orthotwin.ui.UiLanguage;
import org.orthotwin.ui.ViewHelp;

/**
 * Slices through an image in the three directions of the body, one along an axis of a part, and simulated radiographs, with the outlines of
 * bones and parts of the case that is open. A case without an image is cut all the same: its bones and parts alone.
 */
public final class SlicesView extends CaseView implements ViewHelp {

    public static final String ID = "org.orthotwin.imaging.ui.slices";

    private static final Color GAP = new Color(0x2A, 0x33, 0x3D);
    private static final int PARENT_BONE = 0xF2CF7A;
    private static final int CHILD_BONE = 0x7FC4F5;
    private static final int[] PARTS = {0xFF8A5C, 0x6FE3C4, 0xE58AE0, 0x9BE564, 0xB9A2FF};
    private static final int OBLIQUE = 0x6FE3E0;
    private static final int FILM = 0xC9D2DB;
    /** From the source of a simulated radiograph to the middle of what it shows, m: a film at 1.15 m, 0.15 m behind the joint. */
    private static final double SOURCE = 1.0;
    private static final double TURN = Math.toRadians(5);
    /** How much is seen around the joint at first, m. */
    private static final double AROUND = 0.26;
    /** Milliseconds between two messages to the other views of what is pointed at. */
    private static final int TELL = 40;

    private final SlicesModel model = new SlicesModel();
    private final Map<String, SlicePane> panes = new LinkedHashMap<>();
    private final PanesLayout layout = new PanesLayout();
    private final StackLayout stack = new StackLayout();
    private Composite area;
    private Composite fourth;
    private Label state;
    private Job reading;
    private Job readingLabels;
    private Path caseFile;
    private Optional<Volume> image = Optional.empty();
    private Optional<LabelMap> labels = Optional.empty();
    /** Whether the label map was made empty for the image, to be painted on. */
    private boolean blank;
    /** What the number of strokes was when they were saved last. */
    private long saved = -1;
    private final Map<Path, Aside> aside = new HashMap<>();
    private Optional<JointScene> shown = Optional.empty();
    private RigidTransform childPose = RigidTransform.IDENTITY;
    private Axes.Axis axis;
    private double turn;
    /** Whether the cursor has been put somewhere since there is this content, and whether into the joint. */
    private boolean placed;
    private boolean atJoint;
    private boolean telling;
    private Spot told;

    /** What was painted for a case that is not in front, and what it was painted on. */
    private record Aside(Optional<Volume> image, Optional<LabelMap> labels, boolean blank, LabelEditor editor, GreyWindow window) {
    }

    /** One of the planes of the body. */
    private final class Body implements SlicePane.Plane {

        private final Direction direction;

        Body(Direction direction) {
            this.direction = direction;
        }

        @Override
        public String name() {
            return Texts.text("plane." + direction.name().toLowerCase(Locale.ROOT));
        }

        @Override
        public int color() {
            return direction.color();
        }

        @Override
        public Vec3 right() {
            return model.content().axes().rotate(direction.right());
        }

        @Override
        public Vec3 down() {
            return model.content().axes().rotate(direction.down());
        }
    }

    /** Along the axis that is chosen, turned about it; without one along the line of sight that lies between front and side. */
    private final class Oblique implements SlicePane.Plane {

        @Override
        public String name() {
            return axis == null ? Texts.text("plane.oblique") : Texts.text("plane.along", new Wording(UiLanguage.code()).role(axis.role()),
                    Math.round(Math.toDegrees(turn)));
        }

        @Override
        public int color() {
            return OBLIQUE;
        }

        @Override
        public Vec3 right() {
            Vec3 down = down();
            RigidTransform a = model.content().axes();
            Vec3 across = axis == null ? a.rotate(Vec3.X.plus(Vec3.Y).normalized()) : axis.across();
            Vec3 left = a.rotate(Vec3.X);
            // as the coronal plane has it, the patient's left on the right, where it is not turned
            Vec3 r = across.dot(left) < 0 ? across.negate() : across;
            return RigidTransform.rotation(down, turn).rotate(r);
        }

        @Override
        public Vec3 down() {
            Vec3 feet = model.content().axes().rotate(Vec3.Z.negate());
            return axis == null ? feet : axis.direction().dot(feet) < 0 ? axis.direction().negate() : axis.direction();
        }
    }

    /** A film behind the patient. */
    private final class Film implements SlicePane.Plane {

        private final Direction direction;

        Film(Direction direction) {
            this.direction = direction;
        }

        @Override
        public String name() {
            return Texts.text("film." + direction.name().toLowerCase(Locale.ROOT));
        }

        @Override
        public int color() {
            return FILM;
        }

        @Override
        public Vec3 right() {
            return model.content().axes().rotate(direction.right());
        }

        @Override
        public Vec3 down() {
            return model.content().axes().rotate(direction.down());
        }

        @Override
        public Double depth() {
            return middle().dot(normal());
        }

        @Override
        public Vec3 source() {
            return middle().minus(normal().times(SOURCE));
        }
    }

    /** The middle of all there is. */
    private Vec3 middle() {
        List<Vec3> corners = model.content().corners();
        Vec3 sum = Vec3.ZERO;
        for (Vec3 c : corners) {
            sum = sum.plus(c);
        }
        return corners.isEmpty() ? sum : sum.times(1.0 / corners.size());
    }

    @Override
    protected void create(Composite parent) {
        Composite all = new Composite(parent, SWT.NONE);
        GridLayout g = new GridLayout(1, false);
        g.marginWidth = 0;
        g.marginHeight = 0;
        g.verticalSpacing = 0;
        all.setLayout(g);
        bar(all).setLayoutData(new GridData(SWT.FILL, SWT.TOP, true, false));
        area = new Composite(all, SWT.NONE);
        // a background of its own would be that of the theme
        area.addListener(SWT.Paint, e -> {
            e.gc.setBackground(GAP);
            e.gc.fillRectangle(area.getClientArea());
        });
        area.setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true));
        area.setLayout(layout);
        List<String> letters = new Wording(UiLanguage.code()).letters();
        List<SlicePane.Plane> planes = new ArrayList<>();
        for (Direction d : Direction.values()) {
            planes.add(new Body(d));
            panes.put(d.name(), new SlicePane(area, model, planes.get(planes.size() - 1), letters));
        }
        fourth = new Composite(area, SWT.NONE);
        fourth.setLayout(stack);
        planes.add(new Oblique());
        panes.put("OBLIQUE", new SlicePane(fourth, model, planes.get(3), letters));
        for (Direction d : List.of(Direction.CORONAL, Direction.SAGITTAL)) {
            panes.put("FILM_" + d.name(), new SlicePane(fourth, model, new Film(d), letters));
        }
        stack.topControl = panes.get("OBLIQUE");
        panes.forEach((id, p) -> {
            p.setData("pane", id);
            // before there is a layout that hides it, it would be drawn
            p.setVisible(p.getParent() == area || p == stack.topControl);
            p.cross(id.equals("OBLIQUE") ? planes : planes.subList(0, 3));
            p.onMaximize(() -> maximize(p.getParent() == fourth ? fourth : p));
            p.onPoint(this::tell);
        });
        panes.get("OBLIQUE").addListener(SWT.MouseVerticalWheel, e -> {
            if ((e.stateMask & SWT.ALT) != 0) {
                turn(TURN * Math.signum(e.count));
            }
        });
        panes.values().forEach(this::drop);
        // once the actions of the case are there
        area.getDisplay().asyncExec(() -> {
            if (!area.isDisposed()) {
                undo(ActionFactory.UNDO, e -> !e.edits().isEmpty(), LabelEditor::undo);
                undo(ActionFactory.REDO, LabelEditor::canRedo, LabelEditor::redo);
            }
        });
    }

    private Composite bar(Composite parent) {
        Composite bar = new Composite(parent, SWT.NONE);
        RowLayout row = new RowLayout(SWT.HORIZONTAL);
        row.center = true;
        row.marginTop = 1;
        row.marginBottom = 1;
        bar.setLayout(row);
        ToolBar tools = new ToolBar(bar, SWT.FLAT | SWT.RIGHT);
        ToolItem open = item(tools, SWT.PUSH, "open");
        open.addListener(SWT.Selection, e -> {
            String path = OpenImageHandler.choose(getSite().getShell(), false);
            if (path != null) {
                open(Path.of(path));
            }
        });
        new ToolItem(tools, SWT.SEPARATOR);
        for (SlicesModel.Tool t : SlicesModel.Tool.values()) {
            ToolItem i = item(tools, SWT.RADIO, t.name().toLowerCase(Locale.ROOT));
            i.setSelection(t == model.tool());
            i.addListener(SWT.Selection, e -> {
                if (i.getSelection()) {
                    model.tool(t);
                    editWherePainted();
                }
            });
        }
        item(tools, SWT.PUSH, "clear").addListener(SWT.Selection, e -> model.rulers(List.of()));
        new ToolItem(tools, SWT.SEPARATOR);
        menu(tools, "preset", "window", m -> {
            for (GreyWindow.Preset p : GreyWindow.Preset.values()) {
                choice(m, SWT.RADIO, Texts.text("preset." + p.name().toLowerCase(Locale.ROOT), number(p.window().level()), number(p.window()
                        .width())), model.window().equals(p.window()), () -> model.window(p.window()));
            }
            choice(m, SWT.PUSH, Texts.text("preset.fitting"), false, () -> model.content().image().ifPresent(v -> model.window(GreyWindow
                    .fitting(v))));
            choice(m, SWT.PUSH, Texts.text("preset.full"), false, () -> model.content().image().ifPresent(v -> model.window(GreyWindow.full(
                    v))));
        });
        menu(tools, "slab", "slab", m -> {
            choice(m, SWT.RADIO, Texts.text("slab.thin"), model.slab().thickness() == 0, () -> model.slab(Slab.THIN));
            for (boolean maximum : new boolean[] {false, true}) {
                for (int mm : new int[] {5, 10, 20, 50}) {
                    Slab s = new Slab(mm / 1000.0, maximum);
                    choice(m, SWT.RADIO, Texts.text(maximum ? "slab.text.max" : "slab.text.mean", mm), model.slab().equals(s), () -> model
                            .slab(s));
                }
            }
        });
        menu(tools, "fourth", "fourth", m -> {
            boolean oblique = stack.topControl == panes.get("OBLIQUE");
            choice(m, SWT.RADIO, Texts.text("plane.oblique"), oblique && axis == null, () -> oblique(null));
            for (Axes.Axis a : axes()) {
                choice(m, SWT.RADIO, Texts.text("plane.along.menu", new Wording(UiLanguage.code()).role(a.role())),
                        oblique && axis != null && axis.role().equals(a.role()), () -> oblique(a));
            }
            for (Direction d : List.of(Direction.CORONAL, Direction.SAGITTAL)) {
                SlicePane p = panes.get("FILM_" + d.name());
                choice(m, SWT.RADIO, Texts.text("film." + d.name().toLowerCase(Locale.ROOT)), stack.topControl == p, () -> fourth(p));
            }
        });
        menu(tools, "paint", "labels", this::brushes);
        // where there is little room, it stands in a second row
        ToolBar shows = new ToolBar(bar, SWT.FLAT | SWT.RIGHT);
        ToolItem outlines = item(shows, SWT.CHECK, "outlines");
        outlines.setSelection(true);
        outlines.addListener(SWT.Selection, e -> model.outlines(outlines.getSelection()));
        ToolItem overlay = item(shows, SWT.CHECK, "labels");
        overlay.setSelection(true);
        overlay.addListener(SWT.Selection, e -> model.labels(overlay.getSelection()));
        model.addListener(() -> {
            // keys change them, too
            outlines.setSelection(model.outlines());
            overlay.setSelection(model.labels());
        });
        item(shows, SWT.PUSH, "fit").addListener(SWT.Selection, e -> panes.values().forEach(SlicePane::fit));
        state = new Label(bar, SWT.NONE);
        state.setLayoutData(hidden(true));
        bar.addListener(SWT.Resize, e -> bar.getParent().layout());
        return bar;
    }

    /** The labels to paint with, the size of the brush, where it works, and what to do with what was painted. */
    private void brushes(Menu m) {
        SlicesModel.Brush b = model.brush();
        choice(m, SWT.RADIO, Texts.text("brush.erase"), b.label() == 0, () -> model.brush(new SlicesModel.Brush(0, b.radius(), b.from())));
        Map<Integer, String> names = model.editor().map(LabelEditor::names).orElse(labels.map(LabelMap::names).orElse(Map.of()));
        names.forEach((label, name) -> choice(m, SWT.RADIO, label + "  " + name, b.label() == label, () -> model.brush(new SlicesModel
                .Brush(label, b.radius(), b.from()))));
        new MenuItem(m, SWT.SEPARATOR);
        for (int mm : new int[] {1, 2, 4, 8, 15}) {
            choice(m, SWT.RADIO, Texts.text("brush.radius", mm), b.radius() == mm / 1000.0, () -> model.brush(new SlicesModel.Brush(b
                    .label(), mm / 1000.0, b.from())));
        }
        new MenuItem(m, SWT.SEPARATOR);
        for (double from : new double[] {Double.NEGATIVE_INFINITY, 100, 150, 200, 300, 2000}) {
            choice(m, SWT.RADIO, from < 0 ? Texts.text("brush.everywhere") : Texts.text("brush.from", number(from)), b.from() == from,
                    () -> model.brush(new SlicesModel.Brush(b.label(), b.radius(), from)));
        }
        new MenuItem(m, SWT.SEPARATOR);
        choice(m, SWT.PUSH, Texts.text("brush.save"), false, this::saveCorrections);
    }

    private void editWherePainted() {
        if (model.tool() == SlicesModel.Tool.BRUSH || model.tool() == SlicesModel.Tool.FILL) {
            edit();
        }
    }

    /** Makes the label map ready to be corrected; of an image without one, an empty map. */
    private void edit() {
        Optional<VolumeGeometry> grid = model.content().grid();
        if (model.editor().isPresent() || grid.isEmpty()) {
            return;
        }
        Optional<LabelMap> start = labels;
        Path of = caseFile;
        Display display = area.getDisplay();
        Job job = Job.create(Texts.text("job.edit"), monitor -> {
            LabelMap map = start.orElseGet(() -> LabelMap.of(Volume.zeros(grid.get(), ScalarType.UINT16, ValueMapping.IDENTITY), Map.of(1,
                    "structure")));
            LabelEditor e = new LabelEditor(map);
            if (!display.isDisposed()) {
                display.asyncExec(() -> {
                    if (!area.isDisposed() && Objects.equals(of, caseFile) && labels.equals(start) && model.content().grid().equals(grid)
                            && model.editor().isEmpty()) {
                        labels = Optional.of(e.live());
                        blank = start.isEmpty();
                        model.editor(e);
                        show();
                    }
                });
            }
        });
        job.schedule();
    }

    private static boolean touched(LabelEditor e) {
        return !e.edits().isEmpty() || e.canRedo();
    }

    private boolean unsaved() {
        return model.strokes() != saved && model.editor().filter(e -> !e.edits().isEmpty()).isPresent();
    }

    /** Writes what was touched, as {@code twin build --corrections} takes it. */
    private void saveCorrections() {
        LabelEditor e = model.editor().orElse(null);
        if (e == null) {
            return;
        }
        FileDialog dialog = new FileDialog(getSite().getShell(), SWT.SAVE);
        dialog.setFileName("corrections.nrrd");
        dialog.setOverwrite(true);
        String path = dialog.open();
        if (path != null) {
            // as it is now, whatever is painted meanwhile
            Volume v = e.corrections().volume();
            long strokes = model.strokes();
            Display display = area.getDisplay();
            Job job = Job.create(Texts.text("job.save", path), monitor -> {
                try {
                    Volumes.write(v, Path.of(path), new JobMonitor(monitor));
                    if (!display.isDisposed()) {
                        display.asyncExec(() -> saved = strokes);
                    }
                    return Status.OK_STATUS;
                } catch (InputException x) {
                    return Status.error(x.diagnostic().text(UiLanguage.code()));
                } catch (IOException x) {
                    return Status.error(Texts.text("save.failed", path, String.valueOf(x.getMessage())), x);
                }
            });
            job.setUser(true);
            job.schedule();
        }
    }

    /** Undo and redo of what is painted come before those of the case, as long as there is something of it. */
    private void undo(ActionFactory which, Predicate<LabelEditor> can, Predicate<LabelEditor> what) {
        IActionBars bars = getViewSite().getActionBars();
        IAction ofCase = bars.getGlobalActionHandler(which.getId());
        Action both = new Action() {
            @Override
            public void run() {
                if (model.editor().filter(can).isPresent()) {
                    what.test(model.editor().get());
                    model.edited();
                } else {
                    ofCase.run();
                }
            }
        };
        Runnable update = () -> {
            boolean own = model.editor().filter(can).isPresent();
            both.setEnabled(own || ofCase.isEnabled());
            both.setText(own ? Texts.text(which == ActionFactory.UNDO ? "undo.stroke" : "redo.stroke") : ofCase.getText());
        };
        model.addListener(update);
        ofCase.addPropertyChangeListener(e -> update.run());
        update.run();
        bars.setGlobalActionHandler(which.getId(), both);
        bars.updateActionBars();
    }

    /** Nothing to be said needs no row of its own. */
    private static RowData hidden(boolean yes) {
        RowData d = new RowData();
        d.exclude = yes;
        return d;
    }

    private static ToolItem item(ToolBar bar, int style, String key) {
        ToolItem i = new ToolItem(bar, style);
        i.setImage(Icons.get(key));
        i.setToolTipText(Texts.text("tool." + key));
        i.setData("tool", key);
        return i;
    }

    private static void menu(ToolBar bar, String key, String icon, java.util.function.Consumer<Menu> fill) {
        ToolItem i = new ToolItem(bar, SWT.DROP_DOWN);
        i.setImage(Icons.get(icon));
        i.setText(Texts.text("menu." + key));
        i.setToolTipText(Texts.text("tool." + key));
        i.setData("tool", key);
        i.addListener(SWT.Selection, e -> {
            Menu menu = new Menu(bar);
            fill.accept(menu);
            menu.setLocation(bar.toDisplay(i.getBounds().x, i.getBounds().y + i.getBounds().height));
            menu.addListener(SWT.Hide, h -> menu.getDisplay().asyncExec(menu::dispose));
            menu.setVisible(true);
        });
    }

    private static void choice(Menu menu, int style, String text, boolean chosen, Runnable what) {
        MenuItem i = new MenuItem(menu, style);
        i.setText(text);
        i.setSelection(chosen);
        i.addListener(SWT.Selection, e -> {
            if (style == SWT.PUSH || i.getSelection()) {
                what.run();
            }
        });
    }

    private static String number(double v) {
        return String.format(Locale.ROOT, "%.0f", v);
    }

    private void maximize(Control pane) {
        layout.alone(layout.alone() == pane ? null : pane);
        area.layout(true);
        panes.values().forEach(SlicePane::fit);
    }

    private void oblique(Axes.Axis a) {
        axis = a;
        turn = 0;
        if (a != null) {
            point(a.point());
        }
        fourth(panes.get("OBLIQUE"));
    }

    private void turn(double angle) {
        turn += angle;
        model.content(model.content());
    }

    private void fourth(SlicePane p) {
        stack.topControl = p;
        fourth.layout(true);
        p.fit();
    }

    private void drop(Control c) {
        DropTarget target = new DropTarget(c, DND.DROP_COPY | DND.DROP_DEFAULT);
        target.setTransfer(new Transfer[] {FileTransfer.getInstance()});
        target.addDropListener(new DropTargetAdapter() {
            @Override
            public void dragEnter(DropTargetEvent e) {
                e.detail = DND.DROP_COPY;
            }

            @Override
            public void drop(DropTargetEvent e) {
                if (e.data instanceof String[] files && files.length > 0) {
                    open(Path.of(files[0]));
                }
            }
        });
    }

    @Override
    public void setFocus() {
        panes.get(Direction.AXIAL.name()).setFocus();
    }

    @Override
    public String help() {
        return Texts.text("help");
    }

    // ---- what is shown

    /** Reads an image, a label map or a folder of DICOM files in the background and shows it. @return the job */
    public Job open(Path path) {
        return open(path, "");
    }

    private Job open(Path path, String series) {
        stop(reading);
        Path of = caseFile;
        reading = new ImageJob(area.getDisplay(), path, series, (job, o) -> {
            if (!area.isDisposed() && opened(job, o) && of != null && o.labels().isEmpty()) {
                ImageMemory.keep(of, new ImageMemory.Kept(path, o.series()));
            }
        });
        reading.schedule();
        return reading;
    }

    private static void stop(Job job) {
        if (job != null) {
            job.cancel();
        }
    }

    /** Shows what was read; false if something else is wanted by now. */
    private boolean opened(Job job, ImageJob.Opened o) {
        // a map that was made for one image is none for an image with another grid
        boolean instead = o.labels().isPresent() || blank && !labels.map(LabelMap::geometry).equals(Optional.of(o.volume().geometry()));
        if (job != reading || instead && unsaved() && !MessageDialog.openConfirm(getSite().getShell(), Texts.text("open.title"),
                Texts.text("open.unsaved", o.path().getFileName())) || area.isDisposed() || job != reading) {
            return false;
        }
        if (instead) {
            stop(o.labels().isPresent() ? readingLabels : null);
            readingLabels = o.labels().isPresent() ? null : readingLabels;
            labels = o.labels();
            blank = false;
            model.editor(null);
        }
        if (o.labels().isEmpty()) {
            image = Optional.of(o.volume());
            model.window(o.window());
        }
        placed = false;
        show();
        begin();
        editWherePainted();
        return true;
    }

    /** What is seen first: the joint where it is known, else everything. */
    private void begin() {
        panes.values().forEach(p -> {
            if (atJoint && p.getParent() == area) {
                p.around(AROUND);
            } else {
                p.fit();
            }
        });
    }

    @Override
    protected void changed(CaseSession.Change change) {
        if (area.isDisposed()) {
            return;
        }
        Path file = session().map(CaseSession::file).orElse(null);
        if (file != null && !file.equals(caseFile)) {
            follow(file);
        }
        switch (change) {
            case EVALUATION -> show();
            case POSE -> {
                if (model.content().grid().isEmpty()) {
                    show();
                }
            }
            case SPOT -> session().flatMap(CaseSession::spot).filter(s -> s != told).ifPresent(s -> {
                told = s;
                model.cursor(place(s.bone()).apply(s.point()));
            });
            default -> {
                // nothing that is seen here
            }
        }
    }

    /** Another case: its own images, and what was painted on them. What is open before the first case belongs to that. */
    private void follow(Path file) {
        Optional<LabelEditor> painted = model.editor().filter(SlicesView::touched);
        boolean first = caseFile == null;
        stop(readingLabels);
        readingLabels = null;
        if (!first) {
            stop(reading);
            reading = null;
            painted.ifPresent(e -> aside.put(caseFile, new Aside(image, labels, blank, e, model.window())));
            image = Optional.empty();
        }
        caseFile = file;
        placed = false;
        Aside back = aside.remove(file);
        if (back != null) {
            image = back.image;
            labels = back.labels;
            blank = back.blank;
            model.window(back.window);
            model.editor(back.editor);
            show();
            begin();
        } else if (!first || painted.isEmpty()) {
            labels = Optional.empty();
            blank = false;
            model.editor(null);
            labelFile().ifPresent(this::readLabels);
        }
        if (image.isEmpty() && (reading == null || reading.getState() == Job.NONE)) {
            ImageMemory.of(file).filter(k -> Files.exists(k.path())).ifPresent(k -> open(k.path(), k.series()));
        }
    }

    /** The label map of the case, unless by then something is painted. */
    private void readLabels(Path path) {
        readingLabels = new ImageJob(area.getDisplay(), path, "", (job, o) -> {
            if (!area.isDisposed() && job == readingLabels && o.labels().isPresent() && model.editor().filter(SlicesView::touched)
                    .isEmpty()) {
                labels = o.labels();
                blank = false;
                model.editor(null);
                placed = false;
                show();
                begin();
                editWherePainted();
            }
        });
        readingLabels.setUser(false);
        readingLabels.schedule();
    }

    @Override
    public void dispose() {
        stop(reading);
        stop(readingLabels);
        super.dispose();
    }

    /** The label map that the case's bones refer to. */
    private Optional<Path> labelFile() {
        return session().map(CaseSession::models).flatMap(c -> c.anatomy().flatMap(a -> a.getBones().stream().map(Bone::getVolumes)
                .flatMap(List::stream).filter(r -> "labels".equals(r.getRole())).map(r -> resolve(c.anatomyFile().orElseThrow(), r))
                .filter(Files::exists).findFirst()));
    }

    private static Path resolve(Path anatomy, DataReference r) {
        return DataFiles.resolve(anatomy, r);
    }

    /** The pose of the surface frame of a bone in the space of the slices: in an image all bones are where they were imaged. */
    private RigidTransform place(String bone) {
        return model.content().grid().isPresent() || shown.isEmpty() || !shown.get().joint().child().equals(bone) ? RigidTransform.IDENTITY
                : childPose;
    }

    private void show() {
        CaseSession s = session().orElse(null);
        shown = s == null ? Optional.empty() : s.evaluation().scene();
        childPose = shown.map(j -> s.childInParent().orElse(j.neutral())).orElse(RigidTransform.IDENTITY);
        boolean imaged = image.isPresent() || labels.isPresent();
        RigidTransform body = imaged || shown.isEmpty() ? RigidTransform.IDENTITY : patient(shown.get().anatomical());
        List<Shape> shapes = new ArrayList<>();
        Map<String, Integer> colors = new LinkedHashMap<>();
        shown.ifPresent(j -> j.shown().forEach(x -> {
            String bone = x.child() ? j.joint().child() : j.joint().parent();
            int color = x.bone() ? x.child() ? CHILD_BONE : PARENT_BONE : PARTS[colors.computeIfAbsent(x.id(), k -> colors.size())
                    % PARTS.length];
            RigidTransform at = imaged ? x.pose() : x.place(childPose);
            shapes.add(new Shape(x.id(), bone, x.surface().mesh(), at, color, !x.bone(), !x.bone() && !x.material().equals(
                    Material.POLYETHYLENE)));
        }));
        if (axis != null) {
            String role = axis.role();
            axis = axes().stream().filter(a -> a.role().equals(role)).findFirst().orElse(null);
        }
        Content next = new Content(image, labels, shapes, body);
        boolean first = model.content().isEmpty();
        if (!placed && !next.isEmpty()) {
            model.content(next);
            // the joint is what one wants to see; without one the middle of the image
            Optional<Vec3> joint = shown.map(j -> j.anatomical().translation()).filter(p -> inside(next, p));
            placed = shown.isPresent();
            atJoint = joint.isPresent();
            model.cursor(joint.orElseGet(this::middle));
        } else {
            model.content(next);
        }
        if (first) {
            begin();
        }
        String text = model.content().isEmpty() ? s == null ? Texts.text("empty") : "" : model.content().grid().isEmpty() ? Texts.text(
                "no-image") : "";
        if (!text.equals(state.getText())) {
            state.setText(text);
            state.setLayoutData(hidden(text.isEmpty()));
            state.getParent().getParent().layout(true);
        }
    }

    private static boolean inside(Content c, Vec3 p) {
        return c.grid().map(g -> g.voxel(p).isPresent()).orElse(true);
    }

    private List<Axes.Axis> axes() {
        RunResult r = session().flatMap(s -> s.evaluation().result()).orElse(null);
        return r == null || shown.isEmpty() ? List.of() : Axes.of(r.problem().parts(), this::place);
    }

    /** Left, back and head of a frame with the axes of the ISB: front, head and right. */
    private static RigidTransform patient(RigidTransform isb) {
        return RigidTransform.frame(isb.translation(), isb.axis(2).negate(), isb.axis(0).negate(), isb.axis(1));
    }

    private void point(Vec3 place) {
        model.cursor(place);
        tell(place);
    }

    /** Has the other views look at the same place, not more often than they can draw. */
    private void tell(Vec3 place) {
        if (telling || shown.isEmpty()) {
            return;
        }
        telling = true;
        area.getDisplay().timerExec(TELL, () -> {
            telling = false;
            if (area.isDisposed() || shown.isEmpty()) {
                return;
            }
            Vec3 now = model.cursor();
            String bone = panes.values().stream().filter(Control::isVisible).map(p -> p.nearest(now)).flatMap(Optional::stream).min((a,
                    b) -> Double.compare(a.distance(), b.distance())).map(n -> n.shape().bone()).orElse(shown.get().joint().parent());
            told = new Spot(bone, place(bone).inverse().apply(now));
            session().ifPresent(s -> s.spot(Optional.of(told)));
        });
    }

    /** Where the planes meet, in the space of the image, or of the scene where there is none, m. */
    public Vec3 cursor() {
        return model.cursor();
    }

    /** What was measured, in the order in which it was: distances in m, angles in rad. */
    public List<Double> measured() {
        return model.rulers().stream().map(SlicesModel.Ruler::value).toList();
    }

    /** The image that is shown. */
    public Optional<Volume> image() {
        return model.content().image();
    }

    /** Takes image and measurements away, and forgets that the image belongs to the case, for tests. */
    public void forget() {
        stop(reading);
        reading = null;
        image = Optional.empty();
        model.rulers(List.of());
        if (caseFile != null) {
            ImageMemory.forget(caseFile);
        }
        placed = false;
        show();
        begin();
    }

    /** The place that is seen at a point of a pane (AXIAL, CORONAL, SAGITTAL, OBLIQUE), for tests. */
    public Vec3 placeAt(String pane, int x, int y) {
        return panes.get(pane).placeAt(x, y);
    }

    /** Where in a pane (also FILM_CORONAL, FILM_SAGITTAL) a place is seen, x and y, for tests. */
    public double[] seenAt(String pane, Vec3 place) {
        return panes.get(pane).seenAt(place);
    }

    /** Whether all panes that can be seen show what was asked for last, for tests. */
    public boolean isCurrent() {
        return panes.values().stream().filter(Control::isVisible).allMatch(SlicePane::isCurrent);
    }
}
