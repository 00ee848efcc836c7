/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.swt.dnd.DND;
import org.eclipse.swt.dnd.DragSource;
import org.eclipse.swt.dnd.DragSourceAdapter;
import org.eclipse.swt.dnd.DragSourceEvent;
import org.eclipse.swt.dnd.DropTarget;
import org.eclipse.swt.dnd.DropTargetAdapter;
import org.eclipse.swt.dnd.DropTargetEvent;
import org.eclipse.swt.dnd.TextTransfer;
import org.eclipse.swt.dnd.Transfer;
import org.eclipse.swt.widgets.Control;
import org.orthotwin.catalog.Catalogs;
import org.orthotwin.catalog.LoadedCatalogue;
import org.orthotwin.catalog.Matching;
import org.orthotwin.model.implant.Assembly;
import org.orthotwin.model.scenario.Placement;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.report.Wording;
import org.orthotwin.ui.CaseSession;
import org.orthotwin.ui.UiLanguage;

/** A part of a catalogue that is to be put into the plan in work, in the place of the one that has its role. */
final class PartChoice {

    /** Before a component and a size, separated by a line feed, in what is dragged. */
    private static final String PREFIX = "orthotwin-part:";

    /**
     * What is under way: under Linux and macOS the data of a drag can only be read once it is dropped. Asked each time: a drag begins
     * before the row that it begins on is selected.
     */
    private static Supplier<Optional<Catalogs.Item>> dragged = Optional::empty;

    private final CaseSession session;
    private final Catalogs.Item item;
    private final Placement placement;
    private final Optional<Matching.Conflict> conflict;
    private final Optional<Map<String, Catalogs.Item>> others;

    private PartChoice(CaseSession session, Catalogs.Item item, Placement placement, Optional<Matching.Conflict> conflict,
            Optional<Map<String, Catalogs.Item>> others) {
        this.session = session;
        this.item = item;
        this.placement = placement;
        this.conflict = conflict;
        this.others = others;
    }

    static PartChoice of(CaseSession s, Catalogs.Item item) {
        Plan plan = s.plan().orElse(null);
        Placement p = plan == null ? null : place(plan, item);
        if (p == null) {
            return new PartChoice(s, item, null, Optional.empty(), Optional.empty());
        }
        Map<String, Catalogs.Item> parts = new LinkedHashMap<>();
        for (Placement x : plan.getPlacements()) {
            find(x.getComponent(), x.getSize()).ifPresent(i -> parts.put(x.getRole(), i));
        }
        try {
            return new PartChoice(s, item, p, Matching.conflict(p.getRole(), item, parts), Matching.around(p.getRole(), item, parts));
        } catch (IllegalArgumentException | NoSuchElementException e) {
            // a rule of a catalogue that cannot be asked forbids nothing here; the check of the catalogue names it
            return new PartChoice(s, item, p, Optional.empty(), Optional.of(Map.of()));
        }
    }

    /**
     * The placement that the part may take: where the plan has an assembly of the part's catalogue, in a slot that lists it; otherwise that
     * of a part of the same kind.
     */
    private static Placement place(Plan plan, Catalogs.Item item) {
        String named = String.valueOf(plan.getAssembly());
        Optional<Assembly> assembly = item.catalogue().model().getAssemblies().stream()
                .filter(a -> named.equals(item.catalogue().id() + '/' + a.getId())).findFirst();
        if (assembly.isPresent()) {
            return assembly.get().getSlots().stream().filter(s -> s.getComponents().contains(item.component()))
                    .flatMap(s -> plan.getPlacements().stream().filter(p -> s.getRole().equals(p.getRole()))).findFirst().orElse(null);
        }
        return plan.getPlacements().stream().filter(p -> find(p.getComponent(), p.getSize()).map(Catalogs.Item::component)
                .filter(c -> Objects.equals(c.getKind(), item.component().getKind())).isPresent()).findFirst().orElse(null);
    }

    private static Optional<Catalogs.Item> find(String component, String size) {
        try {
            return component == null || size == null ? Optional.empty() : Optional.of(Catalogs.find(component, size));
        } catch (NoSuchElementException e) {
            return Optional.empty();
        }
    }

