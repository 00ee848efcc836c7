/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal.plot;

import java.util.Arrays;
import java.util.List;
import org.orthotwin.solver.Table;

/**
 * What touches over two motions, at one value of a third: a table of three angles and a kind of contact. Immutable.
 */
public final class ContactGrid {

    /** Kinds of contact by their code less one. */
    static final List<String> KINDS = List.of("prosthetic", "bony", "bone-implant");

    private final List<String> motions;
    private final double[] x;
    private final double[] y;
    private final int[][] codes;
    private final double third;

    private ContactGrid(List<String> motions, double[] x, double[] y, int[][] codes, double third) {
        this.motions = motions;
        this.x = x;
        this.y = y;
        this.codes = codes;
        this.third = third;
    }

    /** Whether a table is of three angles and a kind of contact. */
    public static boolean fits(Table t) {
        return t.columns().size() == 4 && t.columns().get(3).equals("contact") && !t.rows().isEmpty();
    }

    /** @throws IllegalArgumentException if the table is none of three angles and a contact, or has several values of the third angle */
    public static ContactGrid of(Table t) {
        if (!fits(t)) {
            throw new IllegalArgumentException("the table " + t.name() + " is no map of contact");
        }
        double[] x = distinct(t, 0);
        double[] y = distinct(t, 1);
        double[] z = distinct(t, 2);
        if (z.length != 1) {
            throw new IllegalArgumentException("the table " + t.name() + " has " + z.length + " values of " + t.columns().get(2));
        }
        int[][] codes = new int[y.length][x.length];
        for (int[] row : codes) {
            Arrays.fill(row, -1);
        }
        for (double[] r : t.rows()) {
            codes[Arrays.binarySearch(y, r[1] + 0.0)][Arrays.binarySearch(x, r[0] + 0.0)] = Double.isNaN(r[3]) ? -1 : (int) r[3];
        }
        return new ContactGrid(List.copyOf(t.columns().subList(0, 3)), x, y, codes, z[0]);
    }

    /** Whether another map has the same cells of the same motions. */
    boolean isAlike(ContactGrid o) {
        return motions.equals(o.motions) && Arrays.equals(x, o.x) && Arrays.equals(y, o.y);
    }

    private static double[] distinct(Table t, int column) {
        return t.rows().stream().mapToDouble(r -> r[column] + 0.0).sorted().distinct().toArray();
    }

    /** The three motions. */
    public List<String> motions() {
        return motions;
    }

    /** Values of the first motion, ascending, rad. */
    double[] x() {
        return x;
    }

    /** Values of the second motion, ascending, rad. */
    double[] y() {
        return y;
    }

    /** Value of the third motion, rad. */
    public double third() {
        return third;
    }

    /** The kind at a cell; {@code free} for none, empty for not known. */
    public String kind(int i, int j) {
        int code = codes[j][i];
        return code < 0 || code > KINDS.size() ? "" : code == 0 ? "free" : KINDS.get(code - 1);
    }

    /** Which part of the cells is free, 0 to 1. */
    public double free() {
        long free = Arrays.stream(codes).flatMapToInt(Arrays::stream).filter(c -> c == 0).count();
        return (double) free / (x.length * y.length);
    }
}
