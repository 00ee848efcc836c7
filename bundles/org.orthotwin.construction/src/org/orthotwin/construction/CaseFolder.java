/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.construction;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.density.Calibration;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.io.DataArray;
import org.orthotwin.geometry.io.LengthUnit;
import org.orthotwin.geometry.io.MeshWriter;
import org.orthotwin.imaging.Volumes;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.joint.Joints;
import org.orthotwin.joint.LigamentBundle;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.spi.JointType;
import org.orthotwin.landmarks.BoneLandmarks;
import org.orthotwin.landmarks.Landmarkers;
import org.orthotwin.landmarks.Landmarking;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.AnatomyFactory;
import org.orthotwin.model.anatomy.AnatomyFiles;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.anatomy.Cartilage;
import org.orthotwin.model.anatomy.DataFiles;
import org.orthotwin.model.anatomy.DataReference;
import org.orthotwin.model.anatomy.Landmark;
import org.orthotwin.model.anatomy.Provenance;
import org.orthotwin.model.anatomy.ProvenanceKind;
import org.orthotwin.model.anatomy.Quantity;
import org.orthotwin.model.anatomy.Sex;
import org.orthotwin.model.anatomy.Subject;
import org.orthotwin.model.scenario.Scenario;
import org.orthotwin.model.scenario.ScenarioFactory;
import org.orthotwin.model.scenario.ScenarioFiles;
import org.orthotwin.model.scenario.SolverRequest;
import org.orthotwin.simulation.AnatomyElements;
import org.orthotwin.solver.Solvers;
import org.orthotwin.solver.spi.Solver;

/**
 * Writes bones with landmarks as an anatomy with its surfaces, with a joint where both bones of an installed kind of joint have their
 * frames; with the labels that they came from and a scenario that can be planned and run, where they came from an image.
 */
public final class CaseFolder {

    private static final AnatomyFactory F = AnatomyFactory.eINSTANCE;

    private final Path file;
    private final Anatomy anatomy = F.createAnatomy();

    /**
     * A bone to be written.
     *
     * @param id unique in the anatomy
     * @param type e.g. {@code femur}
     * @param side of the bone; of a midline bone the side of the joint is that of its landmarks
     * @param surface m
     * @param landmarks in the surface's frame; empty where none were found
     * @param source of the surface: the name of a file or series, nothing that identifies a person
     * @param method by which the surface came out of an image; null where it was a surface from the beginning
     */
    public record Item(String id, String type, Side side, TriangleMesh surface, Optional<BoneLandmarks> landmarks, String source,
            String method) {
    }

    /**
     * What is known of the person; each may be null.
     *
     * @param sex {@code female} or {@code male}
     * @param mass kg
     * @param height m
     */
    public record Person(String sex, Double mass, Double height) {

        /** Nobody said anything. */
        public static final Person UNKNOWN = new Person(null, null, null);
    }

    private CaseFolder(Path folder, String name) {
        file = folder.resolve(name + ".anatomy");
        // not the bare name, which may be that of a bone, of a joint or of what else is in it
        anatomy.setId(name + ".anatomy");
        anatomy.setName(name);
        Subject s = F.createSubject();
        s.setId("subject");
        s.setName("Subject");
        anatomy.setSubject(s);
    }

    /**
     * Writes {@code <name>.anatomy} and {@code meshes/<bone>-outer.ply} (mm).
     *
     * @return the anatomy file
     */
    public static Path write(Path folder, String name, List<Item> items) throws IOException {
        CaseFolder f = new CaseFolder(folder, name);
        for (Item i : items) {
            f.bone(i);
        }
        f.joints(items, Joints.registry().ids());
        AnatomyFiles.save(f.file, f.anatomy);
        return f.file;
    }

