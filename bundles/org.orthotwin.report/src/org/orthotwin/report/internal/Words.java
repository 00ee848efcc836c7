/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report.internal;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.orthotwin.core.MessageCatalog;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Unit;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Histories;
import org.orthotwin.followup.Intake;
import org.orthotwin.followup.Observable;
import org.orthotwin.followup.Sources;
import org.orthotwin.followup.estimation.ChangePoints;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.joint.Joints;
import org.orthotwin.joint.spi.JointType;
import org.orthotwin.measurement.MeasurementDefinition;
import org.orthotwin.measurement.Measurements;
import org.orthotwin.simulation.Measured;
import org.orthotwin.simulation.StatedUncertainty;
import org.orthotwin.solver.Problem;
import org.orthotwin.study.StudyInput;

/**
 * The words of a report in its language. What others contribute (joints, roles, measurements, motions) has a name here where we know it;
 * else its own name or id stands for it, so that nothing is lost.
 */
public final class Words {

    private static final double TENTHS = 10;

    /** Texts in English and French. */
    public static final MessageCatalog MESSAGES = new MessageCatalog(Words.class);

    /** Ending of columns that say what was before an operation. */
    static final String BEFORE = ".before";

    private final String language;

    /** @param language {@code en} or {@code fr}; any other gets English texts */
    public Words(String language) {
        this.language = language;
    }

    public String language() {
        return language;
    }

    /** A text of ours. */
    public String text(String key, Object... args) {
        return MESSAGES.text(language, key, args);
    }

    /**
     * Numbers as the language has them, and the units of time behind them: in French with a decimal comma, days j and years an. What is no
     * number of its own, such as a version or an identifier, stays.
     */
    public String number(String text) {
        return !language.equals("fr") ? text : Numbers.said(text, language).replaceAll("\u00a0d$", "\u00a0j").replace("/yr", "/an");
    }

    /** What to do next, the first thing first, as page and terminal tell it; that there is nothing where there is nothing. */
    public List<FollowUpResult.Todo> todo(FollowUpResult r) {
        List<FollowUpResult.Todo> all = r.todo(language);
        return all.isEmpty() ? List.of(new FollowUpResult.Todo("nothing", text("follow.next.nothing"))) : all.stream().map(
                t -> new FollowUpResult.Todo(t.kind(), number(t.text()))).toList();
    }

    /** A text of ours, where there is one. */
    public Optional<String> known(String key) {
        return MESSAGES.has(language, key) || MESSAGES.has("en", key) ? Optional.of(text(key)) : Optional.empty();
    }

    /** A sentence of a provenance, which is kept in English: in the language if it is the one that our texts have under its key. */
    String said(String key, String sentence) {
        return MESSAGES.has("en", "said." + key) && MESSAGES.text("en", "said." + key).equals(sentence) ? text("said." + key) : sentence;
    }

    /** The name of a table of a solver; of one for a motion, {@code <table>-<motion>[-at-<held>-<degrees>]}, with that. */
    public String table(String name) {
        for (int i = name.indexOf('-'); known("table." + name).isEmpty() && i > 0; i = name.indexOf('-', i + 1)) {
            Optional<String> motion = through(name.substring(i + 1));
            if (known("table." + name.substring(0, i)).isPresent() && motion.isPresent()) {
                return text("table.through", named("table", name.substring(0, i)), motion.get());
            }
        }
        return named("table", name);
    }

    /** A motion, with others held, as solvers name what they give for it; empty where one is not known. */
    private Optional<String> through(String code) {
        String[] all = code.split("-at-");
        Optional<String> said = known("motion." + all[0]);
        for (int i = 1; i < all.length && said.isPresent(); i++) {
            int last = all[i].lastIndexOf('-');
            boolean negative = last > 0 && all[i].substring(0, last).endsWith("-minus");
            Optional<String> held = last < 0 ? Optional.empty()
                    : known("motion." + all[i].substring(0, last - (negative ? "-minus".length() : 0)));
            String degrees = (negative ? "\u2212" : "") + all[i].substring(last + 1);
            String before = said.get();
            said = held.map(h -> text("table.held", before, h, degrees));
        }
        return said;
    }

    /** The name of a column of a table, or a channel of an activity; of one before an operation, that it is. */
    public String quantity(String code) {
        if (code.endsWith(BEFORE) && known("quantity." + code).isEmpty()) {
            return text("quantity.of-before", quantity(code.substring(0, code.length() - BEFORE.length())));
        }
        return known("quantity." + code).or(() -> known("motion." + code)).orElseGet(() -> named("quantity", code));
    }

    /** The name of a thing by its code: that of our texts, else the code with blanks for hyphens. */
    public String named(String kind, String code) {
        return known(kind + "." + code).orElseGet(() -> code.replace('-', ' ').replace('_', ' '));
    }

    public String measurement(MeasurementDefinition d) {
        return MESSAGES.has(language, "measurement." + d.id()) ? text("measurement." + d.id()) : declared(d, d.name());
    }

    /** The name of a measurement by its id, which is its own name where nobody knows it. */
    public String measurement(String id) {
        return Measurements.registry().find(id).map(c -> known("measurement." + id).filter(x -> MESSAGES.has(language, "measurement." + id))
                .orElseGet(() -> c.translated(c.name(), language))).orElse(id);
    }

    /** A text that a measurement declares, such as its description or the source of its target. */
    public String declared(MeasurementDefinition d, String said) {
        return Measurements.registry().find(d.id()).map(c -> c.translated(said, language)).orElse(said);
    }

