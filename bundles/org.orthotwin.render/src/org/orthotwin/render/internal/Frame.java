/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.render.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.render.Camera;
import org.orthotwin.render.ClipPlane;
import org.orthotwin.render.ColorMap;
import org.orthotwin.render.Material;
import org.orthotwin.render.RenderOptions;
import org.orthotwin.render.ScalarField;
import org.orthotwin.render.Scene;

/**
 * One picture being drawn: the scene projected to a grid of samples and sorted into square tiles, each of which {@link Tile} then draws on
 * its own. Screen points are snapped to 1/256 sample and edges are tested in whole numbers, so triangles that share an edge neither overlap
 * nor leave a gap, and no tile depends on its neighbours. "Nearness" is a number that grows towards the viewer and is linear on the
 * screen: -z in a parallel and 1/z in a central projection, z being the distance into the scene.
 */
public final class Frame {

    static final int SUB_BITS = 8;
    static final int SUB = 1 << SUB_BITS;
    /** Screen points beyond are cut off, so that products of two differences fit a long. */
    private static final double SCREEN_LIMIT = 1 << 29;
    private static final int CHUNK = 8192;
    private static final int BEHIND = Integer.MIN_VALUE;
    /** Nearest visible distance as a share of the distance to the target. */
    private static final double NEAR = 1e-3;

    final RenderOptions options;
    final boolean ortho;
    /** Samples along each edge of a pixel. */
    final int s;
    final int width;
    final int height;
    final int tileSize;
    final int tilesX;
    final int tilesY;
    /** Samples of the rim that a tile draws around itself to see its neighbourhood. */
    final int guard;
    final double cx;
    final double cy;
    /** Samples for each m (parallel) or for each unit of x / z (central). */
    final double focal;
    final double near;
    final Part[] parts;
    final Stroke[] strokes;
    final Plane[] planes;
    final int triangleCount;
    /** The part of each triangle: asked for several times at every sample. */
    private final int[] owner;
    final int[] sx;
    final int[] sy;
    final float[] sw;
    private final int threads;
    private final Vec3 origin;
    private final Camera camera;
    /** Triangles of tile i, ascending: {@code binned[binStart[i]] ... binned[binStart[i + 1] - 1]}. */
    int[] binStart;
    int[] binned;
    double zMin = Double.MAX_VALUE;
    double zMax = -Double.MAX_VALUE;
    AmbientOcclusion occlusion;

    /** A solid of the scene, with what the inner loops need of it. */
    static final class Part {
        double[] vertices;
        int[] triangles;
        float[] normals;
        ScalarField scalars;
        ColorMap map;
        Material material;
        Shader shader;
        float[] color = new float[3];
        boolean clipped;
        boolean opaque;
        /** Whether distance pales it; markers keep their colours. */
        boolean fades;
        int firstVertex;
        int firstTriangle;
        /** View from object, 3 x 4 row-major, scale included, and its inverse. */
        double[] m;
        double[] inverse;
        /** Rotation only. */
        float[] rotation;
        /** Opacity over the cosine between normal and view, at 0, 1/64 ... 1. */
        float[] opacity;
    }

    /** A plane in the view frame; points with n p + d &gt; 0 are removed. */
    record Plane(double nx, double ny, double nz, double d) {
        double distance(double x, double y, double z) {
            return nx * x + ny * y + nz * z + d;
        }
    }

    /** A straight piece of a line on the screen, in samples. */
    record Stroke(double x0, double y0, double w0, double x1, double y1, double w1, double radius, float[] color, boolean onTop) {
    }

