/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.shoulder;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.MessageCatalog;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Unit;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Assessment;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.Classification;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.shoulder.internal.Shoulder;
import org.orthotwin.landmarks.BoneFrames;

/**
 * The type of a glenoid after Walch, as modified by M J Bercik et al (J Shoulder Elbow Surg 2016;25:1601-1606; G Walch et al, J
 * Arthroplasty 1999;14:756-760), from version, two hollows and where the head stands.
 *
 * <ul>
 * <li>C1: retroverted by more than {@link #DYSPLASTIC} with one hollow; C2: two hollows of which the front one is.
 * <li>B2: two hollows, at least {@link #TWO_HOLLOWS} apart.
 * <li>D: less than {@link #FRONT} of the head behind the scapula's axis, or anteverted beyond {@link #ANTEVERTED}.
 * <li>B3: one hollow, retroverted by {@link #WORN} or more, or {@link #FAR_BEHIND} of the head or more behind the scapula's axis.
 * <li>B1: more than {@link #BEHIND} of the head behind the perpendicular of the glenoid.
 * <li>A2: the line through both rims passes {@link #THROUGH} or more within the head; else A1. </ul>
 *
 * <p>The authors judge hollows, anteversion and the line through the head by eye; {@link #TWO_HOLLOWS}, {@link #ANTEVERTED} and {@link
 * #THROUGH} are ours. A dysplastic glenoid is not told from one that was worn as far by numbers of today. The centre of the head as it was
 * found is landmark {@code HHC} of the scapula; without it the head counts as anywhere, so that only what does not depend on it is clear.
 * Standard uncertainties are ours, of the order of published agreement of observers.
 */
public final class GlenoidType {

    static final double DYSPLASTIC = Math.toRadians(-25);
    static final double WORN = Math.toRadians(-15);
    static final double ANTEVERTED = Math.toRadians(5);
    static final double TWO_HOLLOWS = Math.toRadians(5);
    static final double FRONT = 0.40;
    static final double BEHIND = 0.55;
    static final double FAR_BEHIND = 0.70;
    static final double THROUGH = 0.001;
    /** Centre of the head as it was found, of the scapula. */
    static final String HEAD = "HHC";

    private static final double[] UNCERTAINTY = {Math.toRadians(1.5), Math.toRadians(1.5), Math.toRadians(1), 0.02, 0.02, 0.0005};
    private static final List<String> NAMES = List.of("version", "front", "hollows", "scapulohumeral", "glenohumeral", "through");
    private static final List<String> UNITS = List.of("deg", "deg", "deg", "%", "%", "mm");
    private static final String SOURCE = "Bercik et al. 2016, J Shoulder Elbow Surg 25:1601-1606; Walch et al. 1999, J Arthroplasty "
            + "14:756-760";
    private static final MessageCatalog MESSAGES = new MessageCatalog(ShoulderPlanProposer.class);

    private final double[] values;
    private final boolean headKnown;

    private GlenoidType(double[] values, boolean headKnown) {
        this.values = values;
        this.headKnown = headKnown;
    }

    /**
     * @param headRadius m
     * @throws NoSuchElementException if the scapula lacks a landmark or frame
     */
    public static GlenoidType of(Body scapula, Side side, double headRadius) {
        double version = Shoulder.nativeGlenoid(scapula, side)[0];
        boolean two = scapula.landmarks().containsKey("PALEO_N") && scapula.landmarks().containsKey("NEO_N");
        double front = two ? version(scapula, side, "PALEO_N") : version;
        Vec3 gc = scapula.landmark("GC");
        double hollows = two ? scapula.landmark("PALEO_N").minus(gc).angle(scapula.landmark("NEO_N").minus(gc)) : 0;
        boolean known = scapula.landmarks().containsKey(HEAD);
        double scapular = Double.NaN;
        double glenohumeral = Double.NaN;
        double through = Double.NaN;
        if (known) {
            Vec3 head = inPlane(scapula, side, scapula.landmark(HEAD));
            Vec3 a = inPlane(scapula, side, scapula.landmark("GLEN_A"));
            Vec3 p = inPlane(scapula, side, scapula.landmark("GLEN_P"));
            Vec3 forwards = new Vec3(a.x() - p.x(), 0, a.z() - p.z()).normalized();
            // out of the glenoid in the plane of x and z
            Vec3 out = new Vec3(-forwards.z(), 0, forwards.x());
            scapular = 0.5 - head.x() / (2 * headRadius);
            glenohumeral = 0.5 - head.dot(forwards) / (2 * headRadius);
            through = headRadius - head.minus(a).dot(out);
        }
        return new GlenoidType(new double[] {version, front, hollows, scapular, glenohumeral, through}, known);
    }

    /** Of the right side: x forwards, y upwards, z away from the midline. */
    static Vec3 inPlane(Body scapula, Side side, Vec3 p) {
        Vec3 q = scapula.frame(BoneFrames.SCAPULA_PLANE).inverse().apply(p);
        return new Vec3(q.x(), q.y(), side.sign() * q.z());
    }

    private static double version(Body scapula, Side side, String normal) {
        RigidTransform in = scapula.frame(BoneFrames.SCAPULA_PLANE).inverse();
        Vec3 n = in.rotate(scapula.landmark(normal).minus(scapula.landmark("GC")));
        return Math.atan2(n.x(), side.sign() * n.z());
    }

    /** Angle between the axes of two hollows, rad; 0 for one. */
    public double hollows() {
        return values[2];
    }

