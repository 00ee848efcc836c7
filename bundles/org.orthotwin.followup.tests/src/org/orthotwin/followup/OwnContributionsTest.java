/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.contribution.Registry;
import org.orthotwin.followup.testkit.CourseContract;
import org.orthotwin.followup.testkit.DetectorContract;
import org.orthotwin.followup.testkit.EstimatorContract;

/** Our own estimators, courses and detectors, as declared, against what everybody's promise. */
class OwnContributionsTest {

    private static final double DAY = 86400;

    /** Nothing is declared that is not tried below. */
    @Test
    void allAreTried() {
        List<String> own = Courses.registry().all().stream().filter(c -> c.contributor().equals("org.orthotwin.followup")).map(c -> c.id())
                .toList();
        assertEquals(List.of("constant", "corrected", "level", "migration", "progression", "recovery", "regained", "relief",
                "remodelling", "rise", "wear"), own);
        assertEquals(List.of("ensemble", "extended", "unscented"), Estimators.registry().all().stream().filter(c -> c.contributor()
                .equals("org.orthotwin.followup")).map(c -> c.id()).toList());
        assertEquals(List.of("cusum", "ewma", "predictive", "together"), Detectors.registry().all().stream().filter(c -> c.contributor()
                .equals("org.orthotwin.followup")).map(c -> c.id()).toList());
        for (var r : List.of(Courses.registry(), Estimators.registry(), Detectors.registry(), Observables.registry())) {
            assertEquals(List.of(), r.problems());
        }
    }

    /** The page that tells the formulas knows every course, estimator and detector that there is, and no other. */
    @Test
    void thePageOfStatisticsKnowsThemAll() throws IOException {
        String page = Files.readString(Path.of(System.getProperty("orthotwin.root", "../.."), "releng/docs/follow-up-statistics.md"));
        assertEquals(own(Courses.registry()), named(page, "## Courses", "(?m)^\\| `([a-z]+)` \\|"));
        assertEquals(own(Estimators.registry()), named(page, "## Filters", "(?m)^- `([a-z]+)`"));
        assertEquals(own(Detectors.registry()), named(page, "## Detectors", "(?m)^- `([a-z]+)`"));
    }

    private static SortedSet<String> own(Registry<?> registry) {
        return new TreeSet<>(registry.all().stream().filter(c -> c.contributor().equals("org.orthotwin.followup")).map(c -> c.id())
                .toList());
    }

    /** What a pattern finds in the part of a page below a heading. */
    private static SortedSet<String> named(String page, String heading, String pattern) {
        String part = page.substring(page.indexOf(heading + "\n") + heading.length()).split("\n## ", 2)[0];
        return new TreeSet<>(Pattern.compile(pattern).matcher(part).results().map(m -> m.group(1)).toList());
    }

    @Nested
    class Unscented extends EstimatorContract {
        @Override
        protected String id() {
            return "unscented";
        }
    }

    @Nested
    class Extended extends EstimatorContract {
        @Override
        protected String id() {
            return "extended";
        }

        @Override
        protected double tolerance() {
            return 1e-5;
        }
    }

    @Nested
    class Ensemble extends EstimatorContract {
        @Override
        protected String id() {
            return "ensemble";
        }

        /** Four standard errors of 2000 members. */
        @Override
        protected double tolerance() {
            return 4 / Math.sqrt(2000);
        }
    }

    @Nested
    class Cusum extends DetectorContract {
        @Override
        protected String id() {
            return "cusum";
        }
    }

    @Nested
    class Predictive extends DetectorContract {
        @Override
        protected String id() {
            return "predictive";
        }
    }

    @Nested
    class Together extends DetectorContract {
        @Override
        protected String id() {
            return "together";
        }
    }

    @Nested
    class Ewma extends DetectorContract {
        @Override
        protected String id() {
            return "ewma";
        }
    }

    @Nested
    class Recovery extends CourseContract {
        @Override
        protected String id() {
            return "recovery";
        }

        @Override
        protected double[] typical() {
            return new double[] {20, 16, Math.log(70 * DAY)};
        }

        @Override
        protected double[] spread() {
            return new double[] {7, 8, 0.4};
        }
    }

    @Nested
    class Relief extends CourseContract {
        @Override
        protected String id() {
            return "relief";
        }

        @Override
        protected double[] typical() {
            return new double[] {20, 16, Math.log(70 * DAY), -1 / FollowUp.YEAR};
        }

        @Override
        protected double[] spread() {
            return new double[] {7, 8, 0.4, 1.5 / FollowUp.YEAR};
        }
    }

    @Nested
    class Remodelling extends CourseContract {
        @Override
        protected String id() {
            return "remodelling";
        }

        @Override
        protected double[] typical() {
            return new double[] {Math.log(1.15), -0.23, Math.log(150 * DAY)};
        }

        @Override
        protected double[] spread() {
            return new double[] {0.18, 0.12, 0.5};
        }
    }

    @Nested
    class Rise extends CourseContract {
        @Override
        protected String id() {
            return "rise";
        }

        @Override
        protected double[] typical() {
            return new double[] {Math.log(2150), 0.62, Math.log(39 * DAY)};
        }

        @Override
        protected double[] spread() {
            return new double[] {0.24, 0.15, 0.4};
        }
    }

    @Nested
    class Level extends CourseContract {
        @Override
        protected String id() {
            return "level";
        }

        @Override
        protected double[] typical() {
            return new double[] {84};
        }

        @Override
        protected double[] spread() {
            return new double[] {17};
        }
    }

    @Nested
    class Progression extends CourseContract {
        @Override
        protected String id() {
            return "progression";
        }

        @Override
        protected double[] typical() {
            return new double[] {2.8e-3, -0.13e-3 / FollowUp.YEAR};
        }

        @Override
        protected double[] spread() {
            return new double[] {1.4e-3, 0.15e-3 / FollowUp.YEAR};
        }
    }

    @Nested
    class Corrected extends CourseContract {
        @Override
        protected String id() {
            return "corrected";
        }

        @Override
        protected double[] typical() {
            return new double[] {3.05, -3e-3 / FollowUp.YEAR, Math.PI};
        }

        @Override
        protected double[] spread() {
            return new double[] {0.1, 4e-3 / FollowUp.YEAR, 0.05};
        }
    }

    @Nested
    class Regained extends CourseContract {
        @Override
        protected String id() {
            return "regained";
        }

        @Override
        protected double[] typical() {
            return new double[] {2, 1.4, 2, Math.log(45 * DAY)};
        }

        @Override
        protected double[] spread() {
            return new double[] {0.2, 0.2, 0.2, 0.5};
        }
    }

    @Nested
    class Migration extends CourseContract {
        @Override
        protected String id() {
            return "migration";
        }

        @Override
        protected double[] typical() {
            return new double[] {Math.log(0.56e-3), Math.log(46 * DAY), 2e-12};
        }

        @Override
        protected double[] spread() {
            return new double[] {0.5, 0.4, 1.6e-12};
        }
    }

    @Nested
    class Wear extends CourseContract {
        @Override
        protected String id() {
            return "wear";
        }

        @Override
        protected double[] typical() {
            return new double[] {1e-4, 1.6e-12};
        }

        @Override
        protected double[] spread() {
            return new double[] {8e-5, 1e-12};
        }
    }

    @Nested
    class Constant extends CourseContract {
        @Override
        protected String id() {
            return "constant";
        }

        @Override
        protected double[] typical() {
            return new double[] {0.7};
        }

        @Override
        protected double[] spread() {
            return new double[] {0.1};
        }
    }
}
