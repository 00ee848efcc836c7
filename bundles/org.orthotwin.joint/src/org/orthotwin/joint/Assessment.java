/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint;

import java.util.List;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Unit;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;

/**
 * What a joint finds of its bones, or of parts in them, that is more than one number: a class of a published classification with what
 * decided it, and surfaces that show it.
 *
 * @param id dotted, e.g. {@code hip.revision.acetabulum}
 * @param name what is assessed, for people
 * @param verdict the class, or why it is unclear, in one sentence
 * @param clear whether there is one class
 * @param criteria what decided it, in the order in which they are asked; may be empty
 * @param source of the classification; may be empty
 * @param pictures what to show of it; may be empty
 */
public record Assessment(String id, Diagnostic name, Diagnostic verdict, boolean clear, List<Criterion> criteria, String source,
        List<Picture> pictures) {

    public Assessment {
        criteria = List.copyOf(criteria);
        pictures = List.copyOf(pictures);
    }

    /**
     * One thing that was asked.
     *
     * @param name what was measured
     * @param si value, SI
     * @param uncertainty standard uncertainty, SI; NaN where it was not assessed
     * @param unit in which it is shown
     * @param limit what it is held against
     * @param straddles whether the class would be another within its uncertainty
     */
    public record Criterion(Diagnostic name, double si, double uncertainty, Unit unit, Diagnostic limit, boolean straddles) {
    }

    /**
     * A picture of a bone with surfaces.
     *
     * @param id part of its file's name
     * @param caption what it shows
     * @param body id of the bone; empty for surfaces alone, which then are in the surface frame of the proximal bone
     * @param layers surfaces in the bone's surface frame
     * @param from direction to the viewer
     * @param inJoint whether {@code from} is in the axes of the joint's frame of the proximal bone (x forwards, y upwards, z to the
     *     right), or in those of the bone's surface frame
     * @param boneOpacity 0 to 1
     */
    public record Picture(String id, Diagnostic caption, String body, List<Layer> layers, Vec3 from, boolean inJoint,
            double boneOpacity) {

        public Picture {
            layers = List.copyOf(layers);
        }
    }

    /**
     * One surface of a colour.
     *
     * @param name what the colour means
     * @param surface m
     * @param color red, green and blue as 0xRRGGBB
     */
    public record Layer(Diagnostic name, TriangleMesh surface, int color) {
    }
}
