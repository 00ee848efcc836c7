/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.opensim;

import java.util.Map;
import org.orthotwin.solver.muscle.DeGrooteFreglyCurves;
import org.orthotwin.solver.muscle.MuscleCurves;
import org.orthotwin.solver.muscle.ThelenCurves;

/**
 * What a muscle can pull when its tendon does not stretch: fibres of constant thickness along which
 *
 * <pre>  l cos(phi) = L - Ls,     l sin(phi) = l0 sin(phi0),     v = dL/dt cos(phi),     F = F0 FL(l / l0) FV(v / (vmax l0)) cos(phi)</pre>
 *
 * at full activation (DG Thelen 2003, J Biomech Eng 125:70-77, doi:10.1115/1.1531112, and F De Groote et al. 2016,
 * doi:10.1007/s10439-016-1591-9, by the muscle's law).
 */
final class RigidTendon {

    private final OsimModel.Muscle muscle;
    private final MuscleCurves curves;

    private RigidTendon(OsimModel.Muscle muscle, MuscleCurves curves) {
        this.muscle = muscle;
        this.curves = curves;
    }

    /** Whether the law of a muscle is known here. */
    static boolean knows(OsimModel.Muscle m) {
        return m.type().equals("Thelen2003Muscle") || m.type().equals("DeGrooteFregly2016Muscle");
    }

    /** @throws IllegalArgumentException if its law is not known */
    static RigidTendon of(OsimModel.Muscle m) {
        Map<String, Double> p = m.parameters();
        return new RigidTendon(m, switch (m.type()) {
            case "Thelen2003Muscle" -> new ThelenCurves(p.getOrDefault("FmaxTendonStrain", 0.04), p.getOrDefault("FmaxMuscleStrain", 0.6),
                    p.getOrDefault("KshapeActive", 0.45), p.getOrDefault("KshapePassive", 5.0), p.getOrDefault("Af", 0.25),
                    p.getOrDefault("Flen", 1.4));
            case "DeGrooteFregly2016Muscle" -> new DeGrooteFreglyCurves();
            default -> throw new IllegalArgumentException("muscles of the kind " + m.type() + " have no curves here");
        });
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
