// SPDX-License-Identifier: Apache-2.0
// The way of an upload: admission on its threads, then one thread that writes everything that waits
// and flushes once for all of it. Documents, card sets and cosignatures, which are signed and few,
// are judged on a thread of their own, so that a flood of bad ones delays no letter.
#pragma once

#include <adit/api.h>

#include <thread>
#include <vector>

#include "gateway/core.h"
#include "gateway/effort.h"
#include "gateway/service.h"
#include "gateway/work_queue.h"

namespace adit::gateway {

class Intake {
 public:
  explicit Intake(Core& core);
  ~Intake() { stop(); }

  // As Service::submit().
  void submit(api::Route route, ByteVector body, Service::Done done);
  // Everything that was submitted is answered.
  void stop();

 private:
  struct Posted {  // what came, not yet looked at
    api::Route route;
    ByteVector body;
    Service::Done done;
  };
  struct Admitted {
    Upload upload;
    Service::Done done;
  };
  struct Answer {
    Status status;
    Service::Done done;
  };

  void refuse(Errc code, Service::Done done);
  void run_admission();
  void run_storage();
  void run_answers();
  void run_clerk();
  Status handle(api::Route route, ByteSpan body);
  Status take_document(ByteSpan body);
  Status take_cards(ByteSpan body);
  Status take_cosignature(ByteSpan body);

  Core& core_;
  Effort effort_;
  WorkQueue<Posted> uploads_;
  WorkQueue<Posted> signed_;
  WorkQueue<Admitted> admitted_;
  WorkQueue<Answer> answers_;
  std::mutex stopping_;
  std::vector<std::thread> admission_threads_;
  std::thread clerk_;
  std::thread storage_;
  std::thread answerer_;
  bool stopped_ = false;
};

}  // namespace adit::gateway
