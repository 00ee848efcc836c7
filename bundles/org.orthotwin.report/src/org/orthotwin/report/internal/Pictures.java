/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report.internal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Unit;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.RayCast;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Assessment;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.ClinicalMotion;
import org.orthotwin.joint.Side;
import org.orthotwin.render.Camera;
import org.orthotwin.render.ClipPlane;
import org.orthotwin.render.ColorMap;
import org.orthotwin.render.Material;
import org.orthotwin.render.Overlay;
import org.orthotwin.render.Png;
import org.orthotwin.render.RenderOptions;
import org.orthotwin.render.Renderer;
import org.orthotwin.render.Scene;
import org.orthotwin.render.StandardView;
import org.orthotwin.render.Surface;
import org.orthotwin.report.JointScene;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.simulation.Simulation;
import org.orthotwin.solver.JointModel;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.Table;

/**
 * Pictures of bones and parts. The world is the surface frame of the joint's proximal bone; views are named in the joint's frame of that
 * bone, whose axes are those of the ISB. Only the joint's two bones and what is on them are shown, and without parts
 * a bone that lies in front of them. Not thread-safe.
 */
public final class Pictures {

    /** Folder of the pictures in the results. */
    public static final String FOLDER = "pictures";

    private static final String JOINT_NAME = "plan-joint";
    /** The picture of the joint from near. */
    static final String JOINT = FOLDER + "/" + JOINT_NAME + ".png";

    private static final int[] PLAN_SIZE = {840, 680};
    private static final double ASPECT = PLAN_SIZE[0] / (double) PLAN_SIZE[1];
    private static final int[] CONTACT_SIZE = {720, 560};
    /** Ligaments behind a bone are seen through it; those round a ball lie before one from one side or the other. */
    private static final double LIGAMENT_BONE = 0.6;
    /** Part of a picture of ligaments that is free on each side of them. */
    private static final double ROOM = 0.19;
    private static final double RIGHT_ANGLE = 0.5 * Math.PI;
    private static final int MARK = 0xD7301F;
    /** A bone before an implant hides it no more than this. */
    private static final double SEE_THROUGH = 0.34;
    /** Where a line of sight to a contact begins, off the surfaces, and how wide the bundle of lines is, m. */
    private static final double SIGHT = 0.004;
    private static final double RING = 0.007;
    /** How much of the bones is left before the parts in the view from the midline, m. */
    private static final double BEFORE_PARTS = 0.03;
    /** Size of texts in the pictures, which are shown at about half their size. */
    private static final double TEXT_SCALE = 1.7;
    private static final long POLL = 50;

    /**
     * A finished picture.
     *
     * @param file name, relative to the results folder with '/'
     * @param png its bytes
     * @param caption what it shows
     */
    public record Picture(String file, byte[] png, String caption, int width, int height) {
    }

    private final RunResult result;
    private final Words words;
    private final int threads;
    private final Monitor monitor;
    private final JointScene drawn;
    private final JointModel joint;
    private final List<JointScene.Shown> shown;
    private final Map<TriangleMesh, RayCast> rays = new LinkedHashMap<>();
    private final RigidTransform anatomical;
    private final RigidTransform neutral;
    private final List<String> letters;

    /**
     * @param result with a joint
     * @param reamed the bones hollowed out for their parts, by id; the others are shown as they are in the problem
     */
    public Pictures(RunResult result, Map<String, TriangleMesh> reamed, Words words, int threads, Monitor monitor) {
        this.result = result;
        this.words = words;
        this.threads = threads;
        this.monitor = monitor;
        drawn = JointScene.of(result, reamed, m -> {
            monitor.checkCancelled();
            return Surface.of(m);
        });
        joint = drawn.joint();
        shown = drawn.shown();
        anatomical = drawn.anatomical();
        neutral = drawn.neutral();
        letters = words.letters();
    }

