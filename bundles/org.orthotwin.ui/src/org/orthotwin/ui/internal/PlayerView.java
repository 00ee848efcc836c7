/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Scale;
import org.eclipse.swt.widgets.ToolBar;
import org.eclipse.swt.widgets.ToolItem;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Numbers;
import org.orthotwin.joint.ClinicalMotion;
import org.orthotwin.model.scenario.Activity;
import org.orthotwin.model.scenario.SolverRequest;
import org.orthotwin.report.Wording;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.simulation.Simulation;
import org.orthotwin.solver.ActivityData;
import org.orthotwin.solver.Problem;
import org.orthotwin.ui.CaseSession;
import org.orthotwin.ui.CaseView;
import org.orthotwin.ui.Posture;
import org.orthotwin.ui.UiLanguage;

/** Leads the joint through an activity, or through the range of one coordinate, by a slider or by itself. */
public final class PlayerView extends CaseView {

    public static final String ID = "org.orthotwin.ui.player";

    /** Steps of the slider. */
    private static final int STEPS = 1000;
    /** Time between two pictures, ms; slower where drawing takes longer. */
    private static final int FRAME = 33;
    /** Largest part of the duration from one picture to the next. */
    private static final double LONGEST_STEP = 0.03;
    /** What is shown as 0, SI. */
    private static final double SMALL = 1e-6;

    private final Wording wording = new Wording(UiLanguage.code());
    private Combo what;
    private ToolItem play;
    private ToolItem neutral;
    private Scale time;
    private Label readout;
    private Label angles;
    private List<Track> tracks = List.of();
    private Problem tracksOf;
    private boolean playing;
    private long last;
    private double part;
    /** What this view wants the joint to show. */
    private Optional<Posture> mine = Optional.empty();

