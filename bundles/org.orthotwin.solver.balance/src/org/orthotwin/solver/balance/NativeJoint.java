/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.balance;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.orthotwin.core.Dimension;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.wrap.FibrePath;
import org.orthotwin.joint.CartilageLayer;
import org.orthotwin.joint.LigamentBundle;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.SoftTissue;
import org.orthotwin.solver.JointModel;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Settings;
import org.orthotwin.solver.contact.ElasticFoundation;
import org.orthotwin.solver.contact.ElasticLayer;
import org.orthotwin.solver.contact.FoundationContact;
import org.orthotwin.solver.ligament.CrossingBundle;
import org.orthotwin.solver.ligament.FibreLaw;

/**
 * The ligaments of a problem's joint, and its cartilage or the parts that bear instead of it, ready to be balanced. Not for several threads
 * at once.
 *
 * @param equilibrium of the joint
 * @param start coordinates in which the anatomy was recorded
 * @param ligamentOfLine name of the ligament of each of the equilibrium's lines
 * @param ligaments their names in their order
 * @param leftOut ids of bundles that do not go from one bone of the joint to the other
 * @param side of the body
 * @param layered the last part with a layer that another one bears on; null where there is none
 * @param posts how many of the equilibrium's contacts, the last ones, are of a cam on a post
 * @param extensor the muscles over the joint with the bone in their tendon; null where they are not asked for
 */
