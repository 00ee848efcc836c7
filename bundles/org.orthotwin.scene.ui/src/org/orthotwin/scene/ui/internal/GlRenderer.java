/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.scene.ui.internal;

import static org.lwjgl.opengl.GL33C.*;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.lwjgl.system.MemoryUtil;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.render.Camera;
import org.orthotwin.render.ClipPlane;
import org.orthotwin.render.ColorMap;
import org.orthotwin.render.Image;
import org.orthotwin.render.Material;
import org.orthotwin.render.RenderOptions;
import org.orthotwin.render.Renderer;
import org.orthotwin.render.Scene;
import org.orthotwin.render.Surface;

/**
 * Draws pictures with OpenGL 3.3, in the light and with the conventions of {@link Renderer}. A picture is the mean of samples, each shifted
 * by a part of a pixel; one is enough while things move. A sample: the opaque surfaces with normal, colour and owner of each pixel;
 * sections of clipped solids by counting, along each ray, the surfaces entered and left; how much sky each point sees, at half the
 * resolution; the translucent surfaces peeled layer by layer from the viewer on (C. Everitt 2001), so that no order of drawing matters,
 * or, where there is no time for a passage for each layer, triangle by triangle from the farthest to the nearest; light and ink once for
 * each pixel; lines. All mixing is in linear light. A context must be current in every method.
 */
public final class GlRenderer {

    /** Planes that the shaders take; more are not looked at. */
    private static final int MAX_PLANES = 8;
    /** Bytes of surfaces kept on the graphics card beyond those in the picture. */
    private static final long KEEP = 256L << 20;
    /** Triangles of translucent surfaces that are put in order for each picture. */
    private static final int MOST_IN_ORDER = 400_000;
    /** As in the renderer without a graphics card. */
    private static final double[] REACH = {0.016, 0.075};
    private static final double NEAR = 1e-3;
    private static final int SAMPLES = 16;
    private static final int PARTS_WIDE = 128;

    /**
     * What a sample may cost.
     *
     * @param occlusion whether hollows are darkened
     * @param ink whether outlines are drawn
     * @param inOrder whether translucent surfaces are drawn at once, triangle by triangle from the farthest to the nearest and lit in
     *        their corners, instead of layer by layer
     * @param veils layers of translucent surfaces, at most, where they are drawn layer by layer
     * @param shrink pixels of the window along each edge of one that is drawn
     * @param slack how far a coarser surface may lie from the one that is meant, in pixels that are drawn; 0 for none
     */
    public record Quality(boolean occlusion, boolean ink, boolean inOrder, int veils, int shrink, double slack) {
        public static final Quality FULL = new Quality(true, true, false, 16, 1, 0);
    }

    private static final class Part {
        private Scene.Solid solid;
        private Surface surface;
        /** None where the surface is drawn in order with others. */
        private GlMesh mesh;
        private GlMesh.Values values;
        private int index;
        private final float[] toView = new float[16];
        private final float[] turn = new float[9];
        private final double[] lo = {Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE};
        private final double[] hi = {-Double.MAX_VALUE, -Double.MAX_VALUE, -Double.MAX_VALUE};
        private boolean cut;
        private boolean opened;
        private boolean veil;
    }

    private final Map<String, GlProgram> programs = new HashMap<>();
    private final WeakCache<Surface, GlMesh> meshes = new WeakCache<>(GlMesh::delete, m -> m.bytes, KEEP);
    private final WeakCache<double[], GlMesh.Values> fields = new WeakCache<>(GlMesh.Values::delete, v -> 1, 256);
    private final Map<ColorMap, Integer> colorMaps = new EnumMap<>(ColorMap.class);
    /** Of surfaces drawn in order; they lie in the buffers of all together. */
    private final WeakCache<Surface, MeshArrays> arrays = new WeakCache<>(a -> { }, MeshArrays::bytes, KEEP / 4);
    private final GlStrokes lines;
    private final GlStrokes flat;
    /** Made when translucent surfaces are first drawn in order. */
    private GlVeils veils;
    private final int empty;
    private final int query;
    private final int partsTexture;
    private final float[] kernel = kernel();
    private final Surface smallSphere = Spheres.small();
    private GlTargets targets;
    private Picture picture;
    /** How the picture as it is drawn is made; it may be smaller than the window. */
    private RenderOptions options;
    /** How what lies flat over it is made. */
    private RenderOptions flatOptions;
    private Camera camera;
    private boolean parallel;
    private double focal;
    private double shiftX;
    private double shiftY;
    private double zNear;
    private double zFar;
    private double fadeFrom;
    private double fadeShare;
    private float[] planes;
    private int planeCount;
    private boolean opening;
    private boolean inOrder;
    private boolean colored;
    private final List<Part> parts = new ArrayList<>();
    private int samples;

    /** @throws IllegalStateException if the driver does not take the shaders */
    public GlRenderer() {
        empty = GlObjects.vertexArray();
        query = GlObjects.query();
        partsTexture = GlObjects.texture();
        lines = new GlStrokes();
        flat = new GlStrokes();
        for (String name : List.of("solid", "light", "show", "copy", "stroke", "fill", "occlusion", "smooth")) {
            program(name);
        }
    }

