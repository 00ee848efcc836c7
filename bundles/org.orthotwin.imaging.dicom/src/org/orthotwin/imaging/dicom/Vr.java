/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom;

/** Value representations of DICOM PS3.5, 6.2. */
public enum Vr {
    AE(Kind.ASCII, 1, false), AS(Kind.ASCII, 1, false), AT(Kind.BINARY, 2, false), CS(Kind.ASCII, 1, false), DA(Kind.ASCII, 1, false),
    DS(Kind.ASCII, 1, false), DT(Kind.ASCII, 1, false), FD(Kind.BINARY, 8, false), FL(Kind.BINARY, 4, false), IS(Kind.ASCII, 1, false),
    LO(Kind.TEXT, 1, false), LT(Kind.TEXT, 1, false), OB(Kind.BINARY, 1, true), OD(Kind.BINARY, 8, true), OF(Kind.BINARY, 4, true),
    OL(Kind.BINARY, 4, true), OV(Kind.BINARY, 8, true), OW(Kind.BINARY, 2, true), PN(Kind.TEXT, 1, false), SH(Kind.TEXT, 1, false),
    SL(Kind.BINARY, 4, false), SQ(Kind.SEQUENCE, 1, true), SS(Kind.BINARY, 2, false), ST(Kind.TEXT, 1, false), SV(Kind.BINARY, 8, true),
    TM(Kind.ASCII, 1, false), UC(Kind.TEXT, 1, true), UI(Kind.ASCII, 1, false), UL(Kind.BINARY, 4, false), UN(Kind.BINARY, 1, true),
    UR(Kind.ASCII, 1, true), US(Kind.BINARY, 2, false), UT(Kind.TEXT, 1, true), UV(Kind.BINARY, 8, true);

    /** What a value is made of. */
    public enum Kind {
        /** Text in the default repertoire. */
        ASCII,
        /** Text in the character set of the data set. */
        TEXT,
        /** Numbers or bytes. */
        BINARY,
        /** Data sets. */
        SEQUENCE
    }

    private static final Vr[] BY_CODE = new Vr[26 * 26];

    static {
        for (Vr v : values()) {
            BY_CODE[(v.name().charAt(0) - 'A') * 26 + v.name().charAt(1) - 'A'] = v;
        }
    }

    private final Kind kind;
    private final int unit;
    private final boolean wide;

    Vr(Kind kind, int unit, boolean wide) {
        this.kind = kind;
        this.unit = unit;
        this.wide = wide;
    }

    public Kind kind() {
        return kind;
    }

    /** Bytes that belong together and are swapped between byte orders: 1, 2, 4 or 8. */
    public int unit() {
        return unit;
    }

    /** Whether its explicit form has a length of 32 bits. */
    public boolean isWide() {
        return wide;
    }

    /** Whether it is text of whatever repertoire. */
    public boolean isText() {
        return kind == Kind.ASCII || kind == Kind.TEXT;
    }

    /** Whether a backslash in its text separates values. */
    public boolean isMultiple() {
        return this != LT && this != ST && this != UT && this != UR;
    }

    /** The byte that makes its length even. */
    public byte padding() {
        return (byte) (isText() && this != UI ? ' ' : 0);
    }

    /** @return null if there is none of these two letters */
    public static Vr of(int first, int second) {
        return first < 'A' || first > 'Z' || second < 'A' || second > 'Z' ? null : BY_CODE[(first - 'A') * 26 + second - 'A'];
    }
}
