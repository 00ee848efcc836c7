/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.core.contribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.eclipse.core.runtime.ContributorFactorySimple;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IContributor;
import org.eclipse.core.runtime.IExtension;
import org.eclipse.core.runtime.IExtensionRegistry;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.RegistryFactory;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.spi.RegistryContributor;
import org.eclipse.core.runtime.spi.RegistryStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The reader with Equinox's own extension registry, one of its own for each test, into which contributions come and from which they go. */
class ContributionReaderTest {

    private static final String POINT = "host.words";
    private static final String FRESH = ContributionReaderTest.class.getName() + "$Fresh";
    private static final List<String> LOADED = Collections.synchronizedList(new ArrayList<>());

    private final Object token = new Object();
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private IExtensionRegistry extensions;
    private ContributionReader<Supplier<String>> reader;
    private Registry<Supplier<String>> registry;

    /** What a contributor writes. */
    public static class Hello implements Supplier<String> {
        @Override
        public String get() {
            return "hello";
        }
    }

    /** For one test only: a class is loaded once in the life of a machine. */
    public static class Fresh implements Supplier<String> {
        static {
            LOADED.add("Fresh");
        }

        @Override
        public String get() {
            return "fresh";
        }
    }

    public static class Bye implements Supplier<String> {
        @Override
        public String get() {
            return "bye";
        }
    }

    public static class Throwing implements Supplier<String> {
        public Throwing() {
            throw new IllegalStateException("no licence for Throwing");
        }

        @Override
        public String get() {
            return "never";
        }
    }

    public static class ThrowingWhenLoaded implements Supplier<String> {
        static final int NUMBER = Integer.parseInt("not a number");

        @Override
        public String get() {
            return "never";
        }
    }

    public static class WithoutPublicConstructor implements Supplier<String> {
        WithoutPublicConstructor(String word) {
            assertNotNull(word);
        }

        @Override
        public String get() {
            return "never";
        }
    }

    /** Loads from here rather than from the registry's own bundle, and tells events at once rather than in a thread of its own. */
    private static final class Strategy extends RegistryStrategy {
        Strategy() {
            super(null, null);
        }

        @Override
        public Object createExecutableExtension(RegistryContributor contributor, String className, String overridden) throws CoreException {
            try {
                return Class.forName(className, true, ContributionReaderTest.class.getClassLoader()).getDeclaredConstructor().newInstance();
            } catch (ReflectiveOperationException | LinkageError e) {
                throw new CoreException(Status.error("plug-in " + contributor.getName() + " could not make " + className, e));
            }
        }

        @Override
        public void scheduleChangeEvent(Object[] listeners, Map<String, ?> deltas, Object registry) {
            processChangeEvent(listeners, deltas, registry);
        }

        @Override
        public void log(IStatus status) {
            // what the registry finds in a plugin.xml is not under test
        }
    }

    @BeforeEach
    void start() throws Exception {
        extensions = RegistryFactory.createRegistry(new Strategy(), token, null);
        contribute("host", "<extension-point id=\"words\" name=\"Words\"/>");
    }

    @AfterEach
    void stop() {
        extensions.stop(token);
    }

    @SuppressWarnings("unchecked")
    private void connect() {
        registry = new Registry<>("word", log::add);
        reader = new ContributionReader<>(POINT, "word", (Class<Supplier<String>>) (Class<?>) Supplier.class, registry);
        reader.connect(extensions);
    }

    private void contribute(String contributor, String xml) {
        assertTrue(extensions.addContribution(new ByteArrayInputStream(("<?xml version=\"1.0\"?><?eclipse version=\"3.4\"?><plugin>" + xml
                + "</plugin>").getBytes(StandardCharsets.UTF_8)), ContributorFactorySimple.createContributor(contributor), false,
                contributor,
                null, token));
    }

    private void words(String contributor, String... words) {
        contribute(contributor, "<extension point=\"" + POINT + "\">" + String.join("", words) + "</extension>");
    }

    private static String word(String id, Class<?> type) {
        return "<word id=\"" + id + "\" name=\"The " + id + "\" description=\"A word.\" class=\"" + type.getName() + "\"/>";
    }

