/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.opensim.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.exchange.Content;
import org.orthotwin.exchange.Imported;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.interop.opensim.OpenSimAnatomy;
import org.orthotwin.interop.opensim.OsimModel;
import org.orthotwin.interop.opensim.OsimReader;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.AnatomyFiles;
import org.orthotwin.multibody.CubicSpline;
import org.orthotwin.multibody.MultibodyModel;
import org.orthotwin.multibody.MusclePath;
import org.orthotwin.multibody.PathGeometry;
import org.orthotwin.multibody.Posture;

/** The same knee in the formats 3 and 4, what is refused, and the models of others. */
class OsimReaderTest {

    private static final String KNEE = """
            <TransformAxis name="rotation1"><coordinates>knee</coordinates><axis>0 0 1</axis>FUN<LinearFunction name="function">
            <coefficients> 1 0</coefficients></LinearFunction>END</TransformAxis>
            <TransformAxis name="rotation2"><coordinates></coordinates><axis>0 1 0</axis></TransformAxis>
            <TransformAxis name="rotation3"><coordinates></coordinates><axis>1 0 0</axis></TransformAxis>
            <TransformAxis name="translation1"><coordinates>knee</coordinates><axis>1 0 0</axis>FUN<SimmSpline name="function">
            <x>-2 -1 0 1 2</x><y>0.01 0.02 0 0 0</y></SimmSpline>END</TransformAxis>
            <TransformAxis name="translation2"><coordinates></coordinates><axis>0 1 0</axis>FUN<Constant name="function">
            <value>-0.4</value></Constant>END</TransformAxis>
            <TransformAxis name="translation3"><coordinates></coordinates><axis>0 0 1</axis></TransformAxis>
            """;
    private static final String MOVES = """
            <Coordinate name="knee"><default_value>-0.5</default_value><range>-2 0.1</range><clamped>true</clamped></Coordinate>
            """;
    private static final String WRAPS = """
            <WrapObjectSet><objects><WrapCylinder name="condyle"><xyz_body_rotation>0 0 0</xyz_body_rotation>
            <translation>0 -0.4 0</translation>
            <quadrant>x</quadrant><radius>0.02</radius><length>0.1</length></WrapCylinder></objects></WrapObjectSet>
            """;

    static String three() {
        return """
                <OpenSimDocument Version="30000"><Model name="leg"><gravity>0 -9.81 0</gravity><length_units>meters</length_units>
                <BodySet><objects>
                <Body name="ground"/>
                <Body name="femur"><mass>8</mass><mass_center>0 -0.2 0</mass_center><inertia_xx>0.1</inertia_xx>
                <inertia_yy>0.02</inertia_yy><inertia_zz>0.1</inertia_zz>
                <Joint><WeldJoint name="hip"><parent_body>ground</parent_body><location_in_parent>0 1 0</location_in_parent>
                <orientation_in_parent>0 0 0</orientation_in_parent>
                <location>0 0 0</location><orientation>0 0 0</orientation></WeldJoint></Joint>WRAPS</Body>
                <Body name="tibia"><mass>4</mass><mass_center>0 -0.2 0</mass_center><inertia_xx>0.05</inertia_xx>
                <inertia_yy>0.01</inertia_yy><inertia_zz>0.05</inertia_zz>
                <Joint><CustomJoint name="knee_joint"><parent_body>femur</parent_body><location_in_parent>0 0 0</location_in_parent>
                <orientation_in_parent>0 0.1 0</orientation_in_parent><location>0 0.05 0</location><orientation>0 0 0</orientation>
                <CoordinateSet><objects>MOVES</objects></CoordinateSet>
                <SpatialTransform>KNEE</SpatialTransform></CustomJoint></Joint></Body></objects></BodySet>
                <ForceSet><objects><Thelen2003Muscle name="vasti"><GeometryPath><PathPointSet><objects>
                <PathPoint name="a"><location>0.03 -0.1 0</location><body>femur</body></PathPoint><PathPoint name="b">
                <location>0.03 0.01 0</location><body>tibia</body></PathPoint>
                </objects></PathPointSet><PathWrapSet><objects><PathWrap><wrap_object>condyle</wrap_object><method>midpoint</method>
                <range>-1 -1</range></PathWrap></objects></PathWrapSet></GeometryPath>
                <max_isometric_force>1000</max_isometric_force><optimal_fiber_length>0.1</optimal_fiber_length>
                <tendon_slack_length>0.2</tendon_slack_length>
                <pennation_angle_at_optimal>0.1</pennation_angle_at_optimal></Thelen2003Muscle></objects></ForceSet>
                <MarkerSet><objects><Marker name="ankle"><body>tibia</body><location>0 -0.4 0.03</location></Marker></objects></MarkerSet>
                </Model></OpenSimDocument>
                """.replace("WRAPS", WRAPS).replace("MOVES", MOVES)
                .replace("KNEE", KNEE.replace("FUN", "<function>").replace("END", "</function>"));
    }

