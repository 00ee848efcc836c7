/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.orthotwin.core.Dimension;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.solver.ContactEvent;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.Value;

/**
 * The room that an activity leaves: how far its worst posture could turn further until something touches. Found by the names
 * {@code <joint>.activity.<id>.margin} and the contacts {@code activity.<id>} or {@code activity.<id>.<motion>}.
 *
 * @param activity its id in the scenario
 * @param margin rad; negative where something touches on its way
 * @param at part of the duration with the least room, 0 to 1; NaN for none
 * @param contact what touches; null for nothing
 * @param direction the motion in which it touches; empty where it touches on its way
 */
record Room(String activity, double margin, double at, ContactEvent contact, String direction) {

    private static final String NAME = ".activity.";
    private static final String MARGIN = ".margin";

    /** The activities of a result, the one with the least room first. */
    static List<Room> of(RunResult r) {
        List<Room> list = new ArrayList<>();
        for (Solution s : r.solutions().values()) {
            for (Map.Entry<String, Value> e : s.values().entrySet()) {
                int at = e.getKey().indexOf(NAME);
                if (at > 0 && e.getKey().endsWith(MARGIN) && e.getValue().dimension() == Dimension.ANGLE) {
                    String id = e.getKey().substring(at + NAME.length(), e.getKey().length() - MARGIN.length());
                    Value when = s.values().get(e.getKey().substring(0, e.getKey().length() - MARGIN.length()) + ".margin-at");
                    String label = "activity." + id;
                    ContactEvent c = s.contacts().stream().filter(x -> x.label().equals(label) || x.label().startsWith(label + "."))
                            .findFirst().orElse(null);
                    list.add(new Room(id, e.getValue().si(), when == null ? Double.NaN : when.si(), c,
                            c == null || c.label().equals(label) ? "" : c.label().substring(label.length() + 1)));
                }
            }
        }
        list.sort(Comparator.comparingDouble(Room::margin));
        return list;
    }

    /** Whether a solver's value is shown with the activities. */
    static boolean shows(String name) {
        return name.contains(NAME);
    }
}
