/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
// The reference of the collision benchmark: the same meshes and poses through FCL's BVHModel<OBBRSS>.
// Usage: fcl_peer INPUT OUTPUT ROUNDS
// INPUT (little endian): two meshes (int64 vertices, int64 triangles, doubles x y z in m, int32 indices), then int64 poses and 12 doubles
// each (rotation by rows, translation in m) that carry the second mesh into the first one's frame.
// OUTPUT: "build S", "query S" (processor seconds of this thread, best of the rounds over all poses), one 0 or 1 for each pose.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iostream>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include <fcl/geometry/bvh/BVH_model.h>
#include <fcl/math/bv/OBBRSS.h>
#include <fcl/narrowphase/collision.h>

namespace {

using Model = fcl::BVHModel<fcl::OBBRSSd>;

template <typename T>
T take(std::istream& in) {
    T x;
    if (!in.read(reinterpret_cast<char*>(&x), sizeof x)) {
        std::cerr << "the input ends too early\n";
        std::exit(2);
    }
    return x;
}

std::shared_ptr<Model> takeMesh(std::istream& in) {
    const auto nv = take<std::int64_t>(in);
    const auto nt = take<std::int64_t>(in);
    std::vector<fcl::Vector3d> vertices;
    std::vector<fcl::Triangle> triangles;
    for (std::int64_t i = 0; i < nv; ++i) {
        const double x = take<double>(in);
        const double y = take<double>(in);
        const double z = take<double>(in);
        vertices.emplace_back(x, y, z);
    }
    for (std::int64_t i = 0; i < nt; ++i) {
        const auto a = take<std::int32_t>(in);
        const auto b = take<std::int32_t>(in);
        const auto c = take<std::int32_t>(in);
        triangles.emplace_back(a, b, c);
    }
    auto model = std::make_shared<Model>();
    model->beginModel(static_cast<int>(nt), static_cast<int>(nv));
    model->addSubModel(vertices, triangles);
    model->endModel();
    return model;
}

double processorSeconds() {
    timespec t{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) {
        std::cerr << "usage: fcl_peer INPUT OUTPUT ROUNDS\n";
        return 2;
    }
    std::ifstream in(argv[1], std::ios::binary);
    const double before = processorSeconds();
    const auto a = takeMesh(in);
    const auto b = takeMesh(in);
    const double build = processorSeconds() - before;
    const auto n = take<std::int64_t>(in);
    std::vector<fcl::Transform3d> poses;
    for (std::int64_t i = 0; i < n; ++i) {
        fcl::Transform3d t = fcl::Transform3d::Identity();
        for (int r = 0; r < 3; ++r) {
            for (int c = 0; c < 3; ++c) {
                t.linear()(r, c) = take<double>(in);
            }
        }
        for (int r = 0; r < 3; ++r) {
            t.translation()(r) = take<double>(in);
        }
        poses.push_back(t);
    }
    std::string answers(static_cast<std::size_t>(n), '0');
    double best = std::numeric_limits<double>::infinity();
    const fcl::Transform3d identity = fcl::Transform3d::Identity();
    const fcl::CollisionRequestd request(1, false);
    for (int round = 0; round < std::atoi(argv[3]); ++round) {
        const double start = processorSeconds();
        for (std::size_t i = 0; i < poses.size(); ++i) {
            fcl::CollisionResultd result;
            fcl::collide(a.get(), identity, b.get(), poses[i], request, result);
            answers[i] = result.isCollision() ? '1' : '0';
        }
        best = std::min(best, processorSeconds() - start);
    }
    std::FILE* out = std::fopen(argv[2], "w");
    if (out == nullptr) {
        std::cerr << "cannot write " << argv[2] << "\n";
        return 2;
    }
    std::fprintf(out, "build %.6f\nquery %.9f\n%s\n", build, best, answers.c_str());
    return std::fclose(out) == 0 ? 0 : 2;
}
