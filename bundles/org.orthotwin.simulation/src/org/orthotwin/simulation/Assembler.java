/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.simulation;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.orthotwin.catalog.Catalogs;
import org.orthotwin.catalog.Compatibility;
import org.orthotwin.catalog.LoadedCatalogue;
import org.orthotwin.catalog.Mating;
import org.orthotwin.catalog.Notices;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Severity;
import org.orthotwin.geometry.Resection;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.BearingCentre;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.CartilageLayer;
import org.orthotwin.joint.Joints;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.joint.PlacementConvention;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.SoftTissue;
import org.orthotwin.joint.spi.JointType;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.anatomy.Coordinate;
import org.orthotwin.model.anatomy.Joint;
import org.orthotwin.model.anatomy.Quantity;
import org.orthotwin.model.implant.Assembly;
import org.orthotwin.model.implant.AssemblyConnection;
import org.orthotwin.model.implant.AssemblySlot;
import org.orthotwin.model.implant.Verdict;
import org.orthotwin.model.scenario.Placement;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.model.scenario.Setting;
import org.orthotwin.solver.JointModel;
import org.orthotwin.solver.Person;
import org.orthotwin.solver.Problem;

/**
 * Makes the immutable problem from the models: bones read once, parts realised and placed, bones cut, the joint's centres moved to the
 * artificial ones. One assembler serves many plans of one anatomy and gives the same surfaces each time, so that solvers may keep what they
 * built on them. Not thread-safe.
 */
public final class Assembler {

    /** What of a part cuts its bone: a feature, a plane whose z axis points to what is removed; surfaces, around what is removed. */
    private static final String RESECTION = "resection";
    /** Surface of a part around the cartilage that goes where it replaces one compartment; the rest stays. */
    private static final String CARTILAGE = "cartilage";
    private static final double SECONDS_A_YEAR = 365.25 * 86400;

    private final Case source;
    private final Joint joint;
    private final JointType type;
    private final Side side;
    private final Bones bones;
    private final SoftTissue tissue;
    private final Map<TriangleMesh, Map<String, TriangleMesh>> cuts;

    /**
     * A plan turned into problems.
     *
     * @param problem bones and parts as planned
     * @param nativeProblem the bones before the operation
     * @param items the catalogue items by role
     * @param warnings what the user should know
     */
    public record Assembled(Problem problem, Problem nativeProblem, Map<String, Catalogs.Item> items, List<Diagnostic> warnings) {
    }

    /** @throws InputException for anything in the anatomy that cannot be used */
    public Assembler(Case source, Monitor monitor) {
        this(source, null, monitor);
    }

    /** @param earlier an assembler whose bones, cartilage and cut surfaces are used on where they are those of this case; or null */
    Assembler(Case source, Assembler earlier, Monitor monitor) {
        this.source = source;
        boolean sameBones = earlier != null && earlier.hasBonesOf(source);
        this.cuts = sameBones ? earlier.cuts : new IdentityHashMap<>();
        Anatomy anatomy = source.anatomy().orElse(null);
        if (anatomy == null) {
            joint = null;
            type = null;
            side = Side.RIGHT;
            bones = null;
            tissue = SoftTissue.NONE;
            return;
        }
        String wanted = source.scenario().getJoint();
        joint = anatomy.getJoints().stream().filter(j -> j.getId().equals(wanted)).findFirst().orElseThrow(() ->
                Texts.refuse("joint.missing",
                String.valueOf(wanted), String.join(", ", anatomy.getJoints().stream().map(Joint::getId).toList())));
        if (Joints.registry().find(String.valueOf(joint.getType())).isEmpty()) {
            throw Texts.refuse("joint.unknown", joint.getId(), String.valueOf(joint.getType()), String.join(", ", Joints.registry().ids()));
        }
        type = Joints.registry().get(joint.getType());
        side = joint.getSide() == org.orthotwin.model.anatomy.Side.LEFT ? Side.LEFT : Side.RIGHT;
        require(joint.getParent(), type.parentBone());
        require(joint.getChild(), type.childBone());
        bones = sameBones ? earlier.bones : Bones.load(source.anatomyFile().orElseThrow(), anatomy, type, side, monitor);
        Anatomy before = sameBones ? earlier.source.anatomy().orElseThrow() : null;
        boolean sameLayers = sameBones && same(anatomy.getCartilages(), before.getCartilages());
        tissue = sameLayers && same(anatomy.getLigaments(), before.getLigaments()) && same(anatomy.getMuscles(), before.getMuscles())
                ? earlier.tissue
                : Tissue.read(source.anatomyFile().orElseThrow(), anatomy, bones.byId(), posture(),
                        sameLayers ? earlier.tissue.cartilages() : null, monitor);
    }

