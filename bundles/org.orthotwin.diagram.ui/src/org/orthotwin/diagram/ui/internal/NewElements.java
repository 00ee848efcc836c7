/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.emf.common.command.Command;
import org.eclipse.emf.common.command.CommandWrapper;
import org.eclipse.emf.common.command.CompoundCommand;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.orthotwin.core.contribution.ContributionException;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.Joints;
import org.orthotwin.joint.spi.JointType;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.AnatomyFactory;
import org.orthotwin.model.anatomy.AnatomyPackage;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.anatomy.Coordinate;
import org.orthotwin.model.anatomy.Frame;
import org.orthotwin.model.anatomy.Joint;
import org.orthotwin.model.anatomy.Landmark;
import org.orthotwin.model.anatomy.Ligament;
import org.orthotwin.model.anatomy.LigamentBundle;
import org.orthotwin.model.anatomy.Muscle;
import org.orthotwin.model.anatomy.PathPoint;

/** The commands that add what the palette offers. */
final class NewElements {

    /** What the palette makes of two bones. @param type id of the contributed joint type; empty for tissue */
    record Tie(Kind kind, String type) {
    }

    /** What the palette puts onto the sheet. @param type of the bone */
    record NewBone(String type) {
    }

    private NewElements() {
    }

    /** A bone without a surface, at a place. */
    static Command bone(Sheet sheet, String type, Arrangement.At at) {
        Anatomy anatomy = sheet.session().models().anatomy().orElseThrow();
        Bone b = AnatomyFactory.eINSTANCE.createBone();
        b.setId(free(anatomy, type));
        b.setType(type);
        Command add = sheet.session().commands().add(anatomy, AnatomyPackage.Literals.ANATOMY__BONES, b);
        Map<String, Arrangement.At> places = sheet.places();
        places.put(b.getId(), at);
        CompoundCommand both = new CompoundCommand();
        both.append(add);
        both.append(sheet.kept().move(add.getLabel(), places));
        return new CommandWrapper(add.getLabel(), add.getLabel(), both);
    }

    /**
     * A joint of a contributed type, the right way round where the types of the bones say which is proximal, with its coordinates, and its
     * frames where the bones have them.
     */
    static Command joint(Sheet sheet, String type, Bone from, Bone to) {
        Anatomy anatomy = sheet.session().models().anatomy().orElseThrow();
        Optional<JointType> known = type(type);
        boolean turned = known.filter(t -> t.parentBone().equals(to.getType()) && !t.parentBone().equals(from.getType())).isPresent();
        Joint j = AnatomyFactory.eINSTANCE.createJoint();
        j.setId(free(anatomy, type));
        j.setType(type);
        j.setParent(turned ? to : from);
        j.setChild(turned ? from : to);
        j.setSide(j.getChild().getSide());
        known.ifPresent(t -> {
            frame(j.getParent(), t.parentFrame()).ifPresent(j::setParentFrame);
            frame(j.getChild(), t.childFrame()).ifPresent(j::setChildFrame);
            for (CoordinateDefinition d : t.coordinates()) {
                Coordinate c = AnatomyFactory.eINSTANCE.createCoordinate();
                c.setId(j.getId() + "." + d.name());
                c.setName(d.name());
                c.setUnit(d.dimension().siUnit().symbol());
                c.setMinimum(d.minimum());
                c.setMaximum(d.maximum());
                c.setValue(Math.min(d.maximum(), Math.max(d.minimum(), 0)));
                j.getCoordinates().add(c);
            }
        });
        return sheet.session().commands().add(anatomy, AnatomyPackage.Literals.ANATOMY__JOINTS, j);
    }

    private static Optional<JointType> type(String id) {
        try {
            return Joints.registry().find(id).isPresent() ? Optional.of(Joints.registry().get(id)) : Optional.empty();
        } catch (ContributionException e) {
            // named by the registry
            return Optional.empty();
        }
    }

    private static Optional<Frame> frame(Bone bone, String id) {
        return bone.getFrames().stream().filter(f -> id.equals(f.getId()) || id.equals(f.getDefinition())).findFirst();
    }

    /** A ligament of one bundle, or a muscle, from a landmark to another; its properties are still to be stated. */
    static Command tissue(Sheet sheet, Kind kind, Landmark from, Landmark to) {
        Anatomy anatomy = sheet.session().models().anatomy().orElseThrow();
        String name = kind == Kind.MUSCLE ? "muscle" : "ligament";
        List<PathPoint> path = new ArrayList<>(List.of(point(from), point(to)));
        if (kind == Kind.MUSCLE) {
            Muscle m = AnatomyFactory.eINSTANCE.createMuscle();
            m.setId(free(anatomy, name));
            m.getPath().addAll(path);
            return sheet.session().commands().add(anatomy, AnatomyPackage.Literals.ANATOMY__MUSCLES, m);
        }
        Ligament l = AnatomyFactory.eINSTANCE.createLigament();
        l.setId(free(anatomy, name));
        LigamentBundle b = AnatomyFactory.eINSTANCE.createLigamentBundle();
        b.setId(l.getId() + ".1");
        b.getPath().addAll(path);
        l.getBundles().add(b);
        return sheet.session().commands().add(anatomy, AnatomyPackage.Literals.ANATOMY__LIGAMENTS, l);
    }

    private static PathPoint point(Landmark landmark) {
        PathPoint p = AnatomyFactory.eINSTANCE.createPathPoint();
        p.setBone((Bone) landmark.eContainer());
        p.setLandmark(landmark);
        return p;
    }

    private static String free(Anatomy anatomy, String stem) {
        Set<String> ids = new HashSet<>();
        anatomy.eAllContents().forEachRemaining((EObject o) -> ids.add(EcoreUtil.getID(o)));
        String id = stem;
        for (int i = 2; ids.contains(id); i++) {
            id = stem + "-" + i;
        }
        return id;
    }
}
