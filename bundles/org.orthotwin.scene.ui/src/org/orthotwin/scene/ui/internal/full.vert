void main() {
    gl_Position = vec4(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0,
#ifdef FAR
            1.0,
#else
            0.0,
#endif
            1.0);
}
