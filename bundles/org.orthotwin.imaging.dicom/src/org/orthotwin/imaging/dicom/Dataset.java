/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.orthotwin.core.InputException;
import org.orthotwin.imaging.dicom.internal.Dictionary;
import org.orthotwin.imaging.dicom.internal.TextDecoder;
import org.orthotwin.imaging.dicom.internal.Texts;

/**
 * Data elements by tag: representation and value, or nested data sets. Immutable. Values are kept as they lie in the file and understood
 * when somebody asks, so that reading a header costs next to nothing. Pixel data is not among them: see {@link DicomObject}.
 */
public final class Dataset {

    /** No elements. */
    public static final Dataset EMPTY = new Builder().build();

    private final int[] tags;
    private final Vr[] vrs;
    /** Bytes of the file, a text, or a list of data sets. */
    private final Object[] values;
    private final TextDecoder decoder;

    private record Raw(byte[] base, int offset, int length, boolean bigEndian) {
    }

    private Dataset(int[] tags, Vr[] vrs, Object[] values, TextDecoder inherited) {
        this.tags = tags;
        this.vrs = vrs;
        this.values = values;
        int at = find(Tag.SpecificCharacterSet);
        TextDecoder own = inherited;
        if (at >= 0) {
            own = values[at] instanceof Raw raw
                    ? TextDecoder.of(List.of(new String(raw.base, raw.offset, raw.length, StandardCharsets.ISO_8859_1).split("\\\\", -1)))
                    : TextDecoder.of(List.of(((String) values[at]).split("\\\\", -1)));
        }
        this.decoder = own;
        for (Object v : values) {
            if (v instanceof Items items) {
                items.inherit(own);
            }
        }
    }

    /** The data sets of a sequence, which take the character set of the one around them where they have none of their own. */
    private static final class Items {
        private final List<Dataset> list;
        private List<Dataset> decoded;

        Items(List<Dataset> list) {
            this.list = list;
            this.decoded = list;
        }

        void inherit(TextDecoder outer) {
            if (outer != TextDecoder.DEFAULT) {
                decoded = list.stream().map(d -> d.find(Tag.SpecificCharacterSet) >= 0 ? d : new Dataset(d.tags, d.vrs, d.values, outer))
                        .toList();
            }
        }
    }

    private int find(int tag) {
        int low = 0;
        int high = tags.length - 1;
        while (low <= high) {
            int mid = low + high >>> 1;
            int c = Integer.compareUnsigned(tags[mid], tag);
            if (c == 0) {
                return mid;
            }
            if (c < 0) {
                low = mid + 1;
            } else {
                high = mid - 1;
            }
        }
        return -1;
    }

    /** Number of elements. */
    public int size() {
        return tags.length;
    }

    /** The tag of element {@code i}; they ascend, unsigned. */
    public int tag(int i) {
        return tags[i];
    }

    public boolean contains(int tag) {
        return find(tag) >= 0;
    }

    /** Whether there is an element of this tag with a value or with items. */
    public boolean hasValue(int tag) {
        int i = find(tag);
        return i >= 0 && switch (values[i]) {
            case Raw raw -> raw.length > 0;
            case Items items -> !items.list.isEmpty();
            default -> !((String) values[i]).isEmpty();
        };
    }

    /** The representation that the file gives, or the dictionary's where the file is implicit. */
    public Optional<Vr> vr(int tag) {
        int i = find(tag);
        return i < 0 ? Optional.empty() : Optional.of(vrs[i]);
    }

