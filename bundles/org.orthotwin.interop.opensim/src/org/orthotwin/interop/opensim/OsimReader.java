/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.opensim;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.wrap.WrapShape;
import org.orthotwin.multibody.Coordinate;
import org.orthotwin.multibody.Coupling;
import org.orthotwin.multibody.CubicSpline;
import org.orthotwin.multibody.Link;
import org.orthotwin.multibody.Marker;
import org.orthotwin.multibody.MotionFunction;
import org.orthotwin.multibody.MultibodyModel;
import org.orthotwin.multibody.MusclePath;
import org.orthotwin.multibody.QuinticSpline;
import org.orthotwin.multibody.Segment;
import org.orthotwin.multibody.Wrap;

/**
 * Reads models of OpenSim, all formats from 1.9 to 4: segments, joints with their functions, coordinates and their couplings, muscles,
 * ligaments after Blankevoort, surfaces to wrap, contact surfaces and markers. What is left out is named in {@link OsimModel#dropped}:
 * what only pictures need, controllers and probes without a word.
 *
 * <p>The format knows one set of units, m, kg, s, N and rad; a file that declares others is refused, and so is one whose bodies are farther
 * apart than {@link #FARTHEST}, which is what mm read as m give.
 */
public final class OsimReader {

    /** m; no joint of a human or an animal that is modelled is so far from the next. */
    public static final double FARTHEST = 3;
    private static final Set<String> SILENT = Set.of("defaults", "credits", "publications", "length_units", "force_units", "gravity",
            "Ground",
            "BodySet", "JointSet", "ConstraintSet", "ForceSet", "MarkerSet", "ContactGeometrySet", "ControllerSet", "ProbeSet", "ground",
            "ModelVisualPreferences", "ModelVisualPreferencesSet", "assembly_accuracy", "MiscComponentSet", "ComponentSet", "components",
                    "name",
            "attached_geometry", "WrapObjectSet", "frames");

    /** Parameters of muscles that are true (1) or false (0). */
    static final List<String> SWITCHES = List.of("ignore_tendon_compliance", "ignore_activation_dynamics", "ignore_passive_fiber_force");

    static final List<String> CREDITS = List.of("credits", "publications");

    private final OsimElement root;
    private final int version;
    private final OsimElement model;
    private final List<Segment> segments = new ArrayList<>();
    private final Map<String, Integer> segmentOf = new HashMap<>();
    private final Map<String, OsimModel.Offset> frames = new HashMap<>();
    private final Map<String, OsimModel.Offset> frameEnds = new HashMap<>();
    private final List<Coordinate> coordinates = new ArrayList<>();
    private final Map<String, Integer> coordinateOf = new HashMap<>();
    private final List<Link> links = new ArrayList<>();
    private final List<Wrap> wraps = new ArrayList<>();
    private final Map<String, Integer> wrapOf = new HashMap<>();
    private final List<MusclePath> paths = new ArrayList<>();
    private final Map<String, OsimElement> defaults = new HashMap<>();
    private final Map<String, Integer> left = new TreeMap<>();
    private final Set<Diagnostic> dropped = new LinkedHashSet<>();

    private OsimReader(OsimElement root) {
        this.root = root;
        if (!root.tag().equals("OpenSimDocument") || root.child("Model").isEmpty()) {
            throw root.broken("osim.no-model", root.tag());
        }
        try {
            version = Integer.parseInt(root.attribute("Version"));
        } catch (NumberFormatException e) {
            throw root.broken("osim.version", root.attribute("Version"));
        }
        model = root.requireChild("Model");
    }

    /**
     * @throws IOException if the file cannot be read
     * @throws InputException if it is no model, or one of its joints, paths or numbers cannot be used
     */
    public static OsimModel read(Path file, Monitor monitor) throws IOException {
        monitor.begin(String.valueOf(file.getFileName()), 0);
        OsimReader reader = new OsimReader(OsimElement.read(file));
        monitor.checkCancelled();
        return reader.model(monitor);
    }

