/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.opensim;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.MessageCatalog;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * An element of an XML file of OpenSim that says where it is when something is wrong with it. Files may have neither a document type nor
 * entities of their own, and not more than {@link #LARGEST} bytes.
 */
final class OsimElement {

    static final MessageCatalog TEXTS = new MessageCatalog(OsimElement.class);
    /** Bytes; the largest published models have a few million. */
    static final long LARGEST = 64L << 20;
    private static final int DEEPEST = 200;

    private final Element element;
    private final String file;

    private OsimElement(Element element, String file) {
        this.element = element;
        this.file = file;
    }

    /** @throws InputException if a file has more bytes than {@code most} */
    static void size(Path path, long most) throws IOException {
        long size = Files.size(path);
        if (size > most) {
            throw new InputException(Diagnostic.error(TEXTS, "xml.large", String.valueOf(path.getFileName()), size, most));
        }
    }

    /**
     * Reads a file.
     *
     * @throws IOException if it cannot be read
     * @throws InputException if it is no well-formed XML, or hostile
     */
    static OsimElement read(Path path) throws IOException {
        String file = String.valueOf(path.getFileName());
        size(path, LARGEST);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setExpandEntityReferences(false);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new DefaultHandler());
            OsimElement root = new OsimElement(builder.parse(in).getDocumentElement(), file);
            root.shallow();
            return root;
        } catch (SAXException e) {
            throw new InputException(Diagnostic.error(TEXTS, "xml.broken", file, String.valueOf(e.getMessage())), e);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Refuses what is nested deeper than any model, before anything goes down by recursion. */
    private void shallow() {
        int depth = 0;
        Node n = element;
        while (n != null) {
            if (n.getFirstChild() != null) {
                n = n.getFirstChild();
                depth++;
                if (depth > DEEPEST) {
                    throw new InputException(Diagnostic.error(TEXTS, "xml.deep", file, DEEPEST));
                }
                continue;
            }
            while (n != element && n.getNextSibling() == null) {
                n = n.getParentNode();
                depth--;
            }
            n = n == element ? null : n.getNextSibling();
        }
    }

    String tag() {
        return element.getTagName();
    }

    String name() {
        return element.getAttribute("name").strip();
    }

    String attribute(String name) {
        return element.getAttribute(name).strip();
    }

    String file() {
        return file;
    }

    /** The names and tags from the top to here. */
    String path() {
        StringBuilder path = new StringBuilder();
        int depth = 0;
        for (Node n = element; n instanceof Element e && depth++ < DEEPEST; n = n.getParentNode()) {
            String name = e.getAttribute("name");
            path.insert(0, "/" + (name.isBlank() ? e.getTagName() : name));
        }
        return path.toString();
    }

    List<OsimElement> children() {
        List<OsimElement> list = new ArrayList<>();
        for (Node n = element.getFirstChild(); n != null; n = n.getNextSibling()) {
            if (n instanceof Element e) {
                list.add(new OsimElement(e, file));
            }
        }
        return list;
    }

    Optional<OsimElement> child(String tag) {
        for (Node n = element.getFirstChild(); n != null; n = n.getNextSibling()) {
            if (n instanceof Element e && e.getTagName().equals(tag)) {
                return Optional.of(new OsimElement(e, file));
            }
        }
        return Optional.empty();
    }

    /** What is in a set: the children of its {@code objects}; nothing if there is no such set. */
    List<OsimElement> set(String tag) {
        return child(tag).flatMap(s -> s.child("objects")).map(OsimElement::children).orElse(List.of());
    }

    /** All elements of a tag in this one, at any depth, in the order of the file. */
    List<OsimElement> all(String tag) {
        List<OsimElement> list = new ArrayList<>();
        var nodes = element.getElementsByTagName(tag);
        for (int i = 0; i < nodes.getLength(); i++) {
            list.add(new OsimElement((Element) nodes.item(i), file));
        }
        return list;
    }

    /** Text of a child, without space at its ends; empty if there is no child or it has none. */
    Optional<String> text(String tag) {
        return child(tag).map(c -> c.element.getTextContent().strip()).filter(t -> !t.isEmpty());
    }

    String require(String tag) {
        return text(tag).orElseThrow(() -> broken("xml.missing", tag));
    }

    OsimElement requireChild(String tag) {
        return child(tag).orElseThrow(() -> broken("xml.missing", tag));
    }

    double number(String tag, double otherwise) {
        return text(tag).map(t -> one(tag, t)).orElse(otherwise);
    }

    double number(String tag) {
        return one(tag, require(tag));
    }

    /** As {@link #number(String, double)}, with Inf and -Inf for a limit that is none. */
    double limit(String tag, double otherwise) {
        String t = text(tag).orElse("").toLowerCase(java.util.Locale.ROOT);
        if (t.matches("[+-]?inf(inity)?")) {
            return t.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        return number(tag, otherwise);
    }

    private double one(String tag, String text) {
        double[] v = numbers(tag, text);
        if (v.length != 1) {
            throw broken("xml.count", tag, v.length, 1);
        }
        return v[0];
    }

    double[] numbers(String tag) {
        return text(tag).map(t -> numbers(tag, t)).orElse(new double[0]);
    }

    private double[] numbers(String tag, String text) {
        String[] words = text.split("[\\s,]+");
        double[] v = new double[words.length];
        for (int i = 0; i < v.length; i++) {
            try {
                v[i] = Double.parseDouble(words[i]);
            } catch (NumberFormatException e) {
                throw broken("xml.number", tag, shortened(words[i]));
            }
            if (!Double.isFinite(v[i])) {
                throw broken("xml.number", tag, shortened(words[i]));
            }
        }
        return v;
    }

    private static String shortened(String word) {
        return word.length() > 40 ? word.substring(0, 40) + "..." : word;
    }

    double[] numbers(String tag, int count) {
        double[] v = numbers(tag);
        if (v.length != count) {
            throw broken("xml.count", tag, v.length, count);
        }
        return v;
    }

    Vec3 vector(String tag) {
        return Vec3.of(numbers(tag, 3), 0);
    }

    Vec3 vector(String tag, Vec3 otherwise) {
        return text(tag).isPresent() ? vector(tag) : otherwise;
    }

    boolean flag(String tag, boolean otherwise) {
        return text(tag).map(t -> {
            if (!t.equalsIgnoreCase("true") && !t.equalsIgnoreCase("false")) {
                throw broken("xml.flag", tag, shortened(t));
            }
            return t.equalsIgnoreCase("true");
        }).orElse(otherwise);
    }

    List<String> words(String tag) {
        return text(tag).map(t -> List.of(t.split("\\s+"))).orElse(List.of());
    }

    /** A pose by a translation (m) and three turns about the axes of the turned frame, x first (rad). */
    RigidTransform pose(String translation, String turns) {
        Vec3 r = vector(turns, Vec3.ZERO);
        return RigidTransform.rotation(Vec3.X, r.x()).times(RigidTransform.rotation(Vec3.Y, r.y()))
                .times(RigidTransform.rotation(Vec3.Z, r.z())).withTranslation(vector(translation, Vec3.ZERO));
    }

    /** A refusal that names file and object. */
    InputException broken(String code, Object... args) {
        Object[] all = new Object[args.length + 2];
        all[0] = file;
        all[1] = path();
        System.arraycopy(args, 0, all, 2, args.length);
        return new InputException(Diagnostic.error(TEXTS, code, all));
    }
}
