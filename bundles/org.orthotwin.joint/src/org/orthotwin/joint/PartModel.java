/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;

/**
 * One size of an implant component, realised: numbers, surfaces and mating features in the component's own frame, SI.
 *
 * @param component {@code catalogue/component} id
 * @param size id of the size
 * @param kind code such as {@code hip.stem}
 * @param partNumber the maker's number
 * @param parameters named numbers in SI, e.g. {@code head.diameter}
 * @param surfaces surfaces by role ({@code envelope}, {@code bearing}, {@code neck} ...), m
 * @param features poses of mating features and planning landmarks in the component's frame; z is the mating axis
 */
public record PartModel(String component, String size, String kind, String partNumber, Map<String, Double> parameters,
        Map<String, TriangleMesh> surfaces, Map<String, RigidTransform> features) {

    private static final String RESECTS = "resects.";

    public PartModel {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        surfaces = Collections.unmodifiableMap(new LinkedHashMap<>(surfaces));
        features = Collections.unmodifiableMap(new LinkedHashMap<>(features));
    }

    /** A parameter in SI. @throws NoSuchElementException naming the part and the parameter */
    public double parameter(String name) {
        Double v = parameters.get(name);
        if (v == null) {
            throw new NoSuchElementException("part " + partNumber + " (" + component + ") has no parameter '" + name + "'; it has "
                    + String.join(", ", parameters.keySet()));
        }
        return v;
    }

    /** Ids of the ligaments that go with the bone that it takes: those of its parameters {@code resects.<ligament>} that are not 0. */
    public List<String> resectedLigaments() {
        return parameters.entrySet().stream().filter(p -> p.getKey().startsWith(RESECTS) && p.getValue() != 0)
                .map(p -> p.getKey().substring(RESECTS.length())).toList();
    }

    /** A feature's pose in the part's frame. @throws NoSuchElementException naming the part and the feature */
    public RigidTransform feature(String name) {
        RigidTransform f = features.get(name);
        if (f == null) {
            throw new NoSuchElementException("part " + partNumber + " (" + component + ") has no feature '" + name + "'; it has "
                    + String.join(", ", features.keySet()));
        }
        return f;
    }
}
