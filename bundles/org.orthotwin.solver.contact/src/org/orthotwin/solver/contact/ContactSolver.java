/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.contact;

import java.util.ArrayList;
import java.util.List;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.MessageCatalog;
import org.orthotwin.core.Unit;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.ClinicalMotion;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.solver.JointModel;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Settings;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.SolverContext;
import org.orthotwin.solver.SolverException;
import org.orthotwin.solver.Table;
import org.orthotwin.solver.Value;
import org.orthotwin.solver.spi.Solver;

/**
 * Contact of two surfaces through a layer of cartilage or polyethylene.
 *
 * <h2>Model</h2>
 * An elastic foundation on the triangles of one surface ({@link FoundationContact}, {@link ElasticFoundation}), linear or nonlinear,
 * without friction. Where the problem has a joint, the distal bone is put into the pose of {@code flexion}, {@code adduction} and {@code
 * internal-rotation} and moved along {@code direction} until the contact carries {@code load} ({@link Approach}); what the contact wants
 * beside that line and about it is a result, not balanced. For plain numbers a rigid sphere or paraboloid is pressed on a flat layer, by
 * {@code load} or to {@code depth}, and the closed forms stand beside the mesh: of the foundation under a paraboloid,
 *
 * <pre>  linear      F = pi K R d^2                                 p0 = K d          K = E' / h
 *  nonlinear   F = 2 pi R E' h ((1 - x) ln(1 - x) + x)        p0 = -E' ln(1 - x)    x = d / h</pre>
 *
 * and of a ball on a half space after Hertz ({@link HertzContact}), with a warning where his theory does not hold.
 *
 * <h2>Assumptions and validity</h2>
 * The points of the layer do not pull on each other: pressure and depth of thin, confined layers come out right, those of thick ones do
 * not; against finite elements, knees of polyethylene differ more for a given depth than for a given load (Perez-Gonzalez et al. 2008, doi
 * 10.1080/10255840701758806). Quasi-static; the counterpart is rigid.
 *
 * <h2>Parameters</h2>
 * E {@code layer.modulus} (463 MPa: polyethylene, SM Kurtz et al. 2002, Biomaterials 23:3681-3697), nu {@code layer.poisson} (0.46: Y
 * Bei, BJ Fregly 2004, Med Eng Phys 26:777-789, doi:10.1016/j.medengphy.2003.11.004), h {@code layer.thickness}, {@code load}. Cartilage of
 * the knee: E 10 MPa, nu 0.45, h 3 mm on each bone (RL Lenhart et al. 2015, Ann Biomed Eng 43:2675-2685, doi:10.1007/s10439-015-1326-3).
 *
 * <h2>Frame</h2>
 * Forces, moments and points are in the frame of the layered surface: of its bone or part; for plain numbers z out of the layer.
 *
 * <h2>Results</h2>
 * {@code contact.load} (N), {@code contact.area} (m2), {@code contact.pressure.peak|mean} (Pa), {@code contact.depth} (m), {@code
 * contact.travel} (m), {@code contact.force.x|y|z} (N, on the layered surface), {@code contact.centre.x|y|z} (m), {@code
 * contact.moment.x|y|z} (N.m, about the centre of pressure); for plain numbers {@code contact.foundation.*} and {@code contact.hertz.*};
 * table {@code contact-pressure}: centroid, depth and pressure of every triangle in contact.
 *
 * <h2>Cost</h2>
 * A ray for each triangle of the layered surface near the other one and each of some 15 steps of the search.
 *
 * <h2>Failure</h2>
 * {@link SolverException} {@code INCOMPLETE_PROBLEM} naming the missing surface or motion; not converged where the load is not met; a
 * warning where the nonlinear law is left.
 */
public final class ContactSolver implements Solver {

    private static final MessageCatalog MESSAGES = new MessageCatalog(ContactSolver.class);
    /** How far the mesh of plain numbers goes beyond the edge of the contact. */
    private static final double MARGIN = 1.25;
    /** How far the search goes, in thicknesses of the layer, and its step. */
    private static final double SEARCH = 10;
    private static final double STEP = 0.125;

    @Override
    public Solution solve(Problem problem, SolverContext context) {
        context.monitor().checkCancelled();
        Settings s = context.settings();
        ElasticFoundation law = ElasticFoundation.of(ElasticFoundation.Law.valueOf(s.text("law").toUpperCase(java.util.Locale.ROOT)),
                new ElasticLayer(s.number("layer.modulus"), s.number("layer.poisson"), s.number("layer.thickness")));
        Solution.Builder out = Solution.builder();
        if (problem.joint() == null) {
            plain(s, law, context, out);
        } else {
            joint(problem, s, law, context, out);
        }
        return out.build();
    }

