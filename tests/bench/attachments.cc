// SPDX-License-Identifier: Apache-2.0
// Cleaning through adit-scrub, both children, and files to parcels against age. By the clock, since the
// work is in other processes.
#include <adit/parcel.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "client/scrub/builders.h"
#include "client/scrub/formats.h"
#include "client/scrub/scrub.h"
#include "tests/bench/foreign_files.h"
#include "tests/bench/table.h"
#include "tests/support/temp_folder.h"
#include "tests/support/world.h"

namespace adit::bench {
namespace {

using namespace adit::client;
using namespace adit::test;

constexpr std::size_t kMegabyte = 1'000'000;

template <class Work>
double wall_of(Work&& work, std::size_t runs) {
  std::vector<double> times;
  while (times.size() < runs) {
    double before = wall_seconds();
    work();
    times.push_back(wall_seconds() - before);
  }
  return median(std::move(times));
}

// Of all children that have ended.
double child_seconds() {
  rusage children{};
  getrusage(RUSAGE_CHILDREN, &children);
  auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(children.ru_utime) + seconds(children.ru_stime);
}

void clean_row(const char* what, const ByteVector& file, std::size_t runs = 3) {
  auto held = HeldBytes::of(file);
  const auto program = std::filesystem::path(ADIT_BIN_DIR) / "adit-scrub";
  bool good = true;
  double before = child_seconds();
  double time = wall_of([&] { good = good && held && clean_in_child(program, *held); }, runs);
  if (!good) {
    std::printf("  %-58s not cleaned in this build\n", what);
    return;
  }
  double work = (child_seconds() - before) / static_cast<double>(runs);
  char note[80];
  std::snprintf(note, sizeof note, "%.1f MB in %.2f s, %.2f s of processor",
                static_cast<double>(file.size()) / 1e6, time, work);
  row(what, static_cast<double>(file.size()) / 1e6 / time, "MB/s", note);
}

void parcels_and_age() {
  heading("File of 200 MB to parcels, and the same file with age");
  test::TempFolder folder;
  const std::string file = folder.file("file");
  {
    ByteVector bytes = noise(200 * kMegabyte);
    std::ofstream(file, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  }
  ThreadKeys keys = make_thread(DeploymentId{}, 1);
  auto held = HeldBytes::open(file, kMaxScrubBytes);
  ADIT_ASSERT(held);
  auto read = [&](std::uint64_t at, MutableByteSpan out) { return held->read(at, out); };
  auto keep = [](ByteVector) {};
  double once =
      wall_of([&] { (void)ParcelMaker::make(keys, held->size(), read, Listing::inline_if_few, keep); }, 3);
  row("adit: digest, parcels and their ids", 200 / once, "MB/s");
  double twice = wall_of(
      [&] {
        auto maker = ParcelMaker::make(keys, held->size(), read);
        for (std::uint32_t i = 0; maker && i < maker->count(); ++i) (void)maker->parcel(i);
      },
      3);
  row("adit: the same, and each made again when its turn comes", 200 / twice, "MB/s");
  if (std::system("command -v age >/dev/null 2>&1 && command -v age-keygen >/dev/null 2>&1") != 0) {
    std::printf("  age is not installed\n");
    return;
  }
  const std::string key = folder.file("key");
  const std::string command = "age -r \"$(age-keygen -y " + key + ")\" " + file + " > /dev/null";
  if (std::system(("age-keygen -o " + key + " 2>/dev/null").c_str()) != 0) return;
  double age = wall_of([&] { (void)!std::system(command.c_str()); }, 3);
  row("age, to one recipient, to /dev/null", 200 / age, "MB/s");
  row("adit once / age", age / once, "");
}

}  // namespace

void bench_attachments() {
  heading("Cleaning, both processes (by the clock)");
  {
    auto picture = landscape(4000, 3000);
    clean_row("JPEG photo of 12 megapixels", encode_jpeg(picture));
    clean_row("PNG picture of 12 megapixels", encode_png(4000, 3000, picture.samples, {}), 1);
  }
  clean_row("TIFF scan of 12 megapixels", some_tiff(), 1);
  clean_row("PDF of 400 pages of text", some_pdf(400));
  clean_row("Word document of 20,000 paragraphs", some_docx(20'000));
  clean_row("text of 8 MB", some_text(8 * kMegabyte));
  clean_row("ZIP of 8 photos and 8 texts", some_zip());
  if (auto film = some_film(); !film.empty()) {
    clean_row("MP4 film, H.264 and AAC", film);
  } else {
    std::printf("  ffmpeg is not installed: no film\n");
  }
  clean_row("WAV recording of 20 MB", some_wav(20 * kMegabyte));
  clean_row("WAV recording of 200 MB", some_wav(200 * kMegabyte), 1);
  rusage children{};
  getrusage(RUSAGE_CHILDREN, &children);
  row("largest child", static_cast<double>(children.ru_maxrss) / 1024, "MiB");
  parcels_and_age();
}

}  // namespace adit::bench
