/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging;

import java.util.Map;
import java.util.Optional;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Quantity;
import org.orthotwin.geometry.Vec3;

/**
 * Edits of a label map in words, one a line; places are LPS in mm, structures ids or numbers, a new id gets the next free number:
 * {@code paint <structure> x,y,z <radius>} · {@code erase [<structure>] x,y,z <radius>} · {@code fill <structure> x,y,z} (the connected
 * region at the place) · {@code relabel <structure> <structure>} · {@code keep <structure>} (its largest piece) ·
 * {@code interpolate <structure> x|y|z} (between the slices across that direction on which it is) · {@code undo} · {@code redo}.
 */
public final class LabelScript {

    private final LabelEditor editor;

    /** @param editor that is worked on */
    public LabelScript(LabelEditor editor) {
        this.editor = editor;
    }

    /**
     * Does a step.
     *
     * @return voxels that changed their label; 0 for undo and redo
     * @throws IllegalArgumentException if it cannot be understood, there is nothing to undo, or a region has more than
     *         {@link LabelEditor#LARGEST_FILL} voxels
     */
    public int run(String step) {
        String[] w = step.split("\\s+");
        String form = w[0] + w.length;
        return switch (form) {
            case "paint4" -> editor.brush(at(w[2]), radius(w[3]), made(w[1]));
            case "erase3" -> editor.brush(at(w[1]), radius(w[2]), 0);
            case "erase4" -> editor.brush(at(w[2]), radius(w[3]), 0, there(w[1]));
            case "fill3" -> fill(w[1], at(w[2]));
            case "relabel3" -> editor.relabel(there(w[1]), made(w[2]));
            case "interpolate3" -> editor.interpolate(there(w[1]), axis(w[2]), Monitor.NONE);
            case "keep2" -> editor.keepLargest(there(w[1]));
            case "undo1" -> moved(editor.undo(), "undo");
            case "redo1" -> moved(editor.redo(), "do again");
            default -> throw new IllegalArgumentException("not one of: paint structure x,y,z radius; erase [structure] x,y,z radius; "
                    + "fill structure x,y,z; relabel structure structure; keep structure; interpolate structure x|y|z; undo; redo");
        };
    }

    private static int moved(boolean done, String what) {
        if (!done) {
            throw new IllegalArgumentException("there is nothing to " + what);
        }
        return 0;
    }

    private int fill(String structure, Vec3 at) {
        int[] v = editor.geometry().voxel(at).orElseThrow(() -> new IllegalArgumentException("the place is outside the label map"));
        boolean known = known(structure);
        int label = known ? there(structure) : editor.unused();
        int changed = editor.fill(v[0], v[1], v[2], label);
        if (changed < 0) {
            throw new IllegalArgumentException("the region at the place has more than " + LabelEditor.LARGEST_FILL + " voxels");
        }
        if (!known) {
            editor.name(label, structure);
        }
        return changed;
    }

    private int axis(String direction) {
        return editor.geometry().axis(switch (direction) {
            case "x" -> Vec3.X;
            case "y" -> Vec3.Y;
            case "z" -> Vec3.Z;
            default -> throw new IllegalArgumentException("the direction '" + direction + "' is not x, y or z");
        });
    }

    private static double radius(String text) {
        double r = Quantity.parseSi(text, Dimension.LENGTH);
        if (!(r > 0)) {
            throw new IllegalArgumentException("the radius " + text + " must be greater than 0");
        }
        return r;
    }

    private static Vec3 at(String text) {
        return place(text).orElseThrow(() -> new IllegalArgumentException("the place '" + text
                + "' is not of the form x,y,z with three numbers in mm"));
    }

    /**
     * A place as people write it: x,y,z, LPS in mm.
     *
     * @return the place in m; empty where the text is not of this form
     */
    public static Optional<Vec3> place(String text) {
        String[] c = text.split(",", -1);
        if (c.length != 3) {
            return Optional.empty();
        }
        double[] p = new double[3];
        for (int a = 0; a < 3; a++) {
            try {
                p[a] = Double.parseDouble(c[a]) / 1000.0;
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
            if (!Double.isFinite(p[a])) {
                return Optional.empty();
            }
        }
        return Optional.of(new Vec3(p[0], p[1], p[2]));
    }

    /** The number of a structure that the map has. */
    private int there(String structure) {
        Integer named = editor.names().entrySet().stream().filter(e -> e.getValue().equals(structure)).map(Map.Entry::getKey)
                .findFirst().orElse(null);
        if (named == null && structure.matches("[0-9]{1,5}") && Integer.parseInt(structure) <= LabelMap.LARGEST) {
            named = Integer.valueOf(structure);
        }
        if (named == null) {
            throw new IllegalArgumentException("there is no structure '" + structure + "'; there are " + editor.names().values());
        }
        return named;
    }

    /** The number of a structure, a new one for an id that the map does not have. */
    private int made(String structure) {
        if (known(structure)) {
            return there(structure);
        }
        int next = editor.unused();
        editor.name(next, structure);
        return next;
    }

    private boolean known(String structure) {
        return editor.names().containsValue(structure) || structure.matches("[0-9]+");
    }
}
