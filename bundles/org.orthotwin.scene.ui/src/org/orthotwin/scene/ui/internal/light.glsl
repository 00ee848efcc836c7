// The studio of org.orthotwin.render: key, fill, rim, sky and floor, fixed to the camera. View frame: x right, y up, z into the picture.
const vec3 KEY = vec3(-0.500974, 0.655820, -0.564734);
const vec3 FILL = vec3(0.838548, 0.049326, -0.542590);
const vec3 RIM = vec3(0.435541, 0.532327, 0.725901);
const vec3 BOX = vec3(0.620963, 0.350544, -0.701088);

float wrapped(float d, float w) {
    return max(0.0, (d + w) / (1.0 + w));
}

float step3(float a, float b, float x) {
    float t = clamp((x - a) / (b - a), 0.0, 1.0);
    return t * t * (3.0 - 2.0 * t);
}

float studio(vec3 r, float rough) {
    float blur = 0.08 + 0.7 * rough;
    float above = step3(-0.1 - blur, 0.35 + blur, r.y);
    float e = 0.33 - 0.16 * step3(-0.75, -0.05 + blur, r.y) + above * (0.50 + 0.22 * r.y);
    e += 1.15 * step3(0.72 - blur, 0.86 + 0.2 * blur, dot(r, KEY)) * (1.0 - 0.65 * rough);
    e += 0.55 * step3(0.80 - blur, 0.90 + 0.2 * blur, dot(r, BOX)) * (1.0 - 0.65 * rough);
    e += 0.45 * step3(0.55 - blur, 0.95, dot(r, RIM));
    return e;
}

vec3 knee(vec3 x) {
    vec3 t = (x - 0.72) / 0.28;
    return mix(x, 0.72 + 0.28 * t / (1.0 + t), step(0.72, x));
}

// c: linear colour; n, v: unit, towards the viewer; ao: share of the sky; m: metallic, roughness, exponent, highlight
vec3 shade(vec3 c, vec3 n, vec3 v, float ao, vec4 m) {
    float rough = m.y;
    float nv = dot(n, v);
    float sky = 0.5 + 0.5 * n.y;
    float keyAo = wrapped(dot(n, KEY), 0.10) * (0.28 + 0.72 * ao);
    float fill = wrapped(dot(n, FILL), 0.3) * ao;
    float rim = max(0.0, dot(n, RIM));
    vec3 light = ao * (0.07 + vec3(0.18, 0.19, 0.22) * sky) + vec3(0.86, 0.84, 0.79) * keyAo + vec3(0.12, 0.13, 0.15) * fill
            + vec3(0.10, 0.11, 0.13) * rim;
    float diffuse = 1.0 - m.x * (1.0 - 0.45 * rough);
    vec3 result = c * light * (1.0 + vec3(0.30, 0.12, 0.0) * (1.0 - ao) * c) * diffuse;
    float f = 1.0 - nv;
    float fresnel = f * f * f * f * f;
    float spec = pow(max(0.0, dot(n, normalize(v + KEY))), m.z) * m.w * (0.3 + 0.7 * ao);
    float smooth_ = 1.0 - rough;
    float env = studio(2.0 * nv * n - v, rough) * (0.25 + 0.75 * ao);
    float plain = (0.04 + 0.96 * fresnel * smooth_) * smooth_ * (0.85 * env) + 0.22 * spec * smooth_ + 0.02 * spec;
    float metal = m.x * (env * (0.9 - 0.1 * rough) + 0.45 * spec);
    float edge = m.x * fresnel * 0.4 * smooth_ * env;
    return knee(result + plain * diffuse + metal * c * vec3(1.0, 1.0, 1.01) + edge);
}

vec3 toLinear(vec3 s) {
    // Within 1/1000 of the sRGB curve, without a power.
    return s * (s * (s * 0.305306011 + 0.682171111) + 0.012522878);
}
