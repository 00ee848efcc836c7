uniform sampler2D source;
layout(location = 0) out vec4 outColor;

void main() {
    outColor = texelFetch(source, ivec2(gl_FragCoord.xy), 0);
}
