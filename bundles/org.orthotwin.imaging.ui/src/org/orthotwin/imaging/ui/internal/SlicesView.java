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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.IStatus;
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
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.MenuItem;
import org.eclipse.swt.widgets.ToolBar;
import org.eclipse.swt.widgets.ToolItem;
import org.eclipse.ui.IActionBars;
import org.eclipse.ui.ISaveablePart;
import org.eclipse.ui.ISaveablesLifecycleListener;
import org.eclipse.ui.ISaveablesSource;
import org.eclipse.ui.Saveable;
import org.eclipse.ui.SaveablesLifecycleEvent;
import org.eclipse.ui.actions.ActionFactory;
import org.orthotwin.construction.RebuiltSurface;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.LabelCorrections;
import org.orthotwin.imaging.LabelEditor;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.Slab;
import org.orthotwin.imaging.ValueMapping;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.imaging.ui.internal.SlicesModel.Brush;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.AnatomyFactory;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.anatomy.DataFiles;
import org.orthotwin.model.anatomy.DataReference;
import org.orthotwin.render.Material;
import org.orthotwin.report.JointScene;
import org.orthotwin.report.Wording;
import org.orthotwin.simulation.Case;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.ui.CaseSession;
import org.orthotwin.ui.CaseView;
import org.orthotwin.ui.JobMonitor;
import org.orthotwin.ui.Posture;
import org.orthotwin.ui.Spot;
import org.orthotwin.ui.UiLanguage;
import org.orthotwin.ui.ViewHelp;

/**
 * Slices through an image in the three directions of the body, one along an axis of a part, and simulated radiographs, with the outlines of
 * bones and parts of the case that is open. A case without an image is cut all the same: its bones and parts alone.
 */
public final class SlicesView extends CaseView implements ViewHelp, ISaveablePart, ISaveablesSource {

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
    /** Voxels from which on undo and redo are no matter of an instant. */
    private static final int MANY = 500_000;

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
    /** What the image was read from. */
    private Optional<Path> imageFile = Optional.empty();
    private Optional<LabelMap> labels = Optional.empty();
    private final Map<Path, Aside> aside = new HashMap<>();
    /** All that is painted on, and whether the workbench knows of it as changed. */
    private final Map<PaintingSaveable, Boolean> saveables = new LinkedHashMap<>();
    private final List<Job> working = new ArrayList<>();
    /** The last of the planes of the body that was worked on. */
    private Direction lastPlane = Direction.AXIAL;
    private Optional<JointScene> shown = Optional.empty();
    private RigidTransform childPose = RigidTransform.IDENTITY;
    private Axes.Axis axis;
    private double turn;
    /** Whether the cursor has been put somewhere since there is this content, and whether into the joint. */
    private boolean placed;
    private boolean atJoint;
    private boolean telling;
    private Spot told;

    /** The bone of a case that was made of labels last. */
    private Rebuilt rebuilt;

    /**
     * A step of the case that is of what was painted until then.
     *
     * @param state of the editor
     * @param label of the step
     */
    private record Rebuilt(CaseSession session, Object state, String label) {
    }

