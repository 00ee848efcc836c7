/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.orthotwin.catalog.Catalogs;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.joint.TissueCourses;
import org.orthotwin.model.scenario.Setting;
import org.orthotwin.model.scenario.SolverRequest;
import org.orthotwin.render.Camera;
import org.orthotwin.render.ColorMap;
import org.orthotwin.render.Material;
import org.orthotwin.render.ScalarField;
import org.orthotwin.render.Scene;
import org.orthotwin.render.Surface;
import org.orthotwin.render.Tubes;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.solver.JointModel;
import org.orthotwin.solver.Problem;

/**
 * The two bones of a joint and the parts on them, ready to be drawn. The world is the surface frame of the joint's proximal bone; the axes
 * of its frame of the joint are those of the ISB. Immutable.
 */
public final class JointScene {

    /** Surfaces of a part that only take room. */
    private static final Set<String> TOOLS = Set.of("reaming", "resection", "cartilage");
    private static final Material PARENT_BONE = Material.BONE;
    private static final Material CHILD_BONE = Material.BONE.withColor(0xE3C9A2);

    /** Colours of ligaments go to this strain and to as much slack, %. */
    public static final double STRAIN = 10;
    /** Setting of solvers with the ligaments that are cut. */
    private static final String CUT = "cut";
    private static final double LIGAMENT_RADIUS = 0.0009;
    private static final double MUSCLE_RADIUS = 0.0018;
    private static final Material LIGAMENT = Material.satin(0xD8D2C0);

    /**
     * Lines of ligaments, or of muscles, in a posture.
     *
     * @param courses at least one
     * @param tubes a tube round each
     */
    public record Lines(List<TissueCourses.Course> courses, Tubes tubes, boolean muscles) {

        private static Lines of(List<TissueCourses.Course> courses, boolean muscles) {
            return new Lines(courses, Tubes.of(courses.stream().map(TissueCourses.Course::points).toList(), muscles ? MUSCLE_RADIUS
                    : LIGAMENT_RADIUS), muscles);
        }

        /** Ligaments in the colours of their strain in %, blue where they are slack. */
        public Scene.Solid solid() {
            double[] strain = courses.stream().mapToDouble(c -> 100 * c.strain()).toArray();
            return new Scene.Solid(tubes.surface(), RigidTransform.IDENTITY, 1, muscles ? Material.MUSCLE : LIGAMENT, muscles ? null
                    : new ScalarField(tubes.onVertices(strain), -STRAIN, STRAIN, ColorMap.BLUE_RED), false, false);
        }
    }

    /**
     * A bone, or one surface of a part.
     *
     * @param id of the bone, or role of the part
     * @param surface in the surface frame of its bone, or in the part's own
     * @param child whether it moves with the distal bone
     * @param pose in the surface frame of its bone
     * @param further the bone that it is or belongs to where that is on neither side of the joint, such as a patella, and only shown where
     * it is known to be; else empty
     */
    public record Shown(String id, Surface surface, Material material, boolean child, boolean bone, RigidTransform pose, String further) {

        /** Whether it belongs to neither side of the joint. */
        public boolean isFurther() {
            return !further.isEmpty();
        }

        /** @return where it is in the world for a pose of the distal bone in the proximal one */
        public RigidTransform place(RigidTransform childInParent) {
            return (child ? childInParent : RigidTransform.IDENTITY).times(pose);
        }
    }

    private final JointModel joint;
    private final RigidTransform neutral;
    private final Map<String, RigidTransform> rest;
    private final List<Shown> shown;
    private final TissueCourses tissue;
    private final Optional<ContactPressure> pressure;

    private JointScene(JointModel joint, RigidTransform neutral, Map<String, RigidTransform> rest, List<Shown> shown,
            TissueCourses tissue, Optional<ContactPressure> pressure) {
        this.joint = joint;
        this.pressure = pressure;
        this.tissue = tissue;
        this.neutral = neutral;
        this.rest = Map.copyOf(rest);
        this.shown = List.copyOf(shown);
    }

    /** Coordinates at 0; where the bones would then lie in each other, as a knee's do, the recorded posture, if there is one. */
    private static RigidTransform neutral(Problem p) {
        JointModel joint = p.joint();
        RigidTransform recorded = p.tissue().posture().get(joint.child());
        return recorded == null || joint.type().turnsAboutOnePoint()
                ? joint.childInParent(new double[joint.type().coordinates().size()]) : recorded;
    }

