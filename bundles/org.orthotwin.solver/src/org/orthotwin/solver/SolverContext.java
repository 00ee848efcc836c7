/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver;

import org.orthotwin.core.Monitor;

/**
 * What a solver gets beside the problem.
 *
 * @param settings checked against its declaration
 * @param seed for everything random; the same seed gives the same numbers
 * @param threads how many it may use; the numbers must not depend on it
 * @param monitor progress and cancel; a cancel is to be answered within a second by {@link java.util.concurrent.CancellationException}
 */
public record SolverContext(Settings settings, long seed, int threads, Monitor monitor) {
}
