/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.multibody;

import java.util.ArrayList;
import java.util.List;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.wrap.WrappedPath;

/**
 * How long a path is in a posture, where it runs, and how its length changes with the coordinates.
 *
 * <p>Between two points the way is straight, or the shortest one over a surface ({@link WrappedPath}). A surface takes part between one
 * pair of points of its range only, the one where the way round it is least longer than the straight one; several surfaces are tried in
 * turn until none of them changes. A surface with a side makes the way pass on that side where the straight way goes through it,
 * and a cylinder or a ball also where both points are on the other side.
 * A cylinder counts as far as its ends: a way that would touch it only beyond them is
 * straight.
 *
 * <p>A shortest way grows with a motion of its ends by its straight parts alone, whatever happens on the surface, so that slopes (moment
 * arms with the other sign) are exact, whatever the number of points and surfaces. Conditional points make lengths jump where they come
 * and go. One instance for each thread.
 */
public final class PathGeometry {

    private static final int MOST_ROUNDS = 8;

    private final MultibodyModel model;
    private final MusclePath path;
    private final List<Round> rounds = new ArrayList<>();
    private final List<Vec3> points = new ArrayList<>();
    private final List<Integer> segments = new ArrayList<>();
    private double length;

    /** A surface of this path and what it is doing. */
    private static final class Round {
        private final MusclePath.Surface surface;
        private final Wrap wrap;
        private final SidedWay way;
        private int after = -1;
        private Vec3 first;
        private Vec3 last;
        private double around;

        Round(MusclePath.Surface surface, Wrap wrap, boolean sections) {
            this.surface = surface;
            this.wrap = wrap;
            way = new SidedWay(wrap.shape(), wrap.length(), wrap.side(), sections);
        }
    }

    /** With the shortest ways. */
    public PathGeometry(MultibodyModel model, MusclePath path) {
        this(model, path, false);
    }

    /**
     * @param sections whether the way round an ellipsoid lies in a plane ({@link MusclePath.Plane}), as OpenSim has it, instead of being
     *     the shortest one. {@link #slopes} are then the arms of the straight parts, with which OpenSim moves its models, too:
     *     they differ by a few per cent from the slopes of the length
     */
    public PathGeometry(MultibodyModel model, MusclePath path, boolean sections) {
        this.model = model;
        this.path = path;
        for (MusclePath.Surface s : path.surfaces()) {
            rounds.add(new Round(s, model.wraps().get(s.wrap()), sections));
        }
    }

    /** Length of the path in a posture, m. */
    public double length(Posture posture) {
        int n = path.points().size();
        Vec3[] at = new Vec3[n];
        boolean[] there = new boolean[n];
        for (int i = 0; i < n; i++) {
            MusclePath.Point p = path.points().get(i);
            there[i] = !(p instanceof MusclePath.Conditional c) || posture.coordinate(c.coordinate()) >= c.minimum()
                    && posture.coordinate(c.coordinate()) <= c.maximum();
            at[i] = posture.point(p.segment(), position(p, posture));
        }
        wrap(posture, at, there);
        points.clear();
        segments.clear();
        length = 0;
        Vec3 before = null;
        for (int i = 0; i < n; i++) {
            if (!there[i]) {
                continue;
            }
            before = step(before, at[i], path.points().get(i).segment(), 0);
            for (Round r : rounds(i, before)) {
                step(before, r.first, r.wrap.segment(), 0);
                before = step(null, r.last, r.wrap.segment(), r.around);
            }
        }
        return length;
    }

    private Vec3 step(Vec3 before, Vec3 to, int segment, double extra) {
        length += extra + (before == null ? 0 : before.distance(to));
        points.add(to);
        segments.add(segment);
        return to;
    }

    /** The surfaces behind a point in the order in which the way meets them. */
    private List<Round> rounds(int after, Vec3 from) {
        List<Round> list = new ArrayList<>();
        for (Round r : rounds) {
            if (r.after == after) {
                list.add(r);
            }
        }
        list.sort((x, y) -> Double.compare(x.first.distance(from), y.first.distance(from)));
        return list;
    }

    /** Where a point is in the frame of its segment in a posture, m. */
    public static Vec3 position(MusclePath.Point p, Posture posture) {
        return switch (p) {
            case MusclePath.Fixed f -> f.position();
            case MusclePath.Conditional c -> c.position();
            case MusclePath.Moving m -> new Vec3(m.x().value(value(posture, m.coordinateX())), m.y().value(value(posture, m.coordinateY())),
                    m.z().value(value(posture, m.coordinateZ())));
        };
    }

    private static double value(Posture posture, int coordinate) {
        return coordinate < 0 ? 0 : posture.coordinate(coordinate);
    }

    private void wrap(Posture posture, Vec3[] at, boolean[] there) {
        rounds.forEach(r -> r.after = -1);
        int most = rounds.size() > 1 ? MOST_ROUNDS : 1;
        double before = Double.NaN;
        for (int round = 0; round < most; round++) {
            double sum = 0;
            for (Round r : rounds) {
                sum += choose(r, posture, at, there);
            }
            if (Math.abs(sum - before) < 1e-9) {
                break;
            }
            before = sum;
        }
    }

