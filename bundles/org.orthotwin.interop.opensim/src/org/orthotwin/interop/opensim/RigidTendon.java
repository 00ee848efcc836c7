/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.opensim;

import java.util.List;
import java.util.Map;
import org.orthotwin.solver.muscle.DeGrooteFreglyCurves;
import org.orthotwin.solver.muscle.MillardCurves;
import org.orthotwin.solver.muscle.MuscleCurves;
import org.orthotwin.solver.muscle.ThelenCurves;

/**
 * What a muscle can pull when its tendon does not stretch: fibres of constant thickness along which
 *
 * <pre>  l cos(phi) = L - Ls,     l sin(phi) = l0 sin(phi0),     v = dL/dt cos(phi),     F = F0 FL(l / l0) FV(v / (vmax l0)) cos(phi)</pre>
 *
 * at full activation (DG Thelen 2003, J Biomech Eng 125:70-77, doi:10.1115/1.1531112, F De Groote et al. 2016,
 * doi:10.1007/s10439-016-1591-9, and M Millard et al. 2013, doi:10.1115/1.4023390, by the muscle's law).
 */
final class RigidTendon {

    /** OpenSim's names of the laws that have curves here. */
    static final List<String> LAWS = List.of("Thelen2003Muscle", "DeGrooteFregly2016Muscle", "Millard2012EquilibriumMuscle");

    private final OsimModel.Muscle muscle;
    private final MuscleCurves curves;

    private RigidTendon(OsimModel.Muscle muscle, MuscleCurves curves) {
        this.muscle = muscle;
        this.curves = curves;
    }

    /** Whether the law of a muscle is known here. */
    static boolean knows(OsimModel.Muscle m) {
        return LAWS.contains(m.type());
    }

    /** @throws IllegalArgumentException if its law is not known */
    static RigidTendon of(OsimModel.Muscle m) {
        Map<String, Double> p = m.parameters();
        return new RigidTendon(m, switch (m.type()) {
            case "Thelen2003Muscle" -> new ThelenCurves(p.getOrDefault("FmaxTendonStrain", 0.04), p.getOrDefault("FmaxMuscleStrain", 0.6),
                    p.getOrDefault("KshapeActive", 0.45), p.getOrDefault("KshapePassive", 5.0), p.getOrDefault("Af", 0.25),
                    p.getOrDefault("Flen", 1.4));
            case "DeGrooteFregly2016Muscle" -> new DeGrooteFreglyCurves();
            case "Millard2012EquilibriumMuscle" -> corners(p);
            default -> throw new IllegalArgumentException("muscles of the kind " + m.type() + " have no curves here");
        });
    }

    private static MillardCurves corners(Map<String, Double> p) {
        MillardCurves.Active a = new MillardCurves.Active();
        String active = "ActiveForceLengthCurve.";
        // with damped fibres OpenSim lets the active force go down to nothing, without at least to a tenth
        double least = p.getOrDefault("fiber_damping", 0.1) > 1e-8 ? 0 : Math.max(0.1, p.getOrDefault(active + "minimum_value", a.least()));
        MillardCurves.Velocity v = new MillardCurves.Velocity();
        String velocity = "ForceVelocityCurve.";
        double slack = p.getOrDefault("FiberForceLengthCurve.strain_at_zero_force", 0.0);
        MillardCurves.Passive x = new MillardCurves.Passive(slack, p.getOrDefault("FiberForceLengthCurve.strain_at_one_norm_force", 0.7));
        MillardCurves.Tendon t = new MillardCurves.Tendon(p.getOrDefault("TendonForceLengthCurve.strain_at_one_norm_force", 0.049));
        String passive = "FiberForceLengthCurve.";
        String tendon = "TendonForceLengthCurve.";
        return new MillardCurves(
                new MillardCurves.Active(p.getOrDefault(active + "min_norm_active_fiber_length", a.shortest()),
                        p.getOrDefault(active + "transition_norm_fiber_length", a.transition()),
                        p.getOrDefault(active + "max_norm_active_fiber_length", a.longest()),
                        p.getOrDefault(active + "shallow_ascending_slope", a.shallow()), least),
                new MillardCurves.Passive(slack, x.strain(), p.getOrDefault(passive + "stiffness_at_low_force", x.low()),
                        p.getOrDefault(passive + "stiffness_at_one_norm_force", x.stiff()),
                        p.getOrDefault(passive + "curviness", x.curviness())),
                new MillardCurves.Velocity(p.getOrDefault(velocity + "concentric_slope_at_vmax", v.shorteningEnd()),
                        p.getOrDefault(velocity + "concentric_slope_near_vmax", v.shortening()),
                        p.getOrDefault(velocity + "isometric_slope", v.isometric()),
                        p.getOrDefault(velocity + "eccentric_slope_at_vmax", v.lengtheningEnd()),
                        p.getOrDefault(velocity + "eccentric_slope_near_vmax", v.lengthening()),
                        p.getOrDefault(velocity + "max_eccentric_velocity_force_multiplier", v.most()),
                        p.getOrDefault(velocity + "concentric_curviness", v.bendShortening()),
                        p.getOrDefault(velocity + "eccentric_curviness", v.bendLengthening())),
                new MillardCurves.Tendon(t.strain(), p.getOrDefault(tendon + "stiffness_at_one_norm_force", t.stiff()),
                        p.getOrDefault(tendon + "norm_force_at_toe_end", t.toe()), p.getOrDefault(tendon + "curviness", t.curviness())));
    }

    /**
     * The pull along the tendon at full activation, without what the fibres bear passively, N.
     *
     * @param length of muscle and tendon, m
     * @param speed at which it grows, m/s
     */
    double pull(double length, double speed) {
        double along = length - muscle.tendon();
        double thick = muscle.fibre() * Math.sin(muscle.pennation());
        if (!(along > 0)) {
            return 0;
        }
        double fibre = Math.hypot(along, thick);
        double cosine = along / fibre;
        double v = speed * cosine / (muscle.speed() * muscle.fibre());
        double f = curves.activeForceLength(fibre / muscle.fibre()) * Math.max(0, curves.forceVelocity(v, 1));
        return muscle.force() * f * cosine;
    }
}