    boolean isPossible() {
        return placement != null && others.isPresent();
    }

    /** What comes with it, or why it cannot be; empty where there is nothing to say. */
    String words(Wording wording) {
        if (placement == null) {
            return Texts.text("catalog.no-role");
        }
        String reason = conflict.map(c -> Texts.text("catalog.conflict", wording.role(c.role()), c.why().reason()
                .text(UiLanguage.code()))).orElse("");
        if (others.isEmpty()) {
            return Texts.text("catalog.forbidden", reason);
        }
        return others.get().isEmpty() ? "" : Texts.text("catalog.takes-along", reason, others(wording));
    }

    /** The parts that come with it in other sizes; empty where there are none. */
    String others(Wording wording) {
        return String.join(", ", others.orElse(Map.of()).entrySet().stream().map(e -> wording.role(e.getKey()) + " "
                + LoadedCatalogue.label(e.getValue().size())).toList());
    }

    /** Puts it into the plan, with other sizes of what would not go with it. */
    void apply() {
        if (!isPossible()) {
            return;
        }
        if (others.get().isEmpty() && item.componentId().equals(placement.getComponent())
                && LoadedCatalogue.label(item.size()).equals(placement.getSize())) {
            session.select(placement.getRole());
            return;
        }
        Map<Placement, String> sizes = new LinkedHashMap<>();
        Plan plan = (Plan) placement.eContainer();
        others.get().forEach((role, i) -> plan.getPlacements().stream().filter(p -> role.equals(p.getRole())).findFirst()
                .ifPresent(p -> sizes.put(p, LoadedCatalogue.label(i.size()))));
        if (session.execute(session.commands().setPart(placement, item.componentId(), LoadedCatalogue.label(item.size()), sizes))) {
            session.select(placement.getRole());
        }
    }

    // ---- dragging

    /** Lets parts be dragged away from a control. */
    static void source(Control control, Supplier<Optional<Catalogs.Item>> chosen) {
        DragSource source = new DragSource(control, DND.DROP_COPY);
        source.setTransfer(new Transfer[] {TextTransfer.getInstance()});
        source.addDragListener(new DragSourceAdapter() {
            @Override
            public void dragStart(DragSourceEvent e) {
                dragged = chosen;
                e.doit = dragged.get().isPresent();
            }

            @Override
            public void dragSetData(DragSourceEvent e) {
                dragged.get().ifPresent(i -> e.data = PREFIX + i.componentId() + '\n' + LoadedCatalogue.label(i.size()));
            }

            @Override
            public void dragFinished(DragSourceEvent e) {
                dragged = Optional::empty;
            }
        });
    }

    /** Lets parts be dropped on a control; one that the plan has no use for shows under way that it is not taken. */
    static void target(Control control, Supplier<Optional<CaseSession>> session) {
        DropTarget target = new DropTarget(control, DND.DROP_COPY | DND.DROP_DEFAULT);
        target.setTransfer(new Transfer[] {TextTransfer.getInstance()});
        target.addDropListener(new DropTargetAdapter() {
            @Override
            public void dragEnter(DropTargetEvent e) {
                e.detail = choice().filter(PartChoice::isPossible).isPresent() ? DND.DROP_COPY : DND.DROP_NONE;
                // a part goes where its role is, not between the rows under the pointer
                e.feedback = DND.FEEDBACK_SCROLL;
            }

            @Override
            public void dragOver(DropTargetEvent e) {
                e.feedback = DND.FEEDBACK_SCROLL;
            }

            @Override
            public void dragOperationChanged(DropTargetEvent e) {
                dragEnter(e);
            }

            @Override
            public void drop(DropTargetEvent e) {
                if (e.data instanceof String t && t.startsWith(PREFIX)) {
                    choice().ifPresent(PartChoice::apply);
                }
            }

            private Optional<PartChoice> choice() {
                return dragged.get().flatMap(i -> session.get().map(s -> of(s, i)));
            }
        });
    }
}