    private void remove(String contributor) {
        IContributor c = ContributorFactorySimple.createContributor(contributor);
        for (IExtension e : extensions.getExtensions(c)) {
            assertTrue(extensions.removeExtension(e, token));
        }
    }

    @Test
    void readsWithoutLoadingAClass() {
        words("a", "<word id=\"fresh\" name=\"Fresh\" description=\"Is new.\" version=\"2\" class=\"" + FRESH
                + "\"><sense name=\"first\" rank=\"1\"/><sense name=\"second\"/><other/></word>");
        connect();
        Contribution<Supplier<String>> c = registry.find("fresh").orElseThrow();
        assertEquals(List.of("fresh", "Fresh", "Is new.", "a", "2"),
                List.of(c.id(), c.name(), c.description(), c.contributor(), c.attribute("version")));
        assertEquals(List.of(Map.of("name", "first", "rank", "1"), Map.of("name", "second")), c.elements("sense"));
        assertEquals(List.of(Map.of()), c.elements("other"));
        assertEquals(List.of(), LOADED);
        assertEquals("fresh", registry.get("fresh").get());
        assertEquals(List.of("Fresh"), LOADED);
        assertEquals(List.of(), log);
    }

    @Test
    void aNameThatIsMissingIsTheId() {
        words("a", "<word id=\"hello\" class=\"" + Hello.class.getName() + "\"/>");
        connect();
        assertEquals("hello", registry.find("hello").orElseThrow().name());
        assertEquals("", registry.find("hello").orElseThrow().description());
    }

    @Test
    void whatIsBrokenIsNamedOnceAndHarmsNothingElse() {
        words("a", word("hello", Hello.class));
        words("broken", word("throwing", Throwing.class), word("static", ThrowingWhenLoaded.class), word("wrong", Object.class),
                word("private", WithoutPublicConstructor.class), word("hello", Bye.class), "<word id=\"missing\" class=\"no.such.Type\"/>",
                "<word id=\"classless\"/>", "<word name=\"Nameless\" class=\"" + Bye.class.getName() + "\"/>", "<wort id=\"typo\"/>");
        words("z", word("bye", Bye.class));
        connect();
        for (int i = 0; i < 3; i++) {
            assertEquals(List.of("bye", "hello"), registry.instances().stream().map(Supplier::get).toList());
            for (String id : List.of("throwing", "static", "wrong", "private", "missing", "classless")) {
                try {
                    registry.get(id);
                    throw new AssertionError(id + " was made");
                } catch (ContributionException e) {
                    assertTrue(e.getMessage().contains("'" + id + "' contributed by broken"), e.getMessage());
                }
            }
            assertThrows(NoSuchElementException.class, () -> registry.get("typo"));
        }
        assertEquals(List.of("bye", "hello"), registry.ids());
        assertEquals(log, registry.problems());
        assertEquals(9, log.size(), log::toString);
        named("word 'throwing' contributed by broken", "no licence for Throwing");
        named("word 'static' contributed by broken", "not a number");
        named("word 'wrong' contributed by broken", "java.lang.Object is not a java.util.function.Supplier");
        named("word 'private' contributed by broken", "WithoutPublicConstructor has no public constructor without arguments");
        named("word 'missing' contributed by broken", "class no.such.Type is not found");
        named("word 'classless' contributed by broken", "class");
        named("word 'hello' is contributed by a and by broken", "the one of a is used");
        named("word 'Nameless' contributed by broken", "it has no id");
        named("word contributed by broken", "its element is called 'wort', not 'word'");
    }

    private void named(String who, String why) {
        assertEquals(1, log.stream().filter(l -> l.startsWith(who) && l.contains(why)).count(), () -> who + " ... " + why + " in " + log);
    }

    @Test
    void theOrderOfTheBundlesPlaysNoPart() {
        words("b", word("hello", Bye.class), word("two", Hello.class));
        words("c", word("one", Hello.class));
        words("a", word("three", Bye.class), word("hello", Hello.class));
        connect();
        assertEquals(List.of("hello", "one", "three", "two"), registry.ids());
        assertEquals("a", registry.find("hello").orElseThrow().contributor());
        assertEquals(List.of("word 'hello' is contributed by a and by b; the one of a is used"), log);
    }

