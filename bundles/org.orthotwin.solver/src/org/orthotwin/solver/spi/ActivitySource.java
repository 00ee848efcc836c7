/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.spi;

import org.orthotwin.solver.ActivityData;
import org.orthotwin.solver.Person;
import org.orthotwin.solver.Settings;

/** A kind of activity: walking, rising from a chair ... */
@FunctionalInterface
public interface ActivitySource {

    /** The motion and loads for this person. */
    ActivityData create(String id, Settings settings, Person person);
}
