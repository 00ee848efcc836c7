uniform sampler2D depthMap;
uniform sampler2D normalMap;
uniform sampler2D colorMap;
uniform bool colored;
#ifndef VEIL
uniform sampler2D occlusionMap;
uniform float occlusion;
uniform int ink;          // distance in pixels at which outlines are looked for, 0 for none
#endif
uniform sampler2D parts;
uniform vec3 fade;        // nearest z, 1 / range, strength
uniform vec3 groundTop;
uniform vec3 groundBottom;
uniform vec2 size;
layout(location = 0) out vec4 outColor;

#ifndef VEIL
float open(vec2 pixel, float z) {
    vec2 f = pixel * 0.5 - 0.25;
    ivec2 at = ivec2(floor(f));
    ivec2 last = textureSize(occlusionMap, 0) - 1;
    f -= vec2(at);
    float unit = (parallel ? 1.0 : z) / focal;
    float sum = 0.0;
    float total = 0.0;
    for (int k = 0; k < 4; k++) {
        ivec2 o = ivec2(k & 1, k >> 1);
        vec2 t = texelFetch(occlusionMap, clamp(at + o, ivec2(0), last), 0).xy;
        vec2 near = 1.0 - abs(f - vec2(o));
        float apart = (t.y - z) / unit;
        float w = (near.x * near.y + 0.001) / (0.5 + apart * apart);
        sum += w * t.x;
        total += w;
    }
    return sum / total;
}

float inkOf(ivec2 at, float z, vec3 n, float part, float strength) {
    int diagonal = int(0.7071 * float(ink) + 0.5);
    float unit = (parallel ? 1.0 : z) / focal;
    float most = 0.0;
    ivec2 last = ivec2(size) - 1;
    for (int e = 0; e < 4; e++) {
        ivec2 o = e == 0 ? ivec2(ink, 0) : e == 1 ? ivec2(0, ink) : e == 2 ? ivec2(diagonal, diagonal) : ivec2(diagonal, -diagonal);
        ivec2 p = clamp(at + o, ivec2(0), last);
        ivec2 q = clamp(at - o, ivec2(0), last);
        float dp = texelFetch(depthMap, p, 0).r;
        float dq = texelFetch(depthMap, q, 0).r;
        if (dp >= 1.0 || dq >= 1.0) {
            return strength;
        }
        float zp = zOf(dp);
        float zq = zOf(dq);
        float jump = max(zp - z - max(0.0, z - zq), zq - z - max(0.0, z - zp)) / unit;
        float edge = step3(3.0, 9.0, jump);
        vec4 np = texelFetch(normalMap, p, 0);
        vec4 nq = texelFetch(normalMap, q, 0);
        if (abs(np.w - part) > 1e-5 || abs(nq.w - part) > 1e-5) {
            edge = max(edge, 0.55);
        }
        float bend = min(dot(n, normalize(np.xyz * 2.0 - 1.0)), dot(n, normalize(nq.xyz * 2.0 - 1.0)));
        edge = max(edge, 0.5 * step3(0.0, 0.31, 0.86 - bend));
        most = max(most, edge);
    }
    return most * strength;
}
#endif

void main() {
    ivec2 at = ivec2(gl_FragCoord.xy);
    vec3 ground = mix(groundBottom, groundTop, gl_FragCoord.y / size.y);
    float z = zOf(texelFetch(depthMap, at, 0).r);
    vec3 p = placeOf(gl_FragCoord.xy, z);
    vec3 v = toViewer(p);
    vec4 g = texelFetch(normalMap, at, 0);
    vec3 n = facing(g.xyz * 2.0 - 1.0, v);
    int part = int(g.w * 65535.0 + 0.5);
    ivec2 cell = ivec2(3 * (part & 127), part >> 7);
    vec4 material = texelFetch(parts, cell, 0);
    vec4 look = texelFetch(parts, cell + ivec2(1, 0), 0);
    vec3 c = texelFetch(parts, cell + ivec2(2, 0), 0).rgb;
    if (colored) {
        vec4 own = texelFetch(colorMap, at, 0);
        c = own.a > 0.5 ? toLinear(own.rgb) : c;
    }
    if (look.y > 0.5) {
#ifdef VEIL
        float ao = 1.0;
#else
        float ao = occlusion > 0.0 ? 1.0 - occlusion * (1.0 - open(gl_FragCoord.xy, z)) : 1.0;
#endif
        c = shade(c, n, v, ao, material);
    }
    c = mix(c, ground, look.z * fade.z * clamp((z - fade.x) * fade.y, 0.0, 1.0));
#ifdef VEIL
    float alpha = 1.0 - pow(max(0.0, 1.0 - look.w), 1.0 / max(dot(n, v), 0.06));
    outColor = vec4(alpha * c, alpha);
#else
    if (ink > 0 && look.x > 0.0) {
        c *= 1.0 - 0.88 * inkOf(at, z, n, g.w, look.x);
    }
    outColor = vec4(c, 1.0);
#endif
}