    @Test
    void bundlesComeAndGo() {
        connect();
        assertEquals(List.of(), registry.ids());
        words("a", word("hello", Hello.class));
        assertEquals(List.of("hello"), registry.ids());
        words("b", word("bye", Bye.class));
        assertEquals(List.of("bye", "hello"), registry.ids());
        assertEquals("bye", registry.get("bye").get());
        remove("b");
        assertEquals(List.of("hello"), registry.ids());
        assertThrows(NoSuchElementException.class, () -> registry.get("bye"));
        words("b", word("bye", Hello.class));
        assertEquals("hello", registry.get("bye").get(), "not the object of the bundle that went");
        remove("a");
        remove("b");
        assertEquals(List.of(), registry.ids());
        assertEquals(List.of(), log);
    }

    @Test
    void theSecondOfAnIdHasItsTurnWhenTheFirstGoes() {
        connect();
        words("a", word("hello", Hello.class));
        words("b", word("other", Hello.class), word("hello", Bye.class));
        words("c", word("hello", Bye.class));
        assertEquals(List.of("word 'hello' is contributed by a and by b; the one of a is used",
                "word 'hello' is contributed by a and by c; the one of a is used"), registry.problems());
        assertEquals("hello", registry.get("hello").get());
        remove("a");
        assertEquals("b", registry.find("hello").orElseThrow().contributor());
        assertEquals(List.of("word 'hello' is contributed by b and by c; the one of b is used"), registry.problems());
        remove("b");
        assertEquals("c", registry.find("hello").orElseThrow().contributor());
        assertEquals("bye", registry.get("hello").get());
        assertEquals(List.of(), registry.problems());
        assertEquals(3, log.size(), log::toString);
    }

    @Test
    void aBrokenBundleMakesRoomAndTakesItsProblemsAlong() {
        connect();
        words("broken", word("hello", Throwing.class), "<word name=\"Nameless\"/>", "<wort/>");
        assertThrows(ContributionException.class, () -> registry.get("hello"));
        assertEquals(3, registry.problems().size());
        words("good", word("hello", Hello.class));
        assertEquals("hello", registry.get("hello").get());
        remove("good");
        assertThrows(ContributionException.class, () -> registry.get("hello"));
        assertEquals(3, registry.problems().size());
        remove("broken");
        assertEquals(List.of(), registry.problems());
        assertThrows(NoSuchElementException.class, () -> registry.get("hello"));
    }

    @Test
    void oneExtensionOfABundleMayGoAlone() {
        connect();
        contribute("a", "<extension id=\"first\" point=\"" + POINT + "\">" + word("hello", Hello.class)
                + "</extension><extension id=\"second\" point=\""
                + POINT + "\">" + word("bye", Bye.class) + "</extension>");
        Supplier<String> bye = registry.get("bye");
        assertTrue(extensions.removeExtension(extensions.getExtension("a.first"), token));
        assertEquals(List.of("bye"), registry.ids());
        assertEquals(bye, registry.get("bye"), "the same object as before");
    }

    @Test
    void whatIsSeenTwiceIsNoDuplicate() {
        connect();
        words("a", word("hello", Hello.class));
        reader.added(extensions.getExtensionPoint(POINT).getExtensions());
        assertEquals(List.of("hello"), registry.ids());
        assertEquals(List.of(), log);
    }

    @Test
    void anExtensionThatIsGoneBeforeItIsReadHarmsNothing() {
        words("a", word("hello", Hello.class));
        IExtension[] gone = extensions.getExtensionPoint(POINT).getExtensions();
        remove("a");
        words("b", word("bye", Bye.class));
        connect();
        reader.added(gone);
        assertEquals(List.of("bye"), registry.ids());
        reader.removed(gone);
        assertEquals(List.of("bye"), registry.ids());
        assertEquals(List.of(), log);
    }

    @Test
    void otherPointsAreNoConcern() {
        connect();
        contribute("a", "<extension-point id=\"others\" name=\"Others\"/><extension point=\"a.others\">" + word("hello", Hello.class)
                + "</extension>");
        assertFalse(registry.ids().contains("hello"));
        assertEquals(List.of(), log);
    }
}
