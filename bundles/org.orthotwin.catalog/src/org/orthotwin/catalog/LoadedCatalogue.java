/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import org.orthotwin.core.MessageCatalog;
import org.orthotwin.core.Translated;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.io.LengthUnit;
import org.orthotwin.geometry.io.MeshFormat;
import org.orthotwin.geometry.io.MeshReader;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.Side;
import org.orthotwin.model.anatomy.DataFiles;
import org.orthotwin.model.anatomy.Quantity;
import org.orthotwin.model.implant.Catalogue;
import org.orthotwin.model.implant.Component;
import org.orthotwin.model.implant.FileGeometry;
import org.orthotwin.model.implant.Geometry;
import org.orthotwin.model.implant.ImplantFiles;
import org.orthotwin.model.implant.MatingFeature;
import org.orthotwin.model.implant.ParameterDefinition;
import org.orthotwin.model.implant.ParametricGeometry;
import org.orthotwin.model.implant.PlanningLandmark;
import org.orthotwin.model.implant.ProductLine;
import org.orthotwin.model.implant.Size;

/**
 * A catalogue in memory, whose sizes can be made into parts with numbers and surfaces. Thread-safe; the model is only read.
 *
 * <p>Its texts are in English in its file. Beside it may be {@code <name>_<language>.properties} in UTF-8, with a line for each text that
 * is given in another language: {@code <id of the element>.<attribute>}, such as {@code stem-taper.name}.
 */
public final class LoadedCatalogue {

    /** What reads a file that the catalogue refers to. */
    @FunctionalInterface
    private interface Source {
        InputStream open(String relative) throws IOException;
    }

    private record Key(String component, String size, Side side) {
    }

    private final Catalogue model;
    private final Source files;
    /** By language, and by id and attribute of the element. */
    private final Map<String, Map<String, String>> translations = new TreeMap<>();
    private final Map<Key, PartModel> parts = new ConcurrentHashMap<>();
    private final Map<Size, Map<String, Double>> values = new ConcurrentHashMap<>();

    private LoadedCatalogue(Catalogue model, String name, Source files) {
        this.model = Objects.requireNonNull(model);
        this.files = files;
        for (String language : MessageCatalog.LANGUAGES) {
            if (!language.equals("en")) {
                translations.put(language, translation(name.replaceFirst("\\.[^.]*$", "") + '_' + language + ".properties"));
            }
        }
    }

    /** What a file of texts says, nothing where there is none. */
    private Map<String, String> translation(String file) {
        Properties p = new Properties();
        try (InputStream in = files.open(file)) {
            p.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Map.of();
        }
        Map<String, String> texts = new TreeMap<>();
        p.stringPropertyNames().forEach(k -> texts.put(k, p.getProperty(k)));
        return texts;
    }

    /** A catalogue file on the disk, its meshes relative to it. */
    public static LoadedCatalogue load(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        return new LoadedCatalogue(ImplantFiles.load(file), file.getFileName().toString(),
                relative -> java.nio.file.Files.newInputStream(folder.resolve(relative)));
    }

