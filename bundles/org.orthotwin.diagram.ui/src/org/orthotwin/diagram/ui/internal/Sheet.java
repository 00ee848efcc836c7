/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.scenario.Placement;
import org.orthotwin.ui.CaseSession;

/**
 * What a diagram shows: the anatomy of a case as a graph, the parts of the plan in work on its bones, the twins beside
 * it that are coupled, and where everything is.
 */
final class Sheet {

    private static final int BESIDE = 72;
    private static final int BELOW = 110;

    private final CaseSession session;
    private final KeptArrangement kept;
    private final Letters letters;
    private final Set<Kind> kinds = EnumSet.allOf(Kind.class);
    private Look look;
    private boolean parts = true;
    private CoupledTwins twins = CoupledTwins.NONE;
    private Graph all = Graph.EMPTY;
    private Graph graph = Graph.EMPTY;
    private Map<Graph.Link, Double> places = Map.of();
    private Map<Graph.Node, Arrangement.At> automatic = Map.of();
    private Object arranged = "";
    private Map<Graph.Node, Arrangement.At> now = Map.of();

    Sheet(CaseSession session, Letters letters, Look look) {
        this.session = session;
        this.letters = letters;
        this.look = look;
        kept = KeptArrangement.of(session);
        read();
    }

    /** Takes the models as they are now. */
    void read() {
        all = session.models().anatomy().map(Graph::of).orElse(Graph.EMPTY).with(twins);
        graph = all.only(kinds);
        places = graph.places();
    }

    /** The coupled twins beside the case, as they were read last. */
    CoupledTwins twins() {
        return twins;
    }

    void twins(CoupledTwins now) {
        twins = now;
        read();
    }

    CaseSession session() {
        return session;
    }

    KeptArrangement kept() {
        return kept;
    }

    Letters letters() {
        return letters;
    }

    Look look() {
        return look;
    }

    void look(Look other) {
        look = other;
    }

    /** What is seen of the anatomy. */
    Graph graph() {
        return graph;
    }

    /** All of the anatomy. */
    Graph whole() {
        return all;
    }

    double place(Graph.Link link) {
        double p = places.getOrDefault(link, 0.0);
        // seen from the node that comes first, so that links to and fro do not lie on each other
        return graph.nodes().indexOf(link.from()) <= graph.nodes().indexOf(link.to()) ? p : -p;
    }

    boolean shows(Kind kind) {
        return kinds.contains(kind);
    }

    void show(Kind kind, boolean on) {
        if (on) {
            kinds.add(kind);
        } else {
            kinds.remove(kind);
        }
        read();
    }

    boolean showsParts() {
        return parts;
    }

    void showParts(boolean on) {
        parts = on;
    }

    /** The parts of the plan in work on a bone; what sits on another part is on the bone of that one as soon as it is computed. */
    List<Placement> parts(Bone bone) {
        if (!parts || bone.getId() == null) {
            return List.of();
        }
        return session.plan().stream().flatMap(p -> p.getPlacements().stream()).filter(p -> bone.getId().equals(boneOf(p))).toList();
    }

    private String boneOf(Placement p) {
        if (p.getBone() != null && !p.getBone().isBlank()) {
            return p.getBone();
        }
        return session.evaluation().result().flatMap(r -> r.problem().part(p.getRole())).map(PlacedPart::body).orElse("");
    }

    /**
     * Where the nodes are: where somebody put them, else where they are arranged by themselves; one that came later, beside the others.
     *
     * @param sizes of the nodes that are seen
     */
    Map<Graph.Node, Arrangement.At> arrange(Map<Graph.Node, Arranger.Size> sizes) {
        Map<Graph.Node, Arrangement.At> out = new LinkedHashMap<>();
        boolean none = graph.nodes().stream().noneMatch(n -> kept.now().node(n.id()).isPresent());
        if (none) {
            out.putAll(automatic(sizes));
        } else {
            int right = 0;
            int top = Integer.MAX_VALUE;
            for (Graph.Node n : graph.nodes()) {
                Optional<Arrangement.At> at = kept.now().node(n.id());
                if (at.isPresent()) {
                    out.put(n, at.get());
                    right = Math.max(right, at.get().x() + (int) sizes.get(n).width());
                    top = Math.min(top, at.get().y());
                }
            }
            for (Graph.Node n : graph.nodes()) {
                if (!out.containsKey(n)) {
                    out.put(n, new Arrangement.At(right + BESIDE, top));
                    top += BELOW;
                }
            }
        }
        now = out;
        return out;
    }

    /** Where the nodes would be by themselves. */
    Map<Graph.Node, Arrangement.At> automatic(Map<Graph.Node, Arranger.Size> sizes) {
        Object of = List.of(graph, sizes);
        if (!of.equals(arranged)) {
            automatic = Arranger.arrange(graph, sizes);
            arranged = of;
        }
        return automatic;
    }

    /** Where the nodes are now, by id: what is kept once one of them is moved, so that the others stay. */
    Map<String, Arrangement.At> places() {
        Map<String, Arrangement.At> byId = new TreeMap<>();
        now.forEach((n, at) -> byId.put(n.id(), at));
        return byId;
    }

    /** How many links of a kind the anatomy has. */
    long count(Kind kind) {
        return all.links().stream().filter(l -> l.kind() == kind).map(Graph.Link::element).distinct().count();
    }
}
