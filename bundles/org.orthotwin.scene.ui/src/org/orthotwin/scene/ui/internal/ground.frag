uniform vec3 groundTop;
uniform vec3 groundBottom;
uniform float pictureHeight;
layout(location = 0) out vec4 outColor;

void main() {
    outColor = vec4(mix(groundBottom, groundTop, gl_FragCoord.y / pictureHeight), 1.0);
}
