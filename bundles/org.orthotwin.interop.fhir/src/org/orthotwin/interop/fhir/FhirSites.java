/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.fhir;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.orthotwin.followup.Histories;
import org.orthotwin.followup.Observable;
import org.orthotwin.followup.Observables;

/**
 * Of which side, and of which joint, a resource is by its body site: codes of SNOMED CT, and those that a table of codes calls left or
 * right. A site that is said in words alone, or by a code that nobody knows, is refused where what was observed is of a joint: it may
 * be the other one. Both sides at once are none.
 */
final class FhirSites {

    private static final String SNOMED = "http://snomed.info/sct";
    /** SNOMED CT: Laterality (attribute). */
    private static final String LATERALITY = "272741003";
    /** SNOMED CT: Left and Right (qualifier values), as they stand beside a site or alone. */
    private static final Map<String, String> QUALIFIERS = Map.of("7771000", "left", "24028007", "right");
    /** SNOMED CT: Right and left (qualifier value), Both knees (body structure). */
    private static final Set<String> BOTH = Set.of("51440002", "36701003");
    /** SNOMED CT: Structure of left and right knee region, Left and Right hip region structure, ... shoulder region; joint and side. */
    private static final Map<String, Site> SIDED = Map.of("82169009", new Site("knee", "left"), "6757004", new Site("knee", "right"),
            "287679003", new Site("hip", "left"), "287579007", new Site("hip", "right"),
            "91775009", new Site("shoulder", "left"), "91774008", new Site("shoulder", "right"));
    /** SNOMED CT: Knee region structure, Knee joint structure, and the same of hip and shoulder. */
    private static final Map<String, Site> JOINTS = Map.of("72696002", new Site("knee", ""), "49076000", new Site("knee", ""),
            "29836001", new Site("hip", ""), "24136001", new Site("hip", ""),
            "16982005", new Site("shoulder", ""), "31398001", new Site("shoulder", ""));

    /**
     * @param joint empty where the site does not say
     * @param side {@code left} or {@code right}; empty where the site does not say, or says both
     */
    record Site(String joint, String side) {

        static final Site NONE = new Site("", "");
    }

    private final FhirCodes codes;
    private final Function<String, Optional<Map<?, ?>>> structures;

    /** @param structures the BodyStructure that a reference within the bundle means */
    FhirSites(FhirCodes codes, Function<String, Optional<Map<?, ?>>> structures) {
        this.codes = codes;
        this.structures = structures;
    }

    /**
     * The site of a resource, by its {@code bodySite}, the {@code BodyStructure} that it refers to, and its {@code laterality}.
     *
     * @param observable what it is of
     * @throws org.orthotwin.core.InputException if what is of a joint does not say by a code that is known where it is, or the site is of
     *             another joint
     */
    Site of(Map<?, ?> r, String observable, String name) {
        Observable d = Observables.get(observable);
        if (!d.isSided()) {
            return Site.NONE;
        }
        Set<String> joints = new LinkedHashSet<>();
        Set<String> sides = new LinkedHashSet<>();
        for (Map<?, ?> site : sites(r, name)) {
            Site s = site(site, d, name);
            joints.add(s.joint);
            sides.add(s.side);
        }
        joints.remove("");
        String joint = joints.size() == 1 ? joints.iterator().next() : "";
        if (!joint.isEmpty() && !d.joint().isEmpty() && !joint.equals(d.joint())) {
            throw Texts.refuse("fhir.site.joint", name, d.id(), joint);
        }
        return new Site(joint, sides.size() == 1 ? sides.iterator().next() : "");
    }

    /** What a resource says of where it is, each as one that has codings. */
    private List<Map<?, ?>> sites(Map<?, ?> r, String name) {
        Stream<Map<?, ?>> own = Stream.concat(FhirReader.maps(r, "bodySite").stream(), Stream.of(FhirReader.map(r, "bodySite")))
                .filter(s -> !s.isEmpty()).map(s -> s);
        Stream<Map<?, ?>> structure = Stream.concat(FhirReader.maps(r, "extension").stream(), Stream.concat(FhirReader.maps(r, "bodySite")
                .stream(), Stream.of(FhirReader.map(r, "bodySite"))).flatMap(s -> FhirReader.maps(s, "extension").stream()))
                .filter(e -> FhirReader.text(e, "url").matches(".*(bodySite|targetBodyStructure|bodyStructure)"))
                .map(e -> FhirReader.text(FhirReader.map(e, "valueReference"), "reference"))
                .filter(x -> !x.isEmpty()).map(x -> structure(r, x, name));
        Map<?, ?> r5 = FhirReader.map(r, "bodyStructure");
        Stream<Map<?, ?>> of = r5.isEmpty() ? Stream.empty() : Stream.of(structure(r, FhirReader.text(r5, "reference"), name));
        return Stream.of(own, structure, of).flatMap(s -> s).toList();
    }