    /**
     * The model with the markers of a file of markers: they replace those of the same names and join the others.
     *
     * @throws IOException if the file cannot be read
     * @throws InputException if it is no set of markers, or one of them is on a body that the model does not have
     */
    public static OsimModel withMarkers(OsimModel m, Path file) throws IOException {
        OsimElement root = OsimElement.read(file);
        List<OsimElement> given = root.set("MarkerSet");
        if (given.isEmpty()) {
            throw root.broken("xml.missing", "MarkerSet");
        }
        MultibodyModel b = m.body();
        Map<String, Marker> markers = new LinkedHashMap<>();
        b.markers().forEach(k -> markers.put(k.name(), k));
        Set<String> fixed = new HashSet<>(m.fixed());
        for (OsimElement e : given) {
            String said = socket(e, "socket_parent_frame", "body");
            String name = said.substring(said.lastIndexOf('/') + 1);
            int segment = b.segment(name);
            if (segment < 0 && !name.equals("ground")) {
                throw e.broken("osim.no-frame", said);
            }
            markers.put(e.name(), new Marker(e.name(), segment, near(e, e.vector("location"))));
            fixed.remove(e.name());
            if (e.flag("fixed", false)) {
                fixed.add(e.name());
            }
        }
        MultibodyModel with = new MultibodyModel(b.name(), b.gravity(), b.segments(), b.coordinates(), b.links(), b.couplings(),
                List.copyOf(markers.values()), b.wraps(), b.paths());
        return m.with(with, m.muscles(), m.ligaments(), m.contacts(), m.shapes(), fixed);
    }

    private OsimModel model(Monitor monitor) {
        units();
        model.child("defaults").ifPresent(d -> d.children().forEach(c -> defaults.putIfAbsent(c.tag(), c)));
        for (OsimElement c : model.children()) {
            if (!SILENT.contains(c.tag())) {
                left(c.tag());
            }
        }
        List<OsimElement> bodies = model.set("BodySet");
        bodies();
        offsets(monitor);
        if (version >= 40000 || model.child("JointSet").isPresent()) {
            for (OsimElement j : model.set("JointSet")) {
                jointWithFrames(j);
            }
        } else {
            for (OsimElement b : bodies) {
                b.child("Joint").ifPresent(j -> j.children().forEach(k -> jointOfBody(k, b.name())));
            }
        }
        for (OsimElement b : bodies) {
            wraps(b, segmentOf.getOrDefault(b.name(), -1));
        }
        model.child("Ground").ifPresent(g -> wraps(g, -1));
        List<Coupling> couplings = couplings();
        List<OsimModel.Muscle> muscles = new ArrayList<>();
        List<OsimModel.Ligament> ligaments = new ArrayList<>();
        List<OsimModel.Motor> motors = new ArrayList<>();
        List<OsimElement> fibres = new ArrayList<>();
        for (OsimElement f : model.set("ForceSet")) {
            if (f.tag().equals("Blankevoort1991Ligament")) {
                fibres.add(f);
            } else if (path(f).isPresent() && text(f, "max_isometric_force").isPresent()) {
                muscles.add(muscle(f));
            } else if (f.tag().equals("CoordinateActuator")) {
                motors.add(motor(f));
            } else {
                left(f.tag());
            }
        }
        fibres.forEach(f -> ligaments.add(ligament(f)));
        Set<String> fixed = new HashSet<>();
        List<Marker> markers = markers(model.set("MarkerSet"), fixed);
        List<OsimModel.Contact> contacts = contacts();
        left.forEach((what, n) -> dropped.add(Diagnostic.info(OsimElement.TEXTS, "osim.left", what, n)));
        MultibodyModel body;
        try {
            body = new MultibodyModel(model.name(), model.vector("gravity", new Vec3(0, -9.80665, 0)), segments, coordinates, links,
                    couplings,
                    markers, wraps, paths);
        } catch (IllegalArgumentException e) {
            throw model.broken("osim.inconsistent", e.getMessage());
        }
        Map<String, String> credits = new HashMap<>();
        for (String tag : CREDITS) {
            model.text(tag).ifPresent(t -> credits.put(tag, t));
        }
        return new OsimModel(version, body, muscles, ligaments, motors, contacts, shapes(bodies), fixed, credits, List.copyOf(dropped));
    }

    private List<OsimModel.Shape> shapes(List<OsimElement> bodies) {
        List<OsimModel.Shape> shapes = new ArrayList<>();
        List<OsimElement> all = new ArrayList<>(bodies);
        model.child("Ground").ifPresent(all::add);
        Vec3 one = new Vec3(1, 1, 1);
        for (OsimElement b : all) {
            int segment = segmentOf.getOrDefault(b.name(), -1);
            for (OsimElement g : b.child("attached_geometry").map(OsimElement::children).orElse(List.of())) {
                g.text("mesh_file").ifPresentOrElse(f -> shapes.add(new OsimModel.Shape(segment, f, g.vector("scale_factors", one))),
                        () -> left(g.tag()));
            }
            b.child("VisibleObject").ifPresent(v -> v.set("GeometrySet").forEach(g -> {
                for (double x : g.numbers("transform")) {
                    if (x != 0) {
                        left(g.tag());
                        return;
                    }
                }
                Vec3 s = g.vector("scale_factors", one);
                Vec3 w = v.vector("scale_factors", one);
                g.text("geometry_file").ifPresent(f -> shapes.add(new OsimModel.Shape(segment, f, new Vec3(s.x() * w.x(), s.y() * w.y(), s
                        .z() * w.z()))));
            }));
        }
        return shapes;
    }

