/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.examples.tests;

import org.orthotwin.catalog.Catalogs;
import org.orthotwin.cli.spi.Verb;
import org.orthotwin.core.contribution.ContributionReader;
import org.orthotwin.core.contribution.Registry;
import org.orthotwin.exchange.Exchange;
import org.orthotwin.followup.Courses;
import org.orthotwin.followup.Detectors;
import org.orthotwin.followup.Estimators;
import org.orthotwin.followup.Observables;
import org.orthotwin.imaging.Volumes;
import org.orthotwin.joint.Joints;
import org.orthotwin.measurement.Measurements;
import org.orthotwin.solver.Solvers;

/** The extension points, each with what our own program reads it into. */
enum Points {
    JOINT("joint", "example.elbow", "Elbow", Joints.registry()),
    SOLVER("solver", "example.gravity", "Gravity moment", Solvers.registry()),
    MEASUREMENT("measurement", "example.epicondyles", "Width of the elbow", Measurements.registry()),
    ACTIVITY("activity", "example.sine", "Sinusoidal flexion", Solvers.activities()),
    CATALOG("catalog", "example.plates", "Example plates", Catalogs.registry()),
    IMPORTER("importer", "example.off", "OFF surfaces", Exchange.importers()),
    EXPORTER("exporter", "example.off", "OFF surfaces", Exchange.exporters()),
    VOLUME_READER("volume", "example.metaimage", "MetaImage", Volumes.readers()),
    VOLUME_WRITER("volume", "example.metaimage", "MetaImage", Volumes.writers()),
    ESTIMATOR("followup", "example.iterated", "Iterated Kalman filter", Estimators.registry()),
    COURSE("followup", "example.decay", "Decay", Courses.registry()),
    OBSERVABLES("followup", "example.swelling", "Swelling", Observables.registry()),
    DETECTOR("followup", "example.runs", "three in a row", Detectors.registry()),
    COMMAND("command", "count", "count", verbs());

    /** The command line keeps its registry to itself; this reads the same point in the same way. */
    @SuppressWarnings("unchecked")
    static final Registry<Verb> VERBS = (Registry<Verb>) COMMAND.registry;

    final String bundle;
    final String id;
    final String name;
    final Registry<?> registry;

    Points(String bundle, String id, String name, Registry<?> registry) {
        this.bundle = "org.orthotwin.examples." + bundle;
        this.id = id;
        this.name = name;
        this.registry = registry;
    }

    private static Registry<Verb> verbs() {
        return new ContributionReader<>("org.orthotwin.cli.commands", "verb", Verb.class, "verb").connect();
    }
}