    private Map<?, ?> structure(Map<?, ?> r, String reference, String name) {
        Optional<Map<?, ?>> found = reference.startsWith("#") ? FhirReader.maps(r, "contained").stream()
                .filter(c -> FhirReader.text(c, "id").equals(reference.substring(1))).<Map<?, ?>>map(c -> c).findFirst()
                : structures.apply(reference);
        Map<?, ?> s = found.orElseThrow(() -> Texts.refuse("fhir.site.reference", name, reference));
        Map<String, Object> site = new HashMap<>();
        // R4: location and its qualifiers; R5: structures, each with its laterality
        site.put("coding", Stream.concat(Stream.of(FhirReader.map(s, "location")), Stream.concat(FhirReader.maps(s, "locationQualifier")
                .stream(), FhirReader.maps(s, "includedStructure").stream().flatMap(i -> Stream.of(FhirReader.map(i, "structure"),
                        FhirReader.map(i, "laterality"))))).flatMap(c -> FhirReader.maps(c, "coding").stream()).toList());
        return site;
    }

    private Site site(Map<?, ?> site, Observable d, String name) {
        List<Map<?, ?>> codings = Stream.of(FhirReader.maps(site, "coding").stream(), FhirReader.maps(site, "extension").stream().flatMap(
                e -> FhirReader.maps(FhirReader.map(e, "valueCodeableConcept"), "coding").stream())).flatMap(s -> s)
                .<Map<?, ?>>map(c -> c).toList();
        if (codings.isEmpty() && FhirReader.text(site, "code").isEmpty()) {
            return unknown(d, name, FhirReader.text(site, "text"));
        }
        // the site of a series of images is a coding itself
        List<Map<?, ?>> all = codings.isEmpty() ? List.of(site) : codings;
        List<Site> known = all.stream().map(this::known).flatMap(Optional::stream).toList();
        if (known.isEmpty()) {
            return unknown(d, name, FhirReader.text(all.getFirst(), "system") + "|" + FhirReader.text(all.getFirst(), "code"));
        }
        Set<String> sides = new LinkedHashSet<>(known.stream().map(Site::side).filter(s -> !s.isEmpty()).toList());
        return new Site(known.stream().map(Site::joint).filter(j -> !j.isEmpty()).findFirst().orElse(""), sides.size() == 1 ? sides
                .iterator().next() : "");
    }

    private static Site unknown(Observable d, String name, String said) {
        if (!d.joint().isEmpty()) {
            throw Texts.refuse(said.indexOf('|') < 0 ? "fhir.site.words" : "fhir.site", name, said);
        }
        // an arm, for what is of no joint
        return Site.NONE;
    }

    private Optional<Site> known(Map<?, ?> coding) {
        String system = FhirReader.text(coding, "system");
        String code = FhirReader.text(coding, "code");
        Optional<Site> told = codes.meaning(system, code).filter(m -> m.observable().equals(Histories.SIDE) && !m.side().isEmpty())
                .map(m -> new Site("", m.side()));
        if (told.isPresent() || !system.equals(SNOMED)) {
            return told;
        }
        return Optional.ofNullable(SIDED.get(code)).or(() -> Optional.ofNullable(JOINTS.get(code))).or(() -> Optional.ofNullable(QUALIFIERS
                .get(code)).map(s -> new Site("", s))).or(() -> BOTH.contains(code) ? Optional.of(Site.NONE) : Optional.empty());
    }

    /** The side of a series of images; empty where it does not say, or says both. */
    static String laterality(Map<?, ?> series) {
        Map<?, ?> c = FhirReader.map(series, "laterality");
        return FhirReader.text(c, "system").equals(SNOMED) ? QUALIFIERS.getOrDefault(FhirReader.text(c, "code"), "") : "";
    }

    /** The side that a property of a device says. */
    static Optional<String> side(Map<?, ?> device) {
        return FhirReader.maps(device, "property").stream().filter(p -> FhirReader.maps(FhirReader.map(p, "type"), "coding").stream()
                .anyMatch(c -> FhirReader.text(c, "system").equals(SNOMED) && FhirReader.text(c, "code").equals(LATERALITY)))
                .flatMap(p -> FhirReader.maps(p, "valueCode").stream()).flatMap(v -> FhirReader.maps(v, "coding").stream())
                .filter(c -> FhirReader.text(c, "system").equals(SNOMED)).map(c -> QUALIFIERS.get(FhirReader.text(c, "code")))
                .filter(Objects::nonNull).findFirst();
    }
}