    /** All values of a text, without the spaces around them; empty ones count. None where there is no element or no text in it. */
    public List<String> texts(int tag) {
        int i = find(tag);
        if (i < 0 || values[i] instanceof Items) {
            return List.of();
        }
        Vr vr = vrs[i] == Vr.UN ? Dictionary.vr(tag) : vrs[i];
        String all = values[i] instanceof Raw raw
                ? (vr.kind() == Vr.Kind.TEXT ? decoder : TextDecoder.DEFAULT).decode(raw.base, raw.offset, raw.length) : (String) values[i];
        if (vr.kind() == Vr.Kind.BINARY && vr != Vr.UN && values[i] instanceof Raw) {
            return numbersAsTexts(tag);
        }
        if (all.isEmpty()) {
            return List.of();
        }
        if (!vr.isMultiple()) {
            return List.of(trim(all, false));
        }
        int cut = all.indexOf('\\');
        if (cut < 0) {
            return List.of(trim(all, true));
        }
        List<String> out = new ArrayList<>();
        int from = 0;
        while (cut >= 0) {
            out.add(trim(all.substring(from, cut), true));
            from = cut + 1;
            cut = all.indexOf('\\', from);
        }
        out.add(trim(all.substring(from), true));
        return out;
    }

    private List<String> numbersAsTexts(int tag) {
        return Arrays.stream(numbers(tag)).mapToObj(d -> d == Math.rint(d) && Math.abs(d) < 1e15 ? Long.toString((long) d)
                : Double.toString(d))
                .toList();
    }

    private static String trim(String s, boolean leading) {
        int from = 0;
        int to = s.length();
        while (to > 0 && (s.charAt(to - 1) == ' ' || s.charAt(to - 1) == 0)) {
            to--;
        }
        while (leading && from < to && s.charAt(from) == ' ') {
            from++;
        }
        return s.substring(from, to);
    }

    /** The first value of a text; empty where there is none or it is blank. */
    public Optional<String> text(int tag) {
        List<String> all = texts(tag);
        return all.isEmpty() || all.get(0).isEmpty() ? Optional.empty() : Optional.of(all.get(0));
    }

    /** The first value of a text, or an empty one. */
    public String textOrEmpty(int tag) {
        return text(tag).orElse("");
    }