    private GlProgram program(String name) {
        return programs.computeIfAbsent(name, n -> switch (n) {
            case "occlusion" -> new GlProgram(files("full.vert"), files("view.glsl", "occlusion.frag"));
            case "smooth" -> new GlProgram(files("full.vert"), files("smooth.frag"));
            case "light" -> new GlProgram(files("full.vert"), files("view.glsl", "light.glsl", "light.frag"), "FAR");
            case "light+veil" -> new GlProgram(files("full.vert"), files("view.glsl", "light.glsl", "light.frag"), "FAR", "VEIL");
            case "veils" -> new GlProgram(files("full.vert"), files("view.glsl", "veils.frag"));
            case "inorder" -> new GlProgram(files("view.glsl", "light.glsl", "veil.vert"), files("veil.frag"));
            case "inorder+clip" -> new GlProgram(files("view.glsl", "light.glsl", "veil.vert"), files("veil.frag"), "CLIP");
            case "copy" -> new GlProgram(files("full.vert"), files("copy.frag"));
            case "show" -> new GlProgram(files("full.vert"), files("show.frag"));
            case "line" -> new GlProgram(files("stroke.vert"), files("stroke.frag"), "DEPTH");
            case "stroke" -> new GlProgram(files("stroke.vert"), files("stroke.frag"));
            case "fill" -> new GlProgram(files("stroke.vert"), files("fill.frag"));
            default -> {
                String[] words = n.toUpperCase(Locale.ROOT).split("\\+");
                yield switch (words[0]) {
                    case "COUNT" -> new GlProgram(files("solid.vert"), files("view.glsl", "count.frag"), words);
                    case "SECTION" -> new GlProgram(files("full.vert"), files("view.glsl", "section.frag"), words);
                    case "SOLID" -> new GlProgram(files("solid.vert"), files("view.glsl", "solid.frag"), words);
                    case "VEIL" -> new GlProgram(files("solid.vert"), files("view.glsl", "solid.frag"), words);
                    default -> throw new IllegalArgumentException(n);
                };
            }
        });
    }

    private static String[] files(String... names) {
        return names;
    }

    /** Twelve points in the half ball over z, as in the renderer without a graphics card, for a reach of 1. */
    private static float[] kernel() {
        int n = 6;
        float[] k = new float[6 * n];
        for (int i = 0; i < n; i++) {
            double u = (i + 0.5) / n;
            double azimuth = 2 * Math.PI * i * 0.6180339887498949;
            double r = Math.sqrt(u) * 0.98;
            double length = 0.12 + 0.88 * ((i * 7 + 3) % n + 0.5) / n;
            for (int h = 0; h < 2; h++) {
                k[3 * (h * n + i)] = (float) (length * r * Math.cos(azimuth));
                k[3 * (h * n + i) + 1] = (float) (length * r * Math.sin(azimuth));
                k[3 * (h * n + i) + 2] = (float) (length * Math.sqrt(1 - r * r));
            }
        }
        return k;
    }

    /** Samples after which a picture gets no better. */
    public static int samples() {
        return SAMPLES;
    }

    /** Has coarser surfaces made of those of the picture, for pictures with some slack. */
    public void wantCoarse() {
        CoarseSurfaces.want(parts.stream().map(p -> p.solid.surface()).toList());
    }

    /** How many surfaces lie on the graphics card. */
    public int surfaces() {
        return meshes.size();
    }

    /**
     * Starts a picture.
     *
     * @param windowWidth in pixels
     * @param windowHeight in pixels
     * @param scale pixels for each point of the screen
     */
    public void begin(Picture p, int windowWidth, int windowHeight, double scale, Quality quality) {
        int width = Math.max(1, windowWidth / quality.shrink());
        int height = Math.max(1, windowHeight / quality.shrink());
        boolean counting = !p.scene().clipPlanes().isEmpty();
        if (targets == null || targets.width != width || targets.height != height || targets.counting != counting) {
            if (targets != null) {
                targets.delete();
                targets = null;
            }
            targets = new GlTargets(width, height, counting);
        }
        prepare(p, width, height, scale / quality.shrink(), quality);
        flat(p.options(windowWidth, windowHeight, scale), scale);
        meshes.sweep();
        fields.sweep();
        arrays.sweep();
    }

    private void prepare(Picture p, int width, int height, double scale, Quality quality) {
        picture = p;
        options = p.options(width, height, scale);
        camera = p.camera();
        parallel = camera.isOrthographic();
        focal = parallel ? height / camera.height() : height * camera.distance() / camera.height();
        samples = 0;
        parts.clear();
        planes();
        zNear = Double.MAX_VALUE;
        zFar = -Double.MAX_VALUE;
        double fadeTo = -Double.MAX_VALUE;
        fadeFrom = Double.MAX_VALUE;
        inOrder = quality.inOrder() && canOrder(quality.slack());
        int index = 0;
        for (Scene.Item item : p.scene().items()) {
            if (item instanceof Scene.Solid solid && solid.material().opacity() > 0 && solid.surface().mesh().triangleCount() > 0) {
                Part part = part(solid, index++, quality.slack());
                zNear = Math.min(zNear, part.lo[2]);
                zFar = Math.max(zFar, part.hi[2]);
                if (solid.framed() && solid.material().lit()) {
                    fadeFrom = Math.min(fadeFrom, part.lo[2]);
                    fadeTo = Math.max(fadeTo, part.hi[2]);
                }
                if (!outside(part)) {
                    parts.add(part);
                }
            } else if (item instanceof Scene.Polyline line) {
                for (int i = 0; i < line.points().length; i += 3) {
                    double z = view(Vec3.of(line.points(), i))[2];
                    zNear = Math.min(zNear, z);
                    zFar = Math.max(zFar, z);
                }
            }
        }
        fadeShare = fadeTo > fadeFrom ? 1 / (fadeTo - fadeFrom) : 0;
        double least = NEAR * camera.distance();
        double slack = 0.002 * camera.height() + 1e-4 * Math.max(0, zFar - zNear);
        zNear = zNear > zFar ? 0 : zNear - slack;
        zFar = Math.max(zFar + slack, zNear + camera.height());
        if (!parallel) {
            zNear = Math.max(zNear, least);
            zFar = Math.max(zFar, 2 * zNear);
        }
        parts.sort(Comparator.comparingDouble(q -> q.lo[2] + q.hi[2]));
        table(index);
        lines(scale);
        if (inOrder) {
            order();
        }
    }