    @Override
    protected void create(Composite parent) {
        Composite area = new Composite(parent, SWT.NONE);
        GridLayout layout = new GridLayout(4, false);
        layout.marginHeight = 2;
        layout.verticalSpacing = 0;
        area.setLayout(layout);
        ToolBar bar = new ToolBar(area, SWT.FLAT);
        play = new ToolItem(bar, SWT.PUSH);
        play.addListener(SWT.Selection, e -> play(!playing));
        neutral = new ToolItem(bar, SWT.PUSH);
        neutral.setImage(Icons.OURS.get("neutral"));
        neutral.setToolTipText(Texts.text("player.neutral"));
        neutral.addListener(SWT.Selection, e -> {
            play(false);
            session().ifPresent(s -> s.pose(""));
        });
        what = new Combo(area, SWT.READ_ONLY);
        what.setToolTipText(Texts.text("player.what"));
        what.setData("player", "what");
        GridData d = new GridData(SWT.LEFT, SWT.CENTER, false, false);
        d.widthHint = 190;
        what.setLayoutData(d);
        what.addListener(SWT.Selection, e -> {
            part = 0;
            show();
        });
        time = new Scale(area, SWT.HORIZONTAL);
        time.setMaximum(STEPS);
        time.setPageIncrement(STEPS / 20);
        time.setData("player", "time");
        time.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false));
        time.addListener(SWT.Selection, e -> {
            play(false);
            part = (double) time.getSelection() / STEPS;
            show();
        });
        readout = new Label(area, SWT.RIGHT);
        GridData r = new GridData(SWT.RIGHT, SWT.CENTER, false, false);
        r.widthHint = 92;
        readout.setLayoutData(r);
        angles = new Label(area, SWT.NONE);
        angles.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false, 4, 1));
        icon();
    }

    @Override
    public void setFocus() {
        time.setFocus();
    }

    @Override
    public void dispose() {
        playing = false;
        super.dispose();
    }

    @Override
    protected void changed(CaseSession.Change change) {
        if (time.isDisposed()) {
            return;
        }
        if (change == CaseSession.Change.EVALUATION) {
            fill();
        } else if (change == CaseSession.Change.POSE) {
            Optional<Posture> shown = session().flatMap(CaseSession::posture);
            if (!shown.equals(mine)) {
                // somebody else shows the joint elsewhere
                play(false);
                mine = Optional.empty();
            }
            readout();
        }
    }

    private void fill() {
        RunResult r = session().flatMap(s -> s.evaluation().result()).orElse(null);
        Problem p = r == null ? null : r.problem();
        if (p == tracksOf) {
            return;
        }
        tracksOf = p;
        List<Track> now = new ArrayList<>();
        if (p != null && p.joint() != null) {
            try {
                for (ActivityData a : Simulation.activities(r)) {
                    Track t = Track.of(a, name(r, a.id()), p.joint());
                    if (!t.motions().isEmpty() && t.times().length > 1) {
                        now.add(t);
                    }
                }
            } catch (InputException e) {
                // the plan itself has the same problem, which is shown with it
            }
            r.solutions().forEach((solver, x) -> {
                String found = Texts.text("player.found", request(r, solver));
                x.tables().forEach(t -> Track.of(t, x.paths(), found, p.joint()).ifPresent(now::add));
            });
            for (ClinicalMotion m : Track.sweeps(p.joint().type())) {
                now.add(Track.sweep(p.joint(), m, wording.motion(m.id())));
            }
        }
        String chosen = what.getSelectionIndex() < 0 ? "" : tracks.get(what.getSelectionIndex()).id();
        List<String> names = now.stream().map(Track::name).toList();
        tracks = now;
        if (!List.of(what.getItems()).equals(names)) {
            what.setItems(names.toArray(String[]::new));
        }
        int index = now.stream().map(Track::id).toList().indexOf(chosen);
        if (!now.isEmpty() && what.getSelectionIndex() != Math.max(0, index)) {
            what.select(Math.max(0, index));
        }
        what.setEnabled(!now.isEmpty());
        play.setEnabled(!now.isEmpty());
        time.setEnabled(!now.isEmpty());
        if (now.isEmpty()) {
            play(false);
        }
        readout();
    }

    private static String name(RunResult r, String id) {
        return r.source().scenario().getActivities().stream().filter(a -> id.equals(a.getId())).map(Activity::getName).filter(n -> n != null
                && !n.isBlank()).findFirst().orElse(id);
    }

    /** What a scenario calls a solver's work. */
    private static String request(RunResult r, String solver) {
        return r.source().scenario().getRequests().stream().filter(x -> solver.equals(x.getSolver())).map(SolverRequest::getName)
                .filter(n -> n != null && !n.isBlank()).findFirst().orElse(solver);
    }

    private Optional<Track> track() {
        int i = what.getSelectionIndex();
        return i < 0 || i >= tracks.size() ? Optional.empty() : Optional.of(tracks.get(i));
    }

    private void show() {
        track().ifPresent(t -> session().ifPresent(s -> {
            mine = Optional.of(t.at(part));
            s.pose(mine.get());
        }));
        int at = (int) Math.round(part * STEPS);
        if (time.getSelection() != at) {
            time.setSelection(at);
        }
        readout();
    }

    private void readout() {
        readout.setText(track().map(t -> Numbers.fixed(part * t.duration(), 2) + " / " + Numbers.fixed(t.duration(), 2) + " s").orElse(""));
        StringBuilder b = new StringBuilder();
        session().ifPresent(s -> {
            Map<String, Double> motions = s.motions();
            Set<String> named = new HashSet<>();
            for (ClinicalMotion m : tracksOf == null || tracksOf.joint() == null ? List.<ClinicalMotion>of() : tracksOf.joint().type()
                    .motions()) {
                // of two opposite motions the one that it is
                double v = motions.getOrDefault(m.id(), Double.NaN);
                if (v > SMALL || v >= -SMALL && !named.contains(m.coordinate())) {
                    String name = wording.motion(m.id());
                    b.append(b.isEmpty() ? name : "   " + name.toLowerCase(Locale.ROOT)).append(' ').append(Wording.value(Wording.unit(
                            dimension(m)), Math.max(0, v)));
                    named.add(m.coordinate());
                }
            }
            s.touching().ifPresent(c -> b.append("   ").append(wording.touching(s.evaluation().result().orElseThrow().problem(), c)));
        });
        angles.setText(Words.plain(b.toString()));
    }

    private Dimension dimension(ClinicalMotion m) {
        return tracksOf.joint().type().coordinates().stream().filter(c -> c.name().equals(m.coordinate())).findFirst().orElseThrow()
                .dimension();
    }

    // ---- playing

    /** One object, so that the display knows it again. */
    private final Runnable tick = this::tick;

    private void play(boolean wanted) {
        if (playing == wanted) {
            return;
        }
        playing = wanted && track().isPresent();
        icon();
        if (playing) {
            if (part >= 1) {
                part = 0;
            }
            last = System.nanoTime();
            time.getDisplay().timerExec(FRAME, tick);
        } else {
            time.getDisplay().timerExec(-1, tick);
        }
    }

    private void tick() {
        if (!playing || time.isDisposed()) {
            return;
        }
        Track t = track().orElse(null);
        if (t == null || session().isEmpty()) {
            play(false);
            return;
        }
        long now = System.nanoTime();
        // no faster than can be followed where drawing is slow
        part += Math.min((now - last) / 1e9 / t.duration(), LONGEST_STEP);
        last = now;
        // from its end it begins anew
        part -= Math.floor(part);
        show();
        // behind what waits to be run: where drawing takes longer than a frame, nothing else would ever come
        Display display = time.getDisplay();
        display.asyncExec(() -> {
            if (playing && !display.isDisposed()) {
                display.timerExec(FRAME, tick);
            }
        });
    }

    private void icon() {
        play.setImage(Icons.OURS.get(playing ? "pause" : "play"));
        play.setToolTipText(Texts.text(playing ? "player.pause" : "player.play"));
    }
}
