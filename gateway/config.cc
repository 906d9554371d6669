// SPDX-License-Identifier: Apache-2.0
#include "gateway/config.h"

#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <initializer_list>
#include <iterator>
#include <string_view>

#include "gateway/listen.h"

namespace adit::gateway {
// The parser asserts what some malformed files ("[!a]") break: for us that is a file like any other.
struct NotToml {};
}  // namespace adit::gateway
#define TOML_ASSERT(expression) ((expression) ? void(0) : throw adit::gateway::NotToml())
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

namespace adit::gateway {
namespace {

// Carries the sentence of the first problem; once there is one the rest does not matter.
class Reader {
 public:
  Reader(const toml::table& table, const std::filesystem::path& folder, std::string where)
      : table_(table), folder_(folder), where_(std::move(where)) {}

  void know(std::initializer_list<std::string_view> keys) {
    for (const auto& [key, value] : table_) {
      if (std::ranges::find(keys, key.str()) != keys.end()) continue;
      add(fmt::format("unknown key \"{}\"{} (line {})", key.str(), where_, value.source().begin.line));
    }
  }

  std::string text(std::string_view key) {
    const toml::node* node = table_.get(key);
    if (node == nullptr) return add(fmt::format("the key \"{}\"{} is missing", key, where_)), "";
    auto value = node->value_exact<std::string>();
    if (!value || value->empty()) return wrong(key, "must be a text in quotation marks"), "";
    // A file name with a NUL would be another file.
    if (value->find('\0') != std::string::npos)
      return wrong(key, "holds a character that it cannot hold"), "";
    return *value;
  }
  std::filesystem::path path(std::string_view key) {
    std::filesystem::path given = text(key);
    return given.empty() ? given : (folder_ / given).lexically_normal();
  }
  // Must be readable now, rather than fail at the first connection.
  std::filesystem::path readable_file(std::string_view key) {
    auto file = path(key);
    if (!file.empty() && access(file.c_str(), R_OK) != 0) {
      wrong(key, fmt::format("names the file {}, which cannot be read", file.string()));
    }
    return file;
  }
  std::uint32_t number(std::string_view key, std::int64_t least, std::int64_t most, std::int64_t otherwise) {
    const toml::node* node = table_.get(key);
    auto value = node == nullptr ? otherwise : node->value_exact<std::int64_t>().value_or(least - 1);
    if (value < least || value > most) wrong(key, fmt::format("must be a number from {} to {}", least, most));
    return static_cast<std::uint32_t>(value);
  }
  bool truth(std::string_view key, bool otherwise) {
    const toml::node* node = table_.get(key);
    auto value = node == nullptr ? otherwise : node->value_exact<bool>();
    if (!value) wrong(key, "must be true or false");
    return value.value_or(otherwise);
  }
  std::uint16_t port() {
    if (!table_.contains("port")) add(fmt::format("the key \"port\"{} is missing", where_));
    return static_cast<std::uint16_t>(number("port", 1, 65535, 1));
  }
  std::string address() {
    auto given = text("address");
    if (!given.empty() && !is_literal_address(given)) {
      wrong("address", "must be an IP address such as \"127.0.0.1\", not a name");
    }
    return given;
  }

  void wrong(std::string_view key, std::string_view why) {
    add(fmt::format("the key \"{}\"{} {}", key, where_, why));
  }
  void add(std::string sentence) {
    if (problem_.empty()) problem_ = std::move(sentence);
  }
  const std::string& problem() const { return problem_; }

