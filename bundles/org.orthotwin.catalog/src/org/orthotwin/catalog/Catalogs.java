/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.catalog;

import java.net.URL;
import java.util.List;
import java.util.NoSuchElementException;
import org.eclipse.core.runtime.IConfigurationElement;
import org.eclipse.core.runtime.Platform;
import org.orthotwin.core.contribution.ContributionReader;
import org.orthotwin.core.contribution.Registry;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.Side;
import org.orthotwin.model.implant.Component;
import org.orthotwin.model.implant.Size;
import org.osgi.framework.Bundle;

/** The catalogues that the installed bundles contribute: files, no classes. */
public final class Catalogs {

    /** Id of the extension point. */
    public static final String POINT = "org.orthotwin.catalog.catalogs";

    private static final Registry<LoadedCatalogue> REGISTRY =
            new ContributionReader<>(POINT, "catalog", LoadedCatalogue.class, "catalogue") {
                @Override
                protected LoadedCatalogue create(IConfigurationElement e) {
                    Bundle bundle = Platform.getBundle(e.getContributor().getName());
                    String file = e.getAttribute("file");
                    URL url = file == null ? null : bundle.getEntry(file);
                    if (url == null) {
                        throw new IllegalStateException("there is no file '" + file + "' in it");
                    }
                    LoadedCatalogue c = LoadedCatalogue.load(url);
                    if (!c.id().equals(e.getAttribute("id"))) {
                        throw new IllegalStateException("its file has the id '" + c.id() + "'");
                    }
                    return c;
                }
            }.connect();

    private Catalogs() {
    }

    public static Registry<LoadedCatalogue> registry() {
        return REGISTRY;
    }

    /**
     * A component with its catalogue and one of its sizes.
     *
     * @param catalogue that it is in
     * @param component in it
     * @param size of it
     */
    public record Item(LoadedCatalogue catalogue, Component component, Size size) {

        /** {@code catalogue/component}. */
        public String componentId() {
            return catalogue.id() + "/" + component.getId();
        }

        public PartModel realise(Side side) {
            return catalogue.realise(component, size, side);
        }
    }

    /**
     * Finds a size.
     *
     * @param component {@code catalogue/component}
     * @param size label of a size of it ({@code 32+4}), or its id or part number
     * @throws NoSuchElementException if there is no such catalogue, component or size, with the ones there are
     */
    public static Item find(String component, String size) {
        int slash = component.indexOf('/');
        if (slash < 0) {
            throw new NoSuchElementException("component '" + component + "' must be written catalogue/component");
        }
        LoadedCatalogue catalogue = REGISTRY.get(component.substring(0, slash));
        Component c = catalogue.component(component.substring(slash + 1)).orElseThrow(() -> new NoSuchElementException("catalogue '"
                + catalogue.id() + "' has no component '" + component.substring(slash + 1) + "'; it has "
                + String.join(", ", catalogue.components().stream().map(Component::getId).toList())));
        List<Size> sizes = c.getSizes();
        Size s = sizes.stream().filter(x -> size.equals(x.getLabel()) || size.equals(x.getId()) || size.equals(x.getPartNumber()))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("component '" + component + "' has no size '" + size + "'; it has "
                        + String.join(", ", sizes.stream().map(LoadedCatalogue::label).toList())));
        return new Item(catalogue, c, s);
    }
}
