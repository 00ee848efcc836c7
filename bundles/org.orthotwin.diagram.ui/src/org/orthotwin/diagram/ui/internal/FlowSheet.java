/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.eclipse.elk.alg.layered.LayeredLayoutProvider;
import org.eclipse.elk.alg.layered.options.FixedAlignment;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.alg.layered.options.OrderingStrategy;
import org.eclipse.elk.core.data.LayoutMetaDataService;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/**
 * What the page of the flow shows, and where its stations are: in columns from the images to the report, or in rows where there is
 * more room below than beside, as ELK's layers have them.
 */
final class FlowSheet {

    private static final double BESIDE = 22;
    private static final double BETWEEN = 44;

    private final Look look;
    private final Letters letters;
    private final Consumer<Flow.Station> opener;
    private Flow flow = new Flow(List.of(), List.of());
    private boolean down;
    private Object arranged = "";
    private Map<String, Arrangement.At> places = Map.of();
    private Map<Flow.Way, List<Arrangement.At>> points = Map.of();

    FlowSheet(Look look, Letters letters, Consumer<Flow.Station> opener) {
        this.look = look;
        this.letters = letters;
        this.opener = opener;
    }

    Look look() {
        return look;
    }

    Letters letters() {
        return letters;
    }

    Flow flow() {
        return flow;
    }

    /** Whether the flow runs downwards; otherwise to the right. */
    void down(boolean wanted) {
        down = wanted;
    }

    boolean isDown() {
        return down;
    }

    void show(Flow now) {
        flow = now;
    }

    void open(Flow.Station s) {
        opener.accept(s);
    }

    /** Upper left corners by id; computed again only where there are other stations or ways. */
    Map<String, Arrangement.At> arrange() {
        Object of = List.of(down, flow.stations().stream().map(Flow.Station::id).toList(), flow.ways());
        if (!of.equals(arranged)) {
            arrange(flow);
            arranged = of;
        }
        return places;
    }

    /** The points of a way, from its beginning to its end. */
    List<Arrangement.At> points(Flow.Way way) {
        return points.getOrDefault(way, List.of());
    }

    private void arrange(Flow flow) {
        LayoutMetaDataService.initElkReflect();
        ElkNode root = ElkGraphUtil.createGraph();
        root.setProperty(LayeredOptions.DIRECTION, down ? Direction.DOWN : Direction.RIGHT);
        root.setProperty(LayeredOptions.SPACING_NODE_NODE, BESIDE);
        root.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, BETWEEN);
        root.setProperty(LayeredOptions.SPACING_COMPONENT_COMPONENT, BESIDE);
        // each stage in a column of its own, though a solver without an activity could stand further to the left
        root.setProperty(LayeredOptions.PARTITIONING_ACTIVATE, true);
        root.setProperty(LayeredOptions.CONSIDER_MODEL_ORDER_STRATEGY, OrderingStrategy.NODES_AND_EDGES);
        // what comes from one station, or to one, is one line there
        root.setProperty(LayeredOptions.MERGE_EDGES, true);
        root.setProperty(LayeredOptions.NODE_PLACEMENT_BK_FIXED_ALIGNMENT, FixedAlignment.BALANCED);
        Map<String, ElkNode> nodes = new LinkedHashMap<>();
        for (Flow.Station s : flow.stations()) {
            ElkNode n = ElkGraphUtil.createNode(root);
            n.setDimensions(StationFigure.WIDTH, StationFigure.HEIGHT);
            n.setProperty(LayeredOptions.PARTITIONING_PARTITION, s.stage().ordinal());
            nodes.put(s.id(), n);
        }
        Map<Flow.Way, ElkEdge> edges = new LinkedHashMap<>();
        flow.ways().stream().filter(w -> nodes.containsKey(w.from()) && nodes.containsKey(w.to())).forEach(w -> edges.put(w, ElkGraphUtil
                .createSimpleEdge(nodes.get(w.from()), nodes.get(w.to()))));
        new LayeredLayoutProvider().layout(root, new BasicProgressMonitor());
        places = new HashMap<>();
        nodes.forEach((id, n) -> places.put(id, at(n.getX(), n.getY())));
        points = new HashMap<>();
        edges.forEach((w, e) -> e.getSections().forEach(s -> {
            List<Arrangement.At> through = new ArrayList<>(List.of(at(s.getStartX(), s.getStartY())));
            s.getBendPoints().forEach(b -> through.add(at(b.getX(), b.getY())));
            through.add(at(s.getEndX(), s.getEndY()));
            points.put(w, through);
        }));
    }

    private static Arrangement.At at(double x, double y) {
        return new Arrangement.At((int) Math.round(x), (int) Math.round(y));
    }
}
