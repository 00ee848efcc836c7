/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.model.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Severity;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.AnatomyFactory;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.anatomy.DataReference;
import org.orthotwin.model.anatomy.Frame;
import org.orthotwin.model.anatomy.Joint;
import org.orthotwin.model.anatomy.Landmark;
import org.orthotwin.model.anatomy.LigamentBundle;
import org.orthotwin.model.anatomy.WrapObject;
import org.orthotwin.model.anatomy.ModelValidator;
import org.orthotwin.model.anatomy.Muscle;
import org.orthotwin.model.anatomy.NamedElement;
import org.orthotwin.model.anatomy.Quantity;
import org.orthotwin.model.implant.Catalogue;
import org.orthotwin.model.implant.Component;
import org.orthotwin.model.implant.ImplantFactory;
import org.orthotwin.model.implant.ParametricGeometry;
import org.orthotwin.model.implant.Size;
import org.orthotwin.model.scenario.Distribution;
import org.orthotwin.model.scenario.DistributionChange;
import org.orthotwin.model.scenario.DistributionKind;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.model.scenario.Scenario;
import org.orthotwin.model.scenario.Setting;
import org.orthotwin.model.twin.Twin;

class ModelValidatorTest {

    @Test
    void goldenModelsAreValid() {
        for (var format : Golden.FORMATS) {
            assertEquals(List.of(), ModelValidator.validate(Golden.load(format)), format.name());
        }
    }

    /** One mistake put into a golden model, and the only thing that the validator may say then. */
    private static <T extends NamedElement> Arguments mistake(String kind, Consumer<T> mistake, String... said) {
        return arguments(kind, mistake, List.of(said));
    }

    private static Arguments anatomy(Consumer<Anatomy> mistake, String... said) {
        return mistake("anatomy", mistake, said);
    }

    private static Arguments implant(Consumer<Catalogue> mistake, String... said) {
        return mistake("implant", mistake, said);
    }

    private static Arguments scenario(Consumer<Scenario> mistake, String... said) {
        return mistake("scenario", mistake, said);
    }

    private static Arguments twin(Consumer<Twin> mistake, String... said) {
        return mistake("twin", mistake, said);
    }

    private static Bone pelvis(Anatomy a) {
        return a.getBones().getFirst();
    }

    private static Landmark asis(Anatomy a) {
        return pelvis(a).getLandmarks().getFirst();
    }

    private static Frame frame(Anatomy a) {
        return pelvis(a).getFrames().getFirst();
    }

    private static Joint joint(Anatomy a) {
        return a.getJoints().getFirst();
    }

    private static LigamentBundle bundle(Anatomy a) {
        return a.getLigaments().getFirst().getBundles().getFirst();
    }

    private static WrapObject wrap(String id, Bone bone, String shape) {
        WrapObject w = AnatomyFactory.eINSTANCE.createWrapObject();
        w.setId(id);
        w.setBone(bone);
        w.setShape(shape);
        w.setPose(RigidTransform.IDENTITY);
        return w;
    }

    private static Muscle muscle(Anatomy a) {
        return a.getMuscles().getFirst();
    }

    private static DataReference surface(Anatomy a) {
        return pelvis(a).getSurfaces().getFirst();
    }

    private static Component stem(Catalogue c) {
        return c.getProductLines().getFirst().getComponents().getFirst();
    }

    private static Size size1(Catalogue c) {
        return stem(c).getSizes().getFirst();
    }

    private static Plan plan(Scenario s) {
        return s.getPlans().getFirst();
    }

    private static Setting inclination(Scenario s) {
        return plan(s).getPlacements().getFirst().getCoordinates().getFirst();
    }

    private static Distribution cup(Scenario s) {
        return s.getDistributions().getFirst();
    }

    private static Distribution mass(Scenario s) {
        return s.getDistributions().getLast();
    }

