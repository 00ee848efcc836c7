/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.model.anatomy;

import java.util.HashMap;
import java.util.Map;
import org.eclipse.emf.common.util.URI;
import org.eclipse.emf.ecore.xmi.XMLResource;
import org.eclipse.emf.ecore.xmi.impl.XMIResourceImpl;

/** A model file as EMF sees it: XMI in UTF-8, references by id, nothing that a parser could be made to fetch or to swell. */
final class ModelResource extends XMIResourceImpl {

    ModelResource(URI uri) {
        super(uri);
        setEncoding("UTF-8");
        setIntrinsicIDToEObjectMap(new HashMap<>());
        Map<Object, Object> load = getDefaultLoadOptions();
        load.put(XMLResource.OPTION_PARSER_FEATURES, Map.of("http://apache.org/xml/features/disallow-doctype-decl", true));
        load.put(XMLResource.OPTION_DEFER_IDREF_RESOLUTION, true);
        Map<Object, Object> save = getDefaultSaveOptions();
        save.put(XMLResource.OPTION_ENCODING, "UTF-8");
        // One element on one line; ModelFiles breaks the long ones, an attribute on each line.
        save.put(XMLResource.OPTION_LINE_WIDTH, Integer.MAX_VALUE);
    }
}
