/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver;

import java.util.List;
import org.orthotwin.core.Unit;

/**
 * Rows of numbers with named columns, e.g. a map over joint positions.
 *
 * @param name file name without ending
 * @param columns column names
 * @param units unit in which each column is shown at an edge; the rows are in SI
 * @param rows SI; {@code rows[i].length == columns.size()}; NaN for no value
 */
public record Table(String name, List<String> columns, List<Unit> units, List<double[]> rows) {
}
