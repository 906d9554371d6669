// SPDX-License-Identifier: Apache-2.0
// Rules of this file: coroutines take values, or references to what outlives the server; a session
// lives in one frame, which ends only when none of its operations is under way.
#include "gateway/http_session.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace adit::gateway {
namespace {

namespace net = boost::asio;
using Clock = std::chrono::steady_clock;

// So much of the whole allowance of bodies, or nothing.
class Allowance {
 public:
  Allowance(std::size_t& used, std::size_t wanted, std::size_t most)
      : used_(used), bytes_(wanted <= most && used <= most - wanted ? wanted : 0) {
    used_ += bytes_;
  }
  ~Allowance() { used_ -= bytes_; }
  Allowance(const Allowance&) = delete;
  Allowance& operator=(const Allowance&) = delete;
  explicit operator bool() const { return bytes_ > 0; }

 private:
  std::size_t& used_;
  const std::size_t bytes_;
};

// Hands over a body and comes back to the thread of the server with the answer.
net::awaitable<Status> submit(Handler& handler, api::Route route, ByteVector body) {
  auto start = [&handler, route](auto completion, ByteVector bytes) {
    // Shared, because Done can be copied. The guard keeps run() going until the answer is there.
    auto shared = std::make_shared<decltype(completion)>(std::move(completion));
    auto guard = net::make_work_guard(net::get_associated_executor(*shared));
    handler.submit(route, std::move(bytes), [shared, guard](Status status) {
      net::post(guard.get_executor(), [shared, status] { std::move (*shared)(status); });
    });
  };
  return net::async_initiate<const net::use_awaitable_t<>, void(Status)>(std::move(start), net::use_awaitable,
                                                                         std::move(body));
}

}  // namespace

bool Shared::close_one_waiting() {
  Session* slowest = nullptr;
  for (Session* session : sessions) {
    if (session->phase() == Session::Phase::idle) {
      session->close();
      return true;
    }
    if (slowest == nullptr && session->phase() == Session::Phase::coming) slowest = session;
  }
  if (slowest == nullptr || Clock::now() - slowest->since() < limits.patience) return false;
  slowest->close();
  return true;
}

Session::Session(Shared& shared, std::unique_ptr<Link> link, bool circuits)
    : shared_(shared),
      limits_(shared.limits),
      link_(std::move(link)),
      circuits_(circuits),
      since_(Clock::now()) {
  place_ = shared_.sessions.insert(shared_.sessions.end(), this);
}

Session::~Session() {
  shared_.sessions.erase(place_);
  if (circuit_) shared_.circuits.leave(*circuit_, refused_);
}

void Session::enter(Phase phase) {
  phase_ = phase;
  owed_ = owed_ && phase != Phase::idle;
  since_ = Clock::now();
  shared_.sessions.splice(shared_.sessions.end(), shared_.sessions, place_);
}

std::string_view Session::received() const {
  auto bytes = buffer_.data();
  return {static_cast<const char*>(bytes.data()), bytes.size()};
}

void Session::drop(std::size_t bytes) {
  buffer_.consume(bytes);
  if (buffer_.size() == 0) buffer_.shrink_to_fit();
}

std::chrono::milliseconds Session::transfer_time(std::size_t bytes) const {
  return limits_.transfer + std::chrono::milliseconds(bytes * 1000 / limits_.bytes_per_second);
}

net::awaitable<void> Session::run() {
  link_->deadline(limits_.handshake);
  if (!co_await link_->handshake()) co_return;
  if (circuits_ && !co_await read_circuit()) co_return;
  const Clock::time_point last_begin = Clock::now() + limits_.connection;
  for (std::size_t n = 1;; ++n) {
    auto head = co_await read_head(n == 1 ? limits_.head : limits_.idle);
    if (head == HeadScanner::State::more) co_return;  // gone, or too slow: nobody to answer
    owed_ = true;
    const bool last = n >= limits_.requests || Clock::now() >= last_begin;
    const bool keep =
        head == HeadScanner::State::whole ? co_await answer(last) : co_await refuse(api::kWrongSize);
    if (!keep || shared_.stopping) break;
    enter(Phase::idle);
  }
  link_->deadline(limits_.linger);
  co_await link_->finish(limits_.linger_bytes);
}

net::awaitable<void> Session::turn_away() {
  co_await refuse(api::kBusy);
  link_->deadline(limits_.linger);
  co_await link_->finish(limits_.linger_bytes);
}

