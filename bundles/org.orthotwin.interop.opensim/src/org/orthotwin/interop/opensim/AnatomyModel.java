/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.opensim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.io.LengthUnit;
import org.orthotwin.geometry.io.MeshFormatException;
import org.orthotwin.geometry.io.MeshReader;
import org.orthotwin.geometry.io.MeshWriter;
import org.orthotwin.geometry.wrap.WrapShape;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.joint.WrapSurface;
import org.orthotwin.joint.spi.JointType;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.AnatomyFiles;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.anatomy.DataFiles;
import org.orthotwin.model.anatomy.DataReference;
import org.orthotwin.model.anatomy.Frame;
import org.orthotwin.model.anatomy.Joint;
import org.orthotwin.model.anatomy.Landmark;
import org.orthotwin.model.anatomy.Ligament;
import org.orthotwin.model.anatomy.LigamentBundle;
import org.orthotwin.model.anatomy.ModelFiles;
import org.orthotwin.model.anatomy.Muscle;
import org.orthotwin.model.anatomy.PathPoint;
import org.orthotwin.model.anatomy.Quantity;
import org.orthotwin.model.anatomy.Sex;
import org.orthotwin.model.anatomy.Subject;
import org.orthotwin.model.anatomy.WrapObject;
import org.orthotwin.multibody.Coordinate;
import org.orthotwin.multibody.Link;
import org.orthotwin.multibody.Marker;
import org.orthotwin.multibody.MotionFunction;
import org.orthotwin.multibody.MultibodyModel;
import org.orthotwin.multibody.MusclePath;
import org.orthotwin.multibody.PathGeometry;
import org.orthotwin.multibody.Posture;
import org.orthotwin.multibody.Segment;
import org.orthotwin.multibody.Wrap;

/**
 * A model of OpenSim of an anatomy: a body for each bone with its landmarks as markers, thigh, shank and upper arm with the mass that goes
 * with the subject's ({@link BodySegments}), joints that move as their types say, muscles and
 * their surfaces, ligaments with the slack lengths that their strains in the recorded posture mean. A bone that no joint carries hangs on
 * the ground by six coordinates.
 *
 * <p>How a joint turns is asked of its type: the axis of each angle, and the order in which the turns follow one another, which is
 * checked at postures within their ranges. Where two axes are one (Euler's angles, as at a shoulder), a body without mass stands between.
 * Where a joint shifts, its lengths become three shifts along the axes of its frame on the parent, which say the same poses by other
 * numbers.
 */
public final class AnatomyModel {

    /** Of the force law of ligaments: strain from which the force grows linearly (L Blankevoort, R Huiskes 1991, J Biomech Eng 113:263). */
    private static final double TRANSITION = 0.06;
    /** rad; any angle that is no full turn. */
    private static final double PROBE = 0.5;
    /** Of a rotation's elements and, in m, of shifts. */
    private static final double SAME = 1e-9;
    /** m; how far shifts go beyond where a joint is. */
    private static final double FAR = 0.1;
    /** Of the body and of the first joint where two are needed. */
    private static final String MASSLESS = "_between";
    private static final String FIRST = "_first";

    private final Anatomy anatomy;
    private final String file;
    private final Function<String, Optional<JointType>> types;
    private final Map<Bone, Integer> segmentOf = new LinkedHashMap<>();
    private final List<Segment> segments = new ArrayList<>();
    private final List<Coordinate> coordinates = new ArrayList<>();
    private final List<Link> links = new ArrayList<>();
    private final List<Marker> markers = new ArrayList<>();
    private final List<Wrap> wraps = new ArrayList<>();
    private final List<MusclePath> paths = new ArrayList<>();
    private final List<OsimModel.Muscle> muscles = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private final Map<String, Integer> dropped = new LinkedHashMap<>();
    private final List<Diagnostic> told = new ArrayList<>();

    private AnatomyModel(Anatomy anatomy, String file, Function<String, Optional<JointType>> types) {
        this.anatomy = anatomy;
        this.file = file;
        this.types = types;
    }

