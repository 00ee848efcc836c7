/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.ligament;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.wrap.FibrePath;
import org.orthotwin.solver.JointModel;

/** Fibres while a joint is led through motions: what each and each ligament carries, and what was largest. Not for several threads. */
final class FibreCurves {

    /** Turn from which the axis of a motion is found, rad. */
    private static final double TURN = 1e-5;

    /**
     * What one motion gives, a row for each angle.
     *
     * @param angles rad
     * @param tensions of all fibres, then of each ligament, N
     * @param strains of the most strained fibre of each ligament
     * @param moments about the motion's axis, positive where the fibres resist, N.m; one column
     */
    record Through(double[] angles, double[][] tensions, double[][] strains, double[][] moments) {

        /**
         * Where the moment first reaches a value on the way from where the fibres hold least, upwards for a positive value, downwards for a
         * negative one; between rows by the straight line.
         */
        OptionalDouble reaches(double moment) {
            boolean ascending = angles[angles.length - 1] >= angles[0];
            int least = 0;
            for (int i = 1; i < angles.length; i++) {
                double a = Math.abs(moments[i][0]);
                double b = Math.abs(moments[least][0]);
                least = a < b || a == b && Math.abs(angles[i]) < Math.abs(angles[least]) ? i : least;
            }
            int way = moment > 0 == ascending ? 1 : -1;
            double sign = Math.signum(moment);
            for (int i = least + way; i >= 0 && i < angles.length; i += way) {
                if (sign * moments[i][0] >= sign * moment) {
                    double from = moments[i - way][0];
                    double part = moments[i][0] == from ? 1 : Math.clamp((moment - from) / (moments[i][0] - from), 0, 1);
                    return OptionalDouble.of(angles[i - way] + part * (angles[i] - angles[i - way]));
                }
            }
            return OptionalDouble.empty();
        }
    }

    /** A ligament at the beginning and where it is largest. */
    record Of(double startStrain, double startForce, double largestStrain, double largestForce) {
    }

    private final JointModel joint;
    private final List<FibrePath> paths;
    private final List<FibreLaw> laws;
    private final List<String> ligaments;
    private final int[] of;
    private final double[] startStrain;
    private final double[] startForce;
    private final double[] largestStrain;
    private final double[] largestForce;
    private final Map<String, Of> ofLigaments = new LinkedHashMap<>();
    private double largestSum;
    private boolean started;

    /** @param paths of the fibres, in the surface frames of the joint's bones */
    FibreCurves(JointModel joint, List<FibrePath> paths, List<Fibre> fibres, List<FibreLaw> laws) {
        this.joint = joint;
        this.paths = paths;
        this.laws = laws;
        ligaments = fibres.stream().map(Fibre::ligament).distinct().toList();
        of = fibres.stream().mapToInt(f -> ligaments.indexOf(f.ligament())).toArray();
        int n = paths.size();
        startStrain = new double[n];
        startForce = new double[n];
        largestStrain = new double[n];
        largestForce = new double[n];
        Arrays.fill(largestStrain, Double.NEGATIVE_INFINITY);
    }

    /** In the order of the fibres, each once. */
    List<String> ligaments() {
        return ligaments;
    }

    Through through(Leg leg, Monitor monitor) {
        double[] angles = leg.angles();
        double[][] tensions = new double[angles.length][1 + ligaments.size()];
        double[][] strains = new double[angles.length][ligaments.size()];
        double[][] moments = new double[angles.length][1];
        for (int i = 0; i < angles.length; i++) {
            monitor.checkCancelled();
            Arrays.fill(strains[i], Double.NEGATIVE_INFINITY);
            RigidTransform child = joint.childInParent(leg.coordinates(joint, angles[i]));
            double[] turn = turn(leg, angles[i]);
            for (int k = 0; k < of.length; k++) {
                double length = paths.get(k).length(child);
                double f = laws.get(k).force(length);
                double e = laws.get(k).strain(length);
                tensions[i][0] += f;
                tensions[i][1 + of[k]] += f;
                strains[i][of[k]] = Math.max(strains[i][of[k]], e);
                largestForce[k] = Math.max(largestForce[k], f);
                largestStrain[k] = Math.max(largestStrain[k], e);
                if (!started) {
                    startStrain[k] = e;
                    startForce[k] = f;
                }
                if (f > 0) {
                    moments[i][0] += f * lengthening(paths.get(k), turn);
                }
            }
            largestSum = Math.max(largestSum, tensions[i][0]);
            for (int l = 0; l < ligaments.size(); l++) {
                double e = strains[i][l];
                double f = tensions[i][1 + l];
                ofLigaments.merge(ligaments.get(l), new Of(e, f, e, f), (a, b) -> new Of(a.startStrain, a.startForce,
                        Math.max(a.largestStrain, b.largestStrain), Math.max(a.largestForce, b.largestForce)));
            }
            started = true;
        }
        return new Through(angles, tensions, strains, moments);
    }

    /** By how much a path gets longer with a motion of the distal body, m per rad. */
    private static double lengthening(FibrePath path, double[] turn) {
        path.derive();
        double sum = 0;
        for (int i = 0; i < turn.length; i++) {
            sum -= path.shortening(i) * turn[i];
        }
        return sum;
    }

    /** How the distal body moves with the motion: velocity of its point in the proximal origin, and turn, per rad. */
    private double[] turn(Leg leg, double angle) {
        RigidTransform before = joint.childInParent(leg.coordinates(joint, angle - TURN));
        RigidTransform after = joint.childInParent(leg.coordinates(joint, angle + TURN));
        RigidTransform d = after.times(before.inverse());
        // the body's point that is in the origin between both
        Vec3 point = joint.childInParent(leg.coordinates(joint, angle)).inverse().translation();
        double by = 1 / (2 * TURN);
        Vec3 v = after.apply(point).minus(before.apply(point)).times(by);
        return new double[] {v.x(), v.y(), v.z(), 0.5 * by * (d.r(2, 1) - d.r(1, 2)), 0.5 * by * (d.r(0, 2) - d.r(2, 0)),
            0.5 * by * (d.r(1, 0) - d.r(0, 1))};
    }

    double startStrain(int fibre) {
        return startStrain[fibre];
    }

    /** N. */
    double startForce(int fibre) {
        return startForce[fibre];
    }

    double largestStrain(int fibre) {
        return largestStrain[fibre];
    }

    /** N. */
    double largestForce(int fibre) {
        return largestForce[fibre];
    }

    /** Of any fibre, N. */
    double largestForce() {
        return Arrays.stream(largestForce).max().orElse(0);
    }

    /** Of all fibres together, N. */
    double largestSum() {
        return largestSum;
    }

    Of of(String ligament) {
        return ofLigaments.get(ligament);
    }
}
