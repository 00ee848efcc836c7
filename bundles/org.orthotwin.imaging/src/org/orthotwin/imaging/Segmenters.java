/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.core.contribution.ContributionReader;
import org.orthotwin.core.contribution.Registry;
import org.orthotwin.imaging.spi.Segmenter;
import org.orthotwin.solver.ParameterDefinition;
import org.orthotwin.solver.Settings;
import org.orthotwin.solver.Solvers;

/** The segmenters that the installed bundles contribute. */
public final class Segmenters {

    /** Id of the extension point. */
    public static final String POINT = "org.orthotwin.imaging.segmenters";

    private static final Registry<Segmenter> REGISTRY = new ContributionReader<>(POINT, "segmenter", Segmenter.class, "segmenter")
            .connect();

    private Segmenters() {
    }

    public static Registry<Segmenter> registry() {
        return REGISTRY;
    }

    /**
     * The settings that a segmenter declares; known without loading its class.
     *
     * @throws IllegalArgumentException for a declaration that is wrong
     */
    public static List<ParameterDefinition> parameters(Contribution<Segmenter> segmenter) {
        return Solvers.parameters(segmenter);
    }

    /** Whether a segmenter says that it takes such images; an empty modality or joint fits all. */
    public static boolean fits(Contribution<Segmenter> segmenter, String modality, String joint) {
        return listed(segmenter.attribute("modalities"), modality) && listed(segmenter.attribute("joints"), joint);
    }

    private static boolean listed(String list, String wanted) {
        return wanted.isEmpty() || list.isBlank() || Arrays.stream(list.split(",")).map(String::strip).anyMatch(wanted::equals);
    }

    /**
     * The first segmenter, by id, that works unattended on such images.
     *
     * @throws org.orthotwin.core.InputException if there is none: a label map that was made elsewhere takes its place
     */
    public static Contribution<Segmenter> unattended(String modality, String joint) {
        return REGISTRY.all().stream().filter(c -> c.attribute("unattended").equals("true") && fits(c, modality, joint)).findFirst()
                .orElseThrow(() -> Texts.refuse("segmenter.none", modality.isEmpty() ? "?" : modality, joint));
    }

    /**
     * Runs a segmenter.
     *
     * @param given settings: texts with units, or numbers in SI
     * @throws IllegalArgumentException for a setting that cannot be used
     * @throws org.orthotwin.core.InputException if the segmenter is not made for the image, or cannot work on it
     */
    public static Segmentation run(Contribution<Segmenter> segmenter, Volume image, String modality, String joint, Map<String, ?> given,
            Optional<LabelCorrections> corrections, int threads, Monitor monitor) {
        if (!fits(segmenter, modality, joint)) {
            throw Texts.refuse("segmenter.unfit", segmenter.id(), segmenter.attribute("modalities"), segmenter.attribute("joints"),
                    modality.isEmpty() ? "?" : modality, joint);
        }
        Settings settings = Settings.of("segmenter '" + segmenter.id() + "'", parameters(segmenter), given);
        SegmentationRequest request = new SegmentationRequest(image, modality, joint, settings, corrections, threads, monitor);
        Segmentation s = segmenter.get().segment(request);
        // a segmenter that forgets them does not undo a person's work
        return request.corrections().map(c -> new Segmentation(c.applyTo(s.labels()), s.values(), s.findings())).orElse(s);
    }
}
