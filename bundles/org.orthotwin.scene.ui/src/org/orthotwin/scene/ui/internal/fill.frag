flat in vec4 vEnds;
flat in vec4 vShape;
flat in vec4 vColor;
layout(location = 0) out vec4 outColor;

void main() {
    // A rectangle given as the stroke through its middle: ends are its left and right edges, half width is half its height.
    vec2 lo = vec2(vEnds.x, vEnds.y - vShape.x);
    vec2 hi = vec2(vEnds.z, vEnds.y + vShape.x);
    vec2 c = clamp(min(hi, gl_FragCoord.xy + 0.5) - max(lo, gl_FragCoord.xy - 0.5), 0.0, 1.0);
    outColor = vec4(vColor.rgb, vColor.a * c.x * c.y);
}
