/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.exchange;

import org.eclipse.emf.ecore.EObject;
import org.orthotwin.geometry.TriangleMesh;

/** What is read from or written to a file of others. */
public sealed interface Content {

    /** Name of the kind, as declared by importers and exporters. */
    String kind();

    /**
     * A surface.
     *
     * @param mesh in m, in the file's own frame
     */
    record Mesh(TriangleMesh mesh) implements Content {
        @Override
        public String kind() {
            return "mesh";
        }
    }

    /**
     * A model.
     *
     * @param root an anatomy, catalogue, scenario or twin
     */
    record Model(EObject root) implements Content {
        @Override
        public String kind() {
            return "model";
        }
    }
}
