/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.construction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.density.BoneStock;
import org.orthotwin.density.Calibration;
import org.orthotwin.density.CorticalThickness;
import org.orthotwin.density.TissuePeaks;
import org.orthotwin.density.ZoneScheme;
import org.orthotwin.geometry.SurfaceDeviation;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.LabelCorrections;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.Segmentation;
import org.orthotwin.imaging.Segmenters;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.imaging.spi.Segmenter;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.joint.Joints;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.spi.JointType;
import org.orthotwin.landmarks.BoneLandmarks;
import org.orthotwin.landmarks.BoneMeasures;
import org.orthotwin.landmarks.CutPlane;
import org.orthotwin.landmarks.Landmarkers;
import org.orthotwin.landmarks.Landmarking;
import org.orthotwin.landmarks.spi.BoneLandmarker;

/**
 * From an image to the bones of a joint: labels, surfaces, landmarks with frames, density. Each step is a function of the one before and of
 * what a person gave (labels, corrections), so that it can be repeated alone.
 */
public final class TwinConstruction {

    /** Voxels below the surface where density is measured: partial volume has ended there. */
    public static final int EROSION = 2;
    /** What stands for a segmenter where labels were given; the method of a surface that is made of them begins with it. */
    public static final String GIVEN = "labels given";
    /** Bones on which a landmark of another is: the lateral malleolus belongs to the frame of the tibia. */
    private static final Map<String, String> BESIDE = Map.of("tibia", "fibula");
    /** Bones that only belong to a joint, and the bone of it that they slide on. */
    private static final Map<String, String> SLIDING = Map.of("patella", "femur");
    /** Metal that is nearer to where two bones are closest than this may stand for one of them, m: the radius of an artificial head. */
    private static final double METAL = 0.03;
    /** Farther from where the image shows a head of a femur its landmark is none of it, m. */
    private static final double ELSEWHERE = 0.010;

    /**
     * What to make.
     *
     * @param image one component
     * @param modality DICOM's two letters, or empty where nobody says
     * @param joint id of an installed kind of joint
     * @param side of the joint
     * @param segmenter id, or null for the first that works unattended
     * @param settings of the segmenter, texts with units
     * @param labels that take the place of the segmenter's, on the image's grid but for the rounding of files
     * @param corrections that the segmenter keeps
     * @param locked landmarks that a person placed, by type of bone and code, LPS, m; they stay as they are
     * @param replicas for the uncertainty of landmarks
     * @param threads for the segmenter
     */
    public record Request(Volume image, String modality, String joint, Side side, String segmenter, Map<String, String> settings,
            Optional<LabelMap> labels, Optional<LabelCorrections> corrections, Map<String, Map<String, Vec3>> locked, int replicas,
            int threads) {

        public Request {
            Objects.requireNonNull(modality);
            Objects.requireNonNull(joint);
            Objects.requireNonNull(side);
            settings = Map.copyOf(settings);
            locked = Map.copyOf(locked);
        }
    }

    private final Request request;
    private final Monitor monitor;
    private final List<Diagnostic> findings = new ArrayList<>();
    /** Where the segmenter saw the head of the side, LPS, m; null if nowhere. */
    private Vec3 head;

    private final Map<String, SurfaceOfLabels> surfaces = new LinkedHashMap<>();
    private final Volume image;

    private TwinConstruction(Request request, Monitor monitor) {
        this.request = request;
        this.monitor = monitor;
        Volume given = request.image();
        boolean unsaid = request.modality().equals("CT") && given.mapping().unit().isEmpty();
        image = unsaid ? given.withUnit("HU") : given;
        if (unsaid) {
            findings.add(Texts.warn("twin.unit.assumed"));
        }
    }

    /**
     * @throws InputException if the image cannot be segmented or a bone of the joint is not in it
     * @throws java.util.NoSuchElementException if the joint or the segmenter is not installed
     * @throws java.util.concurrent.CancellationException if the monitor asked to stop
     */
    public static Constructed build(Request request, Monitor monitor) {
        return new TwinConstruction(request, monitor).build();
    }

