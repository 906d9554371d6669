// SPDX-License-Identifier: Apache-2.0
// gateway_timing [N]: whether the time of a refusal tells what was refused (Welch's t between two
// classes, measured by turns, the slowest tenth left out; below 4.5 is noise). By hand, because it is
// about the clock. The control is a comparison that ends at the first difference: it must be found.
#include <time.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <vector>

#include "gateway/admission.h"
#include "tests/support/fakes.h"

namespace {

using namespace adit;
using namespace adit::test;

double nanoseconds(const std::function<void()>& work) {
  timespec a{};
  timespec b{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &a);
  work();
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &b);
  return static_cast<double>(b.tv_sec - a.tv_sec) * 1e9 + static_cast<double>(b.tv_nsec - a.tv_nsec);
}

struct Moments {
  double mean = 0;
  double variance = 0;
};
Moments moments(std::vector<double> times) {
  std::ranges::sort(times);
  times.resize(times.size() * 9 / 10);
  Moments out;
  for (double t : times) out.mean += t / static_cast<double>(times.size());
  for (double t : times)
    out.variance += (t - out.mean) * (t - out.mean) / static_cast<double>(times.size() - 1);
  return out;
}

// `work(which)` for two classes, in an order that chance decides.
void compare(const char* what, std::size_t n, const std::function<void(int)>& work) {
  std::vector<double> times[2];
  SystemRng rng;
  while (times[0].size() < n || times[1].size() < n) {
    const int which = static_cast<int>(rng.below(2));
    times[which].push_back(nanoseconds([&] { work(which); }));
  }
  const Moments a = moments(times[0]);
  const Moments b = moments(times[1]);
  const double size = static_cast<double>(n) * 0.9;
  const double t = (a.mean - b.mean) / std::sqrt((a.variance + b.variance) / size);
  std::printf("  %-64s %8.0f ns %8.0f ns  t = %6.2f\n", what, a.mean, b.mean, t);
}

gateway::Upload upload_of(const ByteVector& letter, PuzzleNonce nonce) {
  ByteVector body = letter;
  append(body, PuzzleTrailer{Epoch{5}, nonce}.encode());
  return std::move(*gateway::Upload::parse(std::move(body)));
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t n = argc > 1 ? static_cast<std::size_t>(std::atol(argv[1])) : 100'000;
  SeededRng rng(1);
  gateway::AdmissionView view;
  view.cost = {24, 16};
  view.seeds.emplace_back(Epoch{5}, rng.bytes<Digest>());
  const ByteVector zeros(kLetterBytes);
  ByteVector random(kLetterBytes);
  rng.fill(random);
  const gateway::Upload kinds[2] = {upload_of(zeros, rng.bytes<PuzzleNonce>()),
                                    upload_of(random, rng.bytes<PuzzleNonce>())};
  compare("403: a letter of zeros, a letter of random bytes", n, [&](int which) {
    gateway::Upload upload = kinds[which];
    (void)gateway::admit(upload, &view, 0);
  });
  compare("403: the same while effort is asked for", n, [&](int which) {
    gateway::Upload upload = kinds[which];
    (void)gateway::admit(upload, &view, 3);
  });
  // Planted: a secret compared byte by byte, which class 1 begins with.
  const ByteVector secret = random;
  ByteVector near = secret;
  near.back() ^= 1;
  const ByteVector* guesses[2] = {&zeros, &near};
  volatile bool seen = false;
  compare("planted: a comparison that ends at the first difference", n, [&](int which) {
    std::size_t i = 0;
    while (i < secret.size() && secret[i] == (*guesses[which])[i]) ++i;
    seen = i == secret.size();
  });
  return 0;
}
