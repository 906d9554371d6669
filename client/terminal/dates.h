// SPDX-License-Identifier: Apache-2.0
// Epochs as dates that people can compare with a calendar. A signed date may be anything: one that is in
// no calendar is shown as such.
#pragma once

#include <adit/units.h>

#include <string>

namespace adit::client {

std::string date_text(UnixTime time);                              // 2026-03-01 12:00 UTC
std::string epoch_text(Epoch epoch, std::uint32_t epoch_seconds);  // the date it begins

}  // namespace adit::client
