/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.scene.ui;

import java.util.Optional;

import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Event;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.render.Camera;
import org.orthotwin.render.StandardView;
import org.orthotwin.scene.ui.internal.Handles;

/** What mouse and keys do in a {@link SceneControl}. */
final class Interaction {

    /** Vertical angle of the picture in a central projection (rad). */
    static final double FIELD_OF_VIEW = Math.toRadians(25);
    private static final int CLICK = 4;
    private static final int HOVER = 50;
    private static final double ZOOM = 1.15;
    private static final double ARROW_TURN = Math.toRadians(5);
    private static final double STEP = 0.001;
    private static final double STEP_ANGLE = Math.toRadians(1);
    private static final double NEAREST = 1e-5;
    private static final double FARTHEST = 1e3;

    private enum Mode { NONE, TURN, MOVE, HANDLE }

    private final SceneControl scene;
    private Mode mode = Mode.NONE;
    private Point down;
    private Point last;
    private boolean dragged;
    /** The handles as they were when one was taken. */
    private Handles taken;
    private int handle = Handles.NONE;
    private int lastHandle = Handles.NONE;
    private double value;
    private double total;
    private RigidTransform delta;
    /** Whether the client itself has said where the gizmo goes. */
    private boolean led;
    private Point hoverAt;
    private boolean hoverAsked;
    private long hoverCost;

    Interaction(SceneControl scene) {
        this.scene = scene;
    }

    void listenTo(Control c) {
        c.addListener(SWT.MouseDown, this::down);
        c.addListener(SWT.MouseMove, this::move);
        c.addListener(SWT.MouseUp, this::up);
        c.addListener(SWT.MouseDoubleClick, this::doubleClick);
        c.addListener(SWT.MouseVerticalWheel, this::wheel);
        c.addListener(SWT.MouseExit, this::exit);
        c.addListener(SWT.KeyDown, this::key);
        c.addListener(SWT.FocusOut, e -> cancel());
        c.addListener(SWT.Traverse, e -> {
            if (e.detail == SWT.TRAVERSE_TAB_NEXT || e.detail == SWT.TRAVERSE_TAB_PREVIOUS) {
                e.doit = true;
            }
        });
    }

    boolean isDragging() {
        return mode != Mode.NONE && dragged;
    }

    private void down(Event e) {
        scene.setFocus();
        if (mode != Mode.NONE) {
            return;
        }
        down = new Point(e.x, e.y);
        last = down;
        dragged = false;
        boolean shift = (e.stateMask & SWT.SHIFT) != 0;
        if (e.button == 2 || e.button == 1 && shift) {
            mode = Mode.MOVE;
        } else if (e.button == 1) {
            mode = Mode.TURN;
            Optional<Handles> handles = scene.handles();
            int h = handles.map(x -> x.at(px(e.x), px(e.y))).orElse(Handles.NONE);
            if (h != Handles.NONE) {
                take(handles.get(), h, e);
            }
        }
    }

    private double px(int points) {
        return (points + 0.5) * scene.scale();
    }

    private void take(Handles handles, int h, Event e) {
        mode = Mode.HANDLE;
        taken = handles;
        handle = h;
        lastHandle = h;
        value = Handles.isFree(h) ? 0 : handles.value(h, px(e.x), px(e.y));
        total = 0;
        delta = RigidTransform.IDENTITY;
        led = false;
        scene.setActive(h);
    }

    private void move(Event e) {
        if (mode == Mode.NONE) {
            hover(e);
            return;
        }
        if (!dragged && Math.abs(e.x - down.x) < CLICK && Math.abs(e.y - down.y) < CLICK) {
            return;
        }
        if (!dragged && mode == Mode.HANDLE) {
            dragged = true;
            scene.gizmoListeners().forEach(GizmoListener::begin);
            if (mode != Mode.HANDLE) {
                return;
            }
        }
        dragged = true;
        int dx = e.x - last.x;
        int dy = e.y - last.y;
        Camera c = scene.camera();
        Point size = scene.getSize();
        switch (mode) {
            case TURN -> {
                double k = Math.PI / Math.max(100, Math.min(size.x, size.y));
                scene.move(c.orbit(-k * dx, k * dy));
            }
            case MOVE -> {
                double k = c.height() / Math.max(1, size.y);
                scene.move(c.at(c.target().minus(c.right().times(k * dx)).plus(c.up().times(k * dy))));
            }
            case HANDLE -> drag(e);
            default -> { }
        }
        last = new Point(e.x, e.y);
    }

    private void drag(Event e) {
        boolean whole = (e.stateMask & SWT.CTRL) != 0;
        if (Handles.isFree(handle)) {
            delta = taken.free(px(down.x), px(down.y), px(e.x), px(e.y));
        } else {
            double now = taken.value(handle, px(e.x), px(e.y));
            double by = now - value;
            if (Handles.turns(handle)) {
                by -= 2 * Math.PI * Math.rint(by / (2 * Math.PI));
            }
            value = now;
            total += by;
            double step = Handles.turns(handle) ? STEP_ANGLE : STEP;
            delta = taken.motion(handle, whole ? Math.rint(total / step) * step : total);
        }
        moved(false);
    }

