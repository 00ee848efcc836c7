/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.core.contribution.ContributionException;
import org.orthotwin.core.contribution.Registry;

/** Code of others, named where it fails. */
final class Contributed {

    private Contributed() {
    }

    /** @throws InputException if there is none of this id, with those there are, or it cannot be made */
    static <T> T get(Registry<T> registry, String id) {
        try {
            return registry.get(id);
        } catch (ContributionException e) {
            throw new InputException(Diagnostic.error(Texts.CATALOG, "contribution.broken", registry.kind(), e.getMessage()), e);
        } catch (NoSuchElementException e) {
            throw Texts.refuse("contribution.unknown", registry.kind(), id, String.join(", ", registry.ids()));
        }
    }

    /** @throws InputException if the work throws anything but a refusal or a cancel, or gives nothing */
    static <T> T call(Contribution<?> c, String kind, Supplier<T> work) {
        try {
            return Objects.requireNonNull(work.get(), "no answer");
        } catch (InputException | CancellationException e) {
            throw e;
        } catch (RuntimeException e) {
            throw failed(c, kind, e);
        }
    }

    static InputException failed(Contribution<?> c, String kind, RuntimeException e) {
        String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new InputException(Diagnostic.error(Texts.CATALOG, "contribution.fails", kind, c.id(), c.contributor(), why), e);
    }
}
