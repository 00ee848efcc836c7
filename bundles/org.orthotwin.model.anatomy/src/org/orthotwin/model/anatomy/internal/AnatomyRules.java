/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.model.anatomy.internal;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.emf.common.util.DiagnosticChain;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Severity;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.anatomy.Cartilage;
import org.orthotwin.model.anatomy.Coordinate;
import org.orthotwin.model.anatomy.DataFiles;
import org.orthotwin.model.anatomy.DataReference;
import org.orthotwin.model.anatomy.Findings;
import org.orthotwin.model.anatomy.Frame;
import org.orthotwin.model.anatomy.Joint;
import org.orthotwin.model.anatomy.KinematicsRecord;
import org.orthotwin.model.anatomy.Landmark;
import org.orthotwin.model.anatomy.Ligament;
import org.orthotwin.model.anatomy.LigamentBundle;
import org.orthotwin.model.anatomy.ModelText;
import org.orthotwin.model.anatomy.ModelTexts;
import org.orthotwin.model.anatomy.Muscle;
import org.orthotwin.model.anatomy.NamedElement;
import org.orthotwin.model.anatomy.PathPoint;
import org.orthotwin.model.anatomy.Provenance;
import org.orthotwin.model.anatomy.RebuiltBones;
import org.orthotwin.model.anatomy.Quantity;
import org.orthotwin.model.anatomy.Subject;
import org.orthotwin.model.anatomy.WrapObject;

/** The invariants of the anatomy metamodel. Each adds what it finds to the chain and returns whether it found no error. */
public final class AnatomyRules {

    /** What can stand in a reference of XMI, which separates ids by spaces and reads "/" and "#" as paths. */
    private static final Pattern ID = Pattern.compile("[\\p{L}_][\\p{L}\\p{Nd}._-]*");
    private static final double YEAR = 365.25 * 86400;
    /** s; the longest documented life lasted 122 years. */
    private static final double OLDEST = 130 * YEAR;
    /** kg; the lightest newborns that lived had 0.2 kg, the heaviest documented person 635 kg. */
    private static final double LIGHTEST = 0.2;
    private static final double HEAVIEST = 700;
    /** m; newborns before term to the tallest documented person, 2.72 m. */
    private static final double SHORTEST = 0.2;
    private static final double TALLEST = 2.8;
    /** m; twice the thickest human cartilage, which is patellar, below 10 mm. */
    private static final double THICKEST = 0.02;
    /** m; a scanner's field and table reach is below this, while millimetres read as metres exceed it nearly always. */
    private static final double FARTHEST = 3;
    /** At this sine, an error of 1 mm in one of three landmarks with a base of 200 mm turns the frame by 0.1 rad, about 6 degrees. */
    private static final double COLLINEAR = 0.05;
    /** The fewest points that fix a frame. */
    private static final int FRAME_LANDMARKS = 3;
    private static final Set<String> LENGTH_UNITS = Set.of("mm", "m");
    private static final Set<String> WRAP_SHAPES = Set.of("sphere", "cylinder", "ellipsoid", "torus");

    private AnatomyRules() {
    }

    public static boolean validIdentifier(NamedElement e, DiagnosticChain chain) {
        Findings f = new Findings(e, chain);
        if (f.has("id") && !ID.matcher(e.getId()).matches()) {
            f.error("id", "id.form", e.getId());
        }
        return f.ok();
    }

    public static boolean validAnatomy(Anatomy a, DiagnosticChain chain) {
        Findings f = new Findings(a, chain);
        f.required("id", "subject");
        f.unique("bones", a.getBones(), NamedElement::getName);
        return f.ok();
    }

    public static boolean validSubject(Subject s, DiagnosticChain chain) {
        Findings f = new Findings(s, chain);
        limit(s.getAge(), Dimension.TIME, 0, OLDEST, "limit.age", chain);
        limit(s.getMass(), Dimension.MASS, LIGHTEST, HEAVIEST, "limit.mass", chain);
        limit(s.getHeight(), Dimension.LENGTH, SHORTEST, TALLEST, "limit.height", chain);
        f.unique("properties", s.getProperties(), Quantity::getName);
        return f.ok();
    }

    /** The limits of a value whose unit is as it should be; {@link #validQuantity} tells of a wrong unit and of what is not finite. */
    private static void limit(Quantity q, Dimension d, double least, double most, String reason, DiagnosticChain chain) {
        if (q != null && new Findings(q, null).siUnit("unit", d) && Double.isFinite(q.getValue())) {
            new Findings(q, chain).within(Severity.ERROR, "value", least, most, reason);
        }
    }