    private List<Marker> markers(List<OsimElement> given, Set<String> fixed) {
        List<Marker> markers = new ArrayList<>();
        for (OsimElement m : given) {
            OsimModel.Offset at = frame(m, socket(m, "socket_parent_frame", "body"));
            markers.add(new Marker(m.name(), at.segment(), near(m, at.apply(m.vector("location")))));
            if (m.flag("fixed", false)) {
                fixed.add(m.name());
            }
        }
        return markers;
    }

    private void left(String what) {
        left.merge(what, 1, Integer::sum);
    }

    private void units() {
        for (String tag : List.of("length_units", "force_units")) {
            String unit = model.text(tag).orElse(tag.equals("length_units") ? "meters" : "N");
            if (!Set.of("meters", "meter", "m", "n", "newtons", "newton").contains(unit.toLowerCase(Locale.ROOT))) {
                throw model.broken("osim.unit", tag, unit, tag.equals("length_units") ? "m" : "N");
            }
        }
    }

    /** A position that can be one in m. */
    private static Vec3 near(OsimElement of, Vec3 p) {
        if (!(p.norm() <= FARTHEST)) {
            throw of.broken("osim.far", p.norm(), FARTHEST);
        }
        return p;
    }

    private void bodies() {
        for (OsimElement b : model.set("BodySet")) {
            if (b.name().equals("ground")) {
                continue;
            }
            double[] i = b.numbers("inertia");
            if (i.length == 0) {
                i = new double[] {b.number("inertia_xx", 0), b.number("inertia_yy", 0), b.number("inertia_zz", 0), b.number("inertia_xy",
                        0),
                    b.number("inertia_xz", 0), b.number("inertia_yz", 0)};
            } else if (i.length != 6) {
                throw b.broken("xml.count", "inertia", i.length, 6);
            }
            if (segmentOf.put(b.name(), segments.size()) != null) {
                throw b.broken("osim.twice", b.name());
            }
            try {
                segments.add(new Segment(b.name(), b.number("mass", 0), near(b, b.vector("mass_center", Vec3.ZERO)), i[0], i[1], i[2], i[3],
                        i[4], i[5]));
            } catch (IllegalArgumentException e) {
                throw b.broken("osim.inconsistent", e.getMessage());
            }
        }
        if (segments.isEmpty()) {
            throw model.broken("xml.missing", "BodySet");
        }
    }

    // ---- frames

    private void offsets(Monitor monitor) {
        // a frame may stand off another: as many rounds as that goes deep
        Map<String, OsimElement> open = new LinkedHashMap<>();
        model.all("PhysicalOffsetFrame").forEach(o -> open.put(o.path(), o));
        open.values().removeIf(o -> socket(o, "socket_parent", "body").isEmpty());
        boolean more = true;
        while (more) {
            monitor.checkCancelled();
            more = false;
            for (Iterator<Map.Entry<String, OsimElement>> i = open.entrySet().iterator(); i.hasNext();) {
                Map.Entry<String, OsimElement> e = i.next();
                OsimElement o = e.getValue();
                OsimModel.Offset on = find(o, socket(o, "socket_parent", "body"));
                if (on != null) {
                    OsimModel.Offset f = new OsimModel.Offset(on.segment(), on.pose().times(o.pose("translation", "orientation")));
                    near(o, f.pose().translation());
                    frames.put(e.getKey(), f);
                    frames.putIfAbsent(o.name(), f);
                    frameEnds.putIfAbsent(end(e.getKey()), f);
                    more = true;
                    i.remove();
                }
            }
        }
    }

    /** The last three words of a path, which tell a frame by what it belongs to. */
    private static String end(String path) {
        int at = path.length();
        for (int i = 0; i < 3 && at > 0; i++) {
            at = path.lastIndexOf('/', at - 1);
        }
        return path.substring(Math.max(0, at));
    }