    private Assembler(Assembler other) {
        source = other.source;
        joint = other.joint;
        type = other.type;
        side = other.side;
        bones = other.bones;
        tissue = other.tissue;
        cuts = new IdentityHashMap<>();
    }

    /** The same for another thread: it shares what is only read. */
    Assembler twin() {
        return new Assembler(this);
    }

    /** Whether the bones of a case, their landmarks and joints are those of this one: then their surfaces need not be read again. */
    private boolean hasBonesOf(Case other) {
        if (source.anatomy().isEmpty() || other.anatomy().isEmpty()) {
            return false;
        }
        Anatomy a = source.anatomy().get();
        Anatomy b = other.anatomy().get();
        return Objects.equals(source.anatomyFile(), other.anatomyFile())
                && Objects.equals(source.scenario().getJoint(), other.scenario().getJoint()) && same(a.getBones(), b.getBones())
                && same(a.getJoints(), b.getJoints());
    }

    private static <T extends EObject> boolean same(List<T> a, List<T> b) {
        // equality across these lists and what they refer to
        return new EcoreUtil.EqualityHelper().equals(new ArrayList<>(a), new ArrayList<>(b));
    }

    /** The proximal bone, and the others where the coordinates of the joints put them in the recorded posture. */
    private Map<String, RigidTransform> posture() {
        JointModel model = jointModel(Optional.empty(), Optional.empty(), bones.all());
        Map<String, RigidTransform> posture = new LinkedHashMap<>();
        posture.put(model.parent(), RigidTransform.IDENTITY);
        posture.put(model.child(), model.childInParent(recorded(joint, type)));
        for (Joint other : source.anatomy().orElseThrow().getJoints()) {
            String on = other.getParent() == null ? null : other.getParent().getId();
            if (other != joint && posture.containsKey(on) && other.getChild() != null
                    && Joints.registry().find(String.valueOf(other.getType())).isPresent()) {
                JointType t = Joints.registry().get(other.getType());
                Optional<RigidTransform> parent = frame(on, t, t.parentFrame());
                Optional<RigidTransform> child = frame(other.getChild().getId(), t, t.childFrame());
                if (parent.isPresent() && child.isPresent()) {
                    posture.putIfAbsent(other.getChild().getId(), posture.get(on).times(parent.get())
                            .times(t.childInParent(recorded(other, t), side)).times(child.get().inverse()));
                }
            }
        }
        return posture;
    }

    private static double[] recorded(Joint j, JointType t) {
        return t.coordinates().stream().mapToDouble(d -> j.getCoordinates().stream().filter(c -> d.name().equals(c.getName()))
                .mapToDouble(Coordinate::getValue).findFirst().orElse(0)).toArray();
    }

    /** A frame of a joint beside the scenario's, where the bone has the landmarks for it. */
    private Optional<RigidTransform> frame(String bone, JointType t, String id) {
        Body body = bones.byId().get(bone);
        return t.frames().stream().filter(d -> body != null && d.id().equals(id) && Bones.missing(d, body, side).isEmpty())
                .map(d -> d.rule().pose(body.landmarks(), side)).findFirst();
    }

    private void require(Bone bone, String boneType) {
        if (bone == null) {
            throw Texts.refuse("joint.bone", joint.getId(), boneType);
        }
    }

    public Side side() {
        return side;
    }

    /** The type of the joint; empty for a scenario without an anatomy. */
    public Optional<JointType> type() {
        return Optional.ofNullable(type);
    }

    /** The id of the joint's type; empty for a scenario without an anatomy. */
    public Optional<String> typeId() {
        return Optional.ofNullable(joint).map(Joint::getType);
    }

    /** The bones; empty for a scenario without an anatomy. */
    public List<Body> bodies() {
        return bones == null ? List.of() : bones.all();
    }

