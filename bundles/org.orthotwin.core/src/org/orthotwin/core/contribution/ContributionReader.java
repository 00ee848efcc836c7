/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.core.contribution;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IConfigurationElement;
import org.eclipse.core.runtime.IExtension;
import org.eclipse.core.runtime.IExtensionPoint;
import org.eclipse.core.runtime.IExtensionRegistry;
import org.eclipse.core.runtime.ILog;
import org.eclipse.core.runtime.IRegistryEventListener;
import org.eclipse.core.runtime.InvalidRegistryObjectException;
import org.eclipse.core.runtime.RegistryFactory;
import org.osgi.framework.FrameworkUtil;

/**
 * Reads one extension point into a {@link Registry} and keeps it true while bundles come and go. The one base class of every reader: what
 * is wrong with a contribution never harms another one.
 *
 * @param <T> SPI type
 */
public class ContributionReader<T> implements IRegistryEventListener {

    private final String point;
    private final String element;
    private final Class<T> type;
    private final Registry<T> registry;
    /** What each extension declares, whether its id was free or not. */
    private final Map<IExtension, List<Contribution<T>>> known = new LinkedHashMap<>();

    /**
     * @param point id of the extension point
     * @param element name of its elements
     * @param type what their {@code class} must be an instance of
     * @param kind singular, for messages
     */
    public ContributionReader(String point, String element, Class<T> type, String kind) {
        this(point, element, type, new Registry<>(kind, message -> log(type, message)));
    }

    private static void log(Class<?> type, String message) {
        if (FrameworkUtil.getBundle(type) != null) {
            ILog.of(type).warn(message);
        } else {
            // plain Java has no log of the platform
            System.getLogger(type.getName()).log(System.Logger.Level.WARNING, message);
        }
    }

    /** As above, into a registry that has a log of its own. */
    public ContributionReader(String point, String element, Class<T> type, Registry<T> registry) {
        this.point = point;
        this.element = element;
        this.type = type;
        this.registry = registry;
    }

    /**
     * Reads what is there and listens for more. Without an extension registry (plain Java) the registry stays empty, to be filled by hand.
     */
    public Registry<T> connect() {
        IExtensionRegistry extensions = RegistryFactory.getRegistry();
        return extensions == null ? registry : connect(extensions);
    }

    /**
     * As {@link #connect()}; without an extension registry (plain Java) what the bundles on the class path declare in their
     * {@code plugin.xml}.
     *
     * @param own a class whose loader finds the bundles and makes their objects
     */
    public Registry<T> connect(Class<?> own) {
        IExtensionRegistry extensions = RegistryFactory.getRegistry();
        return connect(extensions == null ? ClassPathExtensions.of(point, own.getClassLoader()) : extensions);
    }

    /** As {@link #connect()}, with a given extension registry. */
    public Registry<T> connect(IExtensionRegistry extensions) {
        extensions.addListener(this, point);
        IExtensionPoint p = extensions.getExtensionPoint(point);
        if (p != null) {
            added(p.getExtensions());
        }
        return registry;
    }

    public Registry<T> registry() {
        return registry;
    }

    @Override
    public synchronized void added(IExtension[] extensions) {
        List<Contribution<T>> found = new ArrayList<>();
        for (IExtension e : extensions) {
            // what comes between listening and the first look around is seen twice
            if (!known.containsKey(e)) {
                known.put(e, read(e));
                found.addAll(known.get(e));
            }
        }
        // the extension registry's order depends on the order of start; ours must not
        found.sort(Comparator.comparing((Contribution<T> c) -> c.contributor()).thenComparing(Contribution::id));
        found.forEach(registry::add);
    }

    @Override
    public synchronized void removed(IExtension[] extensions) {
        for (IExtension e : extensions) {
            List<Contribution<T>> gone = known.remove(e);
            if (gone != null) {
                gone.forEach(registry::remove);
                registry.forget(e);
            }
        }
    }

    private List<Contribution<T>> read(IExtension extension) {
        List<Contribution<T>> found = new ArrayList<>();
        try {
            String contributor = extension.getContributor().getName();
            for (IConfigurationElement e : extension.getConfigurationElements()) {
                String id = text(e, "id");
                if (!e.getName().equals(element)) {
                    registry.refuse(registry.kind() + " contributed by " + contributor + " is left out: its element is called '"
                            + e.getName()
                            + "', not '" + element + "'", extension);
                } else if (id.isEmpty()) {
                    registry.refuse(registry.kind() + " '" + text(e, "name") + "' contributed by " + contributor
                            + " is left out: it has no id", extension);
                } else {
                    found.add(read(e, id, contributor));
                }
            }
        } catch (InvalidRegistryObjectException e) {
            // its bundle went while we were reading: there is nothing left to name
            return List.of();
        }
        return found;
    }

    @Override
    public void added(IExtensionPoint[] points) {
        // our own point: known from the start
    }

    @Override
    public void removed(IExtensionPoint[] points) {
        // our own point: it stays as long as this class
    }

    private Contribution<T> read(IConfigurationElement e, String id, String contributor) {
        Map<String, List<Map<String, String>>> children = new TreeMap<>();
        for (IConfigurationElement child : e.getChildren()) {
            children.computeIfAbsent(child.getName(), k -> new ArrayList<>()).add(attributes(child));
        }
        return new Contribution<>(id, text(e, "name").isEmpty() ? id : text(e, "name"), text(e, "description"), contributor, attributes(e),
                children, () -> create(e));
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
            while ((cause instanceof InvocationTargetException || cause instanceof ExceptionInInitializerError)
                    && cause.getCause() != null) {
                cause = cause.getCause();
            }
            String name = e.getAttribute("class");
            throw new IllegalStateException(switch (cause) {
                case ClassNotFoundException missing -> "class " + name + " is not found";
                case NoSuchMethodException missing -> "class " + name + " has no public constructor without arguments";
                default -> cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
            }, x);
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
