/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.scene.ui.internal;

import org.orthotwin.geometry.Vec3;
import org.orthotwin.render.Camera;

/**
 * Where points of the world are in a picture.
 *
 * @param width in pixels
 * @param height in pixels
 */
public record Projection(Camera camera, int width, int height) {

    /** A straight line from a point in a unit direction (m, world). */
    public record Ray(Vec3 origin, Vec3 direction) {
        public Vec3 at(double t) {
            return origin.plus(direction.times(t));
        }
    }

    /** Pixels for each m at a point. */
    public double perMetre(Vec3 p) {
        if (camera.isOrthographic()) {
            return height / camera.height();
        }
        double z = Math.max(1e-9, p.minus(camera.eye()).dot(camera.forward()));
        return height / camera.height() * camera.distance() / z;
    }

    /** Pixel, x from the left and y from the top, of a point (m, world). */
    public double[] pixel(Vec3 p) {
        Vec3 q = p.minus(camera.isOrthographic() ? camera.target() : camera.eye());
        double f = perMetre(p);
        return new double[] {0.5 * width + f * q.dot(camera.right()), 0.5 * height - f * q.dot(camera.up())};
    }

    /** The line of sight through a pixel; its origin lies before everything that is seen. */
    public Ray ray(double x, double y) {
        double f = height / camera.height();
        double u = (x - 0.5 * width) / f;
        double v = (0.5 * height - y) / f;
        Vec3 inPlane = camera.target().plus(camera.right().times(u)).plus(camera.up().times(v));
        if (camera.isOrthographic()) {
            return new Ray(inPlane.minus(camera.forward().times(100 * camera.height() + 10)), camera.forward());
        }
        return new Ray(camera.eye(), inPlane.minus(camera.eye()).normalized());
    }

    /** The point seen through a pixel in the plane through {@code p} at a right angle to the view. */
    public Vec3 inPlaneOf(Vec3 p, double x, double y) {
        Ray r = ray(x, y);
        double t = p.minus(r.origin()).dot(camera.forward()) / r.direction().dot(camera.forward());
        return r.at(t);
    }
}