    /**
     * @param file name of the anatomy, for messages
     * @param types joint types by id
     * @param shapes meshes of the bones, by the id of the bone; files as the model is to name them, in m
     * @return the model; {@link OsimModel#dropped} says what of the anatomy is not in it
     * @throws InputException if a joint lacks a bone, its type or a frame, or turns otherwise than about axes one after the other
     */
    public static OsimModel of(Anatomy anatomy, String file, Function<String, Optional<JointType>> types,
            Map<String, List<String>> shapes) {
        return new AnatomyModel(anatomy, file, types).model(shapes);
    }

    /**
     * Writes the model of an anatomy's file, with the surfaces of its bones as {@code .stl} in m in a folder {@code Geometry} beside it,
     * where OpenSim looks for them.
     *
     * @param to the model's file; null to write nothing
     * @throws IOException if something cannot be written
     * @throws InputException if a file is no anatomy, a surface is missing or broken, or as {@link #of}
     */
    public static OsimModel export(Path file, Path to, Function<String, Optional<JointType>> types, Monitor monitor) throws IOException {
        Anatomy anatomy = ModelFiles.load(file, AnatomyFiles.FORMAT);
        String stem = String.valueOf((to == null ? file : to).getFileName()).replaceFirst("\\.[^.]*$", "");
        Map<String, List<String>> shapes = new LinkedHashMap<>();
        Map<String, TriangleMesh> meshes = new LinkedHashMap<>();
        for (Bone b : anatomy.getBones()) {
            for (DataReference r : b.getSurfaces()) {
                monitor.checkCancelled();
                String role = r.getRole() == null || r.getRole().isBlank() ? "outer" : r.getRole();
                String name = (stem + "-" + b.getId() + "-" + role + ".stl").replaceAll("[\\\\/*+\\s]", "_");
                meshes.put(name, mesh(file, b, r));
                shapes.computeIfAbsent(b.getId(), id -> new ArrayList<>()).add(name);
            }
        }
        OsimModel model = of(anatomy, String.valueOf(file.getFileName()), types, shapes);
        String text = OsimWriter.text(model);
        if (to != null) {
            Path folder = to.toAbsolutePath().resolveSibling("Geometry");
            if (!meshes.isEmpty()) {
                Files.createDirectories(folder);
            }
            for (Map.Entry<String, TriangleMesh> m : meshes.entrySet()) {
                monitor.checkCancelled();
                MeshWriter.write(folder.resolve(m.getKey()), m.getValue(), LengthUnit.METRE);
            }
            AtomicFiles.writeString(to, text);
        }
        return model;
    }

    private static TriangleMesh mesh(Path file, Bone bone, DataReference r) {
        Path at = DataFiles.resolve(file, r);
        try {
            return MeshReader.read(at, LengthUnit.of(String.valueOf(r.getLengthUnit())));
        } catch (MeshFormatException | IllegalArgumentException e) {
            throw new InputException(Diagnostic.error(OsimElement.TEXTS, "export.mesh", String.valueOf(file.getFileName()), r.getPath(),
                    bone.getId()), e);
        }
    }

    private InputException bad(String code, Object... args) {
        return new InputException(Diagnostic.error(OsimElement.TEXTS, code, args));
    }

    private void drop(String code) {
        dropped.merge(code, 1, Integer::sum);
    }

    /** A name that OpenSim takes, of its own in the model. */
    private String name(String of, String otherwise) {
        String n = of == null || of.isBlank() ? otherwise : of.strip().replaceAll("[\\\\/*+\\s]", "_");
        String one = n;
        for (int i = 2; !names.add(one); i++) {
            one = n + "_" + i;
        }
        return one;
    }

