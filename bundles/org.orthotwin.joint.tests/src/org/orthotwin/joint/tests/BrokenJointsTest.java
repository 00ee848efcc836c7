/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.tests;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Dimension;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.ClinicalMotion;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.PlacementConvention;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.spi.JointType;
import org.orthotwin.joint.testkit.JointContract;

/** The contract catches what it is there for: each joint here breaks one rule. */
class BrokenJointsTest {

    private static void caught(JointType joint, Consumer<JointContract> test) {
        JointContract contract = new JointContract() {
            @Override
            protected JointType joint() {
                return joint;
            }

            @Override
            protected Map<String, Vec3> landmarks(String boneType, Side side) {
                return Hinge.LANDMARKS;
            }
        };
        assertThrows(AssertionError.class, () -> test.accept(contract));
    }

    @Test
    void aMotionWithTheSameSignOnBothSides() {
        caught(new Hinge() {
            @Override
            public List<ClinicalMotion> motions() {
                return List.of(new ClinicalMotion("adduction", "adduction", 1, 1, 0.8));
            }
        }, JointContract::motionsAreMirroredFromSideToSide);
    }

    @Test
    void aMotionOfAnUnknownCoordinateOrOutOfRange() {
        caught(new Hinge() {
            @Override
            public List<ClinicalMotion> motions() {
                return List.of(new ClinicalMotion("adduction", "alpha", 1, -1, 0.8));
            }
        }, JointContract::motionsAreMirroredFromSideToSide);
        caught(new Hinge() {
            @Override
            public List<ClinicalMotion> motions() {
                return List.of(new ClinicalMotion("adduction", "adduction", 1, -1, 2.8));
            }
        }, JointContract::typicalMotionsAreWithinTheCoordinatesRanges);
    }

    @Test
    void coordinatesThatDoNotComeBack() {
        caught(new Hinge() {
            @Override
            public double[] coordinates(RigidTransform t, Side side) {
                return new double[] {-super.coordinates(t, side)[0]};
            }
        }, JointContract::posesGiveTheirCoordinatesBack);
    }

    @Test
    void aRangeThatLacksTheNeutralPosition() {
        caught(new Hinge() {
            @Override
            public List<CoordinateDefinition> coordinates() {
                return List.of(new CoordinateDefinition("adduction", "about x", Dimension.ANGLE, 0.5, 2));
            }
        }, JointContract::coordinatesAreNamedAndHaveRanges);
    }

    @Test
    void framesThatIgnoreTheirLandmarksOrTakeAnything() {
        caught(new Hinge() {
            @Override
            RigidTransform pose(Map<String, Vec3> m, Side side) {
                return RigidTransform.translation(m.get("O"));
            }
        }, JointContract::framesMoveWithTheirLandmarks);
        caught(new Hinge() {
            @Override
            RigidTransform pose(Map<String, Vec3> m, Side side) {
                return RigidTransform.translation(m.get("O"));
            }
        }, JointContract::collinearAndCoincidentLandmarksAreRefused);
        caught(new Hinge() {
            @Override
            public String childFrame() {
                return "test.no-such";
            }
        }, JointContract::framesOfTheCoordinatesAreDefinedOnItsBones);
    }

    @Test
    void placementsThatAreNotMirroredOrNotInvertible() {
        caught(new Hinge() {
            @Override
            public List<PlacementConvention> placements() {
                return List.of(new Shift() {
                    @Override
                    public RigidTransform pose(Map<String, Double> values, Side side) {
                        return super.pose(values, Side.RIGHT);
                    }
                });
            }
        }, JointContract::placementsAreMirroredFromSideToSide);
        caught(new Hinge() {
            @Override
            public List<PlacementConvention> placements() {
                return List.of(new Shift() {
                    @Override
                    public Map<String, Double> values(RigidTransform p, Side side) {
                        return super.values(p.withTranslation(p.translation().negate()), side);
                    }
                });
            }
        }, JointContract::placementsGiveTheirCoordinatesBack);
    }
}