    /** What an element hangs on, by the name of its socket in format 4, in its first drafts, or before. */
    private static String socket(OsimElement e, String tag, String before) {
        return e.text(tag).or(() -> e.text(tag + "_connectee_name")).or(() -> e.text(before)).orElse("");
    }

    private OsimModel.Offset frame(OsimElement at, String name) {
        OsimModel.Offset f = find(at, name);
        if (f == null) {
            throw at.broken("osim.no-frame", name);
        }
        return f;
    }

    /** A frame by what a socket says: a name, or a path whose last word is one. */
    private OsimModel.Offset find(OsimElement at, String said) {
        String name = said.substring(said.lastIndexOf('/') + 1);
        if (name.equals("ground")) {
            return new OsimModel.Offset(-1, RigidTransform.IDENTITY);
        }
        if (segmentOf.containsKey(name)) {
            return new OsimModel.Offset(segmentOf.get(name), RigidTransform.IDENTITY);
        }
        OsimModel.Offset own = frames.get(at.path() + "/frames/" + name);
        if (own != null) {
            return own;
        }
        if (said.contains("/")) {
            String[] words = said.split("/");
            if (words.length > 1) {
                OsimModel.Offset there = frameEnds.get("/" + words[words.length - 2] + "/frames/" + name);
                if (there != null) {
                    return there;
                }
            }
        }
        return frames.get(name);
    }

    // ---- joints

    private void jointOfBody(OsimElement j, String child) {
        String parent = j.require("parent_body");
        if (!parent.equals("ground") && !segmentOf.containsKey(parent)) {
            throw j.broken("osim.no-frame", parent);
        }
        if (!segmentOf.containsKey(child)) {
            throw j.broken("osim.no-frame", child);
        }
        if (j.flag("reverse", false)) {
            throw j.broken("osim.reverse");
        }
        RigidTransform inParent = j.pose("location_in_parent", "orientation_in_parent");
        RigidTransform inChild = j.pose("location", "orientation");
        joint(j, segmentOf.getOrDefault(parent, -1), segmentOf.get(child), inParent, inChild, j.set("CoordinateSet"));
    }

    private void jointWithFrames(OsimElement j) {
        OsimModel.Offset p = frame(j, j.text("socket_parent_frame").or(() -> j.text("socket_parent_frame_connectee_name"))
                .orElseGet(() -> j.require("socket_parent_frame")));
        OsimModel.Offset c = frame(j, j.text("socket_child_frame").or(() -> j.text("socket_child_frame_connectee_name"))
                .orElseGet(() -> j.require("socket_child_frame")));
        if (c.segment() < 0) {
            throw j.broken("osim.reverse");
        }
        joint(j, p.segment(), c.segment(), p.pose(), c.pose(), j.child("coordinates").map(OsimElement::children).orElse(List.of()));
    }

    private void joint(OsimElement j, int parent, int child, RigidTransform inParent, RigidTransform inChild, List<OsimElement> moves) {
        near(j, inParent.translation());
        near(j, inChild.translation());
        int first = coordinates.size();
        List<Link.Axis> turns = new ArrayList<>();
        List<Link.Axis> shifts = new ArrayList<>();
        List<Vec3> axes = List.of(Vec3.X, Vec3.Y, Vec3.Z);
        int expected = switch (j.tag()) {
            case "WeldJoint" -> 0;
            case "PinJoint", "SliderJoint" -> 1;
            case "UniversalJoint" -> 2;
            case "BallJoint", "GimbalJoint", "PlanarJoint" -> 3;
            case "FreeJoint" -> 6;
            case "CustomJoint" -> -1;
            default -> throw j.broken("osim.joint", j.tag());
        };
        if (expected >= 0 && moves.size() != expected) {
            throw j.broken("osim.coordinates", moves.size(), expected);
        }
        for (OsimElement c : moves) {
            if (coordinateOf.put(c.name(), first + moves.indexOf(c)) != null) {
                throw c.broken("osim.twice", c.name());
            }
        }
        switch (j.tag()) {
            case "PinJoint" -> turns.add(new Link.Axis(Vec3.Z, MotionFunction.IDENTITY, first));
            case "SliderJoint" -> shifts.add(new Link.Axis(Vec3.X, MotionFunction.IDENTITY, first));
            case "PlanarJoint" -> {
                turns.add(new Link.Axis(Vec3.Z, MotionFunction.IDENTITY, first));
                shifts.add(new Link.Axis(Vec3.X, MotionFunction.IDENTITY, first + 1));
                shifts.add(new Link.Axis(Vec3.Y, MotionFunction.IDENTITY, first + 2));
            }
            case "CustomJoint" -> custom(j, turns, shifts);
            default -> {
                for (int i = 0; i < expected; i++) {
                    (i < 3 ? turns : shifts).add(new Link.Axis(axes.get(i % 3), MotionFunction.IDENTITY, first + i));
                }
            }
        }
        for (int i = 0; i < moves.size(); i++) {
            coordinates.add(coordinate(moves.get(i), kind(first + i, turns, shifts)));
        }
        try {
            links.add(new Link(j.name(), parent, child, inParent, inChild, turns, shifts));
        } catch (IllegalArgumentException e) {
            throw j.broken("osim.inconsistent", e.getMessage());
        }
    }