    private Frame(Scene scene, Camera camera, RenderOptions options, int s) {
        this.options = options;
        this.camera = camera;
        this.s = s;
        this.ortho = camera.isOrthographic();
        this.threads = options.threads();
        width = options.width() * s;
        height = options.height() * s;
        guard = (int) Math.ceil(options.outlineWidth() * s) + 1;
        tileSize = s * Math.max(24, 96 / s);
        tilesX = (width + tileSize - 1) / tileSize;
        tilesY = (height + tileSize - 1) / tileSize;
        cx = 0.5 * width;
        cy = 0.5 * height;
        origin = ortho ? camera.target() : camera.eye();
        focal = ortho ? height / camera.height() : height * camera.distance() / camera.height();
        near = NEAR * camera.distance();
        List<Part> list = new ArrayList<>();
        List<Stroke> lines = new ArrayList<>();
        int vertices = 0;
        int triangles = 0;
        for (Scene.Item item : scene.items()) {
            if (item instanceof Scene.Solid solid) {
                Part p = part(solid, vertices, triangles);
                list.add(p);
                vertices = Math.addExact(vertices, p.vertices.length / 3);
                triangles = Math.addExact(triangles, p.triangles.length / 3);
            } else if (item instanceof Scene.Polyline line) {
                strokes(line, lines);
            }
        }
        parts = list.toArray(Part[]::new);
        strokes = lines.toArray(Stroke[]::new);
        triangleCount = triangles;
        owner = new int[triangles];
        for (int k = 0; k < parts.length; k++) {
            Arrays.fill(owner, parts[k].firstTriangle, parts[k].firstTriangle + parts[k].triangles.length / 3, k);
        }
        planes = scene.clipPlanes().stream().map(this::plane).toArray(Plane[]::new);
        sx = new int[vertices];
        sy = new int[vertices];
        sw = new float[vertices];
        for (Part p : parts) {
            double[] range = {Double.MAX_VALUE, -Double.MAX_VALUE};
            Parallel.ranges(threads, p.vertices.length / 3, CHUNK, (a, b) -> project(p, a, b, range));
            if (p.fades) {
                zMin = Math.min(zMin, range[0]);
                zMax = Math.max(zMax, range[1]);
            }
        }
        sort();
    }

    /** Draws the scene without its texts and overlays. */
    public static int[] draw(Scene scene, Camera camera, RenderOptions options) {
        Frame flat = null;
        AmbientOcclusion ao = null;
        if (options.ambientOcclusion() > 0) {
            flat = new Frame(scene, camera, options, 1);
            ao = new AmbientOcclusion(flat, camera.height(), options);
        }
        Frame frame = options.supersampling() == 1 && flat != null ? flat : new Frame(scene, camera, options, options.supersampling());
        frame.occlusion = ao;
        int[] argb = new int[options.width() * options.height()];
        Parallel.run(frame.threads, frame.tilesX * frame.tilesY, () -> {
            Tile tile = new Tile(frame);
            return i -> tile.draw(i, argb);
        });
        return argb;
    }