    /**
     * @param plan a plan of the case; empty for the native joint
     * @throws InputException for a plan that cannot be carried out
     */
    public Assembled assemble(Optional<Plan> plan, Monitor monitor) {
        List<Diagnostic> warnings = new ArrayList<>();
        if (bones == null) {
            if (plan.isPresent() && !plan.get().getPlacements().isEmpty()) {
                throw Texts.refuse("anatomy.none");
            }
            Problem empty = new Problem(new Person(Double.NaN, Double.NaN, Double.NaN), List.of(), null, List.of(), List.of());
            return new Assembled(empty, empty, Map.of(), warnings);
        }
        Problem nativeProblem = new Problem(person(), bones.all(), jointModel(Optional.empty(), Optional.empty(), bones.all()), List.of(),
                List.of(), tissue);
        if (plan.isEmpty()) {
            return new Assembled(nativeProblem, nativeProblem, Map.of(), warnings);
        }
        Map<String, Catalogs.Item> items = items(plan.get());
        checkPairs(items, warnings);
        checkSlots(plan.get(), items, warnings);
        List<PlacedPart> parts = place(plan.get(), items);
        List<Body> cut = new ArrayList<>();
        for (Body b : bones.all()) {
            monitor.checkCancelled();
            cut.add(cut(b, plan.get(), parts));
        }
        return new Assembled(new Problem(person(), cut, replacedJoint(parts, cut), parts, List.of(), left(parts)), nativeProblem, items,
                warnings);
    }

    /**
     * The soft tissue without the cartilage of bones that carry parts, but for what a part of one compartment leaves beside it, and as the
     * joint knows it with parts.
     */
    private SoftTissue left(List<PlacedPart> parts) {
        List<CartilageLayer> cartilages = new ArrayList<>();
        for (CartilageLayer c : tissue.cartilages()) {
            List<PlacedPart> on = parts.stream().filter(p -> p.body().equals(c.body())).toList();
            TriangleMesh surface = c.surface();
            for (PlacedPart p : on) {
                if (p.part().surfaces().containsKey(CARTILAGE)) {
                    TriangleMesh whole = surface;
                    surface = once(whole, p.part().partNumber() + " beside " + p.pose(), () -> c.with(whole).outside(
                            p.part().surfaces().get(CARTILAGE).transformed(p.pose())).surface());
                }
            }
            if (on.isEmpty() || surface != c.surface() && !surface.isEmpty()) {
                cartilages.add(surface == c.surface() ? c : c.with(surface));
            }
        }
        SoftTissue left = new SoftTissue(tissue.ligaments(), tissue.muscles(), cartilages, tissue.posture());
        return parts.isEmpty() || left.isEmpty() ? left : type.replaced(left, bones.all(), parts);
    }

    /** The bones and which of their frames are built on landmarks. @throws IllegalStateException for a scenario without an anatomy */
    Bones bones() {
        if (bones == null) {
            throw new IllegalStateException("a scenario without an anatomy has no bones");
        }
        return bones;
    }

    /**
     * A problem on other bones, such as these with landmarks elsewhere: the joint's frames are those of the new bones, the parts stay in
     * their places in the bones, and so does the centre of a joint that they replace.
     */
    Problem displaced(Problem p, Person person, UnaryOperator<Body> change) {
        List<Body> bodies = p.bodies().stream().map(change).toList();
        return new Problem(person, bodies, replacedJoint(p.parts(), bodies), p.parts(), p.activities(), p.tissue().with(a ->
                bodies.stream().filter(b -> b.id().equals(a.body())).findFirst().map(a::on).orElse(a)));
    }

    /** A plan on landmarks and a subject elsewhere. @throws IllegalArgumentException if a frame cannot be built any more */
    Assembled shifted(Assembled a, StatedUncertainty.Shift shift) {
        UnaryOperator<Body> change = b -> shift.of(b, bones());
        return new Assembled(displaced(a.problem(), shift.of(a.problem().person()), change),
                displaced(a.nativeProblem(), shift.of(a.nativeProblem().person()), change), a.items(), a.warnings());
    }

    private Person person() {
        var s = source.anatomy().orElseThrow().getSubject();
        return s == null ? new Person(Double.NaN, Double.NaN, Double.NaN) : new Person(value(s.getMass()), value(s.getHeight()),
                value(s.getAge()));
    }