    /** An angle or a length if the coordinate is one itself, on some axis. */
    static Coordinate.Kind kind(int c, List<Link.Axis> turns, List<Link.Axis> shifts) {
        if (turns.stream().anyMatch(a -> a.coordinate() == c && proper(a.function()))) {
            return Coordinate.Kind.ROTATION;
        }
        return shifts.stream().anyMatch(a -> a.coordinate() == c && proper(a.function())) ? Coordinate.Kind.TRANSLATION
                : Coordinate.Kind.COUPLED;
    }

    private static boolean proper(MotionFunction f) {
        return f instanceof MotionFunction.Linear l && Math.abs(l.factor()) == 1
                || f instanceof MotionFunction.Scaled s && s.function() instanceof MotionFunction.Linear;
    }

    private Coordinate coordinate(OsimElement c, Coordinate.Kind found) {
        Coordinate.Kind kind = switch (c.text("motion_type").orElse("").toLowerCase(Locale.ROOT)) {
            case "rotational" -> Coordinate.Kind.ROTATION;
            case "translational" -> Coordinate.Kind.TRANSLATION;
            case "coupled" -> Coordinate.Kind.COUPLED;
            default -> found;
        };
        double[] range = c.numbers("range");
        if (range.length != 0 && range.length != 2) {
            throw c.broken("xml.count", "range", range.length, 2);
        }
        if (c.flag("prescribed", false)) {
            dropped.add(Diagnostic.info(OsimElement.TEXTS, "osim.prescribed", c.name()));
        }
        try {
            return new Coordinate(c.name(), kind, c.number("default_value", 0), range.length == 0 ? -10 : range[0],
                    range.length == 0 ? 10 : range[1], c.flag("clamped", false), c.flag("locked", false));
        } catch (IllegalArgumentException e) {
            throw c.broken("osim.inconsistent", e.getMessage());
        }
    }

    private void custom(OsimElement j, List<Link.Axis> turns, List<Link.Axis> shifts) {
        List<OsimElement> axes = j.requireChild("SpatialTransform").children().stream().filter(a -> a.tag().equals("TransformAxis"))
                .toList();
        if (axes.size() != 6) {
            throw j.broken("osim.axes", axes.size());
        }
        for (int i = 0; i < 6; i++) {
            OsimElement a = axes.get(i);
            List<String> names = a.words("coordinates");
            if (names.size() > 1) {
                throw a.broken("osim.several", String.join(" ", names));
            }
            int c = names.isEmpty() ? -1 : coordinate(a, names.get(0));
            MotionFunction f = a.child("function").flatMap(w -> w.children().stream().findFirst()).or(() -> a.children().stream()
                    .filter(x -> !Set.of("coordinates", "coordinate", "axis", "function", "independent_coordinate", "VisibleObject")
                            .contains(x.tag()))
                    .findFirst()).map(OsimReader::function).orElse(c < 0 ? new MotionFunction.Constant(0) : MotionFunction.IDENTITY);
            if (f instanceof MotionFunction.Constant k && k.constant() == 0) {
                continue;
            }
            try {
                (i < 3 ? turns : shifts).add(new Link.Axis(a.vector("axis"), f, f instanceof MotionFunction.Constant ? -1 : c));
            } catch (IllegalArgumentException e) {
                throw a.broken("osim.inconsistent", e.getMessage());
            }
        }
    }

    private int coordinate(OsimElement at, String said) {
        String name = said.substring(said.lastIndexOf('/') + 1);
        Integer c = coordinateOf.get(name);
        if (c == null) {
            throw at.broken("osim.no-coordinate", said);
        }
        return c;
    }

