// The mean over 4 x 4 points of the same surface takes the pattern of the occlusion's directions out again.
uniform sampler2D source;
uniform float tolerance;  // m
uniform ivec2 size;
layout(location = 0) out vec2 result;

void main() {
    ivec2 at = ivec2(gl_FragCoord.xy);
    vec2 own = texelFetch(source, at, 0).xy;
    if (own.y > 9e3) {
        result = own;
        return;
    }
    float sum = 0.0;
    float count = 0.0;
    for (int y = -2; y <= 1; y++) {
        for (int x = -2; x <= 1; x++) {
            vec2 t = texelFetch(source, clamp(at + ivec2(x, y), ivec2(0), size - 1), 0).xy;
            float w = abs(t.y - own.y) < tolerance ? 1.0 : 0.0;
            sum += w * t.x;
            count += w;
        }
    }
    result = vec2(sum / count, own.y);
}
