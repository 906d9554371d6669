// SPDX-License-Identifier: Apache-2.0
#include "tests/adversary/public_log.h"

#include <adit/api.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>

#include "crypto/note_sign.h"
#include "crypto/sha256.h"
#include "gateway/store.h"
#include "gateway/tree.h"

namespace adit::test {
namespace {

client::Vault* open_vault(const std::string& where, std::unique_ptr<client::Vault>& into, Rng& rng) {
  const std::size_t colon = where.find(':');
  if (colon == std::string::npos) give_up("an insider is FOLDER:PASSPHRASE");
  const SecretBuffer passphrase(as_bytes(std::string_view(where).substr(colon + 1)));
  into = must(client::Vault::open(where.substr(0, colon), passphrase, rng), "vault");
  return into.get();
}

SigningKey log_key_in(const std::filesystem::path& data) {
  return must(gateway::read_log_key(gateway::Places(data)), "log key");
}

}  // namespace

void give_up(const std::string& why) {
  std::fprintf(stderr, "cheat: error: %s\n", why.c_str());
  std::exit(1);
}

ByteVector read_bytes(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) give_up("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_bytes(const std::filesystem::path& path, ByteSpan bytes) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (!out.flush()) give_up("cannot write " + path.string());
}

Insider::Insider(const std::string& where)
    : self(must(client::load_self(*open_vault(where, vault, rng)), "keys of the desk")),
      keys(must(client::WeekKeys::load(*vault), "week keys")) {}

Insider& insider_of(const std::string& where) {
  static std::map<std::string, std::unique_ptr<Insider>> known;
  auto& place = known[where];
  if (!place) place = std::make_unique<Insider>(where);
  return *place;
}

PublicLog::PublicLog(const std::filesystem::path& data, std::filesystem::path public_folder)
    : folder(std::move(public_folder)), key_(log_key_in(data)) {
  auto at = [&](std::string_view path) { return folder / std::string(path.substr(1)); };
  bundle = must(StateBundle::parse(read_bytes(at(api::kPendingStatePath))), "state");
  auto genesis = must(UnverifiedEnvelope::parse(bundle.council.front()), "genesis");
  dep = deployment_of(genesis.body);
  record = must(EpochRecord::parse(bundle.epoch_record), "record");
  auto note = must(UnverifiedNote::parse(bundle.checkpoint), "note");
  auto checkpoint = must(CheckpointBody::parse(note.text), "checkpoint");
  for (std::uint64_t begin = 0; begin < checkpoint.size; begin += gateway::kTileWidth) {
    const auto width =
        static_cast<unsigned>(std::min<std::uint64_t>(gateway::kTileWidth, checkpoint.size - begin));
    const ByteVector bytes = read_bytes(at(api::entries_path(begin / gateway::kTileWidth, width)));
    for (ByteSpan entry : must(parse_bundle(bytes, width), "entries"))
      entries.emplace_back(entry.begin(), entry.end());
  }
}

void PublicLog::renew_record() {
  record.state_hash = bundle.state_hash();
  bundle.epoch_record = record.encode();
  entries.back() = bundle.epoch_record;
}

std::size_t PublicLog::epoch_begin() const {
  std::size_t i = entries.size() - 1;
  while (i > 0 && entries[i - 1].size() != kEpochRecordBytes) --i;
  return i;
}

std::vector<std::size_t> PublicLog::leaves(EntryKind kind) const {
  std::vector<std::size_t> out;
  for (std::size_t i = epoch_begin(); i + 1 < entries.size(); ++i) {
    if (entries[i][0] == static_cast<std::uint8_t>(kind)) out.push_back(i);
  }
  return out;
}

std::vector<XwingPublic> PublicLog::week_keys_of_bulletins() const {
  std::vector<XwingPublic> out;
  for (const ByteVector& bytes : bundle.bulletins) {
    auto envelope = must(UnverifiedEnvelope::parse(bytes), "bulletin");
    out.push_back(must(BulletinBody::parse(envelope.body), "bulletin").key);
  }
  return out;
}

void PublicLog::publish(std::span<Insider* const> witnesses) {
  std::filesystem::remove_all(folder / "tile");
  gateway::LogTree tree;
  const gateway::TileSink sink = [&](const std::string& path, ByteSpan content) {
    write_bytes(folder / path.substr(1), content);
    return Status();
  };
  for (const ByteVector& entry : entries) must(tree.append(entry, sink), "tree");
  must(tree.partials(sink), "tiles");
  bundle.proof = tree.last_leaf_proof();

  const std::string origin = log_origin(dep);
  UnverifiedNote note{CheckpointBody{origin, tree.size(), tree.root()}.encode(), {}};
  note.signatures.push_back(sign_note(note.text, origin, key_));
  for (Insider* witness : witnesses) {
    note.signatures.push_back(
        cosign_note(note.text, witness->self.witness_key.name, witness->self.witness, SystemClock().now()));
  }
  bundle.checkpoint = note.encode();
  auto put = [&](std::string_view path, ByteSpan bytes) {
    write_bytes(folder / std::string(path.substr(1)), bytes);
  };
  put(api::kPendingStatePath, bundle.encode());
  put(api::kPendingCheckpointPath, as_bytes(bundle.checkpoint));
  if (witnesses.empty()) return;
  put(api::kStatePath, bundle.encode());
  put(api::kCheckpointPath, as_bytes(bundle.checkpoint));
}

}  // namespace adit::test
