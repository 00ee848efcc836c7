/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.elk.alg.layered.LayeredLayoutProvider;
import org.eclipse.elk.alg.layered.options.FixedAlignment;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.alg.layered.options.OrderingStrategy;
import org.eclipse.elk.core.data.LayoutMetaDataService;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.anatomy.Side;

/**
 * Arranges a graph by itself: proximal bones above distal ones, in layers, what is on the right of the body to the left as one sees
 * somebody from the front. The layers are those of ELK; what has no links is beside them.
 */
public final class Arranger {

    /** Points between nodes of a layer, and between layers: room for the names of three links, and for the bends of many. */
    private static final double BESIDE = 72;
    private static final double BETWEEN = 132;
    /** Points between links side by side, about, and between nodes that have none. */
    private static final double BOW = 70;
    private static final double ALONE = 28;

    /** The size of a node in points. */
    public record Size(double width, double height) {
    }

    private Arranger() {
    }

    /** Has the layouts load what they need, which takes a moment the first time: away from the thread of the user interface. */
    static void warm() {
        ElkNode root = ElkGraphUtil.createGraph();
        ElkGraphUtil.createSimpleEdge(ElkGraphUtil.createNode(root), ElkGraphUtil.createNode(root));
        layout(root);
    }

    private static void layout(ElkNode root) {
        LayoutMetaDataService.initElkReflect();
        root.setProperty(LayeredOptions.DIRECTION, Direction.DOWN);
        root.setProperty(LayeredOptions.SPACING_NODE_NODE, BESIDE);
        root.setProperty(LayeredOptions.SPACING_COMPONENT_COMPONENT, BESIDE);
        root.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, BETWEEN);
        root.setProperty(LayeredOptions.CONSIDER_MODEL_ORDER_STRATEGY, OrderingStrategy.NODES_AND_EDGES);
        root.setProperty(LayeredOptions.NODE_PLACEMENT_BK_FIXED_ALIGNMENT, FixedAlignment.BALANCED);
        new LayeredLayoutProvider().layout(root, new BasicProgressMonitor());
    }

    /**
     * Upper left corners; the same for the same graph and sizes.
     *
     * @param sizes of all nodes
     */
    public static Map<Graph.Node, Arrangement.At> arrange(Graph graph, Map<Graph.Node, Size> sizes) {
        ElkNode root = ElkGraphUtil.createGraph();
        List<Graph.Node> order = new ArrayList<>(graph.nodes());
        order.sort(Comparator.comparing(Arranger::fromTheFront));
        List<Graph.Node> alone = order.stream().filter(n -> graph.links().stream().noneMatch(l -> l.from().equals(n) || l.to().equals(n)))
                .toList();
        order.removeAll(alone);
        Map<Graph.Node, ElkNode> elk = new LinkedHashMap<>();
        for (Graph.Node n : order) {
            ElkNode e = ElkGraphUtil.createNode(root);
            e.setDimensions(sizes.get(n).width(), sizes.get(n).height());
            elk.put(n, e);
        }
        Map<Set<Graph.Node>, Graph.Link> joined = new LinkedHashMap<>();
        // joints come first, so that they say which bone of a pair is above
        graph.links().stream().filter(l -> !l.from().equals(l.to())).forEach(l -> joined.putIfAbsent(Set.of(l.from(), l.to()), l));
        Comparator<Graph.Link> inOrder = Comparator.comparingInt(l -> order.indexOf(l.from()));
        joined.values().stream().sorted(inOrder.thenComparingInt(l -> order.indexOf(l.to())))
                .forEach(l -> ElkGraphUtil.createSimpleEdge(elk.get(l.from()), elk.get(l.to())));
        layout(root);
        Map<Graph.Node, Arrangement.At> places = new LinkedHashMap<>();
        elk.forEach((n, e) -> places.put(n, new Arrangement.At((int) Math.round(e.getX()), (int) Math.round(e.getY()))));
        double x = elk.isEmpty() ? 0 : root.getWidth() + bow(graph);
        double aside = 0;
        for (Graph.Node n : order) {
            // a bone before others, as a patella, goes beside the links that would pass behind it
            if (joined.keySet().stream().anyMatch(pair -> !pair.contains(n) && crosses(elk, pair, elk.get(n)))) {
                places.put(n, new Arrangement.At((int) Math.round(x), places.get(n).y()));
                aside = Math.max(aside, sizes.get(n).width());
            }
        }
        x += aside == 0 ? 0 : aside + bow(graph);
        double y = 0;
        for (Graph.Node n : alone) {
            places.put(n, new Arrangement.At((int) Math.round(x), (int) Math.round(y)));
            y += sizes.get(n).height() + ALONE;
        }
        return places;
    }

    /** Whether the straight way between the middles of a pair's nodes passes through a third one. */
    private static boolean crosses(Map<Graph.Node, ElkNode> elk, Set<Graph.Node> pair, ElkNode third) {
        List<ElkNode> ends = pair.stream().map(elk::get).toList();
        if (ends.size() < 2) {
            return false;
        }
        double[] from = middle(ends.get(0));
        double[] to = middle(ends.get(1));
        double[] low = {third.getX(), third.getY()};
        double[] high = {third.getX() + third.getWidth(), third.getY() + third.getHeight()};
        double first = 0;
        double last = 1;
        for (int i = 0; i < 2; i++) {
            double way = to[i] - from[i];
            if (way == 0 && (from[i] < low[i] || from[i] > high[i])) {
                return false;
            }
            if (way != 0) {
                double p = (low[i] - from[i]) / way;
                double q = (high[i] - from[i]) / way;
                first = Math.max(first, Math.min(p, q));
                last = Math.min(last, Math.max(p, q));
            }
        }
        return first <= last;
    }

    private static double[] middle(ElkNode n) {
        return new double[] {n.getX() + 0.5 * n.getWidth(), n.getY() + 0.5 * n.getHeight()};
    }

    /** How far the links between the same nodes bow out beyond them, about. */
    private static double bow(Graph graph) {
        int most = graph.links().stream().mapToInt(graph::beside).max().orElse(0);
        return most <= LinkPart.MOST_NAMES ? most * BOW / 2 : BESIDE;
    }

    private static int fromTheFront(Graph.Node n) {
        Side side = n.element() instanceof Bone b ? b.getSide() : Side.UNSPECIFIED;
        return side == Side.RIGHT ? 0 : side == Side.LEFT ? 2 : 1;
    }
}
