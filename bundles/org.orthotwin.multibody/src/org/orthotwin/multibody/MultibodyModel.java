/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.multibody;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.orthotwin.geometry.Vec3;

/**
 * Segments joined by a tree of joints, with what is fixed to them. Immutable; SI; segments are counted from 0, the ground is -1.
 *
 * @param name its name
 * @param gravity acceleration of a falling body in the ground's frame, m/s2
 * @param segments the rigid bodies
 * @param coordinates all coordinates, in the order of states and results
 * @param links one for each segment, sorted so that a parent comes before its children
 * @param couplings coordinates that follow others; the leading ones follow none
 * @param markers watched points
 * @param wraps surfaces that paths lie on
 * @param paths of muscles and ligaments
 */
public record MultibodyModel(String name, Vec3 gravity, List<Segment> segments, List<Coordinate> coordinates, List<Link> links,
        List<Coupling> couplings, List<Marker> markers, List<Wrap> wraps, List<MusclePath> paths) {

    /** @throws IllegalArgumentException if an index leads nowhere, a name is there twice, or the joints are no tree from the ground */
    public MultibodyModel {
        segments = List.copyOf(segments);
        coordinates = List.copyOf(coordinates);
        couplings = List.copyOf(couplings);
        markers = List.copyOf(markers);
        wraps = List.copyOf(wraps);
        paths = List.copyOf(paths);
        links = sorted(segments, links);
        unique("segments", segments.stream().map(Segment::name).toList());
        unique("coordinates", coordinates.stream().map(Coordinate::name).toList());
        unique("joints", links.stream().map(Link::name).toList());
        int n = coordinates.size();
        for (Link l : links) {
            l.turns().forEach(a -> index("coordinate", a.coordinate(), n));
            l.shifts().forEach(a -> index("coordinate", a.coordinate(), n));
        }
        Set<Integer> following = new HashSet<>();
        for (Coupling c : couplings) {
            index("coordinate", c.dependent(), n);
            index("coordinate", c.independent(), n);
            if (c.dependent() < 0 || c.independent() < 0 || !following.add(c.dependent())) {
                throw new IllegalArgumentException("a coordinate follows two others, or none");
            }
        }
        for (Coupling c : couplings) {
            if (following.contains(c.independent())) {
                throw new IllegalArgumentException("the coordinate " + coordinates.get(c.dependent()).name() + " follows "
                        + coordinates.get(c.independent()).name() + ", which follows another");
            }
        }
        int s = segments.size();
        markers.forEach(m -> index("segment", m.segment(), s));
        wraps.forEach(w -> index("segment", w.segment(), s));
        int w = wraps.size();
        for (MusclePath p : paths) {
            for (MusclePath.Point q : p.points()) {
                index("segment", q.segment(), s);
                if (q instanceof MusclePath.Moving m) {
                    index("coordinate", m.coordinateX(), n);
                    index("coordinate", m.coordinateY(), n);
                    index("coordinate", m.coordinateZ(), n);
                } else if (q instanceof MusclePath.Conditional c) {
                    index("coordinate", c.coordinate(), n);
                }
            }
            for (MusclePath.Surface x : p.surfaces()) {
                index("surface", x.wrap(), w);
                if (x.wrap() < 0 || x.from() < 0 || x.to() >= p.points().size() || x.from() > x.to()) {
                    throw new IllegalArgumentException("the path " + p.name() + " wraps between its points " + x.from() + " and " + x.to());
                }
            }
        }
    }

    private static void index(String of, int i, int size) {
        if (i < -1 || i >= size) {
            throw new IllegalArgumentException("there is no " + of + " " + i + " among " + size);
        }
    }

    private static void unique(String of, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String n : names) {
            if (!seen.add(n)) {
                throw new IllegalArgumentException("two " + of + " are called " + n);
            }
        }
    }

    private static List<Link> sorted(List<Segment> segments, List<Link> links) {
        List<Link> sorted = new ArrayList<>();
        List<Link> left = new ArrayList<>(links);
        boolean[] placed = new boolean[segments.size()];
        while (!left.isEmpty()) {
            int before = left.size();
            for (int i = 0; i < left.size();) {
                Link l = left.get(i);
                if (l.child() >= placed.length || l.parent() >= placed.length || placed[l.child()]) {
                    throw new IllegalArgumentException("the joint " + l.name() + " has no segment of its own to carry");
                }
                if (l.parent() < 0 || placed[l.parent()]) {
                    placed[l.child()] = true;
                    sorted.add(l);
                    left.remove(i);
                } else {
                    i++;
                }
            }
            if (left.size() == before) {
                throw new IllegalArgumentException("the joint " + left.get(0).name() + " hangs in the air: nothing joins it to the ground");
            }
        }
        for (int i = 0; i < placed.length; i++) {
            if (!placed[i]) {
                throw new IllegalArgumentException("no joint carries the segment " + segments.get(i).name());
            }
        }
        return List.copyOf(sorted);
    }

    /** Index of a coordinate by its name, -1 if there is none. */
    public int coordinate(String of) {
        for (int i = 0; i < coordinates.size(); i++) {
            if (coordinates.get(i).name().equals(of)) {
                return i;
            }
        }
        return -1;
    }

    /** Index of a segment by its name, -1 if there is none (the ground, too). */
    public int segment(String of) {
        for (int i = 0; i < segments.size(); i++) {
            if (segments.get(i).name().equals(of)) {
                return i;
            }
        }
        return -1;
    }

    /** The values of all coordinates when nobody says otherwise, those that follow others as they follow; rad, m. */
    public double[] defaults() {
        double[] q = coordinates.stream().mapToDouble(Coordinate::value).toArray();
        follow(q);
        return q;
    }

    /** Sets the coordinates that follow others; rad, m. */
    public void follow(double[] q) {
        for (Coupling c : couplings) {
            q[c.dependent()] = c.function().value(q[c.independent()]);
        }
    }

    /** As {@link #follow(double[])}, with velocities and accelerations. */
    public void follow(double[] q, double[] u, double[] a) {
        for (Coupling c : couplings) {
            int d = c.dependent();
            int i = c.independent();
            q[d] = c.function().value(q[i]);
            double slope = c.function().slope(q[i]);
            u[d] = slope * u[i];
            a[d] = slope * a[i] + c.function().curvature(q[i]) * u[i] * u[i];
        }
    }

    /** Adds what acts on coordinates that follow to those that lead, and takes it away from the former; N, N.m. */
    public void gather(double[] q, double[] forces) {
        for (Coupling c : couplings) {
            forces[c.independent()] += c.function().slope(q[c.independent()]) * forces[c.dependent()];
            forces[c.dependent()] = 0;
        }
    }

    /** Whether coordinates are free to move: neither locked nor following. */
    public boolean[] free() {
        boolean[] free = new boolean[coordinates.size()];
        for (int i = 0; i < free.length; i++) {
            free[i] = !coordinates.get(i).locked();
        }
        couplings.forEach(c -> free[c.dependent()] = false);
        return free;
    }
}
