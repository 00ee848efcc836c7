/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.Status;
import org.eclipse.jface.dialogs.ErrorDialog;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.layout.RowData;
import org.eclipse.swt.layout.RowLayout;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.MenuItem;
import org.eclipse.swt.widgets.Scale;
import org.eclipse.swt.widgets.Text;
import org.eclipse.swt.widgets.ToolBar;
import org.eclipse.swt.widgets.ToolItem;
import org.eclipse.ui.IEditorInput;
import org.eclipse.ui.IEditorSite;
import org.eclipse.ui.IPartListener2;
import org.eclipse.ui.IURIEditorInput;
import org.eclipse.ui.IWorkbenchPartReference;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.actions.ActionFactory;
import org.eclipse.ui.part.EditorPart;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Unit;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.joint.PlacementConvention;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.TissueCourses;
import org.orthotwin.model.edit.JournalEntry;
import org.orthotwin.model.scenario.Placement;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.render.ClipPlane;
import org.orthotwin.render.ColorMap;
import org.orthotwin.render.Material;
import org.orthotwin.render.Overlay;
import org.orthotwin.render.Scene;
import org.orthotwin.render.StandardView;
import org.orthotwin.report.ContactPressure;
import org.orthotwin.report.JointScene;
import org.orthotwin.report.Wording;
import org.orthotwin.scene.ui.Gizmo;
import org.orthotwin.scene.ui.GizmoListener;
import org.orthotwin.scene.ui.Pick;
import org.orthotwin.scene.ui.SceneControl;
import org.orthotwin.simulation.Assembler;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.solver.ContactEvent;
import org.orthotwin.solver.Problem;
import org.orthotwin.ui.CaseSession;
import org.orthotwin.ui.CaseSessions;
import org.orthotwin.ui.Evaluation;
import org.orthotwin.ui.OtherPlan;
import org.orthotwin.ui.Posture;
import org.orthotwin.ui.SimpleAction;
import org.orthotwin.ui.Spot;
import org.orthotwin.ui.UiLanguage;

/** A case in three dimensions: the bones, the parts of the plan in work, where it touches; parts are moved by hand. */
public final class CaseEditor extends EditorPart {

    public static final String ID = "org.orthotwin.ui.case";

    private static final int SELECTED = 0x4FA3E0;
    private static final int GHOST = 0x8B6FC9;
    private static final double GHOST_OPACITY = 0.38;
    private static final int MARK = 0xD7301F;
    private static final int MARK_TEXT = 0x9A1B12;
    private static final double MARK_RADIUS = 0.003;
    private static final int OPACITY = 40;
    private static final int SPOT = 0x0E7C86;
    /** Opacity of the part that presses on a surface, and of the bone that it is on. */
    private static final double OVER_PRESSURE = 0.15;
    private static final double BONE_OVER_PRESSURE = 0.05;
    /** Where the lines that point at a spot begin and end, m from it. */
    private static final double[] SPOT_LINE = {0.003, 0.012};

    private final Consumer<CaseSession.Change> listener = this::changed;
    /** Null where the file cannot be read. */
    private CaseSession session;
    private String unreadable;
    private Composite problem;
    private SceneControl scene;
    private Control canvas;
    private Scale opacity;
    private ToolItem cut;
    private ToolItem lines;
    private ToolItem pressure;
    private Label state;
    private boolean fitted;
    private Runnable undo;
    private SimpleAction revert;
    private boolean asking;
    /** What each item of the scene is, by its place. */
    private final Map<Integer, String> items = new HashMap<>();
    private final Map<Integer, JointScene.Lines> tissue = new HashMap<>();

    @Override
    public void init(IEditorSite site, IEditorInput input) throws PartInitException {
        if (!(input instanceof IURIEditorInput file)) {
            throw new PartInitException(Texts.text("editor.no-file"));
        }
        setSite(site);
        setInput(input);
        setPartName(input.getName());
        read(Path.of(file.getURI()));
    }