    /** Whether there is anything to show. */
    public boolean isEmpty() {
        return shown.isEmpty();
    }

    private boolean hasParts() {
        return shown.stream().anyMatch(s -> !s.bone());
    }

    // ---- the plan

    /** The plan from five sides and the joint from near; without parts, the bones from four sides. */
    public List<Picture> plan() {
        List<Picture> list = new ArrayList<>();
        boolean left = joint.side() == Side.LEFT;
        Map<String, StandardView> views = new LinkedHashMap<>();
        views.put("anterior", StandardView.ANTERIOR);
        views.put("posterior", StandardView.POSTERIOR);
        views.put("lateral", left ? StandardView.LEFT : StandardView.RIGHT);
        if (hasParts()) {
            views.put("medial", left ? StandardView.RIGHT : StandardView.LEFT);
        }
        views.put("superior", StandardView.SUPERIOR);
        double height = 0;
        for (StandardView v : views.values()) {
            height = Math.max(height, drawn.around(view(v), ASPECT).height());
        }
        for (Map.Entry<String, StandardView> e : views.entrySet()) {
            Camera c = drawn.around(view(e.getValue()), ASPECT);
            c = Camera.orthographic(c.target(), c.forward(), c.up(), height);
            String text = words.text((hasParts() ? "view." : "view.bone.") + e.getKey());
            list.add(draw("plan-" + e.getKey(), text, planScene(e.getKey(), c), c, PLAN_SIZE));
        }
        if (hasParts()) {
            list.add(closeUp());
        }
        return list;
    }

    /** The bones translucent around the parts; where they would hide the view from above or from the midline, they are cut away. */
    private Scene planScene(String view, Camera c) {
        if (!hasParts()) {
            return drawn.scene(neutral, 1).build();
        }
        if (view.equals("superior")) {
            return drawn.scene(neutral, 1).clip(new ClipPlane(anatomical.translation(), anatomical.axis(1))).build();
        }
        Scene.Builder b = drawn.scene(neutral, SEE_THROUGH);
        if (view.equals("medial")) {
            double nearest = Double.MAX_VALUE;
            for (JointScene.Shown s : shown) {
                double[] v = s.surface().mesh().vertices();
                RigidTransform pose = s.place(neutral);
                for (int i = 0; !s.bone() && i < v.length; i += 3) {
                    nearest = Math.min(nearest, pose.apply(Vec3.of(v, i)).minus(c.target()).dot(c.forward()));
                }
            }
            b.clip(new ClipPlane(c.target().plus(c.forward().times(nearest - BEFORE_PARTS)), c.forward().negate()));
        }
        return b.build();
    }

    private Camera view(StandardView v) {
        return Camera.of(v, anatomical);
    }

    /** The bones opened along the coronal plane through the joint's centre, the parts whole. */
    private Picture closeUp() {
        Vec3 anterior = anatomical.axis(0);
        Scene scene = drawn.scene(neutral, 1).clip(new ClipPlane(anatomical.translation(), anterior)).build();
        double largest = 0;
        for (JointScene.Shown s : shown) {
            if (!s.bone() && !s.child()) {
                double[] b = s.surface().mesh().bounds();
                largest = Math.max(largest, new Vec3(b[3] - b[0], b[4] - b[1], b[5] - b[2]).norm());
            }
        }
        double height = largest > 0 ? 1.9 * largest : 0.5 * drawn.around(view(StandardView.ANTERIOR), ASPECT).height();
        Camera c = view(StandardView.ANTERIOR);
        c = Camera.orthographic(anatomical.translation().plus(anatomical.axis(1).times(-0.12 * height)), c.forward(), c.up(), height)
                .orbit(0.2 * -joint.side().sign(), 0.12);
        return draw(JOINT_NAME, words.text("view.joint"), scene, c, PLAN_SIZE);
    }

    // ---- ligaments

    /** The joint in a posture that a solver found, or at rest. */
    private record Stance(String name, RigidTransform child, Map<String, RigidTransform> further) {
    }

