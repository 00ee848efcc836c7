/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;

/** What is to be seen, in one world frame (m). Immutable; cheap to build anew for each frame when the {@link Surface}s are kept. */
public final class Scene {

    /** A part of the scene. */
    public sealed interface Item {
    }

    /**
     * A surface at its place.
     *
     * @param surface in a frame of its own
     * @param pose of that frame in the world
     * @param scale factor about the surface's origin before the pose, greater than 0
     * @param material how it looks
     * @param scalars values on its vertices shown as colour instead of the material's, or null
     * @param clippable whether the scene's clip planes cut it
     * @param framed whether {@link Camera#fit} looks at it
     */
    public record Solid(Surface surface, RigidTransform pose, double scale, Material material, ScalarField scalars, boolean clippable,
            boolean framed) implements Item {

        public Solid {
            Objects.requireNonNull(surface);
            Objects.requireNonNull(pose);
            Objects.requireNonNull(material);
            if (!(scale > 0) || Double.isInfinite(scale)) {
                throw new IllegalArgumentException("scale " + scale + " of a surface must be above 0");
            }
            if (scalars != null && scalars.values().length != surface.mesh().vertexCount()) {
                throw new IllegalArgumentException(scalars.values().length + " values for a mesh of " + surface.mesh().vertexCount()
                        + " vertices");
            }
        }
    }

    /**
     * A polyline of a width on the picture, not on the body. Not cut by clip planes.
     *
     * @param points x0 y0 z0 x1 ... in m, world
     * @param color sRGB
     * @param width in pixels at scale 1
     * @param dash length of the dashes in pixels at scale 1, the gaps being 0.8 of it; 0 for a full line
     * @param onTop whether it is drawn over everything that would hide it
     */
    public record Polyline(double[] points, int color, double width, double dash, boolean onTop) implements Item {
        public Polyline {
            if (points.length % 3 != 0) {
                throw new IllegalArgumentException("polyline of " + points.length + " numbers: no multiple of 3");
            }
            if (!(width > 0 && width <= 100) || !(dash >= 0)) {
                throw new IllegalArgumentException("line width " + width + " px must be above 0, up to 100, and dash " + dash
                        + " px not negative");
            }
            for (double p : points) {
                if (!Double.isFinite(p)) {
                    throw new IllegalArgumentException("polyline has a coordinate that is not finite: " + p);
                }
            }
        }
    }

    /**
     * A text beside a point; always on top, with a halo.
     *
     * @param anchor in m, world
     * @param color sRGB
     * @param size height of a capital letter in pixels at scale 1
     */
    public record Label(Vec3 anchor, String text, int color, double size) implements Item {
        public Label {
            Objects.requireNonNull(text);
            if (!anchor.isFinite() || !(size > 0 && size <= 500)) {
                throw new IllegalArgumentException("label '" + text + "' at " + anchor + " m with letters of " + size + " px");
            }
        }
    }

    private final List<Item> items;
    private final List<ClipPlane> clipPlanes;

