#ifdef CLIP
in vec3 vPlace;
#endif
in vec3 vNormal;
#ifdef SCALARS
in vec2 vScalar;
uniform vec2 range;       // lowest value, 1 / (highest - lowest)
uniform sampler2D colors;
#endif
#ifdef CLIP
uniform vec4 planes[8];
uniform int planeCount;
#endif
#ifdef VEIL
uniform sampler2D opaqueDepth;
uniform sampler2D lastDepth;
uniform bool first;
#endif
uniform float part;
layout(location = 0) out vec4 outNormal;
#ifdef COLORS
layout(location = 1) out vec4 outColor;
#endif

void main() {
#ifdef CLIP
    for (int i = 0; i < planeCount; i++) {
        if (dot(planes[i].xyz, vPlace) + planes[i].w > 0.0) {
            discard;
        }
    }
#endif
#ifdef VEIL
    ivec2 at = ivec2(gl_FragCoord.xy);
    if (gl_FragCoord.z >= texelFetch(opaqueDepth, at, 0).r || !first && gl_FragCoord.z <= texelFetch(lastDepth, at, 0).r) {
        discard;
    }
#endif
    vec3 n = vNormal;
#ifdef BACKS
    n = gl_FrontFacing ? n : -n;
#endif
    // Many triangles are smaller than a pixel: what can be done once for each pixel is done later.
    outNormal = vec4(n * 0.5 + 0.5, part);
#ifdef COLORS
    outColor = vec4(0.0);
#ifdef SCALARS
    if (vScalar.y > 0.9999) {
        float t = clamp((vScalar.x - range.x) * range.y, 0.0, 1.0);
        outColor = vec4(texture(colors, vec2((t * 1023.0 + 0.5) / 1024.0, 0.5)).rgb, 1.0);
    }
#endif
#endif
}
