/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis;

/** Biological sex, as the anthropometric tables tell it apart. */
public enum Sex {
    FEMALE, MALE
}
