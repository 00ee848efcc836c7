/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntBinaryOperator;

/** The working state of {@link PolygonTriangulation}: one linked list of corners for each polygon, holes bridged in. */
final class PolygonEars {

    /** How strict an ear must be; the next level is tried when a whole turn has found none. */
    private static final int STRICT = 0;
    private static final int FLAT = 1;
    private static final int NOT_FORBIDDEN = 2;
    private static final int ANY = 3;

    private final ExactPredicates exact = new ExactPredicates();
    private final double[] xy;
    private final IntBinaryOperator forbidden;
    private int[] out = new int[48];
    private int count;

    PolygonEars(double[] xy, IntBinaryOperator forbidden) {
        this.xy = xy;
        this.forbidden = forbidden;
    }

    int[] cut(List<int[]> loops) {
        if (loops.size() == 1) {
            clip(loops.get(0));
            return Arrays.copyOf(out, count);
        }
        List<int[]> outer = new ArrayList<>();
        List<int[]> holes = new ArrayList<>();
        for (int[] l : loops) {
            (area(l) > 0 ? outer : holes).add(l);
        }
        outer.sort(Comparator.comparingDouble(this::area));
        List<List<int[]>> holesOf = new ArrayList<>();
        outer.forEach(o -> holesOf.add(new ArrayList<>()));
        for (int[] h : holes) {
            int o = 0;
            while (o < outer.size() && !contains(outer.get(o), h)) {
                o++;
            }
            if (o < outer.size()) {
                holesOf.get(o).add(h);
            } else {
                // turned round by rounding: a sliver of its own
                clip(h);
            }
        }
        for (int o = 0; o < outer.size(); o++) {
            clip(bridge(outer.get(o), holesOf.get(o)));
        }
        return Arrays.copyOf(out, count);
    }

    private double area(int[] l) {
        double a = 0;
        double x0 = xy[2 * l[0]];
        double y0 = xy[2 * l[0] + 1];
        for (int i = 0, j = l.length - 1; i < l.length; j = i++) {
            a += (xy[2 * l[j]] - x0) * (xy[2 * l[i] + 1] - y0) - (xy[2 * l[i]] - x0) * (xy[2 * l[j] + 1] - y0);
        }
        return a / 2;
    }

    /** Whether most corners of the hole lie within the polygon (all or none but for rounding). */
    private boolean contains(int[] polygon, int[] hole) {
        int in = 0;
        for (int h : hole) {
            in += contains(polygon, xy[2 * h], xy[2 * h + 1]) ? 1 : -1;
        }
        return in > 0;
    }

    private boolean contains(int[] l, double x, double y) {
        boolean in = false;
        for (int i = 0, j = l.length - 1; i < l.length; j = i++) {
            double yi = xy[2 * l[i] + 1];
            double yj = xy[2 * l[j] + 1];
            if (yi > y != yj > y) {
                int o = exact.orient2d(xy[2 * l[j]], yj, xy[2 * l[i]], yi, x, y);
                in ^= yi > yj ? o > 0 : o < 0;
            }
        }
        return in;
    }

    /** One loop that runs to each hole, round it and back. */
    private int[] bridge(int[] outer, List<int[]> holes) {
        int[] poly = outer;
        List<int[]> rest = new ArrayList<>(holes);
        rest.sort(Comparator.comparingDouble(h -> -xy[2 * h[rightmost(h)]]));
        while (!rest.isEmpty()) {
            int[] hole = rest.remove(0);
            int hi = rightmost(hole);
            int m = hole[hi];
            int[] p = poly;
            Integer[] order = new Integer[p.length];
            Arrays.setAll(order, i -> i);
            Arrays.sort(order, Comparator.comparingDouble(i -> distance2(p[i], m)));
            int best = -1;
            for (int level = 0; best < 0 && level < 2; level++) {
                for (int i : order) {
                    if ((level > 0 || forbidden == null || forbidden.applyAsInt(p[i], m) == 0) && isVisible(p, i, hole, hi, rest)) {
                        best = i;
                        break;
                    }
                }
            }
            if (best < 0) {
                best = order[0];
            }
            int[] q = new int[p.length + hole.length + 2];
            System.arraycopy(p, 0, q, 0, best + 1);
            for (int i = 0; i <= hole.length; i++) {
                q[best + 1 + i] = hole[(hi + i) % hole.length];
            }
            System.arraycopy(p, best, q, best + 2 + hole.length, p.length - best);
            poly = q;
        }
        return poly;
    }

    private int rightmost(int[] l) {
        int best = 0;
        for (int i = 1; i < l.length; i++) {
            double dx = xy[2 * l[i]] - xy[2 * l[best]];
            if (dx > 0 || dx == 0 && xy[2 * l[i] + 1] < xy[2 * l[best] + 1]) {
                best = i;
            }
        }
        return best;
    }

    private double distance2(int a, int b) {
        double dx = xy[2 * a] - xy[2 * b];
        double dy = xy[2 * a + 1] - xy[2 * b + 1];
        return dx * dx + dy * dy;
    }

