/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cases;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.TreeMap;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.emf.ecore.EStructuralFeature;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Quantity;
import org.orthotwin.followup.Estimators;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.Histories;
import org.orthotwin.followup.Intake;
import org.orthotwin.followup.ObservationFile;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.Joints;
import org.orthotwin.joint.KeptSubjects;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.spi.JointType;
import org.orthotwin.joint.spi.SubjectGenerator;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.AnatomyFiles;
import org.orthotwin.model.anatomy.DataFiles;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.model.scenario.Scenario;
import org.orthotwin.model.scenario.ScenarioFiles;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinFiles;
import org.orthotwin.simulation.Assembler;
import org.orthotwin.simulation.Case;
import org.orthotwin.simulation.Proposals;
import org.orthotwin.simulation.Simulation;
import org.orthotwin.simulation.SubjectFolder;

/**
 * The bundled cases, named {@code example:<id>}. A case is a scenario and, where it has a subject, the parameters from which that is
 * generated: the bones are made when the case is opened, the same each time.
 */
public final class Cases {

    /** What the name of a bundled case begins with. */
    public static final String PREFIX = "example:";

    private static final List<String> IDS = List.of("contact-sphere", "hip-revision", "hip-rom-analytic", "hip-tha", "hip-wear-simulator",
            "knee-extension", "knee-native", "knee-revision", "knee-tka", "knee-tka-ps", "knee-uka", "ligament-fibre",
            "muscle-load-sharing", "shoulder-b2", "shoulder-rsa", "shoulder-tsa");

    /** Bundled follow-ups: the observations of a synthetic patient, from which the twin is made when it is opened. */
    private static final List<String> FOLLOW_UPS = List.of("knee-follow-up", "hip-follow-up", "knee-osteoarthritis");

    private Cases() {
    }

    /** Ids of the bundled cases, sorted. */
    public static List<String> ids() {
        return IDS;
    }

    /** Ids of the bundled follow-ups, sorted. */
    public static List<String> followUps() {
        return FOLLOW_UPS;
    }

    /**
     * Puts a bundled follow-up into a folder: its observations as a file, and a twin that knows them and has no state yet.
     *
     * @param id without {@link #PREFIX}
     * @param folder is made where it is missing
     * @return the twin's file
     * @throws NoSuchElementException if there is no such follow-up, with the ones there are
     */
    public static Path openFollowUp(String id, Path folder) throws IOException {
        if (!FOLLOW_UPS.contains(id)) {
            throw new NoSuchElementException("there is no bundled follow-up '" + id + "'; there are " + String.join(", ", FOLLOW_UPS));
        }
        Path observations = folder.resolve(id + ".csv");
        try (InputStream in = Cases.class.getResourceAsStream(id + ".csv")) {
            byte[] bytes = in.readAllBytes();
            AtomicFiles.write(observations, out -> out.write(bytes));
        }
        List<ObservationFile.Row> rows = ObservationFile.read(observations);
        Twin twin = Histories.begin(id, rows.getFirst().texts().get("patient"));
        // whatever the clock of the machine says, these observations were made
        Intake.take(twin, rows, Optional.empty(), id, Instant.MAX.minusSeconds(86400));
        Path file = folder.resolve(id + ".twin");
        TwinFiles.save(file, twin);
        return file;
    }

    /**
     * As {@link #openFollowUp}, with every observation taken into a state, as the verb {@code follow} does it.
     *
     * @throws java.util.concurrent.CancellationException if the monitor asks to stop; then there is no such twin
     */
    public static Path openFollowed(String id, Path folder, Monitor monitor) throws IOException {
        Path file = openFollowUp(id, folder);
        boolean followed = false;
        try {
            Twin twin = TwinFiles.load(file);
            new FollowUp(twin).absorb(Estimators.standard(), Estimators.DEFAULT, List.of("OrthoTwin " + Simulation.version()), monitor);
            TwinFiles.save(file, twin);
            followed = true;
        } finally {
            if (!followed) {
                Files.delete(file);
            }
        }
        return file;
    }

    /**
     * Puts a bundled case into a folder.
     *
     * @param id without {@link #PREFIX}
     * @param folder is made where it is missing
     * @return the scenario file
     * @throws NoSuchElementException if there is no such case, with the ones there are
     */
    public static Path open(String id, Path folder, Monitor monitor) throws IOException {
        return open(id, folder, "en", monitor);
    }

    /** As above with what people read, names and reasons, in a language. */
    public static Path open(String id, Path folder, String language, Monitor monitor) throws IOException {
        return open(id, folder.resolve(id + ".scenario"), language, Optional.empty(), monitor);
    }

    private static Path open(String id, Path file, String language, Optional<Subject> other, Monitor monitor) throws IOException {
        if (!IDS.contains(id)) {
            throw new NoSuchElementException("there is no bundled case '" + id + "'; there are " + String.join(", ", IDS));
        }
        Scenario scenario;
        try (InputStream in = Cases.class.getResourceAsStream(id + ".scenario")) {
            scenario = ScenarioFiles.load(in, id + ".scenario");
        }
        translate(scenario, id, language);
        Properties subject = subject(id);
        if (!subject.isEmpty()) {
            monitor.begin("Synthetic subject", 0);
            Path anatomy = generate(file.getParent(), id, subject, other, monitor);
            translate(anatomy, id, language);
            scenario.setAnatomy(DataFiles.reference(file, anatomy, null));
        }
        ScenarioFiles.save(file, scenario);
        return file;
    }

