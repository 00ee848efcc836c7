layout(location = 0) in vec4 ends;    // x0 y0 x1 y1 in pixels, y up
layout(location = 1) in vec4 shape;   // half widths and depths at both ends
layout(location = 2) in vec4 color;
uniform vec2 size;
uniform vec2 shift;
flat out vec4 vEnds;
flat out vec4 vShape;
flat out vec4 vColor;

void main() {
    vec2 way = ends.zw - ends.xy;
    float length_ = length(way);
    vec2 along = length_ > 1e-6 ? way / length_ : vec2(1.0, 0.0);
    vec2 across = vec2(-along.y, along.x);
    float reach = max(shape.x, shape.y) + 1.0;
    float u = (gl_VertexID & 1) == 0 ? -reach : length_ + reach;
    float v = (gl_VertexID & 2) == 0 ? -reach : reach;
    vec2 p = ends.xy + u * along + v * across;
    vEnds = ends + shift.xyxy;
    vShape = shape;
    vColor = color;
    gl_Position = vec4(2.0 * (p + shift) / size - 1.0, 0.0, 1.0);
}
