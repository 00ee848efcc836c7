// Share of the sky that a point sees past the picture's own depths, on a grid of half the resolution; the second channel is z.
uniform sampler2D depthMap;
uniform sampler2D normalMap;
uniform vec3 kernel[12];  // six points of each reach, unit reach
uniform vec2 reach;       // m
uniform float turnBy;     // rad, another one for each sample of the picture
uniform ivec2 size;
layout(location = 0) out vec2 result;

void main() {
    ivec2 at = min(2 * ivec2(gl_FragCoord.xy), size - 1);
    float d = texelFetch(depthMap, at, 0).r;
    if (d >= 1.0) {
        result = vec2(1.0, 1e4);
        return;
    }
    float z = zOf(d);
    vec3 p = placeOf(vec2(at) + 0.5, z);
    vec3 n = facing(texelFetch(normalMap, at, 0).xyz * 2.0 - 1.0, toViewer(p));
    ivec2 cell = ivec2(gl_FragCoord.xy) & 3;
    float angle = 6.2831853 * float((cell.x + 4 * cell.y) * 7 & 15) / 16.0 + turnBy;
    float c = cos(angle);
    float s = sin(angle);
    float a = 1.0 / (1.0 - n.z);
    float b = -n.x * n.y * a;
    vec3 u = vec3(1.0 - n.x * n.x * a, b, n.x);
    vec3 v = vec3(b, 1.0 - n.y * n.y * a, n.y);
    float bias = 1.5 * (parallel ? 1.0 : z) / focal;
    float open = 1.0;
    for (int k = 0; k < 2; k++) {
        float hidden = 0.0;
        float far = reach[k];
        for (int i = 0; i < 6; i++) {
            vec3 q = kernel[6 * k + i] * far;
            vec3 t = p + (c * q.x - s * q.y) * u + (s * q.x + c * q.y) * v + q.z * n;
            ivec2 there = ivec2(floor(middle + t.xy * focal / (parallel ? 1.0 : max(t.z, depths.x))));
            if (all(greaterThanEqual(there, ivec2(0))) && all(lessThan(there, size))) {
                float e = texelFetch(depthMap, there, 0).r;
                float w = zOf(e);
                if (e < 1.0 && t.z - w > bias) {
                    float apart = abs(z - w);
                    hidden += clamp(1.0 - (apart - far) / (2.0 * far), 0.0, 1.0);
                }
            }
        }
        open *= 1.0 - (k == 0 ? 0.6 : 0.95) * hidden / 6.0;
    }
    result = vec2(open * (0.55 + 0.45 * open), z);
}
