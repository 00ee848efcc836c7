/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
// The reference of the surface benchmark: the same numbers through vtkFlyingEdges3D, points and triangles only.
// Usage: vtk_peer INPUT OUTPUT ROUNDS THREADS
// INPUT (little endian): int64 nx, ny, nz, bytes of a number (2: int16, 4: float), double value, then the numbers, x fastest.
// OUTPUT: "backend NAME threads N", "update S" (wall seconds of Update(), best of the rounds), "processor S" (processor seconds of all
// threads, likewise), "points N", "triangles N", "memory B" (most resident bytes of the process above those before the first round).
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iostream>
#include <limits>
#include <memory>
#include <string>

#include <vtkCellArray.h>
#include <vtkFloatArray.h>
#include <vtkFlyingEdges3D.h>
#include <vtkImageData.h>
#include <vtkNew.h>
#include <vtkPointData.h>
#include <vtkPolyData.h>
#include <vtkSMPTools.h>
#include <vtkShortArray.h>

namespace {

long long status(const char* key) {
    std::ifstream in("/proc/self/status");
    std::string word;
    while (in >> word) {
        if (word == key) {
            long long kib = 0;
            in >> kib;
            return 1024 * kib;
        }
    }
    return 0;
}

double processorSeconds() {
    timespec t{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

template <typename A, typename T>
void read(std::ifstream& in, std::int64_t n, vtkImageData* image) {
    vtkNew<A> values;
    values->SetNumberOfTuples(n);
    if (!in.read(reinterpret_cast<char*>(values->GetPointer(0)), n * static_cast<std::int64_t>(sizeof(T)))) {
        std::cerr << "the input ends too early\n";
        std::exit(2);
    }
    image->GetPointData()->SetScalars(values);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 5) {
        std::cerr << "usage: vtk_peer INPUT OUTPUT ROUNDS THREADS\n";
        return 2;
    }
    std::ifstream in(argv[1], std::ios::binary);
    std::int64_t head[4];
    double value = 0;
    in.read(reinterpret_cast<char*>(head), sizeof head);
    in.read(reinterpret_cast<char*>(&value), sizeof value);
    vtkNew<vtkImageData> image;
    image->SetDimensions(static_cast<int>(head[0]), static_cast<int>(head[1]), static_cast<int>(head[2]));
    image->SetSpacing(5e-4, 5e-4, 5e-4);
    const std::int64_t n = head[0] * head[1] * head[2];
    if (head[3] == 2) {
        read<vtkShortArray, short>(in, n, image);
    } else {
        read<vtkFloatArray, float>(in, n, image);
    }
    vtkSMPTools::SetBackend("TBB");
    vtkSMPTools::Initialize(std::atoi(argv[4]));
    const long long before = status("VmRSS:");
    double best = std::numeric_limits<double>::infinity();
    double processor = best;
    vtkIdType points = 0;
    vtkIdType triangles = 0;
    for (int round = 0; round < std::atoi(argv[3]); ++round) {
        vtkNew<vtkFlyingEdges3D> filter;
        filter->SetInputData(image);
        filter->SetValue(0, value);
        filter->ComputeNormalsOff();
        filter->ComputeGradientsOff();
        filter->ComputeScalarsOff();
        const auto start = std::chrono::steady_clock::now();
        const double before = processorSeconds();
        filter->Update();
        processor = std::min(processor, processorSeconds() - before);
        best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
        points = filter->GetOutput()->GetNumberOfPoints();
        triangles = filter->GetOutput()->GetNumberOfPolys();
    }
    std::FILE* out = std::fopen(argv[2], "w");
    if (out == nullptr) {
        std::cerr << "cannot write " << argv[2] << "\n";
        return 2;
    }
    std::fprintf(out, "backend %s threads %d\nupdate %.6f\nprocessor %.6f\npoints %lld\ntriangles %lld\nmemory %lld\n", vtkSMPTools::GetBackend(),
                 vtkSMPTools::GetEstimatedNumberOfThreads(), best, processor, static_cast<long long>(points), static_cast<long long>(triangles),
                 status("VmHWM:") - before);
    return std::fclose(out) == 0 ? 0 : 2;
}
