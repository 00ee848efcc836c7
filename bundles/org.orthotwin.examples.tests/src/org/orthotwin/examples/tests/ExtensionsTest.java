/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.examples.tests;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.BooleanSupplier;
import org.eclipse.core.runtime.ILogListener;
import org.eclipse.core.runtime.Platform;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.core.contribution.ContributionException;
import org.orthotwin.core.contribution.Registry;
import org.orthotwin.joint.Joints;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.hooks.weaving.WeavingHook;

/** The extension points as bundles of others meet them, in a running framework with its own extension registry. */
class ExtensionsTest {

    private static final long PATIENCE_MILLIS = 20_000;
    private static final String JOINT_BUNDLES = "org.orthotwin.core,org.orthotwin.geometry,org.orthotwin.joint";

    private final List<String> loaded = Collections.synchronizedList(new ArrayList<>());
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final ILogListener listener = (status, plugin) -> log.add(status.getMessage());
    private ServiceRegistration<WeavingHook> hook;

    @BeforeEach
    void watch() {
        // the framework shows each class that it defines to its hooks
        hook = Platform.getBundle("org.eclipse.osgi").getBundleContext().registerService(WeavingHook.class,
                c -> loaded.add(c.getBundleWiring().getBundle().getSymbolicName() + " " + c.getClassName()), null);
        Platform.addLogListener(listener);
    }

    @AfterEach
    void lookAway() {
        hook.unregister();
        Platform.removeLogListener(listener);
    }

    /** The extension registry tells of changes in a job of its own. */
    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, what + ": not within " + PATIENCE_MILLIS + " ms");
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyExampleIsFound(Points point) {
        Contribution<?> c = point.registry.find(point.id).orElseThrow();
        assertEquals(point.name, c.name());
        assertEquals(point.bundle, c.contributor());
        assertFalse(c.description().isBlank());
        assertNotNull(point.registry.get(point.id));
    }

    /** A copy of each example, so that nothing of it can be loaded yet. */
    @ParameterizedTest
    @EnumSource
    void aBundleIsReadWithoutLoadingAClassAndMayComeAndGo(Points point) throws Exception {
        Registry<?> registry = point.registry;
        Object original = registry.get(point.id);
        List<String> before = registry.ids();
        List<String> problems = registry.problems();
        String copy = "copy.of." + point.bundle;
        try (StrangerBundle stranger = StrangerBundle.copyOf(Platform.getBundle(point.bundle), copy, point.id, "copied")) {
            for (int round = 0; round < 2; round++) {
                loaded.clear();
                Bundle bundle = stranger.install();
                await("copied", () -> registry.find("copied").isPresent());
                Contribution<?> c = registry.find("copied").orElseThrow();
                assertEquals(copy, c.contributor());
                assertEquals(point.registry.find(point.id).orElseThrow().description(), c.description());
                assertFalse(c.attributes().isEmpty());
                assertEquals(List.of(), loaded.stream().filter(l -> l.startsWith(copy + " ")).toList(),
                        "a class was loaded to read the name");
                assertEquals(Bundle.RESOLVED, bundle.getState(), "not started");

                assertNotSame(original, registry.get("copied"));
                boolean file = point == Points.CATALOG || point == Points.OBSERVABLES;
                assertEquals(file, loaded.stream().noneMatch(l -> l.startsWith(copy + " ")), loaded::toString);
                List<String> with = new ArrayList<>(before);
                with.add("copied");
                Collections.sort(with);
                assertEquals(with, registry.ids());

                stranger.uninstall();
                await("gone", () -> registry.find("copied").isEmpty());
                assertThrows(NoSuchElementException.class, () -> registry.get("copied"));
                assertEquals(before, registry.ids());
            }
        }
        assertEquals(original, registry.get(point.id), "the others are untouched");
        assertEquals(problems, registry.problems());
    }

    @Test
    void whatIsBrokenIsNamedOnceAndHarmsNothingElse() throws Exception {
        Registry<?> joints = Joints.registry();
        List<String> before = joints.ids();
        assertEquals(List.of(), joints.problems());
        String throwing = ThrowingJoint.class.getName();
        try (StrangerBundle stranger = StrangerBundle.of("example.broken", JOINT_BUNDLES, "<extension point=\"org.orthotwin.joint.joints\">"
                + "<joint id=\"broken.throwing\" name=\"Throwing\" class=\"" + throwing + "\"/>"
                + "<joint id=\"broken.type\" name=\"Wrong type\" class=\"java.lang.Object\"/>"
                + "<joint id=\"broken.missing\" name=\"Missing\" class=\"example.NotThere\"/>"
                + "<joint id=\"example.elbow\" name=\"Duplicate\" class=\"" + throwing + "\"/>"
                + "<joint name=\"Nameless\" class=\"" + throwing + "\"/>"
                + "</extension>", ThrowingJoint.class)) {
            stranger.install();
            await("read", () -> joints.find("broken.throwing").isPresent());
            for (int i = 0; i < 3; i++) {
                assertEquals(before.size(), joints.instances().size());
                for (String id : List.of("broken.throwing", "broken.type", "broken.missing")) {
                    assertThrows(ContributionException.class, () -> joints.get(id));
                }
            }
            assertEquals(before, joints.ids());
            assertEquals("org.orthotwin.examples.joint", joints.find("example.elbow").orElseThrow().contributor());
            assertDoesNotThrow(() -> Arm.problem(org.orthotwin.joint.Side.LEFT));
            List<String> expected = List.of(
                    "joint 'Nameless' contributed by example.broken is left out: it has no id",
                    "joint 'broken.missing' contributed by example.broken cannot be used: class example.NotThere is not found",
                    "joint 'broken.throwing' contributed by example.broken cannot be used: no licence for this joint",
                    "joint 'broken.type' contributed by example.broken cannot be used: java.lang.Object is not a "
                            + "org.orthotwin.joint.spi.JointType",
                    "joint 'example.elbow' is contributed by org.orthotwin.examples.joint and by example.broken; the one of "
                            + "org.orthotwin.examples.joint is used");
            assertEquals(expected, joints.problems().stream().sorted().toList());
            await("logged", () -> log.containsAll(expected));
            expected.forEach(m -> assertEquals(1, Collections.frequency(log, m), m));
            stranger.uninstall();
            await("gone", () -> joints.problems().isEmpty());
        }
        assertEquals(before, joints.ids());
    }

    @Test
    void theOtherOneOfAnIdHasItsTurnWhenTheFirstGoes() throws Exception {
        Bundle example = Platform.getBundle(Points.JOINT.bundle);
        Registry<?> joints = Joints.registry();
        try (StrangerBundle first = StrangerBundle.copyOf(example, "copy.first", "example.elbow", "copied");
                StrangerBundle second = StrangerBundle.copyOf(example, "copy.second", "example.elbow", "copied")) {
            first.install();
            await("first", () -> joints.find("copied").isPresent());
            Object object = joints.get("copied");
            second.install();
            await("named", () -> joints.problems().size() == 1);
            assertTrue(joints.problems().getFirst().contains("copy.first") && joints.problems().getFirst().contains("copy.second"));
            assertEquals(object, joints.get("copied"));
            first.uninstall();
            await("second", () -> joints.find("copied").filter(c -> c.contributor().equals("copy.second")).isPresent());
            assertNotSame(object.getClass(), joints.get("copied").getClass(), "the class of the other bundle");
            assertEquals(List.of(), joints.problems());
        }
        await("gone", () -> joints.find("copied").isEmpty());
    }
}