    /**
     * @param result with a joint
     * @param reamed the bones hollowed out for their parts, by id; the others are shown as they are in the problem
     * @param surfaces makes a mesh ready for drawing; may keep what it made
     */
    public static JointScene of(RunResult result, Map<String, TriangleMesh> reamed, Function<TriangleMesh, Surface> surfaces) {
        Problem p = result.problem();
        JointModel joint = p.joint();
        List<Shown> shown = new ArrayList<>();
        for (Body b : p.bodies()) {
            if (b.id().equals(joint.parent()) || b.id().equals(joint.child())) {
                boolean child = b.id().equals(joint.child());
                Arrays.asList(reamed.get(b.id()), b.surfaces().get("resected"), b.surfaces().get("outer")).stream()
                        .filter(m -> m != null && !m.isEmpty()).findFirst()
                        .ifPresent(m -> shown.add(new Shown(b.id(), surfaces.apply(m), child ? CHILD_BONE : PARENT_BONE, child, true,
                                RigidTransform.IDENTITY, "")));
            }
        }
        for (Body b : p.bodies()) {
            RigidTransform at = p.tissue().posture().get(b.id());
            boolean further = !b.id().equals(joint.parent()) && !b.id().equals(joint.child()) && at != null;
            // without a part of its own it would only hide the others
            if (further && (p.parts().isEmpty() || p.parts().stream().anyMatch(x -> x.body().equals(b.id())))) {
                Arrays.asList(b.surfaces().get("resected"), b.surfaces().get("outer")).stream().filter(m -> m != null && !m.isEmpty())
                        .findFirst().ifPresent(m -> shown.add(new Shown(b.id(), surfaces.apply(m), PARENT_BONE, false, true, at, b.id())));
            }
        }
        for (PlacedPart part : p.parts()) {
            boolean resting = !part.body().equals(joint.parent()) && !part.body().equals(joint.child());
            RigidTransform on = resting ? p.tissue().posture().get(part.body()) : RigidTransform.IDENTITY;
            if (on != null) {
                Catalogs.Item item = result.items().get(part.role());
                Material material = material(part.role(), item == null ? List.of() : item.component().getMaterials());
                for (TriangleMesh mesh : visible(part.part())) {
                    shown.add(new Shown(part.role(), surfaces.apply(mesh), material, part.body().equals(joint.child()), false,
                            on.times(part.pose()), resting ? part.body() : ""));
                }
            }
        }
        return new JointScene(joint, neutral(p), p.tissue().posture(), shown, new TissueCourses(p.tissue().without(cut(result)),
                joint.parent()), ContactPressure.of(result));
    }

    /** Ligaments that parts take, or that a solver of the case is told to cut. */
    private static List<String> cut(RunResult result) {
        List<String> cut = new ArrayList<>();
        result.problem().parts().forEach(p -> cut.addAll(p.part().resectedLigaments()));
        for (SolverRequest r : result.source().scenario().getRequests()) {
            for (Setting s : r.getSettings()) {
                if (CUT.equals(s.getName()) && s.getText() != null) {
                    cut.addAll(List.of(s.getText().strip().split("\\s+")));
                }
            }
        }
        return cut;
    }

    /** The pressure that a solver has found on the surface of a part; empty where none has. */
    public Optional<ContactPressure> pressure() {
        return pressure;
    }

    /** The surfaces by which a part is seen: not what only shapes a cavity. */
    public static List<TriangleMesh> visible(PartModel part) {
        List<TriangleMesh> seen = new ArrayList<>();
        part.surfaces().forEach((role, mesh) -> {
            boolean tool = TOOLS.contains(role) || role.startsWith("resection.");
            boolean body = !tool && !(role.equals("bearing") && part.surfaces().containsKey("envelope"));
            if (body && !mesh.isEmpty()) {
                seen.add(mesh);
            }
        });
        return seen;
    }

    /**
     * How a part looks.
     *
     * @param role in the plan, or kind of the component
     * @param materials as the catalogue says
     */
    public static Material material(String role, List<String> materials) {
        String m = String.join(" ", materials).toLowerCase(Locale.ROOT);
        if (m.contains("polyeth") || m.contains("pe-uhmw") || m.contains("uhmwpe")) {
            return Material.POLYETHYLENE;
        }
        if (m.contains("alumin") || m.contains("zircon") || m.contains("ceram")) {
            return Material.CERAMIC;
        }
        if (m.contains("cocr") || m.contains("cobalt")) {
            return Material.COBALT_CHROME;
        }
        if (m.startsWith("ti") || m.contains(" ti")) {
            return Material.TITANIUM;
        }
        return role.equals("liner") || role.endsWith("insert") || role.equals("glenoid") ? Material.POLYETHYLENE
                : role.equals("head") ? Material.COBALT_CHROME : Material.TITANIUM;
    }

    public JointModel joint() {
        return joint;
    }

    /** The joint's frame of the proximal bone, with ISB axes, in the world. */
    public RigidTransform anatomical() {
        return joint.parentFrame();
    }

    /** The pose of the distal bone in the proximal one in which the joint is shown at rest. */
    public RigidTransform neutral() {
        return neutral;
    }

    /** Bones first, then parts, with the joint at rest. */
    public List<Shown> shown() {
        return shown;
    }

