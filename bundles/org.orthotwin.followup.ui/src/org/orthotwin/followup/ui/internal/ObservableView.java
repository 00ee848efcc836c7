/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.util.List;
import java.util.Optional;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.orthotwin.followup.Observable;
import org.orthotwin.model.twin.TwinState;
import org.orthotwin.ui.UiLanguage;
import org.orthotwin.ui.plot.Drawing;
import org.orthotwin.ui.plot.DrawingPane;

/** A view of the observable that is looked at, chosen above or in any other view. */
abstract class ObservableView<D extends Drawing> extends TwinView {

    private final String name;
    private Combo what;
    private DrawingPane pane;
    private List<Observable> choices = List.of();
    private Optional<D> drawn = Optional.empty();

    /** @param name of files, and of the canvas for tests */
    ObservableView(String name) {
        this.name = name;
    }

    /** What can be shown. */
    abstract List<Observable> choices(Reading reading);

    abstract D drawing(Reading reading, Observable d);

    /** The state to show when a point of the drawing is clicked. */
    abstract Optional<TwinState> state(D drawing, double x, double y);

    @Override
    void create(Composite parent) {
        Composite area = Views.area(parent);
        what = Views.choice(area, Texts.text("observable.what"));
        what.setData(name, "what");
        what.addListener(SWT.Selection, e -> {
            if (what.getSelectionIndex() >= 0) {
                session().ifPresent(s -> s.choose(choices.get(what.getSelectionIndex()).id()));
            }
        });
        pane = new DrawingPane(area, this::empty, () -> "");
        pane.canvas().setData(name, "canvas");
        pane.canvas().setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true));
        pane.canvas().addListener(SWT.MouseDown, e -> {
            pane.canvas().setFocus();
            if (e.button == 1) {
                drawn.flatMap(d -> state(d, e.x, e.y + pane.top())).ifPresent(s -> session().ifPresent(x -> x.show(Optional.of(s))));
            }
        });
        getViewSite().getActionBars().getToolBarManager().add(pane.export(() -> fileName(name), this::folder));
    }

    /** What stands in the place of a drawing. */
    private String empty() {
        return reading().flatMap(Reading::result).filter(r -> !r.isJudged()).map(r -> r.noAlerts(UiLanguage.code())).orElseGet(
                this::nothing);
    }

    @Override
    void changed() {
        Optional<Reading> r = reading().filter(x -> x.result().isPresent());
        choices = r.map(this::choices).orElse(List.of());
        Optional<Observable> shown = session().flatMap(TwinSession::observable)
                .flatMap(id -> choices.stream().filter(d -> d.id().equals(id)).findFirst()).or(() -> choices.stream().findFirst());
        Views.observables(what, choices, shown.map(Observable::id).orElse(""));
        drawn = shown.map(d -> drawing(r.orElseThrow(), d));
        pane.show(drawn);
    }

    @Override
    public void setFocus() {
        pane.canvas().setFocus();
    }
}
