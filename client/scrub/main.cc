// SPDX-License-Identifier: Apache-2.0
// adit-scrub: reads one file from descriptor 0, writes the cleaned one as a frame (frame.h) to
// descriptor 1. It is started by adit and locks itself in before it reads the first byte.
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <new>
#include <string_view>

#include "client/scrub/family.h"
#include "client/scrub/formats.h"
#include "client/scrub/frame.h"
#include "client/scrub/sandbox.h"

namespace {

using namespace adit;
using namespace adit::client;

constexpr std::string_view kHelp =
    "Cleans one file inside a locked process. Not for use by hand: adit runs it.\n"
    "\n"
    "Usage: adit-scrub [--convert] [--smaller] < FILE > FRAME                clean\n"
    "       adit-scrub --verify [--convert] [--smaller] < QUESTION > FRAME   look at a cleaned file once "
    "more\n"
    "       adit-scrub --formats                                             print what can be cleaned, as a "
    "table\n"
    "\n"
    "Example: adit-scrub --formats\n"
    "\n"
    "Cleans: ";

Result<ByteVector> read_all(std::size_t most) {
  ByteVector in;
  std::array<std::uint8_t, 65536> block;
  while (true) {
    auto n = read(0, block.data(), block.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail(Errc::file_unreadable);
    if (n == 0) return in;
    append(in, ByteSpan(block).first(static_cast<std::size_t>(n)));
    if (in.size() > most) return fail(Errc::file_too_large);
  }
}

int answer(const Result<CleanedFile>& result) {
  auto frame = encode_answer(result);
  ByteSpan left = frame;
  while (!left.empty()) {
    auto n = write(1, left.data(), left.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return 1;
    left = left.subspan(static_cast<std::size_t>(n));
  }
  return 0;
}

// Libraries look at the processor at their first use, on some machines by opening a file: that must
// have happened before the doors close.
void warm_up() {
  if (auto photo = rebuild_jpeg(sample_jpeg()); !photo) throw std::bad_alloc();
}

Result<CleanedFile> clean_one(const CleanContext& context) {
  ADIT_TRY(auto file, read_all(kMaxScrubBytes));
  return rebuild(file, context);
}

Result<CleanedFile> verify_one(const CleanContext& context) {
  ADIT_TRY(auto frame, read_all(2 * kMaxScrubBytes + 64));
  ADIT_TRY(auto question, parse_question(frame));
  ADIT_CHECK(verify(question.kind, question.original, question.cleaned, context));
  return CleanedFile{question.kind, {}, {}, {}};
}

}  // namespace

int main(int argc, char** argv) {
  std::string_view mode = argc > 1 ? argv[1] : "";
  if (argc == 2 && mode == "--formats") {
    std::fputs(formats_as_markdown().c_str(), stdout);
    return 0;
  }
  if (argc == 2 && mode == "--help") {
    std::string text(kHelp);
    for (const auto& f : formats())
      text += std::string(&f == formats().data() ? "" : ", ") + std::string(f.name);
    std::puts(text.c_str());
    return 0;
  }
  CleanContext context;
  bool only_verify = false;
  for (std::string_view argument : std::span(argv, static_cast<std::size_t>(argc)).subspan(1)) {
    if (argument == "--verify") {
      only_verify = true;
    } else if (argument == "--convert") {
      context.options.way = Way::convert;
    } else if (argument == "--smaller") {
      context.options.size = PictureSize::smaller;
    } else {
      std::fputs("adit-scrub: error: unknown argument\nadit-scrub: hint: see adit-scrub --help\n", stderr);
      return 2;
    }
  }
  int code = 1;
  try {
    warm_up();
    if (auto locked = lock_in(); !locked) {
      code = answer(fail(locked.error()));
    } else {
      code = answer(only_verify ? verify_one(context) : clean_one(context));
    }
  } catch (const std::bad_alloc&) {
    code = answer(fail(Errc::out_of_memory));
  } catch (...) {
    code = 1;
  }
  // Without the handlers of a normal end, which would make calls that are closed by now.
  _exit(code);
}
