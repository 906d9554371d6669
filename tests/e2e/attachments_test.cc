// SPDX-License-Identifier: Apache-2.0
// P19 and P24 with the real programs: an upload of 20 MB that is killed again and again, and what a
// report with 200 MB costs in memory.
#include <adit/parcel.h>
#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>
#include <thread>

#include "client/scrub/scrub.h"
#include "client/trust/invitation.h"
#include "crypto/sha256.h"
#include "tests/client/reporter/children.h"
#include "tests/e2e/kill9_gateway.h"

namespace adit::test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

// How often adit is killed. ADIT_KILLS=100 takes three minutes.
int kills_wanted() {
  const char* text = std::getenv("ADIT_KILLS");
  return text == nullptr ? 25 : std::atoi(text);
}

std::uint16_t free_port() {
  int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  REQUIRE(::bind(fd, reinterpret_cast<sockaddr*>(&at), size) == 0);
  REQUIRE(::getsockname(fd, reinterpret_cast<sockaddr*>(&at), &size) == 0);
  ::close(fd);
  return ntohs(at.sin_port);
}

template <class Condition>
bool eventually(Condition&& condition, std::chrono::seconds most = 90s) {
  const auto deadline = Clock::now() + most;
  while (!condition()) {
    if (Clock::now() > deadline) return false;
    std::this_thread::sleep_for(20ms);
  }
  return true;
}

void put(std::ofstream& out, std::uint32_t n, unsigned bytes) {
  for (unsigned i = 0; i < bytes; ++i) out.put(static_cast<char>(n >> (8 * i)));
}
// A recording of noise with a name in it.
void write_wav(const std::string& path, std::uint32_t bytes, unsigned seed) {
  std::ofstream out(path, std::ios::binary);
  const std::string artist = "INFOIART\x0c" + std::string(3, '\0') + "ADIT-CANARY" + std::string(1, '\0');
  out << "RIFF";
  put(out, 4 + 24 + 8 + static_cast<std::uint32_t>(artist.size()) + 8 + bytes, 4);
  out << "WAVEfmt ";
  for (auto [n, size] :
       {std::pair{16u, 4u}, {1u, 2u}, {2u, 2u}, {44100u, 4u}, {176400u, 4u}, {4u, 2u}, {16u, 2u}})
    put(out, n, size);
  out << "LIST";
  put(out, static_cast<std::uint32_t>(artist.size()), 4);
  out << artist << "data";
  put(out, bytes, 4);
  std::minstd_rand random(seed);
  std::string block(bytes, '\0');
  for (char& c : block) c = static_cast<char>(random() >> 8);
  out << block;
}

// A gateway whose recipients confirm it all the time.
class Deployment {
 public:
  Deployment(std::uint32_t epoch_seconds, std::size_t pool_parcels)
      : port_(free_port()), gateway("disk", epoch_seconds, 3, {pool_parcels, port_}) {
    gateway.start();
    gateway.post_council_and_directory();
    gateway.post_bulletins();
    REQUIRE(eventually([&] { return gateway.log_size() > 0; }));
    witnesses_ = std::thread([this] {
      while (!done_) {
        gateway.cosign();
        std::this_thread::sleep_for(200ms);
      }
    });
    invitation = client::Invitation{gateway.world.dep, "http://127.0.0.1:" + std::to_string(port_)}.encode();
  }
  ~Deployment() {
    done_ = true;
    witnesses_.join();
  }

 private:
  std::uint16_t port_;
  std::atomic<bool> done_{false};
  std::thread witnesses_;

 public:
  RunningGateway gateway;
  std::string invitation;
};

// The real adit in `home`, which is its HOME, its TMPDIR and where it runs; output goes to pipes.
class Adit {
 public:
  Adit(const std::string& home, std::vector<std::string> arguments, std::string_view input) {
    int in[2];
    int out[2];
    REQUIRE((::pipe(in) == 0 && ::pipe(out) == 0));
    arguments.insert(arguments.begin(), std::string(ADIT_BIN_DIR) + "/adit");
    pid_ = ::fork();
    REQUIRE(pid_ >= 0);
    if (pid_ == 0) {
      ::setsid();
      ::dup2(in[0], 0);
      ::dup2(out[1], 1);
      ::dup2(out[1], 2);
      for (int fd : {in[0], in[1], out[0], out[1]}) ::close(fd);
      std::vector<char*> argv;
      for (std::string& a : arguments) argv.push_back(a.data());
      argv.push_back(nullptr);
      std::string home_is = "HOME=" + home;
      std::string temp_is = "TMPDIR=" + home;
      char* environment[] = {home_is.data(), temp_is.data(), nullptr};
      if (::chdir(home.c_str()) == 0) ::execve(argv[0], argv.data(), environment);
      _exit(127);
    }
    ::close(in[0]);
    ::close(out[1]);
    [[maybe_unused]] ssize_t n = ::write(in[1], input.data(), input.size());
    ::close(in[1]);
    out_ = out[0];
    ::fcntl(out_, F_SETFL, O_NONBLOCK);
  }
  ~Adit() {
    if (pid_ > 0) kill_9();
    ::close(out_);
  }
  Adit(const Adit&) = delete;
  Adit& operator=(const Adit&) = delete;