    private static double value(Quantity q) {
        return q == null ? Double.NaN : q.getValue();
    }

    /** Age in years for people, of an age in s. */
    public static double years(double seconds) {
        return seconds / SECONDS_A_YEAR;
    }

    // ---- parts

    private static Map<String, Catalogs.Item> items(Plan plan) {
        Map<String, Catalogs.Item> items = new LinkedHashMap<>();
        for (Placement p : plan.getPlacements()) {
            try {
                items.put(p.getRole(), Catalogs.find(String.valueOf(p.getComponent()), String.valueOf(p.getSize())));
            } catch (NoSuchElementException e) {
                throw Texts.refuse(e, "placement.part", p.getRole(), e.getMessage());
            }
        }
        return items;
    }

    private static void checkPairs(Map<String, Catalogs.Item> items, List<Diagnostic> warnings) {
        List<String> roles = List.copyOf(items.keySet());
        for (String role : roles) {
            for (Diagnostic d : Notices.of(items.get(role))) {
                if (d.severity() == Severity.ERROR) {
                    throw new InputException(d);
                }
                warnings.add(d);
            }
        }
        for (int i = 0; i < roles.size(); i++) {
            for (int j = i + 1; j < roles.size(); j++) {
                Catalogs.Item a = items.get(roles.get(i));
                Catalogs.Item b = items.get(roles.get(j));
                Compatibility c = Compatibility.of(a, b);
                Object[] args = {roles.get(i), a.size().getPartNumber(), roles.get(j), b.size().getPartNumber(), c.reason(), c.source(),
                        c.date()};
                if (c.verdict() == Verdict.FORBIDDEN) {
                    throw Texts.refuse("pair.forbidden", args);
                }
                if (c.verdict() == Verdict.WARNED) {
                    warnings.add(Diagnostic.warning(Texts.CATALOG, "pair.warned", args));
                }
            }
        }
    }

    /** A part that fits by its features may still be one that its maker never meant for this role. */
    private static void checkSlots(Plan plan, Map<String, Catalogs.Item> items, List<Diagnostic> warnings) {
        String name = plan.getAssembly();
        if (name == null || name.isBlank()) {
            return;
        }
        for (AssemblySlot slot : assembly(name).getSlots()) {
            Catalogs.Item item = items.get(slot.getRole());
            if (item != null && !slot.getComponents().contains(item.component())) {
                warnings.add(Diagnostic.warning(Texts.CATALOG, "assembly.unlisted", slot.getRole(), item.size().getPartNumber(), name,
                        String.join(", ", slot.getComponents().stream().map(c -> c.getId()).toList())));
            }
        }
    }

    private List<PlacedPart> place(Plan plan, Map<String, Catalogs.Item> items) {
        Map<String, PlacedPart> placed = new LinkedHashMap<>();
        for (Placement p : plan.getPlacements()) {
            if (p.getBone() != null && !p.getBone().isBlank()) {
                placed.put(p.getRole(), placeOnBone(p, items.get(p.getRole())));
            }
        }
        join(plan, items, placed);
        List<PlacedPart> inOrder = new ArrayList<>();
        for (Placement p : plan.getPlacements()) {
            PlacedPart part = placed.get(p.getRole());
            if (part == null) {
                throw Texts.refuse("placement.loose", p.getRole(), String.valueOf(plan.getAssembly()));
            }
            inOrder.add(part);
        }
        return inOrder;
    }

    private PlacedPart placeOnBone(Placement p, Catalogs.Item item) {
        Body body = bones.find(p.getBone()).orElseThrow(() -> Texts.refuse("placement.bone", p.getRole(), p.getBone(), boneNames()));
        RigidTransform frame = body.frames().get(p.getFrame());
        if (frame == null) {
            throw Texts.refuse("placement.frame", p.getRole(), String.valueOf(p.getFrame()), p.getBone(),
                    String.join(", ", body.frames().keySet()));
        }
        PlacementConvention convention = convention(p.getRole(), p.getConvention());
        try {
            return new PlacedPart(p.getRole(), realise(p.getRole(), item), p.getBone(), frame.times(convention.pose(values(p), side)));
        } catch (IllegalArgumentException e) {
            throw Texts.refuse(e, "placement.value", p.getRole(), e.getMessage());
        }
    }

