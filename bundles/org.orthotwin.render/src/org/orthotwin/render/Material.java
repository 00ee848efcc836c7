/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.render;

/**
 * How a surface looks. Colours are sRGB 0xRRGGBB. The values of the constants are chosen by eye and carry no physical claim.
 *
 * @param color of the surface (of the reflection for a metal)
 * @param opacity 0 (invisible) to 1, seen face on. A translucent surface is a thin shell: seen at a slant, light crosses more of it, so it
 *        covers 1 - (1 - opacity)^(1/cos)
 * @param metallic 0 for bone, ceramic or plastic, 1 for bare metal
 * @param roughness 0.05 (polished) to 1 (chalk)
 * @param outline strength of silhouettes and sharp edges drawn in ink, 0 to 1
 * @param lit false to paint the plain colour without any light
 */
public record Material(int color, double opacity, double metallic, double roughness, double outline, boolean lit) {

    /** Dry bone, ivory. */
    public static final Material BONE = new Material(0xE8D9B8, 1, 0, 0.62, 0.85, true);
    /** Hyaline cartilage. */
    public static final Material CARTILAGE = new Material(0xBFD4DC, 1, 0, 0.35, 0.7, true);
    /** Polished cobalt-chromium alloy. */
    public static final Material COBALT_CHROME = new Material(0xD3D7DC, 1, 1, 0.14, 0.8, true);
    /** Grit-blasted titanium alloy. */
    public static final Material TITANIUM = new Material(0xC3C4C9, 1, 1, 0.46, 0.8, true);
    /** Ultra-high molecular weight polyethylene. */
    public static final Material POLYETHYLENE = new Material(0xE6EEF4, 1, 0, 0.42, 0.8, true);
    /** Zirconia-toughened alumina, pink. */
    public static final Material CERAMIC = new Material(0xE9A3AE, 1, 0, 0.16, 0.8, true);
    /** Muscle and tendon as a solid. */
    public static final Material MUSCLE = new Material(0xB5524A, 1, 0, 0.5, 0.7, true);
    /** Something to be noticed: contact, conflict. */
    public static final Material WARNING = new Material(0xD7301F, 1, 0, 0.4, 0.8, true);

    public Material {
        if (!(opacity >= 0 && opacity <= 1) || !(metallic >= 0 && metallic <= 1) || !(roughness >= 0.05 && roughness <= 1)
                || !(outline >= 0 && outline <= 1)) {
            throw new IllegalArgumentException("material with opacity " + opacity + ", metallic " + metallic + ", outline " + outline
                    + " (0 to 1 each) and roughness " + roughness + " (0.05 to 1)");
        }
        color &= 0xFFFFFF;
    }

    /** The plain colour, unlit, without outline. */
    public static Material flat(int color) {
        return new Material(color, 1, 0, 1, 0, false);
    }

    /** A satin surface of the colour, as a coloured plastic model has. */
    public static Material satin(int color) {
        return new Material(color, 1, 0, 0.45, 0.8, true);
    }

    public Material withColor(int newColor) {
        return new Material(newColor, opacity, metallic, roughness, outline, lit);
    }

    public Material withOpacity(double newOpacity) {
        return new Material(color, newOpacity, metallic, roughness, outline, lit);
    }
}