    private void read(Path file) {
        setTitleToolTip(file.toString());
        try {
            session = CaseSessions.open(file);
        } catch (InputException e) {
            unreadable = e.diagnostic().text(UiLanguage.code());
            return;
        }
        String name = session.models().scenario().getName();
        String shown = name == null || name.isBlank() ? getEditorInput().getName() : name;
        setPartName(Files.isWritable(session.file().getParent()) ? shown : Texts.text("editor.read-only", shown));
    }

    /** Why there is nothing to see, and a way to try it again, since only another program can mend the file. */
    private void createProblem(Composite parent) {
        problem = new Composite(parent, SWT.NONE);
        GridLayout layout = new GridLayout(2, false);
        layout.marginWidth = 12;
        layout.marginHeight = 12;
        layout.horizontalSpacing = 12;
        layout.verticalSpacing = 8;
        problem.setLayout(layout);
        Label icon = new Label(problem, SWT.NONE);
        icon.setImage(parent.getDisplay().getSystemImage(SWT.ICON_ERROR));
        icon.setLayoutData(new GridData(SWT.LEFT, SWT.TOP, false, false, 1, 2));
        Text why = new Text(problem, SWT.READ_ONLY | SWT.WRAP | SWT.MULTI);
        why.setText(unreadable);
        GridData d = new GridData(SWT.FILL, SWT.TOP, true, false);
        d.widthHint = 300;
        why.setLayoutData(d);
        Button again = new Button(problem, SWT.PUSH);
        again.setText(Texts.text("unreadable.again"));
        again.addListener(SWT.Selection, e -> {
            read(Path.of(((IURIEditorInput) getEditorInput()).getURI()));
            if (session == null) {
                why.setText(unreadable);
                problem.layout();
            } else {
                problem.dispose();
                createPartControl(parent);
                parent.layout();
                setFocus();
            }
        });
    }