    private OsimModel model(Map<String, List<String>> shapes) {
        List<OsimModel.Shape> drawn = new ArrayList<>();
        List<String> massless = new ArrayList<>();
        Subject subject = anatomy.getSubject();
        Sex sex = subject == null ? Sex.UNKNOWN : subject.getSex();
        double mass = subject == null || subject.getMass() == null ? 0 : subject.getMass().getValue();
        names.add("ground");
        for (Bone b : anatomy.getBones()) {
            if ("ground".equals(b.getId())) {
                segmentOf.put(b, -1);
                continue;
            }
            segmentOf.put(b, segments.size());
            for (String mesh : shapes.getOrDefault(b.getId(), List.of())) {
                drawn.add(new OsimModel.Shape(segments.size(), mesh, new Vec3(1, 1, 1)));
            }
            String called = name(b.getId(), "bone");
            Optional<Segment> heavy = BodySegments.of(called, b, sex, mass);
            segments.add(heavy.orElseGet(() -> empty(called)));
            if (heavy.isEmpty()) {
                massless.add(b.getId());
            }
        }
        anatomy.getJoints().forEach(this::joint);
        Set<Integer> carried = links.stream().map(Link::child).collect(Collectors.toSet());
        segmentOf.values().stream().filter(s -> s >= 0 && !carried.contains(s)).forEach(this::hang);
        segmentOf.forEach(this::landmarks);
        anatomy.getMuscles().forEach(this::muscle);
        int first = paths.size();
        List<LigamentBundle> bundles = new ArrayList<>();
        List<String> called = new ArrayList<>();
        for (Ligament l : anatomy.getLigaments()) {
            for (LigamentBundle b : l.getBundles()) {
                String fibre = name(b.getId() == null || b.getId().isBlank() ? l.getId() : b.getId(), "ligament");
                called.add(fibre);
                List<MusclePath.Point> points = points(b.getPath(), b.getId());
                paths.add(new MusclePath(fibre, points, surfaces(b.getWraps(), fibre, points.size())));
                bundles.add(b);
            }
        }
        anatomy.getCartilages().forEach(c -> drop("export.cartilage"));
        String title = anatomy.getName() == null || anatomy.getName().isBlank() ? String.valueOf(anatomy.getId()) : anatomy.getName();
        MultibodyModel body = new MultibodyModel(title.replaceAll("[\\\\/*+\\s]", "_"), new Vec3(0, -9.80665, 0), segments, coordinates,
                links, List.of(), markers, wraps, paths);
        Posture posture = new Posture(body);
        posture.at(body.defaults());
        List<OsimModel.Ligament> ligaments = new ArrayList<>();
        for (int i = 0; i < bundles.size(); i++) {
            LigamentBundle b = bundles.get(i);
            double length = new PathGeometry(body, paths.get(first + i)).length(posture);
            ligaments.add(new OsimModel.Ligament(called.get(i), first + i, b.getStiffness(), length / (1 + b.getReferenceStrain()),
                    TRANSITION, b.getDamping()));
        }
        if (!massless.isEmpty()) {
            told.add(Diagnostic.info(OsimElement.TEXTS, "export.mass", String.join(", ", massless)));
        }
        dropped.forEach((code, n) -> told.add(Diagnostic.info(OsimElement.TEXTS, code, n)));
        return new OsimModel(OsimWriter.VERSION, body, muscles, ligaments, List.of(), List.of(), drawn, Set.of(), Map.of(), told);
    }

    private static Segment empty(String name) {
        return new Segment(name, 0, Vec3.ZERO, 0, 0, 0, 0, 0, 0);
    }

    private int segment(Bone bone, String of) {
        Integer s = bone == null ? null : segmentOf.get(bone);
        if (s == null) {
            throw bad("export.bone", file, String.valueOf(of));
        }
        return s;
    }

    private void landmarks(Bone bone, int segment) {
        for (Landmark l : bone.getLandmarks()) {
            if (l.getPosition() != null && l.getPosition().isFinite()) {
                String code = l.getCode() == null || l.getCode().isBlank() ? l.getId() : l.getCode();
                markers.add(new Marker(name(code, "landmark"), segment, l.getPosition()));
            }
        }
    }

    // ---- joints

    private int coordinate(String name, boolean turns, double value, double minimum, double maximum) {
        coordinates.add(new Coordinate(name(name, "coordinate"), turns ? Coordinate.Kind.ROTATION : Coordinate.Kind.TRANSLATION, value,
                Math.min(minimum, value), Math.max(maximum, value), false, false));
        return coordinates.size() - 1;
    }

