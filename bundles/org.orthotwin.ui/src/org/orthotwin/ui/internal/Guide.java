/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.ui.IViewPart;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.IWorkbenchPart3;
import org.orthotwin.catalog.Catalogs;
import org.orthotwin.core.contribution.Registry;
import org.orthotwin.model.edit.JournalEntry;
import org.orthotwin.model.edit.ModelChange;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.solver.Solvers;
import org.orthotwin.ui.CaseSession;

/**
 * A way through the workbench in steps, each of which leads to what it speaks of and knows by the state of the workbench whether it is
 * done.
 *
 * @param id of its texts: {@code guide.id}
 * @param steps in their order
 */
record Guide(String id, List<Step> steps) {

    private static final String SLICES = "org.orthotwin.imaging.ui.slices";
    /** What a view of images says of itself as a property of the part: what image it shows. */
    private static final String IMAGE = "image";
    private static final String OURS = "org.orthotwin.";

    /** The main ways. */
    static final List<Guide> ALL = List.of(
            new Guide("hip", List.of(
                    new Step("open", "command:org.orthotwin.ui.open(org.orthotwin.ui.open.case=example:hip-tha)", s -> s.session().stream()
                            .flatMap(c -> c.models().anatomy().stream()).flatMap(a -> a.getJoints().stream())
                            .anyMatch(j -> "hip".equals(j.getType()))),
                    new Step("numbers", "view:org.orthotwin.ui.measurements", s -> s.shows("org.orthotwin.ui.measurements")
                            && s.result().isPresent()),
                    new Step("choose", "view:org.orthotwin.ui.plan", s -> s.session().flatMap(CaseSession::plan).stream()
                            .flatMap(p -> p.getPlacements().stream()).anyMatch(p -> s.session().get().selected().equals(p.getRole()))),
                    new Step("move", "view:org.orthotwin.ui.position", s -> s.changed(c -> c.path().contains("/coordinates/"))),
                    new Step("motion", "view:org.orthotwin.ui.motion", s -> s.session().filter(c -> !c.poseLabel().isEmpty()
                            || c.posture().isPresent()).isPresent()),
                    new Step("part", "perspective:org.orthotwin.rcp.catalog", s -> s.changed(c -> c.path().contains("/placements/")
                            && List.of("component", "size").contains(c.feature()))),
                    new Step("plan", "perspective:org.orthotwin.rcp.planning", s -> s.changed(c -> c.kind() == ModelChange.Kind.ADD
                            && c.feature().equals("plans"))),
                    new Step("save", "command:org.eclipse.ui.file.save", s -> s.journal().anyMatch(e -> e.kind()
                            == JournalEntry.Kind.SAVED)),
                    new Step("report", "view:org.orthotwin.ui.report", s -> s.session().filter(c -> s.isNew(ReportJob.page(c)))
                            .isPresent()))),
            new Guide("follow", List.of(
                    new Step("begin", "command:org.orthotwin.followup.ui.new", s -> s.twin("joint").filter(j -> !j.isEmpty()).isPresent()),
                    new Step("add", "perspective:org.orthotwin.rcp.followup", s -> s.twinHas("predicted")),
                    new Step("courses", "view:org.orthotwin.followup.ui.courses", s -> s.twinHas("predicted")
                            && s.shows("org.orthotwin.followup.ui.courses")),
                    new Step("correct", "view:org.orthotwin.followup.ui.observations", s -> s.twinHas("withdrawn")),
                    new Step("alerts", "view:org.orthotwin.followup.ui.alerts", s -> s.twinHas("predicted")
                            && s.shows("org.orthotwin.followup.ui.alerts")),
                    new Step("report", "view:org.orthotwin.followup.ui.report", s -> s.twinHas("predicted")
                            && s.twin("report").map(Path::of).filter(s::isNew).isPresent()))),
            new Guide("images", List.of(
                    new Step("open", "command:org.orthotwin.imaging.ui.open", State::image),
                    new Step("look", "perspective:org.orthotwin.rcp.anatomy", s -> s.image() && s.shows(SLICES)),
                    new Step("build", "help:images-to-twin", s -> s.fromImages()),
                    new Step("outlines", "view:" + SLICES, s -> s.fromImages() && s.shows(SLICES)),
                    new Step("plan", "help:images-to-twin", s -> s.fromImages() && s.session().flatMap(CaseSession::plan).isPresent()),
                    new Step("numbers", "view:org.orthotwin.ui.measurements", s -> s.fromImages() && s.result().filter(r -> !r
                            .measurements().isEmpty()).isPresent()))),
            new Guide("catalogue", List.of(
                    new Step("look", "perspective:org.orthotwin.rcp.catalog", s -> s.shows("org.orthotwin.ui.catalog")),
                    new Step("sheets", begin("sheets"), s -> s.workspaceHas("catalogue.csv")),
                    new Step("make", begin("catalogue"), s -> s.workspaceHas("bundle/plugin.xml")),
                    new Step("install", begin("catalogue"), s -> !strangers(Catalogs.registry()).isEmpty()),
                    new Step("use", "perspective:org.orthotwin.rcp.catalog", s -> s.session().flatMap(CaseSession::plan).stream()
                            .flatMap(p -> p.getPlacements().stream()).anyMatch(p -> p.getComponent() != null && strangers(Catalogs
                                    .registry()).contains(p.getComponent().replaceFirst("/.*", "")))))),
            new Guide("solver", List.of(
                    new Step("read", "help:solver", s -> s.page().findView(HelpView.ID) instanceof HelpView h && h.page().equals("solver")),
                    new Step("begin", begin("solver"), s -> s.workspaceHas("pom.xml")),
                    new Step("install", "help:solver", s -> !strangers(Solvers.registry()).isEmpty()),
                    new Step("request", "help:solver", s -> s.session().stream().flatMap(c -> c.models().scenario().getRequests().stream())
                            .anyMatch(r -> strangers(Solvers.registry()).contains(r.getSolver()))),
                    new Step("result", "view:org.orthotwin.ui.measurements", s -> s.result().stream().flatMap(r -> r.solutions().keySet()
                            .stream()).anyMatch(id -> strangers(Solvers.registry()).contains(id))))));