    static String four() {
        return """
                <OpenSimDocument Version="40000"><Model name="leg"><defaults><Blankevoort1991Ligament name="default">
                <transition_strain>0.06</transition_strain></Blankevoort1991Ligament></defaults>
                <gravity>0 -9.81 0</gravity><BodySet><objects>
                <Body name="femur"><mass>8</mass><mass_center>0 -0.2 0</mass_center><inertia>0.1 0.02 0.1 0 0 0</inertia>WRAPS</Body>
                <Body name="tibia"><mass>4</mass><mass_center>0 -0.2 0</mass_center><inertia>0.05 0.01 0.05 0 0 0</inertia></Body>
                </objects></BodySet>
                <JointSet><objects><WeldJoint name="hip"><socket_parent_frame>ground_offset</socket_parent_frame>
                <socket_child_frame>/bodyset/femur</socket_child_frame>
                <frames><PhysicalOffsetFrame name="ground_offset"><socket_parent>/ground</socket_parent><translation>0 1 0</translation>
                <orientation>0 0 0</orientation></PhysicalOffsetFrame></frames></WeldJoint>
                <CustomJoint name="knee_joint"><socket_parent_frame>femur_offset</socket_parent_frame>
                <socket_child_frame>tibia_offset</socket_child_frame><coordinates>MOVES</coordinates>
                <frames><PhysicalOffsetFrame name="femur_offset"><socket_parent>/bodyset/femur</socket_parent>
                <translation>0 0 0</translation><orientation>0 0.1 0</orientation></PhysicalOffsetFrame>
                <PhysicalOffsetFrame name="tibia_offset"><socket_parent>/bodyset/tibia</socket_parent><translation>0 0.05 0</translation>
                <orientation>0 0 0</orientation></PhysicalOffsetFrame></frames>
                <SpatialTransform>KNEE</SpatialTransform></CustomJoint></objects></JointSet>
                <ForceSet><objects><Thelen2003Muscle name="vasti"><GeometryPath><PathPointSet><objects>
                <PathPoint name="a"><socket_parent_frame>/bodyset/femur</socket_parent_frame><location>0.03 -0.1 0</location></PathPoint>
                <PathPoint name="b"><socket_parent_frame>/jointset/knee_joint/tibia_offset</socket_parent_frame>
                <location>0.03 -0.04 0</location></PathPoint>
                </objects></PathPointSet><PathWrapSet><objects><PathWrap><wrap_object>condyle</wrap_object><range>-1 -1</range></PathWrap>
                </objects></PathWrapSet></GeometryPath>
                <max_isometric_force>1000</max_isometric_force><optimal_fiber_length>0.1</optimal_fiber_length>
                <tendon_slack_length>0.2</tendon_slack_length>
                <pennation_angle_at_optimal>0.1</pennation_angle_at_optimal></Thelen2003Muscle>
                <Blankevoort1991Ligament name="MCL1"><GeometryPath><PathPointSet><objects>
                <PathPoint name="c"><socket_parent_frame>/bodyset/femur</socket_parent_frame><location>0 -0.39 -0.03</location></PathPoint>
                <PathPoint name="d"><socket_parent_frame>/bodyset/tibia</socket_parent_frame><location>0 -0.04 -0.03</location>
                </PathPoint></objects></PathPointSet></GeometryPath>
                <linear_stiffness>500</linear_stiffness><slack_length>0.1</slack_length></Blankevoort1991Ligament>
                <CoordinateActuator name="motor"><coordinate>knee</coordinate><min_control>-Inf</min_control>
                <optimal_force>10</optimal_force></CoordinateActuator>
                <BushingForce name="bushing"/></objects></ForceSet>
                <MarkerSet><objects><Marker name="ankle"><socket_parent_frame>/bodyset/tibia</socket_parent_frame>
                <location>0 -0.4 0.03</location></Marker></objects></MarkerSet></Model></OpenSimDocument>
                """.replace("WRAPS", WRAPS).replace("MOVES", MOVES).replace("KNEE", KNEE.replace("FUN", "").replace("END", ""));
    }

