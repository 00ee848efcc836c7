/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.shoulder;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeSet;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Unit;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Assessment;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.Classification;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.shoulder.internal.GlenoidErosion;
import org.orthotwin.joint.shoulder.internal.GlenoidErosion.Before;
import org.orthotwin.joint.shoulder.internal.Shoulder;
import org.orthotwin.landmarks.BoneFrames;

/**
 * The type of a glenoid's erosion in the plane of the scapula after Sirveaux and Favard (F Sirveaux et al, J Bone Joint Surg Br
 * 2004;86:388-395), as the Shoulder and Elbow Society's page on classifications of arthritic bone loss words it: E0 the head has moved up
 * and nothing is eroded; E1 concentric erosion; E2 erosion of the upper part; E3 erosion of the upper part that reaches downwards; E4
 * erosion of the lower part, which G Walch et al (J Clin Med 2020;9:3704) found to be one of the front (32 degrees of anteversion, SD 14).
 *
 * <ul>
 * <li>Two hollows above each other, their balls seen at least {@link #RIDGE} apart: E2 where the upper one is worn, E4 where the lower one
 * is. Worn is the one in which the head stands or, where that is not known, the one that looks farther from {@link #USUAL}.
 * <li>One hollow that looks upwards by more than {@link #UP}: E3; downwards by more than {@link #DOWN}, or forwards by more than {@link
 * #FORWARDS}: E4.
 * <li>One hollow by {@link #SUNK} deeper than faces are: E1; else with a joint space of {@link #SPACE} or more: E0. Bones that touch, or of
 * which it is not known, are E0 or E1: erosion that took the rim along leaves a face as deep as before.
 * </ul>
 *
 * <p>The authors judge by eye; all limits are ours. Inclination is that of the rim's plane over the axis from the root of the spine to the
 * glenoid's centre, from which the floor of the supraspinous fossa differs by 0.6 degrees in the mean, in one of ten by five and more (MO
 * Gauci et al, J Clin Med 2022;11:6050); 0 to 10 degrees are usual (doi:10.1186/s12891-020-03690-8). Faces are deep by {@link #DEEP}
 * of their height between upper and lower end of the rim: those of four surfaces of people and of the synthetic ones. Where the face was
 * before, {@link GlenoidErosion} reconstructs from the hollow that is left, or from the rim and usual values; its depths are told, and do
 * not decide. A head has moved up where it stands over the glenoid's centre by more than {@link #MIGRATED} of its height, or where less
 * than {@link #ACROMION} are left between it and the acromion, the least of 166 healthy shoulders lying in a scanner (Y Yoshida et al, J
 * Orthop Surg Res 2020, doi:10.1186/s13018-020-01935-9).
 */
public final class FavardType {

    static final double RIDGE = Math.toRadians(10);
    static final double USUAL = Math.toRadians(4);
    static final double UP = Math.toRadians(15);
    static final double DOWN = Math.toRadians(-10);
    static final double FORWARDS = Math.toRadians(15);
    static final double DEEP = 0.08;
    static final double SUNK = 0.0015;
    static final double SPACE = 0.001;
    static final double MIGRATED = 0.10;
    static final double ACROMION = 0.0044;

    private static final int INCLINATION = 0;
    private static final int VERSION = 1;
    private static final int BALLS = 2;
    private static final int LOWER = 3;
    private static final int UPPER = 4;
    private static final int HEAD = 5;
    private static final int DEPTH = 6;
    private static final int GAP = 7;
    private static final double[] UNCERTAINTY = {Math.toRadians(1.5), Math.toRadians(1.5), Math.toRadians(2), Math.toRadians(2),
        Math.toRadians(2), 0.02, 0.0004, 0.0004};
    private static final List<String> NAMES = List.of("inclination", "version", "ridge", "lower", "upper", "height", "sunk", "gap");
    private static final List<String> UNITS = List.of("deg", "deg", "deg", "deg", "deg", "%", "mm", "mm");
    private static final String SOURCE = "Sirveaux et al. 2004, J Bone Joint Surg Br 86:388-395; Walch et al. 2020, J Clin Med 9:3704";
    /** Angle from straight up within which bone over the head is the acromion. */
    private static final double ABOVE = Math.cos(Math.toRadians(50));
    /** Bone that lies farther towards the midline is the glenoid's rim. */
    private static final double MEDIAL = Math.sin(Math.toRadians(30));
    private static final String UNDECIDED = "?";
    /** Bands of depth that are drawn, m, and their colours. */
    private static final double[] BANDS = {0.001, 0.002, 0.004, 0.006, Double.POSITIVE_INFINITY};
    private static final int[] COLORS = {0xF2D16B, 0xE8963C, 0xD0532B, 0x8E1B2E};
    private static final int RECONSTRUCTED = 0x3F7FBF;
    private static final double OUT = 0.0003;

