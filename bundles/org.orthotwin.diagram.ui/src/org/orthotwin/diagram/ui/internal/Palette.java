/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.gef.palette.ConnectionCreationToolEntry;
import org.eclipse.gef.palette.CreationToolEntry;
import org.eclipse.gef.palette.MarqueeToolEntry;
import org.eclipse.gef.palette.PaletteContainer;
import org.eclipse.gef.palette.PaletteDrawer;
import org.eclipse.gef.palette.PaletteEntry;
import org.eclipse.gef.palette.PaletteGroup;
import org.eclipse.gef.palette.PaletteRoot;
import org.eclipse.gef.palette.SelectionToolEntry;
import org.eclipse.gef.requests.CreationFactory;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.joint.Joints;
import org.orthotwin.joint.spi.JointType;
import org.orthotwin.ui.UiLanguage;

/** The tools: choose, the joint types that bundles contribute, tissue, and the bones of those joints. */
final class Palette {

    private record Factory(Object object) implements CreationFactory {

        @Override
        public Object getNewObject() {
            return object;
        }

        @Override
        public Object getObjectType() {
            return object;
        }
    }

    private Palette() {
    }

    /** The tools to choose with alone. */
    static PaletteRoot root() {
        PaletteRoot root = new PaletteRoot();
        PaletteGroup choose = new PaletteGroup(Texts.text("palette.choose"));
        SelectionToolEntry select = new SelectionToolEntry(Texts.text("palette.select"));
        select.setDescription(Texts.text("palette.select.tip"));
        choose.add(select);
        MarqueeToolEntry marquee = new MarqueeToolEntry(Texts.text("palette.marquee"));
        marquee.setDescription(Texts.text("palette.marquee.tip"));
        choose.add(marquee);
        root.add(choose);
        root.setDefaultEntry(select);
        return root;
    }

    /** Adds what bundles contribute now, in the place of what they did; the tools to choose with stay, one of which may be in use. */
    static void fill(PaletteRoot root) {
        for (Object drawer : List.copyOf(root.getChildren().subList(1, root.getChildren().size()))) {
            root.remove((PaletteEntry) drawer);
        }
        PaletteDrawer joints = new PaletteDrawer(Texts.text("palette.joints"));
        String language = UiLanguage.code();
        Set<String> bones = new TreeSet<>();
        for (Contribution<JointType> c : Joints.registry().all()) {
            tie(joints, c.translated(c.name(), language), c.translated(c.description(), language), "joint",
                    new NewElements.Tie(Kind.JOINT, c
                    .id()));
        }
        for (JointType t : Joints.registry().instances()) {
            bones.add(t.parentBone());
            bones.add(t.childBone());
            bones.addAll(t.furtherBones());
        }
        root.add(joints);

        PaletteDrawer tissue = new PaletteDrawer(Texts.text("palette.tissue"));
        tie(tissue, Texts.text("palette.ligament"), Texts.text("palette.ligament.tip"), "ligament", new NewElements.Tie(Kind.LIGAMENT, ""));
        tie(tissue, Texts.text("palette.muscle"), Texts.text("palette.muscle.tip"), "muscle", new NewElements.Tie(Kind.MUSCLE, ""));
        root.add(tissue);

        PaletteDrawer anatomy = new PaletteDrawer(Texts.text("palette.bones"));
        for (String type : bones) {
            anatomy.add(new CreationToolEntry(Names.boneType(type), Texts.text("palette.bone.tip"),
                    new Factory(new NewElements.NewBone(type)),
                    Icons.OURS.descriptor("bone"), Icons.OURS.descriptor("bone")));
        }
        root.add(anatomy);
    }

    private static void tie(PaletteContainer to, String name, String tip, String icon, NewElements.Tie tie) {
        to.add(new ConnectionCreationToolEntry(name, tip, new Factory(tie), Icons.OURS.descriptor(icon), Icons.OURS.descriptor(icon)));
    }
}