    /** Looks for the pair of points between which a surface lengthens the way least; the lengthening, m. */
    private double choose(Round r, Posture posture, Vec3[] at, boolean[] there) {
        r.after = -1;
        RigidTransform x = posture.pose(r.wrap.segment()).times(r.wrap.pose());
        RigidTransform back = x.inverse();
        double least = Double.POSITIVE_INFINITY;
        for (int i = r.surface.from(); i < r.surface.to(); i++) {
            if (!there[i]) {
                continue;
            }
            int j = i + 1;
            while (j <= r.surface.to() && !there[j]) {
                j++;
            }
            if (j > r.surface.to()) {
                break;
            }
            for (Vec3[] straight : straights(r, i, at[i], at[j])) {
                Vec3 p = back.apply(straight[0]);
                Vec3 q = back.apply(straight[1]);
                double longer = r.way.find(p, q, r.surface.plane()) ? r.way.length() - p.distance(q) : Double.POSITIVE_INFINITY;
                if (longer < least) {
                    least = longer;
                    r.after = i;
                    r.first = x.apply(r.way.first());
                    r.last = x.apply(r.way.last());
                    r.around = r.way.around();
                }
            }
        }
        return r.after < 0 ? 0 : least;
    }

    /** What is straight between two points when other surfaces have their parts. */
    private List<Vec3[]> straights(Round r, int i, Vec3 from, Vec3 to) {
        List<Vec3[]> list = new ArrayList<>();
        Vec3 at = from;
        for (Round o : rounds(i, from)) {
            if (o != r) {
                list.add(new Vec3[] {at, o.first});
                at = o.last;
            }
        }
        list.add(new Vec3[] {at, to});
        return list;
    }

    /**
     * How the length of the last {@link #length} changes with each coordinate, m/rad or m/m; the moment arm is its negative. Coordinates
     * that follow others are for themselves: {@link MultibodyModel#gather} puts them together.
     */
    public double[] slopes(Posture posture) {
        double[] slopes = new double[model.coordinates().size()];
        int n = points.size();
        for (int i = 0; i + 1 < n; i++) {
            if (segments.get(i).equals(segments.get(i + 1))) {
                continue;
            }
            Vec3 d = points.get(i + 1).minus(points.get(i));
            double l = d.norm();
            if (l > 0) {
                Vec3 e = d.times(1 / l);
                posture.sensitivity(segments.get(i + 1), points.get(i + 1), e, 1, slopes);
                posture.sensitivity(segments.get(i), points.get(i), e, -1, slopes);
            }
        }
        for (MusclePath.Point p : path.points()) {
            if (p instanceof MusclePath.Moving m) {
                moves(m, posture, slopes);
            }
        }
        return slopes;
    }

    private void moves(MusclePath.Moving m, Posture posture, double[] slopes) {
        Vec3 at = posture.point(m.segment(), position(m, posture));
        int i = points.indexOf(at);
        if (i < 0) {
            return;
        }
        Vec3 pull = Vec3.ZERO;
        if (i > 0) {
            pull = pull.plus(unit(points.get(i).minus(points.get(i - 1))));
        }
        if (i + 1 < points.size()) {
            pull = pull.plus(unit(points.get(i).minus(points.get(i + 1))));
        }
        RigidTransform x = posture.pose(m.segment());
        add(slopes, m.coordinateX(), m.x(), posture, pull.dot(x.axis(0)));
        add(slopes, m.coordinateY(), m.y(), posture, pull.dot(x.axis(1)));
        add(slopes, m.coordinateZ(), m.z(), posture, pull.dot(x.axis(2)));
    }

    private static void add(double[] slopes, int coordinate, MotionFunction f, Posture posture, double pull) {
        if (coordinate >= 0) {
            slopes[coordinate] += pull * f.slope(posture.coordinate(coordinate));
        }
    }

    private static Vec3 unit(Vec3 v) {
        double n = v.norm();
        return n > 0 ? v.times(1 / n) : Vec3.ZERO;
    }

    /** Loads the segments with a tension along the way of the last {@link #length}, N. */
    public void pull(double tension, Posture.Loads loads) {
        for (int i = 0; i + 1 < points.size(); i++) {
            if (!segments.get(i).equals(segments.get(i + 1))) {
                Vec3 f = unit(points.get(i + 1).minus(points.get(i))).times(tension);
                loads.push(segments.get(i), f, points.get(i));
                loads.push(segments.get(i + 1), f.negate(), points.get(i + 1));
            }
        }
    }

    /** How many surfaces the last way lies on. */
    public int touched() {
        int n = 0;
        for (Round r : rounds) {
            n += r.after >= 0 ? 1 : 0;
        }
        return n;
    }

    /** The points of the last way in the ground: those of the path that count, and where it meets and leaves surfaces; m. */
    public List<Vec3> points() {
        return List.copyOf(points);
    }
}
