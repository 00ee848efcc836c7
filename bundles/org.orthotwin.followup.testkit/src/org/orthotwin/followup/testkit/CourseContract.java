/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.orthotwin.followup.Course;
import org.orthotwin.followup.Courses;

/** What every observation model promises. Extend it in a test of the bundle that contributes the course. */
public abstract class CourseContract {

    private static final double DAY = 86400;
    private static final double[] DAYS = {-400, -30, -1, 0, 1, 14, 42, 90, 182.625, 365.25, 730.5, 3652.5};
    private static final int DRAWN = 200;

    /** Its id. */
    protected abstract String id();

    /** Parameters of a typical patient, in the order of their declaration, SI, positive ones as natural logarithms. */
    protected abstract double[] typical();

    /** How far patients are from it: standard deviations. */
    protected abstract double[] spread();

    private Course course() {
        return Courses.find(id()).orElseThrow(() -> new AssertionError("no course '" + id() + "' that can be used; "
                + Courses.registry().problems()));
    }

    @Test
    public void declaresWhoItIs() {
        Declaration.isWhole(Declaration.of(Courses.registry(), id()));
        assertEquals(course().size(), typical().length, "typical parameters");
        assertEquals(course().size(), spread().length, "their spread");
    }

    @Test
    public void isFiniteForEveryPatientAtEveryTime() {
        SplittableRandom random = new SplittableRandom(1);
        for (int n = 0; n < DRAWN; n++) {
            double[] x = typical();
            for (int i = 0; i < x.length; i++) {
                x[i] += 3 * (2 * random.nextDouble() - 1) * spread()[i];
            }
            double[] given = x.clone();
            for (double day : DAYS) {
                double y = course().at(x, day * DAY);
                assertEquals(y, course().at(x, day * DAY), "the same call again");
                assertArrayEquals(given, x, "it changes its argument");
            }
        }
    }

    @Test
    public void beforeTheOperationItIsAsDeclared() {
        boolean tells = Arrays.stream(DAYS).filter(d -> d < 0).anyMatch(d -> course().at(typical(), d * DAY) != 0);
        assertEquals(course().tellsBefore(), tells, "whether it says something of the time before the operation");
    }

    /** Before the operation nobody can tell whether there will be one. */
    @Test
    public void withoutAnOperationItGoesOnAsBefore() {
        for (double day : DAYS) {
            double y = course().untreated(typical(), day * DAY);
            if (day < 0) {
                assertEquals(course().at(typical(), day * DAY), y, "before the operation, without one");
            }
        }
    }

    /** From whenever time counts, the patient is the same. */
    @Test
    public void withoutAnOperationItDoesNotDependOnFromWhenTimeCounts() {
        if (!course().tellsBefore()) {
            assertEquals(course().size(), course().counted(typical(), DAY).length);
            return;
        }
        for (double by : new double[] {-400 * DAY, 30 * DAY}) {
            double[] given = typical();
            double[] moved = course().counted(given, by);
            assertArrayEquals(typical(), given, "it changes its argument");
            for (double day : DAYS) {
                double y = course().untreated(typical(), day * DAY + by);
                assertEquals(y, course().untreated(moved, day * DAY), 1e-12 * Math.abs(y), "counted from " + by + " s later");
            }
        }
    }

    /** What never changes a number cannot be estimated. */
    @Test
    public void everyParameterMatters() {
        for (int i = 0; i < course().size(); i++) {
            double[] x = typical();
            x[i] += spread()[i];
            boolean matters = Arrays.stream(DAYS).anyMatch(d -> course().at(x, d * DAY) != course().at(typical(), d * DAY));
            assertTrue(matters, "the parameter " + course().parameter(i) + " changes nothing");
        }
    }

    /** Filters take differences of neighbouring values: a step in a parameter is no slope. */
    @Test
    public void isSmoothInItsParameters() {
        for (int i = 0; i < course().size(); i++) {
            for (double day : DAYS) {
                double change = Math.abs(moved(i, 1e-3, day) - moved(i, 0, day));
                double less = Math.abs(moved(i, 1e-4, day) - moved(i, 0, day));
                double scale = Math.abs(moved(i, 0, day)) + Math.abs(moved(i, 1, day));
                assertTrue(less <= 0.5 * change + 1e-9 * scale, "a step at " + course().parameter(i) + " after " + day + " d");
            }
        }
    }

    private double moved(int i, double by, double day) {
        double[] x = typical();
        x[i] += by * spread()[i];
        return course().at(x, day * DAY);
    }
}