    private static OsimModel read(Path folder, String text) throws IOException {
        return OsimReader.read(Files.writeString(folder.resolve("leg.osim"), text), Monitor.NONE);
    }

    @Test
    void theFormatsThreeAndFourAreTheSameModel(@TempDir Path folder) throws IOException {
        OsimModel a = read(folder, three());
        OsimModel b = read(folder, four());
        Posture p = new Posture(a.body());
        Posture q = new Posture(b.body());
        assertEquals(-0.5, p.coordinate(0));
        assertEquals(MusclePath.Plane.MIDPOINT, a.body().paths().get(0).surfaces().get(0).plane());
        assertEquals(MusclePath.Plane.HYBRID, b.body().paths().get(0).surfaces().get(0).plane());
        for (double k : new double[] {-1.7, -0.5, 0.1}) {
            Vec3 x = p.at(new double[] {k}).point(1, a.body().markers().get(0).position());
            assertEquals(0, x.distance(q.at(new double[] {k}).point(1, b.body().markers().get(0).position())), 1e-14);
            // closed form: the shift by the spline, then the turn, in the frame that is tilted by 0.1 rad
            double shift = new CubicSpline(new double[] {-2, -1, 0, 1, 2}, new double[] {0.01, 0.02, 0, 0, 0}).value(k);
            Vec3 foot = new Vec3(shift + 0.45 * Math.sin(k), -0.4 - 0.45 * Math.cos(k), 0.03);
            Vec3 there = new Vec3(Math.cos(0.1) * foot.x() + Math.sin(0.1) * foot.z(), 1 + foot.y(),
                    -Math.sin(0.1) * foot.x() + Math.cos(0.1) * foot.z());
            assertEquals(0, there.distance(x), 1e-12);
            double la = new PathGeometry(a.body(), a.body().paths().get(0)).length(p);
            double lb = new PathGeometry(b.body(), b.body().paths().get(0)).length(q);
            assertEquals(la, lb, 1e-14);
        }
        assertEquals(1, b.ligaments().size());
        assertEquals(0.06, b.ligaments().get(0).transition());
        assertEquals(Double.NEGATIVE_INFINITY, b.actuators().get(0).least());
        assertEquals(List.of("BushingForce (1)"), b.dropped().stream().map(d -> d.text("en")).toList());
        assertEquals(a.muscles().get(0).force(), b.muscles().get(0).force());
    }

    /** What cartilage is made of is told by the names that solvers ask for. */
    @Test
    void cartilageKeepsItsModulus() throws IOException {
        Anatomy a = OpenSimAnatomy.read(SharedData.file("knee-model/lenhart2015/models/lenhart2015/lenhart2015_acld.osim"),
                new ArrayList<>(), Monitor.NONE);
        assertTrue(a.getCartilages().stream().flatMap(c -> c.getProperties().stream()).anyMatch(q -> q.getName().equals("modulus")
                && q.getUnit().equals("Pa")));
        assertTrue(a.getCartilages().stream().flatMap(c -> c.getProperties().stream()).anyMatch(q -> q.getName().equals("poisson")));
    }