    /**
     * Writes what was made of an image: {@code <name>.anatomy}, {@code meshes} (those of cartilages with their thickness),
     * {@code images/labels.nrrd} and {@code <name>.scenario}, which asks every installed solver of this joint for its answer; those that
     * take a {@code mass} only where the person's is known.
     *
     * @param source of the image
     * @return the scenario file
     */
    public static Path write(Path folder, String name, Constructed made, String source, Person person, Monitor monitor)
            throws IOException {
        CaseFolder f = new CaseFolder(folder, name);
        f.person(person);
        Path labels = folder.resolve("images").resolve("labels.nrrd");
        Volumes.write(made.segmentation().labels().volume(), labels, monitor);
        List<Item> items = made.bones().stream().map(b -> new Item(b.type(), b.type(), b.side(), b.surface(), b.landmarks(), source,
                made.segmenter() + "; " + (Double.isNaN(b.sharp()) ? "the boundary of the voxels, smoothed"
                        : Math.round(100 * b.sharp()) + " % of the surface at an edge of the image"))).toList();
        for (int i = 0; i < items.size(); i++) {
            Bone bone = f.bone(items.get(i));
            DataReference r = DataFiles.reference(f.file, labels, "mm");
            r.setRole("labels");
            r.setFormat("nrrd");
            bone.getVolumes().add(r);
            f.quality(made.bones().get(i), made.calibration());
        }
        for (ConstructedCartilage c : made.cartilages()) {
            f.cartilage(c, source, made.segmenter());
        }
        made.spaces().forEach(space -> f.space(space, source, made.segmenter()));
        if (!made.measures().isEmpty()) {
            Provenance p = f.provenance("limb", "Measures over several bones", ProvenanceKind.ESTIMATED, source,
                    "from the landmarks of the bones");
            made.measures().forEach(m -> f.property(m.definition().id(), m.value(), m.sd(), m.definition().dimension().siSymbol(), p));
        }
        f.joints(items, List.of(made.joint()));
        AnatomyFiles.save(f.file, f.anatomy);
        return f.scenario(folder.resolve(name + ".scenario"), name, made.joint(), person.mass() != null);
    }

    private void person(Person p) {
        Subject s = anatomy.getSubject();
        s.setSex("female".equals(p.sex()) ? Sex.FEMALE : "male".equals(p.sex()) ? Sex.MALE : Sex.UNKNOWN);
        if (p.mass() != null || p.height() != null) {
            Provenance said = provenance("person", "What was said of the person", ProvenanceKind.MEASURED, "entered with the images", "");
            s.setMass(AnatomyElements.quantity("mass", p.mass(), "kg", said));
            s.setHeight(AnatomyElements.quantity("height", p.height(), "m", said));
        }
    }

    private Provenance provenance(String id, String name, ProvenanceKind kind, String source, String method) {
        Provenance p = F.createProvenance();
        p.setId(id);
        p.setName(name);
        p.setKind(kind);
        p.setSource(source);
        p.setMethod(method);
        anatomy.getProvenances().add(p);
        return p;
    }

    private Bone bone(Item item) throws IOException {
        Bone b = AnatomyElements.bone(anatomy, item.id(), item.type(), item.side());
        DataReference r = AnatomyElements.surface(file, b, "outer", item.surface());
        if (item.method() != null) {
            Provenance p = provenance(item.id() + ".surface", "Surface of the " + item.id(), ProvenanceKind.IMAGED, item.source(),
                    item.method());
            r.setProvenance(p);
            b.setProvenance(p);
        }
        item.landmarks().ifPresent(l -> landmarks(b, item, l));
        return b;
    }

    private void landmarks(Bone b, Item item, BoneLandmarks l) {
        Provenance p = provenance(item.id() + ".landmarks", "Landmarks of the " + item.id(), ProvenanceKind.ESTIMATED, item.source(),
                l.method() + "; uncertainty: replicas with errors of the surface of " + Landmarking.NOISE * 1000.0 + " mm over "
                        + Landmarking.CORRELATION * 1000.0 + " mm, and of a sphere about which the surface scatters how far that draws it");
        Map<String, Provenance> elsewhere = new LinkedHashMap<>();
        l.landmarks().forEach((code, m) -> {
            Landmark x = F.createLandmark();
            x.setId(item.id() + "." + code);
            x.setName(code);
            x.setCode(code);
            x.setPosition(m.position());
            x.setUncertainty(Double.isNaN(m.sd()) ? 0 : m.sd());
            x.setLocked(m.locked());
            x.setMethod(m.locked() ? "placed by a person" : l.method());
            x.setProvenance(m.locked() ? null : m.source().isEmpty() ? p : elsewhere.computeIfAbsent(m.source(),
                    source -> provenance(item.id() + ".literature." + (elsewhere.size() + 1), "Not seen on the " + item.id(),
                            ProvenanceKind.LITERATURE, source, l.method())));
            b.getLandmarks().add(x);
        });
        for (FrameDefinition d : Landmarkers.ofBone(l.boneType()).orElseThrow().frames()) {
            AnatomyElements.frame(anatomy, b, d, l.side());
        }
    }

