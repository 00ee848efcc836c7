/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.scene.ui;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;

import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.RGB;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.layout.FillLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.render.Camera;
import org.orthotwin.render.Image;
import org.orthotwin.render.Overlay;
import org.orthotwin.render.RenderOptions;
import org.orthotwin.render.ScalarField;
import org.orthotwin.render.Scene;
import org.orthotwin.render.StandardView;
import org.orthotwin.scene.ui.internal.GlPainter;
import org.orthotwin.scene.ui.internal.Handles;
import org.orthotwin.scene.ui.internal.JavaPainter;
import org.orthotwin.scene.ui.internal.Painter;
import org.orthotwin.scene.ui.internal.Picker;
import org.orthotwin.scene.ui.internal.Picture;
import org.orthotwin.scene.ui.internal.Projection;
import org.orthotwin.scene.ui.internal.Texts;

/**
 * Shows a scene and lets a person look at it from all sides, point at things and move them. OpenGL 3.3 draws it where the machine has
 * that, else, or with {@code -Dorthotwin.scene=software}, the renderer of the reports on a thread of its own; both in the same light, and
 * if OpenGL fails later the other takes over.
 *
 * <p>Left drag turns, middle or Shift with left moves, the wheel zooms at the pointer, a double click brings the point under it to the
 * middle; keys 1 to 6 are the standard views in the order of {@link StandardView}, F fits, P goes between parallel and central projection,
 * the arrow keys turn by 5 degrees. With a gizmo the arrow keys and Page Up and Down move along its axes that lie nearest to the picture's,
 * or turn about the ring taken last, by 1 mm or 1 degree, with Shift by 0.1 and with Alt by 5; dragging with Ctrl goes in whole steps.
 *
 * <p>To be used in the user interface's thread, as any widget.
 */
public final class SceneControl extends Composite {

    private static final String PROPERTY = "orthotwin.scene";
    private static final List<SceneControl> LIVE = new ArrayList<>();
    private static boolean preferSoftware;
    private static final double MARGIN = 0.07;
    private static final int ANIMATION = 150;

    private final Interaction interaction;
    private final Picker picker = new Picker();
    private final List<Consumer<Optional<Pick>>> pickListeners = new ArrayList<>();
    private final List<Consumer<Optional<Pick>>> hoverListeners = new ArrayList<>();
    private final List<GizmoListener> gizmoListeners = new ArrayList<>();
    private Painter painter;
    private Scene scene = Scene.builder().build();
    private Camera camera = Camera.of(StandardView.ANTERIOR, RigidTransform.IDENTITY);
    private Optional<RigidTransform> frame = Optional.empty();
    private Optional<Gizmo> gizmo = Optional.empty();
    private List<Overlay> extras = List.of();
    private BiFunction<Camera, Double, Camera> framing;
    private final List<Consumer<Control>> canvasUsers = new ArrayList<>();
    private List<String> letters = List.of();
    private int active = Handles.NONE;
    /** Whether someone has said where to look from; else the first scene is fitted. */
    private boolean looked;
    private boolean fitPending;
    private int flight;
    private boolean flying;
    private boolean dark;

    public SceneControl(Composite parent) {
        super(parent, SWT.NO_BACKGROUND);
        setLayout(new FillLayout());
        interaction = new Interaction(this);
        choose();
        LIVE.add(this);
        addListener(SWT.Resize, e -> resized());
        addListener(SWT.Dispose, e -> {
            LIVE.remove(this);
            painter.dispose();
        });
    }

    /**
     * Says whether scenes are drawn without OpenGL even where there is one; those that are there already are drawn anew. For the thread of
     * the user interface.
     */
    public static void preferSoftware(boolean software) {
        if (software != preferSoftware) {
            preferSoftware = software;
            for (SceneControl c : List.copyOf(LIVE)) {
                c.painter.dispose();
                c.choose();
                c.layout();
                c.changed(false);
            }
        }
    }

    private void choose() {
        if (preferSoftware || "software".equals(System.getProperty(PROPERTY))) {
            use(new JavaPainter(this, Texts.text("renderer.java.asked")));
            return;
        }
        try {
            use(new GlPainter(this, e -> getDisplay().asyncExec(() -> instead(e))));
        } catch (RuntimeException | Error e) {
            if (e instanceof VirtualMachineError) {
                throw e;
            }
            use(new JavaPainter(this, instead(said(e))));
        }
    }

    private static String said(Throwable thrown) {
        Throwable e = thrown;
        while (e.getCause() != null) {
            e = e.getCause();
        }
        String text = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return text.strip().lines().findFirst().orElse("");
    }

    private static String instead(String why) {
        return Texts.text("renderer.java.instead", why);
    }

    /** OpenGL has failed: the other renderer goes on with the same picture. */
    void instead(Throwable e) {
        if (!isDisposed()) {
            painter.dispose();
            use(new JavaPainter(this, instead(said(e))));
            layout();
            changed(false);
        }
    }