  void kill_9() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = -1;
    look();
  }
  // The exit code, if it has ended.
  std::optional<int> ended() {
    look();
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) != pid_) return std::nullopt;
    pid_ = -1;
    look();
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
  }
  // The most that it had in its own memory so far.
  std::size_t peak_kib() const { return status("VmHWM:"); }
  // What it has now, with what it holds in nameless files.
  std::size_t held_kib() const {
    std::map<ino_t, std::size_t> nameless;
    std::error_code error;
    for (const auto& entry :
         std::filesystem::directory_iterator("/proc/" + std::to_string(pid_) + "/fd", error)) {
      struct stat about{};
      if (::stat(entry.path().c_str(), &about) != 0 || about.st_nlink != 0) continue;
      nameless[about.st_ino] = static_cast<std::size_t>(about.st_blocks) / 2;
    }
    std::size_t out = status("VmRSS:");
    for (const auto& [ino, kib] : nameless) out += kib;
    return out;
  }
  const std::string& text() {
    look();
    return text_;
  }

 private:
  std::size_t status(std::string_view key) const {
    std::ifstream in("/proc/" + std::to_string(pid_) + "/status");
    for (std::string word; in >> word;) {
      std::size_t kib = 0;
      if (word == key && in >> kib) return kib;
    }
    return 0;
  }
  void look() {
    char block[4096];
    for (ssize_t n = 0; (n = ::read(out_, block, sizeof block)) > 0;)
      text_.append(block, static_cast<std::size_t>(n));
  }
  pid_t pid_ = -1;
  int out_ = -1;
  std::string text_;
};

std::string line_after(const std::string& text, std::string_view key) {
  std::size_t at = text.find(key);
  if (at == std::string::npos) return {};
  at += key.size();
  std::size_t end = text.find('\n', at);
  return end == std::string::npos ? std::string() : text.substr(at, end - at);
}

// The parcels that an upload of this file with this secret has, by the same cleaning and another way.
std::vector<ParcelId> parcels_of(const std::string& words, const DeploymentId& dep, const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  ByteVector file{std::istreambuf_iterator<char>(in), {}};
  auto cleaned = client::clean_in_child(std::string(ADIT_BIN_DIR) + "/adit-scrub", file);
  REQUIRE(cleaned);
  REQUIRE(cleaned->bytes.size() < file.size());
  auto secret = parse_secret(words);
  REQUIRE(secret);
  auto root = root_of(*secret, dep);
  REQUIRE(root);
  auto sealed = seal_file(ThreadKeys(std::move(*root), dep), cleaned->bytes, "a", "b");
  REQUIRE(sealed);
  std::vector<ParcelId> out;
  for (const ByteVector& parcel : sealed->parcels) out.push_back(sha256_as<ParcelId>(parcel));
  return out;
}

// What is not as it should be: a piece that is not there, or is there more than once.
std::size_t pieces_wrong(const std::vector<ParcelId>& expected, const std::map<Digest, int>& published) {
  std::size_t out = 0;
  for (const ParcelId& id : expected) {
    auto at = published.find(Digest(id.span()));
    if (at == published.end() || at->second != 1) ++out;
  }
  return out;
}

std::size_t pieces_there(const std::vector<ParcelId>& expected, const std::map<Digest, int>& published) {
  return static_cast<std::size_t>(std::ranges::count_if(
      expected, [&](const ParcelId& id) { return published.contains(Digest(id.span())); }));
}

