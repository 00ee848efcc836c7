/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Unit;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Observable;
import org.orthotwin.measurement.MeasurementDefinition;
import org.orthotwin.report.internal.Digits;
import org.orthotwin.report.internal.Families;
import org.orthotwin.report.internal.Limit;
import org.orthotwin.report.internal.Words;
import org.orthotwin.simulation.Measured;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.solver.ContactEvent;
import org.orthotwin.solver.Problem;

/** How reports name things and write numbers, for all who show the same results. */
public final class Wording {

    private final Words words;

    /** @param language {@code en} or {@code fr}; any other gets English texts */
    public Wording(String language) {
        words = new Words(language);
    }

    public String measurement(MeasurementDefinition d) {
        return words.measurement(d);
    }

    /** What a part does in a plan, by the code of its role. */
    public String role(String role) {
        return Words.capital(words.named("role", role));
    }

    /** Letters of the directions anterior, posterior, superior, inferior, left and right, as pictures have them. */
    public List<String> letters() {
        return words.letters();
    }

    /** The name of a measurement by its id. */
    public String measurement(String id) {
        return words.measurement(id);
    }

    /** The measurements of a result by the heading of their family. */
    public Map<String, List<Measured>> families(RunResult result) {
        return Families.of(result, words);
    }

    /**
     * The end of a motion.
     *
     * @param label of the motion, by which contacts are found, too
     * @param name for people
     * @param angle how far it goes, rad
     * @param wanted least angle wanted, rad; -infinity for none
     * @param typical of healthy adults, rad; NaN where not known
     * @param touching what ends it, for people; empty for nothing
     * @param kind of contact that ends it; {@code free} for none
     */
    public record Motion(String label, String name, double angle, double wanted, double typical, String touching, String kind) {
    }

    /** The ends of the motions in a result, in the order of the joint's motions. */
    public List<Motion> motions(RunResult result) {
        return Limit.of(result).stream().map(l -> new Motion(l.label(), words.motion(l.label()), l.angle(), l.lower(), l.typical(),
                l.contact() == null ? "" : touching(result.problem(), l.contact()), l.kind())).toList();
    }

    /**
     * A bone, capital first.
     *
     * @param type e.g. {@code femur}
     * @param side {@code left} or {@code right}; anything else for neither
     */
    public String bone(String type, String side) {
        return Words.capital(words.known("bone." + type + "." + side).orElseGet(() -> words.named("bone", type)));
    }

    /** A motion in clinical words, capital first. */
    public String motion(String label) {
        return words.motion(label);
    }

    /** What touches what. */
    public String touching(Problem problem, ContactEvent contact) {
        return words.text("touching", words.touching(problem, contact.first()), words.touching(problem, contact.second()));
    }

    /** A kind of contact; {@code free} for none. */
    public String kind(String kind) {
        return words.known("kind." + kind).orElseGet(() -> words.text("kind.other"));
    }

    /** A column of a table, or a channel of an activity, capital first. */
    public String quantity(String code) {
        return Words.capital(words.quantity(code));
    }

    /** A table of a solver, by the code of its name. */
    public String table(String name) {
        return Words.capital(words.table(name));
    }

    /** The unit as it is printed; empty for a plain number. */
    public static String symbol(Unit unit) {
        return Digits.symbol(unit);
    }

    /** A number as it stands beside an axis. */
    public static String axis(double shown) {
        return Digits.given(Unit.of("1"), shown).replace('-', '\u2212');
    }

    /** The unit in which a quantity is shown where nobody chose one. */
    public static Unit unit(Dimension d) {
        return Digits.unit(d);
    }

    /** A value in SI with its unit and as many digits as mean something; a dash for none. */
    public static String value(Unit unit, double si) {
        return Digits.value(unit, si);
    }

    /** A standard uncertainty without its unit; a dash where it was not assessed. */
    public static String uncertainty(Unit unit, double si) {
        return Digits.uncertainty(unit, si);
    }

    /** A value in SI with its standard deviation and unit, with as many digits as that has. */
    public static String pair(Unit unit, double si, double deviation) {
        return Digits.pair(unit, si, deviation);
    }

    /** An observed value or a limit in SI with its unit, as somebody wrote it. */
    public static String given(Unit unit, double si) {
        return Digits.with(Digits.given(unit, si), unit);
    }

    /** An observed value as people say it: a side, yes or no where there is nothing between, a dash for what has only happened. */
    public String observed(Observable d, double si) {
        return words.observed(d, si);
    }

    /** A value of an observable with as many digits as mean something and its unit, in the words of the language. */
    public String value(Observable d, double si) {
        return words.number(Digits.value(d.unit(), si));
    }

    /** The same without the unit. */
    public String number(Unit unit, double si) {
        return words.number(Digits.number(unit, si).replace('-', '\u2212'));
    }

    /** What to do next in lines, under its heading: the words of the report in its order. */
    public List<String> next(FollowUpResult r) {
        List<String> lines = new ArrayList<>(List.of(words.text("follow.next")));
        List<FollowUpResult.Todo> all = words.todo(r);
        for (int i = 0; i < all.size(); i++) {
            lines.add("  " + (i + 1) + ". " + all.get(i).text());
        }
        return lines;
    }

    /** A text with its numbers written as the language does. */
    public String said(String text) {
        return words.number(text);
    }

    /** A type of joint by its contributed id. */
    public String joint(String typeId) {
        return words.joint(typeId);
    }

    /** The same with its side where that is known, {@code left} or {@code right}; empty where the joint is not known. */
    public String joint(String typeId, String side) {
        return words.joint(typeId, side);
    }

    /** A parameter of the course of what is observed, capital first, by its name in the course. */
    public String parameter(String name) {
        return Words.capital(words.named("follow.parameter", name));
    }

    /** How well observations tell a parameter. */
    public String told(FollowUp.Told told) {
        return words.text("follow.told." + told.id());
    }

    /** Whether a course has changed by the state of a result, since when and how fast it goes on, as the report says it. */
    public String change(FollowUpResult r, Observable d) {
        return words.change(r, d);
    }

    /** What a fact that is known of a patient changes of what patients are like, in a line, without its source. */
    public String known(FollowUpResult.Known k) {
        String parameter = words.named("follow.parameter", k.observable().course().orElseThrow().parameter(k.effect().parameter()));
        return words.text("follow.fact.line", k.fact().map(d -> d.name(words.language())).orElse(k.effect().regression().fact()), words
                .fact(k), parameter, words.effect(k), words.text(k.effect().regression().isPublished() ? "follow.fact.published"
                        : "follow.fact.assumption"));
    }

    /** What made a state of a twin: the code of the follow-up, or the reason that a person gave. */
    public String cause(String cause) {
        return words.known("follow.cause." + cause).orElse(cause);
    }

    /** A target as it is printed, e.g. {@code 30 to 50 deg}; empty for none. */
    public String target(Measured m) {
        return m.lower() == Double.NEGATIVE_INFINITY && m.upper() == Double.POSITIVE_INFINITY ? "" : words.target(m);
    }
}
