/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.core.contribution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IConfigurationElement;
import org.eclipse.core.runtime.IExtension;
import org.eclipse.core.runtime.IExtensionPoint;
import org.eclipse.core.runtime.IExtensionRegistry;
import org.eclipse.core.runtime.ILog;
import org.eclipse.core.runtime.IRegistryEventListener;
import org.eclipse.core.runtime.RegistryFactory;

/**
 * Reads one extension point into a {@link Registry} and keeps it true while bundles come and go. The one base class of every reader: what is
 * wrong with a contribution never harms another one.
 *
 * @param <T> SPI type
 */
public class ContributionReader<T> implements IRegistryEventListener {

    private final String point;
    private final String element;
    private final Class<T> type;
    private final Registry<T> registry;

    /**
     * @param point id of the extension point
     * @param element name of its elements
     * @param type what their {@code class} must be an instance of
     * @param kind singular, for messages
     */
    public ContributionReader(String point, String element, Class<T> type, String kind) {
        this.point = point;
        this.element = element;
        this.type = type;
        this.registry = new Registry<>(kind, message -> ILog.of(type).warn(message));
    }

    /** Reads what is there and listens for more. Without an extension registry (plain Java) the registry stays empty, to be filled by hand. */
    public Registry<T> connect() {
        IExtensionRegistry extensions = RegistryFactory.getRegistry();
        if (extensions != null) {
            extensions.addListener(this, point);
            IExtensionPoint p = extensions.getExtensionPoint(point);
            if (p != null) {
                added(p.getExtensions());
            }
        }
        return registry;
    }

    public Registry<T> registry() {
        return registry;
    }

    @Override
    public void added(IExtension[] extensions) {
        List<IConfigurationElement> elements = new ArrayList<>();
        for (IExtension e : extensions) {
            elements.addAll(Arrays.asList(e.getConfigurationElements()));
        }
        // the registry's order depends on the order of start; ours must not
        elements.sort(Comparator.comparing((IConfigurationElement e) -> e.getContributor().getName()).thenComparing(e -> text(e, "id")));
        for (IConfigurationElement e : elements) {
            if (e.getName().equals(element)) {
                try {
                    read(e);
                } catch (RuntimeException broken) {
                    registry.refuse(registry.kind() + " '" + text(e, "id") + "' contributed by " + e.getContributor().getName()
                            + " is left out: " + broken.getMessage());
                }
            }
        }
    }

    @Override
    public void removed(IExtension[] extensions) {
        Set<String> gone = new HashSet<>();
        for (IExtension e : extensions) {
            gone.add(e.getContributor().getName());
        }
        gone.forEach(registry::removeContributor);
        // an id that the removed bundle had taken may have a second contributor, whose turn it is now
        IExtensionPoint p = RegistryFactory.getRegistry() == null ? null : RegistryFactory.getRegistry().getExtensionPoint(point);
        if (p != null) {
            List<IExtension> left = new ArrayList<>(Arrays.asList(p.getExtensions()));
            left.removeAll(Arrays.asList(extensions));
            left.removeIf(e -> registry.all().stream().anyMatch(c -> c.contributor().equals(e.getContributor().getName())));
            added(left.toArray(IExtension[]::new));
        }
    }

    @Override
    public void added(IExtensionPoint[] points) {
        // our own point: known from the start
    }

    @Override
    public void removed(IExtensionPoint[] points) {
        // our own point: it stays as long as this class
    }

    private void read(IConfigurationElement e) {
        String id = text(e, "id");
        if (id.isEmpty()) {
            throw new IllegalArgumentException("it has no id");
        }
        Map<String, List<Map<String, String>>> children = new TreeMap<>();
        for (IConfigurationElement child : e.getChildren()) {
            children.computeIfAbsent(child.getName(), k -> new ArrayList<>()).add(attributes(child));
        }
        registry.add(new Contribution<>(id, text(e, "name").isEmpty() ? id : text(e, "name"), text(e, "description"),
                e.getContributor().getName(), attributes(e), children, () -> create(e)));
    }

    /**
     * Makes the object of an element; readers of points whose elements need no class override it.
     *
     * @throws IllegalStateException if it cannot be made
     */
    protected T create(IConfigurationElement e) {
        try {
            Object o = e.createExecutableExtension("class");
            if (!type.isInstance(o)) {
                throw new IllegalStateException(o.getClass().getName() + " is not a " + type.getName());
            }
            return type.cast(o);
        } catch (CoreException x) {
            Throwable cause = x.getStatus().getException() == null ? x : x.getStatus().getException();
            throw new IllegalStateException(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage(), x);
        }
    }

    private static Map<String, String> attributes(IConfigurationElement e) {
        Map<String, String> attributes = new TreeMap<>();
        for (String a : e.getAttributeNames()) {
            attributes.put(a, e.getAttribute(a));
        }
        return attributes;
    }

    private static String text(IConfigurationElement e, String attribute) {
        String v = e.getAttribute(attribute);
        return v == null ? "" : v;
    }
}