    private void quality(ConstructedBone bone, Optional<Calibration> calibration) {
        if (bone.quality().isEmpty() || calibration.isEmpty()) {
            return;
        }
        Calibration c = calibration.get();
        Provenance p = provenance(bone.type() + ".density", "Density of the " + bone.type(), ProvenanceKind.IMAGED, c.source(),
                String.format(Locale.ROOT, "%s/%s: %.1f kg/m3 + %.4f kg/m3 per HU, standard uncertainties %.1f and %.4f; %d voxels below "
                        + "the surface", c.id(), c.version(), c.intercept(), c.slope(), c.interceptSd(), c.slopeSd(),
                        TwinConstruction.EROSION));
        ConstructedBone.BoneQuality q = bone.quality().get();
        double sd = c.slopeSd() > 0 ? c.sd(c.hounsfield(q.meanDensity())) : Double.NaN;
        property(bone.type() + ".volume", q.volume(), "m3", p);
        property(bone.type() + ".density.qct.mean", q.meanDensity(), sd, "kg/m3", p);
        property(bone.type() + ".density.qct.sd", q.sdDensity(), "kg/m3", p);
        property(bone.type() + ".cortex.median", q.cortex(), "m", p);
    }

    private void property(String name, double value, String unit, Provenance p) {
        property(name, value, Double.NaN, unit, p);
    }

    /** @param sd standard uncertainty in the same unit; not a number where none is known */
    private void property(String name, double value, double sd, String unit, Provenance p) {
        if (!Double.isNaN(value)) {
            anatomy.getSubject().getProperties().add(quantity(name, value, sd, unit, p));
        }
    }

    private static Quantity quantity(String name, double value, double sd, String unit, Provenance p) {
        Quantity q = AnatomyElements.quantity(name, value, unit, p);
        if (!Double.isNaN(sd)) {
            q.setStandardUncertainty(sd);
        }
        return q;
    }

    /** The cartilage with its articular surface, whose file has the thickness at each vertex. */
    private void cartilage(ConstructedCartilage c, String source, String segmenter) throws IOException {
        Provenance p = provenance(c.id() + ".source", "The " + c.id(), ProvenanceKind.IMAGED, source, segmenter + "; structure "
                + c.structure() + ", the boundary of its voxels, smoothed; thickness along the normal at each vertex of the bone, mean "
                + "by area, the greatest one that of the articular surface from the bone; uncertainty: each of two boundaries is "
                + "anywhere within a voxel");
        Path mesh = file.resolveSibling("meshes").resolve(c.id() + ".vtp");
        MeshWriter.writeVtp(mesh, c.surface(), LengthUnit.MILLIMETRE, "LPS", MeshWriter.Encoding.BINARY,
                List.of(new DataArray("thickness [mm]", 1, Arrays.stream(c.thickness()).map(t -> t * 1000.0).toArray())), List.of());
        DataReference r = DataFiles.reference(file, mesh, "mm");
        r.setRole("cartilage");
        r.setFormat("vtp");
        r.setProvenance(p);
        Cartilage n = F.createCartilage();
        n.setId(c.id());
        n.setName(c.structure());
        n.setBone(AnatomyElements.bone(anatomy, c.bone()));
        n.setSurface(r);
        n.setThickness(quantity("thickness", c.cover().mean(), c.uncertainty(), "m", p));
        n.getProperties().add(quantity("thickness.percentile95", c.cover().percentile95(), c.uncertainty(), "m", p));
        n.getProperties().add(quantity("thickness.max", c.cover().max(), c.uncertainty(), "m", p));
        n.getProperties().add(quantity("area", c.cover().area(), Double.NaN, "m2", p));
        anatomy.getCartilages().add(n);
    }