 private:
  const toml::table& table_;
  const std::filesystem::path& folder_;
  std::string where_;
  std::string problem_;
};

void read_listener(Reader& reader, Config& config) {
  auto type = reader.text("type");
  if (type == "unix") {
    reader.know({"type", "path", "circuits", "reserved"});
    config.unix_listeners.push_back(
        {reader.path("path"), reader.truth("circuits", false), reader.number("reserved", 0, 4096, 0)});
  } else if (type == "loopback") {
    reader.know({"type", "address", "port"});
    TcpListener at{reader.address(), reader.port()};
    if (reader.problem().empty() && !is_loopback(at.address)) {
      reader.wrong("address", "must be 127.0.0.1 or ::1: plain HTTP would show everything on the way");
    }
    config.loopback_listeners.push_back(std::move(at));
  } else if (type == "tls") {
    reader.know({"type", "address", "port", "certificate", "key"});
    TlsListener tls{{reader.address(), reader.port()}, {}, {}};
    tls.certificate = reader.readable_file("certificate");
    tls.key = reader.readable_file("key");
    config.tls_listeners.push_back(std::move(tls));
  } else {
    reader.wrong("type", "must be \"unix\", \"loopback\" or \"tls\"");
  }
}

// The sentence of the first problem, or nothing.
std::string read_listeners(const toml::table& table, const std::filesystem::path& folder, Config& config) {
  const toml::node* node = table.get("listen");
  const toml::array* list = node == nullptr ? nullptr : node->as_array();
  if (node != nullptr && list == nullptr) return "\"listen\" must be written as [[listen]]";
  if (list == nullptr || list->empty()) return "there is no [[listen]], so nobody could reach the gateway";
  std::size_t number = 0;
  for (const toml::node& entry : *list) {
    const toml::table* one = entry.as_table();
    if (one == nullptr) return "\"listen\" must be written as [[listen]]";
    Reader reader(*one, folder, fmt::format(" in [[listen]] number {}", ++number));
    read_listener(reader, config);
    if (!reader.problem().empty()) return reader.problem();
  }
  return "";
}

// The most that one connection needs while it is served.
constexpr std::size_t kPlainBytes = std::size_t{16} << 10;
constexpr std::size_t kTlsBytes = std::size_t{64} << 10;

std::string check_memory(const Config& config) {
  const std::size_t needed = places(config) * (config.tls_listeners.empty() ? kPlainBytes : kTlsBytes);
  const std::size_t needed_mb = 2 * (needed >> 20);
  if (needed_mb <= config.max_memory_mb) return "";
  return fmt::format(
      "the key \"max_memory_mb\" must be {} or more for so many connections, or \"max_connections\" less",
      needed_mb);
}

std::string read_config(const toml::table& table, const std::filesystem::path& folder, Config& config) {
  Reader reader(table, folder, "");
  reader.know({"deployment", "data", "marker", "admin", "pool", "pool_letters", "pool_parcels",
               "max_connections", "max_memory_mb", "puzzle_threads", "listen"});
  auto bytes = from_hex(reader.text("deployment"));
  auto deployment = bytes ? DeploymentId::from(*bytes) : std::nullopt;
  if (!deployment) reader.wrong("deployment", "must have 64 hexadecimal digits, in lower case");
  config.deployment = deployment.value_or(DeploymentId());
  config.data = reader.path("data");
  config.marker = config.data.string() + ".marker";
  if (table.contains("marker")) config.marker = reader.path("marker");
  // Whoever puts back the folder must not put back the marker with it.
  const auto inside = config.marker.lexically_relative(config.data);
  if (!inside.empty() && *inside.begin() != "..") reader.wrong("marker", "must not lie in the data folder");
  if (table.contains("admin")) config.admin = reader.path("admin");
  if (table.contains("pool")) {
    auto pool = reader.text("pool");
    if (pool != "disk" && pool != "ram") reader.wrong("pool", "must be \"disk\" or \"ram\"");
    config.pool = pool == "ram" ? PoolMode::ram : PoolMode::disk;
  }
  config.pool_letters = reader.number("pool_letters", 1, 1 << 20, config.pool_letters);
  config.pool_parcels = reader.number("pool_parcels", 1, 1 << 18, config.pool_parcels);
  config.max_connections = reader.number("max_connections", 1, 1 << 16, config.max_connections);
  config.max_memory_mb = reader.number("max_memory_mb", 64, 1 << 20, config.max_memory_mb);
  config.puzzle_threads = reader.number("puzzle_threads", 1, 256, config.puzzle_threads);
  if (!reader.problem().empty()) return reader.problem();
  if (auto sentence = read_listeners(table, folder, config); !sentence.empty()) return sentence;
  for (const UnixListener& at : config.unix_listeners) {
    if (at.path == config.admin) return "the key \"admin\" must not be the path of a [[listen]]";
  }
  return check_memory(config);
}

// The parser's own tables of letters beyond ASCII end in undefined behaviour, so it never sees one: those in
// lines of comments become question marks, and the line of any other is returned.
std::optional<std::size_t> make_ascii(std::string& text) {
  std::size_t line = 1;
  bool is_blank = true;
  bool is_comment = false;
  for (char& c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) {
      if (!is_comment) return line;
      c = '?';
    } else if (c == '\n') {
      ++line;
      is_blank = true;
      is_comment = false;
    } else if (c != ' ' && c != '\t') {
      is_comment = is_comment || (is_blank && c == '#');
      is_blank = false;
    }
  }
  return std::nullopt;
}

ConfigOutcome problem(const std::filesystem::path& file, std::string_view sentence) {
  return {std::nullopt, {fmt::format("{}: {}", file.string(), sentence)}};
}

}  // namespace

