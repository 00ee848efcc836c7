/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.simulation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Severity;
import org.orthotwin.core.Sha256;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.AnatomyFiles;
import org.orthotwin.model.anatomy.DataFiles;
import org.orthotwin.model.anatomy.DataReference;
import org.orthotwin.model.anatomy.ModelFiles;
import org.orthotwin.model.anatomy.ModelValidator;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.model.scenario.Scenario;
import org.orthotwin.model.scenario.ScenarioFiles;

/**
 * A scenario with the anatomy that it is about.
 *
 * @param file of the scenario
 * @param scenario the model, owned by this case
 * @param anatomyFile of the anatomy; empty for a scenario of plain numbers
 * @param anatomy the model, owned by this case
 */
public record Case(Path file, Scenario scenario, Optional<Path> anatomyFile, Optional<Anatomy> anatomy) {

    /**
     * Reads a scenario and its anatomy. Where a {@link #save} ended between the two files, the anatomy that the scenario speaks of is put
     * back first: the case is as it was before.
     *
     * @throws InputException if a file is missing, broken, of a newer version or other than its hash says
     */
    public static Case load(Path file) {
        Scenario s = ScenarioFiles.load(file);
        if (s.getAnatomy() == null) {
            return new Case(file, s, Optional.empty(), Optional.empty());
        }
        putBack(file, s.getAnatomy());
        Path anatomyFile = DataFiles.resolve(file, s.getAnatomy());
        return new Case(file, s, Optional.of(anatomyFile), Optional.of(AnatomyFiles.load(anatomyFile)));
    }

    /**
     * Writes what was changed of both models, the anatomy before the scenario, which holds the hash of its file. Both files are as they
     * were if it fails; if the program ends in between, {@link #load} finds the case as it was, since the old anatomy is kept until the
     * new scenario is there.
     *
     * @throws InputException naming the file that cannot be written, and why
     */
    public void save() {
        Path old = null;
        String before = anatomy.isPresent() ? scenario.getAnatomy().getSha256() : null;
        try {
            byte[] text = anatomy.map(a -> ModelFiles.text(a).getBytes(StandardCharsets.UTF_8)).orElse(null);
            if (text != null && !(Files.exists(anatomyFile.get()) && Arrays.equals(text, Files.readAllBytes(anatomyFile.get())))) {
                scenario.getAnatomy().setSha256(Sha256.of(text));
                if (Files.exists(anatomyFile.get())) {
                    AtomicFiles.write(kept(anatomyFile.get()), out -> Files.copy(anatomyFile.get(), out));
                    old = kept(anatomyFile.get());
                }
                AtomicFiles.write(anatomyFile.get(), out -> out.write(text));
            }
            ScenarioFiles.save(file, scenario);
            if (anatomy.isPresent()) {
                Files.deleteIfExists(kept(anatomyFile.get()));
            }
        } catch (IOException | InputException e) {
            if (anatomy.isPresent()) {
                scenario.getAnatomy().setSha256(before);
            }
            if (old != null) {
                try {
                    Files.move(old, anatomyFile.get(), StandardCopyOption.ATOMIC_MOVE);
                } catch (IOException x) {
                    // then the next who loads it does
                    e.addSuppressed(x);
                }
            }
            throw e instanceof InputException i ? i : ModelFiles.notWritten((IOException) e, anatomyFile.get());
        }
    }

    /** The scenario as {@link #save} would write it: with the hash of the anatomy as it is. A copy. */
    public Scenario saved() {
        Scenario copy = EcoreUtil.copy(scenario);
        anatomy.ifPresent(a -> copy.getAnatomy().setSha256(Sha256.of(ModelFiles.text(a).getBytes(StandardCharsets.UTF_8))));
        return copy;
    }

    /** Where the anatomy that the file of the scenario speaks of is until that file is written, too. */
    private static Path kept(Path anatomyFile) {
        return anatomyFile.resolveSibling("." + anatomyFile.getFileName() + ".kept");
    }

    private static void putBack(Path file, DataReference anatomy) {
        if (DataFiles.problem(anatomy).isPresent() || !DataFiles.isHash(anatomy.getSha256())) {
            return;
        }
        Path target = file.toAbsolutePath().getParent().resolve(anatomy.getPath());
        Path kept = kept(target);
        try {
            if (Files.isRegularFile(kept) && !(Files.exists(target) && Sha256.of(target).equals(anatomy.getSha256()))
                    && Sha256.of(kept).equals(anatomy.getSha256())) {
                Files.move(kept, target, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            // what is there is refused by its hash, with words of its own
            return;
        }
    }

    /** The models by the first word of paths in journals: scenario, and anatomy where there is one. */
    public Map<String, EObject> roots() {
        Map<String, EObject> roots = new LinkedHashMap<>();
        roots.put("scenario", scenario);
        anatomy.ifPresent(a -> roots.put("anatomy", a));
        return roots;
    }

    /** A copy whose models may be changed without touching this one's. */
    public Case copy() {
        return new Case(file, EcoreUtil.copy(scenario), anatomyFile, anatomy.map(EcoreUtil::copy));
    }

    /** What the one validator finds in both models, errors first in neither: in the order of the models. */
    public List<Diagnostic> problems() {
        List<Diagnostic> all = new java.util.ArrayList<>(ModelValidator.validate(scenario));
        anatomy.ifPresent(a -> all.addAll(ModelValidator.validate(a)));
        return all;
    }

    /** @throws InputException with the first error of {@link #problems()}, if there is one */
    public void requireValid() {
        problems().stream().filter(d -> d.severity() == Severity.ERROR).findFirst().ifPresent(d -> {
            throw new InputException(d);
        });
    }

    /**
     * A plan of the scenario.
     *
     * @param id of the plan; empty for the active one, or the only one
     * @return empty if the scenario has no plan at all
     */
    public Optional<Plan> plan(Optional<String> id) {
        if (id.isPresent()) {
            return Optional.of(scenario.getPlans().stream().filter(p -> id.get().equals(p.getId())).findFirst()
                    .orElseThrow(() -> Texts.refuse("plan.none", id.get(), planIds())));
        }
        if (scenario.getActivePlan() != null) {
            return Optional.of(scenario.getActivePlan());
        }
        if (scenario.getPlans().size() > 1) {
            throw Texts.refuse("plan.several", planIds());
        }
        return scenario.getPlans().stream().findFirst();
    }

    private String planIds() {
        return scenario.getPlans().isEmpty() ? "none" : String.join(", ", scenario.getPlans().stream().map(Plan::getId).toList());
    }
}
