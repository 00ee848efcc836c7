// A translucent surface among others, lit in its corners: what lies between them is mixed.
layout(location = 0) in vec3 position;
layout(location = 1) in vec4 normal;      // fourth: number of the surface / 32767
uniform sampler2D places; // four texels of each surface: the rows of its matrix to the view; its part and whether planes cut it
uniform sampler2D parts;
uniform mat4 projection;
uniform vec3 fade;        // nearest z, 1 / range, strength
uniform vec3 groundTop;
uniform vec3 groundBottom;
#ifdef CLIP
out vec4 vPlace;          // fourth: whether planes cut the surface
#endif
out vec4 vFront;
out vec4 vBack;

vec4 seen(vec3 normal, vec3 v, vec3 ground, float share, vec4 material, vec4 look, vec3 own) {
    vec3 n = facing(normal, v);
    vec3 c = look.y > 0.5 ? shade(own, n, v, 1.0, material) : own;
    c = mix(c, ground, share);
    float alpha = 1.0 - pow(max(0.0, 1.0 - look.w), 1.0 / max(dot(n, v), 0.06));
    return vec4(alpha * c, alpha);
}

void main() {
    int number = int(normal.w * 32767.0 + 0.5);
    ivec2 cell = ivec2(4 * (number & 127), number >> 7);
    vec4 rx = texelFetch(places, cell, 0);
    vec4 ry = texelFetch(places, cell + ivec2(1, 0), 0);
    vec4 rz = texelFetch(places, cell + ivec2(2, 0), 0);
    vec4 kind = texelFetch(places, cell + ivec2(3, 0), 0);
    int part = int(kind.x + 0.5);
    cell = ivec2(3 * (part & 127), part >> 7);
    vec4 material = texelFetch(parts, cell, 0);
    vec4 look = texelFetch(parts, cell + ivec2(1, 0), 0);
    vec3 own = texelFetch(parts, cell + ivec2(2, 0), 0).rgb;
    vec4 q = vec4(position, 1.0);
    vec3 p = vec3(dot(rx, q), dot(ry, q), dot(rz, q));
    vec3 n = normalize(vec3(dot(rx.xyz, normal.xyz), dot(ry.xyz, normal.xyz), dot(rz.xyz, normal.xyz)));
    gl_Position = projection * vec4(p, 1.0);
    vec3 v = toViewer(p);
    vec3 ground = mix(groundBottom, groundTop, 0.5 + 0.5 * gl_Position.y / max(gl_Position.w, 1e-9));
    float share = look.z * fade.z * clamp((p.z - fade.x) * fade.y, 0.0, 1.0);
    vFront = seen(n, v, ground, share, material, look, own);
    vBack = seen(-n, v, ground, share, material, look, own);
#ifdef CLIP
    vPlace = vec4(p, kind.y);
#endif
}
