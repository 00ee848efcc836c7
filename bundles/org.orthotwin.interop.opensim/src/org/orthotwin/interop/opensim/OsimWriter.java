/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.opensim;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Numbers;
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
 * Writes models in the format 4 of OpenSim ({@value #VERSION}), in m, kg, s, N and rad. Every joint stands between two offset frames;
 * those without a coordinate become welds, all others joints of functions with six axes, of which the unused ones are constant and
 * independent of the rest, as OpenSim asks. {@link OsimReader} reads the same model back.
 */
public final class OsimWriter {

    /** Of the format: the first of OpenSim 4. */
    public static final int VERSION = 40000;
    /** What OpenSim does not allow in names, for they are parts of paths. */
    private static final String UNUSABLE = "[\\\\/*+\\s]";

    private final OsimModel model;
    private final MultibodyModel body;
    private final StringBuilder out = new StringBuilder();
    private final List<String> open = new ArrayList<>();

    private OsimWriter(OsimModel model) {
        this.model = model;
        body = model.body();
    }

    /**
     * Writes a model, whole or not at all.
     *
     * @throws IOException if it cannot be written
     * @throws InputException if a name would not be one in a path of OpenSim
     */
    public static void write(OsimModel model, Path file) throws IOException {
        AtomicFiles.writeString(file, text(model));
    }

    /** What {@link #write} writes. */
    public static String text(OsimModel model) {
        return new OsimWriter(model).document();
    }

    // ---- elements

    private void begin(String tag, String name) {
        indent();
        out.append('<').append(tag);
        if (name != null) {
            out.append(" name=\"").append(escaped(name)).append('"');
        }
        out.append(">\n");
        open.add(tag);
    }

    /** As {@link #begin} for what is a part of paths. */
    private void object(String tag, String name) {
        if (name.isEmpty() || name.matches(".*" + UNUSABLE + ".*")) {
            throw new InputException(Diagnostic.error(OsimElement.TEXTS, "osim.name", name, body.name(), tag));
        }
        begin(tag, name);
    }

    private void end() {
        String tag = open.removeLast();
        indent();
        out.append("</").append(tag).append(">\n");
    }

    private void indent() {
        out.append("\t".repeat(open.size()));
    }

    private void value(String tag, String text) {
        indent();
        out.append('<').append(tag).append('>').append(escaped(text)).append("</").append(tag).append(">\n");
    }

    private void value(String tag, double v) {
        value(tag, number(v));
    }

    private void value(String tag, Vec3 v) {
        value(tag, numbers(v.toArray()));
    }

    private static String number(double v) {
        return Double.isInfinite(v) ? v < 0 ? "-Inf" : "Inf" : Numbers.shortest(v);
    }

    private static String numbers(double... v) {
        return String.join(" ", Arrays.stream(v).mapToObj(OsimWriter::number).toList());
    }

    private static String escaped(String s) {
        StringBuilder b = new StringBuilder();
        s.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> b.append("&amp;");
                case '<' -> b.append("&lt;");
                case '>' -> b.append("&gt;");
                case '"' -> b.append("&quot;");
                default -> b.appendCodePoint(c < ' ' && c != '\t' && c != '\n' ? ' ' : c);
            }
        });
        return b.toString();
    }

    private void set(String tag, Runnable objects) {
        begin(tag, tag.toLowerCase(java.util.Locale.ROOT));
        begin("objects", null);
        objects.run();
        end();
        indent();
        out.append("<groups />\n");
        end();
    }

    private String segment(int s) {
        return s < 0 ? "/ground" : "/bodyset/" + body.segments().get(s).name();
    }

    private String coordinate(int c) {
        return "/jointset/" + body.links().get(owner(c)).name() + "/" + body.coordinates().get(c).name();
    }

    /** The joint that a coordinate moves; of none, that of the one before. */
    private int owner(int c) {
        for (int i = 0; i < body.links().size(); i++) {
            if (axes(body.links().get(i)).anyMatch(a -> a.coordinate() == c)) {
                return i;
            }
        }
        return c == 0 ? 0 : owner(c - 1);
    }

    private static java.util.stream.Stream<Link.Axis> axes(Link l) {
        return java.util.stream.Stream.concat(l.turns().stream(), l.shifts().stream());
    }

    /** A pose as a place and three turns about the axes of the turned frame, x first. */
    private void pose(String translation, String turns, RigidTransform p) {
        value(translation, p.translation());
        value(turns, numbers(turns(p)));
    }

    /** Angles about x, then the turned y, then the turned z, rad. */
    static double[] turns(RigidTransform p) {
        double sine = Math.max(-1, Math.min(1, p.r(0, 2)));
        double y = Math.atan2(sine, Math.hypot(p.r(0, 0), p.r(0, 1)));
        if (Math.hypot(p.r(0, 0), p.r(0, 1)) < 1e-12) {
            return new double[] {Math.atan2(p.r(2, 1), p.r(1, 1)), y, 0};
        }
        return new double[] {Math.atan2(-p.r(1, 2), p.r(2, 2)), y, Math.atan2(-p.r(0, 1), p.r(0, 0))};
    }

    // ---- the model

    private String document() {
        out.append("<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n<OpenSimDocument Version=\"").append(VERSION).append("\">\n");
        open.add("OpenSimDocument");
        String name = body.name().replaceAll(UNUSABLE, "_");
        begin("Model", name.isEmpty() ? "model" : name);
        OsimReader.CREDITS.stream().filter(model.credits()::containsKey).forEach(tag -> value(tag, model.credits().get(tag)));
        begin("Ground", "ground");
        shapes(-1);
        wraps(-1);
        end();
        value("gravity", body.gravity());
        value("length_units", "meters");
        value("force_units", "N");
        set("BodySet", this::bodies);
        set("JointSet", this::joints);
        set("ConstraintSet", () -> body.couplings().forEach(this::coupling));
        set("ForceSet", this::forces);
        set("MarkerSet", () -> body.markers().forEach(this::marker));
        set("ContactGeometrySet", () -> model.contacts().forEach(this::contact));
        end();
        out.append("</OpenSimDocument>\n");
        return out.toString();
    }

    private void bodies() {
        for (int i = 0; i < body.segments().size(); i++) {
            Segment s = body.segments().get(i);
            object("Body", s.name());
            shapes(i);
            wraps(i);
            value("mass", s.mass());
            value("mass_center", s.centre());
            value("inertia", numbers(s.xx(), s.yy(), s.zz(), s.xy(), s.xz(), s.yz()));
            end();
        }
    }

    private void shapes(int segment) {
        begin("attached_geometry", null);
        int n = 0;
        for (OsimModel.Shape s : model.shapes()) {
            if (s.segment() == segment) {
                begin("Mesh", (segment < 0 ? "ground" : body.segments().get(segment).name()) + "_geom_" + ++n);
                value("socket_frame", "..");
                value("mesh_file", s.file());
                value("scale_factors", s.scale());
                end();
            }
        }
        end();
    }

    private void wraps(int segment) {
        set("WrapObjectSet", () -> body.wraps().stream().filter(w -> w.segment() == segment).forEach(this::wrap));
    }

    private void wrap(Wrap w) {
        object(switch (w.shape()) {
            case WrapShape.Sphere s -> "WrapSphere";
            case WrapShape.Cylinder c -> "WrapCylinder";
            case WrapShape.Ellipsoid e -> "WrapEllipsoid";
            case WrapShape.Torus t -> "WrapTorus";
        }, w.name());
        value("active", "true");
        value("xyz_body_rotation", numbers(turns(w.pose())));
        value("translation", w.pose().translation());
        value("quadrant", w.side() == 0 ? "all" : (w.side() < 0 ? "-" : "") + "xyz".charAt(Math.abs(w.side()) - 1));
        switch (w.shape()) {
            case WrapShape.Sphere s -> value("radius", s.radius());
            case WrapShape.Cylinder c -> {
                value("radius", c.radius());
                // one without ends: longer than anything
                value("length", Double.isInfinite(w.length()) ? 1000 : w.length());
            }
            case WrapShape.Ellipsoid e -> value("dimensions", numbers(e.x(), e.y(), e.z()));
            case WrapShape.Torus t -> {
                value("inner_radius", t.radius() - t.tube());
                value("outer_radius", t.radius() + t.tube());
            }
        }
        end();
    }

    private void joints() {
        Map<Integer, List<Integer>> owned = new LinkedHashMap<>();
        for (int c = 0; c < body.coordinates().size(); c++) {
            owned.computeIfAbsent(owner(c), k -> new ArrayList<>()).add(c);
        }
        // coordinates come back in the order of their joints
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < body.links().size(); i++) {
            order.add(i);
        }
        List<Integer> moving = order.stream().filter(owned::containsKey).sorted(Comparator.comparing(i -> owned.get(i).get(0))).toList();
        int next = 0;
        for (int i : order) {
            int at = owned.containsKey(i) ? moving.get(next++) : i;
            joint(body.links().get(at), owned.getOrDefault(at, List.of()));
        }
    }

    private void joint(Link l, List<Integer> coordinates) {
        boolean welded = l.turns().isEmpty() && l.shifts().isEmpty() && coordinates.isEmpty();
        object(welded ? "WeldJoint" : "CustomJoint", l.name());
        String parent = l.parent() < 0 ? "ground" : body.segments().get(l.parent()).name();
        String child = body.segments().get(l.child()).name();
        value("socket_parent_frame", parent + "_offset");
        value("socket_child_frame", child + "_offset");
        if (!coordinates.isEmpty()) {
            begin("coordinates", null);
            coordinates.forEach(c -> coordinate(c, l));
            end();
        }
        begin("frames", null);
        offset(parent + "_offset", l.parent(), l.inParent());
        offset(child + "_offset", l.child(), l.inChild());
        end();
        if (!welded) {
            begin("SpatialTransform", null);
            axes("rotation", l.turns());
            axes("translation", l.shifts());
            end();
        }
        end();
    }

    private void offset(String name, int on, RigidTransform pose) {
        begin("PhysicalOffsetFrame", name);
        value("socket_parent", segment(on));
        pose("translation", "orientation", pose);
        end();
    }

    private void coordinate(int c, Link l) {
        Coordinate k = body.coordinates().get(c);
        object("Coordinate", k.name());
        if (k.kind() != OsimReader.kind(c, l.turns(), l.shifts())) {
            value("motion_type", switch (k.kind()) {
                case ROTATION -> "rotational";
                case TRANSLATION -> "translational";
                case COUPLED -> "coupled";
            });
        }
        value("default_value", k.value());
        value("range", numbers(k.minimum(), k.maximum()));
        value("clamped", String.valueOf(k.clamped()));
        value("locked", String.valueOf(k.locked()));
        end();
    }

    private void axes(String kind, List<Link.Axis> given) {
        List<Vec3> used = new ArrayList<>(given.stream().map(Link.Axis::direction).toList());
        for (int i = 0; i < 3; i++) {
            begin("TransformAxis", kind + (i + 1));
            if (i < given.size()) {
                Link.Axis a = given.get(i);
                value("coordinates", a.coordinate() < 0 ? "" : body.coordinates().get(a.coordinate()).name());
                value("axis", a.direction());
                function("function", a.function());
            } else {
                Vec3 d = independent(used);
                used.add(d);
                value("coordinates", "");
                value("axis", d);
                function("function", new MotionFunction.Constant(0));
            }
            end();
        }
    }

    /** The axis x, y or z that lies least in what others span. */
    private static Vec3 independent(List<Vec3> used) {
        Vec3 best = Vec3.X;
        double most = -1;
        for (Vec3 v : List.of(Vec3.X, Vec3.Y, Vec3.Z)) {
            double d = switch (used.size()) {
                case 0 -> 1;
                case 1 -> used.get(0).cross(v).norm();
                default -> Math.abs(used.get(0).cross(used.get(1)).dot(v));
            };
            if (d > most + 1e-9) {
                most = d;
                best = v;
            }
        }
        return best;
    }

    private void function(String name, MotionFunction f) {
        switch (f) {
            case MotionFunction.Constant k -> function("Constant", name, () -> value("value", k.constant()));
            case MotionFunction.Linear l -> function("LinearFunction", name, () -> value("coefficients", numbers(l.factor(), l.offset())));
            case MotionFunction.Polynomial p -> function("PolynomialFunction", name, () -> value("coefficients", numbers(
                    p.coefficients())));
            case CubicSpline s -> function("SimmSpline", name, () -> knots(s.knots(), s.values()));
            case QuinticSpline s -> function("GCVSpline", name, () -> {
                value("half_order", "3");
                value("error_variance", 0);
                knots(s.knots(), s.values());
            });
            case MotionFunction.PiecewiseLinear p -> function("PiecewiseLinearFunction", name, () -> knots(p.knots(), p.values()));
            case MotionFunction.Scaled s -> function("MultiplierFunction", name, () -> {
                begin("function", null);
                function("function", s.function());
                end();
                value("scale", s.factor());
            });
            default -> throw new IllegalArgumentException("a function of the kind " + f.getClass().getName() + " has no name in OpenSim");
        }
    }

    private void function(String tag, String name, Runnable content) {
        begin(tag, name);
        content.run();
        end();
    }

    private void knots(double[] x, double[] y) {
        value("x", numbers(x));
        value("y", numbers(y));
    }

    private void coupling(Coupling c) {
        String name = body.coordinates().get(c.dependent()).name();
        object("CoordinateCouplerConstraint", name + "_coupler");
        value("isEnforced", "true");
        begin("coupled_coordinates_function", null);
        function("function", c.function());
        end();
        value("independent_coordinate_names", body.coordinates().get(c.independent()).name());
        value("dependent_coordinate_name", name);
        value("scale_factor", 1);
        end();
    }

    // ---- forces, markers, contact

    private void forces() {
        for (OsimModel.Muscle m : model.muscles()) {
            object(m.type(), m.name());
            value("appliesForce", String.valueOf(m.enabled()));
            value("min_control", m.least());
            value("max_control", m.most());
            path(body.paths().get(m.path()));
            value("max_isometric_force", m.force());
            value("optimal_fiber_length", m.fibre());
            value("tendon_slack_length", m.tendon());
            value("pennation_angle_at_optimal", m.pennation());
            value("max_contraction_velocity", m.speed());
            parameters(m);
            end();
        }
        for (OsimModel.Ligament l : model.ligaments()) {
            object("Blankevoort1991Ligament", l.name());
            path(body.paths().get(l.path()));
            value("linear_stiffness", l.stiffness());
            value("transition_strain", l.transition());
            value("damping_coefficient", l.damping());
            value("slack_length", l.slack());
            end();
        }
        for (OsimModel.Motor m : model.actuators()) {
            object("CoordinateActuator", m.name());
            value("min_control", m.least());
            value("max_control", m.most());
            value("coordinate", body.coordinates().get(m.coordinate()).name());
            value("optimal_force", m.force());
            end();
        }
    }

    private void parameters(OsimModel.Muscle m) {
        Map<String, Map<String, Double>> curves = new java.util.TreeMap<>();
        m.parameters().entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(e -> {
            int dot = e.getKey().indexOf('.');
            if (dot > 0) {
                curves.computeIfAbsent(e.getKey().substring(0, dot), k -> new LinkedHashMap<>())
                        .put(e.getKey().substring(dot + 1), e.getValue());
            } else if (OsimReader.SWITCHES.contains(e.getKey())) {
                value(e.getKey(), String.valueOf(e.getValue() != 0));
            } else {
                value(e.getKey(), e.getValue());
            }
        });
        curves.forEach((curve, numbers) -> {
            begin(curve, m.name() + "_" + curve);
            numbers.forEach(this::value);
            end();
        });
    }

    private void path(MusclePath p) {
        begin("GeometryPath", "path");
        set("PathPointSet", () -> {
            for (int i = 0; i < p.points().size(); i++) {
                point(p.points().get(i), p.name() + "-P" + (i + 1));
            }
        });
        set("PathWrapSet", () -> {
            for (MusclePath.Surface s : p.surfaces()) {
                String wrap = body.wraps().get(s.wrap()).name();
                begin("PathWrap", wrap + "_" + (p.surfaces().indexOf(s) + 1));
                value("wrap_object", wrap);
                value("method", s.plane().name().toLowerCase(Locale.ROOT));
                value("range", s.from() == 0 && s.to() == p.points().size() - 1 ? "-1 -1" : (s.from() + 1) + " " + (s.to() + 1));
                end();
            }
        });
        end();
    }

    private void point(MusclePath.Point p, String name) {
        switch (p) {
            case MusclePath.Fixed f -> {
                begin("PathPoint", name);
                value("socket_parent_frame", segment(f.segment()));
                value("location", f.position());
            }
            case MusclePath.Conditional c -> {
                begin("ConditionalPathPoint", name);
                value("socket_parent_frame", segment(c.segment()));
                value("location", c.position());
                value("socket_coordinate", coordinate(c.coordinate()));
                value("range", numbers(c.minimum(), c.maximum()));
            }
            case MusclePath.Moving m -> {
                begin("MovingPathPoint", name);
                value("socket_parent_frame", segment(m.segment()));
                MotionFunction[] f = {m.x(), m.y(), m.z()};
                int[] by = {m.coordinateX(), m.coordinateY(), m.coordinateZ()};
                // OpenSim wants a coordinate for constants, too
                int any = Math.max(by[0], Math.max(by[1], by[2]));
                for (int i = 0; i < 3; i++) {
                    String axis = "xyz".substring(i, i + 1);
                    value("socket_" + axis + "_coordinate", coordinate(Math.max(0, by[i] < 0 ? any : by[i])));
                    begin(axis + "_location", null);
                    function("function", f[i]);
                    end();
                }
            }
        }
        end();
    }

    private void marker(Marker m) {
        object("Marker", m.name());
        value("socket_parent_frame", segment(m.segment()));
        value("location", m.position());
        value("fixed", String.valueOf(model.fixed().contains(m.name())));
        end();
    }

    private void contact(OsimModel.Contact c) {
        boolean layered = c.thickness() > 0 || c.modulus() > 0;
        object(switch (c.kind()) {
            case "sphere" -> "ContactSphere";
            case "plane" -> "ContactHalfSpace";
            default -> layered ? "Smith2018ContactMesh" : "ContactMesh";
        }, c.name());
        value("socket_frame", segment(c.segment()));
        pose("location", "orientation", c.pose());
        switch (c.kind()) {
            case "sphere" -> value("radius", c.radius());
            case "plane" -> { }
            default -> {
                value(layered ? "mesh_file" : "filename", c.file());
                if (layered) {
                    value("elastic_modulus", c.modulus());
                    value("poissons_ratio", c.poisson());
                    value("thickness", c.thickness());
                }
            }
        }
        end();
    }
}