    public static boolean validQuantity(Quantity q, DiagnosticChain chain) {
        Findings f = new Findings(q, chain);
        f.finite("value");
        f.notNegative("standardUncertainty");
        f.siUnit("unit", q.eContainingFeature() == null ? null : switch (q.eContainingFeature().getName()) {
            case "age" -> Dimension.TIME;
            case "mass" -> Dimension.MASS;
            case "height", "thickness" -> Dimension.LENGTH;
            default -> null;
        });
        return f.ok();
    }

    public static boolean validProvenance(Provenance p, DiagnosticChain chain) {
        Findings f = new Findings(p, chain);
        f.date("date");
        return f.ok();
    }

    public static boolean validReference(DataReference r, DiagnosticChain chain) {
        Findings f = new Findings(r, chain);
        if (!f.has("path")) {
            f.required("path");
        } else if (DataFiles.problem(r).isPresent()) {
            f.error("path", "data.hostile", r.getPath());
        }
        if (!f.has("sha256")) {
            f.warning("sha256", "data.no-hash");
        } else if (!DataFiles.isHash(r.getSha256())) {
            f.error("sha256", "data.hash-form", r.getSha256());
        }
        if (f.has("lengthUnit") && !LENGTH_UNITS.contains(r.getLengthUnit())) {
            f.error("lengthUnit", "data.length-unit", r.getLengthUnit());
        }
        return f.ok();
    }

    public static boolean validBone(Bone b, DiagnosticChain chain) {
        Findings f = new Findings(b, chain);
        f.required("id", "type");
        f.unique("landmarks", b.getLandmarks(), Landmark::getCode);
        f.unique("frames", b.getFrames(), Frame::getDefinition);
        for (DataReference surface : b.getSurfaces()) {
            if (surface.getLengthUnit() == null || surface.getLengthUnit().isBlank()) {
                f.error("surfaces", "surface.no-unit", String.valueOf(surface.getPath()));
            }
        }
        int stale = (int) b.getLandmarks().stream().filter(l -> RebuiltBones.isOlder(b, l.getProvenance())).count();
        boolean density = b.getDensity() != null && RebuiltBones.isOlder(b, b.getDensity().getProvenance());
        if (stale > 0 || density) {
            f.warning("landmarks", density ? stale > 0 ? "bone.stale" : "bone.stale-density" : "bone.stale-landmarks", stale);
        }
        return f.ok();
    }

    public static boolean validLandmark(Landmark l, DiagnosticChain chain) {
        Findings f = new Findings(l, chain);
        f.required("code", "position");
        if (l.getPosition() != null && f.finite("position")) {
            position(f, l.getPosition());
        }
        f.notNegative("uncertainty");
        return f.ok();
    }

    private static void position(Findings f, Vec3 p) {
        double far = Math.max(Math.abs(p.x()), Math.max(Math.abs(p.y()), Math.abs(p.z())));
        if (far > FARTHEST) {
            f.error("position", "position.far", ModelText.text(p), ModelTexts.quantity(FARTHEST, "m"));
        }
    }

    public static boolean validFrame(Frame fr, DiagnosticChain chain) {
        Findings f = new Findings(fr, chain);
        for (Landmark l : fr.getLandmarks()) {
            if (l.eContainer() != fr.eContainer()) {
                f.error("landmarks", "frame.other-bone", ModelTexts.name(l));
            }
        }
        if (fr.getPose() != null) {
            return f.ok();
        }
        if (fr.getLandmarks().size() < FRAME_LANDMARKS) {
            f.error("landmarks", "frame.few", fr.getLandmarks().size(), FRAME_LANDMARKS);
            return f.ok();
        }
        List<Vec3> points = fr.getLandmarks().stream().map(Landmark::getPosition).filter(p -> p != null && p.isFinite()).toList();
        if (points.size() == fr.getLandmarks().size()) {
            double sine = spread(points);
            if (sine < COLLINEAR) {
                f.error("landmarks", "frame.collinear", sine, COLLINEAR);
            }
        }
        f.required("definition");
        return f.ok();
    }

    /**
     * How far points are from being on one line: the largest distance from the line through the two that are farthest apart, over their
     * distance. For three points this is not above the sine of the angle at either end of that line.
     */
    static double spread(List<Vec3> points) {
        Vec3 a = points.getFirst();
        Vec3 b = a;
        for (Vec3 p : points) {
            for (Vec3 q : points) {
                if (p.distance(q) > a.distance(b)) {
                    a = p;
                    b = q;
                }
            }
        }
        Vec3 along = b.minus(a);
        double length = along.norm();
        if (length == 0) {
            return 0;
        }
        double height = 0;
        for (Vec3 p : points) {
            height = Math.max(height, p.minus(a).cross(along).norm() / length);
        }
        return height / length;
    }

