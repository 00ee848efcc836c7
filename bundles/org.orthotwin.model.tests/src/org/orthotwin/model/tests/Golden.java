/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.model.tests;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.ModelFiles;
import org.orthotwin.model.anatomy.ModelFormat;
import org.orthotwin.model.anatomy.NamedElement;
import org.orthotwin.model.edit.ModelEditing;
import org.orthotwin.model.implant.Catalogue;
import org.orthotwin.model.scenario.Scenario;
import org.orthotwin.model.twin.Twin;

/** The golden files in {@code data}. */
final class Golden {

    static final List<ModelFormat<? extends NamedElement>> FORMATS = ModelEditing.FORMATS;

    private Golden() {
    }

    static byte[] bytes(String name) {
        try (InputStream in = Golden.class.getResourceAsStream("/data/" + name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static <T extends NamedElement> T load(ModelFormat<T> format) {
        return ModelFiles.load(Golden.class.getResourceAsStream("/data/input/v1." + format.name()), "v1." + format.name(), format);
    }

    static NamedElement load(String kind) {
        return load(FORMATS.stream().filter(f -> f.name().equals(kind)).findFirst().orElseThrow());
    }

    static Anatomy anatomy() {
        return (Anatomy) load("anatomy");
    }

    static Catalogue catalogue() {
        return (Catalogue) load("implant");
    }

    static Scenario scenario() {
        return (Scenario) load("scenario");
    }

    static Twin twin() {
        return (Twin) load("twin");
    }
}
