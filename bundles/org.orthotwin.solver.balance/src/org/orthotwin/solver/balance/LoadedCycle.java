/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.balance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Normals;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.ClinicalMotion;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.Side;
import org.orthotwin.solver.JointModel;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.contact.ElasticFoundation;
import org.orthotwin.solver.contact.FoundationContact;

/**
 * A replaced joint led through a cycle of one motion under a force along its distal bone, at rest in each sample: what each place of its
 * polyethylene is pressed and rubbed by. The polyethylene may be taken off place by place, after which the joint rests otherwise. Not for
 * several threads at once.
 */
public final class LoadedCycle {

    /**
     * One sample.
     *
     * @param angle of the motion, rad
     * @param force along the y axis of the distal bone's joint frame, towards the proximal bone, N
     */
    public record Sample(double angle, double force) {
    }

    /** Largest step of the motion on the way to the first sample, rad. */
    private static final double STEP = Math.toRadians(5);
    /** Step below which the way is given up, rad. */
    private static final double SMALLEST_STEP = Math.toRadians(0.05);
    /** Parts of the force in which the load of a sample is put on where all at once does not come to rest. */
    private static final int PARTS = 8;
    /** Part of the force that may be carried too much or too little, and the lever by which moments are held against it, m. */
    private static final double CARRIED = 0.005;
    private static final double LEVER = 0.02;
    private static final int MOST_SINKS = 6;
    /** From where it was touched when it was new to where it may be touched when it is worn, m. */
    private static final double REACH = 0.004;
    private static final double LARGEST_SINK = 0.0002;
    private static final double LARGEST_TILT = Math.toRadians(0.5);

    private final JointModel joint;
    private final List<Sample> samples;
    private final NativeJoint model;
    private final ContactPair pair;
    private TriangleMesh mesh;
    private final ElasticFoundation law;
    private final int prescribed;
    private final double sign;
    private double[] worn;
    private double[] work;
    private double[] tensor;
    private double[] areas;
    private double peakPressure;
    private double largestWay;
    private final double[] start;
    private FoundationContact contact;
    /** Pose of the other body in the part's frame, and the force and the moment to the side on the part, by sample. */
    private final List<RigidTransform> poses = new ArrayList<>();
    private final List<double[]> carried = new ArrayList<>();

    /**
     * @param motion id of the motion in clinical words
     * @param samples of the cycle, whose last is where its first was
     * @param cut ids of ligaments or bundles that are cut
     * @param modulus of the polyethylene, Pa
     * @param poisson of the polyethylene
     * @throws IllegalArgumentException for what is missing, in words
     */
    public LoadedCycle(Problem problem, String motion, List<Sample> samples, List<String> cut, double modulus, double poisson) {
        joint = problem.joint();
        this.samples = List.copyOf(samples);
        model = NativeJoint.of(problem, new NativeJoint.Tissue(cut, ElasticFoundation.Law.LINEAR, modulus, poisson, false), List.of());
        NativeJoint.Layered layered = model.layered();
        long parts = model.bearings().stream().filter(b -> problem.parts().stream().anyMatch(
                p -> p.part().surfaces().containsValue(b.contact().counter().mesh()))).count();
        if (layered == null || parts != 1) {
            throw new IllegalArgumentException("the plan needs one part with a layer of polyethylene that one other part bears on");
        }
        // cartilage beside it, as of a knee's other compartment, comes before
        pair = model.bearings().getLast();
        mesh = layered.mesh();
        law = layered.law();
        ClinicalMotion m = joint.type().motions().stream().filter(x -> x.id().equals(motion)).findFirst().orElseThrow(
                () -> new IllegalArgumentException("joint '" + joint.id() + "' has no motion '" + motion + "'"));
        List<CoordinateDefinition> c = joint.type().coordinates();
        int at = 0;
        while (!c.get(at).name().equals(m.coordinate())) {
            at++;
        }
        prescribed = at;
        sign = m.sign(joint.side());
        contact = pair.contact();
        start = model.start();
    }

    private void places(TriangleMesh surface) {
        mesh = surface;
        int n = mesh.triangleCount();
        worn = new double[n];
        work = new double[n];
        tensor = new double[6 * n];
        areas = new double[n];
        for (int t = 0; t < n; t++) {
            areas[t] = mesh.corner(t, 1).minus(mesh.corner(t, 0)).cross(mesh.corner(t, 2).minus(mesh.corner(t, 0))).norm() / 2;
        }
        contact = new FoundationContact(mesh, contact.counter(), law);
    }