TEST_CASE(
    "P19, P24: an upload of 20 MB that is killed again and again completes, no piece is published twice, "
    "and nothing is left on the disk",
    "[attachments]") {
  const int kills = kills_wanted();
  Deployment d(2, 700);
  TempFolder home;
  TempFolder files;
  write_wav(files.file("talk.wav"), 20'000'000, 1);
  std::ofstream(files.file("r.toml")) << "form = \"open\"\n[answers]\ns2 = \"What I heard.\"\n";
  const std::vector<std::string> common = {"--no-input", "--direct",   "--no-pauses",
                                           "-i",         d.invitation, "report"};
  auto with = [&](std::initializer_list<std::string> more) {
    std::vector<std::string> out = common;
    out.insert(out.end(), more);
    return out;
  };
  const auto first_arguments = with({"--from", files.file("r.toml"), "--attach", files.file("talk.wav"),
                                     "--to", d.gateway.world.recipients[0].name});
  // Until the recipients can be written to.
  std::string words;
  std::optional<Adit> adit;
  REQUIRE(eventually([&] {
    adit.emplace(home.path(), first_arguments, "");
    while (words.empty() && !adit->ended()) {
      words = line_after(adit->text(), "secret: ");
      std::this_thread::sleep_for(2ms);
    }
    return !words.empty();
  }));
  std::this_thread::sleep_for(400ms);
  adit->kill_9();
  adit.reset();
  const std::vector<ParcelId> expected = parcels_of(words, d.gateway.world.dep, files.file("talk.wav"));
  REQUIRE(expected.size() > 300);

  const auto resume_arguments = with({"--resume", "--attach", files.file("talk.wav"), "--secret-fd", "0"});
  std::mt19937 random(20260301);
  int killed = 1;
  int finished = 0;
  int while_sending = 0;
  std::size_t left_behind = listing(home.path()).size();
  while (killed < kills) {
    Adit run(home.path(), resume_arguments, words + "\n");
    // One in four anywhere, the others after the work on the secret, when it begins to send.
    if (random() % 4 != 0) REQUIRE(eventually([&] { return run.peak_kib() > 64 * 1024; }));
    std::this_thread::sleep_for(std::chrono::milliseconds(random() % 1500));
    if (auto code = run.ended()) {
      CHECK(*code == 0);
      ++finished;
      continue;
    }
    while_sending += run.peak_kib() > 64 * 1024 ? 1 : 0;
    run.kill_9();
    ++killed;
    left_behind += listing(home.path()).size();
  }
  CHECK(left_behind == 0);
  CHECK(while_sending > killed / 2);

  Adit last(home.path(), resume_arguments, words + "\n");
  std::optional<int> code;
  REQUIRE(eventually([&] { return (code = last.ended()).has_value(); }));
  CAPTURE(last.text());
  REQUIRE(*code == 0);
  CHECK(last.text().find("pieces: " + std::to_string(expected.size()) + " of " +
                         std::to_string(expected.size())) != std::string::npos);
  CHECK(listing(home.path()).empty());
  REQUIRE(eventually([&] { return pieces_there(expected, d.gateway.parcels()) == expected.size(); }));
  const auto published = d.gateway.parcels();
  CHECK(pieces_wrong(expected, published) == 0);
  WARN(killed << " kills, " << while_sending << " of them while it was sending, " << finished
              << " runs that ended before, " << expected.size() << " pieces");

  // The judge finds what is planted.
  auto doubled = published;
  ++doubled[Digest(expected[7].span())];
  CHECK(pieces_wrong(expected, doubled) == 1);
  auto lost = published;
  lost.erase(Digest(expected[8].span()));
  CHECK(pieces_wrong(expected, lost) == 1);
}

TEST_CASE("several files and 200 MB go with one report within 256 MB of memory", "[attachments]") {
  Deployment d(3, 3800);
  TempFolder home;
  TempFolder files;
  std::vector<std::string> arguments = {
      "--no-input", "--direct", "--no-pauses",        "-i",   d.invitation,
      "report",     "--from",   files.file("r.toml"), "--to", d.gateway.world.recipients[0].name};
  std::ofstream(files.file("r.toml")) << "form = \"open\"\n[answers]\ns2 = \"What I heard.\"\n";
  for (unsigned i = 1; i <= 4; ++i) {
    std::string path = files.file("talk" + std::to_string(i) + ".wav");
    write_wav(path, i == 4 ? 100'000'000 : 34'000'000, i);
    arguments.emplace_back("--attach");
    arguments.push_back(path);
  }
  std::optional<int> code;
  std::size_t peak = 0;
  std::size_t held = 0;
  std::string text;
  REQUIRE(eventually(
      [&] {
        Adit adit(home.path(), arguments, "");
        while (!(code = adit.ended())) {
          peak = std::max(peak, adit.peak_kib());
          // From when all is cleaned.
          if (adit.text().find("secret: ") != std::string::npos) held = std::max(held, adit.held_kib());
          std::this_thread::sleep_for(5ms);
        }
        text = adit.text();
        return *code == 0;
      },
      180s));
  CAPTURE(text);
  CHECK(text.find("sent: yes") != std::string::npos);
  CHECK(peak > 64 * 1024);  // the secret's own work: so this was measured at all
  CHECK(peak < 128 * 1024);
  CHECK(held > 190 * 1024);  // the cleaned files are somewhere
  CHECK(held < 256 * 1024);
  CHECK(listing(home.path()).empty());
  WARN(peak << " KiB at most, " << held << " KiB with the cleaned files, " << line_after(text, "pieces: ")
            << " pieces");
}

}  // namespace
}  // namespace adit::test
