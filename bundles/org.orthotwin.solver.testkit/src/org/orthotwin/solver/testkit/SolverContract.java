/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Quantity;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Attachment;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.solver.ParameterDefinition;
import org.orthotwin.solver.Person;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Settings;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.SolverContext;
import org.orthotwin.solver.SolverException;
import org.orthotwin.solver.Solvers;
import org.orthotwin.solver.Table;
import org.orthotwin.solver.Value;
import org.orthotwin.solver.spi.Solver;

/**
 * What every solver promises. Extend it in a test of the bundle that contributes the solver; give the declaration (as a rule by
 * {@link SolverDeclaration}) and a problem that it can answer.
 */
public abstract class SolverContract {

    /** A cancel is answered within this, ms. */
    private static final long CANCEL_MILLIS = 1000;

    /** The declaration in {@code plugin.xml}. */
    protected abstract Contribution<Solver> declaration();

    /** A problem that the solver can answer; a new one at each call or always the same. */
    protected abstract Problem problem();

    /** Settings with which it answers the problem; numbers in SI or texts with unit. */
    protected Map<String, ?> settings() {
        return Map.of();
    }

    /** Settings with which it works for as long as it can, to see whether a cancel is heard in the middle. */
    protected Map<String, ?> longestSettings() {
        return settings();
    }

    private List<ParameterDefinition> parameters() {
        return Solvers.parameters(declaration());
    }

    private Settings checked(Map<String, ?> given) {
        return Settings.of("solver '" + declaration().id() + "'", parameters(), given);
    }

    private Solution solve(Problem problem, Map<String, ?> given, long seed, int threads, Monitor monitor) {
        return declaration().get().solve(problem, new SolverContext(checked(given), seed, threads, monitor));
    }

    @Test
    public void declaresWhoItIs() {
        Contribution<Solver> d = declaration();
        assertTrue(d.id().matches("[a-z][a-z0-9.\\-]*"), "id '" + d.id() + "' is not dotted lower case");
        assertFalse(d.name().isBlank(), "no name");
        assertFalse(d.description().isBlank(), "no description");
        assertFalse(d.attribute("version").isBlank(), "no version");
        assertTrue(Set.of("single", "parallel").contains(d.attribute("threads")), "threads='" + d.attribute("threads") + "'");
        assertTrue(Set.of("true", "false").contains(d.attribute("deterministic")), "deterministic='" + d.attribute("deterministic") + "'");
        assertNotNull(d.get());
    }

    @Test
    public void parametersHaveDescriptionsUnitsAndDefaultsInRange() {
        Set<String> names = new HashSet<>();
        for (ParameterDefinition p : parameters()) {
            assertTrue(p.name().matches("[a-z][a-z0-9.\\-]*"), "parameter '" + p.name() + "' is not dotted lower case");
            assertTrue(names.add(p.name()), "parameter '" + p.name() + "' is declared twice");
            assertFalse(p.description().isBlank(), "parameter '" + p.name() + "' has no description");
            if (p.isNumber()) {
                assertTrue(p.minimum() <= p.maximum(), "parameter '" + p.name() + "' has its minimum above its maximum");
                if (!p.defaultText().isEmpty()) {
                    double si = Quantity.parseSi(p.defaultText(), p.dimension());
                    assertTrue(si >= p.minimum() && si <= p.maximum(), "default of '" + p.name() + "' is out of its own range");
                }
            } else if (!p.defaultText().isEmpty() && !p.choices().isEmpty()) {
                assertTrue(p.choices().contains(p.defaultText()), "default of '" + p.name() + "' is not among its choices");
            }
        }
        assertDoesNotThrow(() -> checked(settings()));
    }

