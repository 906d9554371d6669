// SPDX-License-Identifier: Apache-2.0
// A table of measurements. Times are processor time of the calling thread, so that other work on the
// machine shows little; each is the median of many runs.
#pragma once

#include <time.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

namespace adit::bench {

inline double now_of(clockid_t clock) {
  timespec t{};
  clock_gettime(clock, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}
inline double cpu_seconds() { return now_of(CLOCK_THREAD_CPUTIME_ID); }
inline double wall_seconds() { return now_of(CLOCK_MONOTONIC); }

inline double median(std::vector<double> times) {
  std::ranges::sort(times);
  return times[times.size() / 2];
}

// Seconds of one call.
template <class Work>
double time_of(Work&& work, double at_least = 0.4, std::size_t runs = 7) {
  std::vector<double> times;
  double start = cpu_seconds();
  while (times.size() < runs || cpu_seconds() - start < at_least) {
    double before = cpu_seconds();
    work();
    times.push_back(cpu_seconds() - before);
  }
  return median(std::move(times));
}
// Seconds of one call of each, by turns, so that both meet the same machine.
template <class First, class Second>
std::pair<double, double> times_of(First&& first, Second&& second, int runs) {
  std::vector<double> a;
  std::vector<double> b;
  for (int i = 0; i < runs; ++i) {
    double t0 = cpu_seconds();
    first();
    double t1 = cpu_seconds();
    second();
    a.push_back(t1 - t0);
    b.push_back(cpu_seconds() - t1);
  }
  return {median(std::move(a)), median(std::move(b))};
}

inline void heading(const char* text) { std::printf("\n%s\n", text); }
inline void row(const char* what, double value, const char* unit, const char* note = "") {
  std::printf("  %-58s %10.*f %-10s %s\n", what, value < 10 ? 3 : value < 1000 ? 1 : 0, value, unit, note);
  std::fflush(stdout);
}
inline void row_us(const char* what, double seconds, const char* note = "") {
  row(what, seconds * 1e6, "us", note);
}

// The parts of the benchmark. Those of the gateway are empty where there is none.
void bench_letters();
void bench_files_and_puzzles();
void bench_attachments();
void bench_ticks();
void bench_uploads();

}  // namespace adit::bench
