/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.orthotwin.construction.Constructed;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.joint.Side;
import org.orthotwin.report.internal.TwinPage;
import org.orthotwin.report.internal.Words;

/**
 * What was made of a patient's images, on one page by which a person can judge it: the pictures, how far the surfaces are from the labels,
 * landmarks and measures with their uncertainty, bone density, cartilage and joint space, findings. Self-contained; the same twin gives the
 * same bytes.
 */
public final class TwinReport {

    /** Name of the file. */
    public static final String FILE = "report.html";

    private TwinReport() {
    }

    /**
     * Whose twin it is.
     *
     * @param name of the case
     * @param series id of the images, which names nobody
     * @param side of the joint
     */
    public record Subject(String name, String series, Side side) {
    }

    /**
     * @param folder exists
     * @param pictures PNG files below the folder, by path with '/'; {@code pictures/<bone>.png} and
     *        {@code pictures/<bone>-cartilage.png} are shown with their bone
     * @param language {@code en} or {@code fr}
     */
    public static void write(Path folder, Subject subject, Constructed made, List<String> pictures, String language) throws IOException {
        AtomicFiles.writeString(folder.resolve(FILE), new TwinPage(folder, subject, made, pictures, new Words(language)).write());
    }
}
