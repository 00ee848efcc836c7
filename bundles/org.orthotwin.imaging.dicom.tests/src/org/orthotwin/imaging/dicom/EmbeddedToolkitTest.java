/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.core.contribution.Registry;
import org.orthotwin.imaging.dicom.internal.EmbeddedToolkit;
import org.orthotwin.imaging.dicom.internal.Texts;
import org.orthotwin.imaging.dicom.spi.DicomToolkit;
import org.orthotwin.imaging.dicom.testkit.DicomToolkitContract;

class EmbeddedToolkitTest extends DicomToolkitContract {

    @Override
    protected DicomToolkit toolkit() {
        return new EmbeddedToolkit();
    }

    private static class Other extends Delegate {
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

    /** The highest rank wins if it can be used; what throws is as if it were not there, what has no rank comes last. */
    @Test
    void theHighestUsableToolkitWins() {
        Registry<DicomToolkit> registry = new Registry<>("toolkit", m -> { });
        DicomToolkit wanted = new Other(true);
        DicomToolkit embedded = new EmbeddedToolkit();
        registry.add(contribution("a", "0", embedded));
        assertSame(embedded, DicomToolkits.best(registry));
        registry.add(contribution("b", "100", new Other(false)));
        registry.add(contribution("c", "50", wanted));
        registry.add(contribution("d", "200", new Delegate()));
        DicomToolkit unranked = new Other(true);
        registry.add(contribution("e", "much", unranked));
        assertEquals(List.of(wanted, embedded, unranked), ((RankedToolkits) DicomToolkits.best(registry)).ranked());
        assertEquals(EmbeddedToolkit.class, DicomToolkits.best(new Registry<>("toolkit", m -> { })).getClass());
    }

    /** A toolkit of higher rank with fewer codecs takes none away. */
    @Test
    void whatTheHighestDoesNotReadOrDecodeTheNextDoes(@TempDir Path folder) throws IOException {
        DicomToolkit few = new Other(true) {
            @Override
            public DicomObject read(Path file) {
                throw new InputException(Diagnostic.error(Texts.CATALOG, "dicom.not"));
            }

            @Override
            public boolean decodes(String syntax) {
                return false;
            }

            @Override
            public void decode(DicomObject object, int frame, ByteBuffer into) {
                throw new IllegalStateException("it does not decode");
            }
        };
        DicomToolkit both = new RankedToolkits(List.of(few, new EmbeddedToolkit()));
        assertTrue(both.decodes(TransferSyntax.RLE));
        assertFalse(both.decodes("1.2.840.10008.1.2.4.100"));
        byte[] out = new byte[2];
        both.decode(new DicomObject("a", Dataset.EMPTY, TransferSyntax.EXPLICIT_LITTLE, new Dataset.Builder().numbers(Tag.Rows, Vr.US, 1)
                .numbers(Tag.Columns, Vr.US, 1).numbers(Tag.BitsAllocated, Vr.US, 16).build(),
                PixelData.of(Tag.PixelData, Vr.OW, ByteBuffer.wrap(new byte[] {3, 4}))), 0, ByteBuffer.wrap(out));
        assertArrayEquals(new byte[] {3, 4}, out);
        Path file = folder.resolve("a.dcm");
        both.write(new DicomObject("", Dataset.EMPTY, TransferSyntax.EXPLICIT_LITTLE, new Dataset.Builder().text(Tag.Modality, Vr.CS, "CT")
                .build(), null), file);
        assertTrue(both.accepts(file));
        assertEquals("CT", both.read(file).data().textOrEmpty(Tag.Modality));
        Files.writeString(file, "no DICOM at all");
        assertFalse(both.accepts(file));
        // the first one's words
        assertEquals("dicom.not", assertThrows(InputException.class, () -> both.read(file)).diagnostic().code());
    }

    private static Contribution<DicomToolkit> contribution(String id, String rank, DicomToolkit toolkit) {
        return new Contribution<>(id, id, "", "test", Map.of("rank", rank), Map.<String, List<Map<String, String>>>of(), () -> toolkit);
    }
}
