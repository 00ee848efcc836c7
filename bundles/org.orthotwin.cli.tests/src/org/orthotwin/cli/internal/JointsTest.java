/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.orthotwin.cli.Invocation;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.joint.Joints;
import org.orthotwin.joint.spi.JointType;

class JointsTest {

    /** Ours are listed beside one that can be made and fails whatever it is asked; it is named with its bundle and what it threw. */
    @Test
    void aJointThatFailsIsNamedAndTheOthersAreListed() {
        Contribution<JointType> wrong = new Contribution<>("ankle", "Ankle", "", "made.up", Map.of(), Map.of(), () -> (JointType) Proxy
                .newProxyInstance(JointType.class.getClassLoader(), new Class<?>[] {JointType.class}, (self, method, arguments) -> {
                    throw new IllegalStateException("no talus");
                }));
        Joints.registry().add(wrong);
        try {
            Call call = Call.of(List.of("joints"));
            assertEquals(Invocation.OK, call.exitCode(), call.err());
            assertTrue(call.out().contains("hip  "), call.out());
            assertTrue(call.out().contains("shoulder  "), call.out());
            assertFalse(call.out().contains("ankle"), call.out());
            assertTrue(call.err().contains("joint 'ankle' contributed by made.up") && call.err().contains("no talus"), call.err());
        } finally {
            Joints.registry().remove(wrong);
        }
        assertEquals("", Call.of(List.of("joints")).err());
    }
}
