/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package com.ibm.icu.text;

/** What draw2d uses of this class, done by Java's own. */
public final class BreakIterator {

    public static final int DONE = java.text.BreakIterator.DONE;

    private final java.text.BreakIterator iterator;

    private BreakIterator(java.text.BreakIterator iterator) {
        this.iterator = iterator;
    }

    public static BreakIterator getLineInstance() {
        return new BreakIterator(java.text.BreakIterator.getLineInstance());
    }

    public void setText(String text) {
        iterator.setText(text);
    }

    public int next() {
        return iterator.next();
    }

    public int following(int offset) {
        return iterator.following(offset);
    }

    public int preceding(int offset) {
        return iterator.preceding(offset);
    }

    public boolean isBoundary(int offset) {
        return iterator.isBoundary(offset);
    }
}
