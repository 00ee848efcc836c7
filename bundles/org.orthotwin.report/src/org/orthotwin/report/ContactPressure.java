/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.orthotwin.core.Unit;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.render.ColorMap;
import org.orthotwin.render.Material;
import org.orthotwin.render.ScalarField;
import org.orthotwin.render.Scene;
import org.orthotwin.render.Surface;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.solver.JointModel;
import org.orthotwin.solver.Table;

/**
 * The pressure that a solver found on the bearing surface of a part, at some positions of a motion, ready to be drawn on it. A table of it
 * has the position, the centroid of each pressed triangle in the part's own frame, and the pressure there. Safe for threads.
 */
public final class ContactPressure {

    /** Columns behind that of the position. */
    private static final List<String> COLUMNS = List.of("x", "y", "z", "pressure");
    /** Parameter of parts with a layer that bears: its thickness. */
    private static final String LAYER = "bearing.layer";
    /** So far the patch lies above the surface that it is on, m: what hides no pressure and is hidden by nothing. */
    private static final double LIFT = 0.00015;
    /** Two centroids closer than this are one, m. */
    private static final double SAME = 1e-7;

    private final Table table;
    private final PlacedPart part;
    private final boolean child;
    private final TriangleMesh mesh;
    /** Pressures of the mesh's triangles, Pa, by the position. */
    private final TreeMap<Double, double[]> maps;
    private final double highest;
    /** The patches that were asked for, by position: a joint that is led through a motion asks for each again and again. */
    private final Map<Double, Patch> patches = new ConcurrentHashMap<>();

    /** The pressed part of the surface in the part's own frame, with the pressures of its corners in {@link #unit}. */
    private record Patch(Surface surface, ScalarField pressures) {
    }

    private ContactPressure(Table table, PlacedPart part, boolean child, TriangleMesh mesh, TreeMap<Double, double[]> maps) {
        this.table = table;
        this.part = part;
        this.child = child;
        this.mesh = mesh;
        this.maps = maps;
        highest = maps.values().stream().flatMapToDouble(Arrays::stream).max().orElse(0);
    }

    /** Whether a table is such a one: positions of a motion, with places and pressures. */
    public static boolean fits(Table t) {
        return t.columns().size() == 1 + COLUMNS.size() && t.columns().subList(1, 1 + COLUMNS.size()).equals(COLUMNS);
    }

    /** The first that a solver has found; empty where none has looked for it, and where nothing bears on a part. */
    public static Optional<ContactPressure> of(RunResult result) {
        JointModel joint = result.problem().joint();
        for (Table t : joint == null ? List.<Table>of() : result.solutions().values().stream().flatMap(s -> s.tables().stream()).filter(
                ContactPressure::fits).toList()) {
            for (PlacedPart p : result.problem().parts()) {
                TriangleMesh mesh = p.part().surfaces().getOrDefault("bearing", p.part().surfaces().get("envelope"));
                boolean child = p.body().equals(joint.child());
                if (mesh == null || !p.part().parameters().containsKey(LAYER) || !child && !p.body().equals(joint.parent())) {
                    continue;
                }
                TreeMap<Double, double[]> maps = maps(t, mesh);
                if (!maps.isEmpty()) {
                    return Optional.of(new ContactPressure(t, p, child, mesh, maps));
                }
            }
        }
        return Optional.empty();
    }

    /** What a table says of the triangles of a mesh; empty unless each row is one of them. */
    private static TreeMap<Double, double[]> maps(Table t, TriangleMesh mesh) {
        // a part is looked at again with every move of it
        Map<List<Long>, Integer> at = mesh.derived(ContactPressure.class, ContactPressure::centroids);
        TreeMap<Double, double[]> maps = new TreeMap<>();
        for (double[] r : t.rows()) {
            Integer triangle = near(at, new Vec3(r[1], r[2], r[3]));
            if (triangle == null) {
                return new TreeMap<>();
            }
            maps.computeIfAbsent(r[0], k -> new double[mesh.triangleCount()])[triangle] = r[4];
        }
        return maps;
    }

    /** The triangles by where their centroids are. */
    private static Map<List<Long>, Integer> centroids(TriangleMesh mesh) {
        Map<List<Long>, Integer> at = new HashMap<>();
        for (int i = 0; i < mesh.triangleCount(); i++) {
            at.put(cell(mesh.corner(i, 0).plus(mesh.corner(i, 1)).plus(mesh.corner(i, 2)).times(1 / 3.0), 0, 0, 0), i);
        }
        return at;
    }

