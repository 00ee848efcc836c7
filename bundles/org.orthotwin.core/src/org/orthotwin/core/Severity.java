/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.core;

/** How bad a finding is, from the mildest. */
public enum Severity {
    INFO, WARNING, ERROR
}
