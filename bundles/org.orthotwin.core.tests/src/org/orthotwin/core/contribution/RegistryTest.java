/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.core.contribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The registry as plain Java uses it. */
class RegistryTest {

    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final Registry<CharSequence> registry = new Registry<>("word", log::add);

    private static Contribution<CharSequence> word(String id, String contributor, Supplier<CharSequence> maker) {
        return new Contribution<>(id, "Name of " + id, "", contributor, Map.of("version", "1"), Map.of(), maker);
    }

    @Test
    void keepsTheOrderOfTheIds() {
        List<String> ids = new ArrayList<>(List.of("a", "a.b", "b", "c.a", "d", "e-1", "f"));
        Collections.shuffle(ids, new Random(4));
        ids.forEach(id -> assertTrue(registry.add(word(id, "bundle", () -> id))));
        assertEquals(List.of("a", "a.b", "b", "c.a", "d", "e-1", "f"), registry.ids());
        assertEquals(registry.ids(), registry.all().stream().map(Contribution::id).toList());
        assertEquals(registry.ids(), registry.instances());
        assertEquals("word", registry.kind());
    }

    @Test
    void makesNothingBeforeItsFirstUseAndThenOnce() {
        AtomicInteger made = new AtomicInteger();
        registry.add(word("a", "bundle", () -> "a" + made.incrementAndGet()));
        Contribution<CharSequence> c = registry.find("a").orElseThrow();
        assertEquals("Name of a", c.name());
        assertEquals("1", c.attribute("version"));
        assertEquals("", c.attribute("no such"));
        assertEquals(List.of(), c.elements("no such"));
        assertEquals("a (bundle)", c.toString());
        assertEquals(0, made.get());
        assertEquals("a1", registry.get("a"));
        assertSame(registry.get("a"), registry.instances().getFirst());
        assertEquals(1, made.get());
    }