    private void use(Painter p) {
        painter = p;
        interaction.listenTo(p.control());
        // a change of the theme says nothing to us, but has everything painted
        p.control().addListener(SWT.Paint, e -> {
            if (dark != isOnDark()) {
                dark = isOnDark();
                getDisplay().asyncExec(() -> changed(false));
            }
        });
        canvasUsers.forEach(u -> u.accept(p.control()));
    }

    /**
     * Has something done to the control that shows the picture: now, and to the one that takes its place when it has to be made anew. For
     * what belongs to one native control, such as a target for what is dropped; it ends with that control.
     */
    public void withCanvas(Consumer<Control> user) {
        checkWidget();
        canvasUsers.add(user);
        user.accept(painter.control());
    }

    /** The native window of the canvas does not outlive a move of one of its parents to another place: a new one is made. */
    private void renew() {
        if (painter.stale()) {
            painter.dispose();
            choose();
            layout();
        }
    }

    /** Shows a scene. Buffers on the graphics card are kept for each {@link org.orthotwin.render.Surface} as long as it lives. */
    public void setScene(Scene newScene) {
        checkWidget();
        scene = Objects.requireNonNull(newScene);
        if (!looked && scene.items().stream().anyMatch(i -> !(i instanceof Scene.Label))) {
            looked = true;
            fitPending = true;
        }
        if (fitPending) {
            resized();
        } else {
            changed(interaction.isDragging() || flying);
        }
    }

    public Scene scene() {
        return scene;
    }

    /** Sets the frame with ISB axes, in the world, that standard views and orientation letters go by; without one there are no letters. */
    public void setFrame(RigidTransform isb) {
        checkWidget();
        frame = Optional.of(isb);
        if (!looked) {
            camera = Camera.of(StandardView.ANTERIOR, isb);
        }
        changed(false);
    }

    /** Where the scene is looked at from; while it moves, where it is now. */
    public Camera camera() {
        return camera;
    }

    public void setCamera(Camera c) {
        checkWidget();
        looked = true;
        fitPending = false;
        flight++;
        flying = false;
        camera = Objects.requireNonNull(c);
        changed(false);
    }

    /** Changes the camera within a gesture, when another change follows at once. */
    void move(Camera c) {
        looked = true;
        fitPending = false;
        flight++;
        flying = false;
        camera = c;
        changed(true);
    }

    /**
     * The letters of the directions in the language of the user.
     *
     * @param six of anterior, posterior, superior, inferior, left and right
     */
    public void setLetters(List<String> six) {
        checkWidget();
        letters = List.copyOf(six);
        changed(false);
    }

    /** Draws flat things over the picture beside scale bar and letters, such as the scale of a colour map with title and unit. */
    public void setOverlays(List<Overlay> overlays) {
        checkWidget();
        extras = List.copyOf(overlays);
        changed(false);
    }

    /** Brings all solids into the picture. */
    public void fit() {
        checkWidget();
        fly(camera.fit(scene, aspect(), MARGIN));
    }

    /**
     * Sets what the views from the sides show: an orthographic camera and the width of the picture divided by its height make the camera
     * that has the same direction. Without it they show all solids.
     */
    public void setFraming(BiFunction<Camera, Double, Camera> how) {
        checkWidget();
        framing = how;
    }

    /** Looks from a side of the frame at all solids, or at what the {@link #setFraming framing} says. */
    public void view(StandardView v) {
        checkWidget();
        Camera c = Camera.of(v, frame.orElse(RigidTransform.IDENTITY));
        if (framing != null) {
            c = framing.apply(c, aspect());
        }
        if (!camera.isOrthographic()) {
            c = c.toPerspective(Interaction.FIELD_OF_VIEW);
        }
        fly(framing == null ? c.fit(scene, aspect(), MARGIN) : c);
    }

    /** Moves the camera to another place within a moment. */
    void fly(Camera to) {
        looked = true;
        fitPending = false;
        Camera from = camera;
        int mine = ++flight;
        if (from.isOrthographic() != to.isOrthographic() || !isVisible() || painter.blank()) {
            flying = false;
            camera = to;
            changed(false);
            return;
        }
        long start = System.nanoTime();
        flying = true;
        getDisplay().timerExec(1, new Runnable() {
            @Override
            public void run() {
                if (isDisposed() || mine != flight) {
                    return;
                }
                double t = Math.min(1, (System.nanoTime() - start) / (ANIMATION * 1e6));
                camera = t == 1 ? to : Interaction.between(from, to, t * t * (3 - 2 * t));
                if (t == 1) {
                    flying = false;
                } else {
                    getDisplay().timerExec(12, this);
                }
                changed(t < 1);
            }
        });
    }

    private void resized() {
        Rectangle area = getClientArea();
        if (fitPending && area.width > 1 && area.height > 1) {
            fitPending = false;
            camera = camera.fit(scene, aspect(), MARGIN);
        }
        changed(false);
    }

    /** Width of the picture divided by its height. */
    private double aspect() {
        Rectangle area = getClientArea();
        return area.width > 0 && area.height > 0 ? area.width / (double) area.height : 4 / 3.0;
    }