    static MotionFunction function(OsimElement f) {
        try {
            return switch (f.tag()) {
                case "Constant" -> new MotionFunction.Constant(f.number("value", 0));
                case "LinearFunction" -> {
                    double[] c = f.numbers("coefficients", 2);
                    yield new MotionFunction.Linear(c[0], c[1]);
                }
                case "PolynomialFunction" -> new MotionFunction.Polynomial(f.numbers("coefficients"));
                case "SimmSpline", "NaturalCubicSpline", "natCubicSpline" -> {
                    double[] x = f.numbers("x");
                    yield x.length == 1 ? new MotionFunction.Constant(f.numbers("y", 1)[0]) : new CubicSpline(x, f.numbers("y"));
                }
                case "GCVSpline" -> {
                    if (f.number("half_order", 3) != 3 || f.number("error_variance", 0) > 1e-12) {
                        throw f.broken("osim.function", "GCVSpline (half_order 3, error_variance 0)");
                    }
                    yield new QuinticSpline(f.numbers("x"), f.numbers("y"));
                }
                case "PiecewiseLinearFunction" -> new MotionFunction.PiecewiseLinear(f.numbers("x"), f.numbers("y"));
                case "MultiplierFunction" -> {
                    OsimElement in = f.requireChild("function").children().stream().findFirst().orElseThrow(() -> f.broken("xml.missing",
                            "function"));
                    MotionFunction g = function(in);
                    double s = f.number("scale", 1);
                    yield g instanceof MotionFunction.Constant k ? new MotionFunction.Constant(s * k.constant())
                            : s == 1 ? g : new MotionFunction.Scaled(s, g);
                }
                default -> throw f.broken("osim.function", f.tag());
            };
        } catch (IllegalArgumentException e) {
            throw f.broken("osim.inconsistent", e.getMessage());
        }
    }

    private List<Coupling> couplings() {
        List<Coupling> list = new ArrayList<>();
        for (OsimElement c : model.set("ConstraintSet")) {
            if (!c.flag("isEnforced", !c.flag("isDisabled", false))) {
                continue;
            }
            if (!c.tag().equals("CoordinateCouplerConstraint")) {
                dropped.add(Diagnostic.info(OsimElement.TEXTS, "osim.constraint", c.tag(), c.name()));
                continue;
            }
            List<String> leading = c.words("independent_coordinate_names");
            if (leading.size() != 1) {
                throw c.broken("osim.several", String.join(" ", leading));
            }
            OsimElement f = c.requireChild("coupled_coordinates_function").children().stream().findFirst()
                    .orElseThrow(() -> c.broken("xml.missing", "coupled_coordinates_function"));
            double scale = c.number("scale_factor", 1);
            MotionFunction g = function(f);
            list.add(new Coupling(coordinate(c, c.require("dependent_coordinate_name")), coordinate(c, leading.get(0)),
                    scale == 1 ? g : new MotionFunction.Scaled(scale, g)));
        }
        return list;
    }

    // ---- surfaces to wrap

    private void wraps(OsimElement b, int segment) {
        for (OsimElement w : b.set("WrapObjectSet")) {
            if (!w.flag("active", true)) {
                continue;
            }
            WrapShape shape;
            double length = Double.POSITIVE_INFINITY;
            try {
                switch (w.tag()) {
                    case "WrapSphere" -> shape = new WrapShape.Sphere(w.number("radius"));
                    case "WrapCylinder" -> {
                        shape = new WrapShape.Cylinder(w.number("radius"));
                        length = w.number("length");
                    }
                    case "WrapEllipsoid" -> {
                        double[] d = w.numbers("dimensions", 3);
                        shape = new WrapShape.Ellipsoid(d[0], d[1], d[2]);
                    }
                    case "WrapTorus" -> {
                        double inner = w.number("inner_radius");
                        double outer = w.number("outer_radius");
                        shape = new WrapShape.Torus(0.5 * (inner + outer), 0.5 * (outer - inner));
                    }
                    default -> {
                        left(w.tag());
                        continue;
                    }
                }
                String side = w.text("quadrant").orElse("all").toLowerCase(Locale.ROOT);
                int axis = switch (side.replaceFirst("^[+-]", "")) {
                    case "x" -> 1;
                    case "y" -> 2;
                    case "z" -> 3;
                    case "all", "unassigned" -> 0;
                    default -> throw w.broken("osim.quadrant", side);
                };
                wrapOf.putIfAbsent(w.name(), wraps.size());
                RigidTransform pose = w.pose("translation", "xyz_body_rotation");
                near(w, pose.translation());
                wraps.add(new Wrap(w.name(), segment, pose, shape, length, side.startsWith("-") ? -axis : axis));
            } catch (IllegalArgumentException e) {
                throw w.broken("osim.inconsistent", e.getMessage());
            }
        }
    }