    /** The part of the surface within {@link #REACH} of where it was touched: what else there is nothing comes near to. */
    private TriangleMesh near(boolean[] touched) {
        List<Vec3> places = new ArrayList<>();
        for (int t = 0; t < touched.length; t++) {
            if (touched[t]) {
                places.add(contact.centroid(t));
            }
        }
        int[] index = new int[mesh.vertexCount()];
        Arrays.fill(index, -1);
        int[] corners = mesh.triangles();
        int[] kept = new int[corners.length];
        double[] vertices = new double[mesh.vertices().length];
        int n = 0;
        int m = 0;
        for (int t = 0; t < touched.length; t++) {
            Vec3 c = contact.centroid(t);
            if (places.stream().anyMatch(p -> p.distance(c) < REACH)) {
                for (int k = 0; k < 3; k++) {
                    int v = corners[3 * t + k];
                    if (index[v] < 0) {
                        System.arraycopy(mesh.vertices(), 3 * v, vertices, 3 * n, 3);
                        index[v] = n++;
                    }
                    kept[m++] = index[v];
                }
            }
        }
        return new TriangleMesh(Arrays.copyOf(vertices, 3 * n), Arrays.copyOf(kept, m));
    }

    /** Number of places: triangles of the bearing surface that may be touched. */
    public int size() {
        return worn.length;
    }

    /** Area of a place of the new surface, m2. */
    public double area(int place) {
        return areas[place];
    }

    /** A place in the part's own frame, m. */
    public Vec3 place(int place) {
        return mesh.corner(place, 0).plus(mesh.corner(place, 1)).plus(mesh.corner(place, 2)).times(1 / 3.0);
    }

    /** Whether a place is on the lateral half. */
    public boolean isLateral(int place) {
        double z = pair.layered().apply(place(place)).z();
        return joint.side() == Side.LEFT ? z < 0 : z > 0;
    }

    /** Depth taken off a place so far, m. */
    public double worn(int place) {
        return worn[place];
    }

    /** Largest pressure of the last cycle, Pa. */
    public double peakPressure() {
        return peakPressure;
    }

    /** Pressure times way over a place in the last cycle, N/m. */
    public double work(int place) {
        return work[place];
    }

    /**
     * The symmetric tensor of pressure, way and direction of sliding of a place in the last cycle, N/m: xx, xy, xz, yy, yz, zz in the
     * part's frame.
     */
    public double tensor(int place, int component) {
        return tensor[6 * place + component];
    }

    /**
     * Finds where the joint rests in each sample on the new surface. Once, before all that asks for places.
     *
     * @return the index of the sample without rest; -1 if all are at rest
     */
    public int settle(Monitor monitor) {
        poses.clear();
        carried.clear();
        boolean[] free = new boolean[start.length];
        Arrays.fill(free, true);
        free[prescribed] = false;
        double[] q = start.clone();
        Equilibrium rest = with(samples.getFirst().force);
        double first = sign * samples.getFirst().angle;
        double step = STEP;
        while (q[prescribed] != first) {
            double way = first - q[prescribed];
            double[] next = q.clone();
            next[prescribed] = Math.abs(way) <= step ? first : q[prescribed] + Math.copySign(step, way);
            Equilibrium.Found f = rest.solve(next, free, monitor);
            if (f.balanced()) {
                q = f.q();
            } else if (step > SMALLEST_STEP) {
                step = Math.min(step, Math.abs(way)) / 4;
            } else {
                return 0;
            }
        }
        double lastForce = samples.getFirst().force;
        boolean[] touched = new boolean[contact.size()];
        for (int i = 0; i < samples.size(); i++) {
            monitor.checkCancelled();
            double[] next = q.clone();
            next[prescribed] = sign * samples.get(i).angle;
            q = rest(q, next, lastForce, samples.get(i).force, free, monitor);
            if (q == null) {
                return i;
            }
            lastForce = samples.get(i).force;
            RigidTransform child = model.equilibrium().pose(q);
            RigidTransform counter = pair.layeredInJoint(child).inverse().times(pair.counter());
            contact.evaluate(counter);
            poses.add(counter);
            carried.add(new double[] {contact.force().y(), contact.moment(Vec3.ZERO).x()});
            for (int t = 0; t < touched.length; t++) {
                touched[t] |= contact.pressure(t) > 0;
            }
            monitor.worked(1);
        }
        places(near(touched));
        return -1;
    }

    /**
     * Goes through the cycle once, on the surface as it is, as the joint has settled but for how deep and how tilted to the side it lies in
     * each sample: the polyethylene carries the force and the moment to the side that it carried then.
     */
    public void rub(Monitor monitor) {
        Arrays.fill(work, 0);
        Arrays.fill(tensor, 0);
        peakPressure = 0;
        largestWay = 0;
        double[] before = new double[size()];
        double[] way = new double[size()];
        for (int i = 0; i < poses.size(); i++) {
            monitor.checkCancelled();
            sink(i);
            peakPressure = Math.max(peakPressure, contact.peakPressure());
            if (i > 0) {
                rub(poses.get(i).times(poses.get(i - 1).inverse()), before, way);
            }
            for (int t = 0; t < before.length; t++) {
                before[t] = contact.pressure(t);
            }
        }
        for (double w : way) {
            largestWay = Math.max(largestWay, w);
        }
    }

