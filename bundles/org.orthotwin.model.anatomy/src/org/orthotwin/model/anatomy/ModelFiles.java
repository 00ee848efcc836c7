/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.model.anatomy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.eclipse.emf.common.util.URI;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.emf.ecore.resource.Resource;
import org.eclipse.emf.ecore.resource.ResourceSet;
import org.eclipse.emf.ecore.resource.impl.ResourceSetImpl;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.eclipse.emf.ecore.xmi.ClassNotFoundException;
import org.eclipse.emf.ecore.xmi.FeatureNotFoundException;
import org.eclipse.emf.ecore.xmi.IllegalValueException;
import org.eclipse.emf.ecore.xmi.PackageNotFoundException;
import org.eclipse.emf.ecore.xmi.UnresolvedReferenceException;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.Locator;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Reads and writes model files: XMI in UTF-8 with LF, references by id, a line for each element or, where that would be long, for each
 * attribute; default values are left out. The same model gives the same bytes on every machine and under every locale. Works with and
 * without OSGi.
 */
public final class ModelFiles {

    /** An element with attributes that is longer has a line for each attribute. */
    private static final int LINE_WIDTH = 120;
    private static final String DOCTYPE = "http://apache.org/xml/features/disallow-doctype-decl";

    private ModelFiles() {
    }

