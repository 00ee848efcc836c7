/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.opensim;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.multibody.MultibodyModel;

/**
 * What a model file of OpenSim holds.
 *
 * @param version number of the file's format, e.g. 30000 or 40000
 * @param body the mechanism; its paths are those of the muscles, then of the ligaments
 * @param muscles in the order of the file
 * @param ligaments in the order of the file
 * @param actuators motors of coordinates
 * @param contacts surfaces that can touch
 * @param shapes meshes that bodies are drawn by
 * @param fixed names of markers that stay where they are in their segment when markers are placed on a subject
 * @param credits texts {@code credits} and {@code publications}: whom those who use or change the model must name
 * @param dropped what the file says and this does not
 */
public record OsimModel(int version, MultibodyModel body, List<Muscle> muscles, List<Ligament> ligaments, List<Motor> actuators,
        List<Contact> contacts, List<Shape> shapes, Set<String> fixed, Map<String, String> credits, List<Diagnostic> dropped) {

    public OsimModel {
        muscles = List.copyOf(muscles);
        ligaments = List.copyOf(ligaments);
        actuators = List.copyOf(actuators);
        contacts = List.copyOf(contacts);
        shapes = List.copyOf(shapes);
        fixed = Set.copyOf(fixed);
        credits = Map.copyOf(credits);
        dropped = List.copyOf(dropped);
    }

    /** This model with another mechanism, muscles and so on, which have the same origin. */
    OsimModel with(MultibodyModel other, List<Muscle> m, List<Ligament> l, List<Contact> c, List<Shape> s, Set<String> f) {
        return new OsimModel(version, other, m, l, actuators, c, s, f, credits, dropped);
    }

    /**
     * A muscle with its tendon.
     *
     * @param name its name
     * @param type OpenSim's name of its law
     * @param path index of its path
     * @param force largest isometric force, N
     * @param fibre optimal fibre length, m
     * @param tendon slack length of the tendon, m
     * @param pennation angle of the fibres at their optimal length, rad
     * @param speed largest shortening velocity, optimal fibre lengths per second
     * @param least least activation that is allowed
     * @param most largest activation that is allowed
     * @param enabled whether it takes part
     * @param parameters other numbers of its law that the file gives, by OpenSim's names
     */
    public record Muscle(String name, String type, int path, double force, double fibre, double tendon, double pennation, double speed,
            double least, double most, boolean enabled, Map<String, Double> parameters) {

        public Muscle {
            parameters = Map.copyOf(parameters);
        }
    }

    /**
     * A ligament after Blankevoort: force k e^2 / (2 et) up to the strain et, k (e - et / 2) beyond.
     *
     * @param name its name
     * @param path index of its path
     * @param stiffness k, N for each unit of strain
     * @param slack length without tension, m
     * @param transition et
     * @param damping N.s for each unit of strain
     */
    public record Ligament(String name, int path, double stiffness, double slack, double transition, double damping) {
    }

    /**
     * A motor of a coordinate.
     *
     * @param coordinate its index
     * @param force at full activation, N or N.m
     * @param least least activation
     * @param most largest activation
     */
    public record Motor(String name, int coordinate, double force, double least, double most) {
    }

    /**
     * A surface that can touch.
     *
     * @param kind mesh, sphere or plane
     * @param segment index, -1 for the ground
     * @param pose in the segment
     * @param radius of a sphere, m; else 0
     * @param file of a mesh as the file names it; else empty
     * @param thickness of the layer, m; 0 if not said
     * @param modulus Young's, Pa; 0 if not said
     * @param poisson Poisson's ratio; 0 if not said
     */
    public record Contact(String name, String kind, int segment, RigidTransform pose, double radius, String file, double thickness,
            double modulus, double poisson) {
    }

    /**
     * A mesh that a body is drawn by.
     *
     * @param segment index, -1 for the ground
     * @param file as the model names it
     * @param scale factors along the axes of the segment
     */
    public record Shape(int segment, String file, Vec3 scale) {
    }

    /** A frame that stands off a segment. */
    record Offset(int segment, RigidTransform pose) {

        Vec3 apply(Vec3 p) {
            return pose.apply(p);
        }
    }
}
