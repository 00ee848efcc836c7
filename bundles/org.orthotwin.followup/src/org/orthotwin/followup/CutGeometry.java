/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Unit;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.Twin;

/**
 * The hip-knee-ankle angle that the achieved cuts of a knee say: 180 degrees less both coronal cuts, each against its mechanical axis,
 * varus above 0, where the components stand on the cuts and the joint closes on both sides.
 *
 * <p>It is an observation like that of a film, with the errors of both cuts and what standing and the tissues add ({@link #TISSUES}, an
 * assumption), and is withdrawn with either of them.
 */
final class CutGeometry {

    /** What such an observation says of its source. */
    static final String SOURCE = "geometry of the cuts";

    private static final String FEMUR = "knee.cut.femur";
    private static final String TIBIA = "knee.cut.tibia";
    private static final String ANGLE = "knee.alignment.hka";
    private static final double STRAIGHT = Math.PI;
    /** Standard deviation of a cut whose uncertainty is not stated: an assumption, as navigated cuts are verified to a degree. */
    private static final double CUT = Math.toRadians(1);
    private static final double TISSUES = Math.toRadians(1.5);

    private CutGeometry() {
    }

    /** What the latest cuts say, as a row; empty without an operation, both cuts and the angle, and where it was said already. */
    static Optional<ObservationFile.Row> row(Twin twin) {
        List<Observation> standing = Withdrawals.standing(twin);
        Optional<Observation> femur = last(standing, FEMUR);
        Optional<Observation> tibia = last(standing, TIBIA);
        Optional<Observation> operation = Histories.operation(twin);
        if (femur.isEmpty() || tibia.isEmpty() || operation.isEmpty() || Observables.find(ANGLE).isEmpty()) {
            return Optional.empty();
        }
        String id = femur.get().getId() + "+" + tibia.get().getId();
        if (twin.getObservations().stream().anyMatch(o -> isOf(o, id))) {
            return Optional.empty();
        }
        // it holds from the operation on
        String time = List.of(femur.get(), tibia.get(), operation.get()).stream().map(Observation::getTime).max(Comparator.comparing(Times
                ::instant)).orElseThrow();
        Unit deg = Unit.of("deg");
        double angle = STRAIGHT - femur.get().getValue() - tibia.get().getValue();
        double error = Math.sqrt(square(femur.get()) + square(tibia.get()) + TISSUES * TISSUES);
        return Optional.of(new ObservationFile.Row(0, Map.of("observable", ANGLE, "time", time, "value", Numbers.shortest(Numbers.edge(deg
                .fromSi(angle))), "unit", "deg", "uncertainty", Numbers.shortest(Numbers.edge(deg.fromSi(error))), "source", SOURCE, "id",
                id)));
    }

    private static double square(Observation cut) {
        double e = cut.getStandardUncertainty() > 0 ? cut.getStandardUncertainty() : CUT;
        return e * e;
    }

    private static Optional<Observation> last(List<Observation> standing, String definition) {
        return standing.stream().filter(o -> definition.equals(o.getDefinition())).max(Comparator.comparing((Observation o) -> Times
                .instant(o.getTime())));
    }

    private static boolean isOf(Observation o, String id) {
        return SOURCE.equals(o.getSource()) && Withdrawals.base(String.valueOf(o.getIdentity())).equals(SOURCE + "/" + id);
    }

    /** Withdraws what a cut that was withdrawn has said. */
    static void withdraw(Twin twin, Observation cut, String why, String by, Instant now) {
        for (Observation o : Withdrawals.standing(twin)) {
            if (SOURCE.equals(o.getSource()) && List.of(Withdrawals.base(o.getIdentity()).substring(SOURCE.length() + 1).split("\\+"))
                    .contains(cut.getId())) {
                Withdrawals.withdraw(twin, o, why, by, now);
            }
        }
    }
}