    /** A catalogue in a bundle or jar, its meshes relative to it. */
    public static LoadedCatalogue load(URL url) {
        try (InputStream in = url.openStream()) {
            String path = url.getPath();
            String name = path.substring(path.lastIndexOf('/') + 1);
            String all = url.toExternalForm();
            String folder = all.substring(0, all.lastIndexOf('/') + 1);
            return new LoadedCatalogue(ImplantFiles.load(in, name), name, relative -> URI.create(folder + relative).toURL().openStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Catalogue model() {
        return model;
    }

    public String id() {
        return model.getId();
    }

    /**
     * A text of the catalogue in all languages in which its maker gives it.
     *
     * @param id of the element that has it
     * @param attribute name of the attribute in the metamodel: {@code name}, {@code description}, {@code reason}, {@code text}
     * @param english its value; null or blank where it is missing
     * @param missing what stands for a missing one
     */
    Translated text(String id, String attribute, String english, String missing) {
        Map<String, String> others = new TreeMap<>();
        translations.forEach((language, texts) -> {
            if (texts.containsKey(id + '.' + attribute)) {
                others.put(language, texts.get(id + '.' + attribute));
            }
        });
        return new Translated(english == null || english.isBlank() ? missing : english, others);
    }

    /** Name of the catalogue, its id where it has none. */
    public Translated name() {
        return text(id(), "name", model.getName(), id());
    }

    /** Name of a component of the catalogue, its id where it has none. */
    public Translated name(Component c) {
        return text(c.getId(), "name", c.getName(), c.getId());
    }

    /** What the catalogue says of a component, empty where it says nothing. */
    public Translated description(Component c) {
        return text(c.getId(), "description", c.getDescription(), "");
    }

    /**
     * A file that the catalogue refers to.
     *
     * @param relative path, as its reference has it
     * @throws IOException if there is none
     */
    public InputStream open(String relative) throws IOException {
        return files.open(relative);
    }

    /** The texts given in a language other than English, by language and by id and attribute of their element. */
    public Map<String, Map<String, String>> translations() {
        return Collections.unmodifiableMap(translations);
    }

    /** All components, in the order of the file. */
    public List<Component> components() {
        List<Component> all = new ArrayList<>();
        for (ProductLine line : model.getProductLines()) {
            all.addAll(line.getComponents());
        }
        return all;
    }

    /** @param id without the catalogue's */
    public Optional<Component> component(String id) {
        return components().stream().filter(c -> c.getId().equals(id)).findFirst();
    }

    /** What a plan calls a size: its label, which is unique in its component; its id where it has none. */
    public static String label(Size size) {
        return size.getLabel() == null || size.getLabel().isBlank() ? size.getId() : size.getLabel();
    }

    /** The values of all parameters of a size in SI, in the order of their definition. */
    public Map<String, Double> parameters(Component component, Size size) {
        return values.computeIfAbsent(size, s -> {
            Map<String, Double> found = new LinkedHashMap<>();
            for (ParameterDefinition d : component.getParameters()) {
                found.put(d.getName(), parameter(component, size, d.getName(), new HashSet<>()));
            }
            for (Quantity q : size.getParameters()) {
                found.putIfAbsent(q.getName(), q.getValue());
            }
            return Collections.unmodifiableMap(found);
        });
    }

    private double parameter(Component component, Size size, String name, Set<String> asked) {
        for (Quantity q : size.getParameters()) {
            if (name.equals(q.getName())) {
                return q.getValue();
            }
        }
        for (ParameterDefinition d : component.getParameters()) {
            if (name.equals(d.getName()) && d.getDefaultValue() != null) {
                if (!asked.add(name)) {
                    throw new IllegalArgumentException("parameter '" + name + "' of component '" + component.getId()
                            + "' depends on itself");
                }
                double v = Expression.parse(d.getDefaultValue()).value(n -> parameter(component, size, n, asked));
                asked.remove(name);
                return v;
            }
        }
        throw new NoSuchElementException("size '" + size.getId() + "' of component '" + component.getId() + "' in catalogue '" + id()
                + "' gives no '" + name + "'");
    }

    /**
     * The part for one side of the body, made once: the same call gives the same object with the same meshes.
     *
     * <p>Parts are drawn for the right side. For the left, a part that turns about its z axis is mirrored in its y, any other in its z
     * (attribute {@code mirrorAxis} of the component), so that a plan mirrored by rule is the mirror image.
     *
     * @throws IllegalArgumentException naming the part, if its geometry cannot be made
     */
    public PartModel realise(Component component, Size size, Side side) {
        return parts.computeIfAbsent(new Key(component.getId(), size.getId(), side == Side.LEFT ? Side.LEFT : Side.RIGHT), k -> {
            try {
                PartModel right = make(component, size);
                return k.side == Side.LEFT ? mirrored(right, "y".equals(component.getMirrorAxis())) : right;
            } catch (IllegalArgumentException | NoSuchElementException | UncheckedIOException e) {
                throw new IllegalArgumentException("part " + size.getPartNumber() + " (" + id() + "/" + component.getId() + ", size "
                        + label(size) + "): " + e.getMessage(), e);
            }
        });
    }

    private PartModel make(Component component, Size size) {
        Map<String, Double> values = parameters(component, size);
        ToDoubleFunction<String> names = n -> parameter(component, size, n, new HashSet<>());
        Map<String, TriangleMesh> surfaces = new LinkedHashMap<>();
        for (Geometry g : size.getGeometries()) {
            surfaces.merge(role(g), surface(g, names), TriangleMesh::concat);
        }
        Set<String> own = Set.copyOf(surfaces.keySet());
        for (Geometry g : component.getGeometries()) {
            if (!own.contains(role(g))) {
                surfaces.merge(role(g), surface(g, names), TriangleMesh::concat);
            }
        }
        Map<String, RigidTransform> features = new LinkedHashMap<>();
        for (MatingFeature f : component.getMatingFeatures()) {
            features.put(f.getName(), ParametricShapes.frame(vector(f.getX(), f.getY(), f.getZ(), names),
                    axis(f.getAxisX(), f.getAxisY(), f.getAxisZ(), names)));
        }
        for (PlanningLandmark l : component.getLandmarks()) {
            features.put(l.getCode(), ParametricShapes.frame(vector(l.getX(), l.getY(), l.getZ(), names),
                    axis(l.getDirectionX(), l.getDirectionY(), l.getDirectionZ(), names)));
        }
        return new PartModel(id() + "/" + component.getId(), label(size), component.getKind(), size.getPartNumber(), values, surfaces,
                features);
    }

    private static String role(Geometry g) {
        return g.getRole() == null ? "envelope" : g.getRole();
    }

    private static Vec3 vector(String x, String y, String z, ToDoubleFunction<String> names) {
        return new Vec3(number(x, names), number(y, names), number(z, names));
    }

    private static Vec3 axis(String x, String y, String z, ToDoubleFunction<String> names) {
        Vec3 v = vector(x, y, z, names);
        return v.equals(Vec3.ZERO) ? Vec3.Z : v;
    }

    private static double number(String expression, ToDoubleFunction<String> names) {
        return expression == null || expression.isBlank() ? 0 : Expression.parse(expression).value(names);
    }

    private TriangleMesh surface(Geometry g, ToDoubleFunction<String> names) {
        return switch (g) {
            case ParametricGeometry p -> ParametricShapes.build(p, names);
            case FileGeometry f -> {
                String path = f.getFile().getPath();
                try (InputStream in = files.open(path)) {
                    byte[] content = in.readAllBytes();
                    DataFiles.verify(f.getFile(), content);
                    yield MeshReader.read(path, content, MeshFormat.ofExtension(Path.of(path)).orElseThrow(
                            () -> new IllegalArgumentException("geometry file '" + path + "' has an unknown ending")),
                                    LengthUnit.of(f.getFile().getLengthUnit()));
                } catch (IOException e) {
                    throw new UncheckedIOException("geometry file '" + path + "' cannot be read: " + e.getMessage(), e);
                }
            }
            default -> throw new IllegalArgumentException("geometry '" + g.getId() + "' is of an unknown kind");
        };
    }

    private static PartModel mirrored(PartModel p, boolean aboutY) {
        Map<String, TriangleMesh> surfaces = new LinkedHashMap<>();
        p.surfaces().forEach((role, m) -> surfaces.put(role, mirrored(m, aboutY ? 1 : 2)));
        Map<String, RigidTransform> features = new LinkedHashMap<>();
        p.features().forEach((name, f) -> features.put(name, mirrored(f, aboutY ? 1 : 2)));
        return new PartModel(p.component(), p.size(), p.kind(), p.partNumber(), p.parameters(), surfaces, features);
    }

    private static TriangleMesh mirrored(TriangleMesh m, int axis) {
        double[] v = m.vertices().clone();
        for (int i = axis; i < v.length; i += 3) {
            v[i] = -v[i];
        }
        int[] t = m.triangles().clone();
        for (int i = 0; i < t.length; i += 3) {
            int a = t[i + 1];
            t[i + 1] = t[i + 2];
            t[i + 2] = a;
        }
        return new TriangleMesh(v, t);
    }

    /** Features mate along z, so their own y turns over, whatever axis the part is mirrored in. */
    private static RigidTransform mirrored(RigidTransform f, int axis) {
        double[] r = f.rotationMatrix();
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                if (i == axis != (j == 1)) {
                    r[3 * i + j] = -r[3 * i + j];
                }
            }
        }
        Vec3 t = f.translation();
        return RigidTransform.of(r, axis == 1 ? new Vec3(t.x(), -t.y(), t.z()) : new Vec3(t.x(), t.y(), -t.z()));
    }
}