    private final Body scapula;
    private final double[] values;
    private final double rsa;
    private final double acromial;
    private final GlenoidErosion erosion;

    private FavardType(Body scapula, double[] values, double rsa, double acromial, GlenoidErosion erosion) {
        this.scapula = scapula;
        this.values = values;
        this.rsa = rsa;
        this.acromial = acromial;
        this.erosion = erosion;
    }

    /**
     * @param headRadius m; NaN where it is not known
     * @throws NoSuchElementException if the scapula lacks a landmark or frame
     */
    public static FavardType of(Body scapula, Side side, double headRadius) {
        double[] glenoid = Shoulder.nativeGlenoid(scapula, side);
        Vec3 gc = scapula.landmark("GC");
        double rim = scapula.landmark("GLEN_S").distance(scapula.landmark("GLEN_I"));
        boolean two = scapula.landmarks().containsKey("HIGH_C") && scapula.landmarks().containsKey("LOW_C");
        double[] v = new double[NAMES.size()];
        v[INCLINATION] = glenoid[1];
        v[VERSION] = glenoid[0];
        v[LOWER] = two ? inclination(scapula, side, "LOW_C") : Double.NaN;
        v[UPPER] = two ? inclination(scapula, side, "HIGH_C") : Double.NaN;
        v[BALLS] = two ? scapula.landmark("HIGH_C").minus(gc).angle(scapula.landmark("LOW_C").minus(gc)) : 0;
        v[DEPTH] = two ? Double.NaN : GlenoidErosion.rimHeight(scapula, Shoulder.glenoidNormal(scapula)) - DEEP * rim;
        Optional<Vec3> head = Optional.ofNullable(scapula.landmarks().get(GlenoidType.HEAD));
        v[HEAD] = headHeight(scapula);
        v[GAP] = Double.NaN;
        GlenoidErosion erosion = null;
        if (scapula.surfaces().containsKey("outer")) {
            erosion = erosion(scapula, side, v);
            if (erosion != null && head.isPresent()) {
                v[GAP] = erosion.distance(head.get()) - headRadius;
            }
        }
        return new FavardType(scapula, v, reverseShoulderAngle(scapula, side),
                head.map(h -> acromial(scapula, side, h) - headRadius).orElse(Double.NaN), erosion);
    }

    private static double inclination(Body scapula, Side side, String centre) {
        Vec3 d = GlenoidType.inPlane(scapula, side, scapula.landmark(centre));
        return Math.atan2(d.y(), Math.hypot(d.x(), d.z()));
    }

    /** The face against what it was before, as far as the measurements tell. */
    private static GlenoidErosion erosion(Body scapula, Side side, double[] v) {
        boolean tilted = v[INCLINATION] > UP || v[INCLINATION] < DOWN || v[VERSION] > FORWARDS;
        double i = v[INCLINATION] > UP || v[INCLINATION] < DOWN ? USUAL : v[INCLINATION];
        double a = v[VERSION] > FORWARDS ? 0 : v[VERSION];
        Vec3 axis = scapula.frame(BoneFrames.SCAPULA_PLANE).rotate(
                new Vec3(Math.cos(i) * Math.sin(a), Math.sin(i), side.sign() * Math.cos(i) * Math.cos(a)));
        boolean sunk = v[DEPTH] > SUNK;
        Before one = scapula.landmarks().containsKey("PALEO_N") ? Before.FRONT_HOLLOW : sunk ? Before.SHALLOWER : Before.SAME;
        Before before = v[BALLS] >= RIDGE ? upperIsWorn(v) ? Before.LOWER_HOLLOW : Before.UPPER_HOLLOW : tilted ? Before.TURNED : one;
        return GlenoidErosion.of(scapula, side, before, axis, sunk ? v[DEPTH] : 0);
    }