    private void space(JointSpace s, String source, String segmenter) {
        String id = "joint-space." + s.bone() + "." + s.other();
        Provenance p = provenance(id, "Joint space of " + s.bone() + " and " + s.other(), ProvenanceKind.IMAGED, source, segmenter
                + "; shortest distance of the surfaces in the posture of the image; uncertainty: each of two boundaries is anywhere "
                + "within a voxel");
        property(id + ".minimum", s.minimum(), s.uncertainty(), "m", p);
        for (JointSpace.Region r : s.regions()) {
            property(id + "." + r.cartilage() + ".minimum", r.minimum(), s.uncertainty(), "m", p);
            property(id + "." + r.cartilage() + ".gap", r.gap(), s.uncertainty(), "m", p);
            property(id + "." + r.cartilage() + ".contact", r.contact(), "m2", p);
        }
    }

    private void joints(List<Item> items, Iterable<String> ids) {
        for (String id : ids) {
            joint(id, Joints.registry().get(id), items);
        }
    }

    private void joint(String typeId, JointType type, List<Item> items) {
        Bone parent = AnatomyElements.bone(anatomy, type.parentBone());
        Bone child = AnatomyElements.bone(anatomy, type.childBone());
        if (parent == null || child == null) {
            return;
        }
        Item distal = items.stream().filter(i -> i.id().equals(child.getId())).findFirst().orElseThrow();
        Side side = distal.landmarks().map(BoneLandmarks::side).orElse(distal.side());
        for (FrameDefinition d : type.frames()) {
            AnatomyElements.frame(anatomy, d.boneType().equals(parent.getType()) ? parent : child, d, side);
        }
        if (AnatomyElements.frame(parent, type.parentFrame()) != null && AnatomyElements.frame(child, type.childFrame()) != null) {
            AnatomyElements.joint(anatomy, typeId, type, side, parent, child);
            ligaments(typeId, type, side, items);
        }
    }

    /** What the joint makes of the bones with properties of other people; nothing where they do not show what it is made by. */
    private void ligaments(String typeId, JointType type, Side side, List<Item> items) {
        List<Body> bodies = items.stream().map(i -> {
            Map<String, Vec3> marks = new LinkedHashMap<>();
            i.landmarks().ifPresent(l -> l.landmarks().forEach((code, m) -> marks.put(code, m.position())));
            return new Body(i.id(), i.type(), i.side(), Map.of("outer", i.surface()), marks, Map.of());
        }).toList();
        List<LigamentBundle> ligaments;
        try {
            ligaments = type.ligaments(bodies, side);
        } catch (RuntimeException e) {
            // a joint that cannot make any, whoever contributes it, is no reason to lose the bones
            return;
        }
        if (!ligaments.isEmpty()) {
            AnatomyElements.ligaments(anatomy, ligaments, provenance(typeId + ".ligaments", "Ligaments of the " + typeId,
                    ProvenanceKind.LITERATURE, "properties of other people", "placed by landmarks and surfaces of the bones"));
        }
    }

    private Path scenario(Path to, String name, String joint, boolean mass) throws IOException {
        ScenarioFactory f = ScenarioFactory.eINSTANCE;
        Scenario s = f.createScenario();
        s.setId(name + ".scenario");
        s.setName(name);
        s.setJoint(joint);
        s.setAnatomy(DataFiles.reference(to, file, null));
        solvers(joint).filter(c -> mass || !takesMass(c)).forEach(c -> {
            SolverRequest r = f.createSolverRequest();
            r.setId(c.id());
            r.setName(c.name());
            r.setSolver(c.id());
            s.getRequests().add(r);
        });
        ScenarioFiles.save(to, s);
        return to;
    }

    /** Whether an installed solver of this kind of joint is left out of a scenario where the person's mass is not known. */
    public static boolean asksForMass(String joint) {
        return solvers(joint).anyMatch(CaseFolder::takesMass);
    }

    private static Stream<Contribution<Solver>> solvers(String joint) {
        return Solvers.registry().all().stream()
                .filter(c -> Arrays.stream(c.attribute("joints").split(",")).map(String::strip).anyMatch(joint::equals));
    }

    private static boolean takesMass(Contribution<Solver> c) {
        return Solvers.parameters(c).stream().anyMatch(p -> p.name().equals("mass"));
    }
}
