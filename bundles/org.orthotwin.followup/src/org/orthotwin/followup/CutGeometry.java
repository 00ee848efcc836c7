/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Unit;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.model.twin.Mechanics;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinState;

/**
 * The hip-knee-ankle angle that the achieved cuts of a knee say: 180 degrees less both coronal cuts, each against its mechanical axis,
 * varus above 0, where the components stand on the cuts and the joint closes on both sides.
 *
 * <p>It is an observation like that of a film, with the errors of both cuts and what standing and the tissues add ({@link #TISSUES}, an
 * assumption), and is withdrawn with either of them. One fact does not count twice: where the angle was measured itself since the
 * operation, or a case says already what comes of the cuts, it is not made, and withdrawn if it was.
 */
final class CutGeometry {

    /** What such an observation says of its source. */
    static final String SOURCE = "geometry of the cuts";

    private static final String FEMUR = "knee.cut.femur";
    private static final String TIBIA = "knee.cut.tibia";
    private static final String ANGLE = "knee.alignment.hka";
    /** The angle's parameter that the cuts determine. */
    private static final String VALUE = "value";
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
        if (femur.isEmpty() || tibia.isEmpty() || operation.isEmpty() || Observables.find(ANGLE).isEmpty() || measured(standing,
                operation.get()).isPresent() || isTied(twin)) {
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

    /**
     * What patients have of both: the angle, and cuts that go with it. The angle is 180 degrees less the cuts but for what standing and
     * tissues
     * add, which is independent of the angle; each of the three is spread as the population has it by itself, which the cuts' correlation
     * makes possible.
     */
    private static final class Joint {

        private final Observable angle;
        private final int place;
        private final Gaussian all;

        private Joint(Observable angle, int place, Gaussian all) {
            this.angle = angle;
            this.place = place;
            this.all = all;
        }

        /** Empty where not all three are known, one is known exactly, or the three spreads are not possible together. */
        static Optional<Joint> of(Belief population) {
            Map<String, Observable> by = new HashMap<>();
            population.observables().forEach(d -> by.put(d.id(), d));
            Observable angle = by.get(ANGLE);
            if (angle == null || !by.containsKey(FEMUR) || !by.containsKey(TIBIA)) {
                return Optional.empty();
            }
            int place = IntStream.range(0, angle.course().orElseThrow().size()).filter(i -> angle.course().get().parameter(i).equals(VALUE))
                    .findFirst().orElse(-1);
            Gaussian f = population.of(by.get(FEMUR));
            Gaussian t = population.of(by.get(TIBIA));
            if (place < 0 || f.dimension() != 1 || t.dimension() != 1) {
                return Optional.empty();
            }
            double h = population.of(angle).covariance(place, place);
            double cuts = f.covariance(0, 0) + t.covariance(0, 0);
            double together = (h + TISSUES * TISSUES - cuts) / 2;
            double femur = -h * f.covariance(0, 0) / cuts;
            double tibia = -h * t.covariance(0, 0) / cuts;
            try {
                return h > 0 && cuts > 0 ? Optional.of(new Joint(angle, place, new Gaussian(new double[] {population.of(angle).mean(place),
                    f.mean(0), t.mean(0)}, new double[][] {{h, femur, tibia}, {femur, f.covariance(0, 0), together}, {tibia, together, t
                            .covariance(0, 0)}}))) : Optional.empty();
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }

        /** Cuts of the femur and the tibia that go with an angle. */
        double[] cuts(double[] parameters, SplittableRandom random) {
            double z = (parameters[place] - all.mean(0)) / all.deviation(0);
            double[] x = all.at(z, random.nextGaussian(), random.nextGaussian());
            return new double[] {x[1], x[2]};
        }
    }

    /**
     * Draws cuts anew so that they go with the angle that was drawn; where the three are not known, or not possible together, all stay as
     * they are.
     *
     * @param truth parameters of one patient by observable; changed
     */
    static void drawTogether(Belief population, Map<Observable, double[]> truth, long seed) {
        Joint.of(population).filter(j -> truth.containsKey(j.angle)).ifPresent(j -> put(truth, j.cuts(truth.get(j.angle),
                new SplittableRandom(
                seed + ANGLE.hashCode()))));
    }

    private static void put(Map<Observable, double[]> truth, double[] cuts) {
        truth.replace(Observables.get(FEMUR), new double[] {cuts[0]});
        truth.replace(Observables.get(TIBIA), new double[] {cuts[1]});
    }

    private static double square(Observation cut) {
        double e = cut.getStandardUncertainty() > 0 ? cut.getStandardUncertainty() : CUT;
        return e * e;
    }

    private static Optional<Observation> last(List<Observation> standing, String definition) {
        return standing.stream().filter(o -> definition.equals(o.getDefinition())).max(Comparator.comparing((Observation o) -> Times
                .instant(o.getTime())));
    }

    /** The angle as it was measured since the operation. */
    private static Optional<Observation> measured(List<Observation> standing, Observation operation) {
        return standing.stream().filter(o -> ANGLE.equals(o.getDefinition()) && !isOf(o) && !Times.instant(o.getTime()).isBefore(Times
                .instant(operation.getTime()))).findFirst();
    }

    /** Whether the case of the current state ties the cuts themselves to what it says of the angle. */
    private static boolean isTied(Twin twin) {
        return twin.getCurrentState() != null && Histories.chain(twin.getCurrentState()).stream().map(TwinState::getMechanics)
                .filter(Objects::nonNull).anyMatch(CutGeometry::tells);
    }

    /** Whether a case is tied to both cuts, so that what they say of the angle is known without their geometry. */
    static boolean tells(Mechanics m) {
        List<String> tied = m.getOutputs().stream().map(o -> String.valueOf(o.getEstimate())).toList();
        return tied.contains(FEMUR + ".value") && tied.contains(TIBIA + ".value");
    }

    /** Whether it says what cuts say, rather than what was measured. */
    static boolean isOf(Observation o) {
        return SOURCE.equals(o.getSource()) && ANGLE.equals(o.getDefinition());
    }

    /** Withdraws what the cuts say of the angle where that was measured itself since. */
    static void supersede(Twin twin, Instant now) {
        List<Observation> standing = Withdrawals.standing(twin);
        Optional<Observation> film = Histories.operation(twin).flatMap(o -> measured(standing, o));
        film.ifPresent(m -> standing.stream().filter(CutGeometry::isOf).toList().forEach(o -> Withdrawals.withdraw(twin, o,
                "measured itself: " + m.getId(), SOURCE, now)));
    }

    /** Whether a row of a table that was written of a twin says it. */
    static boolean isOf(ObservationFile.Row row) {
        return SOURCE.equals(row.text("source")) && ANGLE.equals(row.text("observable")) && !row.text(ObservationFile.IDENTITY).isEmpty();
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
