/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
// Simbody on a model and postures that MultibodyBenchmark wrote: places of markers, inverse dynamics, accelerations under forces, and the
// postures that come nearest to markers (Simbody's Assembler). Each joint is Simbody's own of that kind where there is one (pin, universal,
// gimbal, bushing), else its FunctionBased, as OpenSim has them; coordinates that follow others are its CoordinateCoupler.
//   simbody_peer answer MODEL POSES OUT     writes all answers, doubles as the machine has them
//   simbody_peer time MODEL POSES ROUNDS    prints a line for each task: its name and the least processor time of one evaluation, ns
#include <Simbody.h>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <functional>
#include <iostream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

using namespace SimTK;

namespace {

// what a joint's axis does by its coordinate: a straight line, a polynomial, or cubics between knots, straight on beyond them
struct Curve {
    std::vector<double> polynomial; // highest power first
    std::vector<double> x, y, slope;

    double at(double v, int order) const {
        if (x.empty()) {
            std::vector<double> c = polynomial;
            for (int o = 0; o < order; o++) {
                int n = int(c.size()) - 1;
                for (int i = 0; i < n; i++) {
                    c[i] *= n - i;
                }
                c.resize(std::max(n, 1));
                if (n == 0) {
                    c[0] = 0;
                }
            }
            double s = 0;
            for (double k : c) {
                s = s * v + k;
            }
            return s;
        }
        size_t last = x.size() - 1;
        if (v < x[0] || v > x[last]) {
            size_t e = v < x[0] ? 0 : last;
            return order == 0 ? y[e] + (v - x[e]) * slope[e] : order == 1 ? slope[e] : 0;
        }
        size_t i = std::upper_bound(x.begin(), x.end(), v) - x.begin();
        i = std::min(std::max<size_t>(i, 1), last) - 1;
        double h = x[i + 1] - x[i], t = (v - x[i]) / h;
        double d = (y[i + 1] - y[i]) / h;
        double c2 = 3 * d - 2 * slope[i] - slope[i + 1], c3 = slope[i] + slope[i + 1] - 2 * d;
        switch (order) {
            case 0: return y[i] + h * t * (slope[i] + t * (c2 + t * c3));
            case 1: return slope[i] + t * (2 * c2 + 3 * t * c3);
            default: return (2 * c2 + 6 * t * c3) / h;
        }
    }

    bool constant() const { return x.empty() && polynomial.size() == 1; }
    bool identity() const { return x.empty() && polynomial.size() == 2 && polynomial[0] == 1 && polynomial[1] == 0; }
};

class OneArgument : public Function {
public:
    explicit OneArgument(Curve c) : curve(std::move(c)) {}
    Real calcValue(const Vector& v) const override { return curve.at(v[0], 0); }
    Real calcDerivative(const Array_<int>& order, const Vector& v) const override { return curve.at(v[0], int(order.size())); }
    int getArgumentSize() const override { return 1; }
    int getMaxDerivativeOrder() const override { return 2; }
private:
    Curve curve;
};

// what follows less what it should be
class Follows : public Function {
public:
    explicit Follows(Curve c) : curve(std::move(c)) {}
    Real calcValue(const Vector& v) const override { return curve.at(v[0], 0) - v[1]; }
    Real calcDerivative(const Array_<int>& order, const Vector& v) const override {
        if (order.size() == 1) {
            return order[0] == 0 ? curve.at(v[0], 1) : -1;
        }
        return order[0] == 0 && order[1] == 0 ? curve.at(v[0], 2) : 0;
    }
    int getArgumentSize() const override { return 2; }
    int getMaxDerivativeOrder() const override { return 2; }
private:
    Curve curve;
};

struct Axis {
    Vec3 direction;
    int coordinate;
    Curve function;
};

struct Segment {
    std::string name;
    double mass;
    Vec3 centre;
    Inertia inertia;
};

// where a coordinate of the file is in Simbody, and with which sign
struct Place {
    MobilizedBodyIndex body;
    int index = -1;
    double sign = 1;
    int q = -1;
    int u = -1;
};

Curve curve(std::istream& in) {
    std::string kind;
    int n;
    in >> kind >> n;
    Curve c;
    if (kind == "polynomial") {
        c.polynomial.resize(n);
        for (double& v : c.polynomial) {
            in >> v;
        }
    } else if (kind == "spline") {
        c.x.resize(n);
        c.y.resize(n);
        c.slope.resize(n);
        for (int i = 0; i < n; i++) {
            in >> c.x[i] >> c.y[i] >> c.slope[i];
        }
    } else {
        throw std::runtime_error("no such function: " + kind);
    }
    return c;
}

Transform pose(std::istream& in) {
    Mat33 r;
    Vec3 p;
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
            in >> r(i, j);
        }
    }
    in >> p[0] >> p[1] >> p[2];
    return Transform(Rotation(r), p);
}