    private void moved(boolean end) {
        RigidTransform d = delta;
        Gizmo before = taken.gizmo();
        scene.gizmoListeners().forEach(l -> l.moved(d, end));
        if (!led && scene.gizmo().isPresent()) {
            scene.follow(new Gizmo(d.times(before.pose()), before.move(), before.rotate()));
        }
    }

    /** The client has set the gizmo. */
    void gizmoSet(Optional<Gizmo> g) {
        led = true;
        if (g.isEmpty()) {
            scene.setActive(Handles.NONE);
            lastHandle = Handles.NONE;
            if (mode == Mode.HANDLE) {
                mode = Mode.NONE;
            }
        }
    }

    private void up(Event e) {
        if (mode != Mode.NONE && e.button != 3 && (e.x != last.x || e.y != last.y)) {
            // Systems leave out movements that nobody had time for.
            move(e);
        }
        Mode was = mode;
        boolean moved = dragged;
        if (was == Mode.NONE || e.button == 3) {
            return;
        }
        mode = Mode.NONE;
        dragged = false;
        if (was == Mode.HANDLE) {
            if (moved) {
                moved(true);
            }
            scene.setActive(Handles.NONE);
        } else if (!moved && e.button == 1) {
            scene.picked(scene.pick(e.x, e.y));
        }
        scene.changed(false);
    }

    private void cancel() {
        if (mode == Mode.HANDLE) {
            boolean moved = dragged;
            mode = Mode.NONE;
            dragged = false;
            scene.setActive(Handles.NONE);
            if (moved) {
                Gizmo before = taken.gizmo();
                led = false;
                scene.gizmoListeners().forEach(GizmoListener::cancelled);
                if (!led && scene.gizmo().isPresent()) {
                    scene.follow(before);
                }
            }
        } else if (mode != Mode.NONE) {
            mode = Mode.NONE;
            dragged = false;
        }
        scene.changed(false);
    }

    private void doubleClick(Event e) {
        if (e.button == 1) {
            mode = Mode.NONE;
            Optional<Pick> p = scene.pick(e.x, e.y);
            if (p.isPresent()) {
                scene.fly(scene.camera().at(p.get().point()));
            }
        }
    }

    private void wheel(Event e) {
        e.doit = false;
        zoom(Math.pow(ZOOM, e.count > 0 ? -1 : 1), scene.pointAt(e.x, e.y));
    }

    /** Makes the picture {@code factor} times as high, a point staying where it is in it. */
    private void zoom(double factor, Vec3 fixed) {
        Camera c = scene.camera();
        double height = c.height() * factor;
        if (!(height > NEAREST && height < FARTHEST)) {
            return;
        }
        Vec3 target = fixed.plus(c.target().minus(fixed).times(factor));
        if (c.isOrthographic()) {
            scene.move(Camera.orthographic(target, c.forward(), c.up(), height));
        } else {
            Vec3 eye = fixed.plus(c.eye().minus(fixed).times(factor));
            scene.move(Camera.perspective(eye, target, c.up(), angle(c)));
        }
    }

    private static double angle(Camera c) {
        return 2 * Math.atan(0.5 * c.height() / c.distance());
    }

    /** The camera on the way from one to another of the same kind, {@code t} from 0 to 1. */
    static Camera between(Camera a, Camera b, double t) {
        RigidTransform from = RigidTransform.frame(Vec3.ZERO, a.right(), a.up(), a.right().cross(a.up()));
        RigidTransform to = RigidTransform.frame(Vec3.ZERO, b.right(), b.up(), b.right().cross(b.up()));
        RigidTransform turn = to.times(from.inverse());
        Vec3 axis = new Vec3(turn.r(2, 1) - turn.r(1, 2), turn.r(0, 2) - turn.r(2, 0), turn.r(1, 0) - turn.r(0, 1));
        double angle = Math.atan2(axis.norm(), turn.r(0, 0) + turn.r(1, 1) + turn.r(2, 2) - 1);
        // Half a turn leaves the axis open: about the picture's own up.
        RigidTransform part = angle < 1e-9 ? RigidTransform.IDENTITY
                : RigidTransform.rotation(axis.norm() < 1e-6 ? halfTurnAxis(turn) : axis, angle * t);
        Vec3 forward = part.rotate(a.forward());
        Vec3 up = part.rotate(a.up());
        Vec3 target = a.target().plus(b.target().minus(a.target()).times(t));
        double height = a.height() * Math.pow(b.height() / a.height(), t);
        if (a.isOrthographic()) {
            return Camera.orthographic(target, forward, up, height);
        }
        double view = angle(a) + t * (angle(b) - angle(a));
        double distance = 0.5 * height / Math.tan(0.5 * view);
        return Camera.perspective(target.minus(forward.times(distance)), target, up, view);
    }

