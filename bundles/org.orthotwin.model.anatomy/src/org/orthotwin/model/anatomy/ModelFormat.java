/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.model.anatomy;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.emf.ecore.EClass;
import org.eclipse.emf.ecore.EPackage;

/**
 * One kind of model file: its metamodel with the version in the nsURI, its root class and how older versions are brought up to it.
 * Immutable.
 *
 * @param <T> Java type of the root
 */
public final class ModelFormat<T extends NamedElement> {

    private static final Pattern NS_URI = Pattern.compile("https://orthotwin\\.org/model/([a-z]+)/(\\d{1,9})");

    /**
     * A metamodel with its version.
     *
     * @param model e.g. anatomy
     * @param version counted from 1
     */
    record Version(String model, int version) {

        /** The metamodel and version that an nsURI says, or {@code null} if it is not one of ours. */
        static Version of(String nsUri) {
            Matcher m = NS_URI.matcher(nsUri == null ? "" : nsUri);
            return m.matches() ? new Version(m.group(1), Integer.parseInt(m.group(2))) : null;
        }

        String nsUri() {
            return "https://orthotwin.org/model/" + model + "/" + version;
        }
    }

    private final EClass root;
    private final Class<T> type;
    private final Version version;
    private final Map<Integer, Migration> migrations;

    /**
     * @param root class of the root object; its package's nsURI carries the version
     * @param type the Java interface of that class
     */
    public ModelFormat(EClass root, Class<T> type) {
        this(root, type, Map.of());
    }

    private ModelFormat(EClass root, Class<T> type, Map<Integer, Migration> migrations) {
        this.root = Objects.requireNonNull(root);
        this.type = Objects.requireNonNull(type);
        this.version = Objects.requireNonNull(Version.of(root.getEPackage().getNsURI()), "nsURI without version");
        this.migrations = Collections.unmodifiableMap(new TreeMap<>(migrations));
    }

    /** The same format, which also reads files of version {@code from} by a step to version {@code from + 1}. */
    public ModelFormat<T> withMigration(int from, Migration migration) {
        if (from >= version()) {
            throw new IllegalArgumentException("a migration from version " + from + " is not one to version " + version());
        }
        Map<Integer, Migration> more = new TreeMap<>(migrations);
        more.put(from, migration);
        return new ModelFormat<>(root, type, more);
    }

    public EClass root() {
        return root;
    }

    public Class<T> type() {
        return type;
    }

    public EPackage ePackage() {
        return root.getEPackage();
    }

    /** Name of the metamodel and extension of its files: anatomy, implant, scenario, twin. */
    public String name() {
        return version.model();
    }

    /** The newest version, which is written and which this program works on. */
    public int version() {
        return version.version();
    }

    /** The step from version {@code from} to the next, or {@code null}. */
    Migration migration(int from) {
        return migrations.get(from);
    }
}
