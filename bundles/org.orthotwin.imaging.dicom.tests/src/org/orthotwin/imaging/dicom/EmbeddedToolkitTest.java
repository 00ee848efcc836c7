/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.core.contribution.Registry;
import org.orthotwin.imaging.dicom.internal.EmbeddedToolkit;
import org.orthotwin.imaging.dicom.spi.DicomToolkit;

class EmbeddedToolkitTest extends DicomToolkitContract {

    @Override
    protected DicomToolkit toolkit() {
        return new EmbeddedToolkit();
    }

    private static final class Other extends Delegate {
        private final boolean usable;

        Other(boolean usable) {
            this.usable = usable;
        }

        @Override
        public boolean isUsable() {
            return usable;
        }
    }

    private static class Delegate implements DicomToolkit {
        private final EmbeddedToolkit to = new EmbeddedToolkit();

        @Override
        public boolean isUsable() {
            throw new NoClassDefFoundError("a library that is not there");
        }

        @Override
        public boolean accepts(java.nio.file.Path file) throws java.io.IOException {
            return to.accepts(file);
        }

        @Override
        public DicomObject read(java.nio.file.Path file) throws java.io.IOException {
            return to.read(file);
        }

        @Override
        public void write(DicomObject object, java.nio.file.Path file) throws java.io.IOException {
            to.write(object, file);
        }

        @Override
        public boolean decodes(String syntax) {
            return to.decodes(syntax);
        }

        @Override
        public void decode(DicomObject object, int frame, java.nio.ByteBuffer into) throws java.io.IOException {
            to.decode(object, frame, into);
        }
    }

    /** The highest rank wins if it can be used; what throws or has no rank is as if it were not there. */
    @Test
    void theHighestUsableToolkitWins() {
        Registry<DicomToolkit> registry = new Registry<>("toolkit", m -> { });
        DicomToolkit wanted = new Other(true);
        registry.add(contribution("a", "0", new EmbeddedToolkit()));
        registry.add(contribution("b", "100", new Other(false)));
        registry.add(contribution("c", "50", wanted));
        registry.add(contribution("d", "200", new Delegate()));
        registry.add(contribution("e", "much", new Other(true)));
        assertSame(wanted, DicomToolkits.best(registry));
        assertEquals(EmbeddedToolkit.class, DicomToolkits.best(new Registry<>("toolkit", m -> { })).getClass());
    }

    private static Contribution<DicomToolkit> contribution(String id, String rank, DicomToolkit toolkit) {
        return new Contribution<>(id, id, "", "test", Map.of("rank", rank), Map.<String, List<Map<String, String>>>of(), () -> toolkit);
    }
}
