layout(location = 0) in vec3 position;
layout(location = 1) in vec3 normal;
#ifdef SCALARS
layout(location = 2) in vec2 scalar;
out vec2 vScalar;
#endif
uniform mat4 toView;
uniform mat3 turn;
uniform mat4 projection;
#if defined(CLIP) || defined(COUNT)
out vec3 vPlace;
#endif
out vec3 vNormal;

void main() {
    vec4 p = toView * vec4(position, 1.0);
#if defined(CLIP) || defined(COUNT)
    vPlace = p.xyz;
#endif
    vNormal = turn * normal;
#ifdef SCALARS
    vScalar = scalar;
#endif
    gl_Position = projection * p;
}
