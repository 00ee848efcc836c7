/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry.wrap;

/** A surface that lines of action lie on, in its own frame, m. */
public sealed interface WrapShape {

    /** A ball around the origin. */
    record Sphere(double radius) implements WrapShape {
        public Sphere {
            positive(radius);
        }
    }

    /** A cylinder about z without ends. */
    record Cylinder(double radius) implements WrapShape {
        public Cylinder {
            positive(radius);
        }
    }

    /** An ellipsoid around the origin by its half axes. */
    record Ellipsoid(double x, double y, double z) implements WrapShape {
        public Ellipsoid {
            positive(x);
            positive(y);
            positive(z);
        }
    }

    /** A ring about z: {@code radius} from the origin to the middle of the tube, {@code tube} from there to its surface. */
    record Torus(double radius, double tube) implements WrapShape {
        public Torus {
            positive(tube);
            if (!(radius > tube) || Double.isInfinite(radius)) {
                throw new IllegalArgumentException("a torus of a radius of " + radius + " m and a tube of " + tube + " m has no hole");
            }
        }
    }

    private static void positive(double v) {
        if (!(v > 0) || Double.isInfinite(v)) {
            throw new IllegalArgumentException("a dimension of a surface to wrap is " + v + " m, but must be above 0 m");
        }
    }
}
