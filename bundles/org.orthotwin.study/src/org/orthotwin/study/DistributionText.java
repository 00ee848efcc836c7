/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.study;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Quantity;
import org.orthotwin.core.Severity;
import org.orthotwin.core.Unit;
import org.orthotwin.model.anatomy.ModelValidator;
import org.orthotwin.model.scenario.Distribution;
import org.orthotwin.model.scenario.DistributionChange;
import org.orthotwin.model.scenario.DistributionKind;
import org.orthotwin.model.scenario.ScenarioFactory;

/**
 * Distributions as people write them: {@code path=normal(45deg,5deg)}, {@code path+=uniform(-2mm,2mm)}, {@code path*=lognormal(1,0.2)}.
 * A path with stars means all attributes whose paths fit, each changed in the same way: {@code MCL.*.stiffness*=lognormal(1,0.2)}.
 */
public final class DistributionText {

    private static final Pattern FORM = Pattern.compile("\\s*([^=+\\s]+?)\\s*(\\+=|\\*=|=)\\s*([a-z-]+)\\s*\\(([^()]*)\\)\\s*");
    private static final String TIMES = "\u00d7";
    /** What the numbers of each kind are, in their order. */
    private static final Map<DistributionKind, List<String>> NUMBERS = new LinkedHashMap<>();

    static {
        NUMBERS.put(DistributionKind.NORMAL, List.of("mean", "deviation"));
        NUMBERS.put(DistributionKind.UNIFORM, List.of("lower", "upper"));
        NUMBERS.put(DistributionKind.TRIANGULAR, List.of("lower", "mode", "upper"));
        NUMBERS.put(DistributionKind.TRUNCATED_NORMAL, List.of("mean", "deviation", "lower", "upper"));
        NUMBERS.put(DistributionKind.LOGNORMAL, List.of("mean", "deviation"));
    }

    private DistributionText() {
    }

    /**
     * Reads one.
     *
     * @throws InputException if it is not of the form, has other numbers than its kind, units of several kinds, or numbers that do not go
     *     together
     */
    public static Distribution parse(String text) {
        Matcher m = FORM.matcher(text);
        DistributionKind kind = m.matches() ? DistributionKind.get(m.group(3)) : null;
        if (kind == null) {
            throw Texts.refuse("vary.form", text);
        }
        List<String> names = NUMBERS.get(kind);
        String[] given = m.group(4).isBlank() ? new String[0] : m.group(4).split(",", -1);
        if (given.length != names.size()) {
            throw Texts.refuse("vary.numbers", text, kind.getLiteral(), String.join(", ", names), given.length);
        }
        Distribution d = ScenarioFactory.eINSTANCE.createDistribution();
        d.setPath(m.group(1));
        d.setKind(kind);
        d.setChange(switch (m.group(2)) {
            case "+=" -> DistributionChange.ADDED;
            case "*=" -> DistributionChange.MULTIPLIED;
            default -> DistributionChange.REPLACED;
        });
        Dimension dimension = null;
        for (int i = 0; i < given.length; i++) {
            Quantity q;
            try {
                q = Quantity.parse(given[i]);
            } catch (IllegalArgumentException e) {
                throw Texts.refuse(e, "vary.number", text, e.getMessage());
            }
            if (dimension != null && q.unit().dimension() != dimension) {
                throw Texts.refuse("vary.units", text, given[i].strip(), given[0].strip());
            }
            dimension = q.unit().dimension();
            d.eSet(d.eClass().getEStructuralFeature(names.get(i)), q.si());
        }
        d.setUnit(dimension == Dimension.NONE ? null : dimension.siSymbol());
        ModelValidator.validate(d).stream().filter(x -> x.severity() == Severity.ERROR).findFirst().ifPresent(x -> {
            throw Texts.refuse("vary.invalid", text, x);
        });
        return d;
    }

    /** The same in words that {@link #parse} reads, its numbers in the unit that people use. */
    public static String of(Distribution d) {
        Unit si = Unit.of(d.getUnit() == null ? "" : d.getUnit());
        StringBuilder numbers = new StringBuilder();
        for (String name : NUMBERS.get(d.getKind())) {
            Object v = d.eGet(d.eClass().getEStructuralFeature(name));
            numbers.append(numbers.isEmpty() ? "" : ", ").append(v instanceof Double x ? shown(si, x) : "-");
        }
        String change = switch (d.getChange()) {
            case ADDED -> "+";
            case MULTIPLIED -> TIMES;
            case REPLACED -> "";
        };
        return change + d.getKind().getLiteral() + "(" + numbers + ")";
    }

    /** The distribution of a path that {@link #of} has put into words. */
    public static Distribution again(String path, String words) {
        String change = words.startsWith("+") ? "+=" : words.startsWith(TIMES) ? "*=" : "=";
        return parse(path + change + (change.equals("=") ? words : words.substring(1)));
    }

    private static String shown(Unit si, double value) {
        Unit edge = StudyInput.edge(si);
        String symbol = edge.symbol().equals("1") ? "" : " " + edge.symbol();
        return Numbers.shortest(Numbers.edge(edge.fromSi(value))) + symbol;
    }

    /** Why a distribution cannot be used, for one that stands in a file. */
    static InputException refusal(Distribution d, String code, Object... args) {
        Object[] all = new Object[args.length + 1];
        all[0] = d.getPath();
        System.arraycopy(args, 0, all, 1, args.length);
        return new InputException(Diagnostic.error(Texts.CATALOG, code, all));
    }
}
