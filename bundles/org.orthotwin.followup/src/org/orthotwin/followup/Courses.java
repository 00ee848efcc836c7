/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.core.contribution.ContributionReader;
import org.orthotwin.core.contribution.Registry;
import org.orthotwin.followup.spi.CourseModel;

/** The forms of courses, observation models, that the installed bundles contribute. */
public final class Courses {

    /** Id of the extension point. */
    public static final String POINT = "org.orthotwin.followup.courses";

    private static final Registry<CourseModel> REGISTRY = new ContributionReader<>(POINT, "course", CourseModel.class, "course")
            .connect(Courses.class);
    /** One for each contribution, whoever asks, so that observables of the same course are equal; those of bundles that went stay, few. */
    private static final Map<Contribution<CourseModel>, Optional<Course>> MADE = new HashMap<>();

    private Courses() {
    }

    public static Registry<CourseModel> registry() {
        return REGISTRY;
    }

    /** Empty where there is none of this id, or its declaration is wrong, which is named once. */
    public static Optional<Course> find(String id) {
        return REGISTRY.find(id).flatMap(Courses::of);
    }

    private static Optional<Course> of(Contribution<CourseModel> c) {
        synchronized (MADE) {
            return MADE.computeIfAbsent(c, x -> {
                try {
                    return Optional.of(new Course(x));
                } catch (IllegalArgumentException e) {
                    REGISTRY.refuse(REGISTRY.kind() + " '" + x.id() + "' contributed by " + x.contributor() + " is left out: "
                            + e.getMessage(), x);
                    return Optional.empty();
                }
            });
        }
    }
}
