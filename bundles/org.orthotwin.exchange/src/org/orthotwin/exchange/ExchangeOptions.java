/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.exchange;

import java.util.Optional;
import org.orthotwin.geometry.io.LengthUnit;

/**
 * What the user says about a file of others.
 *
 * @param unit unit of length in the file; a format that does not state it must refuse to guess
 */
public record ExchangeOptions(Optional<LengthUnit> unit) {
}