    private void hang(int segment) {
        String bone = segments.get(segment).name();
        List<Link.Axis> turns = new ArrayList<>();
        List<Link.Axis> shifts = new ArrayList<>();
        Vec3[] axes = {Vec3.Z, Vec3.X, Vec3.Y};
        for (int i = 0; i < 3; i++) {
            turns.add(axis(axes[i], coordinate(bone + "_r" + "zxy".charAt(i), true, 0, -Math.PI, Math.PI)));
        }
        for (int i = 0; i < 3; i++) {
            shifts.add(axis(new Vec3[] {Vec3.X, Vec3.Y, Vec3.Z}[i], coordinate(bone + "_t" + "xyz".charAt(i), false, 0, -5, 5)));
        }
        links.add(new Link(name("ground_" + bone, ""), -1, segment, RigidTransform.IDENTITY, RigidTransform.IDENTITY, turns, shifts));
    }

    private static Link.Axis axis(Vec3 direction, int coordinate) {
        return new Link.Axis(direction, MotionFunction.IDENTITY, coordinate);
    }

    private void joint(Joint j) {
        JointType type = types.apply(String.valueOf(j.getType())).orElse(null);
        if (type == null) {
            told.add(Diagnostic.info(OsimElement.TEXTS, "export.joint", j.getId(), String.valueOf(j.getType())));
            return;
        }
        org.orthotwin.joint.Side side = switch (j.getSide()) {
            case LEFT -> org.orthotwin.joint.Side.LEFT;
            case RIGHT -> org.orthotwin.joint.Side.RIGHT;
            default -> org.orthotwin.joint.Side.MIDLINE;
        };
        int parent = segment(j.getParent(), j.getId());
        int child = segment(j.getChild(), j.getId());
        RigidTransform inParent = frame(j, j.getParent(), type, type.parentFrame(), side);
        RigidTransform inChild = frame(j, j.getChild(), type, type.childFrame(), side);
        List<CoordinateDefinition> given = type.coordinates();
        double[] value = given.stream().mapToDouble(d -> of(j, d).map(org.orthotwin.model.anatomy.Coordinate::getValue).orElse(0.0))
                .toArray();
        JointAxes axes = JointAxes.of(type, side);
        if (axes == null) {
            throw bad("export.turns", file, j.getId(), j.getType());
        }
        List<Link.Axis> turns = new ArrayList<>();
        for (int i = 0; i < axes.order().length; i++) {
            int c = axes.order()[i];
            CoordinateDefinition d = given.get(c);
            Optional<org.orthotwin.model.anatomy.Coordinate> said = of(j, d).filter(x -> x.getMaximum() > x.getMinimum());
            turns.add(axis(axes.directions()[i], coordinate(j.getId() + "_" + d.name(), true, value[c],
                    said.map(org.orthotwin.model.anatomy.Coordinate::getMinimum).orElse(d.minimum()),
                    said.map(org.orthotwin.model.anatomy.Coordinate::getMaximum).orElse(d.maximum()))));
        }
        List<Link.Axis> shifts = new ArrayList<>();
        if (turns.size() < given.size()) {
            told.add(Diagnostic.info(OsimElement.TEXTS, "export.shifts", j.getId()));
            double[] at = type.childInParent(value, side).translation().toArray();
            for (int i = 0; i < 3; i++) {
                shifts.add(axis(new Vec3[] {Vec3.X, Vec3.Y, Vec3.Z}[i], coordinate(j.getId() + "_t" + "xyz".charAt(i), false, at[i],
                        at[i] - FAR, at[i] + FAR)));
            }
        }
        // OpenSim has no two turns about one axis in a joint
        if (turns.size() == 3 && turns.get(0).direction().cross(turns.get(2).direction()).norm() < 1e-5) {
            int between = segments.size();
            segments.add(empty(name(j.getId() + MASSLESS, "")));
            links.add(new Link(name(j.getId() + FIRST, ""), parent, between, inParent, RigidTransform.IDENTITY, turns.subList(0, 1),
                    shifts));
            links.add(new Link(name(j.getId(), "joint"), between, child, RigidTransform.IDENTITY, inChild, turns.subList(1, 3), List.of()));
            return;
        }
        links.add(new Link(name(j.getId(), "joint"), parent, child, inParent, inChild, turns, shifts));
    }

