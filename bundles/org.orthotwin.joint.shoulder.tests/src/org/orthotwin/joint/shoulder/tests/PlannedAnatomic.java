/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.shoulder.tests;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.orthotwin.catalog.Catalogs;
import org.orthotwin.catalog.Compatibility;
import org.orthotwin.catalog.LoadedCatalogue;
import org.orthotwin.catalog.Mating;
import org.orthotwin.core.Monitor;
import org.orthotwin.joint.BearingCentre;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.GeneratedSubject;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.shoulder.BaseplatePlacement;
import org.orthotwin.joint.shoulder.HumeralPlacement;
import org.orthotwin.joint.spi.PlanProposer.Proposal;
import org.orthotwin.model.implant.Component;
import org.orthotwin.model.implant.Size;
import org.orthotwin.model.implant.Verdict;
import org.orthotwin.solver.JointModel;
import org.orthotwin.solver.Person;
import org.orthotwin.solver.Problem;

/**
 * An anatomic shoulder planned with the reference catalogue on a synthetic woman's shoulder, and the problem that it comes to.
 *
 * @param proposals glenoid, head, stem
 * @param problem with the bones as they are before any cut
 */
record PlannedAnatomic(List<Proposal> proposals, Problem problem) {

    private static final LoadedCatalogue CATALOGUE = LoadedCatalogue.load(Planned.bundles().resolve(
            "org.orthotwin.catalog.generic/catalogue/shoulder-anatomic.implant"));
    private static final Map<String, PlannedAnatomic> KNOWN = new HashMap<>();
    private static final Map<String, List<PartModel>> OFFERED = new HashMap<>();
    private static final Map<PartModel, Catalogs.Item> ITEMS = new HashMap<>();
    private static final GeneratedSubject WORN = Planned.JOINT.generator().orElseThrow().generate(Map.of("sex", 1.0, "glenoidVersion",
            Math.toRadians(-8), "neoglenoid", Math.toRadians(15)), Side.RIGHT, null, Monitor.NONE);

    /** @param stem component of the humerus, {@code stem} or {@code stemless} */
    static PlannedAnatomic normal(Side side, String stem, Map<String, Double> targets) {
        return known(side + stem + new TreeMap<>(targets), Planned.SUBJECT, side, stem, targets);
    }

    /** Without a stem, on a right glenoid that is worn behind. */
    static PlannedAnatomic worn(Map<String, Double> targets) {
        return known("worn" + new TreeMap<>(targets), WORN, Side.RIGHT, "stemless", targets);
    }

    private static PlannedAnatomic known(String key, GeneratedSubject subject, Side side, String stem, Map<String, Double> targets) {
        PlannedAnatomic known = KNOWN.get(key);
        if (known == null) {
            known = make(Planned.bones(subject, side), side, stem, targets);
            KNOWN.put(key, known);
        }
        return known;
    }

    /** The sizes of a component that a small woman's shoulder may come to. */
    private static List<PartModel> offered(String component, Side side) {
        return OFFERED.computeIfAbsent(component + side, k -> {
            List<PartModel> list = new ArrayList<>();
            Component c = CATALOGUE.component(component).orElseThrow();
            for (Size s : c.getSizes()) {
                if (s.getLabel().matches("[SM]-(27|28.5)(-8|-15|-25)?|4[46]-.*|[2-5]-1[34][05]|3[024]")) {
                    Catalogs.Item item = new Catalogs.Item(CATALOGUE, c, s);
                    PartModel p = item.realise(side);
                    ITEMS.put(p, item);
                    list.add(p);
                }
            }
            return list;
        });
    }

    private static PlannedAnatomic make(List<Body> bones, Side side, String stem, Map<String, Double> targets) {
        Map<String, List<PartModel>> parts = new LinkedHashMap<>();
        for (String c : List.of("glenoid-pegged", "glenoid-keeled", "glenoid-half-wedge", "glenoid-full-wedge")) {
            parts.computeIfAbsent("glenoid", k -> new ArrayList<>()).addAll(offered(c, side));
        }
        parts.put("head", offered("head", side));
        parts.put("stem", offered(stem, side));
        List<Proposal> plan = Planned.JOINT.proposer().orElseThrow().propose(bones, side, parts, (a, b) ->
                Compatibility.of(ITEMS.get(a), ITEMS.get(b)).verdict() == Verdict.ALLOWED, targets, Monitor.NONE);
        Body scapula = bones.get(0);
        Body humerus = bones.get(1);
        Map<String, PartModel> chosen = new LinkedHashMap<>();
        plan.forEach(p -> chosen.put(p.role(), parts.get(p.role()).stream().filter(x -> x.component().equals(p.component())
                && x.size().equals(p.size())).findFirst().orElseThrow()));
        PlacedPart glenoid = new PlacedPart("glenoid", chosen.get("glenoid"), scapula.id(), scapula.frame(plan.get(0).frame())
                .times(new BaseplatePlacement().pose(plan.get(0).coordinates(), side)));
        PlacedPart shaft = new PlacedPart("stem", chosen.get("stem"), humerus.id(), humerus.frame(plan.get(2).frame())
                .times(new HumeralPlacement().pose(plan.get(2).coordinates(), side)));
        PlacedPart head = new PlacedPart("head", chosen.get("head"), humerus.id(), Mating.pose(shaft.part(), shaft.pose(), "head",
                chosen.get("head"), "stem"));
        JointModel joint = new JointModel("shoulder", "shoulder", Planned.JOINT, side, scapula.id(), humerus.id(),
                scapula.frame(Planned.JOINT.parentFrame()).withTranslation(BearingCentre.of(glenoid, head)),
                humerus.frame(Planned.JOINT.childFrame()).withTranslation(BearingCentre.of(head)));
        return new PlannedAnatomic(plan, new Problem(new Person(65, 1.6, 70), bones, joint, List.of(glenoid, shaft, head), List.of()));
    }
}
