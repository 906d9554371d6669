// SPDX-License-Identifier: Apache-2.0
#include <adit/api.h>

#include "client/trust/gateway_state.h"
#include "crypto/padded.h"

namespace adit::client {

Status post_document(Transport& transport, const UnverifiedEnvelope& envelope) {
  ADIT_TRY(ByteVector body, pad(envelope.encode(), api::kDocumentBytes));
  return transport.post(api::kDocumentsPath, body);
}

}  // namespace adit::client
