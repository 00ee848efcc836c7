flat in vec4 vEnds;
flat in vec4 vShape;
flat in vec4 vColor;
#ifdef DEPTH
uniform sampler2D depthMap;
uniform sampler2D veilDepth;
uniform int stage;        // 0 all, 1 only behind the nearest translucent surface, 2 only before it
#endif
layout(location = 0) out vec4 outColor;

void main() {
    vec2 way = vEnds.zw - vEnds.xy;
    vec2 p = gl_FragCoord.xy - vEnds.xy;
    float ll = dot(way, way);
    float t = ll > 0.0 ? clamp(dot(p, way) / ll, 0.0, 1.0) : 0.0;
    float r = mix(vShape.x, vShape.y, t);
    float cover = min(min(1.0, 2.0 * r), r + 0.5 - length(p - t * way));
    if (cover <= 0.0) {
        discard;
    }
#ifdef DEPTH
    float d = mix(vShape.z, vShape.w, t);
    ivec2 at = ivec2(gl_FragCoord.xy);
    if (d >= 0.0 && d > texelFetch(depthMap, at, 0).r) {
        discard;
    }
    if (stage != 0) {
        bool behind = d >= 0.0 && d > texelFetch(veilDepth, at, 0).r;
        if (behind != (stage == 1)) {
            discard;
        }
    }
#endif
    outColor = vec4(vColor.rgb, vColor.a * cover);
}
