// SPDX-License-Identifier: Apache-2.0
#include "gateway/stage.h"

#include <fcntl.h>
#include <unistd.h>

#include "crypto/value.h"

namespace adit::gateway {
namespace {

constexpr std::string_view kKind = "adit/v1/gateway-stage";
constexpr std::string_view kPlanName = "plan";
constexpr std::size_t kMaxPlanBytes = std::size_t{128} << 20;

std::optional<Digest> hash_file(const std::filesystem::path& path) {
  auto file = open_file(path, O_RDONLY);
  if (!file) return std::nullopt;
  Sha256 hash;
  ByteVector chunk(std::size_t{1} << 16);
  for (std::uint64_t at = 0;;) {
    ssize_t n = ::pread(file->fd(), chunk.data(), chunk.size(), static_cast<off_t>(at));
    if (n < 0) return std::nullopt;
    if (n == 0) return hash.finish();
    hash.update(ByteSpan(chunk).first(static_cast<std::size_t>(n)));
    at += static_cast<std::uint64_t>(n);
  }
}

}  // namespace

ByteVector Plan::encode() const {
  Array documents_value;
  for (const Digest& d : documents) documents_value.emplace_back(d);
  Array files_value;
  for (const StagedFile& f : files) files_value.emplace_back(Array{f.name, f.target, f.sha256});
  return adit::encode(Array{kKind, number(epoch), static_cast<std::uint64_t>(seconds(time)), ByteSpan(state),
                            ByteSpan(bundle), documents_value, round ? Value(number(*round)) : Value(),
                            files_value});
}

Result<Plan> Plan::parse(ByteSpan bytes) {
  auto value = decode(bytes);
  if (!value) return fail(Errc::store_corrupt);
  Reader r(*value);
  Plan out;
  r.exactly(kKind);
  out.epoch = Epoch{r.number()};
  out.time = UnixTime{static_cast<std::int64_t>(r.number(INT64_MAX))};
  out.state = r.blob(kMaxPlanBytes);
  out.bundle = r.blob(kMaxPlanBytes);
  Reader documents(r.array(0, kMaxValueItems));
  while (documents.left() > 0) out.documents.push_back(documents.bytes<Digest>());
  if (r.next_is_nil()) {
    r.any();
  } else {
    out.round = Round{r.number()};
  }
  for (const Value& item : r.array(0, kMaxValueItems)) {
    Reader f(item);
    StagedFile file{f.text(64), f.text(4096), f.bytes<Digest>()};
    if (!f.done()) r.refuse();
    out.files.push_back(std::move(file));
  }
  if (!documents.done() || !r.done()) return fail(Errc::store_corrupt);
  return out;
}

Status StageStream::write(ByteSpan bytes) {
  hash_.update(bytes);
  return append_to(file_, bytes);
}

Result<Digest> StageStream::finish() {
  stamp(file_, time_);
  ADIT_CHECK(flush(file_));
  return hash_.finish();
}

Result<StageWriter> StageWriter::begin(const Places& places, UnixTime time) {
  ADIT_CHECK(remove_tree(places.stage_in_making()));
  ADIT_CHECK(make_folder(places.stage_in_making(), kPrivateFolder));
  return StageWriter(places, time);
}

Result<StageStream> StageWriter::open(const std::string& target, mode_t mode) {
  std::string name = std::to_string(files_.size());
  ADIT_TRY(File file, make_file(places_.stage_in_making() / name, mode));
  files_.push_back({std::move(name), target, Digest{}});
  return StageStream(std::move(file), time_);
}

void StageWriter::finished(const std::string& target, const Digest& sha256) {
  for (StagedFile& file : files_) {
    if (file.target == target) file.sha256 = sha256;
  }
}

Status StageWriter::add(const std::string& target, ByteSpan bytes, mode_t mode) {
  ADIT_TRY(StageStream stream, open(target, mode));
  ADIT_CHECK(stream.write(bytes));
  ADIT_TRY(Digest hash, stream.finish());
  files_.back().sha256 = hash;
  return {};
}

Status StageWriter::commit(Plan plan) {
  plan.files = files_;
  plan.time = time_;
  // Flushes the folder too, and with it the names of all files before it.
  ADIT_CHECK(write_sealed(places_.stage_in_making() / kPlanName, plan.encode(), time_));
  ADIT_CHECK(move_file(places_.stage_in_making(), places_.stage()));
  return flush_folder(places_.root);
}

Result<Plan> read_stage(const Places& places) {
  ADIT_TRY(ByteVector bytes, read_sealed(places.stage() / kPlanName, kMaxPlanBytes));
  return Plan::parse(bytes);
}

bool stage_is_whole(const Places& places, const Plan& plan) {
  for (const StagedFile& file : plan.files) {
    if (hash_file(places.stage() / file.name) == file.sha256) continue;
    if (hash_file(places.root / file.target) != file.sha256) return false;
  }
  return true;
}

}  // namespace adit::gateway
