/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jface.action.IToolBarManager;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Event;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Intervention;
import org.orthotwin.followup.Observable;
import org.orthotwin.followup.Observables;
import org.orthotwin.followup.Prospects;
import org.orthotwin.ui.UiLanguage;
import org.orthotwin.ui.plot.DrawingPane;

/** The courses of what may be observed: what population and twin let one expect, and what was observed. */
public final class CoursesView extends TwinView {

    public static final String ID = "org.orthotwin.followup.ui.courses";

    /** Choices before the observables: what was observed, and everything. */
    private static final int BEFORE = 2;

    /** Beside the courses: nothing, an intervention by its id, or a virtual cohort. */
    static final String COHORT = "cohort";

    private Combo what;
    private Combo beside;
    private List<String> besides = List.of();
    /** What somebody chose to be drawn beside; empty before that: an operation that is planned, otherwise nothing. */
    private Optional<String> chosen = Optional.empty();
    private String compared = "";
    private FirstBanner first;
    private DrawingPane pane;
    private List<Observable> choices = List.of();
    private boolean everything;
    private Optional<String> single = Optional.empty();
    private Optional<FanPlots> drawn = Optional.empty();

    @Override
    void create(Composite parent) {
        Composite area = Views.area(parent);
        Composite row = Views.row(area, 2);
        what = Views.choice(row, Texts.text("courses.what"));
        what.setData("courses", "what");
        what.addListener(SWT.Selection, e -> choose(what.getSelectionIndex()));
        beside = Views.choice(row, Texts.text("courses.beside"));
        beside.setData("courses", "beside");
        besides(Observables.interventions(), false);
        beside.addListener(SWT.Selection, e -> {
            chosen = Optional.of(besides.get(Math.max(0, beside.getSelectionIndex())));
            changed();
        });
        first = new FirstBanner(area);
        pane = new DrawingPane(area, this::nothing, () -> "");
        pane.canvas().setData("courses", "canvas");
        pane.canvas().setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true));
        pane.canvas().addListener(SWT.MouseDown, this::press);
        pane.canvas().addListener(SWT.MouseDoubleClick, this::enlarge);
        pane.canvas().addListener(SWT.KeyDown, e -> {
            if (e.character == SWT.ESC) {
                single = Optional.empty();
                changed();
            }
        });
        IToolBarManager bar = getViewSite().getActionBars().getToolBarManager();
        bar.add(pane.export(() -> fileName("courses"), this::folder));
    }

    /**
     * What can be drawn beside the courses, with what can be done as things are.
     *
     * @param planned whether an operation is planned
     */
    private void besides(List<Intervention> interventions, boolean planned) {
        besides = new ArrayList<>(List.of(""));
        List<String> names = new ArrayList<>(List.of(Texts.text("courses.beside.none")));
        for (Intervention i : interventions) {
            besides.add(i.id());
            names.add(Texts.text(i.operates() ? "courses.beside.operate" : "courses.beside.what-if", i.name(UiLanguage.code())));
        }
        besides.add(COHORT);
        names.add(Texts.text("courses.beside.cohort"));
        Views.items(beside, names);
        compared = chosen.filter(besides::contains).orElseGet(() -> interventions.stream().filter(i -> planned && i.operates()).map(
                Intervention::id).findFirst().orElse(""));
        beside.select(besides.indexOf(compared));
    }

    private void choose(int index) {
        everything = index == 1;
        single = index < BEFORE ? Optional.empty() : Optional.of(choices.get(index - BEFORE).id());
        single.ifPresent(id -> session().ifPresent(s -> s.choose(id)));
        changed();
    }

    @Override
    void changed() {
        Optional<Reading> r = reading().filter(x -> x.result().isPresent());
        choices = r.map(x -> x.courses().stream().map(Reading.Course::observable).toList()).orElse(List.of());
        r.flatMap(Reading::result).ifPresent(x -> besides(x.followUp().interventions(x.alerts()), x.followUp().planned().isPresent()));
        List<String> items = new ArrayList<>();
        if (r.isPresent()) {
            items.add(Texts.text("courses.observed"));
            items.add(Texts.text("courses.all"));
            choices.forEach(d -> items.add(d.name(UiLanguage.code())));
        }
        Views.items(what, items);
        int at = single.map(id -> choices.stream().map(Observable::id).toList().indexOf(id)).orElse(-1);
        // of whom nothing was observed yet all is told that is expected
        boolean all = everything || r.filter(x -> !x.observed().isEmpty()).isEmpty();
        if (r.isPresent()) {
            what.select(at >= 0 ? at + BEFORE : all ? 1 : 0);
        }
        drawn = r.map(x -> new FanPlots(x, x.courses().stream().filter(c -> at >= 0 ? c.observable().equals(choices.get(at)) : all
                || !c.seen().isEmpty()).toList(), session().flatMap(TwinSession::observable), compared));
        first.show(r.flatMap(Reading::result).filter(x -> Prospects.isInfectionOpen(x.followUp(), x.state(), Observables.interventions()
                .stream().filter(i -> i.id().equals(compared)).toList())).map(x -> FollowUpResult.infectionFirst(UiLanguage.code())));
        pane.show(drawn);
    }

    private void press(Event e) {
        pane.canvas().setFocus();
        if (e.button != 1 || drawn.isEmpty()) {
            return;
        }
        FanPlots d = drawn.get();
        d.observable(e.x, e.y + pane.top()).ifPresent(o -> session().ifPresent(s -> s.choose(o.id())));
        d.state(e.x, e.y + pane.top()).ifPresent(o -> session().ifPresent(s -> s.show(Optional.of(o))));
    }

    /** A course alone, or all again. */
    private void enlarge(Event e) {
        single = single.isPresent() ? Optional.empty() : drawn.flatMap(d -> d.observable(e.x, e.y + pane.top())).map(Observable::id);
        changed();
    }

    @Override
    public void setFocus() {
        pane.canvas().setFocus();
    }

    @Override
    public String help() {
        return Texts.text("help.courses");
    }
}