    // ---- a joint

    /** A surface, the bone that carries it, and its pose in that bone's surface frame. */
    private record Surface(TriangleMesh mesh, String body, RigidTransform pose) {
    }

    private static void joint(Problem problem, Settings s, ElasticFoundation law, SolverContext context, Solution.Builder out) {
        JointModel joint = problem.joint();
        Surface layered = surface(problem, s, "layered");
        Surface counter = surface(problem, s, "counter");
        if (layered.body.equals(counter.body)) {
            throw incomplete("'layered' and 'counter' are both on bone '" + layered.body + "', but must be on either side of the joint");
        }
        RigidTransform child = joint.childInParent(coordinates(joint, s));
        RigidTransform layerInParent = inParent(joint, child, layered);
        Vec3 direction = new Vec3(s.number("direction.x"), s.number("direction.y"), s.number("direction.z"));
        if (!(direction.norm() > 0)) {
            throw incomplete("the direction of the load has no length");
        }
        Vec3 along = layerInParent.inverse().rotate(joint.parentFrame().rotate(direction.normalized()));
        FoundationContact contact = new FoundationContact(layered.mesh, Bvh.of(counter.mesh), law);
        press(contact, layerInParent.inverse().times(inParent(joint, child, counter)),
                counter.body.equals(joint.child()) ? along : along.negate(), s.number("load"), law, context, out);
    }

    private static RigidTransform inParent(JointModel joint, RigidTransform child, Surface surface) {
        return surface.body.equals(joint.parent()) ? surface.pose : child.times(surface.pose);
    }

    private static Surface surface(Problem problem, Settings s, String setting) {
        if (!s.has(setting)) {
            throw incomplete("give the setting '" + setting + "': a bone or a part's role, a slash and the name of a surface");
        }
        String[] name = s.text(setting).split("/", 2);
        JointModel joint = problem.joint();
        for (String id : List.of(joint.parent(), joint.child())) {
            if (id.equals(name[0]) || problem.body(id).type().equals(name[0])) {
                return new Surface(problem.body(id).surface(name.length > 1 ? name[1] : "outer"), id, RigidTransform.IDENTITY);
            }
        }
        PlacedPart part = problem.part(name[0]).orElseThrow(() -> incomplete("setting '" + setting + "': there is no bone or part '"
                + name[0] + "' at the joint"));
        String wanted = name.length > 1 ? name[1] : "envelope";
        TriangleMesh mesh = part.part().surfaces().get(wanted);
        if (mesh == null) {
            throw incomplete("part '" + name[0] + "' has no surface '" + wanted + "'; it has "
                    + String.join(", ", part.part().surfaces().keySet()));
        }
        return new Surface(mesh, part.body(), part.pose());
    }

    private static double[] coordinates(JointModel joint, Settings s) {
        List<CoordinateDefinition> all = joint.type().coordinates();
        double[] q = new double[all.size()];
        for (String motion : List.of("flexion", "adduction", "internal-rotation")) {
            double wanted = s.number(motion);
            ClinicalMotion m = joint.type().motions().stream().filter(x -> x.id().equals(motion)).findFirst().orElse(null);
            if (m == null && wanted != 0) {
                throw incomplete("joint '" + joint.id() + "' has no motion '" + motion + "'");
            }
            for (int i = 0; m != null && i < q.length; i++) {
                if (all.get(i).name().equals(m.coordinate())) {
                    q[i] = m.sign(joint.side()) * wanted;
                }
            }
        }
        return q;
    }

    // ---- plain numbers

