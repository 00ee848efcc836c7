/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.opensim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.wrap.WrapShape;
import org.orthotwin.multibody.InverseKinematics;
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
 * A generic model made one of a subject, as OpenSim's scale tool does it:
 *
 * <ul>
 * <li>a measurement is the mean over its pairs of markers of the mean distance in the static trial over the distance in the model's default
 * posture; it is the factor of segments along axes of theirs; factors may also be given
 * <li>all places in a segment are multiplied by its factors, each along its axis: centres of mass, joints, points of paths, markers,
 * surfaces; functions of joints that shift by those of the parent along the axis, except those that are the coordinate itself
 * <li>masses keep their proportions, or grow with the product of the factors; then all are multiplied so that their sum is the subject's
 * <li>moments of inertia grow with mass and the square of the factor; where factors differ, as those of a cylinder whose axis has the
 * smallest moment
 * <li>optimal fibre lengths, slack lengths of tendons and of ligaments grow with the length of their paths in the default posture
 * <li>the posture that comes nearest to the mean of the static trial is searched (weights of markers and coordinates), and markers that are
 * not fixed are moved to where they were seen; markers that the trial does not have are left out.
 * </ul>
 *
 * @param model of the subject
 * @param factors by segment, along its axes
 * @param masses total before and after, kg
 * @param markers that the static trial and the model have; 0 if none were placed
 * @param rms root of the mean squared distance of the markers in the posture that was found, before they are moved, m; 0 if none
 *     were placed
 * @param largest largest of these distances, m
 * @param worst the marker that has it, empty if none were placed
 * @param posture the coordinates found, rad or m; empty if none were placed
 * @param unseen markers of the model that the trial does not have
 * @param absent segments that the setup scales and the model does not have
 */
