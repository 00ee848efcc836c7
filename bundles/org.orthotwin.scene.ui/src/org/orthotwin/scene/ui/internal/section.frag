uniform vec4 planes[8];
uniform int planeCount;
uniform float part;
layout(location = 0) out vec4 outNormal;
#ifdef COLORS
layout(location = 1) out vec4 outColor;
#endif

void main() {
    // The depth at which the ray has passed all planes that open the view.
    vec3 ray = vec3((gl_FragCoord.xy - middle) / focal, 1.0);
    vec3 start = parallel ? vec3(ray.xy, 0.0) : vec3(0.0);
    vec3 way = parallel ? vec3(0.0, 0.0, 1.0) : ray;
    float z = -1e30;
    vec3 n = vec3(0.0, 0.0, -1.0);
    for (int i = 0; i < planeCount; i++) {
        float slope = dot(planes[i].xyz, way);
        float here = -(dot(planes[i].xyz, start) + planes[i].w) / slope;
        if (slope < 0.0 && here > z) {
            z = here;
            n = planes[i].xyz;
        }
    }
    vec3 p = start + z * way;
    bool kept = z > -1e29 && z >= depths.x && z <= depths.y;
    for (int i = 0; i < planeCount; i++) {
        kept = kept && (dot(planes[i].xyz, way) < 0.0 || dot(planes[i].xyz, p) + planes[i].w <= 0.0);
    }
    if (!kept) {
        discard;
    }
    gl_FragDepth = depthOf(z);
    outNormal = vec4(n * 0.5 + 0.5, part);
#ifdef COLORS
    outColor = vec4(0.0);
#endif
}
