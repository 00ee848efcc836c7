/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.construction;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.ClosestPoint;
import org.orthotwin.geometry.MeshRepair;
import org.orthotwin.geometry.Normals;
import org.orthotwin.geometry.RayCast;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;

/**
 * Thickness of cartilage over a bone at each vertex of the bone's surface.
 *
 * <p>{@link Method#NORMAL}: along the bone's outward normal, from where it enters the cartilage, no farther than {@link #GAP} from the
 * bone, to where it leaves it. {@link Method#NEAREST}: where the normal meets cartilage, from the vertex to the nearest point of the
 * cartilage's outer surface, the part of it that faces away from the bone; never more than along the normal but for what a gap adds, and
 * less where the outer surface is oblique. Both are 0 where there is no cartilage. On a plate of even thickness they agree. Both depend
 * on how the labels' steps were smoothed; what that costs is a fraction of a voxel. Cost: a ray and a search for each vertex.
 */
public final class CartilageThickness {

    /** Widest gap between bone and cartilage, m: labels of bone and cartilage touch but for what smoothing takes. */
    public static final double GAP = 0.0015;
    /** How far below the bone's surface a ray begins, m: the cartilage's inner surface may lie there. */
    private static final double INSIDE = 0.001;
    /** More than any cartilage, m: what is met farther away is that of the other bone. */
    private static final double MOST = 0.012;
    private static final double STEP = 1e-7;
    private static final int CHUNK = 256;

    /** How thickness is measured. */
    public enum Method {
        NORMAL, NEAREST;

        /** @throws IllegalArgumentException for another word */
        public static Method of(String text) {
            return Arrays.stream(values()).filter(m -> m.id().equals(text)).findFirst().orElseThrow(() -> new IllegalArgumentException(
                    "the method '" + text + "' is not known; normal and nearest are"));
        }

        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What covers a bone; means are by area.
     *
     * @param area of the bone's surface under cartilage, m^2
     * @param mean thickness there, m; not a number where nothing is covered
     * @param percentile95 thickness that 95 % of the covered area does not exceed, m
     * @param max greatest thickness, m
     */
    public record Cover(double area, double mean, double percentile95, double max) {
    }

    private CartilageThickness() {
    }

    /**
     * Sums thickness up over a bone; a vertex has a third of its triangles.
     *
     * @param thickness at each vertex, m; 0 where there is no cartilage
     */
    public static Cover cover(TriangleMesh bone, double[] thickness) {
        double[] area = new double[bone.vertexCount()];
        int[] t = bone.triangles();
        for (int f = 0; f < t.length; f += 3) {
            Vec3 a = bone.vertex(t[f]);
            double third = bone.vertex(t[f + 1]).minus(a).cross(bone.vertex(t[f + 2]).minus(a)).norm() / 6;
            for (int k = 0; k < 3; k++) {
                area[t[f + k]] += third;
            }
        }
        int[] covered = IntStream.range(0, area.length).filter(v -> thickness[v] > 0).boxed().sorted((a, b) -> Double.compare(thickness[a],
                thickness[b])).mapToInt(Integer::intValue).toArray();
        double total = IntStream.of(covered).mapToDouble(v -> area[v]).sum();
        if (covered.length == 0) {
            return new Cover(0, Double.NaN, Double.NaN, Double.NaN);
        }
        double mean = IntStream.of(covered).mapToDouble(v -> area[v] * thickness[v]).sum() / total;
        int at = 0;
        for (double sum = area[covered[0]]; sum < 0.95 * total && at + 1 < covered.length; sum += area[covered[at]]) {
            at++;
        }
        return new Cover(total, mean, thickness[covered[at]], thickness[covered[covered.length - 1]]);
    }

    /**
     * @param bone closed, m, normals outward
     * @param cartilage closed, of one piece or several, m, in the bone's frame
     * @return at each vertex of the bone, m
     */
    public static double[] of(TriangleMesh bone, TriangleMesh cartilage, Method method, Monitor monitor) {
        return of(bone, Normals.ofVertices(bone), bone, cartilage, method, monitor);
    }

