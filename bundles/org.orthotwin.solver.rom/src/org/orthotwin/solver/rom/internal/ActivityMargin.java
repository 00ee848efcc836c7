/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.rom.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.solver.SolverContext;

/**
 * How much room an activity leaves until something touches.
 *
 * <p>Of a posture that is free, the room is the smallest further turn in one clinical direction (flexion, extension, abduction ...) that
 * brings contact; of one that is not, it is negative: the smallest turn in one clinical direction that frees it. The margin of the
 * activity is the least room of its postures.
 *
 * @param margin rad; {@code end} of the search if nothing touches, NaN if a posture cannot be freed
 * @param at part of the activity's duration with the least room, 0 to 1; NaN where the margin is the end of the search
 * @param direction clinical word of the turn; empty where there is none
 * @param contactAt part of the duration at which something touches first, 0 to 1; NaN if the activity is free
 * @param touching joint coordinates of the contact to show: the first one of the activity, or the one at the end of the margin; null if
 *        nothing touches
 */
public record ActivityMargin(double margin, double at, String direction, double contactAt, double[] touching) {

    /** So narrow in weight between two postures that what touches there touches in a point. */
    private static final double TOUCH = 1e-12;

    /** One direction from one posture. */
    private record Turn(int posture, int direction) {
    }

    /**
     * In closed form.
     *
     * @param free whether a posture is free
     * @param limit end of the free turn in rad: positive where the posture is free; NaN if there is none; of a posture in contact negative
     *        where turning back frees it
     */
    public static ActivityMargin closedForm(ActivityPath path, List<Excursion> directions, Predicate<double[]> free,
            ToDoubleFunction<Excursion> limit, double end) {
        double least = end;
        int posture = -1;
        Excursion turn = null;
        int first = -1;
        for (int i = 0; i < path.coordinates().length; i++) {
            double[] q = path.coordinates()[i];
            boolean isFree = free.test(q);
            if (!isFree && first < 0) {
                first = i;
            }
            double room = isFree ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
            Excursion which = null;
            for (Excursion d : from(q, directions)) {
                double x = limit.applyAsDouble(d);
                if (isFree ? x < room : x <= 0 && x > room) {
                    room = x;
                    which = d;
                }
            }
            if (room < least) {
                least = room;
                posture = i;
                turn = which;
            }
        }
        if (first >= 0) {
            return touched(path, first, least < -end ? Double.NaN : least, path.part()[posture], turn == null ? "" : turn.label(),
                    q -> !free.test(q));
        }
        return turn == null ? new ActivityMargin(end, Double.NaN, "", Double.NaN, null)
                : new ActivityMargin(least, path.part()[posture], turn.label(), Double.NaN, turn.at(least));
    }

    /**
     * On surfaces. All postures and directions advance together by the step of the search and stop where the first of them touches, so that
     * the cost is that of the least room only; which one is first does not depend on the threads. Blocks of postures and steps are proved
     * free at once where the joint allows it, and halved where that fails, down to the single pose that is asked.
     *
     * @param pose of the child body in the parent's surface frame at joint coordinates
     */
    public static ActivityMargin onSurfaces(ActivityPath path, List<Excursion> directions, ContactScene scene,
            Function<double[], RigidTransform> pose, LimitSearch search, SolverContext context) {
        int n = path.coordinates().length;
        boolean[] touches = new boolean[n];
        Tasks.run((n + LONG - 1) / LONG, context.threads(), context.monitor(), scene::query, (query, i) -> {
            for (int pair : query.pairs(ContactKind.ALL)) {
                touching(query, pair, path.coordinates(), pose, i * LONG, Math.min(n, (i + 1) * LONG) - 1, touches);
            }
        });
        int first = -1;
        for (int i = n - 1; i >= 0; i--) {
            first = touches[i] ? i : first;
        }
        if (first < 0) {
            return room(path, directions, scene, pose, search, context);
        }
        return depth(path, first, touches, directions, scene, pose, search, context);
    }

    /** Postures, and steps of the search, of the blocks that are tried first. */
    private static final int LONG = 32;
    private static final int DEEP = 8;

