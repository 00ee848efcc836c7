in vec3 vPlace;
uniform vec4 planes[8];
uniform int planeCount;

void main() {
    vec3 ray = parallel ? vec3(0.0, 0.0, 1.0) : vPlace / vPlace.z;
    for (int i = 0; i < planeCount; i++) {
        if (dot(planes[i].xyz, ray) < 0.0 && dot(planes[i].xyz, vPlace) + planes[i].w > 0.0) {
            discard;
        }
    }
}
