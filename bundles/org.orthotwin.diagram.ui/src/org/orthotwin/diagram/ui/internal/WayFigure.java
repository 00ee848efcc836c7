/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import org.eclipse.draw2d.Graphics;
import org.eclipse.draw2d.PolylineConnection;
import org.eclipse.draw2d.geometry.Point;
import org.eclipse.draw2d.geometry.PointList;
import org.eclipse.draw2d.geometry.Rectangle;
import org.eclipse.swt.SWT;

/** A way of a flow: straight pieces with round corners and a head at its end. */
final class WayFigure extends PolylineConnection {

    private static final int ROUND = 9;
    /** Pieces of a corner. */
    private static final int PIECES = 6;
    private static final int HEAD = 7;

    @Override
    public Rectangle getBounds() {
        if (bounds == null) {
            super.getBounds();
            bounds = bounds.getExpanded(HEAD, HEAD);
        }
        return bounds;
    }

    @Override
    protected void outlineShape(Graphics g) {
        g.setAntialias(SWT.ON);
        PointList p = getPoints();
        if (p.size() < 2) {
            return;
        }
        Point end = p.getLastPoint();
        Point before = p.getPoint(p.size() - 2);
        double length = Math.max(1, Math.hypot(end.x - before.x, end.y - before.y));
        double dx = (end.x - before.x) / length;
        double dy = (end.y - before.y) / length;
        PointList line = rounded(p);
        line.setPoint(new Point((int) Math.round(end.x - dx * HEAD), (int) Math.round(end.y - dy * HEAD)), line.size() - 1);
        g.drawPolyline(line);
        PointList head = new PointList();
        head.addPoint(end);
        head.addPoint((int) Math.round(end.x - dx * (HEAD + 1) - dy * HEAD / 2), (int) Math.round(end.y - dy * (HEAD + 1) + dx * HEAD / 2));
        head.addPoint((int) Math.round(end.x - dx * (HEAD + 1) + dy * HEAD / 2), (int) Math.round(end.y - dy * (HEAD + 1) - dx * HEAD / 2));
        g.setBackgroundColor(g.getForegroundColor());
        g.fillPolygon(head);
    }

    private static PointList rounded(PointList p) {
        PointList out = new PointList();
        out.addPoint(p.getFirstPoint());
        for (int i = 1; i + 1 < p.size(); i++) {
            Point corner = p.getPoint(i);
            double[] a = towards(corner, p.getPoint(i - 1));
            double[] b = towards(corner, p.getPoint(i + 1));
            for (int k = 0; k <= PIECES; k++) {
                double t = (double) k / PIECES;
                double u = 1 - t;
                out.addPoint((int) Math.round(u * u * a[0] + 2 * u * t * corner.x + t * t * b[0]), (int) Math.round(u * u * a[1] + 2 * u * t
                        * corner.y + t * t * b[1]));
            }
        }
        out.addPoint(p.getLastPoint());
        return out;
    }

    /** A point as far from a corner as it is rounded, at most half of the way to the next. */
    private static double[] towards(Point corner, Point to) {
        double length = Math.hypot(to.x - corner.x, to.y - corner.y);
        double part = length == 0 ? 0 : Math.min(ROUND, length / 2) / length;
        return new double[] {corner.x + part * (to.x - corner.x), corner.y + part * (to.y - corner.y)};
    }
}
