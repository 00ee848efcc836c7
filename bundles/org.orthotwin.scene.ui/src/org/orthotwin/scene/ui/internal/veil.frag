#ifdef CLIP
in vec4 vPlace;
uniform vec4 planes[8];
uniform int planeCount;
#endif
in vec4 vFront;
in vec4 vBack;
layout(location = 0) out vec4 outColor;

void main() {
#ifdef CLIP
    for (int i = 0; i < planeCount; i++) {
        if (vPlace.w > 0.5 && dot(planes[i].xyz, vPlace.xyz) + planes[i].w > 0.0) {
            discard;
        }
    }
#endif
    outColor = gl_FrontFacing ? vFront : vBack;
}