    /** What is shown with the distal bone in a pose in the proximal one, and further bones where the joint is at rest alone. */
    public List<Shown> shown(RigidTransform childInParent) {
        return shown(childInParent, Map.of());
    }

    /** @param further poses of further bones' surface frames in the proximal bone's, by id, where they are known in this posture */
    public List<Shown> shown(RigidTransform childInParent, Map<String, RigidTransform> further) {
        boolean atRest = childInParent.equals(neutral) && further.isEmpty();
        List<Shown> all = new ArrayList<>();
        for (Shown s : shown) {
            if (!s.isFurther() || atRest) {
                all.add(s);
            } else if (further.containsKey(s.further())) {
                RigidTransform moved = further.get(s.further()).times(rest.get(s.further()).inverse()).times(s.pose());
                all.add(new Shown(s.id(), s.surface(), s.material(), s.child(), s.bone(), moved, s.further()));
            }
        }
        return all;
    }

    /** Whether the anatomy has ligaments or muscles that can be drawn. */
    public boolean hasLines() {
        return !tissue.isEmpty();
    }

    /**
     * Ligaments and muscles that remain, as far as their bones are where they are known to be: ligaments first; either may be missing.
     *
     * @param further as for {@link #shown(RigidTransform, Map)}
     */
    public List<Lines> lines(RigidTransform childInParent, Map<String, RigidTransform> further) {
        Map<String, RigidTransform> poses = new HashMap<>(childInParent.equals(neutral) ? rest : Map.of());
        poses.putAll(further);
        poses.put(joint.child(), childInParent);
        List<TissueCourses.Course> all = tissue.in(poses);
        List<Lines> lines = new ArrayList<>();
        for (boolean muscles : new boolean[] {false, true}) {
            List<TissueCourses.Course> of = all.stream().filter(c -> c.muscle() == muscles).toList();
            if (!of.isEmpty()) {
                lines.add(Lines.of(of, muscles));
            }
        }
        return lines;
    }

    /**
     * The camera moved to the parts, with as much around them as shows where they are; without parts, to the joint. With the joint at rest.
     *
     * @param aspect width of the picture divided by its height
     */
    public Camera around(Camera c, double aspect) {
        boolean parts = shown.stream().anyMatch(s -> !s.bone());
        double[] box = box(c, parts);
        if (parts) {
            Vec3 centre = c.target().plus(c.right().times(0.5 * (box[0] + box[1]))).plus(c.up().times(0.5 * (box[2] + box[3])));
            return Camera.orthographic(centre, c.forward(), c.up(), 1.4 * Math.max(box[3] - box[2], (box[1] - box[0]) / aspect));
        }
        double least = Double.MAX_VALUE;
        for (Shown s : shown) {
            if (s.isFurther()) {
                continue;
            }
            double[] b = s.surface().mesh().bounds();
            least = Math.min(least, new Vec3(b[3] - b[0], b[4] - b[1], b[5] - b[2]).norm());
        }
        double all = Math.max(box[3] - box[2], (box[1] - box[0]) / aspect);
        return Camera.orthographic(anatomical().translation(), c.forward(), c.up(), Math.min(1.1 * all, 0.9 * least));
    }

    /** Left, right, lower and upper end of what is shown in a camera's picture, from its target, m. */
    private double[] box(Camera c, boolean partsOnly) {
        double[] box = {Double.MAX_VALUE, -Double.MAX_VALUE, Double.MAX_VALUE, -Double.MAX_VALUE};
        for (Shown s : shown) {
            if (partsOnly && s.bone()) {
                continue;
            }
            RigidTransform pose = s.place(neutral);
            double[] v = s.surface().mesh().vertices();
            for (int i = 0; i < v.length; i += 3) {
                Vec3 q = pose.apply(Vec3.of(v, i)).minus(c.target());
                double x = q.dot(c.right());
                double y = q.dot(c.up());
                box[0] = Math.min(box[0], x);
                box[1] = Math.max(box[1], x);
                box[2] = Math.min(box[2], y);
                box[3] = Math.max(box[3], y);
            }
        }
        return box;
    }

    /**
     * The scene with the joint in a pose; clip planes cut bones only.
     *
     * @param boneOpacity 0 to 1
     */
    public Scene.Builder scene(RigidTransform childInParent, double boneOpacity) {
        return scene(childInParent, Map.of(), boneOpacity);
    }

    /** @param further as for {@link #shown(RigidTransform, Map)} */
    public Scene.Builder scene(RigidTransform childInParent, Map<String, RigidTransform> further, double boneOpacity) {
        Scene.Builder b = Scene.builder();
        for (Shown s : shown(childInParent, further)) {
            if (s.bone()) {
                b.surface(s.surface(), s.place(childInParent), s.material().withOpacity(boneOpacity));
            } else {
                b.uncutSurface(s.surface(), s.place(childInParent), s.material());
            }
        }
        return b;
    }
}
