/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.orthotwin.core.Numbers;

/**
 * How the answers to the items of a questionnaire make a score: a start plus a factor times the sum of the answers, in which an item that
 * was not answered counts as the mean of its block as long as not too many are missing. The texts of the items are their owners'.
 *
 * @param start score where all answers are 0
 * @param factor by which the sum counts
 * @param blocks in the order of the items
 * @param source where the rule comes from
 */
public record Scoring(double start, double factor, List<Block> blocks, String source) {

    private static final Pattern FORM = Pattern.compile("items\\s*\\(([^()]*)\\)");
    private static final String NO_ANSWER = "-";

    /**
     * Items that stand for each other.
     *
     * @param items how many
     * @param lower least answer
     * @param upper largest answer
     * @param missing how many may be without an answer
     */
    public record Block(int items, double lower, double upper, int missing) {
    }

    /** Whether a value is meant as answers: {@code items(4 3 - 2)}, a hyphen for none. What is cut off is, too, and is refused as such. */
    public static boolean isItems(String text) {
        return text.strip().startsWith("items");
    }

    /** How many answers there are. */
    public int items() {
        return blocks.stream().mapToInt(Block::items).sum();
    }

    /**
     * The score.
     *
     * @param name of what is scored, for refusals
     * @param text {@code items(4 3 - 2)}
     * @param whole whether answers are whole numbers
     * @throws org.orthotwin.core.InputException for another number of answers, an answer that cannot be, or too few answers in a block
     */
    double of(String name, String text, boolean whole) {
        Matcher m = FORM.matcher(text.strip());
        if (!m.matches()) {
            throw Texts.refuse("items.form", text);
        }
        String[] answers = m.group(1).strip().split("[\\s,;]+");
        if (answers.length != items()) {
            throw Texts.refuse("items.count", name, answers.length, items());
        }
        double sum = 0;
        int from = 0;
        for (Block b : blocks) {
            List<Double> given = new ArrayList<>();
            for (int i = from; i < from + b.items; i++) {
                if (!answers[i].equals(NO_ANSWER)) {
                    given.add(answer(name, answers[i], i + 1, b, whole));
                }
            }
            if (b.items - given.size() > b.missing || given.isEmpty()) {
                throw Texts.refuse("items.missing", name, from + 1, from + b.items, b.items - given.size(), b.missing);
            }
            sum += b.items * given.stream().mapToDouble(d -> d).average().orElseThrow();
            from += b.items;
        }
        return start + factor * sum;
    }

    private static double answer(String name, String text, int item, Block b, boolean whole) {
        try {
            double v = Double.parseDouble(text);
            if (v >= b.lower && v <= b.upper && !(whole && v % 1 != 0)) {
                return v;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw Texts.refuse(whole ? "items.answer-whole" : "items.answer", name, item, text, Numbers.shortest(b.lower),
                Numbers.shortest(b.upper));
    }
}