    /**
     * Ligaments and muscles from both sides, those round a ball in its socket from the front and from behind: where a solver led the joint
     * through a motion, at its beginning and where it is nearest to a right angle, else at rest; none without ligaments.
     */
    public List<Picture> ligaments() {
        List<Picture> list = new ArrayList<>();
        boolean left = joint.side() == Side.LEFT;
        Map<String, StandardView> views = new LinkedHashMap<>();
        if (joint.type().turnsAboutOnePoint()) {
            views.put("anterior", StandardView.ANTERIOR);
            views.put("posterior", StandardView.POSTERIOR);
        } else {
            views.put("medial", left ? StandardView.RIGHT : StandardView.LEFT);
            views.put("lateral", left ? StandardView.LEFT : StandardView.RIGHT);
        }
        int n = 0;
        for (Stance s : stances()) {
            n++;
            List<JointScene.Lines> lines = drawn.hasLines() ? drawn.lines(s.child, s.further) : List.of();
            if (lines.stream().allMatch(JointScene.Lines::muscles)) {
                continue;
            }
            for (Map.Entry<String, StandardView> e : views.entrySet()) {
                Scene.Builder b = drawn.scene(s.child, s.further, joint.type().turnsAboutOnePoint() ? 1 : LIGAMENT_BONE);
                lines.forEach(l -> b.add(l.solid()));
                list.add(draw("ligaments-" + n + "-" + e.getKey(), words.text("ligaments.picture", Words.capital(words.text("ligaments."
                        + e.getKey())), s.name), b.build(), around(view(e.getValue()), lines), PLAN_SIZE,
                        new Overlay.ColorBar(ColorMap.BLUE_RED, -JointScene.STRAIN, JointScene.STRAIN, words.text("ligaments.strain"),
                                "%")));
            }
        }
        return list;
    }

    /** The camera moved to the ligaments, with some room around them. */
    private static Camera around(Camera c, List<JointScene.Lines> lines) {
        Scene.Builder ligaments = Scene.builder();
        lines.stream().filter(l -> !l.muscles()).flatMap(l -> l.courses().stream()).forEach(x -> ligaments.add(new Scene.Polyline(
                x.points(), MARK, 1, 0, false)));
        return c.fit(ligaments.build(), ASPECT, ROOM);
    }

    private List<Stance> stances() {
        List<String> known = joint.type().motions().stream().map(ClinicalMotion::id).toList();
        for (Solution solution : result.solutions().values()) {
            for (Table t : solution.tables()) {
                if (t.rows().size() > 1 && known.containsAll(t.columns())) {
                    int most = 0;
                    for (int i = 0; i < t.rows().size(); i++) {
                        most = Math.abs(t.rows().get(i)[0] - RIGHT_ANGLE) < Math.abs(t.rows().get(most)[0] - RIGHT_ANGLE) ? i : most;
                    }
                    return most == 0 ? List.of(stance(solution, t, 0)) : List.of(stance(solution, t, 0), stance(solution, t, most));
                }
            }
        }
        return List.of(new Stance(words.text("ligaments.rest"), neutral, Map.of()));
    }

    private Stance stance(Solution solution, Table t, int row) {
        Map<String, Double> motions = new LinkedHashMap<>();
        for (int c = 0; c < t.columns().size(); c++) {
            motions.put(t.columns().get(c), t.rows().get(row)[c]);
        }
        Map<String, RigidTransform> further = new LinkedHashMap<>();
        solution.paths().stream().filter(p -> p.table().equals(t.name()) && p.poses().size() == t.rows().size())
                .forEach(p -> further.put(p.body(), p.poses().get(row)));
        return new Stance(words.text("ligaments.at", words.motion(t.columns().getFirst()).toLowerCase(Locale.ROOT),
                Digits.value(Unit.of("deg"), t.rows().get(row)[0])), Simulation.clinicalPose(result, false).childInParent(motions),
                further);
    }

