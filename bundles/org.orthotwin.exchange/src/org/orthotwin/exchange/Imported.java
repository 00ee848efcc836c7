/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.exchange;

import java.util.List;
import java.util.Optional;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.geometry.io.LengthUnit;

/**
 * What a file gave.
 *
 * @param content what was read
 * @param dropped what the file holds and the content cannot, one sentence each, in English where it is told in several languages
 * @param unit unit of length in the file, as the user gave it or the file states it; empty where there is none to say
 * @param told the same as {@code dropped}, to be said in any language; empty where there are only sentences
 */
public record Imported(Content content, List<String> dropped, Optional<LengthUnit> unit, List<Diagnostic> told) {

    public Imported {
        dropped = List.copyOf(dropped);
        told = List.copyOf(told);
    }

    /** Of content whose file has a unit. */
    public Imported(Content content, List<String> dropped, Optional<LengthUnit> unit) {
        this(content, dropped, unit, List.of());
    }

    /** Of content whose file has no unit of its own choice. */
    public Imported(Content content, List<String> dropped) {
        this(content, dropped, Optional.empty());
    }

    /** Of content whose file has no unit of its own choice, from what can be said in several languages. */
    public static Imported of(Content content, List<Diagnostic> told) {
        return new Imported(content, told.stream().map(d -> d.text("en")).toList(), Optional.empty(), told);
    }

    /** What the file holds and the content cannot, in a language where it is told in it; shown to the user. */
    public List<String> dropped(String language) {
        return told.isEmpty() ? dropped : told.stream().map(d -> d.text(language)).toList();
    }
}