    private Constructed build() {
        JointType type = Joints.registry().get(request.joint());
        String by;
        Segmentation segmentation;
        if (request.labels().isPresent()) {
            LabelMap given = request.labels().get();
            VolumeGeometry g = given.geometry();
            VolumeGeometry i = image.geometry();
            if (!g.coincides(i)) {
                throw Texts.refuse("twin.labels.grid", size(g), size(i));
            }
            segmentation = new Segmentation(LabelMap.of(given.volume().on(i)), Map.of(), List.of());
            by = GIVEN;
        } else {
            Contribution<Segmenter> segmenter = request.segmenter() == null ? Segmenters.unattended(request.modality(), request.joint())
                    : Segmenters.registry().find(request.segmenter()).orElseThrow(() -> new IllegalArgumentException(
                            "there is no segmenter '" + request.segmenter() + "'; there are "
                            + String.join(", ", Segmenters.registry().ids())));
            segmentation = Segmenters.run(segmenter, image, request.modality(), request.joint(), request.settings(),
                    request.corrections(), request.threads(), monitor);
            by = segmenter.id() + "/" + segmenter.attribute("version");
        }
        findings.addAll(segmentation.findings());
        double[] at = Stream.of("x", "y", "z").map(c -> "head." + request.side().name().toLowerCase(Locale.ROOT) + "." + c)
                .filter(segmentation.values()::containsKey).mapToDouble(name -> segmentation.values().get(name).si()).toArray();
        head = at.length == 3 ? Vec3.of(at, 0) : null;
        Optional<Calibration> calibration = calibration();
        List<ConstructedBone> bones = new ArrayList<>();
        // the distal bone tells the side; a whole pelvis takes it over
        for (String bone : new LinkedHashSet<>(List.of(type.parentBone(), type.childBone()))) {
            List<String> structures = BoneLabels.structures(segmentation.labels(), bone, request.side());
            if (structures.isEmpty()) {
                throw missing(bone, segmentation.labels());
            }
            bones.add(bone(bone, structures, segmentation.labels(), calibration, true));
        }
        for (String bone : type.furtherBones()) {
            List<String> structures = BoneLabels.structures(segmentation.labels(), bone, request.side());
            if (!structures.isEmpty()) {
                bones.add(bone(bone, structures, segmentation.labels(), calibration, false));
            }
        }
        bones.forEach(b -> frames(type, b));
        Map<String, BoneLandmarks> found = new LinkedHashMap<>();
        bones.forEach(b -> b.landmarks().ifPresent(l -> found.put(b.type(), l)));
        List<ConstructedCartilage> cartilages = new ArrayList<>();
        bones.forEach(b -> cartilages.addAll(cartilages(b, segmentation.labels())));
        return new Constructed(request.joint(), segmentation, by, bones, BoneMeasures.limb(found), cartilages,
                spaces(type, bones, cartilages, segmentation.labels()), calibration, findings);
    }

    private List<ConstructedCartilage> cartilages(ConstructedBone bone, LabelMap labels) {
        List<ConstructedCartilage> found = new ArrayList<>();
        for (String structure : BoneLabels.cartilages(labels, bone.type(), request.side())) {
            monitor.begin("Cartilage of the " + bone.type(), 0);
            String plain = BoneLabels.cartilageId(structure);
            long same = found.stream().filter(c -> c.id().matches(Pattern.quote(plain) + "(\\.[0-9]+)?")).count();
            Optional<ConstructedCartilage> c = ConstructedCartilage.of(same == 0 ? plain : plain + "." + (same + 1), bone.type(), structure,
                    bone.surface(), labels, monitor);
            if (c.isEmpty()) {
                findings.add(Texts.warn("twin.cartilage.off", structure, bone.type()));
            }
            c.ifPresent(found::add);
        }
        return found;
    }

    /** Between the two bones of the joint, and between those that slide on one of them and it. */
    private List<JointSpace> spaces(JointType type, List<ConstructedBone> bones, List<ConstructedCartilage> cartilages, LabelMap labels) {
        Map<String, String> pairs = new LinkedHashMap<>(Map.of(type.childBone(), type.parentBone()));
        type.furtherBones().stream().filter(SLIDING::containsKey).forEach(b -> pairs.put(b, SLIDING.get(b)));
        Map<String, ConstructedBone> of = new LinkedHashMap<>();
        bones.forEach(b -> of.put(b.type(), b));
        List<JointSpace> spaces = new ArrayList<>();
        pairs.forEach((a, b) -> {
            if (of.containsKey(a) && of.containsKey(b)) {
                monitor.begin("Joint space", 0);
                JointSpace space = JointSpace.of(of.get(a), of.get(b), cartilages, ConstructedCartilage.boundary(labels.geometry()),
                        monitor);
                if (isMetalNear(labels, space.at())) {
                    findings.add(Texts.warn("twin.space.metal", a, b));
                } else {
                    spaces.add(space);
                    if (space.minimum() < space.uncertainty()) {
                        Vec3 at = space.at();
                        findings.add(Texts.warn("twin.space.touch", a, b, mm(at.x()), mm(at.y()), mm(at.z())));
                    }
                }
            }
        });
        return spaces;
    }