ConfigOutcome load_config(const std::filesystem::path& file) {
  // Not toml::parse_file: it does not tell what cannot be read from what is empty.
  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored)) return problem(file, "cannot be read");
  std::ifstream in(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (!in.is_open() || in.bad()) return problem(file, "cannot be read");
  if (auto line = make_ascii(text)) {
    return problem(file, fmt::format("line {} is not TOML: a letter beyond ASCII is written as \\u and "
                                     "four hexadecimal digits",
                                     *line));
  }
  toml::parse_result parsed;
  try {
    parsed = toml::parse(text, file.string());
  } catch (const NotToml&) {
    return problem(file, "is not TOML");
  }
  if (!parsed) {
    return problem(file, fmt::format("line {} is not TOML: {}", parsed.error().source().begin.line,
                                     parsed.error().description()));
  }
  Config config;
  auto folder = std::filesystem::absolute(file, ignored).parent_path();
  if (auto sentence = read_config(parsed.table(), folder, config); !sentence.empty()) {
    return problem(file, sentence);
  }
  return {std::move(config), {}};
}

std::size_t body_bytes(const Config& config) { return (std::size_t{config.max_memory_mb} << 20) / 4; }

std::size_t places(const Config& config) {
  std::size_t out = config.max_connections;
  for (const UnixListener& at : config.unix_listeners) out += at.reserved;
  return out;
}

std::size_t descriptors(const Config& config) { return 2 * places(config) + 256; }

std::string describe(const Config& config) {
  auto out = fmt::format(
      "deployment = \"{}\"\ndata = \"{}\"\nmarker = \"{}\"\npool = \"{}\"\npool_letters = {}\npool_parcels = "
      "{}\n"
      "max_connections = {}\nmax_memory_mb = {}\npuzzle_threads = {}\n",
      to_hex(config.deployment.span()), config.data.string(), config.marker.string(),
      config.pool == PoolMode::ram ? "ram" : "disk", config.pool_letters, config.pool_parcels,
      config.max_connections, config.max_memory_mb, config.puzzle_threads);
  if (!config.admin.empty()) out += fmt::format("admin = \"{}\"\n", config.admin.string());
  for (const auto& at : config.unix_listeners) {
    out += fmt::format("[[listen]]\ntype = \"unix\"\npath = \"{}\"\ncircuits = {}\nreserved = {}\n",
                       at.path.string(), at.circuits, at.reserved);
  }
  for (const auto& at : config.loopback_listeners) {
    out += fmt::format("[[listen]]\ntype = \"loopback\"\naddress = \"{}\"\nport = {}\n", at.address, at.port);
  }
  for (const auto& tls : config.tls_listeners) {
    out += fmt::format(
        "[[listen]]\ntype = \"tls\"\naddress = \"{}\"\nport = {}\ncertificate = \"{}\"\nkey = \"{}\"\n",
        tls.at.address, tls.at.port, tls.certificate.string(), tls.key.string());
  }
  return out;
}

}  // namespace adit::gateway