    // ---- paths

    private static java.util.Optional<OsimElement> path(OsimElement f) {
        return f.child("GeometryPath").or(() -> f.child("MusclePointSet").map(m -> f));
    }

    private int path(OsimElement f, String name) {
        OsimElement g = path(f).orElseThrow(() -> f.broken("xml.missing", "GeometryPath"));
        List<OsimElement> given = g.set("PathPointSet");
        given = given.isEmpty() ? g.set("MusclePointSet") : given;
        List<MusclePath.Point> points = new ArrayList<>();
        for (OsimElement p : given) {
            OsimModel.Offset on = frame(p, socket(p, "socket_parent_frame", "body"));
            points.add(point(p, on));
        }
        List<OsimElement> round = g.set("PathWrapSet");
        round = round.isEmpty() ? g.set("MuscleWrapSet") : round;
        List<MusclePath.Surface> surfaces = new ArrayList<>();
        for (OsimElement w : round) {
            String of = w.require("wrap_object");
            Integer wrap = wrapOf.get(of.substring(of.lastIndexOf('/') + 1));
            if (wrap == null) {
                dropped.add(Diagnostic.info(OsimElement.TEXTS, "osim.no-wrap", name, of));
                continue;
            }
            double[] range = w.numbers("range");
            int from = range.length == 2 && range[0] > 0 ? (int) range[0] - 1 : 0;
            int to = range.length == 2 && range[1] > 0 ? (int) range[1] - 1 : points.size() - 1;
            if (from > to || to >= points.size()) {
                throw w.broken("osim.range", from + 1, to + 1, points.size());
            }
            surfaces.add(new MusclePath.Surface(wrap, from, to, plane(w)));
        }
        try {
            paths.add(new MusclePath(name, points, surfaces));
        } catch (IllegalArgumentException e) {
            throw f.broken("osim.inconsistent", e.getMessage());
        }
        return paths.size() - 1;
    }

    private static MusclePath.Plane plane(OsimElement w) {
        String said = w.text("method").orElse("hybrid").toUpperCase(Locale.ROOT);
        for (MusclePath.Plane p : MusclePath.Plane.values()) {
            if (p.name().equals(said)) {
                return p;
            }
        }
        throw w.broken("osim.method", said.toLowerCase(Locale.ROOT));
    }

    private MusclePath.Point point(OsimElement p, OsimModel.Offset on) {
        return switch (p.tag()) {
            case "PathPoint", "MusclePoint" -> new MusclePath.Fixed(on.segment(), near(p, on.apply(p.vector("location"))));
            case "ConditionalPathPoint", "MuscleViaPoint" -> {
                double[] range = p.numbers("range", 2);
                String c = p.text("socket_coordinate").or(() -> p.text("coordinate")).orElseThrow(() -> p.broken("xml.missing",
                        "coordinate"));
                yield new MusclePath.Conditional(on.segment(), near(p, on.apply(p.vector("location"))), coordinate(p, c), range[0],
                        range[1]);
            }
            case "MovingPathPoint", "MovingMusclePoint" -> {
                if (!on.pose().equals(RigidTransform.IDENTITY)) {
                    throw p.broken("osim.moving");
                }
                MotionFunction[] f = new MotionFunction[3];
                int[] c = new int[3];
                Vec3 still = p.vector("location", Vec3.ZERO);
                for (int i = 0; i < 3; i++) {
                    String axis = "xyz".substring(i, i + 1);
                    String name = p.text("socket_" + axis + "_coordinate").or(() -> p.text(axis + "_coordinate")).orElse("");
                    MotionFunction g = p.child(axis + "_location").flatMap(l -> l.children().stream().findFirst()).map(OsimReader::function)
                            .orElse(new MotionFunction.Constant(still.toArray()[i]));
                    c[i] = name.isEmpty() || g instanceof MotionFunction.Constant ? -1 : coordinate(p, name);
                    f[i] = g;
                }
                yield new MusclePath.Moving(on.segment(), f[0], c[0], f[1], c[1], f[2], c[2]);
            }
            default -> throw p.broken("osim.point", p.tag());
        };
    }

    // ---- forces

    private java.util.Optional<String> text(OsimElement f, String tag) {
        return f.text(tag).or(() -> defaults.containsKey(f.tag()) ? defaults.get(f.tag()).text(tag) : java.util.Optional.empty());
    }

