uniform bool parallel;
uniform vec2 middle;      // pixel of the view axis, jitter included
uniform float focal;      // pixels for each m (parallel) or for each unit of x / z
uniform vec2 depths;      // nearest and farthest z (m)

float zOf(float d) {
    return parallel ? mix(depths.x, depths.y, d) : depths.x * depths.y / (depths.y - d * (depths.y - depths.x));
}

float depthOf(float z) {
    return parallel ? (z - depths.x) / (depths.y - depths.x) : depths.y / (depths.y - depths.x) * (1.0 - depths.x / z);
}

vec3 placeOf(vec2 pixel, float z) {
    return vec3((pixel - middle) / focal * (parallel ? 1.0 : z), z);
}

vec3 toViewer(vec3 p) {
    return parallel ? vec3(0.0, 0.0, -1.0) : -normalize(p);
}

vec3 facing(vec3 n, vec3 v) {
    n = normalize(n);
    return normalize(n + max(0.0, 0.02 - dot(n, v)) * v);
}