    private static void touching(ContactScene.Query query, int pair, double[][] q, Function<double[], RigidTransform> pose, int from,
            int to, boolean[] touches) {
        int middle = (from + to) >>> 1;
        if (from == to) {
            touches[from] = touches[from] || query.touches(pair, pose.apply(q[from]));
        } else if (!query.staysFree(pair, pose.apply(q[middle]), spread(q, middle, from, to))) {
            touching(query, pair, q, pose, from, middle, touches);
            touching(query, pair, q, pose, middle + 1, to, touches);
        }
    }

    /** The largest sum of changes of the coordinates from one posture to those of a block, rad. */
    private static double spread(double[][] q, int middle, int from, int to) {
        double most = 0;
        for (int i = from; i <= to; i++) {
            double sum = 0;
            for (int k = 0; k < q[i].length; k++) {
                sum += Math.abs(q[i][k] - q[middle][k]);
            }
            most = Math.max(most, sum);
        }
        return most;
    }

    private static ActivityMargin room(ActivityPath path, List<Excursion> directions, ContactScene scene,
            Function<double[], RigidTransform> pose, LimitSearch search, SolverContext context) {
        int pieces = (path.coordinates().length + LONG - 1) / LONG;
        int blocks = directions.size() * pieces;
        Room room = new Room(path, directions, pose, search);
        for (int k = 1; room.hits.isEmpty() && (k - 1) * search.step() < search.end(); k += DEEP) {
            int first = k;
            Tasks.run(blocks * scene.pairs().size(), context.threads(), context.monitor(), scene::query, (query, i) ->
                    room.search(query, i / blocks, i % blocks / pieces, i % pieces * LONG,
                            Math.min(path.coordinates().length, (i % pieces + 1) * LONG) - 1, first, first + DEEP - 1));
        }
        return room.hits.isEmpty() ? new ActivityMargin(search.end(), Double.NaN, "", Double.NaN, null) : room.least(scene.query());
    }

    /** The search for the least room of an activity that is free itself. */
    private static final class Room {
        private final ActivityPath path;
        private final List<Excursion> directions;
        private final Function<double[], RigidTransform> pose;
        private final LimitSearch search;
        /** The first step at which something touches, as far as is known. */
        private final AtomicInteger nearest = new AtomicInteger(Integer.MAX_VALUE);
        /** Turns that touch, and at which step; those at the nearest step are complete in the end, whatever the order of the questions. */
        private final Map<Turn, Integer> hits = new ConcurrentHashMap<>();

        Room(ActivityPath path, List<Excursion> directions, Function<double[], RigidTransform> pose, LimitSearch search) {
            this.path = path;
            this.directions = directions;
            this.pose = pose;
            this.search = search;
        }

        /** The turn of the step, rad. */
        private double angle(int step) {
            return Math.min(step * search.step(), search.end());
        }

        private Excursion from(int posture, int direction) {
            Excursion d = directions.get(direction);
            return new Excursion(d.label(), path.coordinates()[posture], d.coordinate(), d.sign(), false);
        }

        /** Looks at one pair for the postures {@code from} to {@code to} after the steps {@code first} to {@code last}. */
        void search(ContactScene.Query query, int pair, int direction, int from, int to, int first, int last) {
            // read once: another thread may find a nearer one at any time
            int near = nearest.get();
            if (first > near || (first - 1) * search.step() >= search.end()) {
                return;
            }
            int deep = Math.min(last, near);
            int middle = (from + to) >>> 1;
            Excursion e = from(middle, direction);
            if (from == to && first == deep) {
                if (query.touches(pair, pose.apply(e.at(angle(first))))) {
                    hits.merge(new Turn(middle, direction), first, Math::min);
                    nearest.accumulateAndGet(first, Math::min);
                }
                return;
            }
            double spread = spread(path.coordinates(), middle, from, to);
            double half = 0.5 * (angle(deep) - angle(first));
            if (query.staysFree(pair, pose.apply(e.at(0.5 * (angle(first) + angle(deep)))), spread + half)) {
                return;
            }
            // fewer steps first, since what touches at the nearer ones makes the farther ones needless
            if (first < deep && (half >= spread || from == to)) {
                int half1 = (first + deep) >>> 1;
                search(query, pair, direction, from, to, first, half1);
                search(query, pair, direction, from, to, half1 + 1, deep);
            } else {
                search(query, pair, direction, from, middle, first, deep);
                search(query, pair, direction, middle + 1, to, first, deep);
            }
        }