    private PartModel realise(String role, Catalogs.Item item) {
        try {
            return item.realise(side);
        } catch (IllegalArgumentException e) {
            throw Texts.refuse(e, "placement.part", role, e.getMessage());
        }
    }

    private String boneNames() {
        return String.join(", ", bones.all().stream().map(Body::id).toList());
    }

    /** The coordinates of a placement by name, SI. */
    public static Map<String, Double> values(Placement p) {
        Map<String, Double> v = new LinkedHashMap<>();
        for (Setting s : p.getCoordinates()) {
            v.put(s.getName(), s.getNumber());
        }
        return v;
    }

    /**
     * A convention of a joint's type, or {@code rigid}, which every joint has; empty if the joint has none of that id.
     *
     * @param id null or blank for {@code rigid}
     */
    public static Optional<PlacementConvention> convention(JointType type, String id) {
        return id == null || id.isBlank() || id.equals(RigidPlacement.ID) ? Optional.of(new RigidPlacement())
                : type.placements().stream().filter(c -> c.id().equals(id)).findFirst();
    }

    PlacementConvention convention(String role, String id) {
        return convention(type, id).orElseThrow(() ->
                Texts.refuse("placement.convention", role, id,
                joint.getType(), String.join(", ", type.placements().stream().map(PlacementConvention::id).toList())));
    }

    /** Places the parts that only mate, from those that are on bones outwards, as the assembly connects them. */
    private void join(Plan plan, Map<String, Catalogs.Item> items, Map<String, PlacedPart> placed) {
        String name = plan.getAssembly();
        if (name == null || name.isBlank()) {
            return;
        }
        Assembly assembly = assembly(name);
        for (AssemblySlot slot : assembly.getSlots()) {
            if (slot.isMandatory() && !items.containsKey(slot.getRole())) {
                throw Texts.refuse("assembly.missing", name, slot.getRole());
            }
        }
        for (int round = 0; round < items.size(); round++) {
            for (AssemblyConnection c : assembly.getConnections()) {
                String a = c.getFirst().getRole();
                String b = c.getSecond().getRole();
                if (items.containsKey(a) && items.containsKey(b)) {
                    mate(items, placed, a, c.getFirstFeature(), b, c.getSecondFeature());
                    mate(items, placed, b, c.getSecondFeature(), a, c.getFirstFeature());
                }
            }
        }
    }

    private void mate(Map<String, Catalogs.Item> items, Map<String, PlacedPart> placed, String from, String fromFeature, String to,
            String toFeature) {
        if (placed.containsKey(from) && !placed.containsKey(to)) {
            PlacedPart base = placed.get(from);
            PartModel added = realise(to, items.get(to));
            try {
                placed.put(to, new PlacedPart(to, added, base.body(), Mating.pose(base.part(), base.pose(), fromFeature, added,
                        toFeature)));
            } catch (NoSuchElementException e) {
                throw Texts.refuse(e, "placement.part", to, e.getMessage());
            }
        }
    }

    static Assembly assembly(String name) {
        int slash = name.indexOf('/');
        for (LoadedCatalogue c : Catalogs.registry().instances()) {
            if (slash > 0 && c.id().equals(name.substring(0, slash))) {
                for (Assembly a : c.model().getAssemblies()) {
                    if (a.getId().equals(name.substring(slash + 1))) {
                        return a;
                    }
                }
            }
        }
        throw Texts.refuse("assembly.unknown", name);
    }

    // ---- bones

