// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/scrub/markup/mail.h"

namespace adit::client {

// The text of a mail and its attachments as the files of an archive. Borrows both.
std::vector<ArchiveMember> members_of(const Mail& mail, std::string_view text);

}  // namespace adit::client
