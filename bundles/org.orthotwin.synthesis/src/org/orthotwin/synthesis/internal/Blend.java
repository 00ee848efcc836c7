/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis.internal;

import java.util.ArrayList;
import java.util.List;
import org.orthotwin.geometry.Vec3;

/**
 * A solid put together in order: each part is added to, or cut from, what was there, with a rounded transition of its own width. Every
 * part has a bounding sphere; far from it the part is not asked.
 */
public final class Blend implements Field {

    private enum How { ADD, CUT, KEEP }

    private record Part(Field field, How how, double k, double cx, double cy, double cz, double radius) {
    }

    private final List<Part> parts = new ArrayList<>();
    private Part[] frozen = new Part[0];

    /** Adds a part within {@code radius} (m) of {@code centre}, blended over the width {@code k} (m). */
    public Blend add(Field f, double k, Vec3 centre, double radius) {
        return put(new Part(f, How.ADD, k, centre.x(), centre.y(), centre.z(), radius));
    }

    public Blend add(Tube t, double k) {
        return add(t, k, t.centre(), t.radius());
    }

    /** Cuts a part away. */
    public Blend cut(Field f, double k, Vec3 centre, double radius) {
        return put(new Part(f, How.CUT, k, centre.x(), centre.y(), centre.z(), radius));
    }

    public Blend cut(Tube t, double k) {
        return cut(t, k, t.centre(), t.radius());
    }

    /** Keeps only what lies within {@code f}, which may be unbounded. */
    public Blend keep(Field f, double k) {
        return put(new Part(f, How.KEEP, k, 0, 0, 0, Double.POSITIVE_INFINITY));
    }

    private Blend put(Part p) {
        parts.add(p);
        frozen = parts.toArray(Part[]::new);
        return this;
    }

    @Override
    public double at(double x, double y, double z) {
        double d = 1;
        for (Part p : frozen) {
            if (p.how != How.KEEP) {
                // a part whose value cannot come within k of the limit has no effect
                double reach = p.radius + p.k + (p.how == How.ADD ? d : -d);
                double dx = x - p.cx;
                double dy = y - p.cy;
                double dz = z - p.cz;
                if (!(reach > 0) || dx * dx + dy * dy + dz * dz > reach * reach) {
                    continue;
                }
            }
            // where it is this far away it changes nothing
            double enough = p.how == How.ADD ? d + p.k : p.how == How.CUT ? p.k - d : Double.POSITIVE_INFINITY;
            double v = p.field.at(x, y, z, enough);
            if (v >= enough) {
                continue;
            }
            d = switch (p.how) {
                case ADD -> Field.smoothMin(d, v, p.k);
                case CUT -> Field.smoothMax(d, -v, p.k);
                case KEEP -> Field.smoothMax(d, v, p.k);
            };
        }
        return d;
    }
}
