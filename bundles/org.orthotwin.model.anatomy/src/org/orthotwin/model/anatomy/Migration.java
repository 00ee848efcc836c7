/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.model.anatomy;

import org.w3c.dom.Document;

/** Rewrites a document of one version of a metamodel so that it fits the next. The namespace is changed by the caller. */
@FunctionalInterface
public interface Migration {
    void migrate(Document document);
}
