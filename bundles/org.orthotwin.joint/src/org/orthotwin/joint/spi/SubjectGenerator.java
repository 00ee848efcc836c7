/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.spi;

import java.util.List;
import java.util.Map;
import org.orthotwin.core.Monitor;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.GeneratedSubject;
import org.orthotwin.joint.Side;

/** Makes synthetic subjects for one joint. */
public interface SubjectGenerator {

    /** What may be chosen, with ranges; {@code sex} is 1 female, 2 male. */
    List<CoordinateDefinition> parameters();

    /**
     * @param chosen values by parameter name, SI; what is missing is typical for the rest, or drawn where a seed is given
     * @param seed draws what was not chosen from its distribution; null takes the typical values
     * @throws IllegalArgumentException for an unknown parameter or a value out of range, with name, number, unit and limit
     */
    GeneratedSubject generate(Map<String, Double> chosen, Side side, Long seed, Monitor monitor);
}