net::awaitable<bool> Session::read_more() {
  const std::size_t bytes = buffer_.size() == 0 ? kFirstReadBytes : buffer_.max_size() - buffer_.size();
  auto into = buffer_.prepare(bytes);
  const std::size_t n =
      co_await link_->read_some(MutableByteSpan(static_cast<std::uint8_t*>(into.data()), into.size()));
  buffer_.commit(n);
  co_return n > 0;
}

// What comes without the line, or from a circuit that has had its share, gets no answer: who writes
// there is Tor, which knows what to write, or somebody to whom nothing is owed.
net::awaitable<bool> Session::read_circuit() {
  link_->deadline(limits_.head);
  for (;;) {
    if (!co_await read_more()) co_return false;
    const CircuitLine line = parse_circuit_line(received());
    if (line.state == CircuitLine::State::refused) co_return false;
    if (line.state == CircuitLine::State::more) continue;
    if (!shared_.circuits.enter(line.circuit)) co_return false;
    circuit_ = line.circuit;
    drop(line.bytes);
    co_return true;
  }
}

// `more` means that the head will never be whole.
net::awaitable<HeadScanner::State> Session::read_head(std::chrono::milliseconds first_byte) {
  HeadScanner scanner;
  link_->deadline(first_byte);
  for (bool begun = false;;) {
    if (buffer_.size() > 0) {
      if (!begun) {
        begun = true;
        enter(Phase::coming);
        link_->deadline(limits_.head);
      }
      const auto state = scanner.scan(received());
      head_bytes_ = scanner.head_bytes();
      if (state != HeadScanner::State::more) co_return state;
    }
    if (!co_await read_more()) co_return HeadScanner::State::more;
  }
}

net::awaitable<bool> Session::answer(bool last) {
  auto head = parse_head(received().substr(0, head_bytes_));
  if (!head) co_return co_await refuse(api::kWrongSize);
  const After after = last || head->wants_close || shared_.stopping ? After::close : After::keep;
  Request request = find_route(*head);
  drop(head_bytes_);
  if (auto* post = std::get_if<Post>(&request)) co_return co_await take_body(*post, after);
  if (auto* refusal = std::get_if<Refusal>(&request)) co_return co_await refuse(refusal->status);
  // Whatever follows before the reply is not ours to interpret.
  if (buffer_.size() > 0) co_return co_await refuse(api::kWrongSize);
  co_return co_await send_file(std::move(std::get<FileRead>(request).target), after);
}

net::awaitable<bool> Session::take_body(Post post, After after) {
  if (buffer_.size() > post.body_bytes) co_return co_await refuse(api::kWrongSize);
  Allowance allowance(shared_.body_bytes, post.body_bytes, limits_.body_bytes);
  if (!allowance) {
    shared_.close_one_waiting();  // for the next one
    co_return co_await refuse(api::kBusy);
  }
  link_->deadline(transfer_time(post.body_bytes));
  if (post.expects_continue && buffer_.size() == 0) {
    if (!co_await link_->write(kContinue)) co_return false;
  }
  ByteVector body(post.body_bytes);
  std::size_t have = net::buffer_copy(net::buffer(body), buffer_.data());
  drop(have);
  while (have < body.size()) {
    const std::size_t n = co_await link_->read_some(MutableByteSpan(body).subspan(have));
    if (n == 0) co_return false;
    have += n;
  }
  enter(Phase::busy);
  const Status status = co_await submit(shared_.handler, post.route, std::move(body));
  const unsigned code = status_of(status);
  if (code != api::kAccepted) co_return co_await refuse(code);
  // A connection that went on would tie what it sends next to this upload.
  if (limits_.close_after_upload) after = After::close;
  link_->deadline(limits_.transfer);
  co_return co_await link_->write(reply(code, after)) && after == After::keep;
}

net::awaitable<bool> Session::send_file(std::string target, After after) {
  auto file = shared_.files.open(target);
  if (!file) co_return co_await refuse(status_of(fail(file.error())));
  enter(Phase::busy);
  const std::string head = file_reply_head(file->bytes(), after);
  link_->deadline(transfer_time(file->bytes()));
  co_return co_await link_->write(head) && co_await link_->write(*file) && after == After::keep;
}

// Always false: the connection ends.
net::awaitable<bool> Session::refuse(unsigned status) {
  enter(Phase::busy);
  refused_ = refused_ || status == api::kWrongSize || status == api::kNotAdmitted;
  link_->deadline(limits_.transfer);
  co_await link_->write(reply(status, After::close));
  co_return false;
}

}  // namespace adit::gateway
