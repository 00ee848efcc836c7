/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui;

/** What a view or editor says of itself when it is asked for help; a part has it as an adapter, or is one. */
public interface ViewHelp {

    /** A few sentences in the language of the user; a line that begins with a hash is a heading. */
    String help();
}
