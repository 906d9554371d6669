// SPDX-License-Identifier: Apache-2.0
// adit-gateway doctor, with a real data folder, and with one fault planted at a time.
#include <catch2/catch_test_macros.hpp>
#include <csignal>
#include <fstream>

#include "tests/gateway/process.h"
#include "tests/gateway/wire.h"

using namespace adit::test;
namespace fs = std::filesystem;

#ifdef ADIT_GATEWAY
namespace {

struct Patient {
  TempFolder folder;
  fs::path data = folder.path() / "data";
  fs::path config;

  explicit Patient(long certificate_seconds = 100L * 86400) {
    auto pem = make_certificate(folder, "one", certificate_seconds);
    write("127.0.0.1", pem.certificate, pem.key);
    // A start makes all that belongs to the folder; without TLS, whose port may be taken.
    auto plain = folder.put("plain.toml", basics());
    Process process({ADIT_GATEWAY, "run", "--config", plain.string()}, Process::Ready::awaited);
    REQUIRE(process.ready());
    process.signal(SIGTERM);
    REQUIRE(process.wait() == 0);
  }
  static std::string basics() {
    return "deployment = \"" + std::string(64, 'a') +
           "\"\ndata = \"data\"\npool_letters = 4\npool_parcels = 4\nmax_connections = 8\n"
           "[[listen]]\ntype = \"unix\"\npath = \"gateway.sock\"\n";
  }
  void write(const std::string& address, const fs::path& certificate, const fs::path& key) {
    config = folder.put("gateway.toml", basics() + "[[listen]]\ntype = \"tls\"\naddress = \"" + address +
                                            "\"\nport = 443\ncertificate = \"" + certificate.string() +
                                            "\"\nkey = \"" + key.string() + "\"\n");
  }

  // The lines that say what to do, but for those about the room on this machine's disk.
  std::vector<std::string> complaints() const {
    Process process({ADIT_GATEWAY, "doctor", "--config", config.string()});
    const int code = process.wait();
    std::vector<std::string> out;
    bool all_ok = true;
    std::istringstream lines(process.out());
    for (std::string line; std::getline(lines, line);) {
      const bool ok = line.starts_with("ok   ");
      CHECK((ok || line.starts_with("LOOK ")));
      all_ok = all_ok && ok;
      if (!ok && line.find("is nearly full") == std::string::npos) out.push_back(line);
    }
    CHECK(code == (all_ok ? 0 : 1));
    CHECK(process.err().empty());
    return out;
  }
  void expect(const std::string& words) const {
    auto all = complaints();
    INFO(words);
    REQUIRE(all.size() == 1);
    INFO(all.front());
    CHECK(all.front().find(words) != std::string::npos);
  }
};

}  // namespace

TEST_CASE("the doctor finds nothing wrong with a gateway that is well", "[doctor]") {
  CHECK(Patient().complaints().empty());
}

TEST_CASE("the doctor changes nothing", "[doctor]") {
  Patient patient;
  fs::remove_all(patient.data);
  CHECK(patient.complaints().empty());
  CHECK_FALSE(fs::exists(patient.data));
}

TEST_CASE("the doctor finds each planted fault, and only that", "[doctor]") {
  Patient patient;
  SECTION("a data folder that others may read") {
    fs::permissions(patient.data, fs::perms(0755));
    patient.expect("has mode 0755 instead of 0700: chmod 700 ");
  }
  SECTION("a log key that others may read") {
    fs::permissions(patient.data / "log.key", fs::perms(0644));
    patient.expect("log.key has mode 0644 instead of 0600");
  }
  SECTION("a log key that cannot be read") {
    fs::permissions(patient.data / "log.key", fs::perms(0));
    patient.expect("log.key has mode 0000 instead of 0600");
  }
  SECTION("a damaged log key") {
    std::ofstream(patient.data / "log.key", std::ios::in | std::ios::out) << "x0x0";
    patient.expect("the log key is damaged: put back log.key");
  }
  SECTION("no marker") {
    fs::remove_all(patient.folder.path() / "data.marker");
    patient.expect("there is no marker of this log");
  }
  SECTION("evidence of another history") {
    std::ofstream(patient.data / "evidence") << "x";
    patient.expect("a checkpoint of this key that is not in this log");
  }
  SECTION("a pool's file is missing") {
    fs::remove(patient.data / "pool" / "parcels");
    patient.expect("pool/parcels is missing");
  }
  SECTION("a certificate of another key") {
    auto one = make_certificate(patient.folder, "a", 100L * 86400);
    auto other = make_certificate(patient.folder, "b", 100L * 86400);
    patient.write("127.0.0.1", one.certificate, other.key);
    patient.expect("does not belong to certificate");
  }
  SECTION("an expired certificate") {
    auto pem = make_certificate(patient.folder, "old", -3600);
    patient.write("127.0.0.1", pem.certificate, pem.key);
    patient.expect("old-certificate.pem has expired: renew it");
  }
  SECTION("a certificate that ends soon") {
    auto pem = make_certificate(patient.folder, "soon", 5L * 86400 + 3600);
    patient.write("127.0.0.1", pem.certificate, pem.key);
    patient.expect("ends in 5 days: renew it");
  }
  SECTION("a configuration that cannot be used") {
    patient.config = patient.folder.put("bad.toml", "colour = 1\n");
    patient.expect("bad.toml: unknown key \"colour\"");
  }
  SECTION("no folder for the socket") {
    auto text = Patient::basics();
    text.replace(text.find("gateway.sock"), 12, "none/gateway.sock");
    patient.config = patient.folder.put("away.toml", text);
    patient.expect("of a socket is missing: make it");
  }
}
#endif