    @Test
    public void refusesBadSettings() {
        Map<String, Object> unknown = new HashMap<>(settings());
        unknown.put("no.such.setting", "1");
        assertThrows(IllegalArgumentException.class, () -> checked(unknown));
        for (ParameterDefinition p : parameters()) {
            List<Object> bad = new ArrayList<>();
            if (p.isNumber()) {
                bad.addAll(List.of(Double.NaN, "many", ""));
                if (!p.dimension().siSymbol().equals("1")) {
                    bad.add("1");
                }
                if (p.maximum() < Double.MAX_VALUE) {
                    bad.add(Math.nextUp(p.maximum()));
                }
                if (p.minimum() > -Double.MAX_VALUE) {
                    bad.add(Math.nextDown(p.minimum()));
                }
            } else if (!p.choices().isEmpty()) {
                bad.add("no such choice");
            }
            for (Object value : bad) {
                Map<String, Object> given = new HashMap<>(settings());
                given.put(p.name(), value);
                IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> checked(given), p.name() + "=" + value);
                assertTrue(e.getMessage().contains(p.name()), e.getMessage());
            }
        }
    }

    @Test
    public void answersWithNamedFiniteNumbers() {
        assertSound(solve(problem(), settings(), 1, 1, Monitor.NONE));
    }

    private static void assertSound(Solution s) {
        assertNotNull(s.status());
        assertFalse(s.values().isEmpty() && s.tables().isEmpty(), "an answer without any number");
        s.values().forEach((name, v) -> {
            assertTrue(name.matches("[a-z][a-z0-9.\\-]*"), "value '" + name + "' is not dotted lower case");
            assertNotNull(v.dimension(), name);
            assertTrue(Double.isFinite(v.si()), name + " is " + v.si());
            assertTrue(Double.isNaN(v.uncertainty()) || v.uncertainty() >= 0, name + " has the uncertainty " + v.uncertainty());
        });
        for (Table t : s.tables()) {
            assertEquals(t.columns().size(), t.units().size(), t.name());
            t.rows().forEach(r -> assertEquals(t.columns().size(), r.length, t.name()));
        }
        s.messages().forEach(d -> assertFalse(d.text("en").isBlank()));
    }

    @Test
    public void sameSeedSameNumbers() {
        if (Boolean.parseBoolean(declaration().attribute("deterministic"))) {
            assertSame(solve(problem(), settings(), 7, 1, Monitor.NONE), solve(problem(), settings(), 7, 1, Monitor.NONE));
        }
    }

    @Test
    public void numbersDoNotDependOnThreads() {
        if (Boolean.parseBoolean(declaration().attribute("deterministic"))) {
            Solution one = solve(problem(), settings(), 7, 1, Monitor.NONE);
            assertSame(one, solve(problem(), settings(), 7, 2, Monitor.NONE));
            assertSame(one, solve(problem(), settings(), 7, 5, Monitor.NONE));
        }
    }

    /** Equal to the last bit, in the same order. */
    protected static void assertSame(Solution a, Solution b) {
        assertEquals(a.status(), b.status());
        assertEquals(new ArrayList<>(a.values().keySet()), new ArrayList<>(b.values().keySet()));
        for (Map.Entry<String, Value> e : a.values().entrySet()) {
            assertEquals(e.getValue(), b.values().get(e.getKey()), e.getKey());
        }
        assertEquals(a.contacts(), b.contacts());
        assertEquals(a.messages().toString(), b.messages().toString());
        assertEquals(a.tables().size(), b.tables().size());
        for (int i = 0; i < a.tables().size(); i++) {
            assertEquals(a.tables().get(i).columns(), b.tables().get(i).columns());
            assertEquals(a.tables().get(i).rows().size(), b.tables().get(i).rows().size());
            for (int k = 0; k < a.tables().get(i).rows().size(); k++) {
                assertArrayEquals(a.tables().get(i).rows().get(k), b.tables().get(i).rows().get(k));
            }
        }
        assertEquals(a.iterations(), b.iterations());
        assertEquals(a.residual(), b.residual());
    }

    @Test
    public void cancelledFromTheStart() {
        AtomicBoolean cancelled = new AtomicBoolean(true);
        long start = System.nanoTime();
        assertThrows(CancellationException.class, () -> solve(problem(), settings(), 1, 2, new Switch(cancelled)));
        assertWithin("cancelled from the start", start);
    }

    @Test
    public void cancelIsAnsweredWithinASecond() throws InterruptedException {
        Problem problem = problem();
        for (long wait : new long[] {1, 20, 100}) {
            AtomicBoolean cancelled = new AtomicBoolean();
            AtomicLong ended = new AtomicLong();
            AtomicBoolean wrong = new AtomicBoolean();
            Thread worker = new Thread(() -> {
                try {
                    solve(problem, longestSettings(), 1, 2, new Switch(cancelled));
                } catch (CancellationException e) {
                    // as it should be; to have finished is right too
                } catch (RuntimeException e) {
                    wrong.set(true);
                } finally {
                    ended.set(System.nanoTime());
                }
            }, "solver");
            worker.start();
            Thread.sleep(wait);
            long start = System.nanoTime();
            cancelled.set(true);
            worker.join(20 * CANCEL_MILLIS);
            assertTrue(ended.get() != 0, "still running " + 20 * CANCEL_MILLIS + " ms after the cancel");
            assertFalse(wrong.get(), "a cancel must end in a CancellationException");
            long took = (ended.get() - start) / 1_000_000;
            assertTrue(took <= CANCEL_MILLIS, "cancel was answered after " + took + " ms");
        }
    }

    private static void assertWithin(String what, long start) {
        long took = (System.nanoTime() - start) / 1_000_000;
        assertTrue(took <= CANCEL_MILLIS, what + ": " + took + " ms");
    }

    private record Switch(AtomicBoolean cancelled) implements Monitor {
        @Override
        public void begin(String task, long total) {
            if (total < 0) {
                throw new IllegalArgumentException("total " + total);
            }
        }

        @Override
        public void worked(long units) {
            if (units < 0) {
                throw new IllegalArgumentException("worked " + units);
            }
        }

        @Override
        public boolean isCancelled() {
            return cancelled.get();
        }
    }

    @Test
    public void progressIsCountedAndNotExceeded() {
        Counter counter = new Counter();
        solve(problem(), settings(), 1, 2, counter);
        assertFalse(counter.exceeded, "more work reported than announced");
    }

    private static final class Counter implements Monitor {
        private long total;
        private long done;
        private boolean exceeded;

        @Override
        public synchronized void begin(String task, long units) {
            total = units;
            done = 0;
        }

        @Override
        public synchronized void worked(long units) {
            done += units;
            exceeded |= total > 0 && done > total;
        }

        @Override
        public boolean isCancelled() {
            return false;
        }
    }

    /** Numbers that are not known must not become wrong answers: refused, or not needed. */
    @Test
    public void unknownNumbersAreRefusedOrNotNeeded() {
        Problem p = problem();
        List<Problem> broken = new ArrayList<>();
        broken.add(new Problem(new Person(Double.NaN, Double.NaN, Double.NaN), p.bodies(), p.joint(), p.parts(), p.activities(),
                p.tissue()));
        for (Body b : p.bodies()) {
            for (String code : b.landmarks().keySet()) {
                Map<String, Vec3> landmarks = new LinkedHashMap<>(b.landmarks());
                landmarks.put(code, new Vec3(Double.NaN, 0, 0));
                List<Body> bodies = new ArrayList<>(p.bodies());
                bodies.set(bodies.indexOf(b), new Body(b.id(), b.type(), b.side(), b.surfaces(), landmarks, b.frames()));
                broken.add(new Problem(p.person(), bodies, p.joint(), p.parts(), p.activities(), p.tissue().with(a ->
                        a.body().equals(b.id()) && a.landmark().equals(code) ? new Attachment(a.body(), code, landmarks.get(code)) : a)));
            }
        }
        for (Problem q : broken) {
            try {
                assertSound(solve(q, settings(), 1, 1, Monitor.NONE));
            } catch (SolverException | IllegalArgumentException e) {
                assertFalse(e.getMessage() == null || e.getMessage().isBlank(), "refused without a word: " + e);
            } catch (RuntimeException e) {
                fail("a number that is not known ended in " + e, e);
            }
        }
    }

    @Test
    public void emptyProblemIsRefusedInWords() {
        Problem empty = new Problem(new Person(Double.NaN, Double.NaN, Double.NaN), List.of(), null, List.of(), List.of());
        try {
            assertSound(solve(empty, settings(), 1, 1, Monitor.NONE));
        } catch (SolverException | IllegalArgumentException e) {
            assertFalse(e.getMessage() == null || e.getMessage().isBlank(), "refused without a word: " + e);
        }
    }

    @Test
    public void problemIsLeftAsItWas() {
        Problem p = problem();
        long before = fingerprint(p);
        solve(p, settings(), 1, 2, Monitor.NONE);
        assertEquals(before, fingerprint(p), "the solver has written into its problem");
    }

    private static long fingerprint(Problem p) {
        List<Object> all = new ArrayList<>();
        for (Body b : p.bodies()) {
            all.add(b.landmarks().toString());
            all.add(b.frames().toString());
            b.surfaces().values().forEach(m -> all.add(fingerprint(m)));
        }
        for (PlacedPart part : p.parts()) {
            all.add(part.pose().toString());
            all.add(part.part().parameters().toString());
            part.part().surfaces().values().forEach(m -> all.add(fingerprint(m)));
        }
        all.add(p.tissue().ligaments().toString() + p.tissue().muscles() + p.tissue().posture());
        p.tissue().cartilages().forEach(c -> all.add(fingerprint(c.surface())));
        p.activities().forEach(a -> all.add(Arrays.hashCode(a.times()) + 31L * Arrays.deepHashCode(a.values())));
        return all.hashCode();
    }

    private static long fingerprint(TriangleMesh m) {
        return 31L * Arrays.hashCode(m.vertices()) + Arrays.hashCode(m.triangles());
    }
}