    /**
     * One step.
     *
     * @param id of its texts: {@code guide.way.id}
     * @param target what it leads to, as {@link Links} follows it
     * @param done whether the workbench is as it should be after it
     */
    record Step(String id, String target, Predicate<State> done) {
    }

    private static String begin(String kind) {
        return "command:org.orthotwin.ui.begin(org.orthotwin.ui.begin.kind=" + kind + ")";
    }

    static Optional<Guide> find(String id) {
        return ALL.stream().filter(g -> g.id.equals(id)).findFirst();
    }

    String text(String key) {
        return Texts.text("guide." + id + (key.isEmpty() ? "" : "." + key));
    }

    /** What others than ourselves have brought. */
    private static List<String> strangers(Registry<?> registry) {
        return registry.all().stream().filter(c -> !c.contributor().startsWith(OURS)).map(c -> c.id()).toList();
    }

    /**
     * The workbench as it is.
     *
     * @param page of the window
     * @param session that is in front
     * @param since when the guide was begun: what was done before does not count
     */
    record State(IWorkbenchPage page, Optional<CaseSession> session, Instant since) {

        boolean shows(String view) {
            IViewPart part = page.findView(view);
            return part != null && page.isPartVisible(part);
        }

        boolean image() {
            return page.findView(SLICES) instanceof IWorkbenchPart3 p && p.getPartProperty(IMAGE) != null && !p.getPartProperty(IMAGE)
                    .isEmpty();
        }

        /** What the editor of a twin says of itself as a property of the part; empty where none is in front. */
        Optional<String> twin(String property) {
            return page.getActiveEditor() instanceof IWorkbenchPart3 p ? Optional.ofNullable(p.getPartProperty("twin." + property))
                    : Optional.empty();
        }

        /** Whether a number that it says of itself is above 0. */
        boolean twinHas(String property) {
            return twin(property).filter(n -> !n.equals("0")).isPresent();
        }

        Optional<RunResult> result() {
            return session.filter(s -> !s.evaluation().running()).flatMap(s -> s.evaluation().result());
        }

        /** Whether bones of the case were made from images. */
        boolean fromImages() {
            return session.stream().flatMap(s -> s.models().anatomy().stream()).flatMap(a -> a.getBones().stream())
                    .anyMatch(b -> !b.getVolumes().isEmpty());
        }

        Stream<JournalEntry> journal() {
            return session.stream().flatMap(s -> Stream.concat(s.journal().earlier().stream(), s.journal().entries().stream()))
                    .filter(e -> !e.time().isBefore(since));
        }

        boolean changed(Predicate<ModelChange> what) {
            return journal().filter(e -> e.kind() == JournalEntry.Kind.DONE).flatMap(e -> e.changes().stream()).anyMatch(what);
        }

        boolean isNew(Path file) {
            try {
                return Files.isRegularFile(file) && !Files.getLastModifiedTime(file).toInstant().isBefore(since);
            } catch (IOException e) {
                return false;
            }
        }

        /** Whether a project of the workspace has this file. */
        boolean workspaceHas(String file) {
            return Stream.of(ResourcesPlugin.getWorkspace().getRoot().getProjects()).anyMatch(p -> p.isAccessible()
                    && p.getFile(file).exists());
        }
    }
}