    /**
     * The same at places of one's own.
     *
     * @param at a mesh whose vertices are the places, on the bone's surface
     * @param normals outward, of its vertices, one after the other
     */
    static double[] of(TriangleMesh at, double[] normals, TriangleMesh bone, TriangleMesh cartilage, Method method, Monitor monitor) {
        Bvh whole = Bvh.of(cartilage);
        Bvh outer = method == Method.NEAREST ? Bvh.of(outer(bone, cartilage)) : null;
        int n = at.vertexCount();
        double[] thickness = new double[n];
        monitor.begin("Thickness of cartilage", n);
        IntStream.range(0, (n + CHUNK - 1) / CHUNK).parallel().forEach(c -> {
            monitor.checkCancelled();
            RayCast rays = new RayCast(whole);
            ClosestPoint nearest = outer == null ? null : new ClosestPoint(outer);
            int to = Math.min(n, (c + 1) * CHUNK);
            for (int v = c * CHUNK; v < to; v++) {
                Vec3 p = at.vertex(v);
                Vec3 normal = Vec3.of(normals, 3 * v);
                // a vertex that no triangle has has no normal
                double along = normal.norm() > 0 ? along(rays, p, normal) : 0;
                thickness[v] = along > 0 && nearest != null ? nearest.query(p) : along;
            }
            monitor.worked(to - c * CHUNK);
        });
        return thickness;
    }

    /** From the first entry near the bone to the exit that follows; 0 where there is none. */
    private static double along(RayCast rays, Vec3 p, Vec3 normal) {
        Vec3 start = p.minus(normal.times(INSIDE));
        double enter = rays.inside(start) ? 0 : rays.first(start, normal);
        if (!(enter <= INSIDE + GAP)) {
            return 0;
        }
        Vec3 in = start.plus(normal.times(enter + STEP));
        double on = rays.first(in, normal);
        return on <= MOST ? on + STEP : 0;
    }

    /** The articular surface of a cartilage: the triangles near the bone that face away from it; empty where there are none. */
    static TriangleMesh articular(TriangleMesh bone, TriangleMesh cartilage) {
        return MeshRepair.withoutUnusedVertices(new TriangleMesh(cartilage.vertices(), away(bone, cartilage, MOST)));
    }

    /** The same on all vertices, or the whole cartilage where nothing faces away from the bone. */
    private static TriangleMesh outer(TriangleMesh bone, TriangleMesh cartilage) {
        int[] kept = away(bone, cartilage, Double.POSITIVE_INFINITY);
        return kept.length == 0 ? cartilage : new TriangleMesh(cartilage.vertices(), kept);
    }

    /**
     * Corners of the triangles of a cartilage that face away from the bone.
     *
     * @param most distance from the bone, m
     */
    private static int[] away(TriangleMesh bone, TriangleMesh cartilage, double most) {
        double[] boneFaces = Normals.ofFaces(bone);
        double[] faces = Normals.ofFaces(cartilage);
        Bvh tree = Bvh.of(bone);
        int n = cartilage.triangleCount();
        boolean[] out = new boolean[n];
        int[] t = cartilage.triangles();
        IntStream.range(0, (n + CHUNK - 1) / CHUNK).parallel().forEach(c -> {
            ClosestPoint closest = new ClosestPoint(tree);
            for (int f = c * CHUNK; f < Math.min(n, (c + 1) * CHUNK); f++) {
                Vec3 middle = cartilage.vertex(t[3 * f]).plus(cartilage.vertex(t[3 * f + 1])).plus(cartilage.vertex(t[3 * f + 2]))
                        .times(1.0 / 3);
                out[f] = closest.query(middle) <= most
                        && Vec3.of(faces, 3 * f).dot(Vec3.of(boneFaces, 3 * closest.triangle())) > 0;
            }
        });
        return IntStream.range(0, n).filter(f -> out[f]).flatMap(f -> IntStream.of(t[3 * f], t[3 * f + 1], t[3 * f + 2])).toArray();
    }
}