    /** The axis of a rotation by pi, from R = 2 a a^T - 1. */
    private static Vec3 halfTurnAxis(RigidTransform r) {
        int k = 0;
        for (int i = 1; i < 3; i++) {
            if (r.r(i, i) > r.r(k, k)) {
                k = i;
            }
        }
        double[] a = {r.r(0, k), r.r(1, k), r.r(2, k)};
        a[k]++;
        return Vec3.of(a, 0);
    }

    private void hover(Event e) {
        hoverAt = new Point(e.x, e.y);
        scene.setActive(scene.handles().map(h -> h.at(px(e.x), px(e.y))).orElse(Handles.NONE));
        if (scene.hoverWanted() && !hoverAsked) {
            hoverAsked = true;
            // On large scenes less often, so that pointing costs at most a quarter of the time.
            scene.getDisplay().timerExec((int) Math.max(HOVER, 4 * hoverCost), this::tellHover);
        }
    }

    private void tellHover() {
        hoverAsked = false;
        if (!scene.isDisposed() && mode == Mode.NONE && hoverAt != null) {
            long start = System.nanoTime();
            Optional<Pick> p = scene.pick(hoverAt.x, hoverAt.y);
            hoverCost = (System.nanoTime() - start) / 1_000_000;
            scene.hovered(p);
        }
    }

    private void exit(Event e) {
        hoverAt = null;
        if (mode == Mode.NONE) {
            scene.setActive(Handles.NONE);
            if (scene.hoverWanted()) {
                scene.hovered(Optional.empty());
            }
        }
    }

    private void key(Event e) {
        boolean plain = (e.stateMask & (SWT.CTRL | SWT.COMMAND)) == 0;
        char c = Character.toLowerCase(e.character);
        int digit = e.keyCode >= SWT.KEYPAD_1 && e.keyCode <= SWT.KEYPAD_6 ? e.keyCode - SWT.KEYPAD_1 : c - '1';
        Camera camera = scene.camera();
        if (c == SWT.ESC) {
            cancel();
        } else if (plain && digit >= 0 && digit < StandardView.values().length) {
            scene.view(StandardView.values()[digit]);
        } else if (plain && c == 'f') {
            scene.fit();
        } else if (plain && c == 'p') {
            scene.fly(camera.isOrthographic() ? camera.toPerspective(FIELD_OF_VIEW)
                    : Camera.orthographic(camera.target(), camera.forward(), camera.up(), camera.height()));
        } else if (plain && (c == '+' || e.keyCode == SWT.KEYPAD_ADD)) {
            zoom(1 / ZOOM, camera.target());
        } else if (plain && (c == '-' || e.keyCode == SWT.KEYPAD_SUBTRACT)) {
            zoom(ZOOM, camera.target());
        } else if (plain && mode == Mode.NONE) {
            int x = e.keyCode == SWT.ARROW_RIGHT ? 1 : e.keyCode == SWT.ARROW_LEFT ? -1 : 0;
            int y = e.keyCode == SWT.ARROW_UP ? 1 : e.keyCode == SWT.ARROW_DOWN ? -1 : 0;
            int z = e.keyCode == SWT.PAGE_UP ? 1 : e.keyCode == SWT.PAGE_DOWN ? -1 : 0;
            if (x == 0 && y == 0 && z == 0) {
                return;
            }
            if (scene.gizmo().isPresent()) {
                nudge(x, y, z, (e.stateMask & SWT.SHIFT) != 0 ? 0.1 : (e.stateMask & SWT.ALT) != 0 ? 5 : 1);
            } else if (z == 0) {
                scene.move(camera.orbit(ARROW_TURN * x, ARROW_TURN * y));
            }
        } else {
            return;
        }
        e.doit = false;
    }

    /** Moves by a step along the axis that lies nearest to a direction of the picture, or turns about the ring that was taken last. */
    private void nudge(int x, int y, int z, double times) {
        taken = scene.handles().orElseThrow();
        Camera c = scene.camera();
        boolean turn = taken.gizmo().rotate() && (!taken.gizmo().move() || Handles.turns(lastHandle));
        int[] axis = taken.nearest(x != 0 ? c.right() : y != 0 ? c.up() : c.forward());
        int sense = x + y + z;
        if (turn) {
            // About the ring taken last; without one, about the axis that the arrow would move across, as a finger turns a wheel.
            axis = Handles.turns(lastHandle) ? new int[] {lastHandle - 3, 1}
                    : taken.nearest(x != 0 ? c.up() : y != 0 ? c.right().negate() : c.forward());
            delta = taken.motion(3 + axis[0], sense * axis[1] * times * STEP_ANGLE);
        } else {
            delta = taken.motion(axis[0], sense * axis[1] * times * STEP);
        }
        led = false;
        scene.gizmoListeners().forEach(GizmoListener::begin);
        moved(true);
        scene.changed(false);
    }
}