    private static List<Long> cell(Vec3 p, int dx, int dy, int dz) {
        return List.of(Math.round(p.x() / SAME) + dx, Math.round(p.y() / SAME) + dy, Math.round(p.z() / SAME) + dz);
    }

    /** Also where rounding has put it into the next cell. */
    private static Integer near(Map<List<Long>, Integer> at, Vec3 p) {
        Integer found = at.get(cell(p, 0, 0, 0));
        for (int k = 0; found == null && k < 27; k++) {
            found = at.get(cell(p, k % 3 - 1, k / 3 % 3 - 1, k / 9 - 1));
        }
        return found;
    }

    /** Id of the motion that leads through the positions. */
    public String motion() {
        return table.columns().getFirst();
    }

    /** Role of the part that is pressed. */
    public String role() {
        return part.role();
    }

    /** Whether that moves with the distal bone. */
    public boolean isOnChild() {
        return child;
    }

    /** In what pressures are shown. */
    public Unit unit() {
        return table.units().getLast();
    }

    /** In what positions are shown. */
    public Unit positionUnit() {
        return table.units().getFirst();
    }

    /** The highest pressure of all positions, Pa. */
    public double highest() {
        return highest;
    }

    /** The positions, ascending, SI. */
    public List<Double> positions() {
        return List.copyOf(maps.keySet());
    }

    /** The position that is nearest, SI. */
    public double nearest(double position) {
        Double below = maps.floorKey(position);
        Double above = maps.ceilingKey(position);
        return below == null ? above : above == null || position - below <= above - position ? below : above;
    }

    /**
     * The pressed part of the surface, just above it, in the colours of the pressure in the {@linkplain #unit unit}, from 0 to the highest
     * of all positions.
     *
     * @param position one of those that there are
     * @param childInParent pose of the distal bone in the proximal one
     */
    public Scene.Solid solid(double position, RigidTransform childInParent) {
        Patch p = patches.computeIfAbsent(position, this::patch);
        return new Scene.Solid(p.surface, (child ? childInParent : RigidTransform.IDENTITY).times(part.pose()), 1, Material.POLYETHYLENE,
                p.pressures, false, false);
    }

    private Patch patch(double position) {
        double[] pressures = maps.get(position);
        // a corner has the mean of the triangles round it, those that nothing presses among them
        double[] sum = new double[mesh.vertexCount()];
        int[] count = new int[mesh.vertexCount()];
        Vec3[] normal = new Vec3[mesh.vertexCount()];
        Arrays.fill(normal, Vec3.ZERO);
        int[] corners = mesh.triangles();
        for (int t = 0; t < mesh.triangleCount(); t++) {
            Vec3 n = mesh.corner(t, 1).minus(mesh.corner(t, 0)).cross(mesh.corner(t, 2).minus(mesh.corner(t, 0)));
            for (int k = 0; k < 3; k++) {
                int v = corners[3 * t + k];
                sum[v] += pressures[t];
                count[v]++;
                normal[v] = normal[v].plus(n);
            }
        }
        Map<Integer, Integer> own = new HashMap<>();
        List<Double> values = new ArrayList<>();
        List<Vec3> points = new ArrayList<>();
        List<Integer> triangles = new ArrayList<>();
        for (int t = 0; t < mesh.triangleCount(); t++) {
            for (int k = 0; pressures[t] > 0 && k < 3; k++) {
                int v = corners[3 * t + k];
                triangles.add(own.computeIfAbsent(v, x -> {
                    values.add(unit().fromSi(sum[x] / count[x]));
                    double length = normal[x].norm();
                    points.add(mesh.vertex(x).plus(length > 0 ? normal[x].times(LIFT / length) : Vec3.ZERO));
                    return points.size() - 1;
                }));
            }
        }
        double[] v = points.stream().flatMapToDouble(p -> Arrays.stream(new double[] {p.x(), p.y(), p.z()})).toArray();
        return new Patch(Surface.of(new TriangleMesh(v, triangles.stream().mapToInt(Integer::intValue).toArray())), new ScalarField(values
                .stream().mapToDouble(Double::doubleValue).toArray(), 0, unit().fromSi(highest), ColorMap.VIRIDIS));
    }
}