    private Part part(Scene.Solid solid, int firstVertex, int firstTriangle) {
        Part p = new Part();
        p.vertices = solid.surface().mesh().vertices();
        p.triangles = solid.surface().mesh().triangles();
        p.normals = solid.surface().cornerNormals();
        p.scalars = solid.scalars();
        p.map = p.scalars == null ? null : p.scalars.map();
        p.material = solid.material();
        p.shader = new Shader(p.material);
        Srgb.linear(p.material.color(), p.color, 0);
        p.clipped = solid.clippable();
        p.fades = solid.framed() && p.material.lit() && options.depthCue() > 0;
        p.opaque = p.material.opacity() == 1;
        p.firstVertex = firstVertex;
        p.firstTriangle = firstTriangle;
        RigidTransform pose = solid.pose();
        double scale = solid.scale();
        Vec3 t = pose.translation().minus(origin);
        Vec3[] axes = {camera.right(), camera.up(), camera.forward()};
        p.m = new double[12];
        p.inverse = new double[12];
        p.rotation = new float[9];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                double r = axes[i].dot(pose.axis(j));
                p.rotation[3 * i + j] = (float) r;
                p.m[4 * i + j] = scale * r;
                p.inverse[4 * j + i] = r / scale;
            }
            p.m[4 * i + 3] = axes[i].dot(t);
        }
        for (int j = 0; j < 3; j++) {
            p.inverse[4 * j + 3] = -(p.inverse[4 * j] * p.m[3] + p.inverse[4 * j + 1] * p.m[7] + p.inverse[4 * j + 2] * p.m[11]);
        }
        p.opacity = new float[65];
        for (int i = 0; i <= 64; i++) {
            p.opacity[i] = (float) (1 - StrictMath.pow(1 - p.material.opacity(), 1 / Math.max(i / 64.0, 0.06)));
        }
        return p;
    }

    private Plane plane(ClipPlane p) {
        Vec3 n = p.normal();
        return new Plane(n.dot(camera.right()), n.dot(camera.up()), n.dot(camera.forward()), n.dot(origin.minus(p.point())));
    }

    private void project(Part p, int from, int to, double[] range) {
        double lo = Double.MAX_VALUE;
        double hi = -Double.MAX_VALUE;
        double[] m = p.m;
        for (int i = from; i < to; i++) {
            double ox = p.vertices[3 * i];
            double oy = p.vertices[3 * i + 1];
            double oz = p.vertices[3 * i + 2];
            double z = m[8] * ox + m[9] * oy + m[10] * oz + m[11];
            int k = p.firstVertex + i;
            lo = Math.min(lo, z);
            hi = Math.max(hi, z);
            if (!ortho && z < near) {
                sx[k] = BEHIND;
                continue;
            }
            double f = ortho ? focal : focal / z;
            sx[k] = snap(cx + f * (m[0] * ox + m[1] * oy + m[2] * oz + m[3]));
            sy[k] = snap(cy - f * (m[4] * ox + m[5] * oy + m[6] * oz + m[7]));
            sw[k] = (float) (ortho ? -z : 1 / z);
        }
        synchronized (range) {
            range[0] = Math.min(range[0], lo);
            range[1] = Math.max(range[1], hi);
        }
    }

    static int snap(double samples) {
        double v = Math.floor(samples * SUB + 0.5);
        return (int) Math.max(-SCREEN_LIMIT, Math.min(SCREEN_LIMIT, v));
    }

    /** Sorts the triangles into the tiles that they may touch; each list ascends, whatever thread wrote it. */
    private void sort() {
        int tiles = tilesX * tilesY;
        List<int[]> chunks = new ArrayList<>();
        for (int k = 0; k < parts.length; k++) {
            int n = parts[k].triangles.length / 3;
            for (int a = 0; a < n; a += CHUNK) {
                chunks.add(new int[] {k, a, Math.min(n, a + CHUNK)});
            }
        }
        int[][] counts = new int[chunks.size()][];
        long[][] cover = new long[chunks.size()][];
        Parallel.run(threads, chunks.size(), () -> c -> {
            int[] ch = chunks.get(c);
            counts[c] = new int[tiles];
            cover[c] = new long[ch[2] - ch[1]];
            for (int t = ch[1]; t < ch[2]; t++) {
                long box = tiles(parts[ch[0]], t);
                cover[c][t - ch[1]] = box;
                if (box >= 0) {
                    for (int y = (int) (box >> 32 & 0xFFFF); y <= (int) (box >> 48); y++) {
                        for (int x = (int) (box & 0xFFFF); x <= (int) (box >> 16 & 0xFFFF); x++) {
                            counts[c][y * tilesX + x]++;
                        }
                    }
                }
            }
        });
        binStart = new int[tiles + 1];
        int sum = 0;
        for (int i = 0; i < tiles; i++) {
            binStart[i] = sum;
            for (int[] count : counts) {
                int n = count[i];
                count[i] = sum;
                sum = Math.addExact(sum, n);
            }
        }
        binStart[tiles] = sum;
        binned = new int[sum];
        Parallel.run(threads, chunks.size(), () -> c -> {
            int[] ch = chunks.get(c);
            int[] at = counts[c];
            int base = parts[ch[0]].firstTriangle;
            for (int t = ch[1]; t < ch[2]; t++) {
                long box = cover[c][t - ch[1]];
                if (box >= 0) {
                    for (int y = (int) (box >> 32 & 0xFFFF); y <= (int) (box >> 48); y++) {
                        for (int x = (int) (box & 0xFFFF); x <= (int) (box >> 16 & 0xFFFF); x++) {
                            binned[at[y * tilesX + x]++] = base + t;
                        }
                    }
                }
            }
        });
    }

    /** First and last column and row of the tiles that a triangle may touch, 16 bits each; -1 for none. */
    private long tiles(Part p, int t) {
        int a = p.firstVertex + p.triangles[3 * t];
        int b = p.firstVertex + p.triangles[3 * t + 1];
        int c = p.firstVertex + p.triangles[3 * t + 2];
        int behind = (sx[a] == BEHIND ? 1 : 0) + (sx[b] == BEHIND ? 1 : 0) + (sx[c] == BEHIND ? 1 : 0);
        if (behind == 3) {
            return -1;
        }
        if (behind > 0) {
            return (long) (tilesY - 1) << 48 | (long) (tilesX - 1) << 16;
        }
        int x0 = first(Math.min(sx[a], Math.min(sx[b], sx[c])));
        int x1 = last(Math.max(sx[a], Math.max(sx[b], sx[c])));
        int y0 = first(Math.min(sy[a], Math.min(sy[b], sy[c])));
        int y1 = last(Math.max(sy[a], Math.max(sy[b], sy[c])));
        if (x0 > x1 || y0 > y1 || x1 < -guard || y1 < -guard || x0 >= width + guard || y0 >= height + guard) {
            return -1;
        }
        long tx0 = Math.max(0, x0 - guard) / tileSize;
        long tx1 = Math.min(width - 1, Math.max(0, x1 + guard)) / tileSize;
        long ty0 = Math.max(0, y0 - guard) / tileSize;
        long ty1 = Math.min(height - 1, Math.max(0, y1 + guard)) / tileSize;
        return ty1 << 48 | ty0 << 32 | tx1 << 16 | tx0;
    }

    /** First sample whose middle is not before a snapped coordinate. */
    static int first(int v) {
        return v + SUB / 2 - 1 >> SUB_BITS;
    }

    /** Last sample whose middle is not behind a snapped coordinate. */
    static int last(int v) {
        return v - SUB / 2 >> SUB_BITS;
    }

    boolean behind(int vertex) {
        return sx[vertex] == BEHIND;
    }

    private void strokes(Scene.Polyline line, List<Stroke> out) {
        float[] color = new float[3];
        Srgb.linear(line.color(), color, 0);
        double radius = 0.5 * line.width() * options.uiScale() * s;
        double dash = line.dash() * options.uiScale() * s;
        double travelled = 0;
        for (int i = 3; i < line.points().length; i += 3) {
            double[] a = view(Vec3.of(line.points(), i - 3));
            double[] b = view(Vec3.of(line.points(), i));
            if (!ortho && a[2] < near && b[2] < near) {
                continue;
            }
            if (!ortho && a[2] < near) {
                a = cut(b, a);
            } else if (!ortho && b[2] < near) {
                b = cut(a, b);
            }
            double[] p = screen(a, radius);
            double[] q = screen(b, radius);
            double length = Math.sqrt((q[0] - p[0]) * (q[0] - p[0]) + (q[1] - p[1]) * (q[1] - p[1]));
            if (dash <= 0 || length > 1e6) {
                out.add(new Stroke(p[0], p[1], p[2], q[0], q[1], q[2], radius, color, line.onTop()));
                continue;
            }
            double period = 1.8 * dash;
            for (double start = Math.floor(travelled / period) * period; start < travelled + length; start += period) {
                // Round ends reach beyond by the radius; the dash is the shorter for it.
                double u = Math.max(0, (start - travelled) / length);
                double v = Math.min(1, (start - travelled + Math.max(0, dash - radius)) / length);
                if (v > u) {
                    out.add(new Stroke(p[0] + u * (q[0] - p[0]), p[1] + u * (q[1] - p[1]), p[2] + u * (q[2] - p[2]),
                            p[0] + v * (q[0] - p[0]), p[1] + v * (q[1] - p[1]), p[2] + v * (q[2] - p[2]), radius, color, line.onTop()));
                }
            }
            travelled += length;
        }
    }

    private double[] cut(double[] in, double[] behind) {
        double t = (near - in[2]) / (behind[2] - in[2]);
        return new double[] {in[0] + t * (behind[0] - in[0]), in[1] + t * (behind[1] - in[1]), near};
    }

    private double[] view(Vec3 p) {
        Vec3 q = p.minus(origin);
        return new double[] {q.dot(camera.right()), q.dot(camera.up()), q.dot(camera.forward())};
    }

    /** Sample coordinates and nearness of a view point, lifted towards the viewer so that a line on a surface is not half buried in it. */
    private double[] screen(double[] p, double radius) {
        double f = ortho ? focal : focal / p[2];
        double lift = (radius + s) / f;
        return new double[] {cx + f * p[0], cy - f * p[1], ortho ? lift - p[2] : 1 / Math.max(0.5 * p[2], p[2] - lift)};
    }

    /** Pixel coordinates (x, y from the upper left) of a world point, or null if it is behind the eye. */
    static double[] pixel(Camera camera, RenderOptions options, Vec3 world) {
        Vec3 q = world.minus(camera.isOrthographic() ? camera.target() : camera.eye());
        double z = q.dot(camera.forward());
        double f = options.height() / camera.height();
        if (!camera.isOrthographic()) {
            if (z < NEAR * camera.distance()) {
                return null;
            }
            f *= camera.distance() / z;
        }
        return new double[] {0.5 * options.width() + f * q.dot(camera.right()), 0.5 * options.height() - f * q.dot(camera.up())};
    }

    /** The part that a triangle (counted through all parts) belongs to. */
    int partOf(int triangle) {
        return owner[triangle];
    }
}