    private boolean isVisible(int[] p, int i, int[] hole, int hi, List<int[]> others) {
        int n = p.length;
        int m = hole[hi];
        if (!inCone(p[(i + n - 1) % n], p[i], p[(i + 1) % n], m) || crosses(p, p[i], m) || crosses(hole, p[i], m)) {
            return false;
        }
        for (int[] o : others) {
            if (crosses(o, p[i], m)) {
                return false;
            }
        }
        return true;
    }

    private int orient(int a, int b, int c) {
        return exact.orient2d(xy[2 * a], xy[2 * a + 1], xy[2 * b], xy[2 * b + 1], xy[2 * c], xy[2 * c + 1]);
    }

    /** Whether the direction from corner b to d points into the polygon between its neighbours a and c. */
    private boolean inCone(int a, int b, int c, int d) {
        if (orient(a, b, c) > 0) {
            return orient(a, b, d) > 0 && orient(b, c, d) > 0;
        }
        return orient(a, b, d) > 0 || orient(b, c, d) > 0;
    }

    private boolean crosses(int[] l, int a, int b) {
        for (int i = 0, j = l.length - 1; i < l.length; j = i++) {
            if (cross(a, b, l[j], l[i])) {
                return true;
            }
        }
        return false;
    }

    /** Whether the segments ab and cd meet other than in a common end. */
    private boolean cross(int a, int b, int c, int d) {
        double ax = xy[2 * a];
        double bx = xy[2 * b];
        double cx = xy[2 * c];
        double dx = xy[2 * d];
        if (Math.max(ax, bx) < Math.min(cx, dx) || Math.max(cx, dx) < Math.min(ax, bx)) {
            return false;
        }
        double ay = xy[2 * a + 1];
        double by = xy[2 * b + 1];
        double cy = xy[2 * c + 1];
        double dy = xy[2 * d + 1];
        if (Math.max(ay, by) < Math.min(cy, dy) || Math.max(cy, dy) < Math.min(ay, by)) {
            return false;
        }
        if (a == c || a == d || b == c || b == d) {
            return false;
        }
        int o1 = orient(a, b, c);
        int o2 = orient(a, b, d);
        int o3 = orient(c, d, a);
        int o4 = orient(c, d, b);
        return o1 * o2 <= 0 && o3 * o4 <= 0 && (o1 != o2 || o3 != o4);
    }

    private void clip(int[] p) {
        int n = p.length;
        if (n < 3) {
            return;
        }
        int[] next = new int[n];
        int[] prev = new int[n];
        for (int i = 0; i < n; i++) {
            next[i] = (i + 1) % n;
            prev[i] = (i + n - 1) % n;
        }
        int left = n;
        int at = 0;
        int tried = 0;
        int level = STRICT;
        while (left > 3) {
            int a = prev[at];
            int c = next[at];
            if (isEar(p, prev, next, a, at, c, level)) {
                emit(p[a], p[at], p[c]);
                next[a] = c;
                prev[c] = a;
                left--;
                tried = 0;
                level = STRICT;
                // not the neighbour at once: fans of slivers come from that
                at = next[c];
            } else {
                at = c;
                if (++tried > left) {
                    tried = 0;
                    level++;
                }
            }
        }
        emit(p[prev[at]], p[at], p[next[at]]);
    }

    private boolean isEar(int[] p, int[] prev, int[] next, int ia, int ib, int ic, int level) {
        int a = p[ia];
        int b = p[ib];
        int c = p[ic];
        if (level == ANY) {
            return true;
        }
        if (a == c || forbidden != null && forbidden.applyAsInt(a, c) != 0) {
            return false;
        }
        if (level == NOT_FORBIDDEN) {
            return true;
        }
        int turn = orient(a, b, c);
        if (turn < 0 || turn == 0 && level == STRICT) {
            return false;
        }
        // the diagonal must leave both its ends into the polygon (ends may touch other corners where holes are bridged in)
        if (level == STRICT && (!inCone(p[prev[ia]], a, b, c) || !inCone(b, c, p[next[ic]], a))) {
            return false;
        }
        double minX = Math.min(xy[2 * a], Math.min(xy[2 * b], xy[2 * c]));
        double maxX = Math.max(xy[2 * a], Math.max(xy[2 * b], xy[2 * c]));
        double minY = Math.min(xy[2 * a + 1], Math.min(xy[2 * b + 1], xy[2 * c + 1]));
        double maxY = Math.max(xy[2 * a + 1], Math.max(xy[2 * b + 1], xy[2 * c + 1]));
        for (int i = next[ic]; i != ia; i = next[i]) {
            int q = p[i];
            double x = xy[2 * q];
            double y = xy[2 * q + 1];
            if (q != a && q != b && q != c && x >= minX && x <= maxX && y >= minY && y <= maxY && orient(a, b, q) >= 0
                    && orient(b, c, q) >= 0 && orient(c, a, q) >= 0) {
                return false;
            }
            int r = p[next[i]];
            if (cross(a, c, q, r)) {
                return false;
            }
        }
        return true;
    }

    private void emit(int a, int b, int c) {
        if (count + 3 > out.length) {
            out = Arrays.copyOf(out, 2 * out.length);
        }
        out[count++] = a;
        out[count++] = b;
        out[count++] = c;
    }
}