    private static Quantity quantity(String name, double value, String unit) {
        Quantity q = AnatomyFactory.eINSTANCE.createQuantity();
        q.setName(name);
        q.setValue(value);
        q.setUnit(unit);
        return q;
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
            anatomy(a -> a.setId("hip 1"), "anatomy 'hip 1': the id 'hip 1' must be letters, digits, \".\", \"-\" and \"_\", "
                    + "with a letter or \"_\" first."),
            anatomy(a -> a.setSubject(null), "anatomy 'hip-1': 'subject' is missing."),
            anatomy(a -> a.getBones().get(1).setName("Pelvis"), "anatomy 'hip-1': 'Pelvis' occurs more than once in 'bones'."),
            anatomy(a -> a.getSubject().getMass().setValue(-70), "quantity 'mass' of subject 'subject-1': 'value' is -70 kg, below the "
                    + "limit of 0.2 kg (people from the lightest newborn to the heaviest documented have 0.2 kg to 635 kg)."),
            anatomy(a -> a.getSubject().getMass().setValue(72500), "quantity 'mass' of subject 'subject-1': 'value' is 72500 kg, above "
                    + "the limit of 700 kg (people from the lightest newborn to the heaviest documented have 0.2 kg to 635 kg)."),
            anatomy(a -> a.getSubject().getMass().setValue(Double.NaN), "quantity 'mass' of subject 'subject-1': 'value' is NaN, not a "
                    + "finite number."),
            anatomy(a -> a.getSubject().getMass().setUnit("stone"), "quantity 'mass' of subject 'subject-1': the unit 'stone' is unknown."),
            anatomy(a -> a.getSubject().getMass().setUnit("g"), "quantity 'mass' of subject 'subject-1': the unit is 'g'; model files "
                    + "keep SI, here 'kg'."),
            anatomy(a -> a.getSubject().getMass().setUnit("m"), "quantity 'mass' of subject 'subject-1': the unit is 'm' where 'kg' is "
                    + "wanted."),
            anatomy(a -> a.getSubject().getMass().setStandardUncertainty(-1), "quantity 'mass' of subject 'subject-1': "
                    + "'standardUncertainty' is -1 kg, below 0 kg."),
            anatomy(a -> a.getSubject().getAge().setValue(65e9), "quantity 'age' of subject 'subject-1': 'value' is 65000000000 s, above "
                    + "the limit of 4102488000 s (the longest documented life lasted 122 years)."),
            anatomy(a -> a.getSubject().getHeight().setValue(168), "quantity 'height' of subject 'subject-1': 'value' is 168 m, above "
                    + "the limit of 2.8 m (the tallest documented person measured 2.72 m)."),
            anatomy(a -> a.getSubject().getProperties().add(quantity("bone.quality", 1, null)),
                    "subject 'subject-1': 'bone.quality' occurs more than once in 'properties'."),
            anatomy(a -> a.getProvenances().getFirst().setDate("1.3.2026"), "provenance 'measured': 'date' is '1.3.2026', not a date "
                    + "such as 2026-03-01 or 2026-03-01T08:30:00Z."),
            anatomy(a -> surface(a).setPath("../pelvis.stl"), "data reference '../pelvis.stl' of bone 'pelvis': the path '../pelvis.stl' "
                    + "is not relative and inside the folder of the model file."),
            anatomy(a -> surface(a).setPath(null), "data reference 'outer' of bone 'pelvis': 'path' is missing."),
            anatomy(a -> surface(a).setSha256(null), "data reference 'meshes/pelvis.stl' of bone 'pelvis': no SHA-256 is given, so a "
                    + "change of the file would go unnoticed."),
            anatomy(a -> surface(a).setSha256("E3B0"), "data reference 'meshes/pelvis.stl' of bone 'pelvis': 'E3B0' is not a SHA-256 of "
                    + "64 lower-case hexadecimal digits."),
            anatomy(a -> surface(a).setLengthUnit("inch"), "data reference 'meshes/pelvis.stl' of bone 'pelvis': the unit of lengths is "
                    + "'inch'; it must be 'mm' or 'm'."),
            anatomy(a -> surface(a).setLengthUnit(null), "bone 'pelvis': the surface 'meshes/pelvis.stl' does not say the unit of its "
                    + "lengths ('mm' or 'm')."),
            anatomy(a -> pelvis(a).setType(" "), "bone 'pelvis': 'type' is missing."),
            anatomy(a -> asis(a).setCode("LASIS"), "bone 'pelvis': 'LASIS' occurs more than once in 'landmarks'."),
            anatomy(a -> asis(a).setCode(null), "landmark 'pelvis.RASIS' of bone 'pelvis': 'code' is missing."),
            anatomy(a -> asis(a).setPosition(null), "landmark 'pelvis.RASIS' of bone 'pelvis': 'position' is missing."),
            anatomy(a -> asis(a).setPosition(new Vec3(0.06, Double.POSITIVE_INFINITY, 0)), "landmark 'pelvis.RASIS' of bone 'pelvis': "
                    + "'position' is 0.06 Infinity 0, not a finite number."),
            anatomy(a -> asis(a).setPosition(new Vec3(60, 90, 120)), "landmark 'pelvis.RASIS' of bone 'pelvis': the position 60 90 120 m "
                    + "is farther than 3 m from the origin; were millimetres taken for metres?",
                    "frame 'pelvis.isb' of bone 'pelvis': the landmarks are nearly on one line, with a sine of 0.00116562145173 below "
                    + "the limit of 0.05."),
            anatomy(a -> asis(a).setUncertainty(-0.001), "landmark 'pelvis.RASIS' of bone 'pelvis': 'uncertainty' is -0.001 m, below "
                    + "0 m."),
            anatomy(a -> frame(a).getLandmarks().removeLast(), "frame 'pelvis.isb' of bone 'pelvis': 2 landmarks and no pose; a frame "
                    + "needs at least 3 landmarks."),
            anatomy(a -> pelvis(a).getLandmarks().get(2).setPosition(new Vec3(0.06, 0.09, 0.01)), "frame 'pelvis.isb' of bone 'pelvis': "
                    + "the landmarks are nearly on one line, with a sine of 0 below the limit of 0.05."),
            anatomy(a -> pelvis(a).getLandmarks().get(2).setPosition(new Vec3(0.05, 0.09, 0)), "frame 'pelvis.isb' of bone 'pelvis': "
                    + "the landmarks are nearly on one line, with a sine of 0.0416666666667 below the limit of 0.05."),
            anatomy(a -> frame(a).getLandmarks().add(a.getBones().get(1).getLandmarks().getFirst()), "frame 'pelvis.isb' of bone "
                    + "'pelvis': landmark 'femur-r.HJC' of bone 'femur-r' belongs to another bone."),
            anatomy(a -> frame(a).setDefinition(null), "frame 'pelvis.isb' of bone 'pelvis': 'definition' is missing."),
            anatomy(a -> joint(a).setType(""), "joint 'hip-r': 'type' is missing."),
            anatomy(a -> joint(a).setChild(pelvis(a)), "joint 'hip-r': parent and child are the same, bone 'pelvis'.",
                    "joint 'hip-r': frame 'femur-r.isb' of bone 'femur-r' does not belong to the child bone."),
            anatomy(a -> joint(a).getCoordinates().getFirst().setMinimum(3), "coordinate 'flexion' of joint 'hip-r': 'minimum' is 3 rad, "
                    + "above 'maximum', which is 2.44346095279 rad."),
            anatomy(a -> joint(a).getCoordinates().getFirst().setValue(3), "coordinate 'flexion' of joint 'hip-r': the value 3 rad is "
                    + "outside its range, -0.523598775598 rad to 2.44346095279 rad."),
            anatomy(a -> joint(a).getCoordinates().getFirst().setUnit("deg"), "coordinate 'flexion' of joint 'hip-r': the unit is "
                    + "'deg'; model files keep SI, here 'rad'."),
            anatomy(a -> joint(a).getCoordinates().getFirst().setUnit("kg"), "coordinate 'flexion' of joint 'hip-r': the unit is 'kg'; "
                    + "it must be 'rad' for a rotation or 'm' for a translation."),
            anatomy(a -> a.getLigaments().getFirst().getBundles().clear(), "ligament 'iliofemoral': 'bundles' is missing."),
            anatomy(a -> bundle(a).getPath().removeFirst(), "ligament bundle 'iliofemoral.lateral' of ligament 'iliofemoral': the path "
                    + "has 1 points, fewer than 2."),
            anatomy(a -> bundle(a).setStiffness(-3), "ligament bundle 'iliofemoral.lateral' of ligament 'iliofemoral': 'stiffness' is "
                    + "-3 N, below 0 N."),
            anatomy(a -> bundle(a).setReferenceStrain(-1.2), "ligament bundle 'iliofemoral.lateral' of ligament 'iliofemoral': "
                    + "'referenceStrain' is -1.2, below the limit of -0.99 (the slack length would have no meaning)."),
            anatomy(a -> bundle(a).getPath().getFirst().setPosition(null), "path point 'origin' of ligament bundle "
                    + "'iliofemoral.lateral' of ligament 'iliofemoral': 'position' is missing."),
            anatomy(a -> bundle(a).getPath().getLast().setBone(pelvis(a)), "path point 'insertion' of ligament bundle "
                    + "'iliofemoral.lateral' of ligament 'iliofemoral': landmark 'femur-r.GT' of bone 'femur-r' does not belong to bone "
                    + "'pelvis'."),
            anatomy(a -> muscle(a).setMaxIsometricForce(Double.NEGATIVE_INFINITY), "muscle 'gmed': 'maxIsometricForce' is -Infinity, not "
                    + "a finite number."),
            anatomy(a -> muscle(a).setPennationAngle(2), "muscle 'gmed': 'pennationAngle' is 2 rad, above the limit of 1.57079632679 rad "
                    + "(fibres at a right angle to the tendon do not pull on it)."),
            anatomy(a -> muscle(a).getWraps().getFirst().setShape("cone"), "wrap object 'gmed.wrap' of muscle 'gmed': the shape 'cone' "
                    + "is none of sphere, cylinder, ellipsoid, torus."),
            anatomy(a -> bundle(a).getWraps().add(wrap("iliofemoral.head", pelvis(a), "cone")), "wrap object 'iliofemoral.head' of "
                    + "ligament bundle 'iliofemoral.lateral' of ligament 'iliofemoral': the shape 'cone' is none of sphere, cylinder, "
                    + "ellipsoid, torus."),
            anatomy(a -> a.getCartilages().getFirst().getThickness().setValue(1.4), "quantity 'thickness' of cartilage 'acetabular': "
                    + "'value' is 1.4 m, above the limit of 0.02 m (human cartilage is below 10 mm thick)."),
            anatomy(a -> a.getKinematics().getFirst().setRate(-1), "kinematics record 'gait': 'rate' is -1 Hz, below 0 Hz."),
            anatomy(a -> a.getBones().get(1).getLandmarks().getFirst().setId("femur-r.GT"),
                    "landmark 'femur-r.GT' of bone 'femur-r': landmark 'femur-r.GT' of bone 'femur-r' has the same id."),

            implant(c -> c.setLicence(null), "catalogue 'acme': 'licence' is missing."),
            implant(c -> c.setEffectiveDate("2026"), "catalogue 'acme': 'effectiveDate' is '2026', not a date such as 2026-03-01 or "
                    + "2026-03-01T08:30:00Z."),
            implant(c -> size1(c).setPartNumber("AC-H-28"), "catalogue 'acme': 'AC-H-28' occurs more than once in 'productLines'."),
            implant(c -> size1(c).setPartNumber(null), "size 'stem.1' of component 'stem' of product line 'one': 'partNumber' is "
                    + "missing."),
            implant(c -> stem(c).setKind(null), "component 'stem' of product line 'one': 'kind' is missing."),
            implant(c -> stem(c).setMirrorAxis("x"), "component 'stem' of product line 'one': the mirror axis is 'x'; it must be 'y' or "
                    + "'z'."),
            implant(c -> stem(c).getSizes().getLast().setLabel("1"), "component 'stem' of product line 'one': '1' occurs more than once "
                    + "in 'sizes'."),
            implant(c -> stem(c).getParameters().get(1).setDefaultValue(" "), "parameter 'stem.neck' of component 'stem' of product line "
                    + "'one': the expression 'defaultValue' is empty.",
                    "size 'stem.1' of component 'stem' of product line 'one': the parameter 'neck' has neither a value nor a default."),
            implant(c -> size1(c).setValidUntil("2025-01-01"), "size 'stem.1' of component 'stem' of product line 'one': valid from "
                    + "2026-01-01 but only until 2025-01-01."),
            implant(c -> stem(c).getSizes().getLast().setReplacedBy(size1(c)),
                    "size 'stem.1' of component 'stem' of product line 'one': following 'replacedBy' leads back to it.",
                    "size 'stem.2' of component 'stem' of product line 'one': following 'replacedBy' leads back to it."),
            implant(c -> size1(c).getParameters().add(quantity("offset", 0.04, "m")), "size 'stem.1' of component 'stem' of product "
                    + "line 'one': its component has no parameter 'offset'."),
            implant(c -> size1(c).getParameters().getFirst().setUnit("m"), "size 'stem.1' of component 'stem' of product line 'one': the "
                    + "parameter 'ccd' is in 'm', its component says 'rad'."),
            implant(c -> size1(c).getParameters().removeFirst(), "size 'stem.1' of component 'stem' of product line 'one': the parameter "
                    + "'ccd' has neither a value nor a default."),
            implant(c -> size1(c).getVariations().getFirst().setRank(0), "variation no. 1 of size 'stem.1' of component 'stem' of "
                    + "product line 'one': the rank is 0; ranks are counted from 1."),
            implant(c -> stem(c).getGeometries().getFirst().setTolerance(-1e-4), "geometry 'stem.body' of component 'stem' of product "
                    + "line 'one': 'tolerance' is -0.0001 m, below 0 m."),
            implant(c -> ((ParametricGeometry) stem(c).getGeometries().getFirst()).setAxisY(null), "geometry 'stem.body' of component "
                    + "'stem' of product line 'one': 'axisY' is missing."),
            implant(c -> ((ParametricGeometry) stem(c).getGeometries().getFirst()).setSegments(2), "geometry 'stem.body' of component "
                    + "'stem' of product line 'one': 2 segments around the axis; 0 or at least 3 are wanted."),
            implant(c -> ((ParametricGeometry) stem(c).getGeometries().getFirst()).getProfile()
                    .add(ImplantFactory.eINSTANCE.createProfilePoint()), "profile point no. 3 of geometry 'stem.body' of component "
                    + "'stem' of product line 'one': no expression is given."),
            implant(c -> ((org.orthotwin.model.implant.FileGeometry) size1(c).getGeometries().getFirst()).getFile().setLengthUnit(null),
                    "geometry 'stem.1.body' of size 'stem.1' of component 'stem' of product line 'one': the file 'stem-1.stl' does not "
                    + "say the unit of its lengths ('mm' or 'm')."),
            implant(c -> stem(c).getMatingFeatures().getFirst().setX(" "), "mating feature 'stem.taper' of component 'stem' of product "
                    + "line 'one': 'x' is missing."),
            implant(c -> stem(c).getMatingFeatures().getFirst().getFreedoms().getFirst().setAxis(Vec3.ZERO), "degree of freedom no. 1 of "
                    + "mating feature 'stem.taper' of component 'stem' of product line 'one': the axis 0 0 0 has no direction."),
            implant(c -> stem(c).getLandmarks().getFirst().setDirectionX(null), "planning landmark 'stem.axis' of component 'stem' of "
                    + "product line 'one': 'directionX' is missing."),
            implant(c -> c.getAssemblies().getFirst().getSlots().getLast().setRole("stem"), "assembly 'tha': 'stem' occurs more than "
                    + "once in 'slots'."),
            implant(c -> c.getAssemblies().getFirst().getSlots().getLast().getComponents().clear(), "slot 'tha.head' of assembly 'tha': "
                    + "'components' is missing."),
            implant(c -> c.getAssemblies().getFirst().getConnections().getFirst().setSecond(c.getAssemblies().getFirst().getSlots()
                    .getFirst()), "connection no. 1 of assembly 'tha': it joins slot 'tha.stem' of assembly 'tha' to itself."),
            implant(c -> c.getRules().getFirst().setReason(null), "compatibility rule 'rule-1': 'reason' is missing."),
            implant(c -> c.getRules().getFirst().setCondition("  "), "compatibility rule 'rule-1': the expression 'condition' is empty."),
            implant(c -> c.getNotices().getFirst().getSizes().clear(), "notice 'recall-1': it does not say which sizes it is about."),
            implant(c -> {
                c.getNotices().getFirst().setKind(org.orthotwin.model.implant.NoticeKind.REPLACEMENT);
                size1(c).setReplacedBy(null);
            }, "notice 'recall-1': size 'stem.1' of component 'stem' of product line 'one' does not say what replaces it."),

            scenario(s -> s.setActivePlan(null), "scenario 'case-1': none of its 2 plans is the active one."),
            scenario(s -> s.setActivePlan(EcoreUtil.copy(plan(s))), "scenario 'case-1': the active plan, plan 'a', is not one of its "
                    + "plans."),
            scenario(s -> s.setJoint(null), "scenario 'case-1': 'joint' is missing."),
            scenario(s -> s.getMeasurements().getLast().setDefinition("hip.rom.flexion"), "scenario 'case-1': 'hip.rom.flexion' occurs "
                    + "more than once in 'measurements'."),
            scenario(s -> s.getCatalogues().getFirst().setCatalogue(null), "catalogue reference no. 1: 'catalogue' is missing."),
            scenario(s -> {
                var twice = EcoreUtil.copy(plan(s).getPlacements().getFirst());
                twice.setId("a.cup2");
                plan(s).getPlacements().add(twice);
            }, "plan 'a': 'cup' occurs more than once in 'placements'."),
            scenario(s -> plan(s).getPlacements().getFirst().setRole(null), "placement 'a.cup' of plan 'a': 'role' is missing."),
            scenario(s -> plan(s).getPlacements().getFirst().setComponent("cup"), "placement 'a.cup' of plan 'a': the component 'cup' "
                    + "must be <catalogue id>/<component id>."),
            scenario(s -> plan(s).getPlacements().getFirst().setConvention(null), "placement 'a.cup' of plan 'a': 'convention' is "
                    + "missing."),
            scenario(s -> plan(s).getResections().getFirst().setNormal(Vec3.ZERO), "resection 'a.neck' of plan 'a': the normal 0 0 0 has "
                    + "no direction."),
            scenario(s -> inclination(s).setNumber(Double.NaN), "setting 'inclination' of placement 'a.cup' of plan 'a': 'number' is "
                    + "NaN, not a finite number."),
            scenario(s -> inclination(s).setUnit("deg"), "setting 'inclination' of placement 'a.cup' of plan 'a': the unit is 'deg'; "
                    + "model files keep SI, here 'rad'."),
            scenario(s -> inclination(s).setText("steep"), "setting 'inclination' of placement 'a.cup' of plan 'a': it has the text "
                    + "'steep' and the number 0.698131700798 rad; one of them is wanted."),
            scenario(s -> inclination(s).setName("anteversion"), "placement 'a.cup' of plan 'a': 'anteversion' occurs more than once in "
                    + "'coordinates'."),
            scenario(s -> s.getActivities().getFirst().setType(null), "activity 'sitting': 'type' is missing."),
            scenario(s -> s.getRequests().getFirst().setSolver(null), "solver request 'rom': 'solver' is missing."),
            scenario(s -> s.getMeasurements().getFirst().setLower(3.0), "measurement 'hip.rom.flexion': 'lower' is 3 rad, above 'upper', "
                    + "which is 2.6 rad."),
            scenario(s -> cup(s).setPath(""), "distribution 'cup': 'path' is missing."),
            scenario(s -> cup(s).setMean(null), "distribution 'cup': 'mean' is missing."),
            scenario(s -> cup(s).setDeviation(-0.1), "distribution 'cup': 'deviation' is -0.1 rad; it must be above 0."),
            scenario(s -> cup(s).setDeviation(Double.NaN), "distribution 'cup': 'deviation' is NaN, not a finite number."),
            scenario(s -> cup(s).setLower(0.4), "distribution 'cup': 'lower' is 0.4 rad, not below 'upper', which is 0.3 rad."),
            scenario(s -> cup(s).setMean(20.0), "distribution 'cup': between -0.3 rad and 0.3 rad there is next to nothing of a normal "
                    + "distribution of mean 20 rad and deviation 0.13 rad."),
            scenario(s -> {
                cup(s).setLower(null);
                cup(s).setUpper(null);
            }, "distribution 'cup': a truncated normal needs 'lower', 'upper' or both."),
            scenario(s -> cup(s).setMode(0.1), "distribution 'cup': 'mode' is 0.1 rad, but a distribution of the kind 'truncated-normal' "
                    + "has none."),
            scenario(s -> cup(s).setChange(DistributionChange.MULTIPLIED), "distribution 'cup': what multiplies a value is a plain "
                    + "number, but the unit is 'rad'."),
            scenario(s -> cup(s).setUnit("deg"), "distribution 'cup': the unit is 'deg'; model files keep SI, here 'rad'."),
            scenario(s -> mass(s).setMode(90.0), "distribution 'subject.mass': 'mode' is 90 kg, outside 60 kg to 85 kg."),
            scenario(s -> {
                mass(s).setKind(DistributionKind.LOGNORMAL);
                mass(s).setLower(null);
                mass(s).setMode(null);
                mass(s).setUpper(null);
                mass(s).setMean(-70.0);
                mass(s).setDeviation(5.0);
            }, "distribution 'subject.mass': 'mean' is -70 kg; it must be above 0."),
            scenario(s -> mass(s).setPath("plan.cup.inclination"), "scenario 'case-1': 'plan.cup.inclination' occurs more than once in "
                    + "'distributions'."),
            scenario(s -> s.getTolerances().getFirst().setRelative(-1), "tolerance 'hip.rom.flexion': 'relative' is -1, below 0."),
            scenario(s -> s.getResults().getFirst().setVersion(null), "result 'hip.rom.flexion': 'version' is missing."),

            twin(t -> t.setPseudonym(null), "twin 'twin-1': 'pseudonym' is missing."),
            twin(t -> t.setCurrentState(EcoreUtil.copy(t.getStates().getFirst())), "twin 'twin-1': the current state, state 's1', is not "
                    + "one of its states."),
            twin(t -> t.getStates().getLast().setTime("2025-01-01"), "state 's2': its time 2025-01-01 is before that of its parent, "
                    + "2026-03-01T08:30:00Z."),
            twin(t -> {
                t.getStates().getFirst().setParent(t.getStates().getLast());
                t.getStates().getFirst().setTime("2026-06-01");
            }, "state 's1': following 'parent' leads back to it.", "state 's2': following 'parent' leads back to it."),
            twin(t -> t.getStates().getLast().getParameters().getFirst().setStandardDeviation(-0.1), "estimate 'stiffness.scale' of "
                    + "state 's2': 'standardDeviation' is -0.1, below 0."),
            twin(t -> {
                var twice = EcoreUtil.copy(t.getObservations().getFirst());
                twice.setId("o2");
                t.getObservations().add(twice);
            }, "twin 'twin-1': 'clinic/1' occurs more than once in 'observations'."),
            twin(t -> t.getObservations().getFirst().setTime(null), "observation 'o1': 'time' is missing."),
            twin(t -> t.getPredictions().getFirst().setLower(3), "prediction 'p1': 'lower' is 3 rad, above 'upper', which is 2.2 rad."),
            twin(t -> t.getCouplings().getFirst().setTwin("twin-1"), "coupling 'c1': the twin 'twin-1' is coupled to itself."));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    <T extends NamedElement> void oneMistakeGivesOneSentence(String kind, Consumer<T> mistake, List<String> said) {
        @SuppressWarnings("unchecked")
        T model = (T) Golden.load(kind);
        mistake.accept(model);
        List<Diagnostic> found = ModelValidator.validate(model);
        assertEquals(said, found.stream().map(d -> d.text("en")).sorted(java.util.Comparator.comparingInt(said::indexOf)).toList());
        for (Diagnostic d : found) {
            String french = d.text("fr");
            assertNotEquals(d.text("en"), french);
            assertFalse(french.contains("{") || french.contains("''"), french);
            assertEquals(d.code().equals("data.no-hash") ? Severity.WARNING : Severity.ERROR, d.severity());
        }
    }

