/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.catalog;

import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.orthotwin.core.MessageCatalog;
import org.orthotwin.core.Translated;
import org.orthotwin.model.implant.Assembly;
import org.orthotwin.model.implant.AssemblyConnection;
import org.orthotwin.model.implant.CompatibilityRule;
import org.orthotwin.model.implant.Component;
import org.orthotwin.model.implant.Verdict;

/**
 * Whether two parts may be combined.
 *
 * @param verdict allowed, allowed with a warning, or forbidden
 * @param reason why, one sentence
 * @param source document that says so
 * @param date of that document
 */
public record Compatibility(Verdict verdict, Translated reason, Translated source, String date) {

    private static final MessageCatalog TEXTS = new MessageCatalog(Compatibility.class);
    private static final Translated NONE = new Translated("", Map.of());

    /**
     * Asks the rules of the catalogue in their order; the strictest that applies counts. Where none applies, two components that no
     * assembly
     * connects are allowed, and connected ones only if their mating features are of the same kind. Parts of different catalogues have no
     * common
     * rules: they are forbidden where an assembly would connect them.
     */
    public static Compatibility of(Catalogs.Item a, Catalogs.Item b) {
        Compatibility found = null;
        for (CompatibilityRule rule : a.catalogue().model().getRules()) {
            boolean straight = rule.getFirst() == a.component() && rule.getSecond() == b.component();
            boolean turned = rule.getFirst() == b.component() && rule.getSecond() == a.component();
            if ((straight || turned) && applies(rule, straight ? a : b, straight ? b : a)
                    && (found == null || rule.getVerdict().getValue() > found.verdict.getValue())) {
                found = new Compatibility(rule.getVerdict(), a.catalogue().text(rule.getId(), "reason", rule.getReason(), ""),
                        a.catalogue().text(rule.getId(), "source", rule.getSource(), ""), text(rule.getSourceDate()));
            }
        }
        return found != null ? found : byFeatures(a, b);
    }

    private static String text(String s) {
        return s == null ? "" : s;
    }

    static boolean applies(CompatibilityRule rule, Catalogs.Item first, Catalogs.Item second) {
        String condition = rule.getCondition();
        return condition == null || condition.isBlank() || Expression.parse(condition).value(name -> {
            if (name.startsWith("a.")) {
                return value(first, name.substring(2));
            }
            if (name.startsWith("b.")) {
                return value(second, name.substring(2));
            }
            throw new NoSuchElementException("'" + name + "' in a rule must begin with a. or b.");
        }) != 0;
    }

    private static double value(Catalogs.Item item, String name) {
        Double v = item.catalogue().parameters(item.component(), item.size()).get(name);
        if (v == null) {
            throw new NoSuchElementException("component '" + item.componentId() + "' has no parameter '" + name
                    + "', which a rule asks for");
        }
        return v;
    }

    private static Compatibility byFeatures(Catalogs.Item a, Catalogs.Item b) {
        for (Assembly assembly : a.catalogue().model().getAssemblies()) {
            for (AssemblyConnection c : assembly.getConnections()) {
                boolean straight = c.getFirst().getComponents().contains(a.component()) && c.getSecond().getComponents()
                        .contains(b.component());
                boolean turned = c.getFirst().getComponents().contains(b.component()) && c.getSecond().getComponents()
                        .contains(a.component());
                if (straight || turned) {
                    Object ka = kind(a.component(), straight ? c.getFirstFeature() : c.getSecondFeature());
                    Object kb = kind(b.component(), straight ? c.getSecondFeature() : c.getFirstFeature());
                    return Objects.equals(ka, kb) ? said(Verdict.ALLOWED, "pair.same", "pair.features", ka)
                            : said(Verdict.FORBIDDEN, "pair.other", "pair.features", ka, kb);
                }
            }
        }
        return a.catalogue() == b.catalogue() ? said(Verdict.ALLOWED, "pair.apart", "pair.assemblies")
                : new Compatibility(Verdict.FORBIDDEN, Translated.of(TEXTS, "pair.strangers", a.catalogue().id(), b.catalogue().id()), NONE,
                        "");
    }

    private static Compatibility said(Verdict verdict, String reason, String source, Object... args) {
        return new Compatibility(verdict, Translated.of(TEXTS, reason, args), Translated.of(TEXTS, source), "");
    }

    private static Object kind(Component c, String feature) {
        return Mating.feature(c, feature).map(f -> (Object) f.getKind()).orElseGet(() -> Translated.of(TEXTS, "pair.no", feature));
    }
}