    public static boolean validJoint(Joint j, DiagnosticChain chain) {
        Findings f = new Findings(j, chain);
        f.required("id", "type", "parent", "child");
        if (j.getParent() != null && j.getParent() == j.getChild()) {
            f.error("child", "joint.one-bone", ModelTexts.name(j.getParent()));
        }
        if (j.getParentFrame() != null && j.getParentFrame().eContainer() != j.getParent()) {
            f.error("parentFrame", "joint.frame", ModelTexts.name(j.getParentFrame()), "parent");
        }
        if (j.getChildFrame() != null && j.getChildFrame().eContainer() != j.getChild()) {
            f.error("childFrame", "joint.frame", ModelTexts.name(j.getChildFrame()), "child");
        }
        f.unique("coordinates", j.getCoordinates(), NamedElement::getName);
        return f.ok();
    }

    public static boolean validCoordinate(Coordinate c, DiagnosticChain chain) {
        Findings f = new Findings(c, chain);
        boolean unit = f.siUnit("unit", null);
        if (unit && !"rad".equals(c.getUnit()) && !"m".equals(c.getUnit())) {
            f.error("unit", "coordinate.unit", String.valueOf(c.getUnit()));
        }
        f.ordered("minimum", "maximum");
        if (f.finite("value") && c.getMinimum() < c.getMaximum() && (c.getValue() < c.getMinimum() || c.getValue() > c.getMaximum())) {
            f.error("value", "coordinate.outside", f.quantity("value"), f.quantity("minimum"), f.quantity("maximum"));
        }
        return f.ok();
    }

    public static boolean validLigament(Ligament l, DiagnosticChain chain) {
        Findings f = new Findings(l, chain);
        f.required("bundles");
        return f.ok();
    }

    public static boolean validBundle(LigamentBundle b, DiagnosticChain chain) {
        Findings f = new Findings(b, chain);
        path(f, b.getPath());
        f.notNegative("stiffness", "damping");
        // Below this the slack length L / (1 + strain) has no meaning.
        f.within(Severity.ERROR, "referenceStrain", -0.99, 1, "limit.strain");
        return f.ok();
    }

    private static void path(Findings f, List<PathPoint> path) {
        if (path.size() < 2) {
            f.error("path", "path.short", path.size(), 2);
        }
    }

    public static boolean validPathPoint(PathPoint p, DiagnosticChain chain) {
        Findings f = new Findings(p, chain);
        f.required("bone");
        if (p.getLandmark() == null) {
            f.required("position");
            if (p.getPosition() != null && f.finite("position")) {
                position(f, p.getPosition());
            }
        } else if (p.getBone() != null && p.getLandmark().eContainer() != p.getBone()) {
            f.error("landmark", "point.other-bone", ModelTexts.name(p.getLandmark()), ModelTexts.name(p.getBone()));
        }
        return f.ok();
    }

    public static boolean validMuscle(Muscle m, DiagnosticChain chain) {
        Findings f = new Findings(m, chain);
        path(f, m.getPath());
        f.notNegative("maxIsometricForce", "optimalFibreLength", "tendonSlackLength", "maxContractionVelocity");
        f.within(Severity.ERROR, "pennationAngle", 0, Math.PI / 2, "limit.pennation");
        return f.ok();
    }

    public static boolean validWrap(WrapObject w, DiagnosticChain chain) {
        Findings f = new Findings(w, chain);
        f.required("bone", "shape", "pose");
        if (f.has("shape") && !WRAP_SHAPES.contains(w.getShape())) {
            f.error("shape", "wrap.shape", w.getShape());
        }
        f.unique("parameters", w.getParameters(), Quantity::getName);
        return f.ok();
    }

    public static boolean validCartilage(Cartilage c, DiagnosticChain chain) {
        Findings f = new Findings(c, chain);
        f.required("bone");
        limit(c.getThickness(), Dimension.LENGTH, 0, THICKEST, "limit.cartilage", chain);
        f.unique("properties", c.getProperties(), Quantity::getName);
        return f.ok();
    }

    public static boolean validRecord(KinematicsRecord k, DiagnosticChain chain) {
        Findings f = new Findings(k, chain);
        f.required("joint", "data", "coordinates");
        f.notNegative("rate");
        return f.ok();
    }
}
