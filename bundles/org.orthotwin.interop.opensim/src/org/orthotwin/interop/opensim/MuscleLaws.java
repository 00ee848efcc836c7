/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.opensim;

import java.util.List;
import java.util.Map;
import org.orthotwin.solver.muscle.DeGrooteFreglyCurves;
import org.orthotwin.solver.muscle.MillardCurves;
import org.orthotwin.solver.muscle.MuscleCurves;
import org.orthotwin.solver.muscle.MuscleTendon;
import org.orthotwin.solver.muscle.ThelenCurves;

/**
 * The laws of muscles that have curves here: DG Thelen 2003, J Biomech Eng 125:70-77, doi:10.1115/1.1531112, F De Groote et al. 2016,
 * doi:10.1007/s10439-016-1591-9, and M Millard et al. 2013, doi:10.1115/1.4023390.
 */
final class MuscleLaws {

    /** OpenSim's names of the laws that have curves here. */
    static final List<String> NAMES = List.of("Thelen2003Muscle", "DeGrooteFregly2016Muscle", "Millard2012EquilibriumMuscle");

    private MuscleLaws() {
    }

    /** Whether the law of a muscle is known here. */
    static boolean knows(OsimModel.Muscle m) {
        return NAMES.contains(m.type());
    }

    /** Whether its tendon stretches, by its file. */
    static boolean stretches(OsimModel.Muscle m) {
        return m.tendon() > 0 && m.parameters().getOrDefault("ignore_tendon_compliance", 0.0) == 0;
    }

    /** @throws IllegalArgumentException if its law is not known */
    static MuscleTendon of(OsimModel.Muscle m) {
        Map<String, Double> p = m.parameters();
        MuscleCurves curves = switch (m.type()) {
            case "Thelen2003Muscle" -> new ThelenCurves(p.getOrDefault("FmaxTendonStrain", 0.04), p.getOrDefault("FmaxMuscleStrain", 0.6),
                    p.getOrDefault("KshapeActive", 0.45), p.getOrDefault("KshapePassive", 5.0), p.getOrDefault("Af", 0.25),
                    p.getOrDefault("Flen", 1.4));
            case "DeGrooteFregly2016Muscle" -> new DeGrooteFreglyCurves(p.getOrDefault("tendon_strain_at_one_norm_force", 0.049),
                    p.getOrDefault("passive_fiber_strain_at_one_norm_force", 0.6));
            case "Millard2012EquilibriumMuscle" -> corners(p);
            default -> throw new IllegalArgumentException("muscles of the kind " + m.type() + " have no curves here");
        };
        double damping = m.type().startsWith("Thelen") ? 0 : p.getOrDefault("fiber_damping", m.type().startsWith("Millard") ? 0.1 : 0);
        return new MuscleTendon(m.force(), m.fibre(), m.tendon(), m.pennation(), m.speed(), damping, curves);
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
}