    @Test
    void anAnatomyComesOfIt(@TempDir Path folder) throws IOException {
        List<Diagnostic> dropped = new ArrayList<>();
        Path file = Files.writeString(folder.resolve("leg.osim"), four());
        Anatomy anatomy = OpenSimAnatomy.read(file, dropped, Monitor.NONE);
        AnatomyFiles.save(folder.resolve("leg.anatomy"), anatomy);
        Anatomy back = AnatomyFiles.load(folder.resolve("leg.anatomy"));
        assertEquals(List.of("ground", "femur", "tibia"), back.getBones().stream().map(x -> x.getName()).toList());
        assertEquals(12, back.getSubject().getMass().getValue());
        assertEquals("MCL", back.getLigaments().get(0).getName());
        assertEquals("cylinder", back.getMuscles().get(0).getWraps().get(0).getShape());
        OsimModel m = OsimReader.read(file, Monitor.NONE);
        Posture p = new Posture(m.body());
        double length = p.point(0, new Vec3(0, -0.39, -0.03)).distance(p.point(1, new Vec3(0, -0.04, -0.03)));
        assertEquals(length / 0.1 - 1, back.getLigaments().get(0).getBundles().get(0).getReferenceStrain(), 1e-12);
        assertTrue(Imported.of(new Content.Model(anatomy), dropped).dropped().contains("the side on which surfaces are passed (1)"),
                dropped.toString());
        assertTrue(Imported.of(new Content.Model(anatomy), dropped).dropped("fr")
                .contains("le côté par lequel des surfaces sont contournées (1)"), dropped.toString());
    }

    private static void refused(Path folder, String text, String... words) {
        InputException e = assertThrows(InputException.class, () -> read(folder, text));
        for (String language : List.of("en", "fr")) {
            String said = e.diagnostic().text(language);
            for (String w : words) {
                assertTrue(said.contains(w), said + " does not say " + w);
            }
        }
    }

    @Test
    void badFilesAreRefusedWithTheirObject(@TempDir Path folder) {
        refused(folder, four().replace("<optimal_fiber_length>0.1<", "<optimal_fiber_length>100<"), "leg.osim", "vasti", "100", "1000");
        refused(folder, four().replace("<location>0 -0.4 0.03<", "<location>0 -400 30<"), "ankle", "401", "3");
        refused(folder, three().replace(">meters<", ">mm<"), "length_units", "mm");
        refused(folder, four().replace("0 0.02 -1 0 0 0", "").replace("<mass>8<", "<mass>-8<"), "femur", "-8");
        refused(folder, four().replace("<mass>8<", "<mass>eight<"), "femur", "mass", "eight");
        refused(folder, four().replace("<mass>8<", "<mass>NaN<"), "femur", "mass", "NaN");
        refused(folder, four().replace("<axis>0 0 1</axis>", "<axis>0 1</axis>"), "rotation1", "axis", "2", "3");
        refused(folder, four().replace("<axis>0 0 1</axis>", "<axis>0 0 0</axis>"), "rotation1");
        refused(folder, four().replace(">-2 -1 0 1 2<", ">-2 -1 0 0 2<"), "translation1", "0");
        refused(folder, four().replace("WeldJoint", "EllipsoidJoint"), "hip", "EllipsoidJoint");
        refused(folder, four().replace("/bodyset/femur</socket_child", "/bodyset/fibula</socket_child"), "hip", "fibula");
        refused(folder, four().replace("<coordinates>knee<", "<coordinates>ankle<"), "rotation1", "ankle");
        refused(folder, four().replace("/bodyset/tibia</socket_parent><translation>0 0.05",
                "/bodyset/femur</socket_parent><translation>0 0.05"), "leg");
        refused(folder, four().replace("<quadrant>x", "<quadrant>w"), "condyle", "w");
        refused(folder, three().replace("<method>midpoint", "<method>about"), "vasti", "about");
        refused(folder, four().replace("<range>-2 0.1", "<range>2 0.1"), "knee", "2.0");
        refused(folder, four().replace("<clamped>true", "<clamped>yes"), "knee", "clamped", "yes");
        refused(folder, four().replace("Version=\"40000\"", "Version=\"x\""), "x");
        refused(folder, "<Model name='leg'/>", "leg.osim", "Model");
        refused(folder, four().substring(0, 900), "leg.osim");
        refused(folder, "no xml", "leg.osim");
    }

