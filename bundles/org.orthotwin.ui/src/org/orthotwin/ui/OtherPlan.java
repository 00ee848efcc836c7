/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui;

import java.util.Optional;
import org.orthotwin.report.JointScene;
import org.orthotwin.simulation.RunResult;

/**
 * What a plan of the case that is not worked on comes to.
 *
 * @param result its numbers; empty if it has none
 * @param scene its bones and parts, ready to be drawn; empty without numbers or without a joint
 * @param problem why it has no numbers, for people; empty if it has
 */
public record OtherPlan(Optional<RunResult> result, Optional<JointScene> scene, String problem) {
}