    /**
     * All numbers of an element, of decimal strings too; blank values are left out. None where there is no element.
     *
     * @throws InputException if there is text that is no number
     */
    public double[] numbers(int tag) {
        int i = find(tag);
        if (i < 0 || values[i] instanceof Items) {
            return new double[0];
        }
        Vr vr = vrs[i] == Vr.UN ? Dictionary.vr(tag) : vrs[i];
        if (vr.isText() || values[i] instanceof String) {
            List<String> texts = texts(tag);
            double[] out = new double[texts.size()];
            int n = 0;
            for (String t : texts) {
                if (!t.isEmpty()) {
                    out[n++] = number(tag, t);
                }
            }
            return n == out.length ? out : Arrays.copyOf(out, n);
        }
        Raw raw = (Raw) values[i];
        ByteBuffer b = ByteBuffer.wrap(raw.base, raw.offset, raw.length).slice()
                .order(raw.bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        double[] out = new double[raw.length / (vr == Vr.AT ? 4 : vr.unit())];
        for (int k = 0; k < out.length; k++) {
            out[k] = switch (vr) {
                case US, OW -> b.getShort(2 * k) & 0xffff;
                case SS -> b.getShort(2 * k);
                case UL, OL -> b.getInt(4 * k) & 0xffffffffL;
                case SL -> b.getInt(4 * k);
                case FL, OF -> b.getFloat(4 * k);
                case FD, OD -> b.getDouble(8 * k);
                case SV, UV, OV -> b.getLong(8 * k);
                case AT -> ((b.getShort(4 * k) & 0xffffL) << 16) + (b.getShort(4 * k + 2) & 0xffff);
                default -> b.get(k) & 0xff;
            };
        }
        return out;
    }

    private static double number(int tag, String text) {
        try {
            double d = Double.parseDouble(text.strip());
            if (Double.isFinite(d) && !text.endsWith("d") && !text.endsWith("f")) {
                return d;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw Texts.refuse("dicom.number", Tag.describe(tag), text.length() > 40 ? text.substring(0, 40) : text);
    }

    /** The first number; empty where there is none. */
    public OptionalDouble number(int tag) {
        double[] all = numbers(tag);
        return all.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(all[0]);
    }

    /**
     * The first number as an integer; empty where there is none.
     *
     * @throws InputException if it is no integer of 32 bits
     */
    public OptionalInt integer(int tag) {
        double[] all = numbers(tag);
        if (all.length == 0) {
            return OptionalInt.empty();
        }
        int v = (int) all[0];
        if (v != all[0]) {
            throw Texts.refuse("dicom.number", Tag.describe(tag), Double.toString(all[0]));
        }
        return OptionalInt.of(v);
    }

    /** Data sets of a sequence; none where there is no such sequence. */
    public List<Dataset> items(int tag) {
        int i = find(tag);
        return i >= 0 && values[i] instanceof Items items ? items.decoded : List.of();
    }

    /** The first data set of a sequence; an empty one where there is none. */
    public Dataset item(int tag) {
        List<Dataset> all = items(tag);
        return all.isEmpty() ? EMPTY : all.get(0);
    }

    /** A copy of the bytes of an element, little-endian; none for a sequence or where there is no element. */
    public byte[] bytes(int tag) {
        int i = find(tag);
        if (i < 0 || values[i] instanceof Items) {
            return new byte[0];
        }
        if (values[i] instanceof String s) {
            return s.getBytes(StandardCharsets.UTF_8);
        }
        Raw raw = (Raw) values[i];
        byte[] copy = Arrays.copyOfRange(raw.base, raw.offset, raw.offset + raw.length);
        if (raw.bigEndian) {
            swap(copy, vrs[i].unit());
        }
        return copy;
    }

    private static void swap(byte[] b, int unit) {
        for (int at = 0; unit > 1 && at + unit <= b.length; at += unit) {
            for (int k = 0; k < unit / 2; k++) {
                byte t = b[at + k];
                b[at + k] = b[at + unit - 1 - k];
                b[at + unit - 1 - k] = t;
            }
        }
    }

    /** Whether a value was given as text rather than as bytes of a file in the character set of that file. */
    public boolean isText(int tag) {
        int i = find(tag);
        return i >= 0 && values[i] instanceof String;
    }

    /** Whether the bytes of its texts can stand in a file that says UTF-8. */
    public boolean isUtf8() {
        return decoder.isUtf8() || decoder == TextDecoder.DEFAULT;
    }

    /** A builder that begins with these elements. */
    public Builder toBuilder() {
        Builder b = new Builder();
        b.grow(tags.length);
        System.arraycopy(tags, 0, b.tags, 0, tags.length);
        System.arraycopy(vrs, 0, b.vrs, 0, tags.length);
        System.arraycopy(values, 0, b.values, 0, tags.length);
        b.size = tags.length;
        b.inherited = decoder;
        return b;
    }

    /** Builds a data set. Elements may come in any order; one that comes again replaces the earlier one. */
    public static final class Builder {
        private int[] tags = new int[32];
        private Vr[] vrs = new Vr[32];
        private Object[] values = new Object[32];
        private int size;
        private TextDecoder inherited = TextDecoder.DEFAULT;

        private void grow(int needed) {
            if (needed > tags.length) {
                int n = Math.max(needed, 2 * tags.length);
                tags = Arrays.copyOf(tags, n);
                vrs = Arrays.copyOf(vrs, n);
                values = Arrays.copyOf(values, n);
            }
        }

        private Builder add(int tag, Vr vr, Object value) {
            int at = size;
            // files are sorted: as a rule this is the end
            while (at > 0 && Integer.compareUnsigned(tags[at - 1], tag) >= 0) {
                at--;
            }
            if (at < size && tags[at] == tag) {
                vrs[at] = vr;
                values[at] = value;
                return this;
            }
            grow(size + 1);
            System.arraycopy(tags, at, tags, at + 1, size - at);
            System.arraycopy(vrs, at, vrs, at + 1, size - at);
            System.arraycopy(values, at, values, at + 1, size - at);
            tags[at] = tag;
            vrs[at] = vr;
            values[at] = value;
            size++;
            return this;
        }

        /**
         * Takes bytes as they lie in a file; they must not be changed any more.
         *
         * @throws IllegalArgumentException if they are not within the array
         */
        public Builder raw(int tag, Vr vr, byte[] base, int offset, int length, boolean bigEndian) {
            if (offset < 0 || length < 0 || offset > base.length - length) {
                throw new IllegalArgumentException("bytes " + offset + " to " + ((long) offset + length) + " of " + base.length);
            }
            return add(tag, vr, new Raw(base, offset, length, bigEndian && vr.unit() > 1));
        }

        /** Bytes, little-endian, copied. */
        public Builder bytes(int tag, Vr vr, byte... value) {
            return raw(tag, vr, value.clone(), 0, value.length, false);
        }

        /** Texts, or numbers as texts in representations for them. */
        public Builder text(int tag, Vr vr, String... text) {
            if (!vr.isText()) {
                throw new IllegalArgumentException("text in " + Tag.describe(tag) + " of representation " + vr);
            }
            return add(tag, vr, String.join("\\", text));
        }

        /** Numbers: binary, decimal strings ({@link Vr#DS}, at most 16 characters each) or integer strings. */
        public Builder numbers(int tag, Vr vr, double... numbers) {
            if (vr == Vr.DS || vr == Vr.IS) {
                String[] texts = new String[numbers.length];
                for (int i = 0; i < numbers.length; i++) {
                    texts[i] = vr == Vr.IS ? Long.toString((long) numbers[i]) : DecimalString.of(numbers[i]);
                }
                return text(tag, vr, texts);
            }
            int unit = vr == Vr.AT ? 4 : vr.unit();
            ByteBuffer b = ByteBuffer.allocate(unit * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
            for (double d : numbers) {
                switch (vr) {
                    case US, SS, OW -> b.putShort((short) (long) d);
                    case UL, SL, OL -> b.putInt((int) (long) d);
                    case FL, OF -> b.putFloat((float) d);
                    case FD, OD -> b.putDouble(d);
                    case SV, UV, OV -> b.putLong((long) d);
                    case AT -> b.putShort((short) ((long) d >>> 16)).putShort((short) (long) d);
                    case OB, UN -> b.put((byte) (long) d);
                    default -> throw new IllegalArgumentException("numbers in " + Tag.describe(tag) + " of representation " + vr);
                }
            }
            return raw(tag, vr, b.array(), 0, b.capacity(), false);
        }

        /** A sequence of data sets. */
        public Builder items(int tag, List<Dataset> items) {
            return add(tag, Vr.SQ, new Items(List.copyOf(items)));
        }

        /** A sequence of data sets. */
        public Builder items(int tag, Dataset... items) {
            return items(tag, List.of(items));
        }

        /** Takes an element over from another data set, if it is there. */
        public Builder copy(Dataset from, int tag) {
            int i = from.find(tag);
            if (i >= 0) {
                if (from.vrs[i].kind() == Vr.Kind.TEXT && !from.isUtf8()) {
                    return text(tag, from.vrs[i], String.join("\\", from.texts(tag)));
                }
                return add(tag, from.vrs[i], from.values[i]);
            }
            return this;
        }

        public Builder remove(int tag) {
            for (int i = 0; i < size; i++) {
                if (tags[i] == tag) {
                    System.arraycopy(tags, i + 1, tags, i, size - i - 1);
                    System.arraycopy(vrs, i + 1, vrs, i, size - i - 1);
                    System.arraycopy(values, i + 1, values, i, size - i - 1);
                    size--;
                    values[size] = null;
                    break;
                }
            }
            return this;
        }

        public int size() {
            return size;
        }

        public Dataset build() {
            return new Dataset(Arrays.copyOf(tags, size), Arrays.copyOf(vrs, size), Arrays.copyOf(values, size), inherited);
        }
    }
}