    /** What was painted for a case that is not in front, and what it was painted on. */
    private record Aside(Optional<Volume> image, Optional<Path> imageFile, Optional<LabelMap> labels, Painting painting,
            GreyWindow window) {
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
            SlicePane pane = new SlicePane(area, model, planes.get(planes.size() - 1), letters);
            pane.addListener(SWT.FocusIn, e -> lastPlane = d);
            panes.put(d.name(), pane);
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
            p.onFill(this::fill);
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
                undo(ActionFactory.UNDO, false);
                undo(ActionFactory.REDO, true);
            }
        });
        model.addListener(this::tellDirty);
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
            choice(m, SWT.PUSH, Texts.text("preset.fitting"), false, () -> window(GreyWindow::fitting));
            choice(m, SWT.PUSH, Texts.text("preset.full"), false, () -> window(GreyWindow::full));
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

    /** A window that is made of the values of the image. */
    private void window(Function<Volume, GreyWindow> of) {
        model.content().image().ifPresent(v -> {
            Display display = area.getDisplay();
            Job job = Job.create(Texts.text("menu.preset"), monitor -> {
                GreyWindow w = of.apply(v);
                if (!display.isDisposed()) {
                    display.asyncExec(() -> {
                        if (!area.isDisposed() && model.content().image().filter(i -> i == v).isPresent()) {
                            model.window(w);
                        }
                    });
                }
            });
            job.setSystem(true);
            job.schedule();
        });
    }

    // ---- painting

    /** The labels to paint with, the size of the brush, where it works, and what to do with what was painted. */
    private void brushes(Menu m) {
        Brush b = model.brush();
        choice(m, SWT.RADIO, Texts.text("brush.erase"), b.label() == 0, () -> model.brush(new Brush(0, b.radius(), b.from(), b.flat())));
        Map<Integer, String> names = model.painting().map(p -> p.editor().names()).orElse(labels.map(LabelMap::names).orElse(Map.of()));
        names.forEach((label, name) -> choice(m, SWT.RADIO, label + "  " + name, b.label() == label, () -> model.brush(new Brush(label,
                b.radius(), b.from(), b.flat()))));
        new MenuItem(m, SWT.SEPARATOR);
        for (int mm : new int[] {1, 2, 4, 8, 15}) {
            choice(m, SWT.RADIO, Texts.text("brush.radius", mm), b.radius() == mm / 1000.0, () -> model.brush(new Brush(b.label(),
                    mm / 1000.0, b.from(), b.flat())));
        }
        new MenuItem(m, SWT.SEPARATOR);
        choice(m, SWT.RADIO, Texts.text("brush.ball"), !b.flat(), () -> model.brush(new Brush(b.label(), b.radius(), b.from(), false)));
        choice(m, SWT.RADIO, Texts.text("brush.flat"), b.flat(), () -> model.brush(new Brush(b.label(), b.radius(), b.from(), true)));
        new MenuItem(m, SWT.SEPARATOR);
        for (double from : new double[] {Double.NEGATIVE_INFINITY, 100, 150, 200, 300, 2000}) {
            choice(m, SWT.RADIO, from < 0 ? Texts.text("brush.everywhere") : Texts.text("brush.from", number(from)), b.from() == from,
                    () -> model.brush(new Brush(b.label(), b.radius(), from, b.flat())));
        }
        new MenuItem(m, SWT.SEPARATOR);
        String plane = Texts.text("plane." + lastPlane.name().toLowerCase(Locale.ROOT));
        choice(m, SWT.PUSH, Texts.text("brush.interpolate", names.getOrDefault(b.label(), String.valueOf(b.label())), plane), false,
                this::interpolate).setEnabled(b.label() > 0 && model.editor().isPresent());
        bones(m);
        new MenuItem(m, SWT.SEPARATOR);
        choice(m, SWT.PUSH, Texts.text("brush.save"), false, this::doSaveAs).setEnabled(model.editor().isPresent());
    }

    private void editWherePainted() {
        if ((model.tool() == SlicesModel.Tool.BRUSH || model.tool() == SlicesModel.Tool.FILL) && model.painting().isEmpty()) {
            edit(Optional.empty(), Optional.empty(), Optional.empty());
        }
    }

    /**
     * Makes the label map ready to be corrected; of an image without one, an empty map.
     *
     * @param corrections that it has already, and the file that they are in
     * @param before what was painted on it until now, which is taken back
     */
    private void edit(Optional<LabelCorrections> corrections, Optional<Path> file, Optional<LabelEditor> before) {
        Optional<VolumeGeometry> grid = model.content().grid();
        if (grid.isEmpty()) {
            return;
        }
        Optional<LabelMap> start = labels;
        Path of = caseFile;
        String name = Optional.ofNullable(caseFile).or(() -> imageFile).map(p -> p.getFileName().toString().replaceFirst(
                "\\.scenario$", "")).orElse(getPartName());
        Display display = area.getDisplay();
        Job job = Job.create(Texts.text("job.edit"), monitor -> {
            while (before.isPresent() && before.get().undo()) {
                // one after the other
            }
            LabelMap map = start.orElseGet(() -> LabelMap.of(Volume.zeros(grid.get(), ScalarType.UINT16, ValueMapping.IDENTITY),
                    corrections.isPresent() ? Map.of() : Map.of(1, "structure")));
            LabelEditor e = corrections.map(c -> new LabelEditor(map, LabelCorrections.of(c.volume().on(map.geometry()))))
                    .orElseGet(() -> new LabelEditor(map));
            if (!display.isDisposed()) {
                display.asyncExec(() -> {
                    if (!area.isDisposed() && Objects.equals(of, caseFile) && labels.equals(start) && model.content().grid().equals(grid)
                            && model.painting().isEmpty()) {
                        labels = Optional.of(e.live());
                        paintOn(new Painting(e, name, start.isEmpty(), file));
                        show();
                    }
                });
            }
        });
        job.schedule();
    }

    /** Takes up another painting, or none; the one before is gone unless it was put aside. */
    private void paintOn(Painting p) {
        model.painting(p);
        Set<Painting> now = new LinkedHashSet<>();
        model.painting().ifPresent(now::add);
        aside.values().forEach(a -> now.add(a.painting));
        ISaveablesLifecycleListener workbench = getSite().getService(ISaveablesLifecycleListener.class);
        for (PaintingSaveable s : List.copyOf(saveables.keySet())) {
            if (!now.remove(s.painting())) {
                saveables.remove(s);
                workbench.handleLifecycleEvent(new SaveablesLifecycleEvent(this, SaveablesLifecycleEvent.POST_CLOSE, new Saveable[] {s},
                        false));
            }
        }
        for (Painting x : now) {
            Path of = caseFile;
            Optional<Path> beside = Optional.ofNullable(of).or(() -> imageFile).map(Path::getParent);
            PaintingSaveable s = new PaintingSaveable(x, getSite(), beside, () -> {
                if (of != null) {
                    ImageMemory.keepCorrections(of, x.file().orElseThrow());
                }
                tellDirty();
            });
            saveables.put(s, false);
            workbench.handleLifecycleEvent(new SaveablesLifecycleEvent(this, SaveablesLifecycleEvent.POST_OPEN, new Saveable[] {s}, false));
        }
        tellDirty();
        firePropertyChange(PROP_DIRTY);
    }

    /** Tells the workbench what has to be saved, where that is news. */
    private void tellDirty() {
        for (Map.Entry<PaintingSaveable, Boolean> e : saveables.entrySet()) {
            boolean now = e.getKey().isDirty();
            if (now != e.getValue()) {
                e.setValue(now);
                getSite().getService(ISaveablesLifecycleListener.class).handleLifecycleEvent(new SaveablesLifecycleEvent(this,
                        SaveablesLifecycleEvent.DIRTY_CHANGED, new Saveable[] {e.getKey()}, false));
                firePropertyChange(PROP_DIRTY);
            }
        }
    }

    private Optional<PaintingSaveable> current() {
        return saveables.keySet().stream().filter(s -> model.painting().filter(p -> p == s.painting()).isPresent()).findFirst();
    }

    @Override
    public Saveable[] getSaveables() {
        return saveables.keySet().toArray(Saveable[]::new);
    }

    @Override
    public Saveable[] getActiveSaveables() {
        return current().stream().toArray(Saveable[]::new);
    }

    @Override
    public boolean isDirty() {
        return saveables.keySet().stream().anyMatch(Saveable::isDirty);
    }

    @Override
    public boolean isSaveOnCloseNeeded() {
        return isDirty();
    }

    @Override
    public void doSave(IProgressMonitor monitor) {
        if (!saveables.keySet().stream().filter(Saveable::isDirty).allMatch(s -> s.save(false))) {
            monitor.setCanceled(true);
        }
    }

    @Override
    public boolean isSaveAsAllowed() {
        return current().isPresent();
    }

    @Override
    public void doSaveAs() {
        current().ifPresent(s -> s.save(true));
    }

    /**
     * Asks what is to become of what was painted and is in no file, before something else takes its place.
     *
     * @return false where it is to stay
     */
    private boolean released(Path next) {
        PaintingSaveable s = current().filter(x -> x.isDirty() || x.painting().isBusy()).orElse(null);
        if (s == null) {
            return true;
        }
        if (s.painting().isBusy()) {
            MessageDialog.openInformation(getSite().getShell(), Texts.text("open.title"), Texts.text("busy"));
            return false;
        }
        int answer = MessageDialog.open(MessageDialog.QUESTION, getSite().getShell(), Texts.text("open.title"), Texts.text("open.unsaved",
                s.getName(), next.getFileName()), SWT.NONE, Texts.text("open.save"), Texts.text("open.discard"), Texts.text("open.stay"));
        return answer == 0 ? s.save(false) : answer == 1;
    }

    /** What is done with labels in the background. */
    private interface Work {

        /** @return is run by the user interface's thread then, and gives something to be said to people, or the empty text */
        Supplier<String> on(LabelEditor e, Monitor monitor) throws IOException;
    }

    /** Works on the labels in the background; nobody else can meanwhile. */
    private void work(String task, Work what) {
        Painting p = model.painting().orElse(null);
        if (p == null || p.isBusy()) {
            model.notice(p == null ? "" : Texts.text("busy"));
            return;
        }
        p.busy(true);
        Display display = area.getDisplay();
        Job job = new Job(task) {
            @Override
            protected IStatus run(IProgressMonitor monitor) {
                AtomicReference<Supplier<String>> then = new AtomicReference<>(() -> "");
                try {
                    then.set(what.on(p.editor(), new JobMonitor(monitor)));
                    return Status.OK_STATUS;
                } catch (CancellationException e) {
                    return Status.CANCEL_STATUS;
                } catch (InputException e) {
                    return Status.error(e.diagnostic().text(UiLanguage.code()));
                } catch (IOException | IllegalArgumentException e) {
                    return Status.error(Texts.text("work.failed", task, String.valueOf(e.getMessage())), e);
                } finally {
                    if (!display.isDisposed()) {
                        display.asyncExec(() -> ended(this, p, then.get()));
                    }
                }
            }
        };
        working.add(job);
        job.setUser(true);
        job.schedule();
        model.edited();
    }

    private void ended(Job job, Painting p, Supplier<String> then) {
        working.remove(job);
        p.busy(false);
        if (!area.isDisposed()) {
            if (model.painting().filter(x -> x == p).isPresent()) {
                model.edited();
                model.notice(then.get());
            }
            tellDirty();
        }
    }

    /** Gives the region of one label round a place the label of the brush. */
    private void fill(Vec3 place) {
        int label = model.brush().label();
        model.editor().flatMap(e -> e.geometry().voxel(place)).ifPresentOrElse(at -> work(Texts.text("job.fill"), (e, monitor) -> {
            int voxels = e.fill(at[0], at[1], at[2], label, monitor);
            return () -> voxels < 0 ? Texts.text("fill.large", LabelEditor.LARGEST_FILL / 1_000_000) : "";
        }), () -> model.notice(model.painting().filter(Painting::isBusy).isPresent() ? Texts.text("busy") : ""));
    }

    /** Gives the label of the brush what lies between the slices that were painted with it. */
    private void interpolate() {
        int label = model.brush().label();
        Vec3 across = panes.get(lastPlane.name()).normal();
        work(Texts.text("job.interpolate"), (e, monitor) -> {
            int voxels = e.interpolate(label, e.geometry().axis(across), monitor);
            return () -> voxels == 0 ? Texts.text("interpolate.none") : Texts.text("interpolate.done", voxels);
        });
    }

    /** The bones of the case, each with what of the labels its surface can be made of. */
    private void bones(Menu m) {
        MenuItem i = new MenuItem(m, SWT.CASCADE);
        i.setText(Texts.text("rebuild"));
        Menu all = new Menu(m);
        i.setMenu(all);
        Anatomy anatomy = session().flatMap(s -> s.models().anatomy()).orElse(null);
        LabelEditor e = model.editor().orElse(null);
        if (anatomy != null && e != null) {
            for (Bone b : anatomy.getBones()) {
                List<String> named = RebuiltSurface.structures(anatomy, b, e.names().values());
                // without a name of the bone's it is what one paints with
                List<String> of = named.isEmpty() ? Stream.ofNullable(e.names().get(model.brush().label())).toList() : named;
                if (!of.isEmpty()) {
                    choice(all, SWT.PUSH, Texts.text("rebuild.of", b.getId(), String.join(", ", of)), false, () -> rebuild(b.getId(), of));
                }
            }
        }
        i.setEnabled(all.getItemCount() > 0);
    }

    /** Makes the surface of a bone of the case from structures of the labels. */
    private void rebuild(String bone, List<String> structures) {
        CaseSession session = session().orElseThrow();
        Path file = session.models().anatomyFile().orElseThrow();
        // a copy, which nobody changes meanwhile
        Bone copy = bone(session.models().copy(), bone).orElseThrow();
        Optional<Volume> grey = image;
        String source = imageFile.map(f -> f.getFileName().toString()).orElse(model.painting().map(Painting::name).orElse(""));
        work(Texts.text("job.rebuild", bone), (e, monitor) -> {
            RebuiltSurface made = RebuiltSurface.of(file, copy, grey, e.live(), structures, source, monitor);
            return () -> {
                Bone b = bone(session.models(), bone).orElse(null);
                boolean still = session().filter(s -> s == session).isPresent() && b != null;
                if (!still || !session.execute(session.commands().setSurface(b, made.surface(), made.provenance()))) {
                    return Texts.text("rebuild.gone", bone);
                }
                rebuilt = new Rebuilt(session, e.state(), session.undoLabel());
                return Texts.text("rebuild.done", bone);
            };
        });
    }

    private static Optional<Bone> bone(Case models, String id) {
        return models.anatomy().flatMap(a -> a.getBones().stream().filter(b -> id.equals(b.getId())).findFirst());
    }

    /** Undo and redo of what is painted come before those of the case, as long as there is something of it that is not older. */
    private void undo(ActionFactory which, boolean redo) {
        IActionBars bars = getViewSite().getActionBars();
        IAction ofCase = bars.getGlobalActionHandler(which.getId());
        Action both = new Action() {
            @Override
            public void run() {
                int voxels = own(redo);
                if (voxels == 0) {
                    ofCase.run();
                } else if (voxels < MANY) {
                    move(model.editor().get(), redo);
                    model.edited();
                } else {
                    work(getText(), (e, monitor) -> {
                        move(e, redo);
                        return () -> "";
                    });
                }
            }
        };
        Runnable update = () -> {
            boolean own = own(redo) > 0;
            boolean busy = model.painting().filter(Painting::isBusy).isPresent();
            both.setEnabled(own || !busy && ofCase.isEnabled());
            both.setText(own ? Texts.text(redo ? "redo.stroke" : "undo.stroke") : ofCase.getText());
        };
        model.addListener(update);
        ofCase.addPropertyChangeListener(e -> update.run());
        update.run();
        bars.setGlobalActionHandler(which.getId(), both);
        bars.updateActionBars();
    }

    /** Voxels that undo or redo of what is painted would change; 0 where it is the case's turn. */
    private int own(boolean redo) {
        LabelEditor e = model.editor().orElse(null);
        boolean later = e != null && !redo && rebuilt != null && rebuilt.state == e.state() && session().filter(s -> s == rebuilt.session
                && s.undoLabel().equals(rebuilt.label)).isPresent();
        return e == null || later ? 0 : e.voxels(redo);
    }

    private static void move(LabelEditor e, boolean redo) {
        if (redo) {
            e.redo();
        } else {
            e.undo();
        }
    }

    /** Nothing to be said needs no row of its own. */
    private static RowData hidden(boolean yes) {
        RowData d = new RowData();
        d.exclude = yes;
        return d;
    }

    private static ToolItem item(ToolBar bar, int style, String key) {
        ToolItem i = new ToolItem(bar, style);
        i.setImage(Icons.OURS.get(key));
        i.setToolTipText(Texts.text("tool." + key));
        i.setData("tool", key);
        return i;
    }

    private static void menu(ToolBar bar, String key, String icon, java.util.function.Consumer<Menu> fill) {
        ToolItem i = new ToolItem(bar, SWT.DROP_DOWN);
        i.setImage(Icons.OURS.get(icon));
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

    private static MenuItem choice(Menu menu, int style, String text, boolean chosen, Runnable what) {
        MenuItem i = new MenuItem(menu, style);
        i.setText(text);
        i.setSelection(chosen);
        i.addListener(SWT.Selection, e -> {
            if (style == SWT.PUSH || i.getSelection()) {
                what.run();
            }
        });
        return i;
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
        if (o.corrections().isPresent()) {
            correct(job, o);
            return false;
        }
        // a map that was made for one image is none for an image with another grid
        boolean blank = model.painting().filter(Painting::isBlank).isPresent();
        boolean instead = o.labels().isPresent() || blank && !labels.map(LabelMap::geometry).equals(Optional.of(o.volume().geometry()));
        if (job != reading || instead && !released(o.path()) || area.isDisposed() || job != reading) {
            return false;
        }
        if (instead) {
            stop(o.labels().isPresent() ? readingLabels : null);
            readingLabels = o.labels().isPresent() ? null : readingLabels;
            labels = o.labels();
            paintOn(null);
        }
        if (o.labels().isEmpty()) {
            image = Optional.of(o.volume());
            imageFile = Optional.of(o.path());
            model.window(o.window());
        }
        placed = false;
        show();
        begin();
        editWherePainted();
        return true;
    }

    /** Goes on with corrections that were saved, on the label map that is shown, or on an empty one. */
    private void correct(Job job, ImageJob.Opened o) {
        VolumeGeometry own = o.corrections().get().geometry();
        if (job != reading) {
            return;
        }
        if (labels.map(LabelMap::geometry).or(() -> image.map(Volume::geometry)).filter(g -> !g.coincides(own)).isPresent()) {
            MessageDialog.openError(getSite().getShell(), Texts.text("open.title"), Texts.text("corrections.grid", o.path()
                    .getFileName()));
        } else if (released(o.path()) && job == reading) {
            Optional<Painting> before = model.painting();
            labels = before.filter(Painting::isBlank).isPresent() ? Optional.empty() : labels;
            paintOn(null);
            if (model.content().grid().isEmpty()) {
                labels = Optional.of(LabelMap.of(Volume.zeros(own, ScalarType.UINT16, ValueMapping.IDENTITY), Map.of()));
                placed = false;
            }
            show();
            edit(o.corrections(), Optional.of(o.path()), before.map(Painting::editor));
        }
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
        Optional<Painting> painted = model.painting().filter(p -> p.isTouched() || p.isBusy());
        boolean first = caseFile == null;
        stop(readingLabels);
        readingLabels = null;
        if (!first) {
            stop(reading);
            reading = null;
            painted.ifPresent(p -> aside.put(caseFile, new Aside(image, imageFile, labels, p, model.window())));
            image = Optional.empty();
            imageFile = Optional.empty();
        }
        caseFile = file;
        placed = false;
        Aside back = aside.remove(file);
        if (back != null) {
            image = back.image;
            imageFile = back.imageFile;
            labels = back.labels;
            model.window(back.window);
            paintOn(back.painting);
            show();
            begin();
        } else if (!first || painted.isEmpty()) {
            labels = Optional.empty();
            paintOn(null);
            readLabels();
        }
        if (image.isEmpty() && (reading == null || reading.getState() == Job.NONE)) {
            ImageMemory.of(file).filter(k -> Files.exists(k.path())).ifPresent(k -> open(k.path(), k.series()));
        }
    }

    /** The label map that the case's bones refer to, unless by then something is painted. */
    private void readLabels() {
        Path anatomy = session().flatMap(s -> s.models().anatomyFile()).orElse(null);
        Optional<DataReference> found = session().flatMap(s -> s.models().anatomy()).flatMap(a -> a.getBones().stream().flatMap(b -> b
                .getVolumes().stream()).filter(r -> "labels".equals(r.getRole()) && DataFiles.problem(r).isEmpty()).findFirst());
        if (anatomy == null || found.isEmpty()) {
            return;
        }
        DataReference r = AnatomyFactory.eINSTANCE.createDataReference();
        r.setPath(found.get().getPath());
        r.setSha256(found.get().getSha256());
        ImageJob job = new ImageJob(area.getDisplay(), anatomy.resolveSibling(r.getPath()), "", (j, o) -> {
            if (!area.isDisposed() && j == readingLabels && o.labels().isPresent() && model.painting().filter(p -> p.isTouched() || p
                    .isBusy()).isEmpty()) {
                labels = o.labels();
                paintOn(null);
                placed = false;
                show();
                begin();
                editWherePainted();
                resume();
            }
        });
        job.before(() -> DataFiles.resolve(anatomy, r));
        job.setUser(false);
        readingLabels = job;
        job.schedule();
    }

    /** Takes up again what was saved last of the corrections of the case's labels, unless by then something is painted. */
    private void resume() {
        Path file = Optional.ofNullable(caseFile).flatMap(ImageMemory::corrections).filter(Files::exists).orElse(null);
        if (file == null) {
            return;
        }
        readingLabels = new ImageJob(area.getDisplay(), file, "", (j, o) -> {
            boolean fits = o.corrections().isPresent() && labels.filter(l -> l.geometry().coincides(o.corrections().get().geometry()))
                    .isPresent();
            if (!area.isDisposed() && j == readingLabels && fits && model.painting().filter(p -> p.isTouched() || p.isBusy()).isEmpty()) {
                paintOn(null);
                edit(o.corrections(), Optional.of(file), Optional.empty());
            }
        });
        readingLabels.setUser(false);
        readingLabels.schedule();
    }

    @Override
    public void dispose() {
        stop(reading);
        stop(readingLabels);
        working.forEach(SlicesView::stop);
        super.dispose();
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
        Map<String, RigidTransform> further = shown.isEmpty() ? Map.of() : s.posture().map(Posture::further).orElse(Map.of());
        shown.ifPresent(j -> (imaged ? j.shown() : j.shown(childPose, further)).forEach(x -> {
            String bone = x.child() ? j.joint().child() : j.joint().parent();
            int color = x.bone() ? x.child() ? CHILD_BONE : PARENT_BONE : PARTS[colors.computeIfAbsent(x.id(), k -> colors.size())
                    % PARTS.length];
            RigidTransform at = imaged && !x.isFurther() ? x.pose() : x.place(childPose);
            shapes.add(new Shape(x.id(), bone, x.surface().mesh(), at, color, !x.bone(), !x.bone() && !x.material().equals(
                    Material.POLYETHYLENE)));
        }));
        if (axis != null) {
            String role = axis.role();
            axis = axes().stream().filter(a -> a.role().equals(role)).findFirst().orElse(null);
        }
        Content next = new Content(image, labels, shapes, body);
        boolean first = model.content().isEmpty();
        // for guides, which know no images
        setPartProperty("image", image.map(v -> "shown").orElse(""));
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

    /** Takes image, what was painted and measurements away, and forgets that the image belongs to the case, for tests. */
    public void forget() {
        stop(reading);
        reading = null;
        image = Optional.empty();
        imageFile = Optional.empty();
        labels = Optional.empty();
        paintOn(null);
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
