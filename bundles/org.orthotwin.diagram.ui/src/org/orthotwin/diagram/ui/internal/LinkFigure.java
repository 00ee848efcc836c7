/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.draw2d.Graphics;
import org.eclipse.draw2d.IFigure;
import org.eclipse.draw2d.PolylineConnection;
import org.eclipse.draw2d.SWTGraphics;
import org.eclipse.draw2d.geometry.PointList;
import org.eclipse.draw2d.geometry.Rectangle;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.Path;
import org.eclipse.swt.widgets.Display;

/** A smooth line from one bone to another through its bends. */
final class LinkFigure extends PolylineConnection {

    private static final int NEAR = 5;
    private static final int END = 3;

    private Curve curve;
    /** None yet while the class above is made. */
    private PointList chain;
    private int bow;
    private Color ground;

    /** How far from the straight line its middle is where it has no bends, points; to the left as it goes. */
    void bow(int points) {
        if (bow != points) {
            bow = points;
            revalidate();
        }
    }

    int bow() {
        return bow;
    }

    void colors(Color line, Color behind) {
        setForegroundColor(line);
        ground = behind;
    }

    @Override
    public void setPoints(PointList points) {
        erase();
        List<double[]> through = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            through.add(new double[] {points.getPoint(i).x, points.getPoint(i).y});
        }
        curve = through.size() < 2 ? null : new Curve(through);
        chain = new PointList();
        if (curve != null) {
            double[] c = curve.chain();
            for (int i = 0; i < c.length; i += 2) {
                chain.addPoint((int) Math.round(c[i]), (int) Math.round(c[i + 1]));
            }
        }
        bounds = null;
        super.setPoints(points);
    }

    /** The middle of the line; where its name stands. */
    double[] middle() {
        return curve == null ? new double[2] : curve.middle();
    }

    /** The point at a part of the line, from 0 at its beginning to 1 at its end. */
    double[] at(double part) {
        return curve == null ? new double[2] : curve.at(part * curve.segments());
    }

    @Override
    public Rectangle getBounds() {
        if (bounds == null) {
            super.getBounds();
            if (chain != null) {
                bounds = bounds.getCopy().union(chain.getBounds().getExpanded(NEAR, NEAR));
            }
        }
        return bounds;
    }

    @Override
    public boolean containsPoint(int x, int y) {
        if (!getBounds().contains(x, y)) {
            return false;
        }
        for (Object o : getChildren()) {
            if (((IFigure) o).containsPoint(x, y)) {
                return true;
            }
        }
        for (int i = 1; i < chain.size(); i++) {
            if (distance(x, y, i) <= NEAR) {
                return true;
            }
        }
        return false;
    }

    private double distance(int x, int y, int end) {
        double ax = chain.getPoint(end - 1).x;
        double ay = chain.getPoint(end - 1).y;
        double dx = chain.getPoint(end).x - ax;
        double dy = chain.getPoint(end).y - ay;
        double square = dx * dx + dy * dy;
        double t = square == 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / square));
        return Math.hypot(ax + t * dx - x, ay + t * dy - y);
    }

    @Override
    protected void outlineShape(Graphics g) {
        if (curve == null) {
            return;
        }
        g.setAntialias(SWT.ON);
        int width = g.getLineWidth();
        int style = g.getLineStyle();
        Color line = g.getForegroundColor();
        // a rim in the colour of the ground, so that crossing lines can be told apart
        g.setLineStyle(SWT.LINE_SOLID);
        g.setLineWidth(width + 4);
        g.setForegroundColor(ground);
        stroke(g);
        g.setLineWidth(width);
        g.setLineStyle(style);
        g.setForegroundColor(line);
        stroke(g);
        g.setLineStyle(SWT.LINE_SOLID);
        g.setBackgroundColor(line);
        for (int i : new int[] {0, chain.size() - 1}) {
            g.fillOval(chain.getPoint(i).x - END, chain.getPoint(i).y - END, 2 * END, 2 * END);
        }
    }

    private void stroke(Graphics g) {
        if (g instanceof SvgGraphics svg) {
            svg.drawCurve(curve);
        } else if (g instanceof SWTGraphics) {
            Path path = new Path(Display.getCurrent());
            for (int s = 0; s < curve.segments(); s++) {
                double[] b = curve.bezier(s);
                if (s == 0) {
                    path.moveTo((float) b[0], (float) b[1]);
                }
                path.cubicTo((float) b[2], (float) b[3], (float) b[4], (float) b[5], (float) b[6], (float) b[7]);
            }
            g.drawPath(path);
            path.dispose();
        } else {
            g.drawPolyline(chain);
        }
    }
}