        /** All that touch at the nearest step are narrowed down together; of those that stay together to the end the first one counts. */
        ActivityMargin least(ContactScene.Query query) {
            int step = nearest.get();
            List<Turn> turns = hits.entrySet().stream().filter(h -> h.getValue() == step).map(Map.Entry::getKey)
                    .sorted(Comparator.comparingInt(Turn::posture).thenComparingInt(Turn::direction)).toList();
            double free = angle(step - 1);
            double contact = angle(step);
            while (contact - free > search.tolerance()) {
                double mid = 0.5 * (free + contact);
                List<Turn> touching = turns.stream()
                        .filter(t -> query.any(pose.apply(from(t.posture, t.direction).at(mid)), ContactKind.ALL)).toList();
                if (touching.isEmpty()) {
                    free = mid;
                } else {
                    contact = mid;
                    turns = touching;
                }
            }
            Turn turn = turns.get(0);
            Excursion e = from(turn.posture, turn.direction);
            double touch = search.touch(query, angle -> pose.apply(e.at(angle)), ContactKind.ALL, new LimitSearch.Limit(free, contact));
            return new ActivityMargin(free, path.part()[turn.posture], e.label(), Double.NaN, e.at(touch));
        }
    }

    /** All directions of a posture advance together; those of others go on for as long as they need. */
    private static ActivityMargin depth(ActivityPath path, int first, boolean[] touches, List<Excursion> directions, ContactScene scene,
            Function<double[], RigidTransform> pose, LimitSearch search, SolverContext context) {
        int[] postures = IntStream.range(0, touches.length).filter(i -> touches[i]).toArray();
        double[] room = new double[postures.length];
        String[] label = new String[postures.length];
        Tasks.run(postures.length, context.threads(), context.monitor(), scene::query, (query, i) -> {
            room[i] = Double.NaN;
            label[i] = "";
            List<Excursion> turns = from(path.coordinates()[postures[i]], directions);
            for (int k = 1; k * search.step() <= search.end() && Double.isNaN(room[i]); k++) {
                context.monitor().checkCancelled();
                for (Excursion e : turns) {
                    DoubleFunction<RigidTransform> back = angle -> pose.apply(e.at(angle));
                    if (!query.any(back.apply(-k * search.step()), ContactKind.ALL)) {
                        double free = search.between(query, back, ContactKind.ALL, -k * search.step(), -(k - 1) * search.step()).free();
                        if (!(free <= room[i])) {
                            room[i] = free;
                            label[i] = e.label();
                        }
                    }
                }
            }
        });
        int worst = 0;
        for (int i = 1; i < room.length && !Double.isNaN(room[worst]); i++) {
            if (!(room[i] >= room[worst])) {
                worst = i;
            }
        }
        ContactScene.Query query = scene.query();
        return touched(path, first, room[worst], path.part()[postures[worst]], label[worst],
                q -> query.any(pose.apply(q), ContactKind.ALL));
    }

    private static ActivityMargin touched(ActivityPath path, int first, double margin, double at, String direction,
            Predicate<double[]> touches) {
        double free = 0;
        double contact = 1;
        if (first == 0) {
            return new ActivityMargin(margin, at, direction, 0, path.coordinates()[0]);
        }
        while (contact - free > TOUCH) {
            double mid = 0.5 * (free + contact);
            if (touches.test(path.before(first, mid))) {
                contact = mid;
            } else {
                free = mid;
            }
        }
        double when = path.part()[first - 1] + contact * (path.part()[first] - path.part()[first - 1]);
        return new ActivityMargin(margin, at, direction, when, path.before(first, contact));
    }

    private static List<Excursion> from(double[] posture, List<Excursion> directions) {
        return directions.stream().map(d -> new Excursion(d.label(), posture, d.coordinate(), d.sign(), false)).toList();
    }
}
