// SPDX-License-Identifier: Apache-2.0
#include "tests/e2e/kill9_gateway.h"

#include <adit/feed.h>
#include <adit/trailer.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <csignal>
#include <cstring>
#include <fstream>

#include "crypto/padded.h"
#include "crypto/sha256.h"

namespace adit::test {
namespace {

namespace fs = std::filesystem;

WorldOptions options_of(std::uint32_t epoch_seconds, std::size_t recipients) {
  WorldOptions out;
  out.recipients = recipients;
  out.params.epoch_seconds = epoch_seconds;
  out.params.round_seconds = 60 * epoch_seconds;
  out.params.puzzle_bits = 0;
  out.params.puzzle_hard_bits = 0;
  out.now = SystemClock().now();
  return out;
}

std::string output_of(const std::string& command) {
  std::FILE* pipe = ::popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string out;
  for (int c = 0; (c = std::fgetc(pipe)) != EOF;) out += static_cast<char>(c);
  REQUIRE(::pclose(pipe) == 0);
  return out;
}

bool write_all(int fd, ByteSpan bytes) {
  while (!bytes.empty()) {
    ssize_t n = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(n));
  }
  return true;
}

}  // namespace

RunningGateway::RunningGateway(const std::string& pool, std::uint32_t epoch_seconds, std::size_t recipients,
                               const GatewayOptions& options)
    : world(make_world(options_of(epoch_seconds, recipients))) {
  std::string name = (fs::temp_directory_path() / "adit-kill9-XXXXXX").string();
  REQUIRE(::mkdtemp(name.data()) != nullptr);
  folder_ = name;
  config_ = folder_ / "gateway.toml";
  socket_ = folder_ / "socket";
  std::ofstream(config_) << "deployment = \"" << to_hex(world.dep.span()) << "\"\n"
                         << "data = \"" << (folder_ / "data").string() << "\"\n"
                         << "pool = \"" << pool
                         << "\"\npool_letters = 1200\npool_parcels = " << options.pool_parcels << "\n"
                         << "[[listen]]\ntype = \"unix\"\npath = \"" << socket_.string() << "\"\n";
  if (options.port) {
    std::ofstream(config_, std::ios::app)
        << "[[listen]]\ntype = \"loopback\"\naddress = \"127.0.0.1\"\nport = " << *options.port << "\n";
  }
  std::string key =
      output_of(std::string(ADIT_BIN_DIR) + "/adit-gateway log-key --config " + config_.string());
  while (!key.empty() && key.back() == '\n') key.pop_back();
  auto parsed = NoteKey::parse(key);
  REQUIRE(parsed);
  world.directory_body.gateway.log_key = *parsed;
  world.directory = world.sign_directory(world.directory_body);
}

RunningGateway::~RunningGateway() {
  if (pid_ > 0) kill_9();
  std::error_code error;
  fs::remove_all(folder_, error);
}

void RunningGateway::start() { REQUIRE(try_start()); }

