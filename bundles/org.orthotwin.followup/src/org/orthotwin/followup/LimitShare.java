/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

/**
 * How many patients who do well are measured beyond a limit, so that it may be told of them, too: what is measured beyond it is an alert
 * where all observations make that more probable than not of the true value as well.
 *
 * @param first of the first measurement of a patient that was judged by it
 * @param last of the last one
 */
public record LimitShare(Observable observable, Observable.Limit limit, Alert.Share first, Alert.Share last) {
}
