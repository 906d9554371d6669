// SPDX-License-Identifier: Apache-2.0
// adit-scrub: reads one file from descriptor 0, writes the cleaned one as a frame (frame.h) to
// descriptor 1. With --verify, such a frame is at descriptor 2, and what goes to descriptor 1 is a
// frame without a file. It is started by adit and locks itself in before it looks at the first byte.
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <new>
#include <string_view>

#include "client/scrub/converter_lock.h"
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
    "Usage: adit-scrub [--large] [--convert] [--smaller] < FILE > FRAME\n"
    "           clean; --large: the room that a recording needs\n"
    "       adit-scrub --verify [--large] [--convert] [--smaller] < FILE > VERDICT 2< FRAME\n"
    "           look once more at what was cleaned\n"
    "       adit-scrub --formats\n"
    "           print what can be cleaned, as a table\n"
    "\n"
    "Example: adit-scrub --formats\n"
    "\n"
    "Cleans: ";

// A file as it lies behind a descriptor: mapped, before the doors close, if it can be; else read.
class Input {
 public:
  // Whether there is nothing to be read any more.
  bool map(int fd) {
    struct stat about{};
    if (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode) || about.st_size == 0) return false;
    if (static_cast<std::uint64_t>(about.st_size) > kMaxAnswerBytes) return false;
    auto size = static_cast<std::size_t>(about.st_size);
    void* at = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (at == MAP_FAILED) return false;
    bytes_ = ByteSpan(static_cast<const std::uint8_t*>(at), size);
    return true;
  }
  // Up to the end. Errors: file_unreadable, file_too_large.
  Status read_from_0(std::size_t most) {
    if (bytes_.data() != nullptr) return {};
    std::array<std::uint8_t, 65536> block;
    while (true) {
      auto n = read(0, block.data(), block.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return fail(Errc::file_unreadable);
      if (n == 0) break;
      append(read_, ByteSpan(block).first(static_cast<std::size_t>(n)));
      if (read_.size() > most) return fail(Errc::file_too_large);
    }
    bytes_ = read_;
    return {};
  }
  ByteSpan bytes() const { return bytes_; }

 private:
  ByteSpan bytes_;
  ByteVector read_;
};

bool write_all(ByteSpan left) {
  while (!left.empty()) {
    auto n = write(1, left.data(), left.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    left = left.subspan(static_cast<std::size_t>(n));
  }
  return true;
}

int answer(const Result<CleanedFile>& result, std::span<const std::string> why = {}) {
  bool written = write_all(encode_answer_head(result, why)) && (!result || write_all(result->bytes));
  return written ? 0 : 1;
}

// Libraries look at the processor at their first use, on some machines by opening a file: that must
// have happened before the doors close.
void warm_up() {
  if (auto photo = rebuild_jpeg(sample_jpeg()); !photo) throw std::bad_alloc();
  warm_up_photo();
  warm_up_pdf();
}

Result<CleanedFile> clean_one(Input& file, const CleanContext& context) {
  ADIT_CHECK(file.read_from_0(kMaxScrubBytes));
  return rebuild(file.bytes(), context);
}

Result<CleanedFile> verify_one(Input& file, const Input& frame, const CleanContext& context) {
  ADIT_CHECK(file.read_from_0(kMaxScrubBytes));
  ADIT_TRY(auto head, parse_answer_head(frame.bytes(), frame.bytes().size()));
  ADIT_CHECK(verify(head.kind, file.bytes(), frame.bytes().subspan(head.file_at), context));
  return CleanedFile{head.kind, {}, {}, {}};
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
  if (mode == "--run-converter") {
    auto call = parse_converter_call(std::span(argv, static_cast<std::size_t>(argc)).subspan(2));
    if (call) (void)run_converter(*call);
    _exit(1);  // it could not be started
  }
  CleanContext context;
  std::vector<std::string> why;
  bool only_verify = false;
  Room room = Room::small;
  for (std::string_view argument : std::span(argv, static_cast<std::size_t>(argc)).subspan(1)) {
    if (argument == "--verify") {
      only_verify = true;
    } else if (argument == "--large") {
      room = Room::large;
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
    // What a library would complain about stays in memory: the door is closed by then.
    std::setvbuf(stderr, nullptr, _IOFBF, 1 << 16);
    Input file;
    Input frame;
    file.map(0);
    if (only_verify) frame.map(2);
    if (auto locked = lock_in(room); !locked) {
      code = answer(fail(locked.error()));
    } else {
      if (!only_verify) context.why = &why;
      auto result = only_verify ? verify_one(file, frame, context) : clean_one(file, context);
      code = answer(result, why);
    }
  } catch (const std::bad_alloc&) {
    code = answer(fail(Errc::out_of_memory));
  } catch (...) {
    code = 1;
  }
  // Without the handlers of a normal end, which would make calls that are closed by now.
  _exit(code);
}
