/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.model.anatomy;

import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;

/**
 * Vectors, poses and lists of numbers as the text of model files: numbers separated by one space, each the shortest decimal that reads
 * back as the same double.
 */
public final class ModelText {

    private ModelText() {
    }

    /**
     * Three numbers.
     *
     * @return {@code null} for {@code null}
     * @throws IllegalArgumentException if the text is something else
     */
    public static Vec3 vector(String text) {
        if (text == null) {
            return null;
        }
        double[] n = numbers(text, 3);
        return new Vec3(n[0], n[1], n[2]);
    }

    /**
     * Twelve numbers, the rows of [R|t], t in m.
     *
     * @return {@code null} for {@code null}
     * @throws IllegalArgumentException if the text is something else or R is not a rotation
     */
    public static RigidTransform pose(String text) {
        if (text == null) {
            return null;
        }
        double[] n = numbers(text, 12);
        return RigidTransform.of(new double[] {n[0], n[1], n[2], n[4], n[5], n[6], n[8], n[9], n[10]}, new Vec3(n[3], n[7], n[11]));
    }

    public static String text(Vec3 v) {
        return v == null ? null : join(v.x(), v.y(), v.z());
    }

    public static String text(RigidTransform p) {
        if (p == null) {
            return null;
        }
        Vec3 t = p.translation();
        return join(p.r(0, 0), p.r(0, 1), p.r(0, 2), t.x(), p.r(1, 0), p.r(1, 1), p.r(1, 2), t.y(), p.r(2, 0), p.r(2, 1), p.r(2, 2), t.z());
    }

    /**
     * Any number of numbers.
     *
     * @return {@code null} for {@code null}
     * @throws IllegalArgumentException if the text is something else
     */
    public static double[] numbers(String text) {
        return text == null ? null : text.isBlank() ? new double[0] : numbers(text, text.strip().split("\\s+").length);
    }

    public static String text(double[] numbers) {
        return numbers == null ? null : join(numbers);
    }

    private static String join(double... numbers) {
        StringBuilder b = new StringBuilder();
        for (double n : numbers) {
            // Double.toString keeps the sign of -0.0, so that a load after a save is bit for bit the same.
            String s = Double.toString(n);
            b.append(b.isEmpty() ? "" : " ").append(s.endsWith(".0") ? s.substring(0, s.length() - 2) : s);
        }
        return b.toString();
    }

    private static double[] numbers(String text, int count) {
        String[] parts = text.strip().split("\\s+");
        if (parts.length != count) {
            throw new IllegalArgumentException("'" + text + "' has " + parts.length + " numbers where " + count + " are wanted");
        }
        double[] n = new double[count];
        for (int i = 0; i < count; i++) {
            try {
                n[i] = Double.parseDouble(parts[i]);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("'" + parts[i] + "' in '" + text + "' is not a number", e);
            }
        }
        return n;
    }
}
