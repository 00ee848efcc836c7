/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

/**
 * Volume integrals of the body that a closed surface bounds, exact for the polyhedron, by summing signed tetrahedra from the middle of the
 * surface's box (so that a body far from the origin loses no digits). Unit density: multiply volume and inertia by kg/m^3. Linear in the
 * number of triangles.
 *
 * @param volume m^3; negative for a surface turned inside out
 * @param centroid m, in the mesh's frame
 * @param inertia m^5, the tensor about the centroid for unit density along the mesh's axes: xx, yy, zz, xy, xz, yz, where the last three
 *        are
 *        the tensor's elements (minus the integrals of the products)
 * @param area m^2
 */
public record MassProperties(double volume, Vec3 centroid, double[] inertia, double area) {

    /**
     * @param mesh closed and oriented; this is not checked here
     * @throws IllegalArgumentException if the signed volume is zero, so that there is no centroid
     */
    public static MassProperties of(TriangleMesh mesh) {
        double[] b = mesh.bounds();
        double[] v = mesh.vertices();
        int[] t = mesh.triangles();
        double ox = 0.5 * (b[0] + b[3]);
        double oy = 0.5 * (b[1] + b[4]);
        double oz = 0.5 * (b[2] + b[5]);
        double volume6 = 0;
        double sx = 0;
        double sy = 0;
        double sz = 0;
        double xx = 0;
        double yy = 0;
        double zz = 0;
        double xy = 0;
        double xz = 0;
        double yz = 0;
        for (int i = 0; i < t.length; i += 3) {
            double ax = v[3 * t[i]] - ox;
            double ay = v[3 * t[i] + 1] - oy;
            double az = v[3 * t[i] + 2] - oz;
            double bx = v[3 * t[i + 1]] - ox;
            double by = v[3 * t[i + 1] + 1] - oy;
            double bz = v[3 * t[i + 1] + 2] - oz;
            double cx = v[3 * t[i + 2]] - ox;
            double cy = v[3 * t[i + 2] + 1] - oy;
            double cz = v[3 * t[i + 2] + 2] - oz;
            double d = ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx);
            volume6 += d;
            double ux = ax + bx + cx;
            double uy = ay + by + cy;
            double uz = az + bz + cz;
            sx += d * ux;
            sy += d * uy;
            sz += d * uz;
            xx += d * (ux * ux + ax * ax + bx * bx + cx * cx);
            yy += d * (uy * uy + ay * ay + by * by + cy * cy);
            zz += d * (uz * uz + az * az + bz * bz + cz * cz);
            xy += d * (ux * uy + ax * ay + bx * by + cx * cy);
            xz += d * (ux * uz + ax * az + bx * bz + cx * cz);
            yz += d * (uy * uz + ay * az + by * bz + cy * cz);
        }
        if (volume6 == 0 || !Double.isFinite(volume6)) {
            throw new IllegalArgumentException("a surface of " + t.length / 3 + " triangles bounds a volume of " + volume6 / 6
                    + " m^3: no centroid");
        }
        double volume = volume6 / 6;
        double gx = sx / (4 * volume6);
        double gy = sy / (4 * volume6);
        double gz = sz / (4 * volume6);
        double ixx = xx / 120 - volume * gx * gx;
        double iyy = yy / 120 - volume * gy * gy;
        double izz = zz / 120 - volume * gz * gz;
        return new MassProperties(volume, new Vec3(ox + gx, oy + gy, oz + gz), new double[] {iyy + izz, ixx + izz, ixx + iyy,
            volume * gx * gy - xy / 120, volume * gx * gz - xz / 120, volume * gy * gz - yz / 120}, area(mesh));
    }

    /** Area of a surface, closed or not, m^2. */
    public static double area(TriangleMesh mesh) {
        double[] v = mesh.vertices();
        int[] t = mesh.triangles();
        double sum = 0;
        for (int i = 0; i < t.length; i += 3) {
            int a = 3 * t[i];
            int b = 3 * t[i + 1];
            int c = 3 * t[i + 2];
            double ux = v[b] - v[a];
            double uy = v[b + 1] - v[a + 1];
            double uz = v[b + 2] - v[a + 2];
            double wx = v[c] - v[a];
            double wy = v[c + 1] - v[a + 1];
            double wz = v[c + 2] - v[a + 2];
            double nx = uy * wz - uz * wy;
            double ny = uz * wx - ux * wz;
            double nz = ux * wy - uy * wx;
            sum += Math.sqrt(nx * nx + ny * ny + nz * nz);
        }
        return 0.5 * sum;
    }

    static double signedVolume(TriangleMesh mesh) {
        double[] b = mesh.bounds();
        double[] v = mesh.vertices();
        int[] t = mesh.triangles();
        double ox = 0.5 * (b[0] + b[3]);
        double oy = 0.5 * (b[1] + b[4]);
        double oz = 0.5 * (b[2] + b[5]);
        double sum = 0;
        for (int i = 0; i < t.length; i += 3) {
            int p = 3 * t[i];
            int q = 3 * t[i + 1];
            int r = 3 * t[i + 2];
            double bx = v[q] - ox;
            double by = v[q + 1] - oy;
            double bz = v[q + 2] - oz;
            double cx = v[r] - ox;
            double cy = v[r + 1] - oy;
            double cz = v[r + 2] - oz;
            sum += (v[p] - ox) * (by * cz - bz * cy) + (v[p + 1] - oy) * (bz * cx - bx * cz) + (v[p + 2] - oz) * (bx * cy - by * cx);
        }
        return sum / 6;
    }

    /** The mass of the body in kg. */
    public double mass(double density) {
        return density * volume;
    }
}