    private Scene(List<Item> items, List<ClipPlane> clipPlanes) {
        this.items = List.copyOf(items);
        this.clipPlanes = List.copyOf(clipPlanes);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The parts in the order in which they were added. */
    public List<Item> items() {
        return items;
    }

    /** The planes that cut the clippable solids; what survives lies on the kept side of all of them. */
    public List<ClipPlane> clipPlanes() {
        return clipPlanes;
    }

    /** The corners of the solids' triangles that count for framing, x0 y0 z0 x1 ... in m, world; without solids, those of the lines. */
    double[] fitPoints() {
        int n = 0;
        for (Item i : items) {
            n += i instanceof Solid s && s.framed() ? s.surface().mesh().vertices().length : 0;
        }
        boolean lines = n == 0;
        for (Item i : items) {
            n += lines && i instanceof Polyline l ? l.points().length : 0;
        }
        double[] p = new double[n];
        int at = 0;
        for (Item i : items) {
            if (i instanceof Solid s && s.framed()) {
                double[] v = s.surface().mesh().vertices();
                for (int k = 0; k < v.length; k += 3) {
                    Vec3 q = s.pose().apply(Vec3.of(v, k).times(s.scale()));
                    p[at++] = q.x();
                    p[at++] = q.y();
                    p[at++] = q.z();
                }
            } else if (lines && i instanceof Polyline l) {
                System.arraycopy(l.points(), 0, p, at, l.points().length);
                at += l.points().length;
            }
        }
        return p;
    }

    /** Collects the parts of a scene. */
    public static final class Builder {

        private static final int[] AXIS_COLORS = {0xC8322B, 0x2E8B3D, 0x2B5FC8};
        private static final int INK = 0x1B2733;

        private final List<Item> items = new ArrayList<>();
        private final List<ClipPlane> planes = new ArrayList<>();

        private Builder() {
        }

        /** Any part, with all its properties. */
        public Builder add(Item item) {
            items.add(Objects.requireNonNull(item));
            return this;
        }

        /** A surface at a pose in the world; clip planes cut it. */
        public Builder surface(Surface surface, RigidTransform pose, Material material) {
            return add(new Solid(surface, pose, 1, material, null, true, true));
        }

        /** A surface coloured by a quantity on its vertices; clip planes cut it. */
        public Builder surface(Surface surface, RigidTransform pose, Material material, ScalarField scalars) {
            return add(new Solid(surface, pose, 1, material, scalars, true, true));
        }

        /** A surface that clip planes leave whole, such as an implant in an opened bone. */
        public Builder uncutSurface(Surface surface, RigidTransform pose, Material material) {
            return add(new Solid(surface, pose, 1, material, null, false, true));
        }

        /** A mesh at a pose in the world, made ready here; keep a {@link Surface} instead where it is drawn often. */
        public Builder mesh(TriangleMesh mesh, RigidTransform pose, Material material) {
            return surface(Surface.of(mesh), pose, material);
        }

        /** A ball of {@code radius} (m) at a point (m, world); not clipped. */
        public Builder point(Vec3 at, double radius, int color) {
            return add(new Solid(Surface.unitSphere(), RigidTransform.translation(at), radius, Material.satin(color), null, false, false));
        }

        /** A full line through points (m, world), {@code width} in pixels at scale 1. */
        public Builder line(int color, double width, Vec3... points) {
            return add(new Polyline(flat(points), color, width, 0, false));
        }

        /** A dashed line through points (m, world), drawn over what would hide it; {@code width} in pixels at scale 1. */
        public Builder dashedLine(int color, double width, Vec3... points) {
            return add(new Polyline(flat(points), color, width, 4 * width, true));
        }

        /**
         * A solid arrow from {@code from} to {@code to} (m, world).
         *
         * @param radius of the shaft in m
         */
        public Builder arrow(Vec3 from, Vec3 to, double radius, int color) {
            Vec3 d = to.minus(from);
            Vec3 z = d.normalized();
            Vec3 x = z.anyOrthogonal();
            return add(new Solid(Surface.arrow(d.norm(), radius), RigidTransform.frame(from, x, z.cross(x), z), 1,
                    Material.satin(color), null,
                    false, false));
        }

        /**
         * The axes of a frame as three arrows, x red, y green, z blue, with their letters.
         *
         * @param size length of the arrows in m
         */
        public Builder triad(RigidTransform frame, double size) {
            for (int i = 0; i < 3; i++) {
                Vec3 tip = frame.translation().plus(frame.axis(i).times(size));
                arrow(frame.translation(), tip, 0.025 * size, AXIS_COLORS[i]);
                add(new Label(tip, "xyz".substring(i, i + 1), AXIS_COLORS[i], 10));
            }
            return add(new Solid(Surface.unitSphere(), frame, 0.05 * size, Material.satin(0x707880), null, false, false));
        }

        /** A text beside a point (m, world). */
        public Builder label(Vec3 anchor, String text) {
            return add(new Label(anchor, text, INK, 10));
        }

        public Builder clip(ClipPlane plane) {
            planes.add(Objects.requireNonNull(plane));
            return this;
        }

        public Scene build() {
            return new Scene(items, planes);
        }

        private static double[] flat(Vec3... points) {
            double[] p = new double[3 * points.length];
            for (int i = 0; i < points.length; i++) {
                p[3 * i] = points[i].x();
                p[3 * i + 1] = points[i].y();
                p[3 * i + 2] = points[i].z();
            }
            return p;
        }
    }
}