    /** An observed value as people say it: a side, yes or no where there is nothing between, a dash for what has only happened. */
    public String observed(Observable d, double si) {
        if (d.lower() == d.upper()) {
            return "\u2013";
        }
        if (d.whole() && d.kind().equals("fact") && d.lower() == 0 && d.upper() == 1 && (si == 0 || si == 1)) {
            return text(d.id().equals(Histories.SIDE) ? si == 1 ? "side.left" : "side.right" : d.id().equals(Intake.FEMALE) ? si == 1
                    ? "observed.female" : "observed.male" : si == 1 ? "observed.yes" : "observed.no");
        }
        // the mean takes the place of an answer that is left out: more than a tenth of a point says nothing
        return number(Digits.with(d.kind().equals("score") ? Numbers.shortest(Math.rint(d.unit().fromSi(si) * TENTHS) / TENTHS) : Digits
                .given(d.unit(), si), d.unit()));
    }

    /** Whether a course has changed by a state, and if so since when and how fast it goes on. */
    public String change(FollowUpResult r, Observable d) {
        ChangePoints c = r.followUp().belief(r.state()).changes(d);
        Gaussian g = c.changed();
        int rate = g.dimension() - 1;
        return text(c.probability() < 0.01 ? "follow.change.no" : "follow.change", d.name(language), number(FollowUpResult.percent(c
                .probability())), FollowUpResult.day(r.followUp().at(c.onset(0.05))), FollowUpResult.day(r.followUp().at(c.onset(0.95))),
                number(Digits.pair(d.rateUnit(), g.mean(rate), g.deviation(rate))), number(Numbers.shortest(Numbers.edge(100 * c.law()
                        .hazard() * FollowUp.YEAR))), Sources.text(language, d.change().orElseThrow().source()));
    }

    /** The value of a fact that is known of a patient. */
    public String fact(FollowUpResult.Known k) {
        Unit u = k.fact().map(Observable::unit).orElse(Unit.of("1"));
        return number(Digits.with(Numbers.shortest(Numbers.edge(u.fromSi(k.effect().value()))), u));
    }

    /** By how much it shifts a parameter of those alike; a factor of what must be positive. */
    public String effect(FollowUpResult.Known k) {
        return number(k.isFactor() ? "\u00d7 " + Numbers.fixed(k.shown(), 2) : (k.shown() > 0 ? "+" : "") + Digits.with(Numbers.shortest(
                Double.parseDouble(String.format(Locale.ROOT, "%.3g", k.shown()))), k.observable().unitOf(k.effect().parameter())));
    }

    public String joint(String typeId) {
        return known("joint." + typeId).orElseGet(() -> Joints.registry().find(typeId).map(Contribution<JointType>::name).orElse(typeId));
    }

    /** The same with its side where that is known, {@code left} or {@code right}; empty where the joint is not known. */
    public String joint(String typeId, String side) {
        return typeId.isEmpty() ? "" : side.isEmpty() ? joint(typeId) : text("joint.side", joint(typeId), ofJoint(typeId, side));
    }

    /** A side as it goes with a joint: it has the gender of that where languages have one. */
    private String ofJoint(String typeId, String side) {
        return known("side." + side + "." + typeId).orElseGet(() -> text("side." + side));
    }

    /** An input of a study: its name, or for what the anatomy states that of the landmark's coordinate. */
    String input(StudyInput in) {
        StatedUncertainty.Input stated = in.stated();
        if (stated == null) {
            return in.name();
        }
        return stated.body().isEmpty() ? known("patient." + stated.name()).orElse(in.path())
                : text("study.landmark", stated.name(), "xyz".charAt(stated.axis()), stated.body());
    }

    /** A motion such as {@code flexion}, {@code standing.flexion} or {@code internal-rotation-at-90-flexion}, capital first. */
    public String motion(String label) {
        int dot = label.indexOf('.');
        if (dot > 0 && known("posture." + label.substring(0, dot)).isPresent()) {
            return text("motion.posture", motion(label.substring(dot + 1)), text("posture." + label.substring(0, dot)));
        }
        return capital(named("motion", label));
    }

    /** Letters of the directions anterior, posterior, superior, inferior, left and right. */
    public List<String> letters() {
        return List.of("anterior", "posterior", "superior", "inferior", "left", "right").stream().map(d -> text("letter." + d)).toList();
    }

    /** What touches: the role of a part, or a bone by its type. */
    public String touching(Problem p, String id) {
        return p.bodies().stream().filter(b -> b.id().equals(id)).findFirst().map(b -> named("bone", b.type()))
                .orElseGet(() -> named("role", id));
    }

    /** The text with a capital letter at its beginning. */
    public static String capital(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    /** A target as it is printed; empty for none. */
    public String target(Measured m) {
        return target(m.definition().unit(), m.lower(), m.upper());
    }

    /** A target as it is printed, its ends in SI; one of them is finite. */
    String target(Unit u, double from, double to) {
        boolean lower = from > Double.NEGATIVE_INFINITY;
        boolean upper = to < Double.POSITIVE_INFINITY;
        if (lower && upper) {
            return Digits.with(text("target.between", Digits.given(u, from), Digits.given(u, to)), u);
        }
        return lower ? "\u2265 " + Digits.with(Digits.given(u, from), u) : "\u2264 " + Digits.with(Digits.given(u, to), u);
    }
}