    /**
     * Reads a file.
     *
     * @throws InputException naming file, line and object if it is missing, empty, cut off, no XML, of another kind, written by a newer
     *             version, or holds something that the metamodel does not know
     */
    public static <T extends NamedElement> T load(Path file, ModelFormat<T> format) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw refuse(e, "file.missing", file);
        } catch (IOException e) {
            throw refuse(e, Files.isDirectory(file) ? "file.folder" : "file.unreadable", file, reason(e));
        }
        return parse(bytes, file.toString(), format);
    }

    /**
     * Reads a stream, which is not closed.
     *
     * @param name what to call it in messages
     * @throws InputException as {@link #load(Path, ModelFormat)}
     */
    public static <T extends NamedElement> T load(InputStream in, String name, ModelFormat<T> format) {
        try {
            return parse(in.readAllBytes(), name, format);
        } catch (IOException e) {
            throw refuse(e, "file.unreadable", name, reason(e));
        }
    }

    /**
     * The name of the metamodel that a file is written in, e.g. anatomy.
     *
     * @throws InputException if it cannot be read or is no model file
     */
    public static String kindOf(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            return version(scan(bytes, file.toString()), file.toString()).model();
        } catch (NoSuchFileException e) {
            throw refuse(e, "file.missing", file);
        } catch (IOException e) {
            throw refuse(e, Files.isDirectory(file) ? "file.folder" : "file.unreadable", file, reason(e));
        }
    }

    /**
     * Writes a model with everything in it; the file is there whole or as it was before. The model itself is not touched.
     *
     * @param root an object that no other contains
     * @throws InputException if the file cannot be written (disk full, no permission)
     * @throws IllegalArgumentException if something refers to an object outside the model
     */
    public static void save(Path file, EObject root) {
        byte[] bytes = text(root).getBytes(StandardCharsets.UTF_8);
        try {
            AtomicFiles.write(file, out -> out.write(bytes));
        } catch (IOException e) {
            throw notWritten(e, file);
        }
    }

    /** What is said of a file that could not be written: that it may not be, that the disk is full, or what the system says. */
    public static InputException notWritten(IOException e, Path file) {
        String why = String.valueOf(e instanceof FileSystemException f ? f.getReason() : e.getMessage());
        if (e instanceof AccessDeniedException || why.contains("Read-only") || why.contains("not permitted")) {
            return refuse(e, "file.not-allowed", file);
        }
        if (why.contains("No space left") || why.contains("not enough space") || why.contains("quota")) {
            return refuse(e, "file.disk-full", file);
        }
        return refuse(e, "file.not-written", file, reason(e));
    }

    /**
     * The text that {@link #save(Path, EObject)} writes.
     *
     * @throws IllegalArgumentException if something refers to an object outside the model
     */
    public static String text(EObject root) {
        checkReferences(root);
        // A copy, because an object can be in one resource only and an editor may have put it into its own.
        ModelResource resource = new ModelResource(URI.createURI("model"));
        resource.getContents().add(EcoreUtil.copy(root));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            resource.save(out, Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException("no stream is involved", e);
        }
        return layOut(out.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n"));
    }

    private static void checkReferences(EObject root) {
        checkReferencesOf(root, root);
        root.eAllContents().forEachRemaining(o -> checkReferencesOf(o, root));
    }

    private static void checkReferencesOf(EObject object, EObject root) {
        for (EObject target : object.eCrossReferences()) {
            if (!EcoreUtil.isAncestor(root, target)) {
                throw new IllegalArgumentException(ModelTexts.name(object) + " refers to " + ModelTexts.name(target)
                        + ", which is not in " + ModelTexts.name(root));
            }
        }
    }

    private static <T extends NamedElement> T parse(byte[] bytes, String file, ModelFormat<T> format) {
        Root root = scan(bytes, file);
        ModelFormat.Version found = version(root, file);
        if (!found.model().equals(format.name())) {
            throw refuse(null, "file.wrong-kind", file, found.model(), format.name());
        }
        if (!root.name().equals(format.root().getName())) {
            throw refuse(null, "file.wrong-root", file, root.line(), root.name(), format.root().getName());
        }
        if (found.version() > format.version()) {
            throw refuse(null, "file.newer", file, found.nsUri(), format.version());
        }
        return build(found.version() < format.version() ? migrate(bytes, file, found, format) : bytes, file, format);
    }

    /** The root element as read without EMF. */
    private record Root(String nsUri, String name, int line) {
    }

    private static ModelFormat.Version version(Root root, String file) {
        ModelFormat.Version found = ModelFormat.Version.of(root.nsUri());
        if (found == null) {
            throw refuse(null, "file.no-model", file, root.line(), root.name());
        }
        return found;
    }

    /** Goes through the whole text once, so that EMF sees only well-formed XML without document type. */
    private static Root scan(byte[] bytes, String file) {
        if (bytes.length == 0) {
            throw refuse(null, "file.empty", file);
        }
        Deque<String> open = new ArrayDeque<>();
        Root[] root = new Root[1];
        DefaultHandler handler = new DefaultHandler() {
            private Locator locator;

            @Override
            public void setDocumentLocator(Locator l) {
                locator = l;
            }

            @Override
            public void startElement(String uri, String name, String qualified, Attributes attributes) {
                if (root[0] == null) {
                    root[0] = new Root(uri, name, locator.getLineNumber());
                }
                open.push(qualified);
            }

            @Override
            public void endElement(String uri, String name, String qualified) {
                open.pop();
            }

            @Override
            public void fatalError(SAXParseException e) throws SAXException {
                throw e;
            }
        };
        try {
            SAXParserFactory factory = SAXParserFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature(DOCTYPE, true);
            factory.newSAXParser().parse(new ByteArrayInputStream(bytes), handler);
        } catch (SAXParseException e) {
            // The parser's own words are in the language of the machine.
            String text = new String(bytes, StandardCharsets.UTF_8);
            if (root[0] == null && text.contains("<!DOCTYPE")) {
                throw refuse(e, "file.doctype", file, e.getLineNumber());
            }
            int lines = (int) text.stripTrailing().lines().count();
            if (open.isEmpty()) {
                throw refuse(e, "file.no-xml", file, Math.max(1, e.getLineNumber()));
            }
            throw refuse(e, e.getLineNumber() >= lines ? "file.cut-off" : "file.broken", file, e.getLineNumber(), open.peek());
        } catch (SAXException | ParserConfigurationException | IOException e) {
            throw refuse(e, "file.no-xml", file, 1);
        }
        return root[0];
    }

    private static byte[] migrate(byte[] bytes, String file, ModelFormat.Version found, ModelFormat<?> format) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature(DOCTYPE, true);
            Document document = factory.newDocumentBuilder().parse(new InputSource(new ByteArrayInputStream(bytes)));
            for (int v = found.version(); v < format.version(); v++) {
                Migration step = format.migration(v);
                if (step == null) {
                    throw refuse(null, "file.too-old", file, found.nsUri(), format.version());
                }
                step.migrate(document);
                Element root = document.getDocumentElement();
                String next = new ModelFormat.Version(found.model(), v + 1).nsUri();
                String prefix = root.getPrefix();
                document.renameNode(root, next, root.getNodeName());
                root.setAttributeNS(XMLConstants.XMLNS_ATTRIBUTE_NS_URI,
                        prefix == null ? XMLConstants.XMLNS_ATTRIBUTE : XMLConstants.XMLNS_ATTRIBUTE + ":" + prefix, next);
            }
            Transformer writer = TransformerFactory.newInstance().newTransformer();
            writer.setOutputProperty(OutputKeys.ENCODING, "UTF-8");
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            writer.transform(new DOMSource(document), new StreamResult(out));
            return out.toByteArray();
        } catch (ParserConfigurationException | SAXException | IOException | TransformerException e) {
            throw new IllegalStateException(file + " was read once and cannot be read again", e);
        }
    }

    private static <T extends NamedElement> T build(byte[] bytes, String file, ModelFormat<T> format) {
        ResourceSet set = new ResourceSetImpl();
        set.getPackageRegistry().put(format.ePackage().getNsURI(), format.ePackage());
        ModelResource resource = new ModelResource(URI.createURI("model." + format.name()));
        set.getResources().add(resource);
        try {
            resource.load(new ByteArrayInputStream(bytes), Map.of());
        } catch (IOException | RuntimeException e) {
            if (resource.getErrors().isEmpty()) {
                throw refuse(e, "file.unreadable", file, reason(e));
            }
        }
        if (!resource.getErrors().isEmpty()) {
            throw refuse(resource.getErrors().getFirst(), file);
        }
        if (resource.getContents().size() != 1) {
            throw refuse(null, "file.wrong-root", file, 1, String.valueOf(resource.getContents().size()), format.root().getName());
        }
        T root = format.type().cast(resource.getContents().getFirst());
        // Free of the resource: whoever edits puts it into one of his own.
        resource.getContents().clear();
        return root;
    }

    private static InputException refuse(Resource.Diagnostic error, String file) {
        Throwable cause = error instanceof Throwable t ? t : null;
        Object line = error.getLine();
        return switch (error) {
            case FeatureNotFoundException e -> refuse(cause, "file.unknown-feature", file, line, e.getName(), name(e.getObject()));
            case IllegalValueException e -> refuse(cause, "file.bad-value", file, line, e.getFeature().getName(), name(e.getObject()),
                    String.valueOf(e.getValue()));
            case UnresolvedReferenceException e -> refuse(cause, "file.unresolved", file, line, e.getReference());
            case ClassNotFoundException e -> refuse(cause, "file.unknown-type", file, line, e.getName());
            case PackageNotFoundException e -> refuse(cause, "file.unknown-type", file, line, e.uri());
            default -> refuse(cause, "file.unreadable", file, error.getMessage());
        };
    }

    private static Object name(Object object) {
        return object instanceof EObject o && o.eClass().getInstanceClass() != null ? ModelTexts.name(o) : String.valueOf(object);
    }

    private static InputException refuse(Throwable cause, String code, Object... args) {
        Object[] told = Stream.of(args).map(a -> a == null ? "?" : a).toArray();
        return new InputException(Diagnostic.error(ModelTexts.CATALOG, code, told), cause);
    }

    /** Why a file cannot be used, in the words of the system: most often the class says more than its message, which is the path. */
    private static String reason(Exception e) {
        String message = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    /** Puts the attributes of long elements on lines of their own; EMF has written each element on one. */
    private static String layOut(String xml) {
        StringBuilder b = new StringBuilder(xml.length() + xml.length() / 8);
        for (String line : xml.split("\n", -1)) {
            if (!b.isEmpty()) {
                b.append('\n');
            }
            int indent = line.length() - line.stripLeading().length();
            boolean element = line.length() > LINE_WIDTH && line.startsWith("<", indent) && Character.isLetter(line.charAt(indent + 1));
            List<String> parts = element ? attributes(line) : List.of(line);
            b.append(parts.getFirst());
            for (String attribute : parts.subList(1, parts.size())) {
                b.append('\n').append(" ".repeat(indent + 4)).append(attribute);
            }
        }
        return b.toString();
    }

    /** The start of an element and its attributes, the last one with what closes the element. */
    private static List<String> attributes(String line) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = line.indexOf('<'); i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ' ' && !quoted) {
                parts.add(line.substring(start, i));
                start = i + 1;
            } else if (c == '>' && !quoted) {
                break;
            }
        }
        parts.add(line.substring(start));
        return parts;
    }
}