    private static void plain(Settings s, ElasticFoundation law, SolverContext context, Solution.Builder out) {
        double r = s.number("radius");
        boolean sphere = s.text("indenter").equals("sphere");
        double h = law.thickness();
        double depth = s.has("depth") ? s.number("depth") : closedDepth(law, r, s.number("load"));
        if (!(depth < h)) {
            throw new SolverException(SolverException.Code.NO_SOLUTION, "contact: the layer of " + 1000 * h
                    + " mm is used up before it carries the load");
        }
        double a = Math.sqrt(2 * r * depth);
        double extent = MARGIN * a;
        if (sphere && !(extent < r)) {
            throw new SolverException(SolverException.Code.NO_SOLUTION, "contact: a sphere of " + 1000 * r
                    + " mm sinks in to its equator; give a smaller load or a larger radius");
        }
        int rings = (int) s.number("rings");
        TriangleMesh plane = disc(rings, extent, x -> 0);
        TriangleMesh indenter = facingDown(disc(rings, extent, x -> sphere ? x * x / (r + Math.sqrt(r * r - x * x)) : x * x / (2 * r)));
        context.monitor().checkCancelled();
        FoundationContact contact = new FoundationContact(plane, Bvh.of(indenter), law);
        if (s.has("depth")) {
            contact.evaluate(RigidTransform.translation(new Vec3(0, 0, -depth)), context.monitor());
            out.value("contact.travel", Value.of(depth, Dimension.LENGTH));
            results(contact, -contact.force().z(), law, out);
        } else {
            press(contact, RigidTransform.IDENTITY, Vec3.Z.negate(), s.number("load"), law, context, out);
        }
        double load = s.has("depth") ? closedLoad(law, r, depth) : s.number("load");
        out.value("contact.foundation.load", Value.of(load, Dimension.FORCE));
        out.value("contact.foundation.depth", Value.of(depth, Dimension.LENGTH));
        out.value("contact.foundation.radius", Value.of(a, Dimension.LENGTH));
        out.value("contact.foundation.pressure", Value.of(law.pressure(depth), Dimension.PRESSURE));
        HertzContact hertz = HertzContact.of(r, Double.POSITIVE_INFINITY, s.number("counter.modulus"), s.number("counter.poisson"),
                s.number("layer.modulus"), s.number("layer.poisson"), load, h);
        out.value("contact.hertz.radius", Value.of(hertz.radius(), Dimension.LENGTH));
        out.value("contact.hertz.pressure", Value.of(hertz.pressure(), Dimension.PRESSURE));
        out.value("contact.hertz.depth", Value.of(hertz.depth(), Dimension.LENGTH));
        if (hertz.validity() == HertzContact.Validity.CONFORMING) {
            out.message(Diagnostic.warning(MESSAGES, "contact.hertz.conforming", mm(hertz.radius()), mm(r), HertzContact.SMALL));
        } else if (hertz.validity() == HertzContact.Validity.THIN) {
            out.message(Diagnostic.warning(MESSAGES, "contact.hertz.thin", mm(hertz.radius()), mm(h), HertzContact.THICK));
        }
    }

    /** Load in N that a paraboloid carries at a depth in m. */
    static double closedLoad(ElasticFoundation law, double radius, double depth) {
        double h = law.thickness();
        double x = depth / h;
        return law.law() == ElasticFoundation.Law.LINEAR ? Math.PI * law.stiffness() * radius * depth * depth
                : 2 * Math.PI * radius * law.stiffness() * h * h * ((1 - x) * Math.log1p(-x) + x);
    }