    private static String mm(double metres) {
        return Numbers.fixed(metres * 1000, 0);
    }

    private static boolean isMetalNear(LabelMap labels, Vec3 at) {
        OptionalInt metal = labels.names().entrySet().stream().filter(e -> e.getValue().toLowerCase(Locale.ROOT).startsWith("metal"))
                .mapToInt(Map.Entry::getKey).findFirst();
        if (metal.isEmpty()) {
            return false;
        }
        VolumeGeometry g = labels.geometry();
        return IntStream.range(0, g.nz()).parallel().anyMatch(k -> {
            for (int p = 0; p < g.nx() * g.ny(); p++) {
                if (labels.at(p % g.nx(), p / g.nx(), k) == metal.getAsInt() && g.point(p % g.nx(), p / g.nx(), k).distance(at) < METAL) {
                    return true;
                }
            }
            return false;
        });
    }

    /** What the landmarks say of themselves, and the frames of the joint that they do not give. */
    private void frames(JointType type, ConstructedBone bone) {
        if (bone.landmarks().isEmpty()) {
            return;
        }
        BoneLandmarks l = bone.landmarks().get();
        l.notes().forEach(note -> findings.add(Texts.warn("twin.landmarks.note", bone.type(), note)));
        for (FrameDefinition f : type.frames()) {
            List<String> missing = f.landmarks(l.side()).stream().filter(code -> !l.landmarks().containsKey(code)).toList();
            if (f.boneType().equals(bone.type()) && !missing.isEmpty()) {
                boolean ofJoint = f.id().equals(type.parentFrame()) || f.id().equals(type.childFrame());
                findings.add(Texts.warn(ofJoint ? "twin.frame.joint" : "twin.frame.missing", bone.type(), f.id(),
                        String.join(", ", missing),
                        request.joint()));
            }
        }
    }

    private static String size(VolumeGeometry g) {
        return g.nx() + " x " + g.ny() + " x " + g.nz();
    }

    /** What the values mean, by the tissues round the bone. */
    private Optional<Calibration> calibration() {
        String unit = image.mapping().unit();
        if (request.modality().equals("MR")) {
            // no value of MR is a density
            return Optional.empty();
        }
        if (!unit.equals("HU")) {
            findings.add(unit.isEmpty() ? Texts.warn("twin.unit.none") : Texts.warn("twin.unit.other", unit));
            return Optional.empty();
        }
        try {
            return Optional.of(Calibration.airFatMuscle(TissuePeaks.of(image)));
        } catch (IllegalArgumentException e) {
            findings.add(Texts.warn("twin.density.none", e.getMessage()));
            return Optional.empty();
        }
    }

    private ConstructedBone bone(String type, List<String> structures, LabelMap labels, Optional<Calibration> calibration, boolean needed) {
        SurfaceOfLabels found = surfaced(type, structures, labels);
        SurfaceDeviation deviation = LabelSurface.deviation(found.mesh(), found.own(), 1);
        Optional<BoneLandmarks> landmarks = landmarks(type, apart(structures, labels).orElse(found.mesh()), ImageEnd.of(found.own(), 1),
                needed);
        if (landmarks.isPresent() && BESIDE.containsKey(type)) {
            landmarks = Optional.of(beside(type, BESIDE.get(type), landmarks.get(), found.mesh(), labels));
        }
        Side side = type.equals("pelvis") && structures.size() > 1 ? Side.MIDLINE : request.side();
        return new ConstructedBone(type, side, structures, found.mesh(), found.sharp(), deviation, landmarks,
                calibration.map(c -> quality(found.own(), found.mesh(), c)));
    }

