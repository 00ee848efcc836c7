// Lays the translucent surfaces over the opaque ones, with ink on the silhouettes of the nearest.
uniform sampler2D opaque;
uniform sampler2D veils;
uniform sampler2D veilDepth;
uniform sampler2D veilNormal;
uniform sampler2D parts;
uniform int ink;
layout(location = 0) out vec4 outColor;

float inkOf(ivec2 at, float d) {
    int diagonal = int(0.7071 * float(ink) + 0.5);
    float z = zOf(d);
    float unit = (parallel ? 1.0 : z) / focal;
    float most = 0.0;
    ivec2 last = textureSize(veilDepth, 0) - 1;
    for (int e = 0; e < 4; e++) {
        ivec2 o = e == 0 ? ivec2(ink, 0) : e == 1 ? ivec2(0, ink) : e == 2 ? ivec2(diagonal, diagonal) : ivec2(diagonal, -diagonal);
        float dp = texelFetch(veilDepth, clamp(at + o, ivec2(0), last), 0).r;
        float dq = texelFetch(veilDepth, clamp(at - o, ivec2(0), last), 0).r;
        if (dp >= 1.0 || dq >= 1.0) {
            return 1.0;
        }
        float zp = zOf(dp);
        float zq = zOf(dq);
        most = max(most, smoothstep(3.0, 9.0, max(zp - z - max(0.0, z - zq), zq - z - max(0.0, z - zp)) / unit));
    }
    return most;
}

void main() {
    ivec2 at = ivec2(gl_FragCoord.xy);
    vec4 v = texelFetch(veils, at, 0);
    vec4 c = v + (1.0 - v.a) * texelFetch(opaque, at, 0);
    float d = texelFetch(veilDepth, at, 0).r;
    if (ink > 0 && d < 1.0) {
        int part = int(texelFetch(veilNormal, at, 0).w * 65535.0 + 0.5);
        float outline = texelFetch(parts, ivec2(3 * (part & 127) + 1, part >> 7), 0).x;
        c.rgb *= 1.0 - 0.8 * 0.55 * outline * inkOf(at, d);
    }
    outColor = c;
}