    @Test
    void findingsSayWhere() {
        Anatomy a = Golden.anatomy();
        Landmark l = asis(a);
        l.setPosition(null);
        ModelValidator.Finding f = ModelValidator.findings(a).getFirst();
        assertEquals(l, f.object());
        assertEquals("position", f.feature().getName());
    }

    @Test
    void aPoseStandsForLandmarks() {
        Anatomy a = Golden.anatomy();
        frame(a).getLandmarks().clear();
        frame(a).setPose(RigidTransform.IDENTITY);
        assertEquals(List.of(), ModelValidator.validate(a));
    }

    @Test
    void aReferenceOutOfTheModelIsFound() {
        Anatomy a = Golden.anatomy();
        new org.orthotwin.model.anatomy.ModelResourceFactory().createResource(org.eclipse.emf.common.util.URI.createURI("x.anatomy"))
                .getContents().add(a);
        Landmark stranger = AnatomyFactory.eINSTANCE.createLandmark();
        stranger.setId("stranger");
        bundle(a).getPath().getFirst().setLandmark(stranger);
        assertTrue(ModelValidator.validate(a).stream().anyMatch(d -> d.code().equals("model.dangling")));
    }

    @Test
    void theLanguageOfTheMachinePlaysNoPart() {
        Locale before = Locale.getDefault();
        try {
            for (String l : List.of("fr-FR", "de-DE")) {
                Locale.setDefault(Locale.forLanguageTag(l));
                Anatomy a = Golden.anatomy();
                bundle(a).setStiffness(-12345.5);
                assertEquals("ligament bundle 'iliofemoral.lateral' of ligament 'iliofemoral': 'stiffness' is -12345.5 N, below 0 N.",
                        ModelValidator.validate(a).getFirst().toString());
                assertEquals("faisceau de ligament \u00ab iliofemoral.lateral \u00bb de ligament \u00ab iliofemoral \u00bb : "
                        + "\u00ab stiffness \u00bb vaut -12345.5 N, moins que 0 N.", ModelValidator.validate(a).getFirst().text("fr"));
            }
        } finally {
            Locale.setDefault(before);
        }
    }
}