record NativeJoint(Equilibrium equilibrium, double[] start, List<String> ligamentOfLine, List<String> ligaments, List<String> leftOut,
        Side side, Layered layered, int posts, ExtensorApparatus extensor) {

    /** Surface of the polyethylene that is born on, in its part's frame, and how it gives way. */
    record Layered(TriangleMesh mesh, ElasticFoundation law) {
    }

    /**
     * Contact of what bears, without cams and posts, in one pose.
     *
     * @param force on the distal body, N
     * @param medial what of it the medial half of the distal body's joint frame carries along its y axis, N
     * @param lateral the other half
     * @param area m2
     * @param peak largest pressure, Pa
     * @param places centres of pressure of the medial and the lateral half in that frame, m; null where nothing touches
     */
    record Contact(double force, double medial, double lateral, double area, double peak, Vec3[] places) {
    }

    /**
     * Contact of a cam on a post in one pose.
     *
     * @param force on the post, N
     * @param area m2
     * @param peak largest pressure, Pa
     * @param height of the centre of pressure over the origin of the post's part along its y axis, m; NaN where nothing touches
     */
    record Post(double force, double area, double peak, double height) {
    }

    /** Parameter of a part that makes it a layer which others bear on: thickness of its polyethylene, m. */
    private static final String LAYER = "bearing.layer";
    private static final String ARTICULATION = "articulation";
    /** Surface of a part on the distal bone that a cam comes to lie on, and the parameter with the thickness of its polyethylene, m. */
    private static final String POST = "post";
    private static final String POST_LAYER = "post.layer";
    /** Surface of a part on the proximal bone that comes to lie on a post. */
    private static final String CAM = "cam";
    /** Of a layered surface, what looks this much along its frame's y axis can bear. */
    private static final double LEVEL = Math.cos(Math.toRadians(45));

    /** How the layers of a joint give way, and what of its ligaments is cut. */
    record Tissue(List<String> cut, ElasticFoundation.Law law, double modulus, double poisson, boolean extensor) {

        static Tissue of(Settings s) {
            return new Tissue(s.has("cut") ? named(s.text("cut")) : List.of(),
                    ElasticFoundation.Law.valueOf(s.text("law").toUpperCase(Locale.ROOT)), s.number("polyethylene.modulus"),
                    s.number("polyethylene.poisson"), !s.text("extensor").equals("none"));
        }

        /** Ids of a setting. */
        static List<String> named(String text) {
            return List.of(text.strip().split("[\\s;]+"));
        }
    }

    /** @throws IllegalArgumentException for what is missing, in words */
    static NativeJoint of(Problem p, Tissue s, List<Load> loads) {
        JointModel joint = p.joint();
        for (String c : s.cut) {
            if (p.tissue().ligaments().stream().noneMatch(l -> l.id().equals(c) || l.ligament().equals(c))) {
                throw new IllegalArgumentException("setting 'cut': the anatomy has no ligament or bundle '" + c + "'; it has "
                        + String.join(", ", p.tissue().ligaments().stream().map(LigamentBundle::ligament).distinct().toList()));
            }
        }
        SoftTissue tissue = p.tissue().without(taken(p, s.cut));
        RigidTransform parent = joint.parentFrame().inverse();
        RigidTransform child = joint.childFrame().inverse();
        RigidTransform recorded = tissue.posture().get(joint.child());
        double[] start = recorded == null ? new double[joint.type().coordinates().size()]
                : joint.type().coordinates(parent.times(recorded).times(joint.childFrame()), joint.side());
        RigidTransform reference = joint.type().childInParent(start, joint.side());
        List<Line> lines = new ArrayList<>();
        List<String> of = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        for (CrossingBundle b : CrossingBundle.of(tissue, joint, leftOut)) {
            FibrePath path = b.path(joint, parent, child);
            lines.add(new Line(b.name(), path, FibreLaw.ofReference(b.bundle().stiffness(),
                    b.recordedPath(joint, parent, child).length(reference), b.bundle().referenceStrain())));
            of.add(b.ligament());
        }
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("no ligament goes from '" + joint.parent() + "' to '" + joint.child() + "'");
        }
        Layered[] layered = new Layered[1];
        List<ContactPair> pairs = pairs(p, tissue, s, parent, child, layered);
        List<ContactPair> posts = posts(p, s, parent, child);
        if (pairs.isEmpty() && joint.type().coordinates().stream().anyMatch(c -> c.dimension() == Dimension.LENGTH)) {
            throw new IllegalArgumentException("the anatomy has no cartilage with a surface, modulus and Poisson's ratio on both '"
                    + joint.parent() + "' and '" + joint.child() + "', and the plan no parts that bear on each other");
        }
        pairs.addAll(posts);
        ExtensorApparatus extensor = s.extensor ? ExtensorApparatus.of(p, tissue, s, parent, child) : null;
        if (extensor != null) {
            List<String> ties = extensor.sesamoid().ties().stream().map(Sesamoid.Tie::name).toList();
            leftOut.removeAll(ties);
        }
        return new NativeJoint(new Equilibrium(joint.type(), joint.side(), lines, pairs, loads,
                extensor == null ? null : extensor.sesamoid()), start, of, of.stream().distinct().toList(), leftOut, joint.side(),
                layered[0], posts.size(), extensor);
    }

    /** What is cut by name, and what the parts of the plan take with the bone. */
    private static List<String> taken(Problem p, List<String> cut) {
        List<String> all = new ArrayList<>(cut);
        for (PlacedPart part : p.parts()) {
            all.addAll(part.part().resectedLigaments());
        }
        return all.stream().distinct().sorted().toList();
    }

    /** Each cam on each post on the other side of the joint. */
    private static List<ContactPair> posts(Problem p, Tissue s, RigidTransform parent, RigidTransform child) {
        List<ContactPair> posts = new ArrayList<>();
        for (PlacedPart post : p.parts()) {
            TriangleMesh mesh = post.part().surfaces().get(POST);
            Double thickness = post.part().parameters().get(POST_LAYER);
            for (PlacedPart cam : p.parts()) {
                TriangleMesh counter = cam.part().surfaces().get(CAM);
                if (mesh != null && thickness != null && counter != null && post.body().equals(p.joint().child())
                        && cam.body().equals(p.joint().parent())) {
                    ElasticFoundation law = ElasticFoundation.of(s.law, new ElasticLayer(s.modulus, s.poisson, thickness));
                    posts.add(new ContactPair(new FoundationContact(mesh, Bvh.of(counter), law), true, child.times(post.pose()),
                            parent.times(cam.pose())));
                }
            }
        }
        return posts;
    }

    /** Contacts of what bears, without cams and posts. */
    List<ContactPair> bearings() {
        return equilibrium.contacts().subList(0, equilibrium.contacts().size() - posts);
    }

    /** Contacts of cams on posts. */
    List<ContactPair> cams() {
        return equilibrium.contacts().subList(equilibrium.contacts().size() - posts, equilibrium.contacts().size());
    }

    private static List<ContactPair> pairs(Problem p, SoftTissue tissue, Tissue s, RigidTransform parent, RigidTransform child,
            Layered[] bearing) {
        ElasticFoundation.Law law = s.law;
        List<ContactPair> pairs = new ArrayList<>();
        for (CartilageLayer layered : tissue.cartilages()) {
            for (CartilageLayer counter : tissue.cartilages()) {
                if (layered.body().equals(p.joint().child()) && counter.body().equals(p.joint().parent())) {
                    ElasticFoundation both = new ElasticFoundation(law, List.of(layer(layered), layer(counter)));
                    pairs.add(new ContactPair(new FoundationContact(layered.surface(), Bvh.of(counter.surface()), both),
                            true, child, parent));
                }
            }
        }
        for (PlacedPart layered : p.parts()) {
            Double thickness = layered.part().parameters().get(LAYER);
            for (PlacedPart counter : p.parts()) {
                if (thickness != null && layered.body().equals(p.joint().child()) && counter.body().equals(p.joint().parent())
                        && articulate(layered, counter)) {
                    ElasticLayer layer = new ElasticLayer(s.modulus, s.poisson, thickness);
                    bearing[0] = new Layered(bearing(layered), ElasticFoundation.of(law, layer));
                    pairs.add(new ContactPair(new FoundationContact(bearing[0].mesh, Bvh.of(bearing(counter)), bearing[0].law), true,
                            child.times(layered.pose()), parent.times(counter.pose())));
                }
            }
        }
        return pairs;
    }

    /** Where a bearing says where it articulates, so does its counterpart: a block or a stem beside that is none. */
    private static boolean articulate(PlacedPart layered, PlacedPart counter) {
        return !layered.part().features().containsKey(ARTICULATION) || counter.part().features().containsKey(ARTICULATION);
    }

    static TriangleMesh bearing(PlacedPart p) {
        TriangleMesh mesh = p.part().surfaces().getOrDefault("bearing", p.part().surfaces().get("envelope"));
        if (mesh == null) {
            throw new IllegalArgumentException("part '" + p.role() + "' has neither a surface 'bearing' nor 'envelope'");
        }
        return mesh;
    }

    static ElasticLayer layer(CartilageLayer c) {
        if (!(c.modulus() > 0) || !(c.thickness() > 0) || Double.isNaN(c.poisson())) {
            throw new IllegalArgumentException("cartilage '" + c.id() + "' needs a thickness and the properties 'modulus' and 'poisson'");
        }
        return new ElasticLayer(c.modulus(), c.poisson(), c.thickness());
    }

    String ligamentOf(int line) {
        return ligamentOfLine.get(line);
    }

    /** The contact of what bears as evaluated last, in this pose. */
    Contact contact(RigidTransform pose) {
        Vec3 force = Vec3.ZERO;
        double[] half = new double[2];
        double[] weight = new double[2];
        Vec3[] places = {Vec3.ZERO, Vec3.ZERO};
        double area = 0;
        double peak = 0;
        for (ContactPair c : bearings()) {
            FoundationContact f = c.contact();
            force = force.plus(c.forceOnChild(pose));
            area += f.area();
            peak = Math.max(peak, f.peakPressure());
            for (int t = 0; t < f.size(); t++) {
                if (f.pressure(t) > 0) {
                    Vec3 at = c.layered().apply(f.centroid(t));
                    int h = half(at.z());
                    half[h] += f.normalForce(t) * -c.layered().rotate(f.pushed(t)).y();
                    weight[h] += f.normalForce(t);
                    places[h] = places[h].plus(at.times(f.normalForce(t)));
                }
            }
        }
        for (int h = 0; h < 2; h++) {
            places[h] = weight[h] > 0 ? places[h].times(1 / weight[h]) : null;
        }
        return new Contact(force.norm(), half[0], half[1], area, peak, places);
    }

    /** The contact of the cams as evaluated last. */
    Post post() {
        Vec3 force = Vec3.ZERO;
        double area = 0;
        double peak = 0;
        double weight = 0;
        double height = 0;
        for (ContactPair c : cams()) {
            FoundationContact f = c.contact();
            force = force.plus(c.layered().rotate(f.force()));
            area += f.area();
            peak = Math.max(peak, f.peakPressure());
            for (int t = 0; t < f.size(); t++) {
                weight += f.normalForce(t);
                height += f.normalForce(t) * f.centroid(t).y();
            }
        }
        return new Post(force.norm(), area, peak, weight > 0 ? height / weight : Double.NaN);
    }

    /**
     * How high the lowest point of the counterpart stands over the lowest point of what is layered in a pose, along the y axis of the
     * layered surface's own frame, medially and laterally, m: 0 where one would just rest in the other, NaN without contact surfaces. Where
     * cartilage and parts share a half, the parts count.
     */
    double[] gaps(RigidTransform pose) {
        double[] gap = {Double.NaN, Double.NaN};
        for (ContactPair c : bearings()) {
            double[] low = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
            double[] floor = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
            FoundationContact f = c.contact();
            for (int t = 0; t < f.size(); t++) {
                if (f.pushed(t).y() < -LEVEL) {
                    Vec3 p = f.centroid(t);
                    int half = half(c.layered().apply(p).z());
                    floor[half] = Math.min(floor[half], p.y());
                }
            }
            RigidTransform inLayered = c.layered().inverse().times(pose.inverse()).times(c.counter());
            double[] v = inLayered.applyAll(f.counter().mesh().vertices());
            for (int i = 0; i < v.length; i += 3) {
                int half = half(c.layered().apply(Vec3.of(v, i)).z());
                low[half] = Math.min(low[half], v[i + 1]);
            }
            for (int half = 0; half < 2; half++) {
                if (Double.isFinite(low[half]) && Double.isFinite(floor[half])) {
                    gap[half] = low[half] - floor[half];
                }
            }
        }
        return gap;
    }

    /** 1 for the lateral half of the distal body's joint frame, 0 for the medial one. */
    private int half(double z) {
        return (side == Side.LEFT ? z < 0 : z > 0) ? 1 : 0;
    }

    /**
     * Centroid in the surface frame of layered cartilage or part, depth and pressure of each bearing triangle, as last evaluated; where
     * cartilage bears beside a part, that of the part for both.
     */
    List<double[]> pressures() {
        List<double[]> rows = new ArrayList<>();
        for (ContactPair c : bearings()) {
            ContactPair last = bearings().getLast();
            RigidTransform common = c == last ? RigidTransform.IDENTITY : last.layered().inverse().times(c.layered());
            FoundationContact f = c.contact();
            for (int t = 0; t < f.size(); t++) {
                if (f.pressure(t) > 0) {
                    Vec3 at = c == last ? f.centroid(t) : common.apply(f.centroid(t));
                    rows.add(new double[] {at.x(), at.y(), at.z(), f.depth(t), f.pressure(t)});
                }
            }
        }
        return rows;
    }
}
