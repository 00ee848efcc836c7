uniform sampler2D source;
uniform float share;
layout(location = 0) out vec4 outColor;

void main() {
    vec3 c = clamp(share * texelFetch(source, ivec2(gl_FragCoord.xy), 0).rgb, 0.0, 1.0);
    outColor = vec4(mix(12.92 * c, 1.055 * pow(c, vec3(1.0 / 2.4)) - 0.055, step(0.0031308, c)), 1.0);
}