    private static Optional<org.orthotwin.model.anatomy.Coordinate> of(Joint j, CoordinateDefinition d) {
        return j.getCoordinates().stream().filter(c -> d.name().equals(c.getName())).findFirst();
    }

    /** A frame that the anatomy gives as a pose, or one that its type builds on landmarks. */
    private RigidTransform frame(Joint j, Bone bone, JointType type, String id, org.orthotwin.joint.Side side) {
        for (Frame f : bone.getFrames()) {
            if (f.getPose() != null && (id.equals(f.getDefinition()) || id.equals(f.getId()))) {
                return f.getPose();
            }
        }
        Map<String, Vec3> landmarks = new LinkedHashMap<>();
        bone.getLandmarks().forEach(l -> landmarks.put(l.getCode(), l.getPosition()));
        for (FrameDefinition d : type.frames()) {
            if (d.id().equals(id) && landmarks.keySet().containsAll(d.landmarks(side))) {
                try {
                    return d.rule().pose(landmarks, side);
                } catch (IllegalArgumentException e) {
                    throw bad("export.frame", file, j.getId(), id, bone.getId());
                }
            }
        }
        throw bad("export.frame", file, j.getId(), id, bone.getId());
    }

    /**
     * The angles of a joint as turns about fixed axes one after the other.
     *
     * @param order indices of its coordinates that are angles, in the order in which the turns follow
     * @param directions their axes in the frame on the parent, each as it is before those in front of it turn
     */
    record JointAxes(int[] order, Vec3[] directions) {

        /** Null if it turns otherwise. */
        static JointAxes of(JointType type, org.orthotwin.joint.Side side) {
            List<CoordinateDefinition> all = type.coordinates();
            List<Integer> angles = new ArrayList<>();
            for (int i = 0; i < all.size(); i++) {
                if (all.get(i).dimension() == org.orthotwin.core.Dimension.ANGLE) {
                    angles.add(i);
                }
            }
            if (angles.size() > 3 || angles.isEmpty()) {
                return null;
            }
            Vec3[] axis = new Vec3[all.size()];
            for (int c : angles) {
                double[] q = new double[all.size()];
                // within the range, which may be on one side of zero only
                double probe = all.get(c).maximum() > 0 ? Math.min(PROBE, all.get(c).maximum()) : Math.max(-PROBE, all.get(c).minimum());
                q[c] = probe;
                RigidTransform r = type.childInParent(q, side);
                Vec3 twice = new Vec3(r.axis(1).z() - r.axis(2).y(), r.axis(2).x() - r.axis(0).z(), r.axis(0).y() - r.axis(1).x());
                if (!(Math.abs(probe) > 1e-3) || !(twice.norm() > 1e-6)) {
                    return null;
                }
                axis[c] = twice.times(1 / (2 * Math.sin(probe)));
            }
            for (int[] order : orders(angles)) {
                Vec3[] directions = java.util.Arrays.stream(order).mapToObj(c -> axis[c]).toArray(Vec3[]::new);
                if (holds(type, side, order, directions)) {
                    return new JointAxes(order, directions);
                }
            }
            return null;
        }

        private static List<int[]> orders(List<Integer> of) {
            if (of.isEmpty()) {
                return List.of(new int[0]);
            }
            List<int[]> all = new ArrayList<>();
            for (int first : of) {
                List<Integer> rest = new ArrayList<>(of);
                rest.remove(Integer.valueOf(first));
                for (int[] r : orders(rest)) {
                    int[] order = new int[r.length + 1];
                    order[0] = first;
                    System.arraycopy(r, 0, order, 1, r.length);
                    all.add(order);
                }
            }
            return all;
        }

