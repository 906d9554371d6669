// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/office/build.h"
namespace adit::client {
Result<ByteVector> rebuild_sheets(PackageIn&, OfficeJob&) { return fail(Errc::file_type_refused); }
Result<ByteVector> rebuild_show(PackageIn&, OfficeJob&) { return fail(Errc::file_type_refused); }
Result<ByteVector> rebuild_open_document(ByteSpan, OfficeJob&) { return fail(Errc::file_type_refused); }
}  // namespace adit::client