class Model {
public:
    MultibodySystem system;
    SimbodyMatterSubsystem matter{system};
    std::vector<Place> places;
    std::vector<Segment> segments;
    std::vector<MobilizedBodyIndex> bodies;
    std::vector<std::pair<int, Vec3>> markers;
    Vec3 gravity;
    bool coupled = false;
    State state;

    explicit Model(const char* file) {
        std::ifstream in(file);
        std::string word;
        while (in >> word) {
            if (word == "coordinates") {
                int n;
                in >> n;
                places.resize(n);
            } else if (word == "gravity") {
                in >> gravity[0] >> gravity[1] >> gravity[2];
            } else if (word == "segment") {
                Segment s;
                double xx, yy, zz, xy, xz, yz;
                in >> s.name >> s.mass >> s.centre[0] >> s.centre[1] >> s.centre[2] >> xx >> yy >> zz >> xy >> xz >> yz;
                s.inertia = Inertia(xx, yy, zz, xy, xz, yz);
                segments.push_back(s);
                bodies.emplace_back();
            } else if (word == "link") {
                link(in);
            } else if (word == "coupling") {
                int dependent, independent;
                in >> dependent >> independent;
                Curve c = curve(in);
                const Place &a = places[independent], &b = places[dependent];
                if (a.sign != 1 || b.sign != 1) {
                    throw std::runtime_error("a coupling of a turned axis");
                }
                std::vector<MobilizedBodyIndex> of{a.body, b.body};
                std::vector<MobilizerQIndex> at{MobilizerQIndex(a.index), MobilizerQIndex(b.index)};
                Constraint::CoordinateCoupler(matter, new Follows(c), of, at);
                coupled = true;
            } else if (word == "marker") {
                int segment;
                Vec3 p;
                in >> segment >> p[0] >> p[1] >> p[2];
                markers.emplace_back(segment, p);
            } else {
                throw std::runtime_error("no such line: " + word);
            }
        }
        system.realizeTopology();
        state = system.getDefaultState();
        matter.setUseEulerAngles(state, true);
        system.realizeModel(state);
        for (Place& p : places) {
            if (p.index < 0) {
                throw std::runtime_error("a coordinate moves nothing");
            }
            const MobilizedBody& b = matter.getMobilizedBody(p.body);
            p.q = b.getFirstQIndex(state) + p.index;
            p.u = b.getFirstUIndex(state) + p.index;
        }
    }

    void setQ(const double* q) {
        Vector& v = state.updQ();
        for (size_t c = 0; c < places.size(); c++) {
            v[places[c].q] = places[c].sign * q[c];
        }
    }

    void setU(const double* u) {
        Vector& v = state.updU();
        for (size_t c = 0; c < places.size(); c++) {
            v[places[c].u] = places[c].sign * u[c];
        }
    }

    void toU(const double* f, Vector& v) const {
        for (size_t c = 0; c < places.size(); c++) {
            v[places[c].u] = places[c].sign * f[c];
        }
    }

    void fromU(const Vector& v, double* f) const {
        for (size_t c = 0; c < places.size(); c++) {
            f[c] = places[c].sign * v[places[c].u];
        }
    }