public record ModelScaling(OsimModel model, Map<String, Vec3> factors, double[] masses, int markers, double rms, double largest,
        String worst, double[] posture, List<String> unseen, List<String> absent) {

    /**
     * @param statics the static trial for measurements and for placing markers; null if the setup needs none
     * @throws InputException if the model or the trial lacks a marker of a measurement, a factor is not
     *     within what bodies have, or the posture is not found
     */
    public static ModelScaling run(OsimModel generic, ScaleSetup setup, MarkerTable statics, Monitor monitor) {
        monitor.begin("scaling", 0);
        MultibodyModel body = generic.body();
        if (statics == null && (setup.places() || setup.scales() && !setup.measurements().isEmpty() && setup.order().contains(
                "measurements"))) {
            throw bad("scale.no-trial", setup.file());
        }
        TreeSet<String> absent = new TreeSet<>();
        Map<String, Vec3> factors = factors(body, setup, statics, absent);
        double before = mass(body);
        OsimModel scaled = setup.scales() ? scaled(generic, factors, setup.preserve(), setup.mass()) : generic;
        double[] masses = {before, mass(scaled.body())};
        if (!setup.places()) {
            return new ModelScaling(scaled, factors, masses, 0, 0, 0, "", new double[0], List.of(), List.copyOf(absent));
        }
        monitor.checkCancelled();
        return place(scaled, setup, statics, factors, masses, List.copyOf(absent));
    }

    private static double mass(MultibodyModel m) {
        return m.segments().stream().mapToDouble(Segment::mass).sum();
    }

    private static InputException bad(String code, Object... args) {
        return new InputException(Diagnostic.error(OsimElement.TEXTS, code, args));
    }

    // ---- factors

    private static Map<String, Vec3> factors(MultibodyModel body, ScaleSetup setup, MarkerTable statics,
            TreeSet<String> absent) {
        Map<String, Vec3> factors = new LinkedHashMap<>();
        body.segments().forEach(s -> factors.put(s.name(), new Vec3(1, 1, 1)));
        if (!setup.scales()) {
            return factors;
        }
        for (String step : setup.order()) {
            if (step.equals("measurements")) {
                for (ScaleSetup.Measurement m : setup.measurements()) {
                    measure(body, m, setup, statics, factors, absent);
                }
            } else {
                setup.manual().forEach((s, f) -> {
                    if (factors.containsKey(s)) {
                        factors.put(s, f);
                    } else if (!s.equals("ground")) {
                        absent.add(s);
                    }
                });
            }
        }
        factors.forEach((s, f) -> {
            for (double v : f.toArray()) {
                if (!(v >= ScaleSetup.LEAST && v <= ScaleSetup.MOST)) {
                    throw bad("scale.factor", setup.file(), s, v, ScaleSetup.LEAST, ScaleSetup.MOST);
                }
            }
        });
        return factors;
    }

    private static void measure(MultibodyModel body, ScaleSetup.Measurement m, ScaleSetup setup, MarkerTable statics,
            Map<String, Vec3> factors, TreeSet<String> absent) {
        if (m.pairs().isEmpty()) {
            return;
        }
        Posture posture = new Posture(body);
        posture.at(body.defaults());
        double sum = 0;
        for (String[] pair : m.pairs()) {
            Vec3[] at = new Vec3[2];
            int[] column = new int[2];
            for (int i = 0; i < 2; i++) {
                String name = pair[i];
                Marker marker = body.markers().stream().filter(x -> x.name().equals(name)).findFirst()
                        .orElseThrow(() -> bad("scale.marker", setup.file(), m.name(), name, body.name()));
                at[i] = posture.point(marker.segment(), marker.position());
                column[i] = statics.names().indexOf(name);
                if (column[i] < 0) {
                    throw bad("scale.unseen", setup.file(), m.name(), name);
                }
            }
            double model = at[0].distance(at[1]);
            double seen = 0;
            int count = 0;
            for (int f : frames(statics, setup.scaleTime(), setup.file())) {
                Vec3 a = statics.positions()[f][column[0]];
                Vec3 b = statics.positions()[f][column[1]];
                if (a != null && b != null) {
                    seen += a.distance(b);
                    count++;
                }
            }
            if (count == 0) {
                throw bad("scale.unseen", setup.file(), m.name(), pair[0] + ", " + pair[1]);
            }
            if (!(model > 1e-6)) {
                throw bad("scale.near", setup.file(), m.name(), pair[0], pair[1], model);
            }
            sum += seen / count / model;
        }
        double factor = sum / m.pairs().size();
        m.axes().forEach((s, axes) -> {
            if (!factors.containsKey(s)) {
                absent.add(s);
                return;
            }
            double[] f = factors.get(s).toArray();
            for (int i = 0; i < 3; i++) {
                f[i] = axes.indexOf("XYZ".charAt(i)) >= 0 ? factor : f[i];
            }
            factors.put(s, Vec3.of(f, 0));
        });
    }

    /** From the last frame not after the first time to the first not before the last. */
    private static int[] frames(MarkerTable statics, double[] span, String file) {
        double[] t = statics.times();
        if (span.length == 0) {
            return java.util.stream.IntStream.range(0, t.length).toArray();
        }
        if (span[0] > t[t.length - 1] || span[1] < t[0]) {
            throw bad("scale.span", file, span[0], span[1], t[0], t[t.length - 1]);
        }
        int from = 0;
        while (from + 1 < t.length && t[from + 1] <= span[0] + 1e-9) {
            from++;
        }
        int to = from;
        while (to + 1 < t.length && t[to] < span[1] - 1e-9) {
            to++;
        }
        return java.util.stream.IntStream.rangeClosed(from, to).toArray();
    }

    // ---- the model

    /**
     * @param factors by segment; 1 for one that has none
     * @param preserve whether the segments keep their shares of the mass
     * @param mass total, kg; not positive for what follows from the factors
     */
    static OsimModel scaled(OsimModel m, Map<String, Vec3> factors, boolean preserve, double mass) {
        MultibodyModel b = m.body();
        Function<Integer, Vec3> of = s -> s < 0 ? new Vec3(1, 1, 1) : factors.getOrDefault(b.segments().get(s).name(), new Vec3(1, 1, 1));
        List<Segment> segments = new ArrayList<>();
        for (int i = 0; i < b.segments().size(); i++) {
            segments.add(segment(b.segments().get(i), of.apply(i), preserve));
        }
        double total = segments.stream().mapToDouble(Segment::mass).sum();
        if (mass > 0 && total > 0) {
            segments.replaceAll(s -> times(s, mass / total));
        }
        List<Link> links = b.links().stream().map(l -> new Link(l.name(), l.parent(), l.child(), moved(l.inParent(), of.apply(l.parent())),
                moved(l.inChild(), of.apply(l.child())), l.turns(), l.shifts().stream().map(a -> shift(a, of.apply(l.parent()))).toList()))
                .toList();
        List<Marker> markers = b.markers().stream().map(k -> new Marker(k.name(), k.segment(), times(k.position(), of.apply(k.segment()))))
                .toList();
        List<Wrap> wraps = b.wraps().stream().map(w -> wrap(w, of.apply(w.segment()))).toList();
        List<MusclePath> paths = b.paths().stream().map(p -> new MusclePath(p.name(), p.points().stream().map(x -> point(x, of.apply(x
                .segment()))).toList(), p.surfaces())).toList();
        MultibodyModel body = new MultibodyModel(b.name(), b.gravity(), segments, b.coordinates(), links, b.couplings(), markers, wraps,
                paths);
        double[] before = lengths(b);
        double[] after = lengths(body);
        List<OsimModel.Muscle> muscles = m.muscles().stream().map(x -> {
            double r = ratio(before, after, x.path());
            return new OsimModel.Muscle(x.name(), x.type(), x.path(), x.force(), r * x.fibre(), r * x.tendon(), x.pennation(), x.speed(),
                    x.least(), x.most(), x.enabled(), x.parameters());
        }).toList();
        List<OsimModel.Ligament> ligaments = m.ligaments().stream().map(x -> new OsimModel.Ligament(x.name(), x.path(), x.stiffness(),
                ratio(before, after, x.path()) * x.slack(), x.transition(), x.damping())).toList();
        List<OsimModel.Contact> contacts = m.contacts().stream().map(c -> {
            Vec3 f = of.apply(c.segment());
            return new OsimModel.Contact(c.name(), c.kind(), c.segment(), moved(c.pose(), f), c.radius() * mean(f), c.file(), c.thickness(),
                    c.modulus(), c.poisson());
        }).toList();
        List<OsimModel.Shape> shapes = m.shapes().stream().map(s -> new OsimModel.Shape(s.segment(), s.file(), times(s.scale(), of.apply(s
                .segment())))).toList();
        return m.with(body, muscles, ligaments, contacts, shapes, m.fixed());
    }

    private static double[] lengths(MultibodyModel b) {
        Posture posture = new Posture(b);
        posture.at(b.defaults());
        return b.paths().stream().mapToDouble(p -> new PathGeometry(b, p).length(posture)).toArray();
    }

    private static double ratio(double[] before, double[] after, int path) {
        return before[path] > 0 ? after[path] / before[path] : 1;
    }

    private static Vec3 times(Vec3 v, Vec3 f) {
        return new Vec3(v.x() * f.x(), v.y() * f.y(), v.z() * f.z());
    }

    private static double mean(Vec3 f) {
        return (f.x() + f.y() + f.z()) / 3;
    }

    private static RigidTransform moved(RigidTransform p, Vec3 f) {
        return p.withTranslation(times(p.translation(), f));
    }

    private static Segment times(Segment s, double k) {
        return new Segment(s.name(), k * s.mass(), s.centre(), k * s.xx(), k * s.yy(), k * s.zz(), k * s.xy(), k * s.xz(), k * s.yz());
    }

    private static Segment segment(Segment s, Vec3 f, boolean preserve) {
        double k = preserve ? 1 : f.x() * f.y() * f.z();
        double mass = k * s.mass();
        Vec3 centre = times(s.centre(), f);
        if (!(mass > 0)) {
            return new Segment(s.name(), 0, centre, 0, 0, 0, 0, 0, 0);
        }
        if (f.x() == f.y() && f.y() == f.z()) {
            Segment grown = times(s, k * f.x() * f.x());
            return new Segment(s.name(), mass, centre, grown.xx(), grown.yy(), grown.zz(), grown.xy(), grown.xz(), grown.yz());
        }
        double[] i = {s.xx(), s.yy(), s.zz()};
        double[] by = f.toArray();
        int axis = i[0] <= i[1] ? i[0] <= i[2] ? 0 : 2 : i[1] <= i[2] ? 1 : 2;
        int other = axis == 0 ? 1 : 0;
        double square = Math.max(0, 2 * i[axis] / s.mass());
        double length = by[axis] * Math.sqrt(Math.max(0, 12 * (i[other] - 0.25 * s.mass() * square) / s.mass()));
        square *= by[(axis + 1) % 3] * by[(axis + 2) % 3];
        Arrays.fill(i, mass * (length * length / 12 + 0.25 * square));
        i[axis] = 0.5 * mass * square;
        return new Segment(s.name(), mass, centre, i[0], i[1], i[2], k * s.xy() * by[0] * by[1], k * s.xz() * by[0] * by[2],
                k * s.yz() * by[1] * by[2]);
    }

    private static Link.Axis shift(Link.Axis a, Vec3 f) {
        if (a.function() instanceof MotionFunction.Linear l && l.factor() == 1 && l.offset() == 0) {
            return a;
        }
        Vec3 d = a.direction();
        return new Link.Axis(d, times(a.function(), Math.abs(d.x()) * f.x() + Math.abs(d.y()) * f.y() + Math.abs(d.z()) * f.z()),
                a.coordinate());
    }

    private static MotionFunction times(MotionFunction f, double k) {
        return switch (f) {
            case MotionFunction.Constant c -> new MotionFunction.Constant(k * c.constant());
            case MotionFunction.Scaled s -> new MotionFunction.Scaled(k * s.factor(), s.function());
            default -> k == 1 ? f : new MotionFunction.Scaled(k, f);
        };
    }

    private static Wrap wrap(Wrap w, Vec3 f) {
        double[] along = new double[3];
        for (int i = 0; i < 3; i++) {
            along[i] = times(w.pose().axis(i), f).norm();
        }
        double across = 0.5 * (along[0] + along[1]);
        double length = w.length();
        WrapShape shape = switch (w.shape()) {
            case WrapShape.Sphere s -> new WrapShape.Sphere(s.radius() * mean(f));
            case WrapShape.Cylinder c -> new WrapShape.Cylinder(c.radius() * across);
            case WrapShape.Ellipsoid e -> new WrapShape.Ellipsoid(e.x() * along[0], e.y() * along[1], e.z() * along[2]);
            case WrapShape.Torus t -> new WrapShape.Torus(t.radius() * across, t.tube() * across);
        };
        return new Wrap(w.name(), w.segment(), moved(w.pose(), f), shape, length * along[2], w.side());
    }

    private static MusclePath.Point point(MusclePath.Point p, Vec3 f) {
        return switch (p) {
            case MusclePath.Fixed x -> new MusclePath.Fixed(x.segment(), times(x.position(), f));
            case MusclePath.Conditional x -> new MusclePath.Conditional(x.segment(), times(x.position(), f), x.coordinate(), x.minimum(), x
                    .maximum());
            case MusclePath.Moving x -> new MusclePath.Moving(x.segment(), times(x.x(), f.x()), x.coordinateX(), times(x.y(), f.y()),
                    x.coordinateY(), times(x.z(), f.z()), x.coordinateZ());
        };
    }

    // ---- markers

    private static ModelScaling place(OsimModel m, ScaleSetup setup, MarkerTable statics, Map<String, Vec3> factors, double[] masses,
            List<String> absent) {
        MultibodyModel b = m.body();
        int[] frames = frames(statics, setup.placeTime(), setup.file());
        List<Integer> markers = new ArrayList<>();
        List<Vec3> seen = new ArrayList<>();
        List<String> unseen = new ArrayList<>();
        for (int i = 0; i < b.markers().size(); i++) {
            int column = statics.names().indexOf(b.markers().get(i).name());
            if (column < 0) {
                unseen.add(b.markers().get(i).name());
                continue;
            }
            Vec3 sum = Vec3.ZERO;
            int count = 0;
            for (int f : frames) {
                Vec3 p = statics.positions()[f][column];
                if (p != null) {
                    sum = sum.plus(p);
                    count++;
                }
            }
            markers.add(i);
            seen.add(count == 0 ? null : sum.times(1.0 / count));
        }
        long there = seen.stream().filter(java.util.Objects::nonNull).count();
        if (there < MarkerTracking.FEWEST) {
            throw bad("ik.few", there, b.name(), MarkerTracking.FEWEST);
        }
        double[] weights = markers.stream().mapToDouble(i -> setup.weights().getOrDefault(b.markers().get(i).name(), 1.0)).toArray();
        double[] wanted = b.defaults();
        double[] pull = new double[wanted.length];
        double all = 0;
        for (int i = 0; i < weights.length; i++) {
            all += seen.get(i) == null ? 0 : weights[i];
        }
        for (ScaleSetup.Held h : setup.held()) {
            int c = b.coordinate(h.coordinate());
            if (c < 0) {
                throw bad("scale.coordinate", setup.file(), h.coordinate(), b.name());
            }
            wanted[c] = Double.isNaN(h.value()) ? wanted[c] : h.value();
            // OpenSim divides the markers' part by the sum of their weights
            pull[c] = h.weight() * all;
        }
        InverseKinematics search = new InverseKinematics(b, markers.stream().mapToInt(i -> i).toArray(), weights, wanted, pull);
        InverseKinematics.Fit fit = search.fit(b.defaults(), seen.toArray(Vec3[]::new));
        if (!fit.converged()) {
            throw bad("scale.posture", setup.file(), fit.iterations());
        }
        Posture posture = new Posture(b);
        posture.at(fit.coordinates());
        List<Marker> moved = new ArrayList<>();
        String worst = "";
        double largest = -1;
        for (int k = 0; k < markers.size(); k++) {
            Marker x = b.markers().get(markers.get(k));
            Vec3 at = seen.get(k);
            if (at != null && posture.point(x.segment(), x.position()).distance(at) > largest) {
                largest = posture.point(x.segment(), x.position()).distance(at);
                worst = x.name();
            }
            moved.add(at == null || !setup.moves() || m.fixed().contains(x.name()) ? x
                    : new Marker(x.name(), x.segment(), posture.pose(x.segment()).inverse().apply(at)));
        }
        double[] q = fit.coordinates();
        MultibodyModel placed = new MultibodyModel(b.name(), b.gravity(), b.segments(), b.coordinates(), b.links(), b.couplings(), moved,
                b.wraps(), b.paths());
        TreeSet<String> fixed = new TreeSet<>(m.fixed());
        fixed.removeAll(unseen);
        return new ModelScaling(m.with(placed, m.muscles(), m.ligaments(), m.contacts(), m.shapes(), fixed), factors, masses, (int) there,
                fit.rms(), largest, worst, q, unseen, absent);
    }
}
