/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.core.contribution;

/** A contributed object could not be made. */
public class ContributionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ContributionException(String id, String contributor, Throwable cause) {
        super("'" + id + "' contributed by " + contributor + " cannot be used: "
                + (cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage()), cause);
    }
}
