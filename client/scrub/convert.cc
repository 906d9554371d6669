// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/convert.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "client/scrub/child.h"
#include "client/scrub/endian_view.h"
#include "client/scrub/formats.h"

namespace adit::client {
namespace {

constexpr auto kRunConverter = "--run-converter";

bool is_program(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::is_regular_file(path, ignored) && access(path.c_str(), X_OK) == 0;
}

bool is_office(FileKind kind) {
  return kind == FileKind::docx || kind == FileKind::xlsx || kind == FileKind::pptx ||
         kind == FileKind::odt || kind == FileKind::ods || kind == FileKind::odp;
}

// A folder in memory that only we can enter, gone with everything in it at the end.
class MemoryFolder {
 public:
  MemoryFolder() {
    std::string name = "/dev/shm/adit-office-XXXXXX";
    if (mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~MemoryFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  MemoryFolder(const MemoryFolder&) = delete;
  MemoryFolder& operator=(const MemoryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

Status write_in(const std::filesystem::path& path, const HeldBytes& file) {
  std::ofstream out(path, std::ios::binary);
  ByteVector block(std::size_t{1} << 16);
  for (std::uint64_t at = 0; at < file.size(); at += block.size()) {
    auto n = static_cast<std::size_t>(std::min<std::uint64_t>(block.size(), file.size() - at));
    ADIT_CHECK(file.read(at, std::span(block).first(n)));
    out.write(reinterpret_cast<const char*>(block.data()), static_cast<std::streamsize>(n));
  }
  out.close();
  if (!out) return fail(Errc::out_of_memory);
  return {};
}

// An office file as a PDF, which stays in memory.
Result<HeldBytes> as_pdf(const std::filesystem::path& scrub, const Converters& converters,
                         const HeldBytes& file, FileKind kind) {
  MemoryFolder folder;
  if (folder.path().empty()) return fail(Errc::sandbox_unavailable);
  auto in = folder.path() / ("in." + std::string(format_of(kind).extension));
  ADIT_CHECK(write_in(in, file));
  ADIT_TRY(auto nothing, HeldBytes::of({}));
  std::vector<std::string> arguments{kRunConverter,
                                     "--folder",
                                     folder.path().string(),
                                     converters.office.string(),
                                     "-env:UserInstallation=file://" + (folder.path() / "profile").string(),
                                     "--headless",
                                     "--norestore",
                                     "--convert-to",
                                     "pdf",
                                     "--outdir",
                                     folder.path().string(),
                                     in.string()};
  ADIT_TRY(auto said, run_child(scrub, arguments, ChildInput{nothing, std::nullopt}, kMaxScrubBytes,
                                converters.deadline));
  auto pdf = HeldBytes::copy_of(folder.path() / "in.pdf", kMaxScrubBytes);
  if (!pdf && pdf.error().code == Errc::file_unreadable) return fail(Errc::file_damaged);
  return pdf;
}

// Pictures of the pages as the screen shows them: what lies outside the crop box stays out.
Result<ByteVector> drawn(const std::filesystem::path& scrub, const Converters& converters,
                         const HeldBytes& pdf, PictureSize size) {
  std::vector<std::string> arguments{kRunConverter,
                                     converters.pdf.string(),
                                     "-png",
                                     "-cropbox",
                                     "-q",
                                     "-r",
                                     size == PictureSize::smaller ? "100" : "150",
                                     "-l",
                                     std::to_string(kMaxConvertedPages + 1),
                                     "-"};
  ADIT_TRY(auto pictures,
           run_child(scrub, arguments, ChildInput{pdf, std::nullopt}, kMaxScrubBytes, converters.deadline));
  return pictures.read_all();
}

}  // namespace

Converters find_converters(std::string_view path) {
  Converters out;
  while (!path.empty()) {
    auto end = std::min(path.find(':'), path.size());
    std::filesystem::path folder = path.substr(0, end);
    path.remove_prefix(std::min(end + 1, path.size()));
    if (!folder.is_absolute()) continue;  // "." would run whatever lies beside the document
    if (out.pdf.empty() && is_program(folder / "pdftoppm")) out.pdf = folder / "pdftoppm";
    for (auto name : {"soffice", "libreoffice"}) {
      if (out.office.empty() && is_program(folder / name)) out.office = folder / name;
    }
  }
  return out;
}

bool is_convertible(FileKind kind) { return kind == FileKind::pdf || is_office(kind); }

std::string missing_converter(FileKind kind, const Converters& converters) {
  if (!is_convertible(kind)) return "there is no way to turn this kind of file into pictures of its pages";
  if (is_office(kind) && converters.office.empty())
    return "turning it into pictures needs LibreOffice, which is not installed here: print it to a PDF "
           "yourself";
  if (converters.pdf.empty())
    return "turning it into pictures needs pdftoppm (of poppler-utils), which is not installed here: "
           "photograph the pages or take pictures of the screen";
  return {};
}

std::optional<std::vector<ByteSpan>> split_pngs(ByteSpan stream) {
  constexpr std::string_view kMagic = "\x89PNG\r\n\x1a\n";
  std::vector<ByteSpan> out;
  EndianView in(stream, EndianView::Order::big);
  std::size_t at = 0;
  while (at < stream.size()) {
    auto start = at;
    auto magic = in.part(at, kMagic.size());
    if (!magic || as_text(*magic) != kMagic || out.size() > kMaxConvertedPages) return std::nullopt;
    at += kMagic.size();
    for (bool last = false; !last;) {
      auto n = in.u32(at);
      auto type = in.part(at + 4, 4);
      if (!n || !type || !in.part(at + 8, std::size_t{*n} + 4)) return std::nullopt;
      last = as_text(*type) == "IEND";
      at += 12 + std::size_t{*n};
    }
    out.push_back(stream.subspan(start, at - start));
  }
  return out;
}

Result<std::vector<KeptFile>> convert_with_installed(const std::filesystem::path& scrub,
                                                     const Converters& converters, const HeldBytes& file,
                                                     const CleanOptions& options) {
  if (file.size() > kMaxScrubBytes) return fail(Errc::file_too_large);
  ADIT_TRY(auto ends, file.ends());
  auto kind = kind_of(ends);
  if (!kind || !missing_converter(*kind, converters).empty()) return fail(Errc::file_type_refused);
  if (!is_program(scrub)) return fail(Errc::sandbox_unavailable);
  ADIT_TRY(auto pdf, is_office(*kind) ? as_pdf(scrub, converters, file, *kind) : Result<HeldBytes>(file));
  ADIT_TRY(auto stream, drawn(scrub, converters, pdf, options.size));
  auto pictures = split_pngs(stream);
  if (!pictures || pictures->empty()) return fail(Errc::file_damaged);
  if (pictures->size() > kMaxConvertedPages) return fail(Errc::file_too_large);

  std::vector<KeptFile> out;
  for (auto picture : *pictures) {
    ADIT_TRY(auto held, HeldBytes::of(picture));
    ADIT_TRY(auto page, clean_in_child(scrub, held, CleanOptions{Way::rebuild, options.size}));
    // What the converter put beside the dots is no finding of the reporter's.
    page.removed = {{FindingClass::other,
                     "everything but the look of the page: text that can be searched, links, notes, layers, "
                     "what was hidden, and all that the document said about itself"}};
    if (is_office(*kind)) {
      page.removed.push_back({FindingClass::other,
                              "the look that another office program gives it: lines and pages may break "
                              "elsewhere, and letters may have another shape"});
    }
    out.push_back(std::move(page));
  }
  return out;
}

Result<std::vector<KeptFile>> clean_or_convert(const std::filesystem::path& scrub,
                                               const Converters& converters, const HeldBytes& file,
                                               const CleanOptions& options, std::vector<std::string>* why) {
  ADIT_TRY(auto ends, file.ends());
  const auto kind = kind_of(ends);
  const bool pages = options.way == Way::convert && kind && is_convertible(*kind);
  Error error(Errc::file_type_refused);
  if (!pages || is_office(*kind)) {
    auto cleaned = clean_in_child(scrub, file, options, why);
    if (cleaned) return std::vector<KeptFile>{std::move(*cleaned)};
    error = cleaned.error();
    if (!pages) return fail(error);
  }
  if (std::string missing = missing_converter(*kind, converters); !missing.empty()) {
    if (why != nullptr) why->push_back(std::move(missing));
    return fail(error);
  }
  return convert_with_installed(scrub, converters, file, options);
}

}  // namespace adit::client