    // ---- assessments

    /** A bone with what was found of it; without a bone, the surfaces alone. */
    public Picture assessment(Assessment.Picture p) {
        boolean child = p.body().equals(joint.child());
        RigidTransform pose = child ? neutral : RigidTransform.IDENTITY;
        double[] low = {Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE};
        double[] high = {-Double.MAX_VALUE, -Double.MAX_VALUE, -Double.MAX_VALUE};
        Scene.Builder b = Scene.builder();
        for (Body bone : result.problem().bodies()) {
            TriangleMesh outer = bone.surfaces().get("outer");
            if (bone.id().equals(p.body()) && outer != null && p.boneOpacity() > 0) {
                b.surface(Surface.of(outer), pose, Material.BONE.withOpacity(p.boneOpacity()));
            }
        }
        for (Assessment.Layer l : p.layers()) {
            if (l.surface().isEmpty()) {
                continue;
            }
            b.uncutSurface(Surface.of(l.surface()), pose, Material.satin(l.color()));
            double[] v = l.surface().vertices();
            for (int i = 0; i < v.length; i += 3) {
                double[] q = pose.apply(Vec3.of(v, i)).toArray();
                for (int k = 0; k < 3; k++) {
                    low[k] = Math.min(low[k], q[k]);
                    high[k] = Math.max(high[k], q[k]);
                }
            }
        }
        Vec3 centre = new Vec3(0.5 * (low[0] + high[0]), 0.5 * (low[1] + high[1]), 0.5 * (low[2] + high[2]));
        double size = new Vec3(high[0] - low[0], high[1] - low[1], high[2] - low[2]).norm();
        Vec3 from = (p.inJoint() ? anatomical.rotate(p.from()) : pose.rotate(p.from())).normalized();
        Vec3 up = Math.abs(from.dot(anatomical.axis(1))) > 0.95 ? anatomical.axis(0) : anatomical.axis(1);
        Camera c = Camera.orthographic(centre, from.negate(), up, (p.body().isEmpty() ? 1.0 : 1.7) * size);
        return draw("assessed-" + p.id(), p.caption().text(words.language()), b.build(), c, CONTACT_SIZE);
    }

    // ---- contacts

    /** The joint at the end of a motion, with the point where it touches marked. */
    public Picture contact(Limit limit, String caption) {
        RigidTransform pose = limit.contact().childInParent();
        Vec3 point = limit.contact().point();
        Vec3 towards = sight(point, pose);
        double height = Math.max(0.13, 3.4 * point.distance(anatomical.translation()));
        Vec3 up = anatomical.axis(1);
        Camera c = Camera.orthographic(point.plus(anatomical.translation().minus(point).times(0.5)), towards.negate(), up, height);
        Scene.Builder b = drawn.scene(pose, 1).point(point, 0.003, MARK);
        double[] ring = new double[3 * 49];
        for (int i = 0; i < 49; i++) {
            double a = 2 * Math.PI * i / 48;
            Vec3 q = point.plus(c.right().times(RING * StrictMath.cos(a))).plus(c.up().times(RING * StrictMath.sin(a)));
            System.arraycopy(q.toArray(), 0, ring, 3 * i, 3);
        }
        b.add(new Scene.Polyline(ring, MARK, 3, 0, true));
        return draw("contact-" + limit.label().replaceAll("[^A-Za-z0-9.-]", "_"), caption, b.build(), c, CONTACT_SIZE);
    }