    void weights(Vector_<SpatialVec>& forces) const {
        forces = SpatialVec(Vec3(0), Vec3(0));
        for (size_t s = 0; s < segments.size(); s++) {
            matter.addInStationForce(state, bodies[s], segments[s].centre, segments[s].mass * gravity, forces);
        }
    }

private:
    void link(std::istream& in) {
        std::string name, word;
        int parent, child, axes;
        in >> name >> parent >> child;
        Transform inParent = pose(in), inChild = pose(in);
        in >> axes;
        std::vector<Axis> turns, shifts;
        Vec3 offset(0);
        for (int i = 0; i < axes; i++) {
            Axis a;
            in >> word >> a.direction[0] >> a.direction[1] >> a.direction[2] >> a.coordinate;
            a.function = curve(in);
            if (a.function.x.empty() && a.function.polynomial.size() == 2 && a.function.polynomial[0] == -1 && a.function.polynomial[1] == 0) {
                a.function.polynomial = {1, 0};
                a.direction = -a.direction;
            }
            bool still = a.coordinate < 0 || a.function.constant();
            if (word == "shift" && still) {
                offset += a.function.at(0, 0) * a.direction;
            } else if (!still || a.function.at(0, 0) != 0) {
                (word == "turn" ? turns : shifts).push_back(a);
            }
        }
        inParent = inParent * Transform(offset);
        const Segment& s = segments[child];
        Body::Rigid body(MassProperties(s.mass, s.centre, s.inertia.shiftFromMassCenter(-s.centre, s.mass)));
        MobilizedBody& p = matter.updMobilizedBody(parent < 0 ? GroundIndex : bodies[parent]);
        auto all = [](const std::vector<Axis>& of) {
            return std::all_of(of.begin(), of.end(), [](const Axis& a) { return a.function.identity(); });
        };
        bool plain = all(turns) && all(shifts);
        Mat33 c(1);
        double sign = 1;
        if (plain && turns.size() >= 2) {
            Vec3 third = turns[0].direction % turns[1].direction;
            plain = std::abs(dot(turns[0].direction, turns[1].direction)) < 1e-12;
            if (turns.size() == 3) {
                sign = dot(third, turns[2].direction) > 0 ? 1 : -1;
                plain = plain && std::abs(dot(third, turns[2].direction)) > 1 - 1e-12;
            }
            c = Mat33(turns[0].direction, turns[1].direction, third);
        } else if (plain && turns.size() == 1) {
            c = Rotation(UnitVec3(turns[0].direction), ZAxis).asMat33();
        }
        auto turned = [&](const Transform& t) { return t * Transform(Rotation(c)); };
        MobilizedBodyIndex made;
        auto place = [&](const Axis& a, int index, double with) { places[a.coordinate] = Place{made, index, with}; };
        if (turns.empty() && shifts.empty()) {
            made = MobilizedBody::Weld(p, inParent, body, inChild);
        } else if (plain && turns.size() == 1 && shifts.empty()) {
            made = MobilizedBody::Pin(p, turned(inParent), body, turned(inChild));
            place(turns[0], 0, 1);
        } else if (plain && turns.size() == 2 && shifts.empty()) {
            made = MobilizedBody::Universal(p, turned(inParent), body, turned(inChild));
            place(turns[0], 0, 1);
            place(turns[1], 1, 1);
        } else if (plain && turns.size() == 3 && (shifts.empty() || shifts.size() == 3)) {
            if (shifts.empty()) {
                made = MobilizedBody::Gimbal(p, turned(inParent), body, turned(inChild));
            } else {
                made = MobilizedBody::Bushing(p, turned(inParent), body, turned(inChild));
            }
            for (int k = 0; k < 3; k++) {
                place(turns[k], k, k == 2 ? sign : 1);
            }
            for (const Axis& a : shifts) {
                Vec3 d = ~c * a.direction;
                for (int k = 0; k < 3; k++) {
                    if (std::abs(d[k]) > 0.5) {
                        place(a, 3 + k, d[k] > 0 ? 1 : -1);
                    }
                }
            }
        } else {
            std::vector<int> own;
            std::vector<const Function*> functions;
            std::vector<std::vector<int>> arguments;
            std::vector<Vec3> directions;
            for (const std::vector<Axis>* group : {&turns, &shifts}) {
                std::vector<Vec3> used;
                for (const Axis& a : *group) {
                    functions.push_back(new OneArgument(a.function));
                    auto found = std::find(own.begin(), own.end(), a.coordinate);
                    arguments.push_back({int(found - own.begin())});
                    if (found == own.end()) {
                        own.push_back(a.coordinate);
                    }
                    directions.push_back(a.direction);
                    used.push_back(a.direction);
                }
                // the rest of the three must be there and not depend on each other
                while (used.size() < 3) {
                    Vec3 d = used.size() == 2 ? used[0] % used[1] : used.size() == 1 ? Vec3(UnitVec3(used[0]).perp()) : Vec3(1, 0, 0);
                    used.push_back(d);
                    directions.push_back(d);
                    functions.push_back(new Function::Constant(0, 0));
                    arguments.push_back({});
                }
            }
            made = MobilizedBody::FunctionBased(p, inParent, body, inChild, int(own.size()), functions, arguments, directions);
            for (size_t k = 0; k < own.size(); k++) {
                places[own[k]] = Place{made, int(k), 1};
            }
        }
        bodies[child] = made;
    }
};

struct Poses {
    int frames, coordinates, markers, tracked;
    std::vector<double> q, u, a, f, seen;

    explicit Poses(const char* file) {
        std::ifstream in(file, std::ios::binary);
        int head[4];
        in.read(reinterpret_cast<char*>(head), sizeof head);
        frames = head[0];
        coordinates = head[1];
        markers = head[2];
        tracked = head[3];
        auto read = [&](std::vector<double>& v, size_t n) {
            v.resize(n);
            in.read(reinterpret_cast<char*>(v.data()), std::streamsize(n * sizeof(double)));
        };
        for (std::vector<double>* v : {&q, &u, &a, &f}) {
            read(*v, size_t(frames) * coordinates);
        }
        read(seen, size_t(tracked) * markers * 3);
        if (!in) {
            throw std::runtime_error("poses are too few");
        }
    }
};