    @Test
    void hostileXmlIsRefused(@TempDir Path folder) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret.txt"), "hidden words");
        String entity = "<!DOCTYPE a [<!ENTITY e SYSTEM \"" + secret.toUri() + "\">]>" + four().replace("<mass>8<", "<mass>&e;<");
        InputException e = assertThrows(InputException.class, () -> read(folder, entity));
        assertTrue(!e.getMessage().contains("hidden"), e.getMessage());
        refused(folder,
                "<!DOCTYPE lolz [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>"
                        + "<OpenSimDocument Version=\"40000\"><Model name=\"&b;\"/>"
                + "</OpenSimDocument>", "leg.osim");
        refused(folder, "<OpenSimDocument Version=\"40000\"><Model>" + "<function>".repeat(30_000) + "</function>".repeat(30_000)
                + "</Model></OpenSimDocument>", "leg.osim");
    }

    /** Published models: how many of each kind a count of their tags gives. */
    @Test
    void publishedModelsAreRead() throws IOException {
        Path gait = SharedData.file("opensim/creator-models/models/Gait10dof18musc/gait10dof18musc.osim");
        OsimModel m = OsimReader.read(gait, Monitor.NONE);
        assertEquals(12, m.body().segments().size());
        assertEquals(18, m.muscles().size());
        assertEquals(10, m.body().coordinates().size());
        check(m);
    }

    /** The walking models of two formats, the one with 80 muscles over cylinders, and the knee with 76 fibres over ellipsoids. */
    @Test
    @Tag("long")
    void allPathsOfPublishedModelsHaveTheirSlopes() throws IOException {
        for (String name : List.of("opensim/creator-models/models/Gait2392_Simbody/gait2392_thelen2003muscle.osim",
                "opensim/creator-models/models/RajagopalModel/Rajagopal2016.osim",
                "opensim/creator-models/models/RajagopalModel/RajagopalLaiUhlrich2023.osim",
                "knee-model/lenhart2015/models/lenhart2015/lenhart2015.osim")) {
            check(OsimReader.read(SharedData.file(name), Monitor.NONE));
        }
    }

    /** Lengths of muscles have the slopes that their paths say, on models of others with all that they use. */
    static void check(OsimModel m) {
        MultibodyModel body = m.body();
        double[] q = body.defaults();
        Posture p = new Posture(body);
        Posture other = new Posture(body);
        for (var path : body.paths()) {
            PathGeometry g = new PathGeometry(body, path);
            double length = g.length(p.at(q));
            assertTrue(length > 0.001 && length < 2, path.name() + " has " + length + " m");
            double[] slopes = g.slopes(p);
            for (int c = 0; c < q.length; c++) {
                double h = 1e-6;
                double[] z = q.clone();
                z[c] += h;
                double up = g.length(other.at(z));
                z[c] -= 2 * h;
                double down = g.length(other.at(z));
                // where a point comes or goes between the two there is no slope
                if (Math.abs(up - 2 * length + down) < 1e-8) {
                    assertEquals((up - down) / (2 * h), slopes[c], 1e-6, path.name() + " and " + body.coordinates().get(c).name());
                }
            }
        }
    }
}
