/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report;

import java.util.List;
import java.util.Map;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Unit;
import org.orthotwin.measurement.MeasurementDefinition;
import org.orthotwin.report.internal.Digits;
import org.orthotwin.report.internal.Families;
import org.orthotwin.report.internal.Limit;
import org.orthotwin.report.internal.Words;
import org.orthotwin.simulation.Measured;
import org.orthotwin.simulation.RunResult;

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
     */
    public record Motion(String label, String name, double angle, double wanted, double typical, String touching) {
    }

    /** The ends of the motions in a result, in the order of the joint's motions. */
    public List<Motion> motions(RunResult result) {
        return Limit.of(result).stream().map(l -> new Motion(l.label(), words.motion(l.label()), l.angle(), l.lower(), l.typical(),
                l.contact() == null ? "" : words.text("touching", words.touching(result.problem(), l.contact().first()),
                        words.touching(result.problem(), l.contact().second())))).toList();
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

    /** A target as it is printed, e.g. {@code 30 to 50 deg}; empty for none. */
    public String target(Measured m) {
        return m.lower() == Double.NEGATIVE_INFINITY && m.upper() == Double.POSITIVE_INFINITY ? "" : words.target(m);
    }
}