    @Test
    void oneObjectForManyThreads() throws InterruptedException {
        AtomicInteger made = new AtomicInteger();
        registry.add(word("a", "bundle", () -> "a" + made.incrementAndGet()));
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            threads.add(Thread.ofPlatform().start(() -> registry.get("a")));
        }
        for (Thread t : threads) {
            t.join();
        }
        assertEquals(1, made.get());
    }

    @Test
    void anUnknownIdIsNamedWithTheKnownOnes() {
        assertEquals("no word 'x'; none is known", assertThrows(NoSuchElementException.class, () -> registry.get("x")).getMessage());
        registry.add(word("b", "bundle", () -> "b"));
        registry.add(word("a", "bundle", () -> "a"));
        assertEquals("no word 'x'; known are a, b", assertThrows(NoSuchElementException.class, () -> registry.get("x")).getMessage());
        assertTrue(registry.find("x").isEmpty());
    }

    @Test
    void ofTwoWithOneIdTheFirstIsKeptAndBothAreNamedOnce() {
        Contribution<CharSequence> second = word("a", "bundle.b", () -> "second");
        assertTrue(registry.add(word("a", "bundle.a", () -> "first")));
        assertFalse(registry.add(second));
        assertFalse(registry.add(second));
        assertEquals("first", registry.get("a"));
        assertEquals(List.of("word 'a' is contributed by bundle.a and by bundle.b; the one of bundle.a is used"), log);
        assertEquals(log, registry.problems());
    }

    static List<Supplier<CharSequence>> brokenMakers() {
        return List.of(() -> {
            throw new IllegalStateException("no licence");
        }, () -> {
            throw new NoClassDefFoundError("no licence");
        }, () -> {
            throw new AssertionError("no licence");
        }, () -> {
            throw new Error("no licence");
        });
    }

    @ParameterizedTest
    @MethodSource("brokenMakers")
    void oneThatThrowsIsLeftOutAndNamedOnce(Supplier<CharSequence> maker) {
        registry.add(word("a", "bundle.a", () -> "a"));
        registry.add(word("b", "bundle.b", maker));
        registry.add(word("c", "bundle.c", () -> "c"));
        for (int i = 0; i < 3; i++) {
            assertEquals(List.of("a", "c"), registry.instances());
            String message = assertThrows(ContributionException.class, () -> registry.get("b")).getMessage();
            assertEquals("'b' contributed by bundle.b cannot be used: no licence", message);
        }
        assertEquals(List.of("word 'b' contributed by bundle.b cannot be used: no licence"), log);
        assertEquals(List.of("a", "c"), registry.ids());
        assertEquals(2, registry.all().size());
        assertTrue(registry.find("b").isEmpty());
        assertEquals("no word 'x'; known are a, c", assertThrows(NoSuchElementException.class, () -> registry.get("x")).getMessage());
    }

    @Test
    void whereTheFirstOfAnIdCannotBeMadeTheSecondHasItsTurn() {
        registry.add(word("a", "bundle.a", () -> null));
        registry.add(word("a", "bundle.b", () -> "second"));
        registry.add(word("a", "bundle.c", () -> "third"));
        assertEquals("second", registry.get("a"));
        assertEquals(List.of("second"), registry.instances());
        assertEquals("bundle.b", registry.find("a").orElseThrow().contributor());
        assertEquals(List.of("word 'a' contributed by bundle.a cannot be used: no object",
                "word 'a' is contributed by bundle.b and by bundle.c; the one of bundle.b is used"), registry.problems());
        registry.removeContributor("bundle.b");
        assertEquals("third", registry.get("a"));
        assertEquals(List.of("word 'a' contributed by bundle.a cannot be used: no object"), registry.problems());
    }

    @Test
    void oneThatGivesNothingIsLeftOutAndNamedOnce() {
        registry.add(word("b", "bundle.b", () -> null));
        assertEquals(List.of(), registry.instances());
        assertThrows(ContributionException.class, () -> registry.get("b"));
        assertEquals(List.of("word 'b' contributed by bundle.b cannot be used: no object"), log);
    }

    /** To carry on without memory is no kindness. */
    @Test
    void anExhaustedHeapIsNotTheContributorsFault() {
        registry.add(word("b", "bundle.b", () -> {
            throw new OutOfMemoryError("heap");
        }));
        assertThrows(OutOfMemoryError.class, () -> registry.get("b"));
        assertEquals(List.of(), log);
    }

    @Test
    void aBundleThatGoesTakesItsProblemsAlong() {
        registry.add(word("a", "bundle.a", () -> "a"));
        registry.add(word("b", "bundle.b", () -> null));
        registry.add(word("a", "bundle.b", () -> "other"));
        registry.add(word("c", "bundle.b", () -> "c"));
        registry.instances();
        assertEquals(2, registry.problems().size());
        registry.removeContributor("bundle.b");
        assertEquals(List.of("a"), registry.ids());
        assertEquals(List.of(), registry.problems());
        assertThrows(NoSuchElementException.class, () -> registry.get("b"));
        registry.add(word("b", "bundle.c", () -> "works"));
        assertEquals("works", registry.get("b"));
    }

    @Test
    void takingOutTheSecondOfAnIdLeavesTheFirst() {
        Contribution<CharSequence> first = word("a", "bundle.a", () -> "first");
        Contribution<CharSequence> second = word("a", "bundle.b", () -> "second");
        registry.add(first);
        registry.add(second);
        registry.remove(second);
        assertEquals("first", registry.get("a"));
        assertEquals(List.of(), registry.problems());
        registry.remove(first);
        assertEquals(List.of(), registry.ids());
    }

    @Test
    void aConstructorMayAskTheRegistryItself() {
        registry.add(word("a", "bundle", () -> "a"));
        registry.add(word("b", "bundle", () -> registry.get("a") + "b"));
        assertEquals("ab", registry.get("b"));
    }
}
