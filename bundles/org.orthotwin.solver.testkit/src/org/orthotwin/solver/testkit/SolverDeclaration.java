/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Settings;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.SolverContext;
import org.orthotwin.solver.Solvers;
import org.orthotwin.solver.spi.Solver;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** Reads the declaration of a solver from its bundle's {@code plugin.xml}, without a running platform. */
public final class SolverDeclaration {

    private SolverDeclaration() {
    }

    /**
     * @param solver the class that the declaration names; its bundle's {@code plugin.xml} is read
     * @param id of the solver
     * @throws IllegalArgumentException if there is no such file, it cannot be read, or it does not declare this class under this id
     */
    public static Contribution<Solver> of(Class<? extends Solver> solver, String id) {
        try (InputStream in = open(solver)) {
            if (in == null) {
                throw new IllegalArgumentException("no plugin.xml in the bundle of " + solver.getName());
            }
            return of(in, id, solver);
        } catch (IOException e) {
            throw new IllegalArgumentException("plugin.xml of " + solver.getName() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Runs a solver on one thread, without a progress monitor.
     *
     * @param settings name, value, name, value ... as people write them
     */
    public static Solution solve(Contribution<Solver> solver, Problem problem, String... settings) {
        Map<String, String> given = new TreeMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            given.put(settings[i], settings[i + 1]);
        }
        return solver.get().solve(problem, new SolverContext(Settings.of("solver '" + solver.id() + "'", Solvers.parameters(solver), given),
                1, 1, Monitor.NONE));
    }

    /** The file beside the class's own root, which on a plain class path is not the first of its name; else whatever the class finds. */
    private static InputStream open(Class<?> solver) throws IOException {
        String file = "/" + solver.getName().replace('.', '/') + ".class";
        URL url = solver.getResource(file);
        if (url != null && url.toString().endsWith(file)) {
            String root = url.toString().substring(0, url.toString().length() - file.length());
            try {
                return URI.create(root + "/plugin.xml").toURL().openStream();
            } catch (IOException | IllegalArgumentException e) {
                // classes and plugin.xml are kept apart, as in a workspace
            }
        }
        return solver.getResourceAsStream("/plugin.xml");
    }

    /** As {@link #of(Class, String)}, from an open {@code plugin.xml}. */
    public static Contribution<Solver> of(InputStream pluginXml, String id, Class<? extends Solver> solver) {
        List<String> others = new ArrayList<>();
        for (Element e : elements(parse(pluginXml).getElementsByTagName("solver"))) {
            if (e.getAttribute("id").equals(id)) {
                if (!e.getAttribute("class").equals(solver.getName())) {
                    throw new IllegalArgumentException("solver '" + id + "' is declared with the class " + e.getAttribute("class")
                            + ", not "
                            + solver.getName());
                }
                Map<String, List<Map<String, String>>> children = new TreeMap<>();
                for (Element child : elements(e.getChildNodes())) {
                    children.computeIfAbsent(child.getTagName(), k -> new ArrayList<>()).add(attributes(child));
                }
                Supplier<Solver> maker = () -> {
                    try {
                        return solver.getConstructor().newInstance();
                    } catch (ReflectiveOperationException x) {
                        throw new IllegalStateException(solver.getName() + " has no public constructor without arguments that works", x);
                    }
                };
                return new Contribution<>(id, e.getAttribute("name"), e.getAttribute("description"), "test", attributes(e), children,
                        maker);
            }
            others.add(e.getAttribute("id"));
        }
        throw new IllegalArgumentException("plugin.xml declares no solver '" + id + "'; it declares " + String.join(", ", others));
    }

    private static Element parse(InputStream in) {
        try {
            DocumentBuilderFactory f = DocumentBuilderFactory.newInstance();
            f.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return f.newDocumentBuilder().parse(in).getDocumentElement();
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new IllegalArgumentException("plugin.xml cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<Element> elements(org.w3c.dom.NodeList nodes) {
        List<Element> list = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            Node n = nodes.item(i);
            if (n instanceof Element e) {
                list.add(e);
            }
        }
        return list;
    }

    private static Map<String, String> attributes(Element e) {
        Map<String, String> map = new TreeMap<>();
        NamedNodeMap a = e.getAttributes();
        for (int i = 0; i < a.getLength(); i++) {
            map.put(a.item(i).getNodeName(), a.item(i).getNodeValue());
        }
        return map;
    }
}