    @Override
    public void createPartControl(Composite parent) {
        if (session == null) {
            createProblem(parent);
            return;
        }
        Composite area = new Composite(parent, SWT.NONE);
        GridLayout layout = new GridLayout(1, false);
        layout.marginWidth = 0;
        layout.marginHeight = 0;
        layout.verticalSpacing = 0;
        area.setLayout(layout);
        bar(area).setLayoutData(new GridData(SWT.FILL, SWT.TOP, true, false));
        scene = new SceneControl(area);
        scene.setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true));
        scene.setLetters(new Wording(UiLanguage.code()).letters());
        scene.addPickListener(this::picked);
        scene.addGizmoListener(new Hand());
        scene.addHoverListener(this::hovered);
        scene.withCanvas(c -> canvas = c);
        scene.withCanvas(c -> PartChoice.target(c, () -> Optional.of(session)));
        undo = UndoActions.install(getEditorSite().getActionBars(), () -> Optional.ofNullable(session));
        revert = new SimpleAction(Texts.text("revert"), this::revert);
        revert.setEnabled(false);
        getEditorSite().getActionBars().setGlobalActionHandler(ActionFactory.REVERT.getId(), revert);
        session.addListener(listener);
        getSite().getPage().addPartListener(new Front());
        CaseSessions.activate(session);
        changed(CaseSession.Change.EVALUATION);
        if (!session.journal().lost().isEmpty()) {
            // when the case is seen
            parent.getDisplay().asyncExec(this::askForLost);
        }
    }

    /** What was not saved when the program ended unasked is done again if the user wants it. */
    private void askForLost() {
        List<JournalEntry> lost = session.journal().lost();
        if (scene.isDisposed() || lost.isEmpty()) {
            return;
        }
        long edits = lost.stream().filter(e -> !e.changes().isEmpty()).count();
        String last = DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM).withLocale(Locale.of(UiLanguage.code()))
                .format(lost.getLast().time().atZone(ZoneId.systemDefault()));
        if (MessageDialog.open(MessageDialog.QUESTION, getSite().getShell(), getPartName(), Texts.text("lost.question", edits, last),
                SWT.NONE, Texts.text("lost.again"), Texts.text("lost.leave")) != 0) {
            session.journal().forgetLost();
            return;
        }
        try {
            session.restoreLost();
        } catch (InputException e) {
            ErrorDialog.openError(getSite().getShell(), getPartName(), null, Status.error(e.diagnostic().text(UiLanguage.code())));
        }
    }

    private Composite bar(Composite parent) {
        Composite bar = new Composite(parent, SWT.NONE);
        // where there is little room, what does not fit into the first row stands in a second
        RowLayout layout = new RowLayout(SWT.HORIZONTAL);
        layout.center = true;
        layout.marginTop = 1;
        layout.marginBottom = 1;
        bar.setLayout(layout);
        ToolBar tools = new ToolBar(bar, SWT.FLAT | SWT.RIGHT);
        tool(tools, Texts.text("report"), Texts.text("report.tip"), this::report).setImage(Icons.OURS.get("report"));
        new ToolItem(tools, SWT.SEPARATOR);
        for (StandardView v : List.of(StandardView.ANTERIOR, StandardView.POSTERIOR, StandardView.RIGHT, StandardView.LEFT,
                StandardView.SUPERIOR, StandardView.INFERIOR)) {
            String key = "view." + v.name().toLowerCase(Locale.ROOT);
            tool(tools, Texts.text(key + ".short"), Texts.text(key), () -> scene.view(v));
        }
        new ToolItem(tools, SWT.SEPARATOR);
        tool(tools, Texts.text("view.fit"), Texts.text("view.fit.tip"), () -> scene.fit()).setImage(Icons.OURS.get("fit"));
        cut = new ToolItem(tools, SWT.CHECK);
        cut.setText(Texts.text("view.cut"));
        cut.setImage(Icons.OURS.get("cut"));
        cut.setToolTipText(Texts.text("view.cut.tip"));
        cut.addListener(SWT.Selection, e -> show());
        lines = new ToolItem(tools, SWT.CHECK);
        lines.setImage(Icons.OURS.get("ligaments"));
        lines.setToolTipText(Texts.text("view.lines"));
        lines.setSelection(true);
        lines.setEnabled(false);
        lines.addListener(SWT.Selection, e -> show());
        pressure = new ToolItem(tools, SWT.CHECK);
        pressure.setImage(Icons.OURS.get("pressure"));
        pressure.setToolTipText(Texts.text("view.pressure"));
        pressure.setEnabled(false);
        pressure.addListener(SWT.Selection, e -> show());
        ToolItem ghost = new ToolItem(tools, SWT.DROP_DOWN);
        ghost.setText(Texts.text("plan.ghost.short"));
        ghost.setImage(Icons.OURS.get("ghost"));
        ghost.setToolTipText(Texts.text("plan.ghost"));
        ghost.addListener(SWT.Selection, e -> ghosts(tools, ghost));
        Label l = new Label(bar, SWT.NONE);
        l.setText(Texts.text("bones.opacity"));
        opacity = new Scale(bar, SWT.HORIZONTAL);
        opacity.setMinimum(0);
        opacity.setMaximum(100);
        opacity.setSelection(OPACITY);
        opacity.setLayoutData(new RowData(110, SWT.DEFAULT));
        opacity.addListener(SWT.Selection, e -> show());
        state = new Label(bar, SWT.NONE);
        bar.addListener(SWT.Resize, e -> bar.getParent().layout());
        return bar;
    }

    /** Shows the view of the report, which makes it. */
    private void report() {
        CaseSessions.activate(session);
        try {
            ((ReportView) getSite().getPage().showView(ReportView.ID)).make();
        } catch (PartInitException e) {
            ErrorDialog.openError(getSite().getShell(), getPartName(), null, e.getStatus());
        }
    }

    /** Which plan is shown as a ghost. */
    private void ghosts(ToolBar bar, ToolItem item) {
        Menu menu = new Menu(bar);
        MenuItem none = new MenuItem(menu, SWT.RADIO);
        none.setText(Texts.text("plan.ghost.none"));
        none.setSelection(session.ghost().isEmpty());
        none.addListener(SWT.Selection, e -> session.ghost(""));
        for (Plan p : session.models().scenario().getPlans()) {
            if (!PlanCommands.isActive(session, p)) {
                MenuItem i = new MenuItem(menu, SWT.RADIO);
                i.setText(Words.plain(Words.plan(p)));
                i.setSelection(session.ghost().equals(p.getId()));
                i.addListener(SWT.Selection, e -> {
                    if (i.getSelection()) {
                        session.ghost(String.valueOf(p.getId()));
                    }
                });
            }
        }
        menu.setLocation(bar.toDisplay(item.getBounds().x, item.getBounds().y + item.getBounds().height));
        menu.addListener(SWT.Hide, e -> menu.getDisplay().asyncExec(menu::dispose));
        menu.setVisible(true);
    }

    private static ToolItem tool(ToolBar bar, String text, String tip, Runnable what) {
        ToolItem item = new ToolItem(bar, SWT.PUSH);
        item.setText(text);
        item.setToolTipText(tip);
        item.addListener(SWT.Selection, e -> what.run());
        return item;
    }

    @Override
    public void setFocus() {
        if (session == null) {
            problem.setFocus();
        } else {
            scene.setFocus();
        }
    }

    // ---- what is shown

    private void changed(CaseSession.Change change) {
        if (scene == null || scene.isDisposed()) {
            return;
        }
        if (change == CaseSession.Change.MODEL || change == CaseSession.Change.FILES) {
            firePropertyChange(PROP_DIRTY);
            revert.setEnabled(session.isDirty());
        }
        if (change == CaseSession.Change.EVALUATION || change == CaseSession.Change.SELECTION || change == CaseSession.Change.POSE
                || change == CaseSession.Change.SPOT) {
            show();
        }
        Evaluation e = session.evaluation();
        String text = !e.problem().isEmpty() ? e.problem() : e.result().isEmpty() || e.running() ? Texts.text("evaluation.running") : "";
        if (!text.equals(state.getText())) {
            state.setText(text);
            state.setToolTipText(text.isEmpty() ? scene.renderer() : text);
            state.getParent().layout();
            state.setForeground(e.problem().isEmpty() ? null : state.getDisplay().getSystemColor(SWT.COLOR_RED));
        }
    }

    private void show() {
        Evaluation e = session.evaluation();
        if (e.scene().isEmpty()) {
            return;
        }
        JointScene s = e.scene().get();
        RunResult r = e.result().orElseThrow();
        Optional<ContactEvent> contact = session.touching();
        RigidTransform pose = session.childInParent().orElse(s.neutral());
        Scene.Builder b = Scene.builder();
        items.clear();
        tissue.clear();
        int n = 0;
        double bone = opacity.getSelection() / 100.0;
        pressure.setEnabled(s.pressure().isPresent());
        Optional<ContactPressure> map = s.pressure().filter(x -> pressure.getSelection());
        for (JointScene.Shown x : s.shown(pose, further())) {
            if (x.bone() && bone == 0) {
                continue;
            }
            Material m = x.bone() ? x.material().withOpacity(bone) : x.id().equals(session.selected())
                    ? x.material().withColor(SELECTED) : x.material();
            if (!x.isFurther() && map.filter(c -> c.isOnChild() != x.child()).isPresent()) {
                // what bears on the surface would hide it, and the bone above it
                m = m.withOpacity(x.bone() ? Math.min(bone, BONE_OVER_PRESSURE) : OVER_PRESSURE);
            }
            b.add(new Scene.Solid(x.surface(), x.place(pose), 1, m, null, x.bone(), true));
            items.put(n++, x.id());
        }
        lines.setEnabled(s.hasLines());
        if (s.hasLines() && lines.getSelection()) {
            for (JointScene.Lines l : s.lines(pose, further())) {
                b.add(l.solid());
                tissue.put(n++, l);
            }
        }
        double position = map.map(c -> c.nearest(session.motions().getOrDefault(c.motion(), 0.0))).orElse(0.0);
        if (map.isPresent()) {
            b.add(map.get().solid(position, pose));
            items.put(n++, map.get().role());
        }
        // where the other plan has its parts in the same bones
        Optional.ofNullable(e.others().get(session.ghost())).flatMap(OtherPlan::scene).ifPresent(g -> {
            for (JointScene.Shown x : g.shown()) {
                if (!x.bone()) {
                    b.add(new Scene.Solid(x.surface(), x.place(pose), 1, x.material().withColor(GHOST).withOpacity(GHOST_OPACITY), null,
                            false, true));
                }
            }
        });
        if (cut.getSelection()) {
            b.clip(new ClipPlane(s.anatomical().translation(), s.anatomical().axis(0)));
        }
        contact.ifPresent(c -> light(b, c, r.problem()));
        session.spot().ifPresent(x -> point(b, inWorld(r.problem(), x.bone(), pose).apply(x.point())));
        scene.setFrame(s.anatomical());
        scene.setFraming(s::around);
        scene.setOverlays(map.map(c -> bar(c, position)).or(() -> tissue.values().stream().allMatch(JointScene.Lines::muscles) ? Optional
                .empty() : Optional.of(new Overlay.ColorBar(ColorMap.BLUE_RED, -JointScene.STRAIN, JointScene.STRAIN, Texts.text("strain"),
                        "%"))).map(List::<Overlay>of).orElse(List.of()));
        scene.setScene(b.build());
        if (!fitted) {
            fitted = true;
            scene.view(StandardView.ANTERIOR);
        }
        scene.setGizmo(session.poseLabel().isEmpty() ? gizmo(r.problem(), pose) : Optional.empty());
    }

    /** Its colours, with the position that they are of: the nearest one to what is shown. */
    private static Overlay.ColorBar bar(ContactPressure c, double position) {
        Wording words = new Wording(UiLanguage.code());
        return new Overlay.ColorBar(ColorMap.VIRIDIS, 0, c.unit().fromSi(c.highest()), Texts.text("pressure", words.motion(c.motion()),
                Wording.value(c.positionUnit(), position)), c.unit().symbol());
    }

    /** Where a patella is known to be in the posture that is shown. */
    private Map<String, RigidTransform> further() {
        return session.posture().map(Posture::further).orElse(Map.of());
    }

    /** Three crossing lines that leave the place itself free, over all that would hide them. */
    private static void point(Scene.Builder b, Vec3 at) {
        for (Vec3 d : List.of(Vec3.X, Vec3.Y, Vec3.Z)) {
            for (int sign : new int[] {-1, 1}) {
                Vec3 from = at.plus(d.times(sign * SPOT_LINE[0]));
                Vec3 to = at.plus(d.times(sign * SPOT_LINE[1]));
                b.add(new Scene.Polyline(new double[] {from.x(), from.y(), from.z(), to.x(), to.y(), to.z()}, SPOT, 1.6, 0, true));
            }
        }
    }

    /** Where something touches: a spark over all that would hide it, and what it is. */
    private static void light(Scene.Builder b, ContactEvent c, Problem p) {
        b.point(c.point(), MARK_RADIUS, MARK);
        for (Vec3 d : List.of(Vec3.X, Vec3.Y, Vec3.Z)) {
            for (int sign : new int[] {-1, 1}) {
                Vec3 from = c.point().plus(d.times(sign * 1.6 * MARK_RADIUS));
                Vec3 to = c.point().plus(d.times(sign * 4 * MARK_RADIUS));
                b.add(new Scene.Polyline(new double[] {from.x(), from.y(), from.z(), to.x(), to.y(), to.z()}, MARK, 3, 0, true));
            }
        }
        b.add(new Scene.Label(c.point(), new Wording(UiLanguage.code()).touching(p, c), MARK_TEXT, 11));
    }

    // ---- moving by hand

    private Optional<Placement> chosen() {
        return session.plan().flatMap(p -> p.getPlacements().stream().filter(x -> session.selected().equals(x.getRole())
                && x.getBone() != null && !x.getBone().isBlank()).findFirst());
    }

    private Optional<Gizmo> gizmo(Problem p, RigidTransform childInParent) {
        return chosen().flatMap(m -> p.part(m.getRole())).map(part -> new Gizmo(inWorld(p, part.body(), childInParent).times(part.pose()),
                true, true));
    }

    private static RigidTransform inWorld(Problem p, String body, RigidTransform childInParent) {
        return body.equals(p.joint().child()) ? childInParent : RigidTransform.IDENTITY;
    }

    private void picked(Optional<Pick> pick) {
        Evaluation e = session.evaluation();
        if (e.scene().isPresent()) {
            JointScene s = e.scene().get();
            RigidTransform pose = session.childInParent().orElse(s.neutral());
            List<JointScene.Shown> shown = s.shown(pose, further());
            session.spot(pick.flatMap(p -> shown.stream().filter(x -> x.id().equals(items.get(p.item()))).findFirst().map(x -> {
                String bone = x.child() ? s.joint().child() : s.joint().parent();
                return new Spot(bone, x.child() ? pose.inverse().apply(p.point()) : p.point());
            })));
        }
        session.select(pick.map(p -> items.getOrDefault(p.item(), "")).orElse(""));
    }

    /** Says what the pointer is over. */
    private void hovered(Optional<Pick> pick) {
        String said = pick.map(p -> tissue.containsKey(p.item()) ? course(tissue.get(p.item()), p.triangle())
                : named(items.getOrDefault(p.item(), ""))).orElse("");
        canvas.setToolTipText(said.isEmpty() ? null : Words.plain(said));
    }

    private static String course(JointScene.Lines lines, int triangle) {
        TissueCourses.Course c = lines.courses().get(lines.tubes().lineOf(triangle));
        String length = Wording.value(Unit.of("mm"), c.length());
        String text = Double.isNaN(c.strain()) ? Texts.text("course", c.of(), length) : Texts.text(c.strain() < 0 ? "course.slack"
                : "course.strained", c.of(), c.id(), length, Wording.value(Unit.of("%"), Math.abs(c.strain())));
        return new Wording(UiLanguage.code()).said(text);
    }

    /** A bone by its name, a part by what it is for, with its size. */
    private String named(String id) {
        Wording words = new Wording(UiLanguage.code());
        return session.evaluation().result().map(r -> r.problem().part(id).map(p -> words.role(id) + ", " + p.part().size())
                .orElseGet(() -> r.problem().bodies().stream().filter(b -> b.id().equals(id)).findFirst()
                        .map(b -> words.bone(b.type(), b.side().name().toLowerCase(Locale.ROOT))).orElse(""))).orElse("");
    }

    /** Turns what a hand does to the gizmo into coordinates of the placement. */
    private final class Hand implements GizmoListener {

        private Placement placement;
        private RigidTransform frame;
        private Side side;
        private RigidTransform start;
        private RigidTransform world;
        private PlacementConvention convention;

        @Override
        public void begin() {
            placement = null;
            RunResult r = session.evaluation().result().orElse(null);
            Placement p = chosen().orElse(null);
            if (r == null || p == null) {
                return;
            }
            PlacedPart part = r.problem().part(p.getRole()).orElse(null);
            Body body = r.problem().bodies().stream().filter(x -> x.id().equals(p.getBone())).findFirst().orElse(null);
            convention = Assembler.convention(r.problem().joint().type(), p.getConvention()).orElse(null);
            if (part == null || body == null || convention == null || !body.frames().containsKey(p.getFrame())) {
                return;
            }
            side = r.problem().joint().side();
            frame = body.frame(p.getFrame());
            start = part.pose();
            JointScene s = session.evaluation().scene().orElseThrow();
            world = inWorld(r.problem(), p.getBone(), session.childInParent().orElse(s.neutral()));
            placement = p;
        }

        @Override
        public void moved(RigidTransform delta, boolean last) {
            if (placement == null) {
                return;
            }
            RigidTransform pose = world.inverse().times(delta).times(world).times(start);
            Map<String, Double> values;
            try {
                values = convention.values(frame.inverse().times(pose), side);
            } catch (IllegalArgumentException e) {
                return;
            }
            Map<String, Unit> units = new HashMap<>();
            for (CoordinateDefinition d : convention.coordinates()) {
                units.put(d.name(), d.dimension().siUnit());
                double v = values.get(d.name());
                if (v < d.minimum() || v > d.maximum()) {
                    return;
                }
            }
            Placement p = placement;
            session.drag(() -> session.commands().move(p, values, units));
            if (last) {
                session.endDrag();
            }
        }

        @Override
        public void cancelled() {
            session.cancelDrag();
        }
    }

    // ---- life

    private void revert() {
        if (MessageDialog.openQuestion(getSite().getShell(), getPartName(), Texts.text("revert.question"))) {
            reread();
        }
    }

    private void reread() {
        try {
            session.revert();
        } catch (InputException e) {
            session.keepMine();
            ErrorDialog.openError(getSite().getShell(), getPartName(), null, Status.error(e.diagnostic().text(UiLanguage.code())));
        }
    }

    /** What another program did to the files meanwhile: it is read if the user wants it. */
    private void outside() {
        if (asking || !session.isChangedOutside()) {
            return;
        }
        asking = true;
        try {
            if (MessageDialog.openQuestion(getSite().getShell(), getPartName(), Texts.text(session.isDirty() ? "outside.dirty" : "outside",
                    session.file()))) {
                reread();
            } else {
                session.keepMine();
            }
        } finally {
            asking = false;
        }
    }

    private final class Front implements IPartListener2 {

        @Override
        public void partActivated(IWorkbenchPartReference ref) {
            if (ref.getPart(false) == CaseEditor.this) {
                CaseSessions.activate(session);
                outside();
            }
        }

        @Override
        public void partClosed(IWorkbenchPartReference ref) {
            if (ref.getPart(false) == CaseEditor.this) {
                ref.getPage().removePartListener(this);
            }
        }
    }

    /** The 3D view, for tests and for pictures. */
    public SceneControl sceneControl() {
        return scene;
    }

    public CaseSession session() {
        return session;
    }

    @Override
    public void doSave(IProgressMonitor monitor) {
        if (session.isChangedOutside() && !MessageDialog.openQuestion(getSite().getShell(), getPartName(), Texts.text("outside.overwrite",
                session.file()))) {
            monitor.setCanceled(true);
            return;
        }
        try {
            session.save();
        } catch (InputException e) {
            monitor.setCanceled(true);
            ErrorDialog.openError(getSite().getShell(), Texts.text("save.title"), null,
                    Status.error(e.diagnostic().text(UiLanguage.code())));
        }
        firePropertyChange(PROP_DIRTY);
    }

    @Override
    public void doSaveAs() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isSaveAsAllowed() {
        return false;
    }

    @Override
    public boolean isDirty() {
        return session != null && session.isDirty();
    }

    @Override
    public void dispose() {
        if (undo != null) {
            undo.run();
        }
        if (session != null) {
            session.removeListener(listener);
            CaseSessions.close(session);
        }
        super.dispose();
    }
}