    /** Lets the other body sink and tilt until it is carried as it was. */
    private void sink(int sample) {
        double[] wanted = carried.get(sample);
        for (int k = 0; k < MOST_SINKS; k++) {
            contact.evaluate(poses.get(sample));
            double force = wanted[0] - contact.force().y();
            double moment = wanted[1] - contact.moment(Vec3.ZERO).x();
            if (Math.abs(force) <= CARRIED * Math.abs(wanted[0]) && Math.abs(moment) <= CARRIED * Math.abs(wanted[0]) * LEVER) {
                return;
            }
            double a = contact.stiffness(1, 1);
            double b = contact.stiffness(1, 3);
            double c = contact.stiffness(3, 1);
            double d = contact.stiffness(3, 3);
            double det = a * d - b * c;
            if (!(Math.abs(det) > 0)) {
                return;
            }
            double down = Math.clamp((d * force - b * moment) / det, -LARGEST_SINK, LARGEST_SINK);
            double tilt = Math.clamp((a * moment - c * force) / det, -LARGEST_TILT, LARGEST_TILT);
            poses.set(sample, RigidTransform.rotation(Vec3.X, tilt).withTranslation(new Vec3(0, down, 0)).times(poses.get(sample)));
        }
    }

    /** The longest way that is rubbed over a place under pressure in the last cycle, m. */
    public double largestWay() {
        return largestWay;
    }

    /** Stiffness of the polyethylene, Pa/m. */
    public double stiffness() {
        return law.pressure(1e-6) / 1e-6;
    }

    private double[] rest(double[] from, double[] to, double forceBefore, double force, boolean[] free, Monitor monitor) {
        Equilibrium.Found all = with(force).solve(to, free, monitor);
        if (all.balanced()) {
            return all.q();
        }
        double[] q = from;
        for (int k = 1; k <= PARTS; k++) {
            double w = (double) k / PARTS;
            double[] next = q.clone();
            next[prescribed] = from[prescribed] + w * (to[prescribed] - from[prescribed]);
            Equilibrium.Found f = with(forceBefore + w * (force - forceBefore)).solve(next, free, monitor);
            if (!f.balanced()) {
                return null;
            }
            q = f.q();
        }
        return q;
    }

    private Equilibrium with(double force) {
        List<ContactPair> contacts = new ArrayList<>(model.equilibrium().contacts());
        contacts.remove(pair);
        contacts.addFirst(new ContactPair(contact, pair.layeredOnChild(), pair.layered(), pair.counter()));
        return new Equilibrium(joint.type(), joint.side(), model.equilibrium().lines(), contacts,
                List.of(new Load(Vec3.ZERO, new Vec3(0, force, 0), Vec3.ZERO, true)));
    }

    /** @param move of the other body in the part's frame since the sample before */
    private void rub(RigidTransform move, double[] before, double[] way) {
        for (int t = 0; t < before.length; t++) {
            double pressure = 0.5 * (before[t] + contact.pressure(t));
            if (pressure > 0) {
                Vec3 c = contact.centroid(t);
                Vec3 slide = move.apply(c).minus(c);
                Vec3 n = contact.pushed(t);
                slide = slide.minus(n.times(slide.dot(n)));
                double s = slide.norm();
                if (s > 0) {
                    work[t] += pressure * s;
                    way[t] += s;
                    double w = pressure / s;
                    tensor[6 * t] += w * slide.x() * slide.x();
                    tensor[6 * t + 1] += w * slide.x() * slide.y();
                    tensor[6 * t + 2] += w * slide.x() * slide.z();
                    tensor[6 * t + 3] += w * slide.y() * slide.y();
                    tensor[6 * t + 4] += w * slide.y() * slide.z();
                    tensor[6 * t + 5] += w * slide.z() * slide.z();
                }
            }
        }
    }

    /** Takes material off, m by place, and moves the surface there: each corner by the mean of the places round it. */
    public void wear(double[] depths) {
        double[] down = new double[mesh.vertexCount()];
        double[] weight = new double[down.length];
        int[] corners = mesh.triangles();
        for (int t = 0; t < worn.length; t++) {
            worn[t] += depths[t];
            for (int k = 0; k < 3; k++) {
                down[corners[3 * t + k]] += areas[t] * worn[t];
                weight[corners[3 * t + k]] += areas[t];
            }
        }
        double[] normals = Normals.ofVertices(mesh);
        double[] v = mesh.vertices().clone();
        for (int i = 0; i < down.length; i++) {
            double d = weight[i] > 0 ? down[i] / weight[i] : 0;
            for (int k = 0; k < 3; k++) {
                v[3 * i + k] -= d * normals[3 * i + k];
            }
        }
        contact = new FoundationContact(new TriangleMesh(v, corners), contact.counter(), law);
    }
}
