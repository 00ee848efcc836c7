/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.anatomy.Joint;
import org.orthotwin.model.anatomy.Ligament;
import org.orthotwin.model.anatomy.LigamentBundle;
import org.orthotwin.model.anatomy.Muscle;
import org.orthotwin.model.anatomy.NamedElement;
import org.orthotwin.model.anatomy.PathPoint;

/**
 * An anatomy as nodes and links between them. A joint, ligament or muscle that misses a bone is a node as well, so that nothing of a file
 * is hidden.
 *
 * @param nodes bones first, in the order of the file, twins last
 * @param links joints, then ligaments, then muscles, then couplings; a ligament whose bundles join several pairs of bones has a link for
 *            each of them
 */
public record Graph(List<Node> nodes, List<Link> links) {

    static final Graph EMPTY = new Graph(List.of(), List.of());

    /** @param element a bone, or what misses one, or a twin */
    public record Node(NamedElement element) {

        public Node {
            Objects.requireNonNull(element);
        }

        public boolean isBone() {
            return element instanceof Bone;
        }

        public String id() {
            return Names.key(element);
        }
    }

    /**
     * @param from where it begins: the proximal bone, the origin
     * @param to where it ends
     * @param key by which its bends are kept: the id of the element, with a number behind it from its second link on
     */
    public record Link(NamedElement element, Node from, Node to, String key) {

        public Kind kind() {
            return Kind.of(element);
        }
    }

    public Graph {
        nodes = List.copyOf(nodes);
        links = List.copyOf(links);
    }

    private record Ends(Bone from, Bone to) {

        boolean joinsTheSame(Ends e) {
            return from == e.from && to == e.to || from == e.to && to == e.from;
        }
    }

    public static Graph of(Anatomy anatomy) {
        Set<Node> nodes = new LinkedHashSet<>();
        anatomy.getBones().forEach(b -> nodes.add(new Node(b)));
        List<Link> links = new ArrayList<>();
        for (Joint j : anatomy.getJoints()) {
            add(nodes, links, j, List.of(new Ends(j.getParent(), j.getChild())));
        }
        for (Ligament l : anatomy.getLigaments()) {
            List<Ends> pairs = new ArrayList<>();
            for (LigamentBundle b : l.getBundles()) {
                Ends e = ends(b.getPath());
                if (pairs.stream().noneMatch(e::joinsTheSame)) {
                    pairs.add(e);
                }
            }
            add(nodes, links, l, pairs.isEmpty() ? List.of(new Ends(null, null)) : pairs);
        }
        for (Muscle m : anatomy.getMuscles()) {
            add(nodes, links, m, List.of(ends(m.getPath())));
        }
        return new Graph(List.copyOf(nodes), links);
    }

    /** The same with coupled twins beside it. */
    public Graph with(CoupledTwins twins) {
        List<Node> more = new ArrayList<>(nodes);
        List<Link> ties = new ArrayList<>(links);
        twins.twins().forEach(m -> more.add(new Node(m.twin())));
        twins.ties().forEach(t -> ties.add(new Link(t.coupling(), new Node(t.from().twin()), new Node(t.to().twin()), t.key())));
        return new Graph(more, ties);
    }

    private static Ends ends(List<PathPoint> path) {
        return path.isEmpty() ? new Ends(null, null) : new Ends(path.getFirst().getBone(),
                path.size() == 1 ? null : path.getLast().getBone());
    }

    private static void add(Set<Node> nodes, List<Link> links, NamedElement element, List<Ends> pairs) {
        int n = 0;
        for (Ends e : pairs) {
            n++;
            Node from = new Node(e.from == null ? element : e.from);
            Node to = new Node(e.to == null ? element : e.to);
            nodes.add(from);
            nodes.add(to);
            if (from.isBone() || to.isBone()) {
                links.add(new Link(element, from, to, (element.getId() == null ? "" : element.getId()) + (n == 1 ? "" : "*" + n)));
            }
        }
    }

    /** The same without links of other kinds and what misses bones of those. */
    Graph only(Set<Kind> kinds) {
        return new Graph(nodes.stream().filter(n -> n.isBone() || kinds.contains(Kind.of(n.element()))).toList(),
                links.stream().filter(l -> kinds.contains(l.kind())).toList());
    }

    /**
     * Side by side, the links between the same two nodes in groups, joints in the middle of each: where there is one, it runs straight.
     *
     * @return by link, its place, counted from the middle of its joints, or of all (0.5 for the second of two), to the left of the way from
     *         the node that comes first among {@link #nodes()}
     */
    Map<Link, Double> places() {
        Map<Set<Node>, List<Link>> groups = new LinkedHashMap<>();
        for (Link l : links) {
            groups.computeIfAbsent(new HashSet<>(List.of(l.from(), l.to())), k -> new ArrayList<>()).add(l);
        }
        Map<Link, Double> places = new LinkedHashMap<>();
        for (List<Link> group : groups.values()) {
            List<Link> tissue = group.stream().filter(l -> l.kind() != Kind.JOINT).toList();
            List<Link> order = Stream.of(tissue.subList(0, tissue.size() / 2).stream(), group.stream().filter(l -> l.kind() == Kind.JOINT),
                    tissue.subList(tissue.size() / 2, tissue.size()).stream()).flatMap(s -> s).toList();
            List<Integer> joints = IntStream.range(0, order.size()).filter(i -> order.get(i).kind() == Kind.JOINT).boxed().toList();
            double middle = joints.isEmpty() ? (order.size() - 1) / 2.0 : (joints.getFirst() + joints.getLast()) / 2.0;
            for (int i = 0; i < order.size(); i++) {
                places.put(order.get(i), i - middle);
            }
        }
        return places;
    }

    /** How many links join the same two nodes as a link, itself among them. */
    int beside(Link link) {
        return (int) links.stream().filter(l -> l.from().equals(link.from()) && l.to().equals(link.to())
                || l.from().equals(link.to()) && l.to().equals(link.from())).count();
    }

    Optional<Node> node(NamedElement element) {
        return nodes.stream().filter(n -> n.element() == element).findFirst();
    }
}
