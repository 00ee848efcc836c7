/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.draw2d.BendpointConnectionRouter;
import org.eclipse.draw2d.Bendpoint;
import org.eclipse.draw2d.Connection;
import org.eclipse.draw2d.IFigure;
import org.eclipse.draw2d.geometry.Point;
import org.eclipse.draw2d.geometry.PointList;
import org.eclipse.draw2d.geometry.Rectangle;

/** Routes links through their bends, and those without any in a bow, so that several between the same bones can be told apart. */
final class BowRouter extends BendpointConnectionRouter {

    /** How far a link from a bone to itself goes out of it, points. */
    private static final int LOOP = 46;
    /** In how many steps along a bow its ends are looked for. */
    private static final int STEPS = 200;

    @Override
    public void route(Connection c) {
        if (c.getSourceAnchor() == null || c.getTargetAnchor() == null || c.getSourceAnchor().getOwner() == null
                || c.getTargetAnchor().getOwner() == null) {
            return;
        }
        List<Point> inner = new ArrayList<>();
        if (getConstraint(c) instanceof List<?> bends) {
            bends.forEach(b -> inner.add(absolute(c, ((Bendpoint) b).getLocation())));
        }
        if (inner.isEmpty() && c.getSourceAnchor().getOwner() == c.getTargetAnchor().getOwner()) {
            inner.addAll(loop(c));
        }
        PointList bow = inner.isEmpty() ? bow(c) : new PointList();
        if (bow.size() > 0) {
            c.setPoints(bow);
            return;
        }
        Point source = inner.isEmpty() ? c.getTargetAnchor().getReferencePoint() : inner.getFirst();
        Point target = inner.isEmpty() ? c.getSourceAnchor().getReferencePoint() : inner.getLast();
        PointList points = new PointList();
        points.addPoint(relative(c, c.getSourceAnchor().getLocation(source)));
        inner.forEach(p -> points.addPoint(relative(c, p)));
        points.addPoint(relative(c, c.getTargetAnchor().getLocation(target)));
        c.setPoints(points);
    }

    private static List<Point> loop(Connection c) {
        Rectangle r = bounds(c, c.getSourceAnchor().getOwner());
        int bow = c instanceof LinkFigure l ? l.bow() : 0;
        int out = LOOP + Math.abs(bow);
        int y = r.y + r.height / 2;
        return List.of(absolute(c, new Point(r.right() + out, y - out / 2)), absolute(c, new Point(r.right() + out, y + out / 2)));
    }

    /**
     * A parabola from the middle of one node to that of the other as far as it is outside of both: both ends and the point between them.
     * None where it is straight, or the nodes are too near.
     */
    private static PointList bow(Connection c) {
        int bow = c instanceof LinkFigure l ? l.bow() : 0;
        PointList points = new PointList();
        if (bow == 0) {
            return points;
        }
        Rectangle from = bounds(c, c.getSourceAnchor().getOwner());
        Rectangle to = bounds(c, c.getTargetAnchor().getOwner());
        double[] a = {from.x + from.width / 2.0, from.y + from.height / 2.0};
        double[] b = {to.x + to.width / 2.0, to.y + to.height / 2.0};
        double length = Math.max(1, Math.hypot(b[0] - a[0], b[1] - a[1]));
        double[] middle = {(a[0] + b[0]) / 2 + bow * (b[1] - a[1]) / length, (a[1] + b[1]) / 2 - bow * (b[0] - a[0]) / length};
        Curve whole = new Curve(List.of(a, middle, b));
        int first = 0;
        while (first < STEPS && inside(from, whole.at(2.0 * first / STEPS))) {
            first++;
        }
        int last = STEPS;
        while (last > first && inside(to, whole.at(2.0 * last / STEPS))) {
            last--;
        }
        if (last - first < 2) {
            return points;
        }
        for (double t : new double[] {first, (first + last) / 2.0, last}) {
            double[] p = whole.at(2 * t / STEPS);
            points.addPoint((int) Math.round(p[0]), (int) Math.round(p[1]));
        }
        return points;
    }

    private static boolean inside(Rectangle r, double[] p) {
        return p[0] > r.x && p[0] < r.right() && p[1] > r.y && p[1] < r.bottom();
    }

    private static Rectangle bounds(Connection c, IFigure owner) {
        Rectangle r = owner.getBounds().getCopy();
        owner.translateToAbsolute(r);
        c.translateToRelative(r);
        return r;
    }

    private static Point relative(Connection c, Point p) {
        Point q = p.getCopy();
        c.translateToRelative(q);
        return q;
    }

    private static Point absolute(Connection c, Point p) {
        Point q = p.getCopy();
        c.translateToAbsolute(q);
        return q;
    }
}