    /** Distance of the head's centre from the bone above it, m; NaN without a surface or where there is no bone. */
    private static double acromial(Body scapula, Side side, Vec3 head) {
        TriangleMesh bone = scapula.surfaces().get("outer");
        if (bone == null) {
            return Double.NaN;
        }
        Vec3 up = scapula.frame(BoneFrames.SCAPULA_PLANE).axis(1);
        Vec3 in = scapula.frame(BoneFrames.SCAPULA_PLANE).axis(2).times(-side.sign());
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < bone.vertexCount(); i++) {
            Vec3 d = bone.vertex(i).minus(head);
            double r = d.norm();
            if (d.dot(up) > ABOVE * r && d.dot(in) < MEDIAL * r) {
                least = Math.min(least, r);
            }
        }
        return Double.isInfinite(least) ? Double.NaN : least;
    }

    /**
     * Angle of the reverse shoulder: of the line from the glenoid's centre, where the axis meets the face, to its lowest place, against the
     * perpendicular of that axis in the plane of the scapula, upwards positive, rad (P Boileau et al, J Shoulder Elbow Surg
     * 2019;28:1281-1290, who take the floor of the supraspinous fossa for the axis).
     */
    public static double reverseShoulderAngle(Body scapula, Side side) {
        Vec3 low = GlenoidType.inPlane(scapula, side, scapula.landmark("GLEN_I"));
        return Math.atan2(low.z(), -low.y());
    }

    /** How far the head stands over the glenoid's centre, along the rim's plane, in heights of the glenoid; NaN where it is not known. */
    public static double headHeight(Body scapula) {
        Vec3 head = scapula.landmarks().get(GlenoidType.HEAD);
        if (head == null) {
            return Double.NaN;
        }
        return head.minus(scapula.landmark("GC")).dot(Shoulder.glenoidUp(scapula))
                / scapula.landmark("GLEN_S").distance(scapula.landmark("GLEN_I"));
    }

    /** Least distance of head and acromion, m; NaN where it is not known where the head stood. */
    public double acromiohumeral() {
        return acromial;
    }

    /** Whether the head is known to have moved up. */
    public boolean migrated() {
        return values[HEAD] > MIGRATED || acromial < ACROMION;
    }

    /** The face against what it was; null without a surface or where too little is seen. */
    public GlenoidErosion erosion() {
        return erosion;
    }

    private static boolean upperIsWorn(double[] v) {
        return Double.isNaN(v[HEAD]) ? v[UPPER] - USUAL >= USUAL - v[LOWER] : v[HEAD] >= 0;
    }

    static String type(double[] v) {
        if (v[BALLS] >= RIDGE) {
            return upperIsWorn(v) ? "E2" : "E4";
        }
        if (v[INCLINATION] > UP) {
            return "E3";
        }
        if (v[INCLINATION] < DOWN || v[VERSION] > FORWARDS) {
            return "E4";
        }
        if (v[DEPTH] >= SUNK) {
            return "E1";
        }
        return v[GAP] >= SPACE ? "E0" : UNDECIDED;
    }

    /** The type and what it may be as well. */
    public Classification classification() {
        double[] u = UNCERTAINTY.clone();
        for (int i = 0; i < u.length; i++) {
            u[i] = Double.isNaN(values[i]) || i == BALLS && values[i] == 0 ? Double.NaN : u[i];
        }
        Classification c = Classification.of(values, u, FavardType::type);
        TreeSet<String> possible = new TreeSet<>(c.possible());
        if (possible.remove(UNDECIDED)) {
            possible.addAll(List.of("E0", "E1"));
        }
        return new Classification(c.at().equals(UNDECIDED) ? "E0" : c.at(), List.copyOf(possible), c.straddling());
    }

    /** A type as a number: 0 for E0 to 4 for E4. */
    static double number(String type) {
        return type.charAt(1) - '0';
    }

    private static Diagnostic said(String code, Object... args) {
        return GlenoidType.said("favard." + code, args);
    }

    Diagnostic verdict() {
        Classification c = classification();
        if (!c.isClear()) {
            String types = String.join(", ", c.possible());
            if (c.straddling().isEmpty() && type(values).equals(UNDECIDED)) {
                return Double.isNaN(values[GAP]) ? said("unknown", types) : said("touch", types, mm(values[GAP]));
            }
            return said("unclear", types, GlenoidType.straddling("favard.", NAMES, c));
        }
        boolean two = values[BALLS] >= RIDGE;
        String which = "because." + c.at().toLowerCase(Locale.ROOT) + switch (c.at()) {
            case "E0" -> migrated() ? "" : ".centred";
            case "E4" -> two ? ".two" : values[INCLINATION] >= DOWN ? ".anterior" : "";
            default -> "";
        };
        return said("clear", c.at(), said(which, GlenoidType.degrees(values[INCLINATION]), GlenoidType.degrees(values[VERSION]),
                GlenoidType.degrees(values[BALLS]), mm(values[DEPTH]), GlenoidType.percent(values[HEAD]), mm(acromial), mm(third(2)),
                mm(third(1)), mm(third(0))));
    }

    /** Mean erosion of the lower (0), middle or upper third of the height, m; NaN without a surface. */
    public double third(int from) {
        return erosion == null ? Double.NaN : erosion.mean(from / 3.0, (from + 1) / 3.0);
    }

    private static String mm(double si) {
        return Double.isNaN(si) ? "?" : Numbers.fixed(1000 * si, 1);
    }

    private List<Assessment.Picture> pictures() {
        List<Assessment.Picture> pictures = new ArrayList<>();
        if (erosion == null || !(erosion.most() >= BANDS[0])) {
            return pictures;
        }
        List<Assessment.Layer> bands = new ArrayList<>();
        for (int i = 0; i < COLORS.length; i++) {
            boolean last = i == COLORS.length - 1;
            bands.add(new Assessment.Layer(last ? said("band.last", Numbers.fixed(1000 * BANDS[i], 0))
                    : said("band", Numbers.fixed(1000 * BANDS[i], 0), Numbers.fixed(1000 * BANDS[i + 1], 0)),
                    erosion.band(BANDS[i], BANDS[i + 1], OUT), COLORS[i]));
        }
        Vec3 out = Shoulder.glenoidNormal(scapula);
        pictures.add(new Assessment.Picture("glenoid-erosion", said("picture.lateral"), scapula.id(), bands, out, false, 1));
        List<Assessment.Layer> both = new ArrayList<>(bands);
        both.add(new Assessment.Layer(said("reconstructed"), erosion.reconstructed(), RECONSTRUCTED));
        pictures.add(new Assessment.Picture("glenoid-before", said("picture.anterior"), scapula.id(), both,
                scapula.frame(BoneFrames.SCAPULA_PLANE).axis(0), false, 0.15));
        return pictures;
    }

    /** What there is to say of the scapula among bones; empty where it lacks landmarks. */
    static Optional<Assessment> assess(List<Body> bodies, Side side) {
        Optional<Body> scapula = bodies.stream().filter(b -> b.type().equals("scapula") && b.side() == side).findFirst();
        Optional<Body> humerus = bodies.stream().filter(b -> b.type().equals("humerus") && b.side() == side
                && b.landmarks().keySet().containsAll(List.of("HEAD_A", "GH"))).findFirst();
        if (scapula.isEmpty()) {
            return Optional.empty();
        }
        try {
            FavardType t = of(scapula.get(), side,
                    humerus.map(h -> h.landmark("HEAD_A").distance(h.landmark("GH"))).orElse(Double.NaN));
            Classification c = t.classification();
            List<Assessment.Criterion> criteria = GlenoidType.criteria("favard.", NAMES, UNITS, t.values, UNCERTAINTY, c);
            Map<String, Double> told = new LinkedHashMap<>();
            told.put("superior", t.third(2));
            told.put("central", t.third(1));
            told.put("inferior", t.third(0));
            told.put("acromial", t.acromial);
            told.forEach((name, value) -> {
                if (!Double.isNaN(value)) {
                    criteria.add(new Assessment.Criterion(said(name), value, Double.NaN, Unit.of("mm"), said(name + ".limit"), false));
                }
            });
            criteria.add(new Assessment.Criterion(said("rsa"), t.rsa, UNCERTAINTY[INCLINATION], Unit.of("deg"), said("rsa.limit"), false));
            return Optional.of(new Assessment("shoulder.glenoid.favard", said("name"), t.verdict(), c.isClear(), criteria, SOURCE,
                    t.pictures()));
        } catch (NoSuchElementException e) {
            // a bone without the landmarks of a glenoid has no type
            return Optional.empty();
        }
    }
}