std::optional<int> RunningGateway::ended() {
  int status = 0;
  if (pid_ < 0 || ::waitpid(pid_, &status, WNOHANG) != pid_) return std::nullopt;
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::string RunningGateway::said() const {
  std::ifstream in(folder_ / "stderr", std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::optional<std::pair<std::uint64_t, Digest>> RunningGateway::head() const {
  auto note = UnverifiedNote::parse(as_text(file(std::string(api::kPendingCheckpointPath))));
  if (!note) return std::nullopt;
  auto body = CheckpointBody::parse(note->text);
  if (!body) return std::nullopt;
  return std::pair(body->size, body->root);
}

bool RunningGateway::try_start() {
  int ready[2];
  REQUIRE(::pipe(ready) == 0);
  const std::string program = std::string(ADIT_BIN_DIR) + "/adit-gateway";
  const std::string ready_fd = std::to_string(ready[1]);
  pid_ = ::fork();
  REQUIRE(pid_ >= 0);
  if (pid_ == 0) {
    ::close(ready[0]);
    const int log = ::open((folder_ / "stderr").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::dup2(log, 2);
    ::execl(program.c_str(), program.c_str(), "run", "--config", config_.c_str(), "--ready-fd",
            ready_fd.c_str(), nullptr);
    _exit(127);
  }
  ::close(ready[1]);
  pollfd waiting{ready[0], POLLIN, 0};
  char byte = 0;
  const bool is_ready = ::poll(&waiting, 1, 30000) == 1 && ::read(ready[0], &byte, 1) == 1;
  ::close(ready[0]);
  return is_ready;
}

void RunningGateway::kill_9() {
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

int RunningGateway::terminate() {
  ::kill(pid_, SIGTERM);
  int status = 0;
  ::waitpid(pid_, &status, 0);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::size_t RunningGateway::resident_kib() const {
  std::ifstream in("/proc/" + std::to_string(pid_) + "/status");
  for (std::string word; in >> word;) {
    if (word != "VmRSS:") continue;
    std::size_t kib = 0;
    in >> kib;
    return kib;
  }
  return 0;
}

std::optional<int> RunningGateway::post(std::string_view path, ByteSpan body) const {
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, socket_.c_str(), sizeof address.sun_path - 1);
  std::optional<int> status;
  const std::string head = "POST " + std::string(path) +
                           " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) +
                           "\r\nConnection: close\r\n\r\n";
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
      write_all(fd, as_bytes(head)) && write_all(fd, body)) {
    std::string answer;
    char chunk[512];
    for (ssize_t n = 0; (n = ::recv(fd, chunk, sizeof chunk, 0)) > 0;)
      answer.append(chunk, static_cast<std::size_t>(n));
    // Only a whole head is an answer.
    if (answer.size() > 12 && answer.find("\r\n\r\n") != std::string::npos)
      status = std::stoi(answer.substr(9, 3));
  }
  ::close(fd);
  return status;
}

void RunningGateway::post_document(const UnverifiedEnvelope& envelope) const {
  auto body = pad(envelope.encode(), api::kDocumentBytes);
  REQUIRE(body);
  REQUIRE(post(api::kDocumentsPath, *body) == 202);
}

void RunningGateway::post_council_and_directory() const {
  post_document(world.council);
  post_document(world.directory);
}

void RunningGateway::post_bulletins() const {
  // Of next week too: the test may run over the end of one.
  const Week week = week_at(SystemClock().now());
  for (const TestRecipient& r : world.recipients) {
    for (Week w : {week, next(week)}) post_document(world.sign_bulletin(r, w, r.week_key.public_key()));
  }
}

SealedLetter RunningGateway::letter(const std::string& text, std::size_t to) const {
  SystemRng rng;
  LetterDraft draft;
  draft.core.form = "report";
  draft.core.language = "en";
  draft.core.fields.emplace_back("what", text);
  draft.mid = rng.bytes<Mid>();
  draft.week = week_at(SystemClock().now());
  draft.addressees.push_back(world.recipients[to].addressee());
  auto sealed = seal_letter(make_thread(world.dep, 1), draft, rng);
  REQUIRE(sealed);
  return std::move(*sealed);
}

ByteVector RunningGateway::file(const std::string& path) const {
  std::ifstream in(folder_ / "data/public" / path.substr(1), std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  return {text.begin(), text.end()};
}

std::optional<ByteVector> RunningGateway::with_trailer(const SealedLetter& letter) const {
  auto bundle = StateBundle::parse(file(std::string(api::kPendingStatePath)));
  if (!bundle) return std::nullopt;
  auto record = EpochRecord::parse(bundle->epoch_record);
  if (!record) return std::nullopt;
  ByteVector out(letter.bytes().begin(), letter.bytes().end());
  append(out, PuzzleTrailer{record->epoch, PuzzleNonce{}}.encode());
  return out;
}

std::uint64_t RunningGateway::log_size() const {
  auto note = UnverifiedNote::parse(as_text(file(std::string(api::kPendingCheckpointPath))));
  if (!note) return 0;
  auto body = CheckpointBody::parse(note->text);
  return body ? body->size : 0;
}

std::vector<ByteVector> RunningGateway::entries() const {
  std::vector<ByteVector> out;
  const auto newest = head();  // once: it may be replaced meanwhile
  const std::uint64_t size = newest ? newest->first : 0;
  while (out.size() < size) {
    const auto width = static_cast<unsigned>(std::min<std::uint64_t>(256, size - out.size()));
    const ByteVector bundle = file(api::entries_path(out.size() / 256, width));
    auto parsed = parse_bundle(bundle, width);
    REQUIRE(parsed);
    for (ByteSpan entry : *parsed) out.emplace_back(entry.begin(), entry.end());
  }
  CompactTree tree;
  for (const ByteVector& entry : out) tree.append(leaf_hash(entry));
  REQUIRE(newest);
  REQUIRE(newest->second == tree.root());
  return out;
}

std::map<Digest, int> RunningGateway::entries_of(EntryKind kind) const {
  std::map<Digest, int> out;
  for (const ByteVector& entry : entries()) {
    if (entry[0] == static_cast<std::uint8_t>(kind)) ++out[*Digest::from(ByteSpan(entry).subspan(1))];
  }
  return out;
}

std::map<Digest, int> RunningGateway::leaves() const { return entries_of(EntryKind::letter); }
std::map<Digest, int> RunningGateway::parcels() const { return entries_of(EntryKind::parcel); }

std::map<std::uint64_t, Digest> RunningGateway::roots() const {
  std::map<std::uint64_t, Digest> out;
  CompactTree tree;
  for (const ByteVector& entry : entries()) {
    tree.append(leaf_hash(entry));
    if (entry[0] == 0) out[tree.size()] = tree.root();
  }
  return out;
}

void RunningGateway::cosign() const {
  auto pending = UnverifiedNote::parse(as_text(file(std::string(api::kPendingCheckpointPath))));
  if (!pending) return;
  UnverifiedNote note{pending->text, {}};
  for (const NoteSignature& signature : pending->signatures) {
    if (signature.name == world.directory_body.gateway.log_key.name) note.signatures.push_back(signature);
  }
  for (const TestRecipient& r : world.recipients) {
    note.signatures.push_back(cosign_note(note.text, r.witness_key.name, r.witness, SystemClock().now()));
  }
  auto body = pad(as_bytes(note.encode()), api::kCosignBytes);
  REQUIRE(body);
  (void)post(api::kCosignPath, *body);  // a newer checkpoint may have come meanwhile
}

std::vector<EpochRecord> RunningGateway::records() const {
  std::vector<EpochRecord> out;
  for (const ByteVector& entry : entries()) {
    if (entry[0] != 0) continue;
    auto record = EpochRecord::parse(entry);
    REQUIRE(record);
    out.push_back(*record);
  }
  return out;
}

std::map<std::string, int> RunningGateway::texts_by_recipients_keys() const {
  std::map<std::string, int> out;
  const TestKeyBook book(world);
  for (const EpochRecord& record : records()) {
    const ByteVector feed_file = file(api::feed_path(record.epoch));
    REQUIRE(sha256(feed_file) == record.feed);
    const WeekSecret any{week_at(world.options.now), &world.recipients[0].week_key};
    if (load_le(ByteSpan(feed_file).first(2)) == 0) continue;
    auto feed = open_feed(world.dep, feed_file, std::span(&any, 1));
    REQUIRE(feed);
    REQUIRE(feed->letters.size() == record.letters);
    for (const SealedLetter& letter : feed->letters) {
      for (const TestRecipient& r : world.recipients) {
        const WeekSecret week{any.week, &r.week_key};
        auto opened = open_letter(world.dep, letter, std::span(&week, 1), r.self(), book);
        if (opened) ++out[opened->core.fields.at(0).second];
      }
    }
  }
  return out;
}

std::vector<std::string> broken_promises(const std::vector<std::string>& promised,
                                         const std::map<std::string, int>& published) {
  std::vector<std::string> out;
  for (const std::string& text : promised) {
    if (!published.contains(text)) out.push_back("lost: " + text);
  }
  for (const auto& [text, count] : published) {
    if (count != 1) out.push_back("published twice: " + text);
  }
  return out;
}

}  // namespace adit::test