    /** Names, descriptions and sources by the id of what has them. */
    private static void translate(Scenario scenario, String id, String language) throws IOException {
        Properties texts = properties(id + "_" + language + ".texts");
        scenario.eAllContents().forEachRemaining(o -> translate(o, texts));
        translate(scenario, texts);
    }

    /** Where the subject comes from, in the language. */
    private static void translate(Path anatomyFile, String id, String language) throws IOException {
        String source = properties(id + "_" + language + ".texts").getProperty("source");
        if (source != null) {
            Anatomy anatomy = AnatomyFiles.load(anatomyFile);
            anatomy.getProvenances().getFirst().setSource(source);
            AnatomyFiles.save(anatomyFile, anatomy);
        }
    }

    private static void translate(EObject o, Properties texts) {
        EStructuralFeature key = o.eClass().getEStructuralFeature("id");
        for (String name : List.of("name", "description", "source")) {
            EStructuralFeature f = o.eClass().getEStructuralFeature(name);
            String text = key == null || f == null ? null : texts.getProperty(o.eGet(key) + "." + name);
            if (text != null) {
                o.eSet(f, text);
            }
        }
    }

    private static Properties subject(String id) throws IOException {
        return properties(id + ".subject");
    }

    private static Properties properties(String resource) throws IOException {
        Properties p = new Properties();
        try (InputStream in = Cases.class.getResourceAsStream(resource)) {
            if (in != null) {
                p.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            }
        }
        return p;
    }

    /** What a bundled case is called, in a language. */
    public static String name(String id, String language) throws IOException {
        String translated = properties(id + "_" + language + ".texts").getProperty(id + ".name");
        if (translated != null) {
            return translated;
        }
        try (InputStream in = Cases.class.getResourceAsStream(id + ".scenario")) {
            String name = ScenarioFiles.load(in, id + ".scenario").getName();
            return name == null || name.isBlank() ? id : name;
        }
    }

    /** The contributed id of the joint that a bundled case has a generated subject of; empty where it has none. */
    public static Optional<String> joint(String id) throws IOException {
        return Optional.ofNullable(subject(id).getProperty("joint"));
    }

    /**
     * Who takes the place of a bundled case's own subject.
     *
     * @param chosen parameters of the generator, SI; what is missing is typical, or drawn where there is a seed
     * @param seed draws what is not chosen
     */
    public record Subject(Side side, Map<String, Double> chosen, OptionalLong seed) {

        public Subject {
            chosen = Map.copyOf(chosen);
        }
    }

    /**
     * Puts a bundled case into a folder with another subject. Its plans, which were for its own, give way to one that is proposed for this
     * one, from the parts of the first one's assembly.
     *
     * @param file of the scenario, whose folder is made where it is missing
     * @param name of the case, and of the plan that is proposed, for people
     * @param language of reasons and names
     * @throws NoSuchElementException if there is no such case, or it has no subject
     * @throws IllegalArgumentException if a parameter is out of range, or no parts fit
     */
    public static Path open(String id, Subject subject, Path file, List<String> name, String language, Monitor monitor)
            throws IOException {
        String typeId = joint(id).orElseThrow(() -> new NoSuchElementException("the case '" + id + "' has no subject"));
        Path folder = file.getParent();
        open(id, folder.resolve(file.getFileName()), language, Optional.of(subject), monitor);
        Scenario scenario = ScenarioFiles.load(file);
        scenario.setName(name.get(0));
        String assembly = scenario.getPlans().stream().map(Plan::getAssembly).filter(Objects::nonNull).findFirst().orElse("");
        scenario.setActivePlan(null);
        scenario.getPlans().clear();
        ScenarioFiles.save(file, scenario);
        if (!assembly.isEmpty() && Joints.registry().get(typeId).proposer().isPresent()) {
            Case made = Case.load(file).copy();
            Assembler assembler = new Assembler(made, monitor);
            Proposals.addPlan(made.scenario(), assembler, "proposed", assembly, Proposals.propose(assembler, assembly, Map.of(), monitor),
                    language).setName(name.get(1));
            Proposals.save(made, file);
        }
        return file;
    }

    private static Path generate(Path folder, String id, Properties p, Optional<Subject> other, Monitor monitor) throws IOException {
        String typeId = p.getProperty("joint");
        JointType type = Joints.registry().get(typeId);
        SubjectGenerator generator = type.generator()
                .orElseThrow(() -> new NoSuchElementException("joint '" + typeId + "' generates no subjects"));
        if (other.isPresent()) {
            Subject s = other.get();
            Long seed = s.seed().isPresent() ? s.seed().getAsLong() : null;
            return SubjectFolder.write(folder, id, typeId, type, s.side(), KeptSubjects.of(type, s.side(), s.chosen(), seed, monitor));
        }
        Side side = Side.valueOf(p.getProperty("side").toUpperCase(java.util.Locale.ROOT));
        Map<String, Double> chosen = new TreeMap<>();
        for (CoordinateDefinition d : generator.parameters()) {
            String text = p.getProperty(d.name());
            if (text != null) {
                chosen.put(d.name(), d.dimension() == Dimension.NONE ? Double.parseDouble(text) : Quantity.parseSi(text, d.dimension()));
            }
        }
        return SubjectFolder.write(folder, id, typeId, type, side, KeptSubjects.of(type, side, chosen, null, monitor));
    }
}
