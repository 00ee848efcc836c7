/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.draw2d.BendpointConnectionRouter;
import org.eclipse.draw2d.Bendpoint;
import org.eclipse.draw2d.Connection;
import org.eclipse.draw2d.geometry.Point;
import org.eclipse.draw2d.geometry.PointList;
import org.eclipse.draw2d.geometry.Rectangle;

/** Routes links through their bends, and those without any in a bow, so that several between the same bones can be told apart. */
final class BowRouter extends BendpointConnectionRouter {

    /** How far a link from a bone to itself goes out of it, points. */
    private static final int LOOP = 46;

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
        if (inner.isEmpty()) {
            inner.addAll(own(c));
        }
        Point source = inner.isEmpty() ? c.getTargetAnchor().getReferencePoint() : inner.getFirst();
        Point target = inner.isEmpty() ? c.getSourceAnchor().getReferencePoint() : inner.getLast();
        PointList points = new PointList();
        points.addPoint(relative(c, c.getSourceAnchor().getLocation(source)));
        inner.forEach(p -> points.addPoint(relative(c, p)));
        points.addPoint(relative(c, c.getTargetAnchor().getLocation(target)));
        c.setPoints(points);
    }

    /** The bow of a link without bends. */
    private static List<Point> own(Connection c) {
        int bow = c instanceof LinkFigure l ? l.bow() : 0;
        Point a = relative(c, c.getSourceAnchor().getReferencePoint());
        Point b = relative(c, c.getTargetAnchor().getReferencePoint());
        if (c.getSourceAnchor().getOwner() == c.getTargetAnchor().getOwner()) {
            Rectangle r = c.getSourceAnchor().getOwner().getBounds();
            int out = LOOP + Math.abs(bow);
            return List.of(absolute(c, new Point(r.right() + out, a.y - out / 2)), absolute(c, new Point(r.right() + out, a.y + out / 2)));
        }
        if (bow == 0) {
            return List.of();
        }
        double dx = b.x - a.x;
        double dy = b.y - a.y;
        double length = Math.max(1, Math.hypot(dx, dy));
        return List.of(absolute(c, new Point((int) Math.round((a.x + b.x) / 2.0 + bow * dy / length),
                (int) Math.round((a.y + b.y) / 2.0 - bow * dx / length))));
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