    /** Depth in m at which a paraboloid carries a load in N; the thickness where there is none. */
    static double closedDepth(ElasticFoundation law, double radius, double load) {
        double linear = Math.sqrt(load / (Math.PI * law.stiffness() * radius));
        if (law.law() == ElasticFoundation.Law.LINEAR) {
            return linear;
        }
        double low = 0;
        double high = Math.min(linear, ElasticFoundation.LARGEST_STRAIN * law.thickness());
        if (closedLoad(law, radius, high) < load) {
            return law.thickness();
        }
        for (int i = 0; i < 200 && high - low > Math.ulp(high); i++) {
            double middle = 0.5 * (low + high);
            if (closedLoad(law, radius, middle) < load) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /** A disc of triangles about as wide as high, at heights over its radius; outside is up. */
    private static TriangleMesh disc(int rings, double extent, java.util.function.DoubleUnaryOperator height) {
        double[] v = new double[3 * (1 + 3 * rings * (rings + 1))];
        int[] t = new int[18 * rings * rings];
        v[2] = height.applyAsDouble(0);
        int nv = 1;
        int nt = 0;
        for (int k = 1; k <= rings; k++) {
            int n = 6 * k;
            double r = extent * k / rings;
            double z = height.applyAsDouble(r);
            int inner = nv - 6 * (k - 1);
            for (int i = 0; i < n; i++) {
                double a = 2 * Math.PI * i / n;
                v[3 * (nv + i)] = r * Math.cos(a);
                v[3 * (nv + i) + 1] = r * Math.sin(a);
                v[3 * (nv + i) + 2] = z;
            }
            for (int sector = 0; sector < 6; sector++) {
                for (int i = 0; i < k; i++) {
                    int o = nv + sector * k + i;
                    int o1 = nv + (sector * k + i + 1) % n;
                    int in = k == 1 ? 0 : inner + (sector * (k - 1) + i) % (6 * (k - 1));
                    nt = add(t, nt, in, o, o1);
                    if (i < k - 1) {
                        nt = add(t, nt, in, o1, inner + (sector * (k - 1) + i + 1) % (6 * (k - 1)));
                    }
                }
            }
            nv += n;
        }
        return new TriangleMesh(v, t);
    }

    private static int add(int[] t, int at, int a, int b, int c) {
        t[at] = a;
        t[at + 1] = b;
        t[at + 2] = c;
        return at + 3;
    }

    private static TriangleMesh facingDown(TriangleMesh m) {
        int[] t = m.triangles().clone();
        for (int i = 0; i < t.length; i += 3) {
            int a = t[i];
            t[i] = t[i + 1];
            t[i + 1] = a;
        }
        return new TriangleMesh(m.vertices(), t);
    }

    // ---- both

    private static void press(FoundationContact contact, RigidTransform start, Vec3 direction, double load, ElasticFoundation law,
            SolverContext context, Solution.Builder out) {
        double farthest = SEARCH * law.thickness();
        Approach a = Approach.to(contact, start, direction, load, STEP * law.thickness(), farthest, context.monitor());
        double residual = Math.abs(a.load() - load);
        if (a.converged()) {
            out.converged(a.evaluations(), residual);
        } else {
            out.notConverged(a.evaluations(), residual);
            out.message(Diagnostic.warning(MESSAGES, "contact.searched", a.load(), mm(farthest), load));
        }
        out.value("contact.travel", Value.of(a.travel(), Dimension.LENGTH));
        results(contact, a.load(), law, out);
    }

    private static void results(FoundationContact contact, double load, ElasticFoundation law, Solution.Builder out) {
        out.value("contact.load", Value.of(load, Dimension.FORCE));
        out.value("contact.area", Value.of(contact.area(), Dimension.AREA));
        out.value("contact.pressure.peak", Value.of(contact.peakPressure(), Dimension.PRESSURE));
        double normal = 0;
        List<double[]> rows = new ArrayList<>();
        for (int t = 0; t < contact.size(); t++) {
            if (contact.depth(t) > 0) {
                normal += contact.normalForce(t);
                Vec3 c = contact.centroid(t);
                rows.add(new double[] {c.x(), c.y(), c.z(), contact.depth(t), contact.pressure(t)});
            }
        }
        out.value("contact.pressure.mean", Value.of(contact.area() > 0 ? normal / contact.area() : 0, Dimension.PRESSURE));
        out.value("contact.depth", Value.of(contact.peakDepth(), Dimension.LENGTH));
        vector(out, "contact.force.", contact.force(), Dimension.FORCE);
        if (contact.area() > 0) {
            vector(out, "contact.centre.", contact.centre(), Dimension.LENGTH);
            vector(out, "contact.moment.", contact.moment(contact.centre()), Dimension.MOMENT);
        }
        Unit mm = Unit.of("mm");
        out.table(new Table("contact-pressure", List.of("x", "y", "z", "depth", "pressure"), List.of(mm, mm, mm, mm, Unit.of("MPa")),
                rows));
        if (law.law() == ElasticFoundation.Law.NONLINEAR && contact.peakDepth() > ElasticFoundation.LARGEST_STRAIN * law.thickness()) {
            out.message(Diagnostic.warning(MESSAGES, "contact.exhausted", mm(contact.peakDepth()), mm(law.thickness())));
        }
    }

    private static void vector(Solution.Builder out, String name, Vec3 v, Dimension d) {
        out.value(name + "x", Value.of(v.x(), d));
        out.value(name + "y", Value.of(v.y(), d));
        out.value(name + "z", Value.of(v.z(), d));
    }

    /** For a sentence: mm with two decimals. */
    private static String mm(double m) {
        return org.orthotwin.core.Numbers.fixed(1000 * m, 2);
    }

    private static SolverException incomplete(String what) {
        return new SolverException(SolverException.Code.INCOMPLETE_PROBLEM, "contact: " + what);
    }
}