    private static boolean isVeil(Scene.Solid solid) {
        return solid.material().opacity() < 1;
    }

    /** Whether translucent surfaces are few enough to be put in order for each picture, and have no values on them. */
    private boolean canOrder(double slack) {
        List<Scene.Solid> all = picture.scene().items().stream().filter(i -> i instanceof Scene.Solid s && isVeil(s))
                .map(Scene.Solid.class::cast).toList();
        return all.size() <= GlVeils.MOST && all.stream().noneMatch(s -> s.scalars() != null)
                && all.stream().mapToLong(s -> surface(s, slack).mesh().triangleCount()).sum() <= MOST_IN_ORDER;
    }

    private void order() {
        List<Part> all = parts.stream().filter(p -> p.veil).sorted(Comparator.comparingInt(p -> p.index)).toList();
        inOrder = !all.isEmpty();
        if (!inOrder) {
            return;
        }
        if (veils == null) {
            veils = new GlVeils();
        }
        List<MeshArrays> surfaces = new ArrayList<>();
        float[] rows = new float[16 * all.size()];
        double near = Double.MAX_VALUE;
        double far = -Double.MAX_VALUE;
        for (int i = 0; i < all.size(); i++) {
            Part p = all.get(i);
            surfaces.add(arrays.get(p.surface, MeshArrays::of));
            for (int k = 0; k < 12; k++) {
                rows[16 * i + k] = p.toView[4 * (k & 3) + (k >> 2)];
            }
            rows[16 * i + 12] = p.index;
            rows[16 * i + 13] = p.cut ? 1 : 0;
            near = Math.min(near, p.lo[2]);
            far = Math.max(far, p.hi[2]);
        }
        veils.put(surfaces, rows, near, far);
    }

    /** Takes what lies flat over the picture from another one of the same scene and camera; the samples stay. */
    public void replaceFlat(Picture p, double scale) {
        picture = p;
        flat(p.options(flatOptions.width(), flatOptions.height(), scale), scale);
    }

    private void flat(RenderOptions o, double scale) {
        flatOptions = o;
        flat.begin(o.height());
        Renderer.overlays(picture.scene(), camera, o, flat);
        picture.marks().draw(flat, o.width(), o.height(), scale);
        flat.upload();
    }

    private void planes() {
        List<ClipPlane> list = picture.scene().clipPlanes();
        planeCount = Math.min(MAX_PLANES, list.size());
        planes = new float[4 * MAX_PLANES];
        Vec3 origin = origin();
        opening = false;
        for (int i = 0; i < planeCount; i++) {
            Vec3 n = list.get(i).normal();
            planes[4 * i] = (float) n.dot(camera.right());
            planes[4 * i + 1] = (float) n.dot(camera.up());
            planes[4 * i + 2] = (float) n.dot(camera.forward());
            planes[4 * i + 3] = (float) n.dot(origin.minus(list.get(i).point()));
            opening |= !parallel || planes[4 * i + 2] < 0;
        }
    }

    private Vec3 origin() {
        return parallel ? camera.target() : camera.eye();
    }

    private double[] view(Vec3 p) {
        Vec3 q = p.minus(origin());
        return new double[] {q.dot(camera.right()), q.dot(camera.up()), q.dot(camera.forward())};
    }

