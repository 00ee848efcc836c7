/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.tests;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.Side;
import org.orthotwin.solver.Person;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.SolverContext;
import org.orthotwin.solver.Value;
import org.orthotwin.solver.spi.Solver;
import org.orthotwin.solver.testkit.SolverContract;
import org.orthotwin.solver.testkit.SolverDeclaration;

/** The contract tests tell a good solver from bad ones. */
class ContractOfContractTest {

    private static final Problem PROBLEM = new Problem(new Person(70, 1.7, 0),
            List.of(new Body("b", "femur", Side.RIGHT, Map.of("outer", new TriangleMesh(new double[] {0, 0, 0, 1, 0, 0, 0, 1, 0},
                    new int[] {0, 1, 2})),
                    Map.of("FHC", Vec3.X), Map.of())),
            null, List.of(), List.of());

    /** Does as it should: the weight of the subject in a tilted world. */
    public static class Good implements Solver {
        @Override
        public Solution solve(Problem p, SolverContext c) {
            c.monitor().checkCancelled();
            if (!(p.person().mass() > 0)) {
                throw new IllegalArgumentException("mass " + p.person().mass() + " kg");
            }
            return answer(p.person().weight() * Math.cos(c.settings().number("tilt")));
        }
    }

    /** Depends on the clock. */
    public static class Moody implements Solver {
        @Override
        public Solution solve(Problem p, SolverContext c) {
            return answer(System.nanoTime());
        }
    }

    /** Depends on the threads. */
    public static class Crowded implements Solver {
        @Override
        public Solution solve(Problem p, SolverContext c) {
            return answer(c.threads());
        }
    }

    /** Writes into its problem and passes on what it does not know. */
    public static class Careless implements Solver {
        @Override
        public Solution solve(Problem p, SolverContext c) {
            p.bodies().get(0).surface("outer").vertices()[0] += 1;
            return answer(p.person().mass());
        }
    }

    /** Does not hear a cancel. */
    public static class Deaf implements Solver {
        @Override
        public Solution solve(Problem p, SolverContext c) {
            long end = System.nanoTime() + 1_500_000_000L;
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            c.monitor().begin("work", 1);
            c.monitor().worked(2);
            return answer(1);
        }
    }

    private static Solution answer(double newtons) {
        return Solution.builder().value("weight", Value.of(newtons, Dimension.FORCE)).build();
    }

    private static final class Contract extends SolverContract {
        private final Class<? extends Solver> solver;
        private final String parameter;

        Contract(Class<? extends Solver> solver, String parameter) {
            this.solver = solver;
            this.parameter = parameter;
        }

        @Override
        protected Contribution<Solver> declaration() {
            String xml =
                    "<plugin><extension point='org.orthotwin.solver.solvers'><solver id='test' name='Test' "
                    + "description='A test.' version='1' class='"
                    + solver.getName() + "' threads='parallel' deterministic='true'>" + parameter + "</solver></extension></plugin>";
            return SolverDeclaration.of(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)), "test", solver);
        }

        @Override
        protected Problem problem() {
            return PROBLEM;
        }
    }

    private static final String TILT =
            "<parameter name='tilt' description='Tilt.' dimension='angle' default='0deg' minimum='-90deg' maximum='90deg'/>";

    private static Contract of(Class<? extends Solver> solver) {
        return new Contract(solver, TILT);
    }

    private static void caught(Executable test) {
        assertThrows(AssertionError.class, test);
    }

    @Test
    void goodSolverPasses() throws InterruptedException {
        Contract c = of(Good.class);
        c.declaresWhoItIs();
        c.parametersHaveDescriptionsUnitsAndDefaultsInRange();
        c.refusesBadSettings();
        c.answersWithNamedFiniteNumbers();
        c.sameSeedSameNumbers();
        c.numbersDoNotDependOnThreads();
        c.cancelledFromTheStart();
        c.cancelIsAnsweredWithinASecond();
        c.progressIsCountedAndNotExceeded();
        c.unknownNumbersAreRefusedOrNotNeeded();
        c.emptyProblemIsRefusedInWords();
        c.problemIsLeftAsItWas();
    }

    @Test
    void badSolversAreCaught() {
        caught(of(Moody.class)::sameSeedSameNumbers);
        caught(of(Crowded.class)::numbersDoNotDependOnThreads);
        caught(of(Careless.class)::problemIsLeftAsItWas);
        caught(of(Careless.class)::unknownNumbersAreRefusedOrNotNeeded);
        caught(of(Deaf.class)::cancelledFromTheStart);
        caught(of(Deaf.class)::cancelIsAnsweredWithinASecond);
        caught(of(Deaf.class)::progressIsCountedAndNotExceeded);
    }

    @Test
    void badDeclarationsAreCaught() {
        caught(new Contract(Good.class, TILT + TILT)::parametersHaveDescriptionsUnitsAndDefaultsInRange);
        caught(new Contract(Good.class, TILT.replace("default='0deg'",
                "default='100deg'"))::parametersHaveDescriptionsUnitsAndDefaultsInRange);
        caught(new Contract(Good.class, TILT.replace("Tilt.", ""))::parametersHaveDescriptionsUnitsAndDefaultsInRange);
        caught(new Contract(Good.class, TILT.replace("tilt", "Tilt"))::parametersHaveDescriptionsUnitsAndDefaultsInRange);
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> SolverDeclaration.of(
                new ByteArrayInputStream("<plugin><solver id='a'/></plugin>".getBytes(StandardCharsets.UTF_8)), "b", Good.class));
        assertTrue(e.getMessage().contains("no solver 'b'; it declares a"), e.getMessage());
    }
}