    private double number(OsimElement f, String tag, double otherwise) {
        if (f.text(tag).isEmpty() && defaults.containsKey(f.tag())) {
            return defaults.get(f.tag()).number(tag, otherwise);
        }
        return f.number(tag, otherwise);
    }

    private OsimModel.Muscle muscle(OsimElement f) {
        Map<String, Double> parameters = new LinkedHashMap<>();
        for (String tag : List.of("FmaxTendonStrain", "FmaxMuscleStrain", "KshapeActive", "KshapePassive", "Af", "Flen",
                "fv_linear_extrap_threshold", "fiber_damping", "damping", "default_activation", "minimum_activation",
                "default_fiber_length", "activation_time_constant", "deactivation_time_constant", "maximum_pennation_angle",
                "active_force_width_scale",
                "tendon_strain_at_one_norm_force", "passive_fiber_strain_at_one_norm_force")) {
            double v = number(f, tag, Double.NaN);
            if (!Double.isNaN(v)) {
                parameters.put(tag, v);
            }
        }
        for (String tag : SWITCHES) {
            if (text(f, tag).isPresent()) {
                parameters.put(tag, (f.text(tag).isEmpty() ? defaults.get(f.tag()) : f).flag(tag, false) ? 1.0 : 0.0);
            }
        }
        for (String curve : List.of("ActiveForceLengthCurve", "ForceVelocityCurve", "FiberForceLengthCurve", "TendonForceLengthCurve")) {
            f.child(curve).ifPresent(c -> c.children().forEach(v -> {
                if (v.children().isEmpty() && v.tag().matches("[a-z_]+") && c.text(v.tag()).filter(t -> t.matches("[-+.eE0-9]+"))
                        .isPresent()) {
                    parameters.put(curve + "." + v.tag(), c.number(v.tag()));
                }
            }));
        }
        double force = number(f, "max_isometric_force", 0);
        double fibre = number(f, "optimal_fiber_length", 0.1);
        double tendon = number(f, "tendon_slack_length", 0.2);
        double pennation = number(f, "pennation_angle_at_optimal", number(f, "pennation_angle", 0));
        double speed = number(f, "max_contraction_velocity", number(f, "Vmax", 10));
        if (!(force >= 0) || !(fibre > 0) || !(fibre < 1) || !(tendon >= 0) || !(tendon < 2) || !(Math.abs(pennation) < Math.PI / 2)
                || !(speed > 0)) {
            throw f.broken("osim.muscle", force, fibre, tendon, pennation, speed);
        }
        boolean on = f.flag("appliesForce", !f.flag("isDisabled", false));
        return new OsimModel.Muscle(f.name(), f.tag(), path(f, f.name()), force, fibre, tendon, Math.abs(pennation), speed,
                Math.max(0, number(f, "min_control", 0.01)), number(f, "max_control", 1), on, parameters);
    }

    private OsimModel.Ligament ligament(OsimElement f) {
        double stiffness = number(f, "linear_stiffness", 0);
        double slack = number(f, "slack_length", 0);
        if (!(stiffness >= 0) || !(slack > 0)) {
            throw f.broken("osim.ligament", stiffness, slack);
        }
        return new OsimModel.Ligament(f.name(), path(f, f.name()), stiffness, slack, number(f, "transition_strain", 0.06),
                number(f, "damping_coefficient", 0.003));
    }

    private OsimModel.Motor motor(OsimElement f) {
        return new OsimModel.Motor(f.name(), coordinate(f, f.require("coordinate")), number(f, "optimal_force", 1),
                f.limit("min_control", Double.NEGATIVE_INFINITY), f.limit("max_control", Double.POSITIVE_INFINITY));
    }

    private List<OsimModel.Contact> contacts() {
        List<OsimModel.Contact> list = new ArrayList<>();
        for (OsimElement c : model.set("ContactGeometrySet")) {
            String kind = switch (c.tag()) {
                case "ContactMesh", "Smith2018ContactMesh" -> "mesh";
                case "ContactSphere" -> "sphere";
                case "ContactHalfSpace" -> "plane";
                default -> "";
            };
            if (kind.isEmpty()) {
                left(c.tag());
                continue;
            }
            OsimModel.Offset on = frame(c, socket(c, "socket_frame", "body_name"));
            list.add(new OsimModel.Contact(c.name(), kind, on.segment(), on.pose().times(c.pose("location", "orientation")),
                    c.number("radius", 0), c.text("mesh_file").or(() -> c.text("filename")).orElse(""), c.number("thickness", 0),
                    c.number("elastic_modulus", 0), c.number("poissons_ratio", 0)));
        }
        return list;
    }
}