        private static boolean holds(JointType type, org.orthotwin.joint.Side side, int[] order, Vec3[] directions) {
            List<CoordinateDefinition> all = type.coordinates();
            boolean shifts = order.length < all.size();
            for (int trial = 0; trial < 4; trial++) {
                double[] q = new double[all.size()];
                for (int i = 0; i < q.length; i++) {
                    double part = ((trial + 1) * (2 * i + 3) % 7 + 0.5) / 7;
                    q[i] = all.get(i).minimum() + part * (all.get(i).maximum() - all.get(i).minimum());
                }
                RigidTransform expected = type.childInParent(q, side);
                RigidTransform r = RigidTransform.IDENTITY;
                for (int i = 0; i < order.length; i++) {
                    r = r.times(RigidTransform.rotation(directions[i], q[order[i]]));
                }
                for (int i = 0; i < 3; i++) {
                    if (!(expected.axis(i).distance(r.axis(i)) < SAME)) {
                        return false;
                    }
                }
                if (!shifts && !(expected.translation().norm() < SAME)) {
                    return false;
                }
            }
            return true;
        }
    }

    // ---- soft tissue

    private List<MusclePath.Point> points(List<PathPoint> path, String of) {
        List<MusclePath.Point> list = new ArrayList<>();
        for (PathPoint p : path) {
            Vec3 at = p.getLandmark() == null ? p.getPosition() : p.getLandmark().getPosition();
            list.add(new MusclePath.Fixed(segment(p.getBone(), of), at));
        }
        if (list.size() < 2) {
            throw bad("export.path", file, String.valueOf(of), list.size());
        }
        return list;
    }

    private List<MusclePath.Surface> surfaces(List<WrapObject> objects, String of, int points) {
        List<MusclePath.Surface> surfaces = new ArrayList<>();
        for (WrapObject w : objects) {
            WrapShape shape = shape(w);
            if (shape == null) {
                drop("export.wrap");
                continue;
            }
            double length = shape instanceof WrapShape.Cylinder ? value(w, "length", 1) : Double.POSITIVE_INFINITY;
            surfaces.add(new MusclePath.Surface(wraps.size(), 0, points - 1));
            wraps.add(new Wrap(name(w.getId(), of + "_surface"), segment(w.getBone(), w.getId()), w.getPose() == null
                    ? RigidTransform.IDENTITY : w.getPose(), shape, length, 0));
        }
        return surfaces;
    }

    private void muscle(Muscle m) {
        if (!(m.getOptimalFibreLength() > 0) || !(m.getMaxIsometricForce() > 0)) {
            told.add(Diagnostic.info(OsimElement.TEXTS, "export.muscle", m.getId()));
            return;
        }
        String name = name(m.getId(), "muscle");
        List<MusclePath.Point> points = points(m.getPath(), m.getId());
        List<MusclePath.Surface> surfaces = surfaces(m.getWraps(), name, points.size());
        String law = m.getModel();
        if (!MuscleLaws.NAMES.contains(law)) {
            drop("export.law");
            law = "Millard2012EquilibriumMuscle";
        }
        double speed = m.getMaxContractionVelocity() > 0 ? m.getMaxContractionVelocity() / m.getOptimalFibreLength() : 10;
        muscles.add(new OsimModel.Muscle(name, law, paths.size(), m.getMaxIsometricForce(), m.getOptimalFibreLength(),
                Math.max(0, m.getTendonSlackLength()), Math.max(0, m.getPennationAngle()), speed, 0.01, 1, true, Map.of()));
        paths.add(new MusclePath(name, points, surfaces));
    }

    private static double value(WrapObject w, String name, double otherwise) {
        return w.getParameters().stream().filter(q -> name.equals(q.getName())).mapToDouble(Quantity::getValue).findFirst()
                .orElse(otherwise);
    }

    private static WrapShape shape(WrapObject w) {
        Map<String, Double> dimensions = new HashMap<>();
        w.getParameters().forEach(q -> dimensions.put(q.getName(), q.getValue()));
        try {
            return new WrapSurface(String.valueOf(w.getId()), "", String.valueOf(w.getShape()), RigidTransform.IDENTITY, dimensions).form();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
