/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint;

import org.orthotwin.core.contribution.ContributionReader;
import org.orthotwin.core.contribution.Registry;
import org.orthotwin.joint.spi.JointType;

/** The joint types that the installed bundles contribute. */
public final class Joints {

    /** Id of the extension point. */
    public static final String POINT = "org.orthotwin.joint.joints";

    private static final Registry<JointType> REGISTRY = new ContributionReader<>(POINT, "joint", JointType.class, "joint").connect();

    private Joints() {
    }

    public static Registry<JointType> registry() {
        return REGISTRY;
    }
}
