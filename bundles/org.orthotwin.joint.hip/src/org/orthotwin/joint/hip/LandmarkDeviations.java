/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.hip;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * How well observers mark the landmarks of a hip on CT: the standard deviation of each coordinate, m, the same in all directions.
 *
 * <p>Victor et al. (2009, Knee 16:358-365) had three observers mark CT scans of six legs: the precision of one observer is around 1 mm for
 * all landmarks; the worst, the lateral epicondyle, has 1.3 mm for one and 3.5 mm between observers. So 1 mm here, and 2 mm, between these
 * two, for epicondyles. The middle of a muscle's or ligament's attachment, an area of one to two centimetres, has 3 mm: an estimate of
 * ours.
 *
 * <p>Range: marked on CT. Palpated through skin, a landmark of the pelvis has ten times as much.
 */
public final class LandmarkDeviations {

    /** Source of the numbers, for provenances. */
    public static final String SOURCE = "standard deviations of landmarks as if marked on CT: Victor et al. 2009, Knee 16:358-365; 3 mm "
            + "for attachments of muscles and ligaments, estimated";

    private static final double MARKED = 0.001;
    private static final double EPICONDYLE = 0.002;
    private static final double ATTACHMENT = 0.003;

    private static final Set<String> EPICONDYLES = Set.of("LEC", "MEC");
    private static final Set<String> ATTACHED = Set.of("GMED", "GMIN", "ILF", "PUF", "ISF");

    private LandmarkDeviations() {
    }

    /** Of one landmark by its code, m. */
    public static double of(String code) {
        if (EPICONDYLES.contains(code)) {
            return EPICONDYLE;
        }
        int end = code.indexOf('_');
        return end > 0 && ATTACHED.contains(code.substring(0, end)) ? ATTACHMENT : MARKED;
    }

    /** Of all landmarks by code, m. */
    public static Map<String, Double> of(Iterable<String> codes) {
        Map<String, Double> all = new LinkedHashMap<>();
        codes.forEach(c -> all.put(c, of(c)));
        return all;
    }
}