    private Part part(Scene.Solid solid, int index, double slack) {
        Part p = new Part();
        p.solid = solid;
        p.index = index;
        p.veil = isVeil(solid);
        p.surface = surface(solid, slack);
        double[] box;
        if (inOrder && p.veil) {
            box = arrays.get(p.surface, MeshArrays::of).box();
        } else {
            p.mesh = meshes.get(p.surface, s -> new GlMesh(MeshArrays.of(s)));
            box = p.mesh.box;
        }
        if (solid.scalars() != null) {
            GlMesh mesh = p.mesh;
            p.values = fields.get(solid.scalars().values(), v -> mesh.new Values(v), v -> v.of(mesh));
        }
        RigidTransform pose = solid.pose();
        Vec3[] axes = {camera.right(), camera.up(), camera.forward()};
        Vec3 t = pose.translation().minus(origin());
        double[] m = new double[12];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                double r = axes[i].dot(pose.axis(j));
                p.turn[3 * j + i] = (float) r;
                m[4 * i + j] = r * solid.scale();
                p.toView[4 * j + i] = (float) m[4 * i + j];
            }
            m[4 * i + 3] = axes[i].dot(t);
            p.toView[12 + i] = (float) m[4 * i + 3];
        }
        p.toView[15] = 1;
        boolean[] kept = new boolean[planeCount];
        boolean[] gone = new boolean[planeCount];
        for (int c = 0; c < 8; c++) {
            double[] q = new double[3];
            for (int i = 0; i < 3; i++) {
                q[i] = m[4 * i] * box[(c & 1) * 3] + m[4 * i + 1] * box[(c >> 1 & 1) * 3 + 1]
                        + m[4 * i + 2] * box[(c >> 2) * 3 + 2] + m[4 * i + 3];
                p.lo[i] = Math.min(p.lo[i], q[i]);
                p.hi[i] = Math.max(p.hi[i], q[i]);
            }
            for (int i = 0; i < planeCount; i++) {
                double d = planes[4 * i] * q[0] + planes[4 * i + 1] * q[1] + planes[4 * i + 2] * q[2] + planes[4 * i + 3];
                kept[i] |= d <= 0;
                gone[i] |= d > 0;
            }
        }
        if (solid.clippable()) {
            for (int i = 0; i < planeCount; i++) {
                p.cut |= gone[i];
                p.opened |= gone[i] && kept[i];
            }
        }
        return p;
    }

    /** What is drawn of a solid: itself, or what takes its place where nobody can see the difference. */
    private Surface surface(Scene.Solid solid, double slack) {
        Surface own = solid.surface();
        double pixels = solid.scale() * options.height() / camera.height();
        if (own == Surface.unitSphere() && pixels < 14) {
            return smallSphere;
        }
        if (slack == 0 || solid.scalars() != null) {
            return own;
        }
        return CoarseSurfaces.of(own).filter(c -> c.error() * pixels < slack).map(CoarseSurfaces.Coarse::surface).orElse(own);
    }

    private boolean outside(Part p) {
        double halfW = 0.5 * targets.width / focal;
        double halfH = 0.5 * targets.height / focal;
        if (parallel) {
            return p.lo[0] > halfW || p.hi[0] < -halfW || p.lo[1] > halfH || p.hi[1] < -halfH;
        }
        double far = Math.max(0, p.hi[2]);
        return p.hi[2] <= 0 || p.lo[0] > halfW * far || p.hi[0] < -halfW * far || p.lo[1] > halfH * far || p.hi[1] < -halfH * far;
    }

    /** How each part reflects light, for the shader that works on pixels. */
    private void table(int count) {
        int rows = Math.max(1, (count + PARTS_WIDE - 1) / PARTS_WIDE);
        float[] t = new float[12 * PARTS_WIDE * rows];
        for (Part p : parts) {
            Material m = p.solid.material();
            float[] look = material(m);
            int k = 12 * p.index;
            System.arraycopy(look, 0, t, k, 4);
            t[k + 4] = (float) m.outline();
            t[k + 5] = m.lit() ? 1 : 0;
            t[k + 6] = p.solid.framed() && m.lit() ? 1 : 0;
            t[k + 7] = (float) m.opacity();
            for (int i = 0; i < 3; i++) {
                t[k + 8 + i] = linear(m.color() >> 16 - 8 * i & 255);
            }
        }
        glBindTexture(GL_TEXTURE_2D, partsTexture);
        glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA32F, 3 * PARTS_WIDE, rows, 0, GL_RGBA, GL_FLOAT, t);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
    }

    /** Metallic, roughness, exponent and strength of the highlight, as the renderer without a graphics card takes them. */
    private static float[] material(Material m) {
        double n = 2 / Math.pow(m.roughness(), 4) - 2;
        int k = 1;
        while (k < 9 && 1 << k + 1 <= n) {
            k++;
        }
        return new float[] {(float) m.metallic(), (float) m.roughness(), 1 << k,
            Math.min(3f, ((1 << k) + 8) / 60f) * (float) (1 - 0.75 * m.roughness())};
    }

    private void lines(double scale) {
        lines.begin(options.height());
        for (Scene.Item item : picture.scene().items()) {
            if (item instanceof Scene.Polyline line) {
                line(line, scale);
            }
        }
        lines.upload();
    }

    private void line(Scene.Polyline line, double scale) {
        double radius = 0.5 * line.width() * scale;
        double dash = line.dash() * scale;
        float r = linear(line.color() >> 16 & 255);
        float g = linear(line.color() >> 8 & 255);
        float b = linear(line.color() & 255);
        double travelled = 0;
        for (int i = 3; i < line.points().length; i += 3) {
            double[] p = view(Vec3.of(line.points(), i - 3));
            double[] q = view(Vec3.of(line.points(), i));
            if (!parallel && p[2] < zNear && q[2] < zNear) {
                continue;
            }
            if (!parallel && p[2] < zNear) {
                p = cut(q, p);
            } else if (!parallel && q[2] < zNear) {
                q = cut(p, q);
            }
            double[] u = end(p, radius, line.onTop());
            double[] v = end(q, radius, line.onTop());
            double length = Math.hypot(v[0] - u[0], v[1] - u[1]);
            if (dash <= 0 || length > 1e5) {
                lines.line(u, v, r, g, b, 1);
                continue;
            }
            double period = 1.8 * dash;
            for (double start = Math.floor(travelled / period) * period; start < travelled + length; start += period) {
                double from = Math.max(0, (start - travelled) / length);
                double to = Math.min(1, (start - travelled + Math.max(0, dash - radius)) / length);
                if (to > from) {
                    lines.line(between(u, v, from), between(u, v, to), r, g, b, 1);
                }
            }
            travelled += length;
        }
    }

    private static double[] between(double[] a, double[] b, double t) {
        double[] c = new double[a.length];
        for (int i = 0; i < c.length; i++) {
            c[i] = a[i] + t * (b[i] - a[i]);
        }
        return c;
    }

    private double[] cut(double[] in, double[] behind) {
        return between(in, behind, (zNear - in[2]) / (behind[2] - in[2]));
    }

    /** Pixel (y up), half width and depth of a point of a line, lifted so that a line on a surface is not half buried in it. */
    private double[] end(double[] p, double radius, boolean onTop) {
        double f = parallel ? focal : focal / p[2];
        double z = Math.max(p[2] - (radius + 1) / f, parallel ? p[2] - camera.height() : 0.5 * p[2]);
        double d = parallel ? (z - zNear) / (zFar - zNear) : zFar / (zFar - zNear) * (1 - zNear / z);
        return new double[] {0.5 * options.width() + f * p[0], 0.5 * options.height() + f * p[1], radius, onTop ? -1 : Math.max(0, d)};
    }

    private static float linear(int value) {
        double c = value / 255.0;
        return (float) (c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4));
    }

    /** How many samples the picture has. */
    public int done() {
        return samples;
    }

    /** Draws the next sample of the picture. */
    public void sample(Quality quality) {
        GlTargets t = targets;
        shiftX = samples == 0 ? 0 : halton(samples, 2) - 0.5;
        shiftY = samples == 0 ? 0 : halton(samples, 3) - 0.5;
        glDisable(GL_SCISSOR_TEST);
        glDisable(GL_BLEND);
        glViewport(0, 0, t.width, t.height);
        solids();
        boolean occlusion = quality.occlusion() && options.ambientOcclusion() > 0;
        if (occlusion) {
            occlusion();
        }
        boolean peeled = !inOrder && parts.stream().anyMatch(p -> p.veil);
        if (peeled) {
            peel(quality);
        }
        int ink = quality.ink() ? Math.max(1, (int) (0.75 * 1.1 * options.uiScale() + 0.5)) : 0;
        light(peeled ? t.litFrame : t.oneFrame, occlusion, ink);
        if (inOrder) {
            veilsInOrder();
        } else if (peeled) {
            drawLines(1);
            glBindFramebuffer(GL_FRAMEBUFFER, t.oneFrame);
            GlProgram p = view(program("veils").use()).set("ink", ink);
            bind(p, "opaque", 0, t.lit);
            bind(p, "veils", 1, t.veils);
            bind(p, "veilDepth", 2, t.veilDepth[0]);
            bind(p, "veilNormal", 3, t.veilNormal[0]);
            bind(p, "parts", 5, partsTexture);
            full();
            drawLines(2);
        } else {
            drawLines(0);
        }
        samples++;
    }

    private void add() {
        glBindFramebuffer(GL_FRAMEBUFFER, targets.sumFrame);
        glDisable(GL_DEPTH_TEST);
        if (samples == 1) {
            glDisable(GL_BLEND);
        } else {
            glEnable(GL_BLEND);
            glBlendFunc(GL_ONE, GL_ONE);
        }
        bind(program("copy").use(), "source", 0, targets.one);
        full();
        glDisable(GL_BLEND);
    }

    /**
     * Draws the next sample of the picture and mixes it with those before.
     */
    public void refine(Quality quality) {
        if (samples == 1) {
            add();
        }
        sample(quality);
        add();
    }

    private static double halton(int index, int base) {
        double f = 1;
        double r = 0;
        for (int i = index; i > 0; i /= base) {
            f /= base;
            r += f * (i % base);
        }
        return r;
    }

    private GlProgram view(GlProgram p) {
        return p.set("parallel", parallel).set("middle", 0.5 * targets.width + shiftX, 0.5 * targets.height + shiftY).set("focal", focal)
                .set("depths", zNear, zFar);
    }

    private float[] projection() {
        double sx = 2 * focal / targets.width;
        double sy = 2 * focal / targets.height;
        double ox = 2 * shiftX / targets.width;
        double oy = 2 * shiftY / targets.height;
        float[] m = new float[16];
        m[0] = (float) sx;
        m[5] = (float) sy;
        double range = zFar - zNear;
        if (parallel) {
            m[12] = (float) ox;
            m[13] = (float) oy;
            m[10] = (float) (2 / range);
            m[14] = (float) (-2 * zNear / range - 1);
            m[15] = 1;
        } else {
            m[8] = (float) ox;
            m[9] = (float) oy;
            m[10] = (float) (2 * zFar / range - 1);
            m[14] = (float) (-2 * zFar * zNear / range);
            m[11] = 1;
        }
        return m;
    }

    private void solids() {
        GlTargets t = targets;
        colored = parts.stream().anyMatch(p -> !p.veil && p.values != null);
        if (colored) {
            t.needColors();
        }
        glBindFramebuffer(GL_FRAMEBUFFER, colored ? t.coloredSolids : t.solids);
        glClearColor(0, 0, 0, 0);
        glClearDepth(1);
        glClearStencil(128);
        glDepthMask(true);
        glStencilMask(255);
        glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT | GL_STENCIL_BUFFER_BIT);
        glEnable(GL_DEPTH_TEST);
        glDepthFunc(GL_LESS);
        float[] projection = projection();
        for (Part p : parts) {
            if (!p.veil) {
                boolean cull = p.mesh.closed && !p.cut;
                if (cull) {
                    glEnable(GL_CULL_FACE);
                }
                GlProgram g = solid("solid" + (colored ? "+colors" : "") + (cull ? "" : "+backs"), p, projection);
                g.set("part", p.index / 65535.0);
                draw(p);
                glDisable(GL_CULL_FACE);
            }
        }
        if (opening) {
            for (Part p : parts) {
                if (!p.veil && p.opened) {
                    section(p, projection);
                }
            }
        }
        glBindVertexArray(0);
    }

    private void draw(Part p) {
        if (p.values != null) {
            p.values.draw();
        } else {
            p.mesh.draw();
        }
    }

    private GlProgram solid(String kind, Part p, float[] projection) {
        GlProgram g = view(program(kind + (p.cut ? "+clip" : "") + (p.values != null ? "+scalars" : "")).use());
        g.matrix4("toView", p.toView).matrix3("turn", p.turn).matrix4("projection", projection);
        if (p.cut) {
            g.vectors4("planes", planes).set("planeCount", planeCount);
        }
        if (p.values != null) {
            g.set("range", p.solid.scalars().min(), 1 / (p.solid.scalars().max() - p.solid.scalars().min()));
            bind(g, "colors", 4, colorMap(p.solid.scalars().map()));
        }
        return g;
    }

    private int colorMap(ColorMap map) {
        return colorMaps.computeIfAbsent(map, m -> {
            ByteBuffer b = MemoryUtil.memAlloc(3 * 1024);
            for (int i = 0; i < 1024; i++) {
                int c = m.color(i / 1023.0);
                b.put((byte) (c >> 16)).put((byte) (c >> 8)).put((byte) c);
            }
            b.flip();
            int id = GlObjects.texture();
            glActiveTexture(GL_TEXTURE4);
            glBindTexture(GL_TEXTURE_2D, id);
            glTexImage2D(GL_TEXTURE_2D, 0, GL_RGB8, 1024, 1, 0, GL_RGB, GL_UNSIGNED_BYTE, b);
            glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
            glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
            glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
            MemoryUtil.memFree(b);
            return id;
        });
    }

    /** Closes a solid that the planes have opened, where a ray enters what is left of space inside it. */
    private void section(Part p, float[] projection) {
        glColorMask(false, false, false, false);
        glDepthMask(false);
        glDisable(GL_DEPTH_TEST);
        glEnable(GL_STENCIL_TEST);
        glStencilFunc(GL_ALWAYS, 0, 255);
        glStencilOpSeparate(GL_FRONT, GL_KEEP, GL_KEEP, GL_DECR_WRAP);
        glStencilOpSeparate(GL_BACK, GL_KEEP, GL_KEEP, GL_INCR_WRAP);
        GlProgram g = view(program("count").use());
        g.matrix4("toView", p.toView).matrix3("turn", p.turn).matrix4("projection", projection);
        g.vectors4("planes", planes).set("planeCount", planeCount);
        p.mesh.draw();
        glColorMask(true, true, true, true);
        glDepthMask(true);
        glEnable(GL_DEPTH_TEST);
        glStencilFunc(GL_LESS, 128, 255);
        glStencilOp(GL_KEEP, GL_KEEP, GL_KEEP);
        g = view(program("section" + (colored ? "+colors" : "")).use());
        g.vectors4("planes", planes).set("planeCount", planeCount).set("part", p.index / 65535.0);
        full();
        glDisable(GL_STENCIL_TEST);
        glClear(GL_STENCIL_BUFFER_BIT);
    }

    private void occlusion() {
        GlTargets t = targets;
        glDisable(GL_DEPTH_TEST);
        glViewport(0, 0, t.halfWidth, t.halfHeight);
        int[] r = covered();
        glEnable(GL_SCISSOR_TEST);
        glScissor(r[0], r[1], r[2], r[3]);
        glBindFramebuffer(GL_FRAMEBUFFER, t.occlusionFrames[0]);
        GlProgram p = view(program("occlusion").use());
        p.vectors3("kernel", kernel).set("reach", REACH[0] * camera.height(), REACH[1] * camera.height()).set("size", t.width, t.height)
                .set("turnBy", samples * 2.39996);
        bind(p, "depthMap", 0, t.depth);
        bind(p, "normalMap", 1, t.normal);
        full();
        glBindFramebuffer(GL_FRAMEBUFFER, t.occlusionFrames[1]);
        p = program("smooth").use().set("tolerance", 0.01 * camera.height()).set("size", t.halfWidth, t.halfHeight);
        bind(p, "source", 0, t.occlusion[0]);
        full();
        glDisable(GL_SCISSOR_TEST);
        glViewport(0, 0, t.width, t.height);
    }

    /** The rectangle of the grid of half the resolution that opaque surfaces can cover: x, y, width, height. */
    private int[] covered() {
        double[] b = {targets.width, targets.height, 0, 0};
        for (Part p : parts) {
            if (!p.veil) {
                for (int i = 0; i < 2; i++) {
                    double near = parallel ? 1 : Math.max(zNear, p.lo[2]);
                    double far = parallel ? 1 : Math.max(zNear, p.hi[2]);
                    double middle = 0.5 * (i == 0 ? targets.width : targets.height);
                    b[i] = Math.min(b[i], middle + focal * Math.min(p.lo[i] / near, p.lo[i] / far) - 2);
                    b[2 + i] = Math.max(b[2 + i], middle + focal * Math.max(p.hi[i] / near, p.hi[i] / far) + 2);
                }
            }
        }
        int x0 = (int) Math.max(0, Math.floor(0.5 * b[0]));
        int y0 = (int) Math.max(0, Math.floor(0.5 * b[1]));
        int x1 = (int) Math.min(targets.halfWidth, Math.ceil(0.5 * b[2]) + 1);
        int y1 = (int) Math.min(targets.halfHeight, Math.ceil(0.5 * b[3]) + 1);
        return new int[] {x0, y0, Math.max(0, x1 - x0), Math.max(0, y1 - y0)};
    }

    private void peel(Quality quality) {
        GlTargets t = targets;
        t.needVeils();
        boolean own = parts.stream().anyMatch(p -> p.veil && p.values != null);
        int[] buffers = own ? new int[] {GL_COLOR_ATTACHMENT0, GL_COLOR_ATTACHMENT1} : new int[] {GL_COLOR_ATTACHMENT0};
        glBindFramebuffer(GL_FRAMEBUFFER, t.veilsFrame);
        glClearColor(0, 0, 0, 0);
        glClear(GL_COLOR_BUFFER_BIT);
        float[] projection = projection();
        for (int layer = 0; layer < quality.veils(); layer++) {
            int now = layer == 0 ? 0 : 1 + (layer + 1) % 2;
            int last = layer < 2 ? 0 : 1 + layer % 2;
            glBindFramebuffer(GL_FRAMEBUFFER, t.veilFrames[now]);
            glDrawBuffers(buffers);
            glDepthMask(true);
            glEnable(GL_DEPTH_TEST);
            glDisable(GL_BLEND);
            glClear(GL_DEPTH_BUFFER_BIT);
            glBeginQuery(GL_ANY_SAMPLES_PASSED, query);
            for (Part p : parts) {
                if (p.veil) {
                    GlProgram g = solid("veil+backs" + (own ? "+colors" : ""), p, projection);
                    g.set("part", p.index / 65535.0).set("first", layer == 0);
                    bind(g, "opaqueDepth", 0, t.depth);
                    // The first layer has no predecessor, and what is written may not be read.
                    bind(g, "lastDepth", 1, layer == 0 ? t.depth : t.veilDepth[last]);
                    draw(p);
                }
            }
            glEndQuery(GL_ANY_SAMPLES_PASSED);
            if (layer > 0 && glGetQueryObjecti(query, GL_QUERY_RESULT) == 0) {
                break;
            }
            copyDepth(t.veilFrames[now], t.veilsFrame);
            glEnable(GL_BLEND);
            glBlendFuncSeparate(GL_ONE_MINUS_DST_ALPHA, GL_ONE, GL_ONE_MINUS_DST_ALPHA, GL_ONE);
            shade(view(program("light+veil").use()), t.veilDepth[now], t.veilNormal[Math.min(now, 1)], own ? t.veilColor : 0);
        }
        glDisable(GL_BLEND);
        glDisable(GL_DEPTH_TEST);
    }

    private void veilsInOrder() {
        GlTargets t = targets;
        if (!lines.isEmpty()) {
            t.needVeils();
            glBindFramebuffer(GL_FRAMEBUFFER, t.veilFrames[0]);
            glColorMask(false, false, false, false);
            glEnable(GL_DEPTH_TEST);
            glClear(GL_DEPTH_BUFFER_BIT);
            useInOrder();
            veils.draw();
            glDisable(GL_DEPTH_TEST);
            glColorMask(true, true, true, true);
            glBindFramebuffer(GL_FRAMEBUFFER, t.oneFrame);
            drawLines(1);
        }
        glEnable(GL_DEPTH_TEST);
        glDepthMask(false);
        glEnable(GL_BLEND);
        glBlendFunc(GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
        useInOrder();
        veils.draw();
        glDisable(GL_BLEND);
        glDepthMask(true);
        glDisable(GL_DEPTH_TEST);
        drawLines(2);
    }

    private void useInOrder() {
        boolean cut = parts.stream().anyMatch(p -> p.veil && p.cut);
        GlProgram g = view(program(cut ? "inorder+clip" : "inorder").use());
        g.matrix4("projection", projection()).set("fade", fadeFrom, fadeShare, options.depthCue());
        ground(g);
        if (cut) {
            g.vectors4("planes", planes).set("planeCount", planeCount);
        }
        bind(g, "places", 1, veils.table());
        bind(g, "parts", 5, partsTexture);
    }

    private void copyDepth(int from, int to) {
        glBindFramebuffer(GL_READ_FRAMEBUFFER, from);
        glBindFramebuffer(GL_DRAW_FRAMEBUFFER, to);
        glBlitFramebuffer(0, 0, targets.width, targets.height, 0, 0, targets.width, targets.height, GL_DEPTH_BUFFER_BIT, GL_NEAREST);
        glBindFramebuffer(GL_FRAMEBUFFER, to);
    }

    /**
     * Lights what was drawn, where the depths of the frame, a copy of those that are read, say that there is something.
     *
     * @param colors what values stand for, or 0
     */
    private void shade(GlProgram p, int depth, int normal, int colors) {
        p.set("fade", fadeFrom, fadeShare, options.depthCue()).set("size", (double) targets.width, (double) targets.height)
                .set("colored", colors != 0);
        ground(p);
        bind(p, "depthMap", 0, depth);
        bind(p, "normalMap", 1, normal);
        bind(p, "colorMap", 2, colors != 0 ? colors : normal);
        bind(p, "parts", 5, partsTexture);
        glEnable(GL_DEPTH_TEST);
        glDepthMask(false);
        glDepthFunc(GL_GREATER);
        full();
        glDepthFunc(GL_LESS);
        glDepthMask(true);
        glDisable(GL_DEPTH_TEST);
    }

    private void ground(GlProgram g) {
        int top = options.backgroundTop();
        int bottom = options.backgroundBottom();
        g.set("groundTop", linear(top >> 16 & 255), linear(top >> 8 & 255), (double) linear(top & 255));
        g.set("groundBottom", linear(bottom >> 16 & 255), linear(bottom >> 8 & 255), (double) linear(bottom & 255));
    }

    private void light(int frame, boolean occlusion, int ink) {
        GlTargets t = targets;
        copyDepth(t.solids, frame);
        glClearColor(0, 0, 0, 0);
        glClear(GL_COLOR_BUFFER_BIT);
        GlProgram p = view(program("light").use()).set("occlusion", occlusion ? options.ambientOcclusion() : 0).set("ink", ink);
        bind(p, "occlusionMap", 3, t.occlusion[1]);
        shade(p, t.depth, t.normal, colored ? t.color : 0);
    }

    private void drawLines(int stage) {
        if (lines.isEmpty()) {
            return;
        }
        glEnable(GL_BLEND);
        glBlendFuncSeparate(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
        lines.draw(() -> {
            GlProgram p = program("line").use().set("size", (double) targets.width, (double) targets.height).set("shift", shiftX, shiftY)
                    .set("stage", stage);
            bind(p, "depthMap", 0, targets.depth);
            bind(p, "veilDepth", 1, stage == 0 ? targets.depth : targets.veilDepth[0]);
            return p;
        }, () -> {
            throw new IllegalStateException("lines are no rectangles");
        });
        glDisable(GL_BLEND);
    }

    /** Shows the mean of the samples, with what lies flat over the picture, in the frame buffer {@code frame} (0: the window). */
    public void show(int frame) {
        GlTargets t = targets;
        glBindFramebuffer(GL_FRAMEBUFFER, frame);
        glViewport(0, 0, flatOptions.width(), flatOptions.height());
        glDisable(GL_DEPTH_TEST);
        glDisable(GL_BLEND);
        GlProgram p = program("show").use().set("share", samples > 1 ? 1.0 / samples : 1.0)
                .set("size", (double) flatOptions.width(), (double) flatOptions.height());
        ground(p);
        bind(p, "source", 0, samples > 1 ? t.sum : t.one);
        full();
        glEnable(GL_BLEND);
        glBlendFuncSeparate(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ZERO, GL_ONE);
        flat.draw(() -> flatProgram("stroke"), () -> flatProgram("fill"));
        glDisable(GL_BLEND);
    }

    private GlProgram flatProgram(String name) {
        return program(name).use().set("size", (double) flatOptions.width(), (double) flatOptions.height()).set("shift", 0.0, 0.0);
    }

    /** Paints an empty picture on the window. */
    public void ground(int width, int height) {
        glBindFramebuffer(GL_FRAMEBUFFER, 0);
        glViewport(0, 0, width, height);
        glDisable(GL_DEPTH_TEST);
        glDisable(GL_BLEND);
        glClearColor(0.91f, 0.93f, 0.95f, 1);
        glClear(GL_COLOR_BUFFER_BIT);
    }

    private static void bind(GlProgram p, String name, int unit, int texture) {
        glActiveTexture(GL_TEXTURE0 + unit);
        glBindTexture(GL_TEXTURE_2D, texture);
        p.set(name, unit);
    }

    private void full() {
        glBindVertexArray(empty);
        glDrawArrays(GL_TRIANGLES, 0, 3);
    }

    /** A picture of a size of its own, as good as it gets, read back; the next one on the screen must be begun anew. */
    public Image image(Picture p, int width, int height, double scale) {
        return image(p, width, height, scale, Quality.FULL, SAMPLES);
    }

    /**
     * A picture of a size of its own, read back; the next one on the screen must be begun anew.
     *
     * @param count samples, at least 1
     */
    public Image image(Picture p, int width, int height, double scale, Quality quality, int count) {
        GlTargets kept = targets;
        targets = new GlTargets(Math.max(1, width / quality.shrink()), Math.max(1, height / quality.shrink()),
                !p.scene().clipPlanes().isEmpty());
        int texture = GlObjects.texture();
        int frame = GlObjects.frameBuffer();
        try {
            prepare(p, targets.width, targets.height, scale / quality.shrink(), quality);
            flat(p.options(width, height, scale), scale);
            glBindTexture(GL_TEXTURE_2D, texture);
            glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, width, height, 0, GL_RGBA, GL_UNSIGNED_BYTE, (ByteBuffer) null);
            glBindFramebuffer(GL_FRAMEBUFFER, frame);
            glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, texture, 0);
            sample(quality);
            while (samples < count) {
                refine(quality);
            }
            show(frame);
            return new Image(width, height, read(width, height));
        } finally {
            GlObjects.deleteFrameBuffer(frame);
            GlObjects.deleteTexture(texture);
            targets.delete();
            targets = kept;
        }
    }

    /** The pixels of the current frame buffer, rows from the top. */
    static int[] read(int width, int height) {
        int[] up = new int[width * height];
        glPixelStorei(GL_PACK_ALIGNMENT, 4);
        glReadPixels(0, 0, width, height, GL_BGRA, GL_UNSIGNED_INT_8_8_8_8_REV, up);
        int[] argb = new int[up.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                argb[y * width + x] = 0xFF000000 | up[(height - 1 - y) * width + x];
            }
        }
        return argb;
    }

    /** Frees all that lies on the graphics card. */
    public void delete() {
        if (targets != null) {
            targets.delete();
        }
        meshes.clear();
        fields.clear();
        colorMaps.values().forEach(GlObjects::deleteTexture);
        programs.values().forEach(GlProgram::delete);
        lines.delete();
        flat.delete();
        if (veils != null) {
            veils.delete();
        }
        arrays.clear();
        GlObjects.deleteVertexArray(empty);
        GlObjects.deleteQuery(query);
        GlObjects.deleteTexture(partsTexture);
    }
}