    private Body cut(Body b, Plan plan, List<PlacedPart> parts) {
        TriangleMesh outer = b.surfaces().get("outer");
        if (outer == null) {
            return b;
        }
        TriangleMesh mesh = outer;
        boolean planned = false;
        for (var r : plan.getResections()) {
            if (bones.find(String.valueOf(r.getBone())).isEmpty()) {
                throw Texts.refuse("resection.bone", String.valueOf(r.getBone()), boneNames());
            }
            if (b.id().equals(r.getBone())) {
                planned = true;
                RigidTransform frame = r.getFrame() == null || r.getFrame().isBlank() ? RigidTransform.IDENTITY : b.frame(r.getFrame());
                mesh = byPlane(b, mesh, frame.apply(r.getPoint()), frame.rotate(r.getNormal()));
            }
        }
        for (PlacedPart p : parts) {
            if (!planned && p.body().equals(b.id()) && p.part().features().containsKey(RESECTION)) {
                RigidTransform plane = p.pose().times(p.part().feature(RESECTION));
                mesh = byPlane(b, mesh, plane.translation(), plane.axis(2));
            }
            for (String role : p.part().surfaces().keySet()) {
                if (!planned && p.body().equals(b.id()) && (role.equals(RESECTION) || role.startsWith(RESECTION + "."))) {
                    mesh = bySurface(b, mesh, p, role);
                }
            }
        }
        if (mesh == outer) {
            return b;
        }
        Map<String, TriangleMesh> surfaces = new LinkedHashMap<>(b.surfaces());
        surfaces.put("resected", mesh);
        return new Body(b.id(), b.type(), b.side(), surfaces, b.landmarks(), b.deviations(), b.frames());
    }

    private TriangleMesh byPlane(Body b, TriangleMesh mesh, Vec3 point, Vec3 normal) {
        try {
            return once(mesh, "plane " + point + normal, () -> Resection.byPlane(mesh, point, normal).mesh());
        } catch (IllegalArgumentException e) {
            throw Texts.refuse(e, "resection.failed", b.id(), e.getMessage());
        }
    }

    private TriangleMesh bySurface(Body b, TriangleMesh mesh, PlacedPart p, String role) {
        try {
            return once(mesh, p.part().partNumber() + " " + role + " at " + p.pose(), () -> Resection.byEnvelope(mesh,
                    p.part().surfaces().get(role).transformed(p.pose())));
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw Texts.refuse(e, "resection.failed", b.id(), e.getMessage());
        }
    }

    /** Only the last cut of each surface is kept: plans are changed one step at a time. */
    private TriangleMesh once(TriangleMesh mesh, String key, java.util.function.Supplier<TriangleMesh> make) {
        Map<String, TriangleMesh> known = cuts.computeIfAbsent(mesh, m -> new LinkedHashMap<>());
        TriangleMesh cut = known.get(key);
        if (cut == null) {
            cut = make.get();
            known.clear();
            known.put(key, cut);
        }
        return cut;
    }

    // ---- joint

    private JointModel replacedJoint(List<PlacedPart> parts, List<Body> bodies) {
        Optional<PlacedPart> parent = bearing(parts, joint.getParent().getId());
        Optional<PlacedPart> child = bearing(parts, joint.getChild().getId());
        return parent.isPresent() && child.isPresent()
                ? jointModel(parent.map(p -> BearingCentre.of(p, child.get())), child.map(BearingCentre::of), bodies)
                : jointModel(Optional.empty(), Optional.empty(), bodies);
    }

    private static Optional<PlacedPart> bearing(List<PlacedPart> parts, String bone) {
        return parts.stream().filter(p -> p.body().equals(bone) && p.part().features().containsKey(BearingCentre.FEATURE))
                .reduce((first, last) -> last);
    }

    private JointModel jointModel(Optional<Vec3> parentCentre, Optional<Vec3> childCentre, List<Body> bodies) {
        RigidTransform parent = frame(bodies, joint.getParent().getId(), type.parentFrame());
        RigidTransform child = frame(bodies, joint.getChild().getId(), type.childFrame());
        return new JointModel(joint.getId(), joint.getType(), type, side, joint.getParent().getId(), joint.getChild().getId(),
                parentCentre.map(parent::withTranslation).orElse(parent), childCentre.map(child::withTranslation).orElse(child));
    }

    private RigidTransform frame(List<Body> bodies, String bone, String id) {
        Body b = bodies.stream().filter(x -> x.id().equals(bone)).findFirst().orElseThrow();
        RigidTransform f = b.frames().get(id);
        if (f == null) {
            String why = type.frames().stream().filter(d -> d.id().equals(id)).findFirst()
                    .map(d -> "landmarks are missing: " + String.join(", ", Bones.missing(d, b, side))).orElse("it is not defined");
            throw Texts.refuse("frame.failed", id, bone, why);
        }
        return f;
    }
}