    /** The surface of a bone, made once. */
    private SurfaceOfLabels surfaced(String type, List<String> structures, LabelMap labels) {
        // in MR, or in what nobody says the unit of, the bone may be darker or brighter than what lies beside it
        Optional<Volume> grey = Optional.of(image).filter(i -> i.mapping().unit().equals("HU"));
        return surfaces.computeIfAbsent(type, t -> SurfaceOfLabels.of(grey, labels, structures, type, monitor));
    }

    /** Landmarks of a whole bone together with what another one gives to it; those of the bone alone where nothing is added. */
    private BoneLandmarks beside(String type, String other, BoneLandmarks alone, TriangleMesh surface, LabelMap labels) {
        List<String> structures = BoneLabels.structures(labels, other, request.side());
        if (structures.isEmpty() || !alone.part().equals("whole")) {
            return alone;
        }
        BoneLandmarker landmarker = Landmarkers.ofBone(type).orElseThrow();
        try {
            BoneLandmarks both = new Landmarking(request.replicas()).find(landmarker, type,
                    TriangleMesh.concat(surface, surfaced(other, structures, labels).mesh()), request.side(),
                    request.locked().getOrDefault(type, Map.of()), monitor);
            return both.landmarks().keySet().containsAll(alone.landmarks().keySet()) ? both : alone;
        } catch (InputException e) {
            return alone;
        }
    }

    private InputException missing(String type, LabelMap labels) {
        // a name without voxels is not there
        List<String> there = labels.counts().keySet().stream().map(l -> labels.names().getOrDefault(l, String.valueOf(l))).toList();
        return Texts.refuse("twin.bone.missing", type, request.side().name().toLowerCase(Locale.ROOT),
                there.isEmpty() ? "nothing" : String.join(", ", there));
    }

    /**
     * The hip bones of a pelvis as surfaces of their own: what is joined to them, sacrum or even spine, is higher than their crests and
     * farther back than their spines. Nothing where the pelvis has no such parts.
     */
    private Optional<TriangleMesh> apart(List<String> structures, LabelMap labels) {
        List<String> hips = structures.stream().filter(BoneLabels::isHipBone).toList();
        if (hips.isEmpty() || structures.size() == 1) {
            return Optional.empty();
        }
        return hips.stream().map(s -> surfaced(s, List.of(s), labels).mesh()).reduce((a, b) -> TriangleMesh.concat(a, b));
    }

    private Optional<BoneLandmarks> landmarks(String type, TriangleMesh surface, List<CutPlane> cuts, boolean needed) {
        Optional<BoneLandmarker> landmarker = Landmarkers.ofBone(type);
        if (landmarker.isEmpty()) {
            if (needed) {
                findings.add(Texts.warn("twin.landmarker", type));
            }
            return Optional.empty();
        }
        try {
            BoneLandmarks found = new Landmarking(request.replicas()).find(landmarker.get(), type, surface, cuts, request.side(),
                    request.locked().getOrDefault(type, Map.of()), monitor);
            if (type.equals("femur") && isElsewhere(found)) {
                findings.add(Texts.warn("twin.head.elsewhere"));
                return Optional.empty();
            }
            return Optional.of(found);
        } catch (InputException e) {
            findings.add(Texts.warn("twin.landmarks.failed", type, e.diagnostic()));
            return Optional.empty();
        }
    }

    /** Whether a femur's head is not where the image shows one: what is left where it is replaced has other round places. */
    private boolean isElsewhere(BoneLandmarks found) {
        BoneLandmarks.Mark mark = found.landmarks().get("FHC");
        return head != null && mark != null && !mark.locked() && mark.position().distance(head) > ELSEWHERE;
    }

    private ConstructedBone.BoneQuality quality(LabelMap bone, TriangleMesh surface, Calibration calibration) {
        BoneStock.Zone inside = BoneStock.measure(image, bone, 1, EROSION, calibration, ZoneScheme.WHOLE, monitor).getFirst();
        double[] cortex = Arrays.stream(CorticalThickness.of(image, surface, monitor)).filter(t -> !Double.isNaN(t)).sorted()
                .toArray();
        long voxels = bone.counts().getOrDefault(1, 0L);
        return new ConstructedBone.BoneQuality(voxels * bone.geometry().voxelVolume(), inside.meanDensity(), inside.sdDensity(),
                cortex.length == 0 ? Double.NaN : cortex[cortex.length / 2], cortex.length / (double) surface.vertexCount());
    }
}
