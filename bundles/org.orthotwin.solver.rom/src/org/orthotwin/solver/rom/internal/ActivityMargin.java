/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.rom.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
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
    private record Turn(int posture, Excursion excursion) {
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
     * the cost is that of the least room only; which one is first does not depend on the threads.
     *
     * @param pose of the child body in the parent's surface frame at joint coordinates
     */
    public static ActivityMargin onSurfaces(ActivityPath path, List<Excursion> directions, ContactScene scene,
            Function<double[], RigidTransform> pose, LimitSearch search, SolverContext context) {
        int n = path.coordinates().length;
        boolean[] touches = new boolean[n];
        Tasks.run(n, context.threads(), context.monitor(), scene::query,
                (query, i) -> touches[i] = query.any(pose.apply(path.coordinates()[i]), ContactKind.ALL));
        List<Turn> turns = new ArrayList<>();
        int first = -1;
        for (int i = n - 1; i >= 0; i--) {
            first = touches[i] ? i : first;
        }
        for (int i = 0; i < n; i++) {
            if (first < 0 || touches[i]) {
                for (Excursion d : from(path.coordinates()[i], directions)) {
                    turns.add(new Turn(i, d));
                }
            }
        }
        return first < 0 ? room(path, turns, scene, pose, search, context) : depth(path, first, turns, scene, pose, search, context);
    }

    private static ActivityMargin room(ActivityPath path, List<Turn> turns, ContactScene scene, Function<double[], RigidTransform> pose,
            LimitSearch search, SolverContext context) {
        int n = turns.size();
        boolean[] hit = new boolean[n];
        double free = 0;
        double contact = 0;
        for (int k = 1; contact < search.end() && none(hit); k++) {
            free = contact;
            contact = Math.min(k * search.step(), search.end());
            double angle = contact;
            Tasks.run(n, context.threads(), context.monitor(), scene::query,
                    (query, i) -> hit[i] = query.any(pose.apply(turns.get(i).excursion.at(angle)), ContactKind.ALL));
        }
        ContactScene.Query query = scene.query();
        LimitSearch.Limit least = null;
        Turn turn = null;
        for (int i = 0; i < n; i++) {
            if (hit[i]) {
                context.monitor().checkCancelled();
                Turn t = turns.get(i);
                LimitSearch.Limit l = search.between(query, angle -> pose.apply(t.excursion.at(angle)), ContactKind.ALL, free, contact);
                if (least == null || l.free() < least.free()) {
                    least = l;
                    turn = t;
                }
            }
        }
        if (turn == null) {
            return new ActivityMargin(search.end(), Double.NaN, "", Double.NaN, null);
        }
        Excursion e = turn.excursion;
        double touch = search.touch(query, angle -> pose.apply(e.at(angle)), ContactKind.ALL, least);
        return new ActivityMargin(least.free(), path.part()[turn.posture], e.label(), Double.NaN, e.at(touch));
    }

    private static ActivityMargin depth(ActivityPath path, int first, List<Turn> turns, ContactScene scene,
            Function<double[], RigidTransform> pose, LimitSearch search, SolverContext context) {
        int n = turns.size();
        // all directions of a posture advance together; those of others go on for as long as they need
        int directions = 0;
        while (directions < n && turns.get(directions).posture == turns.get(0).posture) {
            directions++;
        }
        int each = directions;
        double[] room = new double[n / each];
        String[] label = new String[n / each];
        Tasks.run(n / each, context.threads(), context.monitor(), scene::query, (query, i) -> {
            room[i] = Double.NaN;
            label[i] = "";
            for (int k = 1; k * search.step() <= search.end() && Double.isNaN(room[i]); k++) {
                context.monitor().checkCancelled();
                for (Turn t : turns.subList(i * each, (i + 1) * each)) {
                    DoubleFunction<RigidTransform> back = angle -> pose.apply(t.excursion.at(angle));
                    if (!query.any(back.apply(-k * search.step()), ContactKind.ALL)) {
                        double free = search.between(query, back, ContactKind.ALL, -k * search.step(), -(k - 1) * search.step()).free();
                        if (!(free <= room[i])) {
                            room[i] = free;
                            label[i] = t.excursion.label();
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
        return touched(path, first, room[worst], path.part()[turns.get(worst * each).posture], label[worst],
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
        return directions.stream().map(d -> new Excursion(d.label(), posture, d.coordinate(), d.sign())).toList();
    }

    private static boolean none(boolean[] hit) {
        for (boolean h : hit) {
            if (h) {
                return false;
            }
        }
        return true;
    }
}