    /** The direction from a point to a viewer who sees it best, from the side where it is on the joint. */
    private Vec3 sight(Vec3 point, RigidTransform childInParent) {
        Vec3 side = anatomical.axis(2).times(joint.side().sign());
        Vec3 off = point.minus(anatomical.translation());
        Vec3 wanted = off.norm() < 1e-6 ? anatomical.axis(0) : off.normalized();
        wanted = wanted.plus(side).plus(anatomical.axis(0).times(wanted.dot(anatomical.axis(0)) < 0 ? -0.3 : 0.3)).normalized();
        Vec3 best = wanted;
        double most = -Double.MAX_VALUE;
        for (int elevation = -45; elevation <= 60; elevation += 15) {
            for (int azimuth = 0; azimuth < 360; azimuth += 15) {
                double e = Math.toRadians(elevation);
                double a = Math.toRadians(azimuth);
                Vec3 d = anatomical.rotate(new Vec3(StrictMath.cos(e) * StrictMath.cos(a), StrictMath.sin(e),
                        StrictMath.cos(e) * StrictMath.sin(a)));
                double score = 1.2 * clear(point, d, childInParent) + 0.8 * d.dot(wanted) - 0.3 * Math.abs(StrictMath.sin(e));
                if (score > most + 1e-9) {
                    most = score;
                    best = d;
                }
            }
        }
        return best;
    }

    /** The part of a bundle of lines of sight that nothing stands in. */
    private double clear(Vec3 point, Vec3 direction, RigidTransform childInParent) {
        Vec3 u = direction.anyOrthogonal();
        Vec3 v = direction.cross(u);
        int clear = 0;
        for (int i = 0; i < 7; i++) {
            double a = 2 * Math.PI * i / 6;
            Vec3 from = point.plus(direction.times(SIGHT));
            if (i < 6) {
                from = from.plus(u.times(RING * StrictMath.cos(a))).plus(v.times(RING * StrictMath.sin(a)));
            }
            boolean free = true;
            for (JointScene.Shown s : drawn.shown(childInParent)) {
                RigidTransform back = s.place(childInParent).inverse();
                RayCast ray = rays.computeIfAbsent(s.surface().mesh(), m -> new RayCast(Bvh.of(m)));
                free = free && Double.isInfinite(ray.first(back.apply(from), back.rotate(direction)));
            }
            clear += free ? i == 6 ? 4 : 1 : 0;
        }
        return clear / 10.0;
    }

    // ---- drawing

    /** Draws on another thread, so that a wish to stop is answered at once; what was begun then ends unseen. */
    private Picture draw(String name, String caption, Scene scene, Camera camera, int[] size, Overlay... further) {
        monitor.checkCancelled();
        List<Overlay> overlays = new ArrayList<>(List.of(new Overlay.ScaleBar(), new Overlay.OrientationLetters(anatomical, letters)));
        overlays.addAll(List.of(further));
        RenderOptions options = RenderOptions.print(size[0], size[1]).withSupersampling(2).withUiScale(TEXT_SCALE).withThreads(threads)
                .withOverlays(overlays.toArray(Overlay[]::new));
        CompletableFuture<byte[]> png = new CompletableFuture<>();
        Thread painter = new Thread(() -> {
            try {
                png.complete(Png.encode(Renderer.render(scene, camera, options)));
            } catch (RuntimeException | Error e) {
                png.completeExceptionally(e);
            }
        }, "report-picture");
        painter.setDaemon(true);
        painter.start();
        while (true) {
            try {
                return new Picture(FOLDER + "/" + name + ".png", png.get(POLL, TimeUnit.MILLISECONDS), caption, size[0], size[1]);
            } catch (TimeoutException e) {
                if (monitor.isCancelled()) {
                    painter.interrupt();
                    throw new CancellationException("cancelled");
                }
            } catch (InterruptedException e) {
                painter.interrupt();
                Thread.currentThread().interrupt();
                throw new CancellationException("interrupted");
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException r ? r : new IllegalStateException(e.getCause());
            }
        }
    }

    /** Writes a picture into the results folder. */
    public static void write(Picture p, Path folder) throws java.io.IOException {
        AtomicFiles.write(folder.resolve(p.file()), out -> out.write(p.png()));
    }
}