    /** What lies under a point of the control (in SWT's points), if anything. */
    public Optional<Pick> pick(int x, int y) {
        checkWidget();
        double s = scale();
        return picker.pick(scene, projection().ray((x + 0.5) * s, (y + 0.5) * s));
    }

    double scale() {
        return Painter.scale(this);
    }

    Projection projection() {
        Rectangle area = getClientArea();
        return new Projection(camera, Math.max(1, (int) Math.round(area.width * scale())),
                Math.max(1, (int) Math.round(area.height * scale())));
    }

    /** Hears of what is clicked on, and of clicks on nothing. */
    public void addPickListener(Consumer<Optional<Pick>> l) {
        pickListeners.add(Objects.requireNonNull(l));
    }

    /** Hears, now and then, of what lies under the pointer. */
    public void addHoverListener(Consumer<Optional<Pick>> l) {
        hoverListeners.add(Objects.requireNonNull(l));
    }

    void picked(Optional<Pick> p) {
        List.copyOf(pickListeners).forEach(l -> l.accept(p));
    }

    boolean hoverWanted() {
        return !hoverListeners.isEmpty();
    }

    void hovered(Optional<Pick> p) {
        List.copyOf(hoverListeners).forEach(l -> l.accept(p));
    }

    /** Shows handles, or none. While a handle is held, this says where the thing really went; taking them away ends the drag. */
    public void setGizmo(Optional<Gizmo> g) {
        checkWidget();
        gizmo = Objects.requireNonNull(g);
        interaction.gizmoSet(g);
        changed(interaction.isDragging());
    }

    public void addGizmoListener(GizmoListener l) {
        gizmoListeners.add(Objects.requireNonNull(l));
    }

    List<GizmoListener> gizmoListeners() {
        return List.copyOf(gizmoListeners);
    }

    Optional<Gizmo> gizmo() {
        return gizmo;
    }

    Optional<Handles> handles() {
        return gizmo.map(g -> new Handles(g, projection(), scale()));
    }

    /** Moves the handles without a word of the client. */
    void follow(Gizmo g) {
        gizmo = Optional.of(g);
        changed(true);
    }

    int active() {
        return active;
    }

    void setActive(int handle) {
        if (active != handle) {
            active = handle;
            changed(false);
        }
    }

    /** A picture of any size (pixels) of what is shown, with scale bar, letters and texts, without handles, on a light ground. */
    public Image snapshot(int width, int height) {
        checkWidget();
        renew();
        Picture p = new Picture(scene, camera, overlays(), Picture.Marks.NONE, false);
        return painter.image(p, width, height, Math.max(1, Math.min(20, Math.min(width, height) / 600.0)));
    }

    /** What draws, for people: "OpenGL 4.5, ..." or "Java (...)" with the reason. */
    public String renderer() {
        return painter.words();
    }

    /** Whether nothing was drawn yet. */
    public boolean isBlank() {
        return painter.blank();
    }

    private List<Overlay> overlays() {
        List<Overlay> all = new ArrayList<>();
        all.add(new Overlay.ScaleBar());
        frame.ifPresent(f -> all.add(letters.isEmpty() ? new Overlay.OrientationLetters(f) : new Overlay.OrientationLetters(f, letters)));
        all.addAll(extras);
        if (extras.stream().noneMatch(Overlay.ColorBar.class::isInstance)) {
            scene.items().stream().filter(i -> i instanceof Scene.Solid s && s.scalars() != null).findFirst().ifPresent(i -> {
                ScalarField f = ((Scene.Solid) i).scalars();
                all.add(new Overlay.ColorBar(f.map(), f.min(), f.max(), "", ""));
            });
        }
        return all;
    }

    /** Whether the theme has made the windows dark: then the ground is dark, too. */
    private boolean isOnDark() {
        RGB c = getParent().getBackground().getRGB();
        return RenderOptions.isDark(c.red << 16 | c.green << 8 | c.blue);
    }

    /** Asks for a new picture. */
    void changed(boolean moving) {
        if (isDisposed()) {
            return;
        }
        renew();
        Optional<Gizmo> g = gizmo;
        Camera c = camera;
        int handle = active;
        Picture.Marks marks = g.isEmpty() ? Picture.Marks.NONE
                : (pen, w, h, scale) -> new Handles(g.get(), new Projection(c, w, h), scale).draw(pen, handle);
        dark = isOnDark();
        painter.show(new Picture(scene, camera, overlays(), marks, dark), moving);
    }

    /** The point under a pixel (in SWT's points), or else the one there in the plane of the camera's target. */
    Vec3 pointAt(int x, int y) {
        double s = scale();
        return pick(x, y).map(Pick::point).orElseGet(() -> projection().inPlaneOf(camera.target(), x * s, y * s));
    }

    @Override
    public boolean setFocus() {
        checkWidget();
        return painter.control().setFocus();
    }

    Control canvas() {
        return painter.control();
    }
}
