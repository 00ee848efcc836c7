// The picture over its ground, as screens take it.
uniform sampler2D source;
uniform vec3 groundTop;
uniform vec3 groundBottom;
uniform float share;
uniform vec2 size;        // of the window
layout(location = 0) out vec4 outColor;

void main() {
    ivec2 own = textureSize(source, 0);
    vec4 s = share * (ivec2(size) == own ? texelFetch(source, ivec2(gl_FragCoord.xy), 0) : texture(source, gl_FragCoord.xy / size));
    vec3 c = clamp(s.rgb + (1.0 - s.a) * mix(groundBottom, groundTop, gl_FragCoord.y / size.y), 0.0, 1.0);
    // The sRGB curve by square roots, within a quarter of a step of eight bits.
    vec3 a = sqrt(c);
    vec3 b = sqrt(a);
    vec3 high = 0.662002687 * a + 0.684122060 * b - 0.323583601 * sqrt(b) - 0.022541147 * c;
    outColor = vec4(mix(12.92 * c, high, step(0.0031308, c)), 1.0);
}
