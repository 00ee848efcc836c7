/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 *
 * The reference of the DICOM benchmark: GDCM.
 *   gdcm_peer read FOLDER THREADS          a series from files to one block of numbers: the folder listed, its files sorted by position,
 *                                          read and decoded by so many threads; prints how many files, wall and processor seconds and a
 *                                          sum of the numbers
 *   gdcm_peer compress FOLDER OUT SYNTAX   every file of a folder once more in another transfer syntax
 */
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>
#include <vector>
#include <sys/resource.h>
#include <gdcmDirectory.h>
#include <gdcmIPPSorter.h>
#include <gdcmImage.h>
#include <gdcmImageChangeTransferSyntax.h>
#include <gdcmImageReader.h>
#include <gdcmImageWriter.h>

static double processorSeconds() {
    rusage r;
    getrusage(RUSAGE_SELF, &r);
    return r.ru_utime.tv_sec + r.ru_stime.tv_sec + 1e-6 * (r.ru_utime.tv_usec + r.ru_stime.tv_usec);
}

static int fail(const std::string &what) {
    std::fprintf(stderr, "gdcm_peer: %s\n", what.c_str());
    return 1;
}

static int read(const char *folder, unsigned threads) {
    double processor = processorSeconds();
    auto start = std::chrono::steady_clock::now();
    gdcm::Directory directory;
    directory.Load(folder, false);
    gdcm::IPPSorter sorter;
    sorter.SetComputeZSpacing(true);
    sorter.SetZSpacingTolerance(1e-3);
    if (!sorter.Sort(directory.GetFilenames())) {
        return fail("no series in " + std::string(folder));
    }
    std::vector<std::string> files = sorter.GetFilenames();
    gdcm::ImageReader first;
    first.SetFileName(files[0].c_str());
    if (!first.Read()) {
        return fail("cannot read " + files[0]);
    }
    const size_t slice = first.GetImage().GetBufferLength();
    std::vector<char> volume(slice * files.size());
    std::vector<int> bad(threads);
    auto work = [&](unsigned t) {
        for (size_t k = t; k < files.size(); k += threads) {
            gdcm::ImageReader reader;
            reader.SetFileName(files[k].c_str());
            if (!reader.Read() || reader.GetImage().GetBufferLength() != slice || !reader.GetImage().GetBuffer(&volume[k * slice])) {
                bad[t] = 1;
                return;
            }
        }
    };
    std::vector<std::thread> others;
    for (unsigned t = 1; t < threads; t++) {
        others.emplace_back(work, t);
    }
    work(0);
    for (std::thread &t : others) {
        t.join();
    }
    double wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    processor = processorSeconds() - processor;
    for (int b : bad) {
        if (b) {
            return fail("cannot read all files");
        }
    }
    uint64_t sum = 0;
    for (size_t at = 0; at + 8 <= volume.size(); at += 8) {
        uint64_t word;
        std::memcpy(&word, &volume[at], 8);
        sum = (sum ^ word) * 1099511628211ULL;
    }
    std::printf("%zu %.6f %.6f %llx\n", files.size(), wall, processor, (unsigned long long) sum);
    return 0;
}

static int compress(const char *folder, const std::string &out, const char *syntax) {
    gdcm::Directory directory;
    directory.Load(folder, false);
    for (const std::string &file : directory.GetFilenames()) {
        gdcm::ImageReader reader;
        reader.SetFileName(file.c_str());
        gdcm::ImageChangeTransferSyntax change;
        change.SetTransferSyntax(gdcm::TransferSyntax(gdcm::TransferSyntax::GetTSType(syntax)));
        if (!reader.Read()) {
            return fail("cannot read " + file);
        }
        change.SetInput(reader.GetImage());
        gdcm::ImageWriter writer;
        writer.SetFile(reader.GetFile());
        writer.SetFileName((out + file.substr(file.find_last_of('/'))).c_str());
        if (!change.Change()) {
            return fail("cannot compress " + file);
        }
        writer.SetImage(change.GetOutput());
        if (!writer.Write()) {
            return fail("cannot write to " + out);
        }
    }
    return 0;
}

int main(int argc, char **argv) {
    if (argc == 4 && !std::strcmp(argv[1], "read")) {
        return read(argv[2], std::max(1, std::atoi(argv[3])));
    }
    if (argc == 5 && !std::strcmp(argv[1], "compress")) {
        return compress(argv[2], argv[3], argv[4]);
    }
    return fail("read FOLDER THREADS | compress FOLDER OUT SYNTAX");
}
