/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.scene.ui.internal;

import static org.lwjgl.opengl.GL33C.*;

import java.util.ArrayList;
import java.util.List;

/** The textures that a picture of one size is drawn into on its way to the screen. */
final class GlTargets {

    final int width;
    final int height;
    /** Whether depths have eight bits beside them to count with; copying both takes many times as long without a graphics card. */
    final boolean counting;
    final int halfWidth;
    final int halfHeight;
    final int depth;
    /** A copy of the depths, to test against while they are read. */
    private final int shade;
    final int normal;
    /** Made when values are first shown as colours. */
    int color;
    int coloredSolids;
    final int[] occlusion;
    final int lit;
    final int one;
    final int sum;
    final int solids;
    final int[] occlusionFrames = new int[2];
    final int litFrame;
    final int oneFrame;
    final int sumFrame;
    /** Made when translucent surfaces are first drawn. */
    int[] veilDepth;
    int[] veilNormal;
    int veilColor;
    int veils;
    int[] veilFrames;
    int veilsFrame;
    private final List<Integer> textures = new ArrayList<>();
    private final List<Integer> frames = new ArrayList<>();

    GlTargets(int width, int height, boolean counting) {
        this.width = width;
        this.height = height;
        this.counting = counting;
        halfWidth = (width + 1) / 2;
        halfHeight = (height + 1) / 2;
        depth = depths();
        normal = texture(width, height, GL_RGBA16, GL_RGBA, GL_UNSIGNED_SHORT);
        shade = depths();
        occlusion = new int[] {texture(halfWidth, halfHeight, GL_RG16F, GL_RG, GL_HALF_FLOAT),
            texture(halfWidth, halfHeight, GL_RG16F, GL_RG, GL_HALF_FLOAT)};
        lit = texture(width, height, GL_RGBA16F, GL_RGBA, GL_HALF_FLOAT);
        one = texture(width, height, GL_RGBA16F, GL_RGBA, GL_HALF_FLOAT);
        linear(one);
        sum = texture(width, height, GL_RGBA16F, GL_RGBA, GL_HALF_FLOAT);
        linear(sum);
        solids = frame(attachment(), depth, normal);
        occlusionFrames[0] = frame(0, 0, occlusion[0]);
        occlusionFrames[1] = frame(0, 0, occlusion[1]);
        litFrame = frame(attachment(), shade, lit);
        oneFrame = frame(attachment(), shade, one);
        sumFrame = frame(0, 0, sum);
    }

    private int depths() {
        return counting ? texture(width, height, GL_DEPTH32F_STENCIL8, GL_DEPTH_STENCIL, GL_FLOAT_32_UNSIGNED_INT_24_8_REV)
                : texture(width, height, GL_DEPTH_COMPONENT32F, GL_DEPTH_COMPONENT, GL_FLOAT);
    }

    private int attachment() {
        return counting ? GL_DEPTH_STENCIL_ATTACHMENT : GL_DEPTH_ATTACHMENT;
    }

    void needColors() {
        if (color == 0) {
            color = texture(width, height, GL_RGBA8, GL_RGBA, GL_UNSIGNED_BYTE);
            coloredSolids = frame(attachment(), depth, normal, color);
        }
    }

    void needVeils() {
        if (veilDepth != null) {
            return;
        }
        veilDepth = new int[3];
        veilFrames = new int[3];
        veilNormal = new int[] {texture(width, height, GL_RGBA16, GL_RGBA, GL_UNSIGNED_SHORT),
            texture(width, height, GL_RGBA16, GL_RGBA, GL_UNSIGNED_SHORT)};
        veilColor = texture(width, height, GL_RGBA8, GL_RGBA, GL_UNSIGNED_BYTE);
        veils = texture(width, height, GL_RGBA16F, GL_RGBA, GL_HALF_FLOAT);
        for (int i = 0; i < 3; i++) {
            veilDepth[i] = texture(width, height, GL_DEPTH_COMPONENT32F, GL_DEPTH_COMPONENT, GL_FLOAT);
            veilFrames[i] = frame(GL_DEPTH_ATTACHMENT, veilDepth[i], veilNormal[Math.min(i, 1)], veilColor);
        }
        veilsFrame = frame(GL_DEPTH_ATTACHMENT, texture(width, height, GL_DEPTH_COMPONENT32F, GL_DEPTH_COMPONENT, GL_FLOAT), veils);
    }

    /** Lets a texture be shown larger than it is. */
    private static void linear(int texture) {
        glBindTexture(GL_TEXTURE_2D, texture);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
    }

    private int texture(int w, int h, int internal, int format, int type) {
        int id = GlObjects.texture();
        textures.add(id);
        glBindTexture(GL_TEXTURE_2D, id);
        glTexImage2D(GL_TEXTURE_2D, 0, internal, w, h, 0, format, type, (java.nio.ByteBuffer) null);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
        return id;
    }

    private int frame(int depthAttachment, int depthTexture, int... colors) {
        int id = GlObjects.frameBuffer();
        frames.add(id);
        glBindFramebuffer(GL_FRAMEBUFFER, id);
        int[] buffers = new int[colors.length];
        for (int i = 0; i < colors.length; i++) {
            buffers[i] = GL_COLOR_ATTACHMENT0 + i;
            glFramebufferTexture2D(GL_FRAMEBUFFER, buffers[i], GL_TEXTURE_2D, colors[i], 0);
        }
        if (depthAttachment != 0) {
            glFramebufferTexture2D(GL_FRAMEBUFFER, depthAttachment, GL_TEXTURE_2D, depthTexture, 0);
        }
        glDrawBuffers(buffers);
        int status = glCheckFramebufferStatus(GL_FRAMEBUFFER);
        if (status != GL_FRAMEBUFFER_COMPLETE) {
            throw new IllegalStateException("frame buffer of " + width + " x " + height + " pixels: status " + status);
        }
        return id;
    }

    void delete() {
        frames.forEach(GlObjects::deleteFrameBuffer);
        textures.forEach(GlObjects::deleteTexture);
    }
}