    /** Part of the head's width behind the scapula's axis; NaN where it is not known where the head stood. */
    public double scapulohumeral() {
        return values[3];
    }

    /** Part of the head's width behind the perpendicular of the line of both rims; NaN as {@link #scapulohumeral}. */
    public double glenohumeral() {
        return values[4];
    }

    /** How far the line of both rims passes within the head, m, negative outside of it; NaN as {@link #scapulohumeral}. */
    public double through() {
        return values[5];
    }

    static double[] uncertainties() {
        return UNCERTAINTY.clone();
    }

    static String type(double[] v) {
        boolean two = v[2] >= TWO_HOLLOWS;
        if (two) {
            return v[1] < DYSPLASTIC ? "C2" : "B2";
        }
        if (v[0] < DYSPLASTIC) {
            return "C1";
        }
        if (v[0] > ANTEVERTED || v[3] < FRONT) {
            return "D";
        }
        if (v[0] <= WORN || v[3] >= FAR_BEHIND) {
            return "B3";
        }
        return v[4] > BEHIND ? "B1" : v[5] >= THROUGH ? "A2" : "A1";
    }

    /** The type and what it may be as well. */
    public Classification classification() {
        if (headKnown) {
            return Classification.of(values, UNCERTAINTY, GlenoidType::type);
        }
        // wherever the head stands: centred, before, behind, far behind, sunk in
        List<Classification> all = new ArrayList<>();
        for (double[] head : new double[][] {{0.5, 0.5, -1}, {0.3, 0.5, -1}, {0.6, 0.6, -1}, {0.8, 0.6, -1}, {0.5, 0.5, 1}}) {
            double[] v = values.clone();
            System.arraycopy(head, 0, v, 3, 3);
            double[] u = UNCERTAINTY.clone();
            u[3] = Double.NaN;
            u[4] = Double.NaN;
            u[5] = Double.NaN;
            all.add(Classification.of(v, u, GlenoidType::type));
        }
        List<String> possible = all.stream().flatMap(c -> c.possible().stream()).distinct().sorted().toList();
        List<Integer> straddling = new ArrayList<>(all.getFirst().straddling());
        if (all.stream().map(Classification::at).distinct().count() > 1) {
            straddling.addAll(List.of(3, 4, 5));
        }
        return new Classification(all.getFirst().at(), possible, straddling);
    }

    /** A type as a number: 1.1 for A1, 1.2 for A2, 2.1 for B1 ... 4 for D. */
    static double number(String type) {
        return type.charAt(0) - 'A' + 1 + (type.length() > 1 ? 0.1 * (type.charAt(1) - '0') : 0);
    }

    static Diagnostic said(String code, Object... args) {
        return Diagnostic.info(MESSAGES, code, args);
    }

    Diagnostic verdict() {
        Classification c = classification();
        if (!c.isClear()) {
            return said(headKnown ? "walch.unclear" : "walch.unknown", String.join(", ", c.possible()), straddling("walch.", NAMES, c));
        }
        return said("walch.clear", c.at(), said("walch.because." + c.at().toLowerCase(Locale.ROOT), degrees(values[0]), degrees(values[1]),
                degrees(values[2]), percent(values[3]), percent(values[4]), Numbers.fixed(values[5] * 1000, 1)));
    }

    /** Names of what lies at a limit, one after the other. */
    static Diagnostic straddling(String prefix, List<String> names, Classification c) {
        Diagnostic all = null;
        for (int i : c.straddling()) {
            Diagnostic name = said(prefix + names.get(i));
            all = all == null ? name : said("walch.and", all, name);
        }
        return all == null ? said("walch.together") : all;
    }

    /** What was measured, held against its limits. */
    static List<Assessment.Criterion> criteria(String prefix, List<String> names, List<String> units, double[] values,
            double[] uncertainties, Classification c) {
        List<Assessment.Criterion> criteria = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (!Double.isNaN(values[i])) {
                criteria.add(new Assessment.Criterion(said(prefix + names.get(i)), values[i], uncertainties[i], Unit.of(units.get(i)),
                        said(prefix + names.get(i) + ".limit"), c.straddling().contains(i)));
            }
        }
        return criteria;
    }

    static String degrees(double rad) {
        return Numbers.fixed(Math.toDegrees(rad), 1);
    }

    static String percent(double part) {
        return Double.isNaN(part) ? "?" : Numbers.fixed(100 * part, 0);
    }

    /** What there is to say of the scapula among bones; empty where it lacks landmarks. */
    static Optional<Assessment> assess(List<Body> bodies, Side side) {
        Optional<Body> scapula = bodies.stream().filter(b -> b.type().equals("scapula") && b.side() == side).findFirst();
        Optional<Body> humerus = bodies.stream().filter(b -> b.type().equals("humerus") && b.side() == side
                && b.landmarks().containsKey("HEAD_A") && b.landmarks().containsKey("GH")).findFirst();
        if (scapula.isEmpty() || humerus.isEmpty()) {
            return Optional.empty();
        }
        try {
            GlenoidType t = of(scapula.get(), side, humerus.get().landmark("HEAD_A").distance(humerus.get().landmark("GH")));
            Classification c = t.classification();
            return Optional.of(new Assessment("shoulder.glenoid.walch", said("walch.name"), t.verdict(), c.isClear(),
                    criteria("walch.", NAMES, UNITS, t.values, UNCERTAINTY, c), SOURCE, List.of()));
        } catch (NoSuchElementException e) {
            // a bone without the landmarks of a glenoid has no type
            return Optional.empty();
        }
    }
}
