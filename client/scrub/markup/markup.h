// SPDX-License-Identifier: Apache-2.0
// The three kinds of this family.
#pragma once

#include "client/scrub/family.h"

namespace adit::client {

Result<CleanedFile> rebuild_html(ByteSpan file, const CleanContext& context);
Result<CleanedFile> rebuild_svg(ByteSpan file, const CleanContext& context);
Result<CleanedFile> rebuild_mail(ByteSpan file, const CleanContext& context);
Status verify_html(FileKind to, ByteSpan original, ByteSpan cleaned, const CleanContext& context);
Status verify_svg(ByteSpan original, ByteSpan cleaned, const CleanContext& context);
Status verify_mail(FileKind to, ByteSpan original, ByteSpan cleaned, const CleanContext& context);

}  // namespace adit::client