double seconds() {
    timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return t.tv_sec + 1e-9 * t.tv_nsec;
}

} // namespace

int main(int argc, char** argv) try {
    if (argc != 5) {
        return 2;
    }
    Model m(argv[2]);
    Poses poses(argv[3]);
    const int n = poses.coordinates;
    const size_t frames = size_t(poses.frames);
    std::vector<double> markers(frames * poses.markers * 3), forces(frames * n), accelerations(frames * n),
        tracked(size_t(poses.tracked) * n);

    auto kinematics = [&] {
        for (size_t k = 0; k < frames; k++) {
            m.setQ(&poses.q[k * n]);
            m.system.realize(m.state, Stage::Position);
            for (int i = 0; i < poses.markers; i++) {
                const auto& marker = m.markers[i];
                Vec3 p = m.matter.getMobilizedBody(m.bodies[marker.first]).findStationLocationInGround(m.state, marker.second);
                std::copy(&p[0], &p[0] + 3, &markers[(k * poses.markers + i) * 3]);
            }
        }
    };
    Vector mobility(m.state.getNU()), known(m.state.getNU()), result(m.state.getNU());
    Vector_<SpatialVec> weights(m.matter.getNumBodies()), moved(m.matter.getNumBodies());
    mobility = 0;
    auto inverse = [&] {
        mobility = 0;
        for (size_t k = 0; k < frames; k++) {
            m.setQ(&poses.q[k * n]);
            m.setU(&poses.u[k * n]);
            m.toU(&poses.a[k * n], known);
            m.system.realize(m.state, Stage::Velocity);
            m.weights(weights);
            m.matter.calcResidualForceIgnoringConstraints(m.state, mobility, weights, known, result);
            m.fromU(result, &forces[k * n]);
        }
    };
    auto forward = [&] {
        for (size_t k = 0; k < frames; k++) {
            m.setQ(&poses.q[k * n]);
            m.setU(&poses.u[k * n]);
            m.toU(&poses.f[k * n], mobility);
            m.system.realize(m.state, Stage::Dynamics);
            m.weights(weights);
            if (m.coupled) {
                m.matter.calcAcceleration(m.state, mobility, weights, result, moved);
            } else {
                m.matter.calcAccelerationIgnoringConstraints(m.state, mobility, weights, result, moved);
            }
            m.fromU(result, &accelerations[k * n]);
        }
    };
    Assembler assembler(m.system);
    Markers* seen = new Markers();
    for (int i = 0; i < poses.markers; i++) {
        seen->addMarker(m.bodies[m.markers[i].first], m.markers[i].second, 1);
    }
    assembler.adoptAssemblyGoal(seen);
    assembler.setAccuracy(argv[1] == std::string("answer") ? 1e-9 : 1e-5);
    auto observe = [&](int k) {
        Array_<Vec3> at;
        for (int i = 0; i < poses.markers; i++) {
            const double* p = &poses.seen[(size_t(k) * poses.markers + i) * 3];
            at.push_back(Vec3(p[0], p[1], p[2]));
        }
        seen->moveAllObservations(at);
    };
    auto track = [&] {
        m.setQ(&poses.q[0]);
        assembler.initialize(m.state);
        for (int k = 0; k < poses.tracked; k++) {
            observe(k);
            if (k == 0) {
                assembler.assemble();
            } else {
                assembler.track();
            }
            const Vector& q = assembler.getInternalState().getQ();
            for (int c = 0; c < n; c++) {
                tracked[size_t(k) * n + c] = m.places[c].sign * q[m.places[c].q];
            }
        }
    };
    struct Task {
        const char* name;
        std::function<void()> run;
        int evaluations;
        int rounds;
    };
    std::vector<Task> tasks{{"kinematics", kinematics, poses.frames, 4}, {"inverse", inverse, poses.frames, 4},
        {"forward", forward, poses.frames, 4}, {"tracking", track, poses.tracked, 1}};
    if (argv[1] == std::string("answer")) {
        for (const Task& t : tasks) {
            t.run();
        }
        std::ofstream out(argv[4], std::ios::binary);
        for (const std::vector<double>* v : {&markers, &forces, &accelerations, &tracked}) {
            out.write(reinterpret_cast<const char*>(v->data()), std::streamsize(v->size() * sizeof(double)));
        }
        return out ? 0 : 1;
    }
    for (const Task& t : tasks) {
        double least = 1e300;
        for (int i = 0; i < t.rounds * std::stoi(argv[4]); i++) {
            double start = seconds();
            t.run();
            least = std::min(least, (seconds() - start) / t.evaluations);
        }
        std::printf("%s %.1f\n", t.name, 1e9 * least);
    }
    return 0;
} catch (const std::exception& e) {
    std::cerr << "simbody_peer: " << e.what() << "\n";
    return 1;
}
