/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.catalog;

import java.util.ArrayList;
import java.util.List;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.MessageCatalog;
import org.orthotwin.core.Severity;
import org.orthotwin.model.implant.Notice;
import org.orthotwin.model.implant.NoticeKind;
import org.orthotwin.model.implant.Size;

/** What a manufacturer or an authority has said about a part. */
public final class Notices {

    private static final MessageCatalog TEXTS = new MessageCatalog(Notices.class);

    private Notices() {
    }

    /**
     * The notices about a size, in the order of the catalogue: errors for recalled and disapproved parts, a warning for a replaced one,
     * information
     * as such. Each names the part number, the date, the text and the source.
     */
    public static List<Diagnostic> of(Catalogs.Item item) {
        Size size = item.size();
        List<Diagnostic> found = new ArrayList<>();
        boolean replaced = false;
        for (Notice n : item.catalogue().model().getNotices()) {
            if (n.getSizes().contains(size)) {
                replaced |= n.getKind() == NoticeKind.REPLACEMENT;
                found.add(diagnostic(item.catalogue(), n, size));
            }
        }
        if (size.getReplacedBy() != null && !replaced) {
            found.add(Diagnostic.warning(TEXTS, "notice.replaced", text(size.getPartNumber()), text(size.getReplacedBy().getPartNumber())));
        }
        return found;
    }

    private static Diagnostic diagnostic(LoadedCatalogue catalogue, Notice n, Size size) {
        Severity severity = switch (n.getKind()) {
            case RECALL, DISAPPROVAL -> Severity.ERROR;
            case REPLACEMENT -> Severity.WARNING;
            case INFORMATION -> Severity.INFO;
        };
        String successor = size.getReplacedBy() == null ? "?" : text(size.getReplacedBy().getPartNumber());
        return new Diagnostic(severity, TEXTS, "notice." + n.getKind().getLiteral(),
                List.of(text(size.getPartNumber()), text(n.getDate()),
                catalogue.text(n.getId(), "text", n.getText(), "?"), catalogue.text(n.getId(), "source", n.getSource(), "?"), successor));
    }

    private static String text(String s) {
        return s == null || s.isBlank() ? "?" : s;
    }
}
